"""Copies records out of WARC files byte for byte: for handing over a part of an archive with its evidence intact."""

from __future__ import annotations

import gzip
import io
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from archive.errors import WarcError
from archive.settings import VERSION
from archive.text import tell_error
from archive.warc_reading import BROKEN

# What begins another exchange: the request and the metadata of one follow its response.
_LEADING = ("warcinfo", "response", "revisit", "resource", "conversion")
_MOST_FOLLOWING = 4


@dataclass(frozen=True, slots=True)
class CopiedRecord:
    """A record as bytes of one gzip member, with the fields that an index needs."""

    kind: str
    url: str
    date: str
    status: str
    media_type: str
    digest: str
    content: bytes


def copy_exchange(path: Path, offset: int) -> Iterator[CopiedRecord]:
    """Yield the record at this place, and the request and metadata records that belong to it, up to one that is damaged.

    Raises WarcError where the record itself cannot be read.
    """
    whole = False
    try:
        with path.open("rb") as stream:
            packed = stream.read(2) == b"\x1f\x8b"
            stream.seek(offset)
            records = ArchiveIterator(stream)
            for number, record in enumerate(records):
                if number and (record.rec_type in _LEADING or number > _MOST_FOLLOWING):
                    return
                fields, http = record.rec_headers, record.http_headers
                kind = record.rec_type
                media_type = (http.get_header("Content-Type") if http else "") or ""
                status = (http.get_statuscode() if http and kind != "request" else "") or ""
                place, length = records.get_record_offset(), records.get_record_length()
                with path.open("rb") as again:
                    again.seek(place)
                    content = again.read(length)
                yield CopiedRecord(
                    kind=kind,
                    url=(fields.get_header("WARC-Target-URI") or "").strip("<>"),
                    date=fields.get_header("WARC-Date") or "",
                    status=status,
                    media_type=media_type.partition(";")[0].strip().lower(),
                    digest=fields.get_header("WARC-Payload-Digest") or "",
                    # In a file without packing, the two lines behind a record do not count as its own.
                    content=content if packed else gzip.compress(content + b"\r\n\r\n", mtime=0),
                )
                whole = True
    except BROKEN as error:
        if whole:
            return  # what is damaged behind it is told by `verify`
        raise WarcError(f"The record at byte {offset} of {path} cannot be copied: {tell_error(error)}.") from error


def copy_warcinfo(path: Path) -> CopiedRecord | None:
    """Return the record with which a file says who wrote it, or None where it has none."""
    first = next(copy_exchange(path, 0), None)
    return first if first is not None and first.kind == "warcinfo" else None


def make_warcinfo(file: str, info: Mapping[str, str]) -> bytes:
    """Return the record that stands at the head of a file of copied records."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    told = {
        "software": f"Pressearchiv/{VERSION} (Python {platform.python_version()})",
        "format": "WARC File Format 1.1",
        "note": "Records are copied byte for byte; WARC-Warcinfo-ID names the warcinfo record of the file they come from.",
        **info,
    }
    writer.write_record(writer.create_warcinfo_record(file, told))
    return stream.getvalue()
