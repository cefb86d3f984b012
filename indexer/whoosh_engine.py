"""The embedded engine: the verbs of `indexer/engine.py` over a Whoosh index with sidecars."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from archive.settings import Settings
from indexer.compounds import CompoundSplitter
from indexer.documents import DOCUMENT_VERSION
from indexer.errors import IndexDamagedError, IndexerError, IndexMissingError, IndexOutdatedError
from indexer.query import All, Fuzzy, Near, Node, ParsedQuery, Pattern, Phrase, Word, replace_leaves, walk_leaves
from indexer.query_cities import CityIndex, CityNames, decode_city_names
from indexer.query_parser import MAX_CHARACTERS, parse_query
from indexer.query_synonyms import SynonymList
from indexer.records import SORTS, Appearance, Hit, IndexDocument, IndexInfo, Query, SearchResult, Suggestion
from indexer.snippets import Highlighter
from indexer.whoosh_answer import filter_matches, make_hit, page_bounds, pick_page
from indexer.whoosh_correct import correct_query
from indexer.whoosh_facets import count_facets
from indexer.whoosh_first import find_appearance, pick_first_page
from indexer.whoosh_generation import (
    LAYOUT_VERSION,
    Manifest,
    check_files,
    pointer_path,
    read_manifest,
    read_pointer,
    read_previous,
)
from indexer.whoosh_match import Matches, match_tree
from indexer.whoosh_schema import SCHEMA_VERSION
from indexer.whoosh_similar import find_similar
from indexer.whoosh_suggest import complete_text, occurs_somewhere
from indexer.whoosh_view import CITIES_FILE, IndexView, RecentlyUsed
from indexer.whoosh_writer import IndexWriter
from indexer.workers import Workers

_OPEN_ATTEMPTS = 5
_KEPT_QUERIES = 1000

# What of this engine decides the content of an index.
FINGERPRINT = f"whoosh, layout {LAYOUT_VERSION}, schema {SCHEMA_VERSION}"


class _Opened:
    """A view with what belongs to its generation: the compound splitter and the cities' names."""

    def __init__(self, view: IndexView, stamp: tuple[int, ...], before: _Opened | None) -> None:
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
        names = [name for city in self.cities.cities for name in city.names]
        return correct_query(self.view, text, tree, self._read_splitter().cut_word, names)

    def has_part(self, word: str, stem: str) -> bool:
        """Return whether a compound has such a part; the splitter is only read when the first hit is marked."""
        return self._read_splitter().has_part(word, stem)

    def _read_splitter(self) -> CompoundSplitter:
        if self._splitter is None:
            self._splitter = self.view.load_splitter()
        return self._splitter


