"""The past of articles, told later: captures that are older than what is known, and versions read anew from captures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, or_, select, update

from archive import ledger_rows, schema
from archive.harvest import insert_missing_url
from archive.keeping import Kept, keep_article, link_url
from archive.ledger import BATCH, Ledger
from archive.records import DONE, Article, Capture, Version
from archive.sequence import bump_sequence
from archive.text import digest_article, digest_heading

# Statuses of answers that show a page, or say that it is as it was.
SHOWN = (200, 203, 304)


@dataclass(frozen=True, slots=True)
class Reading:
    """One text of an article as a capture shows it, from the time on at which it was first seen."""

    seen_from: datetime
    capture_id: int | None
    article: Article

    @property
    def digest(self) -> str:
        """What makes it a version."""
        return digest_article(self.article)


def keep_past(
    connection: Connection,
    site: str,
    url: str,
    article: Article,
    capture_id: int | None,
    fetched: datetime,
    until: datetime | None = None,
) -> tuple[Kept, bool]:
    """Keep an article that was read off a capture of whatever age; `url` is the capture's canonical URL.

    `until` is when the run of the capture ended, where it is one run of which all is taken in.

    Returns what came of it, and whether the article was looked at later already: then neither its state nor its
    versions changed, and its versions are to be read anew from all its captures.
    """
    for address in {url, article.url}:
        insert_missing_url(connection, address, site, "article", fetched)
    known = _find_by_url(connection, url) or _find_by_url(connection, article.url)
    if known is None:
        # The ledger may know it by its text. Whether that is older news shows only once it is found.
        attempt = connection.begin_nested()
        kept = keep_article(connection, site, article, capture_id, fetched)
        if kept.outcome == "new":
            attempt.commit()
            return _name(connection, url, capture_id, kept), False
        attempt.rollback()
        known = _find(connection, kept.article_id)
    if known is not None and (until or fetched) < known["last_checked"]:
        _widen(connection, known, fetched)
        for address in (url, article.url):
            link_url(connection, address, known["id"])
        return _name(connection, url, capture_id, Kept(known["id"], "unchanged")), True
    kept = keep_article(connection, site, article, capture_id, fetched)
    return _name(connection, url, capture_id, kept), False


def link_past_url(connection: Connection, site: str, url: str, article_id: str, fetched: datetime) -> bool:
    """Let an address that once led on to an article lead to it here too, unless it is another's; say whether it is new."""
    insert_missing_url(connection, url, site, "article", fetched, status=0)
    linked = link_url(connection, url, article_id)
    if linked:
        touch_article(connection, article_id)
    return linked


def replace_versions(ledger: Ledger, article_id: str, before: Sequence[Version], after: Sequence[Reading]) -> bool:
    """Let an article have these versions, the oldest first; captures, states and events stay as they are.

    Nothing is written, and False is returned, where its versions are no longer those that were read `before`.
    """
    table = schema.version
    mine = table.c.article_id == article_id
    with ledger.writing() as connection:
        stand = connection.execute(select(table.c.number, table.c.digest).where(mine).order_by(table.c.number))
        if [tuple(row) for row in stand] != [(version.number, version.digest) for version in before]:
            return False  # a crawl was faster; the next run reads it again
        connection.execute(delete(table).where(mine))
        rows = [
            {
                "article_id": article_id,
                "number": number,
                "digest": reading.digest,
                "heading": digest_heading(reading.article),
                "seen_from": reading.seen_from,
                "capture_id": reading.capture_id,
                "content": ledger_rows.pack_article(reading.article),
            }
            for number, reading in enumerate(after, 1)
        ]
        connection.execute(insert(table), rows)
        values = {"versions": len(rows), "sequence": bump_sequence(connection)}
        connection.execute(update(schema.article).where(schema.article.c.id == article_id).values(**values))
        return True


def find_unread(ledger: Ledger) -> Iterator[Capture]:
    """Yield the captures of pages that no article was read off, the oldest first."""
    table = schema.capture
    statement = select(table).where(table.c.article_id.is_(None), table.c.status.in_(SHOWN))
    statement = statement.where(or_(table.c.media_type.like("%html%"), table.c.media_type == ""))
    # What a suspicious crawl brought waits until somebody accepts it.
    taken = exists().where(schema.crawl.c.id == table.c.crawl_id, schema.crawl.c.intake == DONE)
    statement = statement.where(taken).order_by(table.c.fetched, table.c.id).limit(BATCH)
    batch = statement
    while True:
        with ledger.reading() as connection:
            rows = list(connection.execute(batch).mappings())
        for row in rows:
            yield ledger_rows.read_capture(row)
        if len(rows) < BATCH:
            return
        time, last = rows[-1]["fetched"], rows[-1]["id"]
        batch = statement.where((table.c.fetched > time) | ((table.c.fetched == time) & (table.c.id > last)))


def keep_unread(ledger: Ledger, capture: Capture, site: str, article: Article) -> str:
    """Keep an article that was found in an older capture; return its id."""
    with ledger.writing() as connection:
        kept, _ = keep_past(connection, site, capture.url, article, capture.id, capture.fetched)
        return kept.article_id


def touch_article(connection: Connection, article_id: str) -> None:
    """Let the next run of the index look at an article again."""
    values = {"sequence": bump_sequence(connection)}
    connection.execute(update(schema.article).where(schema.article.c.id == article_id).values(**values))


def _name(connection: Connection, url: str, capture_id: int | None, kept: Kept) -> Kept:
    link_url(connection, url, kept.article_id)
    named = update(schema.capture).where(schema.capture.c.id == capture_id).values(article_id=kept.article_id)
    connection.execute(named)
    return kept


def _widen(connection: Connection, known: Any, fetched: datetime) -> None:
    values = {"first_seen": min(known["first_seen"], fetched), "last_seen": max(known["last_seen"], fetched)}
    if values["first_seen"] != known["first_seen"] or values["last_seen"] != known["last_seen"]:
        connection.execute(update(schema.article).where(schema.article.c.id == known["id"]).values(**values))


def _find(connection: Connection, article_id: str) -> Any:
    return connection.execute(select(schema.article).where(schema.article.c.id == article_id)).mappings().one_or_none()


def _find_by_url(connection: Connection, url: str) -> Any:
    statement = select(schema.article).join(schema.url, schema.url.c.article_id == schema.article.c.id)
    return connection.execute(statement.where(schema.url.c.url == url)).mappings().one_or_none()
