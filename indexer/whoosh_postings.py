"""Turns documents into sorted postings: what a segment and its sidecar are both written from.

Each word is looked up once per spelling; the sorting of all postings of a field is one array operation.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from indexer.analysis import analyse_word, split_words, strip_capital
from indexer.compounds import CompoundSplitter
from indexer.documents import encode_document
from indexer.query import FIELDS
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
    lexicons: dict[str, dict[str, int]] = {"": {}, "_x": {}, "_p": {}}
    runs = {name + kind: _Run() for name in FIELDS for kind in lexicons}
    known: dict[str, _Entries] = {}
    for document in documents:
        for name, text in zip(FIELDS, read_fields(document), strict=True):
            _collect(text, known, lexicons, splitter, [runs[name + kind] for kind in lexicons])
    for kind, lexicon in lexicons.items():
        encoded = {term: term.encode() for term in lexicon}
        ordered = sorted(encoded.items(), key=lambda item: item[1])
        postings.terms[kind] = [text for _, text in ordered]
        ranks = np.empty(len(lexicon), dtype=np.uint32)
        for rank, (term, _) in enumerate(ordered):
            ranks[lexicon[term]] = rank
        for name in FIELDS:
            postings.fields[name + kind] = runs[name + kind].sort(ranks)
    return postings


def read_fields(document: IndexDocument) -> tuple[str, str, str, str, str]:
    """Return the texts of a document in the order of FIELDS; the kicker is searched with the lead."""
    lead = f"{document.kicker}\n{document.lead}" if document.kicker else document.lead
    return document.title, lead, document.text, document.captions, document.credits


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


# Per spelling: its width, and (offset, stem number, exact number) per entry, and (offset, part number) per part.
_Entries = tuple[int, tuple[tuple[int, int, int], ...], tuple[tuple[int, int], ...]]


class _Run:
    """Term numbers and positions of one field in the order of the texts, to be sorted at once."""

    def __init__(self) -> None:
        self.terms = array("I")
        self.positions = array("I")
        self.lengths = array("I")

    def sort(self, ranks: Ints) -> FieldPostings:
        lengths = np.array(self.lengths, dtype=np.uint32)
        documents = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
        terms = ranks[np.array(self.terms, dtype=np.uint32)] if len(self.terms) else np.empty(0, dtype=np.uint32)
        order = np.argsort(terms, kind="stable")
        terms, documents = terms[order], documents[order]
        positions = np.array(self.positions, dtype=np.uint32)
        positions = positions[order] if len(positions) else positions
        if len(terms):
            changes = (terms[1:] != terms[:-1]) | (documents[1:] != documents[:-1])
            places = np.concatenate(([0], np.flatnonzero(changes) + 1)).astype(np.uint32)
        else:
            places = np.empty(0, dtype=np.uint32)
        ends = np.append(places[1:], len(terms)) if len(places) else places
        starts = np.searchsorted(terms[places], np.arange(len(ranks) + 1)).astype(np.uint32)
        return FieldPostings(
            starts=starts,
            docs=documents[places],
            counts=(ends - places).astype(np.uint32),
            places=np.append(places, len(terms)).astype(np.uint32),
            positions=positions,
            lengths=lengths,
        )


def _collect(
    text: str,
    known: dict[str, _Entries],
    lexicons: dict[str, dict[str, int]],
    splitter: CompoundSplitter,
    runs: Iterable[_Run],
) -> None:
    stems, exacts, parts = runs
    add_stem, add_exact, add_part = stems.terms.append, exacts.terms.append, parts.terms.append
    add_stem_place, add_exact_place = stems.positions.append, exacts.positions.append
    before = len(stems.terms), len(parts.terms)
    position = 0
    for word in split_words(text):
        entries = known.get(word)
        if entries is None:
            entries = known[word] = _number(word, lexicons, splitter)
        width, forms, pieces = entries
        for offset, stem, exact in forms:
            add_stem(stem)
            add_exact(exact)
            add_stem_place(position + offset)
            add_exact_place(position + offset)
        for _, part in pieces:
            add_part(part)
        position += width
    stems.lengths.append(len(stems.terms) - before[0])
    exacts.lengths.append(len(stems.terms) - before[0])
    parts.lengths.append(len(parts.terms) - before[1])


def _number(word: str, lexicons: dict[str, dict[str, int]], splitter: CompoundSplitter) -> _Entries:
    stems, exacts, parts = lexicons[""], lexicons["_x"], lexicons["_p"]
    analysed = analyse_word(word)
    forms: list[tuple[int, int, int]] = []
    pieces: list[tuple[int, int]] = []
    for term in analysed.terms:
        forms.append((term.offset, stems.setdefault(term.stem, len(stems)), exacts.setdefault(term.exact, len(exacts))))
        pieces.extend(
            (term.offset, parts.setdefault(part, len(parts)))
            for part in sorted(splitter.split_word(strip_capital(term.exact)))
        )
    return analysed.width, tuple(forms), tuple(pieces)
