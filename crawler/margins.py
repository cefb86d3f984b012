"""Lines around a release that are no part of it: facts below the headline, and how to reach the office at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.blocks import Block
from crawler.dates import find_day

_FACT = re.compile(
    r"^(?:rubrik(?:en)?|kategorien?|ressorts?|themen?|schlagw[oö]rter|stichw[oö]rter|tags?|lesezeit|lesedauer|autor(?:in)?|"
    r"redaktion|verfasser(?:in)?|herausgeber(?:in)?|ansprechpartner(?:in)?|ansprechperson|absender|ort|nummer|"
    r"aktenzeichen|meldung(?:s-?nr\.?| nr\.?)?|pressemitteilung nr\.?|veröffentlicht (?:von|in|durch|unter)|erstellt (?:von|am)|"
    r"uhrzeit|zuletzt|aktualisiert|stand|teilen(?: auf| mit)?|artikel teilen)\b[^.!?]{0,3}?\s*[:|]",
    re.I,
)
_READING_TIME = re.compile(r"^\W*(?:ca\. )?\d+ (?:min(?:ute[n]?|\.)?)(?: lesezeit| lesedauer)?\W*$", re.I)
_SEPARATED = re.compile(r"\s[|·•»]\s")
_SHARE = re.compile(
    r"^(?:facebook|twitter|x|whatsapp|linkedin|xing|e-?mail|mastodon|bluesky|instagram|telegram|drucken|teilen|merken|"
    r"pdf|rss|link kopieren|\W)+$",
    re.I,
)
_REACH = re.compile(
    r"^(?:tel(?:efon)?\b|fax\b|telefax\b|mobil\b|e-?mail\b|zimmer(?:nummer)?\b|raum\b|adresse\b|anschrift\b|\+49|0 ?2|"
    r"\d{5} [A-ZÄÖÜ]|[A-ZÄÖÜ][\w.-]+(?:[ -][A-ZÄÖÜ]?[\w.-]+){0,4} \d{1,3}\s?[a-z]?$)",
    re.I,
)
_TELEPHONE = re.compile(r"^(?:tel(?:efon)?\b|fax\b|telefax\b|zimmer(?:nummer)?\b|e-?mail\b)\W*\S", re.I)
# Facts are short, in characters; nothing else but the first lines of a page tells them.
_LONGEST, _FIRST = 100, 12


def drop_facts(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks behind a headline without the lines that tell rubric, reading time and the like.

    Only lines in front of the text are looked at, and a day alone among them goes too.
    """
    kept: list[Block] = []
    answer = False
    for position, block in enumerate(blocks):
        if block.kind == "image":
            kept.append(block)
            continue
        if position >= _FIRST or is_prose(block):
            return [*kept, *blocks[position:]]
        fact = _FACT.match(block.text)
        if answer and len(block.text) < 60 and not block.bold and block.kind != "heading":
            answer = bool(fact and fact.end() == len(block.text))
            continue
        answer = bool(fact and fact.end() == len(block.text))
        told = bool(fact) or (not block.bold and _is_fact(block.text))
        if block.kind == "heading" or len(block.text) > _LONGEST or not told:
            kept.append(block)
    return kept


def drop_address(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without closing lines of telephone, room and street that stand under no heading."""
    end = len(blocks)
    while end and blocks[end - 1].kind != "image" and not is_prose(blocks[end - 1]) and len(blocks[end - 1].text) < 80:
        end -= 1
    tail = blocks[end:]
    first = next((place for place, block in enumerate(tail) if _REACH.match(block.text)), None)
    if first is None or not any(_TELEPHONE.match(block.text) for block in tail):
        return list(blocks)
    # The name of the office stands in front of its number, in the same box.
    box = tail[first].path[-2:-1] or tail[first].path
    while (
        first
        and tail[first - 1].kind != "heading"
        and not tail[first - 1].bold
        and set(box) & set(tail[first - 1].path)
    ):
        first -= 1
    return list(blocks[: end + first])


def is_prose(block: Block) -> bool:
    """Tell whether a block is a sentence at least, and no caption or link."""
    return (
        block.kind in ("paragraph", "item")
        and not block.link
        and len(block.text) >= 25
        and block.text.rstrip(" ◄\"'“”»)")[-1:] in (".", "!", "?", "…")
    )


def _is_fact(line: str) -> bool:
    if _READING_TIME.match(line) or _SHARE.match(line):
        return True
    parts = _SEPARATED.split(line)
    # „Fachbereich Mobilität | Lesezeit 2 Minuten“, „Rathaus · 04.07.2023“
    return (
        len(parts) > 1
        and len(line) <= _LONGEST
        and (any(_READING_TIME.match(part) or _FACT.match(part + ":") or find_day(part) for part in parts))
    )
