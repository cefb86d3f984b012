"""What the selectors of a layout find on a page, field by field, and which layout fits it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from lxml.html import HtmlElement

from archive.profiles import Layout
from archive.records import Attachment, Image
from archive.urls import ARTICLE, FILE, SiteUrls
from crawler.captions import merge_images, same_caption, split_credit
from crawler.cleaning import clean_text, join_hard_hyphens
from crawler.figures import find_caption_box, find_source
from crawler.headline import select_elements

# Of one field so many elements are looked at; a selector that finds more was meant otherwise.
_MOST = 200
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif)$", re.I)


def choose_layout(layouts: Sequence[Layout], root: HtmlElement) -> Layout:
    """Return the first layout that fits the page: what `when` asks for is there, and its text is found.

    Where the text of none is found, the first whose sign is there is filled up field by field.
    """
    signed = [layout for layout in layouts if not layout.when or _finds(root, layout.when)] or list(layouts[:1])
    fitting = (layout for layout in signed if layout.text and _finds(root, layout.text))
    by_sign = (layout for layout in signed if layout.when)
    plain = (layout for layout in signed if not layout.text)
    return next(chain(fitting, by_sign, plain, signed))


def find_all(root: HtmlElement, selectors: Sequence[str]) -> list[HtmlElement]:
    """Return what the first selector finds that finds anything, outermost elements only, in document order."""
    for selector in selectors:
        found: list[HtmlElement] = []
        inside: set[HtmlElement] = set()
        for node in islice(select_elements(root, [selector]), _MOST):
            # XPath may give strings and attributes, which have no place on the page.
            if isinstance(node, HtmlElement) and not any(ancestor in inside for ancestor in node.iterancestors()):
                inside.add(node)
                found.append(node)
        if any(clean_text(node.text_content()) or node.find(".//img") is not None for node in found):
            return found
    return []


def find_line(root: HtmlElement, selectors: Sequence[str]) -> tuple[str, HtmlElement | None]:
    """Return the first text that the selectors find, and its element."""
    for node in find_all(root, selectors):
        if text := clean_text(node.text_content()):
            return text, node
    return "", None


def find_removed(root: HtmlElement, selectors: Sequence[str]) -> Iterator[HtmlElement]:
    """Yield all elements that any of the selectors finds."""
    for node in select_elements(root, selectors):
        if isinstance(node, HtmlElement):
            yield node


def find_pictures(
    root: HtmlElement, layout: Layout, absolute: Callable[[str], str], credits: Sequence[str]
) -> tuple[tuple[Image, ...], list[HtmlElement]]:
    """Return the pictures to which the captions and credits belong that the layout selects, and those elements."""
    images: list[Image] = []
    captions, sources = find_all(root, layout.captions), find_all(root, layout.credits)
    within = set(find_removed(root, layout.credits))
    for node in captions:
        box = find_caption_box(node)
        own = [source for source in within if source is not node and _holds(node, source)]
        near = own or [source for source in sources if source is not node and _holds(box, source)]
        text = clean_text(node.text_content())
        for source in own:
            text = text.replace(clean_text(source.text_content()), " ")
        words, credit = split_credit(text, credits)
        if near:
            told = clean_text(near[0].text_content())
            words, credit = (words, credit) if credit else (clean_text(text), split_credit(told, credits)[1] or told)
        images.append(_make_image(box, join_hard_hyphens(words), credit, absolute))
    used = {source for node in captions for source in within if _holds(find_caption_box(node), source)}
    for node in sources:
        if node not in used and not any(_holds(caption, node) for caption in captions):
            told = clean_text(node.text_content())
            images.append(_make_image(find_caption_box(node), "", split_credit(told, credits)[1] or told, absolute))
    return merge_images(images), [*captions, *sources]


def find_files(root: HtmlElement, layout: Layout, url: str, urls: SiteUrls) -> tuple[Attachment, ...]:
    """Return the files that the links inside the selected elements lead to; of the site's own hosts only."""
    found: dict[str, Attachment] = {}
    for node in find_all(root, layout.attachments):
        for anchor in islice(node.iter("a"), _MOST):
            link = urls.read(anchor.get("href") or "", url)
            if link is None or link.kind == ARTICLE or _PICTURE.search(link.url):
                continue
            kind = "application/pdf" if link.url.lower().partition("?")[0].endswith(".pdf") else ""
            if link.kind == FILE or "download" in link.url.lower() or "file" in link.url.lower():
                found.setdefault(link.url, Attachment(link.url, clean_text(anchor.text_content()), kind))
    return tuple(found.values())


def _make_image(box: HtmlElement, caption: str, credit: str, absolute: Callable[[str], str]) -> Image:
    picture = box if box.tag == "img" else next((node for node in box.iter("img") if find_source(node)), None)
    src = find_source(picture) if picture is not None else ""
    alt = clean_text(picture.get("alt") or "") if picture is not None else ""
    if not caption and alt and not same_caption(alt, credit):
        caption = split_credit(alt)[0] if split_credit(alt)[1] else ""
    return Image(absolute(src) if src else "", alt, caption, credit.strip(" ()[]"))


def _holds(box: HtmlElement, node: HtmlElement) -> bool:
    return box is node or any(ancestor is box for ancestor in node.iterancestors())


def _finds(root: HtmlElement, selectors: Sequence[str]) -> bool:
    return next(select_elements(root, selectors), None) is not None
