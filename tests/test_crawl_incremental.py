"""What a later crawl costs: it asks for lists, for what is new and for the share that is due, and conditionally."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from archive import schema
from archive.frontier import find_due
from archive.harvest import Harvest
from archive.ledger import Ledger
from archive.ledger_rows import pack_article
from archive.profiles import load_profile
from archive.rechecks import plan_check
from archive.records import Article, make_article_id
from archive.settings import Settings
from archive.text import digest_article
from archive.urls import ARTICLE, LISTING, SiteUrls
from demo.collection import open_collection
from demo.server import running_site
from demo.timeline import LAST_DAY
from tests.commands import run_command
from tests.scripted_site import Answer, ScriptedSite, make_list, make_page, scripted_site

START = "/de/presse/pressemitteilungen/"
PATHS = tuple(f"/de/inhalt/meldung-nummer-{number}/" for number in range(8))


def crawl(data: Path, site: ScriptedSite, day: int, *options: str, **variables: str) -> dict[str, object]:
    now = f"2025-01-{day:02}T05:00"
    arguments = ("crawl", "krefeld", "--base-url", site.address, "--json", "--now", now, *options)
    done = run_command(data, *arguments, variables={f"PRESSEARCHIV_{name}": value for name, value in variables.items()})
    assert done.returncode == 0, done.stdout + done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return report


def tagged(answer: Answer, tag: str, **headers: str) -> Answer:
    return Answer(answer.body, answer.status, {**answer.headers, "ETag": f'"{tag}"', **headers})


def sample(**headers: str) -> dict[str, Answer]:
    pages = {
        path: tagged(make_page(f"Meldung Nummer {n} aus dem Rathaus", published="30.12.2024"), path, **headers)
        for n, path in enumerate(PATHS)
    }
    feed = "".join(f"<item><link>https://www.krefeld.de{path}</link></item>" for path in PATHS)
    rss = Answer(f"<rss><channel>{feed}</channel></rss>".encode(), headers={"Content-Type": "application/rss+xml"})
    return {START: tagged(make_list(PATHS), "list", **headers), "/rss.xml": tagged(rss, "feed", **headers), **pages}


@pytest.mark.parametrize("cache", ["", "no-cache", "max-age=31536000"])
def test_a_second_crawl_of_an_unchanged_site_asks_conditionally_only(
    cache: str, settings: Settings, ledger: Ledger
) -> None:
    with scripted_site(sample(**({"Cache-Control": cache} if cache else {}))) as site:
        assert crawl(settings.data, site, 1)["counts"]["new"] == 8  # type: ignore[index]
        site.requests.clear()
        report = crawl(settings.data, site, 2, "--recheck")
        known = [(path, headers) for path, headers in site.requests if path in site.answers]
        assert {path for path, _ in known} == set(site.answers)
        assert all("if-none-match" in headers for _, headers in known)
        assert (report["verdict"], report["counts"]["unchanged"]) == ("nothing new", 8)  # type: ignore[index]
        # What is new is found all the same, however the list is cached.
        new = "/de/inhalt/eine-neue-meldung/"
        site.answers |= {new: make_page("Eine neue Meldung"), START: tagged(make_list((new, *PATHS)), "another")}
        assert crawl(settings.data, site, 3)["counts"]["new"] == 1  # type: ignore[index]
    assert ledger.count_articles() == 9


def test_a_list_that_was_not_modified_still_leads_on(settings: Settings, ledger: Ledger) -> None:
    first, second = f"{START}&s91=6", f"{START}&s91=11"
    answers = {
        START: tagged(make_list((*PATHS[:2], first)), "one"),
        first: tagged(make_list((*PATHS[2:4], second)), "two"),
        second: make_list(PATHS[4:6]),
    } | {path: make_page(f"Meldung Nummer {n} aus dem Rathaus") for n, path in enumerate(PATHS)}
    with scripted_site(answers) as site:
        crawl(settings.data, site, 1)
        with ledger.writing() as connection:  # a crawl that was killed makes the next one walk all pages
            connection.exec_driver_sql("UPDATE crawl SET verdict = 'failed'")
        site.answers[second] = make_list(PATHS[4:])
        site.requests.clear()
        assert crawl(settings.data, site, 2)["counts"]["new"] == 2  # type: ignore[index]
        assert [site.asked(path) for path in (START, first, second)] == [1, 1, 1]
    assert ledger.count_articles() == 8


def test_pages_without_validators_are_fetched_and_stored_once(settings: Settings, ledger: Ledger) -> None:
    answers = {START: make_list(PATHS)} | {
        path: make_page(f"Meldung Nummer {n} aus dem Rathaus") for n, path in enumerate(PATHS)
    }
    with scripted_site(answers) as site:
        crawl(settings.data, site, 1)
        report = crawl(settings.data, site, 2, "--recheck")
        assert not [path for path, headers in site.requests if "if-none-match" in headers]
    assert report["counts"]["unchanged"] == 8  # type: ignore[index]
    for path in PATHS:
        article = ledger.find_article_id(f"https://www.krefeld.de{path}") or ""
        assert [capture.kind for capture in ledger.captures(article)] == ["revisit", "response"]
        assert len(ledger.versions(article)) == 1


def test_a_budget_bounds_a_run_and_the_next_one_goes_on(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(sample()) as site:
        report = crawl(settings.data, site, 1, "--budget", "3")
        assert report["counts"]["new"] == 3  # type: ignore[index]
        assert "5 releases wait for the next one" in str(report["notes"])
        assert crawl(settings.data, site, 1, BUDGET="2")["counts"]["new"] == 2  # type: ignore[index]
        assert crawl(settings.data, site, 1, "--budget", "0", BUDGET="1")["counts"]["new"] == 3  # type: ignore[index]
        assert crawl(settings.data, site, 3, "--budget", "4")["counts"]["found"] == 2  # type: ignore[index]
    assert ledger.count_articles() == 8


def fill(ledger: Ledger, articles: dict[Article, datetime]) -> None:
    """Make the articles known to the ledger, each as fetched at its time, faster than page by page."""
    rows: dict[str, list[dict[str, object]]] = {"article": [], "url": [], "version": []}
    for number, (article, fetched) in enumerate(articles.items(), 1):
        key, day = make_article_id(article.url), article.published.isoformat() if article.published else ""
        seen = dict.fromkeys(("first_seen", "last_seen", "last_checked", "changed"), fetched)
        rows["article"].append(
            {"id": key, "site": "demo", "url": article.url, "state": "live", "versions": 1, "sequence": number, **seen}
        )
        rows["url"].append(
            {
                "url": article.url,
                "site": "demo",
                "kind": ARTICLE,
                "article_id": key,
                "status": 200,
                "first_seen": fetched,
            }
            | {"last_fetched": fetched, "next_check": plan_check(article.url, fetched, day)}
        )
        content = {"digest": digest_article(article), "content": pack_article(article), "seen_from": fetched}
        rows["version"].append({"article_id": key, "number": 1, **content})
    with ledger.writing() as connection:
        for name, values in rows.items():
            connection.execute(schema.metadata.tables[name].insert(), values)
        connection.exec_driver_sql(f"UPDATE meta SET value = {len(articles)} WHERE key = 'sequence'")


def test_ten_new_of_twenty_thousand_cost_the_lists_the_ten_and_what_is_due(settings: Settings, ledger: Ledger) -> None:
    size, now = 20_000, datetime.combine(LAST_DAY, time(5), UTC)
    base = load_profile("demo").url
    newest = open_collection(size).view_day(LAST_DAY).newest
    assert len(newest) > 0.8 * size
    harvest = Harvest.begin(ledger, "demo", "", now - timedelta(days=3))
    known = (Article(base + one.path, one.title, text=one.title, published=one.published) for one in newest[10:])
    fill(ledger, {article: now - timedelta(days=1 + number % 200) for number, article in enumerate(known)})
    harvest.finish(now - timedelta(days=3), "ok", "", {}, [])
    due = {known.url for known in find_due(harvest, [ARTICLE], now, 1_000_000)}
    assert 0 < len(due) < 0.4 * size
    urls = SiteUrls(load_profile("demo"))
    with running_site(size=size) as site:
        arguments = ("crawl", "demo", "--base-url", site.address, "--json", "--now", now.isoformat(), "--budget", "200")
        done = run_command(settings.data, *arguments, timeout=300)
        assert done.stdout, done.stderr
        links = [urls.read(request.path) for request in site.requests]
    asked = Counter(link.url for link in links if link is not None and link.kind == ARTICLE)
    new = {base + standing.path for standing in newest[:10]}
    assert new <= set(asked)
    # Half of the budget is for what is due; the others are old addresses that the city pages still name.
    assert len(set(asked) & due) == 100
    assert len(set(asked) - new - due) < 90
    listings = [link for link in links if link is not None and link.kind == LISTING]
    assert 1 <= len(listings) <= 5
    assert len(links) - len(asked) < 40
