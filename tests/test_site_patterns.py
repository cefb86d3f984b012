"""Patterns for the systems that cities use: each with a tiny city built upon it, and the addresses that really occur."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from archive.profiles import list_patterns, load_profile, read_profile
from archive.settings import Settings
from archive.urls import ARTICLE, LISTING, OTHER, SiteUrls
from crawler.page_reader import Page, read_page
from crawler.publication import read_form, read_url_day

# A city's own file says no more than this.
CITIES = {
    "typo3": 'name = "Stadt Musterhafen"\nurl = "https://www.musterhafen.example"\n[start]\nlistings = ["/aktuelles"]',
    "sitepark": 'name = "Musterau"\nurl = "https://www.musterau.example"\n[start]\nlistings = ["/pressemitteilungen/index.php"]',
    "drupal": 'name = "Musterberg"\nurl = "https://www.musterberg.example"\n[start]\nlistings = ["/aktuelles"]',
    "presse-service": 'name = "Mustergladbach"\nurl = "https://www.presse-service.de"\n[start]\nlistings = ["/public.aspx?ID=5"]',
    "wordpress": 'name = "Musterdorf"\nurl = "https://www.musterdorf.example"\n[start]\nlistings = ["/category/presse/"]',
    "generic": 'name = "Musterfurt"\nurl = "https://www.musterfurt.example"\n[start]\nlistings = ["/presse"]',
}  # fmt: skip


def make_city(folder: Path, pattern: str) -> SiteUrls:
    path = folder / "stadt.toml"
    path.write_text(f'id = "stadt"\nlike = "{pattern}"\n{CITIES[pattern]}\n', encoding="utf-8")
    return SiteUrls(read_profile(path))


def test_each_pattern_has_a_city() -> None:
    assert set(CITIES) == set(list_patterns())
    for name in list_patterns():
        profile = load_profile(name)
        assert profile.url == ""
        assert profile.urls.article
        assert profile.text.published


@pytest.mark.parametrize(
    ("pattern", "path", "kind", "canonical"),
    [
        ("typo3", "/aktuelles/newsdetail/kanal-wird-saniert", ARTICLE, None),
        ("typo3", "/internationales/aktuelles/aktuelles-detailseite/newsdetail/gaeste-aus-partnerstadt-1", ARTICLE, None),
        ("typo3", "/aktuelles/news/detailansicht/newsdetail/gaeste-aus-partnerstadt.html", ARTICLE, None),
        ("typo3", "/presse?tx_news_pi1%5Baction%5D=detail&tx_news_pi1%5Bnews%5D=77&cHash=ab", ARTICLE,
         "/presse?tx_news_pi1%5Bnews%5D=77&cHash=ab"),
        ("typo3", "/aktuelles?tx_news_pi1%5BcurrentPage%5D=2&cHash=cd", LISTING,
         "/aktuelles?tx_news_pi1%5BcurrentPage%5D=2&cHash=cd"),
        ("typo3", "/rathaus/oeffnungszeiten", OTHER, None),
        ("sitepark", "/pressemitteilungen/2018/oktober/pressemitteilungen.37704.php", ARTICLE, None),
        ("sitepark", "/presse/meldungen/meldungen-2011/mai/102370100000288462.php", ARTICLE, None),
        ("sitepark", "/pressearchiv/meldungen-2015/september/102370100000660912.php?print=1", ARTICLE,
         "/pressearchiv/meldungen-2015/september/102370100000660912.php"),
        ("sitepark", "/aktuelles/meldungen-2023/feuerwehr-probt.php", ARTICLE, None),
        ("sitepark", "/pressemitteilungen/index.php", LISTING, None),
        ("drupal", "/2026-01/jugendparlament-vergibt-geld", ARTICLE, None),
        ("drupal", "/aktuelles/neue-bruecke-ist-fertig", ARTICLE, None),
        ("drupal", "/aktuelles?page=3", LISTING, "/aktuelles?page=3"),
        ("drupal", "/node/4711", OTHER, None),
        ("presse-service", "/data.aspx/static/1187087.html", ARTICLE, None),
        ("presse-service", "/data.cfm/static/1187087.html", ARTICLE, "/data.aspx/static/1187087.html"),
        ("presse-service", "/data.aspx/druck/1187087.html", OTHER, None),
        ("presse-service", "/public.aspx?ID=5&x=1", LISTING, "/public.aspx?ID=5"),
        ("wordpress", "/2024/05/03/gastfamilien-gesucht/?replytocom=4", ARTICLE, "/2024/05/03/gastfamilien-gesucht/"),
        ("wordpress", "/2024/05/gastfamilien-gesucht", ARTICLE, "/2024/05/gastfamilien-gesucht/"),
        ("wordpress", "/category/presse/page/3/", LISTING, "/category/presse/page/3/"),
        ("wordpress", "/author/presse/", OTHER, None),
        ("generic", "/aktuelles/ein-langer-titel", ARTICLE, None),
        ("generic", "/presse", LISTING, None),
        ("generic", "/impressum/mit-vielen-strichen", OTHER, None),
    ],
)  # fmt: skip
def test_addresses_are_read(tmp_path: Path, pattern: str, path: str, kind: str, canonical: str | None) -> None:
    urls = make_city(tmp_path, pattern)
    link = urls.read(path)
    assert link is not None
    assert (link.kind, urls.path(link.url)) == (kind, canonical or path)


@pytest.mark.parametrize(
    ("address", "day", "precision"),
    [
        ("https://a.example/pressemitteilungen/2018/oktober/pressemitteilungen.37704.php", date(2018, 10, 1), "month"),
        ("https://a.example/presse/meldungen/meldungen-2011/mai/102370100000288462.php", date(2011, 5, 1), "month"),
        ("https://a.example/ef/de/service/aktuelles/am/2010/111639.html", date(2010, 1, 1), "year"),
        ("https://a.example/pressemeldungen/archiv/2010/265_titel.html", date(2010, 1, 1), "year"),
        ("https://a.example/2024/05/03/titel/", date(2024, 5, 3), "day"),
        ("https://a.example/2026-01/titel", date(2026, 1, 1), "month"),
        ("https://a.example/meldungen/pressemeldung_1490583.de.html", None, ""),
        ("https://a.example/20000-euro-fuer-vereine", None, ""),
    ],
)
def test_days_in_addresses_are_no_more_precise_than_they_are(address: str, day: date | None, precision: str) -> None:
    assert read_url_day(address) == (day, precision)


@pytest.mark.parametrize(
    ("form", "line", "day", "precision"),
    [
        ("Pressemeldung – TT.MM.JJJJ", "Wuppertal / Pressemeldung – 30.05.2011", date(2011, 5, 30), "day"),
        ("(T. Monat JJJJ)", "Der Markt findet statt. (3. Mai 2023)", date(2023, 5, 3), "day"),
        ("Monat JJJJ", "Ausgabe Oktober 2018", date(2018, 10, 1), "month"),
        ("vom TT.MM.JJ", "Meldung vom 03.05.19", date(2019, 5, 3), "day"),
        ("Jahrgang JJJJ", "Jahrgang 2010", date(2010, 1, 1), "year"),
        ("TT.MM.JJJJ", "31.02.2020", None, ""),
    ],
)
def test_forms_of_days_are_written_in_letters(form: str, line: str, day: date | None, precision: str) -> None:
    assert read_form([line], [form]) == (day, precision)


def test_a_field_without_its_element_is_filled_otherwise_and_says_so(settings: Settings) -> None:
    html = (Path(__file__).parent / "pages" / "typo3" / "newsdetail.html").read_text(encoding="utf-8")
    url = "https://www.musterhafen.example/aktuelles/newsdetail/fahrradstrasse"
    # The template was changed: the class of the text is another, and so is that of the date.
    html = html.replace("news-text-wrap", "inhalt-neu").replace('itemprop="articleBody"', "")
    html = html.replace("news-list-date", "zeit").replace('itemprop="datePublished"', "")
    article = read_page(Page(html.encode()), settings, site="typo3", url=url).article
    assert article is not None
    assert "Länge von 1,4 Kilometern" in article.text
    assert "Verwandte Nachrichten" not in article.text
    assert article.sources["text"] != "selector"
    assert article.sources["title"] == "selector"
    assert (article.published, article.published_source) == (date(2024, 5, 3), "time")


def test_the_layout_that_fits_the_page_counts(settings: Settings, tmp_path: Path) -> None:
    pages = Path(__file__).parent / "pages" / "sitepark"
    for name, layout in (("article", "sp-article"), ("2011-line", "alt")):
        body = (pages / f"{name}.html").read_bytes()
        article = read_page(
            Page(body), settings, site="sitepark", url="https://www.musterau.example/presse/1234.php"
        ).article
        assert article is not None
        assert article.layout == layout


def test_disputed_days_are_marked(settings: Settings) -> None:
    html = (
        '<html lang="de"><head><title>Neue Wache öffnet</title><meta property="article:published_time" content="2024-05-03">'
        "</head><body><main><h1>Neue Wache öffnet</h1><p>Veröffentlicht am: 20.08.2022</p><p>Die neue Wache am Rheindamm "
        "öffnet am Montag. Zwölf Menschen arbeiten dort rund um die Uhr, auch an Feiertagen.</p></main></body></html>"
    )
    article = read_page(
        Page(html.encode()), settings, site="krefeld", url="https://www.krefeld.de/de/inhalt/wache/"
    ).article
    assert article is not None
    assert (article.published, article.published_source, article.published_check) == (
        date(2022, 8, 20),
        "label",
        "disputed",
    )
    agreed = html.replace("2024-05-03", "2022-08-20")
    article = read_page(
        Page(agreed.encode()), settings, site="krefeld", url="https://www.krefeld.de/de/inhalt/wache/"
    ).article
    assert article is not None
    assert article.published_check == "agrees"