class WhooshEngine:
    """Searches the current generation, and moves to a newer commit by itself; writes it when opened for writing.

    One instance may be searched from any number of threads. Writing is for one thread of one process.
    """

    def __init__(self, settings: Settings, writer: IndexWriter | None = None) -> None:
        """Use `open` or `create` instead."""
        self._settings = settings
        self._root = settings.index_folder
        self._synonyms = SynonymList(settings, logging.getLogger(__name__).warning)
        self._writer = writer
        self._opened: _Opened | None = None
        self._lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, *, writing: bool = False) -> WhooshEngine:
        """Open the current generation. Raises IndexMissingError, IndexDamagedError, IndexLockedError."""
        engine = cls(settings, IndexWriter.open(settings.index_folder) if writing else None)
        try:
            engine._current()
        except IndexerError:
            engine.close()
            raise
        return engine

    @classmethod
    def create(
        cls,
        settings: Settings,
        fingerprint: str,
        *,
        cities: Iterable[CityNames] = (),
        splitter: CompoundSplitter | None = None,
        workers: Workers | None = None,
        expected: int = 0,
    ) -> WhooshEngine:
        """Begin a new, empty generation for writing; the first commit makes it the current one in a single step.

        `fingerprint` says what the index is made with; `cities` and `splitter` belong to the generation.
        Raises IndexLockedError, and IndexerError where the disk has no room for `expected` documents.
        """
        writer = IndexWriter.create(
            settings.index_folder,
            fingerprint,
            cities,
            splitter or CompoundSplitter(),
            workers=workers,
            expected=expected,
        )
        return cls(settings, writer)

    @staticmethod
    def check(settings: Settings) -> None:
        """Read every byte of the current generation; see `indexer.engine.check_index`."""
        for attempt in range(_OPEN_ATTEMPTS):
            manifest = read_manifest(settings.index_folder)
            try:
                check_files(settings.index_folder, manifest, whole=True)
                return
            except IndexDamagedError:
                # A commit that came between deletes files of the one before.
                if attempt == _OPEN_ATTEMPTS - 1 or read_manifest(settings.index_folder) == manifest:
                    raise

    @staticmethod
    def go_back(settings: Settings, *, held: bool, without: Iterable[str] = ()) -> None:
        """Make the generation before the current one again; see `indexer.engine.go_back`."""
        writer = IndexWriter.open_previous(settings.index_folder, held=held)
        try:
            writer.delete(without)
            writer.commit(writer.sequence)
        finally:
            writer.close()

    # ---- writing -----------------------------------------------------------------------------------------------

    def _writing(self) -> IndexWriter:
        if self._writer is None:
            raise IndexerError("The index was opened for searching; open it with writing=True.")
        return self._writer

    def add(self, documents: Iterable[IndexDocument]) -> None:
        """Add documents, or replace those with the same id; visible after `commit`."""
        self._writing().add(documents)

    def delete(self, ids: Iterable[str]) -> None:
        """Take documents out; ids that are not there do no harm; visible after `commit`."""
        self._writing().delete(ids)

    def commit(self, sequence: int) -> None:
        """Make what was added and deleted durable and visible, and note the ledger sequence it stands for."""
        self._writing().commit(sequence)

    # ---- searching ---------------------------------------------------------------------------------------------

    def _current(self) -> _Opened:
        """Return the newest committed state; costs one look at a small file where nothing has changed."""
        stamp = self._stamp()
        opened = self._opened
        if opened is not None and opened.stamp == stamp:
            return opened
        with self._lock:
            if self._opened is None or self._opened.stamp != self._stamp():
                self._opened = self._open_view()
            return self._opened

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = os.stat(pointer_path(self._root))
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _open_view(self) -> _Opened:
        for attempt in range(_OPEN_ATTEMPTS):
            stamp = self._stamp()
            manifest = read_manifest(self._root)
            _check_form(manifest)
            try:
                check_files(self._root, manifest)
                before = self._opened.view if self._opened else None
                return _Opened(IndexView(self._root, manifest, before=before), stamp, self._opened)
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

    def search(self, query: Query) -> SearchResult:
        """Answer a query; whatever a person types gives an answer, never an error about its syntax."""
        started = time.perf_counter()
        opened = self._current()
        view = opened.view
        parsed = opened.parse(query.text)
        tree = parsed.tree
        notes = list(parsed.notes)
        if query.widen:
            tree, added = opened.cities.widen(tree, lambda name: occurs_somewhere(view, name), self._synonyms.current())
            if added:
                notes.append(f"Auch gesucht: {', '.join(added)}.")
        matches, tree, note = _match_or_loosen(view, tree)
        first = parsed.first
        if note:
            notes.append(note)
            first = replace(first, stemmed=True) if isinstance(first, Phrase) else first
        found = filter_matches(view, matches, query)
        # Kept with what it has learnt: the next page or another filter asks for the same words.
        highlighter = view.cache.get(("marks", tree), lambda: Highlighter(tree, opened.has_part))
        page: Sequence[tuple[int, float, Appearance | None]]
        wording = Highlighter(first, opened.has_part) if first is not None else None
        if wording and not query.sort:
            begin, end = page_bounds(query)
            page = pick_first_page(view, found, wording, begin, end)
            if page and not begin:
                notes.append(_tell_first(view, page[0]))
        else:
            default = "relevanz" if _asks_words(tree) else "neueste"
            sort = query.sort if query.sort in SORTS else default
            page = [
                (number, score, find_appearance(view.read_fields(number), wording) if wording else None)
                for number, score in pick_page(view, found, query, sort)
            ]
        hits = tuple(
            make_hit(view.read_fields(number), highlighter, score, appearance) for number, score, appearance in page
        )
        view.trim()
        total = found.total
        suggestion = "" if total or not query.correct else opened.correct(query.text, parsed.tree)
        return SearchResult(
            query=query,
            total=total,
            hits=hits,
            facets=count_facets(view, found.matches.docs, found.without, query),
            took_ms=round((time.perf_counter() - started) * 1000, 3),
            did_you_mean=suggestion,
            notes=tuple(notes),
        )

    def get(self, article_id: str) -> IndexDocument | None:
        """Return the document of this id as it was indexed (tags and their evidence included), or None."""
        view = self._current().view
        number = view.find_document(article_id)
        return view.read_document(number) if number >= 0 else None

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return completions of what was typed, best first: cities, then words of headlines; never a person's name."""
        opened = self._current()
        return complete_text(opened.view, opened.cities, text, limit)

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the articles most like this one, itself left out."""
        view = self._current().view
        number = view.find_document(article_id)
        if number < 0:
            return ()
        plain = Highlighter(All())
        return tuple(
            make_hit(view.read_fields(other), plain, score) for other, score in find_similar(view, number, limit)
        )

    def mark(self) -> object:
        """Return what changes with every commit."""
        return self._current().stamp

    def info(self) -> IndexInfo:
        """Say how large the index is, how far it has come, and what it can go back to."""
        manifest = self._current().view.manifest
        try:
            previous = _describe(read_previous(self._root))
        except (IndexMissingError, IndexDamagedError):
            previous = None
        return replace(_describe(manifest), held=read_pointer(self._root).held, previous=previous)

    def close(self) -> None:
        """Give back files and locks; what was not committed is lost."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._opened = None


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


