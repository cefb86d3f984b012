"""The URL grammar of a site at work: one canonical form for all spellings of an address, its kind, where to fetch it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from archive.profiles import Profile

ARTICLE, LISTING, PAGE, FILE, OTHER = "article", "listing", "page", "file", "other"
# Addresses that are longer are traps: no press office writes them, and every list they stand in grows by them.
MAX_LENGTH = 1000
_FILE = re.compile(
    r"\.(pdf|docx?|xlsx?|odt|ods|pptx?|zip|csv|txt|rtf|jpe?g|png|gif|webp|svg|mp[34]|ics)$", re.IGNORECASE
)
_SAFE = "/%:=&?~+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Link:
    """An address on the site: canonical URL, kind, and for a listing the position of its first item.

    `alias` is the address on the host that a page named, where that host is neither the site's own nor its copy.
    """

    url: str
    kind: str
    position: int = 0
    alias: str = ""


def join_url(base: str, address: str) -> str:
    """Return an address as it stands in a page made absolute, or "" where it is none, such as `http://[`."""
    try:
        joined = urljoin(base, address.strip())
        urlsplit(joined)  # says no to some that `urljoin` lets through
    except ValueError:
        return ""
    return joined


class SiteUrls:
    """Reads addresses of one site; pure, made once for a profile and used for every link."""

    def __init__(self, profile: Profile, address: str = "") -> None:
        self.profile = profile
        self.base = profile.url
        # Where pages are fetched: the site itself, or a copy of it that stands elsewhere.
        self.address = (address or profile.address or profile.url).rstrip("/")
        own = urlsplit(profile.url)
        fetched = urlsplit(self.address)
        self.hosts = {_strip_www(host) for host in (own.netloc.lower(), *profile.aliases)}
        self._own_host = _strip_www(own.netloc.lower())
        self._address_host = fetched.netloc.lower()
        self._address_path = fetched.path
        rules = profile.urls
        self._kinds = tuple(
            (kind, re.compile("|".join(f"(?:{pattern})" for pattern in patterns)))
            for kind, patterns in (
                (OTHER, rules.ignore),
                (ARTICLE, rules.article),
                (LISTING, (*rules.listing, *_match_starts(profile.start.listings))),
                (PAGE, rules.page),
            )
            if patterns
        )
        self._slash = re.compile(rules.trailing_slash) if rules.trailing_slash else None
        self._same = tuple((re.compile(pattern), path) for pattern, path in rules.same.items())
        self._paging = re.compile(rules.paging.pattern) if rules.paging else None
        self._read = lru_cache(maxsize=20_000)(self._read_url)

    def read(self, url: str, base: str = "") -> Link | None:
        """Return the link for an address as it stands in a page, or None where it leads off the site or is none.

        `base` is the URL of the page; both may be spelt with any host of the site, or that of its copy.
        """
        if len(url) > MAX_LENGTH:
            return None
        try:
            return self._read(urljoin(base or self.base, url.strip()))
        except ValueError:
            return None  # a broken IPv6 host or port; there is nothing to fetch

    def listing_page(self, listing: str, position: int) -> Link:
        """Return the link to the page of a listing that begins at this position."""
        paging = self.profile.urls.paging
        if paging is None or not paging.suffix or position <= paging.first:
            return Link(listing, LISTING, position)
        start = listing if paging.suffix.startswith("?") else listing.rstrip("/") + "/"
        return Link(start + paging.suffix.format(position), LISTING, position)

    def first_page(self, page: str) -> str:
        """Return the canonical URL of the listing of which this is a page."""
        paging = self.profile.urls.paging
        if paging is None or not paging.suffix:
            return page
        if paging.suffix.startswith("?"):
            return page.partition("?")[0]
        return page.partition("/" + paging.suffix.partition("{")[0])[0].rstrip("/") + "/"

    def fetch_url(self, canonical: str) -> str:
        """Return the address at which a canonical URL is fetched."""
        return self.address + canonical.removeprefix(self.base)

    def fetch_spelling(self, address: str) -> str:
        """Return where an address of the site is fetched in just this spelling, whichever of its hosts it names."""
        parts = urlsplit(address)
        if parts.netloc.lower() == self._address_host:
            return address
        return self.address + parts._replace(scheme="", netloc="").geturl()

    def path(self, canonical: str) -> str:
        """Return path and query of a canonical URL."""
        return canonical.removeprefix(self.base) or "/"

    def _read_url(self, url: str) -> Link | None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            return None
        path = self._site_path(parts.netloc, parts.path)
        if path is None:
            return None
        position = 0
        rules = self.profile.urls
        whole = f"{path}?{parts.query}" if parts.query else path
        # A position of a thousand digits is no position; int() would refuse it.
        if self._paging and (match := self._paging.search(whole)):
            number = next((group for group in match.groups() if group), "")
            position = int(number) if number.isdecimal() and len(number) < 10 else 0
        if rules.cut_at:
            path = path.split(rules.cut_at)[0]
        path = "/" + quote(path, safe=_SAFE).lstrip("/")
        if path != "/":
            slash = self._slash is not None and self._slash.search(path) and not _FILE.search(path)
            path = path.rstrip("/") + ("/" if slash else "")
        path = next((found.expand(same) for pattern, same in self._same if (found := pattern.search(path))), path)
        query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] in rules.keep_query])
        kind = self._find_kind(path, f"{path}?{query}" if query else path)
        canonical = self.base + path + (f"?{query}" if query else "")
        if kind == LISTING and rules.paging:
            position = max(position, rules.paging.first)
            return self.listing_page(canonical, position)
        return Link(canonical, kind, alias=self._find_alias(parts.netloc, canonical) if kind == ARTICLE else "")

    def _find_alias(self, netloc: str, canonical: str) -> str:
        """Return the address on an alias host, spelt as the canonical one is; empty for the site's own hosts."""
        host = netloc.rpartition("@")[2].lower().rstrip(".").removesuffix(":80").removesuffix(":443")
        if host == self._address_host or _strip_www(host) == self._own_host:
            return ""
        return "https://" + host + canonical.removeprefix(self.base)

    def _site_path(self, netloc: str, path: str) -> str | None:
        # `user@host` is a mail address that became a link, `host.` a trick of mirrors: both mean the plain host.
        host = netloc.rpartition("@")[2].lower().rstrip(".")
        if host == self._address_host:
            return path.removeprefix(self._address_path)
        bare = host.removesuffix(":80").removesuffix(":443").rstrip(".")
        return path if _strip_www(bare) in self.hosts else None

    def _find_kind(self, path: str, whole: str) -> str:
        for kind, pattern in self._kinds:
            if pattern.search(path) or pattern.search(whole):
                return kind
        return FILE if _FILE.search(path) else OTHER


def _match_starts(listings: Iterable[str]) -> Iterator[str]:
    """Yield patterns of the paths with which a crawl begins: these are lists, whatever the grammar says."""
    for path in listings:
        yield rf"^{re.escape(quote(path.rstrip('/'), safe=_SAFE))}/?$"


def _strip_www(host: str) -> str:
    return host.removeprefix("www.")
