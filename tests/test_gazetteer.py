"""Gazetteers as they are read: the packaged ones are complete, every mistake is answered with file, entry and cure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from archive.errors import GazetteerError
from archive.gazetteer import Gazetteer, load_gazetteer, read_gazetteer

CITY_IDS = (
    "venlo leicester duenkirchen leiden charlotte oder-spree uljanowsk kayseri kropyvnytskyi xuzhou hangzhou".split()
)

HOME = '[home]\nname = "Heim"\ncountry = "DE"\nlatitude = 51.0\nlongitude = 6.0\n'
PLACE = '[[place]]\nid = "alt"\nname = "Altort"\ncountry = "NL"\nlatitude = 52.0\nlongitude = 4.0\n'


@pytest.fixture(scope="module")
def krefeld() -> Gazetteer:
    return load_gazetteer("krefeld")


def test_krefeld_holds_the_eleven_places_with_ties(krefeld: Gazetteer) -> None:
    assert [place.id for place in krefeld.places] == CITY_IDS
    assert all(place.ties and place.names for place in krefeld.places)
    assert krefeld.home.name == "Krefeld"
    assert krefeld.home.latitude == pytest.approx(51.34, abs=0.05)


@pytest.mark.parametrize(
    ("name", "city"),
    [
        ("Dunkerque", "duenkirchen"),
        ("dunkirk", "duenkirchen"),
        ("Duinkerke", "duenkirchen"),
        ("Duenkirchen", "duenkirchen"),
        ("DÜNKIRCHEN", "duenkirchen"),
        ("Du\u0308nkirchen", "duenkirchen"),
        ("Dunkirchen", "duenkirchen"),
        ("Ulyanovsk", "uljanowsk"),
        ("Ульяновск", "uljanowsk"),
        ("Simbirsk", "uljanowsk"),
        ("Kropywnyzkyj", "kropyvnytskyi"),
        ("Кропивницький", "kropyvnytskyi"),
        ("Kpoпивницький", "kropyvnytskyi"),  # K, p and o are Latin here
        ("Kirowohrad", "kropyvnytskyi"),
        ("徐州", "xuzhou"),
        ("杭州", "hangzhou"),
        ("Landkreis Oder-Spree", "oder-spree"),
        ("oder spree", "oder-spree"),
        ("Kreis Beeskow", "oder-spree"),
        ("Queen City", "charlotte"),
        ("leiden", "leiden"),
    ],
)
def test_any_name_finds_its_place(krefeld: Gazetteer, name: str, city: str) -> None:
    found = krefeld.find(name)
    assert found is not None
    assert found.id == city


@pytest.mark.parametrize("name", ["Hamm", "Limoges", "", "Leid", "Leicestershire", "Krefeld"])
def test_what_is_no_partner_is_not_found(krefeld: Gazetteer, name: str) -> None:
    assert krefeld.find(name) is None


def test_every_name_of_every_place_finds_it(krefeld: Gazetteer) -> None:
    for place in krefeld.places:
        for name in place.names:
            assert krefeld.find(name.text) == place
        assert krefeld.place(place.id) == place
    assert krefeld.place("hamm") is None


def test_the_suspended_partnership_has_two_periods(krefeld: Gazetteer) -> None:
    place = krefeld.place("uljanowsk")
    assert place is not None
    assert [(tie.status, tie.since) for tie in place.ties] == [
        ("active", date(1993, 5, 19)),
        ("suspended", date(2022, 3, 31)),
    ]


def test_another_city_is_one_more_file() -> None:
    muenster = load_gazetteer("muenster")
    place = muenster.find("orleans")
    assert place is not None
    assert place.name == "Orléans"
    assert place.ties[0].precision == "year"
    assert muenster.find("Venlo") is None


def test_a_folder_of_the_user_wins(tmp_path: Path) -> None:
    packaged = load_gazetteer("krefeld")
    (tmp_path / "krefeld.toml").write_text(HOME + PLACE, encoding="utf-8")
    own = load_gazetteer("krefeld", [tmp_path])
    assert [place.id for place in own.places] == ["alt"]
    assert own.digest != packaged.digest
    assert load_gazetteer("krefeld", [tmp_path / "nowhere"]).digest == packaged.digest


def test_an_unknown_gazetteer_names_the_known_ones() -> None:
    with pytest.raises(GazetteerError, match="krefeld, muenster"):
        load_gazetteer("atlantis")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HOME + PLACE + PLACE, "'alt'.*twice"),
        (HOME + PLACE + 'kontry = "NL"\n', "'alt'.*'kontry'.*'country'"),
        (HOME + PLACE + 'names = [{ text = "Alt", neds = "context" }]\n', "'neds'.*'needs'"),
        (HOME + PLACE + 'names = [{ text = "Alt", needs = "contxt" }]\n', "'contxt'.*'context'"),
        (HOME + PLACE + 'names = [{ text = "Alt", kind = "demonim" }]\n', "'demonim'.*'demonym'"),
        (HOME + PLACE + 'names = [{ text = "Alt", also = "nouns" }]\n', "'nouns'.*'noun'"),
        (HOME + PLACE + 'names = [""]\n', "'alt'.*empty"),
        (HOME + PLACE + 'names = ["?!"]\n', "'alt'.*empty"),
        (HOME + PLACE + 'names = ["A"]\n', "'alt'.*one letter"),
        (HOME + PLACE + 'names = ["Alt", "Alt"]\n', "'Alt' stands there twice"),
        (HOME + PLACE + "names = [7]\n", "7 is neither"),
        (HOME + PLACE + 'ties = [{ kind = "Partnerschafft" }]\n', "did you mean 'Partnerschaft'"),
        (
            HOME + PLACE + 'ties = [{ kind = "Kontakt", since = 2001-01-01, until = 2000-01-01 }]\n',
            "ends.*before it begins",
        ),
        (
            HOME + PLACE + 'ties = [{ kind = "Kontakt", since = 1990 }, { kind = "Kontakt", since = 2000 }]\n',
            "two periods of Kontakt overlap.*an until before 2000-01-01",
        ),
        (
            HOME
            + PLACE
            + 'ties = [{ kind = "Kontakt", since = 2020 }, { kind = "Kontakt", since = 2018, until = 2022 }]\n',
            "give the earlier one an until before 2020-01-01",
        ),
        (HOME + PLACE + 'ties = [{ kind = "Kontakt", since = "1990" }]\n', "since is '1990'; expected a day"),
        (HOME + PLACE.replace("52.0", "152.0"), "latitude is 152.0; expected degrees"),
        (HOME + PLACE.replace("52.0", '"52"'), "latitude is '52'"),
        (HOME + PLACE.replace('"NL"', '"Niederlande"'), "country 'Niederlande'"),
        (HOME + PLACE.replace('id = "alt"', 'id = "Alt Ort"'), "'Alt Ort' must be made of"),
        (HOME + PLACE.replace("longitude = 4.0", ""), "longitude is missing"),
        (HOME + PLACE + PLACE.replace('"alt"', '"neu"'), "'Altort' already belongs to 'alt'"),
        (HOME, "no \\[\\[place\\]\\]"),
        (PLACE, "\\[home\\] is missing"),
        ("x = ", "cannot be read as TOML: .*every \\[ and { has its \\] and }"),
        (HOME + PLACE + "names = [Alt]\n", "line .*texts stand in quotes"),
    ],
)
def test_a_mistake_is_answered_with_file_entry_and_cure(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "falsch.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GazetteerError, match=message) as caught:
        read_gazetteer(path)
    assert str(path) in str(caught.value)
    assert not str(caught.value).endswith(("?.", ".."))


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes((HOME + PLACE).replace("Altort", "Dünkirchen").encode(encoding))
    with pytest.raises(GazetteerError, match="it is not in UTF-8; save it anew with that encoding"):
        read_gazetteer(path)


def test_the_mark_that_editors_on_windows_put_before_a_file_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_text((HOME + PLACE).replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
    assert [place.id for place in read_gazetteer(path).places] == ["alt"]


def test_five_thousand_places_are_loaded(tmp_path: Path) -> None:
    entries = [
        f'[[place]]\nid = "p{number}"\nname = "Ort{_letters(number)}"\ncountry = "DE"\nlatitude = 50.1\nlongitude = 7.2\n'
        f"names = [{', '.join(repr('Ort' + _letters(number) + ending) for ending in ('', 'a', 'b', 'c', 'd', 'e', 'f', 'g'))}]\n"
        for number in range(5000)
    ]
    path = tmp_path / "gross.toml"
    path.write_text((HOME + "".join(entries)).replace("'", '"'), encoding="utf-8")
    gazetteer = read_gazetteer(path)
    assert len(gazetteer.places) == 5000
    assert gazetteer.places[-1].names


def _letters(number: int) -> str:
    return "".join(chr(ord("k") + int(digit)) for digit in str(number))
