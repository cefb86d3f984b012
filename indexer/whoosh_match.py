"""Answers a query tree with array operations over the postings of a view: which documents match, and how well.

Every node becomes sorted document numbers with a score each. The scores are those of Whoosh's BM25F over the same
index (see whoosh_referee.py, which says the same queries in plain Whoosh); words, phrases and patterns that were
asked lately come from the view's cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from indexer.analysis import CAPITAL, analyse_query_word, stem_word
from indexer.query import (
    ALL_FIELDS,
    FIELDS,
    OLD,
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
from indexer.whoosh_matches import EMPTY, Matches, add_scores, add_up
from indexer.whoosh_places import Keys, find_near, find_phrase
from indexer.whoosh_postings import EXACT, PART, STEM, expand_ranges
from indexer.whoosh_schema import BOOSTS, KINDS, measure_rarity
from indexer.whoosh_segment_view import Run, SegmentView
from indexer.whoosh_sidecar import Array
from indexer.whoosh_terms import expand_fuzzy, expand_pattern
from indexer.whoosh_view import IndexView


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
            return add_up(view, [_match(view, part) for part in parts])
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


# ---- words ---------------------------------------------------------------------------------------------------


def rarity(view: IndexView, stem: str) -> float:
    """Return how rare a word is: its most frequent field decides, the parts of compounds included."""
    text = stem.encode("utf-8", "replace")
    found = [
        (kind, run)
        for segment in view.segments
        for kind in (STEM, PART)
        for run in segment.runs(kind, segment.term_number(kind, text))
    ]
    return _measure(view, found)


def _measure(view: IndexView, found: Iterable[tuple[str, Run]]) -> float:
    counts: dict[tuple[str, str], int] = {}
    for kind, run in found:
        if run.field != OLD:
            counts[kind, run.field] = counts.get((kind, run.field), 0) + run.last - run.first
    return measure_rarity(max(view.size, 1), max(counts.values(), default=0))


def _match_word(view: IndexView, word: Word) -> Matches:
    pieces, whole = analyse_query_word(word.text)
    if not pieces:
        return EMPTY
    found = match_form(view, whole, word.fields)
    if len(pieces) > 1:
        apart = _match_phrase(view, Phrase(pieces, word.fields, stemmed=True))
        return add_up(view, [found, apart])
    return found


def match_form(view: IndexView, folded: str, fields: tuple[str, ...] = FIELDS, exact_only: bool = False) -> Matches:
    """Return where a word stands: its stem, its exact form and, far lower, compounds of which it is a part."""
    stem = stem_word(folded).encode("utf-8", "replace")
    exact = folded.encode("utf-8", "replace")
    lookups = ((STEM, stem), (PART, stem), (EXACT, exact), (EXACT, exact + CAPITAL.encode()))
    runs = [
        (segment, kind, run)
        for segment in view.segments
        for kind, text in lookups
        for run in segment.runs(kind, segment.term_number(kind, text))
    ]
    idf = _measure(view, ((kind, run) for _, kind, run in runs if kind != EXACT))
    # What has one weight and one table of values is worked out at once, over all segments.
    groups: dict[tuple[str, str], list[tuple[SegmentView, Run]]] = {}
    for segment, kind, run in runs:
        if run.field in fields and (kind == EXACT or not exact_only):
            groups.setdefault((kind, run.field), []).append((segment, run))
    docs: list[Array] = []
    scores: list[Array] = []
    for (kind, field), members in groups.items():
        codes = _join([segment.codes(kind, run.first, run.last) for segment, run in members])
        scores.append(view.saturate(field + kind, codes) * (idf * BOOSTS[field] * KINDS[kind]))
        docs += [segment.docs(kind, run.first, run.last) + np.int64(segment.base) for segment, run in members]
    return add_scores(view, _join(docs), _join(scores)) if docs else EMPTY


def _join(parts: list[Array]) -> Array:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


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
    matches = _score_places(view, kind, find_phrase(view, phrase.fields, kind, slots), idf)
    if kind == "_x" and len(phrase.words) == 1 and len(stems) > 1:
        apart = Phrase(tuple(phrase.words[0].replace("-", " ").split()), phrase.fields)
        return add_up(view, [matches, _match_phrase(view, apart)])
    return matches


def _match_near(view: IndexView, near: Near) -> Matches:
    sides = [_near_slots(side) for side in (near.left, near.right)]
    if not all(slots for slots, _ in sides):
        return EMPTY
    fields = tuple(name for name in near.left.fields if name in near.right.fields)
    idf = sum(rarity(view, stem) for _, stems in sides for stem in stems)
    return _score_places(view, STEM, find_near(view, fields, sides[0][0], sides[1][0], near.distance), idf)


def _near_slots(side: Word | Phrase) -> tuple[list[tuple[str, tuple[str, ...]]], list[str]]:
    if isinstance(side, Word):
        pieces, whole = analyse_query_word(side.text)
        if len(pieces) == 1:
            return [("", (stem_word(whole),))], [stem_word(whole)]
        side = Phrase(pieces, side.fields, stemmed=True)
    kind, slots, stems = _phrase_slots(side)
    return [(kind, slot) for slot in slots], stems


def _score_places(view: IndexView, kind: str, found: Mapping[str, Keys], idf: float) -> Matches:
    docs: list[Array] = []
    scores: list[Array] = []
    for name, keys in found.items():
        if len(keys.docs):
            docs.append(keys.docs)
            scores.append(view.saturate_counts(name, kind, keys.docs, keys.counts) * (idf * BOOSTS[name]))
    return add_scores(view, _join(docs), _join(scores)) if docs else EMPTY


# ---- many words at once --------------------------------------------------------------------------------------


def _match_expanded(view: IndexView, node: Pattern | Fuzzy) -> Matches:
    docs: list[Array] = []
    scores: list[Array] = []
    for segment in view.segments:
        spans = expand_pattern(segment, node.text) if isinstance(node, Pattern) else expand_fuzzy(segment, node)
        if not spans:
            continue
        runs = np.concatenate([np.arange(*segment.span(EXACT, low, high)) for low, high in spans])
        fields, starts = segment.array("postings_x.fields")[runs], segment.array("postings_x.starts")
        for field in node.fields:
            chosen = runs[fields == ALL_FIELDS.index(field)]
            if len(chosen):
                firsts = starts[chosen].astype(np.int64)
                found = np.zeros(segment.documents, dtype=bool)
                found[segment.array("postings_x.docs")[expand_ranges(firsts, starts[chosen + 1] - firsts)]] = True
                docs.append(np.flatnonzero(found) + segment.base)
                scores.append(np.full(len(docs[-1]), BOOSTS[field]))
    return add_scores(view, _join(docs), _join(scores)) if docs else EMPTY
