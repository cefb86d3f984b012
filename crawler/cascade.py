"""The text of a page of which nothing is known: text blocks weighed by length, links and place, for sites without profile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.noise import is_cut, is_lead_name, is_noise, is_others_name
from crawler.text_blocks import SENTENCE_END, TextBlock, walk_text

_BODY_NAME = re.compile(
    r"(?:^|[\s_-])(?:article-?_?(?:body|content|text)|story-?_?(?:body|content|text)|entry-content|post-?_?(?:content|body)|"
    r"news-?text|bodytext|artikel-?_?(?:text|body|inhalt)|richtext|article__?(?:body|content|text)|td-post-content)(?:$|[\s_-])",
    re.I,
)

# A line that ends articles by its words ends this one if this part of the text stands before it; one that its class
# calls a heading over others does so if there is text at all.
_BEFORE_CUT, _ENOUGH = 0.9, 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What the page says: lead, and paragraphs with sub-headlines in order."""

    lead: str = ""
    paragraphs: tuple[str, ...] = ()
    # Where text and lead come from: `json-ld`, `weight`, `trafilatura`; `description`, `named`, `order`.
    source: str = ""
    lead_source: str = ""
    # Whether the page itself calls an element its article.
    marked: bool = False

    @property
    def text(self) -> str:
        """The paragraphs, joined by a blank line."""
        return "\n\n".join(self.paragraphs)


def read_text(
    root: HtmlElement, titles: Sequence[str] = (), descriptions: Sequence[str] = (), body: str = ""
) -> Reading:
    """Return lead and text of a page of unknown make.

    `titles` are the headline, as the page shows it and as its data have it, which is left out; `descriptions` are what
    the page's head says of it (they tell the lead); `body` is the text as machine-readable data give it, which tells
    exactly which blocks belong to it.
    """
    blocks = list(walk_text(root, True))
    if sum(block.weight for block in blocks if block.weight > 0) < 200:
        # The names misled: some sites call the whole page „widget“ or „teaser“.
        blocks = list(walk_text(root, False)) or blocks
    if not blocks:
        return Reading()
    blocks = _cut_others(blocks)
    heads = {key for title in titles if (key := _key(title))}
    told, marked = _choose_by_body(blocks, body), False
    placed = told
    if not told:
        placed, marked = _choose_by_place(blocks)
    chosen = _cut(_drop_noise(placed, heads))
    lead, lead_source, chosen = _find_lead(blocks, chosen, heads, [_key(text) for text in descriptions])
    return Reading(lead, tuple(block.text for block in chosen), "json-ld" if told else "weight", lead_source, marked)


def _choose_by_body(blocks: Sequence[TextBlock], body: str) -> list[TextBlock]:
    """Return the blocks that machine-readable data hold as well, if these are nearly all of it."""
    whole = _key(body)
    if len(whole) < 200:
        return []
    chosen: list[int] = []
    seen: set[str] = set()
    found = 0
    for place, block in enumerate(blocks):
        key = _key(block.text)
        if len(key) >= 12 and key[:200] in whole and key[-60:] in whole and key not in seen:
            seen.add(key)
            chosen.append(place)
            found += len(key)
    if found < 0.85 * len(whole):
        return []
    # Sub-headlines between them are text too, though the data leave them out.
    known = {blocks[place].node.getparent() for place in chosen}
    return [
        block
        for place, block in enumerate(blocks[: chosen[-1] + 1])
        if place >= chosen[0] and (place in chosen or (block.heading and block.node.getparent() in known))
    ]


def _choose_by_place(blocks: Sequence[TextBlock]) -> tuple[list[TextBlock], bool]:
    """Return the blocks of the element that weighs most, and whether the page calls it or its surroundings an article."""
    sums: dict[HtmlElement, float] = {}
    good: dict[HtmlElement, float] = {}
    for block in blocks:
        for node in (block.node, *block.node.iterancestors()):
            sums[node] = sums.get(node, 0.0) + block.weight
            if block.weight > 0:
                good[node] = good.get(node, 0.0) + block.weight
    best = max(sums, key=lambda node: (sums[node], -good.get(node, 0.0)))
    best, marked = _prefer_marked(sums, best)
    # Go in as long as one box holds nearly everything.
    while True:
        inner = max((child for child in best if child in good), key=lambda child: good[child], default=None)
        if inner is None or inner.tag == "p" or good[inner] < 0.9 * good.get(best, 0.0):
            break
        best = inner
    inside = set(best.iter())
    return [block for block in blocks if block.node in inside], marked


def _prefer_marked(sums: dict[HtmlElement, float], best: HtmlElement) -> tuple[HtmlElement, bool]:
    """Return the element that the page itself calls the article's text, if it holds enough of it, and whether it did."""
    for test, share in (
        (lambda node: "articlebody" in (node.get("itemprop") or "").lower(), 0.4),
        (lambda node: _is_body_name(node.get("class") or "", node.get("id") or ""), 0.5),
        (lambda node: node.tag == "article", 0.35),
    ):
        marked = [node for node in sums if test(node) and sums[node] >= share * sums[best] > 0]
        if marked:
            return max(marked, key=lambda node: sums[node]), True
    return best, False


@lru_cache(maxsize=4096)
def _is_body_name(names: str, identity: str) -> bool:
    return bool(_BODY_NAME.search(f"{names} {identity}"))


def _drop_noise(blocks: Sequence[TextBlock], heads: set[str]) -> list[TextBlock]:
    kept: list[TextBlock] = []
    seen: set[str] = set()
    for block in blocks:
        key = _key(block.text)
        if block.node.tag == "h1" or key in heads or (len(key) > 60 and key in seen):
            continue
        if block.links > (0.8 if block.node.tag == "p" and len(block.text) > 120 else 0.6) or is_noise(block.text):
            continue
        # Text right inside a box is prose, or a label of something.
        boxed = not block.heading and block.node.tag not in ("p", "li", "td", "dd", "blockquote", "pre")
        if boxed and len(block.text) < 40 and not SENTENCE_END.search(block.text):
            continue
        seen.add(key)
        kept.append(block)
    while kept and kept[-1].heading:
        kept.pop()
    return kept


def _cut(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """Return the blocks up to a line behind which, by its words, comes no more text of this article."""
    whole = sum(block.weight for block in blocks if block.weight > 0)
    before = 0.0
    for place, block in enumerate(blocks):
        if is_cut(block.text) and before > _BEFORE_CUT * whole:
            return list(blocks[:place])
        before += max(block.weight, 0)
    return list(blocks)


def _cut_others(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """Return the blocks of a page up to a heading over other articles or comments, if there is text before it."""
    before = 0.0
    for place, block in enumerate(blocks):
        if before > _ENOUGH and _heads_others(block):
            return list(blocks[:place])
        before += max(block.weight, 0)
    return list(blocks)


def _heads_others(block: TextBlock) -> bool:
    """Tell whether a heading is called one over other articles or comments by its class."""
    return block.heading and is_others_name(f"{block.node.get('class') or ''} {block.node.get('id') or ''}")


def _find_lead(
    blocks: Sequence[TextBlock], chosen: list[TextBlock], heads: set[str], descriptions: Sequence[str]
) -> tuple[str, str, list[TextBlock]]:
    """Return the lead, how it was told, and the text without it: a block named so, or one that the page's head repeats."""
    if not chosen:
        return "", "", chosen
    first = next((place for place, block in enumerate(blocks) if block is chosen[0]), 0)
    start = next((place for place in range(first, -1, -1) if _key(blocks[place].text) in heads), None)
    before = blocks[max(0, first - 12 if start is None else start + 1) : first]
    candidates = [
        block
        for block in (*before, *chosen[:4])
        if 30 <= len(block.text) <= 900 and block.links <= 0.4 and not block.heading and not _repeats(block.text, heads)
    ]
    for block in (*before, *candidates):
        key = _key(block.text)
        if block.text.endswith(("...", "…")) and any(_key(other.text).startswith(key) for other in chosen[:4]):
            continue  # the beginning of the text, cut off for a list
        told = any(_same_words(key, other) for other in descriptions)
        if (told and len(block.text) <= 900 and key not in heads) or (
            block in candidates and any(_is_lead(node) for node in _nearest(block.node))
        ):
            how = "description" if told else "named"
            return block.text, how, [other for other in chosen if other is not block]
    if start is not None:
        # Between headline and text, whatever it is called.
        for block in before:
            if (
                block in candidates
                and len(block.text) >= 50
                and not is_noise(block.text)
                and SENTENCE_END.search(block.text)
            ):
                return block.text, "order", chosen
    if _stands_alone(chosen):
        return chosen[0].text, "order", list(chosen[1:])
    return "", "", chosen


def _repeats(text: str, heads: set[str]) -> bool:
    key = _key(text)
    return any(key in head or head in key for head in heads)


def _stands_alone(chosen: Sequence[TextBlock]) -> bool:
    """Tell whether the first paragraph has a box of its own, or is bold, while those behind it share another."""
    first, parent = chosen[0].node, chosen[0].node.getparent()
    if parent is None or not 50 <= len(chosen[0].text) <= 500 or chosen[0].heading or chosen[0].links > 0.2:
        return False
    others = [block.node.getparent() for block in chosen[1:8] if not block.heading and len(block.text) > 60]
    bold = parent if parent.tag in ("b", "strong") else next(iter(first), None)
    if bold is not None and bold.tag in ("b", "strong") and _key(bold.text_content()) == _key(chosen[0].text):
        return True
    return len(others) >= 3 and parent not in others and len(set(others)) == 1


def _nearest(node: HtmlElement) -> Iterator[HtmlElement]:
    yield node
    parent = node.getparent()
    if parent is not None:
        yield parent


def _is_lead(node: HtmlElement) -> bool:
    return is_lead_name(f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}")


def _same_words(one: str, other: str) -> bool:
    if len(one) < 25 or len(other) < 25:
        return False
    # A dateline („Berlin.“) may stand in front, and descriptions are cut off at some length.
    short = min(len(one), len(other), 100)
    return len(other) > 0.4 * len(one) and (other[:short] in one[: short + 40] or one[:short] in other[: short + 40])


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
