"""Pages that are broken in ways real ones are: addresses that are none, lines of odd spaces; the rest of them is read."""

from __future__ import annotations

import pytest

from archive.profiles import load_profile
from archive.settings import Settings
from archive.urls import SiteUrls, join_url
from crawler.decoding import parse_html
from crawler.feed_search import find_feeds
from crawler.links import find_links
from crawler.listing_search import find_candidates, find_links_of_pages, find_pager
from crawler.page_reader import Page, read_page

BASE = "https://www.krefeld.de/de/pressemeldungen/"
BROKEN = ("http://[if lt IE 7]/", "http://[", "https://[::1", "//[x]/y", "http://www.krefeld.de:port/de/inhalt/a-b/")
TEXT = (
    "<p>Das Grünflächenamt hat im Stadtgarten zwölf Bänke aufgestellt. "
    "Sie stehen am Weiher und vor dem Musikpavillon.</p>"
)
RELEASE = f"<h1>Neue Bänke für den Stadtgarten</h1>{TEXT}"


@pytest.mark.parametrize("broken", BROKEN[:4])
def test_what_is_no_address_is_joined_to_nothing(broken: str) -> None:
    assert join_url(BASE, broken) == ""
    assert join_url(BASE, "../inhalt/a-b/") == "https://www.krefeld.de/de/inhalt/a-b/"


@pytest.mark.parametrize("broken", BROKEN)
def test_a_list_with_a_broken_base_and_broken_links_is_read(broken: str) -> None:
    root = parse_html(
        f"<head><base href='{broken}'><link rel='next' href='{broken}'>"
        f"<link type='application/rss+xml' href='{broken}'><link type='application/rss+xml' href='/feed.xml'></head>"
        f"<a href='{broken}'>Eine Meldung mit einer langen Zeile</a>"
        f"<a href='{BASE}azubis/'>Pressemitteilungen der Stadt</a>"
    )
    assert root is not None
    assert f"{BASE}azubis/" in find_links(root, BASE, SiteUrls(load_profile("krefeld")))
    assert [feed for feed in find_feeds(root, BASE) if "feed.xml" in feed] == ["https://www.krefeld.de/feed.xml"]
    assert find_candidates(root, BASE, lambda url: url.startswith(BASE)) == [f"{BASE}azubis/"]
    assert find_pager(root, BASE, lambda url: url.startswith(BASE)) is None
    assert find_links_of_pages([(BASE, root)], lambda url: url.startswith(BASE)) == []


@pytest.mark.parametrize("site", ["", "generic", "krefeld"])
def test_a_line_of_spaces_that_only_unicode_knows_is_passed_over(site: str, settings: Settings) -> None:
    head = "<title>Neue Bänke für den Stadtgarten – Stadt Musterstadt</title>"
    for space in ("\u00a0", "\u2003", "\u3000", "\x85", "\x1c"):
        body = f"<head>{head}</head><p>Neue Bänke für den Stadtgarten</p><p>{space * 400}</p>{TEXT}"
        extraction = read_page(Page(body.encode()), settings, site=site, url="https://www.musterstadt.example/a/b-c-d/")
        assert (extraction.article is None) == bool(extraction.reason)


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("site", ["", "generic", "krefeld"])
def test_a_release_with_a_broken_address_is_read(site: str, broken: str, settings: Settings) -> None:
    for head in (f"<link rel='canonical' href='{broken}'>", f"<meta property='og:url' content='{broken}'>"):
        for url in ("", broken):
            extraction = read_page(Page(f"<head>{head}</head>{RELEASE}".encode()), settings, site=site, url=url)
            assert extraction.article is not None
            assert extraction.article.title == "Neue Bänke für den Stadtgarten"
