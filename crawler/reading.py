"""What a run of blocks means, by order and nearness: kicker, lead, text, and where the article ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from functools import lru_cache

from crawler.blocks import Block
from crawler.cleaning import join_hard_hyphens
from crawler.dates import find_day
from crawler.margins import is_prose

# The sign with which the press service ends a release.
END_MARK = re.compile(r"\s*[◄◀]\s*$")
_MORE = re.compile(
    r"^\W*(?:mehr(?: erfahren| lesen| dazu)?|weiter(?:lesen| lesen)?|lesen|zum artikel|zur meldung|details|artikel lesen)\W*$",
    re.I,
)
# Links that every page has at its foot; where no element says `footer`, they tell where it begins.
_FOOT = re.compile(
    r"^(?:impressum|datenschutz(?:erklärung)?|barrierefreiheit|sitemap|inhaltsverzeichnis|nach oben|"
    r"(?:zum )?seitenanfang|kontakt|(?:zurück )?zur (?:übersicht|startseite)|alle (?:meldungen|pressemitteilungen))$",
    re.I,
)
_RUBRIC = re.compile(
    r"^(?:presse(?:mitteilung|meldung|information|dienst)?|nachrichten?|meldung|aktuelles|news|artikel)\W*$", re.I
)
_OFFER = re.compile(
    r"^(?:downloads?|dateien?|anh[aä]nge?|anlagen?|dokumente?|material(?:ien)?|links?|mehr dazu|weitere informationen|"
    r"zum download)\W*$",
    re.I,
)
# „(PDF, 2 MB)“ behind the link to a file.
_FILE_FACTS = re.compile(r"\([^)]*\b(?:pdf|docx?|xlsx?|[km]i?b|[km]byte)\b[^)]*\)", re.I)
_KICKER = re.compile(r"(?:^|[\s_-])(?:kicker|dachzeile|topline|overline|roofline|spitzmarke|rubrik|eyebrow)", re.I)
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|teaser(?:text)?|intro(?:text|duction)?|einleitung|vorspann|anrei(?:ss|ß)er|abstract|summary|"
    r"standfirst|subtitle|subheadline|description|kurztext)(?:$|[\s_-])",
    re.I,
)
# Sub-headlines are shorter than this, leads longer, in characters; one that speaks of the whole release is a lead too.
_LEAD_LENGTH, _LEAD_LONGEST, _SUB_LENGTH = 50, 500, 25


def cut_blocks(blocks: Sequence[Block], cut_at: Sequence[str], is_article: Callable[[str], bool]) -> list[Block]:
    """Return the blocks up to where the article ends: end mark, cut phrase, or a list of other releases.

    `is_article` tells whether the target of a link is a release. Related news without a heading can only be
    told by its form: headlines that are links, or boxes that end in „mehr“.
    """
    pattern = _compile(tuple(cut_at))
    kept: list[Block] = []
    for position, block in enumerate(blocks):
        if block.kind != "image" and pattern and pattern.search(block.text):
            # In front of the text the same words are a label among the facts about the release.
            if block.kind == "heading" or any(map(is_prose, kept)) or not any(map(is_prose, blocks[position:])):
                break
            continue
        if _is_foot(block):
            break
        if _begins_list(blocks, position, is_article) and (_has_prose(kept) or not _has_prose_behind(blocks, position)):
            kept = _drop_open_teaser(kept, blocks, position, is_article)
            break
        if block.kind != "image" and END_MARK.search(block.text):
            block.text = END_MARK.sub("", block.text)
            kept.append(block)
            break
        kept.append(block)
    return _drop_trailing_links(kept)


def find_kicker(before: Sequence[Block], headline: Block, drop: Sequence[str]) -> str:
    """Return the line above the headline: named so by the page, or a short line right before it in the same box.

    `drop` are patterns of lines that are no text; rubrics such as „Pressemitteilung“ are no kickers either.
    """
    pattern = _compile(tuple(drop))
    for distance, block in enumerate(reversed(before[-4:])):
        if block.kind == "image" or block.links or len(block.text) > 90 or find_day(block.text):
            continue
        if (pattern and pattern.search(block.text)) or _RUBRIC.match(block.text):
            continue
        if _KICKER.search(block.marks) or (
            distance == 0
            and (block.box == headline.box or block.path[:-1] == headline.path[:-1])
            and block.text[-1:] not in ":.!"
        ):
            return block.text
    return ""


def find_lead(blocks: list[Block]) -> tuple[str, list[Block]]:
    """Return the lead and the blocks without it; empty where no block stands out as one.

    A lead is named so by the page, is set in bold as a whole, is a long sub-headline before the first paragraph,
    or has a form of its own.
    """
    for position, block in enumerate(blocks):
        if block.kind not in ("paragraph", "heading"):
            if block.kind == "item":
                break
            continue
        stands_out = (
            bool(_LEAD.search(block.marks))
            or (len(block.text) >= _LEAD_LENGTH and (block.bold or block.kind == "heading"))
            or _is_sub_headline(block, blocks[position + 1 :])
            # Many CMS copy the first paragraph into the head: only a block of another form than the rest is a lead.
            or (_LEAD_LENGTH <= len(block.text) <= _LEAD_LONGEST and _differs(block, blocks[position + 1 :]))
        )
        more = any(other.kind in ("paragraph", "item") for other in blocks[position + 1 :])
        if stands_out and more:
            return block.text, blocks[:position] + blocks[position + 1 :]
        break
    return "", blocks


def drop_file_lines(blocks: Sequence[Block], is_file: Callable[[str], bool]) -> list[Block]:
    """Return the blocks without lines that do no more than offer a file, and without headings over nothing else."""
    kept: list[Block] = []
    for block in blocks:
        label = next((words for target, words in block.links if is_file(target)), "")
        if label and block.kind != "image" and len(label) > 0.5 * len(_FILE_FACTS.sub("", block.text)):
            continue
        kept.append(block)
    while kept and (kept[-1].kind == "heading" or _OFFER.match(kept[-1].text)):
        kept.pop()
    return kept


def join_text(blocks: Sequence[Block], title: str, words: Container[str] = frozenset()) -> str:
    """Return paragraphs, list items and sub-headlines in order, joined by a blank line, hard hyphens mended.

    `words` are those that the page writes whole.
    """
    lines = [join_hard_hyphens(block.text, words) for block in blocks if block.kind != "image" and block.text]
    return "\n\n".join(line for line in lines if line and line != title)


def _is_sub_headline(block: Block, behind: Sequence[Block]) -> bool:
    """Tell whether a short heading in front of all text speaks of the whole: no other stands at its level."""
    return (
        block.kind == "heading"
        and len(block.text) >= _SUB_LENGTH
        and block.text[-1] != ":"
        and not any(other.kind == "heading" and other.level <= block.level for other in behind)
    )


def _differs(block: Block, behind: Sequence[Block]) -> bool:
    """Tell whether a block has another class than all paragraphs behind it, which are alike."""
    forms = {other.marks for other in behind if other.kind == "paragraph"}
    return len(forms) == 1 and block.marks not in forms


def _begins_list(blocks: Sequence[Block], position: int, is_article: Callable[[str], bool]) -> bool:
    block = blocks[position]
    if block.link and is_article(block.link):
        if block.kind == "heading" or block.bold:
            return True
        # A line that is a link as a whole may be part of a text; two of them are a list.
        return sum(1 for other in blocks[position:] if other.link and is_article(other.link)) >= 2
    if block.kind == "image" or not block.last_link or not is_article(block.last_link):
        return False
    return bool(_MORE.match(block.last_link_text))


def _drop_open_teaser(
    kept: list[Block], blocks: Sequence[Block], position: int, is_article: Callable[[str], bool]
) -> list[Block]:
    """Take off what belongs to the first teaser already: its picture, and its headline where only „mehr“ is a link."""
    block = blocks[position]
    end = _find_box_start(blocks, position, is_article)
    if end < position:
        kept = [other for other in kept if not any(other is cut for cut in blocks[end:position])]
    elif _MORE.match(block.last_link_text):
        for back in range(1, min(4, len(kept)) + 1):
            if kept[-back].kind == "heading":
                kept = kept[: len(kept) - back]
                break
    while kept and kept[-1].kind == "image" and not any(kept[-1].group in other.path for other in kept[:-1]):
        kept = kept[:-1]
    return kept


def _find_box_start(blocks: Sequence[Block], position: int, is_article: Callable[[str], bool]) -> int:
    """Return the position of the first block of the box in which a teaser stands; `position` where it has none.

    The next teaser tells how large the box is: both boxes stand side by side in the same element.
    """
    path = blocks[position].path
    box = 0
    for other in blocks[position + 1 : position + 12]:
        if not _leads_on(other, is_article):
            continue
        shared = sum(1 for one, two in zip(path, other.path, strict=False) if one == two)
        if shared < len(path):
            box = path[shared]
            break
    if not box:
        return position
    start = position
    while start > 0 and box in blocks[start - 1].path:
        start -= 1
    before = blocks[start:position]
    # A box with as much text before the link is a part of the release.
    if len(before) > 5 or sum(len(other.text) for other in before) > 400:
        return position
    return start


def _leads_on(block: Block, is_article: Callable[[str], bool]) -> bool:
    """Tell whether a block is a link to a release as a whole, or ends with „mehr“."""
    if block.link:
        return is_article(block.link)
    return bool(block.last_link) and bool(_MORE.match(block.last_link_text)) and is_article(block.last_link)


def _drop_trailing_links(kept: list[Block]) -> list[Block]:
    """Take off closing lines that are links as a whole: back to the list, share, next release."""
    while kept and kept[-1].link and kept[-1].kind != "image" and len(kept[-1].text) < 80:
        kept = kept[:-1]
    return kept


def _is_foot(block: Block) -> bool:
    if block.link:
        return bool(_FOOT.match(block.text))
    words = sum(len(label) for _, label in block.links)
    return (
        bool(block.links)
        and words > 0.7 * len(block.text)
        and all(_FOOT.match(label) for _, label in block.links if label)
    )


def _has_prose(blocks: Sequence[Block]) -> bool:
    return any(block.kind in ("paragraph", "item") and not block.link and len(block.text) >= 40 for block in blocks)


def _has_prose_behind(blocks: Sequence[Block], position: int) -> bool:
    return sum(len(block.text) for block in blocks[position:] if block.kind == "paragraph" and not block.link) > 600


@lru_cache(maxsize=64)
def _compile(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE) if patterns else None
