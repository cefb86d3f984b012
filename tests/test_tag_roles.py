"""Roles of places by the part they play in headline and lead: host, guest, goal, receiver, or named by the way."""

from __future__ import annotations

import pytest

from archive.gazetteer import load_gazetteer
from indexer.records import ABOUT, MENTIONED
from indexer.tagger import Tagger, tag_text

TAGGER = Tagger(load_gazetteer("krefeld"))
# Enough behind the first paragraph to make it a lead.
REST = "\n\nDie Stadt zahlt die Hälfte der Kosten. Ein weiteres Treffen ist für den Herbst vorgesehen, der Ort steht noch aus."


def read_roles(text: str, title: str = "") -> dict[str, str]:
    return {tag.city: tag.role for tag in tag_text(TAGGER, title=title, text=text)}


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Die Spenden sind gezählt. Der Erlös geht an eine Suppenküche in Kropyvnytskyi.", "kropyvnytskyi"),
        ("Der Hilfstransport ist unterwegs. Empfänger ist ein Krankenhaus in Kropyvnytskyi.", "kropyvnytskyi"),
        ("Zum Fest gibt es Musik. Zu Gast ist der Kammerchor der Musikhochschule aus Dünkirchen.", "duenkirchen"),
        ("Kinder kochten im Museum. Gleichaltrige aus Leiden brachten Rezepte mit.", "leiden"),
        ("Die Reisegruppe ist zurück. Ziel war zunächst Hangzhou.", "hangzhou"),
        ("Die Fahnen wehen auf halbmast. Anlass ist ein Angriff auf Kropyvnytskyi.", "kropyvnytskyi"),
        ("Der Ausschuss berät über Züge. Die Sitzung beginnt um 17 Uhr im Rathaus in Venlo.", "venlo"),
        ("Sieben Museen arbeiten zusammen. Federführend ist das Museum in Leiden.", "leiden"),
        ("Erzieherinnen suchten Anregungen. Sie haben sich in Venlo umgesehen.", "venlo"),
        ("Im Karton lag ein Brief. Darin lädt der Bürgermeister von Uljanowsk zur Jagd ein.", "uljanowsk"),
    ],
)
def test_the_second_sentence_gives_a_place_its_part(text: str, city: str) -> None:
    assert read_roles(text) == {city: ABOUT}


@pytest.mark.parametrize(
    ("lead", "role"),
    [
        ("Wie wird ein Amt papierlos? Darüber sprachen Fachleute am Dienstag bei einem Besuch in Venlo.", ABOUT),
        ("Zwölf Ärztinnen lernen im Klinikum. Entsandt hat sie ein Krankenhaus der Stadt Kayseri.", ABOUT),
        ("Das Amt hat einen neuen Leiter. Der Ingenieur studierte in Aachen und Leiden.", MENTIONED),
        ("Das Ordnungsamt fährt Rad. Gebaut hat die Räder ein Hersteller in Venlo.", MENTIONED),
        ("Zwischen Viersen und Dülken fährt kein Zug. Reisende nach Venlo steigen um.", MENTIONED),
        ("Pilger machten am Rhein Rast. Sie sind auf dem Weg von Beeskow nach Aachen.", MENTIONED),
        ("Die Austauschgäste sind da. Sie wohnen sonst in Waxhaw unweit von Charlotte in North Carolina.", MENTIONED),
        ("Auf dem Platz steht eine Skulptur, die eine Künstlerin aus Venlo entworfen hat.", MENTIONED),
        ("Kein Weg ist zu weit. Ob Bègles in Frankreich, Xuzhou in China oder Adua: Es gibt viele Partner.", MENTIONED),
    ],
)
def test_the_lead_of_a_longer_text_tells_what_it_is_about(lead: str, role: str) -> None:
    assert list(read_roles(lead + REST).values()) == [role]


def test_what_comes_behind_the_lead_is_mentioned() -> None:
    text = "Die Feuerwehr hat einen neuen Wagen. Er kostet 780.000 Euro." + REST
    assert read_roles(f"{text} Dabei waren zwei Beobachter aus Leicester.") == {"leicester": MENTIONED}


def test_a_teaser_of_some_length_is_the_lead_already() -> None:
    lead = "Nach sechs Tagen sind die Helferinnen und Helfer der Feuerwehr wieder zu Hause, müde, aber unverletzt und zufrieden."
    text = "Eine Gruppe wurde umgeleitet. Sie half beim Füllen von Säcken in Venlo." + REST
    tags = tag_text(TAGGER, title="Feuerwehr ist zurück", lead=lead, text=text)
    assert [tag.role for tag in tags] == [MENTIONED]


def test_a_newspaper_lead_of_one_sentence_goes_on_behind_it() -> None:
    text = (
        "Ab Mai gelten jenseits der Grenze neue Regeln.\n\nTausende kaufen jede Woche in den Läden in Venlo ein." + REST
    )
    assert read_roles(text) == {"venlo": ABOUT}


def test_a_place_that_stands_out_of_an_overview_is_its_subject() -> None:
    listed = "Partner sind Venlo, Leicester, Leiden, Kayseri und Dünkirchen."
    section = "Dünkirchen liegt am Meer. In Dünkirchen gibt es einen Hafen. Nach Dünkirchen fahren viele. Viele mögen Dünkirchen."
    roles = read_roles(f"{listed}\n\n{section}")
    assert roles.pop("duenkirchen") == ABOUT
    assert set(roles.values()) == {MENTIONED}
