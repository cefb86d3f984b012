"""Writes the index of a segment's terms, by which Whoosh finds a posting list; whoosh_blocks.py writes the lists."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from hashlib import md5
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.whoosh_postings import Wide


class TermIndex:
    """Writes Whoosh's ordered hash file (a CDB with an index) in bulk: its own methods ask the file at every step."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._at: int = writer.dbfile.tell()
        self._places: list[npt.NDArray[np.int64]] = []
        self._hashes: list[bytes] = []

    def add(self, prefix: bytes, terms: Sequence[bytes], values: bytes, size: int) -> None:
        """Add a key (prefix and term) for each value; the keys must come in order."""
        keys = [prefix + term for term in terms]
        lengths = np.fromiter(map(len, keys), dtype=np.int64, count=len(keys))
        heads = np.empty((len(keys), 2), dtype=">i4")
        heads[:, 0], heads[:, 1] = lengths, size
        head = heads.tobytes()
        self._writer.dbfile.write(
            b"".join(
                [
                    head[8 * number : 8 * number + 8] + key + values[size * number : size * number + size]
                    for number, key in enumerate(keys)
                ]
            )
        )
        # What Whoosh takes of an MD5 digest: its last 32 bits.
        self._hashes.append(b"".join([md5(key, usedforsecurity=False).digest()[-4:] for key in keys]))
        ends = np.cumsum(lengths + 8 + size)
        self._places.append(self._at + ends - (lengths + 8 + size))
        self._at += int(ends[-1])

    def close(self) -> None:
        """Hand over to Whoosh's writer what it writes at the end: the places in order and the hash tables."""
        places = np.concatenate(self._places) if self._places else np.empty(0, dtype=np.int64)
        hashes = np.frombuffer(b"".join(self._hashes), dtype=">u4").astype(np.int64)
        self._writer.index.array = array("q", places.tolist())
        for bucket in range(256):
            chosen = np.flatnonzero(hashes & 255 == bucket)
            table = _fill_table(hashes[chosen], places[chosen])
            self._writer.directory.append((self._writer.dbfile.tell(), len(table)))
            self._writer.dbfile.write(table.tobytes())
        # All buckets are written: nothing is left for Whoosh's own slow loop.
        self._writer.buckets = []


def _fill_table(hashes: Wide, places: Wide) -> npt.NDArray[np.void]:
    """Return a hash table with open addressing, twice as large as its entries; an empty slot is zero."""
    slots = 2 * len(hashes)
    table = np.zeros(slots, dtype=[("hash", ">u4"), ("place", ">i8")])
    if not slots:
        return table
    wanted = (hashes >> 8) % slots
    order = np.argsort(wanted, kind="stable")
    # Taken in the order of their slots, each goes where it wants to or right behind the one before.
    steps = np.arange(len(order))
    taken = np.maximum.accumulate(wanted[order] - steps) + steps
    inside = taken < slots
    table["hash"][taken[inside]], table["place"][taken[inside]] = hashes[order[inside]], places[order[inside]]
    for number in order[~inside].tolist():
        # What runs over the end goes on at the beginning.
        slot = int(np.flatnonzero(table["place"] == 0)[0])
        table["hash"][slot], table["place"][slot] = hashes[number], places[number]
    return table
