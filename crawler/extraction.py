"""From a page to the press release on it: a pure function of tree, address and profile, without network or framework."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from lxml.html import HtmlElement

from archive.profiles import Profile
from archive.records import Article
from archive.urls import SiteUrls
from crawler.generic import is_plain_release, read_generic
from crawler.profiled import SHORTEST, find_canonical, read_profiled, says_not_found
from crawler.selected import choose_layout, find_all

# The id of the profile that stands in for a site that has none.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a page gave: the article, or None and the reason: `empty`, `not found`, `no headline` or `no text`."""

    article: Article | None
    reason: str = ""


def extract_article(
    root: HtmlElement | None, url: str, profile: Profile, urls: SiteUrls, captured: date | None = None
) -> Extraction:
    """Read the press release off a page.

    `root` is the page's tree, `url` its canonical address, `captured` the day on which it was fetched (chooses
    the layout). The tree is not changed.
    """
    if root is None:
        return Extraction(None, "empty")
    layout = choose_layout(profile.layouts_for(urls.path(url), captured), root)
    weigh = profile.reading == "weight" and not find_all(root, layout.text) and not is_plain_release(root, profile)
    weighed = _read_unknown(root, url, profile, urls) if weigh else None
    if weighed is not None and not (layout.when or layout.text):
        # Selectors that find the text know the mark-up; of other pages the plain ones are read by order.
        return Extraction(weighed)
    read = read_profiled(root, url, profile, urls, captured)
    if weighed is not None and not isinstance(read, str):
        return Extraction(_fill_text(read, weighed))
    if isinstance(read, str):
        # A page that the rules do not fit may be an article all the same.
        article = weighed
        if article is None and read in ("no headline", "no text"):
            article = _read_unknown(root, url, profile, urls)
        return Extraction(article, "" if article is not None else read)
    if len(read.text) + len(read.lead) < SHORTEST:
        other = _read_unknown(root, url, profile, urls)
        read = _fill_text(read, other) if other is not None and len(other.text) > len(read.text) else read
    return Extraction(read)


def _read_unknown(root: HtmlElement, url: str, profile: Profile, urls: SiteUrls) -> Article | None:
    article = read_generic(root, find_canonical(root, url, urls), profile, urls)
    return article if article is not None and not says_not_found(article.title, profile) else None


def _fill_text(read: Article, other: Article) -> Article:
    """Give an article whose text no selector found the text that weighing finds; what selectors found stays."""
    lead, sources = read.lead, dict(read.sources)
    if sources.get("lead") != "selector":
        lead = other.lead
        sources.pop("lead", None)
    sources |= {name: source for name, source in other.sources.items() if name == "text" or name not in sources}
    return replace(read, lead=lead, text=other.text, images=read.images or other.images, sources=sources)
