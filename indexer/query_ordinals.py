"""Lets an ordinal before a word be written in any way: „2. Weltkrieg“ also finds „Zweiter Weltkrieg“, and the other way round."""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.analysis import fold_word

_BELOW_20 = (
    "erst", "zweit", "dritt", "viert", "fuenft", "sechst", "siebt", "acht", "neunt", "zehnt", "elft", "zwoelft",
    "dreizehnt", "vierzehnt", "fuenfzehnt", "sechzehnt", "siebzehnt", "achtzehnt", "neunzehnt",
)  # fmt: skip
_UNITS = ("ein", "zwei", "drei", "vier", "fuenf", "sechs", "sieben", "acht", "neun")
_TENS = ("zwanzig", "dreissig", "vierzig", "fuenfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_SPELLED = {"fuenf": "fünf", "zwoelf": "zwölf", "dreissig": "dreißig"}
_ENDINGS = ("e", "er", "en", "es", "em")
_ROMAN = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X",
    "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
)  # fmt: skip
_DOTTED = re.compile(r"(\d{1,3}|[IVX]{1,5})\.")


def is_ordinal_number(text: str) -> bool:
    """Return whether this is a number as an ordinal is written, with its dot: 2., XX."""
    return _DOTTED.fullmatch(text) is not None


def spell_ordinal(typed: str) -> tuple[str, ...]:
    """Return the other ways to write an ordinal up to 100, in any of its forms; none for anything else.

    Words are given in the form that goes before a noun of any gender: zweiten.
    """
    dotted = _DOTTED.fullmatch(typed)
    if dotted:
        number = int(dotted[1]) if dotted[1].isdecimal() else _ROMAN.index(dotted[1]) + 1 if dotted[1] in _ROMAN else 0
    else:
        number = _numbers().get(fold_word(typed), 0)
    if not 0 < number <= 100:
        return ()
    ways = [f"{number}.", _spell_stem(number) + "en", *([f"{_ROMAN[number - 1]}."] if number <= len(_ROMAN) else [])]
    if dotted:
        return tuple(way for way in ways if way != typed)
    return tuple(way for way in ways if way[-1] == ".")


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    """Return the number of each form of each ordinal, folded."""
    numbers = {_fold_stem(number) + ending: number for number in range(1, 101) for ending in _ENDINGS}
    return numbers | {"siebent" + ending: 7 for ending in _ENDINGS}


def _fold_stem(number: int) -> str:
    if number < 20:
        return _BELOW_20[number - 1]
    if number == 100:
        return "hundertst"
    tens, unit = divmod(number, 10)
    return (f"{_UNITS[unit - 1]}und" if unit else "") + _TENS[tens - 2] + "st"


def _spell_stem(number: int) -> str:
    stem = _fold_stem(number)
    for folded, spelled in _SPELLED.items():
        stem = stem.replace(folded, spelled)
    return stem
