"""Tells a ledger that was lost from one that begins: an empty one would be taken for the archive, and the index for wrong."""

from __future__ import annotations

from archive.errors import LedgerError
from archive.settings import Settings


def refuse_missing(settings: Settings) -> None:
    """Raise LedgerError where there is no ledger although WARC files are kept."""
    if not settings.ledger_path.exists() and _has_files(settings):
        raise _tell(settings, "is not there")


def refuse_empty(settings: Settings) -> None:
    """Raise LedgerError where WARC files are kept; for a ledger that knows of no run.

    A crawl has its row before its file, an import too.
    """
    if _has_files(settings):
        raise _tell(settings, "is empty")


def _has_files(settings: Settings) -> bool:
    return any(".warc" in path.name and path.name[0] != "." for path in settings.warc_folder.glob("*/*"))


def _tell(settings: Settings, how: str) -> LedgerError:
    return LedgerError(
        f"The ledger {settings.ledger_path} {how}, but WARC files are there. Put back its last copy, or let "
        "`pressearchiv verify --repair` write a new one from them."
    )
