"""What a crawl did, counted while it runs, and the verdict at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from archive.keeping import Kept
from archive.records import CrawlFailure
from crawler.causes import find_cure

# More failing article pages than this share, of at least so many, and the crawl is not to be trusted.
TOLERATED, AT_LEAST = 0.3, 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ok`, `nothing new`, `suspicious` or `failed`, and the sentence that gives the reason."""

    word: str
    reason: str


class CrawlReport:
    """Counts pages, articles by outcome and failures by cause."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._causes: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        # Entry pages that were answered, and listings that held at least one release.
        self.entries = 0
        self.listings = 0
        self.full_listings = 0

    def count_kept(self, kept: Kept | None) -> None:
        """Count what came of an article."""
        if kept is not None:
            self.counts[kept.outcome] += 1
            if kept.outcome not in ("missing", "gone"):
                self.counts["found"] += 1

    def count_failure(self, cause: str, example: str) -> None:
        """Count a request that failed; the first address of each cause is kept as an example."""
        self.counts["failed"] += 1
        self._causes[cause] += 1
        self._examples.setdefault(cause, example)

    def failures(self) -> tuple[CrawlFailure, ...]:
        """Return the failures by cause, the most frequent first."""
        return tuple(CrawlFailure(cause, count, self._examples[cause]) for cause, count in self._causes.most_common())

    def judge(self, end: str) -> Verdict:
        """Return the verdict; `end` is why the crawl ended, `finished` where it came to its end."""
        failures = self.failures()
        if end == "shutdown":
            return Verdict("failed", "It was stopped before its end. The next crawl goes on where it was.")
        if end != "finished":
            return Verdict("failed", f"It ended early: {end}.")
        if not self.entries:
            cause = failures[0].cause if failures else "no page was answered"
            example = f" ({failures[0].example})" if failures else ""
            return Verdict("failed", f"No start page of the site could be read: {cause}{example}. {find_cure(cause)}")
        if self.listings and not self.full_listings:
            return Verdict("suspicious", "No listing held a link to a release: has the site changed its addresses?")
        articles, failed = self.counts["found"], self.counts["failed"]
        if failed >= AT_LEAST and failed > TOLERATED * (articles + failed):
            return Verdict(
                "suspicious",
                f"{failed} pages failed, most of them by: {failures[0].cause}. {find_cure(failures[0].cause)}",
            )
        changed = [self.counts[name] for name in ("new", "changed", "moved", "back", "missing", "gone")]
        if not any(changed):
            return Verdict("nothing new", "")
        return Verdict("ok", "")
