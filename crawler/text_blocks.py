"""A page's text blocks for the cascade: paragraphs with their links and their weight, clutter left out by its names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.cleaning import clean_text
from crawler.noise import is_clutter, is_lead_name, is_noise

_SKIPPED = frozenset(
    "script style noscript template iframe object embed svg button input select textarea nav footer aside dialog "
    "audio video canvas map head figure figcaption menu label option math".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small span strong sub sup "
    "time tt u var wbr nobr strike".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SENTENCE_END = re.compile(r"[.!?…:][\"'“”»«’)\]]*$")
_QUOTED = re.compile(r"tweet|instagram-media|tiktok|mastodon|bluesky", re.I)
# From this length on, in characters, a block with the end of a sentence is text whatever stands around it.
_GOOD = 80
# A box whose name says that it is no article may hold this much of the page's text at most.
_CLUTTER_SHARE = 0.35
# Pages beyond this many elements are no articles; the rest is not looked at.
_MOST_NODES = 60_000


@dataclass(slots=True)
class TextBlock:
    """A paragraph, list item or heading with its element, how much of it is links, and what it weighs."""

    text: str
    node: HtmlElement
    heading: bool
    item: bool
    links: float
    weight: float


def walk_text(root: HtmlElement, prune: bool) -> Iterator[TextBlock]:
    """Yield the text blocks of a page in order; `prune` leaves out what class names call clutter."""
    body = root.find("body")
    start = body if body is not None else root
    lengths = _count_text(start)
    whole = max(lengths.get(start, 0), 1)
    collector = _Collector(lambda node: prune and _is_pruned(node, lengths, whole))
    collector.walk(start, False)
    collector.flush(start)
    yield from collector.blocks


def _count_text(start: HtmlElement) -> dict[HtmlElement, int]:
    """Return how much text each element holds; children come before their parents when read backwards."""
    lengths: dict[HtmlElement, int] = {}
    nodes = [node for node, _ in zip(start.iter(), range(_MOST_NODES), strict=False)]
    for node in reversed(nodes):
        if isinstance(node.tag, str) and node.tag not in ("script", "style"):
            own = lengths.get(node, 0) + (len(node.text.strip()) if node.text else 0)
            lengths[node] = own
        else:
            own = 0
        parent = node.getparent()
        if parent is not None and node is not start:
            tail = len(node.tail.strip()) if node.tail else 0
            lengths[parent] = lengths.get(parent, 0) + own + tail
    return lengths


def _is_pruned(node: HtmlElement, lengths: dict[HtmlElement, int], whole: int) -> bool:
    if node.tag == "blockquote" or any(_QUOTED.search(quote.get("class") or "") for quote in node.iter("blockquote")):
        return False  # what it quotes belongs to the text, be it a tweet in a box for videos
    if node.tag == "form" and lengths.get(node, 0) > 0.5 * whole:
        return False
    if node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return node.find(".//h1") is None and lengths.get(node, 0) < _CLUTTER_SHARE * whole
    names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('role') or ''}"
    if node.tag != "form" and (not names.strip() or not is_clutter(names) or is_lead_name(names)):
        return False
    return lengths.get(node, 0) < _CLUTTER_SHARE * whole and node.tag != "h1" and node.find(".//h1") is None


class _Collector:
    """Joins inline text to blocks, as they are seen: a block ends where a block element begins or ends."""

    def __init__(self, is_pruned: Callable[[HtmlElement], bool]) -> None:
        self.blocks: list[TextBlock] = []
        self._is_pruned = is_pruned
        self._pieces: list[str] = []
        self._linked = 0
        self._left = _MOST_NODES

    def walk(self, node: HtmlElement, in_link: bool) -> None:
        self._add(node.text, in_link)
        for child in node:
            self._left -= 1
            tag = child.tag
            if self._left > 0 and isinstance(tag, str) and tag not in _SKIPPED and not self._is_pruned(child):
                if tag == "br":
                    self._pieces.append("\n")
                elif tag in _INLINE:
                    self.walk(child, in_link or tag == "a")
                else:
                    self.flush(node)
                    self.walk(child, in_link)
                    self.flush(child)
            self._add(child.tail, in_link)

    def _add(self, text: str | None, in_link: bool) -> None:
        if text:
            self._pieces.append(text)
            if in_link:
                self._linked += len(text.strip())

    def flush(self, node: HtmlElement) -> None:
        """End the block that is being collected; `node` is the element that holds it."""
        if not self._pieces:
            return
        raw, linked = "".join(self._pieces), self._linked
        self._pieces, self._linked = [], 0
        if not raw.strip():
            return
        while node.tag in _INLINE and node.getparent() is not None:
            node = node.getparent()
        parts = re.split(r"\n\s*\n", raw) if "\n" in raw and node.tag not in ("p", "li") else [raw]
        share = linked / max(1, len(raw.strip()))
        for part in parts:
            if text := clean_text(part):
                self.blocks.append(_make_block(text, node, share))


def _make_block(text: str, node: HtmlElement, links: float) -> TextBlock:
    heading, item = node.tag in _HEADINGS, node.tag == "li"
    weight = 0.0
    if links > 0.5:
        weight = -min(len(text), 200)
    elif is_noise(text):
        weight = -min(len(text), 100)
    elif len(text) >= _GOOD and SENTENCE_END.search(text):
        weight = len(text) * (1 - links)
    elif len(text) >= _GOOD or (node.tag == "p" and len(text) >= 30):
        weight = len(text) * 0.4 * (1 - links)
    if node.tag in ("li", "td", "th", "dd", "dt") and weight > 0:
        weight *= 0.5
    return TextBlock(text, node, heading, item, links, weight)
