"""The spider: walks one press site as its profile says, and hands what it reads to the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from archive.harvest import KnownUrl
from archive.harvest import Response as Recorded
from archive.profiles import load_profile
from archive.settings import read_settings
from archive.urls import ARTICLE, LISTING, PAGE, Link
from crawler.causes import name_cause
from crawler.decoding import WESTERN, lies_about_encoding, looks_binary
from crawler.errors import AddressError
from crawler.extraction import extract_article
from crawler.links import find_entries, find_links
from crawler.progress import Progress, Silence
from crawler.recorder import RECORD_ID, RECORDED, summarise_reading
from crawler.session import CrawlSession

FEED = "feed"
HOPS = 5
# Articles that are looked at again in one run, beside the new ones.
RECHECKS = 2_000
# Pages in one run: no press archive of one city is larger.
MOST_PAGES = 200_000
_GONE = (404, 410)
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


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
        progress: Progress | None = None,
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        settings = read_settings(data or None)
        if not site:
            raise AddressError("Which site? Give its name: `scrapy crawl press -a site=demo`.")
        profile = load_profile(site, [settings.sites_folder])
        if base_url and (urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).netloc):
            raise AddressError(f"{base_url!r} is no address of a site; expected http://host[:port] or https://host.")
        moment = datetime.fromisoformat(now) if now else None
        if moment is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        self.session = CrawlSession(settings, profile, base_url, progress or Silence(), moment)
        # `all` looks at every known article again, whatever its age.
        self._recheck_all = recheck == "all"
        self._asked: set[str] = set()
        self._listed: set[str] = set()
        self._listing_pages = 0
        self._stopped_for = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PressSpider:
        """Make the spider, and set what depends on the site."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        session = spider.session
        crawler.settings.set("USER_AGENT", session.settings.agent, "spider")
        crawler.settings.set("DOWNLOAD_MAXSIZE", session.settings.max_response, "spider")
        crawler.settings.set("CLOSESPIDER_PAGECOUNT", MOST_PAGES, "spider")
        # The floor protects a live server; a copy on this machine needs no protection.
        local = urlsplit(session.urls.address).netloc.rpartition(":")[0] in _LOOPBACK
        crawler.settings.set("DOWNLOAD_DELAY", 0.0 if local else session.profile.delay, "spider")
        crawler.settings.set("AUTOTHROTTLE_ENABLED", not local, "spider")
        crawler.signals.connect(spider._show, signal=signals.response_received)
        crawler.signals.connect(spider._note_defect, signal=signals.spider_error)
        return spider

    def closed(self, reason: str) -> None:
        """Scrapy calls this at the end, whatever the end was."""
        self._show()
        self.result = self.session.close(self._stopped_for or reason)

    def stop_for(self, reason: str) -> None:
        """End the crawl because going on makes no sense; `reason` is the sentence for the report."""
        if not self._stopped_for:
            self._stopped_for = reason
            self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="stopped"))

    async def start(self) -> AsyncIterator[Request]:
        """Yield where the crawl begins: entry pages, listings, feeds, sitemaps, then the articles that are due."""
        start = self.session.profile.start
        urls = self.session.urls
        for paths, kind in ((start.listings, LISTING), (start.pages, PAGE), ((*start.feeds, *start.sitemaps), FEED)):
            for path in paths:
                link = Link(urls.base + path, kind, 1)
                for request in self._ask(link, entry=True):
                    yield request
        far = datetime(9999, 1, 1, tzinfo=UTC)
        moment, most = (far, MOST_PAGES) if self._recheck_all else (self.session.clock(), RECHECKS)
        due = self.session.harvest.due([ARTICLE], moment, most)
        for known in due:
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
        self._asked.add(link.url)
        headers = {}
        if known is not None and known.kind == ARTICLE and known.status == 200:
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
                "again": known is not None or link.kind != ARTICLE,
                "link": link,
                "entry": entry,
                "chain": (*chain, target or link.url),
                "handle_httpstatus_all": True,
            },
            # Asked once by our own book, which knows canonical addresses; Scrapy's would count spellings.
            dont_filter=True,
            # Lists first, then what is known, so that a redirect tells where an article went before it is met as new.
            priority={LISTING: 20, FEED: 10, PAGE: 10}.get(link.kind, 5 if known is not None or chain else 0),
        )

    def _follow(self, links: Iterable[Link]) -> Iterator[Request]:
        """Yield requests for the articles among these links that were never fetched, and for pages that lead on."""
        articles = [link for link in links if link.kind == ARTICLE and link.url not in self._asked]
        harvest, now = self.session.harvest, self.session.clock()
        known = harvest.known([link.url for link in articles])
        harvest.discover({link.url: ARTICLE for link in articles if link.url not in known}, now)
        for link in articles:
            if link.url not in known or not known[link.url].fetched:
                yield from self._ask(link)
        for link in links:
            if link.kind == PAGE:
                yield from self._ask(link)

    # ---- reading

    def read(self, response: Response) -> Iterator[Request]:
        """Read any answer of the site, by its status."""
        link: Link = response.meta["link"]
        recorded: Recorded = response.meta[RECORDED]
        session = self.session
        session.report.counts["pages"] += 1
        status = response.status
        if status == 304:
            session.report.count_kept(session.harvest.keep_unchanged(recorded))
        elif 300 <= status < 400:
            yield from self._read_redirect(response, link, recorded)
        elif status in _GONE:
            if link.kind == ARTICLE:
                session.report.count_kept(session.harvest.keep_absent(recorded))
        elif not 200 <= status < 300:
            self._note_failure(link, f"the site answers {status}")
        else:
            session.report.entries += response.meta["entry"]
            if link.kind == FEED:
                yield from self._read_feed(response)
            elif not isinstance(response, TextResponse) or looks_binary(response.body):
                self._note_failure(link, f"no HTML page ({recorded.media_type or 'no type'})")
                session.harvest.keep(recorded, None)
            elif link.kind == ARTICLE:
                yield from self._read_article(response, link, recorded)
            else:
                yield from self._read_page(response, link, recorded)

    def _read_article(self, response: TextResponse, link: Link, recorded: Recorded) -> Iterator[Request]:
        session = self.session
        root = _root_of(response)
        extraction = extract_article(root, link.url, session.profile, session.urls, recorded.fetched.date())
        if extraction.reason == "not found":
            session.report.count_kept(session.harvest.keep_absent(recorded))
            return
        if extraction.article is None:
            self._note_failure(link, f"a page without a release: {extraction.reason}")
            session.harvest.keep(recorded, None)
            return
        kept = session.harvest.keep(recorded, extraction.article)
        session.report.count_kept(kept)
        if kept is not None and kept.outcome in ("new", "changed"):
            session.warc.describe(response.url, response.meta[RECORD_ID], summarise_reading(extraction.article, kept))
        yield from self._follow(list(find_links(root, response.url, session.urls).values()))

    def _read_page(self, response: TextResponse, link: Link, recorded: Recorded) -> Iterator[Request]:
        session = self.session
        root = _root_of(response)
        links = list(find_links(root, response.url, session.urls).values()) if root is not None else []
        articles = {found.url for found in links if found.kind == ARTICLE}
        session.harvest.keep(recorded, None)
        unseen = articles - self._listed
        if link.kind == LISTING:
            session.report.listings += 1
            session.report.full_listings += bool(articles)
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
        listing = link.url.partition("/" + paging.suffix.partition("{")[0])[0]
        base = listing if paging.suffix.startswith("?") else listing.rstrip("/") + "/"
        yield from self._ask(self.session.urls.listing_page(base, min(later, default=link.position + paging.step)))

    def _read_feed(self, response: Response) -> Iterator[Request]:
        links, further = find_entries(response.body, response.url, self.session.urls)
        yield from self._follow(list(links.values()))
        for address in further:
            link = self.session.urls.read(address, response.url)
            if link is not None:
                yield from self._ask(Link(link.url, FEED))

    def _read_redirect(self, response: Response, link: Link, recorded: Recorded) -> Iterator[Request]:
        """A redirect to a release moves it, one to a list or the front page says that it is no longer there."""
        session = self.session
        chain: tuple[str, ...] = response.meta["chain"]
        address = urljoin(response.url, (response.headers.get("Location") or b"").decode("latin-1"))
        target = session.urls.read(address)
        if target is None:
            self._note_failure(link, "a redirect off the site, which is not followed")
        elif len(chain) > HOPS or address in chain or (target.url in chain and target.url != link.url):
            self._note_failure(link, "redirects that go round in a circle")
        elif target.url == link.url or link.kind != ARTICLE:
            # The same page in another spelling, or a list that has moved.
            fetch = session.urls.fetch_spelling(address)
            moved = link if target.url == link.url else Link(target.url, link.kind, link.position)
            yield from self._ask(moved, entry=response.meta["entry"], chain=chain, target=fetch)
        elif target.kind == ARTICLE:
            session.report.count_kept(session.harvest.keep_moved(recorded, target.url, target.kind))
            if target.url not in self._asked:
                yield from self._ask(target, chain=chain)
        else:
            session.report.count_kept(session.harvest.keep_absent(recorded))

    # ---- failing

    def fail(self, failure: Any) -> None:
        """Note a request that brought no answer."""
        self._note_failure(failure.request.meta["link"], name_cause(failure.value))

    def _note_failure(self, link: Link, cause: str) -> None:
        self.session.report.count_failure(cause, self.session.urls.fetch_url(link.url))
        self.session.harvest.note_failure(link.url, self.session.clock())

    def _note_defect(self, failure: Any, response: Response, **_: Any) -> None:
        link: Link = response.meta["link"]
        self._note_failure(link, f"an error of this program ({type(failure.value).__name__}), see its log")

    def _show(self, **_: Any) -> None:
        counts = self.session.report.counts
        waiting = len(self._asked) - counts["pages"] - counts["failed"]
        self.session.progress.show(counts["pages"], counts["found"], max(waiting, 0))


def _root_of(response: TextResponse) -> Any:
    """Return the tree of a page, Scrapy's own; None where there is no element in it."""
    if lies_about_encoding(response.encoding, response.text):
        response = response.replace(encoding=WESTERN)
    root = response.selector.root
    return root if hasattr(root, "iterfind") else None
