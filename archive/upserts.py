"""Inserting a row that may be there already, in the words of SQLite and of PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection,
    table: Any,
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    fixed: Mapping[str, Any] | None = None,
) -> None:
    """Insert a row, or give an existing one the new values; `fixed` ones are written at insertion only."""
    given = {**key, **(fixed or {}), **values}
    connection.execute(_make_upsert(connection.dialect.name, table, tuple(key), tuple(values)), given)


def insert_missing(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that are not there yet; those that are stay as they are."""
    connection.execute(_make_insert(connection.dialect.name, table), rows)


@lru_cache(maxsize=32)
def _make_upsert(dialect: str, table: Any, key: tuple[str, ...], values: tuple[str, ...]) -> Any:
    statement = _dialect(dialect).insert(table)
    new = {name: statement.excluded[name] for name in values}
    return statement.on_conflict_do_update(index_elements=key, set_=new)


@lru_cache(maxsize=8)
def _make_insert(dialect: str, table: Any) -> Any:
    return _dialect(dialect).insert(table).on_conflict_do_nothing()


def _dialect(name: str) -> Any:
    return postgresql if name == "postgresql" else sqlite
