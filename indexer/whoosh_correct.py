"""„Meinten Sie“: a query with its unknown words replaced by the nearest ones that the archive knows."""

from __future__ import annotations

import re
from collections import Counter

from indexer.analysis import analyse_query_word, edits_between, fold_word, split_words
from indexer.query import FIELDS, Node, Phrase, Word, join_all, replace_leaves, walk_leaves
from indexer.whoosh_match import match_form, match_tree
from indexer.whoosh_terms import list_words
from indexer.whoosh_view import IndexView

_QUOTES = re.compile('["„“”«»‟]')


def correct_query(view: IndexView, text: str, tree: Node) -> str:
    """Return the query with words that are nowhere replaced by ones that are, if that finds something; else empty."""
    changed: dict[str, str] = {}
    for leaf, wanted in walk_leaves(tree):
        words = (leaf.text,) if isinstance(leaf, Word) else leaf.words if isinstance(leaf, Phrase) else ()
        for word in words:
            folded = analyse_query_word(word)[1]
            if wanted and len(folded) >= 4 and not folded.isdigit() and not len(match_form(view, folded, FIELDS)):
                better = _nearest(view, folded)
                if better:
                    changed[word] = better
    if not changed:
        return _drop_quotes(view, text, tree)

    def change(leaf: Node) -> Node:
        if isinstance(leaf, Word):
            return Word(changed.get(leaf.text, leaf.text), leaf.fields, leaf.required)
        if isinstance(leaf, Phrase):
            return Phrase(tuple(changed.get(word, word) for word in leaf.words), leaf.fields, leaf.stemmed)
        return leaf

    if not len(match_tree(view, replace_leaves(tree, change))):
        return ""
    alternatives = "|".join(map(re.escape, sorted(changed, key=len, reverse=True)))
    corrected = re.sub(rf"(?<!\w)(?:{alternatives})(?!\w)", lambda found: changed[found[0]], text)
    return corrected if corrected != text else ""


def _drop_quotes(view: IndexView, text: str, tree: Node) -> str:
    """Return the query without its quotation marks, if its words stand together in articles though not in this order."""
    if not any(isinstance(leaf, Phrase) and not leaf.stemmed for leaf, wanted in walk_leaves(tree) if wanted):
        return ""
    loose = replace_leaves(
        tree,
        lambda leaf: join_all([Word(word, leaf.fields) for word in leaf.words]) if isinstance(leaf, Phrase) else leaf,
    )
    plain = " ".join(_QUOTES.sub(" ", text).split())
    return plain if plain != text and len(match_tree(view, loose)) else ""


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


def spell_word(view: IndexView, folded: str) -> str:
    """Return how a folded word is written in an article that has it, umlauts and capitals included; empty if nowhere."""
    docs = match_form(view, folded, exact_only=True).docs
    docs = docs[view.live[docs]]
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
