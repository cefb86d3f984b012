"""Finds the places that a name is enumerated with, „Venlo, Leiden und Dünkirchen“; pure functions, before the rules."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from indexer import tag_words as words
from indexer.tag_context import Mention
from indexer.tag_match import HOME, NOT_NAME, OTHER, PLACE, TIE_WORD, NameMatch


class Company(NamedTuple):
    """With what a name is enumerated: the other `places` that are known for sure, and whether the home city is among them.

    `partners` counts all partners of the enumeration, the name itself and unclear ones among them; `chain` is its number.
    """

    places: frozenset[str]
    home: bool
    partners: int
    chain: tuple[str, int]


def find_mentions(field: str, text: str, matches: list[NameMatch]) -> Iterator[tuple[Mention, Company]]:
    """Yield the mentions of places in one field, each with the places that it is enumerated with."""
    for number, chain in enumerate(_chain_matches(text, matches)):
        if len(chain) == 1:
            # Most names stand alone.
            match = chain[0]
            if match.sort in _TAGGED:
                mention = Mention(field, match, text, match.start, match.end)
                mates = _find_sentence_mates(mention, matches) if match.name.needs == "context" else _NOBODY
                yield mention, Company(mates, False, 1 + len(mates), (field, number))
            continue
        enumerated = frozenset(match.place for match in chain if _is_firm(match))
        home = any(match.sort == HOME and match.name.kind != "demonym" for match in chain)
        partners = len({match.place for match in chain if match.sort == PLACE})
        is_named_after = any(match.sort == NOT_NAME for match in chain)
        for match in chain:
            if match.sort not in _TAGGED:
                continue
            mention = Mention(field, match, text, match.start, match.end)
            if is_named_after and match.name.kind == "demonym" and not mention.after[:1].isupper():
                # „Red Leicester und Leidener mit Kümmel“ are called after the places, both
                continue
            places = enumerated - {match.place}
            if match.name.needs == "context" and not places:
                places = _find_sentence_mates(mention, matches)
            yield mention, Company(places, home, partners, (field, number))


_TAGGED = (PLACE, TIE_WORD)
_NOBODY: frozenset[str] = frozenset()
# What stands before a name in a loose enumeration: „Venlo bringt Käse, Leiden Hering und …“.
_SEPARATORS = frozenset({",", ";", "und", "sowie"})
_BOUND = re.compile(r"(?:\s\w+){0,2}\s(?:verbindet|verbunden|befreundet|verschwistert|verpartnert)\b")


def _find_sentence_mates(mention: Mention, matches: list[NameMatch]) -> frozenset[str]:
    """Return the places that the same sentence binds to a name without enumerating them closely."""
    bound = mention.before in ("mit", "Mit") and _BOUND.match(mention.right)
    opens = not mention.before and mention.after.islower()
    parallel = mention.before in words.TIE_PREPOSITIONS
    if not bound and not opens and not parallel and mention.before not in _SEPARATORS:
        return frozenset()
    begin, end = mention.start - len(mention.left), mention.end + len(mention.right)
    first = bisect_left(matches, begin, key=lambda match: match.start)
    last = bisect_left(matches, end, key=lambda match: match.start)
    firm = {match for match in matches[first:last] if _is_firm(match)}
    partners = frozenset(match.place for match in firm if match.sort == PLACE) - {mention.match.place}
    homes = frozenset(match.place for match in firm if match.sort == HOME and match.name.kind != "demonym")
    if opens:
        # „Leiden begrünt Innenhöfe, Dünkirchen setzt auf Brunnen“
        clauses = {
            match.place for match in firm if match.sort == PLACE and mention.text[match.start - 2 : match.start] == ", "
        }
        return frozenset(clauses) - {mention.match.place}
    if parallel and not bound:
        # „Tulpen stehen für Leiden, Rosen für Leicester, Sonnenblumen für Kropyvnytskyi“
        link = f" {mention.before} "
        alike = {match.place for match in firm if match.sort == PLACE and mention.text.endswith(link, 0, match.start)}
        return frozenset(alike - {mention.match.place}) if len(alike) > 1 else frozenset()
    if bound or " zwischen " in f" {mention.left.lower()}":
        return partners | homes
    return partners if len(partners) > 1 else frozenset()


def _is_firm(match: NameMatch) -> bool:
    return match.sort in (HOME, PLACE, OTHER) and match.name.needs == "none"


# Between two names of one enumeration: „, “, „ und “, „, aus dem niederländischen “, „ sowie der Landkreis “.
_LINK = re.compile(
    r"\s?(?:,|/|–|-|&|\||;|\bund\b|\bsowie\b|\boder\b|\bbzw\.|\bmit\b|\band\b|\bet\b|\ben\b|\bve\b)?,?\s?(?:(?:und|sowie|auch|in|aus|nach|mit|von|bis|für)\s){0,2}"
    r"(?:(?:der|dem|den|die|das)\s)?(?:\w+(?:en|er|e)\s)?(?:(?:Landkreis|Kreis|Stadt|Partnerstadt|Gemeinde)\s)?",
    re.IGNORECASE,
)
_LONGEST_LINK = 48


def _chain_matches(text: str, matches: list[NameMatch]) -> Iterator[list[NameMatch]]:
    """Group names that stand in one enumeration."""
    chain: list[NameMatch] = []
    for match in matches:
        if chain and not _is_link(text, chain[-1].end, match.start):
            yield chain
            chain = []
        chain.append(match)
    if chain:
        yield chain


def _is_link(text: str, start: int, end: int) -> bool:
    if end - start > _LONGEST_LINK:
        return False
    between = text[start:end]
    if not between.strip():
        return "\n" in between
    return "\n\n" not in between and bool(_LINK.fullmatch(between.replace("\n", " ")))
