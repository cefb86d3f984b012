"""An archive around a spider that knows nothing of one: opened with it, asked before each request, closed with a report."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.crawl_captures import find_body
from archive.errors import ArchiveError
from archive.findings import PAGE
from archive.frontier import find_known
from archive.harvest import Harvest
from archive.ledger import open_ledger
from archive.settings import ensure_data_folder, read_settings
from archive.warc import WarcWriter
from archive.warc_mending import mend_open_files
from crawler.causes import name_cause
from crawler.politeness import host_manners
from crawler.report import CrawlReport
from crawler.report_files import write_report
from crawler.request_keys import RECORDED
from crawler.rereading import read_stored
from crawler.session import take_lock

_log = logging.getLogger(__name__)
# The flag of a response that the site did not send again because it is as it was.
NOT_MODIFIED = "not-modified"


class SpiderArchive:
    """The session of a spider that has none of its own: ledger, WARC writer, report, lock.

    Settings: `ARCHIVE_DATA`, the folder (default: as the program's own), `ARCHIVE_SITE`, the name of the site there
    (default: the spider's name).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.settings = read_settings(crawler.settings.get("ARCHIVE_DATA"))
        self.site = ""
        self.report = CrawlReport()
        self.harvest: Harvest | None = None
        crawler.signals.connect(self._open, signal=signals.spider_opened)
        crawler.signals.connect(self._close, signal=signals.spider_closed)
        crawler.signals.connect(self._note_manners, signal=host_manners)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SpiderArchive:
        """Make the extension for a crawler."""
        return cls(crawler)

    @property
    def is_open(self) -> bool:
        """Whether this is the session; a spider may have one of its own."""
        return self.harvest is not None

    @property
    def warc_folder(self) -> Path:
        """Where the WARC files of the site lie."""
        return self.settings.warc_folder / self.site

    def clock(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    def _open(self, spider: Any) -> None:
        if hasattr(spider, "session"):
            return
        self.site = self._crawler.settings.get("ARCHIVE_SITE") or spider.name
        ensure_data_folder(self.settings)
        self._lock = take_lock(self.settings, self.site)
        self.ledger = open_ledger(self.settings)
        for file, torn in mend_open_files(self.warc_folder):
            self.report.note(
                f"{file} was left open by a crawl that was killed; {torn} torn bytes were cut off its end."
            )
        started = self.clock()
        self.harvest = Harvest.begin(self.ledger, self.site, "", started)
        info = {
            "isPartOf": f"{self.site}, crawl {self.harvest.crawl_id}",
            "operator": self.settings.contact,
            "http-header-user-agent": self._crawler.settings.get("USER_AGENT"),
        }
        name = f"{self.site}-{self.harvest.crawl_id:06}"
        self.warc = WarcWriter(self.warc_folder, name, started, self.settings.warc_size, info)

    def _close(self, spider: Any, reason: str) -> None:
        if self.harvest is None:
            return
        report = self.report
        try:
            self.warc.close()
            verdict = "ok" if reason == "finished" and report.counts["pages"] else "failed"
            words = "" if verdict == "ok" else f"It ended early: {reason}."
            told: dict[str, Any] = {"manners": tuple(report.manners.values()), "notes": tuple(report.notes)}
            self.harvest.finish(self.clock(), verdict, words, report.counts, report.failures(), **told)
            write_report(self.settings, self.harvest.read())
        except (ArchiveError, OSError) as error:
            _log.error("The archive of this crawl could not be closed: %s", error)
        finally:
            self.ledger.close()
            self._lock.close()

    def _note_manners(self, manners: Any, **_: Any) -> None:
        self.report.note_manners(manners)


class ConditionalRequests:
    """Asks for what is known with the validators of the ledger; „not modified“ gives the spider the page as it was kept.

    Only for spiders without a session of their own. A page that was not modified carries the flag `not-modified`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalRequests:
        """Make the middleware for a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Give a request for a known page the validators of its last answer."""
        archive = self._archive()
        if archive is None or archive.harvest is None or request.method != "GET" or request.meta.get("robots"):
            return
        known = find_known(archive.harvest, [request.url]).get(request.url)
        if known is None:
            return
        request.meta["again"] = True
        if known.status == 200 and known.etag:
            request.headers.setdefault("If-None-Match", known.etag)
        if known.status == 200 and known.last_modified:
            request.headers.setdefault("If-Modified-Since", known.last_modified)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep validators and state of the address; hand on the kept page where the site answers „not modified“."""
        archive, recorded = self._archive(), request.meta.get(RECORDED)
        if archive is None or archive.harvest is None or recorded is None or request.meta.get("robots"):
            return response
        archive.report.counts["pages"] += 1
        if response.status == 304:
            archive.report.counts["unchanged"] += 1
            capture = find_body(archive.harvest, request.url)
            if capture is None:
                return response
            archive.harvest.keep_unchanged(recorded)
            stored = read_stored(archive.settings, archive.ledger, capture)
            return stored.replace(request=request, flags=[*response.flags, NOT_MODIFIED])
        archive.harvest.keep(replace(recorded, kind=PAGE), None)
        if response.status >= 400:
            archive.report.count_failure(f"the site answers {response.status}", request.url)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count what could not be fetched."""
        archive = self._archive()
        if archive is not None and not request.meta.get("robots"):
            archive.report.count_failure(name_cause(exception), request.url)

    def _archive(self) -> SpiderArchive | None:
        archive = self._crawler.get_extension(SpiderArchive)
        return archive if archive is not None and archive.is_open else None
