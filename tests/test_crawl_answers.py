"""Answers of every kind, time that goes back, disks that are full, and ends that come early: nothing lost, nothing twice."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest

from archive.ledger import Ledger
from archive.records import Crawl
from archive.replay import replay_capture
from archive.settings import Settings
from archive.warc_mending import measure_whole_members
from tests.commands import ROOT, run_command
from tests.scripted_site import Answer, ScriptedSite, make_list, make_page, scripted_site

BASE = "https://www.krefeld.de"
LISTING = "/de/presse/pressemitteilungen/"
HTML = {"Content-Type": "text/html; charset=utf-8"}
PATHS = tuple(f"/de/inhalt/meldung-nummer-{number}/" for number in range(12))


def crawl(data: Path, site: ScriptedSite, now: str, *options: str, **variables: str) -> tuple[int, dict[str, object]]:
    arguments = ("crawl", "krefeld", "--base-url", site.address, "--json", "--now", now, *options)
    done = run_command(data, *arguments, variables={f"PRESSEARCHIV_{name}": value for name, value in variables.items()})
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def pages() -> dict[str, Answer | list[Answer]]:
    told = {path: make_page(f"Meldung Nummer {number} aus dem Rathaus") for number, path in enumerate(PATHS)}
    return {LISTING: make_list(PATHS), **told}


def body_of(answer: Answer | list[Answer]) -> bytes:
    assert isinstance(answer, Answer)
    assert isinstance(answer.body, bytes)
    return answer.body


def one(ledger: Ledger, path: str):  # type: ignore[no-untyped-def]
    archived = ledger.article(ledger.find_article_id(BASE + path) or "")
    assert archived is not None, path
    return archived


def test_compressed_pages_are_read_and_kept_as_they_came(settings: Settings, ledger: Ledger) -> None:
    answers = pages()
    packed: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "br": brotli.compress}
    for path, (encoding, pack) in zip(PATHS, packed.items(), strict=False):
        answers[path] = Answer(pack(body_of(answers[path])), headers={**HTML, "Content-Encoding": encoding})
    with scripted_site(answers) as site:
        assert crawl(settings.data, site, "2025-01-01T05:00")[0] == 0
        asked = site.requests[-1][1]["accept-encoding"]
        assert "gzip" in asked
        assert "br" in asked
    assert ledger.count_articles() == len(PATHS)
    for path in PATHS[:2]:
        [capture] = ledger.captures(one(ledger, path).id)
        assert replay_capture(settings, ledger, capture).body == body_of(pages()[path])


def test_a_slow_drip_is_cut_off(settings: Settings, ledger: Ledger) -> None:
    def drip() -> Iterator[bytes]:
        for _ in range(200):
            yield b"<p>Tropfen</p>"
            time.sleep(0.2)

    with scripted_site(pages() | {PATHS[0]: Answer(drip)}) as site:
        code, report = crawl(settings.data, site, "2025-01-01T05:00", TIMEOUT="2")
        assert code == 0
        assert site.asked(PATHS[0]) == 3
    [failure] = report["failures"]  # type: ignore[misc]
    assert failure["cause"] == "no answer in time"
    assert ledger.count_articles() == len(PATHS) - 1


def test_ten_thousand_links_on_a_page_are_followed_within_bounds(settings: Settings, ledger: Ledger) -> None:
    many = tuple(f"/de/inhalt/erfunden-{number}/" for number in range(10_000))
    with scripted_site(pages() | {LISTING: make_list((*PATHS, *many))}) as site:
        code, report = crawl(settings.data, site, "2025-01-01T05:00", "--budget", "20")
        assert code == 0
        assert report["counts"]["listed"] == 5_000  # type: ignore[index]
        assert len(site.requests) < 60
    assert ledger.count_articles() == len(PATHS)


def test_a_changed_text_is_a_version_and_a_changed_template_is_none(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(pages()) as site:
        assert crawl(settings.data, site, "2025-01-01T05:00")[0] == 0
        for path in PATHS[1:]:
            dressed = body_of(site.answers[path]).replace(
                b"<main>", b'<div class="neu"><section><main class="x" id="y">'
            )
            site.answers[path] = Answer(
                dressed.replace(b"</main>", b"</main></section></div><footer><p>Impressum</p></footer>")
            )
        rewritten = "Am Samstag beginnt der Umbau. " * 6
        site.answers[PATHS[0]] = make_page("Meldung Nummer 0 aus dem Rathaus", rewritten, published="05.01.2025")
        code, report = crawl(settings.data, site, "2025-01-06T05:00", "--recheck")
        assert code == 0
    assert (report["counts"]["changed"], report["counts"]["unchanged"]) == (1, len(PATHS) - 1)  # type: ignore[index]
    first, second = ledger.versions(one(ledger, PATHS[0]).id)
    # The address was used again: two texts, two days of publication.
    assert [str(version.article.published) for version in (first, second)] == ["2024-08-20", "2025-01-05"]


def test_what_vanished_is_missing_then_gone_then_back(settings: Settings, ledger: Ledger) -> None:
    page = pages()[PATHS[0]]
    gone = Answer(b"<h1>Seite nicht gefunden</h1>", 404)
    told = []
    with scripted_site(pages()) as site:
        for day, answer in (
            (1, page),
            (2, gone),
            (2, gone),
            (3, Answer(b"kaputt", 503)),
            (4, gone),
            (5, page),
            (6, page),
        ):
            site.answers[PATHS[0]] = answer
            crawl(settings.data, site, f"2025-01-{day:02}T05:00", "--recheck")
            told.append(one(ledger, PATHS[0]).state)
    assert told == ["live", "missing", "missing", "missing", "gone", "back", "live"]
    assert len(ledger.versions(one(ledger, PATHS[0]).id)) == 1


def test_a_redirect_that_ends_nowhere_moves_nothing(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(pages()) as site:
        crawl(settings.data, site, "2025-01-01T05:00")
        there, back = "/de/inhalt/dorthin/", PATHS[0]
        site.answers |= {back: Answer(b"", 302, {"Location": there}), there: Answer(b"", 302, {"Location": back})}
        site.answers[PATHS[1]] = Answer(b"", 302, {"Location": "/de/inhalt/kaputt/"})
        site.answers["/de/inhalt/kaputt/"] = Answer(b"kaputt", 500)
        crawl(settings.data, site, "2025-01-02T05:00", "--recheck")
        for path in PATHS[:2]:
            assert (one(ledger, path).state, one(ledger, path).urls) == ("live", (BASE + path,))
        site.answers["/de/inhalt/kaputt/"] = make_page("Meldung Nummer 1 aus dem Rathaus")
        crawl(settings.data, site, "2025-01-03T05:00", "--recheck")
    moved = one(ledger, PATHS[1])
    assert (moved.state, moved.urls) == ("moved", (f"{BASE}/de/inhalt/kaputt/", BASE + PATHS[1]))


def test_a_clock_that_goes_back_loses_nothing_and_is_told(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(pages()) as site:
        crawl(settings.data, site, "2025-06-01T05:00")
        site.answers[PATHS[0]] = Answer(b"weg", 404)
        crawl(settings.data, site, "2025-06-02T05:00", "--recheck")
        site.answers[PATHS[1]] = make_page("Meldung Nummer 1 aus dem Rathaus", "Ein neuer Text steht nun hier. " * 5)
        code, report = crawl(settings.data, site, "2025-03-01T05:00", "--recheck")
        assert (code, report["verdict"]) == (0, "ok")
        assert "stands before the last crawl" in str(report["notes"])
    assert one(ledger, PATHS[0]).state == "missing"  # an earlier day confirms no loss
    assert one(ledger, PATHS[1]).versions == 2
    assert {archived.last_seen.month for archived in ledger.changes_since(0)} == {6}
    assert len({path.name for path in (settings.warc_folder / "krefeld").iterdir()}) == 3


def start_crawl(settings: Settings, site: ScriptedSite) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pressearchiv", "crawl", "krefeld", "--base-url", site.address, "--json"]
    environment = {**os.environ, "PRESSEARCHIV_DATA": str(settings.data)}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def wait_for(site: ScriptedSite, count: int) -> list[str]:
    """Wait until so many releases were asked for, and return which."""
    for _ in range(1200):
        asked = [path for path, _ in site.requests if path in PATHS]
        if len(asked) >= count:
            return asked
        time.sleep(0.05)
    raise AssertionError(f"{count} releases were never asked for")


def paced(answers: dict[str, Answer | list[Answer]], seconds: float) -> dict[str, Answer | list[Answer]]:
    robots = Answer(f"User-agent: *\nCrawl-delay: {seconds}\n".encode(), headers={"Content-Type": "text/plain"})
    return answers | {"/robots.txt": robots}


def test_a_crawl_that_is_told_to_stop_ends_and_the_next_one_goes_on(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(paced(pages(), 0.5)) as site:
        process = start_crawl(settings, site)
        wait_for(site, 3)
        process.send_signal(signal.SIGTERM)
        before = len(site.requests)
        told, _ = process.communicate(timeout=30)
        assert len(site.requests) - before <= 3
        report = json.loads(told)
        assert (process.returncode, report["verdict"], report["intake"]) == (1, "failed", "done")
        assert "stopped before its end" in report["reason"]
        taken = ledger.count_articles()
        assert 0 < taken < len(PATHS)
        del site.answers["/robots.txt"]
        assert crawl(settings.data, site, "2027-01-01T05:00")[0] == 0
        assert all(site.asked(path) <= 2 for path in PATHS)
    assert ledger.count_articles() == len(PATHS)


def test_a_crawl_that_was_killed_is_taken_up_and_its_torn_tail_told(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(paced(pages(), 0.3)) as site:
        process = start_crawl(settings, site)
        wait_for(site, 5)
        process.kill()
        process.communicate()
        assert ledger.count_articles() == 0  # nothing counts before the crawl was judged
        [left] = (settings.warc_folder / "krefeld").glob("*.open")
        with left.open("ab") as stream:
            stream.write(gzip.compress(os.urandom(500))[:40])  # what a power cut leaves behind
        del site.answers["/robots.txt"]
        code, report = crawl(settings.data, site, "2027-01-01T05:00")
        assert (code, report["verdict"]) == (0, "ok")
        assert "40 torn bytes were cut off" in str(report["notes"])
        assert "had fetched before its end were taken in now" in str(report["notes"])
        assert sum(site.asked(path) for path in PATHS) <= len(PATHS) + 1  # but for the one that was on its way
    assert report["counts"]["new"] == len(PATHS)  # type: ignore[index]
    assert ledger.count_articles() == len(PATHS)
    assert [run.intake for run in ledger.crawls()] == ["done", "done"]
    for path in (settings.warc_folder / "krefeld").iterdir():
        assert measure_whole_members(path) == path.stat().st_size


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of few bytes; CI runs as root and has it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        if os.environ.get("CI"):
            pytest.fail("CI cannot mount a tmpfs: run it as root")
        pytest.skip("a full disk needs the right to mount a tmpfs; run the tests as root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_ends_a_crawl_in_words_and_room_lets_it_go_on(small_disk: Path, ledger: Ledger) -> None:
    from archive.ledger import open_ledger

    noise = os.urandom(400_000).hex().encode()
    answers = pages()
    for path in PATHS:
        answers[path] = Answer(body_of(answers[path]).replace(b"</body>", b"<!-- " + noise + b" --></body>"))
    small = Settings(data=small_disk / "data")
    with scripted_site(answers) as site:
        done = run_command(small.data, "crawl", "krefeld", "--base-url", site.address)
        assert done.returncode == 1
        assert "ake room" in done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)
        code, report = crawl(small.data, site, "2027-01-01T05:00")
        assert (code, report["verdict"]) == (0, "ok"), report
    with open_ledger(small) as mended:
        assert mended.count_articles() == len(PATHS)
        assert {run.intake for run in mended.crawls()} == {"done"}
        assert_whole(small, mended.crawls())


def assert_whole(settings: Settings, runs: tuple[Crawl, ...]) -> None:
    files = list((settings.warc_folder / "krefeld").iterdir())
    assert 1 <= len(files) <= len(runs)
    for path in files:
        assert path.name.endswith(".warc.gz")
        assert measure_whole_members(path) == path.stat().st_size
