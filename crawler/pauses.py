"""Pauses that a site asks for: it is left alone until they are over, then what it refused is asked again."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from scrapy.utils.asyncio import call_later

# Seconds between two looks whether the crawl was stopped meanwhile.
STEP = 0.25
# Seconds that a page which is on its way may take to come to its end when the crawl is stopped.
GRACE = 2.0
# The key under which a request keeps why the site is not asked again.
_REFUSED = "refused"


class LongPauseError(IgnoreRequest):
    """The site asks to be left alone for longer than a crawl waits."""


class PoliteRetry:
    """Tries again what a server refuses for now: 429 and 503 after the pause that `Retry-After` asks for (RFC 9110, 10.2.3).

    While a host is paused no other request goes to it. Settings: `RETRY_TIMES`, `RETRY_HTTP_CODES`, and
    `RETRY_AFTER_MAX`, seconds that are waited at most; a longer pause ends the crawl.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._codes = {int(code) for code in crawler.settings.getlist("RETRY_HTTP_CODES")}
        self._longest = crawler.settings.getfloat("RETRY_AFTER_MAX", 600.0)
        self._until: dict[str, float] = {}
        self._over = False
        # When it was first seen that the crawl was stopped.
        self._ended = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PoliteRetry:
        """Make the middleware for a crawler."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.hear, signal=signals.response_downloaded)
        crawler.signals.connect(middleware.break_off, signal=signals.bytes_received)
        return middleware

    def hear(self, response: Response, request: Request, **_: Any) -> None:
        """Begin a pause where an answer asks for one, before the downloader takes the next request from its queue."""
        if response.status not in (429, 503):
            return
        asked = read_retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        # Without a wish, each refusal doubles the pace.
        pause = asked if asked is not None else self._floor() * 2 ** request.meta.get("retry_times", 0)
        host = urlsplit(request.url).netloc
        if pause > self._longest:
            words = (
                f"the site answers {response.status} and asks to be left alone for {pause:.0f} seconds (Retry-After)"
            )
            request.meta[_REFUSED] = words
            self._over = True
            stop_crawl(self._crawler, f"{words}. Run the crawl again after that time; it goes on where it was")
        self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + pause)
        self._hold(host, request.meta.get("download_slot", ""))

    def break_off(self, **_: Any) -> None:
        """Let go of a page that still drips some time after the crawl was stopped; what comes at once is taken in."""
        if self._is_stopped():
            self._ended = self._ended or time.monotonic()
            if time.monotonic() - self._ended > GRACE:
                raise StopDownload(fail=True)

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked again, or until the crawl is stopped."""
        host = urlsplit(request.url).netloc
        while (rest := self._until.get(host, 0.0) - time.monotonic()) > 0:
            if self._is_stopped():
                raise IgnoreRequest("the crawl was stopped")
            await asyncio.sleep(min(rest, STEP))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Hand on an answer, or the same request for another try."""
        if words := request.meta.pop(_REFUSED, ""):
            raise LongPauseError(words)
        if response.status not in self._codes:
            return response
        return self._retry(request, f"{response.status}") or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Try again what broke on the way; what was refused on purpose is not asked again."""
        broken = isinstance(exception, _load(self._crawler.settings.getlist("RETRY_EXCEPTIONS")))
        return self._retry(request, exception) if broken else None

    def _retry(self, request: Request, reason: str | Exception) -> Request | None:
        spider: Any = self._crawler.spider
        again = get_retry_request(request, spider=spider, reason=reason)
        return again if isinstance(again, Request) else None

    def _hold(self, host: str, name: str) -> None:
        """Let the downloader take nothing from the queue of a slot until the pause is over, or the crawl is stopped."""
        engine = self._crawler.engine
        slot = engine.downloader.slots.get(name) if engine is not None else None
        if engine is None or slot is None:
            return
        if slot.latercall:
            slot.latercall.cancel()
            slot.latercall = None
        rest = self._until[host] - time.monotonic()
        if rest > 0 and not self._is_stopped():
            # The downloader leaves a slot alone for which a later call is set.
            slot.latercall = call_later(min(rest, STEP), self._hold, host, name)
            return
        while rest > 0 and slot.queue:
            slot.queue.popleft()[1].errback(IgnoreRequest("the crawl was stopped"))
        engine.downloader._process_queue(slot)

    def _is_stopped(self) -> bool:
        return self._over or not self._crawler.crawling or bool(getattr(self._crawler.spider, "stopping", False))

    def _floor(self) -> float:
        return self._crawler.settings.getfloat("DOWNLOAD_DELAY")


def stop_crawl(crawler: Crawler, reason: str) -> None:
    """End a crawl because going on makes no sense; `reason` is a sentence."""
    spider: Any = crawler.spider
    if hasattr(spider, "stop_for"):
        spider.stop_for(reason)
    elif crawler.engine is not None:
        # A task that nobody holds may vanish before it is done.
        spider.ending = asyncio.ensure_future(crawler.engine.close_spider_async(reason=reason))


def read_retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` asks for, given in seconds or as a date; None where there is no such wish."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _load(names: list[Any]) -> tuple[type[BaseException], ...]:
    from scrapy.utils.misc import load_object

    return tuple(load_object(name) if isinstance(name, str) else name for name in names)
