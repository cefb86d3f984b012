"""The day of publication: every place that may tell it, asked in the order of a profile, and checked by a second one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from archive.profile_checks import is_selector
from archive.profile_rules import DATE_SOURCES
from archive.profiles import Profile
from crawler.cleaning import clean_text
from crawler.dates import EARLIEST, MONTHS, find_day, find_days, is_day, read_iso_day, read_label, read_machine_day
from crawler.headline import select_elements
from crawler.second_reader import ask_htmldate

AGREES, DISPUTED = "agrees", "disputed"
# Asked after the profile's own sources, field by field; „text“ is a bare day near the headline.
FALLBACK = ("label", "json-ld", "meta", "time", "title", "text")
# Where nothing is known of a site, what it says to machines is trusted first, and a guess is better than nothing.
UNKNOWN_ORDER = ("json-ld", "meta", "time", "label", "text", "title", "last", "htmldate")
# Which other source is asked whether it says the same, the cheap ones first.
_WITNESSES = ("meta", "json-ld", "time", "title", "url", "label", "text", "witness")
# How many lines around the headline may hold the day, and how long such a line is, in characters.
_LINES_BEFORE, _LINES_BEHIND, _LINE = 4, 14, 120
_MOST_LINES = 4000
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?!\d)")
_URL_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]([01]?\d|[a-zäöü]{3,9})(?=[/._-]|$)", re.I)
_URL_YEAR = re.compile(r"(?:^|[/_-])((?:19|20)\d\d)(?=[/._-]|$)")
_FORM_PARTS = {
    "TT": r"(?P<d>[0-3]?\d)", "T": r"(?P<d>[0-3]?\d)", "MM": r"(?P<m>[01]?\d)", "M": r"(?P<m>[01]?\d)",
    "Monat": r"(?P<month>[A-Za-zä]{3,9})\.?", "JJJJ": r"(?P<y>(?:19|20)\d\d)", "JJ": r"(?P<y>\d\d)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """The day, where it was read, `day`, `month` or `year`, and whether a second source `agrees` or it is `disputed`."""

    day: date | None = None
    source: str = ""
    precision: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class Clues:
    """What the reading of a page found on its way: labelled day, day in the headline, bare day near it, lines."""

    root: HtmlElement
    url: str
    profile: Profile
    labelled: date | None = None
    titled: date | None = None
    near: date | None = None
    lines: tuple[str, ...] = ()
    # Lead and text: a day that only they name is one of which the news speak.
    prose: str = ""
    # Where labelled and bare day were not looked for yet: the element around which they are.
    headline: HtmlElement | None = None


def find_published(clues: Clues, order: Sequence[str]) -> Published:
    """Return the day of publication by the first source that tells one; nothing where none does."""
    inquiry = _Inquiry(clues)
    for source in dict.fromkeys(order):
        day, precision = inquiry.ask(source)
        if day is not None:
            named = source if source in DATE_SOURCES else "selector"
            return Published(day, named, precision, _check(inquiry, source, day, precision))
    return Published()


def read_near(
    root: HtmlElement, headline: HtmlElement | None, labels: Sequence[str]
) -> tuple[date | None, date | None]:
    """Return the labelled and the bare day of the lines around a headline."""
    if headline is None:
        return None, None
    before = headline.xpath("preceding::text()[normalize-space()][not(ancestor::script or ancestor::style)]")
    behind = headline.xpath("following::text()[normalize-space()][not(ancestor::script or ancestor::style)]")
    bare = None
    for line in (clean_text(line) for line in [*behind[:_LINES_BEHIND], *reversed(before[-_LINES_BEFORE:])]):
        labelled = read_label(line, labels)
        if labelled is not None and labelled[0] is not None:
            return labelled[0], bare
        if bare is None and len(line) <= _LINE and is_day(line):
            bare = find_day(line)
    return None, bare


def read_url_day(url: str) -> tuple[date | None, str]:
    """Return the day in an address and its precision: `/2018/10/05/`, `/2018/oktober/`, `/2018-10/`, `/am/2010/`."""
    path = url.partition("://")[2].partition("/")[2]
    if (match := _URL_DAY.search(path)) and (day := read_iso_day(f"{match[1]}-{match[2]}-{match[3]}")):
        return day, "day"
    for match in _URL_MONTH.finditer(path):
        month = int(match[2]) if match[2].isdigit() else MONTHS.get(match[2].lower(), 0)
        if 1 <= month <= 12:
            return _bound(date(int(match[1]), month, 1)), "month"
    if match := _URL_YEAR.search(path):
        return _bound(date(int(match[1]), 1, 1)), "year"
    return None, ""


def read_form(lines: Iterable[str], forms: Sequence[str]) -> tuple[date | None, str]:
    """Return the first day that stands in a line in one of these forms (`TT.MM.JJJJ`, `T. Monat JJJJ`)."""
    for form in forms:
        pattern = _compile_form(form)
        for line in lines:
            if (match := pattern.search(line)) and (found := _read_form_match(match))[0]:
                return found
    return None, ""


class _Inquiry:
    """Asks each source once, and only when it is needed."""

    def __init__(self, clues: Clues) -> None:
        self._clues = clues
        self._told: dict[str, tuple[date | None, str]] = {}

    def ask(self, source: str) -> tuple[date | None, str]:
        """Return the day that a source tells, and its precision."""
        if source in ("label", "text") and self._clues.headline is not None and "label" not in self._told:
            labelled, near = read_near(self._clues.root, self._clues.headline, self._clues.profile.text.published)
            self._told |= {"label": (labelled, "day"), "text": (near, "day")}
        if source not in self._told:
            self._told[source] = self._find(source)
        return self._told[source]

    def _find(self, source: str) -> tuple[date | None, str]:
        clues = self._clues
        if source in ("json-ld", "meta", "time"):
            return read_machine_day(clues.root, source), "day"
        given: Mapping[str, Callable[[], tuple[date | None, str]]] = {
            "label": lambda: (clues.labelled, "day"),
            "title": lambda: (clues.titled, "day"),
            "text": lambda: (clues.near, "day"),
            "last": lambda: (_read_last(clues.lines), "day"),
            "url": lambda: read_url_day(clues.url),
            "form": lambda: read_form(
                [line for line in clues.lines if len(line) <= 300], clues.profile.text.date_forms
            ),
            "htmldate": lambda: (_guess(clues), "day"),
            "witness": lambda: (ask_htmldate(clues.root, clues.url, extensive=False), "day"),
        }
        return given[source]() if source in given else _read_selector(clues.root, source)


def _check(inquiry: _Inquiry, source: str, day: date, precision: str) -> str:
    """Tell whether another source says the same; empty where there is no other."""
    other_says = False
    for witness in _WITNESSES:
        if witness == source or (witness, source) == ("witness", "htmldate"):
            continue
        other, other_precision = inquiry.ask(witness)
        if other is None:
            continue
        if _same(day, other, precision, other_precision):
            return AGREES
        # An address that names a month before or behind tells of the day on which a folder was made.
        other_says = other_says or other_precision == "day"
    return DISPUTED if other_says else ""


def _same(one: date, other: date, *precisions: str) -> bool:
    if "year" in precisions:
        return one.year == other.year
    if "month" in precisions:
        return (one.year, one.month) == (other.year, other.month)
    return one == other


def _read_selector(root: HtmlElement, selector: str) -> tuple[date | None, str]:
    if not is_selector(selector):
        return None, ""
    for node in islice(select_elements(root, [selector]), 20):
        text = node if isinstance(node, str) else clean_text(node.text_content())
        stated = "" if isinstance(node, str) else (node.get("datetime") or node.get("content") or "")
        if day := read_iso_day(stated) or find_day(text):
            return day, "day"
        found = read_form([text], ("Monat JJJJ",))
        if found[0]:
            return found
    return None, ""


def _read_last(lines: Sequence[str]) -> date | None:
    """Return the day with which a release ends: a line of its own, or in brackets behind the last sentence."""
    for line in reversed(lines[-3:]):
        if len(line) < 40 and is_day(line.strip(" ()[]")):
            return find_day(line)
        end = re.search(r"\(([^()]{6,25})\)\s*$", line)
        if end and is_day(end[1]):
            return find_day(end[1])
    return None


def _guess(clues: Clues) -> date | None:
    """Return htmldate's day, unless nothing but the text of the article names it."""
    # The extensive search loads calendars of all languages, and is rarely needed.
    day = ask_htmldate(clues.root, clues.url, extensive=False) or ask_htmldate(clues.root, clues.url, extensive=True)
    if day is None or day not in find_days(clues.prose):
        return day
    lines = (clean_text(line) for line in islice(clues.root.itertext(), _MOST_LINES) if len(line) <= 2 * _LINE)
    apart = any(line and len(line) <= _LINE and line not in clues.prose and day in find_days(line) for line in lines)
    return day if apart else None


