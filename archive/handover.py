"""Hands over a part of the archive: captures of articles or of a period as one WARC file or as a WACZ that replays."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select

from archive import schema
from archive.errors import HoldingError, WarcError
from archive.history import SHOWN
from archive.ledger import BATCH, Ledger
from archive.ledger_rows import read_capture
from archive.records import HELD, Capture, Version
from archive.replay import find_original
from archive.replay import read_capture as read_record
from archive.settings import Settings
from archive.surt import make_surt
from archive.wacz import pack_wacz
from archive.warc_copying import CopiedRecord, copy_exchange, copy_warcinfo, make_warcinfo
from archive.warc_reading import find_warc

Progress = Callable[[int, int], None]
# Characters of a text that go into the list of pages.
_LONGEST = 100_000
# The field of our warcinfo record that names runs whose captures were held back: they are no news to who takes them in.
HELD_BACK = "held-back"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is handed over: articles by id (None: all captures), and the time of capture, both ends included."""

    article_ids: tuple[str, ...] | None = None
    captured_from: datetime | None = None
    captured_to: datetime | None = None
    title: str = ""


@dataclass(slots=True)
class HandoverReport:
    """What went in: captures, originals that revisits refer to and that lie outside the selection, pages; and what not."""

    captures: int = 0
    originals: int = 0
    pages: int = 0
    problems: list[str] = field(default_factory=list)


def select_captures(ledger: Ledger, selection: Selection) -> Iterator[Capture]:
    """Yield the captures of a selection in the order in which they were made."""
    table = schema.capture
    statement = select(table)
    if selection.captured_from is not None:
        statement = statement.where(table.c.fetched >= selection.captured_from)
    if selection.captured_to is not None:
        statement = statement.where(table.c.fetched <= selection.captured_to)
    if selection.article_ids is None:
        yield from _walk(ledger, statement)
        return
    found: dict[int, Capture] = {}
    for start in range(0, len(selection.article_ids), BATCH):
        wanted = selection.article_ids[start : start + BATCH]
        for capture in _walk(ledger, statement.where(table.c.article_id.in_(wanted))):
            found[capture.id] = capture
        for capture in _walk(ledger, statement.where(table.c.url.in_(_list_files(ledger, wanted)))):
            found[capture.id] = capture
    yield from (found[number] for number in sorted(found))


def write_warc(
    settings: Settings, ledger: Ledger, selection: Selection, stream: BinaryIO, progress: Progress | None = None
) -> HandoverReport:
    """Write the selected records into one WARC file, each as it is kept. Raises HoldingError where nothing is selected."""
    report = HandoverReport()
    for _ in _copy(settings, ledger, selection, stream, "handover.warc.gz", report, progress):
        pass
    return report


def write_wacz(
    settings: Settings,
    ledger: Ledger,
    selection: Selection,
    output: Path,
    now: datetime,
    progress: Progress | None = None,
) -> HandoverReport:
    """Write a WACZ 1.1.1: the records, an index by SURT, the list of pages with their text, and the digests of all.

    Raises HoldingError where nothing is selected or the file cannot be written.
    """
    report = HandoverReport()
    try:
        with tempfile.TemporaryDirectory(dir=output.resolve().parent, prefix=".wacz-") as folder:
            warc, cdxj, pages = (Path(folder) / name for name in ("data.warc.gz", "index.cdx", "pages.jsonl"))
            with warc.open("wb") as stream:
                lines = sorted(_copy(settings, ledger, selection, stream, warc.name, report, progress))
            with cdxj.open("wb") as index:
                index.writelines(lines)
            with pages.open("w", encoding="utf-8") as listed:
                report.pages = _write_pages(settings, ledger, selection, listed.write)
            part = Path(folder) / "whole.wacz"
            files = {"archive": warc, "indexes": cdxj, "pages": pages}
            pack_wacz(part, files, selection.title or "Pressearchiv", _describe(selection), now)
            part.replace(output)
    except OSError as error:
        raise HoldingError(
            f"{output} cannot be written ({error.strerror or error}). Make room, or give another --output."
        ) from error
    return report


def _copy(
    settings: Settings,
    ledger: Ledger,
    selection: Selection,
    stream: BinaryIO,
    name: str,
    report: HandoverReport,
    progress: Progress | None,
) -> Iterator[bytes]:
    """Write the records, and yield a line of CDXJ for each that can be looked up."""
    told: set[Path] = set()
    copied: set[int] = set()
    captures = list(select_captures(ledger, selection))
    for number, capture in enumerate(captures, 1):
        if progress:
            progress(number, len(captures))
        try:
            original = _find_outside(settings, ledger, capture, copied)
            for one in (original, capture) if original is not None else (capture,):
                if one.id in copied:
                    continue
                path = find_warc(settings.warc_folder / _site_of(ledger, one), one.warc_file)
                if not told:
                    info = {"description": selection.title, "isPartOf": "Pressearchiv", HELD_BACK: _name_held(ledger)}
                    stream.write(make_warcinfo(name, {key: value for key, value in info.items() if value}))
                if path not in told:
                    told.add(path)
                    if (written_by := copy_warcinfo(path)) is not None:
                        stream.write(written_by.content)
                yield from _write_exchange(stream, path, one, name)
                copied.add(one.id)
                report.captures += one is capture
                report.originals += one is not capture
        except WarcError as error:
            report.problems.append(str(error))
    if not copied:
        problem = f": {report.problems[0]}" if report.problems else "; `pressearchiv status` says what is kept"
        raise HoldingError(f"There is nothing to hand over{problem}.")


