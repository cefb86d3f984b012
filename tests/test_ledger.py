"""The ledger keeps every version, every state and every URL, whatever the site does."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, update

from archive import schema
from archive.errors import LedgerError
from archive.frontier import find_due, note_urls
from archive.harvest import Harvest, Response
from archive.jsonl import import_lines
from archive.keeping import Kept
from archive.ledger import Ledger, open_ledger
from archive.rechecks import plan_check
from archive.records import Article, Image, make_article_id
from archive.settings import Settings

DAY = datetime(2025, 5, 1, 4, 0, tzinfo=UTC)
URL = "https://www.krefeld.example/de/inhalt/neues-spielgeraet/"
ARTICLE = Article(
    url=URL,
    title="Neues Spielgerät im Stadtwald",
    lead="Ab Freitag wird geklettert.",
    text="Das Grünflächenamt hat ein Spielgerät aufgestellt.",
    published=date(2025, 4, 30),
    published_source="label",
    published_precision="day",
)


class Book:
    """Writes responses into the ledger as a crawl does, each at its own place in a WARC file."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.offset = 0

    def harvest(self, now: datetime) -> Harvest:
        return Harvest.begin(self.ledger, "demo", "", now)

    def response(self, now: datetime, url: str = URL, status: int = 200) -> Response:
        self.offset += 100
        new = Response(url, "article", now, status, "text/html", "sha1:X", "response", "a.warc.gz", self.offset, 90)
        return replace(new, capture_id=self.harvest(now).keep_capture(new))

    def keep(self, article: Article, now: datetime) -> Kept:
        kept = self.harvest(now).keep(self.response(now, article.url), article)
        assert kept is not None
        return kept

    def lose(self, now: datetime, url: str = URL, status: int = 404) -> Kept:
        kept = self.harvest(now).keep_absent(self.response(now, url, status))
        assert kept is not None
        return kept


@pytest.fixture
def book(ledger: Ledger) -> Book:
    return Book(ledger)


def test_an_article_comes_back_as_it_went_in(book: Book, ledger: Ledger) -> None:
    full = replace(ARTICLE, images=(Image("https://x.example/a.png", "alt", "Klettern", "Privat"),), layout="inhalt")
    kept = book.keep(full, DAY)
    assert kept == Kept(make_article_id(URL), "new")
    archived = ledger.article(kept.article_id)
    assert archived is not None
    assert archived.article == full
    assert (archived.state, archived.versions, archived.urls, archived.first_seen) == ("live", 1, (URL,), DAY)
    assert ledger.find_article_id(URL) == kept.article_id
    assert [capture.article_id for capture in ledger.captures(kept.article_id)] == [kept.article_id]


def test_a_changed_text_begins_a_version_and_a_changed_look_does_not(book: Book, ledger: Ledger) -> None:
    kept = book.keep(ARTICLE, DAY)
    same = replace(ARTICLE, title="Neues  Spielgerät im Stadtwald", lead="", text=f"{ARTICLE.lead}\n\n{ARTICLE.text}")
    assert book.keep(same, DAY + timedelta(days=1)).outcome == "unchanged"
    other = replace(ARTICLE, text="Das Spielgerät wurde wieder abgebaut.", published=date(2025, 6, 1))
    assert book.keep(other, DAY + timedelta(days=2)) == Kept(kept.article_id, "changed")
    versions = ledger.versions(kept.article_id)
    assert [version.article.text for version in versions] == [ARTICLE.text, other.text]
    assert [version.article.published for version in versions] == [date(2025, 4, 30), date(2025, 6, 1)]
    archived = ledger.article(kept.article_id)
    assert archived is not None
    assert archived.article == other


def test_missing_is_gone_only_when_another_day_confirms_it(book: Book, ledger: Ledger) -> None:
    kept = book.keep(ARTICLE, DAY)
    assert book.lose(DAY + timedelta(days=1)).outcome == "missing"
    assert book.lose(DAY + timedelta(days=1, hours=2)).outcome == "unchanged"
    assert book.lose(DAY + timedelta(days=2), status=410).outcome == "gone"
    assert book.keep(ARTICLE, DAY + timedelta(days=9)) == Kept(kept.article_id, "back")
    archived = ledger.article(kept.article_id)
    assert archived is not None
    assert (archived.state, archived.versions) == ("back", 1)