def _describe(manifest: Manifest) -> IndexInfo:
    return IndexInfo(
        engine="whoosh",
        documents=manifest.documents,
        sequence=manifest.sequence,
        generation=f"{manifest.generation}.{manifest.commit}",
        size=manifest.size,
        fingerprint=manifest.fingerprint,
        made=datetime.fromisoformat(manifest.made) if manifest.made else None,
    )


def _match_or_loosen(view: IndexView, tree: Node) -> tuple[Matches, Node, str]:
    """Return the matches; where a phrase in quotes is nowhere word for word, those with other forms of its words."""
    matches = match_tree(view, tree)
    phrases = [leaf for leaf, wanted in walk_leaves(tree) if wanted and isinstance(leaf, Phrase) and not leaf.stemmed]
    if len(matches) or not phrases:
        return matches, tree, ""
    looser = replace_leaves(
        tree, lambda leaf: Phrase(leaf.words, leaf.fields, True) if isinstance(leaf, Phrase) else leaf
    )
    loose = match_tree(view, looser)
    if not len(loose):
        return matches, tree, ""
    quoted = ", ".join("„" + " ".join(phrase.words) + "“" for phrase in phrases)
    return loose, looser, f"Wörtlich kommt {quoted} nicht vor; gesucht wurde auch mit anderen Formen der Wörter."


def _tell_first(view: IndexView, found: tuple[int, float, Appearance | None]) -> str:
    """Return a sentence on the earliest appearance of all."""
    number, _, appearance = found
    if appearance is None or appearance.day is None:
        return "Wann die gesuchte Stelle zuerst stand, ist nicht bekannt."
    title = view.read_fields(number)["title"]
    day = f"{appearance.day:%d.%m.%Y}"
    if appearance.published:
        return f"Zuerst am {day} veröffentlicht in „{title}“."
    return f"Zuerst in Fassung {appearance.version} von „{title}“, die das Archiv am {day} zuerst sah."


def _asks_words(tree: Node) -> bool:
    return any(
        wanted and isinstance(leaf, Word | Phrase | Pattern | Fuzzy | Near) for leaf, wanted in walk_leaves(tree)
    )
