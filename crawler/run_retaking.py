"""Takes in whole runs of our own anew, by the rules of a crawl: those of a hand-over, and those that a lost ledger knew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.crawl_captures import captures_of_crawl
from archive.findings import EMPTY, Findings
from archive.ledger import Ledger
from archive.records import Capture
from archive.repairing import list_rewritten, note_retaken
from archive.retaking import Retaking
from archive.settings import Settings
from crawler.capture_reading import CaptureReader, SitePages
from crawler.reextraction import apply_rereading, reread_article
from crawler.rereading import read_findings
from crawler.session import take_lock


@dataclass(frozen=True, slots=True)
class Retaken:
    """What came of a run: articles by outcome, pages without a release, and articles of which it told the past."""

    counts: Counter[str]
    without: int = 0
    past: frozenset[str] = frozenset()


def retake_run(settings: Settings, ledger: Ledger, crawl_id: int, pages: SitePages, captures: list[Capture]) -> Retaken:
    """Take in the captures of one run, in the order in which they were made; those that bear an article are passed over.

    Articles, states, addresses and events become what the crawl made of them. Raises LedgerError.
    """
    until = max((capture.fetched for capture in captures), default=datetime.now(UTC))
    harvest = Retaking(ledger, pages.profile.id, crawl_id, until)
    counts: Counter[str] = Counter()
    without = 0
    findings = Findings(settings.data)
    try:
        told = ((capture, "", capture.article_id is not None) for capture in captures)
        for finding in read_findings(settings, ledger, pages.profile, pages.urls, told, findings):
            without += finding.outcome == EMPTY
        for _, kept in findings.take_in(harvest, until):
            if kept is not None:
                counts[kept.outcome] += 1
    finally:
        findings.close()
    return Retaken(counts, without, frozenset(harvest.past))


def retake_rewritten(settings: Settings, ledger: Ledger) -> int:
    """Take in the runs that the ledger had lost and that were written anew from their files; return how many.

    Raises CrawlRunningError where the site is crawled meanwhile; that crawl takes them in.
    """
    reader = CaptureReader(settings, ledger)
    done = 0
    for crawl in list_rewritten(ledger):
        pages = reader.open_site(crawl.site, crawl.address)
        if pages is None:
            continue
        with take_lock(settings, crawl.site):
            captures = captures_of_crawl(ledger, crawl.id)
            retaken = retake_run(settings, ledger, crawl.id, pages, captures)
            for article_id in retaken.past:
                archived = ledger.article(article_id)
                rereading = reread_article(reader, archived) if archived else None
                if rereading is not None and rereading.kind:
                    apply_rereading(ledger, rereading)
            note_retaken(ledger, crawl)
        done += 1
    return done
