"""Archived copies by Memento (RFC 7089): TimeGate, TimeMap, the copies themselves harmless and sealed, and as they came."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Blueprint, Response, abort, current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive.attachments import PDF
from archive.errors import ArchiveError, ProfileError
from archive.profiles import load_profile
from archive.records import Capture
from archive.replay import Replay, find_capture, list_captures, replay_capture
from archive.urls import SiteUrls
from webui.holdings import Holdings, get_holdings
from webui.labels import format_moment
from webui.languages import gettext as _
from webui.languages import speaking
from webui.links import root_address
from webui.memento_headers import (
    LINK_FORMAT,
    Memento,
    Resource,
    read_accept_datetime,
    read_stamp,
    write_links,
    write_moment,
    write_stamp,
    write_timemap,
)
from webui.parameters import clean_text
from webui.replay_cleaning import LARGEST_PAGE, STYLE_HASH, clean_page

memento = Blueprint("memento", __name__)

MOST_MEMENTOS = 10_000  # in a TimeMap: daily checks of 27 years
MOST_LINKS = 500  # of a copy that are looked up; the rest becomes text
# Even if cleaning missed something: nothing runs, nothing is loaded, nothing is sent, only our own page may frame it.
SEALED = f"sandbox; default-src 'none'; style-src '{STYLE_HASH}'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
SEALED_FILE = "sandbox; default-src 'none'; frame-ancestors 'none'"
HTML_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Copies:
    """The captures of one address, the oldest first, and the resource that Memento makes of them."""

    captures: tuple[Capture, ...]
    resource: Resource


@memento.get("/timegate/<path:address>", merge_slashes=False)
def open_timegate(address: str) -> AnyResponse:
    """Lead to the copy nearest to the time of `Accept-Datetime`, or to the newest; status 400 where it is no date."""
    copies = find_copies(get_holdings(), read_address(address))
    try:
        moment = read_accept_datetime(request.headers.get("Accept-Datetime"))
    except ValueError:
        abort(400, _("Accept-Datetime ist kein Datum nach RFC 1123, zum Beispiel: Tue, 03 Mar 2026 04:00:00 GMT."))
    nearest = find_capture(get_holdings().ledger, copies.resource.original, moment) or copies.captures[-1]
    response = redirect(link_copy(nearest), 302)
    response.headers["Vary"] = "accept-datetime"
    response.headers["Link"] = write_links(copies.resource, _as_memento(nearest))
    return response


@memento.get("/timemap/<path:address>", merge_slashes=False)
def send_timemap(address: str) -> Response:
    """Answer with all copies of an address, in link format."""
    response = make_response(write_timemap(find_copies(get_holdings(), read_address(address)).resource))
    response.content_type = LINK_FORMAT
    return response


@memento.get("/memento/<stamp>/<path:address>", merge_slashes=False)
def send_memento(stamp: str, address: str) -> AnyResponse:
    """Answer with a copy; `stamp` is its time in fourteen digits, with `id_` behind them for the bytes as they came."""
    holdings = get_holdings()
    raw = stamp.endswith("id_")
    moment = read_stamp(stamp.removesuffix("id_"))
    if moment is None:
        abort(404, _("Vor der Adresse der Kopie fehlt ihre Zeit: vierzehn Ziffern, zum Beispiel 20260303040000."))
    copies = find_copies(holdings, read_address(address))
    capture = next((one for one in copies.captures if write_stamp(one.fetched) == stamp.removesuffix("id_")), None)
    if capture is None or capture.url != read_address(address):
        nearest = capture or find_capture(holdings.ledger, copies.resource.original, moment) or copies.captures[-1]
        return redirect(link_copy(nearest, raw=raw), 302)
    try:
        replay = replay_capture(holdings.settings, holdings.ledger, capture)
    except ArchiveError as error:
        current_app.logger.warning("%s", error)
        abort(404, _("Diese Kopie lässt sich nicht zeigen: Ihre WARC-Datei fehlt oder ist beschädigt."))
    response = show_replay(holdings, replay, raw=raw)
    response.headers["Memento-Datetime"] = write_moment(capture.fetched)
    response.headers["Link"] = write_links(copies.resource, _as_memento(capture))
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def show_replay(holdings: Holdings, replay: Replay, *, raw: bool) -> Response:
    """Return a copy as it can be shown: pages harmless, redirects within the archive, everything else as a file."""
    if replay.location and not raw:
        target = _join(replay.capture.url, replay.location)
        known = next(iter(list_spellings(holdings, target)), target)
        response = make_response("", 302)
        response.headers["Location"] = _link(replay.capture, known)
        return response
    if raw or replay.media_type not in HTML_TYPES or len(replay.body) > LARGEST_PAGE:
        response = make_response(replay.body)
        # As a download only: shown here, a foreign file would speak in our name.
        response.content_type = PDF if replay.media_type == PDF else "application/octet-stream"
        response.headers["Content-Disposition"] = f'attachment; filename="{_name_file(replay)}"'
        response.headers["Content-Security-Policy"] = SEALED_FILE
        return response
    body = clean_page(
        replay.body,
        _find_charset(replay),
        make_finder(holdings, replay.capture),
        notes=tell_copy(replay.capture.fetched),
        picture=_("Bild"),
    )
    response = make_response(body, replay.status if 400 <= replay.status < 600 else 200)
    response.content_type = "text/html; charset=utf-8"
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def tell_copy(fetched: datetime) -> list[tuple[str, str]]:
    """Return what a copy says of itself, in each language: its address is one for all of them."""
    notes: list[tuple[str, str]] = []
    for language in current_app.config["LANGUAGES"]:
        with speaking(language):
            when = format_moment(fetched)
            said = _(
                "Archivierte Kopie vom %(when)s. Bilder und Gestaltung des Originals werden nicht gezeigt.", when=when
            )
            notes.append((language, said))
    return notes


def find_copies(holdings: Holdings, address: str) -> Copies:
    """Return the copies of an address in any spelling, or end the request with status 404 where the public has none."""
    for url in list_spellings(holdings, address):
        owner = holdings.ledger.find_article_id(url)
        captures = list_captures(holdings.ledger, url, MOST_MEMENTOS)
        owners = {capture.article_id for capture in captures} | {owner}
        # Only articles and the files they link to are shown, and nothing of one that the public is not shown.
        shown = owners != {None} or is_open_file(holdings, url, captures)
        if captures and shown and not owners & holdings.hidden():
            return Copies(captures, describe_resource(url, captures))
    abort(404, _("Von dieser Adresse bewahrt das Archiv keine Kopie."))
    return None


def is_open_file(holdings: Holdings, url: str, captures: Sequence[Capture]) -> bool:
    """True for a PDF file to which no article links that the public is not shown."""
    if not any(capture.media_type == PDF for capture in captures):
        return False
    hidden = holdings.ledger.articles(holdings.hidden()).values()
    return url not in {one.url for archived in hidden for one in archived.article.attachments}


def describe_resource(url: str, captures: tuple[Capture, ...]) -> Resource:
    """Return what Memento says of an address with these captures."""
    return Resource(
        original=url,
        timegate=_absolute("memento.open_timegate", url),
        timemap=_absolute("memento.send_timemap", url),
        mementos=tuple(_as_memento(capture) for capture in captures),
    )


def list_spellings(holdings: Holdings, address: str) -> list[str]:
    """Return the addresses under which a capture of this one may be kept: as it is, and canonical on each site."""
    found = [_join(address, "")]
    for status in holdings.ledger.sites():
        try:
            site = SiteUrls(load_profile(status.site, [holdings.settings.sites_folder]), status.address)
        except ProfileError:
            continue  # imported articles have no profile
        link = site.read(address)
        if link is not None:
            found.append(link.url)
    return list(dict.fromkeys(found))


def make_finder(holdings: Holdings, capture: Capture) -> Callable[[str], str]:
    """Return what turns a link of a copy into the address of the copy of its target, or an empty string."""
    crawl = holdings.ledger.crawl(capture.crawl_id)
    site = None
    with contextlib.suppress(ProfileError):  # what was imported has no profile
        profile = load_profile(crawl.site if crawl else "", [holdings.settings.sites_folder])
        site = SiteUrls(profile, crawl.address if crawl else "")
    asked: dict[str, str] = {}

    def find(target: str) -> str:
        if target.startswith("#"):
            return target
        link = site.read(clean_text(target), capture.url) if site else None
        url = link.url if link else _join(capture.url, clean_text(target))
        if url not in asked:
            owner = holdings.ledger.find_article_id(url) if len(asked) < MOST_LINKS else None
            asked[url] = _link(capture, url) if owner and owner not in holdings.hidden() else ""
        return asked[url]

    return find


def link_copy(capture: Capture, *, raw: bool = False) -> str:
    """Return the address of the copy that a capture is; `raw` for its bytes as they came."""
    return _link(capture, capture.url, raw=raw)


def read_address(address: str) -> str:
    """Return the original address that stands in the path, with the query that belongs to it."""
    query = request.query_string.decode("ascii", "replace")
    address = clean_text(address)
    if not address.startswith(("http://", "https://")):
        abort(404, _("Hier muss eine ganze Adresse stehen, die mit http:// oder https:// beginnt."))
    return f"{address}?{query}" if query else address


def _link(capture: Capture, url: str, *, raw: bool = False) -> str:
    stamp = write_stamp(capture.fetched) + ("id_" if raw else "")
    return url_for("memento.send_memento", stamp=stamp, address=url, lang=None)


def _join(base: str, target: str) -> str:
    """Return the target as an address without its fragment; an empty text where it is none (a broken IPv6 host)."""
    try:
        return urldefrag(urljoin(base, target)).url
    except ValueError:
        return ""


def _absolute(endpoint: str, url: str) -> str:
    return url_for(endpoint, address=url, lang=None, _external=True)


def _as_memento(capture: Capture) -> Memento:
    return Memento(urljoin(root_address(), link_copy(capture)), capture.fetched)


def _find_charset(replay: Replay) -> str:
    for part in replay.content_type.split(";")[1:]:
        name, _equals, value = part.strip().partition("=")
        if name.lower() == "charset":
            return value.strip("\"' ")
    return ""


def _name_file(replay: Replay) -> str:
    last = urlsplit(replay.capture.url).path.rstrip("/").rpartition("/")[2]
    safe = "".join(letter for letter in last if letter.isascii() and (letter.isalnum() or letter in "-_."))[-80:]
    ending = "" if "." in safe or replay.media_type not in HTML_TYPES else ".html"
    return f"{write_stamp(replay.capture.fetched)}-{safe or 'datei'}{ending}"
