"""Keeps whole pages of readers as long as index, ledger and day stay the same: most questions are asked more than once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, Response, current_app, g, request

from archive.errors import ArchiveError
from indexer.errors import IndexerError
from webui.holdings import get_holdings
from webui.staff_session import COOKIE

# Pages that depend on nothing but their address, the index, the ledger and the day.
KEPT = frozenset(
    {
        "search.show_search",
        "cities.list_cities",
        "cities.show_city",
        "changes.show_changes",
        "info.show_help",
    }
)
MOST_BYTES = 24 * 1024 * 1024  # of all kept pages: some five hundred
LONGEST_QUERY = 500  # bytes: longer ones come once


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was sent, and the state of index, ledger and day that it was made in."""

    state: object
    body: bytes
    headers: tuple[tuple[str, str], ...]


class PageCache:
    """The kept pages, the one used last at the end; safe to use from several threads."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], KeptPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, key: tuple[str, ...], state: object) -> KeptPage | None:
        """Return the page if it was made in this state."""
        with self._lock:
            kept = self._pages.get(key)
            if kept is None or kept.state != state:
                return None
            self._pages.move_to_end(key)
            return kept

    def keep(self, key: tuple[str, ...], kept: KeptPage) -> None:
        """Keep a page; the ones not used for longest go."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._bytes += len(kept.body) - (len(before.body) if before else 0)
            self._pages[key] = kept
            while self._bytes > MOST_BYTES:
                self._bytes -= len(self._pages.popitem(last=False)[1].body)


def set_up_page_cache(app: Flask) -> None:
    """Let the application answer from kept pages; those of staff are made anew each time."""
    cache = PageCache()

    @app.before_request
    def answer_kept() -> Response | None:
        if not _may_keep():
            return None
        # Taken before the page is made: one that is made of something newer is then never given out under an older state.
        g.page_state, g.page_key = _state(), _key()
        kept = cache.find(g.page_key, g.page_state)
        if kept is None:
            return None
        response = Response(kept.body, headers=list(kept.headers))
        response.headers["Server-Timing"] = "kept"
        return response

    @app.after_request
    def keep(response: Response) -> Response:
        plain = response.status_code == 200 and not response.is_streamed and not response.direct_passthrough
        if plain and _may_keep() and request.method == "GET" and response.headers.get("Server-Timing") != "kept":
            headers = tuple((name, value) for name, value in response.headers if name != "Content-Length")
            cache.keep(g.page_key, KeptPage(g.page_state, response.get_data(), headers))
        return response


def _may_keep() -> bool:
    return (
        request.endpoint in KEPT
        and request.method in ("GET", "HEAD")
        and COOKIE not in request.cookies
        and len(request.query_string) <= LONGEST_QUERY
    )


def _key() -> tuple[str, ...]:
    # The page names its own address, for the print and for feeds.
    return request.scheme, request.host, request.script_root, request.path, request.query_string.decode("latin-1")


def _state() -> Any:
    """Return what the kept pages depend on; where index or ledger cannot be read, something that equals no other state."""
    holdings = get_holdings()
    try:
        return holdings.state(), date.today()
    except (IndexerError, ArchiveError) as error:
        current_app.logger.debug("Pages are not kept: %s", error)
        return object()
