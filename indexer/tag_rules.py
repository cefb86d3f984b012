"""The rules that say whether a name found in a text means the place, something else, or cannot be told; pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from archive.records import Place
from indexer import tag_words as words
from indexer.tag_context import Mention

YES, OPEN, NO = "yes", "open", "no"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one mention is taken for, and the rule that says so (explained in `indexer.explain`)."""

    answer: str
    rule: str


def judge_mention(mention: Mention, place: Place, in_list: bool) -> Verdict:
    """Say whether a mention means the place. `in_list` tells that it is enumerated with the home city or other partners."""
    if rule := find_other_thing(mention):
        return Verdict(NO, rule)
    name = mention.match.name
    if name.needs == "none":
        return Verdict(YES, find_support(mention, place, in_list) or ("demonym" if name.kind == "demonym" else "name"))
    if name.needs == "alone":
        return Verdict(YES, "alone") if stands_alone(mention) else Verdict(OPEN, "")
    support = find_support(mention, place, in_list)
    if name.needs == "partner":
        return Verdict(YES, support) if support in ("apposition", "twinning", "compound") else Verdict(OPEN, "")
    doubt = _DOUBTS[name.also](mention) if name.also in _DOUBTS else ""
    if support and (not doubt or support in _FIRM[name.also]):
        return Verdict(YES, support)
    return Verdict(NO, doubt) if doubt else Verdict(OPEN, "")


# ---- other things that bear the name of a place --------------------------------------------------------------------


def find_other_thing(mention: Mention) -> str:
    """Return the rule by which the mention is a street, a club, a product, a room, a work or an address; or nothing."""
    for rule, applies in _OTHER_THINGS:
        if applies(mention):
            return rule
    return ""


def _is_street(mention: Mention) -> bool:
    last = mention.suffix.lower().rsplit("-", 1)[-1] if mention.suffix else ""
    after = mention.after.lower()
    if last and last.endswith(words.STREET_ENDINGS):
        return True
    if not mention.suffix and (after in words.STREET_ENDINGS or after in words.STREET_WORDS):
        return mention.after[:1].isupper()
    if re.search(words.STREET_BEFORE, mention.left, re.IGNORECASE):
        return True
    # „Venloer und Hülser Straße“, „Venloer/Kempener Straße“
    return mention.match.name.kind == "demonym" and bool(_STREET_LATER.match(mention.right))


def _is_club_or_product(mention: Mention) -> bool:
    after = mention.words_after
    if not mention.suffix and mention.after in words.CLUB_AFTER:
        return not (mention.after == "City" and len(after) > 1 and after[1] in words.CITY_NOT_CLUB)
    if mention.suffix and mention.suffix.strip("-–‑").split("-")[0] in words.CLUB_AFTER:
        return True
    linked = mention.prefix.strip("-–‑").split("-")[-1] if mention.prefix else mention.before
    return linked in words.CLUB_BEFORE


def _is_room(mention: Mention) -> bool:
    before = mention.before.lower()
    if before.endswith(words.ROOM_BEFORE):
        return True
    if not before.endswith("raum") or before == "großraum":
        return False
    around = f"{mention.left} {mention.right}".lower()
    return before != "raum" or any(sign in around for sign in words.VENUE_SIGNS)


def _is_work(mention: Mention) -> bool:
    return mention.is_quoted and bool(_WORK.search(mention.left[-40:]))


def _is_noble(mention: Mention) -> bool:
    return bool(_NOBLE.search(mention.left)) or mention.before in ("Herr", "Herrn", "Frau", "Familie")


_STREET_LATER = re.compile(
    r"(?:\s?[,/-]\s?|-?\s(?:und|sowie|oder|bis|/)\s)(?:(?:\w+[- ])?\w+(?:er|s)?-?(?:\s?[,/]\s?|\s(?:und|sowie|oder)\s|\s))"
    r"{0,3}?(?:Straßen?|Strasse|Str\.|Platz|Allee|Ring|Weg|Wall)\b|\s\d{1,3}[a-z]?\b(?!\s?\w)"
)
_WORK = re.compile(words.WORKS, re.IGNORECASE)
_NOBLE = re.compile(r"\b(?:Earl|Duke|Graf(?:en)?|Lord|Herzog)\s(?:of|von)\s$")
_OTHER_THINGS: tuple[tuple[str, Callable[[Mention], bool]], ...] = (
    ("address", lambda mention: mention.is_address),
    ("street", _is_street),
    ("club", _is_club_or_product),
    ("room", _is_room),
    ("work", _is_work),
    ("noble", _is_noble),
)


# ---- what speaks for the place -------------------------------------------------------------------------------------


