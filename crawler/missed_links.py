"""Links on the pages of a list that look like releases and fit no pattern of the profile: what a crawl would pass over."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from archive.profiles import Profile
from archive.urls import OTHER, SiteUrls
from crawler.list_walk import walk_list
from crawler.listing_search import find_links_of_pages
from crawler.site_reader import SiteReader

# On fewer pages, links of the template cannot be told from those of the list.
_ENOUGH_PAGES = 3


def find_missed_links(
    reader: SiteReader, address: str, root: HtmlElement, profile: Profile, urls: SiteUrls
) -> Iterator[tuple[int, str]]:
    """Yield how many links of one form are passed over, with an example; the list is leafed through to its end."""
    pages = walk_list(reader, address, root, profile.urls.paging)
    if len(pages) < _ENOUGH_PAGES:
        return
    for group in find_links_of_pages(pages, reader.is_own):
        missed = [url for url in group.urls if (link := urls.read(url)) is not None and link.kind == OTHER]
        if len(missed) > 1:
            yield len(missed), missed[0]
