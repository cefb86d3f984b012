"""The page „Über den Bestand“: what is kept of each source since when, and plainly what is missing; from the ledger."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template

from archive.coverage import SiteCoverage, measure_coverage
from webui.histogram import Chart, draw_years
from webui.holdings import Holdings, get_holdings
from webui.languages import gettext as _
from webui.parameters import Question, change_question, link_period

coverage = Blueprint("coverage", __name__)

LONGEST_SILENCE = 6  # months without a release that are told as a gap
MOST_SILENCES = 12


@dataclass(frozen=True, slots=True)
class Silence:
    """Months in a row in which a source published nothing that is kept: first, last (`YYYY-MM`), how many."""

    first: str
    last: str
    months: int


@dataclass(frozen=True, slots=True)
class SiteReport:
    """A source as the page tells it: what was measured, its bars, its silences, the question for its articles."""

    measured: SiteCoverage
    chart: Chart
    silences: tuple[Silence, ...]
    question: Question


@coverage.get("/bestand")
def show_coverage() -> Response:
    """Answer with counts, spans and gaps of every source."""
    holdings = get_holdings()
    measured = recall_coverage(holdings)
    return make_response(
        render_template(
            "coverage.html",
            reports=[report_site(one) for one in measured],
            hidden=len(holdings.hidden()),
            lag=holdings.index_lag(),
        )
    )


def recall_coverage(holdings: Holdings) -> tuple[SiteCoverage, ...]:
    """Return what is kept; measured anew only when an article or a crawl has changed since."""
    newest = holdings.ledger.crawls(1)
    key = (holdings.ledger.last_sequence(), [(crawl.id, crawl.verdict) for crawl in newest])
    kept: dict[str, Any] = current_app.extensions.setdefault("coverage", {})
    if kept.get("key") != key:
        kept["measured"], kept["key"] = measure_coverage(holdings.ledger), key
    measured: tuple[SiteCoverage, ...] = kept["measured"]
    return measured


def report_site(measured: SiteCoverage) -> SiteReport:
    """Return what the page tells of a source."""
    question = change_question(Question(), sites=(measured.site,))
    chart = draw_years(measured.years, lambda first, last: link_period(question, first, last))
    return SiteReport(measured, chart, find_silences(measured.months), question)


def find_silences(months: Mapping[str, int]) -> tuple[Silence, ...]:
    """Return the longest stretches of months without a release between the first and the last, in order."""
    numbers = sorted(int(key[:4]) * 12 + int(key[5:7]) - 1 for key in months if len(key) == 7)
    silences = [
        Silence(_write_month(before + 1), _write_month(after - 1), after - before - 1)
        for before, after in itertools.pairwise(numbers)
        if after - before - 1 >= LONGEST_SILENCE
    ]
    longest = sorted(silences, key=lambda silence: silence.months, reverse=True)[:MOST_SILENCES]
    return tuple(sorted(longest, key=lambda silence: silence.first))


def label_date_source(source: str) -> str:
    """Return where a date was read, in words."""
    return {
        "label": _("im sichtbaren Text der Seite"),
        "title": _("im Titel der Seite"),
        "json-ld": _("in den Angaben für Suchmaschinen"),
        "meta": _("in den Angaben für Suchmaschinen"),
        "time": _("in einer Zeitangabe der Seite"),
        "text": _("nahe der Überschrift, ohne Beschriftung"),
        "listing": _("in der Übersicht der Meldungen"),
        "feed": _("im Feed der Quelle"),
        "import": _("beim Einlesen mitgeliefert"),
        "": _("ohne Datum"),
    }.get(source, source)


def _write_month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
