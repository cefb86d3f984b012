"""What the bulk writer lays down is what Whoosh's own codec reads: terms, documents, weights, positions, hash tables."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from whoosh.formats import Positions
from whoosh.index import FileIndex
from whoosh.util.numeric import length_to_byte

from archive.settings import Settings
from indexer.analysis import analyse_text
from indexer.compounds import CompoundSplitter
from indexer.records import IndexDocument
from indexer.whoosh_columns import quantise_lengths
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_generation import read_manifest
from indexer.whoosh_postings import EXACT, PART, STEM, expand_ranges, invert_documents
from indexer.whoosh_segment import INDEX_NAME, DurableStorage
from tests.search_corpus import notice

# Some words in every text, some in one, one three hundred times in a text: blocks of all lengths, zlib or not.
WORDS = [f"wort{number}" for number in range(4000)]


def make_notices(count: int = 400) -> list[IndexDocument]:
    dice = random.Random(3)
    notices = []
    for number in range(count):
        text = " ".join(["Rathaus", *dice.choices(WORDS, k=60), *["immer"] * dice.choice((0, 1, 2, 30))])
        notices.append(notice(f"n{number}", f"Titel {number % 7}", text, "2020-01-01"))
    notices[7] = replace(notices[7], text="viel " * 300 + "x" * 64)
    notices[8] = replace(notices[8], text="viel " * 70_000)
    return notices


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("blocks")
    engine = WhooshEngine.create(Settings(data=data), "test")
    engine.add(make_notices())
    engine.commit(1)
    engine.close()
    root = data / "index"
    return root / read_manifest(root).generation


def test_whoosh_reads_every_posting_as_it_was_written(folder: Path) -> None:
    expected: dict[str, dict[int, list[int]]] = {}
    for number, document in enumerate(make_notices()):
        for position, term in analyse_text(document.text):
            expected.setdefault(term.exact, {}).setdefault(number, []).append(position)
    index = FileIndex(DurableStorage(str(folder)), indexname=INDEX_NAME)
    with index.reader() as reader:
        found = {text.decode() for text in reader.lexicon("text_x")}
        assert found == expected.keys()
        for text, postings in expected.items():
            matcher = reader.postings("text_x", text)
            assert isinstance(matcher.format, Positions)
            read = {}
            while matcher.is_active():
                read[matcher.id()] = matcher.value_as("positions")
                assert matcher.weight() == len(read[matcher.id()])
                matcher.next()
            assert read == postings, text
            info = reader.term_info("text_x", text)
            assert info.doc_frequency() == len(postings)
            assert info.weight() == sum(map(len, postings.values()))
            assert (info.min_id(), info.max_id()) == (min(postings), max(postings))


def test_whoosh_reads_how_often_a_stem_stands(folder: Path) -> None:
    index = FileIndex(DurableStorage(str(folder)), indexname=INDEX_NAME)
    with index.reader() as reader:
        matcher = reader.postings("text", "imm")
        counts = []
        while matcher.is_active():
            counts.append(matcher.value_as("frequency"))
            assert counts[-1] == matcher.weight()
            matcher.next()
        assert set(counts) == {1, 2, 30}
        assert len(counts) > 128
        assert reader.doc_frequency("text", "nirgends") == 0
        assert list(reader.all_doc_ids()) == list(range(400))
        assert reader.stored_fields(3) == {
            "id": "n3",
            "headline": "Titel 3",
            "url": make_notices()[3].url,
        }


def test_a_stem_has_the_postings_of_its_forms_added_up() -> None:
    documents = make_notices(50)
    documents[3] = replace(documents[3], text="Gast Gäste Gästen Gästehaus", title="Gäste")
    postings = invert_documents(documents, CompoundSplitter())
    stems, exact = postings.kinds[STEM], postings.kinds[EXACT]
    owner = {text: number for number, text in enumerate(stems.terms)}[b"gast"]
    forms = {exact.terms[number] for number in np.flatnonzero(postings.stems == owner)}
    assert forms == {b"gast^", b"gaeste^", b"gaesten^"}
    runs = range(stems.runs[owner], stems.runs[owner + 1])
    counted = {int(stems.fields[run]): stems.counts[stems.starts[run] : stems.starts[run + 1]].tolist() for run in runs}
    assert counted == {0: [1], 2: [3]}
    assert b"haus" in postings.kinds[PART].terms
    assert int(exact.counts.sum()) == len(exact.positions) == int(exact.lengths.sum())


def test_lengths_are_kept_in_a_byte_as_whoosh_does_it() -> None:
    assert quantise_lengths(np.arange(200_000)).tolist() == [length_to_byte(number) for number in range(200_000)]


def test_ranges_are_expanded() -> None:
    assert expand_ranges(np.array([3, 9, 5]), np.array([2, 1, 0])).tolist() == [3, 4, 9]
    assert expand_ranges(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)).tolist() == []
