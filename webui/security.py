"""The outermost layer of the pages: security headers on every response, and no request for a host that cannot be one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A name, an IPv4 address or a bracketed IPv6 address, each with a port: what is none goes into no link.
_HOST = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class SecureResponses:
    """Adds the security headers to whatever answers below, unless it set stricter or laxer ones of its own."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            present = {name.lower() for name, _value in headers}
            added = [(name, value) for name, value in SECURITY_HEADERS.items() if name.lower() not in present]
            return start_response(status, headers + added, *more)

        host = environ.get("HTTP_HOST", "")
        if host and not _HOST.fullmatch(host):
            body = b"The name of the host cannot be understood.\n"
            start(
                "400 Bad Request", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
            )
            return [body]
        return self._app(environ, start)
