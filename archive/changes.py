"""What happened to articles over time, read from the ledger a stretch at a time: for the page and the feed of changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from archive import schema
from archive.ledger import Ledger

# `new` is no change: the search and its feed tell of it.
CHANGE_KINDS = ("changed", "gone", "moved", "back", "missing")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One event of an article's life: `kind` is one of CHANGE_KINDS, `happened` is UTC, `id` grows with time."""

    id: int
    article_id: str
    happened: datetime
    kind: str
    url: str


def list_changes(
    ledger: Ledger,
    kinds: Collection[str] = CHANGE_KINDS,
    *,
    before: int | None = None,
    limit: int = 50,
    articles: Collection[str] | None = None,
) -> tuple[Change, ...]:
    """Return at most `limit` changes of these kinds, the newest first, older than the one with the id `before`.

    `articles` narrows to these articles; what to pass for the next stretch is the id of the last one returned.
    """
    found: list[Change] = []
    while len(found) < limit:
        rows = _read(ledger, kinds, before, limit if articles is None else BATCH)
        found += [row for row in rows if articles is None or row.article_id in articles]
        if len(rows) < (limit if articles is None else BATCH):
            break
        before = rows[-1].id
    return tuple(found[:limit])


def _read(ledger: Ledger, kinds: Collection[str], before: int | None, limit: int) -> list[Change]:
    table = schema.event
    statement = select(table).where(table.c.kind.in_(list(kinds))).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(table.c.id < before)
    with ledger.reading() as connection:
        return [
            Change(row["id"], row["article_id"], row["happened"], row["kind"], row["url"])
            for row in connection.execute(statement).mappings()
        ]
