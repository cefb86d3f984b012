"""The demonstration site without a network: from a request and a day to status, headers and body."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote

from demo.collection import Collection
from demo.feeds import FEED, write_feed, write_robots, write_sitemap
from demo.files import draw_png, draw_svg, write_pdf
from demo.links import LISTING, OLD_OVERVIEW, ORIGIN, OVERVIEW, RAW_ADDRESSES, split_suffix
from demo.notices import Notice, pick_number
from demo.pages import Page, Pages, file_folder
from demo.partners import list_city_pages
from demo.timeline import INHALT_SINCE, RELAUNCH, new_path, old_path, reply_at

_HOST = re.compile(r"^[a-z][a-z+.-]*://[^/?#]*")
_SITEMAP = re.compile(r"/sitemap(?:-(\d{1,6}))?\.xml")
_NOTICE = re.compile(r"/(?:de/pressemeldungen|de/inhalt|familienportal/inhalt-kr|\d{4}-\d{2})/([^/]+)/?")
_CALENDAR = re.compile(r"/de/kalender/(\d{1,9})/(0[1-9]|1[0-2])/?")
_PICTURE = re.compile(r"/(?:de/bilder|sites/default/files)/([\w-]+)\.(png|svg)")
_DOWNLOAD = re.compile(r"(/(?:de/downloads|system/files/\d{4}-\d{2})/([\w-]+)/)([\w.-]+)")
_STYLE = Path(__file__).parent / "assets" / "site.css"


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: status, headers in order, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Site:
    """The whole site over one collection; every answer depends on the request and the day alone."""

    def __init__(self, collection: Collection, markup: str = "cms") -> None:
        self._collection = collection
        self._pages = Pages(collection, markup)
        self._files = {notice.id: notice for notice in collection.notices if notice.attachments}

    def answer(self, target: str, headers: Mapping[str, str], day: date) -> Answer:
        """Answer a GET for this request target (path with query, or an absolute address) as on that day.

        `headers` needs lower-case names; those that matter are `accept-encoding`, `if-none-match` and
        `if-modified-since`. Whatever host is asked for gets the same answer.
        """
        # An absolute address is as good as a path: only proxies send one, and the host does not matter here.
        path = unquote(_HOST.sub("", target).partition("?")[0].partition("#")[0]) or "/"
        if (file := self._find_file(path, day)) is not None:
            return file
        base, slots = split_suffix(path)
        raw = RAW_ADDRESSES.get(base.rstrip("/"))
        page = self._find_page(raw or base, slots, day)
        if isinstance(page, Answer):
            return page
        return _send_page(page, path, headers)

    def _find_file(self, path: str, day: date) -> Answer | None:
        if path == "/robots.txt":
            return _send("text/plain; charset=utf-8", write_robots(day).encode())
        if part := _SITEMAP.fullmatch(path):
            sitemap = write_sitemap(self._collection, day, int(part[1]) if part[1] else None)
            return _send("application/xml; charset=utf-8", sitemap.encode()) if sitemap else None
        if path == FEED:
            feed = write_feed(self._collection, day)
            return _send("application/atom+xml; charset=utf-8", feed.encode()) if feed else None
        if path == "/assets/site.css":
            return _send("text/css; charset=utf-8", _STYLE.read_bytes())
        if path == "/favicon.ico":
            return _send("image/png", draw_png("favicon"))
        if picture := _PICTURE.fullmatch(path):
            png = picture[2] == "png"
            return _send("image/png", draw_png(picture[1])) if png else _send("image/svg+xml", draw_svg(picture[1]))
        if download := _DOWNLOAD.fullmatch(path):
            return self._send_download(download[1], download[2], download[3], day)
        return None

    def _send_download(self, folder: str, notice_id: str, name: str, day: date) -> Answer | None:
        notice = self._files.get(notice_id)
        standing = self._collection.stand(notice, day) if notice else None
        if standing is None or not standing.live or folder != file_folder(standing):
            return None
        for file in standing.notice.attachments:
            if file.file == name:
                return _send("application/pdf", write_pdf(file.label, f"Zu: {standing.title} (erfundene Meldung)"))
        return None

    def _find_page(self, base: str, slots: Mapping[str, int], day: date) -> Page | Answer:
        if found := _NOTICE.fullmatch(base):
            notice = self._collection.find_notice(found[1])
            return self._find_notice(notice, base, slots, day) if notice else self._miss(404, day)
        if calendar := _CALENDAR.fullmatch(base):
            return self._pages.show_calendar(int(calendar[1]), int(calendar[2]), day)
        address = base if base.endswith("/") else f"{base}/"
        if address == LISTING:
            return self._pages.show_listing(slots, day)
        if address == OVERVIEW or (address == OLD_OVERVIEW and day < INHALT_SINCE):
            return self._pages.show_overview(address, slots, day)
        if city := list_city_pages(day).get(address):
            return self._pages.show_city(city, slots, day)
        return self._find_plain(address, day)

    def _find_plain(self, address: str, day: date) -> Page | Answer:
        if address == "/":
            return self._pages.show_start("Stadt Krefeld", address, day)
        if address == "/presse/" and day >= RELAUNCH:
            return self._pages.show_start("Presse", address, day)
        if address == "/de/presse/nachrichten/" and day.year in (2020, 2021, 2022):
            return self._pages.show_start("Nachrichten", address, day)
        moved = {OLD_OVERVIEW: OVERVIEW, "/de/presse/": LISTING, "/de/presse/nachrichten/": LISTING}
        if address in moved:
            return _redirect(301, moved[address])
        if address in _MESSAGES:
            return self._pages.show_message(*_MESSAGES[address], day)
        return self._miss(404, day)

    def _find_notice(self, notice: Notice, base: str, slots: Mapping[str, int], day: date) -> Page | Answer:
        known = next(
            (path for path in (old_path(notice), new_path(notice)) if path.rstrip("/") == base.rstrip("/")), ""
        )
        reply = reply_at(notice, known, day)
        if reply.kind == "redirect":
            # Half of the redirects name the host, as the crawler of a real site would see them.
            return _redirect(301, ("", ORIGIN)[pick_number(notice.id, 2)] + reply.target)
        if reply.kind == "listing":
            return _redirect(302, LISTING)
        if reply.kind == "soft404":
            return self._miss(200, day)
        standing = self._collection.stand(notice, day)
        if reply.kind != "page" or standing is None:
            return self._miss(int(reply.kind), day)
        return self._pages.show_notice(standing, slots, day)

    def _miss(self, status: int, day: date) -> Page:
        text = "Die gewünschte Seite wurde nicht gefunden. Vielleicht wurde sie verschoben oder gelöscht."
        return self._pages.show_message("Seite nicht gefunden", text, day, status)


_MESSAGES: Mapping[str, tuple[str, str]] = {
    "/intern/": ("Intern", "Dieser Bereich ist für die Verwaltung bestimmt; robots.txt schließt ihn aus."),
    "/de/impressum/": ("Impressum", "Diese Seiten gehören zu einer Demonstration. Alle Meldungen sind erfunden."),
    "/de/suche/": ("Suche", "Die Suche steht in der Demonstration nicht zur Verfügung."),
}


def _send_page(page: Page, path: str, headers: Mapping[str, str]) -> Answer:
    body = page.html.encode(page.charset, "xmlcharrefreplace")
    media = f"text/html; charset={page.charset.upper()}" if page.declared else "text/html"
    sent = [("Content-Type", media), *_validators(page, path, body)]
    if page.status == 200 and _is_known(dict(sent), headers):
        return Answer(304, tuple(header for header in sent if header[0] != "Content-Type"), b"")
    if pick_number(f"{path}:gzip", 2) == 0:
        sent.append(("Vary", "Accept-Encoding"))
        if "gzip" in headers.get("accept-encoding", ""):
            body = gzip.compress(body, 5, mtime=0)
            sent.append(("Content-Encoding", "gzip"))
    return Answer(page.status, (*sent, ("Content-Length", str(len(body)))), body)


def _validators(page: Page, path: str, body: bytes) -> list[tuple[str, str]]:
    draw = pick_number(f"{path}:validator", 3)
    if page.status != 200 or draw == 2:
        return []
    if draw == 1 and page.modified:
        return [("Last-Modified", format_datetime(datetime.combine(page.modified, time(8), UTC), usegmt=True))]
    return [("ETag", f'W/"{hashlib.sha256(body).hexdigest()[:24]}"')] if draw == 0 else []


def _is_known(sent: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    if wanted := headers.get("if-none-match"):
        return "ETag" in sent and sent["ETag"] in [tag.strip() for tag in wanted.split(",")]
    since = headers.get("if-modified-since")
    if not since or "Last-Modified" not in sent:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(sent["Last-Modified"])
    except (ValueError, TypeError):
        return False


def _send(media: str, body: bytes) -> Answer:
    return Answer(200, (("Content-Type", media), ("Content-Length", str(len(body)))), body)


def _redirect(status: int, target: str) -> Answer:
    return Answer(status, (("Location", target), ("Content-Length", "0")), b"")
