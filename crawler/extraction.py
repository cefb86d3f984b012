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

# The id of the profile that stands in for an unknown site: of such pages neither mark-up nor labels are known.
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
    # Layouts with selectors know the mark-up; of other pages the plain ones are read by order, the rest by weight.
    knows = profile.id != UNKNOWN
    if not knows and not is_plain_release(root, profile):
        article = _read_unknown(root, url, profile, urls)
        if article is not None:
            return Extraction(article)
    read = read_profiled(root, url, profile, urls, captured)
    if isinstance(read, str):
        # A page that the rules do not fit may be an article all the same.
        article = _read_unknown(root, url, profile, urls) if read in ("no headline", "no text") else None
        return Extraction(article, "" if article is not None else read)
    if len(read.text) + len(read.lead) < SHORTEST:
        read = _fill_text(read, root, url, profile, urls)
    return Extraction(read)


def _read_unknown(root: HtmlElement, url: str, profile: Profile, urls: SiteUrls) -> Article | None:
    article = read_generic(root, find_canonical(root, url, urls), profile, urls)
    return article if article is not None and not says_not_found(article.title, profile) else None


def _fill_text(read: Article, root: HtmlElement, url: str, profile: Profile, urls: SiteUrls) -> Article:
    """Give an article of which little more than headline and day was found the text that weighing finds."""
    other = _read_unknown(root, url, profile, urls)
    if other is None or len(other.text) <= len(read.text):
        return read
    told = {name: other.sources[name] for name in ("lead", "text") if name in other.sources}
    return replace(read, lead=other.lead or read.lead, text=other.text, sources={**read.sources, **told})
