"""The spider: walks one press site as its profile says, and hands what it reads to the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.crawl_captures import find_body
from archive.errors import ArchiveError, WarcError
from archive.findings import RELEASE, UNCHANGED, Finding
from archive.frontier import find_due, find_known
from archive.harvest import Response as Recorded
from archive.records import HostManners
from archive.urls import ARTICLE, FILE, LISTING, PAGE, Link
from crawler.answers import FEED, Reading, read_answer
from crawler.asking import MOST_PAGES, RequestBook
from crawler.causes import name_cause
from crawler.links import find_entries, find_links
from crawler.opening import apply_session, open_session
from crawler.politeness import host_manners
from crawler.progress import Progress, Silence
from crawler.recorder import summarise_reading
from crawler.request_keys import RECORD_ID, RECORDED
from crawler.rereading import make_recorded, read_stored

HOPS = 5
# Articles that are looked at again in one run, beside the new ones.
RECHECKS = 2_000


class PressSpider(scrapy.Spider):
    """Harvests one site: entry pages, listings, feeds and sitemaps always; articles when new or due."""

    name = "press"

    def __init__(
        self,
        site: str = "",
        base_url: str = "",
        data: str = "",
        now: str = "",
        recheck: str = "",
        budget: str = "",
        progress: Progress | None = None,
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self.session, most = open_session(site, base_url, data, now, budget, progress or Silence())
        # `all` looks at every known article again, whatever its age.
        self._recheck_all = recheck == "all"
        self.book = RequestBook(self.session, most, self.read, self.fail)
        self._listed: set[str] = set()
        self._listing_pages = 0
        self._stopped_for = ""
        self._found = 0
        self._failed_files: list[str] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PressSpider:
        """Make the spider, and set what depends on the site."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        session = spider.session
        apply_session(crawler, session)
        crawler.settings.set("CLOSESPIDER_PAGECOUNT", MOST_PAGES, "spider")
        crawler.signals.connect(spider._show, signal=signals.response_received)
        crawler.signals.connect(spider._note_defect, signal=signals.spider_error)
        crawler.signals.connect(spider._note_manners, signal=host_manners)
        return spider

    def closed(self, reason: str) -> None:
        """Scrapy calls this at the end, whatever the end was."""
        self._show()
        if left := len(self.book.left):
            self.session.report.note(f"The budget of this run was used up; {left} releases wait for the next one.")
        if self._failed_files:
            number, example = len(self._failed_files), self._failed_files[0]
            self.session.report.note(f"{number} files that releases link to could not be fetched, such as {example}.")
        self.session.report.counts["listed"] = len(self._listed)
        self.result = self.session.close(self._stopped_for or reason)

    @property
    def stopping(self) -> bool:
        """Whether the crawl was told to end."""
        return bool(self._stopped_for)

    def stop_for(self, reason: str) -> None:
        """End the crawl because going on makes no sense; `reason` is the sentence for the report."""
        if not self._stopped_for:
            self._stopped_for = reason
            self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="stopped"))

    async def start(self) -> AsyncIterator[Request]:
        """Yield where the crawl begins: entry pages, listings, feeds, sitemaps, then the articles that are due."""
        start, urls, harvest = self.session.profile.start, self.session.urls, self.session.harvest
        paging = self.session.profile.urls.paging
        first = paging.first if paging is not None else 1
        links = [
            Link(urls.base + path, kind, first)
            for paths, kind in ((start.listings, LISTING), (start.pages, PAGE), ((*start.feeds, *start.sitemaps), FEED))
            for path in paths
        ]
        for link in links:
            for request in self.book.ask(link, entry=True):
                yield request
        far = datetime(9999, 1, 1, tzinfo=UTC)
        moment, most = (far, MOST_PAGES) if self._recheck_all else (self.session.clock(), RECHECKS)
        # New releases come before known ones: these have half of a budget at most.
        most = min(most, max(1, self.book.budget // 2)) if self.book.budget else most
        due = find_due(harvest, [ARTICLE], moment, MOST_PAGES, fetched=False)
        for known in (*due, *find_due(harvest, [ARTICLE], moment, most, fetched=True)):
            for request in self.book.ask(Link(known.url, ARTICLE), known):
                yield request

    # ---- reading

    def read(self, response: Response) -> Iterator[Request]:
        """Read any answer of the site: what it says is kept aside, where it leads is followed."""
        link: Link = response.meta["link"]
        recorded: Recorded = response.meta[RECORDED]
        session, report = self.session, self.session.report
        report.counts["pages"] += 1
        reading = read_answer(response, link, recorded, session.profile, session.urls)
        report.note_reservations(response.url, reading.reservations)
        if reading.address:
            yield from self._read_redirect(reading, link, response.meta)
            return
        if reading.finding is not None:
            self._keep(reading.finding)
        if reading.cause:
            self._note_failure(link, reading.cause)
        if 200 <= recorded.status < 300 or recorded.status == 304:
            report.entries += response.meta["entry"]
        if link.kind == ARTICLE:
            if reading.finding is not None and reading.finding.article is not None and recorded.record == "response":
                session.warc.describe(
                    response.url, response.meta[RECORD_ID], summarise_reading(reading.finding.article)
                )
            if reading.finding is not None and reading.finding.article is not None:
                yield from self.book.ask_files(reading.finding.article)
            if reading.root is not None:
                yield from self.book.follow(list(find_links(reading.root, response.url, session.urls).values()))
        elif recorded.status == 304 and link.kind != FILE:
            yield from self._read_unmodified(link)
        elif reading.finding is not None and not reading.cause and link.kind != FILE:
            yield from self._read_page(response, link, reading)

    def _keep(self, finding: Finding) -> None:
        self.session.findings.add(finding)
        self.session.report.count_finding(finding)
        self._found += finding.outcome in (RELEASE, UNCHANGED) and finding.response.kind == ARTICLE
        self.session.take_early()

    def _read_unmodified(self, link: Link) -> Iterator[Request]:
        """A list that is as it was leads where it led before: read it as it was kept."""
        session = self.session
        capture = find_body(session.harvest, link.url)
        try:
            response = read_stored(session.settings, session.ledger, capture) if capture else None
        except WarcError as error:
            session.report.note(f"{link.url} was not modified, but what was kept of it cannot be read: {error}")
            return
        if capture is not None and response is not None:
            recorded = make_recorded(capture, link.kind, response)
            yield from self._read_page(
                response, link, read_answer(response, link, recorded, session.profile, session.urls)
            )

    def _read_page(self, response: Response, link: Link, reading: Reading) -> Iterator[Request]:
        """Follow the links of a page that holds no release: feed, sitemap, listing or overview."""
        session = self.session
        if link.kind == FEED:
            yield from self._read_feed(response)
            return
        links = list(find_links(reading.root, response.url, session.urls).values()) if reading.root is not None else []
        articles = {found.url for found in links if found.kind == ARTICLE}
        unseen = articles - self._listed
        news: list[str] = []
        if link.kind == LISTING:
            session.report.count_listing(session.urls.fetch_url(link.url), len(articles))
            fetched = find_known(session.harvest, unseen)
            news = [url for url in unseen if url not in fetched or not fetched[url].fetched]
            self._listed |= articles
        yield from self.book.follow(links)
        if link.kind == LISTING and unseen and (session.harvest.thorough or news):
            yield from self._turn_page(link, links)

    def _turn_page(self, link: Link, links: list[Link]) -> Iterator[Request]:
        """Yield the request for the next page of a listing: the pager's, or the next by the profile's step."""
        paging = self.session.profile.urls.paging
        self._listing_pages += 1
        if paging is None or self._listing_pages >= paging.max_pages:
            return
        if not paging.suffix:
            # The pager's addresses carry more than the position, such as a checksum; they are taken as they stand.
            further = [found for found in links if found.kind == LISTING and found.position > link.position]
            yield from self.book.ask(min(further, key=lambda found: found.position)) if further else ()
            return
        later = [found.position for found in links if found.kind == LISTING and found.position > link.position]
        base = self.session.urls.first_page(link.url)
        yield from self.book.ask(self.session.urls.listing_page(base, min(later, default=link.position + paging.step)))

    def _read_feed(self, response: Response) -> Iterator[Request]:
        links, further = find_entries(response.body, response.url, self.session.urls)
        yield from self.book.follow(list(links.values()))
        for address in further:
            link = self.session.urls.read(address, response.url)
            if link is not None:
                yield from self.book.ask(Link(link.url, FEED))

    def _read_redirect(self, reading: Reading, link: Link, meta: dict[str, Any]) -> Iterator[Request]:
        """Follow a redirect on the site; one that is a finding moves or loses a release, all others lead on."""
        session, target, address = self.session, reading.target, reading.address
        chain: tuple[str, ...] = meta["chain"]
        if target is None:
            self._note_failure(link, reading.cause)
        elif len(chain) > HOPS or address in chain or (target.url in chain and target.url != link.url):
            self._note_failure(link, "redirects that go round in a circle")
        elif target.url == link.url or link.kind != ARTICLE:
            # The same page in another spelling, or a list that has moved.
            fetch = session.urls.fetch_spelling(address)
            moved = link if target.url == link.url else Link(target.url, link.kind, link.position)
            yield from self.book.ask(moved, entry=meta["entry"], chain=chain, target=fetch)
        elif reading.finding is not None:
            self._keep(reading.finding)
            if target.kind == ARTICLE and target.url not in self.book.asked:
                yield from self.book.ask(target, chain=chain)

    # ---- failing

    def fail(self, failure: Any) -> None:
        """Note a request that brought no answer."""
        self._note_failure(failure.request.meta["link"], name_cause(failure.value))

    def _note_failure(self, link: Link, cause: str) -> None:
        if link.kind == FILE:
            # Releases are what a crawl is judged by; a file of one may well be lost.
            self._failed_files.append(f"{self.session.urls.fetch_url(link.url)} ({cause})")
            self.session.harvest.note_failure(link.url, self.session.clock())
            return
        self.session.report.count_failure(cause, self.session.urls.fetch_url(link.url))
        try:
            self.session.harvest.note_failure(link.url, self.session.clock())
        except ArchiveError as error:
            self.stop_for(str(error))

    def _note_defect(self, failure: Any, response: Response, **_: Any) -> None:
        link: Link = response.meta["link"]
        if isinstance(failure.value, ArchiveError):
            self.stop_for(str(failure.value))
            return
        self._note_failure(link, f"an error of this program ({type(failure.value).__name__}), see its log")

    def _note_manners(self, manners: HostManners, **_: Any) -> None:
        self.session.report.note_manners(manners)

    def _show(self, **_: Any) -> None:
        counts = self.session.report.counts
        waiting = len(self.book.asked) - counts["pages"] - counts["failed"]
        self.session.progress.show(counts["pages"], self._found, max(waiting, 0))
