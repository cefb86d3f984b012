"""Replay: the capture nearest to a time, its body unpacked and bounded, revisits followed to what they stand for."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from backports import zstd

from archive.content_coding import decode_body
from archive.errors import WarcError
from archive.ledger import Ledger
from archive.replay import find_capture, get_capture, list_captures, replay_capture
from archive.settings import Settings
from demo.server import running_site
from tests.commands import run_command
from tests.scripted_site import Answer, make_list, make_page, scripted_site

LISTING = "/de/presse/pressemitteilungen/"
BASE = "https://www.krefeld.de"
PAGE = make_page("Eine gute Meldung aus Krefeld").body
CODED = {
    "gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstd.compress(PAGE),
    "identity": PAGE,
}


def crawl(data: Path, site: str, address: str, now: str) -> None:
    done = run_command(data, "crawl", site, "--base-url", address, "--now", now, "--recheck")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_capture_is_shown_as_it_was_whatever_its_encoding(settings: Settings, ledger: Ledger) -> None:
    paths = {name: f"/de/inhalt/eine-gute-meldung-{name}/" for name in CODED}
    html = {"Content-Type": "text/html; charset=utf-8"}
    answers = {path: Answer(CODED[name], headers={**html, "Content-Encoding": name}) for name, path in paths.items()}
    answers[LISTING] = make_list(tuple(paths.values()))
    with scripted_site(answers) as site:
        crawl(settings.data, "krefeld", site.address, "2025-03-01T05:00")
        crawl(settings.data, "krefeld", site.address, "2025-03-03T05:00")
        site.answers[paths["br"]] = Answer(b"", 500)
        crawl(settings.data, "krefeld", site.address, "2025-03-05T05:00")
    for name, path in paths.items():
        captures = list_captures(ledger, BASE + path)
        assert [capture.kind for capture in captures if capture.status == 200][:2] == ["response", "revisit"]
        for capture in captures[:2]:
            replay = replay_capture(settings, ledger, capture)
            assert (replay.status, replay.media_type, replay.body) == (200, "text/html", PAGE)
            assert replay.url == site.address + path
            assert replay.original == (None if capture.kind == "response" else captures[0])
        near = find_capture(ledger, BASE + path, datetime(2025, 3, 2, 23, tzinfo=UTC))
        assert near == captures[1]
        assert near == get_capture(ledger, near.id)
        assert find_capture(ledger, BASE + path, datetime(2020, 1, 1, tzinfo=UTC)) == captures[0]
        newest = find_capture(ledger, BASE + path)
        # An error of the server is shown only where there is nothing else.
        assert newest == (captures[1] if name == "br" else captures[2])
    assert find_capture(ledger, f"{BASE}/nie-gesehen") is None


def test_not_modified_shows_what_was_not_modified(settings: Settings, ledger: Ledger) -> None:
    with running_site() as site:
        for now in ("2026-10-30T05:00", "2026-10-31T05:00"):
            crawl(settings.data, "demo", site.address, now)
    shown = 0
    for archived in ledger.changes_since(0):
        for capture in list_captures(ledger, archived.urls[0]):
            replay = replay_capture(settings, ledger, capture)
            assert replay.status == 200
            assert replay.body.lstrip().startswith(b"<!")
            shown += capture.status == 304
    assert shown > 40


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_not_unpacked(name: str) -> None:
    huge = bytes(30_000_000)
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}[name](huge)
    with pytest.raises(WarcError, match="larger than 1000000 bytes"):
        decode_body(packed, name, 1_000_000)
    assert decode_body(packed, name, 30_000_000) == huge


def test_bodies_that_are_not_what_they_say_come_as_they_are() -> None:
    for name in ("gzip", "deflate", "br", "zstd"):
        assert decode_body(PAGE, name, 10_000) == PAGE
    assert decode_body(gzip.compress(zlib.compress(PAGE)), "deflate, gzip", 10_000) == PAGE
    assert decode_body(zlib.compress(PAGE)[2:-4], "deflate", 10_000) == PAGE
    assert PAGE.startswith(decode_body(gzip.compress(PAGE)[:80], "gzip", 10_000))
    with pytest.raises(WarcError, match="cannot take off"):
        decode_body(PAGE, "rot13", 10_000)
    with pytest.raises(WarcError, match="no more than 3"):
        decode_body(PAGE, "gzip,gzip,gzip,gzip", 10_000)


def test_what_is_too_large_or_not_there_is_said_so(settings: Settings, ledger: Ledger) -> None:
    path = "/de/inhalt/eine-gute-meldung/"
    with scripted_site({LISTING: make_list((path,)), path: make_page("Eine gute Meldung aus Krefeld")}) as site:
        crawl(settings.data, "krefeld", site.address, "2025-03-01T05:00")
    capture = find_capture(ledger, BASE + path)
    assert capture is not None
    with pytest.raises(WarcError, match="larger than 100 bytes"):
        replay_capture(Settings(data=settings.data, max_response=100), ledger, capture)
    (settings.warc_folder / "krefeld" / capture.warc_file).unlink()
    with pytest.raises(WarcError, match="is not there"):
        replay_capture(settings, ledger, capture)
