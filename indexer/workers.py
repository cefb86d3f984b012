"""The processes that share the work of a rebuild: first they count words, then they write segments.

They are started when the first piece of work comes, and once: each imports the program anew.
"""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from indexer.errors import IndexerError

# German words are CPU work; more processes than this only take memory.
_MAX_PROCESSES = 4


class Workers:
    """So many processes (0: as many as there are cores, up to four), until `close`; afterwards they start anew."""

    def __init__(self, processes: int = 0) -> None:
        """Start nothing yet."""
        self.processes = processes or min(_count_cores(), _MAX_PROCESSES)
        self._pool: ProcessPoolExecutor | None = None

    @property
    def started(self) -> bool:
        """Whether there are processes already."""
        return self._pool is not None

    def submit(self, work: Callable[..., Any], *arguments: object) -> Future[Any]:
        """Let a process call this function of a module."""
        if self._pool is None:
            # Spawned, since a fork of a process with threads may hang.
            self._pool = ProcessPoolExecutor(
                self.processes,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
            )
        try:
            return self._pool.submit(work, *arguments)
        except BrokenProcessPool as error:
            raise _ended() from error

    def close(self) -> None:
        """End the processes once they have done what they are at; a second call does no harm."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _begin() -> None:
    """Make a new process ready for work."""
    # Ctrl-C ends it without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # What it makes is no ring of references; looking for rings among a million tuples takes a tenth of the time.
    gc.disable()
    # All it made is handed over or on disk by then: to clear up its memory piece by piece would only keep others waiting.
    atexit.register(os._exit, 0)


def wait_for(work: Future[Any]) -> Any:
    """Return what a process made. Raises IndexerError where it ended before."""
    try:
        return work.result()
    except BrokenProcessPool as error:
        raise _ended() from error


def _ended() -> IndexerError:
    return IndexerError(
        "A process that was writing the index ended without a word, probably for want of memory; "
        "free some and run `pressearchiv index` again. Searches go on with the last index."
    )


def _count_cores() -> int:
    """Return how many cores this process may use: a container may give fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
