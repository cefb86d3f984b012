"""Addresses as they really occur on the site and around it, each read into its one canonical form and its kind."""

from __future__ import annotations

import pytest

from archive.profiles import Paging, Profile, UrlRules, load_profile
from archive.urls import ARTICLE, FILE, LISTING, OTHER, PAGE, SiteUrls

URLS = SiteUrls(load_profile("krefeld"))
# The proxy writes the real host in hexadecimal into its own.
PROXY = "i777777o6b726566656c64o6465z.oszar.com"
CITY = "https://www.krefeld.de/de/oberbuergermeister"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://krefeld.de/de/inhalt/besuch-aus-leicester-kadetten-erleben-spannenden-krefeld-kurztrip", None),
        ("http://www.krefeld.de/de/inhalt/x-y/", "/de/inhalt/x-y/"),
        ("https://krefeld.de/de/inhalt/x-y/&c90=2147483647&s94=11", "/de/inhalt/x-y/"),
        ("https://www.krefeld.de/de/inhalt/x-y/&c90=2147483647&c93=2147483647&s92=21&s94=6", "/de/inhalt/x-y/"),
        ("https://kaoa-krefeld.de/de/inhalt/x-y/&s94=36#oben", "/de/inhalt/x-y/"),
        ("https://kaoa-krefeld.de/de/inhalt/museumsmonat-ab-10.-november/", "/de/inhalt/museumsmonat-ab-10.-november/"),
        ("https://www.krefeld.de/de/inhalt/kunsttreff-im-museum-5950062/&s94=11", "/de/inhalt/kunsttreff-im-museum-5950062/"),
        ("https://www.krefeld.de/de/pressemeldungen/azubis/", "/de/pressemeldungen/azubis/"),
        ("https://www.krefeld.de/familienportal/inhalt-kr/klimaschutz/", "/familienportal/inhalt-kr/klimaschutz/"),
        ("https://www.krefeld.de/2026-01/ogs-bericht", "/2026-01/ogs-bericht"),
        ("https://www.krefeld.de./de/inhalt/x-y/", "/de/inhalt/x-y/"),
        ("https://presse@krefeld.de/de/inhalt/x-y/", "/de/inhalt/x-y/"),
        ("//www.krefeld.de:443/de/inhalt/x-y/?utm_source=mail", "/de/inhalt/x-y/"),
        ("/de/inhalt/straße-&-platz/", "/de/inhalt/stra%C3%9Fe-&-platz/"),
    ],
)  # fmt: skip
def test_articles_have_one_address(address: str, path: str | None) -> None:
    link = URLS.read(address)
    assert link is not None
    assert link.kind == ARTICLE
    assert link.url == f"https://www.krefeld.de{path or address.partition('.de')[2] + '/'}"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://www.krefeld.de/de/oberbuergermeister/venlo/", f"{CITY}/venlo/"),
        ("https://krefeld.de/C125748100427CD6/html/3BDAED1BFA4C85B0C125829F0028222D", f"{CITY}/venlo/"),
        ("https://servicekunstmuseen@krefeld.de/C125748100427CD6/html/E6F0E83DD98C65D4C125829F00282230", f"{CITY}/leiden/"),
        ("https://www.krefeld.de/C125748100427CD6/html/99E954870082DCA7C125829F00282231?OpenDocument", f"{CITY}/charlotte/"),
        ("https://krefeld.de/de/oberbuergermeister/...mehr-partner/&s93=11", f"{CITY}/...mehr-partner/"),
        (f"https://{PROXY}/de/oberbuergermeister/leicester", f"{CITY}/leicester/"),
    ],
)  # fmt: skip
def test_partner_pages_are_found_under_all_their_addresses(address: str, url: str) -> None:
    link = URLS.read(address)
    assert link is not None
    assert (link.url, link.kind) == (url, PAGE)


