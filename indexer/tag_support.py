"""The rules by which what stands beside a name speaks for the place: nouns, ties, countries, verbs; pure functions."""

from __future__ import annotations

import re

from archive.place_records import Place
from indexer import tag_other_words as others
from indexer import tag_words as words
from indexer.tag_context import Mention
from indexer.tag_doubts import is_noun_phrase, mentions_twinning
from indexer.tag_listed import follows_listed, follows_town, is_announced
from indexer.tag_neighbours import find_tie_noun, is_near_tie_noun, is_place_noun


def find_support(mention: Mention, place: Place, in_list: bool) -> str:
    """Return the rule by which something beside the name speaks for the place, the firmest first; or nothing."""
    tying = find_tying(mention)
    if tying == "apposition":
        return tying
    if _has_country(mention, place):
        return "country"
    if _has_country_adjective(mention, place):
        return "adjective"
    if _is_trip_compound(mention):
        return "compound"
    if tying:
        return tying
    if _is_city_genitive(mention):
        return "genitive"
    if in_list:
        return "list"
    if _follows_preposition(mention):
        return "preposition"
    if is_announced(mention):
        return "announced"
    if _PERIOD.match(mention.right):
        return "period"
    if mention.match.name.also == "noun" and follows_town(mention):
        return "list"
    if mention.match.name.also == "noun" and _is_origin(mention):
        return "origin"
    if mention.match.name.needs != "none" and _has_country_and_tie(mention, place):
        return "twinning"
    if _is_city_predicate(mention, place):
        return "predicate"
    if _starts_journey(mention):
        return "journey"
    if mention.match.name.also == "noun" and _is_foreign(mention):
        return "foreign"
    return ""


def find_tying(mention: Mention) -> str:
    """Return the rule by which the text speaks of the place as such, or of a tie to it; all that is asked of sure names."""
    before = mention.before.lower()
    if mention.after in _EXPLAINING and _EXPLAINED.match(mention.right):
        return "apposition"
    if (mention.before[:1].isupper() or before in _NAMING) and _has_place_noun(mention):
        return "apposition"
    if before in words.TIE_PREPOSITIONS or before in _TIE_LINKS or before.endswith(("en", "er")):
        return "tie" if _has_tie(mention) else ""
    return ""


_EXPLAINING = frozenset({",", "–", "als"})
_NAMING = frozenset({"von", "of", "zu", "te", "gemeente", "ville", *words.PLACE_NOUNS})
_TIE_LINKS = words.TIE_PLACES | words.TIE_ARTICLES


def _has_place_noun(mention: Mention) -> bool:
    before = mention.before
    if is_place_noun(before):
        return not mention.is_genitive or before.lower().endswith(words.PLACE_NOUN_ENDINGS)
    if before not in ("von", "of", "zu", "te") or len(mention.words_before) < 2:
        return False
    earlier = mention.words_before[-2].lower()
    if before in ("zu", "te"):
        # „die Pieterskerk zu Leiden“
        return earlier.endswith(words.INSTITUTION_ENDINGS)
    return earlier.endswith(("stadt", "universität", "universiteit", "university", "city", "gemeinde", "bistum"))


def _follows_preposition(mention: Mention) -> bool:
    before = mention.before.lower()
    if mention.prefix:
        return False
    if before == "um":
        return mention.words_before[-2:-1] in (["Rund"], ["rund"], ["rings"], ["Rings"])
    if before == "bei" and len(mention.words_before) > 1 and mention.match.name.also != "forename":
        # „Katwijk bei Leiden“, but „bei Leiden des Rückens“
        return mention.words_before[-2][:1].isupper()
    if before == "von" and len(mention.words_before) > 1 and mention.words_before[-2].lower() in words.NEAR:
        # „unweit von Leiden“
        return True
    if before in words.FOREIGN_PREPOSITIONS:
        return mention.match.name.also != "forename"
    if mention.match.name.also == "noun" and mention.after == "und" and _is_plural(mention.words_after[1:2]):
        # „Wandern in Bergen und Tälern“; a place that is known would be an enumeration
        return False
    return before in words.PLACE_PREPOSITIONS or follows_listed(mention)


def _is_plural(word: list[str]) -> bool:
    return (
        bool(word)
        and not word[0].endswith(words.TOWN_ENDINGS)
        and len(word[0]) > 5
        and word[0][:1].isupper()
        and word[0].endswith(("en", "ern", "eln"))
    )


def _has_country(mention: Mention, place: Place) -> bool:
    countries, adjectives = words.COUNTRIES.get(place.country, ((), ()))
    if mention.after not in _BEFORE_COUNTRY:
        return False
    near = mention.words_after[:4]
    return any(
        word in countries or word.split("-")[0] in countries or word.lower().startswith(adjectives) for word in near[1:]
    )


def _has_country_adjective(mention: Mention, place: Place) -> bool:
    before = mention.before.lower()
    if before in ("stadt", "partnerstadt"):
        return True
    adjectives = words.COUNTRIES.get(place.country, ((), ()))[1]
    return mention.before[:1].islower() and (
        before.startswith((*adjectives, *words.FRIENDLY_ADJECTIVES))
        or before.endswith(tuple(f"-{a}en" for a in adjectives))
    )


def _is_trip_compound(mention: Mention) -> bool:
    parts = [part for part in re.split(r"[-–‑/]", f"{mention.prefix}{mention.suffix}") if part]
    if not parts and mention.match.name.also == "forename":
        # „Das Charlotte Ballet“: no article stands before a person's two names
        return mention.after in others.ENGLISH_THINGS
    if not parts or (mention.match.name.also == "forename" and len(parts) > 1):
        return False
    return any(part.lower() in words.TRIP_WORDS or part.lower().endswith(_TRIP_ENDINGS) for part in parts)


def _has_tie(mention: Mention) -> bool:
    """Say whether noun and preposition stand before the name, with little between: „Partnerschaft mit dem schönen“."""
    if not is_near_tie_noun(mention.text, mention.start):
        return False
    before = [word.lower() for word in mention.words_before]
    if before and before[-1] in words.TIE_PLACES:
        before.pop()
    if before and before[-1].endswith(("en", "er")) and before[-1] not in words.TIE_PREPOSITIONS:
        before.pop()
    if before and before[-1] in words.TIE_ARTICLES:
        before.pop()
    if len(before) < 2 or before[-1] not in words.TIE_PREPOSITIONS:
        return False
    firmness = find_tie_noun(before[-2])
    if firmness in ("", "strong"):
        return bool(firmness)
    also = mention.match.name.also
    if also == "noun" and before[-1] in words.LOOSE_PREPOSITIONS:
        # „Hilfe bei Leiden“ is for the sick
        return firmness == "binding"
    # Nobody is „aus Charlotte“ who is a person's.
    if also != "forename" or before[-1] in words.PLACE_PREPOSITIONS:
        return True
    return mentions_twinning(f"{mention.left}|{mention.right}")


def _is_city_genitive(mention: Mention) -> bool:
    if mention.match.name.also != "forename" and _PROPER_ENDING.match(mention.right):
        return True
    if not mention.is_genitive or mention.prefix:
        return False
    if mention.before[:1].isupper() and mention.before.lower().rstrip("ns").endswith(words.CITY_THINGS):
        # „die Einwohner Leidens“
        return True
    following = [word for word in mention.words_after[:2] if word[:1].isupper()]
    if any(
        word.lower().endswith(words.CITY_THINGS) or word.lower().startswith(words.CITY_THINGS) for word in following
    ):
        return not mention.before or mention.before.lower() not in words.DETERMINERS
    # A genitive without an article is a proper name's: „in Leidens Gassen“, but „des Leidens“.
    return mention.match.name.also == "noun" and bool(following) and not is_noun_phrase(mention)


