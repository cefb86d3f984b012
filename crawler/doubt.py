"""When the weighing of blocks is in doubt, and which of two readings of a page is then believed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from crawler.cascade import Reading
from crawler.second_reader import ask_trafilatura

# A text that is so long may be several, one so short a part of it, in characters. In between only a page that
# calls no element its article is in doubt.
_LONG, _SHORT = 10_000, 600
# Two readings that share this part of their word sequences differ in trifles, and ours tells lead and text apart.
_ALIKE = 0.85


def settle_doubt(root: HtmlElement, reading: Reading, titles: Sequence[str]) -> Reading:
    """Return our reading, or trafilatura's where ours is in doubt and the precise one says less or ours says nothing."""
    length = len(reading.text) + len(reading.lead)
    if _SHORT <= length <= _LONG and (reading.marked or reading.source == "json-ld"):
        return reading
    heads = {_key(title) for title in titles}
    others = [line for line in ask_trafilatura(root) if _key(line) not in heads]
    if not others:
        return reading
    whole, other = f"{reading.lead} {reading.text}", " ".join(others)
    # Where the precise reader says less, it left out what is doubtful; where it says more, it has taken in clutter.
    if reading.paragraphs and (len(other) > len(whole) or compare_words(whole, other) >= _ALIKE):
        return reading
    lead = reading.lead
    paragraphs = tuple(line for line in others if _key(line) != _key(lead))
    return replace(reading, paragraphs=paragraphs, source="trafilatura") if paragraphs else reading


def compare_words(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 1: F1 of their sequences of four words."""
    first, second = _sequences(one), _sequences(other)
    shared = sum((first & second).values())
    return 2 * shared / (sum(first.values()) + sum(second.values())) if shared else 0.0


def _sequences(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(zip(*(words[start:] for start in range(4)), strict=False))


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
