"""Other hosts with which a site writes links to its own releases: the page stands at the same path of the site itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.family_search import read_samples
from crawler.site_reader import SiteReader

# Foreign hosts that are looked into, and pages of each that are tried on the site.
_HOSTS, _TRIES = 4, 2


def find_mirrors(
    reader: SiteReader, pages: Sequence[tuple[str, HtmlElement]], patterns: Sequence[str], known: Sequence[str]
) -> Iterator[str]:
    """Yield the hosts of links on the pages of a list whose paths are those of releases of the site.

    The host itself is not asked for anything: the release must be found at the same path of the site.
    """
    article = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    own = {urlsplit(reader.origin).netloc.removeprefix("www."), *(host.removeprefix("www.") for host in known)}
    paths: dict[str, list[str]] = {}
    for base, root in pages:
        for node in root.iter("a"):
            try:
                parts = urlsplit(urljoin(base, node.get("href") or ""))
            except ValueError:
                continue
            host = parts.netloc.lower()
            path = parts.path.partition("/&")[0]
            spelt = next((one for one in (path, path.rstrip("/"), path.rstrip("/") + "/") if article.search(one)), "")
            if spelt and re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host) and host.removeprefix("www.") not in own:
                paths.setdefault(host, []).append(spelt)
    for host in list(paths)[:_HOSTS]:
        urls = [reader.origin + path for path in dict.fromkeys(paths[host])]
        if next(read_samples(reader, urls, _TRIES), None) is not None:
            yield host
