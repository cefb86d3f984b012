"""The rules that say that a name found in a text means something else: a street, a club, a person, suffering; pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from indexer import tag_words as words
from indexer.tag_context import Mention
from indexer.tag_neighbours import may_rename, may_rename_behind


def find_doubt(mention: Mention) -> str:
    """Return the rule by which an ambiguous name is an ordinary word or a person here; or nothing."""
    also = mention.match.name.also
    return _DOUBTS[also](mention) if also in _DOUBTS else ""


def mentions_twinning(text: str) -> bool:
    """Say whether a text has a word of town twinning."""
    lowered = text.lower()
    return any(map(lowered.__contains__, words.TWINNING))


# ---- other things that bear the name of a place --------------------------------------------------------------------


def find_other_thing(mention: Mention) -> str:
    """Return the rule by which the mention is a street, a club, a product, a room, a work or an address; or nothing."""
    if _stands_plainly(mention):
        if mention.before not in words.FIRM_PREPOSITIONS and _has_sport(mention.text) and _is_sport(mention):
            return "club"
        return ""
    for rule, applies in _OTHER_THINGS:
        if applies(mention):
            return rule
    return ""


def _stands_plainly(mention: Mention) -> bool:
    """Say whether nothing beside a name can make it that of something else but a club in a sentence on sport."""
    text, start, end = mention.text, mention.start, mention.end
    if (start and text[start - 1] not in _PLAIN_BEFORE) or text[end : end + 1] not in _PLAIN_BEHIND:
        return False
    if mention.match.name.kind == "demonym":
        return False
    return not may_rename(mention.before) and not may_rename_behind(mention.after)


@lru_cache(maxsize=16)
def _has_sport(text: str) -> bool:
    return any(map(text.__contains__, words.SPORT_HINTS)) or "gegen" in text


def _is_street(mention: Mention) -> bool:
    last = mention.suffix.lower().rsplit("-", 1)[-1] if mention.suffix else ""
    after = mention.after
    if last and last.endswith(words.STREET_ENDINGS):
        return True
    if not mention.suffix and (after.lower() in words.STREET_ENDINGS or after.lower() in words.STREET_WORDS):
        return after[:1].isupper()
    before = [word.lower() for word in mention.words_before[-2:]]
    if before and (
        before[-1] in words.STREET_BEFORE or (before[-1] in ("de", "du") and before[0] in words.STREET_BEFORE)
    ):
        return True
    if mention.match.name.kind == "demonym" and before[-1:] == ["der"] and before[0] in _ON and not after[:1].isupper():
        # „auf der Venloer“: people leave the street away
        return not mention.suffix
    # „Venloer und Hülser Straße“, „Venloer/Kempener Straße“
    return mention.match.name.kind == "demonym" and bool(_STREET_LATER.match(mention.right))


def _is_club_or_product(mention: Mention) -> bool:
    after = mention.words_after
    if not mention.suffix and mention.after in words.CLUB_AFTER:
        return not (mention.after == "City" and len(after) > 1 and after[1] in words.CITY_NOT_CLUB)
    if mention.suffix and re.split("[-–‑]", mention.suffix[1:])[0] in words.CLUB_AFTER:
        return True
    if mention.before.lower().endswith(words.SPORT_BEFORE):
        return True
    if mention.words_before[-2:-1] and mention.words_before[-2] in words.CLUB_LETTERS and mention.before[:1].isupper():
        # „FC Twente Enschede“
        return True
    linked = mention.prefix.strip("-–‑").split("-")[-1] if mention.prefix else mention.before
    return linked in words.CLUB_BEFORE


def _is_sport(mention: Mention) -> bool:
    # A bare city name in a sentence on league football is the club; a sentence on twinning may have both.
    before = mention.before.lower()
    if mention.match.name.kind == "demonym" or before in words.FIRM_PREPOSITIONS or before.endswith("stadt"):
        return False
    sentence = f"{mention.left}|{mention.right}"
    if before == "gegen" and _AGAINST.search(sentence):
        return True
    if not any(map(sentence.__contains__, words.SPORT_HINTS)):
        return False
    return bool(_SPORT.search(sentence)) and not mentions_twinning(sentence)


def _is_room(mention: Mention) -> bool:
    if mention.suffix.lower().endswith(words.ROOM_ENDINGS):
        return True
    before = mention.before_quote.lower()
    if before.endswith(words.ROOM_BEFORE) or (before.endswith("raum") and mention.is_quoted):
        return True
    if not before.endswith("raum") or before == "großraum":
        return False
    if before != "raum" or mention.words_before[-2:-1] == ["in"]:
        return True
    # „im Raum Venlo“ is the country around
    around = f"{mention.left} {mention.right}".lower()
    return any(map(around.__contains__, words.VENUE_SIGNS))


def _is_work(mention: Mention) -> bool:
    if _WORK_BESIDE.match(mention.right) or _WORK_BESIDE.match(f" ({mention.before})"):
        return True
    if not mention.is_quoted:
        return mention.before.lower().endswith(words.WORK_BEFORE)
    sentence = f"{mention.left}|{mention.right}"
    return bool(_TITLE_FOLLOWED.match(mention.right)) or any(map(sentence.__contains__, words.WORK_HINTS))


def _is_named_after(mention: Mention) -> bool:
    """Say whether a ship, an inn or a firm bears the name."""
    before = mention.before_quote
    if mention.is_quoted and (before in words.NAMED_THINGS or before in ("namens", "getauft", "genannt")):
        return True
    if before == "Haus" or (before[:1].isupper() and before.lower().endswith(words.NAMED_BEFORE)):
        return mention.match.name.kind != "demonym"
    after = mention.words_after[:2]
    last = re.split("[-–‑]", mention.suffix)[-1] if mention.suffix else ""
    if last and last.lower().endswith(words.NAMED_BUILDINGS):
        return True
    if last in words.NAMED_BEHIND or (not last and after[:1] and after[0] in words.NAMED_BEHIND):
        return True
    return len(after) > 1 and after[0] in ("&", "und", "+") and after[1] in words.FIRM_AFTER


def _is_product(mention: Mention) -> bool:
    last = re.split("[-–‑]", mention.suffix)[-1] if mention.suffix else mention.after
    return last in words.PRODUCTS


def _is_person(mention: Mention) -> bool:
    """Say whether the name is a surname: after a forename, a title, or a role and what may be a forename."""
    name = mention.match.name
    before = mention.before
    if name.kind == "demonym" or name.also == "forename" or mention.prefix or " " in name.text or "-" in name.text:
        return False
    if before in words.PERSON_TITLES or before in words.FORENAMES:
        return True
    if before[:1].isupper() and before.lower().endswith(words.PERSON_CALLINGS):
        # „Architekt Kayseri“; of a city, it would be „aus“
        return True
    if "-" in before:
        return all(part in words.FORENAMES for part in before.split("-"))
    if len(mention.words_before) < 2:
        return False
    earlier = mention.words_before[-2]
    if before == "." and earlier in ("Dr", "Prof"):
        return True
    if before in words.NOBLE_TITLES or before in ("van", "von", "of"):
        return (earlier in words.NOBLE_TITLES or earlier in words.FORENAMES) and before not in words.NOBLE_TITLES
    lowered = before.lower()
    return (
        before[:1].isupper()
        and before.isalpha()
        and not before.isupper()
        and (earlier.lower().endswith(words.PERSON_ROLES) or earlier.endswith(words.PERSON_BEFORE_ENDING))
        and earlier[:1].isupper()
        and not lowered.endswith(words.NOUN_ENDINGS)
        and not lowered.endswith(words.PLACE_NOUN_ENDINGS)
        and lowered not in words.PLACE_NOUNS
    )


_PLAIN_BEFORE = frozenset(" \n")
_PLAIN_BEHIND = frozenset(("", " ", ".", ",", ";", "!", "?"))
_ON = frozenset({"auf", "an", "entlang"})
_STREET_LATER = re.compile(
    r"(?:-?\s?[,/]\s?|-\s?|-?\s(?:und|sowie|oder|bis|/)\s)(?:(?:\w+[- ])?\w+(?:er|s)?-?(?:\s?[,/]\s?|\s(?:und|sowie|oder)\s|\s))"
    r"{0,3}?(?:(?:Straßen?|Strasse|Str\.|Platz|Allee|Ring|Weg|Wall)\b|[A-ZÄÖÜ]\w*(?:straße|platz|allee|ring|weg|wall)\b)"
    r"|\s\d{1,3}[a-z]?\b(?!\s?\w)"
)
_AGAINST = re.compile(words.SPORT_AGAINST)
_SPORT = re.compile(words.SPORT_SIGNS)
# „Dunkirk“ von Christopher Nolan, „Dunkirk“ (USA 2017), „Dunkirk“ und „Parasite“
_TITLE_FOLLOWED = re.compile(
    r"[“”\"»«’']\s?(?:(?:von|nach)\s[^\W\d_a-z]\w+\s(?:[a-z]+\s)?[^\W\d_a-z]"
    r"|\((?:\w{2,3},?\s)?(?:19|20)\d\d\b|(?:,|und|sowie)\s[„“\"»‚])"
)
_WORK_BESIDE = re.compile(r"\s\((?:\w*[Ff]ilm|\w*[Rr]oman|Album|Serie|Musical|Oper)\b")
_OTHER_THINGS: tuple[tuple[str, Callable[[Mention], bool]], ...] = (
    ("address", lambda mention: mention.is_address),
    ("street", _is_street),
    ("club", _is_club_or_product),
    ("club", _is_sport),
    ("room", _is_room),
    ("work", _is_work),
    ("named", _is_named_after),
    ("product", _is_product),
    ("surname", _is_person),
)


# ---- what speaks against it: suffering, persons -----------------------------------------------------------------------


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
        return len(mention.words_before) == 1 and before.endswith(words.ADJECTIVE_ENDINGS)
    if before.endswith(words.ADJECTIVE_ENDINGS):
        return True
    if len(mention.words_before) > 1 and before.endswith(("e", "en", "em", "es", "er")):
        earlier = mention.words_before[-2].lower()
        return earlier in words.DETERMINERS or earlier in words.PREPOSITIONS
    return False


def _doubt_noun(mention: Mention) -> str:
    after = mention.words_after
    before = mention.words_before
    if after and after[0] in words.GENITIVE_AFTER:
        return "noun"
    if len(after) > 1 and after[0] in ("und", "oder", ",", "/", "&") and after[1] in words.SUFFER_COMPANIONS:
        return "noun"
    if len(before) > 1 and before[-1] in ("und", "oder", ",", "/", "&") and before[-2] in words.SUFFER_COMPANIONS:
        return "noun"
    if any(word in words.SUFFER_VERBS for word in after[:3]) and mention.before.lower() != "in":
        return "noun"
    if after and after[0] in words.CAUSE_AFTER and not _is_moved_or_said(mention):
        return "noun"
    if after and after[0] in words.OUTCOME_AFTER and mention.before.lower() in ("aus", "bei", "nach", "von", "mit"):
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
    return "surname" if _has_surname(mention) else ""


def _has_surname(mention: Mention) -> bool:
    after = mention.words_after
    if not after or mention.is_genitive:
        return False
    from_place = mention.before.lower() in words.PLACE_PREPOSITIONS
    if after[0] in words.NOBLE_PARTICLES and len(after) > 1 and after[1][:1].isupper() and not from_place:
        return True
    if not after[0][:1].isupper() or after[0] in words.NOT_SURNAMES:
        return False
    if mention.before in ("in", "In", "aus"):
        # „in Charlotte Brontës Roman“ is a person, „in Charlotte Gäste empfangen“ is not.
        return after[0].endswith("s") and len(after) > 1 and after[1][:1].isupper()
    return True


def _doubt_surname(mention: Mention) -> str:
    before = mention.before
    if before in words.PERSON_BEFORE or before in ("von", "van"):
        return "person"
    lowered = before.lower()
    place = lowered.endswith(words.PLACE_NOUN_ENDINGS) or lowered in words.PLACE_NOUNS
    return "person" if before[:1].isupper() and not place else ""


_AGE = re.compile(
    r"\s?\(\s?\d{1,2}(?:\s?Jahre)?\s?\)|,\s\d{1,2}\s?(?:Jahre)?,|\s?\(\s?(?:\*|1[0-9]\d\d\s?[-–])|,?\s\d{1,2}\sJahre"
)
_DOUBTS: dict[str, Callable[[Mention], str]] = {
    "noun": _doubt_noun,
    "forename": _doubt_forename,
    "surname": _doubt_surname,
}
