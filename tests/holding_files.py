"""WARC files as other crawlers write them, for tests: by warcio alone, in the forms that are found in the wild."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


@dataclass(frozen=True, slots=True)
class OldPage:
    """One page that another crawler kept."""

    url: str
    date: str
    body: bytes
    status: str = "200 OK"
    media_type: str = "text/html; charset=utf-8"
    chunked: bool = False
    kind: str = "response"


def write_warc(path: Path, pages: Iterable[OldPage], *, version: str = "1.0", packed: bool = True) -> Path:
    """Write a file of records, each a gzip member where `packed`."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another crawler 1.0"}))
        for page in pages:
            headers = [("Content-Type", page.media_type)]
            body = page.body
            if page.chunked:
                headers.append(("Transfer-Encoding", "chunked"))
                body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            http = StatusAndHeaders(page.status, headers, protocol="HTTP/1.1") if page.kind == "response" else None
            record = writer.create_warc_record(
                page.url,
                page.kind,
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=http,
                warc_content_type="" if page.kind == "response" else page.media_type,
                warc_headers_dict={"WARC-Date": page.date},
            )
            writer.write_record(record)
    return path


def pack_as_a_whole(path: Path) -> Path:
    """Pack a plain file into one gzip member, as people do who know no better."""
    packed = path.with_name(path.name + ".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed
