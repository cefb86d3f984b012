"""Takes in what the Wayback Machine holds of a site: asked for politely, kept as WARC, read as every other capture."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import requests
from wayback import CdxRecord, WaybackClient
from wayback.exceptions import (
    BlockedByRobotsError,
    BlockedSiteError,
    RateLimitError,
    WaybackException,
    WaybackRetryError,
)

from archive.holdings import (
    Holding,
    TakenRecord,
    begin_remote,
    find_looked_through,
    finish_holding,
    is_captured,
    keep_records,
    link_led,
    note_looked_through,
)
from archive.ledger import Ledger
from archive.records import IMPORTED, Article, Capture
from archive.settings import Settings
from archive.urls import ARTICLE, FILE, Link
from archive.warc import Exchange, WarcWriter
from archive.warc_mending import mend_open_files
from archive.warc_reading import WarcResponse
from crawler.capture_reading import CaptureReader, SitePages
from crawler.contact import require_contact
from crawler.errors import AddressError, CrawlError, CrawlRunningError
from crawler.holding_import import HoldingReport, mend_histories
from crawler.wayback_client import ARCHIVE, open_client

# Captures that are fetched in one run unless told otherwise: some minutes of another archive's time.
BUDGET = 1_000
# How captures are counted that the archive does not play back: the next run asks for them again.
REFUSED = "not given away"
# Lines of the index that are looked at in one run.
MOST_LINES = 2_000_000
# The index is asked for so many years at once; a part that was looked through, and lies so far back that nothing is added
# to it any more, is passed over by later runs.
FIRST_YEAR, YEARS = 1996, 5
SETTLED = timedelta(days=365)


class WaybackImport:
    """One run over what a web archive holds of one site; a run that was stopped is simply started again."""

    def __init__(self, settings: Settings, ledger: Ledger, site: str, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._ledger = ledger
        self._clock = clock
        self._reader = CaptureReader(settings, ledger)
        pages = self._reader.open_site(site)
        if pages is None:
            raise CrawlError(f"No site is called {site!r}.")
        self._pages: SitePages = pages
        # Redirects: old addresses with their times by the new one.
        self._led_from: dict[str, dict[str, datetime]] = {}
        self._address = settings.wayback or ARCHIVE
        if not self._address.startswith(("http://", "https://")):
            raise AddressError(f"PRESSEARCHIV_WAYBACK is {self._address!r}; expected http://host or https://host.")
        require_contact(settings.contact, self._address, "asks it")

    def take(
        self,
        begin: str = "",
        end: str = "",
        budget: int = BUDGET,
        progress: Callable[[int, int], None] | None = None,
        *,
        again: bool = False,
    ) -> tuple[HoldingReport, str]:
        """Fetch what is not known yet, between two times (digits of YYYYMMDDhhmmss), `budget` captures at most.

        With `again`, the years that an earlier run looked through are looked through once more.

        Returns what came of it, and a sentence on why it ended before its end, or an empty one.
        """
        report, started = HoldingReport(), self._clock()
        site = self._pages.profile.id
        with _alone(self._settings), open_client(self._settings, self._address) as client:
            folder = self._settings.warc_folder / IMPORTED
            list(mend_open_files(folder))
            source = f"{self._address} ({self._pages.profile.url})"
            holding: Holding | None = None
            warc: WarcWriter | None = None
            ended = ""
            try:
                for record, link in self._list(client, (begin, end), report, again=again):
                    if report.counts["captures"] >= budget:
                        ended = f"The budget of {budget} captures was used up; run it again for the rest."
                        break
                    played = self._play(client, record, report)
                    if played is None:
                        continue
                    if holding is None or warc is None:
                        holding = begin_remote(self._ledger, source, site, started)
                        warc = self._begin_warc(holding, started)
                    self._keep(*played, link, holding, warc, report)
                    if progress:
                        progress(report.counts["captures"], 0)
            except RateLimitError as error:
                wait = f" for {error.retry_after:.0f} seconds" if error.retry_after else ""
                ended = f"{self._address} asks to be left alone{wait}; run it again later, it goes on where it was."
            except (BlockedByRobotsError, BlockedSiteError) as error:
                ended = f"{self._address} does not give this site away: {error}."
            except (WaybackException, requests.RequestException) as error:
                ended = f"{self._address} does not answer as it should ({type(error).__name__}); run it again later."
            finally:
                if warc is not None:
                    warc.close()
            link_led(self._ledger, site, self._led_from)
            if holding is not None:
                mend_histories(self._reader, holding, report)
                finish_holding(self._ledger, holding, dict(report.counts), self._clock())
        return report, ended

    def _list(
        self, client: WaybackClient, period: tuple[str, str], report: HoldingReport, *, again: bool
    ) -> Iterator[tuple[CdxRecord, Link]]:
        """Yield the captures of releases and their files that are not known yet, as the archive's index has them."""
        site, now = self._pages.profile.id, self._clock()
        hosts = {
            host.removeprefix("www.")
            for host in (self._pages.urls.base.partition("://")[2], *self._pages.profile.aliases)
        }
        for host in sorted(hosts):
            for first in range(FIRST_YEAR, now.year + 1, YEARS):
                last = first + YEARS - 1
                begin, end = max(period[0], f"{first}"), min(period[1] or "9", f"{last}1231235959")
                if begin[:4] > f"{last}" or end[:4] < f"{first}":
                    continue
                key, settled = f"wayback {site} {host} {first}", datetime(last + 1, 1, 1, tzinfo=UTC) + SETTLED
                known = find_looked_through(self._ledger, key)
                if known is not None and known >= settled and not again:
                    report.passed[f"years {first} to {last} of {host}, looked through before"] += 1
                    continue
                refused = sum(report.passed[name] for name in report.passed if name.startswith(REFUSED))
                yield from self._list_years(client, host, begin, end, report)
                still = sum(report.passed[name] for name in report.passed if name.startswith(REFUSED))
                if (begin, end) == (f"{first}", f"{last}1231235959") and refused == still:
                    note_looked_through(self._ledger, key, now)

    def _list_years(
        self, client: WaybackClient, host: str, begin: str, end: str, report: HoldingReport
    ) -> Iterator[tuple[CdxRecord, Link]]:
        found = client.search(
            host,
            match_type="host",
            filter_field="statuscode:(200|301|302|303|307|308)",
            collapse="digest",
            from_date=begin,
            to_date=end,
        )
        redirected: set[str] = set()
        for number, record in enumerate(found):
            if number >= MOST_LINES:
                break
            link = self._pages.urls.read(record.original)
            leads_on = record.status_code is not None and record.status_code >= 300
            pdf = link is not None and link.kind == FILE and link.url.lower().endswith(".pdf") and not leads_on
            if link is None or not (link.kind == ARTICLE or pdf):
                report.passed["no release"] += 1
            elif (record.length or 0) > self._settings.max_response:
                report.passed["too large"] += 1
            elif is_captured(self._ledger, link.url, record.timestamp):
                report.passed["known already"] += 1
            elif leads_on and link.url in redirected:
                report.passed["further redirects of an address"] += 1
            else:
                if leads_on:
                    redirected.add(link.url)
                yield record, link

    def _play(
        self, client: WaybackClient, record: CdxRecord, report: HoldingReport
    ) -> tuple[WarcResponse, datetime, str] | None:
        """Return a capture as the archive plays it back, its time, and its address there; None where it does not."""
        try:
            with client.get_memento(record, exact=True, follow_redirects=False) as memento:
                body: bytes = memento.content
                headers = [pair for pair in memento.headers.items() if pair[0].lower() not in _CODINGS]
                status, url = memento.status_code, memento.url
                fetched, address = memento.timestamp, memento.memento_url
        except (RateLimitError, WaybackRetryError, BlockedSiteError):
            raise
        except WaybackException as error:
            report.passed[f"{REFUSED} ({type(error).__name__})"] += 1
            return None
        if len(body) > self._settings.max_response:
            report.tell(
                f"{record.original} of {record.timestamp:%Y-%m-%d} is larger than {self._settings.max_response} bytes"
            )
            return None
        headers.append(("Content-Length", str(len(body))))
        return WarcResponse(url, "", "response", status, tuple(headers), body), fetched, address

    def _keep(
        self,
        response: WarcResponse,
        fetched: datetime,
        address: str,
        link: Link,
        holding: Holding,
        warc: WarcWriter,
        report: HoldingReport,
    ) -> None:
        """Write a capture to the WARC file, then into the ledger, with the release on it."""
        status = response.status
        reason = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
        asked = [("Host", urlsplit(response.url).netloc)]
        place = warc.write(
            Exchange(response.url, fetched, "GET", asked, status, reason, response.headers, response.body)
        )
        told = {"source": address, "retrieved": self._clock().isoformat()}
        warc.describe(response.url, place.record_id, told)
        article: Article | None = None
        if link.kind == ARTICLE and 300 <= status < 400:
            target = self._pages.urls.read(response.header("Location"), response.url)
            if target is not None and target.kind == ARTICLE and target.url != link.url:
                self._led_from.setdefault(target.url, {})[link.url] = fetched
        elif link.kind == ARTICLE:
            extraction = self._reader.read_response(response, link.url, fetched, self._pages)
            article = extraction.article
            if article is None:
                report.passed[f"page without a release: {extraction.reason}"] += 1
        capture = Capture(
            id=0,
            url=link.url,
            fetched=fetched,
            status=status,
            media_type=response.media_type,
            digest=place.digest,
            kind=place.kind,
            warc_file=place.file,
            warc_offset=place.offset,
            warc_length=place.length,
            crawl_id=holding.crawl_id,
        )
        position = place.offset + place.length
        taken = TakenRecord(capture, self._pages.profile.id, article)
        [(outcome, past)] = keep_records(self._ledger, holding, position, [taken])
        report.counts["captures"] += 1
        if outcome:
            report.counts["older captures of known articles" if past else f"articles {outcome}"] += 1

    def _begin_warc(self, holding: Holding, started: datetime) -> WarcWriter:
        site = self._pages.profile.id
        info = {
            "isPartOf": f"{site}, from {self._address}",
            "description": "Captures of another web archive, as it plays them back: content encoding was taken off, headers "
            "are those that it tells. Each has a metadata record with its address there and when it was retrieved.",
            "operator": self._settings.contact,
            "http-header-user-agent": self._settings.agent,
        }
        name = f"wayback-{site}-{holding.crawl_id:06}"
        return WarcWriter(self._settings.warc_folder / IMPORTED, name, started, self._settings.warc_size, info)


# Headers that are no longer true of a body that was unpacked.
_CODINGS = ("content-encoding", "transfer-encoding", "content-length")


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Keep a second import over the web out: it would close the first one's files."""
    settings.data.mkdir(parents=True, exist_ok=True)
    with (settings.data / "import.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CrawlRunningError(f"An import into {settings.data} is running already. Wait for its end.") from error
        yield
