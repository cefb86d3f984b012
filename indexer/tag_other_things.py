"""The rules that say that a name found in a text is that of a street, a club, a thing, a work or a person; pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from indexer import tag_other_words as others
from indexer import tag_words as words
from indexer.tag_context import Mention
from indexer.tag_doubts import mentions_twinning
from indexer.tag_forenames import FORENAMES
from indexer.tag_neighbours import find_tie_noun, is_place_noun, may_rename, may_rename_behind
from indexer.tag_titles import is_in_title, is_work


def find_other_thing(mention: Mention) -> str:
    """Return the rule by which the mention is a street, a club, a product, a room, a work or an address; or nothing."""
    if _stands_plainly(mention):
        if mention.before not in words.FIRM_PREPOSITIONS and _is_sport(mention):
            return "club"
        if mention.text.rfind("„", max(0, mention.start - _LONGEST_TITLE), mention.start) < 0:
            return ""
        return "work" if is_in_title(mention) else "named" if _is_inn(mention) else ""
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
    return any(map(text.__contains__, others.SPORT_HINTS)) or "gegen" in text


def _is_street(mention: Mention) -> bool:
    last = mention.suffix.lower().rsplit("-", 1)[-1] if mention.suffix else ""
    after = mention.after
    if last and last.endswith(others.STREET_ENDINGS):
        return True
    if not mention.suffix and (after.lower() in others.STREET_ENDINGS or after.lower() in others.STREET_WORDS):
        return after[:1].isupper()
    nearest = mention.before.lower()
    if nearest in others.STREET_BEFORE:
        return True
    before = [word.lower() for word in mention.words_before[-2:]] if nearest in ("de", "du", "der") else [nearest]
    if nearest in ("de", "du") and before[0] in others.STREET_BEFORE:
        return True
    if mention.match.name.kind == "demonym" and before[-1:] == ["der"] and before[0] in _ON and not after[:1].isupper():
        # „auf der Venloer“: people leave the street away
        return not mention.suffix
    # „Venloer und Hülser Straße“, „Venloer/Kempener Straße“
    return mention.match.name.kind == "demonym" and bool(_STREET_LATER.match(mention.right))


def _is_club_or_product(mention: Mention) -> bool:
    if not mention.suffix and mention.after in others.CLUB_AFTER:
        after = mention.words_after
        return not (mention.after == "City" and len(after) > 1 and after[1] in others.CITY_NOT_CLUB)
    if mention.suffix and re.split("[-–‑]", mention.suffix[1:])[0] in others.CLUB_AFTER:
        return True
    if mention.before.lower().endswith(others.SPORT_BEFORE):
        return True
    if mention.before[:1].isupper() and not others.CLUB_LETTERS.isdisjoint(mention.words_before[-2:-1]):
        # „FC Twente Enschede“
        return True
    linked = mention.prefix.strip("-–‑").split("-")[-1] if mention.prefix else mention.before
    if linked in others.CLUB_BEFORE:
        return True
    if mention.match.name.kind == "demonym" or not _has_sport(mention.text):
        return False
    # „USDK Dunkerque“
    return linked.isupper() and linked.isalpha() and 2 <= len(linked) <= 5 and linked not in others.NOT_CLUBS


def _is_sport(mention: Mention) -> bool:
    # A bare city name in a sentence on league football is the club; a sentence on twinning may have both.
    before = mention.before.lower()
    if mention.match.name.kind == "demonym" or before in words.FIRM_PREPOSITIONS or before.endswith("stadt"):
        return False
    if before == "zu" and _CHANGES.search(mention.left):
        # „Der Stürmer wechselt zu Leicester“; one moves „nach Leicester“
        return True
    if not _has_sport(mention.text):
        return False
    sentence = f"{mention.left}|{mention.right}"
    if before == "gegen" and _AGAINST.search(sentence):
        return True
    if mention.after == "gegen" and before in others.MATCH_VERBS and _OPPONENT.match(mention.right):
        # „Am Samstag spielt Leicester gegen Fulham“
        return True
    if not any(map(sentence.__contains__, others.SPORT_HINTS)):
        return False
    return bool(_SPORT.search(sentence)) and not mentions_twinning(sentence)


def _is_room(mention: Mention) -> bool:
    if mention.suffix.lower().endswith(others.ROOM_ENDINGS):
        return True
    before = mention.before_quote.lower()
    if before.endswith(others.ROOM_BEFORE) or (before.endswith("raum") and mention.is_quoted):
        return True
    if not before.endswith("raum") or before == "großraum":
        return False
    if before != "raum" or mention.words_before[-2:-1] == ["in"]:
        return True
    if _OF_HOUSE.match(mention.right):
        # „im Raum Leicester der Musikschule“
        return True
    # „im Raum Venlo“ is the country around
    around = f"{mention.left} {mention.right}".lower()
    return any(map(around.__contains__, others.VENUE_SIGNS))


def _is_named_after(mention: Mention) -> bool:
    """Say whether a ship, an inn or a firm bears the name."""
    before = mention.before_quote
    if (
        mention.is_quoted
        and (
            before in others.NAMED_THINGS
            # „Die „Venlo“ fährt ab April“: no city has an article
            or before.lower() in _ARTICLES
            or before in ("namens", "getauft", "genannt")
            # „Der Stoff „Kayseri““, but „Partnerstadt „Leicester““, „Stichwort „Venlo““
            or (
                before[:1].isupper()
                and len(mention.words_before) > 2
                and not is_place_noun(before)
                and before not in _TOPICS
            )
        )
    ):
        return True
    if mention.before in _OPENING_QUOTES and before in others.NAMED_THINGS and _PHRASE_ENDS.match(mention.right):
        # „Die Sorte „Venloer Riese““
        return True
    if _is_inn(mention) or not others.KINDS.isdisjoint(mention.words_before[-2:]):
        # „Schafe der Rasse Border Leicester“
        return True
    if before == "Haus" or (
        before[:1].isupper()
        and (
            before.lower().endswith(others.NAMED_BEFORE)
            or _UNINFLECTED.sub("", before.lower()).endswith(others.NAMED_BEFORE)
        )
    ):
        return mention.match.name.kind != "demonym"
    if mention.match.name.kind == "demonym" and _ADDRESS_FOLLOWS.match(mention.right):
        return True
    after = mention.words_after[:2]
    last = re.split("[-–‑]", mention.suffix)[-1] if mention.suffix else ""
    if last and last.lower().endswith(others.NAMED_BUILDINGS):
        return True
    if last in others.NAMED_BEHIND or (not last and after[:1] and after[0] in others.NAMED_BEHIND):
        return True
    if not last and after and after[0][:1].isupper() and _is_first_of_name(mention):
        return True
    return len(after) > 1 and after[0] in ("&", "und", "+") and after[1] in others.FIRM_AFTER


def _is_inn(mention: Mention) -> bool:
    return bool(_INN_SIGN.search(mention.left) and _CLOSES.match(mention.right))


def _is_first_of_name(mention: Mention) -> bool:
    """Say whether the name and the capitalised word behind it are what a firm or a thing is called: „die Venlo Lounge“."""
    if mention.match.name.kind == "demonym" or mention.is_genitive:
        return False
    if _LEGAL_FORM.match(mention.right):
        return True
    after = mention.after
    if after in others.ENGLISH_THINGS or after in others.NOT_SURNAMES or after.lower() in words.TRIP_WORDS:
        return False
    if mention.match.name.kind in ("nickname", "institution") or not mention.match.name.text.isalpha():
        return False
    before = mention.before
    if before in _OPENING_QUOTES:
        return bool(_PHRASE_ENDS.match(mention.right))
    if not before and mention.match.name.also != "forename":
        # „Kayseri Food heißt der neue Markt“
        return mention.field != "title" and mention.words_after[1:2] != [] and mention.words_after[1].islower()
    if (
        before[:1].isupper()
        and before.isalpha()
        and len(mention.words_before) > 1
        and mention.match.name.also != "forename"
    ):
        # „Die Modekette Leicester Lads“
        return before.lower() not in _ARTICLES and not is_place_noun(before) and not find_tie_noun(before.lower())
    if before in ("sind", "spielen", "treten") and mention.words_after[1:2] in (["aus"], ["von"]):
        # „Zu Gast sind Leicester Lullaby aus Hamburg“
        return True
    # No city has an article; „die Stadt, die Venlo Kirschen liefert“ is a clause.
    return before.lower() in _ARTICLES and mention.words_before[-2:-1] != [","]


def _is_product(mention: Mention) -> bool:
    last = re.split("[-–‑]", mention.suffix)[-1] if mention.suffix else mention.after
    return last in others.PRODUCTS or (bool(mention.suffix) and last.lower().endswith(others.PRODUCT_ENDINGS))


def _is_person(mention: Mention) -> bool:
    """Say whether the name is a surname: after a forename, a title, or a role and what may be a forename."""
    name = mention.match.name
    before = mention.before
    if name.kind == "demonym" and before in FORENAMES:
        # „Dr. Jonas Venloer“
        return not mention.after[:1].isupper()
    if name.kind == "demonym" or name.also == "forename" or mention.prefix or " " in name.text or "-" in name.text:
        return False
    if before in others.PERSON_TITLES or before in others.NOBLE_TITLES or before in FORENAMES:
        return True
    if before[:1].isupper() and before.lower().endswith(others.PERSON_CALLINGS):
        # „Architekt Kayseri“; of a city, it would be „aus“
        return True
    if "-" in before:
        return all(part in FORENAMES for part in before.split("-"))
    if len(mention.words_before) < 2:
        return False
    earlier = mention.words_before[-2]
    if before == "." and earlier in ("Dr", "Prof"):
        return True
    if before in others.NOBLE_TITLES or before in ("van", "von", "of"):
        return (earlier in others.NOBLE_TITLES or earlier in FORENAMES) and before not in others.NOBLE_TITLES
    lowered = before.lower()
    return (
        before[:1].isupper()
        and before.isalpha()
        and not before.isupper()
        and (earlier.lower().endswith(others.PERSON_ROLES) or earlier.endswith(others.PERSON_BEFORE_ENDING))
        and earlier[:1].isupper()
        and not lowered.endswith(others.NOUN_ENDINGS)
        and not lowered.endswith(words.PLACE_NOUN_ENDINGS)
        and lowered not in words.PLACE_NOUNS
    )


_PLAIN_BEFORE = frozenset(" \n")
_OPENING_QUOTES = frozenset("„“\"»«‚‘'")
_TOPICS = frozenset(("Thema", "Stichwort", "Titel", "Ziel", "Motto", "Rubrik", "Wort", "Aufschrift", "Schild"))
# „Zum Dünkirchener“
_INN_SIGN = re.compile(r"[„“\"»](?:Zum|Zur|Beim|Haus|Stadt|Alter?|Alte[sn])\s(?:Stadt\s)?$")
_LONGEST_TITLE = 30
_OF_HOUSE = re.compile(
    r"\s(?:der|des)\s\w*(?:[Ss]chule|[Hh]auses|[Mm]useums|[Zz]entrums|thek|[Bb]ücherei|[Kk]ollegs|[Tt]heaters|[Hh]eims)\b"
)
_CLOSES = re.compile(r"[“”\"«]")
# „des Hengstes“
_UNINFLECTED = re.compile(r"e?s$")
_ARTICLES = frozenset(
    ("der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "zum", "zur", "vom", "beim")
)
_LEGAL_FORM = re.compile(
    r"(?:\s[^\W\d_a-zäöüß][\w.&-]*|\s&){0,3}\s(?:GmbH|mbH|AG|KG|OHG|UG|SE|Ltd|Inc|LLC|B\.?V\b|S\.?A\.|e\.\s?K\.)"
)
# „Venloer Apotheke, Hülser Straße 7“ stands in the home city
_ADDRESS_FOLLOWS = re.compile(
    r"\s[A-ZÄÖÜ][\w-]+,\s(?:[A-ZÄÖÜ][\w.-]*\s){0,3}[\w.-]*(?:[Ss]traße|[Ss]tr\.|[Pp]latz|[Ww]eg|[Aa]llee|[Rr]ing|[Ww]all)\s\d"
)
_PHRASE_ENDS = re.compile(r"(?:\s[^\W\d_a-zäöüß]\w*){1,2}[“”\"»«’‘]")
_PLAIN_BEHIND = frozenset(("", " ", ".", ",", ";", "!", "?"))
_ON = frozenset({"auf", "an", "entlang"})
_STREET_LATER = re.compile(
    r"(?:-?\s?[,/]\s?|-\s?|-?\s(?:und|sowie|oder|bis|/)\s)(?:(?:\w+[- ])?\w+(?:er|s)?-?(?:\s?[,/]\s?|\s(?:und|sowie|oder)\s|\s))"
    r"{0,3}?(?:(?:Straßen?|Strasse|Str\.|Platz|Allee|Ring|Weg|Wall)\b|[A-ZÄÖÜ]\w*(?:straße|platz|allee|ring|weg|wall)\b)"
    r"|\s\d{1,3}[a-z]?\b(?!\s?\w)"
)
_CHANGES = re.compile(r"\b(?:wechselt|wechselte|wechseln|Wechsel|Transfer)\b[^,]{0,40}\bzu\s$")
_OPPONENT = re.compile(r"\sgegen\s(?:den\s|die\s)?[A-ZÄÖÜ]")
_AGAINST = re.compile(others.SPORT_AGAINST)
_SPORT = re.compile(others.SPORT_SIGNS)
_OTHER_THINGS: tuple[tuple[str, Callable[[Mention], bool]], ...] = (
    ("address", lambda mention: mention.is_address),
    ("street", _is_street),
    ("club", _is_club_or_product),
    ("club", _is_sport),
    ("room", _is_room),
    ("work", is_work),
    ("named", _is_named_after),
    ("product", _is_product),
    ("surname", _is_person),
)
