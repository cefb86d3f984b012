"""Which element of a page is the headline, and which part of the page around it holds the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from archive.profiles import Layout
from archive.text import normalise_text
from crawler.cleaning import clean_text

# Parts of a page that hold no article, by their meaning in HTML.
OUTSIDE = frozenset(("nav", "footer", "aside", "form", "dialog"))
_SEMANTIC = frozenset(("article", "main"))
_REGION_IDS = frozenset(("content", "main", "inhalt", "maincontent", "main-content", "hauptinhalt"))
# A region must hold at least this much text beside the headline, in characters, or the article lies further out.
_ENOUGH = 60


def select_elements(root: HtmlElement, selectors: Sequence[str]) -> Iterator[HtmlElement]:
    """Yield the elements that each selector in turn finds, in document order within one selector."""
    for selector in selectors:
        yield from _compile(selector)(root)


def find_headline(root: HtmlElement, layout: Layout) -> HtmlElement | None:
    """Return the headline: the heading that the page's own title names, else the first one outside navigation."""
    named = normalise_text(" ".join(_page_titles(root))).casefold()
    first = None
    for heading in select_elements(root, layout.title):
        text = normalise_text(clean_text(heading.text_content())).casefold()
        if not text or _lies_outside(heading):
            continue
        if len(text) >= 12 and text in named:
            return heading
        first = heading if first is None else first
    return first


def find_page_title(root: HtmlElement) -> str:
    """Return the title that the page states of itself in its head, or an empty string."""
    return next(_page_titles(root), "")


def find_region(headline: HtmlElement) -> HtmlElement:
    """Return the part of the page that holds headline and article: the nearest `article` or `main` with text, or all."""
    around = len(clean_text(headline.text_content()))
    last = headline
    for node in headline.iterancestors():
        last = node
        marked = node.tag in _SEMANTIC or node.get("role") == "main" or (node.get("id") or "").lower() in _REGION_IDS
        if marked and len(clean_text(node.text_content())) - around >= _ENOUGH:
            return node
        if node.tag == "body":
            return node
    return last


def _page_titles(root: HtmlElement) -> Iterator[str]:
    for node in root.iterfind(".//meta[@property='og:title']"):
        if text := clean_text(node.get("content") or ""):
            yield text
    for node in root.iterfind(".//title"):
        if text := clean_text(node.text_content()):
            yield text


def _lies_outside(node: HtmlElement) -> bool:
    return any(ancestor.tag in OUTSIDE for ancestor in node.iterancestors())


@lru_cache(maxsize=512)
def _compile(selector: str) -> etree.XPath:
    return etree.XPath(selector.removeprefix("xpath:")) if selector.startswith("xpath:") else CSSSelector(selector)
