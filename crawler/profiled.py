"""An article read as a profile says: by the selectors of the layout that fits, else by labels, order and nearness."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from lxml.html import HtmlElement

from archive.profiles import Layout, Profile
from archive.records import Article, Attachment, Image
from archive.urls import ARTICLE, FILE, SiteUrls
from crawler.blocks import Block, walk_region
from crawler.captions import merge_images
from crawler.cleaning import PageWords, clean_text, join_hard_hyphens
from crawler.dated_lines import Stated, drop_told, take_dates
from crawler.dates import split_title
from crawler.headline import find_headline, find_page_title, find_region, matches_any
from crawler.margins import drop_address, drop_facts
from crawler.pictures import take_pictures
from crawler.publication import FALLBACK, Clues, find_published
from crawler.reading import cut_blocks, drop_file_lines, find_kicker, find_lead, join_text
from crawler.selected import choose_layout, find_all, find_files, find_line, find_pictures, find_removed

# What is shorter than this and has no date is no release but a stub or an error page, in characters.
SHORTEST = 40
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg)$", re.I)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The page cut up: blocks behind the headline, the blocks around it, what selectors found."""

    headline: Block | None
    before: list[Block]
    after: list[Block]
    stated: Stated
    selected: bool
    lead: str
    kicker: str
    images: tuple[Image, ...]


def read_profiled(
    root: HtmlElement, url: str, profile: Profile, urls: SiteUrls, captured: date | None
) -> Article | str:
    """Return the article, or why there is none: `not found`, `empty`, `no headline` or `no text`."""
    layout = choose_layout(profile.layouts_for(urls.path(url), captured), root)
    headline = find_headline(root, layout, profile)
    if headline is None:
        title = find_page_title(root, profile)
        return "not found" if says_not_found(title, profile) else "no headline" if title or len(root) else "empty"
    shown = clean_text(headline.text_content())
    if says_not_found(shown, profile):
        return "not found"
    words = PageWords(root)
    parts = _cut_up(root, url, layout, profile, headline, shown)
    after = [block for block in parts.after if block.kind == "image" or not matches_any(block.text, profile.text.drop)]
    title, titled = split_title(join_hard_hyphens(parts.headline.text if parts.headline else shown, words))
    if titled is None:
        titled = split_title(find_page_title(root, profile))[1]
    body = drop_address(cut_blocks(drop_facts(after), profile.text.cut_at, _article_test(urls, url)))
    images, body = take_pictures(body, lambda src: join_address(url, src), profile.text.credits)
    attachments = find_files(root, layout, url, urls) or _find_attachments(body, after, url, urls)
    body = drop_file_lines(body, lambda target: _is_file(urls, target, url))
    lead, body = (parts.lead, body) if parts.lead else find_lead(body)
    lines = [block.text for block in (*parts.before[-6:], *after[:8], *body[-3:])]
    clues = Clues(root, url, profile, parts.stated.published, titled, parts.stated.near, tuple(lines))
    published = find_published(clues, (*layout.date, *FALLBACK))
    body = drop_told(body, published, profile)
    lead, text = join_hard_hyphens(lead, words), join_text(body, title, words)
    if len(text) + len(lead) < SHORTEST and published.day is None:
        return "not found" if says_not_found(text, profile) else "no text"
    kicker = parts.kicker
    if not kicker and parts.headline is not None:
        kicker = find_kicker(parts.before, parts.headline, profile.text.drop)
    return Article(
        url=find_canonical(root, url, urls),
        title=title,
        kicker=kicker,
        lead=lead,
        text=text,
        published=published.day,
        published_source=published.source,
        published_precision=published.precision,
        published_check=published.check,
        modified=parts.stated.modified,
        language=(root.get("lang") or profile.language)[:2].lower(),
        images=merge_images((*parts.images, *images)),
        attachments=attachments,
        layout=layout.name,
        sources=_name_sources(layout, parts, kicker, lead, text, bool(parts.images or images), bool(attachments)),
    )


def _cut_up(root: HtmlElement, url: str, layout: Layout, profile: Profile, headline: HtmlElement, shown: str) -> _Parts:
    lead, lead_node = find_line(root, layout.lead)
    kicker, kicker_node = find_line(root, layout.kicker)
    images, told = find_pictures(root, layout, lambda src: join_address(url, src), profile.text.credits)
    removed = set(find_removed(root, layout.remove)) | set(told)
    removed |= {node for node in (lead_node, kicker_node) if node is not None} - {headline}
    removed -= set(headline.iterancestors())
    blocks = walk_region(find_region(headline), removed)
    position = _find_block(blocks, shown)
    before, after = blocks[:position], blocks[position + 1 :]
    own = blocks[position] if position >= 0 else None
    stated, after = take_dates(before, after, profile)
    texts = find_all(root, layout.text)
    if not texts:
        return _Parts(own, before, after, stated, False, lead, kicker, images)
    inner = [block for node in texts for block in walk_region(node, removed)]
    position = _find_block(inner, shown)
    within, inner = take_dates(inner[: max(position, 0)], inner[position + 1 :], profile)
    merged = Stated(*(getattr(stated, name) or getattr(within, name) for name in ("published", "modified", "near")))
    return _Parts(own, before, inner, merged, True, lead, kicker, images)


def _name_sources(
    layout: Layout, parts: _Parts, kicker: str, lead: str, text: str, has_images: bool, has_files: bool
) -> dict[str, str]:
    default = Layout.__dataclass_fields__["title"].default
    sources = {"title": "selector" if layout.title != default else "heading"}
    for name, value, selected in (
        ("kicker", kicker, bool(parts.kicker)),
        ("lead", lead, bool(parts.lead)),
        ("text", text, parts.selected),
        ("images", has_images, bool(parts.images)),
        ("attachments", has_files, bool(layout.attachments)),
    ):
        if value:
            sources[name] = "selector" if selected else "order"
    return sources


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


def join_address(url: str, src: str) -> str:
    """Return the absolute address of what a page names; empty where it cannot be one."""
    try:
        return urljoin(url, src)
    except ValueError:
        return ""  # „http://[::1“


def says_not_found(text: str, profile: Profile) -> bool:
    """Tell whether a short text is the site's way to say that a page is not there."""
    return len(text) < 400 and matches_any(text, profile.text.not_found)


def _find_attachments(
    body: Sequence[Block], after: Sequence[Block], url: str, urls: SiteUrls
) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    last = body[-1] if body else None
    end = after.index(last) + 3 if last in after else len(after)
    for block in after[:end]:
        for target, label in block.links:
            link = urls.read(target, url)
            if link is not None and link.kind == FILE and not _PICTURE.search(link.url):
                kind = "application/pdf" if link.url.lower().endswith(".pdf") else ""
                found.setdefault(link.url, Attachment(link.url, label, kind))
    return tuple(found.values())


def _is_file(urls: SiteUrls, target: str, url: str) -> bool:
    link = urls.read(target, url)
    return link is not None and link.kind == FILE and not _PICTURE.search(link.url)


def _article_test(urls: SiteUrls, url: str) -> Callable[[str], bool]:
    def is_article(target: str) -> bool:
        link = urls.read(target, url)
        return link is not None and link.kind == ARTICLE

    return is_article
