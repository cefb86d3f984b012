"""Turns documents into sorted postings: what a segment and its sidecar are both written from.

Each word is looked up once per spelling; everything after that is array operations over all entries of a batch. Only the
exact forms are sorted: a stem's postings are those of its forms added up, and so are those of the parts of compounds.
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
Wide = npt.NDArray[np.int64]

STEM, EXACT, PART = "", "_x", "_p"
# A word has at most eight pieces (indexer/analysis.py), and a few more if underscores part it.
_WIDEST = 64


@dataclass(slots=True)
class KindPostings:
    """All postings of one kind of term, sorted by term, field and document.

    Term t has the runs `runs[t]` to `runs[t + 1]`, one for each field that has it; run r is of the field with the number
    `fields[r]` and holds the postings `starts[r]` to `starts[r + 1]`. `lengths[f, d]` counts the entries of field f in
    document d. `positions` has as many numbers for each posting as its count says, or none at all.
    """

    terms: list[bytes]
    runs: Wide
    fields: npt.NDArray[np.uint8]
    starts: Wide
    docs: Wide
    counts: Wide
    lengths: Wide
    positions: Ints


@dataclass(slots=True)
class Postings:
    """All that is indexed of a batch of documents; `stems` has the number of the stem of each exact form."""

    documents: list[IndexDocument]
    stored: list[bytes]
    kinds: dict[str, KindPostings] = field(default_factory=dict)
    stems: Wide = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def invert_documents(documents: Sequence[IndexDocument], splitter: CompoundSplitter) -> Postings:
    """Return the postings of these documents; document n of the segment is number n of the sequence."""
    postings = Postings(list(documents), [encode_document(document) for document in documents])
    lexicon = _Lexicon(splitter)
    words, sizes = array("I"), array("I")
    texts = [read_fields(document) for document in documents]
    for number in range(len(ALL_FIELDS)):
        for fields in texts:
            found = split_words(fields[number]) if fields[number] else []
            words.extend(map(lexicon.__getitem__, found))
            sizes.append(len(found))
    exact_terms, exact_ranks = _rank_terms(lexicon.exact)
    stem_terms, stem_ranks = _rank_terms(lexicon.stems)
    part_terms, part_ranks = _rank_terms(lexicon.parts)
    terms, owners, positions = _sort_entries(lexicon, exact_ranks, _wide(words), _wide(sizes))
    firsts = _changes(terms, owners)
    counts = np.diff(firsts, append=len(terms))
    terms, owners = terms[firsts], owners[firsts]
    postings.kinds[EXACT] = _group(exact_terms, terms, owners, counts, len(texts), positions)
    # From here on by rank: exact form -> stem, exact form -> parts.
    stems = np.empty(len(exact_terms), dtype=np.int64)
    stems[exact_ranks] = stem_ranks[_wide(lexicon.stem_of)]
    postings.stems = stems
    postings.kinds[STEM] = _group(stem_terms, *_add_up(stems[terms], owners, counts), len(texts))
    at = np.empty(len(exact_terms), dtype=np.int64)
    at[exact_ranks] = np.arange(len(exact_terms))
    starts = _wide(lexicon.part_starts)
    sizes_of = (starts[1:] - starts[:-1])[at][terms]
    picked = expand_ranges(starts[:-1][at][terms], sizes_of)
    parts = part_ranks[_wide(lexicon.part_of)[picked]]
    summed = _add_up(parts, np.repeat(owners, sizes_of), np.repeat(counts, sizes_of))
    postings.kinds[PART] = _group(part_terms, *summed, len(texts))
    return postings


def read_fields(document: IndexDocument) -> tuple[str, str, str, str, str, str, str]:
    """Return the texts of a document in the order of ALL_FIELDS; the kicker is searched with the lead."""
    lead = f"{document.kicker}\n{document.lead}" if document.kicker else document.lead
    parts = (document.title, lead, document.text, document.captions, document.credits)
    return (*parts, document.file_text, document.old_text)


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


def expand_ranges(starts: Wide, sizes: Wide) -> Wide:
    """Return the numbers of all ranges one after the other: (3, 9) and (2, 1) give 3, 4, 9."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(total)


