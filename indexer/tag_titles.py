"""The rules that say that a name found in a text is that of a film, a book or another work, or part of its title; pure."""

from __future__ import annotations

import re

from indexer import tag_other_words as others
from indexer.tag_context import Mention


def is_work(mention: Mention) -> bool:
    """Say whether the name is the title of a film, a book or another work: „Dunkirk“ von Christopher Nolan."""
    if _WORK_BESIDE.match(mention.right) or _WORK_BESIDE.match(f" ({mention.before})"):
        return True
    if not mention.is_quoted:
        return mention.before.lower().endswith(others.WORK_BEFORE) or is_in_title(mention)
    sentence = f"{mention.left}|{mention.right}"
    return bool(_TITLE_FOLLOWED.match(mention.right)) or any(map(sentence.__contains__, others.WORK_HINTS))


def is_in_title(mention: Mention) -> bool:
    """Say whether the name stands within the title of a film or a book: „der Roman „In Leiden vereint““."""
    if _OPENING_QUOTES.isdisjoint(mention.text[max(0, mention.start - _LONGEST_BEGINNING) : mention.start]):
        return False
    if (
        _IS_CALLED.match(mention.right)
        and _OPENS.search(mention.left)
        and any(map(mention.text.__contains__, others.STAGE))
    ):
        # „„Venlo sehen und sterben“ heißt das Programm“ of a comedian
        return True
    if not (found := _TITLE_OPENS.search(mention.left)) or not _TITLE_CLOSES.match(mention.right):
        return False
    # A documentary called after a place is on the place.
    return not found["work"].lower().startswith("doku") if found["work"] else bool(_FICTION.search(mention.left))


_OPENING_QUOTES = frozenset('„“"»')
# Characters between the beginning of a title and the name.
_LONGEST_BEGINNING = 30
_WORK_NOUN = r"[\w-]*(?:[Ff]ilm|[Rr]oman|[Kk]rimi|[Dd]rama|[Tt]hriller|[Nn]ovelle|[Aa]lbum|[Mm]usical)\w{0,3}"
_TITLE_OPENS = re.compile(rf"(?:(?P<work>{_WORK_NOUN})|[“”\"«](?:,|\sund|\ssowie))\s[„“\"»](?:[\w-]+,?\s){{0,3}}$")
_TITLE_CLOSES = re.compile(r"[^“”\"«!?]{0,40}[^“”\"«!?.,][“”\"«]")
_OPENS = re.compile(r"[„“\"»](?:[\w-]+,?\s){0,3}$")
_IS_CALLED = re.compile(
    r"[^“”\"«]{1,60}[“”\"«]\s(?:heißt|lautet)\s(?:\w+\s){0,2}(?:Programm|Stück|Komödie|Show|Roman|Film|Buch|Krimi|Album|Lied|Song)\b"
)
_FICTION = re.compile(r"[Ff]ilm|[Kk]ino|[Rr]oman")
# „Dunkirk“ von Christopher Nolan, „Dunkirk“ (USA 2017), „Dunkirk“ und „Parasite“
_TITLE_FOLLOWED = re.compile(
    r"[“”\"»«’']\s?(?:(?:von|nach)\s[^\W\d_a-z]\w+\s(?:[a-z]+\s)?[^\W\d_a-z]"
    r"|\((?:\w{2,3},?\s)?(?:19|20)\d\d\b|(?:,|und|sowie)\s[„“\"»‚])"
)
_WORK_BESIDE = re.compile(r"\s\((?:\w*[Ff]ilm|\w*[Rr]oman|Album|Serie|Musical|Oper)\b")
