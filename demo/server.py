"""The demonstration site on a loopback port: blocking for the command line, or in a thread for tests and benchmarks."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from demo.collection import open_collection
from demo.errors import PortError
from demo.site import Site
from demo.timeline import LAST_DAY

DEFAULT_PORT = 8600
# Headers that tests ask for; a log of all of them would grow with every crawl.
_LOGGED = ("host", "user-agent", "accept-encoding", "if-none-match", "if-modified-since")


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was answered: method, target as sent, the headers of interest (lower case), status."""

    method: str
    path: str
    headers: dict[str, str]
    status: int


class RunningSite:
    """A demonstration site that is being served; `day` may be set at any time and counts from the next request on."""

    def __init__(self, site: Site, day: date, address: str) -> None:
        self.site = site
        self.day = day
        self.address = address
        self.requests: list[Request] = []
        self.logging = True


def serve(
    port: int = DEFAULT_PORT,
    day: date | None = None,
    size: int = 0,
    host: str = "127.0.0.1",
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve the site until the process is interrupted; `announce` is told the address once it listens.

    Raises PortError where the address cannot be used, NoticeError for a bad notice file.
    """
    server, running = _open_server(host, port, day, size, "cms", None)
    running.logging = False
    if announce:
        announce(running.address)
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


@contextmanager
def running_site(
    day: date | None = None,
    size: int = 0,
    port: int = 0,
    markup: str = "cms",
    folder: Path | None = None,
) -> Iterator[RunningSite]:
    """Serve the site in a thread while the block runs; port 0 takes a free one, `folder` holds other notices.

    Raises PortError where the port cannot be used, NoticeError for a bad notice file.
    """
    server, running = _open_server("127.0.0.1", port, day, size, markup, folder)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True, name="demo-site")
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    running: RunningSite

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client that hangs up go; anything else is a defect and must be seen."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Demonstration"
    sys_version = ""
    # Headers and body leave in one packet: the default, unbuffered, costs 40 ms a page with delayed acknowledgements.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer as the site does."""
        running = self.server.running
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = running.site.answer(self.path, headers, running.day)
        if running.logging:
            kept = {name: headers[name] for name in _LOGGED if name in headers}
            running.requests.append(Request(self.command, self.path, kept, answer.status))
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the log is `RunningSite.requests`."""


def _open_server(
    host: str, port: int, day: date | None, size: int, markup: str, folder: Path | None
) -> tuple[_Server, RunningSite]:
    site = Site(open_collection(size, folder), markup)
    try:
        server = _Server((host, port), _Handler)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise PortError(
            f"The demonstration site cannot listen on {host}:{port} ({reason}). Choose another port."
        ) from error
    running = RunningSite(site, day or LAST_DAY, f"http://{host}:{server.socket.getsockname()[1]}")
    server.running = running
    return server, running
