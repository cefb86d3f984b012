"""Which element of a page is the headline, and which part of the page around it holds the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from archive.profiles import Layout, Profile
from archive.text import normalise_text
from crawler.cleaning import clean_text
from crawler.dates import split_title

# Parts of a page that hold no article, by their meaning in HTML.
OUTSIDE = frozenset(("nav", "footer", "aside", "dialog"))
_SEMANTIC = frozenset(("article", "main"))
_REGION_IDS = frozenset(("content", "main", "inhalt", "maincontent", "main-content", "hauptinhalt"))
_ANY_TITLE: tuple[str, ...] = Layout("any").title
# A region must hold at least this much text beside the headline, in characters, or the article lies further out.
_ENOUGH = 60
# Shorter words are found in many titles by chance, in characters.
_TELLING = 12
# Between the headline and the name of the site in a page's title.
_SEPARATOR = re.compile(r"\s+[|·»«›‹:–—-]+\s+|\s*[|»›]\s*|:\s+")
_HOME = re.compile(r"(?:https?://[^/]+)?/?(?:index\.\w+|de/?|start(?:seite)?/?)?(?:[?#].*)?")
# Where no heading is, only so many lines of text are looked through.
_MOST_LINES = 4000


def select_elements(root: HtmlElement, selectors: Sequence[str]) -> Iterator[HtmlElement]:
    """Yield the elements that each selector in turn finds, in document order within one selector."""
    for selector in selectors:
        # XPath may also give a number or a text as a whole, of which there is nothing to yield.
        found = _compile(selector)(root)
        yield from found if isinstance(found, list) else ()


def find_headline(root: HtmlElement, layout: Layout, profile: Profile) -> HtmlElement | None:
    """Return the headline: what the page's own title names most fully, else the first heading that may be one.

    A layout's own selectors count before all that. Pages without headings set it as a bold line or a box like any
    other; there only the page's title tells it.
    """
    if layout.title != _ANY_TITLE:
        chosen = (node for node in select_elements(root, layout.title) if isinstance(node, HtmlElement))
        if (own := next((node for node in chosen if clean_text(node.text_content())), None)) is not None:
            return own
    titles = [_fold(title) for title in page_titles(root)]
    parts = {part.strip() for title in titles for part in _SEPARATOR.split(title)} | set(titles)
    site = _site_names(root, profile)
    no_title = (*profile.text.drop, *profile.text.cut_at)
    first = best = None
    length = 0
    for heading in select_elements(root, (*_ANY_TITLE, "h3, h4")):
        shown = clean_text(heading.text_content())
        text = _fold(shown)
        if not text or text in site or _lies_outside(heading) or matches_any(shown, no_title):
            continue
        if len(text) > length and (text in parts or (len(text) >= _TELLING and any(text in title for title in titles))):
            best, length = heading, len(text)
        if first is None and heading.tag in ("h1", "h2") and not _leads_home(heading):
            first = heading
    if best is not None:
        return best
    if first is None or first.tag != "h1":
        line = _find_line(root, titles, parts, site)
        first = line if line is not None else first
    return first


def page_titles(root: HtmlElement) -> Iterator[str]:
    """Yield the titles that the page states of itself in its head."""
    for node in root.iterfind(".//meta[@property='og:title']"):
        if text := clean_text(node.get("content") or ""):
            yield text
    for node in root.iterfind(".//head//title"):
        if text := clean_text(node.text_content()):
            yield text


def find_page_title(root: HtmlElement, profile: Profile) -> str:
    """Return the title that the page states of itself in its head, without the site's name, or an empty string."""
    site = _site_names(root, profile)
    for title in page_titles(root):
        cuts = [0, *(place for match in _SEPARATOR.finditer(title) for place in match.span()), len(title)]
        # Only a part at either end can be the site's name; a dash within the headline is the headline's.
        if len(cuts) > 2 and _fold(title[cuts[-2] :]) in site:
            title = title[: cuts[-3]]
        elif len(cuts) > 2 and _fold(title[: cuts[1]]) in site:
            title = title[cuts[2] :]
        return title.strip()
    return ""


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


def matches_any(text: str, patterns: Sequence[str]) -> bool:
    """Tell whether any of a profile's patterns is found in a text."""
    pattern = _compile_lines(tuple(patterns))
    return bool(pattern and pattern.search(text))


def _find_line(root: HtmlElement, titles: Sequence[str], parts: set[str], site: set[str]) -> HtmlElement | None:
    """Return the box of the line of text that the page's title names; the last one before the text begins."""
    best, length = None, 0
    body = root.find("body")
    lines = (body if body is not None else root).xpath(".//text()[normalize-space()]")
    longest = max(map(len, titles), default=0) + 80
    for number, line in enumerate(lines[:_MOST_LINES]):
        if len(line) > longest:
            if best is not None and len(line) > 120 and line.rstrip().endswith((".", "!", "?")):
                break
            continue
        text = _fold(clean_text(line))
        if len(text) < max(length, 3) or text in site:
            continue
        if text not in parts and not (len(text) >= _TELLING and any(text in title for title in titles)):
            continue
        node = line.getparent()
        if line.is_tail or node is None or node.tag in ("script", "style", "option") or _lies_outside(node):
            continue
        if number == 0 and len(lines) > 1 and _leads_home(node):
            continue
        if any(ancestor.tag in ("a", "li") for ancestor in (node, *node.iterancestors())):
            continue  # a breadcrumb or a list of other releases
        best, length = node, len(text)
    return best


def _site_names(root: HtmlElement, profile: Profile) -> set[str]:
    names = [profile.name, profile.name.removeprefix("Stadt "), profile.url.partition("://")[2].removeprefix("www.")]
    names += [node.get("content") or "" for node in root.iterfind(".//meta[@property='og:site_name']")]
    return {_fold(name) for name in names if name}


def _leads_home(node: HtmlElement) -> bool:
    links = [node] if node.tag == "a" else list(node.iterfind(".//a[@href]"))
    links += list(node.iterancestors("a"))
    return any(_HOME.fullmatch(link.get("href") or "-") for link in links)


def _lies_outside(node: HtmlElement) -> bool:
    return any(ancestor.tag in OUTSIDE for ancestor in node.iterancestors())


def _fold(text: str) -> str:
    return normalise_text(split_title(text)[0]).casefold()


@lru_cache(maxsize=512)
def _compile(selector: str) -> etree.XPath:
    return etree.XPath(selector.removeprefix("xpath:")) if selector.startswith("xpath:") else CSSSelector(selector)


@lru_cache(maxsize=64)
def _compile_lines(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE) if patterns else None
