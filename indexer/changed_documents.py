"""Walks the changes of a ledger as documents with their tags: what build.py puts into the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from archive.attachments import read_file_texts
from archive.corrections import read_corrections
from archive.delisting import delisted_ids
from archive.ledger import Ledger
from archive.records import ArchivedArticle
from indexer.documents import make_document
from indexer.records import IndexDocument
from indexer.site_taggers import SiteTaggers
from indexer.tag_overlay import apply_corrections

Progress = Callable[[int, int], None]

# Articles whose corrections are read in one go.
_BATCH = 500


class ChangedDocuments:
    """Walks the changes of a ledger as documents, and notes how far it has come."""

    def __init__(
        self, ledger: Ledger, taggers: SiteTaggers, total: int, sequence: int, progress: Progress | None = None
    ) -> None:
        """Begin after this sequence; `progress` is given how many of the `total` articles are done."""
        self._ledger = ledger
        self._taggers = taggers
        self._progress = progress
        self._total = total
        self.sequence = sequence
        self.done = 0
        # What the public is not shown has no place in an index that the public searches.
        self.hidden: set[str] = set()

    def walk(self) -> Iterator[IndexDocument]:
        """Yield what is to be indexed; `sequence`, `done` and `hidden` tell how far that is."""
        ledger = self._ledger
        changes = ledger.changes_since(self.sequence)
        while batch := list(islice(changes, _BATCH)):
            # Read after the articles: one that is corrected meanwhile comes again under its new sequence.
            ids = [archived.id for archived in batch]
            corrections = read_corrections(ledger, ids)
            self.hidden = self.hidden.difference(ids) | delisted_ids(ledger, ids)
            files = read_file_texts(ledger, [one.url for archived in batch for one in archived.article.attachments])
            for archived in batch:
                if archived.id in self.hidden:
                    self._go_on(archived)
                    continue
                tagger = self._taggers.tagger_for(archived.site)
                versions = ledger.versions(archived.id) if archived.versions > 1 else ()
                document = make_document(archived, tagger, versions, files)
                if decided := corrections.get(archived.id):
                    document = replace(document, tags=apply_corrections(document.tags, decided, tagger.gazetteer))
                yield document
                self._go_on(archived)

    def _go_on(self, archived: ArchivedArticle) -> None:
        self.sequence = archived.sequence
        self.done += 1
        if self._progress:
            self._progress(self.done, max(self._total, self.done))
