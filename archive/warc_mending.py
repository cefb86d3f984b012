"""Mends the WARC files that a killed crawl left behind: a torn last record is cut off, the file gets its final name."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

from archive.warc import OPEN, sync_folder


def mend_open_files(folder: Path) -> Iterator[tuple[str, int]]:
    """Close the files that a killed crawl left open: cut off a torn last record, give them their final names.

    Yields the name of each file and how many bytes were cut off. No other process may be writing here.
    """
    for path in sorted(folder.glob(f"*.warc.gz{OPEN}")):
        whole = measure_whole_members(path)
        torn = path.stat().st_size - whole
        if whole:
            with path.open("r+b") as stream:
                stream.truncate(whole)
                os.fsync(stream.fileno())
            path.rename(path.with_name(path.name.removesuffix(OPEN)))
        else:
            path.unlink()  # not even the warcinfo record is whole
        yield path.name.removesuffix(OPEN), torn
    if folder.is_dir():
        sync_folder(folder)


def measure_whole_members(path: Path) -> int:
    """Return how many bytes at the beginning of a gzip file are whole members."""
    whole = position = 0
    with path.open("rb") as stream:
        unzip = zlib.decompressobj(wbits=31)
        while block := stream.read(1 << 20):
            position += len(block)
            while block:
                try:
                    unzip.decompress(block)
                except zlib.error:
                    return whole
                if not unzip.eof:
                    break
                block = unzip.unused_data
                whole = position - len(block)
                unzip = zlib.decompressobj(wbits=31)
    return whole
