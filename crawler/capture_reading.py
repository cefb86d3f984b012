"""Reads releases off captures instead of a live site: for imports, and for reading everything anew after rules changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from scrapy.http import Headers

from archive.content_coding import decode_body
from archive.errors import ProfileError, WarcError
from archive.ledger import Ledger
from archive.profiles import Profile, load_profile
from archive.records import Capture
from archive.replay import find_original, read_capture
from archive.settings import Settings
from archive.urls import SiteUrls
from archive.warc_reading import WarcResponse
from crawler.decoding import decode_html, looks_binary, parse_html
from crawler.extraction import Extraction, extract_article
from crawler.reservations import RESPECT, find_page_reservations

# What an HTML page calls itself; pages of old crawls often call themselves nothing.
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream", "")


@dataclass(frozen=True, slots=True)
class SitePages:
    """A site's profile with its URL grammar, where pages were fetched from `address`."""

    profile: Profile
    urls: SiteUrls


class CaptureReader:
    """Opens profiles once, and reads one capture after the other."""

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self.settings = settings
        self.ledger = ledger
        self._sites: dict[tuple[str, str], SitePages | None] = {}
        self._addresses: dict[int, str] = {}

    def open_site(self, site: str, address: str = "") -> SitePages | None:
        """Return the profile of a site, or None where there is none (any more)."""
        key = (site, address)
        if key not in self._sites:
            try:
                profile = load_profile(site, [self.settings.sites_folder])
                self._sites[key] = SitePages(profile, SiteUrls(profile, address))
            except ProfileError:
                self._sites[key] = None
        return self._sites[key]

    def address_of(self, capture: Capture) -> str:
        """Return where the pages of a capture's run were fetched, if that was a copy of the site."""
        if capture.crawl_id not in self._addresses:
            crawl = self.ledger.crawl(capture.crawl_id)
            self._addresses[capture.crawl_id] = crawl.address if crawl else ""
        return self._addresses[capture.crawl_id]

    def read_capture(self, capture: Capture, pages: SitePages) -> Extraction:
        """Read the release off a capture of the ledger; one that cannot be read is an Extraction with the reason."""
        try:
            response = read_capture(self.settings, self.ledger, capture)
            if response.kind == "revisit":
                original = find_original(self.ledger, capture, response)
                if original is None:
                    return Extraction(None, "refers to a capture that is not there")
                response = read_capture(self.settings, self.ledger, original)
        except WarcError as error:
            return Extraction(None, f"unreadable: {error}")
        return self.read_response(response, capture.url, capture.fetched, pages)

    def read_response(self, response: WarcResponse, url: str, fetched: datetime, pages: SitePages) -> Extraction:
        """Read the release off a response; `url` is its canonical address."""
        if response.media_type not in _PAGES:
            return Extraction(None, "no HTML page")
        try:
            body = decode_body(response.body, response.header("Content-Encoding"), self.settings.max_response)
        except WarcError as error:
            return Extraction(None, f"unreadable: {error}")
        if looks_binary(body):
            return Extraction(None, "no HTML page")
        root = parse_html(decode_html(body, response.header("Content-Type")))
        if pages.profile.tdm == RESPECT and find_page_reservations(url, Headers(response.headers), root):
            return Extraction(None, "text and data mining of it is reserved")
        captured: date = fetched.date()
        return extract_article(root, url, pages.profile, pages.urls, captured)
