"""Plain Whoosh is the referee: the same queries on the same index give the same articles and the same scores."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from archive.settings import Settings
from indexer import whoosh_view
from indexer.analysis import CAPITAL, edits_between, fold_word, split_words, strip_capital
from indexer.query import Fuzzy
from indexer.query_parser import parse_query
from indexer.records import IndexDocument, Query
from indexer.whoosh_current import CurrentIndex
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_match import match_tree
from indexer.whoosh_places import find_phrase
from indexer.whoosh_referee import search_plainly
from indexer.whoosh_terms import expand_fuzzy
from tests.search_corpus import NOTICES
from tests.test_query_pairs import read_pairs


def recombine(number: int, seed: int = 7) -> Iterator[IndexDocument]:
    """Yield notices made of the sentences of the small archive, so that words and phrases meet in many ways."""
    dice = random.Random(seed)
    sentences = [part for document in NOTICES for part in re.split(r"(?<=\.)\s+", document.text)]
    for count in range(number):
        model = dice.choice(NOTICES)
        yield replace(
            model,
            id=f"n{count}",
            title=dice.choice(NOTICES).title,
            text=" ".join(dice.choices(sentences, k=dice.randint(2, 12))),
        )


QUERIES = [query for query, _, _ in read_pairs() if "~" not in query and '" NEAR' not in query]
# Phrases and patterns are scored in our own way: only what they find is compared.
UNSCORED = re.compile(r'["„»«›‹‚‘`*?:]|(?<!\w)\'|NEAR|NAH|-|\d\.\d|徐')


def assert_as_whoosh(data: Path) -> None:
    """Compare totals of all queries, and scores where both have the same idea of them."""
    view = CurrentIndex(Settings(data=data).index_folder).get().view
    compared = 0
    for query in QUERIES:
        tree = parse_query(query, str.lower).tree
        ours = match_tree(view, tree)
        mine = {view.read_document(int(n)).id: float(s) for n, s in zip(ours.docs, ours.scores, strict=True)}
        theirs = dict(search_plainly(data / "index", tree))
        assert mine.keys() == theirs.keys(), query
        if not UNSCORED.search(query):
            compared += len(mine)
            for name, score in mine.items():
                assert score == pytest.approx(theirs[name], rel=1e-9, abs=1e-9), (query, name)
    assert compared > 1000


def write(data: Path, *batches: list[IndexDocument], deleted: tuple[str, ...] = ()) -> WhooshEngine:
    """Write an index, a segment a batch."""
    engine = WhooshEngine.create(Settings(data=data), "test")
    for sequence, batch in enumerate(batches):
        engine.add(batch)
        engine.commit(sequence)
    engine.delete(deleted)
    engine.commit(len(batches))
    return engine


def test_one_segment(tmp_path: Path) -> None:
    write(tmp_path, list(recombine(200))).close()
    assert_as_whoosh(tmp_path)


def test_many_segments_with_deletions_and_updates(tmp_path: Path) -> None:
    documents = list(recombine(200))
    batches = [list(batch) for batch in (documents[:90], documents[90:130], documents[130:])]
    newer = [replace(document, title="Burg und Austausch") for document in documents[::9]]
    engine = write(tmp_path, *batches, newer, deleted=tuple(f"n{number}" for number in range(0, 200, 7)))
    assert len(engine._index.get().view.segments) >= 3
    engine.close()
    assert_as_whoosh(tmp_path)


def test_postings_that_are_read_instead_of_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As it is with an index that is too large to stay mapped.
    monkeypatch.setattr(whoosh_view, "_MAPPED_WHOLE", 0)
    monkeypatch.setattr(whoosh_view, "_TRIM_EVERY", 4)
    documents = list(recombine(160))
    engine = write(tmp_path, documents[:100], documents[100:], deleted=("n3", "n120"))
    for query in QUERIES:
        engine.search(Query(query))
    engine.close()
    assert_as_whoosh(tmp_path)


def test_words_a_letter_or_two_away_are_those_that_comparing_each_one_gives(tmp_path: Path) -> None:
    engine = write(tmp_path, list(recombine(200)))
    segment = engine._index.get().view.segments[0]
    count = segment.term_count("_x")
    words = [strip_capital(segment.term("_x", number).decode()) for number in range(count)]
    engine.close()
    found = 0
    for edits in (1, 2):
        for asked in (*words[::3], "buergermeistre", "delegatoin", "ueebergabe", "łódź", "徐州"):
            near = {
                word
                for word in words
                if word[0] == fold_word(asked)[0] and edits_between(fold_word(asked), word, edits) <= edits
            }
            runs = expand_fuzzy(segment, Fuzzy(asked, edits))
            assert {words[number] for number, _ in runs} == near, (asked, edits)
            found += len(near)
    assert found > 250


def test_phrases_of_frequent_words_are_found_as_often_as_they_stand(tmp_path: Path) -> None:
    # Where both words stand in nearly every text, their places are merged; rare ones are looked up one by one.
    texts = [
        f"Der Rat der Stadt, die Stadt und der Rat {'der Stadt ' * (number % 5)} {number} der der Rat"
        for number in range(300)
    ]
    documents = [IndexDocument(id=f"t{n}", site="s", url="", title="", text=text) for n, text in enumerate(texts)]
    engine = write(tmp_path, documents)
    view = engine._index.get().view
    for first, second in (("der", "rat"), ("der", "stadt"), ("rat", "der"), ("der", "der"), ("171", "der")):
        slots = [(first, first + CAPITAL), (second, second + CAPITAL)]
        found = find_phrase(view, ("text",), "_x", slots)["text"]
        counted = {}
        for number, text in enumerate(texts):
            words = [fold_word(word) for word in split_words(text)]
            if times := sum(pair == (first, second) for pair in pairwise(words)):
                counted[number] = times
        assert dict(zip(found.docs.tolist(), found.counts.tolist(), strict=True)) == counted
        assert counted
    engine.close()


def test_after_merges(tmp_path: Path) -> None:
    documents = list(recombine(120))
    engine = write(tmp_path, *[documents[at : at + 8] for at in range(0, 120, 8)])
    assert len(engine._index.get().view.segments) < 15
    assert engine.search(Query()).total == 120
    engine.close()
    assert_as_whoosh(tmp_path)
