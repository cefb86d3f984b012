"""Records every exchange with the site before anybody reads it: WARC record flushed first, then the row in the ledger."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response

from archive.crawl_captures import find_original
from archive.errors import ArchiveError
from archive.harvest import Response as LedgerResponse
from archive.records import Article
from archive.text import digest_article
from archive.warc import Exchange
from archive.warc_reading import aim_revisit
from crawler.pauses import stop_crawl
from crawler.politeness import ReservedError
from crawler.request_keys import RECORD_ID, RECORDED
from crawler.reservations import RESPECT, find_page_reservations
from crawler.spider_archive import SpiderArchive


class Recorder:
    """Downloader middleware next to the network: sees bodies as they came, each hop, robots.txt and retried errors too."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recorder:
        """Make the middleware; the session is the spider's."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange and note the capture; the response goes on unchanged.

        What cannot be recorded is not read: the crawl ends, and the next one begins where this one stopped.
        """
        policy = self._crawler.settings.get("TDM_POLICY")
        if policy == RESPECT and find_page_reservations(request.url, response.headers, None):
            raise ReservedError("text and data mining of it is reserved (header)")
        try:
            self._record(request, response)
        except ArchiveError as error:
            stop_crawl(self._crawler, str(error))
            raise IgnoreRequest(str(error)) from error
        return response

    def _record(self, request: Request, response: Response) -> None:
        session = self._find_session()
        link = request.meta.get("link")
        canonical = link.url if link is not None else request.url
        now = session.clock()
        # What is fetched for the first time has nothing to refer to, and needs no question.
        again = request.meta.get("again") and response.status in (200, 304)
        original = find_original(session.harvest, canonical) if again else None
        exchange = Exchange(
            url=request.url,
            fetched=now,
            method=request.method,
            request_headers=[("Host", request.url.split("/")[2]), *_list_headers(request.headers)],
            status=response.status,
            reason=_name_status(response.status),
            headers=_mend_length(_list_headers(response.headers), len(response.body)),
            body=response.body,
            ip=str(response.ip_address or ""),
        )
        if original is not None:
            original = aim_revisit(session.warc_folder, original, exchange)
        place = session.warc.write(exchange, original)
        if request.meta.get("robots") and request.url.endswith("/robots.txt"):
            session.warc.describe(request.url, place.record_id, {"robots": _judge_robots(response.status)})
        request.meta[RECORD_ID] = place.record_id
        recorded = LedgerResponse(
            url=canonical,
            kind=link.kind if link is not None else "other",
            fetched=now,
            status=response.status,
            media_type=_read_header(response, "Content-Type").partition(";")[0].strip().lower()[:100],
            digest=place.digest,
            record=place.kind,
            warc_file=place.file,
            warc_offset=place.offset,
            warc_length=place.length,
            etag=_read_header(response, "ETag"),
            last_modified=_read_header(response, "Last-Modified"),
        )
        request.meta[RECORDED] = replace(recorded, capture_id=session.harvest.keep_capture(recorded))

    def _find_session(self) -> Any:
        """Return what holds ledger and WARC writer: the spider's own session, or the archive around it."""
        return getattr(self._crawler.spider, "session", None) or self._crawler.get_extension(SpiderArchive)


def summarise_reading(article: Article) -> dict[str, object]:
    """Return what was read off a page as the fields of a metadata record: so that the reading can be checked later."""
    return {
        "title": article.title,
        "published": article.published,
        "published-source": article.published_source,
        "layout": article.layout,
        "text-length": len(article.text),
        "text-digest": digest_article(article),
    }


def _list_headers(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values or ()
    ]


def _mend_length(headers: list[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    """Leave out the transfer encoding, which the client has taken off, and let the length be that of the body."""
    kept = [pair for pair in headers if pair[0].lower() not in ("transfer-encoding", "content-length")]
    return [*kept, ("Content-Length", str(length))]


def _read_header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")[:500]


def _judge_robots(status: int) -> str:
    """Say what the answer to the question for robots.txt means (RFC 9309, 2.3.1)."""
    if status >= 500:
        return "could not be had: nothing is fetched"
    if status >= 400:
        return "there is none: everything may be fetched"
    return "its rules are obeyed" if status < 300 else "leads elsewhere: followed"


def _name_status(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
