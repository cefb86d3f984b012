"""What an archive of others is made of: WARC files, alone, inside a WACZ, or named by a CDXJ index; opened and bounded."""

from __future__ import annotations

import array
import contextlib
import gzip
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from archive.errors import HoldingError

WARC, WACZ, CDXJ, JSONL = "warc", "wacz", "cdxj", "jsonl"
# Records are packed one by one: a member that grows more than this when it is taken out is a bomb.
MOST_GROWTH = 100
# Entries of a WACZ that are looked at, lines of a CDXJ, bytes of datapackage.json.
MOST_MEMBERS, MOST_LINES, LARGEST_PACKAGE = 10_000, 50_000_000, 64 * 1024 * 1024
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class WarcSource:
    """One WARC file to take in: `name` is told as provenance, `offsets` are the only records asked for, if not None."""

    name: str
    path: Path
    member: str = ""
    offsets: array.array[int] | None = None

    @contextmanager
    def open(self) -> Iterator[tuple[BinaryIO, int]]:
        """Give a stream of its bytes and their number. Raises HoldingError where it cannot be read."""
        try:
            if not self.member:
                with self.path.open("rb") as stream:
                    yield stream, self.path.stat().st_size
            else:
                with zipfile.ZipFile(self.path) as package, package.open(self.member) as inner:
                    yield cast(BinaryIO, inner), package.getinfo(self.member).file_size
        except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            raise HoldingError(f"{self.name} cannot be read: {error}.") from error


