"""The ledger that the pages read from: opened when it is first needed, and again where another file stands in its place."""

from __future__ import annotations

import os
import threading
import time

from archive.errors import LedgerError
from archive.ledger import Ledger, open_ledger
from archive.settings import Settings

# Seconds that a reader waits for a program that holds the ledger, before a page says so.
PATIENCE = 4.0
LOOK_SECONDS = 2.0  # how often it is looked at whether the ledger is still what it was


class CurrentLedger:
    """Knows the open ledger; any number of threads may ask for it."""

    def __init__(self, settings: Settings, ledger: Ledger | None = None) -> None:
        """Open nothing yet; a ledger that is given is used as long as it can be read, and left open."""
        self._settings = settings
        self._ledger = ledger
        self._given = ledger is not None
        self._file: tuple[int, int] | None = None
        self._looked = 0.0
        self._lock = threading.Lock()

    def get(self) -> Ledger:
        """Return the ledger.

        Raises LedgerNewerError where a newer program has brought it up meanwhile: what this one reads and writes may be
        wrong from then on. Raises LedgerError and SettingsError where it cannot be opened.
        """
        with self._lock:
            now = time.monotonic()
            if self._ledger is None:
                self._ledger = open_ledger(self._settings, patience=PATIENCE)
                self._file, self._looked = self._stamp(), now
            due = now - self._looked > LOOK_SECONDS
            if due and not self._given and self._stamp() != self._file:
                self._open_other()
            self._looked = now if due else self._looked
            ledger = self._ledger
        if due:
            try:
                ledger.check_schema()  # outside the lock: where another program holds the ledger, all wait at once
            except LedgerError:
                self._looked = float("-inf")
                raise
        return ledger

    def close(self) -> None:
        """Close the ledger, unless it was given."""
        with self._lock:
            if self._ledger is not None and not self._given:
                self._ledger.close()
                self._ledger = None

    def _open_other(self) -> None:
        """Open the file that was put in the place of the open one, as when a copy is put back."""
        if self._stamp() is None:
            raise LedgerError(f"The ledger {self._settings.ledger_path} is gone. Put it back, or a copy of it.")
        opened = open_ledger(self._settings, patience=PATIENCE)
        if self._ledger is not None:
            self._ledger.close()
        self._ledger, self._file = opened, self._stamp()

    def _stamp(self) -> tuple[int, int] | None:
        """Return which file the ledger is; None for one that is gone, or is on a server of its own."""
        if self._settings.ledger_url:
            return None
        try:
            found = os.stat(self._settings.ledger_path)
        except OSError:
            return None
        return found.st_dev, found.st_ino
