"""Lines of a release that tell its day: taken out of the blocks, whether a label stands before the day or nothing does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive.profiles import Profile
from crawler.blocks import Block
from crawler.dates import find_day, is_day, read_label
from crawler.publication import Published, read_form

_BRACKET = re.compile(r"\s*\([^()]{6,25}\)\s*$")
# Among so many blocks behind the headline a bare day is the release's, and above it.
_FIRST, _ABOVE = 3, 3


@dataclass(frozen=True, slots=True)
class Stated:
    """The days that lines near the headline tell: with a label, and bare."""

    published: date | None = None
    modified: date | None = None
    near: date | None = None


def take_dates(before: Sequence[Block], after: Sequence[Block], profile: Profile) -> tuple[Stated, list[Block]]:
    """Take the labelled days out of the blocks behind the headline; the one nearest behind it counts."""
    stated = Stated()
    rest: list[Block] = []
    for position, block in enumerate(after):
        kept: Block | None = block
        if position < _FIRST and is_day(block.text):
            kept, stated = None, replace(stated, near=stated.near or find_day(block.text))
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
    for distance, block in enumerate(reversed(before)):
        if stated.published is None and (read := read_label(block.text, profile.text.published)) and read[0]:
            stated = replace(stated, published=read[0])
        if distance < _ABOVE and stated.near is None and is_day(block.text):
            stated = replace(stated, near=find_day(block.text))
    return stated, rest


def drop_told(blocks: Sequence[Block], published: Published, profile: Profile) -> list[Block]:
    """Return the blocks without the line that told the day by its place at the end, or by its form."""
    if published.source == "last":
        for position in range(len(blocks) - 1, max(len(blocks) - 4, -1), -1):
            text = blocks[position].text
            if len(text) < 40 and is_day(text.strip(" ()[]")):
                return [*blocks[:position], *blocks[position + 1 :]]
            if (end := _BRACKET.search(text)) and find_day(end[0]) == published.day:
                return [
                    *blocks[:position],
                    replace(blocks[position], text=text[: end.start()]),
                    *blocks[position + 1 :],
                ]
    if published.source == "form":
        forms = profile.text.date_forms
        return [block for block in blocks if len(block.text) > 60 or read_form([block.text], forms)[0] is None]
    return list(blocks)
