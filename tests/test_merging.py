"""Two addresses of one article become one article, whatever the order in which they were met; nothing of either is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.corrections import Correction, read_corrections, record_correction
from archive.findings import ABSENT, REDIRECT, RELEASE, Finding, Findings
from archive.frontier import find_due
from archive.harvest import Harvest, Response
from archive.jsonl import import_lines
from archive.ledger import Ledger
from archive.records import Article, make_article_id
from archive.settings import Settings
from indexer.build import build_index
from indexer.engine import open_engine

DAY = datetime(2026, 2, 1, 4, 0, tzinfo=UTC)
OLD = "https://www.krefeld.example/de/inhalt/neues-spielgeraet/"
NEW = "https://www.krefeld.example/2026-02/klettern-im-stadtwald"
TEXT = "Das Grünflächenamt hat im Stadtwald ein Spielgerät aus Robinienholz aufgestellt, das den alten Turm ersetzt."
FIRST = Article(OLD, "Neues Spielgerät im Stadtwald", text=TEXT, published=date(2026, 1, 30))
SECOND = Article(
    NEW, "Klettern im Stadtwald: der neue Turm", text=TEXT + " Am Sonntag wird gefeiert.", published=date(2026, 2, 1)
)


class Book:
    """Writes findings into the ledger as a crawl does."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.offset = 0

    def response(self, harvest: Harvest, url: str, now: datetime, status: int = 200) -> Response:
        self.offset += 100
        new = Response(url, "article", now, status, "text/html", "sha1:X", "response", "a.warc.gz", self.offset, 90)
        return replace(new, capture_id=harvest.keep_capture(new))

    def keep(self, article: Article, now: datetime, fetched_at: str = "") -> str:
        harvest = Harvest.begin(self.ledger, "demo", "", now)
        kept = harvest.keep(self.response(harvest, fetched_at or article.url, now), article)
        assert kept is not None
        return kept.article_id

    def redirect(self, old: str, new: str, now: datetime) -> str:
        harvest = Harvest.begin(self.ledger, "demo", "", now)
        kept = harvest.keep_moved(self.response(harvest, old, now, 301), new, "article")
        assert kept is not None
        return kept.outcome


@pytest.fixture
def book(ledger: Ledger) -> Book:
    return Book(ledger)


def assert_merged(ledger: Ledger) -> None:
    """The two are one: all URLs, versions, captures, events."""
    assert ledger.count_articles() == 1
    [archived] = ledger.changes_since(0)
    assert archived.id == make_article_id(OLD)
    assert set(archived.urls) == {OLD, NEW}
    assert [version.article.title for version in ledger.versions(archived.id)] == [FIRST.title, SECOND.title]
    assert [version.number for version in ledger.versions(archived.id)] == [1, 2]
    assert len(ledger.captures(archived.id)) >= 2
    kinds = [event.kind for event in ledger.events(archived.id)]
    assert (kinds.count("new"), kinds.count("changed")) == (1, 1)
    assert {ledger.find_article_id(url) for url in (OLD, NEW)} == {archived.id}


def test_a_redirect_that_is_met_after_its_target_merges_the_two(book: Book, ledger: Ledger, settings: Settings) -> None:
    book.keep(FIRST, DAY)
    lost = book.keep(SECOND, DAY + timedelta(days=1))
    assert ledger.count_articles() == 2
    why = Correction(lost, "venlo", "add", "Büro", DAY, "steht im Bild", role="about")
    record_correction(ledger, why)
    build_index(settings, ledger)
    assert book.redirect(OLD, NEW, DAY + timedelta(days=2)) == "moved"
    assert_merged(ledger)
    stays = make_article_id(OLD)
    assert ledger.article(lost) == ledger.article(stays)  # a link to the id that was given up still leads to it
    assert [one.why for one in read_corrections(ledger, [stays])[stays]] == ["steht im Bild"]
    report = build_index(settings, ledger)
    assert (report.rebuilt, report.total) == ("", 1)
    engine = open_engine(settings)
    try:
        assert engine.get(lost) is None
        assert engine.get(stays) is not None
    finally:
        engine.close()


def test_a_canonical_link_merges_what_was_met_as_two(book: Book, ledger: Ledger) -> None:
    book.keep(FIRST, DAY)
    book.keep(SECOND, DAY + timedelta(days=1))
    book.keep(SECOND, DAY + timedelta(days=2), fetched_at=OLD)  # the old page now names the new address as its own
    assert_merged(ledger)


def test_one_canonical_address_on_all_pages_is_not_believed(book: Book, ledger: Ledger) -> None:
    book.keep(FIRST, DAY)
    other = Article(OLD, "Chorkonzert am Sonntag", text="Am Sonntag singen drei Chöre vor dem Rathaus, Beginn um elf.")
    book.keep(other, DAY + timedelta(days=1), fetched_at=NEW)
    assert ledger.count_articles() == 2
    assert ledger.find_article_id(NEW) == make_article_id(NEW)
    assert len(ledger.versions(make_article_id(OLD))) == 1


