"""A web server whose answers a test writes down path by path, for what a well-behaved demonstration site never does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Answer:
    """What the server says: status, body, headers; a body may be made piece by piece."""

    body: bytes | Callable[[], Iterator[bytes]] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


@dataclass(slots=True)
class ScriptedSite:
    """The running server: its address, its answers by path (which a test may change), the requests it got."""

    address: str
    answers: dict[str, Answer | list[Answer]]
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    # When each request came, seconds of a clock that only goes on.
    times: list[float] = field(default_factory=list)

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(1 for asked, _ in self.requests if asked == path)


@contextmanager
def scripted_site(answers: Mapping[str, Answer | list[Answer]]) -> Iterator[ScriptedSite]:
    """Serve the answers on a free loopback port while the block runs; what is not written down is 404.

    Of a list of answers each is given once, the last one from then on. An `ETag` is answered with 304 where it is known.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            site.times.append(time.monotonic())
            site.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = site.answers.get(self.path, Answer(b"<h1>Seite nicht gefunden</h1>", 404))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            tag = answer.headers.get("ETag")
            if tag and self.headers.get("If-None-Match") == tag:
                answer = Answer(b"", 304, {"ETag": tag})
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if callable(answer.body):
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                try:
                    for piece in answer.body():
                        self.wfile.write(piece)
                        self.wfile.flush()
                except ConnectionError:
                    return  # the client had enough, which is what the test wants
            else:
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = ScriptedSite(f"http://127.0.0.1:{server.server_port}", dict(answers))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_page(title: str, text: str = "", links: tuple[str, ...] = (), published: str = "20.08.2024") -> Answer:
    """Return a press page with a headline, a day, a text and links in its navigation."""
    words = text or f"{title}: Das teilt die Stadt mit. " * 4
    menu = "".join(f'<a href="{link}">{link}</a>' for link in links)
    day = f"<p>Veröffentlicht am: {published}</p>" if published else ""
    page = f"<html><body><nav>{menu}</nav><main><h1>{title}</h1>{day}<p>{words}</p></main></body></html>"
    return Answer(page.encode())


def make_list(links: tuple[str, ...]) -> Answer:
    """Return a list of links."""
    items = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return Answer(f"<html><body><main><h1>Pressemitteilungen</h1><ul>{items}</ul></main></body></html>".encode())
