"""What the demonstration site says to machines: robots.txt, and since the relaunch a sitemap and an Atom feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape

from demo.collection import Collection
from demo.links import LISTING, ORIGIN, OVERVIEW
from demo.partners import list_city_pages
from demo.timeline import RELAUNCH
from demo.typesetting import set_words, tease

FEED = "/feed.atom"
SITEMAP = "/sitemap.xml"
SITEMAP_ROWS = 2000
_FEED_ROWS = 20


def write_robots(day: date) -> str:
    """Return robots.txt: a tiny crawl delay (seconds), one forbidden folder, and since the relaunch the sitemap."""
    rules = "User-agent: *\nCrawl-delay: 0.02\nDisallow: /intern/\n"
    return f"{rules}\nSitemap: {ORIGIN}{SITEMAP}\n" if day >= RELAUNCH else rules


def write_sitemap(collection: Collection, day: date, part: int | None) -> str | None:
    """Return the sitemap, or its index where it is too long for one file; parts count from 1, None asks for the whole.

    None comes back for a part that does not exist, and before the relaunch.
    """
    if day < RELAUNCH:
        return None
    rows: list[tuple[str, date | None]] = [("/", None), (OVERVIEW, None), (LISTING, None)]
    rows += [(path, None) for path in list_city_pages(day)]
    rows += [(standing.path, standing.changed) for standing in collection.view_day(day).newest]
    parts = -(-len(rows) // SITEMAP_ROWS)
    if part is None and parts > 1:
        entries = (f"<sitemap><loc>{ORIGIN}/sitemap-{number}.xml</loc></sitemap>" for number in range(1, parts + 1))
        return _wrap("sitemapindex", entries)
    if part is not None and not 1 <= part <= parts:
        return None
    start = ((part or 1) - 1) * SITEMAP_ROWS
    return _wrap("urlset", (_sitemap_row(path, changed) for path, changed in rows[start : start + SITEMAP_ROWS]))


def write_feed(collection: Collection, day: date) -> str | None:
    """Return the Atom feed of the newest notices, or None before the relaunch."""
    if day < RELAUNCH:
        return None
    entries = []
    newest = collection.view_day(day).newest[:_FEED_ROWS]
    for row in newest:
        standing = collection.stand(row.notice, day) or row
        published = ""
        if standing.published and "no-date" not in standing.notice.quirks:
            published = f"<published>{_stamp(standing.published)}</published>"
        entries.append(
            f"<entry><id>{ORIGIN}{escape(standing.path)}</id>"
            f"<title>{escape(set_words(standing.title, standing.notice))}</title>"
            f'<link rel="alternate" href="{ORIGIN}{escape(standing.path)}"/>'
            f"<updated>{_stamp(standing.changed)}</updated>{published}"
            f"<summary>{escape(tease(standing))}</summary></entry>"
        )
    updated = max((row.changed for row in newest), default=day)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">\n'
        f"<id>{ORIGIN}{FEED}</id><title>Stadt Krefeld: Pressemeldungen (erfunden)</title>"
        f'<link rel="self" href="{ORIGIN}{FEED}"/><updated>{_stamp(updated)}</updated>\n'
        f"<author><name>Stadt Krefeld, Presse und Kommunikation</name></author>\n{chr(10).join(entries)}\n</feed>\n"
    )


def _sitemap_row(path: str, changed: date | None) -> str:
    lastmod = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
    return f"<url><loc>{ORIGIN}{escape(path)}</loc>{lastmod}</url>"


def _wrap(element: str, rows: Iterable[str]) -> str:
    body = "\n".join(rows)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{element} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}\n</{element}>\n'
    )


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T08:00:00Z"
