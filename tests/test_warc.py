"""WARC files: whole records only, revisits that can be resolved, rotation, and torn tails cut off."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.errors import WarcError
from archive.warc import OPEN, Exchange, Original, WarcPlace, WarcWriter, digest_payload
from archive.warc_mending import measure_whole_members, mend_open_files
from archive.warc_reading import find_warc, read_response

NOW = datetime(2026, 10, 30, 4, 5, 6, 789, tzinfo=UTC)
URL = "https://www.krefeld.example/de/inhalt/x/"


def exchange(body: bytes = b"<p>Text</p>", status: int = 200, url: str = URL) -> Exchange:
    headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body))), ("X-Odd", "äö")]
    return Exchange(
        url,
        NOW,
        "GET",
        [("Host", "www.krefeld.example"), ("User-Agent", "x")],
        status,
        "OK",
        headers,
        body,
        "127.0.0.1",
    )


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[WarcWriter]:
    made = WarcWriter(tmp_path / "warc", "demo-1", NOW, 10_000, {"isPartOf": "a test"})
    yield made
    if made._stream is not None:
        made._stream.close()  # a test that leaves the file as a killed process would


def read_all(path: Path) -> list[tuple[str, dict[str, str]]]:
    with path.open("rb") as stream:
        records = []
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.content_stream().read()
            records.append((record.rec_type, dict(record.rec_headers.headers)))
        return records


def test_request_and_response_are_written_and_read_back(writer: WarcWriter, tmp_path: Path) -> None:
    body = gzip.compress(b"<p>compressed on the wire</p>")
    place = writer.write(exchange(body))
    assert find_warc(tmp_path / "warc", place.file).name.endswith(OPEN)
    writer.close()
    path = find_warc(tmp_path / "warc", place.file)
    response = read_response(path, place.offset)
    assert (response.url, response.status, response.body, response.kind) == (URL, 200, body, "response")
    records = read_all(path)
    assert [kind for kind, _ in records] == ["warcinfo", "response", "request"]
    assert records[1][1]["WARC-Payload-Digest"] == place.digest == digest_payload(body)
    assert records[1][1]["WARC-IP-Address"] == "127.0.0.1"
    assert records[2][1]["WARC-Concurrent-To"] == records[1][1]["WARC-Record-ID"]


def test_same_payload_and_not_modified_are_revisits(writer: WarcWriter, tmp_path: Path) -> None:
    first = writer.write(exchange())
    original = Original(URL, NOW - timedelta(days=1), first.digest)
    same = writer.write(exchange(), original)
    unmodified = writer.write(exchange(b"", 304), original)
    changed = writer.write(exchange(b"<p>Anders</p>"), original)
    writer.close()
    assert [place.kind for place in (first, same, unmodified, changed)] == [
        "response",
        "revisit",
        "revisit",
        "response",
    ]
    assert same.digest == unmodified.digest == first.digest
    revisits = [headers for kind, headers in read_all(tmp_path / "warc" / first.file) if kind == "revisit"]
    assert [headers["WARC-Profile"].rpartition("/")[2] for headers in revisits] == [
        "identical-payload-digest",
        "server-not-modified",
    ]
    assert {headers["WARC-Refers-To-Target-URI"] for headers in revisits} == {URL}
    assert {headers["WARC-Refers-To-Date"] for headers in revisits} == {"2026-10-29T04:05:06.000789Z"}


def test_a_full_file_is_followed_by_another(writer: WarcWriter, tmp_path: Path) -> None:
    noise = random.Random(1)
    places = [writer.write(exchange(noise.randbytes(6000), url=f"{URL}{number}")) for number in range(6)]
    writer.close()
    assert len({place.file for place in places}) == 3
    for number, place in enumerate(places):
        assert read_response(tmp_path / "warc" / place.file, place.offset).url == f"{URL}{number}"


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_torn_tail_is_cut_off(writer: WarcWriter, tmp_path: Path, cut: int) -> None:
    places: list[WarcPlace] = [writer.write(exchange(url=f"{URL}{number}")) for number in range(3)]
    path = find_warc(tmp_path / "warc", places[0].file)
    whole = path.stat().st_size
    with path.open("r+b") as stream:
        stream.truncate(whole - cut)  # as if the process had been killed while it wrote
    [(file, torn)] = mend_open_files(tmp_path / "warc")
    assert file == places[0].file
    assert torn > 0
    mended = tmp_path / "warc" / file
    assert measure_whole_members(mended) == mended.stat().st_size
    assert len(read_all(mended)) == 6
    assert read_response(mended, places[2].offset).url == f"{URL}2"
    assert list(mend_open_files(tmp_path / "warc")) == []


def test_a_file_without_a_whole_record_goes(tmp_path: Path) -> None:
    (tmp_path / f"x.warc.gz{OPEN}").write_bytes(b"\x1f\x8b torn")
    assert [file for file, _ in mend_open_files(tmp_path)] == ["x.warc.gz"]
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_is_said_so(writer: WarcWriter, tmp_path: Path) -> None:
    place = writer.write(exchange())
    writer.close()
    with pytest.raises(WarcError, match="is not there"):
        find_warc(tmp_path / "warc", "other.warc.gz")
    with pytest.raises(WarcError, match="byte"):
        read_response(tmp_path / "warc" / place.file, place.offset + 3)
    with pytest.raises(WarcError, match="byte"):
        read_response(tmp_path / "warc" / place.file, 10_000_000)
