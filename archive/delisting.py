"""Which articles the public pages do not show although the archive keeps them, and who decided so; written for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from archive import schema
from archive.corrections import LONGEST_WHO, LONGEST_WHY
from archive.decisions import note_decisions
from archive.errors import DelistingError
from archive.ledger import BATCH, Ledger
from archive.sequence import bump_sequence
from archive.text import is_plain

DELIST, RELIST = "delist", "relist"
DELISTINGS = (DELIST, RELIST)


@dataclass(frozen=True, slots=True)
class Delisting:
    """What a person decided about showing one article: `delist` hides it from the public, `relist` shows it again."""

    article_id: str
    action: str
    who: str
    happened: datetime
    why: str
    id: int = 0


def record_delisting(ledger: Ledger, decision: Delisting) -> int:
    """Keep a decision and let the next index run take the article out or in; return its number.

    Raises DelistingError where the article is not known, is already as it is to be, or name or reason are missing.
    """
    _check(decision)
    table, article = schema.delisting, schema.article
    with ledger.writing() as connection:
        # The change counter is taken first: it holds off every other writer until this decision is whole.
        sequence = bump_sequence(connection)
        touched = update(article).where(article.c.id == decision.article_id).values(sequence=sequence)
        if not connection.execute(touched).rowcount:
            raise DelistingError(f"No article has the id {decision.article_id!r}.")
        newest = select(table.c.action).where(table.c.article_id == decision.article_id).order_by(table.c.id.desc())
        before = connection.execute(newest.limit(1)).scalar_one_or_none() or RELIST
        if before == decision.action:
            state = "is not shown to the public already" if before == DELIST else "is shown to the public"
            raise DelistingError(f"The article {decision.article_id} {state}; nothing to do.")
        values = {name: getattr(decision, name) for name in ("article_id", "action", "happened")}
        values |= {"who": decision.who.strip(), "why": decision.why.strip()}
        number: int = connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
    note_decisions(ledger)
    return number


def delisted_ids(ledger: Ledger, article_ids: Iterable[str] | None = None) -> frozenset[str]:
    """Return the ids of the articles that the public is not shown: of all, or those among the given ones."""
    table = schema.delisting
    newest = select(func.max(table.c.id)).group_by(table.c.article_id)
    found: set[str] = set()
    wanted = None if article_ids is None else list(article_ids)
    batches = [None] if wanted is None else [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]
    with ledger.reading() as connection:
        for some in batches:
            chosen = newest if some is None else newest.where(table.c.article_id.in_(some))
            statement = select(table.c.article_id).where(table.c.id.in_(chosen), table.c.action == DELIST)
            found.update(connection.execute(statement).scalars())
    return frozenset(found)


def list_delistings(
    ledger: Ledger, *, article_id: str | None = None, limit: int | None = None
) -> tuple[Delisting, ...]:
    """Return every decision ever made, the newest first: on one article, or on all."""
    table = schema.delisting
    statement = select(table).order_by(table.c.id.desc())
    if article_id is not None:
        statement = statement.where(table.c.article_id == article_id)
    with ledger.reading() as connection:
        rows = connection.execute(statement if limit is None else statement.limit(limit)).mappings()
        return tuple(Delisting(**{name: row[name] for name in Delisting.__dataclass_fields__}) for row in rows)


def _check(decision: Delisting) -> None:
    if decision.action not in DELISTINGS:
        raise DelistingError(f"{decision.action!r} is no decision; expected delist or relist.")
    for value, longest, missing in (
        (decision.who, LONGEST_WHO, "A decision needs the name of who made it."),
        (decision.why, LONGEST_WHY, "A decision needs a reason: others must understand it in ten years."),
    ):
        if not value.strip():
            raise DelistingError(missing)
        if len(value) > longest or not is_plain(value):
            raise DelistingError(
                f"Name and reason must have at most {LONGEST_WHO} and {LONGEST_WHY} characters, none of them control "
                "characters."
            )
