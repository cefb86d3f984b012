"""Words for what the records say in codes: states, roles, ties, verdicts, countries; in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date as format_date_plain
from babel.numbers import format_decimal as format_decimal_plain
from flask_babel import format_date, format_datetime, format_decimal, get_locale, to_user_timezone

from archive.delisting import DELIST
from archive.place_records import Tie
from archive.records import Article
from indexer.query_values import read_period
from indexer.records import ABOUT
from webui.languages import current_language, ngettext
from webui.languages import gettext as _

# European readers have the day before the month.
_LONG_DAYS = {"en": "d MMMM yyyy"}


def _once_a_language(make: Callable[[], dict[str, str]]) -> Callable[[], dict[str, str]]:
    """Let a table of words be made once for each language: a page looks up dozens of them."""
    made: dict[str, dict[str, str]] = {}

    def give() -> dict[str, str]:
        language = current_language()
        if language not in made:
            made[language] = make()
        return made[language]

    return give


def label_state(state: str) -> str:
    """Return what the state of an article means for a reader."""
    return _name_states().get(state, state)


def ask_why(city: str) -> str:
    """Return the question why an article bears this city, by its name."""
    return _ask_why(city, current_language())


@lru_cache(maxsize=1000)
def _ask_why(city: str, language: str) -> str:
    # A page of hits asks it dozens of times, about the same few cities; `language` tells the answers apart.
    return _("Warum %(city)s?", city=city)


def label_delisting(action: str) -> str:
    """Return what was decided on showing an article to the public."""
    return _("nicht mehr anzeigen") if action == DELIST else _("wieder anzeigen")


def label_role(role: str) -> str:
    """Return how an article has to do with a city."""
    return _("handelt davon") if role == ABOUT else _("erwähnt")


def label_sort(sort: str) -> str:
    """Return the name of an order of results."""
    return {"relevanz": _("Relevanz"), "neueste": _("Neueste zuerst"), "aelteste": _("Älteste zuerst")}.get(sort, sort)


def label_tie(kind: str) -> str:
    """Return the kind of a tie between two cities."""
    return {
        "Partnerschaft": _("Partnerschaft"),
        "Freundschaft": _("Freundschaft"),
        "Kontakt": _("Kontakt"),
        "Projektpartnerschaft": _("Projektpartnerschaft"),
    }.get(kind, kind)


def label_tie_status(tie: Tie) -> str:
    """Return whether a tie is active, rests or has ended, and since when."""
    if tie.status == "suspended":
        return _("ruht seit %(day)s", day=format_since(tie)) if tie.since else _("ruht")
    if tie.status == "ended":
        return _("beendet am %(day)s", day=format_day(tie.until)) if tie.until else _("beendet")
    return _("aktiv")


def label_file_error(error: str) -> str:
    """Return why the text of a file could not be read, or not all of it."""
    if "encrypted" in error:
        return _("Die Datei ist verschlüsselt.")
    if "no text" in error:
        return _("Die Datei enthält keinen Text, wie eingescannte Seiten.")
    if error.startswith("only"):
        return _("Nur der Anfang der Datei wurde gelesen.")
    return _("Der Text der Datei ließ sich nicht lesen.")


VERDICT_SIGNS = {"running": "…", "ok": "✔", "nothing new": "–", "suspicious": "!", "failed": "✖", "imported": "↧"}


def label_verdict(verdict: str) -> str:
    """Return the verdict on a crawl."""
    return {
        "running": _("läuft"),
        "ok": _("in Ordnung"),
        "nothing new": _("nichts Neues"),
        "suspicious": _("auffällig"),
        "failed": _("fehlgeschlagen"),
        "imported": _("aus fremdem Bestand"),
    }.get(verdict, verdict)


def label_count(name: str) -> str:
    """Return what one of the counts of a crawl counts."""
    return {
        "pages": _("Seiten geholt"),
        "found": _("Artikel gefunden"),
        "new": _("neu"),
        "changed": _("geändert"),
        "unchanged": _("unverändert"),
        "missing": _("nicht gefunden"),
        "gone": _("verschwunden"),
        "back": _("wieder da"),
        "moved": _("umgezogen"),
        "failed": _("Fehler"),
    }.get(name, name)


def label_change(kind: str) -> str:
    """Return what happened to an article."""
    return {
        "new": _("neu"),
        "changed": _("geändert"),
        "gone": _("verschwunden"),
        "moved": _("umgezogen"),
        "back": _("wieder da"),
        "missing": _("nicht gefunden"),
    }.get(kind, kind)


def label_finding(kind: str) -> str:
    """Return of what kind a change of the text is."""
    return {
        "fact": _("Angabe geändert"),
        "added": _("Absatz ergänzt"),
        "removed": _("Absatz gestrichen"),
        "wording": _("Wortlaut geändert"),
        "spelling": _("Schreibweise geändert"),
    }.get(kind, kind)


def label_field(name: str) -> str:
    """Return the name of a column of the table of results."""
    return _name_fields().get(name, name)


def label_country(code: str) -> str:
    """Return the name of a country by its ISO 3166-1 alpha-2 code."""
    locale = get_locale()
    return str(locale.territories.get(code, code)) if locale else code


def label_published(article: Article) -> str:
    """Return the day, month or year an article was published on, as exactly as it is known."""
    if article.published is None:
        return _("ohne Datum")
    pattern = {"year": "yyyy", "month": "MMMM yyyy"}.get(article.published_precision)
    return str(format_date(article.published, pattern)) if pattern else format_day(article.published)


def format_day(day: date | datetime | None) -> str:
    """Return a day as it is written out: 3. Juni 2015, 3 June 2015."""
    if isinstance(day, datetime):
        day = to_user_timezone(day).date()  # the day of a moment depends on the time zone
    return _write_day(day, current_language()) if day else ""


def format_month(day: date) -> str:
    """Return the month of a day: März 2026."""
    return str(format_date(day, "MMMM yyyy"))


def format_month_short(day: date) -> str:
    """Return the month of a day as short as calendars have it, without the year: Mär."""
    return str(format_date(day, "LLL"))


def format_moment(moment: datetime) -> str:
    """Return a moment to the minute in the time zone of the pages: 3. März 2026, 05:00."""
    return f"{format_day(moment)}, {format_datetime(moment, 'HH:mm')}"


def format_since(tie: Tie) -> str:
    """Return the beginning of a tie as exactly as it is known; an empty text where it is not."""
    if tie.since is None:
        return ""
    return str(tie.since.year) if tie.precision == "year" else format_day(tie.since)


def format_period(date_from: str, date_to: str) -> str:
    """Return a period in words; its ends are years, months (2015-06) or days as a person typed them."""
    date_from, date_to = _write_end(date_from), _write_end(date_to)
    if date_from and date_from == date_to:
        return date_from
    if date_from and date_to:
        return f"{date_from} – {date_to}"
    return _("ab %(day)s", day=date_from) if date_from else _("bis %(day)s", day=date_to)


def _write_end(typed: str) -> str:
    first, last = read_period(typed) or (None, None)
    if first is None or last is None or ((first.day, first.month) == (1, 1) and last.month == 12):
        return typed
    return format_day(first) if first == last else format_month(first)


def count_articles(number: int) -> str:
    """Return a number of articles in words."""
    return str(ngettext("%(count)s Artikel", "%(count)s Artikel", number, count=format_count(number)))


def count_hits(number: int) -> str:
    """Return a number of hits in words."""
    return _count_hits(number, current_language())


def bind_hit_counter() -> Callable[[int], str]:
    """Return `count_hits` for the language of this request: a chart asks it for each bar."""
    language = current_language()
    return lambda number: _count_hits(number, language)


@lru_cache(maxsize=10_000)
def _count_hits(number: int, language: str) -> str:
    # Each bar of a chart says it; `language` tells the answers apart.
    return str(ngettext("%(count)s Treffer", "%(count)s Treffer", number, count=format_count(number)))


def format_number(number: float) -> str:
    """Return a number that need not be whole with the separators of the language."""
    return str(format_decimal(number))


def format_count(number: int) -> str:
    """Return a number with the separators of the language."""
    return str(number) if 0 <= number < 1000 else _write_number(number, current_language())


@lru_cache(maxsize=10_000)
def _write_day(day: date, locale: str) -> str:
    # A page of hits writes dozens of days, and the same ones again and again.
    return format_date_plain(day, _LONG_DAYS.get(locale, "long"), locale=locale)


@lru_cache(maxsize=10_000)
def _write_number(number: int, locale: str) -> str:
    return str(format_decimal_plain(number, locale=locale))


@_once_a_language
def _name_states() -> dict[str, str]:
    return {
        "live": _("online"),
        "missing": _("zuletzt nicht gefunden"),
        "gone": _("nicht mehr online"),
        "moved": _("umgezogen"),
        "back": _("wieder online"),
    }


@_once_a_language
def _name_fields() -> dict[str, str]:
    return {
        "id": _("Kennung"),
        "datum": _("Datum"),
        "titel": _("Überschrift"),
        "staedte": _("Städte"),
        "status": _("Zustand"),
        "fassungen": _("Fassungen"),
        "quelle": _("Quelle"),
        "url": _("Adresse"),
        "archiv": _("Adresse im Archiv"),
        "warum": _("Warum diese Städte (Adressen)"),
        "vorspann": _("Vorspann"),
        "zitat": _("Zitat"),
    }
