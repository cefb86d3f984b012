"""Which links of a page list releases, and how its further pages are addressed: pure, for sites of which nothing is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from lxml.html import HtmlElement

from archive.profiles import Paging
from archive.urls import join_url
from crawler.address_shapes import PRESS, group_addresses, is_headline_like, shape_address
from crawler.cleaning import clean_text
from crawler.dates import find_day
from crawler.headline import OUTSIDE

_MOST_LINKS = 3_000
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|zip|jpe?g|png|gif|webp|svg|mp[34]|ics|xml|rss|css|js)$", re.I)
_NEXT = re.compile(
    r"^\W*(?:2|weiter|nächste(?: seite)?|next|ältere(?: beiträge| meldungen)?|seite 2|page 2)?\W*$", re.I
)
_LABEL = re.compile(r"nächste|next|seite 2\b|page 2\b", re.I)
# Labels of links in a list are headlines from this length on, in characters; a box beyond the other is no entry.
_HEADLINE, _ENTRY = 20, 700
# From so many pages on, a link that stands on most of them is one of the template.
_SEVERAL = 3
# Parameters that tell where a visitor came from, never which page it is.
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|share|ref|print|pk_\w+|mtm_\w+)$", re.I)


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Links of one shape that may be releases, and how much speaks for it: a number to compare by."""

    urls: tuple[str, ...]
    score: float
    keep_query: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PagerFound:
    """How the pages of a list follow each other, and what of the address is its paging."""

    paging: Paging
    cut_at: str = ""
    keep_query: tuple[str, ...] = ()


def find_release_links(root: HtmlElement, base: str, is_own: Callable[[str], bool]) -> list[LinkGroup]:
    """Return groups of links of a page that may be releases, the likeliest first."""
    return find_links_of_pages([(base, root)], is_own)


def find_links_of_pages(
    pages: Sequence[tuple[str, HtmlElement]], is_own: Callable[[str], bool], at_least: int = 2
) -> list[LinkGroup]:
    """Return groups of links that may be releases on several pages of one list, given with their addresses.

    What stands on most of them belongs to the template. A group has `at_least` so many links that look like releases.
    """
    labels: dict[str, str] = {}
    dated: set[str] = set()
    met: Counter[str] = Counter()
    for base, root in pages:
        here: set[str] = set()
        for node, target in _links(root, base, is_own):
            if _lies_outside(node) or _FILE.search(urlsplit(target).path) or _same_page(target, base):
                continue
            text = clean_text(node.text_content()) or clean_text(node.get("title") or "")
            if len(text) > len(labels.get(target, "")) or target not in labels:
                labels[target] = text
            if _has_day_near(node):
                dated.add(target)
            here.add(target)
        met.update(here)
    own = [url for url in labels if len(pages) < _SEVERAL or met[url] <= len(pages) / 2]
    groups = [_judge(urls, labels, dated, at_least) for urls in _group(own)]
    return sorted((group for group in groups if group.score > 0), key=lambda group: -group.score)


def find_pager(root: HtmlElement, base: str, is_own: Callable[[str], bool]) -> PagerFound | None:
    """Return how the page after this one is addressed, and from the step between the numbers the whole row."""
    numbers: dict[int, str] = {}
    following: list[str] = []
    for node, target in _links(root, base, is_own):
        text = clean_text(node.text_content())
        if (
            text.isdecimal()
            and 1 < int(text) < 100
            and urlsplit(target).path.startswith(urlsplit(base).path.rstrip("/")[:-1])
        ):
            numbers.setdefault(int(text), target)
        told = f"{node.get('rel') or ''} {node.get('aria-label') or ''} {node.get('title') or ''}"
        if _LABEL.search(told) or (text and _NEXT.match(text)) or (not text and "next" in (node.get("class") or "")):
            following.append(target)
    for node in root.iterfind(".//link[@rel='next']"):
        following.append(join_url(base, node.get("href") or "") or base)
    for target in ([numbers[2]] if 2 in numbers else []) + following:
        found = _compare(base, target, numbers.get(3, ""))
        if found is not None:
            return found
    return None


def find_candidates(root: HtmlElement, base: str, is_own: Callable[[str], bool]) -> list[str]:
    """Return the pages whose label or address has a word of press work, the likeliest first."""
    scores: dict[str, float] = {}
    for node, target in _links(root, base, is_own):
        text, path = clean_text(node.text_content()), urlsplit(target).path
        if _FILE.search(path) or len(text) > 60 or _same_page(target, base):
            continue
        words = len(PRESS.findall(text)) * 2 + len(PRESS.findall(path))
        # „Pressemitteilungen“ itself before a page about press work; a release is no list.
        words += 3 * bool(re.search(r"mitteilungen|meldungen|nachrichten\b", f"{text} {path}", re.I))
        if words and not is_headline_like(target):
            scores[target] = max(scores.get(target, 0), words - 0.1 * path.count("/"))
    return sorted(scores, key=lambda target: -scores[target])


