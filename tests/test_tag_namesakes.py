"""What bears the name of a partner city without being one: titles, shops, bands, cheese, animals."""

from __future__ import annotations

import pytest

from archive.gazetteer import load_gazetteer
from indexer.tagger import Tagger, tag_text

TAGGER = Tagger(load_gazetteer("krefeld"))


def find_cities(text: str, title: str = "") -> list[str]:
    return [tag.city for tag in tag_text(TAGGER, title=title, text=text)]


@pytest.mark.parametrize(
    "text",
    [
        "Mit dem Roman „In Leiden vereint“ gewinnt eine Autorin den Preis.",
        "Der Kinoabend bringt „Im Westen nichts Neues“, „Dünkirchen, 2. Juni 1940“ und eine Komödie.",
        "Zu Gast sind Leicester Lullaby aus Hamburg.",
        "Dienst haben: Venloer Apotheke, Hülser Straße 7; Rathaus-Apotheke, Marktstraße 20.",
        "Zu probieren gibt es Red Leicester und Leidener mit Kümmel.",
        "An der Wand hängt Werbung für Tuch „Marke Leicester“.",
        "Ausgezeichnet wurde das frühere Gasthaus „Zur Stadt Venlo“ am Markt.",
        "Es grasen fünf Schafe der Rasse Border Leicester.",
        "Geprobt wird im Raum Leicester der Musikschule.",
        "Im Raum Uljanowsk tagt der Ausschuss. Der Raum Kayseri wird renoviert.",
        "Gepflanzt werden Rosen der Sorte „Leicester“. Leicester blüht bis Oktober.",
        "Ein Sofa der Reihe „Venlo“ steht im Schaufenster. Das Sofa Venlo gibt es in Grau.",
        "Das Ausflugsschiff „Stadt Venlo“ legt ab. Die „Venlo“ fährt bis Düsseldorf.",
        "Am Samstag spielt Leicester gegen Fulham, danach Everton gegen Leeds.",
        "Der Stürmer wechselt im Sommer zu Leicester.",
        "„Venlo sehen und erben“ heißt das neue Programm eines Komikers im Theater.",
        "Hündin Charlotte kommt jeden Tag. In Charlotte haben die Kinder eine Zuhörerin gefunden.",
    ],
)
def test_what_bears_a_name_is_no_place(text: str) -> None:
    assert find_cities(text) == []


def test_a_quoted_name_under_a_headline_on_films_is_a_film() -> None:
    assert find_cities("Am Freitag folgt „Dunkirk“.", title="Open-Air-Kino auf der Rennbahn") == []


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Der Dokumentarfilm „In Venlo daheim“ begleitet drei Familien.", "venlo"),
        ("Im Roman heißt es, der Held sei in Venlo geboren.", "venlo"),
        ("„In Venlo ist man weiter“, sagte der Dezernent nach dem Filmabend.", "venlo"),
        ("Im Raum Venlo gibt es Staus.", "venlo"),
        ("Rosen der Sorte „Leicester“ blühen. In Leicester stehen 200 davon.", "leicester"),
        ("„Venlo hilft“ heißt die Aktion der Stadt.", "venlo"),
        ("Die Jugend aus Leicester spielt gegen Rassismus.", "leicester"),
        ("Der Feuerwehrchef von Charlotte schenkte ihm einen Helm.", "charlotte"),
        ("Von Charlotte aus ging es weiter nach Washington.", "charlotte"),
        ("Charlotte and Krefeld are sister cities.", "charlotte"),
        ("Der VVV-Venlo kommt. Das Team aus der Krefelder Partnerstadt spielt am Samstag.", "venlo"),
        ("Krefelder und Venloer mit Rädern fuhren los.", "venlo"),
        ("In Charlotte haben die Gäste drei Museen gesehen.", "charlotte"),
    ],
)
def test_a_place_stays_one_beside_such_words(text: str, city: str) -> None:
    assert find_cities(text) == [city]


def test_guests_of_two_places_are_no_films_under_a_headline_on_one() -> None:
    text = "Je zehn kommen aus Dünkirchen und Kayseri, zehn aus Krefeld."
    assert find_cities(text, title="Jugendbegegnung mit Filmprojekt") == ["duenkirchen", "kayseri"]


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("Die Gäste kommen aus Graz, Amiens und Leiden.", ["leiden"]),
        ("Beteiligt sind Orchester aus Oslo, Portland und Charlotte.", ["charlotte"]),
        ("Vorbild sind Städte wie Pau, Amiens und Leiden.", ["leiden"]),
        ("Man richtet sich nach Städten wie Leiden.", ["leiden"]),
        ("Den Preis teilen sich die Universitäten Graz und Leiden.", ["leiden"]),
        ("Drei Kommunen (Graz, Amiens und Leiden) haben geantwortet.", ["leiden"]),
        ("Zum Verbund gehören Städte wie Charlotte und Portland.", ["charlotte"]),
        ("Er wuchs in Armut, Kälte und Leiden auf.", []),
        ("Geschichten aus Sucht, Scham und Leiden liest der Autor.", []),
        ("Kranke in Städten wie Mariupol kennen Hunger und Leiden.", []),
        ("Kuchen backen Mütter aus Kempen, Viersen und Charlotte Meier aus Hüls.", []),
    ],
)
def test_an_enumeration_of_towns_unknown_to_the_list_tells_a_place(text: str, cities: list[str]) -> None:
    assert find_cities(text) == cities
