"""What proves how an article stood on the net: each capture with its place in a WARC file, origin and what robots.txt said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app

from archive.holdings import find_provenance
from archive.records import Article, Capture
from archive.replay import find_capture
from webui.holdings import Holdings
from webui.memento import link_copy

MOST_KEPT = 20_000  # crawls that are kept in mind: fifty years of daily ones


@dataclass(frozen=True, slots=True)
class Proof:
    """A capture with where its bytes are had, what robots.txt of its host said then, and the file it was imported from.

    `robots` is a sentence of the crawl's report, empty where nothing was noted; `origin` is empty where we fetched it.
    """

    capture: Capture
    raw: str
    robots: str
    origin: str


def list_proofs(holdings: Holdings, captures: Sequence[Capture]) -> tuple[Proof, ...]:
    """Return the proofs for these captures, in their order."""
    said = {number: recall_crawl(holdings, number) for number in {capture.crawl_id for capture in captures}}
    return tuple(
        Proof(
            capture,
            link_copy(capture, raw=True),
            _find_host(said[capture.crawl_id][0], capture.url),
            said[capture.crawl_id][1],
        )
        for capture in captures
    )


def recall_crawl(holdings: Holdings, number: int) -> tuple[dict[str, str], str]:
    """Return what robots.txt of each host said in a crawl, and where its captures came from; asked once of a crawl that ended."""
    kept: dict[int, tuple[dict[str, str], str]] = current_app.extensions.setdefault("crawls_recalled", {})
    known = kept.get(number)
    if known is None:
        crawl = holdings.ledger.crawl(number)
        hosts = {host.host: host.robots for host in crawl.manners} if crawl else {}
        known = hosts, find_provenance(holdings.ledger, number)
        if crawl and crawl.ended and len(kept) < MOST_KEPT:
            kept[number] = known
    return known


def list_file_copies(holdings: Holdings, article: Article) -> dict[str, str]:
    """Return the addresses of the newest copies of the files that an article links to, by their own addresses."""
    found = {one.url: find_capture(holdings.ledger, one.url) for one in article.attachments}
    return {url: link_copy(capture) for url, capture in found.items() if capture and capture.status == 200}


def _find_host(robots: dict[str, str], url: str) -> str:
    host = urlsplit(url).netloc
    # A site that was fetched from a copy of it is noted under the address of the copy.
    return robots.get(host) or (next(iter(robots.values())) if len(robots) == 1 else "")
