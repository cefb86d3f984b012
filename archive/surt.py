"""Addresses as web archives sort them (SURT): host reversed, path behind it, spellings of one page made alike."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_WWW = re.compile(r"^www\d*\.")
_SAFE = "/%:=&?~+!$,;'@()*[]"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def make_surt(url: str) -> str:
    """Return the key under which an index of captures holds a URL: `de,krefeld)/de/inhalt/x?a=1&b=2`.

    Follows the canonicalization of the Internet Archive, as pywb and ReplayWeb.page look URLs up: lower case, no `www.`,
    no default port, no slash at the end, sorted parameters.
    """
    parts = urlsplit(url.strip())
    try:
        port = parts.port
    except ValueError:
        port = None
    host = _WWW.sub("", (parts.hostname or "").rstrip("."))
    reversed_host = ",".join(reversed(host.split(".")))
    if port and port != _DEFAULT_PORTS.get(parts.scheme):
        reversed_host += f":{port}"
    path = quote(re.sub(r"/{2,}", "/", parts.path or "/"), safe=_SAFE)
    path = path.rstrip("/") or "/"
    query = "&".join(sorted(quote(parts.query, safe=_SAFE).split("&"))) if parts.query else ""
    return f"{reversed_host}){path}{'?' + query if query else ''}".lower()
