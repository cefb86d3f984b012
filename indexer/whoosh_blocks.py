"""Writes posting lists in the block format of Whoosh's W3 codec, a whole list at a time.

The codec's own writer takes posting by posting, with several objects for each; most words of a language stand in one or
two documents, so that this is where the time of indexing went. What comes out is read by the codec unchanged.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from hashlib import md5
from itertools import pairwise
from pickle import dumps
from typing import Any

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3FieldWriter, W3TermInfo
from whoosh.system import pack_int, pack_long, pack_uint, pack_ushort
from whoosh.util.numeric import length_to_byte

_BLOCK = 128
# Smaller blocks do not get smaller by zlib, and each call costs as much as the rest of the block.
_WORTH_ZLIB = 600
_TERM_INFO: struct.Struct = W3TermInfo._struct
_PICKLE = 2
_LENGTHS = struct.Struct("!ii")


class PostingsWriter:
    """Writes the terms of one field after another into a segment's two postings files."""

    def __init__(self, writer: W3FieldWriter) -> None:
        """Write through the files of the codec's own writer, which still opens and closes them."""
        self._writer = writer
        self._file = writer._postfile
        self._at = self._file.tell()
        self._index = _TermIndex(writer._tindex)
        self._single: dict[int, bytes] = {}
        self._facts: dict[int, bytes] = {}
        self._prefix = b""

    def start_field(self, name: str, fieldobj: Any) -> None:
        """Begin a field; the codec wants them in the order of their names."""
        self._writer.start_field(name, fieldobj)
        self._facts.clear()
        self._prefix = pack_ushort(self._writer._fieldid)

    def finish_field(self) -> None:
        """End the field."""
        self._writer.finish_field()
        self._index.flush()

    def write_keyword(self, text: bytes, docs: Sequence[int]) -> None:
        """Write a term of a field that keeps nothing but which documents have it."""
        self._write(text, docs, [1] * len(docs), None, None)

    def write_counted(self, text: bytes, docs: Sequence[int], counts: Sequence[int], lengths: Sequence[int]) -> None:
        """Write a term of a field that keeps how often; `lengths` are those of the field in all documents."""
        self._write(text, docs, counts, b"".join(pack_uint(count) for count in counts), lengths)

    def write_placed(
        self,
        text: bytes,
        docs: Sequence[int],
        counts: Sequence[int],
        positions: Sequence[int],
        lengths: Sequence[int],
    ) -> None:
        """Write a term of a field that keeps where; `positions` holds those of all documents, one after the other."""
        values: list[bytes] = []
        at = 0
        for count in counts:
            values.append(self._encode_one(positions[at]) if count == 1 else _encode(positions[at : at + count]))
            at += count
        self._write(text, docs, counts, values, lengths)

    def _encode_one(self, position: int) -> bytes:
        found = self._single.get(position)
        if found is None:
            found = self._single[position] = _encode((position,))
        return found

    def _write(
        self,
        text: bytes,
        docs: Sequence[int],
        counts: Sequence[int],
        values: list[bytes] | bytes | None,
        lengths: Sequence[int] | None,
    ) -> None:
        if len(docs) == 1 and counts[0] == 1:
            self._write_single(text, docs[0], values, lengths)
            return
        pieces = [WHOOSH3_HEADER_MAGIC]
        shortest, longest = (0, 0) if lengths is None else _extremes([lengths[doc] for doc in docs])
        total = len(docs)
        for first in range(0, total, _BLOCK):
            last = min(first + _BLOCK, total)
            if total > _BLOCK and lengths is not None:
                near, far = _extremes([lengths[doc] for doc in docs[first:last]])
            else:
                near, far = shortest, longest
            here = values[first * 4 : last * 4] if isinstance(values, bytes) else values and tuple(values[first:last])
            block = _make_block(docs[first:last], counts[first:last], here, near, far)
            pieces.append(pack_int(len(block) if last < total else -len(block)))
            pieces.append(block)
        info = _TERM_INFO.pack(
            False, sum(counts), total, length_to_byte(shortest), length_to_byte(longest), max(counts), docs[0], docs[-1]
        )
        self._add(text, b"".join(pieces), info)

    def _write_single(
        self, text: bytes, doc: int, values: list[bytes] | bytes | None, lengths: Sequence[int] | None
    ) -> None:
        """Write a word that stands once in all: two thirds of a vocabulary."""
        length = length_to_byte(lengths[doc]) if lengths is not None else 0
        facts = self._facts.get(doc)
        if facts is None:
            facts = self._facts[doc] = dumps((1, doc, 1.0, 0, length, length), _PICKLE)
        held = values if isinstance(values, bytes) or values is None else tuple(values)
        block = facts + dumps(((doc,), None, held), _PICKLE)
        info = _TERM_INFO.pack(False, 1.0, 1, length, length, 1.0, doc, doc)
        self._add(text, WHOOSH3_HEADER_MAGIC + pack_int(-len(block)) + block, info)

    def _add(self, text: bytes, written: bytes, info: bytes) -> None:
        self._file.write(written)
        self._index.add(self._prefix + text, info + pack_long(self._at) + pack_int(len(written)))
        self._at += len(written)


class _TermIndex:
    """Adds to Whoosh's ordered hash file in pieces: its own `add` asks the file three times where it is."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._at: int = writer.dbfile.tell()
        self._pieces: list[bytes] = []

    def add(self, key: bytes, value: bytes) -> None:
        piece = _LENGTHS.pack(len(key), len(value)) + key + value
        self._pieces.append(piece)
        self._writer.index.append(self._at)
        # What Whoosh takes of an MD5 digest: its last 32 bits.
        hashed = int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")
        self._writer.buckets[hashed & 255].append((hashed, self._at))
        self._at += len(piece)

    def flush(self) -> None:
        self._writer.dbfile.write(b"".join(self._pieces))
        self._pieces.clear()


def _encode(positions: Sequence[int]) -> bytes:
    deltas = [positions[0]]
    deltas.extend(after - before for before, after in pairwise(positions))
    return pack_uint(len(deltas)) + dumps(deltas, _PICKLE)  # type: ignore[no-any-return]


def _extremes(lengths: list[int]) -> tuple[int, int]:
    return (lengths[0], lengths[0]) if len(lengths) == 1 else (min(lengths), max(lengths))


def _make_block(docs: Sequence[int], counts: Sequence[int], values: Any, shortest: int, longest: int) -> bytes:
    deltas = (docs[0], *(after - before for before, after in pairwise(docs)))
    most = max(counts)
    weights: float | tuple[float, ...] | None
    if most == 1:
        weights = None
    elif min(counts) == most:
        weights = float(most)
    else:
        weights = tuple(map(float, counts))
    data = dumps((deltas, weights, values), _PICKLE)
    compression = 0
    if len(data) > _WORTH_ZLIB:
        compression = 1
        data = zlib.compress(data, compression)
    facts = (len(docs), docs[-1], float(most), compression, length_to_byte(shortest), length_to_byte(longest))
    return dumps(facts, _PICKLE) + data
