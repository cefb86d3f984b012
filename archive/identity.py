"""Which known article a text is: the one of its address, of its words, of its headline and day, or of its slug."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from archive import ledger_rows, schema
from archive.merging import PARTLY, article_of_url
from archive.records import IMPORTED, Article
from archive.text import compare_texts, digest_heading, read_slug

Row = ledger_rows.Row
# Two texts with the same headline and day that share this part of their words are one article.
NEARLY = 0.7

_NEWEST = (
    select(schema.article, schema.version.c.content, schema.version.c.digest, schema.version.c.heading)
    .join(
        schema.version,
        (schema.version.c.article_id == schema.article.c.id) & (schema.version.c.number == schema.article.c.versions),
    )
    .where(schema.article.c.site == bindparam("home"))
)
_BY_DIGEST = _NEWEST.where(schema.version.c.digest == bindparam("mark"))
_BY_HEADING = _NEWEST.where(schema.version.c.heading == bindparam("mark"))
_REPRINT = (
    select(schema.article, schema.version.c.content, schema.version.c.digest, schema.version.c.heading)
    .join(
        schema.version,
        (schema.version.c.article_id == schema.article.c.id) & (schema.version.c.number == schema.article.c.versions),
    )
    .where(schema.article.c.site != bindparam("home"), schema.version.c.digest == bindparam("mark"))
)
_BY_SLUG = _NEWEST.where(
    schema.article.c.id.in_(select(schema.url.c.article_id).where(schema.url.c.slug == bindparam("mark")))
)


def find_article(connection: Connection, site: str, article: Article, digest: str) -> Row | None:
    """Return the known article that this one is: by its URL, its text, its headline and day, or its slug."""
    known = article_of_url(connection, article.url)
    if known is not None:
        return known
    heading, slug = digest_heading(article), read_slug(article.url)
    for statement, mark in ((_BY_DIGEST, digest), (_BY_HEADING, heading), (_BY_SLUG, slug)):
        # Three questions, each answered by an index; one with OR would read the whole table.
        rows = connection.execute(statement, {"mark": mark, "home": site}).mappings() if mark else ()
        for row in rows:
            if _is_same(row, article, digest, heading):
                return row
    return None


def find_reprint(connection: Connection, site: str, article: Article, digest: str) -> Row | None:
    """Return the article that an imported text is a reprint of, or of which an imported one was a reprint."""
    for row in connection.execute(_REPRINT, {"mark": digest, "home": site}).mappings():
        if IMPORTED in (site, row["site"]) and _is_same(row, article, digest, ""):
            return row
    return None


def _is_same(row: Row, article: Article, digest: str, heading: str) -> bool:
    other = ledger_rows.unpack_article(row["content"])
    if row["digest"] == digest:
        # A notice that is issued anew every year in the same words is another article.
        return other.published is None or article.published is None or other.published == article.published
    if heading and row["heading"] == heading:
        return compare_texts(other, article) >= NEARLY
    # The same long slug elsewhere: moved and rewritten at once.
    return compare_texts(other, article) >= PARTLY