def test_a_redirect_moves_an_article_and_both_urls_lead_to_it(book: Book, ledger: Ledger) -> None:
    kept = book.keep(ARTICLE, DAY)
    new = "https://www.krefeld.example/2025-04/neues-spielgeraet"
    later = DAY + timedelta(days=3)
    moved = book.harvest(later).keep_moved(book.response(later, status=301), new, "article")
    assert moved == Kept(kept.article_id, "moved")
    assert book.keep(replace(ARTICLE, url=new), later) == Kept(kept.article_id, "unchanged")
    archived = ledger.article(kept.article_id)
    assert archived is not None
    assert (archived.article.url, archived.urls, archived.state) == (new, (new, URL), "moved")
    assert ledger.find_article_id(new) == ledger.find_article_id(URL) == kept.article_id
    assert ledger.count_articles() == 1


def test_the_same_text_under_a_new_url_is_the_same_article(book: Book, ledger: Ledger) -> None:
    kept = book.keep(ARTICLE, DAY)
    new = "https://www.krefeld.example/2025-04/neues-spielgeraet"
    assert book.keep(replace(ARTICLE, url=new), DAY + timedelta(days=1)).article_id == kept.article_id
    assert book.lose(DAY + timedelta(days=2)) == Kept(kept.article_id, "moved")
    archived = ledger.article(kept.article_id)
    assert archived is not None
    assert (archived.state, archived.urls[0]) == ("moved", new)


def test_the_same_words_of_another_year_are_another_article(book: Book, ledger: Ledger) -> None:
    book.keep(ARTICLE, DAY)
    next_year = replace(ARTICLE, url=URL.replace("neues", "auch-neues"), published=date(2026, 4, 30))
    assert book.keep(next_year, DAY).outcome == "new"
    assert ledger.count_articles() == 2


def test_changes_come_in_order_and_only_once(book: Book, ledger: Ledger) -> None:
    articles = [replace(ARTICLE, url=f"{URL}{n}/", text=f"Text {n}", title=f"Titel {n}") for n in range(3)]
    for article in articles:
        book.keep(article, DAY)
    mark = ledger.last_sequence()
    book.keep(replace(articles[0], text="Neu"), DAY + timedelta(days=1))
    assert [found.article.text for found in ledger.changes_since(0)] == ["Text 1", "Text 2", "Neu"]
    assert [found.article.text for found in ledger.changes_since(mark)] == ["Neu"]
    assert list(ledger.changes_since(ledger.last_sequence())) == []
    assert len(list(ledger.changes_since(0, limit=2))) == 2


def test_a_crawl_that_did_not_end_makes_the_next_one_thorough(book: Book) -> None:
    first = book.harvest(DAY)
    assert first.thorough
    assert book.harvest(DAY).thorough
    first.finish(DAY, "ok", "", {}, [])
    assert book.harvest(DAY + timedelta(days=1)).thorough  # the second one was never finished
    killed = book.ledger.crawl(2)
    assert killed is not None
    assert (killed.verdict, "killed" in killed.reason) == ("failed", True)
    ended = book.harvest(DAY + timedelta(days=2))
    ended.finish(DAY, "ok", "", {}, [])
    assert not book.harvest(DAY + timedelta(days=3)).thorough


def test_discovered_urls_are_due_until_they_are_fetched(book: Book) -> None:
    harvest = book.harvest(DAY)
    note_urls(harvest, {URL: "article"}, DAY)
    assert [known.url for known in find_due(harvest, ["article"], DAY, 10)] == [URL]
    harvest.keep(book.response(DAY), ARTICLE)
    assert find_due(harvest, ["article"], DAY, 10) == []
    assert [known.url for known in find_due(harvest, ["article"], DAY + timedelta(days=1), 10)] == [URL]