@pytest.mark.parametrize(
    ("address", "position"),
    [
        ("https://krefeld.de/de/presse/pressemitteilungen/&s91=11&s93=326", 11),
        ("https://krefeld.de/de/presse/pressemitteilungen/&s93=356", 1),
        ("https://krefeld.de/de/presse/pressemitteilungen/&s91=61&s92=6&s93=81", 61),
        ("https://krefeld.de/C125748F0038B955/html/9FC92624B1D4726CC1257AFB0033987B", 1),
        (f"https://krefeld.de/de/presse/pressemitteilungen/&s91={'9' * 900}", 1),
    ],
)
def test_listings_keep_only_the_place_in_the_list_by_date(address: str, position: int) -> None:
    link = URLS.read(address)
    assert link is not None
    suffix = f"&s91={position}" if position > 1 else ""
    assert (link.url, link.kind, link.position) == (
        f"https://www.krefeld.de/de/presse/pressemitteilungen/{suffix}",
        LISTING,
        position,
    )


@pytest.mark.parametrize(
    "address",
    ["https://service.krefeld.de/kita-online", "https://wz.de./krefeld", "mailto:presse@krefeld.de", "javascript:alert(1)",
     "ftp://www.krefeld.de/x", "https://krefeld.de.example.org/de/inhalt/x/", "http://[::1", "https://evil.example/?https://krefeld.de/",
     "https://www.krefeld.de/de/inhalt/" + "x" * 2000, "data:text/html,x", "tel:02151860", "file:///etc/passwd"],
)  # fmt: skip
def test_what_leads_off_the_site_is_no_link(address: str) -> None:
    assert URLS.read(address) is None


def test_other_pages_and_files_are_told_apart() -> None:
    kinds = {
        "/de/kalender/2026/11/": OTHER,
        "/de/stadtarchiv/41-stadtarchiv/": OTHER,
        "/de/downloads/programm.pdf": FILE,
        "/system/files/2026-01/OGS-Bericht-Krefeld-2026.pdf": FILE,
    }
    for path, kind in kinds.items():
        link = URLS.read(path)
        assert link is not None
        assert (link.url, link.kind) == (f"https://www.krefeld.de{path}", kind)


def test_a_copy_is_fetched_where_it_stands_and_named_as_the_site() -> None:
    copy = SiteUrls(load_profile("krefeld"), "http://127.0.0.1:8123/kopie/")
    link = copy.read("/kopie/de/inhalt/x-y/&s94=6", "http://127.0.0.1:8123/kopie/")
    assert link is not None
    assert link.url == "https://www.krefeld.de/de/inhalt/x-y/"
    assert copy.fetch_url(link.url) == "http://127.0.0.1:8123/kopie/de/inhalt/x-y/"
    assert copy.read("https://krefeld.de/de/inhalt/x-y/") == link


def test_pages_of_a_listing_follow_each_other() -> None:
    listing = "https://www.krefeld.de/de/presse/pressemitteilungen/"
    assert URLS.listing_page(listing, 1).url == listing
    assert URLS.listing_page(listing, 6).url == f"{listing}&s91=6"


def test_a_pager_with_a_checksum_is_followed_as_it_stands() -> None:
    rules = UrlRules(
        keep_query=("tx_news_pi1[currentPage]", "cHash"),
        article=(r"^/presse/[^/?]+\?id=\d+$", "^/presse/detail/"),
        listing=("^/presse$",),
        same={r"^/alt/(\d+)/[^/]+$": r"/presse/detail/\1"},
        paging=Paging(pattern=r"currentPage(?:%5D|\])=(\d+)"),
    )
    urls = SiteUrls(Profile("stadt", "Stadt", "https://stadt.example", urls=rules))
    page = urls.read("/presse?tx_news_pi1%5BcurrentPage%5D=3&cHash=0a1b&print=1")
    assert page is not None
    assert (page.kind, page.position) == (LISTING, 3)
    assert page.url.endswith("/presse?tx_news_pi1%5BcurrentPage%5D=3&cHash=0a1b")
    moved = urls.read("/alt/1234/ein-titel")
    assert moved is not None
    assert (moved.url, moved.kind) == ("https://stadt.example/presse/detail/1234", ARTICLE)