def test_a_redirect_to_another_release_is_a_loss_and_merges_nothing(book: Book, ledger: Ledger) -> None:
    book.keep(FIRST, DAY)
    other = Article(NEW, "Chorkonzert am Sonntag", text="Am Sonntag singen drei Chöre vor dem Rathaus, Beginn um elf.")
    book.keep(other, DAY)
    assert book.redirect(OLD, NEW, DAY + timedelta(days=1)) == "missing"
    assert ledger.count_articles() == 2
    lost = ledger.article(make_article_id(OLD))
    assert lost is not None
    assert (lost.state, lost.urls) == ("missing", (OLD,))


@pytest.mark.parametrize("redirect_first", [True, False])
def test_within_one_crawl_the_order_does_not_matter(
    redirect_first: bool, book: Book, ledger: Ledger, settings: Settings
) -> None:
    book.keep(FIRST, DAY)
    now = DAY + timedelta(days=1)
    harvest = Harvest.begin(ledger, "demo", "", now)
    findings = Findings(settings.data)
    told = [
        Finding(book.response(harvest, OLD, now, 301), REDIRECT, target=NEW),
        Finding(book.response(harvest, NEW, now), RELEASE, SECOND),
    ]
    for finding in told if redirect_first else reversed(told):
        findings.add(finding)
    assert {kept.outcome for _, kept in findings.take_in(harvest, now) if kept} == {"moved", "changed"}
    findings.close()
    assert_merged(ledger)


@pytest.mark.parametrize("loss_first", [True, False])
def test_moved_and_rewritten_at_once_are_two_news_in_either_order(
    loss_first: bool, book: Book, ledger: Ledger, settings: Settings
) -> None:
    book.keep(FIRST, DAY)
    now = DAY + timedelta(days=1)
    harvest = Harvest.begin(ledger, "demo", "", now)
    findings = Findings(settings.data)
    told = [
        Finding(book.response(harvest, OLD, now, 404), ABSENT),
        Finding(book.response(harvest, NEW, now), RELEASE, replace(FIRST, url=NEW, text=TEXT.replace("aus", "von"))),
    ]
    for finding in told if loss_first else reversed(told):
        findings.add(finding)
    list(findings.take_in(harvest, now))
    findings.close()
    [archived] = ledger.changes_since(0)
    assert (archived.state, archived.versions, set(archived.urls)) == ("moved", 2, {OLD, NEW})
    assert sorted(event.kind for event in ledger.events(archived.id)) == ["changed", "moved", "new"]


def test_a_chain_of_redirects_that_ends_at_nothing_is_a_loss(book: Book, ledger: Ledger, settings: Settings) -> None:
    book.keep(FIRST, DAY)
    now = DAY + timedelta(days=1)
    harvest = Harvest.begin(ledger, "demo", "", now)
    findings = Findings(settings.data)
    middle = NEW + "-alt"
    findings.add(Finding(book.response(harvest, OLD, now, 301), REDIRECT, target=middle))
    findings.add(Finding(book.response(harvest, middle, now, 301), REDIRECT, target=NEW))
    findings.add(Finding(book.response(harvest, NEW, now, 404), ABSENT))
    list(findings.take_in(harvest, now))
    findings.close()
    [archived] = ledger.changes_since(0)
    assert (archived.state, archived.urls) == ("missing", (OLD,))


def test_addresses_on_alias_hosts_are_kept_and_lead_to_the_article(book: Book, ledger: Ledger) -> None:
    book.keep(FIRST, DAY)
    alias = "https://kaoa-krefeld.example/de/inhalt/neues-spielgeraet/"
    harvest = Harvest.begin(ledger, "demo", "", DAY)
    for _ in range(2):
        harvest.keep_aliases({alias: OLD, "https://kaoa-krefeld.example/nichts": NEW}, DAY)
    [archived] = ledger.changes_since(0)
    assert archived.urls == (OLD, alias)
    assert ledger.find_article_id(alias) == archived.id
    assert find_due(harvest, ["article"], DAY + timedelta(days=1000), 10) == find_due(
        harvest, ["article"], DAY + timedelta(days=900), 10
    )
    assert [known.url for known in find_due(harvest, ["article"], DAY + timedelta(days=1000), 10)] == [OLD]


@pytest.mark.parametrize("import_first", [True, False])
def test_a_reprint_on_another_host_is_one_more_address(import_first: bool, book: Book, ledger: Ledger) -> None:
    reprint = "https://zeitung.example/krefeld/spielgeraet"
    line = f'{{"url": "{reprint}", "title": "{FIRST.title}", "text": "{TEXT}", "published": "2026-01-30"}}'

    def take_in() -> None:
        report = import_lines(ledger, [line.encode()], lambda: DAY, find_site=lambda url: ("import", url))
        assert not report.errors

    if import_first:
        take_in()
        book.keep(FIRST, DAY + timedelta(days=1))
    else:
        book.keep(FIRST, DAY)
        take_in()
    [archived] = ledger.changes_since(0)
    assert (archived.site, archived.article.url, archived.urls) == ("demo", OLD, (OLD, reprint))
    assert (archived.state, archived.versions) == ("live", 1)
