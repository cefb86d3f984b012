"""The nouns of a gazetteer: places, their names in many languages, and what binds the home city to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TIE_KINDS = ("Partnerschaft", "Freundschaft", "Kontakt", "Projektpartnerschaft")  # the four of the RGRE database
TIE_STATES = ("active", "suspended", "ended")

NAME_KINDS = ("official", "short", "exonym", "historic", "inflected", "demonym", "nickname", "institution", "typo")
NAME_NEEDS = ("none", "context", "partner", "alone")
NAME_CLASHES = ("noun", "forename", "surname", "abbreviation")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One name of a place: surface form, language (BCP 47), kind, and how much context it needs to count.

    `kind` is one of NAME_KINDS. `needs` is `none` (the name alone decides), `context` (something beside it must
    speak for the place), `partner` (only a word of partnership or another name of the place makes it count) or
    `alone` (it stands for the place only where no other name follows it). `also` says what else the word is in
    ordinary texts, one of NAME_CLASHES or empty: it chooses the rules by which mentions are told apart.
    """

    text: str
    language: str = "de"
    kind: str = "official"
    needs: str = "none"
    also: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """What binds the home city to a place during a period; `status` is one of TIE_STATES.

    `precision` is `day`, or `year` where only the year of `since` is known (it then holds January 1).
    """

    kind: str
    since: date | None = None
    until: date | None = None
    status: str = "active"
    note: str = ""
    precision: str = "day"


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of a gazetteer: `country` is ISO 3166-1 alpha-2, coordinates are WGS 84 degrees.

    `not_names` are phrases that hold a name of the place and mean something else („Leidener Flasche“); a longer
    name wins over them.
    """

    id: str
    name: str
    country: str
    latitude: float
    longitude: float
    names: tuple[PlaceName, ...] = ()
    not_names: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    charter: date | None = None
    wikidata: str = ""
    page: str = ""
    note: str = ""
