"""Where the weighing of blocks is in doubt another reader is asked, and what it stumbles over harms nothing."""

from __future__ import annotations

from datetime import date

import pytest
from lxml.html import HtmlElement

from archive.settings import Settings
from crawler.cascade import Reading
from crawler.decoding import parse_html
from crawler.doubt import compare_words, settle_doubt
from crawler.page_reader import Page, read_page
from crawler.second_reader import ask_htmldate, ask_trafilatura

PARAGRAPHS = [
    f"Absatz {number}: Der Rat hat am Donnerstag beschlossen, dass Straße Nummer {number} im Herbst erneuert wird, und dafür "
    f"{number} Millionen Euro bewilligt. Die Anwohner werden angeschrieben."
    for number in range(1, 8)
]
BOX = [
    f"Angebot {number}: Jetzt lesen und vier Wochen kostenlos testen, danach monatlich kündbar." for number in range(90)
]


def tree(body: str) -> HtmlElement:
    root = parse_html(f"<html><body>{body}</body></html>")
    assert root is not None
    return root


def page() -> HtmlElement:
    prose = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return tree(f"<article><h1>Straßen werden erneuert</h1>{prose}</article>")


def test_a_text_that_is_sure_is_left_alone() -> None:
    reading = Reading("", tuple(PARAGRAPHS), "weight", "", marked=True)
    assert settle_doubt(page(), reading, ("Straßen werden erneuert",)) is reading


def test_a_text_twice_as_long_as_the_precise_one_gives_way() -> None:
    reading = Reading("Ein Vorspann, der bleibt.", (*PARAGRAPHS, *BOX), "weight", "named")
    settled = settle_doubt(page(), reading, ("Straßen werden erneuert",))
    assert (settled.source, settled.lead) == ("trafilatura", "Ein Vorspann, der bleibt.")
    assert settled.paragraphs == tuple(PARAGRAPHS)


def test_a_reading_that_differs_in_trifles_or_says_less_stays() -> None:
    for kept in (PARAGRAPHS, PARAGRAPHS[:2]):
        reading = Reading("", tuple(kept), "weight")
        assert settle_doubt(page(), reading, ()) is reading


def test_texts_are_compared_by_their_sequences_of_words() -> None:
    assert compare_words("Eins zwei drei vier fünf", "EINS, zwei drei vier – fünf!") == 1
    assert compare_words("eins zwei drei vier", "vier drei zwei eins") == 0
    assert compare_words("", "eins zwei drei vier") == 0


@pytest.mark.parametrize(
    "body",
    ["", "<div>" * 200 + "x", "<p>\x0b\x0c</p>" * 20, "<p>x</p>" * 13_000, "<p>" + "Wort " * 100_000, "<time datetime='x'>" * 50,
     "<p>99.99.9999 31.02.2020 2020-13-45</p>" * 50, "<script>" + "x" * 1_000_000, "<table>" * 100 + "1.1.2020"],
    ids=lambda body: str(len(body)),
)  # fmt: skip
def test_other_readers_give_something_or_nothing_but_never_raise(body: str) -> None:
    root = tree(body)
    assert isinstance(ask_trafilatura(root), tuple)
    for extensive in (False, True):
        assert isinstance(ask_htmldate(root, "http://[::1/2020/01/01", extensive=extensive), date | None)


def test_a_day_that_only_the_news_speak_of_is_no_day_of_publication(settings: Settings) -> None:
    # A page full of other things, so that it is read as one of which nothing is known.
    clutter = "".join(f"<div class='c{n}'><a href='/{n}'>Thema {n}</a></div>" for n in range(160))
    prose = "".join(
        f"<p>{text}</p>" for text in (*PARAGRAPHS, "Eröffnet wird am 14. November 2019 mit einem Fest am Ufer.")
    )
    html = f'<html lang="de"><title>Straßen</title><body>{clutter}<div><h1>Straßen werden erneuert</h1>{prose}</div>{clutter}'
    url = "https://www.musterblatt.example/strassen-werden-bald-erneuert"
    article = read_page(Page(html.encode()), settings, url=url).article
    assert article is not None
    assert article.sources["text"] == "weight"
    assert (article.published, article.published_source, article.published_check) == (None, "", "")
    dated = html.replace("</h1>", "</h1><div>Rathaus, den 3. Mai 2024</div>")
    article = read_page(Page(dated.encode()), settings, url=url).article
    assert article is not None
    assert article.published == date(2024, 5, 3)
