"""Fetches single pages of a site for the one who writes its profile: as politely as a crawl, and never off the site."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from protego import Protego

from archive.settings import Settings
from archive.urls import join_url
from crawler.contact import require_contact
from crawler.decoding import decode_html, looks_binary, parse_html
from crawler.errors import AddressError, PageError
from crawler.page_reader import TIMEOUT, Page
from crawler.politeness import HOPS, LONGEST, LONGEST_DELAY, is_loopback

# One look at a site asks for no more pages than this.
MOST_PAGES = 48


def require_address(address: str) -> None:
    """Raise AddressError where this is no address at which a site can stand."""
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # a broken IPv6 host
        good = False
    if not good:
        raise AddressError(f"{address!r} is no address of a site; expected http://host[:port] or https://host.")


class SiteReader:
    """Asks one site for pages, one after the other; robots.txt decides, and seconds pass between two requests."""

    def __init__(
        self, settings: Settings, address: str, delay: float = 2.0, tell: Callable[[str], None] = lambda line: None
    ) -> None:
        require_address(address)
        parts = urlsplit(address)
        require_contact(settings.contact, address, "looks at it")
        self.settings = settings
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.delay = 0.0 if is_loopback(address) else delay
        self.crawl_delay = 0.0
        self.asked: list[str] = []
        self.sitemaps: tuple[str, ...] = ()
        self._tell = tell
        self._last = 0.0
        self._opener = urllib.request.build_opener(_NoRedirect)
        self._rules = self._fetch_rules()

    def fetch(self, address: str) -> Page:
        """Return a page of the site, redirects within it followed. Raises PageError with the reason."""
        target = join_url(self.origin + "/", address)
        for _ in range(HOPS + 1):
            if not self.is_own(target):
                raise PageError(f"{address} leads off the site, to {target}, which is not asked for.")
            if isinstance(self._rules, str):
                raise PageError(f"{target} is not asked for: {self._rules}.")
            if not self._rules.can_fetch(target, self.settings.agent):
                raise PageError(f"{target} is not asked for: robots.txt forbids it.")
            if len(self.asked) >= MOST_PAGES:
                raise PageError(f"{target} is not asked for: {MOST_PAGES} pages are enough for one look.")
            status, page, location = self._ask(target)
            if not location:
                break
            target = join_url(target, location)
        if status != 200:
            raise PageError(f"{target} answers {status}.")
        return page

    def fetch_tree(self, address: str) -> tuple[Page, HtmlElement]:
        """Return an HTML page and its tree. Raises PageError where there is none."""
        page = self.fetch(address)
        root = None if looks_binary(page.body) else parse_html(decode_html(page.body, page.content_type))
        if root is None:
            raise PageError(f"{page.url} is no HTML page.")
        return page, root

    def is_own(self, address: str) -> bool:
        """Tell whether an address is on the site, with or without www."""
        parts, own = urlsplit(address), urlsplit(self.origin)
        return parts.scheme in ("http", "https") and _bare(parts.netloc) == _bare(own.netloc)

    def _ask(self, target: str) -> tuple[int, Page, str]:
        """Return status, page, and where a redirect leads (empty for none)."""
        time.sleep(max(0.0, self._last + self.delay - time.monotonic()))
        self.asked.append(target)
        self._tell(target)
        request = urllib.request.Request(  # noqa: S310 - http or https, checked above
            target, headers={"User-Agent": self.settings.agent, "Accept": "text/html,application/xml;q=0.9,*/*;q=0.5"}
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                body = answer.read(self.settings.max_response + 1)
                page = Page(body, answer.headers.get("Content-Type", ""), target)
        except urllib.error.HTTPError as error:
            location = error.headers.get("Location") or "" if 300 <= error.code < 400 else ""
            return error.code, Page(b"", "", target), location
        except (OSError, ValueError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise PageError(f"{target} cannot be fetched ({reason}). Is the address right, and the site up?") from error
        finally:
            self._last = time.monotonic()
        if len(body) > self.settings.max_response:
            raise PageError(f"{target} is larger than {self.settings.max_response} bytes.")
        return 200, page, ""

    def _fetch_rules(self) -> Protego | str:
        """Return what robots.txt allows, or why nothing may be fetched: 4xx allows all, 5xx and no answer nothing."""
        target = f"{self.origin}/robots.txt"
        for _ in range(HOPS + 1):
            try:
                status, page, location = self._ask(target)
            except PageError as error:
                return f"robots.txt could not be read ({error})"
            if not location or not self.is_own(join_url(target, location)):
                break
            target = join_url(target, location)
        if status >= 500:
            return f"robots.txt answers {status}, which forbids everything until it answers again"
        rules = Protego.parse(page.body[:LONGEST].decode("utf-8", "replace") if status == 200 else "")
        self.sitemaps = tuple(rules.sitemaps)[:20]
        self.crawl_delay = min(float(rules.crawl_delay(self.settings.agent) or 0), LONGEST_DELAY)
        self.delay = max(self.delay, 0.0 if is_loopback(self.origin) else self.crawl_delay)
        return rules


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to us: each hop is checked first."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


def _bare(host: str) -> str:
    return host.rpartition("@")[2].lower().rstrip(".").removesuffix(":80").removesuffix(":443").removeprefix("www.")
