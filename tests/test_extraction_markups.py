"""The same notices give the same articles when their mark-up is turned over: other elements, other order, other habits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from archive.profiles import load_profile
from archive.urls import SiteUrls
from crawler.decoding import decode_html, parse_html
from crawler.extraction import extract_article
from demo.collection import open_collection
from demo.site import Site
from demo.timeline import LAST_DAY
from demo.truth import articles_on

PROFILE = load_profile("demo")
URLS = SiteUrls(PROFILE)
COLLECTION = open_collection()
BEFORE_RELAUNCH = date(2025, 5, 1)
SERVED = [("cms", LAST_DAY), *((markup, BEFORE_RELAUNCH) for markup in ("cms", "semantic", "soup", "cards"))]
PARAGRAPH = re.compile(r"<p\b([^>]*)>(.*?)</p>", re.S)
BODY = re.compile(r"(<body[^>]*>)")


def rename(html: str, **names: str) -> str:
    """Return the page with elements under other names."""
    for old, new in names.items():
        html = re.sub(rf"<(/?){old}(?=[\s>])", rf"<\1{new}", html)
    return html


def make_divs(html: str) -> str:
    """Return the page with a plain box for every element that means something."""
    words = "main article section header footer aside nav p figure figcaption ul li ol dl dt dd blockquote"
    return rename(html, **dict.fromkeys(words.split(), "div"))


def put_above(html: str) -> str:
    """Return the page with captions set above their pictures."""
    return re.sub(
        r"(<figure[^>]*>)(.*?)(<figcaption.*?</figcaption>)(.*?</figure>)", r"\1\3\2\4", html, flags=re.DOTALL
    )


def box_paragraphs(html: str) -> str:
    """Return the page with each paragraph in two boxes of its own, single lines apart."""
    return PARAGRAPH.sub(
        lambda found: f"<div><section>{found[0]}</section></div>" if len(found[2]) > 60 else found[0], html
    )


HABITS: dict[str, Callable[[str], str]] = {
    "boxes for everything": make_divs,
    "headings one lower": lambda html: rename(html, h2="h3", h1="h2"),
    "headings two lower": lambda html: rename(html, h3="h5", h2="h4", h1="h3"),
    "captions as paragraphs": lambda html: rename(html, figcaption="p", figure="div"),
    "captions as spans": lambda html: rename(html, figcaption="span"),
    "captions above": put_above,
    "capitals": lambda html: re.sub(r"<(/?)([a-z0-9]+)", lambda tag: f"<{tag[1]}{tag[2].upper()}", html),
    "nothing closed": lambda html: re.sub(r"</(?:p|li|dt|dd|td|tr)>", "", html),
    "paragraphs in boxes": box_paragraphs,
    "paragraphs as spans": lambda html: PARAGRAPH.sub(r"<div><span\1>\2</span></div>", html),
    "fonts": lambda html: PARAGRAPH.sub(r'<p\1><font size="2"><span>\2</span></font></p>', html),
    "lists as tables": lambda html: (
        re.sub(r"<ul\b[^>]*>", "<table>", html.replace("</ul>", "</table>"))
        .replace("<li", "<tr><td")
        .replace("</li>", "</td></tr>")
    ),
    "site's name first": lambda html: BODY.sub(
        r'\1<div><h1><a href="/">Stadt Krefeld</a></h1></div>', rename(html, h2="h3", h1="h2")
    ),
    "two headlines": lambda html: BODY.sub(r"\1<h1>Presse und Kommunikation</h1>", html),
    "headline as link": lambda html: re.sub(r"(<h1[^>]*>)(.*?)(</h1>)", r'\1<a href="">\2</a>\3', html, flags=re.S),
    "label and day apart": lambda html: re.sub(
        r"(Veröffentlicht am:)\s*([\d.]{8,10})", r"<span>\1</span></div></p><p><span>\2</span>", html
    ),
    "pictures loaded later": lambda html: html.replace('<img src="', '<img src="data:image/gif;base64,R0" data-src="'),
    "crumbs and cookies": lambda html: BODY.sub(
        r'\1<div>Sie sind hier: <a href="/">Start</a> / <a href="/p">Presse</a></div><div>Wir verwenden Cookies.</div>', html
    ),
}  # fmt: skip


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_of_mark_up_changes_no_article(habit: str) -> None:
    turn = HABITS[habit]
    seen = 0
    for markup, day in SERVED:
        site = Site(COLLECTION, markup)
        for true in articles_on(day, collection=COLLECTION)[::9]:
            answer = site.answer(URLS.path(true.canonical_url), {}, day)
            content_type = {name.lower(): value for name, value in answer.headers}["content-type"]
            page = turn(decode_html(answer.body, content_type))
            article = extract_article(parse_html(page), true.canonical_url, PROFILE, URLS, day).article
            assert article is not None, (markup, true.canonical_url)
            for name in ("title", "kicker", "lead", "text", "published"):
                assert getattr(article, name) == getattr(true, name), (markup, true.canonical_url)
            shown = [(image.src, image.caption, image.credit) for image in article.images]
            assert shown == [(image.src, image.caption, image.credit) for image in true.images], true.canonical_url
            seen += 1
    assert seen > 60
