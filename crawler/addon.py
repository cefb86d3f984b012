"""The archival crawl as a Scrapy add-on: manners, WARC files, conditional requests and a report for any spider.

    ADDONS = {"crawler.addon.ArchivalCrawl": 100}
    ARCHIVE_DATA = "data"      # the folder that holds ledger, WARC files and reports
    ARCHIVE_SITE = "example"   # the name of the site there; the spider's name unless set

A spider with a `session` of its own (ours) is asked for it; for every other one a `SpiderArchive` is opened.
"""

from __future__ import annotations

from typing import Any

from scrapy.settings import BaseSettings

# What a scheduled archival crawl needs; a project or a spider may set it otherwise.
_SETTINGS: dict[str, Any] = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": 2,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 2.0,
    "DOWNLOAD_DELAY_JITTER": 0.1,
    "AUTOTHROTTLE_ENABLED": True,
    "AUTOTHROTTLE_START_DELAY": 0,
    "AUTOTHROTTLE_MAX_DELAY": 60,
    # With old Last-Modified headers Scrapy's own cache would not even ask the site.
    "HTTPCACHE_ENABLED": False,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    # An open port that runs code.
    "REMOTE_CONTROL_ENABLED": False,
    "REFERER_ENABLED": False,
}
_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.politeness.PoliteRobots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.pauses.PoliteRetry": 550,
    # Behind decompression (590), so that the body is recorded as it came over the wire.
    "crawler.spider_archive.ConditionalRequests": 840,
    "crawler.recorder.Recorder": 850,
}
_EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.politeness.PoliteThrottle": 0,
    "crawler.spider_archive.SpiderArchive": 0,
}


class ArchivalCrawl:
    """Switches on all that an archival crawl needs; every value can be overridden by the settings of a project."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Scrapy calls this before a crawl begins."""
        for name, value in _SETTINGS.items():
            settings.set(name, value, "addon")
        for name, components in (("DOWNLOADER_MIDDLEWARES", _MIDDLEWARES), ("EXTENSIONS", _EXTENSIONS)):
            # What a project says of one of these counts.
            settings.set(name, {**components, **dict(settings.getdict(name))}, settings.getpriority(name) or "addon")
