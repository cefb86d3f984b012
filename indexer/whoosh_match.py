"""Answers a query tree with array operations over the postings of a view: which documents match, and how well.

Every node becomes sorted document numbers with a score each. The scores are those of Whoosh's BM25F over the same
index (see whoosh_referee.py, which says the same queries in plain Whoosh); words, phrases and patterns that were
asked lately come from the view's cache.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.analysis import CAPITAL, analyse_query_word, stem_word
from indexer.query import (
    FIELDS,
    All,
    And,
    Fuzzy,
    Having,
    InState,
    Near,
    Node,
    Not,
    Nothing,
    OfSite,
    Or,
    Pattern,
    Phrase,
    PublishedBetween,
    TaggedWith,
    Weaker,
    Word,
)
from indexer.whoosh_filters import mask_filter
from indexer.whoosh_places import Keys, find_near, find_phrase
from indexer.whoosh_schema import BM25_K1, BOOSTS, KINDS, measure_rarity
from indexer.whoosh_sidecar import Array
from indexer.whoosh_terms import expand_fuzzy, expand_pattern
from indexer.whoosh_view import IndexView


@dataclass(frozen=True, slots=True)
class Matches:
    """Document numbers in ascending order, and the score of each."""

    docs: Array
    scores: Array

    def __len__(self) -> int:
        return len(self.docs)

    @property
    def nbytes(self) -> int:
        """How much memory it takes: the cache keeps count."""
        return int(self.docs.nbytes + self.scores.nbytes)


# Below this many documents an array over all of them is cheaper than sorting those that were found.
_SMALL = 40_000

EMPTY = Matches(np.empty(0, dtype=np.int64), np.empty(0))


def match_tree(view: IndexView, tree: Node) -> Matches:
    """Return the live documents that a query tree asks for."""
    found = _match(view, tree)
    if view.whole:
        return found
    kept = view.live[found.docs]
    return Matches(found.docs[kept], found.scores[kept])


def _match(view: IndexView, node: Node) -> Matches:
    match node:
        case Word():
            return view.cache.get(node, lambda: _match_word(view, node))
        case Phrase():
            return view.cache.get(node, lambda: _match_phrase(view, node))
        case Pattern() | Fuzzy():
            return view.cache.get(node, lambda: _match_expanded(view, node))
        case Near():
            return view.cache.get(node, lambda: _match_near(view, node))
        case And(parts):
            return _match_all(view, parts)
        case Or(parts):
            return _add_up(view, [_match(view, part) for part in parts])
        case Weaker(part, factor):
            found = _match(view, part)
            return Matches(found.docs, found.scores * factor)
        case Not(part):
            mask = np.ones(view.size, dtype=bool)
            mask[_match(view, part).docs] = False
            return _unscored(mask)
        case All():
            return Matches(np.arange(view.size), np.zeros(view.size))
        case Nothing():
            return EMPTY
        case _:
            return _unscored(mask_filter(view, node))


def _unscored(mask: Array) -> Matches:
    docs = np.flatnonzero(mask)
    return Matches(docs, np.zeros(len(docs)))


def _match_all(view: IndexView, parts: tuple[Node, ...]) -> Matches:
    mask: Array | None = None
    found: list[Matches] = []
    for part in parts:
        if isinstance(part, TaggedWith | PublishedBetween | OfSite | InState | Having):
            passing = mask_filter(view, part)
            mask = passing if mask is None else mask & passing
        elif isinstance(part, Not):
            passing = np.ones(view.size, dtype=bool)
            passing[_match(view, part.part).docs] = False
            mask = passing if mask is None else mask & passing
        else:
            found.append(_match(view, part))
            if not len(found[-1]):
                return EMPTY
    if not found:
        return _unscored(mask) if mask is not None else EMPTY
    found.sort(key=len)
    docs, scores = found[0].docs, found[0].scores
    if mask is not None:
        kept = mask[docs]
        docs, scores = docs[kept], scores[kept]
    for other in found[1:]:
        if not len(docs):
            break
        places = np.searchsorted(other.docs, docs)
        places[places == len(other.docs)] = 0
        kept = other.docs[places] == docs
        docs, scores = docs[kept], scores[kept] + other.scores[places[kept]]
    return Matches(docs, scores)


def _add_up(view: IndexView, found: list[Matches]) -> Matches:
    found = [matches for matches in found if len(matches)]
    if len(found) <= 1:
        return found[0] if found else EMPTY
    return add_scores(
        view, np.concatenate([matches.docs for matches in found]), np.concatenate([m.scores for m in found])
    )


def add_scores(view: IndexView, docs: Array, scores: Array) -> Matches:
    """Return each document once, with the sum of its scores."""
    if len(docs) * 4 > view.size or view.size < _SMALL:
        present = np.zeros(view.size, dtype=bool)
        present[docs] = True
        summed = np.bincount(docs, scores, minlength=view.size)
        unique = np.flatnonzero(present)
        return Matches(unique, summed[unique])
    unique, places = np.unique(docs, return_inverse=True)
    return Matches(unique, np.bincount(places, scores, minlength=len(unique)))


# ---- words ---------------------------------------------------------------------------------------------------


def rarity(view: IndexView, stem: str) -> float:
    """Return how rare a word is: its most frequent field decides, the parts of compounds included."""
    frequency = 0
    text = stem.encode("utf-8", "replace")
    counts = dict.fromkeys((name + kind for name in FIELDS for kind in ("", "_p")), 0)
    for segment in view.segments:
        for kind in ("", "_p"):
            number = segment.term_number(kind, text)
            if number >= 0:
                for name in FIELDS:
                    first, last = segment.extent(name + kind, number)
                    counts[name + kind] += last - first
    frequency = max(counts.values())
    return measure_rarity(max(view.size, 1), frequency)


def _match_word(view: IndexView, word: Word) -> Matches:
    pieces, whole = analyse_query_word(word.text)
    if not pieces:
        return EMPTY
    found = match_form(view, whole, word.fields)
    if len(pieces) > 1:
        apart = _match_phrase(view, Phrase(pieces, word.fields, stemmed=True))
        return _add_up(view, [found, apart])
    return found


def match_form(view: IndexView, folded: str, fields: tuple[str, ...] = FIELDS, exact_only: bool = False) -> Matches:
    """Return where a word stands: its stem, its exact form and, far lower, compounds of which it is a part."""
    stem = stem_word(folded)
    lookups = [("_x", folded), ("_x", folded + CAPITAL)]
    if not exact_only:
        lookups += [("", stem), ("_p", stem)]
    return _sum_terms(view, lookups, fields, rarity(view, stem))


def _sum_terms(view: IndexView, lookups: list[tuple[str, str]], fields: tuple[str, ...], idf: float) -> Matches:
    docs: list[Array] = []
    counts: list[Array] = []
    # Per posting list: how long it is, what is added to its document numbers, where its norms begin, what it weighs.
    lengths: list[int] = []
    bases: list[int] = []
    norms: list[int] = []
    weights: list[float] = []
    for segment in view.segments:
        for kind, text in lookups:
            number = segment.term_number(kind, text.encode("utf-8", "replace"))
            if number < 0:
                continue
            for field in fields:
                name = field + kind
                first, last = segment.extent(name, number)
                if first < last:
                    docs.append(segment.array(name + ".docs")[first:last])
                    counts.append(segment.array(name + ".counts")[first:last])
                    lengths.append(last - first)
                    bases.append(segment.base)
                    norms.append(view.norm_places[name])
                    weights.append(idf * BOOSTS[field] * KINDS[kind])
    if not docs:
        return EMPTY
    # All lists in one go: there may be twenty of them, and each array operation costs a microsecond by itself.
    numbers = np.concatenate(docs).astype(np.int64) + np.repeat(bases, lengths)
    found = np.concatenate(counts).astype(np.float64)
    norm = view.all_norms()[np.repeat(norms, lengths) + numbers]
    return add_scores(view, numbers, (found * (BM25_K1 + 1)) / (found + norm) * np.repeat(weights, lengths))


def _saturate(view: IndexView, name: str, docs: Array, counts: Array) -> Array:
    norm = view.all_norms()[view.norm_places[name] + docs]
    return (counts * (BM25_K1 + 1)) / (counts + norm)  # type: ignore[no-any-return]


# ---- phrases and nearness ------------------------------------------------------------------------------------


def _phrase_slots(phrase: Phrase) -> tuple[str, list[tuple[str, ...]], list[str]]:
    pieces = [piece for word in phrase.words for piece in analyse_query_word(word)[0]]
    stems = [stem_word(piece) for piece in pieces]
    if phrase.stemmed:
        return "", [(stem,) for stem in stems], stems
    single = len(phrase.words) == 1
    if single:
        # A hyphenated word in quotes may be written in one piece.
        pieces = [analyse_query_word(phrase.words[0])[1]] if len(pieces) != 1 else pieces
    if single and phrase.words[0][:1].isupper():
        return "_x", [(pieces[0] + CAPITAL,)], stems
    return "_x", [(piece, piece + CAPITAL) for piece in pieces], stems


def _match_phrase(view: IndexView, phrase: Phrase) -> Matches:
    kind, slots, stems = _phrase_slots(phrase)
    if not slots:
        return EMPTY
    idf = sum(rarity(view, stem) for stem in stems)
    found = [(name, find_phrase(view, name, kind, slots)) for name in phrase.fields]
    matches = _score_places(view, kind, found, idf)
    if kind == "_x" and len(phrase.words) == 1 and len(stems) > 1:
        apart = Phrase(tuple(phrase.words[0].replace("-", " ").split()), phrase.fields)
        return _add_up(view, [matches, _match_phrase(view, apart)])
    return matches


def _match_near(view: IndexView, near: Near) -> Matches:
    sides = [_near_slots(side) for side in (near.left, near.right)]
    if not all(slots for slots, _ in sides):
        return EMPTY
    fields = tuple(name for name in near.left.fields if name in near.right.fields)
    idf = sum(rarity(view, stem) for _, stems in sides for stem in stems)
    found = [(name, find_near(view, name, sides[0][0], sides[1][0], near.distance)) for name in fields]
    return _score_places(view, "", found, idf)


def _near_slots(side: Word | Phrase) -> tuple[list[tuple[str, tuple[str, ...]]], list[str]]:
    if isinstance(side, Word):
        pieces, whole = analyse_query_word(side.text)
        if len(pieces) == 1:
            return [("", (stem_word(whole),))], [stem_word(whole)]
        side = Phrase(pieces, side.fields, stemmed=True)
    kind, slots, stems = _phrase_slots(side)
    return [(kind, slot) for slot in slots], stems


def _score_places(view: IndexView, kind: str, found: list[tuple[str, Keys]], idf: float) -> Matches:
    docs: list[Array] = []
    scores: list[Array] = []
    for name, keys in found:
        if len(keys.docs):
            docs.append(keys.docs)
            scores.append(_saturate(view, name + kind, keys.docs, keys.counts) * (idf * BOOSTS[name]))
    if not docs:
        return EMPTY
    return add_scores(view, np.concatenate(docs), np.concatenate(scores))


# ---- many words at once --------------------------------------------------------------------------------------


def _match_expanded(view: IndexView, node: Pattern | Fuzzy) -> Matches:
    docs: list[Array] = []
    scores: list[Array] = []
    for segment in view.segments:
        runs = expand_pattern(segment, node.text) if isinstance(node, Pattern) else expand_fuzzy(segment, node)
        for field in node.fields:
            name = field + "_x"
            pieces = []
            for low, high in runs:
                first, last = int(segment.array(name + ".starts")[low]), int(segment.array(name + ".starts")[high])
                if first < last:
                    pieces.append(segment.array(name + ".docs")[first:last])
            if pieces:
                numbers = np.unique(np.concatenate(pieces)).astype(np.int64) + segment.base
                docs.append(numbers)
                scores.append(np.full(len(numbers), BOOSTS[field]))
    if not docs:
        return EMPTY
    return add_scores(view, np.concatenate(docs), np.concatenate(scores))
