"""WARC files, the evidence, as a crawl writes them: response by response, flushed before anybody reads what came."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from archive.errors import WarcError
from archive.settings import VERSION

# A file that is still being written, or was when its program was killed.
OPEN = ".open"

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Original:
    """The capture that a revisit record stands for: its URI, its time, its payload digest, and where it lies."""

    url: str
    fetched: datetime
    digest: str
    file: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response as they went over the wire; `body` is still compressed if it came so."""

    url: str
    fetched: datetime
    method: str
    request_headers: Headers
    status: int
    reason: str
    headers: Headers
    body: bytes
    ip: str = ""


@dataclass(frozen=True, slots=True)
class WarcPlace:
    """Where a record lies: file name within the folder of the site, offset and length in bytes."""

    file: str
    offset: int
    length: int
    digest: str
    kind: str
    # `WARC-Record-ID`, for metadata records that tell more about it.
    record_id: str = ""


def digest_payload(body: bytes) -> str:
    """Return the payload digest in the custom of the field: `sha1:` and base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


class WarcWriter:
    """Writes the exchanges of one crawl into `folder`, one gzip member a record, beginning a new file at `size` bytes.

    Raises WarcError where the disk does not take it.
    """

    def __init__(self, folder: Path, name: str, started: datetime, size: int, info: Mapping[str, str]) -> None:
        self._folder = folder
        self._stem = f"{name}-{started:%Y%m%d%H%M%S}"
        self._size = size
        self._info = info
        self._number = 0
        self._stream: BinaryIO | None = None
        self._writer: WARCWriter | None = None
        self._file = ""
        self._info_id = ""

    def write(self, exchange: Exchange, original: Original | None = None) -> WarcPlace:
        """Write request and response, flushed; as a revisit where `original` has the same payload or the answer is 304."""
        with self._telling():
            return self._write(exchange, original)

    def describe(self, url: str, about: str, fields: Mapping[str, object]) -> None:
        """Write a metadata record about the record with the id `about`: what was decided, or read off a page.

        It is flushed with the next exchange: what it tells can be found out again from the record itself.
        """
        content = "".join(
            f"{name}: {_one_line(value)}\r\n" for name, value in fields.items() if value not in ("", None)
        )
        payload = content.encode("utf-8", "replace")
        with self._telling():
            _, writer = self._open()
            record = writer.create_warc_record(
                url,
                "metadata",
                payload=io.BytesIO(payload),
                length=len(payload),
                warc_content_type="application/warc-fields",
                warc_headers_dict={"WARC-Refers-To": about, "WARC-Warcinfo-ID": self._info_id},
            )
            writer.write_record(record)

    def close(self) -> None:
        """Write the file to disk for good and give it its final name; one that the disk does not take stays open."""
        if self._stream is not None:
            stream, self._stream, self._writer = self._stream, None, None
            with self._telling():
                try:
                    stream.flush()
                    os.fsync(stream.fileno())
                finally:
                    stream.close()
                (self._folder / (self._file + OPEN)).rename(self._folder / self._file)
                sync_folder(self._folder)

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise WarcError(
                f"The WARC file {self._folder / self._file} cannot be written ({error.strerror}). "
                "Make room on the disk or mend the permissions, then run the crawl again: it goes on where it was."
            ) from error

    def _write(self, exchange: Exchange, original: Original | None) -> WarcPlace:
        if self._stream is not None and self._stream.tell() >= self._size:
            self.close()
        stream, writer = self._open()
        digest = digest_payload(exchange.body)
        response = self._make_response(writer, exchange, original, digest)
        date = response.rec_headers.get_header("WARC-Date")
        request = writer.create_warc_record(
            exchange.url,
            "request",
            http_headers=StatusAndHeaders(
                f"{exchange.method} {_request_target(exchange.url)} HTTP/1.1",
                list(exchange.request_headers),
                is_http_request=True,
            ),
            warc_headers_dict={"WARC-Date": date, "WARC-Warcinfo-ID": self._info_id},
        )
        offset = stream.tell()
        writer.write_record(response)
        length = stream.tell() - offset
        record_id = response.rec_headers.get_header("WARC-Record-ID")
        request.rec_headers.add_header("WARC-Concurrent-To", record_id)
        writer.write_record(request)
        kind = "revisit" if response.rec_type == "revisit" else "response"
        if kind == "revisit" and exchange.status == 304:
            writer.write_record(self._make_head(writer, exchange, record_id, date))
        stream.flush()
        kept = original.digest if original and kind == "revisit" else digest
        return WarcPlace(self._file, offset, length, kept, kind, record_id)

    def _make_head(self, writer: WARCWriter, exchange: Exchange, about: str, date: str):  # type: ignore[no-untyped-def]  # warcio has no types
        """Return the headers of an answer 304 as a record of their own."""
        fields = [("http-status", f"{exchange.status} {exchange.reason}")]
        fields += [(f"http-header-{name.lower()}", value) for name, value in exchange.headers]
        head = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields).encode("utf-8", "replace")
        return writer.create_warc_record(
            exchange.url,
            "metadata",
            payload=io.BytesIO(head),
            length=len(head),
            warc_content_type="application/warc-fields",
            warc_headers_dict={"WARC-Concurrent-To": about, "WARC-Date": date, "WARC-Warcinfo-ID": self._info_id},
        )

    def _make_response(self, writer: WARCWriter, exchange: Exchange, original: Original | None, digest: str):  # type: ignore[no-untyped-def]  # warcio has no types
        status_line = f"{exchange.status} {exchange.reason}".strip()
        headers = StatusAndHeaders(status_line, list(exchange.headers), protocol="HTTP/1.1")
        extra = {"WARC-Date": write_date(exchange.fetched), "WARC-Warcinfo-ID": self._info_id}
        if exchange.ip:
            extra["WARC-IP-Address"] = exchange.ip
        if original is None or (exchange.status != 304 and original.digest != digest):
            return writer.create_warc_record(
                exchange.url,
                "response",
                payload=io.BytesIO(exchange.body),
                length=len(exchange.body),
                http_headers=headers,
                warc_headers_dict=extra,
            )
        unmodified = exchange.status == 304
        record = writer.create_revisit_record(
            exchange.url,
            digest=original.digest,
            refers_to_uri=original.url,
            refers_to_date=write_date(original.fetched),
            # With the headers of a 304 in it, replay would show „not modified“ in place of the page.
            http_headers=None if unmodified else headers,
            warc_headers_dict=extra,
        )
        record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED if unmodified else IDENTICAL)
        return record

    def _open(self) -> tuple[BinaryIO, WARCWriter]:
        if self._stream is None or self._writer is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = f"{self._stem}-{self._number:05}.warc.gz"
            self._number += 1
            self._stream = (self._folder / (self._file + OPEN)).open("xb")
            self._writer = WARCWriter(self._stream, gzip=True, warc_version="1.1")
            info = self._writer.create_warcinfo_record(self._file, _describe_software(self._info))
            self._info_id = info.rec_headers.get_header("WARC-Record-ID")
            self._writer.write_record(info)
        return self._stream, self._writer


def _describe_software(info: Mapping[str, str]) -> dict[str, str]:
    return {
        "software": f"Pressearchiv/{VERSION} (Python {platform.python_version()})",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "classic",
        "note": "Bodies are stored as received, still content-encoded; transfer encoding was removed by the client. "
        "Header names are spelt in the client's way and their order is not kept. "
        "Request headers are those that the client was asked to send. "
        "An answer 304 is a revisit record without a block; its headers stand in the metadata record beside it.",
        **info,
    }


def write_date(moment: datetime) -> str:
    """Return a point in time as WARC 1.1 writes it, to the microsecond."""
    # warcio appends the Z by itself: an aware time would get its offset too.
    date: str = datetime_to_iso_date(moment.astimezone(UTC).replace(tzinfo=None), use_micros=True)
    return date


def _one_line(value: object) -> str:
    return " ".join(str(value).split())[:1000]


def _request_target(url: str) -> str:
    path = url.split("://", 1)[-1].partition("/")[2]
    return f"/{path}"


def sync_folder(folder: Path) -> None:
    """Write the names of a folder to disk for good."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
