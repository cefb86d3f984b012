"""The rules by which an enumeration speaks for the place, though nothing else in it is known; pure functions, of the support."""

from __future__ import annotations

from indexer import tag_doubt_words as doubt_words
from indexer import tag_other_words as others
from indexer import tag_words as words
from indexer.tag_context import Mention
from indexer.tag_forenames import FORENAMES


def follows_listed(mention: Mention) -> bool:
    """Say whether a preposition stands before what the name is enumerated with: „in Haarlem und Leiden“."""
    before = _read_before_list(mention)
    return bool(before) and before[-1].lower() in words.PLACE_PREPOSITIONS


def is_announced(mention: Mention) -> bool:
    """Say whether the name is listed as one of several towns: „Städte wie Leiden“, „die Städte Gent, Graz und Leiden“."""
    before = mention.words_before if mention.before == "wie" else _read_before_list(mention)
    if not before or mention.prefix:
        return False
    noun = before[-2] if before[-1] in ("wie", "(") and len(before) > 1 else before[-1]
    return noun.lower().endswith(words.TOWNS)


def follows_town(mention: Mention) -> bool:
    """Say whether the name is enumerated with what ends as names of towns do: „Zandvoort, Domburg und Leiden“."""
    before = mention.words_before[-2:]
    return (
        len(before) > 1 and before[1] in _LISTING and before[0][:1].isupper() and before[0].endswith(words.TOWN_ENDINGS)
    )


def _read_before_list(mention: Mention) -> list[str]:
    """Return what stands before an enumeration that the name goes on with; nothing where it names what is no place."""
    earlier = mention.words_before
    while len(earlier) > 2 and earlier[-1] in _LISTING and _may_be_place(earlier[-2]):
        earlier = earlier[:-2]
        if earlier[-1] not in _LISTING:
            return earlier
    return []


def _may_be_place(word: str) -> bool:
    return (
        word[:1].isupper()
        and word not in doubt_words.SUFFER_COMPANIONS
        and word not in FORENAMES
        and not word.lower().endswith(others.NOUN_ENDINGS)
    )


_LISTING = frozenset(("und", "sowie", "oder", ","))
