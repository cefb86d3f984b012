"""PDF files of releases: fetched within bounds, kept as captures, read, searched with their article, shown on its page."""

from __future__ import annotations

import json
import time

import pytest

from archive.attachments import list_unread_files, read_file_texts
from archive.ledger import Ledger
from archive.replay import list_captures, replay_capture
from archive.settings import Settings
from crawler.pdf_text import MOST_PAGES, read_pdf
from tests.commands import run_command
from tests.pdf_files import make_bomb, make_pdf
from tests.scripted_site import Answer, ScriptedSite, make_list, make_page, scripted_site
from webui.app import create_app

BASE = "https://www.krefeld.de"
LISTING = "/de/presse/pressemitteilungen/"
GOOD = "/de/inhalt/eine-meldung-mit-anhang/"
FILES = "/downloads/"
PDF = {"Content-Type": "application/pdf"}


def offer(title: str, *names: str) -> Answer:
    """Return a release that links to files."""
    page = make_page(title).body
    assert isinstance(page, bytes)
    links = "".join(f'<p>Zum Herunterladen: <a href="{FILES}{name}">Datei {name}</a></p>' for name in names)
    return Answer(page.replace(b"</main>", links.encode() + b"</main>"))


def crawl(settings: Settings, site: ScriptedSite, day: str, *options: str) -> None:
    now = ("--now", f"2026-10-{day}T05:00", "--recheck", *options)
    done = run_command(settings.data, "crawl", "krefeld", "--base-url", site.address, *now)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def answers() -> dict[str, Answer]:
    names = ("satzung.pdf", "geheim.pdf", "scan.pdf", "kaputt.pdf", "fehlt.pdf", "verboten.pdf", "programm.docx")
    bodies = {
        "satzung.pdf": make_pdf("Die Quittenverordnung regelt den <b>Obstbau</b>", "Zweite Seite"),
        "geheim.pdf": make_pdf("Geheim", password="unbekannt"),
        "scan.pdf": make_pdf(""),
        "kaputt.pdf": b"%PDF-1.7 abgerissen",
        "verboten.pdf": make_pdf("Robots verbietet das"),
    }
    answers = {FILES + name: Answer(body, headers=PDF) for name, body in bodies.items()}
    answers |= {LISTING: make_list((GOOD,)), GOOD: offer("Eine Meldung mit vielen Anlagen", *names)}
    answers["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /downloads/verboten.pdf\n", headers={"Content-Type": "text/plain"}
    )
    return answers


def test_files_are_fetched_read_searched_and_shown(
    settings: Settings, ledger: Ledger, answers: dict[str, Answer]
) -> None:
    with scripted_site(answers) as site:
        crawl(settings, site, "30")
        assert site.asked(f"{FILES}satzung.pdf") == 1
        assert site.asked(f"{FILES}verboten.pdf") == site.asked(f"{FILES}programm.docx") == 0
        [run] = ledger.crawls()
        assert run.verdict == "ok"
        assert run.failures == ()
        assert any("1 files that releases link to could not be fetched" in note for note in run.notes)
        # What is there without ETag or date is not fetched again the next day; what was lost is tried.
        crawl(settings, site, "31")
        assert site.asked(f"{FILES}satzung.pdf") == 1
        assert site.asked(f"{FILES}fehlt.pdf") == 2
    urls = {name: f"{BASE}{FILES}{name}.pdf" for name in ("satzung", "geheim", "scan", "kaputt", "fehlt")}
    texts = read_file_texts(ledger, list(urls.values()))
    assert texts[urls["satzung"]].text == "Die Quittenverordnung regelt den <b>Obstbau</b>\n\nZweite Seite"
    assert "encrypted" in texts[urls["geheim"]].error
    assert "no text" in texts[urls["scan"]].error
    assert "damaged" in texts[urls["kaputt"]].error
    assert urls["fehlt"] not in texts
    [capture] = list_captures(ledger, urls["satzung"])
    assert replay_capture(settings, ledger, capture).body == answers[f"{FILES}satzung.pdf"].body
    assert list_unread_files(ledger) == []
    assert run_command(settings.data, "index").returncode == 0
    for query in ("Quittenverordnung", "anhang:Obstbau"):
        [hit] = json.loads(run_command(settings.data, "search", query, "--json").stdout)["hits"]
        assert (hit["title"], hit["snippet_file"]) == ("Eine Meldung mit vielen Anlagen", "Datei satzung.pdf")
    assert "Stelle im Anhang" in run_command(settings.data, "search", "Quittenverordnung").stdout
    assert json.loads(run_command(settings.data, "search", "titel:Quittenverordnung", "--json").stdout)["total"] == 0
    client = create_app(settings).test_client()
    assert "Im Anhang „Datei satzung.pdf“:" in client.get("/?q=Quittenverordnung").text
    shown = client.get(f"/artikel/{hit['id']}").text
    assert "regelt den &lt;b&gt;Obstbau&lt;/b&gt;" in shown
    assert "Die Datei ist verschlüsselt." in shown
    assert "Die Datei enthält keinen Text" in shown


