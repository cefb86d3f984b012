"""The outermost layer of the pages: security headers on every response, and no request for a host that is none or foreign."""

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
# This machine itself, by any port: whoever watches it asks so.
_LOOPBACK = re.compile(r"(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?")

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class SecureResponses:
    """Adds the security headers to whatever answers below, unless it set stricter or laxer ones of its own."""

    def __init__(self, app: WsgiApp, public_url: str = "") -> None:
        """Take an application; with a `public_url` (scheme and host) only that host and this machine itself are answered."""
        self._app = app
        self._public_url = public_url

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            present = {name.lower() for name, _value in headers}
            added = [(name, value) for name, value in SECURITY_HEADERS.items() if name.lower() not in present]
            return start_response(status, headers + added, *more)

        host = environ.get("HTTP_HOST", "")
        told = ""
        if host and not _HOST.fullmatch(host):
            told = "The name of the host cannot be understood.\n"
        elif host and self._public_url and not self._is_served(host.lower()):
            told = f"Nothing is served by that name. The archive is at {self._public_url}/\n"
        if told:
            body = told.encode()
            start(
                "400 Bad Request", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
            )
            return [body]
        return self._app(environ, start)

    def _is_served(self, host: str) -> bool:
        if _LOOPBACK.fullmatch(host):
            return True
        scheme, _, public = self._public_url.partition("://")
        return host in (public, public + {"http": ":80", "https": ":443"}[scheme])
