"""What an answer of the site means: from status, headers and page to a finding; the same for a live answer and a kept one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Response, TextResponse

from archive.findings import ABSENT, EMPTY, PAGE, REDIRECT, RELEASE, UNCHANGED, Finding
from archive.harvest import Response as Recorded
from archive.profiles import Profile
from archive.urls import ARTICLE, FILE, Link, SiteUrls
from crawler.decoding import find_true_encoding, looks_binary
from crawler.extraction import extract_article
from crawler.reservations import RESPECT, find_page_reservations

# The kind of addresses that are feeds or sitemaps.
FEED = "feed"
GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: a finding for the ledger, why the answer counts as failed (or empty), the tree of the page.

    A redirect has `address`, where it leads as an absolute address, and `target`, the same as a link of the site, or
    None where it leads off the site. `reservations` are what the page reserves of text and data mining.
    """

    finding: Finding | None = None
    cause: str = ""
    root: Any = None
    address: str = ""
    target: Link | None = None
    reservations: tuple[str, ...] = ()


def read_answer(response: Response, link: Link, recorded: Recorded, profile: Profile, urls: SiteUrls) -> Reading:
    """Read an answer to the question for `link`; `recorded` is what ledger and WARC file hold of it."""
    status = recorded.status
    if status == 304:
        return Reading(Finding(recorded, UNCHANGED))
    if 300 <= status < 400:
        return _read_redirect(response, link, recorded, urls)
    if status in GONE:
        return Reading(Finding(recorded, ABSENT) if link.kind == ARTICLE else None)
    if not 200 <= status < 300:
        return Reading(cause=f"the site answers {status}")
    if link.kind in (FEED, FILE):
        return Reading(Finding(recorded, PAGE))
    if not isinstance(response, TextResponse) or looks_binary(response.body):
        return Reading(Finding(recorded, PAGE), f"no HTML page ({recorded.media_type or 'no type'})")
    root = parse_response(response)
    reservations = find_page_reservations(recorded.url, response.headers, root)
    if link.kind != ARTICLE:
        return Reading(Finding(recorded, PAGE), root=root, reservations=reservations)
    if reservations and profile.tdm == RESPECT:
        return Reading(cause="text and data mining of it is reserved", reservations=reservations)
    return _read_release(root, link, recorded, profile, urls, reservations)


def _read_release(
    root: Any, link: Link, recorded: Recorded, profile: Profile, urls: SiteUrls, reservations: tuple[str, ...]
) -> Reading:
    day = recorded.fetched.date()
    extraction = extract_article(root, link.url, profile, urls, day)
    if extraction.reason == "not found":
        return Reading(Finding(recorded, ABSENT))
    if extraction.article is None:
        layout = profile.layout_for(urls.path(link.url), day).name
        finding = Finding(recorded, EMPTY, layout=layout)
        return Reading(finding, f"a page without a release: {extraction.reason}", reservations=reservations)
    finding = Finding(recorded, RELEASE, extraction.article, layout=extraction.article.layout)
    return Reading(finding, root=root, reservations=reservations)


def _read_redirect(response: Response, link: Link, recorded: Recorded, urls: SiteUrls) -> Reading:
    """A redirect to a release moves it, one to a list or the front page says that it is no longer there."""
    address = urljoin(response.url, (response.headers.get("Location") or b"").decode("latin-1"))
    target = urls.read(address)
    if target is None:
        return Reading(cause="a redirect off the site, which is not followed", address=address)
    finding = None
    if link.kind == ARTICLE and target.url != link.url:
        outcome = REDIRECT if target.kind == ARTICLE else ABSENT
        finding = Finding(recorded, outcome, target=target.url if target.kind == ARTICLE else "")
    return Reading(finding, address=address, target=target)


def parse_response(response: TextResponse) -> Any:
    """Return the tree of a page, Scrapy's own; None where there is no element in it."""
    if true := find_true_encoding(response.encoding, response.text, response.body):
        response = response.replace(encoding=true)
    root = response.selector.root
    return root if hasattr(root, "iterfind") else None
