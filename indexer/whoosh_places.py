"""Phrases and nearness: where in which documents words stand beside or near each other, by arrays of positions.

A place is one number, document times 2^24 plus position, so that „the next word“ is the same number plus one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.whoosh_sidecar import Array
from indexer.whoosh_view import IndexView, SegmentView

_SHIFT = 24


@dataclass(frozen=True, slots=True)
class Keys:
    """Documents in which something was found, ascending, and how often in each."""

    docs: Array
    counts: Array


def find_phrase(view: IndexView, field: str, kind: str, slots: list[tuple[str, ...]]) -> Keys:
    """Return where the words of the slots (alternatives each) follow one another in a field."""
    return _collect(
        view, [_phrase_places(segment, field, [(kind, slot) for slot in slots]) for segment in view.segments]
    )


def find_near(
    view: IndexView,
    field: str,
    left: list[tuple[str, tuple[str, ...]]],
    right: list[tuple[str, tuple[str, ...]]],
    distance: int,
) -> Keys:
    """Return where two phrases (slots of kind and alternatives) stand within a distance in words, in either order."""
    found: list[Array] = []
    for segment in view.segments:
        ours = _phrase_places(segment, field, left)
        theirs = _phrase_places(segment, field, right)
        if not len(ours) or not len(theirs):
            found.append(np.empty(0, dtype=np.int64))
            continue
        after = _within(ours + (len(left) - 1), theirs, distance)
        before = _within_back(ours, theirs + (len(right) - 1), distance)
        found.append(ours[after | before])
    return _collect(view, found)


def _within(ends: Array, starts: Array, distance: int) -> Array:
    places = np.searchsorted(starts, ends + 1)
    places_kept = np.minimum(places, len(starts) - 1)
    near: Array = (places < len(starts)) & (starts[places_kept] - ends <= distance)
    return near


def _within_back(starts: Array, ends: Array, distance: int) -> Array:
    places = np.searchsorted(ends, starts) - 1
    near: Array = (places >= 0) & (starts - ends[np.maximum(places, 0)] <= distance)
    return near


def _collect(view: IndexView, found: list[Array]) -> Keys:
    docs: list[Array] = []
    counts: list[Array] = []
    for segment, places in zip(view.segments, found, strict=True):
        if len(places):
            owners = places >> _SHIFT
            firsts = np.concatenate(([0], np.flatnonzero(owners[1:] != owners[:-1]) + 1))
            docs.append(owners[firsts] + segment.base)
            counts.append(np.diff(np.append(firsts, len(owners))).astype(np.float64))
    if not docs:
        return Keys(np.empty(0, dtype=np.int64), np.empty(0))
    return Keys(np.concatenate(docs), np.concatenate(counts))


def _phrase_places(segment: SegmentView, field: str, slots: list[tuple[str, tuple[str, ...]]]) -> Array:
    """Return the places of the first word of each occurrence, ascending."""
    empty = np.empty(0, dtype=np.int64)
    terms: list[list[tuple[str, int]]] = []
    weights: list[int] = []
    for kind, alternatives in slots:
        held = []
        weight = 0
        for text in alternatives:
            number = segment.term_number(kind, text.encode("utf-8", "replace"))
            if number >= 0:
                first, last = segment.extent(field + kind, number)
                if first < last:
                    held.append((kind, number))
                    weight += last - first
        if not held:
            return empty
        terms.append(held)
        weights.append(weight)
    order = sorted(range(len(slots)), key=weights.__getitem__)
    docs: Array | None = None
    if len(order) > 1:
        # Only the documents that have all words are looked into: „der“ alone has a place in every line.
        for at in order:
            here = _documents(segment, field, terms[at])
            docs = here if docs is None else docs[_contains(here, docs)]
            if not len(docs):
                return empty
    places: Array | None = None
    for at in order:
        here = _places(segment, field, terms[at], docs) - at
        places = here if places is None else places[_contains(here, places)]
        if not len(places):
            return empty
    return places if places is not None else empty


def _contains(haystack: Array, needles: Array) -> Array:
    if not len(haystack):
        return np.zeros(len(needles), dtype=bool)
    found = np.searchsorted(haystack, needles)
    found[found == len(haystack)] = 0
    hits: Array = haystack[found] == needles
    return hits


def _merge(parts: list[Array]) -> Array:
    joined = np.sort(np.concatenate(parts))
    merged: Array = joined[np.concatenate(([True], joined[1:] != joined[:-1]))]
    return merged


def _documents(segment: SegmentView, field: str, terms: list[tuple[str, int]]) -> Array:
    parts = []
    for kind, number in terms:
        first, last = segment.extent(field + kind, number)
        parts.append(segment.array(field + kind + ".docs")[first:last])
    return parts[0] if len(parts) == 1 else _merge(parts)


def _places(segment: SegmentView, field: str, terms: list[tuple[str, int]], wanted: Array | None) -> Array:
    parts: list[Array] = []
    for kind, number in terms:
        name = field + kind
        first, last = segment.extent(name, number)
        docs = segment.array(name + ".docs")[first:last]
        lengths = segment.array(name + ".counts")[first:last].astype(np.int64)
        starts = int(segment.array(name + ".places")[number]) + np.cumsum(lengths) - lengths
        if wanted is not None:
            kept = _contains(wanted, docs)
            docs, starts, lengths = docs[kept], starts[kept], lengths[kept]
        total = int(lengths.sum())
        if not total:
            continue
        # The positions of the wanted postings, gathered without a loop.
        steps = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        positions = segment.array(name + ".positions")[np.repeat(starts, lengths) + steps]
        parts.append((np.repeat(docs.astype(np.int64), lengths) << _SHIFT) + positions)
    if not parts:
        return np.empty(0, dtype=np.int64)
    return parts[0] if len(parts) == 1 else _merge(parts)
