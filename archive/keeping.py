"""How an article enters the ledger and leaves the site: the rules of versions and states, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from archive import ledger_rows, schema
from archive.identity import find_article, find_reprint
from archive.merging import are_alike, article_of_url, merge_articles
from archive.records import BACK, GONE, IMPORTED, LIVE, MISSING, MOVED, Article, make_article_id
from archive.sequence import bump_sequence
from archive.text import digest_article, digest_heading

Row = ledger_rows.Row
# Statements that every page needs, made once: SQLAlchemy takes longer to make one than SQLite to run it.
_ARTICLE = select(schema.article).where(schema.article.c.id == bindparam("article"))
_VERSION = select(schema.version).where(
    schema.version.c.article_id == bindparam("article"), schema.version.c.number == bindparam("newest")
)
_LINK_URL = update(schema.url).where(schema.url.c.url == bindparam("address"), schema.url.c.article_id.is_(None))
_CHANGE = update(schema.article).where(schema.article.c.id == bindparam("article"))


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of it: the article's id and `new`, `changed`, `unchanged`, `moved`, `back`, `missing` or `gone`."""

    article_id: str
    outcome: str


def keep_article(connection: Connection, site: str, article: Article, capture_id: int | None, now: datetime) -> Kept:
    """Keep an article that was read at its canonical URL; a row of `url` for this URL must be there.

    The URL decides which article it is; a URL never seen with the text of a known article is that article
    under one more address. A text that differs, compared normalised, begins a version.
    """
    digest = digest_article(article)
    known = find_article(connection, site, article, digest)
    if known is None:
        known = find_reprint(connection, site, article, digest)
        if known is not None and site == IMPORTED:
            # Elsewhere in the same words: one more address of the city's own release, and no news of it.
            if link_url(connection, article.url, known["id"]):
                connection.execute(_CHANGE, {"article": known["id"], "sequence": bump_sequence(connection)})
            return Kept(known["id"], "unchanged")
        if known is not None:
            connection.execute(_CHANGE, {"article": known["id"], "site": site, "url": article.url})
    if known is None:
        article_id = _insert_article(connection, site, article, digest, capture_id, now)
        return _tell(connection, article_id, "new", article.url, now)
    article_id = known["id"]
    new_address = link_url(connection, article.url, article_id)
    current = connection.execute(_VERSION, {"article": article_id, "newest": known["versions"]}).mappings().one()
    changes: dict[str, Any] = {**_seen(known, now), "missing_since": None}
    outcome = "unchanged"
    if known["state"] in (MISSING, GONE):
        # Lost and found on one day under two addresses: it was never away, and the loss was no news.
        moved = article.url != known["url"] and known["missing_since"].date() == now.date()
        outcome = MOVED if moved else BACK
        changes |= {"state": outcome, "url": article.url}
        if moved:
            _take_back(connection, article_id, now)
    elif article.url == known["url"]:
        changes |= _settle(connection, known, now)
    if current["digest"] != digest:
        number = known["versions"] + 1
        _insert_version(connection, article_id, number, article, digest, capture_id, now)
        changes["versions"] = number
        if outcome == "unchanged":
            outcome = "changed"
        else:  # news of its own, whichever of both a crawl comes upon first
            _tell(connection, article_id, "changed", article.url, now)
    elif _fill_gaps(connection, current, article) or new_address:
        changes["sequence"] = bump_sequence(connection)
    return _change(connection, article_id, outcome, article.url, changes, now)


def confirm_article(connection: Connection, article_id: str, now: datetime) -> Kept:
    """Note that an article is there as it was (the site answered „not modified“)."""
    known = connection.execute(_ARTICLE, {"article": article_id}).mappings().one()
    changes: dict[str, Any] = {**_seen(known, now), **_settle(connection, known, now)}
    if known["state"] in (MISSING, GONE):
        # It was lost under this address, which answers again as it did before.
        changes |= {"state": BACK, "missing_since": None}
        return _change(connection, article_id, BACK, known["url"], changes, now)
    return _change(connection, article_id, "unchanged", known["url"], changes, now)


def lose_url(connection: Connection, address: str, now: datetime) -> Kept | None:
    """Note that an article is no longer found at this URL: missing at first, gone when a later day confirms it.

    An article that is still found under another of its URLs has moved there. None where the URL was no article's.
    """
    known = article_of_url(connection, address)
    if known is None:
        return None
    article_id, state = known["id"], known["state"]
    other = _find_live_url(connection, article_id, address)
    changes: dict[str, Any] = {"last_checked": max(known["last_checked"], now)}
    outcome = "unchanged"
    if other is not None:
        if known["url"] == address:
            outcome, changes["url"], changes["state"] = "moved", other, MOVED
    elif state not in (MISSING, GONE):
        outcome, changes["state"], changes["missing_since"] = "missing", MISSING, now
    elif state == MISSING and (known["missing_since"] or now).date() < now.date():
        outcome, changes["state"] = "gone", GONE
    return _change(connection, article_id, outcome, address, changes, now)


