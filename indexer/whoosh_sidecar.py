"""The sidecar of a segment: its postings, columns and texts as plain arrays in one file that is mapped into memory.

Whoosh's segments are made for reading posting by posting; a query here is a handful of array operations instead.
A segment never changes, so its sidecar never goes stale; it is named after the segment, so that Whoosh's own
clean-up takes it away with it. Layout: magic, length of the header, header (JSON: where each array lies), arrays
at multiples of 64 bytes. Nothing in it is pickled.
"""

from __future__ import annotations

import json
import mmap
import os
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.errors import IndexDamagedError

Array = npt.NDArray[Any]

SIDECAR_EXTENSION = ".fast"
_MAGIC = b"PAFAST02"
_ALIGNMENT = 64


def write_sidecar(
    path: Path, arrays: Mapping[str, Array], blobs: Mapping[str, bytes], facts: Mapping[str, Any]
) -> None:
    """Write arrays, byte strings and a few JSON facts into one file; the caller forces it to disk."""
    places: dict[str, tuple[str, int, int]] = {}
    pieces: list[tuple[int, bytes | memoryview]] = []
    at = 0
    for name, array in arrays.items():
        data = np.ascontiguousarray(array)
        places[name] = (data.dtype.str, at, data.size)
        pieces.append((at, data.tobytes()))
        at = _aligned(at + data.nbytes)
    for name, blob in blobs.items():
        places[name] = ("bytes", at, len(blob))
        pieces.append((at, blob))
        at = _aligned(at + len(blob))
    header = json.dumps({"places": places, "facts": facts, "size": at}, ensure_ascii=False).encode()
    start = _aligned(len(_MAGIC) + 8 + len(header))
    with path.open("wb") as file:
        file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
        for offset, piece in pieces:
            file.seek(start + offset)
            file.write(piece)
        file.truncate(start + at)


class Sidecar:
    """A mapped sidecar: arrays and byte strings by name; reading needs no lock."""

    def __init__(self, path: Path) -> None:
        """Map the file. Raises IndexDamagedError where it is not whole."""
        try:
            self._file = os.open(path, os.O_RDONLY)
            weakref.finalize(self, os.close, self._file)
            self._map = mmap.mmap(self._file, 0, access=mmap.ACCESS_READ)
            length = int.from_bytes(self._map[8:16], "little")
            if self._map[:8] != _MAGIC or length > len(self._map):
                raise ValueError("not a sidecar")
            header = json.loads(self._map[16 : 16 + length])
            self._start = _aligned(16 + length)
            if self._start + header["size"] != len(self._map):
                raise ValueError("cut off")
        except (OSError, ValueError, KeyError) as error:
            raise IndexDamagedError(
                f"The index file {path} is damaged ({error}); `pressearchiv index --rebuild` makes the index anew."
            ) from error
        self.size = len(self._map)
        self._places: dict[str, tuple[str, int, int]] = {name: tuple(place) for name, place in header["places"].items()}
        self.facts: dict[str, Any] = header["facts"]

    def array(self, name: str) -> Array:
        """Return an array, read-only, straight from the mapped file."""
        dtype, offset, size = self._places[name]
        return np.frombuffer(self._map, dtype=np.dtype(dtype), count=size, offset=self._start + offset)

    def read(self, name: str, start: int, end: int) -> bytes:
        """Return the bytes `[start, end)` of a byte string, read from the file: texts need not stay in memory."""
        offset = self._start + self._places[name][1]
        return os.pread(self._file, end - start, offset + start)

    def read_numbers(self, name: str, start: int, end: int) -> Array:
        """Return the part `[start, end)` of an array, read from the file into memory of its own."""
        code, offset, _ = self._places[name]
        dtype = np.dtype(code)
        size = dtype.itemsize
        return np.frombuffer(os.pread(self._file, (end - start) * size, self._start + offset + start * size), dtype)

    def forget(self) -> None:
        """Let go of the memory that reading the map took; what is read again comes from the system's cache of files."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def extent(self, name: str) -> tuple[mmap.mmap, int, int]:
        """Return the map and where in it a byte string begins and ends."""
        _, offset, size = self._places[name]
        return self._map, self._start + offset, self._start + offset + size


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT
