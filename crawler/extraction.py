"""From a page to the press release on it: a pure function of tree, address and profile, without network or framework."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from urllib.parse import urljoin

from lxml.html import HtmlElement

from archive.profiles import Layout, Profile
from archive.records import Article, Attachment
from archive.urls import ARTICLE, FILE, SiteUrls
from crawler.blocks import Block, walk_region
from crawler.cleaning import clean_text, join_hard_hyphens
from crawler.dates import Found, find_day, is_day, read_label, read_machine_day, split_title
from crawler.generic import is_plain_release, read_generic
from crawler.headline import find_headline, find_page_title, find_region
from crawler.margins import drop_address, drop_facts
from crawler.pictures import take_pictures
from crawler.reading import (
    cut_blocks,
    drop_file_lines,
    find_kicker,
    find_lead,
    join_text,
)

# The id of the profile that stands in for an unknown site: of such pages neither mark-up nor labels are known.
UNKNOWN = "unknown"
# What is shorter than this and has no date is no release but a stub or an error page, in characters.
SHORTEST = 40


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a page gave: the article, or None and the reason: `empty`, `not found`, `no headline` or `no text`."""

    article: Article | None
    reason: str = ""


def extract_article(
    root: HtmlElement | None, url: str, profile: Profile, urls: SiteUrls, captured: date | None = None
) -> Extraction:
    """Read the press release off a page.

    `root` is the page's tree, `url` its canonical address, `captured` the day on which it was fetched (chooses
    the layout). The tree is not changed.
    """
    if root is None:
        return Extraction(None, "empty")
    if profile.id == UNKNOWN and not is_plain_release(root, profile):
        article = read_generic(root, find_canonical(root, url, urls), profile, urls)
        if article is not None and not _says_not_found(article.title, profile):
            return Extraction(article)
    extraction = _read_by_profile(root, url, profile, urls, captured)
    if extraction.reason in ("no headline", "no text"):
        # A page that the rules do not fit may be an article all the same.
        article = read_generic(root, find_canonical(root, url, urls), profile, urls)
        if article is not None and not _says_not_found(article.title, profile):
            return Extraction(article)
    return extraction


def _read_by_profile(
    root: HtmlElement, url: str, profile: Profile, urls: SiteUrls, captured: date | None
) -> Extraction:
    layout = profile.layout_for(urls.path(url), captured)
    headline = find_headline(root, layout, profile)
    if headline is None:
        title = find_page_title(root, profile)
        reason = "not found" if _says_not_found(title, profile) else "no headline" if title or len(root) else "empty"
        return Extraction(None, reason)
    shown = clean_text(headline.text_content())
    if _says_not_found(shown, profile):
        return Extraction(None, "not found")
    blocks = walk_region(find_region(headline), layout.remove)
    position = _find_block(blocks, shown)
    before, after = blocks[:position], blocks[position + 1 :]
    is_article = _article_test(urls, url)
    stated, after = _take_dates(before, after, profile)
    after = [block for block in after if not _matches(block.text, profile.text.drop) or block.kind == "image"]
    title, titled = split_title(join_hard_hyphens(blocks[position].text if position >= 0 else shown))
    if titled is None:
        titled = split_title(find_page_title(root, profile))[1]
    body = drop_address(cut_blocks(drop_facts(after), profile.text.cut_at, is_article))
    images, body = take_pictures(body, lambda src: _join(url, src), profile.text.credits)
    attachments = _find_attachments(body, after, url, urls)
    body = drop_file_lines(body, lambda target: _is_file(urls, target, url))
    lead, body = find_lead(body)
    text = join_text(body, title)
    found = _choose_date(root, layout, stated.published, titled)
    if len(text) + len(lead) < SHORTEST and found is None:
        return Extraction(None, "not found" if _says_not_found(text, profile) else "no text")
    article = Article(
        url=find_canonical(root, url, urls),
        title=title,
        kicker=find_kicker(before, blocks[position], profile.text.drop) if position > 0 else "",
        lead=lead,
        text=text,
        published=found.day if found else None,
        published_source=found.source if found else "",
        published_precision="day" if found else "",
        modified=stated.modified,
        language=(root.get("lang") or profile.language)[:2].lower(),
        images=images,
        attachments=attachments,
        layout=layout.name,
    )
    return Extraction(article)


@dataclass(frozen=True, slots=True)
class _Stated:
    published: date | None = None
    modified: date | None = None


def _take_dates(before: Sequence[Block], after: Sequence[Block], profile: Profile) -> tuple[_Stated, list[Block]]:
    """Take the labelled dates out of the blocks; the one nearest behind the headline counts."""
    stated = _Stated()
    rest: list[Block] = []
    for position, block in enumerate(after):
        kept: Block | None = None if position < 3 and is_day(block.text) else block
        behind = after[position + 1].text if position + 1 < len(after) else ""
        for labels, name in ((profile.text.published, "published"), (profile.text.modified, "modified")):
            if block.kind == "image" or kept is None:
                continue
            if (read := read_label(block.text, labels)) is not None:
                # In a definition list the day is a line of its own.
                day = read[0] or (find_day(behind) if is_day(behind) else None)
                if day and getattr(stated, name) is None:
                    stated = replace(stated, **{name: day})
                kept = replace(block, text=read[1]) if read[1] else None
        if kept is not None:
            rest.append(kept)
    for block in reversed(before):
        if stated.published is None and (read := read_label(block.text, profile.text.published)) and read[0]:
            stated = replace(stated, published=read[0])
    return stated, rest


def _choose_date(root: HtmlElement, layout: Layout, labelled: date | None, titled: date | None) -> Found | None:
    for source in layout.date:
        given = {"label": labelled, "title": titled}
        day = given[source] if source in given else read_machine_day(root, source)
        if day is not None:
            return Found(day, source)
    return None


def _find_block(blocks: Sequence[Block], shown: str) -> int:
    """Return the position of the headline among the blocks; -1 where mark-up hides it."""
    for position, block in enumerate(blocks):
        if block.kind == "heading" and (
            block.text == shown or (shown.endswith(block.text) and len(block.text) > len(shown) // 2)
        ):
            return position
    return next((position for position, block in enumerate(blocks) if block.text == shown), -1)


def find_canonical(root: HtmlElement, url: str, urls: SiteUrls) -> str:
    """Return the address that the page gives as its own, if it is an article of this site; else the one given."""
    for node in root.iterfind(".//link[@rel='canonical']"):
        link = urls.read(node.get("href") or "", url)
        if link is not None and link.kind == ARTICLE:
            return link.url
    return url


def _find_attachments(
    body: Sequence[Block], after: Sequence[Block], url: str, urls: SiteUrls
) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    last = body[-1] if body else None
    end = after.index(last) + 3 if last in after else len(after)
    for block in after[:end]:
        for target, label in block.links:
            link = urls.read(target, url)
            if (
                link is not None
                and link.kind == FILE
                and not re.search(r"\.(?:jpe?g|png|gif|webp|svg)$", link.url, re.I)
            ):
                kind = "application/pdf" if link.url.lower().endswith(".pdf") else ""
                found.setdefault(link.url, Attachment(link.url, label, kind))
    return tuple(found.values())


def _is_file(urls: SiteUrls, target: str, url: str) -> bool:
    link = urls.read(target, url)
    return link is not None and link.kind == FILE and not re.search(r"\.(?:jpe?g|png|gif|webp|svg)$", link.url, re.I)


def _article_test(urls: SiteUrls, url: str) -> Callable[[str], bool]:
    def is_article(target: str) -> bool:
        link = urls.read(target, url)
        return link is not None and link.kind == ARTICLE

    return is_article


def _join(url: str, src: str) -> str:
    try:
        return urljoin(url, src)
    except ValueError:
        return ""  # „http://[::1“: an address that cannot be one


def _says_not_found(text: str, profile: Profile) -> bool:
    return len(text) < 400 and _matches(text, profile.text.not_found)


def _matches(text: str, patterns: Sequence[str]) -> bool:
    pattern = _compile(tuple(patterns))
    return bool(pattern and pattern.search(text))


@lru_cache(maxsize=64)
def _compile(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE) if patterns else None
