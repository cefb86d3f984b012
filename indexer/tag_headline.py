"""What the headline says of a place without naming it: its country, town twinning, an overview; pure functions, of the role."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from archive.place_records import Place
from indexer import tag_role_words as role_words
from indexer import tag_words as words
from indexer.tag_doubts import mentions_twinning
from indexer.tag_text import CleanText

# The headline names its country or nation: „Chinesische Gäste im Rathaus“.
_COUNTRY_IN_TITLE = 0.25
# It names the way there: „Krankenwagen für die Ukraine“.
_WAY_IN_TITLE = 0.4


def weigh_country(title: CleanText | None, place: Place) -> float:
    """Return what it counts for a place that the headline names its country: nothing, or a share of what is left to 1."""
    if title is None:
        return 0.0
    names, stems = words.COUNTRIES.get(place.country, ((), ()))
    lowered = title.lowered
    if not any(map(lowered.__contains__, _country_signs(place.country))):
        return 0.0
    spelt = words.WORD.findall(lowered)
    for word, following in pairwise(spelt):
        if (
            word.rpartition("-")[2].startswith(stems)
            and word.endswith(_INFLECTED)
            and not following.startswith(role_words.FOREIGN_THINGS)
        ):
            return _COUNTRY_IN_TITLE
    if any(f"{way}{name.lower()}" in lowered for way in role_words.GOING_THERE for name in names):
        return _WAY_IN_TITLE
    # „Besuch aus der Ukraine“, but not „Sieg in Frankreich“
    if any(sign in lowered for sign in role_words.MEETING_SIGNS) and any(
        name in names for name in words.WORD.findall(title.text)
    ):
        return _COUNTRY_IN_TITLE
    return 0.0


@lru_cache
def _country_signs(code: str) -> tuple[str, ...]:
    """Return what stands in every headline that names a country, in lower case."""
    names, stems = words.COUNTRIES.get(code, ((), ()))
    return (*stems, *map(str.lower, names))


_INFLECTED = ("e", "er", "es", "en", "em")


def is_on_twinning(title: CleanText | None) -> bool:
    """Say whether the headline is on town twinning, visits or help, so that the one place in the text is its subject."""
    if title is None or not any(map(title.lowered.__contains__, role_words.TWINNING_TITLE)):
        return False
    rest = title.lowered
    for word in role_words.THINGS_EXCHANGED:
        rest = rest.replace(word, "")
    return any(map(rest.__contains__, role_words.TWINNING_TITLE))


def is_digest(title: CleanText | None) -> bool:
    """Say whether the headline stands over many things: „Jahresrückblick“, „Termine der Woche“."""
    return title is not None and any(map(title.lowered.__contains__, role_words.DIGEST_TITLE))


def names_country(text: str, code: str) -> bool:
    """Say whether a text names a country, or a part of it, by a noun: „North Carolinas“."""
    names = words.COUNTRIES.get(code, ((), ()))[0]
    return any(word in names or word.removesuffix("s") in names for word in words.WORD.findall(text))


def find_titled(title: str, places: Sequence[Place]) -> list[Place]:
    """Return the places that a headline on town twinning means by their country: „Partnerstadt in den USA“.

    Only those count that are the one partner there.
    """
    if not mentions_twinning(title):
        return []
    spelt = words.WORD.findall(title)
    codes = {
        code
        for code, (names, stems) in words.COUNTRIES.items()
        if any(word in names or word.lower().startswith(stems) for word in spelt)
    }
    return [
        place for place in places if place.country in codes and [p.country for p in places].count(place.country) == 1
    ]
