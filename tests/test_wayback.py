"""What the Wayback Machine holds, taken in from a local archive that speaks as it does: politely, resumed, with provenance."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from archive.holdings import find_provenance
from archive.ledger import Ledger, open_ledger
from archive.replay import list_captures, replay_capture
from archive.settings import Settings
from archive.warc_walking import walk_records
from tests.commands import ROOT, run_command
from tests.pdf_files import make_pdf
from tests.scripted_site import make_page
from tests.wayback_server import HeldPage, WebArchive, running_archive

OLD = "http://www.krefeld.de:80/de/inhalt/eine-alte-meldung-von-damals/"
BASE = "https://www.krefeld.de/de/inhalt"


def page(title: str, url: str, stamp: str, text: str = "", **more: int) -> HeldPage:
    body = make_page(title, text).body
    assert isinstance(body, bytes)
    return HeldPage(url, stamp, body, **more)  # type: ignore[arg-type]


@pytest.fixture
def pages() -> list[HeldPage]:
    return [
        page("Alte Meldung", OLD, "20120301100000"),
        page("Alte Meldung", OLD.replace(":80", ""), "20130301100000", "Inzwischen steht hier etwas anderes. " * 5),
        *(page(f"Meldung {n}", f"{BASE}/weitere-alte-meldung-{n}/", f"2014030110000{n}") for n in range(5)),
        page("Startseite", "https://www.krefeld.de/", "20140301100000"),
        page("Gesperrt", f"{BASE}/eine-meldung-die-gesperrt-ist/", "20140301100000", error=403),
        page("Weg", f"{BASE}/eine-meldung-die-fehlt/", "20140301100000", status=404),
        HeldPage(
            "https://www.krefeld.de/downloads/satzung.pdf",
            "20140301100000",
            make_pdf("Alte Satzung"),
            "application/pdf",
        ),
        page("Fremd", "https://www.anderswo.example/de/inhalt/fremde-meldung-hier/", "20140301100000"),
    ]


def take(settings: Settings, archive: WebArchive, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PRESSEARCHIV_DATA": str(settings.data), "PRESSEARCHIV_WAYBACK": archive.address}
    command = [sys.executable, "-m", "pressearchiv", "import", "--wayback", "krefeld", *options]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in done.stderr
    return done


def test_what_is_held_becomes_captures_and_articles(settings: Settings, ledger: Ledger, pages: list[HeldPage]) -> None:
    with running_archive(pages) as archive:
        done = take(settings, archive)
        assert done.returncode == 0, done.stderr
        assert "8 captures, 6 articles new, 1 articles changed" in done.stdout
        assert "1 not given away" in done.stdout
        agents = {headers["user-agent"] for _, headers in archive.requests}
        assert all(agent.startswith("Pressearchiv/") for agent in agents)
        asked = len(archive.played())
        # Again: nothing is fetched twice; what was refused is asked for once more.
        again = take(settings, archive)
        assert "nothing taken in" in again.stdout
        assert len(archive.played()) == asked + 1
    canonical = "https://www.krefeld.de/de/inhalt/eine-alte-meldung-von-damals/"
    archived = ledger.article(ledger.find_article_id(canonical) or "")
    assert archived is not None
    assert [version.seen_from.year for version in ledger.versions(archived.id)] == [2012, 2013]
    [first, _] = list_captures(ledger, canonical)
    shown = replay_capture(settings, ledger, first)
    assert (shown.url, shown.body) == (OLD, pages[0].body)
    assert ("server", "Apache/1.3") in [(name.lower(), value) for name, value in shown.headers]
    assert find_provenance(ledger, first.crawl_id) == f"{archive.address} (https://www.krefeld.de)"
    [path] = (settings.warc_folder / "import").glob("wayback-krefeld-*.warc.gz")
    records = [one for one in walk_records(path) if one.response]
    assert not [one.problem for one in records if one.problem]
    told = [one.response.body.decode() for one in records if one.response and one.response.kind == "metadata"]
    assert len(told) == 8
    assert all("source: https://web.archive.org/web/20" in text and "retrieved: 20" in text for text in told)
    assert run_command(settings.data, "verify").returncode == 0


def test_what_was_taken_in_comes_back_where_the_ledger_was_lost(settings: Settings, pages: list[HeldPage]) -> None:
    def describe() -> list[tuple[str, int, tuple[str, ...]]]:
        with open_ledger(settings) as ledger:
            return sorted((one.id, one.versions, tuple(sorted(one.urls))) for one in ledger.changes_since(0))

    with running_archive(pages) as archive:
        assert take(settings, archive).returncode == 0
        before = describe()
        files = list((settings.warc_folder / "import").iterdir())
        for path in settings.data.glob("ledger.sqlite*"):
            path.unlink()
        assert run_command(settings.data, "verify", "--repair").returncode == 0
        assert describe() == before
        assert list((settings.warc_folder / "import").iterdir()) == files
        assert "nothing taken in" in take(settings, archive).stdout, "it is known what was fetched"


def test_a_budget_and_a_refusal_only_put_off(settings: Settings, ledger: Ledger, pages: list[HeldPage]) -> None:
    with running_archive(pages) as archive:
        first = take(settings, archive, "--budget", "2")
        assert (first.returncode, "The budget of 2 captures was used up" in first.stderr) == (0, True)
        archive.refuse_after = len(archive.played()) + 1
        second = take(settings, archive)
        assert "asks to be left alone for 30 seconds" in second.stderr
        assert second.returncode == 0
        assert ledger.count_articles() < 6
        archive.refuse_after = 0
        assert take(settings, archive).returncode == 0
    assert ledger.count_articles() == 6
    with ledger.reading() as connection:
        captures = connection.exec_driver_sql("SELECT url, fetched FROM capture").fetchall()
    assert len(captures) == len(set(captures)) == 8


def test_years_that_were_looked_through_are_not_asked_for_again(
    settings: Settings, ledger: Ledger, pages: list[HeldPage]
) -> None:
    held = [page for page in pages if not page.error]
    with running_archive(held) as archive:
        assert take(settings, archive).returncode == 0
        archive.requests.clear()
        again = take(settings, archive)
        assert "years 2011 to 2015 of krefeld.de, looked through before" in again.stdout
        years = {parse_qs(urlsplit(path).query)["from"][0] for path, _ in archive.requests}
        assert years <= {"2021", "2026"}, "what lies a year back is settled"
        assert archive.played() == []
        archive.pages.append(page("Nachzügler", f"{BASE}/eine-meldung-die-spaeter-kam/", "20140501100000"))
        assert "1 articles new" in take(settings, archive, "--again").stdout


def test_a_redirect_of_old_tells_where_an_article_went(settings: Settings, ledger: Ledger) -> None:
    old, new = f"{BASE}/der-alte-ort-der-meldung/", f"{BASE}/der-neue-ort-der-meldung/"
    moved = HeldPage(old, "20150301100000", b"", status=301, location=new)
    for_ever = HeldPage(
        f"{BASE}/eine-meldung-ohne-ziel/", "20150301100000", b"", status=301, location=f"{BASE}/fehlt-hier-nun/"
    )
    with running_archive([moved, for_ever, page("Die Meldung", new, "20150301100001")]) as archive:
        done = take(settings, archive)
        assert done.returncode == 0, done.stderr
        assert len(archive.played()) == 3
        assert take(settings, archive, "--again").returncode == 0
        assert len(archive.played()) == 3
    assert ledger.find_article_id(old) == ledger.find_article_id(new) is not None
    [archived] = ledger.changes_since(0)
    assert (archived.urls, archived.state) == ((new, old), "live")
    assert [capture.status for capture in list_captures(ledger, old)] == [301]


def test_what_is_reserved_is_not_read_where_the_profile_respects_that(settings: Settings, ledger: Ledger) -> None:
    packaged = ROOT / "archive" / "sites" / "krefeld.toml"
    settings.sites_folder.mkdir(parents=True)
    text = packaged.read_text(encoding="utf-8").replace("[start]", 'tdm = "respect"\n\n[start]', 1)
    (settings.sites_folder / "krefeld.toml").write_text(text, encoding="utf-8")
    good, reserved = (page(f"Meldung {n}", f"{BASE}/eine-meldung-nummer-{n}/", "20140301100000") for n in (1, 2))
    body = reserved.body.replace(b"<html>", b'<html><head><meta name="tdm-reservation" content="1"></head>')
    with running_archive([good, replace(reserved, body=body)]) as archive:
        done = take(settings, archive)
        assert "text and data mining of it is reserved" in done.stdout
    assert [archived.article.title for archived in ledger.changes_since(0)] == ["Meldung 1"]


def test_a_period_is_asked_for(settings: Settings, ledger: Ledger, pages: list[HeldPage]) -> None:
    with running_archive(pages) as archive:
        assert take(settings, archive, "--from", "2012", "--to", "2012-12-31").returncode == 0
        assert "is no time" in take(settings, archive, "--from", "gestern").stderr
    [archived] = ledger.changes_since(0)
    assert archived.first_seen.year == 2012


def test_an_archive_that_is_down_is_said_so(settings: Settings, tmp_path: Path) -> None:
    archive = WebArchive("http://127.0.0.1:9", [])
    done = take(settings, archive)
    assert (done.returncode, "does not answer as it should" in done.stderr) == (1, True)


def test_a_live_archive_must_know_who_asks(settings: Settings) -> None:
    done = run_command(settings.data, "import", "--wayback", "krefeld")
    assert done.returncode in (1, 2)
    assert "PRESSEARCHIV_CONTACT" in done.stderr
