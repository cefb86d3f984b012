"""Pictures of a page of unknown make, with caption and credit apart: from `figure`, `figcaption` and boxes named so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from archive.records import Image
from crawler.captions import has_credit, merge_images, same_caption, split_credit
from crawler.cleaning import clean_text, join_hard_hyphens
from crawler.headline import OUTSIDE

_CAPTION = re.compile(
    r"caption|bildunterschrift|bildtext|bildzeile|legend|image-?text|img-?text|media-?text|photo-?text|"
    r"(?:media|image|photo|bild)-?(?:sub-?title|sub-?line|info-?text|description)",
    re.I,
)
_CREDIT = re.compile(
    r"copyright|credit|bildnachweis|fotograf|photographer|bild-?quelle|image-?source|(?:^|[\s_-])(?:source|quelle|rights|author)(?:$|[\s_-])",
    re.I,
)
_LABEL = re.compile(r"^\W*(?:foto|bild|photo|image|picture|quelle|source|credit|copyright|grafik|©|\(c\))s?\W*", re.I)
_LONGEST, _LONGEST_CREDIT = 600, 160
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "srcset", "data-srcset")
_MOST = 200
_NO_TEXT = frozenset(("script", "style", "noscript", "button", "svg", "template"))


def find_figures(region: HtmlElement, absolute: Callable[[str], str], credits: Sequence[str] = ()) -> tuple[Image, ...]:
    """Return the pictures with a caption or credit in a part of a page, in order; `credits` as for `split_credit`."""
    images: list[Image] = []
    seen: set[HtmlElement] = set()
    for node in _find_boxes(region):
        if node in seen or any(ancestor in seen for ancestor in node.iterancestors()):
            continue
        seen.add(node)
        image = _read_box(node, absolute, credits)
        if image.caption or image.credit or (image.src and node.tag == "figure"):
            images.append(image)
    return merge_images(images)


def find_source(image: HtmlElement) -> str:
    """Return where a picture lies, also where a script shall put the address in its place later; empty for none."""
    for name in _SOURCES:
        value = (image.get(name) or "").strip()
        if name.endswith("srcset"):
            value = value.split(",")[0].split(" ")[0]
        if value and not value.startswith(("data:", "about:", "javascript:")):
            return value
    return ""


def find_caption_box(caption: HtmlElement) -> HtmlElement:
    """Return the nearest box around a caption that holds its picture, if it is small; else the caption itself."""
    for parent, _ in zip(caption.iterancestors(), range(4), strict=False):
        if parent.tag == "figure":
            return parent
        pictures = parent.findall(".//img")
        small = len(parent.text_content()) < 2 * _LONGEST
        # Some systems call the box of a picture an article too.
        around = parent.tag in ("body", "main") or (parent.tag == "article" and not small)
        if len(pictures) > 1 or around or parent.find(".//h1") is not None:
            break
        if pictures:
            return parent if small else caption
    return caption


def _find_boxes(region: HtmlElement) -> Iterator[HtmlElement]:
    """Yield figures, and the boxes around captions that stand in none."""
    number = 0
    for node in region.iter():
        if not isinstance(node.tag, str) or number >= _MOST:
            continue
        named = node.tag == "figcaption" or (node.tag != "img" and _says_caption(node.get("class") or ""))
        told = node.tag == "img" and has_credit(node.get("alt") or "")
        if node.tag != "figure" and not named and not told:
            continue
        if _lies_aside(node, region):
            continue
        number += 1
        yield node if node.tag in ("figure", "img") else find_caption_box(node)


def _read_box(box: HtmlElement, absolute: Callable[[str], str], credits: Sequence[str]) -> Image:
    picture = box if box.tag == "img" else next((node for node in box.iter("img") if find_source(node)), None)
    captions: list[str] = []
    named_credit = ""
    for text, kind in _find_lines(box):
        if kind == "credit":
            named_credit = named_credit or _LABEL.sub("", text)[:_LONGEST_CREDIT]
        elif not any(same_caption(text, other) for other in captions):
            captions.append(text)
    caption = " ".join(captions)
    words, credit = split_credit(caption, credits)
    if named_credit and not credit:
        credit, words = named_credit, caption
    alt = clean_text(picture.get("alt") or "") if picture is not None else ""
    if not credit:
        # Many systems keep the credit in the alternative text alone.
        told, credit = split_credit(alt, credits)
        words = words or (told if credit else "")
    src = find_source(picture) if picture is not None else ""
    return Image(absolute(src) if src else "", alt, join_hard_hyphens(words[:_LONGEST]), credit.strip(" ()[]"))


def _find_lines(box: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield the texts of a figure with what they are: `caption` or `credit`."""
    if box.tag == "img":
        return
    if not (box.tag == "figure" or box.find(".//img") is not None or box.find(".//figcaption") is not None):
        kind = "credit" if _says_credit(box.get("class") or "") else "caption"
        yield from _split_parts(box, kind)
        return
    top = list(box.iter("figcaption")) or [
        node for node in box.iter() if isinstance(node.tag, str) and _says_caption(node.get("class") or "")
    ]
    inside: set[HtmlElement] = set()
    for node in top:
        if not any(ancestor in inside for ancestor in node.iterancestors()):
            inside.add(node)
            kind = "credit" if node.tag != "figcaption" and _says_credit(node.get("class") or "") else "caption"
            yield from _split_parts(node, kind)
    for node in box.iter():
        if not isinstance(node.tag, str) or node in inside or not _is_credit(node):
            continue
        if not any(ancestor in inside for ancestor in node.iterancestors()):
            inside.add(node)
            yield from _split_parts(node, "credit")


def _split_parts(node: HtmlElement, kind: str) -> Iterator[tuple[str, str]]:
    """Yield a caption's own text, and apart from it what an element inside it calls a credit."""
    pieces: list[str] = []
    credits: list[str] = []

    def walk(element: HtmlElement, apart: bool) -> None:
        if element.tag in _NO_TEXT or not isinstance(element.tag, str):
            return
        apart = apart or (element is not node and _is_credit(element))
        (credits if apart else pieces).append(element.text or "")
        for child in element:
            walk(child, apart)
            (credits if apart else pieces).append(child.tail or "")
            if child.tag in ("br", "p", "div", "span"):
                (credits if apart else pieces).append(" ")

    walk(node, False)
    if (text := clean_text("".join(pieces))) and len(text) <= 2 * _LONGEST:
        yield text, kind
    if (credit := clean_text("".join(credits))) and len(credit) <= 2 * _LONGEST_CREDIT:
        yield credit, "credit"


def _is_credit(node: HtmlElement) -> bool:
    if node.tag == "footer" or _says_credit(node.get("class") or ""):
        return True
    # „<span>Caption as a sentence.</span><span>Agency/Name</span>“
    before = node.getprevious()
    if node.tag != "span" or before is None or before.tag != "span" or node.getnext() is not None:
        return False
    words, source = clean_text(before.text_content()), clean_text(node.text_content())
    return words[-1:] in (".", "!", "?") and 0 < len(source) < 60 and source[-1] not in ".!?"


def _lies_aside(node: HtmlElement, region: HtmlElement) -> bool:
    """Tell whether a picture belongs to a teaser or to the page's frame rather than to the article."""
    for ancestor in node.iterancestors():
        if ancestor is region:
            return False
        if ancestor.tag in OUTSIDE:
            return True
        if ancestor.tag == "a" and ancestor.find(".//h3") is not None:
            return True
    return False


@lru_cache(maxsize=4096)
def _says_caption(names: str) -> bool:
    return bool(names) and bool(_CAPTION.search(names) or _CREDIT.search(names))


@lru_cache(maxsize=4096)
def _says_credit(names: str) -> bool:
    return bool(names) and bool(_CREDIT.search(names)) and not _CAPTION.search(names)
