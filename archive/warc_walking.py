"""Walks through a whole WARC file, record by record, past damaged places: for imports and for checking what is kept."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from archive.errors import WarcError
from archive.text import tell_error
from archive.warc_reading import BROKEN, LARGEST, WarcResponse, parse_record

# Where a record can begin: a gzip member, or the version line of a file without compression.
_STARTS = re.compile(rb"\x1f\x8b\x08|WARC/1\.[01]\r\n")
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class WalkedRecord:
    """A record at its place, or a damaged place: then `response` is None and `problem` says what is wrong with it.

    A whole record whose digests are not those that it states has both. `end` is where the next one begins.
    """

    offset: int
    end: int
    response: WarcResponse | None
    problem: str = ""

    @property
    def length(self) -> int:
        """Bytes in the file."""
        return self.end - self.offset


def walk_records(path: Path, start: int = 0, limit: int = LARGEST) -> Iterator[WalkedRecord]:
    """Yield the records of a WARC file from a place on; after a damaged one it goes on with the next that can be found.

    `start` must be where a record begins. Raises WarcError where the file cannot be opened.
    """
    size = _measure(path)
    while start < size:
        begun = start
        for record in _walk_whole(path, start, limit):
            yield record
            start = record.end
            if record.response is None:
                break
        else:
            # Records of a file without compression end before the empty lines behind them.
            start = start if _is_packed(path) else _pass_empty_lines(path, start)
            if start < size:
                yield WalkedRecord(start, size, None, "it breaks off before its first line")
            return
        if start <= begun:
            return


def walk_places(path: Path, offsets: Iterable[int], limit: int = LARGEST) -> Iterator[WalkedRecord]:
    """Yield the records that begin at these places, as an index names them."""
    for offset in offsets:
        yield next(_walk_whole(path, offset, limit), WalkedRecord(offset, offset, None, "there is no record"))


def _walk_whole(path: Path, start: int, limit: int) -> Iterator[WalkedRecord]:
    """Yield records until one is damaged, which is the last that comes."""
    offset = start
    # warcio prints what it finds odd; whoever walks is told by `problem`.
    with path.open("rb") as stream, contextlib.redirect_stderr(io.StringIO()):
        stream.seek(start)
        try:
            records = ArchiveIterator(stream, check_digests=True)
            for record in records:
                problem = ""
                response: WarcResponse | None = None
                try:
                    response = parse_record(record, path, records.offset, limit)
                except WarcError as error:
                    problem = str(error)
                length = records.get_record_length()
                if length <= 0:
                    raise ValueError("several records are packed as one")
                offset = records.get_record_offset()
                if response is not None and getattr(record.raw_stream, "limit", 0) > 0:
                    response, problem = None, "it breaks off"
                elif response is not None and record.digest_checker.passed is False:
                    problem = "; ".join(record.digest_checker.problems)
                yield WalkedRecord(offset, offset + length, response, problem)
                offset += length
        except BROKEN as error:
            following = _find_start(path, max(offset, start) + 1)
            yield WalkedRecord(offset, following, None, f"it cannot be read: {tell_error(error)}")


def _find_start(path: Path, position: int) -> int:
    """Return where the next record may begin, or the size of the file."""
    with path.open("rb") as stream:
        stream.seek(position)
        kept = b""
        while block := stream.read(_STEP):
            found = _STARTS.search(kept + block)
            if found:
                return position - len(kept) + found.start()
            position += len(block)
            kept = block[-16:]
    return position


def _pass_empty_lines(path: Path, position: int) -> int:
    """Return where anything but ends of lines comes next, or the size of the file."""
    with path.open("rb") as stream:
        stream.seek(position)
        while block := stream.read(_STEP):
            position += len(block) - len(block.lstrip(b"\r\n"))
            if block.lstrip(b"\r\n"):
                break
    return position


def _is_packed(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _measure(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise WarcError(f"The WARC file {path} cannot be read ({error.strerror}).") from error
