"""The tables of the ledger, article -> versions -> captures and corrections, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

# Raised when a table changes; an older ledger is brought up by `archive.upgrades`, one of a newer version is refused
# rather than misread.
SCHEMA_VERSION = 2


class UtcTime(TypeDecorator[datetime]):
    """A point in time, aware and in UTC on the Python side, naive UTC in the database (SQLite knows no zones)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into naive UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn naive UTC into an aware time."""
        return None if value is None else value.replace(tzinfo=UTC)


# SQLite counts rows by itself only in INTEGER columns; PostgreSQL needs the larger type.
RowId = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

# Facts about the ledger itself: `schema` and the change counter `sequence`.
meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", BigInteger, nullable=False))

site = Table(
    "site",
    metadata,
    Column("id", String, primary_key=True),
    # Where the site was fetched last when it stood under another address than its own (a copy, a rehearsal).
    Column("address", Text, nullable=False, default=""),
)

crawl = Table(
    "crawl",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("site", String, nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("ended", UtcTime),
    Column("verdict", String, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("address", Text, nullable=False, default=""),
    # Whether all listing pages were walked, not only those with something new.
    Column("thorough", Integer, nullable=False, default=0),
    # Whether its captures were taken into the articles: `done`, `open` while it runs or when it was killed, `held` while
    # a suspicious one waits to be accepted.
    Column("intake", String, nullable=False, default="open", server_default="done"),
    Column("accepted", UtcTime),
    Column("accepted_by", String, nullable=False, default="", server_default=""),
    Column("counts", JSON, nullable=False),
    Column("failures", JSON, nullable=False),
    # What the pages of each layout gave, the range of each count that earlier crawls make us expect, what robots.txt
    # and reservations said, and sentences on what else is worth knowing.
    Column("coverage", JSON, nullable=False, default=list, server_default="[]"),
    Column("expected", JSON, nullable=False, default=dict, server_default="{}"),
    Column("manners", JSON, nullable=False, default=list, server_default="[]"),
    Column("notes", JSON, nullable=False, default=list, server_default="[]"),
    Index("crawl_by_site", "site", "id"),
)

article = Table(
    "article",
    metadata,
    Column("id", String, primary_key=True),
    Column("site", String, nullable=False),
    # The canonical URL under which the article is known today; all others are rows of `url`.
    Column("url", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("last_checked", UtcTime, nullable=False),
    Column("changed", UtcTime, nullable=False),
    Column("missing_since", UtcTime),
    Column("sequence", BigInteger, nullable=False, unique=True),
    Index("article_by_site", "site", "state"),
)

url = Table(
    "url",
    metadata,
    Column("url", Text, primary_key=True),
    Column("site", String, nullable=False),
    Column("kind", String, nullable=False),
    # Last part of the path; a long one stays the same when a relaunch moves an article elsewhere.
    Column("slug", String, nullable=False, default=""),
    Column("article_id", String, ForeignKey("article.id")),
    Column("status", Integer, nullable=False, default=0),
    Column("etag", Text, nullable=False, default=""),
    Column("last_modified", Text, nullable=False, default=""),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_fetched", UtcTime),
    Column("next_check", UtcTime),
    Column("fails", Integer, nullable=False, default=0),
    Index("url_due", "site", "kind", "next_check"),
    Index("url_by_article", "article_id"),
    Index("url_by_slug", "slug"),
)

capture = Table(
    "capture",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("url", Text, nullable=False),
    Column("fetched", UtcTime, nullable=False),
    Column("status", Integer, nullable=False),
    Column("media_type", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("warc_file", String, nullable=False),
    Column("warc_offset", BigInteger, nullable=False),
    Column("warc_length", BigInteger, nullable=False),
    Column("crawl_id", RowId, ForeignKey("crawl.id"), nullable=False),
    Column("article_id", String, ForeignKey("article.id")),
    UniqueConstraint("warc_file", "warc_offset"),
    Index("capture_by_url", "url", "id"),
    Index("capture_by_article", "article_id", "id"),
)

version = Table(
    "version",
    metadata,
    Column("article_id", String, ForeignKey("article.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("digest", String, nullable=False),
    Column("seen_from", UtcTime, nullable=False),
    Column("capture_id", RowId, ForeignKey("capture.id")),
    # Headline and day together: the same article under another address is looked for by it.
    Column("heading", String, nullable=False, default=""),
    Column("content", JSON, nullable=False),
    Index("version_by_digest", "digest"),
    Index("version_by_heading", "heading"),
)

# What happened to an article, for the page of changes: new, changed, missing, gone, moved, back.
event = Table(
    "event",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("article_id", String, ForeignKey("article.id"), nullable=False),
    Column("happened", UtcTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("url", Text, nullable=False),
    Index("event_by_time", "happened"),
    Index("event_by_article", "article_id", "id"),
)

# Files of other holdings that were taken in: where they came from, where our copy lies, how far the reading has come.
holding = Table(
    "holding",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    # The run that its captures belong to.
    Column("crawl_id", RowId, ForeignKey("crawl.id"), nullable=False),
    # The name of the file as it was given, or the address that was asked.
    Column("source", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("warc_file", String, nullable=False),
    Column("position", BigInteger, nullable=False, default=0),
    Column("done", Integer, nullable=False, default=0),
    UniqueConstraint("digest", "source"),
    Index("holding_by_crawl", "crawl_id"),
)

# Articles that turned out to be another one under a second address: the id that no longer stands leads to the one that does.
merger = Table(
    "merger",
    metadata,
    Column("id", String, primary_key=True),
    Column("article_id", String, ForeignKey("article.id"), nullable=False),
    Column("happened", UtcTime, nullable=False),
    Column("why", String, nullable=False),
    # The change counter at that time: an index made before still knows the lost id.
    Column("sequence", BigInteger, nullable=False),
    Index("merger_by_sequence", "sequence"),
    Index("merger_by_article", "article_id"),
)

# The text of files that releases link to, by the canonical address of the file.
attachment_text = Table(
    "attachment_text",
    metadata,
    Column("url", Text, primary_key=True),
    # Payload digest of the file that the text was taken from, as in `capture`.
    Column("digest", String, nullable=False, default=""),
    Column("media_type", String, nullable=False, default=""),
    Column("text", Text, nullable=False, default=""),
    Column("extracted", UtcTime, nullable=False),
    # Why there is no text, or less than all of it; empty where all went well.
    Column("error", Text, nullable=False, default=""),
)

# Whether an article is shown to the public. The last row of an article counts; no row is ever changed: the audit record.
delisting = Table(
    "delisting",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("article_id", String, ForeignKey("article.id"), nullable=False),
    # `delist` or `relist`.
    Column("action", String, nullable=False),
    Column("who", String, nullable=False),
    Column("happened", UtcTime, nullable=False),
    Column("why", Text, nullable=False),
    Index("delisting_by_article", "article_id", "id"),
)

# What people decided about the city tags of an article. No row is ever changed or taken away: it is the audit record.
correction = Table(
    "correction",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("article_id", String, ForeignKey("article.id"), nullable=False),
    Column("city", String, nullable=False),
    Column("action", String, nullable=False),
    Column("role", String, nullable=False, default=""),
    Column("who", String, nullable=False),
    Column("happened", UtcTime, nullable=False),
    Column("why", Text, nullable=False),
    # The words that the tag rested on, each with its neighbours: rules are proposed from them.
    Column("passages", JSON, nullable=False),
    Index("correction_by_article", "article_id", "id"),
    Index("correction_by_city", "city", "id"),
)
