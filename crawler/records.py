"""The nouns of a look at an unknown site: what was found there, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.profiles import Paging


@dataclass(frozen=True, slots=True)
class ListingFound:
    """A page that lists releases: path on the site, addresses of the releases on it, how its pages follow each other."""

    path: str
    articles: tuple[str, ...]
    paging: Paging | None = None
    # What of the address is its paging, from here on.
    cut_at: str = ""
    # Parameters behind the question mark without which the list, or a page of it, is another.
    keep_query: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FamilyFound:
    """Releases whose addresses have another form than most: those seen, their pattern, and what finds their fields."""

    pattern: str
    seen: tuple[str, ...]
    trailing_slash: bool = False
    keep_query: tuple[str, ...] = ()
    selectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    certainty: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SiteSurvey:
    """What a polite look at a site found. Paths are those on the site; `doubts` are sentences for the reader."""

    origin: str
    name: str
    # Other hosts under which the pages say that they stand.
    aliases: tuple[str, ...] = ()
    system: str = ""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[ListingFound, ...] = ()
    article_pattern: str = ""
    trailing_slash: bool = False
    keep_query: tuple[str, ...] = ()
    crawl_delay: float = 0.0
    # Field -> selectors, with the share of the sample pages on which they find the same as the reading did.
    selectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    certainty: Mapping[str, float] = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    families: tuple[FamilyFound, ...] = ()
    doubts: tuple[str, ...] = ()
