"""Releases under addresses of other forms than most: those of the time before a relaunch, of another part of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.profiles import Profile, load_profile, place_profile
from archive.records import Article
from archive.urls import SiteUrls
from crawler.address_shapes import is_headline_like, make_pattern, shape_address
from crawler.errors import PageError
from crawler.extraction import extract_article
from crawler.listing_search import LinkGroup
from crawler.records import FamilyFound
from crawler.selector_search import Sample, propose_selectors
from crawler.site_reader import SiteReader

# Forms of addresses that are looked into, and pages of each.
MOST_FAMILIES, PAGES = 5, 4
# Words of a text from which on a page is a release and no mere pointer.
_WORDS = 15


def find_families(
    reader: SiteReader, groups: Iterable[LinkGroup], known: Iterable[tuple[str, ...]], *, dated: bool
) -> Iterator[FamilyFound]:
    """Yield the groups of links that lead to releases: some of their pages are read.

    Groups whose shape is `known` already are passed over; with `dated`, a page without a day of publication is no release.
    """
    shapes = set(known)
    looked = 0
    for group in groups:
        shape = shape_address(group.urls[0])
        if shape in shapes or looked >= MOST_FAMILIES:
            continue
        shapes.add(shape)
        looked += 1
        read = list(read_samples(reader, group.urls, PAGES))
        samples = [sample for sample in read if _is_release(sample.article, dated=dated)]
        if not samples or len(samples) < len(read) / 2:
            continue
        proposals = propose_selectors(samples) if len(samples) > 1 else {}
        slashes = sum(1 for url in group.urls if urlsplit(url).path.endswith("/"))
        yield FamilyFound(
            make_article_pattern(group.urls, group.keep_query),
            group.urls,
            slashes > len(group.urls) / 2,
            group.keep_query,
            {name: proposal.selectors for name, proposal in proposals.items()},
            {name: proposal.share for name, proposal in proposals.items()},
        )


def make_article_pattern(urls: Sequence[str], keep_query: Sequence[str]) -> str:
    """Return the pattern of the addresses of releases of one form; a single one tells only where the others stand."""
    pattern = make_pattern(urls)
    if len(set(urls)) == 1 and is_headline_like(urls[0]) and not keep_query:
        last = [piece for piece in urlsplit(urls[0]).path.split("/") if piece][-1]
        ending = re.search(r"\.(?:html?|php|aspx?|jsp|cfm)$", last)
        escaped = re.escape(last).replace(r"\-", "-")
        pattern = pattern.replace(escaped, "[^/?]+" + (re.escape(ending[0]) if ending else ""))
    return rf"{pattern.rstrip('$')}\?.*{re.escape(keep_query[-1])}=" if keep_query else pattern


def read_samples(reader: SiteReader, urls: Sequence[str], most: int) -> Iterator[Sample]:
    """Yield some releases from all over the list, as far as they can be read."""
    step = max(1, len(urls) // most)
    profile = place_profile(load_profile("generic"), reader.origin)
    for url in urls[::step][:most]:
        try:
            page, root = reader.fetch_tree(url)
        except PageError:
            continue
        article = _read_any(root, page.url, profile)
        if article is not None:
            yield Sample(root, replace(article, url=page.url))


def _read_any(root: HtmlElement, url: str, profile: Profile) -> Article | None:
    article = extract_article(root, url, profile, SiteUrls(profile)).article
    return article if article is not None and article.text and article.title else None


def _is_release(article: Article, *, dated: bool) -> bool:
    return len(article.text.split()) >= _WORDS and (article.published is not None or not dated)
