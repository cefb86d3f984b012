"""What a crawl asks the ledger before it fetches: what is known of an address, and which ones are due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from archive import schema
from archive.harvest import Harvest
from archive.text import read_slug
from archive.upserts import insert_missing


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """What the ledger knows of a URL before it is fetched: validators for a conditional request, and whose it is."""

    url: str
    kind: str
    article_id: str | None
    status: int
    etag: str
    last_modified: str
    fetched: bool
    next_check: datetime | None = None


def find_known(harvest: Harvest, urls: Iterable[str]) -> dict[str, KnownUrl]:
    """Return what is known of these canonical URLs; those never heard of are not in the answer."""
    asked = list(urls)
    if not asked:
        # Most pages of a crawl lead nowhere new.
        return {}
    statement = select(schema.url).where(schema.url.c.url.in_(asked))
    with harvest.ledger.reading() as connection:
        rows = connection.execute(statement).mappings()
        return {row["url"]: _read_known(row) for row in rows}


def note_urls(harvest: Harvest, urls: Mapping[str, str], now: datetime) -> None:
    """Note URLs that were seen in a page, with their kinds, before they are fetched: a killed crawl forgets none."""
    seen = {"site": harvest.site, "first_seen": now, "next_check": now}
    rows = [{"url": url, "kind": kind, "slug": read_slug(url), **seen} for url, kind in urls.items()]
    if rows:
        with harvest.ledger.writing() as connection:
            insert_missing(connection, schema.url, rows)


def find_due(
    harvest: Harvest, kinds: Sequence[str], now: datetime, limit: int, *, fetched: bool | None = None
) -> list[KnownUrl]:
    """Return the URLs of these kinds that are to be fetched now: never fetched first, then the longest overdue.

    `fetched` leaves only those that were fetched before (True), or only those that never were (False).
    """
    url = schema.url
    statement = select(url).where(url.c.site == harvest.site, url.c.kind.in_(kinds))
    statement = statement.where(or_(url.c.next_check.is_(None), url.c.next_check <= now))
    if fetched is not None:
        statement = statement.where(url.c.last_fetched.is_not(None) if fetched else url.c.last_fetched.is_(None))
    statement = statement.order_by(url.c.last_fetched.is_not(None), url.c.next_check).limit(limit)
    with harvest.ledger.reading() as connection:
        return [_read_known(row) for row in connection.execute(statement).mappings()]


def _read_known(row: Any) -> KnownUrl:
    return KnownUrl(
        url=row["url"],
        kind=row["kind"],
        article_id=row["article_id"],
        status=row["status"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        fetched=row["last_fetched"] is not None,
        next_check=row["next_check"],
    )
