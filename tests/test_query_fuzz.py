"""Whatever is typed is read and answered: chance texts of the language's own signs, against a real index."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engine import Engine
from indexer.query import ParsedQuery, walk_leaves
from indexer.query_parser import parse_query
from indexer.records import Query
from tests.search_corpus import NOTICES, fill_index

PIECES = (
    "( ) [ ] \" „ “ » « UND ODER NICHT AND OR NOT || && | NEAR NEAR/2 NAH/9 - + ! – * ? ~ ~2 ^ : .. … > < = / \\ ' "
    "titel: text: bild: foto: stadt: jahr: datum: von: bis: seit: quelle: hat: status: in: in:alt zuerst: farbe: "
    "Burg burg Linn Dünkirchen Duenkirchen der die und Städte-Kooperation be-zeugen 2019 2019-05 14.05.2019 21. Mai 02151 "
    "86-1554 1:500 12.500 pdf verschwunden venlo deleg* *orchester B?rg Delegatoin~ 徐州 Ульяновск 😀 ß ﬁ \u00ad \u200b \u202e"
).split(" ")
# The signs of the language, with and without space between them.
LANGUAGE = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " "])), max_size=40).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)
# Anything that a program can send, lone surrogates and NUL included.
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=300)
# No test of speed, but of an end: on this corpus an answer takes milliseconds.
SECONDS = 5.0
MANY = settings(max_examples=400, deadline=None)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = fill_index(tmp_path_factory.mktemp("fuzz"))
    yield opened
    opened.close()


def read(text: str) -> ParsedQuery:
    parsed = parse_query(text, lambda name: "venlo" if name.lower() == "venlo" else "")
    assert sum(1 for _ in walk_leaves(parsed.tree)) <= 2000
    assert all(isinstance(note, str) and note for note in parsed.notes)
    assert parsed.first is None or any(leaf == parsed.first for leaf, _ in walk_leaves(parsed.tree))
    return parsed


def assert_answered(engine: Engine, text: str) -> None:
    started = time.process_time()
    result = engine.search(Query(text, per_page=100))
    assert time.process_time() - started < SECONDS
    assert 0 <= result.total == len(result.hits) <= len(NOTICES)
    assert len({hit.id for hit in result.hits}) == result.total
    engine.suggest(text)


@MANY
@given(text=st.one_of(LANGUAGE, ANYTHING))
def test_any_text_is_read(text: str) -> None:
    assert read(text) == read(text)


@MANY
@given(text=LANGUAGE)
def test_any_query_is_answered(engine: Engine, text: str) -> None:
    assert_answered(engine, text)


@MANY
@given(text=ANYTHING)
def test_any_signs_are_answered(engine: Engine, text: str) -> None:
    assert_answered(engine, text)


@settings(max_examples=150, deadline=None)
@given(
    text=LANGUAGE,
    days=st.tuples(st.none() | st.dates(date(2010, 1, 1)), st.none() | st.dates(date(2010, 1, 1))),
    cities=st.lists(st.sampled_from(["venlo", "leiden", "atlantis", ""]), max_size=2),
    role=st.sampled_from(["", "about"]),
    sort=st.sampled_from(["", "relevanz", "neueste", "aelteste", "unsinn"]),
    widen=st.booleans(),
)
def test_filters_only_take_away(
    engine: Engine,
    text: str,
    days: tuple[date | None, date | None],
    cities: list[str],
    role: str,
    sort: str,
    widen: bool,
) -> None:
    whole = Query(text, sort=sort, widen=widen, per_page=100)
    narrow = replace(whole, cities=tuple(cities), role=role, date_from=days[0], date_to=days[1])
    found = {hit.id for hit in engine.search(whole).hits}
    assert {hit.id for hit in engine.search(narrow).hits} <= found


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "\x00" * 100_000,
        "\ud800" * 100_000,
        "(" * 100_000,
        "(" * 50_000 + "Burg" + ")" * 50_000,
        '"' * 100_000,
        "-" * 100_000 + "Burg",
        "NICHT " * 20_000 + "Burg",
        " ODER ".join(["Burg"] * 10_000),
        " ODER ".join(f"wort{number}" for number in range(10_000)),
        " UND ".join(["Stadt"] * 10_000),
        "titel:" * 20_000 + "Burg",
        "titel:(" * 10_000 + "Burg",
        "*a" * 50_000,
        "a* " * 30_000,
        "b?" * 50_000,
        "wort~2 " * 20_000,
        "Burg NEAR/5 " * 10_000,
        "zuerst:Burg " * 10_000,
        "in:alt " * 20_000,
        "1.1.2019 " * 15_000,
        "0" * 100_000,
        "0 21 51 / " * 10_000,
        "stadt:venlo " * 10_000,
        "jahr:" + "9" * 100_000,
        "datum:" + "1." * 50_000,
        "ä" * 50_000 + "\u0308" * 50_000,
        "be-" * 30_000,
        "徐" * 100_000,
        "\u202e" * 100_000,
        "ﬃ" * 100_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_huge_queries_end(engine: Engine, text: str) -> None:
    started = time.process_time()
    read(text)
    assert time.process_time() - started < SECONDS
    assert_answered(engine, text)
