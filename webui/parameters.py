"""Reads a question from the parameters of an address and writes it back: the address holds the whole state."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from archive.records import STATES
from indexer.query_values import read_period
from indexer.records import ABOUT, SORTS, Query
from webui.languages import gettext as _
from webui.links import link_page

PAGE_SIZES = (10, 25, 50, 100)
DEFAULT_PAGE_SIZE = 25
LARGEST_PAGE_SIZE = 100
LONGEST_TEXT = 1000  # characters; beyond it nobody types, and every word costs a look-up
MOST_VALUES = 50  # of one repeated parameter
LAST_PAGE = 10**9  # any page number above is as wrong as this one, and this one fits every integer type

# The columns of the table of results; the last two are given to those who ask for them.
CSV_FIELDS = (
    "id", "datum", "titel", "staedte", "status", "fassungen", "quelle", "url", "archiv", "warum", "vorspann", "zitat",
)  # fmt: skip

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_SITE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that cannot be understood, and a sentence in the language of the page that says so."""

    parameter: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Question:
    """A query with what was typed into the date fields, and what could not be understood."""

    query: Query = field(default_factory=Query)
    date_from: str = ""
    date_to: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def has_filters(self) -> bool:
        """True where anything beside the text narrows the result."""
        query = self.query
        return bool(query.cities or query.role or self.date_from or self.date_to or query.sites or query.states)

    def list_parameters(self, *, page: bool = True) -> dict[str, Any]:
        """Return the parameters that ask this question again, without those that have their default."""
        query = self.query
        parameters: dict[str, Any] = {
            "q": query.text,
            "stadt": list(query.cities),
            "rolle": query.role,
            "von": self.date_from,
            "bis": self.date_to,
            "quelle": list(query.sites),
            "status": list(query.states),
            "genau": "" if query.widen else "1",
            "sort": query.sort,
            "pro_seite": query.per_page if query.per_page != DEFAULT_PAGE_SIZE else "",
            "seite": query.page if page and query.page > 1 else "",
        }
        return {name: value for name, value in parameters.items() if value}


def read_question(args: MultiDict[str, str], find_city: Callable[[str], str | None]) -> Question:
    """Return the question that these parameters ask; what cannot be understood is left out and told in `problems`.

    `find_city` turns an id or a name into the id of a place, or None.
    """
    problems: list[Problem] = []

    def complain(parameter: str, sentence: str) -> None:
        problems.append(Problem(parameter, sentence))

    text = clean_text(args.get("q", ""))
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
        complain("q", _("Die Suchanfrage ist zu lang: höchstens %(most)s Zeichen.", most=LONGEST_TEXT))
    cities: list[str] = []
    for value in _read_values(args, "stadt"):
        city = find_city(value)
        if city is None:
            complain("stadt", _("Die Stadt „%(value)s“ steht nicht im Verzeichnis.", value=_shorten(value)))
        elif city not in cities:
            cities.append(city)
    states = [value for value in _read_values(args, "status") if value in STATES]
    for value in _read_values(args, "status"):
        if value not in STATES:
            complain("status", _("Den Status „%(value)s“ gibt es nicht.", value=_shorten(value)))
    sites = [value for value in _read_values(args, "quelle") if _SITE.fullmatch(value)]
    for value in _read_values(args, "quelle"):
        if not _SITE.fullmatch(value):
            complain("quelle", _("Die Quelle „%(value)s“ gibt es nicht.", value=_shorten(value)))
    role = clean_text(args.get("rolle", ""))
    if role not in ("", ABOUT):
        complain("rolle", _("Die Rolle „%(value)s“ gibt es nicht; möglich ist about.", value=_shorten(role)))
        role = ""
    sort = clean_text(args.get("sort", ""))
    if sort and sort not in SORTS:
        complain("sort", _("Die Sortierung „%(value)s“ gibt es nicht.", value=_shorten(sort)))
        sort = ""
    exact = clean_text(args.get("genau", ""))
    if exact not in ("", "0", "1"):
        complain("genau", _("Bei „genau“ ist 0 oder 1 möglich, nicht „%(value)s“.", value=_shorten(exact)))
    typed_from, date_from = _read_date(args, "von", complain, last=False)
    typed_to, date_to = _read_date(args, "bis", complain, last=True)
    if date_from and date_to and date_from > date_to:
        complain("von", _("Der Zeitraum endet vor seinem Anfang."))
        date_from = date_to = None
    query = Query(
        text=text,
        cities=tuple(cities),
        role=role,
        date_from=date_from,
        date_to=date_to,
        sites=tuple(dict.fromkeys(sites)),
        states=tuple(dict.fromkeys(states)),
        sort=sort,
        page=_read_number(args, "seite", 1, LAST_PAGE, complain),
        per_page=_read_number(args, "pro_seite", DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE, complain),
        widen=exact != "1",
    )
    return Question(query, typed_from, typed_to, tuple(problems))


