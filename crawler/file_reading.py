"""Reads the text off the files that a crawl brought, after its end: a crawl need not wait for them, nor die of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from archive.attachments import find_linking, keep_file_text, list_unread_files, make_file_text
from archive.errors import WarcError
from archive.ledger import Ledger
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
        try:
            body = replay_capture(settings, ledger, capture).body
            told = (
                read_pdf(body) if body.startswith(b"%PDF") or b"%PDF-" in body[:1024] else PdfText(error="it is no PDF")
            )
        except WarcError as error:
            told = PdfText(error=f"its capture cannot be read: {error}")
        keep_file_text(ledger, make_file_text(capture, told.text, told.error, clock()), linking[capture.url])
        if progress:
            progress(done, len(unread))
    return len(unread)
