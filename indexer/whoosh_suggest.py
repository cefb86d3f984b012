"""Helps to ask: completions of what is being typed, „Meinten Sie“, and articles like one that was found."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from indexer.analysis import STOP_WORDS, analyse_query_word, edits_between, fold_word, split_words, stem_word
from indexer.query import FIELDS, Node, Phrase, Word, replace_leaves, walk_leaves
from indexer.query_cities import CityIndex
from indexer.whoosh_match import match_form, match_tree, rarity
from indexer.whoosh_sidecar import Array
from indexer.whoosh_terms import list_words
from indexer.whoosh_view import IndexView

_MAX_CANDIDATES = 400
_SIMILAR_WORDS = 14


def occurs_somewhere(view: IndexView, name: str) -> bool:
    """Return whether all words of a name stand in the index, in any form."""
    return view.cache.get(("occurs", name), lambda: _has_words(view, name))


def _has_words(view: IndexView, name: str) -> bool:
    pieces = [piece for word in split_words(name) for piece in analyse_query_word(word)[0]]
    return bool(pieces) and all(_has_word(view, piece) for piece in pieces)


def _has_word(view: IndexView, folded: str) -> bool:
    stem = stem_word(folded).encode("utf-8", "replace")
    return any(segment.term_number("", stem) >= 0 for segment in view.segments)


def complete_prefix(view: IndexView, cities: CityIndex, prefix: str, limit: int) -> tuple[str, ...]:
    """Return completions: names of cities, then the most frequent words of headlines that begin so."""
    typed = prefix.strip()[-100:]
    if not typed or limit < 1:
        return ()
    head, _, last = typed.rpartition(" ")
    folded = "".join(fold_word(piece) for piece in split_words(last))
    if not folded:
        return ()
    found: list[str] = []
    for city in cities.cities:
        if any(_starts(name, last) for name in (city.name, *city.sure)):
            found.append(city.name)
    counts: Counter[str] = Counter()
    for segment in view.segments:
        for word, count in list_words(segment, "title", folded, _MAX_CANDIDATES):
            counts[word] += count
    allowed: Array | None = None
    if head:
        allowed = np.zeros(view.size, dtype=bool)
        tree: Node = Phrase(tuple(split_words(head)), stemmed=True) if split_words(head) else Word(head)
        allowed[match_tree(view, tree).docs] = True
    known = {fold_word(name) for name in found}
    for word, _ in counts.most_common(limit * 4 + 40):
        if len(found) >= limit * 2:
            break
        if word in known or len(word) < 3 or word in STOP_WORDS:
            continue
        spelled = spell_word(view, word, allowed)
        if spelled:
            known.add(word)
            found.append(spelled)
    return tuple(dict.fromkeys(f"{head} {word}".strip() for word in found))[:limit]


def _starts(name: str, typed: str) -> bool:
    return fold_word(name).startswith(fold_word(typed))


def spell_word(view: IndexView, folded: str, allowed: Array | None = None) -> str:
    """Return how a folded word is written in an article that has it, umlauts and capitals included; empty if nowhere."""
    docs = match_form(view, folded, exact_only=True).docs
    docs = docs[view.live[docs]]
    if allowed is not None:
        docs = docs[allowed[docs]]
    for number in docs[:5].tolist():
        document = view.read_document(number)
        for text in (document.title, document.lead, document.text, document.captions, document.credits):
            for word in split_words(text):
                if fold_word(word.replace("-", "")) == folded:
                    return word
                for piece in word.split("-"):
                    if fold_word(piece) == folded:
                        return piece
    return ""


def correct_query(view: IndexView, text: str, tree: Node) -> str:
    """Return the query with words that are nowhere replaced by ones that are, if that finds something; else empty."""
    changed: dict[str, str] = {}
    for leaf, wanted in walk_leaves(tree):
        words = (leaf.text,) if isinstance(leaf, Word) else leaf.words if isinstance(leaf, Phrase) else ()
        for word in words:
            folded = analyse_query_word(word)[1]
            if wanted and len(folded) >= 4 and not len(match_form(view, folded, FIELDS)):
                better = _nearest(view, folded)
                if better:
                    changed[word] = better
    if not changed:
        return ""

    def change(leaf: Node) -> Node:
        if isinstance(leaf, Word):
            return Word(changed.get(leaf.text, leaf.text), leaf.fields, leaf.required)
        if isinstance(leaf, Phrase):
            return Phrase(tuple(changed.get(word, word) for word in leaf.words), leaf.fields, leaf.stemmed)
        return leaf

    if not len(match_tree(view, replace_leaves(tree, change))):
        return ""
    alternatives = "|".join(map(re.escape, sorted(changed, key=len, reverse=True)))
    return re.sub(rf"(?<!\w)(?:{alternatives})(?!\w)", lambda found: changed[found[0]], text)


def _nearest(view: IndexView, folded: str) -> str:
    limit = 1 if len(folded) < 6 else 2
    counts: Counter[str] = Counter()
    for segment in view.segments:
        for beginning in {folded[0], folded[1]}:
            for word, count in list_words(segment, "text", beginning, 1_000_000):
                if abs(len(word) - len(folded)) <= limit:
                    counts[word] += count
        for word, count in list_words(segment, "title", folded[0], 1_000_000):
            if abs(len(word) - len(folded)) <= limit:
                counts[word] += count
    best: tuple[int, int, str] | None = None
    letters = Counter(folded)
    for word, count in counts.items():
        if sum((letters - Counter(word)).values()) > limit:
            continue
        edits = edits_between(folded, word, limit)
        if edits <= limit and count and (best is None or (edits, -count, word) < best):
            best = (edits, -count, word)
    return spell_word(view, best[2]) if best else ""


def find_similar(view: IndexView, number: int, limit: int) -> list[tuple[int, float]]:
    """Return the documents that share most of the words that tell this one apart, with their scores."""
    document = view.read_document(number)
    counts: Counter[str] = Counter()
    for text, weight in ((document.title, 3), (document.lead, 2), (document.text[:4000], 1)):
        for word in split_words(text):
            for piece in analyse_query_word(word)[0]:
                if len(piece) >= 4 and piece not in STOP_WORDS and not piece.isdigit():
                    counts[piece] += weight
    weighted = sorted(
        ((min(count, 6) * rarity(view, stem_word(word)), word) for word, count in counts.items()), reverse=True
    )
    scores = np.zeros(view.size)
    for share, word in weighted[:_SIMILAR_WORDS]:
        found = match_form(view, word)
        scores[found.docs] += np.minimum(found.scores, 20.0) * share
    scores[~view.live] = 0
    scores[number] = 0
    best = np.argsort(-scores)[: max(limit, 0)]
    return [(int(at), float(scores[at])) for at in best if scores[at] > 0]
