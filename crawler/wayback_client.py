"""The client for web archives that speak as the Wayback Machine does: politely, and of another address where one is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from wayback import WaybackClient, WaybackSession

from archive.settings import Settings
from crawler.politeness import is_loopback

ARCHIVE = "https://web.archive.org"
# Questions and pages a second that are asked for; the archive allows more.
SEARCHES, PAGES = 0.4, 1.0
# Tries of one request.
TRIES = 4


@contextmanager
def open_client(settings: Settings, address: str) -> Iterator[WaybackClient]:
    """Open the client of the archive at an address."""
    local = is_loopback(address)
    session = WaybackSession(
        retries=TRIES,
        backoff=0.1 if local else 2,
        user_agent=settings.agent,
        search_calls_per_second=0 if local else SEARCHES,
        memento_calls_per_second=0 if local else PAGES,
    )
    if address != ARCHIVE:
        session.mount(f"{ARCHIVE}/", _Elsewhere(address))
    with WaybackClient(session) as client:
        yield client


class _Elsewhere(HTTPAdapter):
    """Asks another archive in place of the one whose address the library knows; answers bear the known address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        known = request.url or ""
        elsewhere = request.copy()
        elsewhere.url = self._address + known.removeprefix(ARCHIVE)
        response = super().send(elsewhere, *arguments, **options)
        response.url, response.request = known, request
        return response
