"""What feeds and sitemaps of a site name, of which nothing else is known: where no page lists the releases, these do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.profiles import load_profile, place_profile
from archive.urls import SiteUrls, join_url
from crawler.address_shapes import PRESS, group_addresses, is_headline_like
from crawler.errors import PageError
from crawler.links import find_entries
from crawler.site_reader import SiteReader

_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
# Sitemaps that are looked at.
_SITEMAPS = 3


def find_feeds(root: HtmlElement, base: str) -> Iterator[str]:
    """Yield the feeds that a page names, on the same host."""
    for node in root.iterfind(".//link[@href]"):
        if (node.get("type") or "").lower() in _FEED_TYPES and "comment" not in (node.get("href") or ""):
            target = join_url(base, node.get("href"))
            if urlsplit(target)[:2] == urlsplit(base)[:2]:
                yield target


def read_feeds(reader: SiteReader, feeds: Sequence[str]) -> Iterator[str]:
    """Yield the pages that these feeds name, as far as they can be read."""
    urls = _site_urls(reader.origin)
    for feed in feeds:
        try:
            page = reader.fetch(feed)
        except PageError:
            continue
        yield from find_entries(page.body, page.url, urls)[0]


def read_sitemaps(reader: SiteReader) -> tuple[list[str], list[str]]:
    """Return the sitemaps of a site that can be read, and the pages that they name."""
    urls = _site_urls(reader.origin)
    queue = [*(sitemap for sitemap in reader.sitemaps if reader.is_own(sitemap))] or [f"{reader.origin}/sitemap.xml"]
    good: list[str] = []
    named: list[str] = []
    for _ in range(_SITEMAPS):
        if not queue:
            break
        address = queue.pop(0)
        try:
            page = reader.fetch(address)
        except PageError:
            continue
        pages, further = find_entries(page.body, page.url, urls)
        if pages or further:
            good.append(address)
        named += pages
        queue[:0] = sorted(
            (other for other in further if reader.is_own(other)), key=lambda other: not PRESS.search(other)
        )
    # Those that an index names are found through it.
    return good[:1] if len(good) > 1 and not reader.sitemaps else good, named


def find_press_groups(entries: Sequence[str], mapped: Sequence[str]) -> Iterator[list[str]]:
    """Yield groups of addresses that feeds and sitemaps name and that may be releases."""
    for members in group_addresses(entries):
        if len(members) > 1:
            yield members
    groups = group_addresses(url for url in mapped if is_headline_like(url))
    yield from sorted(
        (members for members in groups if len(members) > 2 and PRESS.search(urlsplit(members[0]).path)),
        key=len,
        reverse=True,
    )


def _site_urls(origin: str) -> SiteUrls:
    return SiteUrls(place_profile(load_profile("generic"), origin))
