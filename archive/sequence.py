"""The change counter of the ledger: who has seen a number asks for what is above it."""

from __future__ import annotations

from sqlalchemy import Connection, update

from archive import schema

_BUMP = update(schema.meta).where(schema.meta.c.key == "sequence").values(value=schema.meta.c.value + 1)
_BUMP_AND_READ = _BUMP.returning(schema.meta.c.value)


def bump_sequence(connection: Connection) -> int:
    """Return the next number of the change counter."""
    number: int = connection.execute(_BUMP_AND_READ).scalar_one()
    return number
