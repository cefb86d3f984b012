"""The archive there and back: what an own WACZ brings into an empty folder, and what the WARC files bring into a lost ledger."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.attachments import list_files, read_file_texts
from archive.ledger import Ledger, open_ledger
from archive.records import ArchivedArticle
from archive.settings import Settings
from demo.server import running_site
from tests.commands import ROOT, run_command
from tests.scripted_site import make_list, make_page, scripted_site

# The old site, rewritten pages, the relaunch with its moves and losses, and a day that confirms some and has others.
DAYS = (date(2025, 5, 1), date(2025, 11, 1), date(2026, 3, 15), date(2026, 9, 15))
LISTING = "/de/presse/pressemitteilungen/"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demonstration crawled on four days, from another address each time."""
    settings = Settings(data=tmp_path_factory.mktemp("source") / "data")
    for day in DAYS:
        with running_site(day=day) as site:
            now = ("--recheck", "--now", f"{day}T05:00")
            assert run_command(settings.data, "crawl", "demo", "--base-url", site.address, *now).returncode == 0
    return settings


@pytest.fixture(scope="module")
def package(source: Settings) -> Path:
    path = source.data.parent / "all.wacz"
    assert run_command(source.data, "export", "--format", "wacz", "--output", str(path)).returncode == 0
    return path


def tell_article(ledger: Ledger, archived: ArchivedArticle) -> tuple[object, ...]:
    """All that is known of an article but the numbers of rows."""
    versions = [replace(version, capture_id=None) for version in ledger.versions(archived.id)]
    events = [(one.happened, one.kind, one.url) for one in ledger.events(archived.id)]
    captures = [(one.url, one.fetched, one.status, one.digest, one.kind) for one in ledger.captures(archived.id)]
    return replace(archived, sequence=0), versions, events, captures


def tell_all(settings: Settings) -> dict[str, tuple[object, ...]]:
    with open_ledger(settings) as ledger:
        return {archived.id: tell_article(ledger, archived) for archived in ledger.changes_since(0)}


def tell_files(settings: Settings) -> dict[str, str]:
    with open_ledger(settings) as ledger:
        texts = read_file_texts(ledger, [capture.url for capture in list_files(ledger)])
    return {url: one.text for url, one in texts.items()}


def check_same(settings: Settings, source: Settings) -> None:
    expected, found = tell_all(source), tell_all(settings)
    assert found.keys() == expected.keys()
    for article_id, told in expected.items():
        assert found[article_id] == told
    assert tell_files(settings) == tell_files(source)


def lose_ledger(settings: Settings) -> None:
    for file in settings.data.glob("ledger.sqlite*"):
        file.unlink()


def test_the_source_has_all_that_can_go_wrong(source: Settings) -> None:
    with open_ledger(source) as ledger:
        found = list(ledger.changes_since(0))
        assert {one.state for one in found} >= {"live", "gone", "missing"}
        assert sum(one.article.url != ledger.versions(one.id)[0].article.url for one in found) > 50
        assert any("kaoa-krefeld" in url for one in found for url in one.urls)
        assert any(one.versions > 1 for one in found)
        assert any(one.article.published is None for one in found)
    assert any(tell_files(source).values())


def test_an_own_wacz_gives_the_same_articles(source: Settings, package: Path, settings: Settings) -> None:
    done = run_command(settings.data, "import", str(package))
    assert done.returncode == 0, done.stderr
    check_same(settings, source)
    before = tell_all(settings)
    assert "known already" in run_command(settings.data, "import", str(package)).stdout
    run_command(settings.data, "import", "--again", str(package))
    assert tell_all(settings) == before
    assert "0 articles with another text, 0 with other details" in run_command(settings.data, "re-extract").stdout


