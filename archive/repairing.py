"""Mends the ledger from the WARC files, the level below: captures that it does not know are written into it anew."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from archive import ledger_rows, schema
from archive.errors import ProfileError
from archive.ledger import Ledger
from archive.profiles import load_profile
from archive.records import DONE, HELD, Crawl
from archive.records import OPEN as OPEN_INTAKE
from archive.settings import Settings
from archive.upserts import insert_missing
from archive.urls import SiteUrls
from archive.warc import OPEN, digest_payload, sync_folder
from archive.warc_reading import WarcResponse, read_fields
from archive.warc_walking import WalkedRecord, walk_records

# The note by which a run is known that the ledger had lost.
REWRITTEN = "The ledger had lost this run; it was written anew from the WARC files."


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A record of a WARC file that the ledger does not know."""

    record: WalkedRecord
    response: WarcResponse


def insert_captures(
    settings: Settings, ledger: Ledger, path: Path, records: Sequence[FileRecord], *, write: bool
) -> int:
    """Write captures of these records into the ledger, or only count them; return how many.

    Records that are not of the site are left out. The run that they belong to is named by the file; one that the ledger
    has lost is written anew too.
    """
    site = path.parent.name
    info = _read_info(path)
    try:
        urls = SiteUrls(load_profile(site, [settings.sites_folder]), info.get("fetched-from", ""))
    except ProfileError:
        return 0
    rows = [row for one in records if (row := _make_row(one, urls, path.name.removesuffix(OPEN))) is not None]
    if write and rows:
        with ledger.writing() as connection:
            crawl_id = _ensure_crawl(settings, connection, site, info, rows)
            connection.execute(insert(schema.capture), [row | {"crawl_id": crawl_id} for row in rows])
    return len(rows)


def list_rewritten(ledger: Ledger) -> list[Crawl]:
    """Return the runs that were written anew and whose captures were not taken in yet, in their order."""
    statement = select(schema.crawl).where(schema.crawl.c.intake == OPEN_INTAKE).order_by(schema.crawl.c.id)
    with ledger.reading() as connection:
        crawls = [ledger_rows.read_crawl(row) for row in connection.execute(statement).mappings()]
    return [crawl for crawl in crawls if REWRITTEN in crawl.notes]


def note_retaken(ledger: Ledger, crawl: Crawl) -> None:
    """Note that the captures of a run that was written anew are taken in."""
    with ledger.writing() as connection:
        connection.execute(update(schema.crawl).where(schema.crawl.c.id == crawl.id).values(intake=DONE))


def name_captures(ledger: Ledger) -> int:
    """Let captures without an article have that of their URL; return how many there were."""
    capture, url = schema.capture, schema.url
    owner = select(url.c.article_id).where(url.c.url == capture.c.url).scalar_subquery()
    owned = select(url.c.url).where(url.c.url == capture.c.url, url.c.article_id.is_not(None)).exists()
    with ledger.writing() as connection:
        # What a suspicious crawl brought waits until somebody accepts it.
        taken = capture.c.crawl_id.in_(select(schema.crawl.c.id).where(schema.crawl.c.intake == DONE))
        statement = update(capture).where(capture.c.article_id.is_(None), owned, taken).values(article_id=owner)
        return int(connection.execute(statement).rowcount)


def cut_tail(path: Path, whole: int) -> None:
    """Put what follows the whole records of a file aside as `FILE.torn`, and cut it off."""
    aside = path.with_name(f"{path.name}.torn")
    with path.open("r+b") as stream:
        stream.seek(whole)
        with aside.open("wb") as kept:
            while block := stream.read(1 << 20):
                kept.write(block)
            kept.flush()
            os.fsync(kept.fileno())
        stream.truncate(whole)
        os.fsync(stream.fileno())
    sync_folder(path.parent)


def _read_info(path: Path) -> dict[str, str]:
    first = next(walk_records(path), None)
    response = first.response if first is not None else None
    return read_fields(response.body) if response is not None and response.kind == "warcinfo" else {}


def _make_row(one: FileRecord, urls: SiteUrls, file: str) -> dict[str, Any] | None:
    response = one.response
    link = urls.read(response.url)
    try:
        fetched = datetime.fromisoformat(response.date)
    except ValueError:
        return None
    if link is None:
        return None
    return {
        # robots.txt and the like are kept under the address at which they were asked for.
        "url": link.url,
        "fetched": fetched if fetched.tzinfo else fetched.replace(tzinfo=UTC),
        "status": response.status,
        "media_type": response.media_type,
        "digest": response.digest or digest_payload(response.body),
        "kind": "revisit" if response.kind == "revisit" else "response",
        "warc_file": file,
        "warc_offset": one.record.offset,
        "warc_length": one.record.length,
    }


def _ensure_crawl(
    settings: Settings, connection: Connection, site: str, info: dict[str, str], rows: Sequence[dict[str, Any]]
) -> int:
    """Return the run that a file belongs to, written anew where the ledger has lost it."""
    table = schema.crawl
    number = info.get("ispartof", "").rpartition(" ")[2]
    if number.isdigit():
        known = connection.execute(select(table.c.site).where(table.c.id == int(number))).scalar_one_or_none()
        if known == site:
            return int(number)
    else:
        known = site
    times = [row["fetched"] for row in rows]
    insert_missing(connection, schema.site, [{"id": site, "address": info.get("fetched-from", "")}])
    values: dict[str, Any] = {
        "site": site,
        "started": min(times),
        "ended": max(times),
        "verdict": "imported",
        "reason": "",
        "address": info.get("fetched-from", ""),
        "thorough": 0,
        # Taken in when all files were read.
        "intake": OPEN_INTAKE,
        "counts": {"pages": len(rows)},
        "failures": [],
        "notes": [],
    }
    if known is None:
        values |= {"id": int(number), **_read_report(settings, site, int(number))}
    values["notes"] = [*values["notes"], REWRITTEN]
    crawl_id: int = connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
    return crawl_id


def _read_report(settings: Settings, site: str, number: int) -> dict[str, Any]:
    """Return what the report of a run in the data folder tells of it: verdict, times, counts; whether it was held back."""
    try:
        told = json.loads((settings.reports_folder / f"{site}-{number}.json").read_text(encoding="utf-8"))
        if (told["site"], told["id"]) != (site, number):
            return {}
        names = ("verdict", "reason", "counts", "failures", "coverage", "expected", "manners", "notes", "accepted_by")
        values = {name: told[name] for name in names if name in told}
        values |= {name: datetime.fromisoformat(told[name]) for name in ("started", "ended", "accepted") if told[name]}
        values["thorough"] = int(told["thorough"])
        # A suspicious run that nobody accepted waits on.
        return values | {"intake": HELD if told["intake"] == HELD else OPEN_INTAKE}
    except (OSError, ValueError, TypeError, KeyError):
        return {}  # it is lost too, or of a program that wrote others
