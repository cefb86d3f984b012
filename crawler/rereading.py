"""Reads captures anew out of the WARC files, in the order they were made: those of a killed crawl, or of one held back."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from archive.errors import WarcError
from archive.harvest import Harvest
from archive.harvest import Response as Recorded
from archive.ledger import Ledger
from archive.profiles import Profile
from archive.records import Capture
from archive.replay import replay_capture
from archive.settings import Settings
from archive.urls import Link, SiteUrls
from crawler.answers import Reading, read_answer


def reread_captures(
    settings: Settings, harvest: Harvest, profile: Profile, urls: SiteUrls, *, own: bool = False
) -> Iterator[tuple[Capture, Reading]]:
    """Yield the captures of the adopted crawls (with `own`, also of the crawl itself) with what today's rules read.

    A capture that cannot be read is given as failed, with the reason.
    """
    for capture, kind in harvest.adopted_captures(own=own):
        link = urls.read(capture.url)
        if link is None or capture.url.endswith("/robots.txt"):
            continue
        link = Link(capture.url, kind or link.kind, link.position)
        try:
            response = read_stored(settings, harvest.ledger, capture)
        except WarcError as error:
            yield capture, Reading(cause=str(error))
            continue
        recorded = make_recorded(capture, link.kind, response)
        yield capture, read_answer(response, link, recorded, profile, urls)


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
