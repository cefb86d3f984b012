"""Finds words of the index by how they look: beginnings, gaps, and words a letter or two away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from indexer.analysis import CAPITAL, edits_between, fold_word, strip_capital
from indexer.query import ALL_FIELDS, Fuzzy
from indexer.whoosh_postings import EXACT
from indexer.whoosh_segment_view import SegmentView, collect_letters
from indexer.whoosh_sidecar import Array

MAX_EXPANSION = 2000
_NEEDLE = 3  # bytes: shorter ones stand in too many words
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
    return _scan(segment, re.compile(source + rb"\^?"), max(literal[::2], key=len).encode(), first, last)


def _scan(
    segment: SegmentView, regex: re.Pattern[bytes], needle: bytes, first: int, last: int
) -> list[tuple[int, int]]:
    if first >= last:
        return []
    table = segment.array("terms_x.offsets")
    lines = segment.terms(EXACT, first, last)
    runs: list[tuple[int, int]] = []
    for start in _find_lines(lines, regex, needle):
        number = int(np.searchsorted(table, table[first] + start))
        runs.append((number, number + 1))
        if len(runs) >= MAX_EXPANSION:
            break
    return runs


def _find_lines(lines: bytes, regex: re.Pattern[bytes], needle: bytes) -> Iterator[int]:
    """Yield where the lines begin that a regex fits; the needle stands in each of them."""
    if len(needle) < _NEEDLE:
        whole = re.compile(rb"^" + regex.pattern + rb"$", re.MULTILINE)
        yield from (found.start() for found in whole.finditer(lines) if found.start() < len(lines))
        return
    # To look for the needle first is many times faster than to try the regex on each line.
    at = lines.find(needle)
    while at >= 0:
        start, end = lines.rfind(b"\n", 0, at) + 1, lines.find(b"\n", at)
        if regex.fullmatch(lines, start, end):
            yield start
        at = lines.find(needle, end)


def expand_fuzzy(segment: SegmentView, fuzzy: Fuzzy) -> list[tuple[int, int]]:
    """Return runs of exact terms at most so many edits away; the first letter must be right."""
    word = fold_word(fuzzy.text.replace("-", ""))
    if not word:
        return []
    first = segment.find_term(EXACT, word[0].encode())
    last = segment.find_term(EXACT, word[0].encode() + b"\xff")
    # Most are ruled out by their letters, all at once.
    numbers = first + np.flatnonzero(_may_be_near(segment.letters()[first:last], word, fuzzy.edits))
    runs = []
    for number in numbers.tolist():
        candidate = strip_capital(segment.term(EXACT, number).decode("utf-8", "replace"))
        if (
            abs(len(candidate) - len(word)) <= fuzzy.edits
            and edits_between(word, candidate, fuzzy.edits) <= fuzzy.edits
        ):
            runs.append((number, number + 1))
            if len(runs) >= MAX_EXPANSION:
                break
    return runs


def _may_be_near(letters: Array, word: str, edits: int) -> Array:
    """Return where a word of these letters may be so many edits away: it lacks few of this word's, and has few more."""
    wanted = collect_letters(word.encode("utf-8", "replace"))
    return _has_at_most(letters & ~wanted, edits) & _has_at_most(wanted & ~letters, edits)


def list_words(
    segment: SegmentView,
    field: str,
    beginning: str,
    limit: int,
    sizes: tuple[int, int] | None = None,
    like: tuple[str, int] | None = None,
) -> list[tuple[str, int]]:
    """Return exact forms that begin so, without capitals' marks, with the number of documents with them in a field.

    `sizes` are the fewest and most bytes that one has. `like` is a folded word and a number: forms that surely have
    more letters than that which the word lacks, or lack more of its letters, are left out.
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
    if like is not None:
        fitting = _may_be_near(segment.letters()[numbers], *like)
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


def _has_at_most(letters: Array, limit: int) -> Array:
    """Return where at most so many bits are set."""
    return np.bitwise_count(letters) <= limit
