"""Finds words of the index by how they look: beginnings, gaps, and words a letter or two away."""

from __future__ import annotations

import re

import numpy as np

from indexer.analysis import CAPITAL, edits_between, fold_word, strip_capital
from indexer.query import Fuzzy
from indexer.whoosh_view import SegmentView

MAX_EXPANSION = 2000
_ANY = rb"[^\n^]*"
_ONE = rb"(?:[^\x80-\xff\n^]|[\xc2-\xf4][\x80-\xbf]+)"


def expand_pattern(segment: SegmentView, pattern: str) -> list[tuple[int, int]]:
    """Return runs `[first, last)` of exact terms that fit a pattern with `*` and `?`; at most MAX_EXPANSION of them."""
    pieces = re.split(r"([*?])", pattern.replace("-", ""))
    literal = [fold_word(piece) if piece not in ("*", "?") else piece for piece in pieces]
    head = literal[0]
    first = segment.find_term("_x", head.encode())
    last = segment.find_term("_x", head.encode() + b"\xff") if head else segment.term_count("_x")
    if literal[1:2] == ["*"] and not any(literal[2:]):
        return [(first, last)] if first < last else []
    source = b"".join(
        _ANY if piece == "*" else _ONE if piece == "?" else re.escape(piece.encode()) for piece in literal
    )
    return _scan(segment, re.compile(rb"^" + source + rb"\^?$", re.MULTILINE), first, last)


def _scan(segment: SegmentView, regex: re.Pattern[bytes], first: int, last: int) -> list[tuple[int, int]]:
    held, start, _, offsets = segment.lexicon("_x")
    if first >= last:
        return []
    text = bytes(held[start + offsets[first] : start + offsets[last]])
    base = offsets[first]
    table = segment.array("terms_x.offsets")
    runs: list[tuple[int, int]] = []
    for found in regex.finditer(text):
        number = int(np.searchsorted(table, base + found.start()))
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
    first = segment.find_term("_x", word[0].encode())
    last = segment.find_term("_x", word[0].encode() + b"\xff")
    runs = []
    for number in range(first, last):
        candidate = strip_capital(segment.term("_x", number).decode("utf-8", "replace"))
        if (
            abs(len(candidate) - len(word)) <= fuzzy.edits
            and edits_between(word, candidate, fuzzy.edits) <= fuzzy.edits
        ):
            runs.append((number, number + 1))
            if len(runs) >= MAX_EXPANSION:
                break
    return runs


def list_words(segment: SegmentView, field: str, beginning: str, limit: int) -> list[tuple[str, int]]:
    """Return exact forms that begin so, without capitals' marks, with the number of documents with them in a field."""
    first = segment.find_term("_x", beginning.encode())
    last = segment.find_term("_x", beginning.encode() + b"\xff")
    starts = segment.array(f"{field}_x.starts")
    counts = np.diff(starts[first : last + 1].astype(np.int64))
    # The most frequent ones, where there are more than asked for.
    chosen = np.flatnonzero(counts)
    if len(chosen) > limit:
        chosen = chosen[np.argsort(-counts[chosen])[:limit]]
    return [
        (segment.term("_x", first + int(at)).decode("utf-8", "replace").removesuffix(CAPITAL), int(counts[at]))
        for at in chosen
    ]
