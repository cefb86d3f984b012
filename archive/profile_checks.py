"""The keys of a profile file, checked one by one: name, kind, pattern, selector, so that a mistake is told before a crawl."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.cssselect import CSSSelector

from archive.errors import ProfileError
from archive.profile_rules import DATE_SOURCES, Layout, Paging, Profile, Start, TextRules, UrlRules

# Keys whose strings are regular expressions.
_PATTERNS = {
    UrlRules: ("trailing_slash", "article", "listing", "page", "ignore"),
    Layout: ("url",),
    Paging: ("pattern",),
    TextRules: ("published", "modified", "drop", "cut_at", "credits", "not_found"),
}
_SELECTORS = ("when", "title", "kicker", "lead", "text", "captions", "credits", "attachments", "remove")
_CHOICES = {"tdm": ("record", "respect"), "reading": ("order", "weight")}
_DAYS = "mon tue wed thu fri sat sun".split()
_TIME = re.compile(r"(?:([a-z]+(?:,[a-z]+)*) )?([01]\d|2[0-3]):[0-5]\d")


def build_record(kind: type[Any], content: Any, path: Path, place: str, **given: Any) -> Any:
    """Make a record of a TOML table, checking each key's name and value. Raises ProfileError with the cure."""
    where = f"{path}: {place + '.' if place else ''}"
    if not isinstance(content, dict):
        raise ProfileError(f"{path}: {place} is {content!r}; expected a table.")
    known = {item.name: item for item in fields(kind) if item.name not in given}
    values = dict(given)
    for key, value in content.items():
        if key not in known:
            hint = _name_nearest(key, known, "did you mean {!r}? ")
            raise ProfileError(f"{where}{key} is not a key here; {hint}Known: {', '.join(sorted(known))}.")
        values[key] = _check_kind(value, str(known[key].type), f"{where}{key}")
        _check_value(kind, key, values[key], f"{where}{key}")
    for item in known.values():
        if item.default is MISSING and item.default_factory is MISSING and item.name not in values:
            raise ProfileError(f"{where}{item.name} is missing.")
    return kind(**values)


def is_selector(entry: str) -> bool:
    """Tell a selector from the name of a date source: it has more in it than a bare word."""
    return entry.startswith("xpath:") or bool(re.search(r"[^\w-]", entry))


def _check_kind(value: Any, expected: str, where: str) -> Any:
    if expected == "tuple[str, ...]":
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ProfileError(f"{where} is {value!r}; expected a list of strings.")
        return tuple(value)
    kinds: dict[str, tuple[tuple[type, ...], str]] = {
        "str": ((str,), "a string"),
        "int": ((int,), "a whole number"),
        "float": ((int, float), "a number"),
        "date | None": ((date,), "a day such as 2019-12-31, without quotes"),
        "Mapping[str, str]": ((dict,), "a table of pattern = path"),
    }
    types, words = kinds[expected]
    if not isinstance(value, types) or isinstance(value, bool):
        raise ProfileError(f"{where} is {value!r}; expected {words}.")
    return value


def _check_value(kind: type[Any], key: str, value: Any, where: str) -> None:
    """Check what a value may be beside its kind: a pattern, a selector, one of a few words, a path, a number."""
    if key in _PATTERNS.get(kind, ()):
        _check_patterns((value,) if isinstance(value, str) else value, where)
    elif kind is UrlRules and key == "same":
        _check_same(value, where)
    elif kind is Paging and key in ("first", "step", "max_pages") and value < (0 if key == "first" else 1):
        raise ProfileError(f"{where} is {value!r}; expected a number of 1 or more.")
    elif kind is Paging and key == "suffix" and value and value.count("{}") != 1:
        raise ProfileError(f"{where} is {value!r}; expected {{}} in it once, where the position stands.")
    elif kind is Layout and key in _SELECTORS:
        _check_selectors(value, where)
    elif kind is Layout and key == "date":
        _check_sources(value, where)
    elif kind is TextRules and key == "date_forms":
        for form in value:
            if not ("JJ" in form and re.search(r"\bT{1,2}\b|\bM{1,2}\b|Monat|JJJJ", form)):
                raise ProfileError(f"{where} holds {form!r}; expected letters such as TT.MM.JJJJ or T. Monat JJJJ.")
    elif kind is Start:
        for entry in value:
            if not entry.startswith("/"):
                raise ProfileError(f"{where} holds {entry!r}; expected a path on the site that begins with /.")
    elif kind is Profile:
        _check_manner(key, value, where)


def _check_manner(key: str, value: Any, where: str) -> None:
    if (words := _CHOICES.get(key, ())) and value not in words:
        hint = _name_nearest(value, words, " Did you mean {!r}?")
        raise ProfileError(f"{where} is {value!r}; expected {' or '.join(map(repr, words))}.{hint}")
    if key in ("delay", "budget") and value < 0:
        raise ProfileError(f"{where} is {value!r}; expected a number of 0 or more.")
    if key == "aliases" and (wrong := next((host for host in value if "/" in host), "")):
        raise ProfileError(f"{where} holds {wrong!r}; expected a host alone, such as www.stadt.de.")
    for entry in value if key == "schedule" else ():
        match = _TIME.fullmatch(entry)
        wrong = next((day for day in (match[1] or "").split(",") if day and day not in _DAYS), "") if match else entry
        if wrong:
            hint = _name_nearest(wrong, _DAYS, " Did you mean {!r}?")
            raise ProfileError(f"{where} holds {entry!r}; expected a time such as '06:15' or 'mon,thu 06:15'.{hint}")


def _check_patterns(patterns: Sequence[str], where: str) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ProfileError(f"{where} holds the pattern {pattern!r}, which is not valid: {error}.") from error


def _check_same(value: dict[str, Any], where: str) -> None:
    _check_patterns(list(value), where)
    for pattern, path in value.items():
        if not isinstance(path, str) or not path.startswith("/"):
            raise ProfileError(f"{where} has {path!r} for {pattern!r}; expected a path that begins with /.")
        if max((int(number) for number in re.findall(r"\\(\d)", path)), default=0) > re.compile(pattern).groups:
            raise ProfileError(f"{where} has {path!r} for {pattern!r}; the pattern has fewer groups in brackets.")


def _check_selectors(selectors: Sequence[str], where: str) -> None:
    for selector in selectors:
        try:
            _compile_selector(selector)
        except (etree.XPathError, SyntaxError, ValueError) as error:  # cssselect raises children of SyntaxError
            raise ProfileError(
                f"{where} holds the selector {selector!r}, which is not valid: {error}. Expected CSS such as "
                "'div.news-text' or XPath such as 'xpath://div[2]'."
            ) from error


def _compile_selector(selector: str) -> None:
    if selector.startswith("xpath:"):
        etree.XPath(selector.removeprefix("xpath:"))
    else:
        CSSSelector(selector)


def _check_sources(entries: Sequence[str], where: str) -> None:
    for entry in entries:
        if is_selector(entry) and entry not in DATE_SOURCES:
            _check_selectors([entry], where)
        elif entry not in DATE_SOURCES:
            hint = _name_nearest(entry, DATE_SOURCES, " Did you mean {!r}?")
            words = ", ".join(DATE_SOURCES)
            raise ProfileError(f"{where} holds {entry!r}; expected some of {words}, or a selector.{hint}")


def _name_nearest(word: str, known: Sequence[str] | dict[str, Any], sentence: str) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return sentence.format(near[0]) if near else ""
