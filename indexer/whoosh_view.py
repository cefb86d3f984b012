"""One committed state of the index, open for searching: all segments' sidecars as one space of document numbers.

A view never changes and needs no lock but the one of its cache, so that any number of threads may search it; a new
commit is a new view. Document numbers run through the segments in order, as in a Whoosh reader over the same index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC

from indexer.compounds import CompoundSplitter
from indexer.documents import decode_document, decode_fields
from indexer.errors import IndexDamagedError
from indexer.recently_used import RecentlyUsed
from indexer.records import IndexDocument
from indexer.whoosh_columns import LENGTH_OF_BYTE
from indexer.whoosh_generation import Manifest
from indexer.whoosh_postings import hash_id
from indexer.whoosh_schema import BM25_B, BM25_K1
from indexer.whoosh_segment import INDEX_NAME, DurableStorage
from indexer.whoosh_segment_view import SegmentView
from indexer.whoosh_sidecar import SIDECAR_EXTENSION, Array, Sidecar

SPLITTER_FILE = "splitter.json"
CITIES_FILE = "cities.json"

# A frequent word of 100,000 articles takes a megabyte and a half.
_CACHE_BYTES = 64 * 2**20
_FIELDS_BYTES = 32 * 2**20
# Up to this size, in bytes, sidecars stay mapped as they were read.
_MAPPED_WHOLE = 128 * 2**20
# So many results that were not in the cache later, mapped memory is given back.
_TRIM_EVERY = 512


class IndexView:
    """All segments of one commit, their columns joined, and a cache of what was decoded last."""

    def __init__(
        self,
        root: Path,
        manifest: Manifest,
        segments: Sequence[Any] | None = None,
        before: IndexView | None = None,
    ) -> None:
        """Map everything that the manifest names, or only these of Whoosh's segments. Raises IndexDamagedError.

        What an earlier view (`before`) has mapped already is taken over.
        """
        self.manifest = manifest
        self.folder = root / manifest.generation
        self.cache = RecentlyUsed(_CACHE_BYTES)
        self._fields = RecentlyUsed(_FIELDS_BYTES)
        if segments is None:
            segments = read_toc(self.folder, manifest.toc).segments
        known = before.sidecars if before is not None and before.folder == self.folder else {}
        self.sidecars: dict[str, Sidecar] = {
            name: known.get(name) or Sidecar(self.folder / (name + SIDECAR_EXTENSION))
            for name in (segment.segment_id() for segment in segments)
        }
        self._reading = sum(sidecar.size for sidecar in self.sidecars.values()) > _MAPPED_WHOLE
        self.segments: list[SegmentView] = []
        base = 0
        deleted: list[int] = []
        for segment in segments:
            view = SegmentView(self.sidecars[segment.segment_id()], base, reading=self._reading)
            if view.documents != segment.doc_count_all():
                raise IndexDamagedError("A sidecar does not fit its segment; `pressearchiv index --rebuild` mends it.")
            self.segments.append(view)
            deleted.extend(base + number for number in segment.deleted_docs())
            base += view.documents
        self.size = base
        self.live = np.ones(base, dtype=bool)
        self.live[deleted] = False
        self.documents = base - len(deleted)
        self.whole = not deleted
        self._trimmed = 0
        self._norms: dict[str, Array] = {}
        self._tables: dict[str, Array] = {}
        self._lengths: dict[str, Array] = {}

    @cached_property
    def days(self) -> Array:
        """The day of publication of each document as an ordinal, 0 for none."""
        return self._join("days", np.int32)

    @cached_property
    def months(self) -> Array:
        """The month of publication of each document (year times 12 plus month from 0), 0 for none."""
        return self._join("months", np.int32)

    @cached_property
    def ids(self) -> Array:
        """The hashed id of each document."""
        return self._join("ids", np.uint64)

    @cached_property
    def pdf(self) -> Array:
        """Whether each document has a PDF."""
        return self._join("pdf", np.uint8).astype(bool)

    @cached_property
    def pictured(self) -> Array:
        """Whether each document has a picture with a caption or a credit."""
        pictured: Array = (self._join("caption.lengths", np.uint8) > 0) | (self._join("credit.lengths", np.uint8) > 0)
        return pictured

    @cached_property
    def _named(self) -> dict[str, tuple[list[str], Array]]:
        return {
            "sites": self._join_names("sites", "sites"),
            "states": self._join_names("states", "states"),
            "cities": self._join_names("cities", "tagged.cities"),
        }

    @property
    def sites(self) -> list[str]:
        """The sites by their numbers in `site_of`."""
        return self._named["sites"][0]

    @property
    def site_of(self) -> Array:
        """The site of each document."""
        return self._named["sites"][1]

    @property
    def states(self) -> list[str]:
        """The states by their numbers in `state_of`."""
        return self._named["states"][0]

    @property
    def state_of(self) -> Array:
        """The state of each document."""
        return self._named["states"][1]

    @property
    def cities(self) -> list[str]:
        """The cities by their numbers in `tagged_cities`."""
        return self._named["cities"][0]

    @property
    def tagged_cities(self) -> Array:
        """The city of each tag; `tagged_docs` has their documents, ascending."""
        return self._named["cities"][1]

    @cached_property
    def tagged_docs(self) -> Array:
        """The document of each tag."""
        parts = [segment.array("tagged.docs") + np.int32(segment.base) for segment in self.segments]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)

    @cached_property
    def tagged_about(self) -> Array:
        """Whether the document of each tag is about the city."""
        return self._join("tagged.about", np.uint8).astype(bool)

    @cached_property
    def date_order(self) -> Array:
        """The place of each document in time, those of one day in an order that stays when segments are merged."""
        order: Array = (self.days.astype(np.int64) << 40) | (self.ids >> np.uint64(24)).astype(np.int64)
        return order

    @cached_property
    def recency(self) -> Array:
        """The mild pull of each document towards what is new: a few per cent of the score, halved every four years."""
        last = int(self.days.max()) if self.size else 0
        age = np.where(self.days > 0, last - self.days, 36525) / 365.25
        pull: Array = 1.0 + 0.06 * np.exp2(-age / 4.0)
        return pull

    def _join(self, name: str, dtype: type) -> Array:
        parts = [segment.array(name) for segment in self.segments]
        return np.concatenate(parts) if parts else np.empty(0, dtype=dtype)

    def _join_names(self, fact: str, column: str) -> tuple[list[str], Array]:
        names: dict[str, int] = {}
        parts: list[Array] = []
        for segment in self.segments:
            numbers = [names.setdefault(name, len(names)) for name in segment.sidecar.facts[fact]]
            mapping = np.array([*numbers, 0], dtype=np.int32)
            parts.append(mapping[segment.array(column)])
        return list(names), np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)

    def norms(self, name: str) -> Array:
        """Return, per byte of a length, the part of BM25's denominator that depends on the length of a field and kind."""
        found = self._norms.get(name)
        if found is None:
            average = sum(segment.sidecar.facts["totals"][name] for segment in self.segments) / (self.size or 1) or 1
            found = self._norms[name] = BM25_K1 * ((1 - BM25_B) + BM25_B * LENGTH_OF_BYTE / average)
        return found

    def saturate(self, name: str, codes: Array) -> Array:
        """Return what each posting's count is worth in its field: from 0 upwards, never as much as BM25_K1 + 1."""
        table = self._tables.get(name)
        if table is None:
            most = max((segment.sidecar.facts["most"][name] for segment in self.segments), default=0)
            every = np.arange((min(most, 255) + 1) << 8)
            table = self._tables[name] = self._compute(name, every >> 8, every & 255)
        if codes.dtype == np.uint16:
            # There are few different counts and lengths: looking the result up is far cheaper than dividing.
            return table.take(codes)
        return self._compute(name, codes >> 8, codes & 255)

    def saturate_counts(self, name: str, kind: str, docs: Array, counts: Array) -> Array:
        """Return the same for documents and counts that were found otherwise."""
        lengths = self._lengths.get(name)
        if lengths is None:
            lengths = self._lengths[name] = self._join(f"{name}.lengths", np.uint8)
        return self._compute(name + kind, counts, lengths[docs])

    def _compute(self, name: str, counts: Array, lengths: Array) -> Array:
        worth: Array = (counts * (BM25_K1 + 1)) / (counts + self.norms(name)[lengths])
        return worth

    def trim(self) -> None:
        """Let go of mapped memory of a large index now and then: looking up a new word leaves some behind."""
        if self._reading and self.cache.misses >= self._trimmed + _TRIM_EVERY:
            self._trimmed = self.cache.misses
            for sidecar in self.sidecars.values():
                sidecar.forget()

    def find_document(self, article_id: str) -> int:
        """Return the number of the live document with this id, or -1."""
        for number in np.flatnonzero(self.ids == np.uint64(hash_id(article_id))).tolist():
            if self.live[number] and self.read_document(number).id == article_id:
                return int(number)
        return -1

    def read_document(self, number: int) -> IndexDocument:
        """Return a document as it was indexed."""
        return decode_document(self.read_stored(number))

    def read_fields(self, number: int) -> dict[str, Any]:
        """Return the fields of a document as they were stored; not to be changed."""
        fields: dict[str, Any] = self._fields.get(number, lambda: decode_fields(self.read_stored(number)))
        return fields

    def read_stored(self, number: int) -> bytes:
        """Return a document as the bytes that were stored of it."""
        for segment in reversed(self.segments):
            if number >= segment.base:
                return segment.stored(number - segment.base)
        raise IndexError(number)

    def iter_documents(self) -> Iterator[tuple[int, IndexDocument]]:
        """Yield all live documents with their numbers."""
        for number in np.flatnonzero(self.live).tolist():
            yield number, self.read_document(number)

    def load_splitter(self) -> CompoundSplitter:
        """Return the compound splitter that this generation was made with."""
        return CompoundSplitter.from_json((self.folder / SPLITTER_FILE).read_text(encoding="utf-8"))


def read_toc(folder: Path, number: int) -> Any:
    """Return Whoosh's table of contents of this number. Raises IndexDamagedError."""
    try:
        return TOC.read(DurableStorage(str(folder)), INDEX_NAME, gen=number)
    except FileNotFoundError:
        raise
    except Exception as error:  # a damaged pickle raises nearly anything
        raise IndexDamagedError(
            f"The index in {folder} is damaged ({error!r}); `pressearchiv index --rebuild` makes it anew."
        ) from error
