"""Writes posting lists in the block format of Whoosh's W3 codec, all lists of a field at once.

The codec's own writer takes posting by posting, with several objects for each, and that is where the time of indexing
went. Here the pickles that it would make of numbers are laid out by array operations (pickle is a stream of one-byte codes
with their arguments); only the blocks, a few per word, are put together one by one. The codec reads what comes out as its own.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3FieldWriter
from whoosh.system import pack_int, pack_ushort

from indexer.whoosh_postings import Ints, Wide, expand_ranges
from indexer.whoosh_term_index import TermIndex

Bytes = npt.NDArray[np.uint8]

_BLOCK = 128
# Smaller blocks do not get smaller by zlib, and each call costs as much as the rest of the block.
_WORTH_ZLIB = 600

# A block: pickle of its facts, pickle of (document numbers as differences, weights, values).
_PROTOCOL = pickle.PROTO + b"\x03"
_FACTS = np.dtype(
    [
        ("start", "S3"),
        ("count_code", "S1"),
        ("count", "<i4"),
        ("last_code", "S1"),
        ("last", "<i4"),
        ("weight_code", "S1"),
        ("weight", ">f8"),
        ("compression_code", "S1"),
        ("compression", "u1"),
        ("shortest_code", "S1"),
        ("shortest", "u1"),
        ("longest_code", "S1"),
        ("longest", "u1"),
        ("end", "S2"),
    ]
)
# What Whoosh keeps of each term (`W3TermInfo`), and where its postings lie.
_TERM_INFO = np.dtype(
    [
        ("flags", "u1"),
        ("weight", ">f4"),
        ("documents", ">u4"),
        ("shortest", "u1"),
        ("longest", "u1"),
        ("most", ">f4"),
        ("first", ">u4"),
        ("last", ">u4"),
        ("offset", ">i8"),
        ("length", ">i4"),
    ]
)


@dataclass(slots=True)
class FieldPostings:
    """The postings of one field: term t has the documents `docs[starts[t]]` to `docs[starts[t + 1]]`, at least one.

    `lengths` is, per posting, the byte that Whoosh keeps of the length of the field in that document. `positions` holds as
    many numbers per posting as `counts` says; None where the field keeps no positions.
    """

    terms: Sequence[bytes]
    starts: Wide
    docs: Wide
    counts: Wide
    lengths: Bytes
    positions: Ints | None = None


class PostingsWriter:
    """Writes one field after another into a segment's two postings files."""

    def __init__(self, writer: W3FieldWriter) -> None:
        """Write through the files of the codec's own writer, which still opens and closes them."""
        self._writer = writer
        self._file = writer._postfile
        self._at = self._file.tell()
        self._index = TermIndex(writer._tindex)

    def write_field(self, name: str, fieldobj: Any, held: FieldPostings) -> None:
        """Write all terms of a field; the codec wants the fields in the order of their names."""
        self._writer.start_field(name, fieldobj)
        if held.terms:
            sizes = self._write_blocks(held, fieldobj.format.fixed_value_size())
            self._write_index(held, sizes, pack_ushort(self._writer._fieldid))
        self._writer.finish_field()

    def close(self) -> None:
        """Write the index of terms; the codec's writer closes the files."""
        self._index.close()

    def _write_blocks(self, held: FieldPostings, value_size: int | None) -> list[int]:
        """Write the posting lists and return the size of each."""
        blocks = -(-np.diff(held.starts) // _BLOCK)
        block_ends = np.cumsum(blocks)
        firsts = np.repeat(held.starts[:-1], blocks) + _BLOCK * expand_ranges(np.zeros_like(blocks), blocks)
        lasts = np.append(firsts[1:], len(held.docs))
        deltas = np.diff(held.docs, prepend=0)
        deltas[firsts] = held.docs[firsts]
        ids, id_ends = _pickle_numbers(deltas)
        most = np.maximum.reduceat(held.counts, firsts)
        weights = _pickle_weights(held.counts, firsts, most)
        values = _pickle_values(held, value_size, firsts, lasts)
        start, end = _PROTOCOL + pickle.MARK, pickle.TUPLE3 + pickle.STOP
        datas = [
            b"".join((start, ids[at:to], pickle.TUPLE, weight, value, end))
            for at, to, weight, value in zip(*_bounds(id_ends, firsts, lasts), weights, values, strict=True)
        ]
        facts = np.zeros(len(firsts), dtype=_FACTS)
        facts["start"], facts["end"] = _PROTOCOL + pickle.MARK, pickle.TUPLE + pickle.STOP
        facts["count_code"] = facts["last_code"] = pickle.BININT
        facts["weight_code"] = pickle.BINFLOAT
        facts["compression_code"] = facts["shortest_code"] = facts["longest_code"] = pickle.BININT1
        facts["count"], facts["last"], facts["weight"] = lasts - firsts, held.docs[lasts - 1], most
        facts["shortest"] = np.minimum.reduceat(held.lengths, firsts)
        facts["longest"] = np.maximum.reduceat(held.lengths, firsts)
        for number, data in enumerate(datas):
            if len(data) > _WORTH_ZLIB:
                datas[number] = zlib.compress(data, 1)
                facts["compression"][number] = 1
        return self._write_lists(facts, datas, block_ends.tolist())

    def _write_lists(self, facts: Any, datas: list[bytes], block_ends: list[int]) -> list[int]:
        size = _FACTS.itemsize
        facts_bytes = facts.tobytes()
        pieces: list[bytes] = []
        sizes: list[int] = []
        first = 0
        for last in block_ends:
            pieces.append(WHOOSH3_HEADER_MAGIC)
            total = len(WHOOSH3_HEADER_MAGIC)
            for number in range(first, last):
                data = datas[number]
                length = size + len(data)
                # A negative length marks the last block of a list.
                pieces += (
                    pack_int(-length if number == last - 1 else length),
                    facts_bytes[number * size : number * size + size],
                    data,
                )
                total += 4 + length
            sizes.append(total)
            first = last
        self._file.write(b"".join(pieces))
        return sizes

    def _write_index(self, held: FieldPostings, sizes: list[int], prefix: bytes) -> None:
        firsts = held.starts[:-1]
        infos = np.zeros(len(held.terms), dtype=_TERM_INFO)
        infos["weight"] = np.add.reduceat(held.counts, firsts)
        infos["documents"] = np.diff(held.starts)
        infos["shortest"] = np.minimum.reduceat(held.lengths, firsts)
        infos["longest"] = np.maximum.reduceat(held.lengths, firsts)
        infos["most"] = np.maximum.reduceat(held.counts, firsts)
        infos["first"], infos["last"] = held.docs[firsts], held.docs[held.starts[1:] - 1]
        ends = np.cumsum(sizes)
        infos["offset"], infos["length"] = self._at + ends - sizes, sizes
        self._at += int(ends[-1])
        self._index.add(prefix, held.terms, infos.tobytes(), _TERM_INFO.itemsize)


def _bounds(ends: Wide, firsts: Wide, lasts: Wide) -> tuple[list[int], list[int]]:
    """Return where the bytes of the items [first, last) begin and end, given where those of each item end."""
    whole = np.concatenate(([0], ends))
    return whole[firsts].tolist(), whole[lasts].tolist()


def _pickle_numbers(numbers: Wide) -> tuple[bytes, Wide]:
    """Return pickle's codes of whole numbers, one after the other, and where each ends."""
    sizes = _pickled_sizes(numbers)
    ends = np.cumsum(sizes)
    buffer = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    _put_numbers(buffer, ends - sizes, numbers, sizes)
    return buffer.tobytes(), ends


def _pickled_sizes(numbers: Wide | Ints) -> Wide:
    return np.where(numbers < 256, 2, np.where(numbers < 65536, 3, 5)).astype(np.int64)


def _put_numbers(buffer: Bytes, places: Wide, numbers: Wide | Ints, sizes: Wide) -> None:
    """Put pickle's codes of numbers (BININT1, BININT2 or BININT, little end first) at their places."""
    buffer[places] = pickle.BININT1[0]
    buffer[places + 1] = numbers & 255
    for code, size, steps in ((pickle.BININT2[0], 3, (2,)), (pickle.BININT[0], 5, (3, 4))):
        large = np.flatnonzero(sizes >= size)
        if len(large):
            buffer[places[large]] = code
            for step in steps:
                buffer[places[large] + step] = (numbers[large] >> (8 * (step - 1))) & 255


def _pickle_weights(counts: Wide, firsts: Wide, most: Wide) -> list[bytes]:
    """Return, per block, how often its documents have the term: nothing (once each), one number for all, or a tuple."""
    numbers, ends = _pickle_numbers(counts)
    least = np.minimum.reduceat(counts, firsts)
    at, to = _bounds(ends, firsts, np.append(firsts[1:], len(counts)))
    return [
        pickle.NONE
        if high == 1
        else pickle.BINFLOAT + struct.pack(">d", high)
        if low == high
        else b"".join((pickle.MARK, numbers[first:last], pickle.TUPLE))
        for low, high, first, last in zip(least.tolist(), most.tolist(), at, to, strict=True)
    ]


def _pickle_values(held: FieldPostings, size: int | None, firsts: Wide, lasts: Wide) -> list[bytes]:
    """Return, per block, what the field's format keeps of its postings: nothing, how often, or where."""
    if size == 0:
        return [pickle.NONE] * len(firsts)
    if held.positions is None:
        raw = held.counts.astype(">u4").tobytes()
        return [
            b"".join((pickle.BINBYTES, (4 * (last - first)).to_bytes(4, "little"), raw[4 * first : 4 * last]))
            for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
        ]
    buffer, ends = _pickle_positions(held.counts, held.positions)
    return [
        b"".join((pickle.MARK, buffer[first:last], pickle.TUPLE))
        for first, last in zip(*_bounds(ends, firsts, lasts), strict=True)
    ]


def _pickle_positions(counts: Wide, positions: Ints) -> tuple[bytes, Wide]:
    """Return, per posting, pickle's code of the bytes that the format `Positions` makes, and where each ends.

    Those bytes are the count (four bytes) and the pickle of a list of differences; Whoosh adds the final stop itself.
    """
    firsts = np.cumsum(counts) - counts
    deltas: Wide = positions.astype(np.int64)
    deltas[1:] -= positions[:-1]
    deltas[firsts] = positions[firsts]
    sizes = _pickled_sizes(deltas)
    before = np.cumsum(sizes) - sizes
    bodies = np.add.reduceat(sizes, firsts) + 7
    # Short byte strings have their length in one byte, longer ones in four.
    heads = np.where(bodies < 256, 2, 5)
    ends = np.cumsum(heads + bodies)
    starts = ends - bodies - heads
    buffer = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    short = bodies < 256
    buffer[starts] = np.where(short, pickle.SHORT_BINBYTES[0], pickle.BINBYTES[0])
    buffer[starts + 1] = bodies & 255
    for step in (1, 2, 3):
        buffer[starts[~short] + 1 + step] = (bodies[~short] >> (8 * step)) & 255
    inner = starts + heads
    for step in range(4):
        buffer[inner + step] = (counts >> (8 * (3 - step))) & 255
    buffer[inner + 4], buffer[inner + 5] = pickle.EMPTY_LIST[0], pickle.MARK[0]
    buffer[ends - 1] = pickle.APPENDS[0]
    _put_numbers(buffer, np.repeat(inner + 6 - before[firsts], counts) + before, deltas, sizes)
    return buffer.tobytes(), ends
