"""What a site profile may say: the records that one TOML file fills, without any site's name in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# Where the day of publication can be read, beside selectors: a label, the embedded data of the page, `<time>`, the
# headline, a bare day near the headline, the last line of the text, the address, a form of the profile's own, and
# htmldate's guess as the last resort.
DATE_SOURCES = ("label", "json-ld", "meta", "time", "title", "text", "last", "url", "form", "htmldate")


@dataclass(frozen=True, slots=True)
class Paging:
    """How the pages of a listing are addressed: `suffix` with `{}` for the position; empty: as the page links them."""

    pattern: str
    suffix: str = ""
    first: int = 1
    step: int = 1
    # An archive has an end; a listing that has none is a trap.
    max_pages: int = 600


@dataclass(frozen=True, slots=True)
class UrlRules:
    """The URL grammar: patterns are regular expressions that are searched for in the canonical path and query."""

    # Everything from here on is view state of the CMS, not address.
    cut_at: str = ""
    # Parameters behind the question mark that belong to the address; all others are junk and go.
    keep_query: tuple[str, ...] = ()
    # Paths that end in one slash in their canonical form; all others in none.
    trailing_slash: str = ""
    article: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    # Pages that hold no article but lead to some: overview, partner cities, rubrics.
    page: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    # Other addresses of a page: pattern -> canonical path, in which \1 stands for the first group.
    same: Mapping[str, str] = field(default_factory=dict)
    paging: Paging | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Where a crawl begins: paths on the site."""

    pages: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How pages look during a period. Selectors are CSS, or XPath where they begin with `xpath:`; the first that
    finds something counts. `date` names sources of the date (DATE_SOURCES) or selectors, in order of trial."""

    name: str
    # Pattern of the paths that have this layout; empty fits every page.
    url: str = ""
    # Last day of capture on which this layout was served.
    until: date | None = None
    # The layout fits pages on which one of these finds something; empty fits every page.
    when: tuple[str, ...] = ()
    title: tuple[str, ...] = ("main h1", "h1", "h2")
    kicker: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    date: tuple[str, ...] = ("label", "json-ld", "meta", "time", "title")
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextRules:
    """What words of the page mean: labels, and lines at which the text ends. Patterns are regular expressions."""

    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    # How a day is written where no label stands, in letters: `Pressemeldung – TT.MM.JJJJ`, `(T. Monat JJJJ)`.
    date_forms: tuple[str, ...] = ()
    # Lines that are no text: section labels, placeholders.
    drop: tuple[str, ...] = ()
    # Lines from which on nothing belongs to the article: related news, contact, closing lists.
    cut_at: tuple[str, ...] = ()
    # Photo credits that stand without a label.
    credits: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """One publisher. `url` is its own address, `aliases` are hosts that show the same pages, `address` is where
    it is really fetched if that is another place (the demonstration on loopback). A profile without `url` is a
    pattern that others build upon."""

    id: str
    name: str
    url: str = ""
    aliases: tuple[str, ...] = ()
    address: str = ""
    language: str = "de"
    gazetteer: str = ""
    # How the text is found where no selector of the layout finds it: by `order`, labels and nearness, as on plain press
    # pages, or by the `weight` of its blocks, as on pages full of other things.
    reading: str = "order"
    # Seconds between two requests; raised by Crawl-delay and by slow answers, never lowered. Not on loopback.
    delay: float = 2.0
    # Releases that one run fetches at most, new ones before known ones; 0 sets no bound.
    budget: int = 0
    # A reservation of text and data mining (§ 44b UrhG) is noted in each case; with `respect` what is reserved is left out.
    tdm: str = "record"
    # When `pressearchiv run-due` crawls the site: `06:15`, or with days in front: `mon,thu 06:15`.
    schedule: tuple[str, ...] = ()
    start: Start = field(default_factory=Start)
    urls: UrlRules = field(default_factory=UrlRules)
    text: TextRules = field(default_factory=TextRules)
    layouts: tuple[Layout, ...] = (Layout("any"),)

    def layouts_for(self, path: str, captured: date | None = None) -> tuple[Layout, ...]:
        """Return the layouts that fit a path, those still served on the day of capture in front; never empty."""
        fitting = [layout for layout in self.layouts if re.search(layout.url, path)]
        late = [
            layout
            for layout in fitting
            if layout.until is not None and captured is not None and captured > layout.until
        ]
        return (*(layout for layout in fitting if layout not in late), *late) or self.layouts[-1:]

    def layout_for(self, path: str, captured: date | None = None) -> Layout:
        """Return the first layout that fits the path and was still served on the day of capture."""
        return self.layouts_for(path, captured)[0]
