"""Reads a release off a single file or address, outside a crawl, and tells it as JSON: for `extract` and for profiles."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.credits import read_credit
from archive.profiles import Profile, list_profiles, load_profile, place_profile
from archive.records import Article
from archive.settings import Settings
from archive.urls import SiteUrls, join_url
from crawler.decoding import decode_html, looks_binary, parse_html
from crawler.errors import AddressError, PageError
from crawler.extraction import UNKNOWN, Extraction, extract_article

# The pattern whose rules for German press pages are used where no profile fits.
FALLBACK = "generic"
TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a page, what the server said of their type, and the address they came from (empty for a file)."""

    body: bytes
    content_type: str = ""
    url: str = ""


def load_page(source: str, settings: Settings) -> Page:
    """Return the page at an address, or in a file (plain or gzip). Raises PageError with the cure."""
    if source.startswith(("http://", "https://")):
        return _fetch(source, settings)
    path = Path(source)
    try:
        body = path.read_bytes()
    except OSError as error:
        raise PageError(
            f"{source} cannot be read ({error.strerror}). Give a file or an address with http://."
        ) from error
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, settings.max_response)
        except zlib.error as error:
            raise PageError(f"{source} is no whole gzip file ({error}).") from error
    return Page(body)


def read_page(page: Page, settings: Settings, *, site: str = "", url: str = "") -> Extraction:
    """Read the release off a page, with the profile of `site`, or the one that its address belongs to."""
    root = None if looks_binary(page.body) else parse_html(decode_html(page.body, page.content_type))
    address = url or page.url or (_find_address(root) if root is not None else "")
    profile, canonical = choose_profile(address, settings, site)
    if looks_binary(page.body):
        return Extraction(None, "no HTML page")
    extraction = extract_article(root, canonical, profile, SiteUrls(profile))
    if extraction.article is not None and not address:
        return Extraction(replace(extraction.article, url=""))
    return extraction


def choose_profile(address: str, settings: Settings, site: str = "") -> tuple[Profile, str]:
    """Return the profile for an address, and the canonical form of the address under it.

    `site` may name a pattern too, which is then read as the site at the address.
    """
    address = join_url("", address)
    folders = (settings.sites_folder,)
    for name in [site] if site else list_profiles(folders):
        profile, urls = _open_site(name, folders, _find_stamp(name, settings.sites_folder))
        if not profile.url:
            profile = place_profile(profile, address)
            urls = SiteUrls(profile)
        link = urls.read(address) if address else None
        if link is not None:
            return profile, link.url
        if site:
            return profile, address or profile.url + "/"
    fallback, _ = _open_site(FALLBACK, (), 0)
    return replace(place_profile(fallback, address), id=UNKNOWN), address or "https://unknown.invalid/"


def describe_article(article: Article) -> dict[str, Any]:
    """Return the article in the fixed form of `extract --json`."""
    return {
        "title": article.title,
        "kicker": article.kicker,
        "lead": article.lead,
        "text": article.text,
        "published": article.published.isoformat() if article.published else None,
        "published_source": article.published_source,
        "language": article.language,
        "images": [
            {
                "src": image.src,
                "alt": image.alt,
                "caption": image.caption,
                "credit": image.credit,
                **asdict(read_credit(image.credit)),
            }
            for image in article.images
        ],
        "attachments": [{"url": item.url, "label": item.label} for item in article.attachments],
        "canonical_url": article.url,
        "published_precision": article.published_precision,
        "published_check": article.published_check,
        "layout": article.layout,
        "sources": dict(article.sources),
    }


def extract_lines(lines: Sequence[str] | Iterator[str], settings: Settings) -> Iterator[dict[str, Any]]:
    """Yield one result for each line `{"file", "url", "site"}`, with its `id` handed through; errors are results too."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        result: dict[str, Any] = {}
        try:
            order = json.loads(line)
            result["id"] = order.get("id")
            page = load_page(order.get("file") or order["url"], settings)
            extraction = read_page(page, settings, site=order.get("site") or "", url=order.get("url") or "")
            if extraction.article is None:
                result["error"] = f"no release on this page: {extraction.reason}"
            else:
                result |= describe_article(extraction.article)
        except PageError as error:
            result["error"] = str(error)
        except (ValueError, KeyError, AttributeError, TypeError):
            result["error"] = f'line {number} is no order; expected {{"file": ..., "url": ..., "site": ...}}'
        yield result


@lru_cache(maxsize=64)
def _open_site(name: str, folders: tuple[Path, ...], stamp: int) -> tuple[Profile, SiteUrls]:
    """Return a profile and its URL grammar, kept over many pages; a change of the user's file is a new `stamp`."""
    profile = load_profile(name, folders)
    return profile, SiteUrls(profile)


def _find_stamp(name: str, folder: Path) -> int:
    try:
        return (folder / f"{name}.toml").stat().st_mtime_ns
    except (OSError, ValueError):
        return 0


def _find_address(root: Any) -> str:
    for node in root.iterfind(".//link[@rel='canonical']"):
        if (node.get("href") or "").startswith("http") and (found := join_url("", node.get("href"))):
            return found
    for node in root.iterfind(".//meta[@property='og:url']"):
        return join_url("", node.get("content") or "")
    return ""


def _fetch(url: str, settings: Settings) -> Page:
    if not urlsplit(url).hostname:
        raise AddressError(f"{url!r} is no address; expected http://host/path.")
    request = urllib.request.Request(url, headers={"User-Agent": settings.agent, "Accept": "text/html,*/*;q=0.5"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - http or https, checked above
            body = answer.read(settings.max_response + 1)
            content_type, final = answer.headers.get("Content-Type", ""), answer.geturl()
    except urllib.error.HTTPError as error:
        raise PageError(f"{url} answers {error.code} ({error.reason}).") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise PageError(f"{url} cannot be fetched ({reason}). Is the address right, and the site up?") from error
    if len(body) > settings.max_response:
        raise PageError(f"{url} is larger than {settings.max_response} bytes; PRESSEARCHIV_MAX_RESPONSE allows more.")
    return Page(body, content_type, final)
