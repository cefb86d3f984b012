"""Extraction gives what the demonstration knows to be true, in every layout and in mark-up it was not made for."""

from __future__ import annotations

from datetime import date

import pytest

from archive.profiles import load_profile
from archive.records import Article
from archive.urls import SiteUrls
from crawler.decoding import decode_html, looks_binary, parse_html
from crawler.extraction import extract_article
from demo.collection import open_collection
from demo.site import Site
from demo.timeline import LAST_DAY
from demo.truth import TrueArticle, articles_on

PROFILE = load_profile("demo")
URLS = SiteUrls(PROFILE)
COLLECTION = open_collection()
BEFORE_RELAUNCH = date(2025, 5, 1)


def read(site: Site, url: str, day: date) -> Article | None:
    answer = site.answer(URLS.path(url), {}, day)
    content_type = {name.lower(): value for name, value in answer.headers}["content-type"]
    return extract_article(parse_html(decode_html(answer.body, content_type)), url, PROFILE, URLS, day).article


def tell(article: Article | TrueArticle) -> dict[str, object]:
    return {
        "title": article.title,
        "kicker": article.kicker,
        "lead": article.lead,
        "text": article.text,
        "published": article.published,
        "images": [(image.src, image.caption, image.credit) for image in article.images],
        "attachments": [(file.url, file.label) for file in article.attachments],
    }


@pytest.mark.parametrize(
    ("day", "markup"),
    [
        (date(2019, 6, 1), "cms"),
        (BEFORE_RELAUNCH, "cms"),
        (date(2026, 3, 15), "cms"),
        (LAST_DAY, "cms"),
        (BEFORE_RELAUNCH, "semantic"),
        (BEFORE_RELAUNCH, "soup"),
        (BEFORE_RELAUNCH, "cards"),
    ],
)
def test_all_articles_of_a_day_are_read_as_they_are(day: date, markup: str) -> None:
    site = Site(COLLECTION, markup)
    truth = articles_on(day, collection=COLLECTION)
    assert len(truth) > 40
    for true in truth:
        article = read(site, true.canonical_url, day)
        assert article is not None, true.canonical_url
        assert tell(article) == tell(true), true.canonical_url


def test_three_markups_give_the_same_articles() -> None:
    sites = [Site(COLLECTION, markup) for markup in ("semantic", "soup", "cards")]
    for true in articles_on(BEFORE_RELAUNCH, collection=COLLECTION):
        articles = [read(site, true.canonical_url, BEFORE_RELAUNCH) for site in sites]
        assert all(articles), true.canonical_url
        assert len({str(tell(article)) for article in articles if article}) == 1, true.canonical_url


def test_a_soft_404_is_told_from_an_article() -> None:
    page = "<html><body><main><h1>Seite nicht gefunden</h1><p>Die Seite gibt es nicht.</p></main></body></html>"
    extraction = extract_article(parse_html(page), f"{PROFILE.url}/de/inhalt/weg/", PROFILE, URLS)
    assert (extraction.article, extraction.reason) == (None, "not found")


@pytest.mark.parametrize(
    "page",
    ["", " ", "\x00", "<", "<html>", "<p>", "kein HTML", "<h1></h1>", "<h1>Nur eine Zeile</h1>", "<!-- -->", "\ud800<b>",
     "<h1>x</h1>" + "<div>" * 5000, "<table>" * 500 + "x", "<a href='http://[::1'>x</a><h1>Titel der Meldung</h1>"],
)  # fmt: skip
def test_any_input_gives_an_article_or_a_reason(page: str) -> None:
    extraction = extract_article(parse_html(page), f"{PROFILE.url}/de/inhalt/x/", PROFILE, URLS)
    assert (extraction.article is None) == bool(extraction.reason)


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("<p>Dünkirchen</p>".encode("latin-1"), "text/html; charset=iso-8859-1", "Dünkirchen"),
        (b'<meta charset="iso-8859-1"><p>D\xfcnkirchen</p>', "text/html", "Dünkirchen"),
        (b"<p>D\xfcnkirchen \x84Zitat\x93</p>", "", "Dünkirchen „Zitat“"),
        ("<p>Dünkirchen</p>".encode(), "", "Dünkirchen"),
        ("\ufeff<p>Dünkirchen</p>".encode("utf-16"), "", "Dünkirchen"),
        (b"<p>D\xfcnkirchen</p>", "text/html; charset=unknown-8", "Dünkirchen"),
    ],
)
def test_pages_are_decoded_whatever_they_say_of_themselves(body: bytes, content_type: str, expected: str) -> None:
    assert expected in decode_html(body, content_type)


def test_pictures_and_files_are_not_taken_for_pages() -> None:
    assert looks_binary(b"%PDF-1.7\n")
    assert looks_binary(b"\x89PNG\r\n\x1a\n")
    assert looks_binary(bytes(200))
    assert not looks_binary(b"<!doctype html>")
    assert not looks_binary("<p>x</p>".encode("utf-16"))
