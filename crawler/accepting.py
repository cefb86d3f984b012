"""Takes in a crawl that was held back: its captures are read again from the WARC files, in order, by today's rules."""

from __future__ import annotations

from datetime import UTC, datetime

from archive.findings import Findings
from archive.harvest import Harvest
from archive.ledger import open_ledger
from archive.profiles import load_profile
from archive.records import DONE, HELD, Crawl
from archive.settings import Settings
from archive.urls import SiteUrls
from crawler.errors import AcceptError
from crawler.report import CrawlReport
from crawler.report_files import write_report
from crawler.rereading import gather_findings
from crawler.session import take_lock


def accept_crawl(settings: Settings, crawl_id: int, who: str, now: datetime | None = None, *, why: str = "") -> Crawl:
    """Take in the captures of a crawl that was held back; return its record as it then stands, with the reason in a note.

    Pages that a later crawl has fetched are left out: what is newer stays. Raises AcceptError, CrawlRunningError,
    ArchiveError.
    """
    with open_ledger(settings) as ledger:
        crawl = ledger.crawl(crawl_id)
        if crawl is None:
            raise AcceptError(f"There is no crawl {crawl_id}; `pressearchiv crawls list` shows all.")
        if crawl.intake != HELD:
            was = "is taken in already" if crawl.intake == DONE else "is taken in by the next crawl"
            raise AcceptError(f"Crawl {crawl_id} ({crawl.verdict}) {was}: there is nothing to accept.")
        profile = load_profile(crawl.site, [settings.sites_folder])
        moment = now or datetime.now(UTC)
        with take_lock(settings, crawl.site):
            harvest, findings = Harvest.resume(ledger, crawl), Findings(settings.data)
            try:
                urls = SiteUrls(profile, crawl.address)
                for _ in gather_findings(settings, harvest, profile, urls, findings, own=True):
                    pass  # they are put into `findings`
                report = CrawlReport()
                for _, kept in findings.take_in(harvest, moment):
                    report.count_kept(kept)
                counts = {**crawl.counts, **dict.fromkeys(report.OUTCOMES, 0), **report.counts}
                # Of what was taken in before, the crawl has told what came.
                harvest.accept(moment, who, crawl.counts if findings.passed else counts, why)
                accepted = harvest.read()
            finally:
                findings.close()
    write_report(settings, accepted)
    return accepted
