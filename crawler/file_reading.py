"""Reads the text off the files that a crawl brought, after its end: a crawl need not wait for them, nor die of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from archive.attachments import (
    find_linking,
    keep_file_text,
    list_files,
    list_unread_files,
    make_file_text,
    read_file_texts,
)
from archive.errors import WarcError
from archive.ledger import Ledger
from archive.records import Capture
from archive.replay import replay_capture
from archive.settings import Settings
from crawler.pdf_text import PdfText, read_pdf


def read_files(
    settings: Settings,
    ledger: Ledger,
    clock: Callable[[], datetime],
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Read the text off all PDF files that were captured and not read yet; return how many there were.

    One that cannot be read is kept with the reason. A run that is stopped goes on with the next file.
    """
    unread = list_unread_files(ledger)
    linking = find_linking(ledger, [capture.url for capture in unread])
    for done, capture in enumerate(unread, 1):
        told = _read(settings, ledger, capture)
        keep_file_text(ledger, make_file_text(capture, told.text, told.error, clock()), linking[capture.url])
        if progress:
            progress(done, len(unread))
    return len(unread)


def reread_files(
    settings: Settings,
    ledger: Ledger,
    clock: Callable[[], datetime],
    site: str = "",
    progress: Callable[[int, int], None] | None = None,
    *,
    write: bool,
) -> int:
    """Read the text off all PDF files anew, of one site or all; keep what is another one, or only count it; return how many."""
    files = [capture for capture in list_files(ledger) if not site or _is_of(ledger, capture, site)]
    known = read_file_texts(ledger, [capture.url for capture in files])
    changed = []
    for done, capture in enumerate(files, 1):
        told, before = _read(settings, ledger, capture), known.get(capture.url)
        if before is None or (before.text, before.error) != (told.text, told.error):
            changed.append(make_file_text(capture, told.text, told.error, clock()))
        if progress:
            progress(done, len(files))
    linking = find_linking(ledger, [text.url for text in changed]) if write else {}
    for text in changed if write else ():
        keep_file_text(ledger, text, linking[text.url])
    return len(changed)


def _read(settings: Settings, ledger: Ledger, capture: Capture) -> PdfText:
    try:
        body = replay_capture(settings, ledger, capture).body
    except WarcError as error:
        return PdfText(error=f"its capture cannot be read: {error}")
    return read_pdf(body) if b"%PDF-" in body[:1024] or body.startswith(b"%PDF") else PdfText(error="it is no PDF")


def _is_of(ledger: Ledger, capture: Capture, site: str) -> bool:
    crawl = ledger.crawl(capture.crawl_id)
    return crawl is not None and crawl.site == site