def find_support(mention: Mention, place: Place, in_list: bool) -> str:
    """Return the rule by which something beside the name speaks for the place, the firmest first; or nothing."""
    if _has_place_noun(mention):
        return "apposition"
    if _has_country(mention, place):
        return "country"
    if _has_country_adjective(mention, place):
        return "adjective"
    if _is_trip_compound(mention):
        return "compound"
    if _has_tie(mention):
        return "tie"
    if _is_city_genitive(mention):
        return "genitive"
    if in_list:
        return "list"
    if mention.before.lower() in words.PLACE_PREPOSITIONS and not mention.prefix:
        return "preposition"
    if _PERIOD.match(mention.right):
        return "period"
    if _is_city_predicate(mention):
        return "predicate"
    if _starts_journey(mention):
        return "journey"
    if mention.match.name.needs == "partner" and _mentions_twinning(mention.left + mention.right):
        return "twinning"
    return ""


def _has_place_noun(mention: Mention) -> bool:
    before = mention.before
    if before in ("von", "of") and len(mention.words_before) > 1:
        before = mention.words_before[-2]
        return before.lower().endswith(
            ("stadt", "universität", "universiteit", "university", "city", "gemeinde", "bistum")
        )
    if not before[:1].isupper() and before.lower() not in ("gemeente", "ville"):
        return False
    return before.lower().endswith(words.PLACE_NOUN_ENDINGS)


def _has_country(mention: Mention, place: Place) -> bool:
    countries, adjectives = words.COUNTRIES.get(place.country, ((), ()))
    near = mention.words_after[:4]
    if not near or near[0] not in ("(", ",", "/", "in", "im", "–", "-", "["):
        return False
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
    if not parts:
        return False
    return any(part.lower() in words.TRIP_WORDS or part.lower().endswith(_TRIP_ENDINGS) for part in parts)


def _has_tie(mention: Mention) -> bool:
    ties = _TIE if mention.match.name.also == "forename" else _TIE_ANY
    return bool(ties.search(mention.left))


def _is_city_genitive(mention: Mention) -> bool:
    if not mention.is_genitive or mention.prefix:
        return False
    following = [word for word in mention.words_after[:2] if word[:1].isupper()]
    if any(
        word.lower().endswith(words.CITY_THINGS) or word.lower().startswith(words.CITY_THINGS) for word in following
    ):
        return not mention.before or mention.before.lower() not in words.DETERMINERS
    # A genitive without an article is a proper name's: „in Leidens Gassen“, but „des Leidens“.
    return mention.match.name.also == "noun" and bool(following) and not is_noun_phrase(mention)


def _is_city_predicate(mention: Mention) -> bool:
    after = mention.after.lower()
    rest = mention.right.lower()
    if after in words.BE_VERBS and (_mentions_twinning(rest) or _CITY_PREDICATE.search(rest)):
        return True
    return mention.match.name.also == "noun" and after in words.CITY_VERBS


def _starts_journey(mention: Mention) -> bool:
    return mention.before == "von" and bool(_JOURNEY.match(mention.right))


def _mentions_twinning(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in words.TWINNING)


_TRIP_ENDINGS = tuple(
    f"{word}" for word in ("besuch", "reise", "fahrt", "austausch", "delegation", "partnerschaft", "verein")
)
_ARTICLES = r"(?:(?:der|dem|die|unserer|ihrer|seiner)\s)?(?:\w+(?:en|er)\s)?(?:(?:Partners|S)t[aä]dte?n?\s)?"
_TIE = re.compile(rf"\b(?:{words.TIE_NOUNS})\s(?:{words.TIE_PREPOSITIONS})\s{_ARTICLES}$", re.IGNORECASE)
_TIE_ANY = re.compile(
    rf"\b(?:{words.TIE_NOUNS}|{words.TIE_NOUNS_WEAK})\s(?:{words.TIE_PREPOSITIONS})\s{_ARTICLES}$", re.IGNORECASE
)
_PERIOD = re.compile(
    r"\s?[(–-]\s?(?:seit\s)?(?:\d{1,2}\.\s?(?:\w+\s)?)?(?:1[89]|20)\d\d\b(?!\s?[-–])|:\s?(?:seit\s)?(?:1[89]|20)\d\d\b"
)
_CITY_PREDICATE = re.compile(
    rf"\b(?:eine?|die|das|der|zu\w*|seit|mit)\s[^.]{{0,60}}?\w*(?:{'|'.join(words.CITY_PREDICATES)})"
)
_JOURNEY = re.compile(r"\s(?:nach|bis|aus nach)\s")


# ---- what speaks against it: suffering, persons -----------------------------------------------------------------------