@pytest.mark.parametrize(("age", "wait"), [(1, timedelta(hours=20)), (30, timedelta(days=6, hours=20))])
def test_young_articles_are_checked_often(age: int, wait: timedelta) -> None:
    published = (DAY - timedelta(days=age)).date().isoformat()
    assert plan_check(URL, DAY, published) == DAY + wait


def test_old_articles_are_checked_twice_a_year_on_different_days() -> None:
    checks = {plan_check(f"{URL}{n}", DAY, "2020-01-01") for n in range(200)}
    assert all(timedelta(days=122) <= check - DAY < timedelta(days=244) for check in checks)
    assert len(checks) > 80


def test_an_import_keeps_good_lines_and_reports_bad_ones(ledger: Ledger) -> None:
    good = {"url": URL, "title": "Titel", "text": "Text", "published": "2025-04-30", "images": [{"caption": "Bild"}]}
    lines = [
        "\ufeff" + json.dumps(good),
        "{",
        "[]",
        '{"url": "ftp://x", "title": "t", "text": "t"}',
        "",
        json.dumps({**good, "published": "30.4."}),
        json.dumps({**good, "url": URL + "2/", "text": "Anderes"}),
    ]
    raw = [line.encode() for line in lines] + [b"\xff\xfe"]
    report = import_lines(ledger, raw, lambda: DAY, find_site=lambda url: ("import", url))
    assert report.counts == {"new": 2}
    assert [error.split()[1] for error in report.errors] == ["2", "3", "4", "6", "8"]
    archived = ledger.article(make_article_id(URL))
    assert archived is not None
    assert (archived.article.published_source, archived.article.captions) == ("import", "Bild")
    assert [status.site for status in ledger.sites()] == ["import"]


def test_a_ledger_of_a_newer_program_is_refused(ledger: Ledger, settings: Settings) -> None:
    with ledger.writing() as connection:
        connection.execute(update(schema.meta).where(schema.meta.c.key == "schema").values(value=999))
    with pytest.raises(LedgerError, match="newer Pressearchiv"):
        open_ledger(settings)


def test_a_ledger_of_version_1_is_brought_up_and_keeps_what_it_holds(settings: Settings) -> None:
    settings.data.mkdir()
    with contextlib.closing(sqlite3.connect(settings.ledger_path)) as old:
        old.executescript((Path(__file__).parent / "ledgers" / "version-1.sql").read_text(encoding="utf-8"))
    for _ in range(2):  # what was brought up once is opened as it is
        with open_ledger(settings) as ledger:
            [archived] = ledger.changes_since(0)
            assert (archived.urls, archived.versions, archived.article.title) == ((URL,), 2, ARTICLE.title)
            runs = ledger.crawls()
            assert [run.verdict for run in runs] == ["ok", *["failed"] * 4]
            assert {(run.intake, run.accepted, run.coverage, run.notes) for run in runs} == {("done", None, (), ())}
            inspector = inspect(ledger.engine)
            for table in schema.metadata.sorted_tables:
                assert {column["name"] for column in inspector.get_columns(table.name)} == set(table.c.keys())
    with open_ledger(settings) as ledger:
        book = Book(ledger)
        book.offset = 1000  # the old one wrote at the places before
        assert book.keep(ARTICLE, DAY + timedelta(days=30)).outcome == "changed"


def test_a_damaged_ledger_is_said_so(settings: Settings) -> None:
    settings.data.mkdir()
    settings.ledger_path.write_bytes(b"no database at all" * 100)
    with pytest.raises(LedgerError, match="cannot be used"):
        open_ledger(settings)


def test_a_database_that_fails_later_is_said_so_too(ledger: Ledger, book: Book) -> None:
    book.keep(ARTICLE, DAY)
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE version")
    for ask in (
        lambda: ledger.article(make_article_id(URL)),
        lambda: list(ledger.changes_since(0)),
        lambda: book.keep(ARTICLE, DAY),
    ):
        with pytest.raises(LedgerError, match="cannot be used"):
            ask()
