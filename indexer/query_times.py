"""Reads times that hang on the day of asking, „letztes Jahr“ or datum:gestern: never searched for by themselves, but offered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.query_quotes import QUOTES
from indexer.query_values import DATE_FIELDS, FIELD_NAMES

_FIELDS = "|".join(name for name, kind in FIELD_NAMES.items() if kind in DATE_FIELDS)
_LAST, _THIS = r"letzte[mnrs]?|vorige[mnrs]?|vergangene[mnrs]?|last", r"diese[mnrs]?|this"
_UNIT = r"jahr(?:e?s)?|year|monats?|month|woche|week"
_TIME = re.compile(
    rf"""(?<![\w:-])(?:
      (?P<field>{_FIELDS}):\s*(?:
        (?P<day>heute|today|gestern|yesterday|vorgestern)
        |(?:(?P<last>{_LAST})|{_THIS})(?:\s+(?P<unit>{_UNIT}))?)
      |(?:(?:im|in|aus|vom|von|des|der|dem|den|(?P<since>seit))\s+)*
        (?:(?P<last_>{_LAST})|{_THIS})\s+(?P<unit_>{_UNIT})
    )(?![\w-])""",
    re.IGNORECASE | re.VERBOSE,
)
_DAYS = {"heute": 0, "today": 0, "gestern": 1, "yesterday": 1, "vorgestern": 2}
# Between these a time cannot be taken out without changing what is asked.
_TANGLED = re.compile(rf"[(){QUOTES}|]|\b(?:ODER|OR|NICHT|NOT)\b")
_LOOSE_END = re.compile(r"^(?:(?:UND|AND|&&)\s+)+|(?:\s+(?:UND|AND|&&))+$")


@dataclass(frozen=True, slots=True)
class MeantTime:
    """What may be meant by a query that speaks of a time: its other words, and first and last time as 2025 or 2025-11-24.

    An empty first or last time leaves that side open.
    """

    text: str
    first: str
    last: str


def find_meant_time(text: str, today: date) -> MeantTime | None:
    """Return the period that a query may mean, seen from this day; None where it speaks of none, or of several."""
    found = list(_TIME.finditer(text)) if not _TANGLED.search(text) else []
    if len(found) != 1:
        return None
    match = found[0]
    field = FIELD_NAMES.get((match["field"] or "").lower(), "")
    unit = (match["unit"] or match["unit_"] or "").lower()
    if not unit and not match["day"] and (match["field"] or "").lower() not in ("jahr", "year"):
        return None  # datum:letztes: the last what?
    read = _read_day if match["day"] else _UNITS[unit[:1] or "j"]
    back = _DAYS[match["day"].lower()] if match["day"] else 1 if match["last"] or match["last_"] else 0
    first, last = read(today, back)
    rest = _LOOSE_END.sub("", " ".join((text[: match.start()] + " " + text[match.end() :]).split()))
    return MeantTime(rest, "" if field == "until" else first, "" if field == "from" or match["since"] else last)


def _read_day(today: date, back: int) -> tuple[str, str]:
    day = (today - timedelta(days=back)).isoformat()
    return day, day


def _read_week(today: date, back: int) -> tuple[str, str]:
    monday = today - timedelta(days=today.weekday() + 7 * back)
    return monday.isoformat(), (monday + timedelta(days=6)).isoformat()


def _read_month(today: date, back: int) -> tuple[str, str]:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return f"{year:04d}-{month + 1:02d}", f"{year:04d}-{month + 1:02d}"


def _read_year(today: date, back: int) -> tuple[str, str]:
    year = f"{today.year - back:04d}"
    return year, year


_UNITS: dict[str, Callable[[date, int], tuple[str, str]]] = {
    "j": _read_year,
    "y": _read_year,
    "m": _read_month,
    "w": _read_week,
}
