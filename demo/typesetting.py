"""How a true text reaches the page: hard and soft hyphens, doubled and glued captions, blocks, teasers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from demo.notices import Notice, NoticeImage, pick_number
from demo.timeline import Standing

SOFT_HYPHEN = "\u00ad"
VIDEO_PLACEHOLDER = "Eingebettetes Youtube-Video"
END_MARK = "◄"

_LONG_WORD = re.compile(r"\w{14,}")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a served text: `kind` is paragraph, headline or video."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ServedImage:
    """A picture as it is served: `caption` runs into its credit, `double` is the sentence once more, or empty."""

    src: str
    alt: str
    caption: str
    double: str = ""
    glued: bool = False


def set_words(text: str, notice: Notice) -> str:
    """Return the text with the hyphens that the column setting of this notice left behind."""
    text = replace_words(text, notice.raw)
    if "soft-hyphens" in notice.quirks:
        text = _LONG_WORD.sub(lambda match: match[0][:7] + SOFT_HYPHEN + match[0][7:], text)
    return text


def replace_words(text: str, words: Mapping[str, str]) -> str:
    """Return the text with each word that is a key replaced by its value."""
    for true, served in words.items():
        text = text.replace(true, served)
    return text


def set_blocks(standing: Standing) -> tuple[Block, ...]:
    """Return the served text of a notice, block by block, with end mark and video placeholder."""
    notice = standing.notice
    blocks = [
        Block("headline" if part.startswith("## ") else "paragraph", set_words(part.removeprefix("## "), notice))
        for part in split_paragraphs(standing.text)
    ]
    if notice.end_mark and blocks:
        blocks[-1] = Block(blocks[-1].kind, f"{blocks[-1].text} {END_MARK}")
    if "video-placeholder" in notice.quirks:
        blocks.insert((len(blocks) + 1) // 2, Block("video", VIDEO_PLACEHOLDER))
    return tuple(blocks)


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs and sub-headlines of a text in order, sub-headlines still marked with `## `."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def set_image(notice: Notice, number: int, image: NoticeImage, src: str) -> ServedImage:
    """Return a picture as its notice serves it, with the blemishes that the quirks of the notice ask for."""
    caption = f"{image.caption}{_set_credit(image, notice.quirks)}".strip()
    if "double-caption" not in notice.quirks:
        return ServedImage(src, image.alt, caption)
    again = _tell_again(image, image.credit)
    # Only the alternative text spells the credit otherwise: of two visible ones nobody could say which is true.
    alt = _tell_again(image, image.credit.replace("Presse und Kommunikation", "Presse- und Kommunikation"))
    # The three ways in which the site says the same sentence twice: in the alternative text alone, in a line
    # of its own, and glued to the caption without a space.
    way = pick_number(f"{notice.id}:{number}:double", 3)
    return ServedImage(src, alt, caption, "" if way == 0 else again, glued=way == 2)


def tease(standing: Standing, length: int = 160) -> str:
    """Return the opening of a notice as listings show it, cut at a word, in characters."""
    text = standing.lead or next((part for part in split_paragraphs(standing.text) if not part.startswith("## ")), "")
    text = set_words(text, standing.notice)
    if len(text) <= length:
        return text
    return f"{text[:length].rsplit(' ', 1)[0]} …"


def _set_credit(image: NoticeImage, quirks: frozenset[str]) -> str:
    if not image.credit:
        return ""
    label = image.label or ("Foto:" if "credit-in-brackets" in quirks else "")
    if "credit-without-label" in quirks:
        label = ""
    credit = f"{label} {image.credit}".strip()
    if "credit-in-brackets" in quirks:
        return f" ({credit})"
    # Only a label can be glued: without one, nobody could tell where the credit begins.
    return credit if "glued-credit" in quirks and label else f" {credit}"


def _tell_again(image: NoticeImage, credit: str) -> str:
    sentence = image.caption.replace("„", '"').replace("“", '"').replace(" – ", " - ")
    label = "Bild:" if image.label != "Bild:" else "Foto:"
    return f"{sentence} {label} {credit}" if credit else sentence
