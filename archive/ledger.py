"""The ledger, the truth about articles: opened here and read here; a crawl writes it through `archive.harvest`."""

from __future__ import annotations

import contextlib
import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event, func, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from archive import ledger_rows, schema
from archive.errors import LedgerError, LedgerNewerError
from archive.ledger_loss import refuse_empty, refuse_missing
from archive.records import ArchivedArticle, Capture, Crawl, Event, Version
from archive.settings import Settings, ensure_data_folder
from archive.upgrades import upgrade_ledger

# Articles read in one go while all are walked: bounds memory, and no read transaction stays open for long.
BATCH = 500
_SCHEMA_KEY = schema.meta.c.key == "schema"
# Seconds that a program waits for another one that holds the ledger: a writer holds it for milliseconds.
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """What is known of one site: where it was last fetched if not at its own address, articles, last crawl."""

    site: str
    address: str
    articles: int
    last_crawl: Crawl | None


def open_ledger(settings: Settings, *, patience: float = PATIENCE, anew: bool = False) -> Ledger:
    """Open the ledger of the data folder, making it if nothing is kept there yet. Raises LedgerError, SettingsError.

    `patience` is how long to wait for another program that holds it, in seconds. One that was lost is made only `anew`.
    """
    if not settings.ledger_url:
        ensure_data_folder(settings)
        if not anew:
            refuse_missing(settings)
    address = settings.ledger_url or f"sqlite:///{settings.ledger_path}"
    try:
        engine = create_engine(address)
    except (SQLAlchemyError, ImportError) as error:
        raise LedgerError(f"The ledger address {address!r} cannot be used: {error}.") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", functools.partial(_prepare_sqlite, patience))
    with _telling(engine):
        try:
            schema.metadata.create_all(engine)
        except DBAPIError:
            schema.metadata.create_all(engine)  # another process was making the tables at the same moment
        with engine.begin() as connection:
            _check_schema(connection)
            empty = connection.execute(select(schema.crawl.c.id).limit(1)).first() is None
    if empty and not anew and not settings.ledger_url:
        try:
            refuse_empty(settings)
        except LedgerError:
            engine.dispose()
            raise
    return Ledger(engine, settings.data)


