"""Reads the values that stand after a field name in a query: days and periods, states, what an article has."""

from __future__ import annotations

import calendar
import re
from datetime import date

from archive.records import BACK, GONE, LIVE, MISSING, MOVED
from indexer.query import ALL_FIELDS, FIELDS
from indexer.query_numbers import read_words

# Field names people guess, in German and English, and the kind of value they take.
FIELD_NAMES = {
    "titel": "title",
    "title": "title",
    "überschrift": "title",
    "text": "text",
    "bild": "caption",
    "bildtext": "caption",
    "caption": "caption",
    "foto": "credit",
    "fotograf": "credit",
    "credit": "credit",
    "anhang": "file",
    "anlage": "file",
    "attachment": "file",
    "stadt": "city",
    "city": "city",
    "ort": "city",
    "thema": "about",
    "about": "about",
    "jahr": "date",
    "year": "date",
    "datum": "date",
    "date": "date",
    "von": "from",
    "from": "from",
    "ab": "from",
    "seit": "from",
    "bis": "until",
    "until": "until",
    "quelle": "site",
    "source": "site",
    "site": "site",
    "hat": "having",
    "has": "having",
    "status": "state",
    "state": "state",
    "in": "versions",
    "zuerst": "first",
    "erstmals": "first",
    "first": "first",
}

TEXT_FIELDS = {
    "title": ("title",),
    "text": ("lead", "text"),
    "caption": ("caption",),
    "credit": ("credit",),
    "file": ("file",),
    # Of files no versions are kept.
    "first": tuple(name for name in ALL_FIELDS if name != "file"),
}

DATE_FIELDS = ("date", "from", "until")

_STATES = {
    "online": (LIVE, MOVED, BACK),
    "live": (LIVE,),
    "vermisst": (MISSING,),
    "missing": (MISSING,),
    "verschwunden": (GONE, MISSING),
    "offline": (GONE, MISSING),
    "gelöscht": (GONE,),
    "geloescht": (GONE,),
    "gone": (GONE,),
    "verschoben": (MOVED,),
    "umgezogen": (MOVED,),
    "moved": (MOVED,),
    "zurück": (BACK,),
    "zurueck": (BACK,),
    "wieder": (BACK,),
    "back": (BACK,),
}

_HAVING = {
    "pdf": "pdf",
    "anhang": "pdf",
    "datei": "pdf",
    "bild": "picture",
    "bilder": "picture",
    "foto": "picture",
    "fotos": "picture",
    "picture": "picture",
    "image": "picture",
    "photo": "picture",
    "datum": "date",
    "date": "date",
    "stadt": "city",
    "städte": "city",
    "city": "city",
}

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
# 2018-2020: two years; 2019-05 is a month.
_YEARS = re.compile(r"(\d{4}) ?[-–] ?(\d{4})$")
_GERMAN = re.compile(r"(?:(?:(\d{1,2})\.)?(\d{1,2})\.)?(\d{4})$")


def read_state(value: str) -> tuple[str, ...]:
    """Return the states of the ledger that a word stands for, none where it stands for none."""
    return _STATES.get(value.lower(), ())


def read_having(value: str) -> str:
    """Return what `hat:` asks for: pdf, picture, date, city, or empty."""
    return _HAVING.get(value.lower(), "")


def read_period(value: str) -> tuple[date | None, date | None] | None:
    """Return first and last day of 2019, 2019-05, 2019-05-01, 01.05.2019, 05.2019, Mai 2019, 1. Mai 2019, of
    2018..2020, 2018-2020, ..2020, >2019.

    None where it is no period. A period that was typed backwards is turned round.
    """
    value = _YEARS.sub(r"\1..\2", value.strip())
    if value[:1] in "<>" and value:
        single = _read_day(value.lstrip("<>="))
        if single is None:
            return None
        including = "=" in value[:2]
        if value[0] == ">":
            return (single[0] if including else _shift(single[1], 1)), None
        return None, (single[1] if including else _shift(single[0], -1))
    for separator in ("..", "…"):
        if separator in value:
            left, _, right = value.partition(separator)
            first = _read_day(left) if left else None
            last = _read_day(right.lstrip(".")) if right else None
            if (left and first is None) or (right and last is None) or not (left or right):
                return None
            if first and last and first[0] > last[1]:
                first, last = last, first
            return (first[0] if first else None), (last[1] if last else None)
    return _read_day(value)


def _read_day(value: str) -> tuple[date, date] | None:
    words = read_words(value.strip())
    if isinstance(words, date):
        return words, words
    if words is not None:
        value = f"{words[0]:04d}-{words[1]:02d}"
    match = _ISO.match(value)
    if match:
        year, month, day = match.groups()
    else:
        match = _GERMAN.match(value)
        if not match:
            return None
        day, month, year = match.groups()
    try:
        if day:
            single = date(int(year), int(month), int(day))
            return single, single
        if month:
            last = calendar.monthrange(int(year), int(month))[1]
            return date(int(year), int(month), 1), date(int(year), int(month), last)
        return date(int(year), 1, 1), date(int(year), 12, 31)
    except (ValueError, calendar.IllegalMonthError):
        return None


def _shift(day: date, by: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + by, 1), date.max.toordinal()))


def fields_of(name: str) -> tuple[str, ...]:
    """Return the text fields that a kind of field stands for."""
    return TEXT_FIELDS.get(name, FIELDS)
