"""What a crawl did, counted while it runs and while its findings are taken in, and the verdict at its end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.findings import EMPTY, Finding
from archive.keeping import Kept
from archive.records import CrawlFailure, HostManners, LayoutCoverage
from crawler.causes import find_cure
from crawler.history import UsualCrawl

# More failing article pages than this share, of at least so many, and the crawl is not to be trusted.
TOLERATED, AT_LEAST = 0.3, 10
# More known articles missing at once than this share is a jump, unless it is usual here.
JUMP = 0.2
# More known articles changed at once than this share is a new template that is read wrongly, unless it is usual here.
REWRITTEN = 0.5
# A share of date or text that falls by this much, or texts that become shorter by it, are a layout that changed.
FALL = 0.25
# Reservations of single pages that are named in a report; where a site sends one with each page, a few tell it all.
MOST_RESERVATIONS = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ok`, `nothing new`, `suspicious` or `failed`, and the sentence that gives the reason."""

    word: str
    reason: str = ""


@dataclass(slots=True)
class _Layout:
    counts: Counter[str] = field(default_factory=Counter)
    words: int = 0


class CrawlReport:
    """Counts pages, articles by outcome, failures by cause, and what the pages of each layout gave."""

    OUTCOMES = ("found", "new", "changed", "unchanged", "missing", "gone", "back", "moved")

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.manners: dict[str, HostManners] = {}
        self.notes: list[str] = []
        self._causes: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._layouts: dict[str, _Layout] = defaultdict(_Layout)
        # Entry pages that were answered, and listings that held at least one release.
        self.entries = 0
        self.listings = 0
        self.full_listings = 0
        self.first_empty_listing = ""

    def count_listing(self, address: str, releases: int) -> None:
        """Count a page of a listing that was read, with how many releases it names."""
        self.listings += 1
        self.full_listings += bool(releases)
        if not releases and not self.first_empty_listing:
            self.first_empty_listing = address

    def count_finding(self, finding: Finding) -> None:
        """Count what a page gave, by its layout."""
        if not finding.layout:
            return
        layout = self._layouts[finding.layout]
        layout.counts["pages"] += 1
        layout.counts["empty"] += finding.outcome == EMPTY
        article = finding.article
        if article is not None:
            words = len(article.text.split())
            layout.words += words
            present = {"date": article.published, "lead": article.lead, "text": words, "captions": article.captions}
            layout.counts.update(name for name, value in present.items() if value)

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

    def note(self, sentence: str) -> None:
        """Keep a sentence on what else is worth knowing, once."""
        if sentence not in self.notes and len(self.notes) < 100:
            self.notes.append(sentence)

    def note_manners(self, manners: HostManners) -> None:
        """Keep what a host asks for, beside what its pages reserved before."""
        known = self.manners.get(manners.host)
        merged = (*manners.reservations, *known.reservations) if known else manners.reservations
        self.manners[manners.host] = replace(manners, reservations=tuple(dict.fromkeys(merged)))

    def note_reservations(self, url: str, sentences: Sequence[str]) -> None:
        """Keep what an answer reserves of text and data mining, the first few of each host."""
        host = "/".join(url.split("/")[:3])
        known = self.manners.get(host, HostManners(host, ""))
        if sentences and len(known.reservations) < MOST_RESERVATIONS:
            self.manners[host] = replace(known, reservations=(*known.reservations, *sentences))

    def failures(self) -> tuple[CrawlFailure, ...]:
        """Return the failures by cause, the most frequent first."""
        return tuple(CrawlFailure(cause, count, self._examples[cause]) for cause, count in self._causes.most_common())

    def coverage(self, usual: UsualCrawl) -> tuple[LayoutCoverage, ...]:
        """Return what the pages of each layout gave, beside what they usually give, the most frequent first."""
        names = ("pages", "date", "lead", "text", "captions", "empty")
        told = []
        for name, layout in sorted(self._layouts.items(), key=lambda item: -item[1].counts["pages"]):
            texts = layout.counts["text"]
            values = {key: layout.counts[key] for key in names}
            words = round(layout.words / texts, 1) if texts else 0.0
            told.append(LayoutCoverage(name, **values, words=words, usual=usual.layouts.get(name, {})))
        return tuple(told)

    def judge(self, end: str, usual: UsualCrawl, expected: Mapping[str, int]) -> Verdict:
        """Return the verdict; `end` is why the crawl ended, `finished` where it came to its end.

        `expected` are the articles by outcome that were not taken in yet.
        A crawl that ended early is judged failed, but for signs that what it read is not to be trusted.
        """
        failures = self.failures()
        if not self.entries and end == "finished":
            cause = failures[0].cause if failures else "no page was answered"
            example = f" ({failures[0].example})" if failures else ""
            return Verdict("failed", f"No start page of the site could be read: {cause}{example}. {find_cure(cause)}")
        if suspicion := self.find_suspicion(usual, expected, whole=end == "finished"):
            return Verdict("suspicious", suspicion)
        if end == "shutdown":
            return Verdict("failed", "It was stopped before its end. The next crawl goes on where it was.")
        if end != "finished":
            return Verdict("failed", f"It ended early: {end}.")
        return self.conclude(expected)

    def conclude(self, expected: Mapping[str, int] | None = None) -> Verdict:
        """Return the verdict on a crawl that came to a good end: whether it brought anything."""
        counts = self.counts + Counter(expected)
        changed = [counts[name] for name in ("new", "changed", "moved", "back", "missing", "gone")]
        return Verdict("ok" if any(changed) else "nothing new")

    def find_suspicion(self, usual: UsualCrawl, expected: Mapping[str, int], *, whole: bool) -> str:
        """Return why what was read is not to be trusted, in a sentence with the cure; empty where it is.

        `expected` are the articles by outcome that were not taken in yet.
        `whole` says that the crawl came to its end, so that too little is a sign too.
        """
        if self.listings and not self.full_listings:
            return (
                f"No listing held a link to a release ({self.first_empty_listing}): has the site changed its addresses? "
                "If so, its profile needs the new ones."
            )
        failures, counts = self.failures(), self.counts + Counter(expected)
        if counts["failed"] >= AT_LEAST and counts["failed"] > TOLERATED * (counts["found"] + counts["failed"]):
            return (
                f"{counts['failed']} pages failed, most of them by: {failures[0].cause}, such as {failures[0].example}. "
                f"{find_cure(failures[0].cause)}"
            )
        if sentence := _find_jump(counts, usual) or (self._find_lack(usual) if whole else ""):
            return sentence
        return next(filter(None, map(_find_fall, self.coverage(usual))), "")

    def _find_lack(self, usual: UsualCrawl) -> str:
        expected, listed = usual.ranges.get("listed"), self.counts["listed"]
        if expected and expected[0] >= AT_LEAST and listed < expected[0] / 2:
            return (
                f"The listings named {listed} releases; earlier crawls found {expected[0]} at least. "
                "Is a part of the listings empty, or does their paging lead nowhere?"
            )
        return ""


