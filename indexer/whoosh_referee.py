"""Says a query tree in plain Whoosh and runs it on the same index: slow, and the judge of whoosh_match.py in tests.

It is also what reads the index where somebody opens it with Whoosh alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh import query as wq
from whoosh.index import FileIndex
from whoosh.query import spans

from indexer.analysis import CAPITAL, analyse_query_word, fold_word, stem_word, strip_capital
from indexer.query import (
    All,
    And,
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
from indexer.whoosh_generation import read_manifest
from indexer.whoosh_schema import BM25_B, BM25_K1, BOOSTS, KINDS, PressWeighting
from indexer.whoosh_segment import INDEX_NAME, DurableStorage


def search_plainly(root: Path, tree: Node) -> list[tuple[str, float]]:
    """Return id and score of all articles that Whoosh itself finds for a tree, best first, in no order among equals."""
    index = FileIndex(DurableStorage(str(root / read_manifest(root).generation)), indexname=INDEX_NAME)
    with index.searcher(weighting=PressWeighting(B=BM25_B, K1=BM25_K1)) as searcher:
        # Without a limit: with one, Whoosh's totals cannot be trusted.
        return [(hit["id"], hit.score) for hit in searcher.search(translate(tree), limit=None)]


def translate(node: Node) -> Any:
    """Return the Whoosh query of a tree. Raises NotImplementedError for fuzzy words and phrases near something."""
    match node:
        case Word():
            return _translate_word(node)
        case Phrase():
            return wq.Or([_translate_phrase(node, field) for field in node.fields])
        case Near(left, right, distance):
            fields = [field for field in left.fields if field in right.fields]
            return wq.Or([_translate_near(left, right, field, distance) for field in fields])
        case Pattern(text, fields):
            folded = "".join(sign if sign in "*?" else fold_word(sign) for sign in text.replace("-", ""))
            patterns = [folded] if folded.endswith("*") else [folded, folded + CAPITAL]
            return wq.Or([wq.Wildcard(field + "_x", pattern) for field in fields for pattern in patterns])
        case And(parts) if not all(isinstance(part, Not) for part in parts):
            # Not AndNot: Whoosh's AndNotMatcher lets documents through that it should not.
            return wq.And([_unscored(wq.Not(translate(p.part))) if isinstance(p, Not) else translate(p) for p in parts])
        case And(parts):
            return wq.And([translate(part) for part in parts])
        case Or(parts):
            return wq.Or([translate(part) for part in parts])
        case Not(part):
            return wq.And([_unscored(wq.Every()), wq.Not(translate(part))])
        case Weaker(part, factor):
            return _scale(translate(part), factor)
        case All():
            return _unscored(wq.Every())
        case Nothing():
            return wq.NullQuery
        case TaggedWith(city, about):
            return _unscored(wq.Term("city_about" if about else "city", city))
        case OfSite(site):
            return _unscored(wq.Term("site", site))
        case InState(states):
            return _unscored(wq.Or([wq.Term("state", state) for state in states]))
        case Having("picture"):
            return _unscored(wq.Or([wq.Every("caption_x"), wq.Every("credit_x")]))
        case Having(what):
            return _unscored(wq.Term("having", what))
        case PublishedBetween(first, last):
            low = first.isoformat() if first else "0000-00-00"
            high = last.isoformat() if last else "9999-99-99"
            return _unscored(wq.TermRange("day", low, high))
        case _:
            raise NotImplementedError(node)


def _unscored(query: Any) -> Any:
    # Whoosh takes a score of 0 for none given.
    return wq.ConstantScoreQuery(query, 1e-12)


def _scale(query: Any, factor: float) -> Any:
    if isinstance(query, wq.Or | wq.And):
        return type(query)([_scale(part, factor) for part in query.subqueries])
    scaled = query.copy()
    scaled.boost = query.boost * factor
    return scaled


def _translate_word(word: Word) -> Any:
    pieces, whole = analyse_query_word(word.text)
    if not pieces:
        return wq.NullQuery
    lookups = [("_x", whole), ("_x", whole + CAPITAL), ("", stem_word(whole)), ("_p", stem_word(whole))]
    terms: list[Any] = [
        wq.Term(field + kind, text, boost=BOOSTS[field] * KINDS[kind])
        for field in word.fields
        for kind, text in lookups
    ]
    if len(pieces) > 1:
        terms += [_translate_phrase(Phrase(pieces, word.fields, stemmed=True), field) for field in word.fields]
    return wq.Or(terms)


def _translate_phrase(phrase: Phrase, field: str) -> Any:
    pieces = [piece for word in phrase.words for piece in analyse_query_word(word)[0]]
    if phrase.stemmed:
        stems = [FormsOf(field + "_x", stem_word(piece)) for piece in pieces]
        return stems[0] if len(stems) == 1 else spans.SpanNear2(stems)
    if len(phrase.words) == 1 and phrase.words[0][:1].isupper():
        slots = [[piece + CAPITAL] for piece in pieces]
    else:
        slots = [[piece, piece + CAPITAL] for piece in pieces]
    return _follow(field + "_x", slots)


def _follow(field: str, slots: list[list[str]]) -> Any:
    if len(slots) == 1:
        return wq.Or([wq.Term(field, text) for text in slots[0]])
    return wq.Or([wq.Phrase(field, list(words)) for words in itertools.product(*slots)])


def _translate_near(left: Word | Phrase, right: Word | Phrase, field: str, distance: int) -> Any:
    if isinstance(left, Phrase) or isinstance(right, Phrase):
        raise NotImplementedError("Whoosh does not say where a phrase of alternatives stands.")
    sides = []
    for side in (left, right):
        stems = [FormsOf(field + "_x", stem_word(piece)) for piece in analyse_query_word(side.text)[0]]
        sides.append(stems[0] if len(stems) == 1 else spans.SpanNear2(stems))
    return spans.SpanNear(sides[0], sides[1], slop=distance, ordered=False)


class FormsOf(wq.MultiTerm):  # type: ignore[misc]
    """Any exact form of a stem: only exact forms have positions."""

    def __init__(self, fieldname: str, stem: str) -> None:
        """Look for the forms of `stem` in a field of exact forms."""
        self.fieldname = fieldname
        self.stem = stem
        self.boost = 1.0

    def _btexts(self, ixreader: Any) -> Iterator[bytes]:
        for text in ixreader.lexicon(self.fieldname):
            if stem_word(strip_capital(text.decode())) == self.stem:
                yield text

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher that says where the words stand, which Whoosh's own for many words does not."""
        words = [wq.Term(self.fieldname, text) for text in self._btexts(searcher.reader())]
        either = wq.Or(words)
        either.matcher_type = wq.Or.DEFAULT_MATCHER
        return either.matcher(searcher, context)
