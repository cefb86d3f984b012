"""Articles like one that was found: those that share the words that tell it apart, on the same event or reprinted."""

from __future__ import annotations

from collections import Counter

import numpy as np

from indexer.analysis import STOP_WORDS, analyse_query_word, split_words, stem_word
from indexer.records import IndexDocument
from indexer.whoosh_filters import mask_cities
from indexer.whoosh_match import match_form, rarity
from indexer.whoosh_view import IndexView

_WORDS = 24
_READ = 4000
_MOST_COUNTED = 6
# How much of what tells an article apart another must share, and in how many words, to be worth showing.
_ENOUGH = 0.12
_FEWEST_WORDS = 3
# The same city and nearby days speak for the same event.
_SAME_CITY = 0.25
_SAME_DAYS = 0.25
_DAYS = 30.0


def find_similar(view: IndexView, number: int, limit: int) -> list[tuple[int, float]]:
    """Return the documents most like this one with how much they share, 1 for a reprint; few or none where none is.

    A shared word counts by how much it tells the article apart, and at most as much as in the article itself, so
    that no single word makes two articles alike.
    """
    document = view.read_document(number)
    words = _pick_words(view, document)
    shared = np.zeros(view.size)
    times = np.zeros(view.size, dtype=np.int16)
    total = 0.0
    for weight, word in words:
        found = match_form(view, word)
        at = int(np.searchsorted(found.docs, number))
        if at == len(found.docs) or found.docs[at] != number or not found.scores[at]:
            continue
        shared[found.docs] += weight * np.minimum(found.scores / found.scores[at], 1.0)
        times[found.docs] += 1
        total += weight
    if not total:
        return []
    shared /= total
    likeness = shared * _weigh_event(view, document, number)
    likeness[(times < min(_FEWEST_WORDS, len(words))) | (likeness < _ENOUGH) | ~view.live] = 0
    likeness[number] = 0
    best = np.argsort(-likeness, kind="stable")[: max(limit, 0)]
    return [(int(at), float(likeness[at])) for at in best if likeness[at] > 0]


def _pick_words(view: IndexView, document: IndexDocument) -> list[tuple[float, str]]:
    """Return the words that tell a document apart, with their weights: rare in the archive, frequent here."""
    counts: Counter[str] = Counter()
    for text, times in ((document.title, 3), (document.lead, 2), (document.text[:_READ], 1)):
        for word in split_words(text):
            for piece in analyse_query_word(word)[0]:
                if len(piece) >= 4 and piece not in STOP_WORDS and not piece.isdigit():
                    counts[piece] += times
    stems: dict[str, tuple[float, str]] = {}
    for word, count in counts.items():
        stem = stem_word(word)
        weight = min(count, _MOST_COUNTED) * rarity(view, stem)
        # One form of a word stands for all.
        if stem not in stems or weight > stems[stem][0]:
            stems[stem] = weight, word
    return sorted(stems.values(), reverse=True)[:_WORDS]


def _weigh_event(view: IndexView, document: IndexDocument, number: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    weights = np.ones(view.size)
    cities = {tag.city for tag in document.tags}
    if cities:
        weights[mask_cities(view, cities, about=False)] += _SAME_CITY
    day = int(view.days[number])
    if day > 0:
        weights += np.where(view.days > 0, _SAME_DAYS * np.exp(-np.abs(view.days - day) / _DAYS), 0.0)
    return weights
