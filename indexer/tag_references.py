"""Words that stand for a place without naming one: „die Projektpartnerstadt“, „der türkischen Partnerstadt“; pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive.place_records import Place
from indexer import tag_words as words
from indexer.tag_context import Mention


def stands_alone(mention: Mention, home: str) -> bool:
    """Say whether „Projektpartnerstadt“ and the like are singular, definite, and not followed by the name of a place."""
    if mention.suffix or mention.prefix or mention.surface != mention.match.name.text:
        return False
    before = [word.lower() for word in mention.words_before[-2:]]
    if any(word in _INDEFINITE for word in before):
        return False
    if _OWNER.search(mention.before) and not mention.before.startswith(home):
        return False
    return not (mention.after[:1].isupper() or mention.after in ("von", "für") or mention.after in ("„", '"'))


@dataclass(frozen=True, slots=True)
class Reference:
    """A phrase that stands for a place, by its country: „der türkischen Partnerstadt“; spans count in the text searched.

    `country` is empty for „die Partnerstadt“.
    """

    country: str
    noun: str
    start: int
    end: int


def find_references(text: str, nouns: Iterable[int], home: str) -> Iterator[Reference]:
    """Yield definite phrases of country and „Partnerstadt“ or „Stadt“ that no name of a place follows.

    `nouns` are the ends of such words (`NameMatcher.find_nouns`).
    """
    for end in nouns:
        # From the noun back: the whole pattern tried at every word would cost more than all other rules together.
        if end < len(text) and (text[end].isalnum() or text[end] == "_"):
            continue
        before = text[max(0, end - _REACH) : end].rsplit(None, 2)
        if len(before) > 1 and not (
            before[-2].lower().startswith(_COUNTRY_WORDS)
            or "-" in before[-1]
            or before[-2] in _THE
            or before[-2].startswith(home)
        ):
            continue
        if (
            len(before) > 1
            and before[-2] in _THE
            and "artner" not in before[-1]
            and "-" not in before[-1]
            and not _COUNTRY_BEHIND.match(text, end)
        ):
            # „die Stadt“ is any, mostly the home city
            continue
        near = _REFERENCE.finditer(text, max(0, end - _REACH), end)
        found = next((match for match in near if match.end() == end), None)
        if found is None:
            continue
        country = _read_country(found) or _read_country_behind(text, found.end())
        before = text[max(0, found.start() - 40) : found.start()].split()
        if not country:
            # „die Partnerstadt“ goes back to the only one that is named
            if found["noun"][0] != "P" or found["adjective"] or found["country"] or not _is_definite(before, home):
                continue
        elif before and before[-1].lower() in _INDEFINITE:
            continue
        if before and _OWNER.search(before[-1]) and not before[-1].startswith(home):
            continue
        if not _NAME_FOLLOWS.match(text, found.end()):
            yield Reference(country, found["noun"], found.start(), found.end())


def _is_definite(before: list[str], home: str) -> bool:
    """Say whether „die“ or „der Krefelder“ stands before „Partnerstadt“."""
    if before and before[-1].startswith(home):
        return len(before) < 2 or before[-2].lower() not in _INDEFINITE
    return bool(before) and before[-1] in _THE


def _read_country(found: re.Match[str]) -> str:
    codes = [code for code in (_BY_NAME.get(found["country"]), _BY_ADJECTIVE.get(found["adjective"])) if code]
    return min(codes, key=_CODES.index, default="")


def _read_country_behind(text: str, end: int) -> str:
    """Return the country of „Partnerstadt in der Türkei“."""
    found = _COUNTRY_BEHIND.match(text, end)
    if found:
        for code, (names, _) in words.COUNTRIES.items():
            if found[1] in names:
                return code
    return ""


_CODES = tuple(words.COUNTRIES)
# The first country that has a name or an adjective; „die deutsche Stadt“ is no partner's.
_BY_NAME = {name: code for code in reversed(_CODES) for name in words.COUNTRIES[code][0]}
_BY_ADJECTIVE = {
    adjective: code
    for code in reversed(_CODES)
    if code != "DE"
    for stem in words.COUNTRIES[code][1]
    for adjective in (stem, f"{stem}isch")
}
_COUNTRY_WORDS = tuple({stem for _, stems in words.COUNTRIES.values() for stem in stems})
_INDEFINITE = words.split_words(
    """
    eine einer einem einen keine keiner jede jeder weitere weiteren weiterer neue neuen neuer mögliche möglichen
    künftige künftigen potenzielle potenziellen zweite zweiten andere anderen anderer ehemalige ehemaligen welche
    welcher als
    """
)
# „die französische Partnerstadt“ names a place where the home city has one there only; „die französische Hafenstadt“
# goes back to a place that was named.
_PATTERN = (
    r"\b(?P<word>(?:(?P<adjective>[a-zäöüß-]{4,30}?)e[nrms]?\s)?(?:(?P<country>[A-Z][A-Za-z]{1,12})-)?"
    r"(?P<noun>(?:Projektp|P)artner(?:stadt|kommune|gemeinde|landkreis|kreis)|(?:Hafen|Groß|Universitäts|Millionen)?[Ss]tadt|Metropole|"
    r"Kommune))\b"
)
# The nouns of REFERENCE in lower case, found together with the names.
_REFERENCE = re.compile(_PATTERN)
_THE = frozenset({"die", "der", "Die", "Der", "unsere", "unserer", "Unsere"})
# Adjective, country and the beginning of the noun have room in this, in characters.
_REACH = 80
# A city in the genitive that is not the home: „Duisburgs türkische Partnerstadt“.
_OWNER = re.compile(r"^[A-ZÄÖÜ]\w+(?:s|(?<!^Unser)(?<!^Ihr)er)$")
_COUNTRY_BEHIND = re.compile(r"\s(?:in|aus)\s(?:de[nrm]\s)?(\w{3,20})\b")
_NAME_FOLLOWS = re.compile(r"\s(?:[A-ZÄÖÜ„\"(]|von\b|der Stadt\b|des\b)")


def pick_referred(
    reference: Reference, places: Sequence[Place], sure: Collection[str], day: date | None
) -> Place | None:
    """Return the one place meant: the only partner in that country, or the only one of them that the article names.

    „Stadt“ without „Partner“ only goes back to a place that is named. `day` is the day of the article, if known.
    """
    if not reference.country:
        return next((place for place in places if place.id in sure), None) if len(sure) == 1 else None
    there = [place for place in places if place.country == reference.country and _is_chartered(place, day)]
    named = [place for place in there if place.id in sure]
    if len(named) == 1:
        return named[0]
    return there[0] if len(there) == 1 and "artner" in reference.noun else None


def _is_chartered(place: Place, day: date | None) -> bool:
    return any(tie.kind in _CHARTERED and (day is None or (tie.since or date.min) <= day) for tie in place.ties)


# A mere contact does not make a place „the Chinese partner city“.
_CHARTERED = ("Partnerschaft", "Projektpartnerschaft")
