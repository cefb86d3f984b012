"""Further pages of a list, from its newest to its oldest: an archive that spans relaunches links to addresses of each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from archive.profiles import Paging
from crawler.errors import PageError
from crawler.site_reader import SiteReader

# Pages of a list that are looked at beside the first.
MOST_STEPS = 10


def walk_list(
    reader: SiteReader, address: str, root: HtmlElement, paging: Paging | None
) -> list[tuple[str, HtmlElement]]:
    """Return pages of a list with their addresses: the first, then ever larger steps to its end, then some in between."""
    pages = [(address, root)]
    if paging is not None and paging.suffix:
        pages += _leap(reader, address, root, paging)
    elif paging is not None:
        pages += _follow(reader, address, root, re.compile(paging.pattern))
    return pages


def _leap(reader: SiteReader, address: str, root: HtmlElement, paging: Paging) -> Iterator[tuple[str, HtmlElement]]:
    """Yield the pages 2, 4, 8, ... until one says nothing new, then those halfway between the last ones."""
    seen = _targets(address, root)
    number, last, asked = 2, 1, set[int]()
    steps = 0
    while steps < MOST_STEPS:
        page = None if number in asked else _fetch_page(reader, address, paging, number)
        asked.add(number)
        steps += 1
        targets = _targets(address, page[1]) - seen if page is not None else set()
        if page is None or not targets:
            break
        seen |= targets
        yield page
        last, number = number, number * 2
    # The end lies between the last page that was there and the first that was not: look for the oldest ones there.
    beyond = number
    while steps < MOST_STEPS and beyond - last > 1:
        middle = (last + beyond) // 2
        page = _fetch_page(reader, address, paging, middle)
        steps += 1
        targets = _targets(address, page[1]) - seen if page is not None else set()
        if page is None or not targets:
            beyond = middle
        else:
            seen |= targets
            last = middle
            yield page


def _follow(
    reader: SiteReader, address: str, root: HtmlElement, pattern: re.Pattern[str]
) -> Iterator[tuple[str, HtmlElement]]:
    """Yield the pages that the pager itself names, the farthest first: its addresses carry more than the position."""
    waiting = _numbered(address, root, pattern)
    done: set[int] = set()
    for _ in range(MOST_STEPS):
        open_pages = [number for number in waiting if number not in done]
        if not open_pages:
            return
        # The farthest and the nearest in turn: both ends of the archive, and what lies between them.
        number = max(open_pages) if len(done) % 2 == 0 else sorted(open_pages)[len(open_pages) // 2]
        done.add(number)
        try:
            page, tree = reader.fetch_tree(waiting[number])
        except PageError:
            continue
        waiting = {**_numbered(page.url, tree, pattern), **waiting}
        yield page.url, tree


def _fetch_page(reader: SiteReader, address: str, paging: Paging, number: int) -> tuple[str, HtmlElement] | None:
    suffix = paging.suffix.format(paging.first + (number - 1) * paging.step)
    start = address.partition("?")[0] if suffix.startswith("?") else address.rstrip("/") + "/"
    try:
        page, tree = reader.fetch_tree(start + suffix)
    except PageError:
        return None
    return page.url, tree


def _targets(start: str, root: HtmlElement) -> set[str]:
    """Return where the links of a page of the list that begins at `start` lead, without those of its pager."""
    found, own = set(), urlsplit(start).path.rstrip("/") or "/index"
    for node in root.iter("a"):
        try:
            parts = urlsplit(urljoin(start, node.get("href") or ""))
        except ValueError:
            continue
        if not parts.path.startswith(own):
            found.add(parts.path)
    return found


def _numbered(address: str, root: HtmlElement, pattern: re.Pattern[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for node in root.iter("a"):
        href = node.get("href") or ""
        match = pattern.search(href)
        number = next((group for group in match.groups() if group), "") if match else ""
        if number.isdecimal() and len(number) < 7:
            found.setdefault(int(number), urljoin(address, href))
    return found
