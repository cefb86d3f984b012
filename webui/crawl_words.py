"""Says a sentence of a crawl's report in the language of the page; archive/report_words.py knows the German ones.

Reports are kept in the ledger as they were written; what is not known there is shown as it stands, marked as English.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.report_words import looks_german, say_in_german
from webui.languages import current_language


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the page, and the language it is in."""

    text: str
    language: str


def tell_report(text: str) -> Said:
    """Return what a report says in the language of the page, as far as it is known there."""
    german = say_in_german(text)
    if german and current_language() == "de":
        return Said(german, "de")
    return Said(text, "de" if not german and looks_german(text) else "en")
