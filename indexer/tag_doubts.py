"""The rules that say that an ambiguous name is an ordinary word or a forename in its place; pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable

from indexer import tag_doubt_words as doubt_words
from indexer import tag_other_words as others
from indexer import tag_words as words
from indexer.tag_context import Mention
from indexer.tag_forenames import FORENAMES


def find_doubt(mention: Mention) -> str:
    """Return the rule by which an ambiguous name is an ordinary word or a person here; or nothing."""
    also = mention.match.name.also
    return _DOUBTS[also](mention) if also in _DOUBTS else ""


def mentions_twinning(text: str) -> bool:
    """Say whether a text has a word of town twinning."""
    lowered = text.lower()
    return any(map(lowered.__contains__, words.TWINNING))


def is_noun_phrase(mention: Mention) -> bool:
    """Say whether a determiner or an adjective before the word makes it a common noun: „das Leiden“, „nach langem Leiden“."""
    before = mention.before.lower()
    if not before or not before[0].isalpha():
        return False
    if before in words.DETERMINERS or before.endswith("-"):
        return True
    if before in words.PREPOSITIONS:
        return False
    if mention.before[0].isupper():
        return len(mention.words_before) == 1 and before.endswith(doubt_words.ADJECTIVE_ENDINGS)
    if before.endswith(doubt_words.ADJECTIVE_ENDINGS):
        return True
    if len(mention.words_before) > 1 and before.endswith(("e", "en", "em", "es", "er")):
        earlier = mention.words_before[-2].lower()
        return earlier in words.DETERMINERS or earlier in words.PREPOSITIONS
    return False


def _doubt_noun(mention: Mention) -> str:
    after = mention.words_after
    before = mention.words_before
    if after and after[0] in doubt_words.GENITIVE_AFTER:
        return "noun"
    if len(after) > 1 and after[0] in ("und", "oder", ",", "/", "&") and after[1] in doubt_words.SUFFER_COMPANIONS:
        return "noun"
    if len(before) > 1 and before[-1] in ("und", "oder", ",", "/", "&") and before[-2] in doubt_words.SUFFER_COMPANIONS:
        return "noun"
    if (
        mention.before.lower() in ("in", "im")
        and _SEEN_IN.match(mention.right)
        and _SEEING.search(f"{mention.left}|{mention.right}")
    ):
        # „Er sah in Leiden einen Weg zur Reife“, but „einen Tag in Leiden“
        return "noun"
    if mention.before.lower() == "aus" and _DRAWN_FROM.match(mention.right):
        return "noun"
    if (
        after[:1] == [","]
        and after[1:2] in (["die"], ["deren"], ["unter"])
        and after[2:3]
        and after[2] in doubt_words.CLAUSE_AFTER
    ):
        # „In Leiden, die nicht warten können“
        return "noun"
    if mention.after in doubt_words.RELIEF_VERBS:
        return "noun"
    if any(word in doubt_words.SUFFER_VERBS for word in after[:3]) and mention.before.lower() != "in":
        return "noun"
    if after and after[0] in doubt_words.CAUSE_AFTER and not _is_moved_or_said(mention):
        return "noun"
    if (
        after
        and after[0] in doubt_words.OUTCOME_AFTER
        and mention.before.lower() in ("aus", "bei", "nach", "von", "mit")
    ):
        return "noun"
    return "article" if is_noun_phrase(mention) or mention.prefix else ""


def _is_moved_or_said(mention: Mention) -> bool:
    """Say whether what stands before speaks of a way or of a city, so that „an“ or „zu“ behind it is no cause of suffering."""
    before = mention.before.lower()
    if before == "von" and not words.MOTION_VERBS.isdisjoint(mention.words_before):
        return True
    return before in words.PLACE_PREPOSITIONS or before in words.BE_VERBS or before in words.CITY_VERBS


def _doubt_forename(mention: Mention) -> str:
    before, after = mention.before, mention.words_after
    if mention.prefix or mention.suffix:
        return "hyphen"
    if before in others.PERSON_BEFORE or before in FORENAMES or before.endswith(others.PERSON_BEFORE_ENDING):
        return "person"
    if _AGE.match(mention.right):
        return "person"
    neighbours = set()
    if len(after) > 1 and after[0] in ("und", ",", "&", "oder", "mit"):
        neighbours.add(after[1])
    if len(mention.words_before) > 1 and before in ("und", ",", "&", "oder", "mit"):
        neighbours.add(mention.words_before[-2])
    if neighbours & FORENAMES:
        return "person"
    around = f"{mention.left[-40:]} {mention.right[:60].partition(':')[0]}".lower()
    if any(word in around for word in others.PERSON_AROUND):
        return "person"
    return "surname" if _has_surname(mention) else ""


def _has_surname(mention: Mention) -> bool:
    after = mention.words_after
    if not after or mention.is_genitive:
        return False
    from_place = mention.before.lower() in words.PLACE_PREPOSITIONS
    if after[0] in others.NOBLE_PARTICLES and len(after) > 1 and after[1][:1].isupper() and not from_place:
        return True
    if (
        not after[0][:1].isupper()
        or after[0] in others.NOT_SURNAMES
        or after[0].lower().endswith(others.PEOPLE_ENDINGS)
    ):
        return False
    if mention.before in ("in", "In", "aus"):
        # „in Charlotte Brontës Roman“ is a person, „in Charlotte Gäste empfangen“ is not.
        return after[0].endswith("s") and len(after) > 1 and after[1][:1].isupper()
    return True


def _doubt_surname(mention: Mention) -> str:
    before = mention.before
    if before in others.PERSON_BEFORE or before in ("von", "van"):
        return "person"
    lowered = before.lower()
    place = lowered.endswith(words.PLACE_NOUN_ENDINGS) or lowered in words.PLACE_NOUNS
    return "person" if before[:1].isupper() and not place else ""


_SEEN_IN = re.compile(doubt_words.SEEN_IN)
_DRAWN_FROM = re.compile(doubt_words.DRAWN_FROM)
_SEEING = re.compile(doubt_words.SEEING)
_AGE = re.compile(
    r"\s?\(\s?\d{1,2}(?:\s?Jahre)?\s?\)|,\s\d{1,2}\s?(?:Jahre)?,|\s?\(\s?(?:\*|1[0-9]\d\d\s?[-–])|,?\s\d{1,2}\sJahre"
)
_DOUBTS: dict[str, Callable[[Mention], str]] = {
    "noun": _doubt_noun,
    "forename": _doubt_forename,
    "surname": _doubt_surname,
}
