"""Takes in what other archives hold: each record becomes a capture, each release on it an article, by the same extraction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from archive.errors import WarcError
from archive.holdings import (
    Holding,
    TakenRecord,
    find_older,
    finish_holding,
    has_captures,
    is_known,
    keep_records,
    link_led,
    reading_copy,
    take_file,
)
from archive.ledger import Ledger
from archive.records import Article, Capture
from archive.replay import find_original
from archive.replay import read_capture as read_record
from archive.settings import Settings
from archive.urls import ARTICLE, Link
from archive.warc import digest_payload
from archive.warc_reading import WarcResponse
from archive.warc_walking import WalkedRecord, walk_places, walk_records
from crawler.capture_reading import CaptureReader, SitePages
from crawler.extraction import UNKNOWN
from crawler.holding_files import WarcSource, split_members
from crawler.own_runs import OwnRuns, is_ours
from crawler.page_reader import choose_profile
from crawler.reextraction import apply_rereading, reread_article
from crawler.reservations import RESPECT, WELL_KNOWN, is_reserved, read_tdmrep

_TAKEN = ("response", "revisit", "resource")
_SHOWN = (200, 203, 304)
# Redirects that are remembered until their target comes.
MOST_REDIRECTS = 50_000
# Records of one transaction.
BATCH = 50
# Sentences on bad records that are told one by one.
MOST_TOLD = 20


@dataclass(slots=True)
class HoldingReport:
    """What came of an import: captures and articles by outcome, records passed over by reason, what was wrong."""

    counts: Counter[str] = field(default_factory=lambda: Counter({"captures": 0}))
    passed: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    known: bool = False
    put_back: bool = False  # our copy was lost or damaged

    def tell(self, sentence: str) -> None:
        """Note a bad record, the first ones in words."""
        self.counts["bad records"] += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(sentence)


class HoldingImport:
    """Takes in WARC files one by one; one that was stopped is gone on with where it was, one that is known is passed over."""

    def __init__(self, settings: Settings, ledger: Ledger, clock: Callable[[], datetime], site: str = "") -> None:
        self._settings = settings
        self._ledger = ledger
        self._clock = clock
        self._site = site
        self._reader = CaptureReader(settings, ledger)
        self._runs = OwnRuns(self._reader, site)
        # Redirects by site: old addresses with their times by the new one; those whose target comes are taken off.
        self._led_from: dict[str, dict[str, dict[str, datetime]]] = {}
        # Read, but not in the ledger yet.
        self._waiting: list[TakenRecord] = []
        self._read_up_to = 0
        # Whether records of the file may be in the ledger already.
        self._checks = True
        self._reserved: dict[str, tuple[tuple[str, ...], ...]] = {}

    def take(
        self, source: WarcSource, progress: Callable[[int, int], None] | None = None, *, again: bool = False
    ) -> HoldingReport:
        """Take in one file; with `again`, read one that is known from its beginning. Raises HoldingError, LedgerError."""
        with source.open() as (stream, size):
            holding, back = take_file(self._settings, self._ledger, stream, size, source.name, self._clock())
        return replace(self.read_copy(holding, source.offsets, progress, again=again), put_back=back)

    def read_copy(
        self,
        holding: Holding,
        offsets: Iterable[int] | None = None,
        progress: Callable[[int, int], None] | None = None,
        *,
        again: bool = False,
    ) -> HoldingReport:
        """Take in our copy of a file, or the records at these places alone. Raises HoldingError, LedgerError."""
        with reading_copy(self._settings, holding) as path:
            path = split_members(path)
            # An index may name other records of a file that is known; those that are known are passed over.
            anew = again or offsets is not None
            report = HoldingReport(known=holding.done and not anew)
            if report.known:
                return report
            if anew:
                holding = replace(holding, position=0)
            self._runs = OwnRuns(self._reader, self._site)
            self._checks = anew or has_captures(self._ledger, holding)
            self._catch_up(path, holding, holding.position if offsets is None else path.stat().st_size)
            self._read(path, holding, offsets, report, progress)
        retaken = self._runs.retake(holding)
        report.counts.update({f"articles {outcome}": number for outcome, number in retaken.counts.items()})
        report.passed.update({"pages without a release": retaken.without} if retaken.without else {})
        for site, led in self._led_from.items():
            link_led(self._ledger, site, led)  # where the target came first, or from elsewhere
        mend_histories(self._reader, holding, report)
        finish_holding(self._ledger, holding, dict(report.counts), self._clock())
        return report

    def _catch_up(self, path: Path, holding: Holding, position: int) -> None:
        """Read what a file of our own says of its records in front of where the reading begins."""
        for record in walk_records(path, limit=self._settings.max_response) if position else ():
            if record.offset >= position or (record.offset == 0 and not is_ours(record.response)):
                return
            if record.response is not None and record.response.kind in _TAKEN:
                self._runs.note(record.response, record.offset)
            elif record.response is not None:
                self._runs.read_warcinfo(record.response, holding)

    def _read(
        self,
        path: Path,
        holding: Holding,
        offsets: Iterable[int] | None,
        report: HoldingReport,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        size = path.stat().st_size
        if offsets is None:
            records = walk_records(path, holding.position, self._settings.max_response)
        else:
            places = (offset for offset in offsets if offset >= holding.position)
            records = walk_places(path, places, self._settings.max_response)
        for record in records:
            if record.response is None or "block digest" in record.problem:
                report.tell(f"{holding.source}, byte {record.offset}: {record.problem}")
            elif record.response.kind == "warcinfo":
                self._runs.read_warcinfo(record.response, holding)
            elif record.response.kind in _TAKEN:
                self._take_record(record, record.response, holding, report)
            self._read_up_to = record.end
            if len(self._waiting) >= BATCH:
                self._flush(holding, report)
            if progress:
                progress(record.end, size)
        self._flush(holding, report)

    def _flush(self, holding: Holding, report: HoldingReport) -> None:
        """Keep what was read; a run that is killed before that reads it again."""
        told = keep_records(self._ledger, holding, self._read_up_to, self._waiting) if self._waiting else ()
        for outcome, past in told:
            if outcome:
                report.counts["older captures of known articles" if past else f"articles {outcome}"] += 1
        report.counts["captures"] += len(self._waiting)
        self._waiting = []

    def _take_record(
        self, record: WalkedRecord, response: WarcResponse, holding: Holding, report: HoldingReport
    ) -> None:
        if not _is_web_address(response.url):
            report.passed["no web address"] += 1
            return
        fetched = read_time(response.date)
        if fetched is None:
            report.tell(f"{holding.source}, byte {record.offset}: {response.date[:40]!r} is no time")
            return
        pages, link = self._find_site(response)
        if pages is None:
            report.passed["of no known site"] += 1
            return
        run = self._runs.note(response, record.offset)
        capture = _make_capture(record, response, link.url, fetched, holding)
        waits = any(one.capture.warc_offset == record.offset for one in self._waiting)
        if waits or (self._checks and is_known(self._ledger, capture)):
            report.passed["known already"] += 1
            return
        site = pages.profile.id
        if run is not None and self._runs.is_held(run):
            report.passed["of a crawl that was held back"] += 1
            return
        if pages.profile.tdm == RESPECT and self._is_reserved(site, response):
            report.passed["reserved for text and data mining"] += 1
            return
        if run is not None and run.pages is pages:
            # All of the run is taken in together when the file was read.
            self._waiting.append(TakenRecord(capture, site))
            return
        article = None
        led_from = self._led_from.setdefault(site, {})
        if link.kind == ARTICLE and 300 <= response.status < 400 and len(led_from) < MOST_REDIRECTS:
            target = pages.urls.read(response.header("Location"), response.url)
            if target is not None and target.kind == ARTICLE and target.url != link.url:
                led_from.setdefault(target.url, {})[link.url] = fetched
        if link.kind == ARTICLE and response.status in _SHOWN:
            if response.kind == "revisit":
                self._flush(holding, report)  # what it refers to may be among them
            article = self._read_page(capture, response, pages, report)
        led = led_from.pop(capture.url, ()) if article is not None else ()
        self._waiting.append(TakenRecord(capture, site, article, tuple(led)))

    def _is_reserved(self, site: str, response: WarcResponse) -> bool:
        """Tell whether the tdmrep.json of the same holding reserves a place; the page itself is asked when it is read."""
        path = urlsplit(response.url).path
        if path == WELL_KNOWN and response.status == 200:
            self._reserved[site] = read_tdmrep(response.body)
        return path != WELL_KNOWN and is_reserved(path, self._reserved.get(site, ()))

    def _read_page(
        self, capture: Capture, response: WarcResponse, pages: SitePages, report: HoldingReport
    ) -> Article | None:
        shown = self._follow(capture, response)
        if shown is None:
            report.passed["revisit of a record that is not there"] += 1
            return None
        extraction = self._reader.read_response(shown, capture.url, capture.fetched, pages)
        if extraction.article is None:
            report.passed[f"page without a release: {extraction.reason}"] += 1
        return extraction.article

    def _follow(self, capture: Capture, response: WarcResponse) -> WarcResponse | None:
        """Return the response that holds the body of a revisit."""
        if response.kind != "revisit":
            return response
        original = find_original(self._ledger, capture, response)
        try:
            return None if original is None else read_record(self._settings, self._ledger, original)
        except WarcError:
            return None

    def _find_site(self, response: WarcResponse) -> tuple[SitePages | None, Link]:
        url = response.url
        run = self._runs.find(response)
        if run is not None and (own := run.pages.urls.read(url)) is not None:
            return run.pages, own
        profile, canonical = choose_profile(url, self._settings, self._site)
        pages = self._reader.open_site(profile.id) if profile.id != UNKNOWN else None
        link = pages.urls.read(url) if pages else None
        return (pages, link) if link is not None else (None, Link(canonical, ""))


def mend_histories(reader: CaptureReader, holding: Holding, report: HoldingReport) -> None:
    """Read anew the versions of articles of which a holding has captures older than what was known."""
    for article_id in find_older(reader.ledger, holding):
        archived = reader.ledger.article(article_id)
        rereading = reread_article(reader, archived) if archived else None
        if rereading is not None and rereading.kind and apply_rereading(reader.ledger, rereading):
            report.counts["histories mended"] += 1


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False  # a broken IPv6 host
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def read_time(date: str) -> datetime | None:
    """Return the time of a WARC record, or None where it is none."""
    try:
        moment = datetime.fromisoformat(date.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _make_capture(
    record: WalkedRecord, response: WarcResponse, url: str, fetched: datetime, holding: Holding
) -> Capture:
    return Capture(
        id=0,
        url=url,
        fetched=fetched,
        status=response.status,
        media_type=response.media_type,
        digest=response.digest or digest_payload(response.body),
        kind="revisit" if response.kind == "revisit" else "response",
        warc_file=holding.warc_file,
        warc_offset=record.offset,
        warc_length=record.length,
        crawl_id=holding.crawl_id,
    )
