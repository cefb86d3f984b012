"""Writes a batch of documents as a segment in a process of its own; whoosh_writer.py hands it over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexer.compounds import CompoundSplitter
from indexer.records import IndexDocument
from indexer.whoosh_postings import invert_documents
from indexer.whoosh_schema import make_schema
from indexer.whoosh_segment import write_segment
from indexer.whoosh_view import SPLITTER_FILE

_splitters: dict[Path, CompoundSplitter] = {}


def write_batch(folder: Path, documents: list[IndexDocument]) -> Any:
    """Write one segment in a process of its own, with the splitter that lies in the generation's folder."""
    if folder not in _splitters:
        _splitters[folder] = CompoundSplitter.from_json((folder / SPLITTER_FILE).read_text(encoding="utf-8"))
    return write_segment(folder, make_schema(), invert_documents(documents, _splitters[folder]))
