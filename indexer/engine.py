"""The one small interface behind which search engines stand, and the door that opens the configured one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Protocol

from archive.settings import Settings
from indexer.errors import IndexerError
from indexer.records import Hit, IndexDocument, IndexInfo, Query, SearchResult, Suggestion

if TYPE_CHECKING:
    from indexer.compounds import CompoundSplitter
    from indexer.query_cities import CityNames
    from indexer.workers import Workers


class Engine(Protocol):
    """A searchable set of documents; searching may be called from several threads, writing from one process."""

    def add(self, documents: Iterable[IndexDocument]) -> None:
        """Add documents, or replace those with the same id; visible after `commit`."""

    def delete(self, ids: Iterable[str]) -> None:
        """Take documents out; ids that are not there do no harm; visible after `commit`."""

    def commit(self, sequence: int) -> None:
        """Make what was added and deleted durable and visible, and note the ledger sequence it stands for."""

    def search(self, query: Query) -> SearchResult:
        """Answer a query; whatever a person types gives an answer, never an error about its syntax."""

    def list_days(self, query: Query) -> tuple[date, ...]:
        """Return the days of all articles that a query finds, the earliest first; undated ones are left out."""

    def get(self, article_id: str) -> IndexDocument | None:
        """Return the document of this id as it was indexed (tags and their evidence included), or None."""

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return completions of what was typed, best first: cities, then words of headlines; never a person's name."""

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the articles most like this one, itself left out."""

    def mark(self) -> object:
        """Return what changes whenever answers may change; cheap enough to be asked at every request."""

    def info(self) -> IndexInfo:
        """Say how large the index is and how far it has come."""

    def close(self) -> None:
        """Give back files and locks; what was not committed is lost."""


def open_engine(settings: Settings, *, writing: bool = False) -> Engine:
    """Open the configured engine: the current generation for searching, or with its lock for writing.

    Raises IndexMissingError, IndexDamagedError, IndexLockedError, each with the cure in its text.
    """
    _check_engine(settings)
    from indexer.whoosh_engine import WhooshEngine

    return WhooshEngine.open(settings, writing=writing)


def start_index(
    settings: Settings,
    fingerprint: str,
    *,
    cities: Iterable[CityNames] = (),
    splitter: CompoundSplitter | None = None,
    workers: Workers | None = None,
    expected: int = 0,
) -> Engine:
    """Begin a new, empty generation for writing; its first commit makes it the current one in a single step.

    `fingerprint` says what the index is made with, `cities` are the names that queries know, `splitter` the compounds.
    `workers` write it, and are ended with the engine; `expected` is how many documents will come.
    Raises IndexLockedError, and IndexerError where the disk has no room for them.
    """
    _check_engine(settings)
    from indexer.whoosh_engine import WhooshEngine

    return WhooshEngine.create(
        settings, fingerprint, cities=cities, splitter=splitter, workers=workers, expected=expected
    )


def go_back(settings: Settings, *, held: bool, without: Iterable[str] = ()) -> None:
    """Make the state before the last rebuild the current one again, in a single step; a second time comes back.

    The documents `without` are taken out of it first: what must not be shown now was shown then. `held` keeps it from
    being made anew by itself. Raises IndexMissingError where there is no earlier state,
    IndexDamagedError where it is not whole, IndexLockedError where another process writes.
    """
    _check_engine(settings)
    from indexer.whoosh_engine import WhooshEngine

    WhooshEngine.go_back(settings, held=held, without=without)


def check_index(settings: Settings) -> None:
    """Read every byte of the current index and compare it with its checksums. Raises IndexDamagedError."""
    _check_engine(settings)
    from indexer.whoosh_engine import WhooshEngine

    WhooshEngine.check(settings)


def engine_fingerprint(settings: Settings) -> str:
    """Return what of the engine decides the content of an index."""
    _check_engine(settings)
    from indexer.whoosh_current import FINGERPRINT

    return FINGERPRINT


def _check_engine(settings: Settings) -> None:
    if settings.engine != "whoosh":
        raise IndexerError(f"No engine is called {settings.engine!r}; 'whoosh' is built in.")
