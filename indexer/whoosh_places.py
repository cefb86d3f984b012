"""Phrases and nearness: where in which documents words stand beside or near each other, by arrays of positions.

A place is one number, document times 2^24 plus position, so that „the next word“ is the same number plus one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from indexer.whoosh_postings import EXACT, STEM, expand_ranges
from indexer.whoosh_segment_view import Run, SegmentView
from indexer.whoosh_sidecar import Array
from indexer.whoosh_view import IndexView

_SHIFT = 24
# Less than one in so many is few: then each is looked up by itself.
_FEW = 8


@dataclass(frozen=True, slots=True)
class Keys:
    """Documents in which something was found, ascending, and how often in each."""

    docs: Array
    counts: Array


Found: TypeAlias = dict[str, Keys]


def find_phrase(view: IndexView, fields: tuple[str, ...], kind: str, slots: list[tuple[str, ...]]) -> Found:
    """Return, per field, where the words of the slots (alternatives each) follow one another."""
    found: dict[str, list[Array]] = {name: [] for name in fields}
    for segment in view.segments:
        for name, places in _phrase_places(segment, fields, [(kind, slot) for slot in slots]).items():
            found[name].append(places + (segment.base << _SHIFT))
    return {name: _collect(places) for name, places in found.items() if places}


def find_near(
    view: IndexView,
    fields: tuple[str, ...],
    left: list[tuple[str, tuple[str, ...]]],
    right: list[tuple[str, tuple[str, ...]]],
    distance: int,
) -> Found:
    """Return, per field, where two phrases (slots of kind and alternatives) stand within a distance, in either order."""
    found: dict[str, list[Array]] = {name: [] for name in fields}
    for segment in view.segments:
        all_ours = _phrase_places(segment, fields, left)
        all_theirs = _phrase_places(segment, tuple(all_ours), right)
        for name, theirs in all_theirs.items():
            ours = all_ours[name]
            after = _within(ours + (len(left) - 1), theirs, distance)
            before = _within_back(ours, theirs + (len(right) - 1), distance)
            found[name].append(ours[after | before] + (segment.base << _SHIFT))
    return {name: _collect(places) for name, places in found.items() if places}


def _within(ends: Array, starts: Array, distance: int) -> Array:
    places = np.searchsorted(starts, ends + 1)
    places_kept = np.minimum(places, len(starts) - 1)
    near: Array = (places < len(starts)) & (starts[places_kept] - ends <= distance)
    return near


def _within_back(starts: Array, ends: Array, distance: int) -> Array:
    places = np.searchsorted(ends, starts) - 1
    near: Array = (places >= 0) & (starts - ends[np.maximum(places, 0)] <= distance)
    return near


def _collect(found: list[Array]) -> Keys:
    places = np.concatenate(found)
    if not len(places):
        return Keys(places, np.empty(0))
    owners = places >> _SHIFT
    firsts = np.concatenate(([0], np.flatnonzero(owners[1:] != owners[:-1]) + 1))
    return Keys(owners[firsts], np.diff(firsts, append=len(owners)).astype(np.float64))


def _phrase_places(
    segment: SegmentView, fields: tuple[str, ...], slots: list[tuple[str, tuple[str, ...]]]
) -> dict[str, Array]:
    """Return, per field, the places of the first word of each occurrence, ascending; fields without one are left out."""
    terms: list[dict[str, list[Run]]] = []
    for kind, alternatives in slots:
        held: dict[str, list[Run]] = {}
        for text in alternatives:
            number = segment.term_number(kind, text.encode("utf-8", "replace"))
            # A stem stands where one of its forms does.
            for form in segment.forms(number) if kind == STEM else (number,):
                for run in segment.runs(EXACT, form):
                    held.setdefault(run.field, []).append(run)
        if not held:
            return {}
        terms.append(held)
    found: dict[str, Array] = {}
    for name in fields:
        if all(name in held for held in terms):
            places = _follow(segment, [held[name] for held in terms])
            if len(places):
                found[name] = places
    return found


def _follow(segment: SegmentView, slots: list[list[Run]]) -> Array:
    """Return the places from which on every slot has one of its words in turn."""
    sizes = [sum(run.last - run.first for run in runs) for runs in slots]
    order = sorted(range(len(slots)), key=sizes.__getitem__)
    wanted: Array | None = None
    if len(order) > 1 and sizes[order[0]] * _FEW > segment.documents:
        # Only the documents that have all words are looked into: „der“ alone has a place in every line.
        for runs in slots:
            here = np.zeros(segment.documents, dtype=bool)
            for run in runs:
                here[segment.docs(EXACT, run.first, run.last)] = True
            wanted = here if wanted is None else wanted & here
    places = _merge([_places(segment, run, wanted) for run in slots[order[0]]]) - order[0]
    for at in order[1:]:
        if not len(places):
            break
        if len(places) * _FEW < segment.documents or wanted is None:
            # And from now on only those in which the words looked at so far stand rightly.
            wanted = np.zeros(segment.documents, dtype=bool)
            wanted[places >> _SHIFT] = True
        places = _keep_followed(places, at, [_places(segment, run, wanted) for run in slots[at]])
    return places


def _merge(runs: list[Array]) -> Array:
    """Return all places of several ascending rows, ascending, each once."""
    if len(runs) == 1:
        return runs[0]
    # What comes in ascending rows is merged by a stable sort, many times faster than by another.
    places: Array = np.sort(np.concatenate(runs), kind="stable")
    return places[np.diff(places, prepend=-1) > 0]


def _keep_followed(places: Array, distance: int, rows: list[Array]) -> Array:
    """Return the places that one of the ascending rows has a place so far behind."""
    wanted = places + distance
    if len(wanted) * _FEW < sum(map(len, rows)):
        follows = np.zeros(len(wanted), dtype=bool)
        for row in rows:
            if len(row):
                found = np.searchsorted(row, wanted)
                found[found == len(row)] = 0
                follows |= row[found] == wanted
        return places[follows]
    # Where there are about as many, merging them is cheaper: whatever comes right behind its equal is found.
    whole = np.concatenate([row << 1 for row in rows] + [(wanted << 1) + 1])
    whole.sort(kind="stable")
    behind = whole[1:]
    followed: Array = behind[(np.diff(whole) == 1) & (behind & 1 == 1)] >> 1
    return followed - distance


def _places(segment: SegmentView, run: Run, wanted: Array | None) -> Array:
    docs = segment.docs(EXACT, run.first, run.last)
    lengths = segment.codes(EXACT, run.first, run.last) >> 8
    start = int(segment.array("places")[run.number])
    kept = np.flatnonzero(wanted[docs]) if wanted is not None else None
    if kept is None or 2 * len(kept) > len(docs):
        # They stand one after the other: to take a few too many costs less than to pick.
        positions = segment.positions(start, start + int(lengths.sum()))
        return np.repeat(docs.astype(np.int64) << _SHIFT, lengths) + positions
    ends = np.cumsum(lengths, dtype=np.int64)
    docs, lengths = docs[kept].astype(np.int64), lengths[kept].astype(np.int64)
    # The positions of the wanted postings, gathered without a loop.
    positions = segment.positions(start, start + int(ends[-1]))[expand_ranges(ends[kept] - lengths, lengths)]
    return np.repeat(docs << _SHIFT, lengths) + positions
