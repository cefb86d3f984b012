"""A polite look at a site of which only the address is known: its lists, feeds, sitemaps, releases, and how pages are built."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.profiles import load_profile, place_profile
from archive.urls import SiteUrls
from crawler.address_shapes import PRESS, shape_address
from crawler.cleaning import clean_text
from crawler.errors import PageError
from crawler.extraction import extract_article
from crawler.family_search import find_families, make_article_pattern, read_samples
from crawler.feed_search import find_feeds, find_press_groups, read_feeds, read_sitemaps
from crawler.list_walk import walk_list
from crawler.listing_search import (
    LinkGroup,
    PagerFound,
    find_candidates,
    find_links_of_pages,
    find_pager,
    find_release_links,
)
from crawler.mirror_search import find_mirrors
from crawler.records import ListingFound, SiteSurvey
from crawler.selector_search import Sample, propose_selectors
from crawler.site_reader import SiteReader

# So many pages are looked at for lists, feeds and releases.
_LISTS, _FEEDS, _SAMPLES = 6, 2, 4
# A pattern of ours fits a site if it finds the text on this share of the samples.
_FITS = 0.75
# By these signs in the mark-up the systems are told.
_SYSTEMS = (
    ("typo3", re.compile(r'content="TYPO3|/typo3(?:conf|temp)/|class="[^"]*\bnews-single\b|tx_news')),
    ("wordpress", re.compile(r'content="WordPress|/wp-content/|/wp-includes/')),
    ("drupal", re.compile(r'content="Drupal|data-drupal-|/sites/default/files/|class="[^"]*\bfield--name-')),
    ("sitepark", re.compile(r'class="[^"]*\bSP-[A-Z]|content="Sitepark')),
    ("presse-service", re.compile(r"/data\.aspx/static/|presse-service\.de")),
)


@dataclass(frozen=True, slots=True)
class _Listing:
    """A page that lists releases, and how much speaks for it."""

    score: float
    address: str
    root: HtmlElement
    group: LinkGroup
    pager: PagerFound | None


def survey_site(reader: SiteReader, address: str, name: str = "") -> SiteSurvey:
    """Return what a site shows of its releases, beginning at an address. Raises PageError where that cannot be read."""
    page, root = reader.fetch_tree(address)
    survey = SiteSurvey(_origin(page.url), name or _name_site(root, page.url), crawl_delay=reader.crawl_delay)
    doubts: list[str] = []
    feeds = dict.fromkeys(find_feeds(root, page.url))
    listings = _find_listings(reader, page.url, root, feeds)
    entries = list(read_feeds(reader, list(feeds)[:_FEEDS]))
    sitemaps, mapped = read_sitemaps(reader)
    groups = [listing.group for listing in listings[:1]]
    groups += [LinkGroup(tuple(members), 1) for members in find_press_groups(entries, mapped)]
    samples: list[Sample] = []
    chosen: LinkGroup | None = None
    for group in groups[:3]:
        samples = list(read_samples(reader, group.urls, _SAMPLES))
        if len(samples) >= max(1, min(len(group.urls), _SAMPLES) // 2):
            chosen = group
            break
    if chosen is None:
        doubts.append(
            "No list of releases was found from here. Give the address of the list itself: site new URL-OF-THE-LIST."
        )
    found = [_describe_listing(listing) for listing in listings[:1] if chosen is not None and listing.group is chosen]
    if chosen is not None and not found:
        doubts.append(
            "The releases were found in a feed or sitemap only; no page lists them, so older ones may stay unseen."
        )
    if found and found[0].paging is None:
        doubts.append("No link to a second page of the list was found: only what stands on the first is harvested.")
    if found and not feeds:
        doubts.append("The site offers no feed.")
    survey = replace(
        survey,
        aliases=tuple(_find_aliases(samples)),
        system=_find_system([root, *(sample.root for sample in samples)], page.url),
        feeds=tuple(_path(feed) for feed in feeds),
        sitemaps=tuple(_path(sitemap) for sitemap in sitemaps),
        listings=tuple(found),
        samples=tuple(sample.article.url for sample in samples),
        doubts=tuple(doubts),
    )
    if chosen is None:
        return survey
    first = listings[0] if found else None
    paging = first.pager.paging if first is not None and first.pager is not None else None
    pages = walk_list(reader, first.address, first.root, paging) if first is not None else []
    linked = find_links_of_pages(pages, reader.is_own, 1)
    shape = shape_address(chosen.urls[0])
    named = [url for group in linked if shape_address(group.urls[0]) == shape for url in group.urls]
    survey = _study_samples(survey, chosen, samples, [*named, *entries])
    dated = all(sample.article.published is not None for sample in samples)
    further = [*linked, *groups[1:]]
    survey = replace(survey, families=tuple(find_families(reader, further, [shape], dated=dated)))
    patterns = [survey.article_pattern, *(family.pattern for family in survey.families)]
    mirrors = find_mirrors(reader, pages, patterns, survey.aliases)
    return replace(survey, aliases=(*survey.aliases, *mirrors))


def _study_samples(
    survey: SiteSurvey, group: LinkGroup, samples: Sequence[Sample], entries: Sequence[str]
) -> SiteSurvey:
    """Add what the sample releases tell: the pattern of their addresses, selectors for their fields."""
    shape = shape_address(group.urls[0])
    alike = list(dict.fromkeys([*group.urls, *(url for url in entries if shape_address(url) == shape)]))
    doubts = list(survey.doubts)
    if len(alike) < 4:
        doubts.append(f"Only {len(alike)} addresses of releases were seen; look at the pattern of urls.article.")
    undated = sum(1 for sample in samples if sample.article.published is None)
    if undated:
        doubts.append(f"On {undated} of {len(samples)} sample pages no day of publication was found.")
    slashes = sum(1 for url in alike if urlsplit(url).path.endswith("/"))
    survey = replace(survey, trailing_slash=slashes > len(alike) / 2, keep_query=group.keep_query)
    survey = replace(survey, article_pattern=make_article_pattern(alike, group.keep_query))
    if survey.system and _share_read_by(survey, samples) >= _FITS:
        return replace(survey, doubts=tuple(doubts))
    proposals = propose_selectors(samples)
    for field in ("title", "text"):
        if field not in proposals:
            doubts.append(f"No selector finds the {field} on all sample pages; it is found by order and weight.")
    return replace(
        survey,
        system="",
        selectors={name: proposal.selectors for name, proposal in proposals.items()},
        certainty={name: proposal.share for name, proposal in proposals.items()},
        doubts=tuple(doubts),
    )


def _share_read_by(survey: SiteSurvey, samples: Sequence[Sample]) -> float:
    """Return on which share of the samples the pattern of the site's system finds text and headline by its selectors."""
    profile = place_profile(load_profile(survey.system), survey.origin)
    read = [extract_article(sample.root, sample.article.url, profile, SiteUrls(profile)).article for sample in samples]
    # Where a pattern names no place of the text, it is found by order.
    named = any(layout.text for layout in profile.layouts)
    good = [
        one for one in read if one is not None and one.text and (one.sources.get("text") == "selector" or not named)
    ]
    return len(good) / len(samples) if samples else 0.0


