"""The pages of the partner cities: facts from the gazetteer, coverage from the index, the Städtekompass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from archive.place_records import Place, Tie
from indexer.errors import IndexDamagedError, IndexMissingError
from indexer.records import Query
from webui.city_history import count_months, list_moments
from webui.compass import draw_compass, measure_way
from webui.histogram import draw_years
from webui.holdings import Holdings, get_holdings
from webui.jubilees import Jubilee, find_beginning, find_last, find_next
from webui.labels import label_country
from webui.languages import gettext as _
from webui.parameters import Question, change_question, link_period, link_question
from webui.records import Coverage

cities = Blueprint("cities", __name__)

MOST_TOGETHER = 10
AROUND = timedelta(days=183)  # before and after a jubilee: what is written of it
SORT_KEYS = ("name", "land", "seit", "artikel", "zuletzt", "jubilaeum")


@dataclass(frozen=True, slots=True)
class CityRow:
    """A city in the table: its entry, its first tie, its coverage (None without an index), its next jubilee."""

    place: Place
    tie: Tie | None
    since: date | None
    coverage: Coverage | None
    jubilee: Jubilee | None


@dataclass(frozen=True, slots=True)
class Together:
    """A place that is named together with another: its id, in how many articles, and the address of these."""

    city: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """What was written around a jubilee: which one, how many articles, and their address."""

    jubilee: Jubilee
    total: int
    url: str


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
    main = holdings.cities.main_home
    page = render_template(
        "cities.html",
        rows=sort_rows(rows, sort),
        sort=sort,
        home=holdings.gazetteer.home,
        middle=main,
        compass=draw_compass(main.latitude, main.longitude, [row.place for row in rows], counts),
        indexed=all(row.coverage is not None for row in rows),
    )
    return make_response(page)


@cities.get("/stadt/<city>")
def show_city(city: str) -> Response:
    """Answer with the page of one city; it is of use even where no article names it."""
    holdings = get_holdings()
    place = holdings.place(city)
    if place is None:
        if named := holdings.find_place(city):
            # An address that was typed with a name; the id is the one that lasts.
            abort(redirect(url_for("cities.show_city", city=named.id, lang=request.args.get("lang"))))
        abort(404, _("Diese Stadt steht nicht im Verzeichnis."))
    today = date.today()
    coverage = holdings.coverage(place.id, newest=10)
    question = change_question(Question(), cities=(place.id,))
    home = holdings.home_of(place.id)
    kilometres, _bearing = measure_way(home.latitude, home.longitude, place.latitude, place.longitude)
    row = describe_city(holdings, place, today, coverage)
    coming = (row.jubilee.day, row.jubilee.years, row.jubilee.exact) if row.jubilee else None
    page = render_template(
        "city.html",
        place=place,
        home=home,
        row=row,
        moments=list_moments(place, holdings.list_days(place.id), *find_ends(coverage), coming),
        together=list_together(holdings, place),
        dossier=find_dossier(holdings, place, today),
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


def list_together(holdings: Holdings, place: Place) -> tuple[Together, ...]:
    """Return the other places that articles on this one name as well, the most frequent first."""
    text = f"stadt:{place.id}"
    try:
        counts = holdings.search(Query(text=text, per_page=1)).facets.cities
    except (IndexMissingError, IndexDamagedError):
        return ()
    others = sorted(((count, city) for city, count in counts.items() if city != place.id and count), reverse=True)
    return tuple(
        Together(city, count, link_question(change_question(Question(), text=text, cities=(city,))))
        for count, city in others[:MOST_TOGETHER]
    )


def find_dossier(holdings: Holdings, place: Place, today: date) -> Dossier | None:
    """Return the way to what was written around the last jubilee, or None where nothing was."""
    last = find_last(place, today)
    if last is None:
        return None
    first, final = (
        (last.day - AROUND, last.day + AROUND) if last.exact else (last.day, last.day.replace(month=12, day=31))
    )
    question = change_question(
        Question(), cities=(place.id,), date_from=first.isoformat(), date_to=final.isoformat(), sort="aelteste"
    )
    try:
        total = holdings.search(replace(question.query, per_page=1)).total
    except (IndexMissingError, IndexDamagedError):
        return None
    return Dossier(last, total, link_question(question)) if total else None


def describe_city(holdings: Holdings, place: Place, today: date, coverage: Coverage | None = None) -> CityRow:
    """Return what the table says of a city."""
    return CityRow(
        place=place,
        tie=place.ties[-1] if place.ties else None,
        since=find_beginning(place),
        coverage=coverage or holdings.coverage(place.id),
        jubilee=find_next(place, today),
    )


def find_ends(coverage: Coverage | None) -> tuple[tuple[date, str] | None, tuple[date, str] | None]:
    """Return day and id of the first and of the last article with a day; None where there is none."""
    hits = [coverage.oldest, *coverage.newest[:1]] if coverage else []
    ends = [(hit.published, hit.id) if hit and hit.published else None for hit in hits]
    return (ends[0], ends[1]) if len(ends) > 1 else (None, None)


def count_silent_months(coverage: Coverage | None, today: date) -> int:
    """Return how many full months have passed since the newest dated article; 0 where there is none."""
    newest = next((hit.published for hit in coverage.newest if hit.published), None) if coverage else None
    if newest is None:
        return 0
    return count_months(newest, today)


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
