"""What is usual for a site: ranges of the counts and coverage of the layouts, from the crawls that were taken in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from archive.records import DONE, Crawl

# Earlier crawls that are looked at, and how many it takes before they make us expect anything.
LOOKED_AT, NEEDED = 20, 3
# Pages of a layout that must have been seen before its coverage is called usual.
ENOUGH_PAGES = 10
COUNTS = ("listed", "found", "new", "changed", "missing", "gone", "failed")
FIELDS = ("date", "lead", "text", "captions")


@dataclass(frozen=True, slots=True)
class UsualCrawl:
    """What earlier crawls make us expect: lowest and highest of each count, shares by layout, sums of the counts."""

    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    layouts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    sums: Mapping[str, int] = field(default_factory=dict)

    def share(self, name: str) -> float:
        """Return how many of the known articles that were looked at had this outcome, 0 to 1."""
        known = self.sums.get("found", 0) - self.sums.get("new", 0) + self.sums.get("missing", 0)
        return self.sums.get(name, 0) / known if known > 0 else 0.0


def find_usual(crawls: Sequence[Crawl], *, thorough: bool) -> UsualCrawl:
    """Return what is usual, from crawls of one site, newest first; only those count whose captures were taken in.

    Counts are compared among crawls of the same kind only: a thorough one walks all listings.
    """
    good = [crawl for crawl in crawls if crawl.intake == DONE and crawl.verdict in ("ok", "nothing new", "suspicious")]
    good = good[:LOOKED_AT]
    alike = [crawl for crawl in good if crawl.thorough == thorough]
    ranges = {}
    if len(alike) >= NEEDED:
        for name in COUNTS:
            values = [crawl.counts.get(name, 0) for crawl in alike]
            ranges[name] = (min(values), max(values))
    sums: Counter[str] = Counter()
    for crawl in good:
        sums.update(crawl.counts)
    return UsualCrawl(ranges, _find_layouts(good), sums)


def _find_layouts(crawls: Sequence[Crawl]) -> dict[str, dict[str, float]]:
    """Return the shares of each layout; after an accepted crawl its coverage is what is usual, so older ones drop out."""
    pages: dict[str, int] = defaultdict(int)
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    words: dict[str, float] = defaultdict(float)
    for crawl in crawls:
        for layout in crawl.coverage:
            pages[layout.layout] += layout.pages
            sums[layout.layout].update({name: getattr(layout, name) for name in FIELDS})
            words[layout.layout] += layout.words * layout.text
        if crawl.verdict == "suspicious":
            break
    usual = {}
    for name, count in pages.items():
        if count >= ENOUGH_PAGES:
            shares = {key: round(sums[name][key] / count, 3) for key in FIELDS}
            texts = sums[name]["text"]
            usual[name] = shares | {"words": round(words[name] / texts, 1) if texts else 0.0}
    return usual