def _find_listings(reader: SiteReader, start: str, root: HtmlElement, feeds: dict[str, None]) -> list[_Listing]:
    """Return the pages that list releases, the likeliest first: the start page, and what its links lead to."""
    found: list[_Listing] = []
    queue: list[tuple[str, HtmlElement | None]] = [(start, root)]
    seen, pagers = {start.rstrip("/")}, list[str]()
    for _ in range(_LISTS):
        if not queue:
            break
        address, tree = queue.pop(0)
        if any(re.search(pattern, address) for pattern in pagers):
            continue  # a further page of a list that was seen
        if tree is None:
            try:
                page, tree = reader.fetch_tree(address)
            except PageError:
                continue
            address = page.url
            feeds |= dict.fromkeys(find_feeds(tree, address))
        if groups := find_release_links(tree, address, reader.is_own):
            pager = find_pager(tree, address, reader.is_own)
            if pager is not None:
                pagers.append(pager.paging.pattern)
            # The list itself has pages; a front page shows the newest only.
            score = groups[0].score * (1.5 if pager else 1.0) * (1.3 if PRESS.search(urlsplit(address).path) else 1.0)
            found.append(_Listing(score, address, tree, groups[0], pager))
        for target in find_candidates(tree, address, reader.is_own):
            if target.rstrip("/") not in seen and len(queue) < _LISTS:
                seen.add(target.rstrip("/"))
                queue.append((target, None))
    return sorted(found, key=lambda listing: -listing.score)


def _describe_listing(listing: _Listing) -> ListingFound:
    address, group, pager = listing.address, listing.group, listing.pager
    query = tuple(pair.partition("=")[0] for pair in urlsplit(address).query.split("&") if pair)
    keep = dict.fromkeys((*query, *(pager.keep_query if pager else ())))
    return ListingFound(
        _path(address), group.urls, pager.paging if pager else None, pager.cut_at if pager else "", tuple(keep)
    )


def _find_aliases(samples: Sequence[Sample]) -> Iterator[str]:
    """Yield the host that most samples name as their own for the same path: links of the site may be written with it."""
    hosts: Counter[str] = Counter()
    for sample in samples:
        own = urlsplit(sample.article.url)
        for node in sample.root.iterfind(".//link[@rel='canonical']"):
            try:
                named = urlsplit(node.get("href") or "")
            except ValueError:
                continue
            if named.netloc and named.netloc != own.netloc and named.path.rstrip("/") == own.path.rstrip("/"):
                hosts[named.netloc.lower()] += 1
    # One that the profile could not hold is left out.
    yield from (host for host, times in hosts.items() if times > len(samples) / 2 and re.fullmatch(r"[\w.-]+", host))


def _find_system(roots: Sequence[HtmlElement], url: str) -> str:
    from lxml import etree

    for root in roots:
        source = etree.tostring(root, encoding="unicode", method="html")[:600_000]
        for name, sign in _SYSTEMS:
            if sign.search(source) or (name == "presse-service" and "presse-service.de" in url):
                return name
    return ""


def _name_site(root: HtmlElement, url: str) -> str:
    for node in root.iterfind(".//meta[@property='og:site_name']"):
        if text := clean_text(node.get("content") or ""):
            return text[:80]
    title = next((clean_text(node.text_content()) for node in root.iterfind(".//head//title")), "")
    parts = [part for part in re.split(r"\s+[|·–—-]\s+", title) if part]
    named = next((part for part in parts if re.search(r"\b(?:Stadt|Gemeinde|Kreis|Landkreis|Markt)\b", part)), "")
    return (named or (parts[-1] if parts else "") or urlsplit(url).netloc)[:80]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