class _Lexicon(dict[str, int]):
    """Gives each spelling a number when it is first met, and notes which exact forms, stems and parts it stands for."""

    def __init__(self, splitter: CompoundSplitter) -> None:
        super().__init__()
        self._splitter = splitter
        self.widths = array("I")
        # Per spelling its entries: exact form and offset.
        self.entry_starts, self.entries, self.offsets = array("I", [0]), array("I"), array("I")
        self.exact: dict[str, int] = {}
        self.stems: dict[str, int] = {}
        self.parts: dict[str, int] = {}
        # Per exact form its stem, and its parts.
        self.stem_of = array("I")
        self.part_starts, self.part_of = array("I", [0]), array("I")

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.widths)
        analysed = analyse_word(word)
        self.widths.append(analysed.width)
        for offset, exact, stem in analysed.terms:
            known = self.exact.get(exact)
            if known is None:
                known = self._add_exact(exact, stem)
            self.entries.append(known)
            self.offsets.append(offset)
        self.entry_starts.append(len(self.entries))
        return number

    def _add_exact(self, exact: str, stem: str) -> int:
        number = self.exact[exact] = len(self.exact)
        self.stem_of.append(self.stems.setdefault(stem, len(self.stems)))
        for part in self._splitter.split_word(strip_capital(exact)):
            self.part_of.append(self.parts.setdefault(part, len(self.parts)))
        self.part_starts.append(len(self.part_of))
        return number


def _sort_entries(lexicon: _Lexicon, ranks: Wide, words: Wide, sizes: Wide) -> tuple[Wide, Wide, Ints]:
    """Return rank, owner (field and document) and position of every entry of every word, sorted by all three."""
    ends = np.concatenate(([0], np.cumsum(_wide(lexicon.widths)[words])))
    # Positions count from the beginning of each text.
    begins = ends[:-1] - np.repeat(ends[np.cumsum(sizes) - sizes], sizes)
    # The three go into one number, and sorting numbers is many times faster than sorting by a key. There is room: two
    # million different words, a hundred thousand texts of a batch and sixteen million words of a text make 62 bits.
    for_position = max(int(begins.max(initial=0)) + _WIDEST, 1).bit_length()
    for_owner = max(len(sizes), 1).bit_length()
    places = np.repeat(np.arange(len(sizes)) << for_position, sizes) + begins
    starts = _wide(lexicon.entry_starts)
    terms = (ranks << (for_owner + for_position))[_wide(lexicon.entries)]
    firsts = np.append(terms, 0)[np.minimum(starts[:-1], len(terms))]
    several = np.diff(starts)
    keys = [(firsts[words] + places)[several[words] > 0]]
    # A hyphenated word has more than one entry.
    more = np.flatnonzero(several[words] > 1)
    others = several[words[more]] - 1
    picked = expand_ranges(starts[words[more]] + 1, others)
    keys.append(terms[picked] + np.repeat(places[more], others) + _wide(lexicon.offsets)[picked])
    whole = np.concatenate(keys)
    whole.sort()
    position = whole & ((1 << for_position) - 1)
    owner = (whole >> for_position) & ((1 << for_owner) - 1)
    return whole >> (for_owner + for_position), owner, position.astype(np.uint32)


def _rank_terms(numbers: dict[str, int]) -> tuple[list[bytes], Wide]:
    """Return the terms as sorted bytes, and the place of each number among them."""
    encoded = [term.encode("utf-8", "replace") for term in numbers]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return [encoded[number] for number in order], ranks


def _add_up(terms: Wide, owners: Wide, counts: Wide) -> tuple[Wide, Wide, Wide]:
    """Return each pair of term and owner once, sorted, with the sum of its counts."""
    if not len(terms):
        return terms, owners, counts
    # The three fit into one number, and sorting numbers is many times faster than sorting by a key.
    for_count = int(counts.max()).bit_length()
    for_owner = int(owners.max()).bit_length()
    keys = ((terms << for_owner | owners) << for_count) | counts
    keys.sort()
    pairs, counts = keys >> for_count, keys & ((1 << for_count) - 1)
    firsts = np.concatenate(([0], np.flatnonzero(pairs[1:] != pairs[:-1]) + 1))
    pairs = pairs[firsts]
    return pairs >> for_owner, pairs & ((1 << for_owner) - 1), np.add.reduceat(counts, firsts)


def _group(
    names: list[bytes], terms: Wide, owners: Wide, counts: Wide, documents: int, positions: Ints | None = None
) -> KindPostings:
    fields, docs = np.divmod(owners, max(documents, 1))
    firsts = _changes(terms, fields)
    return KindPostings(
        terms=names,
        runs=np.searchsorted(terms[firsts], np.arange(len(names) + 1)),
        fields=fields[firsts].astype(np.uint8),
        starts=np.append(firsts, len(terms)),
        docs=docs,
        counts=counts,
        lengths=np.bincount(owners, counts, minlength=len(ALL_FIELDS) * documents)
        .astype(np.int64)
        .reshape(len(ALL_FIELDS), documents),
        positions=np.empty(0, dtype=np.uint32) if positions is None else positions,
    )


def _changes(left: Wide, right: Wide) -> Wide:
    """Return where a pair differs from the one before it."""
    if not len(left):
        return np.empty(0, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero((left[1:] != left[:-1]) | (right[1:] != right[:-1])) + 1))


def _wide(numbers: array[int]) -> Wide:
    return np.array(numbers, dtype=np.int64)
