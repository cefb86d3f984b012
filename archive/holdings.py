"""Holdings of other archives that are taken in: a copy of each WARC file, where it came from, and how far it was read."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, exists, insert, select, update

from archive import schema
from archive.errors import HoldingError
from archive.history import keep_past, link_past_url
from archive.ledger import Ledger
from archive.records import IMPORTED, Article, Capture
from archive.settings import Settings
from archive.upserts import insert_missing, upsert
from archive.warc import sync_folder

# The verdict of an import: it is no crawl, and no later crawl measures itself by it.
VERDICT = "imported"
# The outcomes of articles that were read.
FOUND = ("new", "changed", "unchanged", "moved", "back")
_STEP = 1 << 20
_INSERT_CAPTURE = insert(schema.capture).returning(schema.capture.c.id)


@dataclass(frozen=True, slots=True)
class Holding:
    """One WARC file that was taken in: where it came from, where our copy lies, and up to which byte it was read."""

    id: int
    crawl_id: int
    source: str
    digest: str
    size: int
    warc_file: str
    position: int
    done: bool


def take_file(
    settings: Settings, ledger: Ledger, stream: BinaryIO, size: int, source: str, now: datetime
) -> tuple[Holding, bool]:
    """Copy a WARC file below `warc/import/` and note it; one that was taken in before is found again by its digest.

    `source` is the name that is kept as provenance. The second says whether a copy that was lost or damaged was put back.
    Raises HoldingError where the disk is too small.
    """
    folder = settings.warc_folder / IMPORTED
    folder.mkdir(parents=True, exist_ok=True)
    if size > shutil.disk_usage(folder).free - 64 * _STEP:
        raise HoldingError(
            f"{source} has {size} bytes, and there is not that much room below {folder}. Make room first."
        )
    part = folder / f".part-{os.getpid()}"
    digest = hashlib.sha256()
    try:
        with part.open("wb") as copy:
            while block := stream.read(_STEP):
                digest.update(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
            written = copy.tell()
        holding = find_holding(ledger, digest.hexdigest())
        is_new = holding is None
        if holding is None:
            # Noted before the copy has its name: a copy without a note is one that the ledger has lost.
            name = _name_copy(source, digest.hexdigest())
            holding = insert_holding(ledger, source, digest.hexdigest(), written, name, now)
        copy_path = folder / holding.warc_file
        whole = copy_path.is_file() and (is_unpacked(copy_path) or digest_file(copy_path) == holding.digest)
        # One that was unpacked is unpacked once more: no digest tells whether it is whole.
        if not whole or is_unpacked(copy_path):
            part.rename(copy_path)
            sync_folder(folder)
    except OSError as error:
        raise HoldingError(f"{source} cannot be copied below {folder} ({error.strerror or error}).") from error
    finally:
        part.unlink(missing_ok=True)
    return holding, not whole and not is_new


def is_unpacked(path: Path) -> bool:
    """Tell whether a copy of a packed file was unpacked under its name, as one that was packed as a whole is."""
    with path.open("rb") as stream:
        return path.name.endswith(".gz") and stream.read(2) != b"\x1f\x8b"


def digest_file(path: Path) -> str:
    """Return the SHA-256 digest of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def begin_remote(ledger: Ledger, source: str, site: str, now: datetime) -> Holding:
    """Note that captures are taken in from another archive over the web; `source` is the name that is kept as provenance."""
    return insert_holding(ledger, source, f"remote {site} {now.isoformat()}", 0, "", now)


def is_captured(ledger: Ledger, url: str, fetched: datetime) -> bool:
    """Tell whether there is a capture of a canonical URL of just this second."""
    table = schema.capture
    near = table.c.fetched.between(fetched - timedelta(seconds=1), fetched + timedelta(seconds=1))
    with ledger.reading() as connection:
        return connection.execute(select(table.c.id).where(table.c.url == url, near).limit(1)).first() is not None


def find_holding(ledger: Ledger, digest: str) -> Holding | None:
    """Return the holding whose file has this SHA-256 digest, or None."""
    with ledger.reading() as connection:
        row = connection.execute(select(schema.holding).where(schema.holding.c.digest == digest)).mappings().first()
    return None if row is None else _read(row)


