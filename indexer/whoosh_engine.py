"""The embedded engine: the verbs of `indexer/engine.py` over a Whoosh index with sidecars."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from archive.settings import Settings
from indexer.compounds import CompoundSplitter
from indexer.errors import IndexDamagedError, IndexerError, IndexMissingError
from indexer.query import All
from indexer.query_cities import CityNames
from indexer.query_synonyms import SynonymList
from indexer.records import Hit, IndexDocument, IndexInfo, Query, SearchResult, Suggestion
from indexer.snippets import Highlighter
from indexer.whoosh_answer import make_hit
from indexer.whoosh_current import CurrentIndex
from indexer.whoosh_generation import Manifest, read_pointer, read_previous
from indexer.whoosh_search import list_days, search_index
from indexer.whoosh_similar import find_similar
from indexer.whoosh_suggest import complete_text
from indexer.whoosh_writer import IndexWriter
from indexer.workers import Workers


class WhooshEngine:
    """Searches the current generation, and moves to a newer commit by itself; writes it when opened for writing.

    One instance may be searched from any number of threads. Writing is for one thread of one process.
    """

    def __init__(self, settings: Settings, writer: IndexWriter | None = None) -> None:
        """Use `open` or `create` instead."""
        self._settings = settings
        self._root = settings.index_folder
        self._index = CurrentIndex(settings.index_folder)
        self._synonyms = SynonymList(settings, logging.getLogger(__name__).warning)
        self._writer = writer

    @classmethod
    def open(cls, settings: Settings, *, writing: bool = False) -> WhooshEngine:
        """Open the current generation. Raises IndexMissingError, IndexDamagedError, IndexLockedError."""
        engine = cls(settings, IndexWriter.open(settings.index_folder) if writing else None)
        try:
            engine._index.get()
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
        CurrentIndex(settings.index_folder).check()

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

    def search(self, query: Query) -> SearchResult:
        """Answer a query; whatever a person types gives an answer, never an error about its syntax."""
        started = time.perf_counter()
        return search_index(self._index.get(), query, self._synonyms.current(), started)

    def list_days(self, query: Query) -> tuple[date, ...]:
        """Return the days of all articles that a query finds, the earliest first; undated ones are left out."""
        return list_days(self._index.get(), query, self._synonyms.current())

    def get(self, article_id: str) -> IndexDocument | None:
        """Return the document of this id as it was indexed (tags and their evidence included), or None."""
        view = self._index.get().view
        number = view.find_document(article_id)
        return view.read_document(number) if number >= 0 else None

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return completions of what was typed, best first: cities, then words of headlines; never a person's name."""
        opened = self._index.get()
        return complete_text(opened.view, opened.cities, text, limit)

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the articles most like this one, itself left out."""
        view = self._index.get().view
        number = view.find_document(article_id)
        if number < 0:
            return ()
        plain = Highlighter(All())
        return tuple(
            make_hit(view.read_fields(other), plain, score) for other, score in find_similar(view, number, limit)
        )

    def mark(self) -> object:
        """Return what changes with every commit."""
        return self._index.get().stamp

    def info(self) -> IndexInfo:
        """Say how large the index is, how far it has come, and what it can go back to."""
        manifest = self._index.get().view.manifest
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
        self._index.drop()


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
