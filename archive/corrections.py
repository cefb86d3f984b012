"""What people decided about the city tags of articles: written to the ledger for good, read by everything that shows tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from archive import schema
from archive.decisions import note_decisions
from archive.errors import CorrectionError
from archive.ledger import Ledger
from archive.sequence import bump_sequence
from archive.text import is_plain

CONFIRM, REJECT, ADD, WITHDRAW = "confirm", "reject", "add", "withdraw"
ACTIONS = (CONFIRM, REJECT, ADD, WITHDRAW)
ROLES = ("about", "mentioned")

LONGEST_WHY = 1000  # characters
LONGEST_WHO = 100  # characters
MOST_PASSAGES = 20  # kept with one correction
BATCH = 500  # articles asked for in one statement: SQLite takes no endless list


@dataclass(frozen=True, slots=True)
class TagPassage:
    """Words that a tag rested on when a person judged it, with the word before and the word behind, and the rule."""

    text: str
    before: str = ""
    after: str = ""
    field: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person decided about one city at one article; `happened` is UTC.

    `action` is `confirm` (the tag is right), `reject` (it is wrong), `add` (it was missing) or `withdraw` (the earlier
    decision holds no longer). `role` is what the tag was confirmed or added as, `about` or `mentioned`, else empty.
    """

    article_id: str
    city: str
    action: str
    who: str
    happened: datetime
    why: str = ""
    role: str = ""
    passages: tuple[TagPassage, ...] = ()
    id: int = 0


def record_correction(ledger: Ledger, correction: Correction) -> int:
    """Keep a correction and let the next index run take the article up; return its number. Raises CorrectionError."""
    _check(correction)
    with ledger.writing() as connection:
        sequence = bump_sequence(connection)
        article = schema.article
        touched = update(article).where(article.c.id == correction.article_id).values(sequence=sequence)
        if not connection.execute(touched).rowcount:
            raise CorrectionError(f"No article has the id {correction.article_id!r}.")
        values = {name: getattr(correction, name) for name in ("article_id", "city", "action", "role", "happened")}
        values |= {"who": correction.who.strip(), "why": correction.why.strip()}
        values["passages"] = [asdict(passage) for passage in correction.passages[:MOST_PASSAGES]]
        statement = insert(schema.correction).values(**values).returning(schema.correction.c.id)
        number: int = connection.execute(statement).scalar_one()
    note_decisions(ledger)
    return number


def read_corrections(ledger: Ledger, article_ids: Iterable[str] | None = None) -> dict[str, tuple[Correction, ...]]:
    """Return what holds now, by article: the newest correction of each city, withdrawn ones left out.

    Without ids those of all articles are returned. Articles that nobody corrected are not in the answer.
    """
    table = schema.correction
    newest = select(func.max(table.c.id)).group_by(table.c.article_id, table.c.city)
    found: dict[str, list[Correction]] = {}
    for some in _batch(article_ids):
        chosen = newest if some is None else newest.where(table.c.article_id.in_(some))
        statement = select(table).where(table.c.id.in_(chosen), table.c.action != WITHDRAW).order_by(table.c.id)
        for correction in _read(ledger, statement):
            found.setdefault(correction.article_id, []).append(correction)
    return {article_id: tuple(corrections) for article_id, corrections in found.items()}


def list_corrections(
    ledger: Ledger, *, article_id: str | None = None, city: str | None = None, limit: int | None = None
) -> tuple[Correction, ...]:
    """Return every correction ever made, the newest first: of one article or city, or all."""
    table = schema.correction
    statement = select(table).order_by(table.c.id.desc())
    if article_id is not None:
        statement = statement.where(table.c.article_id == article_id)
    if city is not None:
        statement = statement.where(table.c.city == city)
    return tuple(_read(ledger, statement if limit is None else statement.limit(limit)))


def _batch(article_ids: Iterable[str] | None) -> Iterable[list[str] | None]:
    if article_ids is None:
        return [None]
    wanted = list(article_ids)
    return [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]


def _read(ledger: Ledger, statement: Select[Any]) -> list[Correction]:
    with ledger.engine.connect() as connection:
        return [_read_row(row) for row in connection.execute(statement).mappings()]


def _read_row(row: Mapping[Any, Any]) -> Correction:
    values = {name: row[name] for name in Correction.__dataclass_fields__ if name != "passages"}
    return Correction(**values, passages=tuple(TagPassage(**passage) for passage in row["passages"]))


def _check(correction: Correction) -> None:
    if correction.action not in ACTIONS:
        raise CorrectionError(f"{correction.action!r} is no action; expected one of {', '.join(ACTIONS)}.")
    if correction.role not in (ROLES if correction.action == ADD else ("", *ROLES)):
        raise CorrectionError(f"{correction.role!r} is no role; expected about or mentioned.")
    if not correction.city:
        raise CorrectionError("A correction needs a city.")
    for name, value, longest in (("who", correction.who, LONGEST_WHO), ("why", correction.why, LONGEST_WHY)):
        if not value.strip():
            raise CorrectionError(
                "A correction needs a reason: others must understand it in ten years."
                if name == "why"
                else "A correction needs the name of who made it."
            )
        if len(value) > longest or not is_plain(value):
            raise CorrectionError(
                f"The {'reason' if name == 'why' else 'name'} must have at most {longest} characters, "
                "none of them control characters."
            )
