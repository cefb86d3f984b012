"""WARC files read back: one record by its place, for replay and for reading articles anew."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from archive.errors import WarcError
from archive.text import tell_error
from archive.warc import NOT_MODIFIED, OPEN, Exchange, Headers, Original, digest_payload

# What goes wrong inside warcio where the bytes are not what they should be.
BROKEN = (OSError, ArchiveLoadFailed, ValueError, zlib.error, EOFError, AttributeError)
# No body that the crawler fetches is larger by default; a record of another crawler may be, bytes.
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WarcResponse:
    """A response read back: target URI, time as written (ISO 8601), status, headers, body as it came.

    `digest` is the payload digest as written; `refers_to_url` and `refers_to_date` are those of a revisit record.
    """

    url: str
    date: str
    kind: str
    status: int
    headers: Headers
    body: bytes
    digest: str = ""
    refers_to_url: str = ""
    refers_to_date: str = ""
    record_id: str = ""
    # The record that says who wrote this one.
    warcinfo_id: str = ""

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()[:100]

    def header(self, name: str) -> str:
        """Return the value of an HTTP header, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def find_warc(folder: Path, file: str) -> Path:
    """Return where a WARC file lies, finished or still open. Raises WarcError if it is not there."""
    for path in (folder / file, folder / (file + OPEN)):
        if path.is_file():
            return path
    raise WarcError(f"The WARC file {folder / file} is not there; put it back from the last copy of the data folder.")


def read_response(path: Path, offset: int, limit: int = LARGEST) -> WarcResponse:
    """Read the record that begins at this offset of a WARC file.

    Raises WarcError where there is no whole one, or where its body is larger than `limit` bytes.
    """
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            for record in ArchiveIterator(stream):
                return parse_record(record, path, offset, limit)
    except BROKEN as error:
        raise WarcError(f"The record at byte {offset} of {path} cannot be read: {tell_error(error)}.") from error
    raise WarcError(f"There is no record at byte {offset} of {path}.")


def read_fields(body: bytes) -> dict[str, str]:
    """Return the fields of a record of the type `application/warc-fields` (warcinfo, metadata), names in lower case."""
    fields: dict[str, str] = {}
    for line in body[:65536].decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def aim_revisit(folder: Path, original: Original, exchange: Exchange) -> Original | None:
    """Return what a revisit record refers to, under the URI that its record has: replay finds it by that alone.

    None where the exchange is no revisit of it, or where the file of the original is not there and the body is.
    """
    if exchange.status != 304 and original.digest != digest_payload(exchange.body):
        return None
    try:
        target = _read_target(find_warc(folder, original.file), original.offset)
    except WarcError:
        return original if exchange.status == 304 else None
    return replace(original, url=target)


def _read_target(path: Path, offset: int) -> str:
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            for record in ArchiveIterator(stream, no_record_parse=True):
                return (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    except BROKEN as error:
        raise WarcError(f"The record at byte {offset} of {path} cannot be read: {tell_error(error)}.") from error
    raise WarcError(f"There is no record at byte {offset} of {path}.")


def parse_record(record: Any, path: Path, offset: int, limit: int) -> WarcResponse:
    """Return a record of warcio as ours; `path` and `offset` are for the words of WarcError."""
    headers = record.rec_headers
    body = record.raw_stream.read(limit + 1)
    if len(body) > limit:
        raise WarcError(f"The record at byte {offset} of {path} is larger than {limit} bytes.")
    coding = record.http_headers.get_header("Transfer-Encoding") if record.http_headers else ""
    if (coding or "").strip().lower() == "chunked":
        # Other crawlers keep the chunks; ours takes them off before it writes.
        body = ChunkedDataReader(io.BytesIO(body)).read(limit)
    fields = tuple(record.http_headers.headers) if record.http_headers else ()
    if record.rec_type == "resource":
        # A file that some crawler kept without its answer; the record itself says what it is.
        fields = (("Content-Type", headers.get_header("Content-Type") or ""),)
    return WarcResponse(
        url=(headers.get_header("WARC-Target-URI") or "").strip("<>"),
        date=headers.get_header("WARC-Date") or "",
        kind=record.rec_type,
        status=_read_status(record),
        headers=fields,
        body=body,
        digest=headers.get_header("WARC-Payload-Digest") or "",
        refers_to_url=(headers.get_header("WARC-Refers-To-Target-URI") or "").strip("<>"),
        refers_to_date=headers.get_header("WARC-Refers-To-Date") or "",
        record_id=headers.get_header("WARC-Record-ID") or "",
        warcinfo_id=headers.get_header("WARC-Warcinfo-ID") or "",
    )


def _read_status(record: Any) -> int:
    code = record.http_headers.get_statuscode() if record.http_headers else ""
    if code and code.isdigit() and len(code) == 3:
        return int(code)
    if record.rec_type == "revisit" and record.rec_headers.get_header("WARC-Profile") == NOT_MODIFIED:
        return 304
    return 200 if record.rec_type == "resource" else 0
