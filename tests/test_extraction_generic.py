"""Pages of sites without profile: what is read off embedded data, weighed blocks, figures and lines near the headline."""

from __future__ import annotations

import json
from datetime import date

import pytest

from archive.records import Article
from archive.settings import Settings
from crawler.page_reader import Page, read_page

URL = "https://www.musterblatt.example/region/hafen-bekommt-neue-bruecke-123"
PARAGRAPHS = [
    "Der Rat hat am Donnerstag den Bau einer neuen Brücke über das Hafenbecken beschlossen. Die Mehrheit war deutlich.",
    "Die Kosten liegen bei zwölf Millionen Euro. Das Land übernimmt davon sieben Zehntel, den Rest trägt die Stadt selbst.",
    "„Wir haben lange auf diesen Tag gewartet“, sagte die Leiterin des Tiefbauamts. Die alte Brücke stammt von 1911.",
    "Während der Arbeiten wird der Verkehr über den Rheindamm geführt. Fußgänger können eine Fähre benutzen, die pendelt.",
]
LEAD = "Zwölf Millionen Euro kostet die neue Brücke am Hafen, und zwei Jahre soll der Bau dauern."
CLUTTER = '<div class="teaser">Anzeige</div>' + "".join(
    f'<div class="{name}"><h3><a href="/{name}">Andere Meldung</a></h3><p><a href="/{name}">Mehr als hundert Menschen kamen '
    "am Wochenende zum Fest auf dem Platz vor der Kirche und blieben bis in den Abend.</a></p></div>"
    for name in ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12", "c13", "c14", "c15", "c16")
) * 2  # fmt: skip
PROSE = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def read(html: str, settings: Settings, url: str = URL) -> Article:
    article = read_page(Page(html.encode()), settings, url=url).article
    assert article is not None
    return article


def page(body: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Hafen bekommt neue Brücke | Musterblatt</title>'
        f'{head}</head><body><nav><a href="/">Start</a></nav>{CLUTTER}<div class="x1">{body}</div>{CLUTTER}</body></html>'
    )


def test_text_lead_and_headline_are_found_among_clutter(settings: Settings) -> None:
    body = (
        f'<h1>Hafen bekommt neue Brücke</h1><p class="intro">{LEAD}</p><div class="share-bar">Teilen</div><div>{PROSE}</div>'
        '<p>Lesen Sie auch: <a href="/a">Fest am Hafen</a></p><h3>Kommentare</h3><p>Endlich tut sich was, schreibt ein Leser.</p>'
    )
    article = read(page(body), settings)
    assert (article.title, article.lead, article.text) == ("Hafen bekommt neue Brücke", LEAD, "\n\n".join(PARAGRAPHS))
    assert (article.published, article.published_source) == (None, "")


@pytest.mark.parametrize(
    "head",
    [f'<meta name="description" content="{LEAD}">', f'<meta property="og:description" content="{LEAD[:70]}…">'],
)
def test_a_lead_is_told_by_the_description_in_the_head(head: str, settings: Settings) -> None:
    article = read(
        page(f"<h1>Hafen bekommt neue Brücke</h1><div><p>{LEAD}</p></div><div>{PROSE}</div>", head), settings
    )
    assert article.lead == LEAD
    assert LEAD not in article.text


