"""Finds words of the index by how they look: beginnings, gaps, and words a letter or two away."""

from __future__ import annotations

import re

import numpy as np

from indexer.analysis import CAPITAL, edits_between, fold_word, strip_capital
from indexer.query import ALL_FIELDS, Fuzzy
from indexer.whoosh_postings import EXACT
from indexer.whoosh_segment_view import SegmentView

MAX_EXPANSION = 2000
_ANY = rb"[^\n^]*"
_ONE = rb"(?:[^\x80-\xff\n^]|[\xc2-\xf4][\x80-\xbf]+)"


def expand_pattern(segment: SegmentView, pattern: str) -> list[tuple[int, int]]:
    """Return runs `[first, last)` of exact terms that fit a pattern with `*` and `?`; at most MAX_EXPANSION of them."""
    pieces = re.split(r"([*?])", pattern.replace("-", ""))
    literal = [fold_word(piece) if piece not in ("*", "?") else piece for piece in pieces]
    head = literal[0]
    first = segment.find_term(EXACT, head.encode())
    last = segment.find_term(EXACT, head.encode() + b"\xff") if head else segment.term_count(EXACT)
    if literal[1:2] == ["*"] and not any(literal[2:]):
        return [(first, last)] if first < last else []
    source = b"".join(
        _ANY if piece == "*" else _ONE if piece == "?" else re.escape(piece.encode()) for piece in literal
    )
    return _scan(segment, re.compile(rb"^" + source + rb"\^?$", re.MULTILINE), first, last)


def _scan(segment: SegmentView, regex: re.Pattern[bytes], first: int, last: int) -> list[tuple[int, int]]:
    if first >= last:
        return []
    table = segment.array("terms_x.offsets")
    runs: list[tuple[int, int]] = []
    for found in regex.finditer(segment.terms(EXACT, first, last)):
        number = int(np.searchsorted(table, table[first] + found.start()))
        if number >= last:
            break
        runs.append((number, number + 1))
        if len(runs) >= MAX_EXPANSION:
            break
    return runs


def expand_fuzzy(segment: SegmentView, fuzzy: Fuzzy) -> list[tuple[int, int]]:
    """Return runs of exact terms at most so many edits away; the first letter must be right."""
    word = fold_word(fuzzy.text.replace("-", ""))
    if not word:
        return []
    first = segment.find_term(EXACT, word[0].encode())
    last = segment.find_term(EXACT, word[0].encode() + b"\xff")
    runs = []
    for number in range(first, last):
        candidate = strip_capital(segment.term(EXACT, number).decode("utf-8", "replace"))
        if (
            abs(len(candidate) - len(word)) <= fuzzy.edits
            and edits_between(word, candidate, fuzzy.edits) <= fuzzy.edits
        ):
            runs.append((number, number + 1))
            if len(runs) >= MAX_EXPANSION:
                break
    return runs


def list_words(
    segment: SegmentView, field: str, beginning: str, limit: int, sizes: tuple[int, int] | None = None
) -> list[tuple[str, int]]:
    """Return exact forms that begin so, without capitals' marks, with the number of documents with them in a field.

    `sizes` are the fewest and most bytes that one has.
    """
    first = segment.find_term(EXACT, beginning.encode())
    last = segment.find_term(EXACT, beginning.encode() + b"\xff")
    runs = segment.array("postings_x.runs")[first : last + 1]
    chosen = runs[0] + np.flatnonzero(segment.array("postings_x.fields")[runs[0] : runs[-1]] == ALL_FIELDS.index(field))
    numbers = first + np.searchsorted(runs, chosen, side="right") - 1
    if sizes is not None:
        offsets = segment.array("terms_x.offsets")
        lengths = offsets[numbers + 1] - offsets[numbers] - 1
        fitting = (lengths >= sizes[0]) & (lengths <= sizes[1] + len(CAPITAL))
        chosen, numbers = chosen[fitting], numbers[fitting]
    starts = segment.array("postings_x.starts")
    counts = starts[chosen + 1] - starts[chosen]
    # The most frequent ones, where there are more than asked for.
    if len(chosen) > limit:
        most = np.argsort(-counts.astype(np.int64))[:limit]
        numbers, counts = numbers[most], counts[most]
    return [
        (segment.term(EXACT, number).decode("utf-8", "replace").removesuffix(CAPITAL), count)
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
    ]