def move_article(connection: Connection, old: str, new: str, now: datetime) -> Kept | None:
    """Note that the old URL redirects to the new one: the article of either is found under both.

    Two articles that turn out to be one are merged; where the new URL holds a release of other words, the outcome is
    `other` and nothing was written.
    """
    known, target = article_of_url(connection, old), article_of_url(connection, new)
    if known is None:
        if target is not None:
            link_url(connection, old, target["id"])
            return _change(connection, target["id"], "unchanged", new, {"sequence": bump_sequence(connection)}, now)
        return None
    if target is not None and target["id"] != known["id"]:
        if not are_alike(connection, known, target):
            return Kept(known["id"], "other")
        stays = merge_articles(connection, known, target, now, "redirect")
        known = connection.execute(_ARTICLE, {"article": stays}).mappings().one()
        if known["url"] == new:
            return Kept(stays, "moved")
    if known["url"] == new and known["state"] not in (MISSING, GONE):
        return Kept(known["id"], "unchanged")
    link_url(connection, new, known["id"])
    changes = {"url": new, "state": MOVED, "missing_since": None, "last_checked": now}
    return _change(connection, known["id"], "moved", new, changes, now)


def _seen(known: Row, now: datetime) -> dict[str, Any]:
    """The times of a sighting; a clock that was set back makes none of them earlier."""
    return {"last_seen": max(known["last_seen"], now), "last_checked": max(known["last_checked"], now)}


def _settle(connection: Connection, known: Row, now: datetime) -> dict[str, Any]:
    """What moved or came back on an earlier day is simply live now."""
    if known["state"] in (MOVED, BACK) and known["changed"].date() < now.date():
        return {"state": LIVE, "sequence": bump_sequence(connection)}
    return {}


def _change(
    connection: Connection, article_id: str, outcome: str, address: str, changes: dict[str, Any], now: datetime
) -> Kept:
    """Write what changed of an article, and tell it where it is news."""
    if outcome != "unchanged":
        changes = {"sequence": bump_sequence(connection), **changes, "changed": now}
    connection.execute(_CHANGE, {"article": article_id, **changes})
    return _tell(connection, article_id, outcome, address, now)


def _take_back(connection: Connection, article_id: str, now: datetime) -> None:
    table = schema.event
    today = table.c.happened >= now.replace(hour=0, minute=0, second=0, microsecond=0)
    connection.execute(delete(table).where(table.c.article_id == article_id, table.c.kind == MISSING, today))


def _tell(connection: Connection, article_id: str, outcome: str, address: str, now: datetime) -> Kept:
    if outcome != "unchanged":
        values = {"article_id": article_id, "happened": now, "kind": outcome, "url": address}
        connection.execute(insert(schema.event), values)
    return Kept(article_id, outcome)


def _find_live_url(connection: Connection, article_id: str, but: str) -> str | None:
    url = schema.url
    statement = select(url.c.url).where(
        url.c.article_id == article_id, url.c.url != but, url.c.status.between(200, 299)
    )
    return connection.execute(statement.order_by(url.c.last_fetched.desc()).limit(1)).scalar_one_or_none()


def link_url(connection: Connection, address: str, article_id: str) -> bool:
    """Let a URL that leads nowhere yet lead to the article; say whether it did not before."""
    return bool(connection.execute(_LINK_URL, {"address": address, "article_id": article_id}).rowcount)


def _insert_article(
    connection: Connection, site: str, article: Article, digest: str, capture_id: int | None, now: datetime
) -> str:
    article_id = make_article_id(article.url)
    values = {
        "id": article_id,
        "site": site,
        "url": article.url,
        "state": LIVE,
        "versions": 1,
        "first_seen": now,
        "last_seen": now,
        "last_checked": now,
        "changed": now,
        "sequence": bump_sequence(connection),
    }
    connection.execute(insert(schema.article), values)
    link_url(connection, article.url, article_id)
    _insert_version(connection, article_id, 1, article, digest, capture_id, now)
    return article_id


def _insert_version(
    connection: Connection,
    article_id: str,
    number: int,
    article: Article,
    digest: str,
    capture_id: int | None,
    now: datetime,
) -> None:
    values = {
        "article_id": article_id,
        "number": number,
        "digest": digest,
        "heading": digest_heading(article),
        "seen_from": now,
        "capture_id": capture_id,
        "content": ledger_rows.pack_article(article),
    }
    connection.execute(insert(schema.version), values)


def _fill_gaps(connection: Connection, current: Row, article: Article) -> bool:
    """Give the current version what the same text now tells beside it."""
    kept = ledger_rows.unpack_article(current["content"])
    filled = fill_gaps(kept, article)
    if filled == kept:
        return False
    where = (schema.version.c.article_id == current["article_id"]) & (schema.version.c.number == current["number"])
    connection.execute(update(schema.version).where(where).values(content=ledger_rows.pack_article(filled)))
    return True


def fill_gaps(kept: Article, article: Article) -> Article:
    """Return an article with what a later reading of the same text tells beside it: a date, captions, attachments."""
    filled = kept
    if kept.published is None and article.published is not None:
        filled = replace(
            filled,
            published=article.published,
            published_source=article.published_source,
            published_precision=article.published_precision,
            published_check=article.published_check,
        )
    if not kept.images and article.images:
        filled = replace(filled, images=article.images)
    if not kept.attachments and article.attachments:
        filled = replace(filled, attachments=article.attachments)
    if filled != kept:
        filled = replace(filled, sources={**article.sources, **kept.sources})
    return filled