def test_embedded_data_tell_title_day_and_text(settings: Settings) -> None:
    data = {
        "@type": "NewsArticle",
        "headline": "Hafen bekommt neue Brücke",
        "datePublished": "2024-05-03T08:00:00+02:00",
        "articleBody": " ".join(PARAGRAPHS),
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    # A box that nothing but the data tells from the text.
    box = "<p>Der Verein der Freunde des Hafens wurde im Jahr 1954 gegründet und zählt heute mehr als vierhundert Mitglieder.</p>"
    body = f"<h1><span>Bau</span> Hafen bekommt neue Brücke</h1><div>{PROSE}{box}</div>"
    article = read(page(body, head), settings)
    assert (article.title, article.text) == ("Hafen bekommt neue Brücke", "\n\n".join(PARAGRAPHS))
    assert (article.published, article.published_source) == (date(2024, 5, 3), "json-ld")


def test_a_day_near_the_headline_counts_where_data_are_silent(settings: Settings) -> None:
    article = read(page(f"<h1>Hafen bekommt neue Brücke</h1><div>3. Mai 2024, 8.15 Uhr</div>{PROSE}"), settings)
    assert (article.published, article.published_source) == (date(2024, 5, 3), "text")


def test_captions_and_credits_come_apart(settings: Settings) -> None:
    figures = (
        '<figure><img data-src="/b/1.jpg" alt="Brücke"><figcaption>Die alte Brücke im Winter.<span class="credit">Foto: Hafenamt'
        "</span></figcaption></figure>"
        '<figure><img src="/b/2.jpg" alt=""><figcaption><span>Der Plan für den Neubau.</span><span>Büro Beispiel/Agentur</span>'
        "</figcaption></figure>"
        '<div class="media"><img src="/b/3.jpg" alt=""><div class="media-subtitle">Am Kai. (Foto: Stadtarchiv)</div></div>'
    )
    article = read(page(f"<h1>Hafen bekommt neue Brücke</h1>{figures}<div>{PROSE}</div>"), settings)
    assert [(image.src[-5:], image.caption, image.credit) for image in article.images] == [
        ("1.jpg", "Die alte Brücke im Winter.", "Hafenamt"),
        ("2.jpg", "Der Plan für den Neubau.", "Büro Beispiel/Agentur"),
        ("3.jpg", "Am Kai.", "Stadtarchiv"),
    ]
    assert "Kai" not in article.text


def test_hyphens_of_other_languages_stay(settings: Settings) -> None:
    prose = (
        "<p>The council re-elected its chair on Thursday, and the vote was a close one in the end.</p>"
        "<p>A full-time post will be set up for the co-operation of the two ports, as was said in the debate.</p>"
        "<p>It is for the members to decide on the budget of the board, which has to be approved by this autumn.</p>"
    )
    html = page(f"<h1>Council votes</h1><div>{prose}</div>").replace('<html lang="de">', "<html>")
    article = read(html, settings)
    assert "re-elected" in article.text
    assert "full-time" in article.text
    assert article.language == "en"


def test_a_plain_release_of_an_unknown_town_is_read_by_labels(settings: Settings) -> None:
    html = (
        "<html lang=de><title>Bad macht Pause</title><h1>Bad macht Pause</h1><p>Veröffentlicht am: 02.06.2024</p>"
        "<p>Das Bad bleibt am Montag zu.</p><p>Kontakt</p><p>Bäderamt, Telefon 123</p>"
    )
    article = read(html, settings, "https://www.musterstadt.example/presse/bad-macht-pause-im-juni")
    assert (article.text, article.published) == ("Das Bad bleibt am Montag zu.", date(2024, 6, 2))


def test_a_page_of_a_known_site_that_no_rule_fits_is_read_all_the_same(settings: Settings) -> None:
    html = f'<html lang="de"><title>Hafen bekommt neue Brücke</title><body><div><div>{PROSE}</div></div></body></html>'
    article = read(html, settings, "https://www.krefeld.de/de/inhalt/hafen-bekommt-neue-bruecke/")
    assert (article.title, article.text) == ("Hafen bekommt neue Brücke", "\n\n".join(PARAGRAPHS))


def test_a_broken_byte_makes_no_western_page(settings: Settings) -> None:
    html = page(f"<h1>Hafen bekommt neue Brücke</h1><div>{PROSE}</div>").encode().replace(b"1911", b"1911\xff")
    article = read_page(Page(html, "text/html; charset=utf-8"), settings, url=URL).article
    assert article is not None
    assert article.title == "Hafen bekommt neue Brücke"


@pytest.mark.parametrize(
    ("ending", "day"),
    [
        ("<p>22.09.2015</p>", date(2015, 9, 22)),
        ("<p>Die Pläne liegen im Rathaus aus. (3. Mai 2023)</p>", date(2023, 5, 3)),
        ("<p>Die Brücke wird am 3. Mai 2023 eröffnet.</p>", None),
    ],
)
def test_a_release_that_ends_with_its_day_is_dated(ending: str, day: date | None, settings: Settings) -> None:
    for html in (
        page(f"<h1>Hafen bekommt neue Brücke</h1><div>{PROSE}{ending}</div>"),
        f"<h1>Brücke</h1>{PROSE}{ending}",
    ):
        article = read(html, settings)
        # A short page has its last line near its headline.
        assert (article.published, article.published_source in ("last", "text")) == (day, day is not None)
