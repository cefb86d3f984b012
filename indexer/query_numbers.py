"""Reads dates and telephone numbers in a query: each is searched for in all the ways in which people write it."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
_BY_NAME = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
_BY_NAME |= {name[:3].lower(): number for name, number in _BY_NAME.items()} | {"sept": 9, "maerz": 3, "jänner": 1}

_DATE = re.compile(
    r"(?P<day>\d{1,2})\. ?(?:(?P<month>\d{1,2})\.|(?P<name>[^\W\d_]{3,9})\.?) ?(?P<year>\d{4})(?![\w-])(?!\.\d)"
)
_MONTH = re.compile(r"(?P<name>[^\W\d_]{3,9})\.? (?P<year>\d{4})(?!\w)")
# +49 2151 861554, 02151 86-1554, (02151) 86 15 54, 0 21 51 / 86-1554
_PHONE = re.compile(r"(?:\(0[\d ]{1,8}\)|(?:\+49|0049|0)(?: ?\(0?[\d ]{0,8}\))?)[\d /–-]{4,24}\d(?![\w-])")
_FEWEST_DIGITS = 7

Alternatives = tuple[tuple[str, ...], ...]


def match_day(text: str, at: int) -> int:
    """Return where a day that begins here ends, as in 21. November 1964, or -1."""
    found = _DATE.match(text, at)
    return found.end() if found and _read_date(found) is not None else -1


def match_month(text: str, at: int) -> int:
    """Return where a month with its year that begins here ends, as in November 1964, or -1."""
    found = _MONTH.match(text, at)
    return found.end() if found and found["name"].lower() in _BY_NAME else -1


def read_words(text: str) -> date | tuple[int, int] | None:
    """Return the day, or the year and month, that German words say: 21. November 1964, Nov. 1964."""
    found = _DATE.fullmatch(text)
    if found:
        return _read_date(found)
    found = _MONTH.fullmatch(text)
    month = _BY_NAME.get(found["name"].lower()) if found else None
    return (int(found["year"]), month) if found and month else None


def match_number(text: str, at: int) -> int:
    """Return where a date or telephone number that begins here ends, or -1."""
    end = match_day(text, at)
    if end > 0:
        return end
    found = _PHONE.match(text, at)
    return found.end() if found and len(_read_phone(found[0])) > 1 else -1


def spell_number(text: str) -> Alternatives:
    """Return the word sequences that say the same date or telephone number, as typed first; none for anything else."""
    found = _DATE.fullmatch(text)
    if found:
        day = _read_date(found)
        return _spell_date(day) if day else ()
    return _read_phone(text) if _PHONE.fullmatch(text) else ()


def _read_date(found: re.Match[str]) -> date | None:
    month = int(found["month"]) if found["month"] else _BY_NAME.get(found["name"].lower(), 0)
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None


def _spell_date(day: date) -> Alternatives:
    year, two = str(day.year), (f"{day.day:02d}", f"{day.month:02d}")
    ways = [
        (str(day.day), MONTHS[day.month - 1], year),
        (two[0], two[1], year),
        (str(day.day), str(day.month), year),
        (two[0], MONTHS[day.month - 1], year),
        (year, two[1], two[0]),
    ]
    return tuple(dict.fromkeys(ways))


def _read_phone(text: str) -> Alternatives:
    text = text.replace("(0)", " ")
    groups = re.findall(r"\d+", text)
    if sum(map(len, groups)) < _FEWEST_DIGITS or len(groups) < 2:
        return ()
    area, rest = _split_phone(text, groups)
    if not rest:
        return ()
    code = "".join(area)
    code = code.removeprefix("0049").removeprefix("49") if text.startswith(("+", "0049")) else code[1:]
    number = "".join(rest)
    # 2151 as 0 21 51
    pairs = tuple(code[at : at + 2] for at in range(0, len(code), 2))
    codes = dict.fromkeys([tuple(area), ("0" + code,), ("0", *pairs), ("0", code), ("49", code)])
    numbers = dict.fromkeys(
        [
            tuple(rest),
            (number,),
            *((number[:at], number[at:]) for at in (2, 3) if at < len(number)),
            tuple(number[at : at + 2] for at in range(0, len(number), 2)),
        ]
    )
    return tuple(dict.fromkeys((*one, *other) for one in codes for other in numbers))


def _split_phone(text: str, groups: list[str]) -> tuple[list[str], list[str]]:
    """Return the groups of the area code and those of the number."""
    for sign in ("/", ")"):
        head, found, tail = text.partition(sign)
        if found:
            return re.findall(r"\d+", head), re.findall(r"\d+", tail)
    if text.startswith(("+49", "0049")) or groups[0] == "0":
        # +49 2151 861554; 0 21 51 861554
        size = 2 if groups[0] != "0" else 3
        return groups[:size], groups[size:]
    return groups[:1], groups[1:]
