"""All that one crawl holds while it runs: profile, ledger, WARC writer, report, lock; opened and closed together."""

from __future__ import annotations

import fcntl
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

from archive.harvest import Harvest
from archive.ledger import open_ledger
from archive.profiles import Profile
from archive.records import Crawl
from archive.settings import Settings, ensure_data_folder
from archive.urls import SiteUrls
from archive.warc import WarcWriter
from archive.warc_mending import mend_open_files
from crawler.errors import CrawlRunningError
from crawler.progress import Progress
from crawler.report import CrawlReport


class CrawlSession:
    """One crawl over one site into one data folder; no second one can be opened while it is."""

    def __init__(
        self, settings: Settings, profile: Profile, address: str, progress: Progress, now: datetime | None
    ) -> None:
        self.settings = settings
        self.profile = profile
        self.urls = SiteUrls(profile, address)
        self.progress = progress
        self.report = CrawlReport()
        self.clock = make_clock(now)
        self.mended: list[tuple[str, int]] = []
        ensure_data_folder(settings)
        self._lock = _take_lock(settings, profile.id)
        self.ledger = open_ledger(settings)
        started = self.clock()
        folder = settings.warc_folder / profile.id
        self.mended = list(mend_open_files(folder))
        away = "" if self.urls.address == profile.url else self.urls.address
        self.harvest = Harvest.begin(self.ledger, profile.id, away, started)
        info = {
            "isPartOf": f"{profile.id}, crawl {self.harvest.crawl_id}",
            "description": f"{profile.name}, {profile.url}",
            "operator": settings.contact,
            "http-header-user-agent": settings.agent,
            "hostname": socket.gethostname(),
        }
        name = f"{profile.id}-{self.harvest.crawl_id:06}"
        self.warc = WarcWriter(folder, name, started, settings.warc_size, info)

    def close(self, end: str) -> Crawl:
        """End the crawl: WARC file finished, verdict in the ledger, lock given back."""
        try:
            self.warc.close()
            verdict = self.report.judge(end)
            counts, failures = self.report.counts, self.report.failures()
            self.harvest.finish(self.clock(), verdict.word, verdict.reason, counts, failures)
            crawl = self.ledger.crawl(self.harvest.crawl_id)
            assert crawl is not None  # noqa: S101 - it was written one line before
            return crawl
        finally:
            self.progress.close()
            self.ledger.close()
            self._lock.close()


def make_clock(now: datetime | None) -> Callable[[], datetime]:
    """Return the clock of a crawl: the real one, or one that goes on from a given moment, for rehearsals."""
    if now is None:
        return lambda: datetime.now(UTC)
    shift = now - datetime.now(UTC)
    return lambda: datetime.now(UTC) + shift


def _take_lock(settings: Settings, site: str) -> TextIO:
    path = settings.data / f"crawl-{site}.lock"
    lock = path.open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise CrawlRunningError(
            f"A crawl of {site!r} into {settings.data} is running already. Wait for its end; "
            "`pressearchiv status` shows when it began."
        ) from error
    return lock
