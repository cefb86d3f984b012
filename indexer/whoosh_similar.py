"""Articles like one that was found: those that share the words that tell it apart."""

from __future__ import annotations

from collections import Counter

import numpy as np

from indexer.analysis import STOP_WORDS, analyse_query_word, split_words, stem_word
from indexer.whoosh_match import match_form, rarity
from indexer.whoosh_view import IndexView

_SIMILAR_WORDS = 14


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
