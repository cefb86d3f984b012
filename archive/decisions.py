"""A copy of all that people decided, line by line beside the ledger: should it be lost, they need not decide again."""

from __future__ import annotations

import fcntl
import json
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, select

from archive import schema
from archive.ledger import Ledger
from archive.sequence import bump_sequence

FILE = "decisions.jsonl"
# Corrections of city tags, and what the public is not shown; the kind of a line is the name of its table.
_TABLES: Mapping[str, Table] = {"correction": schema.correction, "delisting": schema.delisting}
_log = logging.getLogger(__name__)


def note_decisions(ledger: Ledger) -> int:
    """Write the decisions behind the copy that it lacks; return how many. No line is ever changed or taken away.

    A disk that is full is no reason to refuse a decision: the next one, or `verify`, writes it too.
    """
    if ledger.folder is None:
        return 0
    try:
        with (ledger.folder / FILE).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            content = file.read()
            known = {_key(line) for line in _read_lines(content)}
            new = [line for line in _read_ledger(ledger) if _key(line) not in known]
            torn = b"\n" if content and not content.endswith(b"\n") else b""
            file.write(torn + b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in new))
    except OSError as error:
        _log.warning("The copy of the decisions could not be written: %s", error)
        return 0
    return len(new)


def restore_decisions(ledger: Ledger, *, write: bool) -> tuple[int, int]:
    """Bring back the decisions of the copy that the ledger lacks, or only count them.

    Returns how many there are, and how many more are on articles that are not there.
    """
    path = ledger.folder / FILE if ledger.folder is not None else None
    if path is None or not path.is_file():
        return 0, 0
    known = {_key(line) for line in _read_ledger(ledger)}
    restored = homeless = 0
    for line in _read_lines(path.read_bytes()):
        if _key(line) in known:
            continue
        known.add(_key(line))
        archived = ledger.article(str(line.get("article_id", "")))
        article_id = archived.id if archived else ledger.find_article_id(str(line.get("url", "")))
        if article_id is None:
            homeless += 1
            continue
        restored += 1
        if write:
            table = _TABLES[line["kind"]]
            values = {name: value for name, value in line.items() if name in table.c and name != "id"}
            values |= {"article_id": article_id, "happened": datetime.fromisoformat(line["happened"])}
            with ledger.writing() as connection:
                connection.execute(insert(table).values(**values))
                changed = schema.article.update().where(schema.article.c.id == article_id)
                connection.execute(changed.values(sequence=bump_sequence(connection)))
    return restored, homeless


def _read_ledger(ledger: Ledger) -> Iterator[dict[str, Any]]:
    for kind, table in _TABLES.items():
        statement = select(table, schema.article.c.url).join(schema.article, schema.article.c.id == table.c.article_id)
        with ledger.reading() as connection:
            rows = list(connection.execute(statement.order_by(table.c.id)).mappings())
        for row in rows:
            told = {name: value for name, value in row.items() if name != "id"}
            yield {"kind": kind, **told, "happened": row["happened"].isoformat()}


def _read_lines(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield the lines that are whole; one that was torn when the power went is written again by the next."""
    for raw in content.splitlines():
        try:
            line = json.loads(raw)
            datetime.fromisoformat(line["happened"])
        except (ValueError, TypeError, KeyError):
            continue
        if line.get("kind") in _TABLES:
            yield line


def _key(line: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells a decision from all others; the id of its article may be another in a ledger that was made anew."""
    return tuple(str(line.get(name, "")) for name in ("kind", "happened", "who", "action", "city"))
