"""Pictures of a release with their captions: which lines near a picture speak of it, and not of the news."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from archive.records import Image
from crawler.blocks import Block
from crawler.captions import has_credit, merge_images, same_caption, split_credit
from crawler.cleaning import join_hard_hyphens

_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:captions?|figcaption|bildunterschrift|bildtext|bildzeile|bild-?text|legende|copyright|credits?|"
    r"photo-?credit|bildnachweis|fotograf|quelle|caption-?text|image-?text)(?:$|[\s_-])",
    re.I,
)
# A caption is shorter than this, in characters; what is longer is text whatever stands beside it.
_LONGEST = 500
# How many lines behind a picture may speak of it.
_REACH = 4


def take_pictures(
    blocks: Sequence[Block], absolute: Callable[[str], str], credits: Sequence[str]
) -> tuple[tuple[Image, ...], list[Block]]:
    """Return the pictures, and the blocks that are left when pictures and captions are taken out.

    `absolute` makes an address absolute, `credits` are patterns of photo credits without a label.
    """
    images: list[Image] = []
    rest: list[Block] = []
    taken: set[int] = set()
    for position, block in enumerate(blocks):
        if position in taken:
            continue
        if block.kind == "image":
            lines = _find_caption_lines(blocks, position)
            taken.update(lines)
            images.append(_make_image(block, [blocks[line].text for line in lines], absolute, credits))
        elif block.kind == "caption":
            images.append(_make_image(None, [block.text], absolute, credits))
        else:
            rest.append(block)
    merged = merge_images(images)
    captions = [image.caption for image in merged if image.caption]
    rest = [block for block in rest if not _repeats_caption(block, captions, merged)]
    return tuple(image for image in merged if image.src or image.caption), rest


def _find_caption_lines(blocks: Sequence[Block], position: int) -> list[int]:
    """Return the positions of the lines that belong to the picture: in its box, named so, or with the same words."""
    image = blocks[position]
    lines: list[int] = []
    for line in range(position + 1, min(position + 1 + _REACH, len(blocks))):
        block = blocks[line]
        if block.kind in ("image", "heading") or len(block.text) > _LONGEST:
            break
        same_box = bool(image.group) and block.group == image.group
        named = block.kind == "caption" or bool(_CAPTION.search(block.marks))
        repeats = same_caption(block.text, image.alt) or same_caption(split_credit(block.text)[0], image.alt)
        credited = has_credit(block.text) and (same_box or not lines)
        if named or repeats or credited or (same_box and _is_boxed_caption(blocks, line)):
            lines.append(line)
        else:
            break
    return lines


def _is_boxed_caption(blocks: Sequence[Block], line: int) -> bool:
    """A line in the small box of a picture is its caption if there is text enough outside the box."""
    block = blocks[line]
    outside = sum(
        len(other.text) for other in blocks if other.group != block.group and other.kind in ("paragraph", "item")
    )
    return len(block.text) <= 300 and outside > len(block.text)


def _make_image(
    block: Block | None, lines: Sequence[str], absolute: Callable[[str], str], credits: Sequence[str]
) -> Image:
    caption = credit = ""
    for line in lines:
        words, source = split_credit(line, credits)
        credit = credit or source
        words = _drop_glued(words, credits)
        if words and not same_caption(words, caption):
            caption = words if not caption else f"{caption} {words}"
    alt = block.alt if block else ""
    alt_words, alt_credit = split_credit(alt, credits)
    if alt_credit:
        # The CMS copies the caption into the alternative text, credit and all.
        credit = credit or alt_credit
        caption = caption or alt_words
    return Image(absolute(block.src) if block else "", alt, join_hard_hyphens(caption), credit)


def _drop_glued(words: str, credits: Sequence[str]) -> str:
    """Return a caption once that the CMS glued to a copy of itself: „Die Eiche Bild: PresseamtDie Eiche“."""
    start = words[:20]
    second = words.find(start, 1) if len(start) == 20 else -1
    if second > 0 and same_caption(split_credit(words[:second], credits)[0], words[second:]):
        return words[second:]
    return words


def _repeats_caption(block: Block, captions: Sequence[str], images: Sequence[Image]) -> bool:
    """A line of the text that says the same as a caption is the second of a doubled one."""
    if block.kind != "paragraph":
        return False
    return any(same_caption(block.text, caption) for caption in captions) or any(
        same_caption(block.text, image.alt) for image in images if image.alt and has_credit(image.alt)
    )