@lru_cache(maxsize=256)
def _compile_form(form: str) -> re.Pattern[str]:
    seen: set[str] = set()
    pieces = []
    for piece in re.split(r"(JJJJ|JJ|TT|MM|Monat|\bT\b|\bM\b)", form):
        part = _FORM_PARTS.get(piece, "")
        name = part[3:].partition(">")[0]
        if part and name not in seen:
            seen.add(name)
            pieces.append(part)
        else:
            pieces.append(r"\s+".join(re.escape(word) for word in re.split(r"\s+", piece)))
    return re.compile(rf"(?<!\d){''.join(pieces)}(?!\d)", re.IGNORECASE)


def _read_form_match(match: re.Match[str]) -> tuple[date | None, str]:
    parts = match.groupdict()
    year = int(parts["y"]) if len(parts["y"]) == 4 else 2000 + int(parts["y"])
    month = int(parts["m"]) if parts.get("m") else MONTHS.get((parts.get("month") or "").lower(), 0)
    if not month and not parts.get("month") and not parts.get("m") and "m" not in parts and "month" not in parts:
        return _bound(date(year, 1, 1)), "year"
    try:
        return _bound(date(year, month, int(parts.get("d") or 1))), "day" if parts.get("d") else "month"
    except ValueError:
        return None, ""


def _bound(day: date) -> date | None:
    return day if day >= EARLIEST else None