def is_noun_phrase(mention: Mention) -> bool:
    """Say whether a determiner or an adjective before the word makes it a common noun: „das Leiden“, „nach langem Leiden“."""
    before = mention.before.lower()
    if not before or not before[0].isalpha():
        return False
    if before in words.DETERMINERS or before.endswith("-"):
        return True
    if not mention.before[0].islower() or before in words.PREPOSITIONS:
        return (
            mention.before[0].isupper() and len(mention.words_before) == 1 and before.endswith(words.ADJECTIVE_ENDINGS)
        )
    if before.endswith(words.ADJECTIVE_ENDINGS):
        return True
    if len(mention.words_before) > 1 and before.endswith(("e", "en", "em", "es", "er")):
        earlier = mention.words_before[-2].lower()
        return earlier in words.DETERMINERS or earlier in words.PREPOSITIONS
    return False


def _doubt_noun(mention: Mention) -> str:
    after = mention.words_after
    before = mention.words_before
    if is_noun_phrase(mention) or mention.prefix:
        return "noun"
    if after and after[0] in words.GENITIVE_AFTER:
        return "noun"
    if len(after) > 1 and after[0] in ("und", "oder", ",", "/", "&") and after[1] in words.SUFFER_COMPANIONS:
        return "noun"
    if len(before) > 1 and before[-1] in ("und", "oder", ",", "/", "&") and before[-2] in words.SUFFER_COMPANIONS:
        return "noun"
    if after and after[0].lower() in words.CAUSE_AFTER:
        return "noun" if mention.before.lower() not in words.PLACE_PREPOSITIONS else ""
    if any(word in words.SUFFER_VERBS for word in after[:2]) and mention.before != "in":
        return "noun"
    return ""


def _doubt_forename(mention: Mention) -> str:
    before, after = mention.before, mention.words_after
    if mention.prefix or mention.suffix:
        return "person"
    if before in words.PERSON_BEFORE or before in words.FORENAMES or before.endswith(words.PERSON_BEFORE_ENDING):
        return "person"
    if _AGE.match(mention.right):
        return "person"
    neighbours = set()
    if len(after) > 1 and after[0] in ("und", ",", "&", "oder", "mit"):
        neighbours.add(after[1])
    if len(mention.words_before) > 1 and before in ("und", ",", "&", "oder", "mit"):
        neighbours.add(mention.words_before[-2])
    if neighbours & words.FORENAMES:
        return "person"
    around = f"{mention.left[-40:]} {mention.right[:60]}".lower()
    if any(word in around for word in words.PERSON_AROUND):
        return "person"
    return "person" if _has_surname(mention) else ""


def _has_surname(mention: Mention) -> bool:
    after = mention.words_after
    if not after or mention.is_genitive:
        return False
    if after[0] in words.NOBLE_PARTICLES and len(after) > 1 and after[1][:1].isupper() and mention.before != "in":
        return True
    if not after[0][:1].isupper() or after[0] in words.NOT_SURNAMES:
        return False
    if mention.before in words.FIRM_PREPOSITIONS or mention.before == "aus":
        # „in Charlotte Brontës Roman“ is a person, „in Charlotte Gäste empfangen“ is not.
        return after[0].endswith("s") and len(after) > 1 and after[1][:1].isupper()
    return True


def _doubt_surname(mention: Mention) -> str:
    before = mention.before
    if before in words.PERSON_BEFORE or before in ("Herr", "Herrn", "Professor", "von", "van"):
        return "person"
    return "person" if before[:1].isupper() and not before.lower().endswith(words.PLACE_NOUN_ENDINGS) else ""


_AGE = re.compile(
    r"\s?\(\s?\d{1,2}(?:\s?Jahre)?\s?\)|,\s\d{1,2}\s?(?:Jahre)?,|\s?\(\s?(?:\*|1[0-9]\d\d\s?[-–])|,?\s\d{1,2}\sJahre"
)
_DOUBTS: dict[str, Callable[[Mention], str]] = {
    "noun": _doubt_noun,
    "forename": _doubt_forename,
    "surname": _doubt_surname,
}
# Support that holds against a doubt of this kind.
_FIRM: dict[str, frozenset[str]] = {
    "": frozenset(),
    "noun": frozenset({"apposition", "country", "adjective", "compound", "period"}),
    "forename": frozenset({"apposition", "country", "adjective", "compound", "period"}),
    "surname": frozenset({"apposition", "country", "adjective", "compound"}),
    "abbreviation": frozenset({"apposition", "compound"}),
}


# ---- words that stand for a place without naming one ------------------------------------------------------------------


def stands_alone(mention: Mention) -> bool:
    """Say whether „Projektpartnerstadt“ and the like are singular, definite, and not followed by the name of a place."""
    if mention.suffix or mention.prefix or mention.surface != mention.match.name.text:
        return False
    before = [word.lower() for word in mention.words_before[-2:]]
    if any(word in words.INDEFINITE_BEFORE for word in before):
        return False
    if mention.before.endswith("s") and mention.before[:1].isupper():
        return False
    return not (mention.after[:1].isupper() or mention.after in ("von", "für") or mention.after in ("„", '"'))
