"""Photo credits give the office or agency and the photographer, in the spellings that occur."""

from __future__ import annotations

import pytest

from archive.credits import Credit, read_credit
from archive.profiles import load_profile
from crawler.captions import has_credit, same_caption, split_credit

OFFICE = "Stadt Krefeld, Presse und Kommunikation"


@pytest.mark.parametrize(
    ("credit", "agency", "photographer"),
    [
        (f"{OFFICE}, A. Beispiel", OFFICE, "A. Beispiel"),
        (f"{OFFICE}, Andrea Beispiel", OFFICE, "Andrea Beispiel"),
        (f"{OFFICE}, pixabay", f"{OFFICE}, pixabay", ""),
        (OFFICE, OFFICE, ""),
        ("Presseamt Krefeld", "Presseamt Krefeld", ""),
        ("Stadt Krefeld, Abteilung Jugend", "Stadt Krefeld, Abteilung Jugend", ""),
        ("Stadt Krefeld, Kresch-Theater", "Stadt Krefeld, Kresch-Theater", ""),
        ("Gerda Muster / Pixabay", "Pixabay", "Gerda Muster"),
        ("dpa/Max Muster", "dpa", "Max Muster"),
        ("Max Muster/picture alliance", "picture alliance", "Max Muster"),
        ("Ville de Dunkerque", "Ville de Dunkerque", ""),
        ("Photos CUD", "Photos CUD", ""),
        ("Gemeente Venlo", "Gemeente Venlo", ""),
        ("Kreisverwaltung Oder-Spree", "Kreisverwaltung Oder-Spree", ""),
        ("Zoo Krefeld", "Zoo Krefeld", ""),
        ("Mara vd Haven", "", "Mara vd Haven"),
        ("Max von der Muster", "", "Max von der Muster"),
        ("Privat", "Privat", ""),
        ("Stadtarchiv", "Stadtarchiv", ""),
        ("StAKR, Obj.Nr. 1234", "StAKR, Obj.Nr. 1234", ""),
        ("Büro Beispiel/Agentur", "Büro Beispiel/Agentur", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_agency_and_photographer_come_apart(credit: str, agency: str, photographer: str) -> None:
    assert read_credit(credit) == Credit(agency, photographer)


@pytest.mark.parametrize(
    "label", ["Foto:", "Fotos:", "Bild:", "Grafik:", "Repro:", "Quelle:", "Archivfoto:", "Symbolfoto:", "©"]
)
@pytest.mark.parametrize("before", ["Beim Besuch.", "Auf dem Platz", "Die Gäste. ", "An den Kuhlen, "])
def test_every_label_ends_the_caption_glued_or_not(label: str, before: str) -> None:
    caption, credit = split_credit(f"{before}{label} {OFFICE}")
    assert (caption, credit) == (before.strip(" ,"), OFFICE)
    caption, credit = split_credit(f"{before.strip()} ({label} {OFFICE})")
    assert (caption.strip(" ,"), credit) == (before.strip(" ,"), OFFICE)


@pytest.mark.parametrize(
    "credit",
    [OFFICE, f"{OFFICE}, A. Beispiel", "Presse und Kommunikation", "Presseamt Krefeld", "Presse und Kommunikaton",
     "Presse und Kommuikation", "Presse- und Kommunikation", "Stadt Krefeld, Abteilung Jugend", "Stadt Krefeld, Kresch-Theater",
     "Ville de Dunkerque", "Photos CUD", "Gemeente Venlo", "Gemeene Venlo", "Stadt Kayseri", "Kreisverwaltung Oder-Spree",
     "Zoo Krefeld", "Privat", "Stadtarchiv", "Pixabay", "Gerda Muster / Pixabay"],
)  # fmt: skip
def test_credits_without_a_label_are_known_to_the_profile(credit: str) -> None:
    credits = load_profile("krefeld").text.credits
    assert split_credit(f"Der Chor singt im Hof. {credit}", credits) == ("Der Chor singt im Hof.", credit)
    assert split_credit(credit, credits) == ("", credit)
    # The same words within a sentence are none.
    assert split_credit(f"{credit} hat den Chor eingeladen, der im Hof singt", credits)[1] == ""


def test_captions_that_differ_in_trifles_are_one() -> None:
    one = f"„Der Chor“ singt - im Hof.Foto: {OFFICE}"
    for other in (
        f'"Der Chor" singt – im Hof. Bild: {OFFICE}',
        "„Der Chor“ singt –\nim Hof.",
        "„Der Chor“ singt im Hof. Foto: Presse- und Kommunikation",
    ):
        assert same_caption(one, other)
    assert has_credit(one)


def test_a_caption_that_stands_twice_in_one_element_is_said_once() -> None:
    words = "Der Chor singt am Abend im Hof der Burg."
    assert split_credit(f"{words} Foto: Zoo Krefeld{words} Bild: Zoo Krefeld") == (words, "Zoo Krefeld")
    # Two captions in one element are two.
    assert split_credit(f"{words} Foto: Zoo Krefeld Der Chor packt ein. Foto: Privat")[0].endswith(
        "Der Chor packt ein."
    )
