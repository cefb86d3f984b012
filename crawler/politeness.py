"""Manners towards the site: robots.txt as RFC 9309 has it, the slowest of all wishes for the pace."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from archive.records import HostManners
from crawler.causes import name_cause
from crawler.reservations import WELL_KNOWN, find_robots_reservations, is_reserved, read_tdmrep

# RFC 9309, 2.3.1.2: redirects of robots.txt that are followed at least.
HOPS = 5
# RFC 9309, 2.5: bytes of robots.txt that are read at least.
LONGEST = 500 * 1024
# A longer wish is a mistake in the file, in seconds.
LONGEST_DELAY = 120.0
# The signal by which the report learns what a host asks for.
host_manners = object()


class RobotsForbidError(IgnoreRequest):
    """robots.txt does not allow this page, or could not be read; the text says which."""


class ReservedError(IgnoreRequest):
    """Text and data mining of this page is reserved, and the profile respects that."""


def is_loopback(address: str) -> bool:
    """Tell whether an address of a site is one of this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class PoliteThrottle(AutoThrottle):
    """AutoThrottle with a floor that robots.txt can raise while the crawl runs.

    Setting `POLITE_ADAPTS`: whether the pace follows that of the server; the floor holds in each case.
    """

    def _response_downloaded(self, response: Response, request: Request, spider: Any) -> None:
        if self.crawler.settings.getbool("POLITE_ADAPTS", True):
            super()._response_downloaded(response, request, spider)

    def _min_delay(self) -> float:
        return self._spread(super()._min_delay())

    def raise_floor(self, seconds: float) -> None:
        """Let no two requests follow each other faster than this."""
        self.mindelay = max(self.mindelay, self._spread(seconds))
        downloader = self.crawler.engine.downloader
        downloader._delay = max(downloader._delay, self.mindelay)
        for slot in downloader.slots.values():
            slot.delay = max(slot.delay, self.mindelay)

    def _spread(self, seconds: float) -> float:
        """Return the delay whose shortest variation is still as long as asked for."""
        return seconds / (1 - min(0.5, self.crawler.settings.getfloat("DOWNLOAD_DELAY_JITTER")))


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a host allows: its rules, or the sentence why nothing may be fetched; until when they hold; what is reserved."""

    rules: Protego | str
    until: float
    reserved: tuple[tuple[str, ...], ...] = ()


class PoliteRobots:
    """Asks robots.txt once per host and day. 4xx allows all; 5xx and no answer forbid all (RFC 9309, 2.3.1).

    Settings: `ROBOTS_MAX_AGE` (seconds for which an answer holds), `TDM_POLICY` (`record`, or `respect`: what is
    reserved for text and data mining is not fetched). Sends the signal `host_manners` with a `HostManners`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        # RFC 9309, 2.4: not to be used for more than a day.
        self._age = min(crawler.settings.getfloat("ROBOTS_MAX_AGE", 86_400.0), 86_400.0)
        self._respects = crawler.settings.get("TDM_POLICY", "record") == "respect"
        self._rules: dict[str, asyncio.Task[_Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PoliteRobots:
        """Make the middleware for a crawler."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise RobotsForbidError or ReservedError with the reason."""
        if request.meta.get("robots"):
            return
        host = "/".join(request.url.split("/")[:3])
        known = self._rules.get(host)
        if known is None or (known.done() and not known.cancelled() and known.result().until < time.monotonic()):
            known = self._rules[host] = asyncio.ensure_future(self._fetch_rules(host))
        answer = await asyncio.shield(known)
        if isinstance(answer.rules, str):
            raise RobotsForbidError(answer.rules)
        if not answer.rules.can_fetch(request.url, self._agent):
            raise RobotsForbidError("robots.txt forbids it")
        if self._respects and answer.reserved and is_reserved(urlsplit(request.url).path, answer.reserved):
            raise ReservedError(f"text and data mining of it is reserved ({WELL_KNOWN})")

    async def _fetch_rules(self, host: str) -> _Rules:
        until = time.monotonic() + self._age
        try:
            response = await self._fetch(host, "/robots.txt")
        except Exception as error:  # noqa: BLE001 - whatever it is, the file could not be read
            words = f"robots.txt could not be fetched, so nothing may be: {name_cause(error)}"
            self._tell(HostManners(host, words))
            return _Rules(words, until)
        if response.status >= 500:
            words = f"robots.txt answers {response.status}, which forbids everything until it answers again"
            self._tell(HostManners(host, words))
            return _Rules(words, until)
        body = response.body[:LONGEST].decode("utf-8", "replace") if response.status == 200 else ""
        rules = Protego.parse(body)
        delay = min(float(rules.crawl_delay(self._agent) or 0), LONGEST_DELAY)
        throttle = self._crawler.get_extension(PoliteThrottle)
        if delay > 0 and throttle:
            throttle.raise_floor(delay)
        words = (
            "robots.txt was read" if response.status == 200 else f"robots.txt answers {response.status}: all is allowed"
        )
        reserved: tuple[tuple[str, ...], ...] = ()
        if rules.can_fetch(f"{host}{WELL_KNOWN}", self._agent):
            reserved = await self._fetch_reserved(host)
        sentences = (
            *find_robots_reservations(body),
            *(f"{WELL_KNOWN} reserves {place}" + (f" ({policy})" if policy else "") for place, policy in reserved[:5]),
        )
        self._tell(HostManners(host, words, delay, sentences))
        return _Rules(rules, until, reserved)

    async def _fetch_reserved(self, host: str) -> tuple[tuple[str, ...], ...]:
        try:
            response = await self._fetch(host, WELL_KNOWN)
        except Exception:  # noqa: BLE001 - no file, no reservation; the pages themselves are asked all the same
            return ()
        return read_tdmrep(response.body[:LONGEST]) if response.status == 200 else ()

    async def _fetch(self, host: str, path: str) -> Response:
        """Return the answer to a file at the root of a host, behind redirects that stay on it."""
        url = host + path
        for _ in range(HOPS + 1):
            request = Request(url, priority=1000, callback=NO_CALLBACK, meta={"robots": True}, dont_filter=True)
            response: Response = await self._crawler.engine.download_async(request)
            target = urljoin(url, (response.headers.get("Location") or b"").decode("latin-1"))
            if not 300 <= response.status < 400 or urlsplit(target).netloc != urlsplit(host).netloc:
                break
            url = target
        return response

    def _tell(self, manners: HostManners) -> None:
        self._crawler.signals.send_catch_log(signal=host_manners, manners=manners)
