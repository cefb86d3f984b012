"""What a crawl asks of captures: which one a revisit stands for, and what earlier crawls fetched that nobody took in yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select

from archive import ledger_rows, schema
from archive.harvest import Harvest
from archive.ledger import BATCH, Ledger
from archive.records import DONE, Capture
from archive.warc import Original


def find_original(harvest: Harvest, url: str) -> Original | None:
    """Return the capture that a revisit record of this URL refers to: the newest that has a body of its own."""
    found = find_body(harvest, url)
    if found is None:
        return None
    return Original(found.url, found.fetched, found.digest, found.warc_file, found.warc_offset)


def find_body(harvest: Harvest, url: str) -> Capture | None:
    """Return the newest capture of this URL that has a body of its own.

    Captures that were held back do not count, unless their article was taken in early: the validators in the ledger are
    not theirs.
    """
    capture, crawl = schema.capture, schema.crawl
    statement = select(capture).join(crawl, crawl.c.id == capture.c.crawl_id)
    statement = statement.where(capture.c.url == url, capture.c.kind == "response", capture.c.status == 200)
    taken = capture.c.article_id.is_not(None)
    statement = statement.where(or_(crawl.c.intake == DONE, crawl.c.id == harvest.crawl_id, taken))
    with harvest.ledger.reading() as connection:
        row = connection.execute(statement.order_by(capture.c.id.desc()).limit(1)).mappings().one_or_none()
        return None if row is None else ledger_rows.read_capture(row)


def adopted_captures(harvest: Harvest, *, own: bool = False) -> Iterator[tuple[Capture, str, bool]]:
    """Yield the captures of the adopted crawls, with `own` also those of this one, in the order they were made,
    each with the kind of its URL, and whether it was taken in already; those that a later crawl has superseded are left
    out."""
    capture, crawl, url = schema.capture, schema.crawl, schema.url
    crawls = (*harvest.adopted, harvest.crawl_id) if own else harvest.adopted
    later = capture.alias("later")
    newer = select(later.c.id).join(crawl, crawl.c.id == later.c.crawl_id)
    newer = newer.where(later.c.url == capture.c.url, later.c.id > capture.c.id, crawl.c.intake == DONE)
    statement = select(capture, url.c.kind.label("page_kind")).outerjoin(url, url.c.url == capture.c.url)
    statement = statement.where(capture.c.crawl_id.in_(crawls), ~newer.exists())
    last = 0
    while True:
        with harvest.ledger.reading() as connection:
            batch = statement.where(capture.c.id > last).order_by(capture.c.id).limit(BATCH)
            rows = list(connection.execute(batch).mappings())
        for row in rows:
            yield ledger_rows.read_capture(row), row["page_kind"] or "", row["article_id"] is not None
        if len(rows) < BATCH:
            return
        last = rows[-1]["id"]


def captures_of_crawl(ledger: Ledger, crawl_id: int) -> list[Capture]:
    """Return all captures of a crawl in the order in which they were made."""
    table = schema.capture
    with ledger.reading() as connection:
        rows = connection.execute(select(table).where(table.c.crawl_id == crawl_id).order_by(table.c.id)).mappings()
        return [ledger_rows.read_capture(row) for row in rows]


def captures_at(ledger: Ledger, warc_file: str, offsets: Iterable[int]) -> list[Capture]:
    """Return the captures at these places of a WARC file, in the order in which they lie there."""
    table = schema.capture
    found: list[Capture] = []
    places = sorted(set(offsets))
    for start in range(0, len(places), BATCH):
        here = table.c.warc_offset.in_(places[start : start + BATCH])
        statement = select(table).where(table.c.warc_file == warc_file, here).order_by(table.c.warc_offset)
        with ledger.reading() as connection:
            found += [ledger_rows.read_capture(row) for row in connection.execute(statement).mappings()]
    return found


def adopted_urls(harvest: Harvest) -> set[str]:
    """Return the URLs of articles that the adopted crawls have fetched already."""
    capture, url = schema.capture, schema.url
    statement = select(capture.c.url).join(url, url.c.url == capture.c.url).where(url.c.kind == "article")
    answered = or_(capture.c.status.between(200, 299), capture.c.status == 304)
    with harvest.ledger.reading() as connection:
        return set(connection.execute(statement.where(capture.c.crawl_id.in_(harvest.adopted), answered)).scalars())
