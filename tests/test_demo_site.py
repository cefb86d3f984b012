"""The pages of the demonstration site over real HTTP: what a crawler finds, paging, relaunch, traps, mark-ups."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from demo_browser import Browser, links_of

from demo.errors import DemoError
from demo.links import ALIASES, HOST, LISTING, OVERVIEW, RAW_ADDRESSES
from demo.notices import load_notices
from demo.server import RunningSite, running_site
from demo.timeline import LAST_DAY, RELAUNCH, fate_of, new_path, old_path, stand_on
from demo.truth import articles_on

BEFORE = date(2025, 12, 20)
NOT_FOUND = "Seite nicht gefunden"
ARTICLE = re.compile(r"/(?:de/inhalt|de/pressemeldungen|familienportal/inhalt-kr|\d{4}-\d{2})/[^/]+/?")


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSite]:
    with running_site() as site:
        yield site


@pytest.fixture
def browser(running: RunningSite) -> Iterator[Browser]:
    running.day = LAST_DAY
    with Browser(running) as browser:
        yield browser


def crawl(browser: Browser) -> tuple[set[str], Counter[int]]:
    """Follow what a careful crawler follows: no calendar, no forbidden folder, only the first of the two lists."""
    hosts = {HOST, *ALIASES}
    todo, seen, articles = ["/", OVERVIEW, LISTING, "/sitemap.xml", "/feed.atom"], set(), set()
    statuses: Counter[int] = Counter()
    while todo:
        path = todo.pop()
        if not path.startswith(LISTING):
            path = path.partition("/&")[0] + "/" * ("/&" in path)
        if path in seen or "/kalender/" in path or "/intern/" in path or re.search(r"&(?:s9[234]|c9)", path):
            continue
        seen.add(path)
        status, headers, body = browser.get(path)
        statuses[status] += 1
        if status in (301, 302):
            todo.append(urlsplit(headers["location"]).path)
            continue
        page = body.decode("utf-8", "replace")
        if status == 200 and ARTICLE.fullmatch(path) and NOT_FOUND not in page:
            articles.add(path.rstrip("/"))
        if "html" in headers["content-type"] or "xml" in headers["content-type"]:
            parts = [urlsplit(link) for link in links_of(page, path)]
            todo += [part.path for part in parts if (part.hostname or "").rstrip(".") in hosts]
    return articles, statuses


@pytest.mark.parametrize("day", [LAST_DAY, BEFORE, date(2018, 12, 31)])
def test_crawler_finds_every_live_article_and_no_error(browser: Browser, day: date) -> None:
    browser.site.day = day
    articles, statuses = crawl(browser)
    truth = {urlsplit(article.canonical_url).path.rstrip("/") for article in articles_on(day)}
    assert articles == truth
    assert not [status for status in statuses if status >= 500]
    if day == LAST_DAY:
        assert len(articles) >= 160


def test_lists_page_by_path_suffix_independently(browser: Browser) -> None:
    pages = [browser.read(f"{LISTING.rstrip('/')}/{suffix}") for suffix in ("&s91=11", "&s91=11&s93=26", "&s91=16")]
    halves = [[re.findall(r"<h3>.*?</h3>", half) for half in page.split("nach Themen")[:2]] for page in pages]
    assert [len(half) for page in halves for half in page] == [5] * 6
    assert halves[0][0] == halves[1][0] != halves[2][0]
    assert halves[0][1] == halves[2][1] != halves[1][1]
    # The pager of each list keeps the place of the other one: the links form a cross product.
    assert "&amp;s91=16&amp;s93=26" in pages[1]
    assert "&amp;s91=11&amp;s93=31" in pages[1]
    assert "Veröffentlicht" not in pages[0]


def test_list_without_suffix_begins_at_one_and_ends_empty(browser: Browser) -> None:
    first, one = browser.read(LISTING), browser.read(f"{LISTING}&s91=1")
    assert re.findall("<h3>.*?</h3>", first) == re.findall("<h3>.*?</h3>", one)
    status, _, body = browser.get(f"{LISTING}&s91=90001&s93=90001")
    assert status == 200
    assert b"<h3>" not in body
    everything = browser.read(f"{LISTING}&c91=2147483647")
    assert len(re.findall("<h3>", everything)) == len(articles_on(LAST_DAY)) + 5


def test_suffix_changes_related_news_but_never_the_article(browser: Browser) -> None:
    browser.site.day = BEFORE
    changed = 0
    for article in articles_on(BEFORE):
        path = urlsplit(article.canonical_url).path
        plain, paged = browser.get(path)[2], browser.get(f"{path}&c90=2147483647&c93=2147483647&s92=21&s94=6")[2]
        body, _, related = plain.partition(b'<div class="weitere">')
        paged_body, _, paged_related = paged.partition(b'<div class="weitere">')
        assert body == paged_body
        changed += related != paged_related
    assert changed > 20


@pytest.mark.parametrize(("raw", "path"), RAW_ADDRESSES.items())
def test_raw_addresses_serve_the_same_pages(browser: Browser, raw: str, path: str) -> None:
    page = browser.read(path)
    for spelling in (raw, f"{raw}?OpenDocument", f"{raw}?opendocument"):
        assert browser.read(spelling) == page


def test_any_host_is_answered_alike(browser: Browser) -> None:
    pages = {browser.get(OVERVIEW, {"Host": host})[2] for host in (HOST, *ALIASES, "www.krefeld.example.", "x.example")}
    assert len(pages) == 1
    assert browser.get(f"https://{HOST}{OVERVIEW}")[2] in pages


def test_city_pages_end_with_all_eight_partners(browser: Browser) -> None:
    page = browser.read("/de/oberbuergermeister/kayseri/")
    closing = page.partition("Das sind Krefelds Partnerstädte:")[2]
    names = ("Venlo", "Leicester", "Dünkirchen", "Leiden", "Charlotte", "Landkreis Oder-Spree", "Uljanowsk", "Kayseri")
    assert [name for name in names if f">{name}</a>" in closing] == list(names)
    assert "Veröffentlicht" not in page
    assert "<br>\n" in page
    assert browser.get("/de/oberbuergermeister/...mehr-partner/&s93=11")[0] == 200


def test_relaunch_treats_old_addresses_in_all_promised_ways(browser: Browser) -> None:
    ways: Counter[str] = Counter()
    for notice in load_notices():
        standing = stand_on(notice, LAST_DAY)
        if notice.first_day >= RELAUNCH or not standing.live:
            continue
        fate = fate_of(notice)
        ways[fate] += 1
        status, headers, body = browser.get(old_path(notice))
        if fate == "redirect":
            assert status == 301
            assert urlsplit(headers["location"]).path == new_path(notice)
        elif fate == "stays":
            assert status == 200
            assert NOT_FOUND.encode() not in body
        else:
            assert status == {"dropped": 404, "soft404": 200}[fate]
            assert NOT_FOUND.encode() in body
    assert ways["redirect"] > sum(ways.values()) / 2
    assert set(ways) == {"redirect", "dropped", "soft404", "stays"}


def test_relaunch_brings_sitemap_feed_and_json_ld(browser: Browser) -> None:
    assert f"Sitemap: https://{HOST}/sitemap.xml" in browser.read("/robots.txt")
    assert browser.read("/sitemap.xml").count("<url>") > 160
    assert browser.read("/feed.atom").count("<entry>") == 20
    moved = next(article for article in articles_on(LAST_DAY) if article.layout == "relaunch" and article.published)
    page = browser.read(urlsplit(moved.canonical_url).path)
    assert '"@type": "NewsArticle"' in page
    assert f'<link rel="canonical" href="{moved.canonical_url}">' in page
    assert f'<time datetime="{moved.published.isoformat()}T' in page
    browser.site.day = BEFORE
    assert [browser.get(path)[0] for path in ("/sitemap.xml", "/feed.atom", "/presse")] == [404] * 3
    assert "Sitemap" not in browser.read("/robots.txt")


def test_traps_are_laid(browser: Browser) -> None:
    page = browser.read(LISTING)
    for trap in (
        "/intern/",
        "mailto:",
        "servicekunstmuseen@krefeld.example",
        "www.krefeld.example./",
        "zeitung.example",
    ):
        assert trap in page
    assert "Crawl-delay: 0.02\nDisallow: /intern/" in browser.read("/robots.txt")
    path = "/de/kalender/2026/11/"
    for _ in range(30):
        path = urlsplit(links_of(browser.read(path).partition("Nächster")[0], path)[-1]).path
    assert path == "/de/kalender/2029/05/"


def test_links_are_spelt_in_all_ways(browser: Browser) -> None:
    browser.site.day = BEFORE
    pages = [browser.read(f"{LISTING}&s91={start}") for start in range(1, 150, 5)]
    links = [html.unescape(link) for page in pages for link in re.findall(r'<h3><a href="([^"]*)', page)]
    starts = Counter(link.split("/de/")[0] for link in links)
    assert starts[""] > len(links) / 2
    assert {
        "https://www.krefeld.example",
        "http://www.krefeld.example",
        *(f"https://{host}" for host in ALIASES),
    } < set(starts)
    assert any("/&s94=6" in link for link in links)
    assert any(not link.endswith("/") for link in links)


def test_every_page_says_that_it_is_invented(browser: Browser) -> None:
    paths = ["/", LISTING, OVERVIEW, "/nichts/", "/de/oberbuergermeister/venlo/", "/de/kalender/2026/11/", "/presse"]
    for path in paths + [urlsplit(article.canonical_url).path for article in articles_on(LAST_DAY)]:
        assert "Alle Meldungen auf diesen Seiten sind erfunden" in browser.get(path)[2].decode("utf-8", "replace")


def test_mark_ups_serve_the_same_words_in_different_elements() -> None:
    skeletons, words = [], []
    article = max(articles_on(BEFORE), key=lambda article: (article.layout == "inhalt", len(article.text)))
    for markup in ("cms", "semantic", "soup", "cards"):
        with running_site(day=BEFORE, markup=markup) as site, Browser(site) as browser:
            page = browser.read(urlsplit(article.canonical_url).path)
        content = page.partition("Inhaltsbereich")[2].partition('id="fuss"')[0]
        skeletons.append(re.findall(r"<(\w+)", content))
        words.append(" ".join(html.unescape(re.sub(r"<[^>]+>", " ", content)).split()))
    assert all(skeletons.count(skeleton) == 1 for skeleton in skeletons)
    last = article.text.rpartition("\n\n")[2].split(". ")[0]
    assert all(article.title in text and last in text for text in words)
    with pytest.raises(DemoError, match="choose one of cms"), running_site(markup="xml"):
        pass


def test_other_notices_can_be_served(tmp_path: Path) -> None:
    text = '[[notice]]\nid="2024-001"\nslug="eins"\ntitle="Eins & <zwei>"\npublished=2024-01-02\ntopic="Rat"\ntext="Ein Satz."\n'
    (tmp_path / "2024.toml").write_text(text, "utf-8")
    with running_site(day=date(2024, 1, 2), folder=tmp_path) as site, Browser(site) as browser:
        page = browser.read("/de/inhalt/eins/")
    assert "Eins &amp; &lt;zwei&gt;" in page
    assert "Veröffentlicht am: 02.01.2024" in page
