"""One segment as its sidecar shows it: terms by number, their postings as slices of arrays, texts of documents.

whoosh_columns.py says what the arrays mean. Plain integers come out of memoryviews, several times faster than out of arrays.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from indexer.query import ALL_FIELDS
from indexer.whoosh_columns import HEAD_EVERY
from indexer.whoosh_postings import EXACT, PART, STEM
from indexer.whoosh_sidecar import Array, Sidecar

KIND_NAMES = (STEM, EXACT, PART)
_DOCS = {kind: f"postings{kind}.docs" for kind in KIND_NAMES}
_CODES = {kind: f"postings{kind}.codes" for kind in KIND_NAMES}
_TERMS_AT_ONCE = 50_000
_BITS = np.zeros(256, dtype=np.uint64)
_BITS[list(b"abcdefghijklmnopqrstuvwxyz0123456789")] = np.uint64(1) << np.arange(36, dtype=np.uint64)


class Run(NamedTuple):
    """The postings `[first, last)` of a term in a field; `number` is the run's own among all of its kind."""

    number: int
    field: str
    first: int
    last: int


class SegmentView:
    """The arrays of one segment; `base` is the number of its first document in the whole view.

    Postings are looked at where they are mapped, or, `reading`, read from the file: that takes a little longer, but in a
    large index each word that somebody asks for would leave mapped pages behind, and to give those back takes longest.
    """

    def __init__(self, sidecar: Sidecar, base: int, *, reading: bool = False) -> None:
        self.sidecar = sidecar
        self.base = base
        self._reading = reading
        self.documents: int = sidecar.facts["documents"]
        self._arrays: dict[str, Array] = {}
        self._lexicons = {kind: _Lexicon(sidecar, kind) for kind in KIND_NAMES}
        self._runs = {
            kind: tuple(sidecar.array(f"postings{kind}.{part}").data for part in ("runs", "fields", "starts"))
            for kind in KIND_NAMES
        }
        self._forms, self._form_starts = sidecar.array("forms").data, sidecar.array("forms.starts").data
        self._stored = sidecar.array("stored.offsets").data

    def array(self, name: str) -> Array:
        """Return an array of the sidecar, looked up once."""
        found = self._arrays.get(name)
        if found is None:
            found = self._arrays[name] = self.sidecar.array(name)
        return found

    def docs(self, kind: str, first: int, last: int) -> Array:
        """Return the documents (of this segment) of the postings `[first, last)` of a kind."""
        return self._part(_DOCS[kind], first, last)

    def codes(self, kind: str, first: int, last: int) -> Array:
        """Return, per posting, its count times 256 plus the byte of its field's length."""
        return self._part(_CODES[kind], first, last)

    def positions(self, first: int, last: int) -> Array:
        """Return the positions `[first, last)` of exact forms."""
        return self._part("positions", first, last)

    def _part(self, name: str, first: int, last: int) -> Array:
        return self.sidecar.read_numbers(name, first, last) if self._reading else self.array(name)[first:last]

    def runs(self, kind: str, number: int) -> Iterator[Run]:
        """Yield the postings of a term, a run for each field that has it; none for the number -1."""
        if number < 0:
            return
        runs, fields, starts = self._runs[kind]
        for run in range(runs[number], runs[number + 1]):
            yield Run(run, ALL_FIELDS[fields[run]], starts[run], starts[run + 1])

    def span(self, kind: str, first: int, last: int) -> tuple[int, int]:
        """Return the runs `[first, last)` of the terms `[first, last)`."""
        runs = self._runs[kind][0]
        return runs[first], runs[last]

    def forms(self, stem: int) -> list[int]:
        """Return the exact forms of a stem; none for the number -1."""
        return [] if stem < 0 else self._forms[self._form_starts[stem] : self._form_starts[stem + 1]].tolist()

    def letters(self) -> Array:
        """Return which letters and digits each exact term has, a bit each; made when first asked for."""
        found = self._arrays.get("letters")
        if found is None:
            offsets = self.array("terms_x.offsets")
            found = np.zeros(len(offsets) - 1, dtype=np.uint64)
            for first in range(0, len(found), _TERMS_AT_ONCE):
                last = min(first + _TERMS_AT_ONCE, len(found))
                bits = _BITS[np.frombuffer(self.terms(EXACT, first, last), dtype=np.uint8)]
                starts = (offsets[first:last] - offsets[first]).astype(np.int64)
                found[first:last] = np.bitwise_or.reduceat(bits, starts)
            self._arrays["letters"] = found
        return found

    def find_term(self, kind: str, text: bytes) -> int:
        """Return the number of the first term that is not before this text."""
        return self._lexicons[kind].find(text)

    def term_number(self, kind: str, text: bytes) -> int:
        """Return the number of exactly this term, or -1."""
        return self._lexicons[kind].number(text)

    def term(self, kind: str, number: int) -> bytes:
        """Return the text of a term, empty past the last one."""
        return self._lexicons[kind].term(number)

    def term_count(self, kind: str) -> int:
        """Return how many different terms there are."""
        return self._lexicons[kind].count

    def terms(self, kind: str, first: int, last: int) -> bytes:
        """Return the terms `[first, last)`, a line each."""
        return self._lexicons[kind].lines(first, last)

    def stored(self, number: int) -> bytes:
        """Return a document of this segment as the bytes that were stored of it."""
        return self.sidecar.read("stored", self._stored[number], self._stored[number + 1])


def collect_letters(text: bytes) -> np.uint64:
    """Return which of the letters a to z and the digits a text has, a bit each; nothing is said of others."""
    return np.uint64(np.bitwise_or.reduce(_BITS[np.frombuffer(text, dtype=np.uint8)]))


class _Lexicon:
    """The sorted terms of a kind, in the mapped file; every so manieth of them at hand."""

    def __init__(self, sidecar: Sidecar, kind: str) -> None:
        self._map: mmap.mmap
        self._map, self._start, _ = sidecar.extent("terms" + kind)
        self._offsets = sidecar.array(f"terms{kind}.offsets").data
        self.count = len(self._offsets) - 1
        heads, start, end = sidecar.extent(f"terms{kind}.heads")
        self._heads = heads[start:end].split(b"\n") if self.count else []

    def lines(self, first: int, last: int) -> bytes:
        return self._map[self._start + self._offsets[first] : self._start + self._offsets[last]]

    def term(self, number: int) -> bytes:
        return self.lines(number, number + 1)[:-1] if number < self.count else b""

    def find(self, text: bytes) -> int:
        place = bisect_left(self._heads, text) - 1
        if place < 0:
            return 0
        first = place * HEAD_EVERY
        return first + bisect_left(self._group(first), text)

    def number(self, text: bytes) -> int:
        place = bisect_right(self._heads, text) - 1
        if place < 0:
            return -1
        first = place * HEAD_EVERY
        try:
            return first + self._group(first).index(text)
        except ValueError:
            return -1

    def _group(self, first: int) -> list[bytes]:
        return self.lines(first, min(first + HEAD_EVERY, self.count)).splitlines()