def _find_outside(settings: Settings, ledger: Ledger, capture: Capture, copied: set[int]) -> Capture | None:
    """Return the capture that a revisit needs to be replayed, where it was not copied yet."""
    if capture.kind != "revisit":
        return None
    original = find_original(ledger, capture, read_record(settings, ledger, capture))
    return original if original is not None and original.id not in copied else None


def _write_exchange(stream: BinaryIO, path: Path, capture: Capture, name: str) -> Iterator[bytes]:
    for number, record in enumerate(copy_exchange(path, capture.warc_offset)):
        offset = stream.tell()
        stream.write(record.content)
        if number == 0:
            yield _make_line(record, capture, offset, name)


def _make_line(record: CopiedRecord, capture: Capture, offset: int, name: str) -> bytes:
    revisit = record.kind == "revisit"
    fields: dict[str, str] = {
        "url": record.url,
        "mime": "warc/revisit" if revisit else record.media_type or "unk",
        "status": record.status or str(capture.status),
        "digest": record.digest,
        "length": str(len(record.content)),
        "offset": str(offset),
        "filename": name,
    }
    stamp = re.sub(r"\D", "", record.date)[:14]
    return f"{make_surt(record.url)} {stamp} {json.dumps(fields, ensure_ascii=False)}\n".encode()


def _write_pages(settings: Settings, ledger: Ledger, selection: Selection, write: Callable[[str], Any]) -> int:
    """Write a line for each version of an article that has a capture in the selection; return how many."""
    write(
        json.dumps(
            {"format": "json-pages-1.0", "id": "pages", "title": selection.title or "Pressearchiv", "hasText": True}
        )
        + "\n"
    )
    count = 0
    by_article: dict[str, list[Capture]] = {}
    for capture in select_captures(ledger, selection):
        if capture.article_id and capture.status in SHOWN:
            by_article.setdefault(capture.article_id, []).append(capture)
    for article_id, captures in by_article.items():
        for version, capture in _pick_shown(ledger.versions(article_id), captures):
            try:
                url = read_record(settings, ledger, capture).url
            except WarcError:
                continue
            write(json.dumps(_describe_page(version, capture, url), ensure_ascii=False) + "\n")
            count += 1
    return count


def _pick_shown(versions: Sequence[Version], captures: Sequence[Capture]) -> Iterator[tuple[Version, Capture]]:
    """Yield each version that some of the captures show, with the first that does."""
    told: set[int] = set()
    for capture in sorted(captures, key=lambda one: one.fetched):
        version = next((one for one in reversed(versions) if one.seen_from <= capture.fetched), None)
        if version is not None and version.number not in told:
            told.add(version.number)
            yield version, capture


def _describe_page(version: Version, capture: Capture, url: str) -> Mapping[str, str]:
    article = version.article
    text = "\n\n".join(part for part in (article.kicker, article.title, article.lead, article.text) if part)
    return {
        "id": f"{version.article_id}-{version.number}",
        "url": url,
        "ts": f"{capture.fetched.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "title": article.title,
        "text": text[:_LONGEST],
    }


def _describe(selection: Selection) -> str:
    told = ["All captures" if selection.article_ids is None else f"Captures of {len(selection.article_ids)} articles"]
    if selection.captured_from:
        told.append(f"from {selection.captured_from:%Y-%m-%d}")
    if selection.captured_to:
        told.append(f"to {selection.captured_to:%Y-%m-%d}")
    return " ".join(told)


def _walk(ledger: Ledger, statement: Any) -> Iterator[Capture]:
    last = 0
    while True:
        with ledger.reading() as connection:
            batch = statement.where(schema.capture.c.id > last).order_by(schema.capture.c.id).limit(BATCH)
            rows = list(connection.execute(batch).mappings())
        yield from (read_capture(row) for row in rows)
        if len(rows) < BATCH:
            return
        last = rows[-1]["id"]


def _list_files(ledger: Ledger, article_ids: Iterable[str]) -> list[str]:
    """Return the addresses of the files that articles link to, in all their versions."""
    return list(
        dict.fromkeys(
            attachment.url
            for article_id in article_ids
            for version in ledger.versions(article_id)
            for attachment in version.article.attachments
        )
    )


def _name_held(ledger: Ledger) -> str:
    """Return the names of suspicious runs that nobody accepted, as their WARC files give them."""
    table = schema.crawl
    with ledger.reading() as connection:
        held = connection.execute(select(table.c.site, table.c.id).where(table.c.intake == HELD).order_by(table.c.id))
        return "; ".join(f"{site}, crawl {number}" for site, number in held)


def _site_of(ledger: Ledger, capture: Capture) -> str:
    crawl = ledger.crawl(capture.crawl_id)
    return crawl.site if crawl is not None else ""
