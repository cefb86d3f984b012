"""One committed state of the index, open for searching: all segments' sidecars as one space of document numbers.

A view never changes and needs no lock but the one of its cache, so that any number of threads may search it; a new
commit is a new view. Document numbers run through the segments in order, as in a Whoosh reader over the same index.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from whoosh.index import TOC

from indexer.compounds import CompoundSplitter
from indexer.documents import decode_document
from indexer.errors import IndexDamagedError
from indexer.query import ALL_FIELDS
from indexer.records import IndexDocument
from indexer.whoosh_generation import Manifest
from indexer.whoosh_postings import hash_id
from indexer.whoosh_schema import BM25_B, BM25_K1
from indexer.whoosh_segment import INDEX_NAME, LENGTH_OF_BYTE, DurableStorage
from indexer.whoosh_sidecar import SIDECAR_EXTENSION, Array, Sidecar

SPLITTER_FILE = "splitter.json"
CITIES_FILE = "cities.json"

# A frequent word of 100,000 articles takes a megabyte and a half.
_CACHE_BYTES = 64 * 2**20
_KEPT_DOCUMENTS = 1000

_T = TypeVar("_T")


class RecentlyUsed:
    """Keeps the results used last, up to a number of bytes; safe between threads.

    What is kept says its size by `nbytes`; anything else counts as a kilobyte.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._used = 0
        self._held: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what is held under the key, or make it; two threads may make it twice, which does no harm."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                held: _T = self._held[key]
                return held
        made = make()
        with self._lock:
            if key not in self._held:
                self._held[key] = made
                self._used += _weigh(made)
            while self._used > self._budget and len(self._held) > 1:
                self._used -= _weigh(self._held.popitem(last=False)[1])
        return made


def _weigh(value: object) -> int:
    return int(getattr(value, "nbytes", 0)) + 1000


class SegmentView:
    """The arrays of one segment; `base` is the number of its first document in the whole view."""

    def __init__(self, sidecar: Sidecar, base: int) -> None:
        self.sidecar = sidecar
        self.base = base
        self.documents: int = sidecar.facts["documents"]
        self._arrays: dict[str, Array] = {}
        self._starts: dict[str, memoryview] = {}
        self._lexicons: dict[str, tuple[Any, int, int, memoryview]] = {}
        for kind in ("", "_x", "_p"):
            held, start, end = sidecar.extent("terms" + kind)
            self._lexicons[kind] = (held, start, end, self.array(f"terms{kind}.offsets").data)

    def array(self, name: str) -> Array:
        """Return an array of the sidecar, looked up once."""
        found = self._arrays.get(name)
        if found is None:
            found = self._arrays[name] = self.sidecar.array(name)
        return found

    def find_term(self, kind: str, text: bytes) -> int:
        """Return the number of the first term that is not before this text."""
        held, start, _, offsets = self._lexicons[kind]
        low, high = 0, len(offsets) - 1
        while low < high:
            middle = (low + high) // 2
            if held[start + offsets[middle] : start + offsets[middle + 1] - 1] < text:
                low = middle + 1
            else:
                high = middle
        return low

    def term(self, kind: str, number: int) -> bytes:
        """Return the text of a term, empty past the last one."""
        held, start, _, offsets = self._lexicons[kind]
        if number >= len(offsets) - 1:
            return b""
        return bytes(held[start + offsets[number] : start + offsets[number + 1] - 1])

    def term_number(self, kind: str, text: bytes) -> int:
        """Return the number of exactly this term, or -1."""
        number = self.find_term(kind, text)
        return number if self.term(kind, number) == text else -1

    def lexicon(self, kind: str) -> tuple[Any, int, int, memoryview]:
        """Return the mapped terms, a line each: map, start, end, and the offset of each term."""
        return self._lexicons[kind]

    def term_count(self, kind: str) -> int:
        """Return how many different terms there are."""
        return len(self._lexicons[kind][3]) - 1

    def extent(self, name: str, number: int) -> tuple[int, int]:
        """Return first and last (exclusive) posting of a term in a field."""
        starts = self._starts.get(name)
        if starts is None:
            # A memoryview gives plain integers, several times faster than an array does.
            starts = self._starts[name] = self.array(name + ".starts").data
        return starts[number], starts[number + 1]


