"""When two addresses turn out to hold one article: which one stays, and how all that belongs to the other goes over to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from archive import ledger_rows, schema
from archive.records import LIVE, MOVED, Article
from archive.sequence import bump_sequence
from archive.text import compare_texts, digest_article, read_slug
from archive.upserts import insert_missing

Row = ledger_rows.Row
# Texts that share this part of their words are one article where the site itself says so: by a redirect, a canonical
# link, the same long slug.
PARTLY = 0.35
# What addresses on other hosts are called in the table of URLs: they are shown, never fetched.
ALIAS = "alias"

_ARTICLE_OF_URL = (
    select(schema.article)
    .join(schema.url, schema.url.c.article_id == schema.article.c.id)
    .where(schema.url.c.url == bindparam("address"))
)


def article_of_url(connection: Connection, address: str) -> Row | None:
    """Return the row of the article that a URL leads to, or None."""
    return connection.execute(_ARTICLE_OF_URL, {"address": address}).mappings().one_or_none()


def are_alike(connection: Connection, one: Row, other: Row) -> bool:
    """Tell whether the newest texts of two article rows are near enough to be one where the site says that they are."""
    first, second = _newest(connection, one), _newest(connection, other)
    return digest_article(first) == digest_article(second) or compare_texts(first, second) >= PARTLY


def trusts_canonical(connection: Connection, article: Article) -> bool:
    """Tell whether a page may be what it gives as its own address: not where a release of other words is known there.

    A site that gives the same canonical address on all its pages would make one article of them.
    """
    known = article_of_url(connection, article.url)
    return known is None or compare_texts(_newest(connection, known), article) >= PARTLY


def merge_url(connection: Connection, address: str, article_id: str, now: datetime, why: str) -> str:
    """Let a URL lead to this article; another one that it led to is merged if it is alike. Return the id that stays."""
    other = article_of_url(connection, address)
    if other is None or other["id"] == article_id:
        return article_id
    own = connection.execute(select(schema.article).where(schema.article.c.id == article_id)).mappings().one()
    return merge_articles(connection, own, other, now, why) if are_alike(connection, own, other) else article_id


def merge_articles(connection: Connection, one: Row, other: Row, now: datetime, why: str) -> str:
    """Make one article of two: the longer known id stays, with the URLs, versions, captures and corrections of both.

    The id that is given up leads to the one that stays. `why` is `redirect` or `canonical`. Return the id that stays.
    """
    stay, lose = sorted((one, other), key=lambda row: (row["first_seen"], row["id"]))
    seen_last = max(one, other, key=lambda row: row["last_seen"])
    count = _merge_versions(connection, stay["id"], lose["id"])
    given_up = {"article_id": lose["id"]}
    for table in schema.metadata.sorted_tables:
        if table not in (schema.version, schema.article) and "article_id" in table.c:
            theirs = table.c.article_id == given_up["article_id"]
            if table is schema.event:
                # It was no new article, but this one under another address.
                connection.execute(update(table).where(theirs, table.c.kind == "new").values(kind=MOVED))
            connection.execute(update(table).where(theirs).values(article_id=stay["id"]))
    _tell_versions(connection, stay["id"], seen_last["url"])
    sequence = bump_sequence(connection)
    values: dict[str, Any] = {name: seen_last[name] for name in ("url", "state", "missing_since")}
    if seen_last is not stay and seen_last["state"] == LIVE:
        values["state"] = MOVED
    values |= {name: max(one[name], other[name]) for name in ("last_seen", "last_checked")}
    values |= {"versions": count, "changed": now, "sequence": sequence}
    connection.execute(update(schema.article).where(schema.article.c.id == stay["id"]).values(**values))
    connection.execute(delete(schema.article).where(schema.article.c.id == lose["id"]))
    merger = {"id": lose["id"], "article_id": stay["id"], "happened": now, "why": why, "sequence": sequence}
    connection.execute(insert(schema.merger), merger)
    kept: str = stay["id"]
    return kept


def keep_alias(connection: Connection, site: str, alias: str, canonical: str, now: datetime) -> None:
    """Let an address on another host lead to the article of a canonical URL, if there is one."""
    known = article_of_url(connection, canonical)
    if known is None:
        return
    row = {"url": alias, "site": site, "kind": ALIAS, "slug": read_slug(alias), "first_seen": now}
    insert_missing(connection, schema.url, [row])
    free = update(schema.url).where(schema.url.c.url == alias, schema.url.c.article_id.is_(None))
    if connection.execute(free.values(article_id=known["id"])).rowcount:
        number = bump_sequence(connection)
        connection.execute(update(schema.article).where(schema.article.c.id == known["id"]).values(sequence=number))


def _merge_versions(connection: Connection, stay: str, lose: str) -> int:
    """Put the versions of both in the order of their first captures; return how many there are."""
    version = schema.version
    statement = select(version).where(version.c.article_id.in_((stay, lose)))
    rows = connection.execute(statement.order_by(version.c.seen_from, version.c.number)).mappings().all()
    kept: list[dict[str, Any]] = []
    for row in rows:
        # The same text under both addresses is one version.
        if not kept or kept[-1]["digest"] != row["digest"]:
            kept.append({**row, "article_id": stay, "number": len(kept) + 1})
    connection.execute(delete(version).where(version.c.article_id.in_((stay, lose))))
    connection.execute(insert(version), kept)
    return len(kept)


def _tell_versions(connection: Connection, article_id: str, address: str) -> None:
    """Tell each version behind the first as a change where that was not told yet, as it was the first of the other article."""
    version, event = schema.version, schema.event
    told = select(event.c.happened).where(event.c.article_id == article_id, event.c.kind == "changed")
    begun = select(version.c.seen_from).where(version.c.article_id == article_id, version.c.number > 1)
    for moment in sorted(set(connection.execute(begun).scalars()) - set(connection.execute(told).scalars())):
        values = {"article_id": article_id, "happened": moment, "kind": "changed", "url": address}
        connection.execute(insert(event), values)


def _newest(connection: Connection, row: Row) -> Article:
    version = schema.version
    statement = select(version.c.content).where(version.c.article_id == row["id"], version.c.number == row["versions"])
    return ledger_rows.unpack_article(connection.execute(statement).scalar_one())
