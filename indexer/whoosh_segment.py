"""Writes one batch of documents as an ordinary Whoosh segment (W3 format) together with its sidecar.

Whoosh's own writer sorts postings in a pool of pickles; here they come sorted from whoosh_postings.py and go straight
to Whoosh's codec, so that any Whoosh can read what results.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.query import ALL_FIELDS
from indexer.records import ABOUT
from indexer.whoosh_blocks import PostingsWriter
from indexer.whoosh_postings import FieldPostings, Postings, hash_id, read_keywords
from indexer.whoosh_schema import KINDS
from indexer.whoosh_sidecar import SIDECAR_EXTENSION, Array, write_sidecar

INDEX_NAME = "MAIN"

# Whoosh keeps the length of a field in one byte; ranking uses what that byte stands for.
LENGTH_OF_BYTE = np.array([byte_to_length(number) for number in range(256)], dtype=np.float64)


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
    for path in folder.iterdir():
        if path.name.startswith(prefix + "."):
            force_to_disk(path)
    write_segment_sidecar(folder / (prefix + SIDECAR_EXTENSION), postings)
    return segment


def write_segment_sidecar(path: Path, postings: Postings) -> None:
    """Write the sidecar of a segment that holds exactly these documents in this order."""
    arrays: dict[str, Array] = {}
    blobs: dict[str, bytes] = {}
    totals: dict[str, int] = {}
    for kind in KINDS:
        terms = postings.terms[kind]
        sizes = np.fromiter((len(term) + 1 for term in terms), dtype=np.uint32, count=len(terms))
        arrays[f"terms{kind}.offsets"] = np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32)
        blobs[f"terms{kind}"] = b"".join(term + b"\n" for term in terms)
    for name, held in postings.fields.items():
        arrays[f"{name}.starts"] = held.starts
        arrays[f"{name}.docs"], arrays[f"{name}.counts"] = _small(held.docs), _small(held.counts)
        if held.placed:
            # Where the positions of each term begin; those of a posting follow from the counts before it.
            arrays[f"{name}.places"], arrays[f"{name}.positions"] = held.places[held.starts], _small(held.positions)
        arrays[f"{name}.lengths"] = quantise_lengths(held.lengths)
        totals[name] = int(held.lengths.sum())
    documents = postings.documents
    sites = sorted({document.site for document in documents})
    states = sorted({document.state for document in documents})
    cities = sorted({tag.city for document in documents for tag in document.tags})
    pairs: dict[tuple[int, int], bool] = {}
    for number, document in enumerate(documents):
        for tag in document.tags:
            pair = (number, cities.index(tag.city))
            pairs[pair] = pairs.get(pair, False) or tag.role == ABOUT
    arrays["days"] = np.array([d.published.toordinal() if d.published else 0 for d in documents], dtype=np.int32)
    arrays["months"] = np.array(
        [d.published.year * 12 + d.published.month - 1 if d.published else 0 for d in documents], dtype=np.int32
    )
    arrays["ids"] = np.array([hash_id(document.id) for document in documents], dtype=np.uint64)
    arrays["sites"] = np.array([sites.index(document.site) for document in documents], dtype=np.int32)
    arrays["states"] = np.array([states.index(document.state) for document in documents], dtype=np.int32)
    arrays["pdf"] = np.array([document.has_pdf for document in documents], dtype=np.uint8)
    arrays["tagged.docs"] = np.array([document for document, _ in pairs], dtype=np.int32)
    arrays["tagged.cities"] = np.array([city for _, city in pairs], dtype=np.int32)
    arrays["tagged.about"] = np.array(list(pairs.values()), dtype=np.uint8)
    arrays["stored.offsets"] = np.concatenate(([0], np.cumsum([len(item) for item in postings.stored]))).astype(
        np.int64
    )
    blobs["stored"] = b"".join(postings.stored)
    facts = {"documents": len(documents), "totals": totals, "sites": sites, "states": states, "cities": cities}
    write_sidecar(path, arrays, blobs, facts)


def _small(numbers: Array) -> Array:
    most = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.uint8 if most < 256 else np.uint16 if most < 65536 else np.uint32)


def _write_documents(codec: W3Codec, storage: DurableStorage, segment: Any, schema: Schema, postings: Postings) -> None:
    writer = codec.per_document_writer(storage, segment)
    lengths = {name: held.lengths.tolist() for name, held in postings.fields.items()}
    objects = {name: schema[name] for name in schema.names()}
    for number, (document, stored) in enumerate(zip(postings.documents, postings.stored, strict=True)):
        writer.start_doc(number)
        writer.add_field("document", objects["document"], stored.decode(), 0)
        writer.add_field("id", objects["id"], document.id, 0)
        for name, held in lengths.items():
            if held[number]:
                writer.add_field(name, objects[name], None, held[number])
        writer.finish_doc()
    writer.close()
    for temporary in storage.temporary:
        temporary.destroy()


def _write_terms(codec: W3Codec, storage: FileStorage, segment: Any, schema: Schema, postings: Postings) -> None:
    files = codec.field_writer(storage, segment)
    writer = PostingsWriter(files)
    keywords: dict[str, dict[bytes, list[int]]] = {}
    for number, document in enumerate(postings.documents):
        for name, values in read_keywords(document).items():
            for value in values:
                found = keywords.setdefault(name, {}).setdefault(value.encode("utf-8", "replace"), [])
                found.append(number)
    # Whoosh's reader walks the fields in the order of their names.
    for name in sorted([*keywords, *postings.fields]):
        writer.start_field(name, schema[name])
        if name in keywords:
            for text, documents in sorted(keywords[name].items()):
                writer.write_keyword(text, documents)
        else:
            kind = next(
                kind for kind in ("_x", "_p", "") if name.endswith(kind) and name.removesuffix(kind) in ALL_FIELDS
            )
            _write_field(writer, postings.terms[kind], postings.fields[name])
        writer.finish_field()
    files.close()


def _write_field(writer: PostingsWriter, terms: list[bytes], held: FieldPostings) -> None:
    lengths = LENGTH_OF_BYTE[quantise_lengths(held.lengths)].astype(int).tolist()
    starts, docs, counts = held.starts.tolist(), held.docs.tolist(), held.counts.tolist()
    places, positions = held.places.tolist(), held.positions.tolist()
    placed = held.placed
    for number in np.flatnonzero(np.diff(held.starts)).tolist():
        first, last = starts[number], starts[number + 1]
        if placed:
            here = positions[places[first] : places[last]]
            writer.write_placed(terms[number], docs[first:last], counts[first:last], here, lengths)
        else:
            writer.write_counted(terms[number], docs[first:last], counts[first:last], lengths)


def quantise_lengths(lengths: Array) -> Array:
    """Return the byte that Whoosh keeps of each field length."""
    return np.fromiter((length_to_byte(length) for length in lengths.tolist()), dtype=np.uint8, count=len(lengths))
