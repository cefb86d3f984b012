"""Writes the index: batches of documents become segments, and a commit makes them durable and then visible.

The order of a commit is its safety: segment files, table of contents, manifest and pointer, each forced to disk
before the next; only then is anything old deleted. A process killed anywhere leaves the state before it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from whoosh.index import TOC, clean_files

from indexer.compounds import CompoundSplitter
from indexer.query_cities import CityNames, encode_city_names
from indexer.records import IndexDocument
from indexer.whoosh_batch import write_batch
from indexer.whoosh_generation import (
    Manifest,
    WriteLock,
    check_files,
    check_free_space,
    drop_generations,
    publish_manifest,
    read_manifest,
    read_previous,
    start_generation,
    sum_files,
)
from indexer.whoosh_postings import invert_documents
from indexer.whoosh_schema import make_schema
from indexer.whoosh_segment import INDEX_NAME, DurableStorage, force_to_disk, write_segment
from indexer.whoosh_view import CITIES_FILE, SPLITTER_FILE, IndexView, read_toc
from indexer.workers import Workers, wait_for

# Documents that are held in memory before they become a segment, in the first batches, so that all processes soon have
# work; later ones are twice as large. Few large segments are quick to search; a document takes some 30 kB meanwhile.
BATCH = 5000
# More small segments than this are merged into one: each costs every search a few look-ups.
_MAX_SMALL = 4
_SMALL = 2000
_TINY = 200
_SPACE_PER_DOCUMENT = 30_000


class IndexWriter:
    """The one writer of an index; holds its lock until it is closed."""

    def __init__(self, root: Path, lock: WriteLock, manifest: Manifest, splitter: CompoundSplitter) -> None:
        """Use `open` or `create` instead."""
        self._root = root
        self._lock = lock
        self._manifest = manifest
        self._folder = root / manifest.generation
        self._splitter = splitter
        self._schema = make_schema()
        self._pending: dict[str, IndexDocument] = {}
        self._deleted: set[str] = set()
        self._segments: list[Any] = []
        # Where documents of this commit went: the number of their segment and their number in it.
        self._flushed: dict[str, tuple[int, int]] = {}
        self._workers = Workers()
        self._view: IndexView | None = None
        self._first_batch = BATCH
        self._held = False
        self._batches = 0

    @classmethod
    def open(cls, root: Path) -> IndexWriter:
        """Go on writing the current generation. Raises IndexMissingError, IndexDamagedError, IndexLockedError."""
        read_manifest(root)
        lock = WriteLock(root)
        try:
            manifest = read_manifest(root)
            check_files(root, manifest, deep=True)
            return cls._resume(root, lock, manifest)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open_previous(cls, root: Path, *, held: bool) -> IndexWriter:
        """Go on writing the generation that was current before: a commit makes it the current one again.

        `held` keeps it from being made anew until that is asked for. Raises IndexMissingError where there is none,
        IndexDamagedError where it is not whole, IndexLockedError.
        """
        read_previous(root)
        lock = WriteLock(root)
        try:
            manifest = read_previous(root)
            check_files(root, manifest, whole=True)
            writer = cls._resume(root, lock, manifest)
        except BaseException:
            lock.release()
            raise
        writer._held = held
        return writer

    @classmethod
    def _resume(cls, root: Path, lock: WriteLock, manifest: Manifest) -> IndexWriter:
        view = IndexView(root, manifest)
        writer = cls(root, lock, manifest, view.load_splitter())
        writer._view = view
        writer._segments = list(read_toc(writer._folder, manifest.toc).segments)
        writer._sweep()
        return writer

    @property
    def sequence(self) -> int:
        """The ledger sequence that the last commit stands for."""
        return self._manifest.sequence

    @classmethod
    def create(
        cls,
        root: Path,
        fingerprint: str,
        cities: Iterable[CityNames],
        splitter: CompoundSplitter,
        *,
        workers: Workers | None = None,
        expected: int = 0,
    ) -> IndexWriter:
        """Begin a new generation beside the current one; the writer ends these workers when it is closed.

        Raises IndexLockedError, and IndexerError where the disk has no room for `expected` documents.
        """
        lock = WriteLock(root)
        try:
            drop_generations(root)
            check_free_space(root, _SPACE_PER_DOCUMENT * expected)
            folder, manifest = start_generation(root, fingerprint)
            (folder / SPLITTER_FILE).write_text(splitter.to_json(), encoding="utf-8")
            (folder / CITIES_FILE).write_text(encode_city_names(cities), encoding="utf-8")
            force_to_disk(folder / SPLITTER_FILE)
            force_to_disk(folder / CITIES_FILE)
        except BaseException:
            lock.release()
            raise
        writer = cls(root, lock, manifest, splitter)
        writer._workers = workers or writer._workers
        if expected:
            # A small archive is shared out among the processes too.
            writer._first_batch = min(max(-(-expected // writer._workers.processes), BATCH // 4), BATCH)
        return writer

    def add(self, documents: Iterable[IndexDocument]) -> None:
        """Take documents up; a batch that is full becomes a segment that nobody sees yet."""
        for document in documents:
            self._pending.pop(document.id, None)
            self._pending[document.id] = document
            self._deleted.add(document.id)
            if len(self._pending) >= (self._first_batch if self._batches < self._workers.processes else 2 * BATCH):
                self._flush(more=True)

    def delete(self, ids: Iterable[str]) -> None:
        """Note documents to be taken out."""
        for article_id in ids:
            self._pending.pop(article_id, None)
            self._deleted.add(article_id)

    def commit(self, sequence: int) -> None:
        """Make everything durable, then visible, then clean up."""
        self._flush()
        self._segments = [self._finished(number) for number in range(len(self._segments))]
        self._publish(sequence)
        # Only now, so that nobody waits for it to see what is new.
        if self._merge_small():
            self._publish(sequence)

    def _publish(self, sequence: int) -> None:
        toc = self._manifest.toc + 1
        TOC(self._schema, self._segments, toc).write(DurableStorage(str(self._folder)), INDEX_NAME)
        live = {segment.segment_id() for segment in self._segments}
        live |= {f"_{INDEX_NAME}_{toc}.toc", SPLITTER_FILE, CITIES_FILE}
        manifest = replace(
            self._manifest,
            commit=self._manifest.commit + 1,
            toc=toc,
            sequence=sequence,
            documents=sum(s.doc_count_all() - s.deleted_count() for s in self._segments),
            files=sum_files(self._folder, self._manifest.files, live),
        )
        publish_manifest(self._root, manifest, held=self._held)
        self._manifest = manifest
        clean_files(DurableStorage(str(self._folder)), INDEX_NAME, toc, self._segments)
        drop_generations(self._root)
        self._view = IndexView(self._root, manifest, before=self._view)
        self._flushed.clear()
        self._batches = 0

    def close(self) -> None:
        """Give back the lock; a generation that was never committed is deleted."""
        self._workers.close()
        if not self._manifest.commit:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.release()

    def _flush(self, *, more: bool = False) -> None:
        """Write what is pending as a segment, in another process where `more` is to come or it is much."""
        self._apply_deletions()
        if not self._pending:
            return
        documents = list(self._pending.values())
        self._pending.clear()
        check_free_space(self._root, _SPACE_PER_DOCUMENT * len(documents))
        processes = self._workers.processes
        several = processes > 1 and (more or len(documents) > BATCH // 2)
        # The last batch is shared out: nothing is to come that another process could do meanwhile.
        parts = processes if several and not more else 1
        size = -(-len(documents) // parts)
        for first in range(0, len(documents), size):
            self._hand_over(documents[first : first + size], several or self._workers.started)

    def _hand_over(self, documents: list[IndexDocument], elsewhere: bool) -> None:
        """Write a segment here, or let another process do it."""
        for number, document in enumerate(documents):
            self._flushed[document.id] = (len(self._segments), number)
        self._batches += 1
        if not elsewhere:
            self._segments.append(self._write(documents))
            return
        # No more than one batch waits for a process in memory.
        running = [segment for segment in self._segments if isinstance(segment, Future) and not segment.done()]
        if len(running) > self._workers.processes:
            wait_for(running[0])
        self._segments.append(self._workers.submit(write_batch, self._folder, documents))

    def _write(self, documents: list[IndexDocument]) -> Any:
        return write_segment(self._folder, self._schema, invert_documents(documents, self._splitter))

    def _apply_deletions(self) -> None:
        for article_id in self._deleted:
            flushed = self._flushed.pop(article_id, None)
            if flushed is not None:
                self._finished(flushed[0]).delete_document(flushed[1])
                continue
            number = self._view.find_document(article_id) if self._view else -1
            if number < 0 or self._view is None:
                continue
            for held, segment in zip(self._view.segments, self._segments, strict=False):
                if held.base <= number < held.base + held.documents:
                    segment.delete_document(number - held.base)
        self._deleted.clear()

    def _finished(self, number: int) -> Any:
        """Return a segment, waiting for the process that writes it."""
        if isinstance(self._segments[number], Future):
            self._segments[number] = wait_for(self._segments[number])
        return self._segments[number]

    def _merge_small(self) -> bool:
        """Write the smallest of many small segments anew as one, and return whether there were so many.

        One that is much larger than all smaller ones together is left alone, so that a document is written a few times at
        most. The documents are read back from the sidecars.
        """
        sizes = {s.segment_id(): s.doc_count_all() - s.deleted_count() for s in self._segments}
        small = sorted(
            (s for s in self._segments if sizes[s.segment_id()] <= _SMALL), key=lambda s: sizes[s.segment_id()]
        )
        if len(small) <= _MAX_SMALL:
            return False
        merged: list[Any] = []
        total = 0
        for segment in small:
            if len(merged) >= 2 and sizes[segment.segment_id()] > max(2 * total, _TINY):
                break
            merged.append(segment)
            total += sizes[segment.segment_id()]
        documents: list[IndexDocument] = []
        for segment in merged:
            view = IndexView(self._root, self._manifest, [segment], before=self._view)
            documents.extend(document for _, document in view.iter_documents())
        self._segments = [segment for segment in self._segments if segment not in merged]
        if documents:
            self._segments.append(self._write(documents))
        return True

    def _sweep(self) -> None:
        """Delete what a killed process left behind."""
        for path in self._folder.glob(f"_{INDEX_NAME}_*.toc*"):
            if path.name != f"_{INDEX_NAME}_{self._manifest.toc}.toc":
                path.unlink()
        clean_files(DurableStorage(str(self._folder)), INDEX_NAME, self._manifest.toc, self._segments)
        for path in self._folder.glob("*.tmp"):
            shutil.rmtree(path, ignore_errors=True)
        drop_generations(self._root)
