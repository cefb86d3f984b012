"""A polite look at a site of which only the address is known: its lists, feeds, sitemaps, releases, and how pages are built."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from archive.profiles import Profile, load_profile, place_profile
from archive.records import Article
from archive.urls import SiteUrls
from crawler.address_shapes import PRESS, group_addresses, is_headline_like, make_pattern, shape_address
from crawler.cleaning import clean_text
from crawler.errors import PageError
from crawler.extraction import extract_article
from crawler.links import find_entries
from crawler.listing_search import LinkGroup, PagerFound, find_candidates, find_pager, find_release_links
from crawler.records import ListingFound, SiteSurvey
from crawler.selector_search import Sample, propose_selectors
from crawler.site_reader import SiteReader

# So many pages are looked at for lists, sitemaps and releases.
_LISTS, _SITEMAPS, _FEEDS, _SAMPLES = 6, 3, 2, 4
# A pattern of ours fits a site if it finds the text on this share of the samples.
_FITS = 0.75
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
# By these signs in the mark-up the systems are told.
_SYSTEMS = (
    ("typo3", re.compile(r'content="TYPO3|/typo3(?:conf|temp)/|class="[^"]*\bnews-single\b|tx_news')),
    ("wordpress", re.compile(r'content="WordPress|/wp-content/|/wp-includes/')),
    ("drupal", re.compile(r'content="Drupal|data-drupal-|/sites/default/files/|class="[^"]*\bfield--name-')),
    ("sitepark", re.compile(r'class="[^"]*\bSP-[A-Z]|content="Sitepark')),
    ("presse-service", re.compile(r"/data\.aspx/static/|presse-service\.de")),
)


def survey_site(reader: SiteReader, address: str, name: str = "") -> SiteSurvey:
    """Return what a site shows of its releases, beginning at an address. Raises PageError where that cannot be read."""
    page, root = reader.fetch_tree(address)
    survey = SiteSurvey(_origin(page.url), name or _name_site(root, page.url), crawl_delay=reader.crawl_delay)
    doubts: list[str] = []
    feeds = dict.fromkeys(_find_feeds(root, page.url))
    listings = list(_find_listings(reader, page.url, root, feeds))
    entries = list(_read_feeds(reader, list(feeds)[:_FEEDS]))
    sitemaps, mapped = _read_sitemaps(reader)
    groups = [group for _, _, group, _ in listings[:1]]
    groups += [LinkGroup(tuple(members), 1) for members in _press_groups(entries, mapped)]
    samples: list[Sample] = []
    chosen: LinkGroup | None = None
    for group in groups[:3]:
        samples = list(_read_samples(reader, group.urls))
        if len(samples) >= max(1, min(len(group.urls), _SAMPLES) // 2):
            chosen = group
            break
    if chosen is None:
        doubts.append(
            "No list of releases was found from here. Give the address of the list itself: site new URL-OF-THE-LIST."
        )
    found = [_describe_listing(listing) for listing in listings[:1] if chosen is not None and listing[2] is chosen]
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
    return _study_samples(survey, chosen, samples, entries) if chosen is not None else survey


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
    pattern = make_pattern(alike)
    if group.keep_query:
        pattern = rf"{make_pattern(alike).rstrip('$')}\?.*{re.escape(group.keep_query[-1])}="
    survey = replace(survey, article_pattern=pattern)
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
    good = [article for article in read if article is not None and article.sources.get("text") == "selector"]
    return len(good) / len(samples) if samples else 0.0


def _find_listings(
    reader: SiteReader, start: str, root: HtmlElement, feeds: dict[str, None]
) -> list[tuple[float, str, LinkGroup, PagerFound | None]]:
    """Return the pages that list releases, the likeliest first: the start page, and what its links lead to."""
    found: list[tuple[float, str, LinkGroup, PagerFound | None]] = []
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
            feeds |= dict.fromkeys(_find_feeds(tree, address))
        if groups := find_release_links(tree, address, reader.is_own):
            pager = find_pager(tree, address, reader.is_own)
            if pager is not None:
                pagers.append(pager.paging.pattern)
            # The list itself has pages; a front page shows the newest only.
            score = groups[0].score * (1.5 if pager else 1.0) * (1.3 if PRESS.search(urlsplit(address).path) else 1.0)
            found.append((score, address, groups[0], pager))
        for target in find_candidates(tree, address, reader.is_own):
            if target.rstrip("/") not in seen and len(queue) < _LISTS:
                seen.add(target.rstrip("/"))
                queue.append((target, None))
    return sorted(found, key=lambda listing: -listing[0])


def _describe_listing(listing: tuple[float, str, LinkGroup, PagerFound | None]) -> ListingFound:
    _, address, group, pager = listing
    query = tuple(pair.partition("=")[0] for pair in urlsplit(address).query.split("&") if pair)
    keep = dict.fromkeys((*query, *(pager.keep_query if pager else ())))
    return ListingFound(
        _path(address), group.urls, pager.paging if pager else None, pager.cut_at if pager else "", tuple(keep)
    )


def _read_feeds(reader: SiteReader, feeds: Sequence[str]) -> Iterator[str]:
    urls = _site_urls(reader.origin)
    for feed in feeds:
        try:
            page = reader.fetch(feed)
        except PageError:
            continue
        yield from find_entries(page.body, page.url, urls)[0]


def _read_sitemaps(reader: SiteReader) -> tuple[list[str], list[str]]:
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


def _press_groups(entries: Sequence[str], mapped: Sequence[str]) -> Iterator[list[str]]:
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


def _read_samples(reader: SiteReader, urls: Sequence[str]) -> Iterator[Sample]:
    """Yield some releases from all over the list, as far as they can be read."""
    step = max(1, len(urls) // _SAMPLES)
    profile = place_profile(load_profile("generic"), reader.origin)
    for url in urls[::step][:_SAMPLES]:
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


def _site_urls(origin: str) -> SiteUrls:
    return SiteUrls(place_profile(load_profile("generic"), origin))


def _find_feeds(root: HtmlElement, base: str) -> Iterator[str]:
    for node in root.iterfind(".//link[@href]"):
        if (node.get("type") or "").lower() in _FEED_TYPES and "comment" not in (node.get("href") or ""):
            target = urljoin(base, node.get("href"))
            if _origin(target) == _origin(base):
                yield target


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
