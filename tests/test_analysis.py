"""German analysis and compound splitting: what becomes one word, what stays two."""

from __future__ import annotations

import threading

import pytest

from indexer.analysis import (
    analyse_query_word,
    analyse_text,
    analysis_fingerprint,
    edits_between,
    fold_word,
    split_words,
    stem_word,
)
from indexer.compounds import CompoundSplitter
from tests.search_corpus import NOTICES


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Dünkirchen", "Duenkirchen"),
        ("STRASSE", "straße"),
        ("café", "Cafe"),
        ("Şehir", "sehir"),
        ("Łódź", "lodz"),
        ("КРОПИВНИЦЬКИЙ", "Кропивницький"),
        ("ﬁnden", "finden"),
    ],
)
def test_spellings_that_are_one_word(left: str, right: str) -> None:
    assert [fold_word(word) for word in split_words(left)] == [fold_word(word) for word in split_words(right)]


@pytest.mark.parametrize(("left", "right"), [("schon", "schön"), ("Leiden", "Leid"), ("й", "и")])
def test_spellings_that_are_two_words(left: str, right: str) -> None:
    assert fold_word(left) != fold_word(right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stadt", "Städte"),
        ("Häuser", "Haus"),
        ("Besuch", "Besuche"),
        ("Begegnungen", "Begegnung"),
        ("Krefelder", "Krefelds"),
        ("Bürgermeisterinnen", "Bürgermeister"),
        ("Bürgerinnen", "Bürger"),
        ("Venloer", "Venlo"),
        ("Dunkirchen", "Dünkirchen"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem_word(fold_word(one)) == stem_word(fold_word(other))


@pytest.mark.parametrize(("one", "other"), [("Bürger", "Burg"), ("Venlo", "Leiden"), ("Rat", "Rad")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem_word(fold_word(one)) != stem_word(fold_word(other))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Stadt- und Kreisarchive", ["Die", "Stadt", "und", "Kreisarchive"]),
        ("Rettungsdienst- bedarfsplan", ["Rettungsdienst-bedarfsplan"]),
        ("be\u00adzeu\u00adgen", ["bezeugen"]),
        ("Städte\u2010Kooperation", ["Städte-Kooperation"]),
        ("1.000 und 12.500.000", ["1000", "und", "12500000"]),
        ("am 25.09.2018 um 18:30 Uhr", ["am", "25", "09", "2018", "um", "18", "30", "Uhr"]),
        ("徐州市 ist 徐州", ["徐", "州", "市", "ist", "徐", "州"]),
        ("C&A, O'Neill (rund)", ["C", "A", "O", "Neill", "rund"]),
        ("", []),
        ("…–„“ ", []),
    ],
)
def test_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_positions_of_hyphenated_words_run_on() -> None:
    places = [(place, term.exact) for place, term in analyse_text("Landkreis Oder-Spree heute")]
    assert places == [(0, "landkreis^"), (1, "oder^"), (1, "oderspree^"), (2, "spree^"), (3, "heute")]


def test_query_words_are_looked_up_in_pieces_and_whole() -> None:
    assert analyse_query_word("Städte-Kooperation") == (("staedte", "kooperation"), "staedtekooperation")
    assert analyse_query_word("Venlo") == (("venlo",), "venlo")
    assert analyse_query_word("--") == ((), "")


def test_stemming_in_many_threads_is_the_same() -> None:
    words = [f"begegnung{'en' * (number % 2)}x{number % 97}" for number in range(3000)]
    stem_word.cache_clear()
    expected = [stem_word.__wrapped__(word) for word in words]
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.append([stem_word.__wrapped__(word) for word in words])) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


def test_fingerprint_names_the_stemmer() -> None:
    assert "stemmer" in analysis_fingerprint()


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("haus", "haus", 0),
        ("haus", "maus", 1),
        ("haus", "hasu", 1),
        ("haus", "hauses", 2),
        ("", "ab", 2),
        ("abcdef", "x", 3),
    ],
)
def test_edits(left: str, right: str, edits: int) -> None:
    assert edits_between(left, right, 2) == edits == edits_between(right, left, 2)


class TestCompounds:
    splitter = CompoundSplitter.learn(["Der Seidenweber und die Weberei. " * 3, "Kropfkissen"])

    @pytest.mark.parametrize(
        ("word", "part"),
        [
            ("Städtepartnerschaft", "Partnerschaft"),
            ("Schüleraustausch", "Austausch"),
            ("Schüleraustauschprogramm", "Schüleraustausch"),
            ("Oberbürgermeister", "Bürgermeister"),
            ("Auslandsreise", "Reise"),
            ("Kirchengemeinde", "Kirche"),
            ("Ratssitzung", "Rat"),
            ("Hilfstransport", "Transport"),
            ("Seidenweberhaus", "Seidenweber"),
            ("Quitschweberei", "Weberei"),
        ],
    )
    def test_part_is_found(self, word: str, part: str) -> None:
        assert stem_word(fold_word(part)) in self.splitter.split_word(fold_word(word))

    @pytest.mark.parametrize(
        "word",
        [
            "Freitag",
            "Vertrag",
            "Zukunft",
            "Beirat",
            "Leidenschaft",
            "Gewerkschaft",
            "Hamburg",
            "Bericht",
            "Überarbeitung",
            "Rat",
        ],
    )
    def test_no_compound_is_left_whole(self, word: str) -> None:
        assert self.splitter.split_word(fold_word(word)) == frozenset()

    def test_a_part_is_told_from_the_letters_as_splitting_tells_it(self) -> None:
        words = {fold_word(word) for notice in NOTICES for word in split_words(notice.text) if "-" not in word}
        nouns = sorted(word for word in words if len(word) > 3)
        words |= {left + right for left in "stadt rat buerger kultur schueler laender".split() for right in nouns}
        stems = sorted({stem_word(word) for word in words})
        compounds = 0
        for number, word in enumerate(sorted(words)):
            parts = self.splitter.split_word(word)
            compounds += bool(parts)
            others = stems[number % 7 :: 97]
            assert {stem for stem in (*parts, *others) if self.splitter.has_part(word, stem)} == {
                stem for stem in (*parts, *others) if stem in parts
            }
        assert compounds > 200

    def test_json_keeps_everything(self) -> None:
        again = CompoundSplitter.from_json(self.splitter.to_json())
        assert again.to_json() == self.splitter.to_json()
        assert again.split_word("seidenweberhaus") == self.splitter.split_word("seidenweberhaus")

    def test_long_and_odd_words_are_answered_at_once(self) -> None:
        for word in ("ab" * 24, "x" * 10_000, "", "12345678"):
            assert self.splitter.split_word(word) == frozenset()
        assert all(part in "stadt" * 9 for part in self.splitter.split_word("stadt" * 9))
