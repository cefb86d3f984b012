"""Brings a ledger of an older program up to today's tables when it is opened; what it holds stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, inspect, select, text, update
from sqlalchemy.schema import CreateColumn

from archive import schema

# Columns of version 2; its new tables are made with all others that are missing.
_CRAWL_COLUMNS = ("intake", "accepted", "accepted_by", "coverage", "expected", "manners", "notes")


def upgrade_ledger(connection: Connection, stored: int) -> None:
    """Bring the tables from version `stored` to today's, one version after the other, within one transaction."""
    # Takes the lock for writing first: of two programs that open the ledger at once, the second finds the work done.
    version = schema.meta.c.key == "schema"
    connection.execute(update(schema.meta).where(version).values(value=schema.meta.c.value))
    stored = connection.execute(select(schema.meta.c.value).where(version)).scalar_one()
    for number in range(stored, schema.SCHEMA_VERSION):
        _STEPS[number](connection)
    connection.execute(update(schema.meta).where(version).values(value=schema.SCHEMA_VERSION))


def _add_crawl_reports(connection: Connection) -> None:
    present = {column["name"] for column in inspect(connection).get_columns("crawl")}
    for name in _CRAWL_COLUMNS:
        if name not in present:
            column = CreateColumn(schema.crawl.c[name]).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE crawl ADD COLUMN {column}"))


_STEPS: Mapping[int, Callable[[Connection], None]] = {1: _add_crawl_reports}
