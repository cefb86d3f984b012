"""Turns documents into sorted postings: what a segment and its sidecar are both written from.

Each word is looked up once per spelling; the sorting of all postings of a field is one array operation.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from indexer.analysis import analyse_word, split_words, strip_capital
from indexer.compounds import CompoundSplitter
from indexer.documents import encode_document
from indexer.query import ALL_FIELDS
from indexer.records import ABOUT, IndexDocument

Ints = npt.NDArray[np.uint32]


@dataclass(slots=True)
class FieldPostings:
    """The postings of one field and kind: term t has the documents `docs[starts[t]:starts[t+1]]`.

    The positions of posting p are `positions[places[p]:places[p+1]]`; fields without positions have none.
    `lengths` counts the entries per document.
    """

    starts: Ints
    docs: Ints
    counts: Ints
    places: Ints
    positions: Ints
    lengths: Ints
    placed: bool


@dataclass(slots=True)
class Postings:
    """All that is indexed of a batch of documents: per kind its sorted terms, and per field their postings."""

    documents: list[IndexDocument]
    stored: list[bytes]
    terms: dict[str, list[bytes]] = field(default_factory=dict)
    fields: dict[str, FieldPostings] = field(default_factory=dict)


def invert_documents(documents: Sequence[IndexDocument], splitter: CompoundSplitter) -> Postings:
    """Return the postings of these documents; document n of the segment is number n of the sequence."""
    postings = Postings(list(documents), [encode_document(document).encode() for document in documents])
    numbering = _Numbering(splitter)
    runs = {name: _Run() for name in ALL_FIELDS}
    for document in documents:
        for name, text in zip(ALL_FIELDS, read_fields(document), strict=True):
            words = split_words(text)
            runs[name].words.extend(map(numbering.__getitem__, words))
            runs[name].sizes.append(len(words))
    for kind, (lexicon, table) in numbering.close().items():
        encoded = sorted((term.encode("utf-8", "replace"), number) for term, number in lexicon.items())
        postings.terms[kind] = [text for text, _ in encoded]
        ranks = np.empty(len(lexicon), dtype=np.uint32)
        ranks[[number for _, number in encoded]] = np.arange(len(lexicon), dtype=np.uint32)
        for name in ALL_FIELDS:
            postings.fields[name + kind] = _sort_postings(runs[name], numbering.widths(), table, ranks, kind != "_p")
    return postings


def read_fields(document: IndexDocument) -> tuple[str, str, str, str, str, str]:
    """Return the texts of a document in the order of ALL_FIELDS; the kicker is searched with the lead."""
    lead = f"{document.kicker}\n{document.lead}" if document.kicker else document.lead
    return document.title, lead, document.text, document.captions, document.credits, document.old_text


def read_keywords(document: IndexDocument) -> dict[str, tuple[str, ...]]:
    """Return the unanalysed terms of a document, per field of the schema."""
    having = [
        name
        for name, held in (("pdf", document.has_pdf), ("date", document.published), ("city", document.tags))
        if held
    ]
    return {
        "city": tuple(sorted({tag.city for tag in document.tags})),
        "city_about": tuple(sorted({tag.city for tag in document.tags if tag.role == ABOUT})),
        "day": (document.published.isoformat(),) if document.published else (),
        "having": tuple(having),
        "id": (document.id,),
        "site": (document.site,),
        "state": (document.state,),
    }


def hash_id(article_id: str) -> int:
    """Return 64 bits of an id: what documents are looked up by."""
    return int.from_bytes(hashlib.blake2b(article_id.encode("utf-8", "replace"), digest_size=8).digest(), "little")


class _Run:
    """One field of all documents: the numbers of its words as they follow one another, and how many per document."""

    def __init__(self) -> None:
        self.words = array("I")
        self.sizes = array("I")


@dataclass(slots=True)
class _Table:
    """What each spelling gives in one kind: entries `starts[w]` to `starts[w + 1]`, with term number and offset."""

    starts: Ints
    terms: Ints
    offsets: Ints


class _Numbering(dict[str, int]):
    """Gives each spelling a number when it is first met, and notes which terms it stands for."""

    def __init__(self, splitter: CompoundSplitter) -> None:
        super().__init__()
        self._splitter = splitter
        self._lexicons: dict[str, dict[str, int]] = {"": {}, "_x": {}, "_p": {}}
        self._tables = {kind: (array("I", [0]), array("I"), array("I")) for kind in self._lexicons}
        self._widths = array("I")

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self._widths)
        analysed = analyse_word(word)
        self._widths.append(analysed.width)
        for term in analysed.terms:
            self._note("", term.stem, term.offset)
            self._note("_x", term.exact, term.offset)
            for part in sorted(self._splitter.split_word(strip_capital(term.exact))):
                self._note("_p", part, term.offset)
        for starts, terms, _ in self._tables.values():
            starts.append(len(terms))
        return number

    def _note(self, kind: str, term: str, offset: int) -> None:
        lexicon = self._lexicons[kind]
        _, terms, offsets = self._tables[kind]
        terms.append(lexicon.setdefault(term, len(lexicon)))
        offsets.append(offset)

    def widths(self) -> Ints:
        """Return how many positions each spelling takes."""
        return np.array(self._widths, dtype=np.uint32)

    def close(self) -> dict[str, tuple[dict[str, int], _Table]]:
        """Return per kind the terms with their numbers, and what each spelling gives."""
        return {
            kind: (lexicon, _Table(*(np.array(column, dtype=np.uint32) for column in self._tables[kind])))
            for kind, lexicon in self._lexicons.items()
        }


def _sort_postings(run: _Run, widths: Ints, table: _Table, ranks: Ints, placed: bool) -> FieldPostings:
    """Return the postings of one field and kind: all its entries, sorted by term, document and position at once."""
    words = np.array(run.words, dtype=np.int64)
    sizes = np.array(run.sizes, dtype=np.int64)
    documents = np.repeat(np.arange(len(sizes)), sizes)
    ends = np.cumsum(widths[words]) if len(words) else np.empty(0, dtype=np.int64)
    begins = ends - widths[words]
    firsts = np.cumsum(sizes) - sizes
    if len(words):
        # Positions count from the beginning of each document.
        begins = begins - np.repeat(begins[np.minimum(firsts, len(words) - 1)], sizes)
    entries = table.starts[words + 1].astype(np.int64) - table.starts[words]
    total = int(entries.sum())
    steps = np.arange(total) - np.repeat(np.cumsum(entries) - entries, entries)
    picked = np.repeat(table.starts[words].astype(np.int64), entries) + steps
    terms = ranks[table.terms[picked]]
    positions = (np.repeat(begins, entries) + table.offsets[picked]).astype(np.uint32)
    documents = np.repeat(documents, entries).astype(np.uint32)
    order = np.argsort(terms, kind="stable")
    terms, documents, positions = terms[order], documents[order], positions[order]
    changes = (terms[1:] != terms[:-1]) | (documents[1:] != documents[:-1])
    places = np.concatenate(([0], np.flatnonzero(changes) + 1)).astype(np.uint32) if total else terms
    return FieldPostings(
        starts=np.searchsorted(terms[places], np.arange(len(ranks) + 1)).astype(np.uint32),
        docs=documents[places],
        counts=np.diff(np.append(places, total)).astype(np.uint32),
        places=np.append(places, total).astype(np.uint32),
        positions=positions if placed else positions[:0],
        lengths=np.bincount(documents, minlength=len(sizes)).astype(np.uint32),
        placed=placed,
    )