def _is_city_predicate(mention: Mention, place: Place) -> bool:
    after = mention.after.lower()
    if after in words.BE_VERBS:
        rest = mention.right.lower()
        countries = words.COUNTRIES.get(place.country, ((), ()))[0]
        if (
            mentions_twinning(rest)
            or _CITY_PREDICATE.search(rest)
            or any(word in countries for word in mention.words_after)
        ):
            return True
    before = mention.before.lower()
    if before in words.BE_VERBS and (mentions_twinning(mention.right) or "einwohner" in mention.right.lower()):
        return len(mention.words_before) > 1
    if mention.match.name.also != "noun":
        return False
    if before in words.BE_VERBS and len(mention.words_before) > 1 and _CITY_THING.search(mention.right):
        # „Dabei hat Leiden mehr Grachten als Delft“
        return True
    if before == "durch" and _WALKS.search(f"{mention.left[-30:]}|{mention.right[:60]}"):
        # „Wer durch Leiden spaziert“
        return True
    # „Am Samstag empfängt Leiden die Gäste“
    if any(word.startswith(words.EXPLORE_VERBS) for word in mention.words_after):
        return True
    inverted = before in words.CITY_VERBS and len(mention.words_before) > 1 and after != "und"
    return inverted or after in words.CITY_VERBS or before.startswith(words.VISIT_VERBS)


def _is_origin(mention: Mention) -> bool:
    # „Professorin Meier (Leiden)“
    return (
        mention.before == "("
        and mention.after == ")"
        and len(mention.words_before) > 1
        and mention.words_before[-2][0].isupper()
    )


def _is_foreign(mention: Mention) -> bool:
    """Say whether the name stands within a sentence of a tongue that writes nouns small."""
    if mention.after in ("en", "et"):
        # „Erfgoed Leiden en Omstreken“
        return True
    near = [*mention.words_before, *mention.words_after]
    foreign = sum(1 for word in near if word in words.FOREIGN_SMALL)
    return bool(mention.before) and foreign > 1 and not any(word in words.GERMAN_SMALL for word in near)


def _has_country_and_tie(mention: Mention, place: Place) -> bool:
    """Say whether the sentence names both the country and a tie between cities: „In den USA ist Charlotte Partnerstadt“."""
    sentence = f"{mention.left} {mention.right}"
    if not mentions_twinning(sentence):
        return False
    names, stems = words.COUNTRIES.get(place.country, ((), ()))
    return any(word in names or word.lower().startswith(stems) for word in words.WORD.findall(sentence))


def _starts_journey(mention: Mention) -> bool:
    if mention.before not in ("von", "Von"):
        return False
    if not words.MOTION_VERBS.isdisjoint(mention.words_before[-5:]):
        return mention.match.name.also != "forename"
    if not (found := _JOURNEY.match(mention.right)):
        return mention.after == "aus" and not words.SET_OUT_VERBS.isdisjoint(mention.words_after[1:2])
    return mention.match.name.also != "forename" or found[1] != "bis"  # „Von Charlotte bis Pinocchio“


_TRIP_ENDINGS = ("besuch", "reise", "fahrt", "austausch", "delegation", "partnerschaft", "verein")
_BEFORE_COUNTRY = frozenset(("(", ",", "/", "in", "im", "–", "-", "["))
_PROPER_ENDING = re.compile(words.PROPER_ENDING)
_PERIOD = re.compile(
    r"\s?[(–-]\s?(?:seit\s)?(?:\d{1,2}\.\s?(?:\w+\s)?)?(?:1[89]|20)\d\d\b(?!\s?[-–])|:\s?(?:seit\s)?(?:1[89]|20)\d\d\b"
)
_CITY_PREDICATE = re.compile(
    rf"\b(?:eine?|die|das|der|zu\w*|seit|mit|\d[\d.]*|\w+ische|\w+ste)\s[^.]{{0,60}}?\w*(?:{'|'.join(words.CITY_PREDICATES)})"
    r"|\bl(?:iegt|ag)\s(?:in der nähe|an der|am|zwischen|nahe|bei|\d)"
)
_CITY_THING = re.compile(rf"\b(?:{'|'.join(words.CITY_SIGHTS)})")
_WALKS = re.compile(words.WALKING)
# „Leiden, die Stadt der Grachten“
_EXPLAINED = re.compile(
    r"\s?(?:[,–]\s(?:[a-zäöüß]+\s){0,4}(?:[A-ZÄÖÜ]\w+(?:s|er)\s)?|als\s(?:\w+\s){0,2}?)(?:\w*[a-zäöü])?(?:[Ss]tadt|[Mm]etropole|[Gg]emeinde|[Kk]ommune)\b"
)
_JOURNEY = re.compile(r"\s(nach|bis|aus nach)\s")
