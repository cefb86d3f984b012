"""Where a page leads: links of HTML pages, entries of feeds and sitemaps, as addresses of the site with their kinds."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement

from archive.urls import Link, SiteUrls, join_url

# A page with more links is a trap; a sitemap may hold 50,000 by its standard.
MOST_LINKS = 5_000
MOST_ENTRIES = 50_000
LARGEST_SITEMAP = 50 * 1024 * 1024


def find_links(root: HtmlElement, base: str, urls: SiteUrls) -> dict[str, Link]:
    """Return the links of a page that stay on the site, by canonical URL, in document order."""
    for node in root.iterfind(".//base"):
        base = join_url(base, node.get("href") or "") or base
        break
    targets = (node.get("href") or "" for node in root.iterfind(".//a"))
    return _read(targets, base, urls, MOST_LINKS)


def find_entries(body: bytes, base: str, urls: SiteUrls) -> tuple[dict[str, Link], list[str]]:
    """Return the pages that a sitemap, RSS or Atom feed names, and the addresses of further sitemaps.

    What is no XML gives nothing.
    """
    root = _parse_xml(_unzip(body))
    if root is None:
        return {}, []
    kind = etree.QName(root).localname
    if kind == "sitemapindex":
        return {}, list(_texts(root, "loc"))[:200]
    if kind == "urlset":
        return _read(_texts(root, "loc"), base, urls, MOST_ENTRIES), []
    hrefs = [
        node.get("href", "")
        for node in root.iterfind(".//{*}entry/{*}link")
        if node.get("rel", "alternate") == "alternate"
    ]
    return _read([*hrefs, *_texts(root, "link")], base, urls, MOST_ENTRIES), []


def _read(targets: Iterable[str], base: str, urls: SiteUrls, most: int) -> dict[str, Link]:
    found: dict[str, Link] = {}
    for count, target in enumerate(targets):
        if count >= most:
            break
        link = urls.read(target, base) if target else None
        if link is not None:
            found.setdefault(link.url, link)
    return found


def _texts(root: etree._Element, name: str) -> Iterable[str]:
    return (node.text.strip() for node in root.iter(f"{{*}}{name}") if node.text and node.text.strip())


def _parse_xml(body: bytes) -> etree._Element | None:
    # No entities, no network, no DTD: an XML bomb or a file from the disk cannot be had this way.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _unzip(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, LARGEST_SITEMAP)
    except (zlib.error, gzip.BadGzipFile):
        return b""
