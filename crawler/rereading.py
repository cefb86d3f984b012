"""Reads captures anew out of the WARC files, in the order they were made: those of a killed crawl, or of one held back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from archive.crawl_captures import adopted_captures
from archive.errors import WarcError
from archive.findings import Finding, Findings
from archive.harvest import Harvest
from archive.harvest import Response as Recorded
from archive.ledger import Ledger
from archive.profiles import Profile
from archive.records import Capture
from archive.replay import replay_capture
from archive.settings import Settings
from archive.urls import ARTICLE, LISTING, PAGE, Link, SiteUrls
from crawler.answers import read_answer
from crawler.links import find_links


def gather_findings(
    settings: Settings, harvest: Harvest, profile: Profile, urls: SiteUrls, findings: Findings, *, own: bool = False
) -> Iterator[Finding]:
    """Read the captures of the adopted crawls (with `own`, also of the crawl itself) by today's rules into `findings`.

    Yields each finding that was not taken in yet. What cannot be read says nothing: it stays due, and is fetched again.
    """
    yield from read_findings(settings, harvest.ledger, profile, urls, adopted_captures(harvest, own=own), findings)


def read_findings(
    settings: Settings,
    ledger: Ledger,
    profile: Profile,
    urls: SiteUrls,
    captures: Iterable[tuple[Capture, str, bool]],
    findings: Findings,
) -> Iterator[Finding]:
    """Read captures, each with the kind of its URL and whether it was taken in, into `findings`; yield the new ones."""
    for capture, kind, taken in captures:
        link = urls.read(capture.url)
        if link is None or (not kind and link.kind not in (ARTICLE, LISTING, PAGE)):
            continue  # robots.txt, and what else a crawler asks for of itself
        link = Link(capture.url, kind or link.kind, link.position)
        try:
            response = read_stored(settings, ledger, capture)
        except WarcError:
            continue
        recorded = make_recorded(capture, link.kind, response)
        reading = read_answer(response, link, recorded, profile, urls)
        if reading.root is not None:
            links = find_links(reading.root, response.url, urls).values()
            findings.aliases |= {found.alias: found.url for found in links if found.alias}
        if reading.finding is not None and taken:
            # The crawl was killed while it took it in, or took it in early; redirects to it need to know what it said.
            findings.pass_over(capture.url, reading.finding.outcome)
        elif reading.finding is not None:
            findings.add(reading.finding)
            yield reading.finding


def read_stored(settings: Settings, ledger: Ledger, capture: Capture) -> Response:
    """Return a capture as Scrapy gave it when it was fetched. Raises WarcError."""
    if capture.status == 304:
        return Response(capture.url, status=304)  # it says all, wherever its body lies
    shown = replay_capture(settings, ledger, capture)
    headers = Headers([(name, value) for name, value in shown.headers if name.lower() != "content-encoding"])
    kind = responsetypes.from_args(headers=headers, url=shown.url, body=shown.body)
    return kind(shown.url, status=capture.status, headers=headers, body=shown.body)


def make_recorded(capture: Capture, kind: str, response: Response) -> Recorded:
    """Return what was recorded of a capture when it was made."""
    return Recorded(
        url=capture.url,
        kind=kind,
        fetched=capture.fetched,
        status=capture.status,
        media_type=capture.media_type,
        digest=capture.digest,
        record=capture.kind,
        warc_file=capture.warc_file,
        warc_offset=capture.warc_offset,
        warc_length=capture.warc_length,
        etag=(response.headers.get("ETag") or b"").decode("latin-1")[:500],
        last_modified=(response.headers.get("Last-Modified") or b"").decode("latin-1")[:500],
        capture_id=capture.id,
    )