def _links(root: HtmlElement, base: str, is_own: Callable[[str], bool]) -> Iterator[tuple[HtmlElement, str]]:
    for node in root.iterfind(".//base"):
        base = join_url(base, node.get("href") or "") or base
    for node in islice(root.iter("a"), _MOST_LINKS):
        href = (node.get("href") or "").strip()
        if not href or href.startswith(("#", "mailto:", "tel:", "javascript:")):
            continue
        target = urlunsplit(urlsplit(join_url(base, href))._replace(fragment=""))
        if is_own(target):
            yield node, target


def _group(urls: list[str]) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """Yield groups of the same shape; a query that tells no page from another is taken off."""
    bare = {url: urlunsplit(urlsplit(url)._replace(query="")) for url in urls}
    for members in group_addresses(bare.values()):
        own = [url for url in urls if bare[url] in set(members)]
        if len(set(members)) > 1 or not any(urlsplit(url).query for url in own):
            yield members, ()
    by_path: dict[str, list[str]] = {}
    for url in urls:
        if urlsplit(url).query:
            by_path.setdefault(bare[url], []).append(url)
    for same in by_path.values():
        for members in group_addresses(same):
            names = [name for name in dict(parse_qsl(urlsplit(members[0]).query)) if not _TRACKING.match(name)]
            if len(members) > 1 and names:
                yield members, tuple(names)


def _judge(
    group: tuple[list[str], tuple[str, ...]], labels: dict[str, str], dated: set[str], at_least: int
) -> LinkGroup:
    urls, keep_query = group
    told = {
        urlunsplit(urlsplit(url)._replace(query="")) if not keep_query else url: text for url, text in labels.items()
    }
    days = {urlunsplit(urlsplit(url)._replace(query="")) if not keep_query else url for url in dated}
    good = [url for url in urls if len(told.get(url, "")) >= _HEADLINE and (is_headline_like(url) or keep_query)]
    if len(good) < at_least:
        return LinkGroup(tuple(urls), 0)
    near = sum(1 for url in good if url in days) / len(good)
    words = 1.3 if PRESS.search(urlsplit(good[0]).path) else 1.0
    depth = 1.0 if len(shape_address(good[0])) > 2 else 0.9
    return LinkGroup(tuple(good), len(good) * (1 + near) * words * depth, keep_query)


def _has_day_near(node: HtmlElement) -> bool:
    for ancestor in islice(node.iterancestors("li", "article", "div", "tr", "section", "dd"), 3):
        text = clean_text(ancestor.text_content())
        if len(text) > _ENTRY:
            return False
        if find_day(text) or ancestor.find(".//time") is not None:
            return True
    return False


def _lies_outside(node: HtmlElement) -> bool:
    for ancestor in node.iterancestors():
        if ancestor.tag in OUTSIDE or ancestor.get("role") in ("navigation", "banner", "contentinfo"):
            return True
        if ancestor.tag == "header" and ancestor.getparent() is not None and ancestor.getparent().tag == "body":
            return True
    return False


def _same_page(target: str, base: str) -> bool:
    one, other = urlsplit(target), urlsplit(base)
    return one.path.rstrip("/") == other.path.rstrip("/") and not one.query


def _compare(base: str, target: str, third: str) -> PagerFound | None:
    """Read paging off the difference between the address of a list and that of its second page."""
    one, two = urlsplit(base), urlsplit(target)
    if one.path.rstrip("/") == two.path.rstrip("/"):
        own, other = dict(parse_qsl(one.query)), dict(parse_qsl(two.query))
        counting = [name for name, value in other.items() if value.isdecimal() and own.get(name) != value]
        counting.sort(key=lambda name: (not re.search("page|seite|start|offset|pos", name, re.I), len(other[name])))
        if not counting:
            return None
        name = counting[0]
        escaped = re.escape(name).replace(r"\[", r"(?:\[|%5B)").replace(r"\]", r"(?:\]|%5D)").replace("%5B)(", "%5B)(")
        first, step = _count(int(other[name]), dict(parse_qsl(urlsplit(third).query)).get(name, ""))
        if len(other) == 1 and not own:
            return PagerFound(Paging(rf"[?&]{escaped}=(\d+)", f"?{name}={{}}", first, step))
        return PagerFound(Paging(rf"[?&]{escaped}=(\d+)", "", first, step), keep_query=tuple(other))
    start = one.path.rstrip("/")
    match = re.fullmatch(r"(/.*?[=/_-]|/)(\d+)(\D*)", two.path.removeprefix(start))
    if not two.path.startswith(start) or not match:
        return None
    before, behind = match[1], match[3]
    further = re.search(re.escape(before) + r"(\d+)", urlsplit(third).path)
    first, step = _count(int(match[2]), further[1] if further else "")
    pattern = re.escape(before).replace(r"\-", "-").replace(r"\&", "&") + r"(\d+)"
    # `/&s91=6` pages one block of a page; what follows the sign for others of its blocks is no address of its own either.
    cut_at = "/&" if before.startswith("/&") else before
    return PagerFound(Paging(pattern, before.lstrip("/") + "{}" + behind, first, step), cut_at=cut_at)


def _count(second: int, third: str) -> tuple[int, int]:
    """Return position of the first page and the step, from the positions of the second and the third."""
    if third.isdecimal() and int(third) > second:
        step = int(third) - second
        return max(second - step, 0), step
    if second <= 2:
        return second - 1, 1
    return (1, second - 1) if second % 5 == 1 else (0, second)
