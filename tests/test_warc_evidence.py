"""The WARC files of real crawls before other people's judges: warcio's check, and a pywb that replays every page of them."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.ledger import open_ledger
from archive.replay import replay_capture
from archive.settings import Settings
from demo.server import running_site
from tests.commands import run_command
from tests.pywb_server import running_pywb
from tests.scripted_site import Answer, make_list, make_page, scripted_site

LISTING = "/de/presse/pressemitteilungen/"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two crawls of the demonstration (it answers 304), and two of a site that gives neither ETag nor date."""
    settings = Settings(data=tmp_path_factory.mktemp("evidence") / "data")
    page = "/de/inhalt/eine-gute-meldung-ohne-etag/"
    answers = {LISTING: make_list((page,)), page: make_page("Eine gute Meldung aus Krefeld")}
    answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /intern\n", headers={"Content-Type": "text/plain"})
    with running_site() as demo, scripted_site(answers) as plain:
        for day in ("30", "31"):
            for site, address in (("demo", demo.address), ("krefeld", plain.address)):
                crawl = ("crawl", site, "--base-url", address, "--now", f"2026-10-{day}T05:00", "--recheck")
                done = run_command(settings.data, *crawl)
                assert done.returncode == 0, done.stdout + done.stderr
    return settings


def list_files(settings: Settings) -> list[Path]:
    files = sorted(settings.warc_folder.glob("*/*"))
    assert len(files) == 4
    return files


def test_warcio_finds_every_digest_right(archive: Settings) -> None:
    warcio = Path(sys.executable).parent / "warcio"
    done = subprocess.run(
        [warcio, "check", "-v", *list_files(archive)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("digest pass") > 300
    assert "no digest to check" not in done.stdout.replace("WARC-Type: warcinfo", "")


def test_each_record_says_what_the_standard_asks_for(archive: Settings) -> None:
    kinds: Counter[str] = Counter()
    profiles: Counter[str] = Counter()
    for path in list_files(archive):
        with path.open("rb") as stream:
            infos: set[str] = set()
            for record in ArchiveIterator(stream, verify_http=True):
                headers = record.rec_headers
                assert headers.protocol == "WARC/1.1"
                assert headers.get_header("WARC-Block-Digest").startswith("sha1:")
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", headers.get_header("WARC-Date"))
                kinds[record.rec_type] += 1
                if record.rec_type == "warcinfo":
                    infos.add(headers.get_header("WARC-Record-ID"))
                    told = record.content_stream().read().decode()
                    assert "Header names are spelt in the client's way" in told
                    assert "http-header-user-agent: Pressearchiv/" in told
                    continue
                assert headers.get_header("WARC-Warcinfo-ID") in infos
                if record.rec_type == "revisit":
                    profiles[headers.get_header("WARC-Profile").rpartition("/")[2]] += 1
                    assert headers.get_header("WARC-Refers-To-Target-URI").startswith("http://127.0.0.1:")
                    assert headers.get_header("WARC-Refers-To-Date").startswith("2026-10-30T")
    assert min(kinds[kind] for kind in ("warcinfo", "response", "request", "revisit", "metadata")) >= 4
    assert kinds["request"] == kinds["response"] + kinds["revisit"]
    assert min(profiles["server-not-modified"], profiles["identical-payload-digest"]) >= 1


def test_robots_txt_of_each_run_is_kept_with_what_it_decided(archive: Settings) -> None:
    for path in list_files(archive):
        with path.open("rb") as stream:
            told = [
                (record.rec_type, record.content_stream().read().decode("utf-8", "replace"))
                for record in ArchiveIterator(stream)
                if (record.rec_headers.get_header("WARC-Target-URI") or "").endswith("/robots.txt")
            ]
        assert [kind for kind, _ in told][:1] in (["response"], ["revisit"])
        assert ("metadata", "robots: its rules are obeyed\r\n") in told


def test_what_was_read_off_a_page_stands_beside_it(archive: Settings) -> None:
    told = []
    for path in list_files(archive):
        with path.open("rb") as stream:
            told += [
                record.content_stream().read().decode()
                for record in ArchiveIterator(stream)
                if record.rec_type == "metadata"
            ]
    heads = [text for text in told if text.startswith("http-status: 304 Not Modified\r\n")]
    assert heads
    assert all("http-header-etag: " in text or "http-header-last-modified: " in text for text in heads)
    read = [text for text in told if "text-digest:" in text]
    with open_ledger(archive) as ledger:
        assert len(read) >= ledger.count_articles()
        assert all(re.search(r"^title: \S", text) for text in read)


@pytest.fixture(scope="module")
def pywb(archive: Settings) -> Iterator[str]:
    """A running pywb that has indexed all files of the archive; gives the address of its collection."""
    with running_pywb(*list_files(archive)) as address:
        yield address


def test_pywb_replays_every_page_and_every_revisit(archive: Settings, pywb: str) -> None:
    shown: Counter[str] = Counter()
    with open_ledger(archive) as ledger:
        for archived in ledger.changes_since(0):
            for capture in ledger.captures(archived.id):
                if shown[f"{capture.kind} {capture.status}"] >= 25 or capture.status not in (200, 304):
                    continue
                replay = replay_capture(archive, ledger, capture)
                address = f"{pywb}/{capture.fetched:%Y%m%d%H%M%S}id_/{replay.url}"
                with urllib.request.urlopen(address, timeout=20) as answer:
                    assert answer.read() == replay.body
                shown[f"{capture.kind} {capture.status}"] += 1
    assert shown["response 200"] == shown["revisit 304"] == 25
    assert shown["revisit 200"] >= 1