class Ledger:
    """Reads what was harvested; safe to use from several threads. Times are UTC."""

    def __init__(self, engine: Engine, folder: Path | None = None) -> None:
        self.engine = engine
        # The data folder, where the copy of people's decisions stands.
        self.folder = folder

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or nothing. Raises LedgerError where the database fails."""
        with _telling(self.engine), self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with. Raises LedgerError where the database fails."""
        with _telling(self.engine), self.engine.connect() as connection:
            yield connection

    def check_schema(self) -> None:
        """See that no newer program has brought the ledger up since it was opened. Raises LedgerNewerError."""
        with self.reading() as connection:
            _refuse_newer(connection.execute(select(schema.meta.c.value).where(_SCHEMA_KEY)).scalar_one())

    # ---- articles

    def article(self, article_id: str) -> ArchivedArticle | None:
        """Return the article of this id in its newest version, or None.

        An id that was given up when two articles turned out to be one leads to the one that stayed.
        """
        for asked in (article_id, self.find_merged(article_id)):
            found = self._read_articles(_select_articles().where(schema.article.c.id == asked)) if asked else []
            if found:
                return found[0]
        return None

    def find_merged(self, article_id: str) -> str | None:
        """Return the id of the article that this one was merged into, or None."""
        with self.reading() as connection:
            statement = select(schema.merger.c.article_id).where(schema.merger.c.id == article_id)
            return connection.execute(statement).scalar_one_or_none()

    def merged_since(self, sequence: int) -> tuple[str, ...]:
        """Return the ids that were given up after this sequence because two articles turned out to be one."""
        with self.reading() as connection:
            statement = select(schema.merger.c.id).where(schema.merger.c.sequence > sequence)
            return tuple(connection.execute(statement).scalars())

    def articles(self, ids: Iterable[str]) -> dict[str, ArchivedArticle]:
        """Return these articles in their newest versions, by id; those that are not kept are left out."""
        found = self._read_articles(_select_articles().where(schema.article.c.id.in_(list(ids))))
        return {archived.id: archived for archived in found}

    def find_article_id(self, url: str) -> str | None:
        """Return the id of the article that is or was found under this canonical URL, or None."""
        with self.reading() as connection:
            statement = select(schema.url.c.article_id).where(schema.url.c.url == url)
            return connection.execute(statement).scalar_one_or_none()

    def changes_since(self, sequence: int, limit: int | None = None) -> Iterator[ArchivedArticle]:
        """Yield the articles that changed after this sequence, each once in its newest state, in order."""
        given = 0
        while limit is None or given < limit:
            size = BATCH if limit is None else min(BATCH, limit - given)
            statement = _select_articles().where(schema.article.c.sequence > sequence)
            found = self._read_articles(statement.order_by(schema.article.c.sequence).limit(size))
            yield from found
            if len(found) < size:
                return
            given, sequence = given + len(found), found[-1].sequence

    def count_changes_since(self, sequence: int) -> int:
        """Return how many articles changed after this sequence."""
        statement = select(func.count()).select_from(schema.article).where(schema.article.c.sequence > sequence)
        with self.reading() as connection:
            return connection.execute(statement).scalar_one()

    def last_sequence(self) -> int:
        """Return the number of the newest change; 0 for an empty ledger."""
        with self.reading() as connection:
            return connection.execute(select(func.max(schema.article.c.sequence))).scalar_one() or 0

    def count_articles(self, site: str | None = None) -> int:
        """Return how many articles are kept, of one site or of all."""
        statement = select(func.count()).select_from(schema.article)
        if site is not None:
            statement = statement.where(schema.article.c.site == site)
        with self.reading() as connection:
            return connection.execute(statement).scalar_one()

    def count_states(self) -> dict[str, int]:
        """Return how many articles are in each state."""
        statement = select(schema.article.c.state, func.count()).group_by(schema.article.c.state)
        with self.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(statement)}

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return all versions of an article, the oldest first."""
        statement = select(schema.version).where(schema.version.c.article_id == article_id)
        rows = self._rows(statement.order_by(schema.version.c.number))
        return tuple(ledger_rows.read_version(row) for row in rows)

    def captures(self, article_id: str) -> tuple[Capture, ...]:
        """Return all captures of an article under any of its URLs, the newest first."""
        statement = select(schema.capture).where(schema.capture.c.article_id == article_id)
        rows = self._rows(statement.order_by(schema.capture.c.id.desc()))
        return tuple(ledger_rows.read_capture(row) for row in rows)

    def events(self, article_id: str | None = None, limit: int = 200) -> tuple[Event, ...]:
        """Return what happened last, the newest first, to one article or to all."""
        table = schema.event
        statement = select(table).order_by(table.c.id.desc()).limit(limit)
        if article_id is not None:
            statement = statement.where(table.c.article_id == article_id)
        return tuple(
            Event(row["article_id"], row["happened"], row["kind"], row["url"]) for row in self._rows(statement)
        )

    # ---- crawls and sites

    def crawls(self, limit: int = 50, site: str | None = None) -> tuple[Crawl, ...]:
        """Return the last crawls, the newest first."""
        statement = select(schema.crawl).order_by(schema.crawl.c.id.desc()).limit(limit)
        if site is not None:
            statement = statement.where(schema.crawl.c.site == site)
        return tuple(ledger_rows.read_crawl(row) for row in self._rows(statement))

    def crawl(self, crawl_id: int) -> Crawl | None:
        """Return one crawl, or None."""
        rows = self._rows(select(schema.crawl).where(schema.crawl.c.id == crawl_id))
        return ledger_rows.read_crawl(rows[0]) if rows else None

    def sites(self) -> tuple[SiteStatus, ...]:
        """Return all sites that were ever crawled or imported, by name."""
        rows = self._rows(select(schema.site).order_by(schema.site.c.id))
        return tuple(
            SiteStatus(
                site=row["id"],
                address=row["address"],
                articles=self.count_articles(row["id"]),
                last_crawl=next(iter(self.crawls(1, row["id"])), None),
            )
            for row in rows
        )

    def last_change(self) -> datetime | None:
        """Return when an article last changed, or None where there is none."""
        with self.reading() as connection:
            newest: datetime | None = connection.execute(select(func.max(schema.article.c.changed))).scalar_one()
            return newest

    # ---- inside

    def _rows(self, statement: Select[Any]) -> list[ledger_rows.Row]:
        with self.reading() as connection:
            return list(connection.execute(statement).mappings())

    def _read_articles(self, statement: Select[Any]) -> list[ArchivedArticle]:
        with self.reading() as connection:
            rows = list(connection.execute(statement).mappings())
            urls = _read_urls(connection, [row["id"] for row in rows])
        return [ledger_rows.read_archived(row, urls[row["id"]]) for row in rows]


def _select_articles() -> Select[Any]:
    article, version = schema.article, schema.version
    newest = (version.c.article_id == article.c.id) & (version.c.number == article.c.versions)
    return select(article, version.c.content).join(version, newest)


def _read_urls(connection: Connection, ids: Iterable[str]) -> dict[str, list[str]]:
    statement = select(schema.url.c.article_id, schema.url.c.url).where(schema.url.c.article_id.in_(list(ids)))
    urls: dict[str, list[str]] = defaultdict(list)
    for article_id, address in connection.execute(statement):
        urls[article_id].append(address)
    return urls


def _prepare_sqlite(patience: float, connection: Any, record: object) -> None:
    cursor = connection.cursor()
    # WAL: readers go on while a crawl writes. NORMAL: a power cut may cost the last pages, which are fetched again.
    busy = f"busy_timeout={round(patience * 1000)}"
    for pragma in (busy, "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _check_schema(connection: Connection) -> None:
    stored = connection.execute(select(schema.meta.c.value).where(_SCHEMA_KEY)).scalar_one_or_none()
    if stored is None:
        values = [{"key": "schema", "value": schema.SCHEMA_VERSION}, {"key": "sequence", "value": 0}]
        connection.execute(schema.meta.insert(), values)
    elif stored < schema.SCHEMA_VERSION:
        upgrade_ledger(connection, stored)
    else:
        _refuse_newer(stored)


def _refuse_newer(stored: int) -> None:
    if stored > schema.SCHEMA_VERSION:
        raise LedgerNewerError(
            f"The ledger has schema {stored}, this program knows {schema.SCHEMA_VERSION}: it was written by a newer "
            "Pressearchiv. Install that version again; where that was done, start again what runs, such as "
            "`pressearchiv serve`."
        )


@contextlib.contextmanager
def _telling(engine: Engine) -> Iterator[None]:
    """Turn an error of the database into words and a cure."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = str(error.orig) if isinstance(error, DBAPIError) else str(error).splitlines()[0]
        where = engine.url.render_as_string(hide_password=True)
        raise LedgerError(
            f"The ledger {where} cannot be used ({cause}). If another program holds it, wait; if the disk is full, "
            "make room; if the file is damaged, put back the last copy of it, or move it aside: `pressearchiv verify "
            "--repair` writes a new one from the WARC files."
        ) from error