def find_copy(ledger: Ledger, file: str) -> Holding | None:
    """Return the holding whose copy has this name below `warc/import/`, or None."""
    with ledger.reading() as connection:
        row = connection.execute(select(schema.holding).where(schema.holding.c.warc_file == file)).mappings().first()
    return None if row is None else _read(row)


def list_holdings(ledger: Ledger) -> tuple[Holding, ...]:
    """Return all holdings in the order in which they were taken in."""
    with ledger.reading() as connection:
        rows = list(connection.execute(select(schema.holding).order_by(schema.holding.c.id)).mappings())
    return tuple(_read(row) for row in rows)


def find_provenance(ledger: Ledger, crawl_id: int) -> str:
    """Return where the captures of a run came from: the name of a file, or an empty string where we fetched them."""
    table = schema.holding
    with ledger.reading() as connection:
        statement = select(table.c.source).where(table.c.crawl_id == crawl_id).order_by(table.c.id).limit(1)
        return connection.execute(statement).scalar_one_or_none() or ""


def note_position(connection: Connection, holding: Holding, position: int) -> None:
    """Note in the transaction of a record that everything up to this byte was read."""
    values = {"position": position}
    connection.execute(update(schema.holding).where(schema.holding.c.id == holding.id).values(**values))


def is_known(ledger: Ledger, capture: Capture) -> bool:
    """Tell whether the record of a capture was taken in already."""
    table = schema.capture
    place = (table.c.warc_file == capture.warc_file) & (table.c.warc_offset == capture.warc_offset)
    with ledger.reading() as connection:
        return connection.execute(select(table.c.id).where(place)).first() is not None


def has_captures(ledger: Ledger, holding: Holding) -> bool:
    """Tell whether any record of a holding's file was taken in."""
    statement = select(schema.capture.c.id).where(schema.capture.c.warc_file == holding.warc_file).limit(1)
    with ledger.reading() as connection:
        return connection.execute(statement).first() is not None


@dataclass(frozen=True, slots=True)
class TakenRecord:
    """A record that is taken in: its capture, the site and the article on it, addresses that once led on to this one."""

    capture: Capture
    site: str
    article: Article | None = None
    led: tuple[str, ...] = ()


def keep_records(
    ledger: Ledger, holding: Holding, position: int, records: Iterable[TakenRecord]
) -> list[tuple[str, bool]]:
    """Keep captures with their articles in one transaction; a run that is killed goes on behind `position`, in bytes.

    Returns for each the outcome (empty without an article), and whether the article was looked at later already.
    """
    told: list[tuple[str, bool]] = []
    with ledger.writing() as connection:
        for record in records:
            capture, article = record.capture, record.article
            values = asdict(capture)
            del values["id"]
            capture_id: int = connection.execute(_INSERT_CAPTURE, values).scalar_one()
            if article is None:
                told.append(("", False))
                continue
            kept, past = keep_past(connection, record.site, capture.url, article, capture_id, capture.fetched)
            for old in record.led:
                link_past_url(connection, record.site, old, kept.article_id, capture.fetched)
            told.append((kept.outcome, past))
        note_position(connection, holding, position)
    return told


def link_led(ledger: Ledger, site: str, led: Mapping[str, Mapping[str, datetime]]) -> int:
    """Let addresses that led on to an article lead to it here too: old ones with their times by the new one; return how many."""
    linked = 0
    with ledger.writing() as connection:
        for target, olds in led.items():
            owner = select(schema.url.c.article_id).where(schema.url.c.url == target)
            article_id: str | None = connection.execute(owner).scalar_one_or_none()
            if article_id is None:
                continue
            for old, fetched in olds.items():
                linked += link_past_url(connection, site, old, article_id, fetched)
    return linked


def find_looked_through(ledger: Ledger, key: str) -> datetime | None:
    """Return when a part of another archive was last looked through to its end, or None."""
    with ledger.reading() as connection:
        row = connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == key)).scalar_one_or_none()
        return None if row is None else datetime.fromtimestamp(row, UTC)


