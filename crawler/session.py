"""All that one crawl holds while it runs: profile, ledger, WARC writer, report, lock; opened and closed together."""

from __future__ import annotations

import fcntl
import logging
import socket
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from archive.errors import ArchiveError
from archive.findings import Findings
from archive.forecast import forecast_outcomes
from archive.harvest import Harvest
from archive.ledger import open_ledger
from archive.profiles import Profile
from archive.records import DONE, HELD, OPEN, Crawl
from archive.settings import Settings, ensure_data_folder
from archive.urls import SiteUrls
from archive.warc import WarcWriter
from archive.warc_mending import mend_open_files
from crawler.errors import CrawlRunningError
from crawler.history import LOOKED_AT, find_usual
from crawler.progress import Progress
from crawler.report import CrawlReport, Verdict
from crawler.report_files import write_report
from crawler.rereading import gather_findings

# Releases of a first crawl that are taken in together.
EARLY = 20


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
        ensure_data_folder(settings)
        self._lock = take_lock(settings, profile.id)
        self.ledger = open_ledger(settings)
        self._started = started = self.clock()
        folder = self.warc_folder
        for file, torn in mend_open_files(folder):
            self.report.note(
                f"{file} was left open by a crawl that was killed; {torn} torn bytes were cut off its end."
            )
        before = self.ledger.crawls(LOOKED_AT, profile.id)
        if before and before[0].started > started:
            self.report.note(
                f"The clock of this run ({started:%Y-%m-%d %H:%M}) stands before the last crawl "
                f"({before[0].started:%Y-%m-%d %H:%M}); nothing is lost, but look at the clock of this machine."
            )
        away = "" if self.urls.address == profile.url else self.urls.address
        self.harvest = Harvest.begin(self.ledger, profile.id, away, started)
        self.usual = find_usual(before, thorough=self.harvest.thorough)
        self.findings = Findings(settings.data)
        info = {
            "isPartOf": f"{profile.id}, crawl {self.harvest.crawl_id}",
            "description": f"{profile.name}, {profile.url}",
            "operator": settings.contact,
            "http-header-user-agent": settings.agent,
            "hostname": socket.gethostname(),
            # A rehearsal or a copy: its records bear this address in place of the site's own.
            "fetched-from": away,
        }
        name = f"{profile.id}-{self.harvest.crawl_id:06}"
        self.warc = WarcWriter(folder, name, started, settings.warc_size, info)

    @property
    def warc_folder(self) -> Path:
        """Where the WARC files of the site lie."""
        return self.settings.warc_folder / self.profile.id

    def take_early(self) -> None:
        """Take in the releases of a first crawl as they come, so that it can be searched long before its end.

        Nothing is known of the site that a mistake could spoil. As long as something looks suspicious they wait; all
        other findings, and those of later crawls, wait for the verdict.
        """
        waiting = self.findings.waiting
        if not self.harvest.first or not waiting or waiting % EARLY:
            return
        if self.report.entries and not self.report.find_suspicion(self.usual, Counter(found=waiting), whole=False):
            for kept in self.findings.take_early(self.harvest):
                self.report.count_kept(kept)

    def close(self, end: str) -> Crawl:
        """End the crawl: WARC file finished, findings judged and taken in or held back, lock given back."""
        try:
            return self._close(end)
        finally:
            self.progress.close()
            self.findings.close()
            self.ledger.close()
            self._lock.close()

    def _close(self, end: str) -> Crawl:
        try:
            self.warc.close()
            crawl = self._take_in(end)
        except (ArchiveError, OSError) as error:
            # What is in the WARC files is safe; the next crawl takes it in.
            words = f"The data folder cannot take more ({error}). Make room on the disk, then run the crawl again."
            crawl = self._give_up(str(error) if isinstance(error, ArchiveError) else words)
        try:
            write_report(self.settings, crawl)
        except OSError as error:
            logging.getLogger(__name__).warning("The report could not be written: %s", error)
        return crawl

    def _take_in(self, end: str) -> Crawl:
        if self.harvest.adopted:
            own, self.findings = self.findings, Findings(self.settings.data)
            numbers = ", ".join(map(str, self.harvest.adopted))
            pages = 0
            for finding in gather_findings(self.settings, self.harvest, self.profile, self.urls, self.findings):
                pages += 1
                self.report.count_finding(finding)
            self.findings.extend(own)
            if pages:
                self.report.note(f"{pages} pages that crawl {numbers} had fetched before its end were taken in now.")
        expected = forecast_outcomes(self.ledger, self.findings)
        verdict = self.report.judge(end, self.usual, expected)
        if verdict.word == "suspicious" or (verdict.word == "failed" and not self.report.entries):
            self.report.counts.update(expected)
            return self._finish(verdict, HELD if verdict.word == "suspicious" else OPEN)
        for number, (_, kept) in enumerate(self.findings.take_in(self.harvest, self.clock()), 1):
            self.report.count_kept(kept)
            self.progress.take_in(number, self.findings.count)
        return self._finish(verdict if verdict.word == "failed" else self.report.conclude(), DONE)

    def _give_up(self, reason: str) -> Crawl:
        """Close the crawl as failed; where not even that can be written, the next one finds it as one that was killed."""
        try:
            return self._finish(Verdict("failed", reason), OPEN)
        except ArchiveError:
            number, site = self.harvest.crawl_id, self.profile.id
            counts, failures = dict(self.report.counts), self.report.failures()
            return Crawl(number, site, self._started, self.clock(), "failed", reason, "", counts, failures, intake=OPEN)

    def _finish(self, verdict: Verdict, intake: str) -> Crawl:
        report = self.report
        told = {
            "coverage": report.coverage(self.usual),
            "expected": self.usual.ranges,
            "manners": tuple(report.manners.values()),
            "notes": tuple(report.notes),
        }
        ended, counts, failures = self.clock(), dict(report.counts), report.failures()
        self.harvest.finish(ended, verdict.word, verdict.reason, counts, failures, intake=intake, **told)
        return self.harvest.read()


def make_clock(now: datetime | None) -> Callable[[], datetime]:
    """Return the clock of a crawl: the real one, or one that goes on from a given moment, for rehearsals."""
    if now is None:
        return lambda: datetime.now(UTC)
    shift = now - datetime.now(UTC)
    return lambda: datetime.now(UTC) + shift


def take_lock(settings: Settings, site: str) -> TextIO:
    """Return the lock of a site, held until it is closed. Raises CrawlRunningError where another process has it."""
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
