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
_PHOTO = re.compile(r"(?:[Ff]otos?|Bild|Grafik|Repro): ?[A-ZÄÖÜ(]")
# How many lines behind a picture may speak of it.
_REACH = 4


def take_pictures(
    blocks: Sequence[Block], absolute: Callable[[str], str], credits: Sequence[str]
) -> tuple[tuple[Image, ...], list[Block]]:
    """Return the pictures, and the blocks that are left when pictures and captions are taken out.

    `absolute` makes an address absolute, `credits` are patterns of photo credits without a label.
    """
    images: list[Image] = []
    kept: list[int] = []
    taken: set[int] = set()
    for position, block in enumerate(blocks):
        if position in taken:
            continue
        if block.kind == "image":
            lines = [*_find_lines_above(blocks, position, taken), *_find_caption_lines(blocks, position, credits)]
            taken.update(lines)
            images.append(_make_image(block, [blocks[line].text for line in lines], absolute, credits))
        elif block.kind == "caption" and not _precedes_picture(blocks, position):
            images.append(_make_image(None, [block.text], absolute, credits))
        elif _is_stray_caption(block, credits) and not _precedes_picture(blocks, position):
            # Its picture is put in place by a script, or was taken off the page.
            images.append(_make_image(None, [block.text], absolute, credits))
        else:
            kept.append(position)
    rest = [blocks[position] for position in kept if position not in taken]
    merged = merge_images(images)
    captions = [image.caption for image in merged if image.caption]
    rest = [block for block in rest if not _repeats_caption(block, captions, merged)]
    return tuple(image for image in merged if image.src or image.caption), rest


def _is_stray_caption(block: Block, credits: Sequence[str]) -> bool:
    if block.kind != "paragraph" or block.bold or len(block.text) > 300 or not _PHOTO.search(block.text):
        return False
    credit = split_credit(block.text, credits)[1]
    return bool(credit) and len(credit) <= 90 and not block.text.endswith((".", "!", "?", ":"))


def _find_lines_above(blocks: Sequence[Block], position: int, taken: set[int]) -> list[int]:
    """Return the positions of the lines in front of the picture that stand in its box: a caption set above."""
    image = blocks[position]
    lines: list[int] = []
    for line in range(position - 1, max(position - 3, -1), -1):
        block = blocks[line]
        named = block.kind == "caption" or bool(_CAPTION.search(block.marks))
        boxed = block.kind == "paragraph" and _is_boxed_caption(blocks, line, image)
        if line in taken or image.group not in block.path or not (named or boxed):
            break
        lines.insert(0, line)
    return lines


def _find_caption_lines(blocks: Sequence[Block], position: int, credits: Sequence[str]) -> list[int]:
    """Return the positions of the lines that belong to the picture: in its box, named so, or with the same words."""
    image = blocks[position]
    lines: list[int] = list(range(position + 1, _find_bare_credit(blocks, position, credits) + 1))
    if lines:
        return lines
    credited = False
    for line in range(position + 1, min(position + 1 + _REACH, len(blocks))):
        block = blocks[line]
        if block.kind in ("image", "heading") or len(block.text) > _LONGEST:
            break
        same_box = image.group in block.path
        if not same_box and _is_in_box_of_next(blocks, line):
            break
        words, credit = split_credit(block.text, credits)
        own = (
            block.kind == "caption"
            or bool(_CAPTION.search(block.marks))
            or _says_the_same(block.text, words, image.alt)
            or any(_says_the_same(block.text, words, blocks[other].text) for other in lines)
            or (same_box and _is_boxed_caption(blocks, line, image))
            # Outside the box only one line with a credit is the picture's; a bare credit may follow a caption.
            or (bool(credit) and (same_box or not (credited or (lines and words))))
        )
        if not own:
            break
        credited = credited or bool(credit)
        lines.append(line)
    return lines


def _find_bare_credit(blocks: Sequence[Block], position: int, credits: Sequence[str]) -> int:
    """Return the position of a line behind the picture that is a credit and no more, or -1.

    What stands between the two is the caption, also where no box holds them together.
    """
    for line in range(position + 1, min(position + _REACH, len(blocks))):
        block = blocks[line]
        if block.kind in ("image", "heading", "item") or block.bold or len(block.text) > 300:
            break
        if blocks[position].group not in block.path and _is_in_box_of_next(blocks, line):
            break
        words, credit = split_credit(block.text, credits)
        if credit:
            return line if not words and line > position + 1 else -1
    return -1


def _says_the_same(text: str, words: str, other: str) -> bool:
    return same_caption(text, other) or same_caption(words, other)


def _is_boxed_caption(blocks: Sequence[Block], line: int, image: Block) -> bool:
    """A line in the small box of a picture is its caption if there is text enough outside the box."""
    block = blocks[line]
    if not image.group or image.group not in block.path or len(block.text) > 300:
        return False
    outside = 0
    for other in blocks:
        if other.kind in ("paragraph", "item") and image.group not in other.path:
            outside += len(other.text)
            if outside > len(block.text):
                return True
    return False


def _is_in_box_of_next(blocks: Sequence[Block], line: int) -> bool:
    """Tell whether a line stands in the box of a picture that comes behind it."""
    behind = next((block for block in blocks[line + 1 : line + 1 + _REACH] if block.kind == "image"), None)
    return behind is not None and behind.group in blocks[line].path


def _precedes_picture(blocks: Sequence[Block], position: int) -> bool:
    """Tell whether a caption stands above its picture, which will take it."""
    behind = blocks[position + 1] if position + 1 < len(blocks) else None
    return behind is not None and behind.kind == "image" and behind.group in blocks[position].path


def _make_image(
    block: Block | None, lines: Sequence[str], absolute: Callable[[str], str], credits: Sequence[str]
) -> Image:
    alt = block.alt if block else ""
    captions: list[str] = []
    credit = ""
    for line in lines:
        words, source = split_credit(line, credits)
        words = _drop_glued(words, credits)
        known = next((place for place, caption in enumerate(captions) if same_caption(words, caption)), None)
        if words and known is None:
            captions.append(words)
        elif known is not None and source and not credit:
            captions[known] = words  # the alternative text as a line of its own, then the caption proper
        credit = credit or source
    if len(captions) > 1 and same_caption(captions[0], alt):
        del captions[0]
    caption = " ".join(captions)
    # The CMS copies the caption into alternative text or tool tip, credit and all.
    for hidden in (alt, block.title if block else ""):
        words, source = split_credit(hidden, credits)
        if source:
            credit = credit or source
            caption = caption or _drop_glued(words, credits)
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