def change_question(question: Question, **changes: Any) -> Question:
    """Return the question with fields of its query changed, on page 1 unless a page is given.

    `date_from` and `date_to` are given as typed (`2015`, `2015-06`); an empty text takes them away.
    """
    typed_from = str(changes.pop("date_from", question.date_from))
    typed_to = str(changes.pop("date_to", question.date_to))
    changes.setdefault("page", 1)
    query = replace(
        question.query,
        date_from=parse_date(typed_from, last=False) if typed_from else None,
        date_to=parse_date(typed_to, last=True) if typed_to else None,
        **changes,
    )
    return Question(query, typed_from, typed_to)


def quote_question(question: Question) -> str:
    """Return the parameters that ask this question again, without its page, as they stand in an address."""
    return urlencode(question.list_parameters(page=False), doseq=True)


def link_question(question: Question, endpoint: str = "search.show_search", **changes: Any) -> str:
    """Return the address that asks this question with the given changes."""
    changed = change_question(question, **changes) if changes else question
    return link_page(endpoint, changed.list_parameters(page=endpoint == "search.show_search"))


def link_period(question: Question, first: str, last: str) -> str:
    """Return the address that asks this question for another period, given as years or months."""
    return make_period_link(question)(first, last)


def make_period_link(question: Question) -> Callable[[str, str], str]:
    """Return a function that gives the address that asks this question for another period, given as years or months."""
    parameters = question.list_parameters(page=False)
    rest = {name: value for name, value in parameters.items() if name not in ("von", "bis")}
    address = link_page("search.show_search", rest)
    # A chart has dozens of bars: years and months need no quoting.
    begin = address + ("&" if "?" in address else "?") + "von="
    return lambda first, last: f"{begin}{first}&bis={last}"


def parse_date(text: str, *, last: bool) -> date:
    """Return the first or last day of what a person wrote: 2015, 2015-06, 2015-06-03 or 03.06.2015.

    Raises ValueError where it is none of these, or no day of the calendar.
    """
    period = read_period(text)
    day = period[last] if period else None
    if day is None:
        raise ValueError(text)
    return day


def clean_text(text: str) -> str:
    """Return the text without control characters and lone surrogates, which no page may carry and no index holds."""
    return _UNPRINTABLE.sub(" ", text).strip()


def _read_values(args: MultiDict[str, str], name: str) -> list[str]:
    values = (clean_text(value) for value in args.getlist(name)[:MOST_VALUES])
    return [value for value in values if value]


def _read_date(
    args: MultiDict[str, str], name: str, complain: Callable[[str, str], None], *, last: bool
) -> tuple[str, date | None]:
    typed = clean_text(args.get(name, ""))
    if not typed:
        return "", None
    try:
        return typed, parse_date(typed, last=last)
    except ValueError:
        complain(
            name,
            _(
                "„%(value)s“ ist kein Datum. So geht es: 2015, 2015-06, 2015-06-03 oder 03.06.2015.",
                value=_shorten(typed),
            ),
        )
        return _shorten(typed), None


def _read_number(
    args: MultiDict[str, str], name: str, default: int, most: int, complain: Callable[[str, str], None]
) -> int:
    typed = clean_text(args.get(name, ""))
    if not typed:
        return default
    # The length is looked at first: turning a million digits into a number takes seconds.
    if re.fullmatch(r"[0-9]{1,4000}", typed) and int(typed[:12]) >= 1:
        number = int(typed[:12])
        if number <= most or name == "seite":
            return min(number, most)
    complain(
        name,
        _("„%(value)s“ ist keine Zahl von 1 bis %(most)s.", value=_shorten(typed), most=most),
    )
    return default


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
