"""Files that releases link to: which were captured and not read yet, and the text that was read off them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from archive import ledger_rows, schema
from archive.history import touch_article
from archive.ledger import BATCH, Ledger
from archive.records import Capture, FileText
from archive.upserts import upsert

PDF = "application/pdf"


def list_files(ledger: Ledger) -> list[Capture]:
    """Return the newest capture of each PDF that has a body of its own, the oldest first."""
    capture = schema.capture
    statement = select(capture).where(capture.c.status == 200, capture.c.kind == "response")
    statement = statement.where((capture.c.media_type == PDF) | capture.c.url.like("%.pdf"))
    with ledger.reading() as connection:
        newest = {row["url"]: row for row in connection.execute(statement.order_by(capture.c.id)).mappings()}
    return sorted(map(ledger_rows.read_capture, newest.values()), key=lambda one: one.id)


def list_unread_files(ledger: Ledger) -> list[Capture]:
    """Return the newest capture of each PDF whose text was not read off it yet, the oldest first."""
    read = schema.attachment_text
    with ledger.reading() as connection:
        known = {row.url: row.digest for row in connection.execute(select(read.c.url, read.c.digest))}
    return [capture for capture in list_files(ledger) if known.get(capture.url) != capture.digest]


def keep_file_text(ledger: Ledger, text: FileText, article_ids: Iterable[str]) -> None:
    """Keep the text of a file; the articles that link to it come up for the next run of the index."""
    values = {"digest": text.digest, "media_type": text.media_type, "text": text.text, "extracted": text.extracted}
    with ledger.writing() as connection:
        upsert(connection, schema.attachment_text, {"url": text.url}, values | {"error": text.error})
        for article_id in article_ids:
            touch_article(connection, article_id)


def read_file_texts(ledger: Ledger, urls: Sequence[str]) -> dict[str, FileText]:
    """Return what was read off the files at these addresses; those never read are not in the answer."""
    table = schema.attachment_text
    found: dict[str, FileText] = {}
    for start in range(0, len(urls), BATCH):
        with ledger.reading() as connection:
            rows = connection.execute(select(table).where(table.c.url.in_(urls[start : start + BATCH]))).mappings()
            found |= {row["url"]: FileText(**row) for row in rows}
    return found


def find_linking(ledger: Ledger, urls: Iterable[str]) -> dict[str, list[str]]:
    """Return the articles whose newest version links to each of these files."""
    linking: dict[str, list[str]] = {url: [] for url in urls}
    for archived in ledger.changes_since(0) if linking else ():
        for attachment in archived.article.attachments:
            if attachment.url in linking:
                linking[attachment.url].append(archived.id)
    return linking


def make_file_text(capture: Capture, text: str, error: str, now: datetime) -> FileText:
    """Return what was read off a capture of a file."""
    return FileText(capture.url, capture.digest, capture.media_type, text, now, error)
