"""Writes one batch of documents as an ordinary Whoosh segment (W3 format) together with its sidecar.

Whoosh's own writer sorts postings in a pool of pickles; here they come sorted from whoosh_postings.py and go through
whoosh_blocks.py into the files of Whoosh's codec, so that any Whoosh can read what results.
"""

from __future__ import annotations

import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import LENGTHS_COLUMN, W3Codec, _lenfield
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from indexer.query import ALL_FIELDS
from indexer.whoosh_blocks import FieldPostings, PostingsWriter
from indexer.whoosh_columns import posting_lengths, quantise_lengths, write_columns
from indexer.whoosh_postings import EXACT, KindPostings, Postings, expand_ranges, read_keywords
from indexer.whoosh_sidecar import SIDECAR_EXTENSION

INDEX_NAME = "MAIN"


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Files in a folder, forced to disk before they take the name under which they are found."""

    def __init__(self, path: str) -> None:
        """Use the files of this folder."""
        super().__init__(path)
        self.temporary: list[FileStorage] = []

    def temp_storage(self, name: str | None = None) -> FileStorage:
        """Make a folder for passing files under a name of its own: several processes write at once."""
        self.temporary.append(super().temp_storage(f"{secrets.token_hex(8)}.tmp"))
        return self.temporary[-1]

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename after the file's bytes are on disk, then force the folder's entry too."""
        force_to_disk(Path(self.folder) / oldname)
        os.replace(Path(self.folder) / oldname, Path(self.folder) / newname)
        force_to_disk(Path(self.folder))


def force_to_disk(path: Path) -> None:
    """Wait until a file or the entries of a folder are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_segment(folder: Path, schema: Schema, postings: Postings) -> Any:
    """Write a segment and its sidecar into the folder, force both to disk, and return Whoosh's segment object."""
    codec = W3Codec()
    storage = DurableStorage(str(folder))
    segment = codec.new_segment(storage, INDEX_NAME)
    _write_documents(codec, storage, segment, schema, postings)
    _write_terms(codec, storage, segment, schema, postings)
    segment.set_doc_count(len(postings.documents))
    prefix = segment.segment_id()
    write_columns(folder / (prefix + SIDECAR_EXTENSION), postings)
    written = [path for path in folder.iterdir() if path.name.startswith(prefix + ".")]
    # Together: the disk writes them in one go, and waiting for each would take as many times as long.
    with ThreadPoolExecutor(len(written)) as waiting:
        list(waiting.map(force_to_disk, written))
    return segment


def _write_documents(codec: W3Codec, storage: DurableStorage, segment: Any, schema: Schema, postings: Postings) -> None:
    """Write the lengths of all fields, and what somebody who opens the index with Whoosh alone wants to see."""
    writer = codec.per_document_writer(storage, segment)
    objects = {name: schema[name] for name in ("id", "headline", "url")}
    for number, document in enumerate(postings.documents):
        writer.start_doc(number)
        writer.add_field("id", objects["id"], document.id, 0)
        writer.add_field("headline", objects["headline"], document.title, 0)
        writer.add_field("url", objects["url"], document.url, 0)
        writer.finish_doc()
    for kind, held in postings.kinds.items():
        for number, name in enumerate(ALL_FIELDS):
            if held.lengths[number].any():
                # A column of lengths is a byte for each document: written in one go.
                column = _lenfield(name + kind)
                writer._create_column(column, LENGTHS_COLUMN)
                lengths = writer._get_column(column)
                lengths._dbfile.write(quantise_lengths(held.lengths[number]).tobytes())
                lengths._count = len(postings.documents)
                writer._fieldlengths[name + kind] = int(held.lengths[number].sum())
    writer.close()
    for temporary in storage.temporary:
        temporary.destroy()


def _write_terms(codec: W3Codec, storage: FileStorage, segment: Any, schema: Schema, postings: Postings) -> None:
    files = codec.field_writer(storage, segment)
    writer = PostingsWriter(files)
    fields = _collect_keywords(postings)
    for kind, held in postings.kinds.items():
        lengths = posting_lengths(held)
        for number, name in enumerate(ALL_FIELDS):
            fields[name + kind] = _pick_field(held, lengths, number, placed=kind == EXACT)
    # Whoosh's reader walks the fields in the order of their names.
    for name in sorted(fields):
        writer.write_field(name, schema[name], fields[name])
    writer.close()
    files.close()


def _collect_keywords(postings: Postings) -> dict[str, FieldPostings]:
    found: dict[str, dict[bytes, list[int]]] = {}
    for number, document in enumerate(postings.documents):
        for name, values in read_keywords(document).items():
            for value in values:
                found.setdefault(name, {}).setdefault(value.encode("utf-8", "replace"), []).append(number)
    fields = {}
    for name, held in found.items():
        terms = sorted(held)
        docs = np.array([number for term in terms for number in held[term]], dtype=np.int64)
        starts = np.concatenate(([0], np.cumsum([len(held[term]) for term in terms])))
        fields[name] = FieldPostings(terms, starts, docs, np.ones_like(docs), np.zeros(len(docs), dtype=np.uint8))
    return fields


def _pick_field(held: KindPostings, lengths: Any, number: int, *, placed: bool) -> FieldPostings:
    """Return the postings of one field of a kind."""
    runs = np.flatnonzero(held.fields == number)
    sizes = held.starts[runs + 1] - held.starts[runs]
    chosen = expand_ranges(held.starts[runs], sizes)
    positions = None
    if placed:
        places = np.cumsum(held.counts) - held.counts
        positions = held.positions[expand_ranges(places[chosen], held.counts[chosen])]
    terms = (np.searchsorted(held.runs, runs, side="right") - 1).tolist()
    return FieldPostings(
        terms=[held.terms[term] for term in terms],
        starts=np.concatenate(([0], np.cumsum(sizes))),
        docs=held.docs[chosen],
        counts=held.counts[chosen],
        lengths=lengths[chosen],
        positions=positions,
    )
