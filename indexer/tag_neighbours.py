"""What a word beside a name can mean for it; remembered, since the same few words stand beside names again and again."""

from __future__ import annotations

from functools import lru_cache

from indexer import tag_other_words as others
from indexer import tag_words as words

_MOST = 8192


@lru_cache(_MOST)
def may_rename(before: str) -> bool:
    """Say whether this word right before a name may make it that of something else: a street, a club, a person, an inn.

    An empty word is the beginning of a sentence.
    """
    if not before:
        return False
    if not before.isalpha() or before in _TELLING_SMALL:
        return True
    if before[0].islower():
        return False
    lowered = before.lower()
    if before == "Haus" or before in others.KINDS or lowered.endswith(_TELLING_ENDS):
        return True
    # A noun that is in no list may be a forename, which only the word before it tells.
    return not (is_place_noun(before) or _is_heading(lowered) or lowered.endswith(others.NOUN_ENDINGS))


@lru_cache(_MOST)
def may_rename_behind(after: str) -> bool:
    """Say whether this word right behind a name may make it that of something else; empty at the end of a sentence."""
    if not after or after in _ENDS:
        return False
    if not after.isalpha():
        return True
    # A capitalised word may be the rest of the name of a club, a shop, a firm, a street.
    return (
        after[0].isupper()
        or after in others.STREET_WORDS
        or after in others.STREET_ENDINGS
        or after in others.CLUB_AFTER
    )


@lru_cache(_MOST)
def is_place_noun(word: str) -> bool:
    """Say whether a noun stands before names of places: „Partnerstadt“, „Universität“, „Richtung“."""
    lowered = word.lower()
    if lowered in words.PLACE_NOUNS or lowered in ("gemeente", "ville"):
        return True
    return word[:1].isupper() and lowered.endswith((*words.PLACE_NOUN_ENDINGS, *words.INSTITUTION_ENDINGS))


@lru_cache(_MOST)
def find_tie_noun(word: str) -> str:
    """Return how firmly a noun in lower case ties to a city, `strong`, `binding` or `weak`; or nothing."""
    last = word.rsplit("-", 1)[-1]
    for firmness, (whole, ends) in _TIES:
        if last in whole or word.endswith(ends):
            return firmness
    return ""


def is_near_tie_noun(text: str, start: int) -> bool:
    """Say whether one of the few words before a position may tie to a city: of most names none does, and no more is read."""
    for raw in text[max(0, start - _REACH) : start].split()[-6:-1]:
        word = raw.strip(_SIGNS)
        if word and (find_tie_noun(word.lower()) or not word.replace("-", "").isalnum()):
            return True
    return False


def _is_heading(lowered: str) -> bool:
    return lowered in words.TIE_PLACES or lowered in words.PREPOSITIONS or lowered in words.DETERMINERS


_REACH = 120
_SIGNS = '.,;:!?()„“”"»«–-/'
_TIES = (("strong", words.TIE_NOUNS), ("binding", words.TIE_NOUNS_BINDING), ("weak", words.TIE_NOUNS_WEAK))
_TELLING_ENDS = (*others.SPORT_BEFORE, *others.ROOM_BEFORE, *others.NAMED_BEFORE, *others.WORK_BEFORE, "raum")
_ENDS = frozenset(".,;!?")
# Small words after which a name may be that of a street, a noble or a club.
_TELLING_SMALL = frozenset(
    {"der", "de", "du", "von", "van", "of", "gegen", "namens", "getauft", "genannt", *others.STREET_BEFORE}
)
