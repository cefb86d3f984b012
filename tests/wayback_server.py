"""A web archive on this machine that speaks as the Wayback Machine does: its index (CDX) with pages, and raw playback."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class HeldPage:
    """One capture that the archive holds; `error` is a status with which it refuses to play it back."""

    url: str
    stamp: str
    body: bytes
    media_type: str = "text/html"
    status: int = 200
    error: int = 0
    location: str = ""

    @property
    def digest(self) -> str:
        return base64.b32encode(hashlib.sha1(self.body).digest()).decode()


@dataclass(slots=True)
class WebArchive:
    """The running archive: its address, what it holds, the requests it got, and how often it asks to be left alone."""

    address: str
    pages: list[HeldPage]
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    refuse_after: int = 0

    def played(self) -> list[str]:
        """The addresses that were played back."""
        return [path for path, _ in self.requests if path.startswith("/web/")]


@contextmanager
def running_archive(pages: list[HeldPage], page_size: int = 3) -> Iterator[WebArchive]:
    """Serve what is held on a free loopback port; the index gives `page_size` lines at a time."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            archive.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            if self.path.startswith("/cdx/search/cdx"):
                self.list_held()
            elif self.path.startswith("/web/"):
                self.play()
            else:
                self.send(404, b"not here", {})

        def list_held(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            host = query["url"][0]
            assert query["matchType"] == ["host"]
            assert query["showResumeKey"] == ["true"]
            first = int(query.get("resumeKey", ["0"])[0])
            begin, end = query.get("from", ["0"])[0], query.get("to", ["9"])[0]
            lines = [
                f"key {page.stamp} {page.url} {page.media_type} {page.status} {page.digest} {len(page.body)}"
                for page in archive.pages
                if (urlsplit(page.url).hostname or "").removeprefix("www.") == host
                and page.stamp >= begin
                and page.stamp[: len(end)] <= end
                and all(
                    re.fullmatch(one.removeprefix("statuscode:"), str(page.status)) for one in query.get("filter", [])
                )
            ]
            answer = lines[first : first + page_size]
            if first + page_size < len(lines):
                answer += ["", str(first + page_size)]
            self.send(200, "\n".join(answer).encode(), {"Content-Type": "text/plain"})

        def play(self) -> None:
            if archive.refuse_after and len(archive.played()) > archive.refuse_after:
                self.send(429, b"slow down", {"Retry-After": "30"})
                return
            stamp, _, url = self.path.removeprefix("/web/").partition("/")
            assert stamp.endswith("id_")
            # Spellings of one address are one page there.
            held = {(one.stamp + "id_", one.url.replace(":80/", "/")): one for one in archive.pages}
            page = held.get((stamp, url.replace(":80/", "/")))
            if page is None or page.error:
                self.send(page.error if page else 404, b"cannot be played", {})
                return
            headers = {
                "Content-Type": page.media_type,
                "Content-Encoding": "gzip",
                "Memento-Datetime": "Wed, 25 Nov 2015 00:00:00 GMT",
                "Link": f'<{page.url}>; rel="original"',
                "X-Archive-Orig-Server": "Apache/1.3",
                "X-Archive-Orig-Content-Length": str(len(page.body)),
            }
            if page.location:
                headers["Location"] = f"https://web.archive.org/web/{page.stamp}id_/{page.location}"
            self.send(page.status, gzip.compress(page.body), headers)

        def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    archive = WebArchive(f"http://127.0.0.1:{server.server_port}", pages)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield archive
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
