"""Shows again what was captured: finds the capture of a URL nearest to a time, and reads its page out of the WARC files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from archive import ledger_rows, schema
from archive.content_coding import decode_body
from archive.errors import WarcError
from archive.ledger import Ledger
from archive.records import Capture
from archive.settings import Settings
from archive.warc import Headers
from archive.warc_reading import WarcResponse, find_warc, read_response

# Captures that show something: a page, „not modified since“, or the way to another page.
_SHOWING = (200, 203, 301, 302, 303, 304, 307, 308)


@dataclass(frozen=True, slots=True)
class Replay:
    """A capture as it can be shown: `url` as it was fetched, status, headers, and the body without content encoding.

    `original` is the earlier capture that the body was read from where the capture itself is a revisit record:
    then status and headers are those under which that body came, unless the revisit has a body's headers of its own.
    `media_type` is in lower case and without parameters, `charset` as the header names it or empty.
    """

    capture: Capture
    url: str
    status: int
    headers: Headers
    body: bytes
    original: Capture | None = None

    @property
    def content_type(self) -> str:
        """The header `Content-Type`, or an empty string."""
        return _find_header(self.headers, "Content-Type")

    @property
    def media_type(self) -> str:
        """The media type alone."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def location(self) -> str:
        """Where a redirect led, as the server wrote it; empty otherwise."""
        return _find_header(self.headers, "Location") if 300 <= self.status < 400 else ""


def list_captures(ledger: Ledger, url: str, limit: int = 1000) -> tuple[Capture, ...]:
    """Return the captures of a canonical URL, the oldest first, the newest `limit` of them."""
    capture = schema.capture
    statement = select(capture).where(capture.c.url == url).order_by(capture.c.fetched.desc(), capture.c.id.desc())
    with ledger.reading() as connection:
        rows = list(connection.execute(statement.limit(limit)).mappings())
    return tuple(ledger_rows.read_capture(row) for row in reversed(rows))


def find_capture(ledger: Ledger, url: str, moment: datetime | None = None) -> Capture | None:
    """Return the capture of a canonical URL nearest to a time (aware), or the newest; None where there is none.

    One that shows a page is taken before an error of the server or „not found“.
    """
    capture = schema.capture
    near: list[Capture] = []
    with ledger.reading() as connection:
        for shows in (capture.c.status.in_(_SHOWING), capture.c.status.not_in(_SHOWING)):
            statement = select(capture).where(capture.c.url == url, shows)
            sides = [statement.order_by(capture.c.fetched.desc(), capture.c.id.desc())]
            if moment is not None:
                sides = [sides[0].where(capture.c.fetched <= moment)]
                sides.append(statement.where(capture.c.fetched > moment).order_by(capture.c.fetched, capture.c.id))
            for side in sides:
                rows = connection.execute(side.limit(1)).mappings()
                near += [ledger_rows.read_capture(row) for row in rows]
            if near:
                break
    if moment is None or len(near) < 2:
        return near[0] if near else None
    return min(near, key=lambda one: abs(one.fetched - moment))


def get_capture(ledger: Ledger, capture_id: int) -> Capture | None:
    """Return the capture of this id (such as `Version.capture_id`), or None."""
    statement = select(schema.capture).where(schema.capture.c.id == capture_id)
    with ledger.reading() as connection:
        row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else ledger_rows.read_capture(row)


def replay_capture(settings: Settings, ledger: Ledger, capture: Capture) -> Replay:
    """Read a capture out of its WARC file; a revisit record is followed to the capture that holds its body.

    Raises WarcError where a file is not there, a record is damaged, or the body is larger than `max_response`.
    """
    found = read_capture(settings, ledger, capture)
    if found.kind != "revisit":
        return _make_replay(settings, capture, found, found)
    original = find_original(ledger, capture, found)
    if original is None:
        raise WarcError(
            f"The capture of {capture.url} of {capture.fetched:%Y-%m-%d %H:%M} refers to an earlier one "
            f"({found.refers_to_date or 'of unknown date'}) that is not in this archive."
        )
    body = read_capture(settings, ledger, original)
    return _make_replay(settings, capture, body if found.status in (0, 304) else found, body, original)


def read_capture(settings: Settings, ledger: Ledger, capture: Capture) -> WarcResponse:
    """Read the record of a capture as it stands in its WARC file, body still encoded. Raises WarcError."""
    with ledger.reading() as connection:
        statement = select(schema.crawl.c.site).where(schema.crawl.c.id == capture.crawl_id)
        site = connection.execute(statement).scalar_one_or_none() or ""
    path = find_warc(settings.warc_folder / site, capture.warc_file)
    return read_response(path, capture.warc_offset, settings.max_response)


def find_original(ledger: Ledger, capture: Capture, record: WarcResponse) -> Capture | None:
    """Return the capture whose body a revisit record stands for, or None where it is not in this archive."""
    table = schema.capture
    same = select(table).where(table.c.digest == capture.digest, table.c.kind == "response")
    ways = [same.where(table.c.url == capture.url, table.c.fetched <= capture.fetched)]
    if record.refers_to_url:
        ways.append(same.where(table.c.url == record.refers_to_url))
    with ledger.reading() as connection:
        for way in ways:
            row = connection.execute(way.order_by(table.c.id.desc()).limit(1)).mappings().one_or_none()
            if row is not None:
                return ledger_rows.read_capture(row)
    return None


def _make_replay(
    settings: Settings, capture: Capture, shown: WarcResponse, body: WarcResponse, original: Capture | None = None
) -> Replay:
    decoded = decode_body(body.body, body.header("Content-Encoding"), settings.max_response)
    return Replay(capture, body.url, shown.status, shown.headers, decoded, original)


def _find_header(headers: Headers, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name.lower()), "")
