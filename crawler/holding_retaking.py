"""Takes in once more what was imported, from our copies of the files, where the ledger was lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from archive.holding_copies import adopt_copy, list_unknown_copies
from archive.ledger import Ledger
from archive.settings import Settings
from crawler.holding_import import HoldingImport


def retake_copies(
    settings: Settings,
    ledger: Ledger,
    clock: Callable[[], datetime],
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Take in the copies below `warc/import/` that the ledger does not know, each as a whole; return how many.

    Raises HoldingError where one cannot be read.
    """
    files = list_unknown_copies(settings, ledger)
    for path in files:
        HoldingImport(settings, ledger, clock).read_copy(adopt_copy(ledger, path, clock()), progress=progress)
    return len(files)
