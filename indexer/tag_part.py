"""What part a place plays in the sentence that names it: host, guest, goal, receiver, by the way; pure functions, of the role."""

from __future__ import annotations

import re
from functools import lru_cache

from indexer import tag_role_words as role_words
from indexer import tag_words as words
from indexer.tag_context import Mention

_NEAR = 64


def is_subject(mention: Mention) -> bool:
    """Say whether the sentence begins with the name: „Venlo baut“, „Die Stadt Venlo baut“, „Krefeld und Venlo bauen“."""
    before = mention.words_before
    if mention.before in ("wird", "hat", "feiert", "erhält", "bekommt"):
        # „270 Jahre alt wird Kropyvnytskyi in diesem Jahr“
        return True
    return len(before) <= 2 and words.ANY_PREPOSITIONS.isdisjoint(map(str.lower, before))


def is_joined(mention: Mention, home: str) -> bool:
    """Say whether somebody of the home city and somebody from there act as one: „Das Archiv Krefeld und das Erfgoed Leiden“."""
    if not home or home not in mention.left or mention.before in ("in", "aus"):
        return False
    return bool(_JOINED.fullmatch(mention.left.rpartition(home)[2]))


def is_travelled_to(mention: Mention) -> bool:
    """Say whether people go there or were there: „fährt nach Leicester“, „haben drei Wochen in Leicester verbracht“."""
    before = mention.before.lower()
    if before == "im":
        before = "in"
    if before not in ("nach", "in", "aus"):
        return False
    if before == "in" and len(mention.words_before) == 1:
        # „In Leicester diskutieren 40 Städte …“
        return True
    earlier = mention.words_before[-4:-1]
    together = earlier[-2:-1] == ["mit"] or (
        earlier[:1] == ["mit"] and earlier[1:2] in (["einer"], ["einem"], ["der"], ["dem"])
    )
    if (before == "in" and earlier[-1:] in (["war"], ["waren"])) or (before == "aus" and together):
        # „Die Klasse 8b war in Leicester“, „haben mit Gleichaltrigen aus Dünkirchen gesegelt“
        return True
    if before != "aus" and _DONE_THERE.match(mention.right) and _HAVE_DONE.search(mention.left):
        # „38 Kinder haben zwei Wochen in Beeskow verbracht“
        return True
    sentence = f"{mention.left} {mention.right}".lower()
    return any(map(sentence.__contains__, role_words.TRAVEL[before]))


def is_met(mention: Mention) -> bool:
    """Say whether the sentence makes the place a guest, host, goal or receiver; firmer than `is_travelled_to`."""
    before = [word.lower() for word in mention.words_before[-5:]]
    if before[-1:] == ["in"] and before[-3:-1] in (["zu", "gast"], ["zu", "besuch"]):
        return True
    if before[-1:] == ["aus"] and "mit" in before[-3:-2]:
        return True
    if before[-2:] in (["ziel", "war"], ["ziel", "ist"]):
        return True
    return bool(_PART_BEFORE.search(mention.left.lower()) or _has_part_behind(mention))


def _has_part_behind(mention: Mention) -> bool:
    found = _PART_BEHIND.match(mention.right)
    if not found:
        return False
    if found["guest"]:
        return is_subject(mention)
    return mention.before in (("in",) if found["stay"] else ("in", "nach", "für", "von"))


def is_aside(mention: Mention) -> bool:
    """Say whether a sentence of the lead names the place as a detail: a birthplace, a way, a rank, one of many."""
    near = mention.words_before[-2] if mention.before == "von" and len(mention.words_before) > 1 else mention.before
    if near in _BESIDE or near.lower() in words.NEAR:
        return True
    if mention.before == "von" and " nach " in mention.right:
        return True
    if mention.before == "," and mention.after in ("in", ",", "und"):
        # „Ob San Marcos in Nicaragua, Xuzhou in China …“
        return True
    if mention.before == "aus" and _CLAUSE.search(mention.left):
        # „eine Skulptur, die eine Künstlerin aus Venlo entworfen hat“
        return True
    if mention.before == "nach":
        # „Reisende nach Venlo steigen um“, but „die Fahrt nach Venlo“
        earlier = mention.words_before[-2:-1]
        if earlier and earlier[0][0].isupper() and not earlier[0].lower().endswith(role_words.TRIPS):
            return True
    return bool(_ASIDE.search(f"{mention.left} {mention.right}"))


def is_passing(mention: Mention, rule: str) -> bool:
    """Say whether the place is named by the way: „unter anderem in Venlo“, „auf der Rückreise“, „studierte in Hangzhou“."""
    if (
        mention.before in ("in", "und")
        and _goes_by(mention.text)
        and _BY_THE_WAY.search(f"{mention.left[-60:]}|{mention.right[:30]}")
    ):
        return True
    if mention.field == "title":
        # „Ein Spielplatz wie in Leiden“
        return "wie" in mention.words_before[-2:]
    near = mention.text[max(0, mention.start - _NEAR) : mention.start].lower()
    if not any(map(near.__contains__, role_words.PASSING)):
        return False
    found = role_words.PASSING.intersection(map(str.lower, mention.words_before[-4:]))
    # „Auch die Partnerstadt Kayseri ist betroffen“
    return bool(found) and (found != {"auch"} or rule != "apposition")


@lru_cache(maxsize=16)
def _goes_by(text: str) -> bool:
    """Say whether a text has any of the words that `_BY_THE_WAY` looks for."""
    return any(map(text.__contains__, role_words.BY_THE_WAY_SIGNS))


# „in einem Dorf bei Venlo“, „Richtung Venlo“
_BESIDE = frozenset({"bei", "nahe", "Richtung", "vor", "bis", "um", "wie"})
_HAVE_DONE = re.compile(r"\b(?:haben|hat|sind)\s")
_DONE_THERE = re.compile(r"(?:,?\s[\w-]+){0,6}\s\w+(?:t|en)[.!:]?$")
_BY_THE_WAY = re.compile(role_words.BY_THE_WAY)
# What stands before the name, from the beginning of its sentence.
_PART_BEFORE = re.compile("|".join(role_words.PART_BEFORE))
_PART_BEHIND = re.compile(role_words.PART_BEHIND)
_JOINED = re.compile(r"(?:er)?(?:\s[\w-]+){0,3}\sund\s(?:(?:der|die|das|dem|den)\s)?(?:[\w-]+\s){0,3}")
_ASIDE = re.compile(role_words.ASIDE)
_CLAUSE = re.compile(r",\s(?:die|der|das|den|dem|deren|dessen)\s[^,]{0,50}\saus\s$")
