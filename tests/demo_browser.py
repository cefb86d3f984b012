"""A plain HTTP client for tests of the demonstration site: one kept-alive connection, and the links of a page."""

from __future__ import annotations

import html
import http.client
import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from demo.links import HOST
from demo.server import RunningSite


class Browser:
    """One kept-alive connection to the site; follows nothing by itself."""

    def __init__(self, site: RunningSite) -> None:
        self.site = site
        self.connection = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=10)

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.connection.close()

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> tuple[int, dict[str, str], bytes]:
        self.connection.request(method, path, headers=dict(headers or {}))
        response = self.connection.getresponse()
        body = response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body

    def read(self, path: str) -> str:
        return self.get(path)[2].decode()


def links_of(page: str, path: str) -> list[str]:
    """The links of a page and of a sitemap, made absolute."""
    found = re.findall(r'<a[^>]*? href="([^"]*)"|<loc>([^<]*)|<link rel="alternate" href="([^"]*)', page)
    return [urljoin(f"https://{HOST}{path}", html.unescape("".join(groups))) for groups in found]
