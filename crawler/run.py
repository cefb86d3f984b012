"""Runs one crawl in this process and returns what came of it; once a process, since Scrapy's reactor starts only once."""

from __future__ import annotations

import logging
from datetime import datetime

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings as ScrapySettings
from twisted.python.failure import Failure

from archive.records import Crawl
from archive.settings import Settings, ensure_data_folder
from crawler.errors import CrawlError
from crawler.progress import Progress
from crawler.spiders.press import PressSpider


def run_crawl(
    settings: Settings,
    site: str,
    *,
    base_url: str = "",
    now: datetime | None = None,
    recheck: bool = False,
    budget: int | None = None,
    progress: Progress | None = None,
) -> Crawl:
    """Crawl a site, or the copy of it at `base_url`; with `recheck`, look at every known article; `budget` bounds them.

    Returns the closed crawl with verdict, counts and failures.

    Scrapy's log goes to `logs/crawl-SITE.log` in the data folder. Raises CrawlError, ArchiveError with the cure.
    """
    ensure_data_folder(settings)
    logs = settings.data / "logs"
    logs.mkdir(exist_ok=True)
    scrapy_settings = ScrapySettings()
    scrapy_settings.setmodule("crawler.settings", priority="project")
    scrapy_settings.set("LOG_FILE", str(logs / f"crawl-{site}.log"), "cmdline")
    # A log that cannot be written, such as on a full disk, is no reason to trouble anybody with it.
    logging.raiseExceptions = False
    process = CrawlerProcess(scrapy_settings)
    crawler = process.create_crawler(PressSpider)
    moment = now.isoformat() if now else ""
    failures: list[BaseException] = []
    # An error while the spider is made comes as a failed result; left alone, it would only be logged.
    deferred = process.crawl(
        crawler,
        site=site,
        base_url=base_url,
        data=str(settings.data),
        now=moment,
        recheck="all" if recheck else "",
        budget="" if budget is None else str(budget),
        progress=progress,
    )

    def note(failure: Failure) -> None:
        failures.append(failure.value or CrawlError("The crawl could not begin."))

    deferred.addErrback(note)
    if not failures:
        process.start()
    if failures:
        raise failures[0]
    crawl = getattr(crawler.spider, "result", None)
    if not isinstance(crawl, Crawl):
        raise CrawlError(f"The crawl ended without a report; {logs / f'crawl-{site}.log'} tells more.")
    return crawl
