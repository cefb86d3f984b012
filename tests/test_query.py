"""The query language: what was typed becomes a tree, and what was mended is said."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.query import (
    ALL_FIELDS,
    All,
    And,
    Fuzzy,
    Having,
    InState,
    Near,
    Node,
    Not,
    OfSite,
    Or,
    Pattern,
    Phrase,
    PublishedBetween,
    TaggedWith,
    Word,
    replace_leaves,
    walk_leaves,
)
from indexer.query_faults import keep_names, mend_fields, search_everywhere, split_parts
from indexer.query_parser import MAX_CHARACTERS, parse_query
from indexer.query_values import read_period

CITIES = {"venlo": "venlo", "dünkirchen": "duenkirchen", "landkreis oder-spree": "oder-spree"}


def read(text: str) -> Node:
    """Return the tree of a text, with a few cities known."""
    return parse_query(text, lambda name: CITIES.get(name.lower(), "")).tree


A, B, C = Word("a1"), Word("b1"), Word("c1")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All()),
        ("   ", All()),
        ("*", All()),
        ("a1", A),
        ("a1 b1", And((A, B))),
        ("a1 UND b1", And((A, B))),
        ("a1 und b1", And((A, B))),
        ("a1 ODER b1", Or((A, B))),
        ("a1 | b1", Or((A, B))),
        ("a1 b1 ODER c1", Or((And((A, B)), C))),
        ("a1 (b1 ODER c1)", And((A, Or((B, C))))),
        ("a1 NICHT b1", And((A, Not(B)))),
        ("a1 -b1", And((A, Not(B)))),
        ("a1 – b1", And((A, B))),
        ("-(a1 b1)", Not(And((A, B)))),
        ("+a1 b1", And((Word("a1", required=True), B))),
        ('"a1 b1"', Phrase(("a1", "b1"))),
        ("„a1 b1“ c1", And((Phrase(("a1", "b1")), C))),
        ("»a1 b1«", Phrase(("a1", "b1"))),
        ("titel:a1", Word("a1", ("title",))),
        ("Titel:a1", Word("a1", ("title",))),
        ('titel:"a1 b1"', Phrase(("a1", "b1"), ("title",))),
        ("titel:(a1 b1) c1", And((And((Word("a1", ("title",)), Word("b1", ("title",)))), C))),
        ("text:a1", Word("a1", ("lead", "text"))),
        ("bild:a1", Word("a1", ("caption",))),
        ("foto:a1", Word("a1", ("credit",))),
        ("abc*", Pattern("abc*")),
        ("a?c*d", Pattern("a?c*d")),
        ("haus~", Fuzzy("haus", 1)),
        ("haus~2", Fuzzy("haus", 2)),
        ("haus~0", Word("haus")),
        ("a1 NEAR/5 b1", Near(A, B, 5)),
        ("a1 NEAR b1", Near(A, B, 10)),
        ("a1 NAH/3 b1", Near(A, B, 3)),
        ("stadt:Venlo", TaggedWith("venlo")),
        ('stadt:"Landkreis Oder-Spree"', TaggedWith("oder-spree")),
        ("quelle:Krefeld", OfSite("krefeld")),
        ("hat:pdf", Having("pdf")),
        ("status:gelöscht", InState(("gone",))),
        ("jahr:2019", PublishedBetween(date(2019, 1, 1), date(2019, 12, 31))),
        ("datum:2019-05..2020", PublishedBetween(date(2019, 5, 1), date(2020, 12, 31))),
        ("seit:2020", PublishedBetween(date(2020, 1, 1), None)),
        ("bis:2020", PublishedBetween(None, date(2020, 12, 31))),
        ("der Rat", Word("Rat")),
        ("der", Word("der")),
        ("+der Rat", And((Word("der", required=True), Word("Rat")))),
        ("18:30", Phrase(("18", "30"), stemmed=True)),
        ("Städte-Kooperation", Word("Städte-Kooperation")),
        *(
            (text, Or((Word("Bürgerinnen"), Phrase(("Bürger", "innen"), stemmed=True))))
            for text in (
                "Bürger:innen",
                "Bürger*innen",
                "Bürger_innen",
                "Bürger/innen",
                "Bürger/-innen",
                "Bürger:innen,",
            )
        ),
        ("Wo ist Venlo?", Word("Venlo")),
        ("Der Rat", Word("Rat")),
    ],
)
def test_reading(text: str, tree: Node) -> None:
    assert read(text) == tree
    assert parse_query(text, lambda name: CITIES.get(name.lower(), "")).notes == ()


@pytest.mark.parametrize(
    ("text", "tree", "note"),
    [
        ("(a1 b1", And((A, B)), "Klammer wurde nicht geschlossen"),
        ("a1) b1", And((A, B)), "nicht geöffnet"),
        ('"a1 b1', Phrase(("a1", "b1")), "Anführungszeichen"),
        ("a1 UND", A, "UND fehlte eine Seite"),
        ("ODER a1", A, "ODER fehlte eine Seite"),
        ("a1 NICHT", A, "fehlte ein Wort"),
        ("a1 NEAR/3", A, "NEAR braucht"),
        ("jahr:bald", Word("bald"), "nicht als Datum verstanden"),
        ("stadt:Atlantis", Word("Atlantis"), "nicht bekannt"),
        ("a1 hat:mut", A, "gibt es nicht"),
        ("a1 status:froh", A, "gibt es nicht"),
        ("a*", Word("a"), "zu wenige Buchstaben"),
        ("farbe:a1", Phrase(("farbe", "a1"), stemmed=True), "Ein Suchfeld „farbe:“ gibt es nicht"),
        ('farbe:"a1 b1"', And((Word("farbe"), Phrase(("a1", "b1")))), "Suchfelder sind titel, text"),
        ("-titl:a1", Not(Phrase(("titl", "a1"), stemmed=True)), "Gemeint sein könnte „titel:“"),
        ("a1 titel:", And((A, Word("titel"))), "Nach „titel:“ fehlt"),
    ],
)
def test_mending(text: str, tree: Node, note: str) -> None:
    parsed = parse_query(text, lambda name: CITIES.get(name.lower(), ""))
    assert parsed.tree == tree
    assert any(note in said for said in parsed.notes), parsed.notes


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("titl:Burg", ["titel:Burg", "Burg"]),
        ("Linn (foo:Burg ODER Jhar:2019)", ["Linn (Burg ODER jahr:2019)", "Linn (Burg ODER 2019)"]),
        ("Burg titel:", ["Burg"]),
        ('"a foo:b" foo:"b c"', ['"a foo:b" "b c"']),
        ("titel:Burg Schüler:innen 18:30 https://stadt.example/a Krefeld: Kultur", []),
        ("titel:", [""]),
        ("  ,,Burg''   stadt:venlo ", []),
    ],
)
def test_fields_that_are_none_are_mended(text: str, mended: list[str]) -> None:
    assert list(mend_fields(text)) == mended


@pytest.mark.parametrize(
    ("text", "anywhere", "parts"),
    [
        ("titel:Burg", "Burg", ["titel:Burg"]),
        ('titel:"Burg Linn" bild: Tor', '"Burg Linn" Tor', ['titel:"Burg Linn"', "bild: Tor"]),
        ("(Titel:Burg ODER text:Linn) -foto:Tor", "(Burg ODER Linn) -Tor", ["Titel:Burg", "text:Linn"]),
        ('stadt:venlo "a titel:b" NICHT x', 'stadt:venlo "a titel:b" NICHT x', ["stadt:venlo", '"a titel:b"', "x"]),
        ("zuerst:Burg Untertitel:Linn", "zuerst:Burg Untertitel:Linn", ["zuerst:Burg", "Untertitel:Linn"]),
    ],
)
def test_queries_are_taken_apart_for_what_to_try_next(text: str, anywhere: str, parts: list[str]) -> None:
    assert search_everywhere(text) == anywhere
    assert split_parts(text) == parts


def test_names_of_unknown_cities_become_words() -> None:
    asked = 'stadt:Atlantis thema:"Bad Nirgends" stadt:Venlo stadt:"Landkreis Oder-Spree"'
    kept = 'Atlantis "Bad Nirgends" stadt:Venlo stadt:"Landkreis Oder-Spree"'
    assert keep_names(asked, lambda name: CITIES.get(name.lower(), "")) == kept


def test_earlier_versions_are_searched_where_asked() -> None:
    parsed = parse_query("in:alt a1 titel:b1")
    assert parsed.tree == And((Word("a1", ALL_FIELDS), Word("b1", ("title",))))
    assert parsed.notes == ("Auch in früheren Fassungen gesucht.",)
    assert "gibt es nicht" in parse_query("in:neu a1").notes[0]


def test_long_queries_are_cut_and_said() -> None:
    parsed = parse_query("wort " * 1000)
    assert str(MAX_CHARACTERS) in parsed.notes[0]
    assert sum(1 for _ in walk_leaves(parsed.tree)) <= 200


@pytest.mark.parametrize("text", ["(" * 900 + "a1", "-" * 900 + "a1", "NICHT " * 150 + "a1", "a1 ODER (" * 90])
def test_deep_queries_end_and_ask_for_the_word(text: str) -> None:
    assert sum(1 for _ in walk_leaves(parse_query(text).tree)) <= 200


@pytest.mark.parametrize(
    ("value", "period"),
    [
        ("2019", (date(2019, 1, 1), date(2019, 12, 31))),
        ("2019-02", (date(2019, 2, 1), date(2019, 2, 28))),
        ("2019-2-3", (date(2019, 2, 3), date(2019, 2, 3))),
        ("03.02.2019", (date(2019, 2, 3), date(2019, 2, 3))),
        ("02.2019", (date(2019, 2, 1), date(2019, 2, 28))),
        ("2018..2020", (date(2018, 1, 1), date(2020, 12, 31))),
        ("2020..2018", (date(2018, 1, 1), date(2020, 12, 31))),
        ("..2018", (None, date(2018, 12, 31))),
        ("2018..", (date(2018, 1, 1), None)),
        (">2018", (date(2019, 1, 1), None)),
        (">=2018", (date(2018, 1, 1), None)),
        ("<2018", (None, date(2017, 12, 31))),
        ("2019-13", None),
        ("2019-02-30", None),
        ("0000", None),
        ("99999", None),
        ("..", None),
        ("x", None),
        ("", None),
    ],
)
def test_periods(value: str, period: object) -> None:
    assert read_period(value) == period


def test_costly_patterns_are_bounded_and_said() -> None:
    parsed = parse_query(" ".join(f"wort{number}*" for number in range(9)))
    leaves = [leaf for leaf, _ in walk_leaves(parsed.tree)]
    assert [type(leaf) for leaf in leaves] == [Pattern] * 5 + [Word] * 4
    assert "Platzhaltern" in parsed.notes[0]
    parsed = parse_query("aa*b*c*d*e*f")
    assert parsed.tree == Pattern("aa*b*c*")
    assert "Sternchen" in parsed.notes[0]


def test_walking_and_replacing_leaves() -> None:
    tree = read("a1 -(b1 ODER c1)")
    assert list(walk_leaves(tree)) == [(A, True), (B, False), (C, False)]
    assert replace_leaves(tree, lambda leaf: C if leaf == A else leaf) == read("c1 -(b1 ODER c1)")
