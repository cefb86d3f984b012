"""What one crawl asks of a site: each address once, known ones conditionally, releases within the budget of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from scrapy import Request

from archive.crawl_captures import adopted_urls
from archive.frontier import KnownUrl, find_known, note_urls
from archive.records import Article
from archive.urls import ARTICLE, FILE, LISTING, PAGE, Link
from crawler.answers import FEED
from crawler.session import CrawlSession

# Files of one release, and of all releases in one run, that are fetched.
FILES, MOST_FILES = 10, 2_000
# Pages in one run: no press archive of one city is larger.
MOST_PAGES = 200_000


class RequestBook:
    """Makes the requests of one crawl; their answers go to `read`, what brought none to `fail`."""

    def __init__(self, session: CrawlSession, budget: int, read: Callable[..., Any], fail: Callable[..., Any]) -> None:
        self._session = session
        # Releases of this run at most, 0 for no bound.
        self.budget = budget
        self._read, self._fail = read, fail
        # What a killed crawl fetched and nobody has taken in yet needs no second look.
        self.asked: set[str] = adopted_urls(session.harvest)
        # Releases for which the budget was too small.
        self.left: set[str] = set()
        # Articles that were met in a page: each is looked up in the ledger once.
        self._met: set[str] = set()
        self._releases = self._files = 0

    def ask(
        self,
        link: Link,
        known: KnownUrl | None = None,
        *,
        entry: bool = False,
        chain: tuple[str, ...] = (),
        target: str = "",
    ) -> Iterator[Request]:
        """Yield the request for a link, unless it was asked in this run; a known page is asked for conditionally."""
        if not chain and link.url in self.asked:
            return
        if link.kind == ARTICLE and not chain:
            if self.budget and self._releases >= self.budget:
                self.left.add(link.url)
                return
            self._releases += 1
        self.asked.add(link.url)
        if known is None and link.kind != ARTICLE:
            known = find_known(self._session.harvest, [link.url]).get(link.url)
        headers = {}
        if known is not None and known.status == 200:
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.last_modified:
                headers["If-Modified-Since"] = known.last_modified
        yield Request(
            target or self._session.urls.fetch_url(link.url),
            callback=self._read,
            errback=self._fail,
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

    def follow(self, links: Iterable[Link]) -> Iterator[Request]:
        """Yield requests for the articles among these links that were never fetched, and for pages that lead on."""
        links = list(links)
        articles = [link for link in links if link.kind == ARTICLE and link.url not in self._met]
        self._met.update(link.url for link in articles)
        harvest, now = self._session.harvest, self._session.clock()
        known = find_known(harvest, [link.url for link in articles])
        note_urls(harvest, {link.url: ARTICLE for link in articles if link.url not in known}, now)
        self._session.findings.aliases |= {link.alias: link.url for link in links if link.alias}
        for link in articles:
            if link.url not in known or not known[link.url].fetched:
                yield from self.ask(link)
        for link in links:
            if link.kind == PAGE:
                yield from self.ask(link)

    def ask_files(self, article: Article) -> Iterator[Request]:
        """Yield requests for the PDF files of a release: new ones; known ones that are due, or can be asked conditionally."""
        links = [self._session.urls.read(attachment.url) for attachment in article.attachments[:FILES]]
        wanted = [link for link in links if link and link.kind == FILE and link.url.lower().endswith(".pdf")]
        known, now = find_known(self._session.harvest, [link.url for link in wanted]), self._session.clock()
        for link in wanted:
            before = known.get(link.url)
            kept = before is not None and before.fetched and before.status == 200
            asks = before is None or before.etag or before.last_modified
            due = before is None or before.next_check is None or before.next_check <= now
            if self._files < MOST_FILES and (not kept or asks or due):
                self._files += link.url not in self.asked
                yield from self.ask(link, before)