def test_a_file_that_changed_is_read_anew(settings: Settings, ledger: Ledger) -> None:
    path = f"{FILES}satzung.pdf"
    tagged = Answer(make_pdf("Erste Fassung"), headers={**PDF, "ETag": '"1"'})
    with scripted_site({LISTING: make_list((GOOD,)), GOOD: offer("Eine Meldung", "satzung.pdf"), path: tagged}) as site:
        crawl(settings, site, "30")
        assert run_command(settings.data, "index").returncode == 0
        before = ledger.last_sequence()
        site.answers[path] = Answer(make_pdf("Neue Fassung"), headers={**PDF, "ETag": '"2"'})
        crawl(settings, site, "31")
        assert [headers.get("if-none-match") for asked, headers in site.requests if asked == path] == [None, '"1"']
    assert read_file_texts(ledger, [BASE + path])[BASE + path].text == "Neue Fassung"
    assert ledger.last_sequence() > before
    assert "1 articles" in run_command(settings.data, "index").stdout
    assert json.loads(run_command(settings.data, "search", "anhang:Neue", "--json").stdout)["total"] == 1


def test_a_file_without_etag_or_date_is_looked_at_again_by_age(settings: Settings, ledger: Ledger) -> None:
    path, first = f"{FILES}satzung.pdf", Answer(make_pdf("Erste Fassung"), headers=PDF)
    with scripted_site({LISTING: make_list((GOOD,)), GOOD: offer("Eine Meldung", "satzung.pdf"), path: first}) as site:
        for day, asked in (("10", 1), ("12", 1), ("18", 2)):
            crawl(settings, site, day)
            assert site.asked(path) == asked
        assert [capture.kind for capture in list_captures(ledger, BASE + path)] == ["response", "revisit"]
        site.answers[path] = Answer(make_pdf("Neue Fassung"), headers=PDF)
        crawl(settings, site, "26")
    assert read_file_texts(ledger, [BASE + path])[BASE + path].text == "Neue Fassung"


def test_texts_of_files_are_read_anew_after_rules_changed(settings: Settings, ledger: Ledger) -> None:
    path = f"{FILES}satzung.pdf"
    answers = {LISTING: make_list((GOOD,)), GOOD: offer("Eine Meldung", "satzung.pdf")}
    with scripted_site({**answers, path: Answer(make_pdf("Erste Fassung"), headers=PDF)}) as site:
        crawl(settings, site, "10")
    with ledger.writing() as connection:  # as an older program may have read it
        connection.exec_driver_sql("UPDATE attachment_text SET text = '', error = 'it could not be read'")
    before = ledger.last_sequence()
    shown = run_command(settings.data, "re-extract", "--site", "krefeld")
    assert "1 attachments with another text" in shown.stdout
    assert read_file_texts(ledger, [BASE + path])[BASE + path].text == ""
    assert run_command(settings.data, "re-extract", "--yes").returncode == 0
    assert read_file_texts(ledger, [BASE + path])[BASE + path].text == "Erste Fassung"
    assert ledger.last_sequence() > before
    assert "0 attachments with another text" in run_command(settings.data, "re-extract").stdout


def test_no_more_files_than_a_release_can_have_are_fetched(settings: Settings, ledger: Ledger) -> None:
    names = [f"datei-{number}.pdf" for number in range(40)]
    answers = {f"{FILES}{name}": Answer(make_pdf(name), headers=PDF) for name in names}
    answers |= {LISTING: make_list((GOOD,)), GOOD: offer("Eine Meldung mit zu vielen Dateien", *names)}
    with scripted_site(answers) as site:
        crawl(settings, site, "30")
        assert sum(site.asked(f"{FILES}{name}") for name in names) == 10
    assert ledger.count_articles() == 1


def test_many_pages_are_read_as_far_as_is_allowed() -> None:
    told = read_pdf(make_pdf(*(f"Seite {number}" for number in range(MOST_PAGES + 20))))
    assert told.text.count("Seite") == MOST_PAGES
    assert told.error == f"only {MOST_PAGES} of its {MOST_PAGES + 20} pages were read"


def test_a_hostile_file_costs_no_more_than_its_bounds() -> None:
    started = time.monotonic()
    told = read_pdf(make_bomb(400_000_000))
    assert told.error
    assert len(told.text) < 1_000_000
    assert time.monotonic() - started < 75  # the bound of `read_pdf`, and the start of its process
    assert read_pdf(b"").error
    assert read_pdf(b"%PDF-1.4\n" + b"(" * 100_000).error