def detect_format(path: Path) -> str:
    """Return what a file is by its content: `warc`, `wacz`, `cdxj` or `jsonl`. Raises HoldingError where it is a folder."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        raise HoldingError(f"{path} cannot be read ({error.strerror}).") from error
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 4096)
        except zlib.error:
            return WARC if path.name.lower().endswith(".warc.gz") else JSONL
    if head.startswith(b"PK\x03\x04"):
        return WACZ
    if head.startswith(b"WARC/"):
        return WARC
    line = next((line for line in head.split(b"\n") if line.strip() and not line.startswith(b"!")), b"")
    parts = line.split(b" ", 2)
    if len(parts) == 3 and parts[1].isdigit() and parts[2].lstrip().startswith(b"{"):
        return CDXJ
    return JSONL


def list_sources(path: Path) -> tuple[list[WarcSource], list[str]]:
    """Return the WARC files that a file stands for, and sentences on what is wrong with it. Raises HoldingError."""
    kind = detect_format(path)
    if kind == WARC:
        return [WarcSource(path.name, path)], []
    if kind == WACZ:
        return _list_members(path)
    return _read_index(path)


def _list_members(path: Path) -> tuple[list[WarcSource], list[str]]:
    problems: list[str] = []
    sources: list[WarcSource] = []
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()[:MOST_MEMBERS]
            stated = _read_stated(package)
            for member in members:
                if not (member.filename.startswith("archive/") and member.filename.endswith((".warc", ".warc.gz"))):
                    continue
                if member.file_size > MOST_GROWTH * max(member.compress_size, 1):
                    problems.append(f"{member.filename} would grow more than {MOST_GROWTH} times; it is left out")
                    continue
                if (told := stated.get(member.filename)) and told != _digest_member(package, member):
                    problems.append(f"{member.filename} has not the digest that datapackage.json states")
                sources.append(WarcSource(f"{path.name}!{member.filename}", path, member.filename))
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise HoldingError(f"{path} is no whole ZIP file: {error}.") from error
    if not sources:
        raise HoldingError(f"{path} holds no WARC file below archive/: it is no WACZ.")
    return sources, problems


def _read_stated(package: zipfile.ZipFile) -> Mapping[str, str]:
    """Return the SHA-256 digests that datapackage.json states, by path."""
    try:
        info = package.getinfo("datapackage.json")
        if info.file_size > LARGEST_PACKAGE:
            return {}
        resources: Any = json.loads(package.read(info)).get("resources", [])
        return {
            str(one["path"]): str(one["hash"]).removeprefix("sha256:")
            for one in resources
            if str(one.get("hash", "")).startswith("sha256:")
        }
    except (KeyError, ValueError, AttributeError, TypeError):
        return {}


def _digest_member(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    with package.open(member) as stream:
        while block := stream.read(_STEP):
            digest.update(block)
    return digest.hexdigest()


def _read_index(path: Path) -> tuple[list[WarcSource], list[str]]:
    """Return the WARC files that a CDXJ names, each with the places that it names."""
    places: dict[str, array.array[int]] = {}
    problems: list[str] = []
    bad = 0
    with _open_text(path) as lines:
        for number, line in enumerate(lines):
            if number >= MOST_LINES:
                problems.append(f"only the first {MOST_LINES} lines were read")
                break
            if not line.strip() or line.startswith(b"!"):
                continue
            try:
                fields = json.loads(line.split(b" ", 2)[2])
                offset, name = int(fields["offset"]), str(fields["filename"])
                places.setdefault(name, array.array("q")).append(offset)
            except (ValueError, KeyError, IndexError, TypeError, OverflowError):
                bad += 1
    if bad:
        problems.append(f"{bad} lines do not say where a record lies")
    sources = []
    for name, offsets in places.items():
        found = _find_beside(path, name)
        if found is None:
            problems.append(
                f"{name} is not there, neither beside the index nor in archive/; {len(offsets)} records are missing"
            )
        else:
            sources.append(WarcSource(found.name, found, offsets=array.array("q", sorted(set(offsets)))))
    if not sources:
        raise HoldingError(f"{path} names no WARC file that is there: {'; '.join(problems[:3]) or 'it is empty'}.")
    return sources, problems


def _find_beside(index: Path, name: str) -> Path | None:
    """Return where a WARC file lies that an index names; never one outside the folders beside the index."""
    plain = Path(name).name
    folder = index.resolve().parent
    for place in (folder, folder / "archive", folder.parent / "archive", folder.parent):
        if (place / plain).is_file():
            return place / plain
    return None


@contextmanager
def _open_text(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as probe:
            packed = probe.read(2) == b"\x1f\x8b"
        with cast(BinaryIO, gzip.open(path)) if packed else path.open("rb") as stream:
            yield stream
    except (OSError, EOFError, zlib.error) as error:
        raise HoldingError(f"{path} cannot be read: {error}.") from error


def split_members(path: Path) -> Path:
    """Unpack a file that was packed as a whole: in it no record can be read by its place.

    The copy keeps its name, and its bytes are those of the records without packing; of a torn one, as far as they come.
    """
    if not path.name.endswith(".gz"):
        return path
    if not _holds_several(path):
        return path
    plain = path.with_name(f".plain-{path.name}")
    try:
        with gzip.open(path) as packed, plain.open("wb") as unpacked:
            most = path.stat().st_size * 1000
            # Piece by piece, so that what stands before a torn end is there when that is come upon.
            with contextlib.suppress(EOFError, zlib.error, gzip.BadGzipFile):
                while block := packed.read1(1 << 20):
                    unpacked.write(block)
                    if unpacked.tell() > most:
                        raise HoldingError(f"{path.name} grows without end when it is unpacked.")
        plain.rename(path)
    except OSError as error:
        raise HoldingError(f"{path.name} cannot be unpacked: {error}.") from error
    finally:
        plain.unlink(missing_ok=True)
    return path


def _holds_several(path: Path) -> bool:
    """Tell whether the first gzip member of a file holds more than one record."""
    unzip = zlib.decompressobj(wbits=31)
    seen = b""
    try:
        with path.open("rb") as stream:
            while not unzip.eof and (block := unzip.unconsumed_tail or stream.read(1 << 16)):
                seen = seen[-16:] + unzip.decompress(block, 1 << 20)
                if b"\r\n\r\nWARC/1." in seen:
                    return True
    except zlib.error:
        pass  # the walk will say where it is damaged
    return False
