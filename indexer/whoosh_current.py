"""Which committed state of the index is current: opened once, and again when a commit or another generation came.

whoosh_engine.py asks for it before each answer; writers and searchers only meet in the files.
"""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

from indexer.compounds import CompoundSplitter
from indexer.documents import DOCUMENT_VERSION
from indexer.errors import IndexDamagedError, IndexOutdatedError
from indexer.query import Node, ParsedQuery
from indexer.query_cities import CityIndex, decode_city_names
from indexer.query_faults import keep_names, keep_words, mend_fields
from indexer.query_parser import MAX_CHARACTERS, parse_query
from indexer.recently_used import RecentlyUsed
from indexer.whoosh_correct import correct_query
from indexer.whoosh_generation import LAYOUT_VERSION, Manifest, check_files, pointer_path, read_manifest
from indexer.whoosh_match import match_tree
from indexer.whoosh_schema import SCHEMA_VERSION
from indexer.whoosh_view import CITIES_FILE, IndexView

_OPEN_ATTEMPTS = 5
_KEPT_QUERIES = 1000

# What of this engine decides the content of an index.
FINGERPRINT = f"whoosh, layout {LAYOUT_VERSION}, schema {SCHEMA_VERSION}"


class CurrentIndex:
    """Knows the newest committed state of an index; any number of threads may ask for it."""

    def __init__(self, root: Path) -> None:
        """Open nothing yet."""
        self._root = root
        self._opened: OpenedIndex | None = None
        self._lock = threading.Lock()

    def get(self) -> OpenedIndex:
        """Return the newest committed state; costs one look at a small file where nothing has changed.

        Raises IndexMissingError, IndexDamagedError, IndexOutdatedError.
        """
        stamp = self._stamp()
        opened = self._opened
        if opened is not None and opened.stamp == stamp:
            return opened
        with self._lock:
            if self._opened is None or self._opened.stamp != self._stamp():
                self._opened = self._open_view()
            return self._opened

    def check(self) -> None:
        """Read every byte of the current generation; see `indexer.engine.check_index`."""
        for attempt in range(_OPEN_ATTEMPTS):
            manifest = read_manifest(self._root)
            try:
                check_files(self._root, manifest, whole=True)
                return
            except IndexDamagedError:
                # A commit that came between deletes files of the one before.
                if attempt == _OPEN_ATTEMPTS - 1 or read_manifest(self._root) == manifest:
                    raise

    def drop(self) -> None:
        """Let go of what is open."""
        self._opened = None

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = os.stat(pointer_path(self._root))
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _open_view(self) -> OpenedIndex:
        for attempt in range(_OPEN_ATTEMPTS):
            stamp = self._stamp()
            manifest = read_manifest(self._root)
            _check_form(manifest)
            try:
                check_files(self._root, manifest)
                before = self._opened.view if self._opened else None
                return OpenedIndex(IndexView(self._root, manifest, before=before), stamp, self._opened)
            except (FileNotFoundError, IndexDamagedError) as error:
                # A commit may have come between reading what is current and opening it.
                if attempt == _OPEN_ATTEMPTS - 1:
                    if isinstance(error, IndexDamagedError):
                        raise
                    raise IndexDamagedError(
                        f"A file of the index is gone ({error}); `pressearchiv index --rebuild` makes it anew."
                    ) from error
                if self._stamp() == stamp:
                    time.sleep(0.01)
        raise AssertionError("unreachable")


class OpenedIndex:
    """A view with what belongs to its generation: the compound splitter and the cities' names."""

    def __init__(self, view: IndexView, stamp: tuple[int, ...], before: OpenedIndex | None) -> None:
        self.view = view
        self.stamp = stamp
        # A cache of its own: trees take more than they weigh, and whoever asks at random must not fill the memory.
        self._parsed = RecentlyUsed(_KEPT_QUERIES * 1000)
        self._splitter: CompoundSplitter | None = None
        self.cities: CityIndex
        if before is not None and before.view.folder == view.folder:
            # Both belong to the generation and stay the same from commit to commit.
            self._splitter, self.cities = before._splitter, before.cities
        else:
            path = view.folder / CITIES_FILE
            self.cities = CityIndex(decode_city_names(path.read_text(encoding="utf-8")))

    def parse(self, text: str) -> ParsedQuery:
        """Return the tree of what was typed."""
        text = text.strip()[: MAX_CHARACTERS + 1]
        return self._parsed.get(text, lambda: parse_query(text, self.cities.find))

    def correct(self, text: str, tree: Node) -> str:
        """Return a query like this one that finds something, empty where there is none."""
        if mended := self.mend(text):
            return mended
        if plain := keep_words(text):
            text, tree = plain, self.parse(plain).tree
        names = [name for city in self.cities.cities for name in city.names]
        found = correct_query(self.view, text, tree, self._read_splitter().cut_word, names)
        plain = keep_names(found, self.cities.find)
        # A corrected name may be that of no city either: then it is a word, which it was searched as.
        return plain if plain == found or self._finds(plain) else found

    def mend(self, text: str) -> str:
        """Return a query like this one that asks no field that there is not, and finds something; empty where none does."""
        return next((mended for mended in mend_fields(text) if mended and self._finds(mended)), "")

    def has_part(self, word: str, stem: str) -> bool:
        """Return whether a compound has such a part; the splitter is only read when the first hit is marked."""
        return self._read_splitter().has_part(word, stem)

    def _finds(self, text: str) -> bool:
        return len(match_tree(self.view, self.parse(text).tree)) > 0

    def _read_splitter(self) -> CompoundSplitter:
        if self._splitter is None:
            self._splitter = self.view.load_splitter()
        return self._splitter


def _check_form(manifest: Manifest) -> None:
    """Raise IndexOutdatedError where what is kept of articles has another form than this program reads."""
    try:
        parts = json.loads(manifest.fingerprint)
    except ValueError:
        return
    expected = {"engine": FINGERPRINT, "documents": str(DOCUMENT_VERSION)}
    for name, version in expected.items():
        if isinstance(parts, dict) and parts.get(name, version) != version:
            raise IndexOutdatedError(
                f"The index was made by another version of this program ({name} {parts[name]}, expected {version}); "
                "`pressearchiv index` makes it anew. Where that was done, start again what searches."
            )
