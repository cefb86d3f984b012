"""The spider: walks one press site as its profile says, and hands what it reads to the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.crawl_captures import adopted_urls, find_body
from archive.errors import ArchiveError, WarcError
from archive.findings import RELEASE, UNCHANGED, Finding
from archive.harvest import KnownUrl
from archive.harvest import Response as Recorded
from archive.records import Article, HostManners
from archive.urls import ARTICLE, FILE, LISTING, PAGE, Link
from crawler.answers import FEED, Reading, read_answer
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
# Files of one release, and of all releases in one run, that are fetched.
FILES, MOST_FILES = 10, 2_000
# Pages in one run: no press archive of one city is larger.
MOST_PAGES = 200_000


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
        self.session, self._budget = open_session(site, base_url, data, now, budget, progress or Silence())
        # `all` looks at every known article again, whatever its age.
        self._recheck_all = recheck == "all"
        self._asked: set[str] = set()
        # Articles that were met in a page: each is looked up in the ledger once.
        self._met: set[str] = set()
        self._listed: set[str] = set()
        self._listing_pages = 0
        self._stopped_for = ""
        # What a killed crawl fetched and nobody has taken in yet needs no second look.
        self._asked |= adopted_urls(self.session.harvest)
        self._releases = self._found = self._files = 0
        self._left = 0
        self._failed_files: list[str] = []
        self._waiting: set[str] = set()

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
        if self._left:
            self.session.report.note(
                f"The budget of this run was used up; {self._left} releases wait for the next one."
            )
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
        links = [
            Link(urls.base + path, kind, 1)
            for paths, kind in ((start.listings, LISTING), (start.pages, PAGE), ((*start.feeds, *start.sitemaps), FEED))
            for path in paths
        ]
        for link in links:
            for request in self._ask(link, entry=True):
                yield request
        far = datetime(9999, 1, 1, tzinfo=UTC)
        moment, most = (far, MOST_PAGES) if self._recheck_all else (self.session.clock(), RECHECKS)
        # New releases come before known ones: these have half of a budget at most.
        most = min(most, max(1, self._budget // 2)) if self._budget else most
        due = harvest.due([ARTICLE], moment, MOST_PAGES, fetched=False)
        for known in (*due, *harvest.due([ARTICLE], moment, most, fetched=True)):
            for request in self._ask(Link(known.url, ARTICLE), known):
                yield request

    # ---- asking

    def _ask(
        self,
        link: Link,
        known: KnownUrl | None = None,
        *,
        entry: bool = False,
        chain: tuple[str, ...] = (),
        target: str = "",
    ) -> Iterator[Request]:
        """Yield the request for a link, unless it was asked in this run; a known page is asked for conditionally."""
        if not chain and link.url in self._asked:
            return
        if link.kind == ARTICLE and not chain:
            if self._budget and self._releases >= self._budget:
                self._left += link.url not in self._waiting
                self._waiting.add(link.url)
                return
            self._releases += 1
        self._asked.add(link.url)
        if known is None and link.kind != ARTICLE:
            known = self.session.harvest.known([link.url]).get(link.url)
        headers = {}
        if known is not None and known.status == 200:
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.last_modified:
                headers["If-Modified-Since"] = known.last_modified
        yield Request(
            target or self.session.urls.fetch_url(link.url),
            callback=self.read,
            errback=self.fail,
            headers=headers,
            meta={
                "again": known is not None,
                "link": link,
                "entry": entry,
                "chain": (*chain, target or link.url),
                "handle_httpstatus_all": True,
            },
            # Asked once by our own book, which knows canonical addresses; Scrapy's would count spellings.
            dont_filter=True,
            # Lists first, then what is known, so that a redirect tells where an article went before it is met as new.
            priority={LISTING: 20, FEED: 10, PAGE: 10, FILE: -5}.get(link.kind, 5 if known is not None or chain else 0),
        )

    def _follow(self, links: Iterable[Link]) -> Iterator[Request]:
        """Yield requests for the articles among these links that were never fetched, and for pages that lead on."""
        articles = [link for link in links if link.kind == ARTICLE and link.url not in self._met]
        self._met.update(link.url for link in articles)
        harvest, now = self.session.harvest, self.session.clock()
        known = harvest.known([link.url for link in articles])
        harvest.discover({link.url: ARTICLE for link in articles if link.url not in known}, now)
        self.session.findings.aliases |= {link.alias: link.url for link in links if link.alias}
        for link in articles:
            if link.url not in known or not known[link.url].fetched:
                yield from self._ask(link)
        for link in links:
            if link.kind == PAGE:
                yield from self._ask(link)

    def _ask_files(self, article: Article) -> Iterator[Request]:
        """Yield requests for the PDF files of a release: new ones, and known ones where the site can say „not modified“."""
        links = [self.session.urls.read(attachment.url) for attachment in article.attachments[:FILES]]
        wanted = [link for link in links if link and link.kind == FILE and link.url.lower().endswith(".pdf")]
        known = self.session.harvest.known([link.url for link in wanted])
        for link in wanted:
            before = known.get(link.url)
            fetched = before is not None and before.fetched and before.status == 200
            if self._files < MOST_FILES and not (fetched and before and not (before.etag or before.last_modified)):
                self._files += link.url not in self._asked
                yield from self._ask(link, before)

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
                yield from self._ask_files(reading.finding.article)
            if reading.root is not None:
                yield from self._follow(list(find_links(reading.root, response.url, session.urls).values()))
        elif recorded.status == 304 and link.kind != FILE:
            yield from self._read_unmodified(link)
        elif reading.finding is not None and not reading.cause and link.kind != FILE:
            yield from self._read_page(response, link, reading)

    def _keep(self, finding: Finding) -> None:
        self.session.findings.add(finding)
        self.session.report.count_finding(finding)
        self._found += finding.outcome in (RELEASE, UNCHANGED) and finding.response.kind == ARTICLE

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
            fetched = session.harvest.known(unseen)
            news = [url for url in unseen if url not in fetched or not fetched[url].fetched]
            self._listed |= articles
        yield from self._follow(links)
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
            yield from self._ask(min(further, key=lambda found: found.position)) if further else ()
            return
        later = [found.position for found in links if found.kind == LISTING and found.position > link.position]
        base = self.session.urls.first_page(link.url)
        yield from self._ask(self.session.urls.listing_page(base, min(later, default=link.position + paging.step)))

    def _read_feed(self, response: Response) -> Iterator[Request]:
        links, further = find_entries(response.body, response.url, self.session.urls)
        yield from self._follow(list(links.values()))
        for address in further:
            link = self.session.urls.read(address, response.url)
            if link is not None:
                yield from self._ask(Link(link.url, FEED))

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
            yield from self._ask(moved, entry=meta["entry"], chain=chain, target=fetch)
        elif reading.finding is not None:
            self._keep(reading.finding)
            if target.kind == ARTICLE and target.url not in self._asked:
                yield from self._ask(target, chain=chain)

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
        waiting = len(self._asked) - counts["pages"] - counts["failed"]
        self.session.progress.show(counts["pages"], self._found, max(waiting, 0))
