"""Hard hyphens, credits and days, as they are met on the site."""

from __future__ import annotations

from datetime import date

import pytest

from archive.records import Image
from crawler.captions import merge_images, same_caption, split_credit
from crawler.cleaning import PageWords, clean_text, join_hard_hyphens
from crawler.dates import find_day, is_day, read_label, split_title
from crawler.decoding import parse_html

CREDITS = ("Stadt Krefeld, Presse und Kommunikation(?:, [^.]{3,60})?", "Ville de Dunkerque")


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("be-zeugen, so-wie, poli-tisch", "bezeugen, sowie, politisch"),
        ("Hoch-schulen und Handels-zentren", "Hochschulen und Handelszentren"),
        ("Ka-nufahrten", "Kanufahrten"),
        ("Bürger-meister und Neubau-gebiet", "Bürgermeister und Neubaugebiet"),
        ("wirt-schaftlich, Freund-schaften", "wirtschaftlich, Freundschaften"),
        ("Verkehrs- einschränkungen", "Verkehrseinschränkungen"),
        ("Rettungsdienst- bedarfsplans", "Rettungsdienstbedarfsplans"),
    ],
)
def test_words_torn_by_column_setting_are_joined(torn: str, whole: str) -> None:
    assert join_hard_hyphens(torn) == whole


@pytest.mark.parametrize(
    "text",
    ["Stadt- und Kreisarchiv", "Rad- sowie Fußwege", "Ein- oder Ausgang", "deutsch-niederländisch", "rot-weiß", "E-mail",
     "Krefeld-Venlo", "IT-gestützt", "schlicht-elegante Looks", "Kosten-günstig", "Know-how", "Employer-sponsored plans",
     "Groß- gegenüber Kleinbetrieben", "Die Stadt- sie wächst", "Europa-politische Fragen",
     "hitze-bereit", "Corona-bedingte", "sozial-ökologisch", "von 1964-1970", "nicht-öffentlich"],
)  # fmt: skip
def test_hyphens_by_right_stay(text: str) -> None:
    assert join_hard_hyphens(text) == text


def test_what_stands_whole_elsewhere_proves_that_a_word_was_torn() -> None:
    root = parse_html(
        "<p>Der holzver-arbeitende Betrieb und das klimaneu-trale Haus.</p><p>Das holzverarbeitende Gewerbe</p>"
    )
    assert root is not None
    text = "holzver-arbeitende, klimaneu-trale, Fach-fremde"
    assert join_hard_hyphens(text, PageWords(root)) == "holzverarbeitende, klimaneu-trale, Fachfremde"
    assert join_hard_hyphens(text) == "holzver-arbeitende, klimaneu-trale, Fachfremde"


def test_invisible_characters_go_and_spaces_become_one() -> None:
    assert clean_text(" Städte\u00adpart\u200bner\xa0\n schaft\x07 ") == "Städtepartner schaft"


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        (
            "Beim Besuch.Bild: Stadt Krefeld, Presse und Kommunikation",
            "Beim Besuch.",
            "Stadt Krefeld, Presse und Kommunikation",
        ),
        ("Auf dem PlatzFoto: Zoo Krefeld", "Auf dem Platz", "Zoo Krefeld"),
        ("Am Markt (Foto: Gemeente Venlo).", "Am Markt", "Gemeente Venlo"),
        ("Foto: Privat", "", "Privat"),
        (
            "Der Chor singt. Stadt Krefeld, Presse und Kommunikation",
            "Der Chor singt.",
            "Stadt Krefeld, Presse und Kommunikation",
        ),
        ("Der Hafen. © Ville de Dunkerque", "Der Hafen.", "Ville de Dunkerque"),
        ("Das Bild zeigt den Rat der Stadt", "Das Bild zeigt den Rat der Stadt", ""),
        ("Die Ville de Dunkerque lädt ein", "Die Ville de Dunkerque lädt ein", ""),
        ("", "", ""),
    ],
)
def test_captions_and_credits_are_told_apart(text: str, caption: str, credit: str) -> None:
    assert split_credit(text, CREDITS) == (caption, credit)


def test_doubled_captions_are_one() -> None:
    assert same_caption("„Der Chor“ singt.Foto: Privat", '"Der Chor" singt. Bild: privat')
    assert not same_caption("Der Chor singt.", "Der Chor schweigt.")
    twice = [Image("a.png", "", "Der Chor singt.", ""), Image("a.png", "Chor", "", "Privat")]
    assert merge_images(twice) == (Image("a.png", "Chor", "Der Chor singt.", "Privat"),)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Veröffentlicht am: 20.08.2024", date(2024, 8, 20)),
        ("am 3. März 2021 um 8 Uhr", date(2021, 3, 3)),
        ("2017-12-18", date(2017, 12, 18)),
        ("31.02.2020", None),
        ("01.01.1964", None),
        ("kein Tag", None),
    ],
)
def test_days_are_read(text: str, day: date | None) -> None:
    assert find_day(text) == day


def test_labels_give_the_day_and_leave_the_rest() -> None:
    labels = ("Veröffentlicht am", "Stand")
    assert read_label("Veröffentlicht am: 20.08.2024", labels) == (date(2024, 8, 20), "")
    assert read_label("Stand: 25.09.2018 13:06:17 CEDT Mehr Text", labels) == (date(2018, 9, 25), "Mehr Text")
    assert read_label("Stand der Arbeiten an der Brücke", labels) is None
    assert read_label("Veröffentlicht am:", labels) == (None, "")


def test_headlines_lose_their_day() -> None:
    assert split_title("Neue Wache (05.02.2019)") == ("Neue Wache", date(2019, 2, 5))
    assert split_title("2017-12-18: Neue Wache") == ("Neue Wache", date(2017, 12, 18))
    assert split_title("Neue Wache (Teil 2)") == ("Neue Wache (Teil 2)", None)
    assert is_day("Dienstag, 20.08.2024, 13:00 Uhr") is False
    assert is_day("20. August 2024, 13:00 Uhr")