def test_an_import_that_was_killed_while_it_took_in_runs_goes_on(
    source: Settings, package: Path, settings: Settings, ledger: Ledger
) -> None:
    environment = {**os.environ, "PRESSEARCHIV_DATA": str(settings.data)}
    command = [sys.executable, "-m", "pressearchiv", "import", str(package)]
    quiet = subprocess.DEVNULL
    for least in (20, 160):
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet) as run:
            while ledger.count_articles() < least:
                assert run.poll() is None
                time.sleep(0.01)
            run.send_signal(signal.SIGKILL)
    assert run_command(settings.data, "import", str(package)).returncode == 0
    check_same(settings, source)


def test_a_part_brings_its_articles_whole(source: Settings, settings: Settings, tmp_path: Path) -> None:
    assert run_command(source.data, "index").returncode == 0
    path = tmp_path / "venlo.wacz"
    done = run_command(source.data, "export", "Venlo", "--format", "wacz", "--output", str(path))
    assert done.returncode == 0, done.stderr
    assert run_command(settings.data, "import", str(path)).returncode == 0
    expected, found = tell_all(source), tell_all(settings)
    assert len(found) > 5
    for article_id, (archived, versions, events, captures) in found.items():
        assert isinstance(archived, ArchivedArticle)
        whole, *told = expected[article_id]
        assert isinstance(whole, ArchivedArticle)
        # Addresses on other hosts stand in the lists, which do not come along.
        assert set(archived.urls) <= set(whole.urls)
        assert replace(archived, urls=whole.urls) == whole
        assert [versions, events, captures] == told


def test_a_lost_ledger_comes_back_from_the_files(source: Settings, settings: Settings) -> None:
    shutil.copytree(source.data, settings.data)
    lose_ledger(settings)
    assert run_command(settings.data, "verify", "--repair").returncode == 0
    check_same(settings, source)
    with open_ledger(settings) as ledger, open_ledger(source) as original:
        told = [(one.id, one.started, one.verdict, one.reason, one.counts, one.intake) for one in ledger.crawls()]
        assert told == [
            (one.id, one.started, one.verdict, one.reason, one.counts, one.intake) for one in original.crawls()
        ]
        assert "The ledger had lost this run" in ledger.crawls()[0].notes[-1]
    assert run_command(settings.data, "index").returncode == 0
    assert run_command(settings.data, "verify").returncode == 0
    # Reports may be lost with the ledger: articles need none.
    lose_ledger(settings)
    shutil.rmtree(settings.reports_folder)
    assert run_command(settings.data, "verify", "--repair").returncode == 0
    check_same(settings, source)


def test_what_was_held_back_stays_so_there_and_back(settings: Settings, tmp_path: Path) -> None:
    paths = tuple(f"/de/inhalt/meldung-mit-der-nummer-{number}/" for number in range(12))
    answers = {path: make_page(f"Meldung mit der Nummer {number} aus Krefeld") for number, path in enumerate(paths)}
    with scripted_site({LISTING: make_list(paths), **answers}) as site:
        for day, code in (("2025-03-01", 0), ("2025-03-02", 3)):
            now = ("--recheck", "--now", f"{day}T05:00")
            done = run_command(settings.data, "crawl", "krefeld", "--base-url", site.address, *now)
            assert done.returncode == code
            for path in paths:
                site.answers[path] = make_page("Herzlich willkommen", "Hier entsteht eine neue Seite. " * 9)
    before = tell_all(settings)
    package = tmp_path / "all.wacz"
    assert run_command(settings.data, "export", "--format", "wacz", "--output", str(package)).returncode == 0
    other = Settings(tmp_path / "other")
    assert "of a crawl that was held back" in run_command(other.data, "import", str(package)).stdout
    assert tell_all(other) == before
    lose_ledger(settings)
    assert run_command(settings.data, "verify", "--repair").returncode == 0
    assert tell_all(settings) == before
    assert run_command(settings.data, "crawls", "accept", "2", "--who", "Archiv").returncode == 0
    with open_ledger(settings) as ledger:
        assert {one.article.title for one in ledger.changes_since(0)} == {"Herzlich willkommen"}
