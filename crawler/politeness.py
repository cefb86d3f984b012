"""Manners towards the site: robots.txt as RFC 9309 has it, and the slowest of all wishes for the pace."""

from __future__ import annotations

import asyncio
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.causes import name_cause

# RFC 9309, 2.3.1.2: redirects of robots.txt that are followed at least.
HOPS = 5
# RFC 9309, 2.5: bytes of robots.txt that are read at least.
LONGEST = 500 * 1024
# A longer wish is a mistake in the file, in seconds.
LONGEST_DELAY = 120.0


class RobotsForbidError(IgnoreRequest):
    """robots.txt does not allow this page, or could not be read; the text says which."""


class PoliteThrottle(AutoThrottle):
    """AutoThrottle with a floor that robots.txt can raise while the crawl runs."""

    def raise_floor(self, seconds: float) -> None:
        """Let no two requests follow each other faster than this."""
        self.mindelay = max(self.mindelay, seconds)
        downloader = self.crawler.engine.downloader
        downloader._delay = max(downloader._delay, seconds)
        for slot in downloader.slots.values():
            slot.delay = max(slot.delay, seconds)


class PoliteRobots:
    """Asks robots.txt once per host and crawl. 4xx allows all; 5xx and no answer forbid all (RFC 9309, 2.3.1)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Task[Protego | str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PoliteRobots:
        """Make the middleware for a crawler."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise RobotsForbidError with the reason."""
        if request.meta.get("robots"):
            return
        host = "/".join(request.url.split("/")[:3])
        if host not in self._rules:
            self._rules[host] = asyncio.ensure_future(self._fetch_rules(host))
        rules = await asyncio.shield(self._rules[host])
        if isinstance(rules, str):
            raise RobotsForbidError(rules)
        if not rules.can_fetch(request.url, self._agent):
            raise RobotsForbidError("robots.txt forbids it")

    async def _fetch_rules(self, host: str) -> Protego | str:
        """Return the rules of a host, or the sentence that says why nothing may be fetched from it."""
        url = f"{host}/robots.txt"
        for _ in range(HOPS + 1):
            request = Request(url, priority=1000, callback=NO_CALLBACK, meta={"robots": True}, dont_filter=True)
            try:
                response = await self._crawler.engine.download_async(request)
            except Exception as error:  # noqa: BLE001 - whatever it is, the file could not be read
                return f"robots.txt could not be fetched, so nothing may be: {name_cause(error)}"
            target = urljoin(url, (response.headers.get("Location") or b"").decode("latin-1"))
            if not 300 <= response.status < 400 or urlsplit(target).netloc != urlsplit(host).netloc:
                break
            url = target
        return self._read_rules(response)

    def _read_rules(self, response: Response) -> Protego | str:
        if response.status >= 500:
            return f"robots.txt answers {response.status}, which forbids everything until it answers again"
        body = response.body[:LONGEST].decode("utf-8", "replace") if response.status == 200 else ""
        rules = Protego.parse(body)
        delay = rules.crawl_delay(self._agent)
        throttle = self._crawler.get_extension(PoliteThrottle)
        if delay and throttle:
            throttle.raise_floor(min(float(delay), LONGEST_DELAY))
        return rules
