"""Brings the index up to date after a member of staff decided something, where that is quick enough to wait for."""

from __future__ import annotations

from flask import current_app

from archive.errors import ArchiveError
from indexer.build import build_index, index_status
from indexer.errors import IndexerError
from webui.holdings import Holdings

# Whether the search knows of a decision already; shown once on the page that follows it.
SEARCHABLE, LATER = "searchable", "later"
# Up to so many changes the index is brought up to date while the member of staff waits.
MOST_INDEXED = 25


def index_now(holdings: Holdings) -> str:
    """Index what changed if that is quick; return SEARCHABLE, or LATER where it is left to `pressearchiv index`."""
    try:
        status = index_status(holdings.settings, holdings.ledger)
        if status.rebuild or status.changes > MOST_INDEXED:
            return LATER
        build_index(holdings.settings, holdings.ledger)
    except (IndexerError, ArchiveError) as error:  # another process indexes, or the disk may only be read
        current_app.logger.warning("The index was not brought up to date: %s", error)
        return LATER
    return SEARCHABLE
