"""How an article enters the ledger and leaves the site: the rules of identity, versions and states, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from archive import ledger_rows, schema
from archive.records import BACK, GONE, LIVE, MISSING, MOVED, Article, make_article_id
from archive.text import digest_article

Row = ledger_rows.Row


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
    known = _find_article(connection, site, article, digest)
    if known is None:
        return Kept(_insert_article(connection, site, article, digest, capture_id, now), "new")
    article_id = known["id"]
    new_address = link_url(connection, article.url, article_id)
    current = (
        connection.execute(
            select(schema.version).where(
                schema.version.c.article_id == article_id, schema.version.c.number == known["versions"]
            )
        )
        .mappings()
        .one()
    )
    changes: dict[str, Any] = {"last_seen": now, "last_checked": now, "missing_since": None}
    outcome = "unchanged"
    if known["state"] in (MISSING, GONE):
        elsewhere = article.url != known["url"]
        outcome, changes["state"], changes["url"] = (
            ("moved", MOVED, article.url) if elsewhere else ("back", BACK, article.url)
        )
    if current["digest"] != digest:
        number = known["versions"] + 1
        _insert_version(connection, article_id, number, article, digest, capture_id, now)
        changes["versions"] = number
        outcome = "changed" if outcome == "unchanged" else outcome
    elif _fill_gaps(connection, current, article) or new_address:
        changes["sequence"] = bump_sequence(connection)
    if outcome != "unchanged":
        changes |= {"sequence": bump_sequence(connection), "changed": now}
    connection.execute(update(schema.article).where(schema.article.c.id == article_id).values(**changes))
    return Kept(article_id, outcome)


def lose_url(connection: Connection, address: str, now: datetime) -> Kept | None:
    """Note that an article is no longer found at this URL: missing at first, gone when a later day confirms it.

    An article that is still found under another of its URLs has moved there. None where the URL was no article's.
    """
    known = _article_of_url(connection, address)
    if known is None:
        return None
    article_id, state = known["id"], known["state"]
    other = _find_live_url(connection, article_id, address)
    changes: dict[str, Any] = {"last_checked": now}
    outcome = "unchanged"
    if other is not None:
        if known["url"] == address:
            outcome, changes["url"], changes["state"] = "moved", other, MOVED
    elif state not in (MISSING, GONE):
        outcome, changes["state"], changes["missing_since"] = "missing", MISSING, now
    elif state == MISSING and (known["missing_since"] or now).date() < now.date():
        outcome, changes["state"] = "gone", GONE
    if outcome != "unchanged":
        changes |= {"sequence": bump_sequence(connection), "changed": now}
    connection.execute(update(schema.article).where(schema.article.c.id == article_id).values(**changes))
    return Kept(article_id, outcome)


def move_article(connection: Connection, old: str, new: str, now: datetime) -> Kept | None:
    """Note that the old URL redirects to the new one: the article of either is found under both."""
    known = _article_of_url(connection, old)
    if known is None:
        target = _article_of_url(connection, new)
        if target is None:
            return None
        link_url(connection, old, target["id"])
        changes: dict[str, Any] = {"sequence": bump_sequence(connection)}
        connection.execute(update(schema.article).where(schema.article.c.id == target["id"]).values(**changes))
        return Kept(target["id"], "unchanged")
    if known["url"] == new or not link_url(connection, new, known["id"]):
        return Kept(known["id"], "unchanged")
    changes = {"url": new, "state": MOVED, "changed": now, "missing_since": None, "sequence": bump_sequence(connection)}
    connection.execute(update(schema.article).where(schema.article.c.id == known["id"]).values(**changes))
    return Kept(known["id"], "moved")


def bump_sequence(connection: Connection) -> int:
    """Return the next number of the change counter."""
    meta = schema.meta
    statement = update(meta).where(meta.c.key == "sequence").values(value=meta.c.value + 1).returning(meta.c.value)
    number: int = connection.execute(statement).scalar_one()
    return number


def _find_article(connection: Connection, site: str, article: Article, digest: str) -> Row | None:
    known = _article_of_url(connection, article.url)
    if known is not None:
        return known
    version = schema.version
    same_text = (version.c.article_id == schema.article.c.id) & (version.c.number == schema.article.c.versions)
    statement = select(schema.article, version.c.content).join(version, same_text)
    statement = statement.where(version.c.digest == digest, schema.article.c.site == site)
    for row in connection.execute(statement).mappings():
        published = ledger_rows.unpack_article(row["content"]).published
        # A notice that is issued anew every year in the same words is another article.
        if published is None or article.published is None or published == article.published:
            return row
    return None


def _article_of_url(connection: Connection, address: str) -> Row | None:
    statement = select(schema.article).join(schema.url, schema.url.c.article_id == schema.article.c.id)
    return connection.execute(statement.where(schema.url.c.url == address)).mappings().one_or_none()


def _find_live_url(connection: Connection, article_id: str, but: str) -> str | None:
    url = schema.url
    statement = select(url.c.url).where(
        url.c.article_id == article_id, url.c.url != but, url.c.status.between(200, 299)
    )
    return connection.execute(statement.order_by(url.c.last_fetched.desc()).limit(1)).scalar_one_or_none()


def link_url(connection: Connection, address: str, article_id: str) -> bool:
    """Let a URL that leads nowhere yet lead to the article; say whether it did not before."""
    url = schema.url
    statement = update(url).where(url.c.url == address, url.c.article_id.is_(None)).values(article_id=article_id)
    return bool(connection.execute(statement).rowcount)


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
    connection.execute(insert(schema.article).values(**values))
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
        "seen_from": now,
        "capture_id": capture_id,
        "content": ledger_rows.pack_article(article),
    }
    connection.execute(insert(schema.version).values(**values))


def _fill_gaps(connection: Connection, current: Row, article: Article) -> bool:
    """Give the current version what the same text now tells beside it: a date, captions, attachments."""
    kept = ledger_rows.unpack_article(current["content"])
    filled = kept
    if kept.published is None and article.published is not None:
        filled = replace(
            filled,
            published=article.published,
            published_source=article.published_source,
            published_precision=article.published_precision,
        )
    if not kept.images and article.images:
        filled = replace(filled, images=article.images)
    if not kept.attachments and article.attachments:
        filled = replace(filled, attachments=article.attachments)
    if filled == kept:
        return False
    where = (schema.version.c.article_id == current["article_id"]) & (schema.version.c.number == current["number"])
    connection.execute(update(schema.version).where(where).values(content=ledger_rows.pack_article(filled)))
    return True