class IndexView:
    """All segments of one commit, their columns joined, and a cache of what was decoded last."""

    def __init__(self, root: Path, manifest: Manifest, segments: Sequence[Any] | None = None) -> None:
        """Map everything that the manifest names, or only these of Whoosh's segments. Raises IndexDamagedError."""
        self.manifest = manifest
        self.folder = root / manifest.generation
        self.cache = RecentlyUsed(_CACHE_BYTES)
        self._fields = RecentlyUsed(_KEPT_DOCUMENTS * 1000)
        if segments is None:
            segments = read_toc(self.folder, manifest.toc).segments
        self.segments: list[SegmentView] = []
        base = 0
        deleted: list[int] = []
        for segment in segments:
            sidecar = Sidecar(self.folder / (segment.segment_id() + SIDECAR_EXTENSION))
            view = SegmentView(sidecar, base)
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
        self._join_columns()
        self._norms: Array | None = None
        names = [name + kind for name in ALL_FIELDS for kind in ("", "_x", "_p")]
        self.norm_places = {name: number * self.size for number, name in enumerate(names)}

    def _join_columns(self) -> None:
        self.days = self._join("days", np.int32)
        self.months = self._join("months", np.int32)
        self.ids = self._join("ids", np.uint64)
        self.pdf = self._join("pdf", np.uint8).astype(bool)
        self.sites, self.site_of = self._join_names("sites")
        self.states, self.state_of = self._join_names("states")
        self.cities, self.tagged_cities = self._join_names("cities", "tagged.cities")
        tagged = [s.array("tagged.docs") + np.int32(s.base) for s in self.segments]
        self.tagged_docs = np.concatenate(tagged) if tagged else np.empty(0, dtype=np.int32)
        self.tagged_about = self._join("tagged.about", np.uint8).astype(bool)
        # Newest first, and one order for those of one day, that does not change when segments are merged.
        self.date_order = (self.days.astype(np.int64) << 40) | (self.ids >> np.uint64(24)).astype(np.int64)
        self.newest = np.argsort(-self.date_order).astype(np.int32)
        self.newest = self.newest[self.live[self.newest]]
        last = int(self.days.max()) if self.size else 0
        age = np.where(self.days > 0, last - self.days, 36525) / 365.25
        # A mild pull towards what is new: as much as a few per cent of the score, halved every four years.
        self.recency = 1.0 + 0.06 * np.exp2(-age / 4.0)

    def _join(self, name: str, dtype: type) -> Array:
        parts = [segment.array(name) for segment in self.segments]
        return np.concatenate(parts) if parts else np.empty(0, dtype=dtype)

    def _join_names(self, fact: str, column: str = "") -> tuple[list[str], Array]:
        names: dict[str, int] = {}
        parts: list[Array] = []
        for segment in self.segments:
            numbers = [names.setdefault(name, len(names)) for name in segment.sidecar.facts[fact]]
            mapping = np.array([*numbers, 0], dtype=np.int32)
            parts.append(mapping[segment.array(column or fact)])
        return list(names), np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)

    def all_norms(self) -> Array:
        """Return the part of BM25's denominator that depends on lengths, for all documents, field after field.

        Those of a field begin at `norm_places[field]`.
        """
        if self._norms is None:
            norms = np.empty(len(self.norm_places) * self.size)
            for name, at in self.norm_places.items():
                lengths = LENGTH_OF_BYTE[self._join(f"{name}.lengths", np.uint8)]
                total = sum(segment.sidecar.facts["totals"][name] for segment in self.segments)
                average = total / (self.size or 1) or 1
                norms[at : at + self.size] = BM25_K1 * ((1 - BM25_B) + BM25_B * lengths / average)
            self._norms = norms
        return self._norms

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
        fields: dict[str, Any] = self._fields.get(number, lambda: json.loads(self.read_stored(number)))
        return fields

    def read_stored(self, number: int) -> bytes:
        """Return the JSON of a document."""
        for segment in reversed(self.segments):
            if number >= segment.base:
                offsets = segment.array("stored.offsets")
                at = number - segment.base
                return segment.sidecar.piece("stored", int(offsets[at]), int(offsets[at + 1]))
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
