"""The pages of the partner cities: facts from the gazetteer, coverage from the index, the Städtekompass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, make_response, render_template, request

from archive.records import Place, Tie
from webui.compass import draw_compass, measure_way
from webui.histogram import draw_years
from webui.holdings import Coverage, Holdings, get_holdings
from webui.labels import label_country
from webui.languages import gettext as _
from webui.parameters import Question, change_question, link_period

cities = Blueprint("cities", __name__)

JUBILEE_STEP = 5  # years: the steps that are celebrated
SORT_KEYS = ("name", "land", "seit", "artikel", "zuletzt", "jubilaeum")


@dataclass(frozen=True, slots=True)
class Jubilee:
    """The next round anniversary of a tie: how many years, on which day; `exact` where the day itself is known."""

    years: int
    day: date
    exact: bool = True


@dataclass(frozen=True, slots=True)
class CityRow:
    """A city in the table: its entry, its first tie, its coverage (None without an index), its next jubilee."""

    place: Place
    tie: Tie | None
    since: date | None
    coverage: Coverage | None
    jubilee: Jubilee | None


@cities.get("/staedte")
def list_cities() -> Response:
    """Answer with the table of all cities, sorted as asked, and the chart."""
    holdings = get_holdings()
    today = date.today()
    sort = request.args.get("sortierung", "name")
    if sort not in SORT_KEYS:
        sort = "name"
    rows = [describe_city(holdings, place, today) for place in holdings.gazetteer.places]
    counts = {row.place.id: row.coverage.total for row in rows if row.coverage}
    home = holdings.gazetteer.home
    page = render_template(
        "cities.html",
        rows=sort_rows(rows, sort),
        sort=sort,
        home=home,
        compass=draw_compass(home.latitude, home.longitude, [row.place for row in rows], counts),
        indexed=all(row.coverage is not None for row in rows),
    )
    return make_response(page)


@cities.get("/stadt/<city>")
def show_city(city: str) -> Response:
    """Answer with the page of one city; it is of use even where no article names it."""
    holdings = get_holdings()
    place = holdings.place(city)
    if place is None:
        abort(404, _("Diese Stadt steht nicht im Verzeichnis."))
    today = date.today()
    coverage = holdings.coverage(place.id, newest=10)
    question = change_question(Question(), cities=(place.id,))
    home = holdings.gazetteer.home
    kilometres, _bearing = measure_way(home.latitude, home.longitude, place.latitude, place.longitude)
    page = render_template(
        "city.html",
        place=place,
        home=home,
        row=describe_city(holdings, place, today, coverage),
        coverage=coverage,
        question=question,
        kilometres=round(kilometres),
        years=draw_years(
            coverage.years if coverage else {},
            lambda first, last: link_period(question, first, last),
        ),
        silence=count_silent_months(coverage, today),
    )
    return make_response(page)


def describe_city(holdings: Holdings, place: Place, today: date, coverage: Coverage | None = None) -> CityRow:
    """Return what the table says of a city."""
    tie = place.ties[0] if place.ties else None
    since = place.charter or (tie.since if tie else None)
    return CityRow(
        place=place,
        tie=place.ties[-1] if place.ties else None,
        since=since,
        coverage=coverage or holdings.coverage(place.id),
        jubilee=find_jubilee(since, today, exact=is_exact(place)) if since and is_celebrated(place) else None,
    )


def is_celebrated(place: Place) -> bool:
    """True where the tie has not been suspended or ended: nobody plans the jubilee of a partnership that rests."""
    return not place.ties or place.ties[-1].status == "active"


def is_exact(place: Place) -> bool:
    """True where the day of the beginning is known, and not only its year."""
    return place.charter is not None or bool(place.ties and place.ties[0].precision == "day")


def find_jubilee(since: date, today: date, *, exact: bool = True) -> Jubilee:
    """Return the next anniversary that is a multiple of five years, today included."""
    years = max(JUBILEE_STEP, -(-(today.year - since.year) // JUBILEE_STEP) * JUBILEE_STEP)
    day = _add_years(since, years)
    if day < today:
        years += JUBILEE_STEP
        day = _add_years(since, years)
    return Jubilee(years, day, exact)


def count_silent_months(coverage: Coverage | None, today: date) -> int:
    """Return how many full months have passed since the newest dated article; 0 where there is none."""
    newest = next((hit.published for hit in coverage.newest if hit.published), None) if coverage else None
    if newest is None:
        return 0
    months = (today.year - newest.year) * 12 + today.month - newest.month - (1 if today.day < newest.day else 0)
    return max(0, months)


def sort_rows(rows: list[CityRow], sort: str) -> list[CityRow]:
    """Return the rows in the asked order; what is unknown comes last."""
    far = date.max
    if sort == "land":
        return sorted(rows, key=lambda row: (label_country(row.place.country), row.place.name))
    if sort == "seit":
        return sorted(rows, key=lambda row: (row.since or far, row.place.name))
    if sort == "artikel":
        return sorted(rows, key=lambda row: (-(row.coverage.total if row.coverage else 0), row.place.name))
    if sort == "zuletzt":
        return sorted(rows, key=lambda row: newest_day(row) or date.min, reverse=True)
    if sort == "jubilaeum":
        return sorted(rows, key=lambda row: (row.jubilee.day if row.jubilee else far, row.place.name))
    return sorted(rows, key=lambda row: row.place.name.casefold())


def newest_day(row: CityRow) -> date | None:
    """Return the day of the newest article of a row, or None."""
    return next((hit.published for hit in row.coverage.newest if hit.published), None) if row.coverage else None


def _add_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February is celebrated on the 28th
        return day.replace(year=day.year + years, day=28)
