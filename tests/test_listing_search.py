"""Lists of releases and their paging are told by the form of links, for the ways in which systems address them."""

from __future__ import annotations

import re

import pytest

from crawler.address_shapes import group_addresses, is_headline_like, make_pattern
from crawler.decoding import parse_html
from crawler.listing_search import find_candidates, find_pager, find_release_links

BASE = "https://www.stadt.example"


def own(url: str) -> bool:
    return url.startswith(BASE)


@pytest.mark.parametrize(
    ("listing", "links", "expected"),
    [
        ("/presse", ["/presse?page=2", "/presse?page=3"], ("?page={}", 1, 1, "", ())),
        ("/presse", ["/presse?page=1", "/presse?page=2"], ("?page={}", 0, 1, "", ())),
        ("/presse", ["/presse?start=10", "/presse?start=20"], ("?start={}", 0, 10, "", ())),
        ("/presse/", ["/presse/page/2/", "/presse/page/3/"], ("page/{}/", 1, 1, "/page/", ())),
        ("/presse", ["/presse/seite-2", "/presse/seite-3"], ("seite-{}", 1, 1, "/seite-", ())),
        ("/presse/", ["/presse/&s91=6", "/presse/&s91=11"], ("&s91={}", 1, 5, "/&", ())),
        ("/presse", ["/presse?seite=2&cHash=ab1", "/presse?seite=3&cHash=cd2"], ("", 1, 1, "", ("seite", "cHash"))),
        ("/liste?ID=5", ["/liste?ID=5&M=2", "/liste?ID=5&M=3"], ("", 1, 1, "", ("ID", "M"))),
        ("/presse", ["/kontakt?page=2"], None),
        ("/presse", [], None),
    ],
)  # fmt: skip
def test_paging_is_read_off_the_links_to_further_pages(
    listing: str, links: list[str], expected: tuple[object, ...] | None
) -> None:
    root = parse_html(
        "<div>" + "".join(f"<a href='{link}'>{number}</a>" for number, link in enumerate(links, 2)) + "</div>"
    )
    assert root is not None
    found = find_pager(root, BASE + listing, own)
    if expected is None:
        assert found is None
        return
    assert found is not None
    paging = found.paging
    assert (paging.suffix, paging.first, paging.step, found.cut_at, found.keep_query) == expected


def test_releases_are_told_from_menus_and_teasers() -> None:
    menu = "".join(
        f"<li><a href='/rathaus/amt-fuer-dies-und-das-{n}'>Amt für dies und das {n}</a></li>" for n in range(20)
    )
    rows = "".join(
        f"<li>0{n}.05.2024 <a href='/presse/2024/mai/ein-langer-titel-{n}.php?print=1'>Ein langer Titel der Meldung {n}</a></li>"
        for n in range(1, 6)
    )
    root = parse_html(
        f"<nav><ul>{menu}</ul></nav><main><ul>{rows}</ul><a href='/presse/plan.pdf'>Der Plan als Datei</a></main>"
    )
    assert root is not None
    [best, *_] = find_release_links(root, BASE + "/presse", own)
    assert len(best.urls) == 5
    assert make_pattern(best.urls) == r"^/presse/20\d\d/[a-zä]+/ein-langer-titel-\d+\.php$"


def test_releases_under_one_address_are_told_by_their_number() -> None:
    rows = "".join(
        f"<li><a href='/detail?nr={n}&utm_source=x'>Ein langer Titel der Meldung {n}</a></li>" for n in range(100, 105)
    )
    root = parse_html(f"<ul>{rows}</ul>")
    assert root is not None
    [best, *_] = find_release_links(root, BASE, own)
    assert best.keep_query == ("nr",)
    assert len(best.urls) == 5


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        (["/a/2024/05/x-y-z/", "/a/2025/11/eins-zwei/"], r"^/a/20\d\d/\d+/[^/?]+/$"),
        (["/m/2018/oktober/m.37704.php", "/m/2018/mai/m.31.php"], r"^/m/20\d\d/[a-zä]+/m\.\d+\.php$"),
        (["/2026-01/eins", "/2025-12/zwei"], r"^/20\d\d-[01]\d/[^/?]+$"),
        (["/data.aspx/static/11.html", "/data.aspx/static/22.html"], r"^/data\.aspx/static/\d+\.html$"),
        (["/presse/eins-zwei", "/presse/drei-vier"], r"^/presse/[^/?]+$"),
    ],
)
def test_addresses_of_a_kind_have_a_pattern(paths: list[str], pattern: str) -> None:
    urls = [BASE + path for path in paths]
    assert make_pattern(urls) == pattern
    assert all(re.search(pattern, path) for path in paths)
    assert len(group_addresses(urls)) == 1


def test_lists_are_looked_for_by_their_words() -> None:
    root = parse_html(
        "<a href='/rathaus'>Rathaus</a><a href='/aktuelles/presse'>Presse</a><a href='/p/liste'>Pressemitteilungen</a>"
        "<a href='/aktuelles/presse/eine-meldung-von-heute-ist-da'>Meldung</a><a href='https://x.example/presse'>Presse</a>"
    )
    assert root is not None
    assert find_candidates(root, BASE, own) == [BASE + "/p/liste", BASE + "/aktuelles/presse"]
    assert is_headline_like(BASE + "/presse/eine-meldung-von-heute")
    assert not is_headline_like(BASE + "/presse/")
