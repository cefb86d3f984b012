"""Each of the eleven places is found by any of its names: as a city, and where a name is unmistakable, by just typing it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.gazetteer import load_gazetteer
from archive.harvest import insert_missing_url
from archive.keeping import keep_article
from archive.ledger import open_ledger
from archive.place_records import Place
from archive.records import Article, make_article_id
from archive.settings import Settings
from indexer.build import build_index
from indexer.engine import Engine, open_engine
from indexer.records import Query

PLACES = load_gazetteer("krefeld").places
WHEN = datetime(2026, 3, 1, tzinfo=UTC)
TYPED = ("official", "short", "exonym", "historic", "inflected")


def address(place: Place) -> str:
    return f"https://www.example.org/{place.id}/"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An index of one notice a place, which names it in one way only."""
    settings = Settings(data=Path(tmp_path_factory.mktemp("names")))
    with open_ledger(settings) as ledger:
        with ledger.writing() as connection:
            for place in PLACES:
                text = f"Eine Delegation aus der Partnerstadt {place.name} kommt. Notiz {place.id}."
                insert_missing_url(connection, address(place), "krefeld", "article", WHEN)
                article = Article(url=address(place), title=f"Notiz {place.id}", text=text)
                keep_article(connection, "krefeld", article, None, WHEN)
        build_index(settings, ledger, processes=1)
    engine = open_engine(settings)
    yield engine
    engine.close()


def find(engine: Engine, text: str) -> list[str]:
    return [hit.id for hit in engine.search(Query(text=text)).hits]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
def test_any_name_of_any_kind_asks_for_the_city(engine: Engine, place: Place) -> None:
    assert len(place.names) > 3
    for name in place.names:
        assert find(engine, f'stadt:"{name.text}"') == [make_article_id(address(place))], name.text


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
def test_a_name_that_can_be_nothing_else_finds_the_city_as_it_is_typed(engine: Engine, place: Place) -> None:
    # „Leiden“ and „Charlotte“ are words, too: their other names are offered as the city, not searched for in its stead.
    sure = [name.text for name in place.names if name.kind in TYPED and name.needs == "none" and " " not in name.text]
    if any(name.text == place.name and name.needs != "none" for name in place.names):
        sure = []
    for name in sure:
        assert make_article_id(address(place)) in find(engine, name), name


@pytest.mark.parametrize(
    ("typed", "city"),
    [
        ("Крoпивницький", "kropyvnytskyi"),  # a Latin o
        ("kropywnyzkyjs", "kropyvnytskyi"),
        ("Kаyseri", "kayseri"),  # a Cyrillic а
        ("duenkirchen", "duenkirchen"),
        ("DUINKERKE", "duenkirchen"),
        ("徐州", "xuzhou"),
        ("Ульяновске", "uljanowsk"),
        ("oder spree kreis", "oder-spree"),
    ],
)
def test_look_alikes_genitives_and_cases_are_no_obstacle(engine: Engine, typed: str, city: str) -> None:
    wanted = make_article_id(f"https://www.example.org/{city}/")
    assert find(engine, f'stadt:"{typed}"') == [wanted]
    assert wanted in find(engine, typed)