def note_looked_through(ledger: Ledger, key: str, now: datetime) -> None:
    """Note that a part of another archive was looked through to its end."""
    with ledger.writing() as connection:
        upsert(connection, schema.meta, {"key": key}, {"value": int(now.timestamp())})


def find_older(ledger: Ledger, holding: Holding) -> list[str]:
    """Return the articles of which a holding has captures that are older than what was known when it came."""
    capture, article, version = schema.capture, schema.article, schema.version
    before = capture.alias("before")
    known = exists().where(
        before.c.article_id == article.c.id, before.c.id < capture.c.id, before.c.fetched > capture.c.fetched
    )
    told = exists().where(
        version.c.article_id == article.c.id, version.c.capture_id.is_(None), version.c.seen_from > capture.c.fetched
    )
    statement = select(article.c.id).join(capture, capture.c.article_id == article.c.id).distinct()
    statement = statement.where(capture.c.crawl_id == holding.crawl_id, capture.c.fetched < article.c.last_checked)
    statement = statement.where(known | told)
    with ledger.reading() as connection:
        return list(connection.execute(statement).scalars())


def note_address(ledger: Ledger, holding: Holding, address: str) -> None:
    """Note where the pages of a holding were fetched, if that was a copy of the site."""
    with ledger.writing() as connection:
        run = update(schema.crawl).where(schema.crawl.c.id == holding.crawl_id)
        connection.execute(run.values(address=address))


def finish_holding(ledger: Ledger, holding: Holding, counts: dict[str, int], now: datetime) -> None:
    """Note that all of a holding was read and what came of it; articles are counted by the names that crawls count by."""
    counts = {name.removeprefix("articles "): number for name, number in counts.items()}
    counts |= {"pages": counts["captures"], "found": sum(counts.get(name, 0) for name in FOUND)}
    with ledger.writing() as connection:
        connection.execute(update(schema.holding).where(schema.holding.c.id == holding.id).values(done=1))
        run = update(schema.crawl).where(schema.crawl.c.id == holding.crawl_id)
        connection.execute(run.values(ended=now, counts=counts))


@contextmanager
def reading_copy(settings: Settings, holding: Holding) -> Iterator[Path]:
    """Give the path of our copy. Raises HoldingError where it is gone."""
    path = settings.warc_folder / IMPORTED / holding.warc_file
    if not path.is_file():
        raise HoldingError(f"The copy {path} of {holding.source} is not there; give the file again to take it in anew.")
    yield path


def insert_holding(ledger: Ledger, source: str, digest: str, size: int, name: str, now: datetime) -> Holding:
    """Note a file as one that is taken in from now on, with a run of its own; `size` is in bytes."""
    with ledger.writing() as connection:
        insert_missing(connection, schema.site, [{"id": IMPORTED, "address": ""}])
        run = {"site": IMPORTED, "started": now, "ended": now, "verdict": VERDICT, "intake": "done", "thorough": 0}
        told = {"reason": f"Taken in from {source}", "address": "", "counts": {}, "failures": []}
        crawl_id = connection.execute(
            insert(schema.crawl).values(**run, **told).returning(schema.crawl.c.id)
        ).scalar_one()
        values = {"crawl_id": crawl_id, "source": source, "digest": digest, "size": size, "warc_file": name}
        statement = insert(schema.holding).values(**values).returning(schema.holding.c.id)
        holding_id = connection.execute(statement).scalar_one()
    return Holding(holding_id, crawl_id, source, digest, size, name, 0, done=False)


def _name_copy(source: str, digest: str) -> str:
    """Return a file name of harmless characters that tells where it came from and is nobody else's."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", source.replace("!", "_").rpartition("/")[2])[-80:].lstrip("._-")
    stem, suffix = plain, ".warc"
    for end in (".warc.gz", ".warc"):
        if plain.lower().endswith(end):
            stem, suffix = plain[: -len(end)], end
    stem = stem.removesuffix(f"-{digest[:12]}")  # a copy of ours that is given again keeps its name
    return f"{stem or 'holding'}-{digest[:12]}{suffix}"


def _read(row: Any) -> Holding:
    names = ("id", "crawl_id", "source", "digest", "size", "warc_file", "position")
    return Holding(**{name: row[name] for name in names}, done=bool(row["done"]))
