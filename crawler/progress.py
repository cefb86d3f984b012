"""Progress of a crawl for the one who watches: one line that renews itself on a terminal, now and then a line in a log."""

from __future__ import annotations

import time
from typing import Protocol, TextIO

from tqdm import tqdm

# Seconds between two lines in a log.
PAUSE = 5.0


class Progress(Protocol):
    """Shows how far a crawl is."""

    def show(self, pages: int, articles: int, waiting: int) -> None:
        """Show pages fetched, articles read and requests that wait."""

    def take_in(self, done: int, whole: int) -> None:
        """Show how many of the findings were taken into the articles, at the end of a crawl."""

    def close(self) -> None:
        """Show the last state and leave the line."""


class Silence:
    """Shows nothing."""

    def show(self, pages: int, articles: int, waiting: int) -> None:
        """Show nothing."""

    def take_in(self, done: int, whole: int) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Do nothing."""


class TerminalProgress:
    """One line on a terminal that renews itself."""

    def __init__(self, stream: TextIO) -> None:
        self._bar = tqdm(
            file=stream, unit=" pages", bar_format="{desc}{n_fmt} pages{postfix} · {rate_fmt} · {elapsed}", leave=True
        )

    def show(self, pages: int, articles: int, waiting: int) -> None:
        """Renew the line, at most ten times a second."""
        self._bar.set_postfix_str(f"{articles} articles · {waiting} waiting", refresh=False)
        self._bar.update(pages - self._bar.n)

    def take_in(self, done: int, whole: int) -> None:
        """Say in the line what is done after the last page."""
        self._bar.set_postfix_str(f"taken in {done} of {whole}", refresh=False)
        self._bar.update(0)

    def close(self) -> None:
        """Leave the line as it is."""
        self._bar.close()


class LogProgress:
    """A plain line every few seconds."""

    def __init__(self, stream: TextIO, pause: float = PAUSE) -> None:
        self._stream = stream
        self._pause = pause
        self._began = self._shown = time.monotonic()
        self._last = (0, 0, 0)

    def show(self, pages: int, articles: int, waiting: int) -> None:
        """Write a line if the last one is old enough."""
        self._last = (pages, articles, waiting)
        if time.monotonic() - self._shown >= self._pause:
            self._write()

    def take_in(self, done: int, whole: int) -> None:
        """Write a line if the last one is old enough."""
        if time.monotonic() - self._shown >= self._pause:
            self._shown = time.monotonic()
            print(f"taken in {done} of {whole}", file=self._stream, flush=True)

    def close(self) -> None:
        """Write the last state."""
        self._write()

    def _write(self) -> None:
        self._shown = time.monotonic()
        pages, articles, waiting = self._last
        rate = pages / max(self._shown - self._began, 0.001)
        print(
            f"{pages} pages · {articles} articles · {rate:.1f} pages/s · {waiting} waiting",
            file=self._stream,
            flush=True,
        )


def choose_progress(stream: TextIO) -> Progress:
    """Return what fits the stream: a renewed line on a terminal, lines in a log."""
    return TerminalProgress(stream) if stream.isatty() else LogProgress(stream)