def _find_jump(counts: Counter[str], usual: UsualCrawl) -> str:
    known = counts["found"] - counts["new"] + counts["missing"] + counts["gone"]
    if counts["missing"] >= AT_LEAST and counts["missing"] > max(JUMP, 3 * usual.share("missing")) * known:
        return (
            f"{counts['missing']} of {known} known releases that were looked at are no longer found, far more than "
            "usual. Was the site rebuilt, or is it half down? Look at some of them before you accept this crawl."
        )
    if counts["changed"] >= AT_LEAST and counts["changed"] > max(REWRITTEN, 3 * usual.share("changed")) * known:
        return (
            f"{counts['changed']} of {known} known releases that were looked at have another text. So many are not "
            "rewritten in one day: the pages may have a new template that the profile reads wrongly."
        )
    return ""


def _find_fall(layout: LayoutCoverage) -> str:
    """Return the sentence that says which field of a layout fell against its history, or an empty string."""
    usual: Mapping[str, float] = layout.usual
    if layout.pages < AT_LEAST or not usual:
        return ""
    fields: Sequence[tuple[str, int, str]] = (
        ("text", layout.text, "a text"),
        ("date", layout.date, "a day of publication"),
    )
    for name, count, words in fields:
        share = count / layout.pages
        if share < usual.get(name, 0.0) - FALL:
            return (
                f"Of {layout.pages} pages with the layout {layout.layout!r}, only {share:.0%} gave {words}; "
                f"{usual[name]:.0%} is usual. The template of the site may have changed: read one of these pages with "
                "`pressearchiv extract` and mend the profile."
            )
    if layout.words < (1 - 2 * FALL) * usual.get("words", 0.0):
        return (
            f"Texts with the layout {layout.layout!r} have {layout.words:.0f} words on average; {usual['words']:.0f} are "
            "usual. The template of the site may have changed, so that texts are cut."
        )
    return ""
