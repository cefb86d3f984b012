"""The search page: turns a question into results, facets, bars and ways out, and hands them to the template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, make_response, render_template, request

from indexer.records import ABOUT, SearchResult
from webui.filter_fields import Choice
from webui.histogram import Chart, draw_months, draw_years
from webui.holdings import Holdings, get_holdings
from webui.kept_years import recall_years
from webui.labels import count_hits, format_count, format_period, label_state
from webui.languages import gettext as _
from webui.links import link_page, link_quoted
from webui.pager import lay_out_pages
from webui.parameters import Question, link_question, make_period_link, quote_question, read_question
from webui.this_day import ThisDay, recall_this_day
from webui.ways_out import find_meant_city, find_meant_period, find_meant_text, find_ways_out

search = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: what it is, and the address without it."""

    name: str
    value: str
    url: str
    anchor: str


@search.get("/")
@search.get("/suche")
def show_search() -> Response:
    """Answer with the search page: status 400 for what cannot be understood, 404 behind the last page."""
    holdings = get_holdings()
    question = read_question(request.args, make_city_finder(holdings))
    if question.problems:
        page = render_template(
            "search.html",
            question=question,
            result=None,
            status=_("Diese Suche ist so nicht möglich"),
            cities=list_all_cities(holdings, question),
        )
        return make_response(page, 400)
    result = holdings.search(question.query)
    pager = lay_out_pages(result)
    asked = quote_question(question)
    beyond = result.total > 0 and question.query.page > pager.last
    page = render_template(
        "search.html",
        question=question,
        result=result,
        status=tell_status(result, question),
        title=tell_title(result, question),
        chips=list_chips(holdings, question),
        cities=list_cities(holdings, question, result),
        sites=list_sites(holdings, question, result),
        states=list_states(question, result),
        years=list_years(question, result),
        months=list_months(question, result),
        pager=pager,
        asked=asked,
        first_page=link_quoted("search.show_search", asked),
        feed=link_quoted("feeds.send_feed", asked),
        this_day=find_start_extras(holdings, question, result),
        compare=link_comparison(question),
        reach=recall_years(holdings),
        beyond=beyond,
        meant_period=find_meant_period(holdings, question),
        meant_text=find_meant_text(holdings, question, result),
        meant=find_meant_city(holdings, question) if result.total else None,
        ways_out=find_ways_out(holdings, question, result) if result.total == 0 else (),
    )
    response = make_response(page, 404 if beyond else 200)
    response.headers["Server-Timing"] = f"search;dur={result.took_ms:.2f}"
    return response


def find_start_extras(holdings: Holdings, question: Question, result: SearchResult) -> ThisDay | None:
    """Return what earlier years had on this day, on the first page of a question that asks for everything."""
    if question.query.text or question.has_filters or question.query.page > 1:
        return None
    years = frozenset(int(year) for year in result.facets.years if year.isdecimal())
    return recall_this_day(holdings, date.today(), years)


def link_comparison(question: Question) -> str:
    """Return the address of the comparison with this question as its first line; empty where it asks for everything."""
    query = question.query
    parameters = {"q1": query.text, "stadt1": query.cities[:1]}
    kept = {name: value for name, value in parameters.items() if value}
    return link_page("compare.show_comparison", kept) if kept else ""


def make_city_finder(holdings: Holdings) -> Callable[[str], str | None]:
    """Return a function that turns an id or a name of a place into its id, or None."""

    def find_city(value: str) -> str | None:
        place = holdings.place(value.lower()) or holdings.find_place(value)
        return place.id if place else None

    return find_city


def tell_status(result: SearchResult, question: Question) -> str:
    """Return the one line that says what was found; it is read out by screen readers."""
    hits = count_hits(result.total) if result.total else _("Keine Treffer")
    if question.query.text:
        return _("%(hits)s für „%(text)s“", hits=hits, text=question.query.text)
    if question.has_filters:
        return _("%(hits)s mit diesen Filtern", hits=hits)
    return (
        _("Alle %(count)s Meldungen, die neuesten zuerst", count=format_count(result.total)) if result.total else hits
    )


def tell_title(result: SearchResult, question: Question) -> str:
    """Return the first part of the page title."""
    hits = count_hits(result.total) if result.total else _("Keine Treffer")
    return f"{question.query.text} – {hits}" if question.query.text else hits if question.has_filters else _("Suche")


def list_chips(holdings: Holdings, question: Question) -> tuple[Chip, ...]:
    """Return the active filters, each with the address that takes it away."""
    query = question.query
    chips = [
        Chip(
            _("Stadt"),
            holdings.city_name(city),
            link_question(question, cities=tuple(other for other in query.cities if other != city)),
            f"ohne-stadt-{city}",
        )
        for city in query.cities
    ]
    if query.role:
        chips.append(Chip(_("Rolle"), _("handelt davon"), link_question(question, role=""), "ohne-rolle"))
    if question.date_from or question.date_to:
        period = format_period(question.date_from, question.date_to)
        chips.append(Chip(_("Zeit"), period, link_question(question, date_from="", date_to=""), "ohne-zeit"))
    chips += [
        Chip(
            _("Quelle"),
            holdings.site_name(site),
            link_question(question, sites=tuple(other for other in query.sites if other != site)),
            f"ohne-quelle-{site}",
        )
        for site in query.sites
    ]
    chips += [
        Chip(
            _("Status"),
            label_state(state),
            link_question(question, states=tuple(other for other in query.states if other != state)),
            f"ohne-status-{state}",
        )
        for state in query.states
    ]
    if not query.widen:
        chips.append(Chip(_("Namen"), _("nur wie geschrieben"), link_question(question, widen=True), "ohne-genau"))
    return tuple(chips)


def list_cities(holdings: Holdings, question: Question, result: SearchResult) -> tuple[Choice, ...]:
    """Return the cities that occur, most frequent first; a ticked one stays even where nothing is left of it."""
    query = question.query
    counts = result.facets.cities_about if query.role == ABOUT else result.facets.cities
    values = {city for city, count in counts.items() if count} | set(query.cities)
    places = holdings.gazetteer
    names = {city: place.name if (place := places.place(city)) else city for city in values}
    ranked = sorted(names.items(), key=lambda pair: (-counts.get(pair[0], 0), pair[1]))
    added = result.facets.cities_added
    return tuple(
        Choice(city, name, added.get(city, 0), False, adds=True)
        if query.cities and city not in query.cities
        else Choice(city, name, counts.get(city, 0), city in query.cities)
        for city, name in ranked
    )


def list_all_cities(holdings: Holdings, question: Question) -> tuple[Choice, ...]:
    """Return all places without counts, for the form of a question that could not be answered."""
    ticked = question.query.cities
    return tuple(Choice(place.id, place.name, -1, place.id in ticked) for place in holdings.gazetteer.places)


def list_sites(holdings: Holdings, question: Question, result: SearchResult) -> tuple[Choice, ...]:
    """Return the sources; nothing where there is but one, for then there is nothing to choose."""
    counts, ticked = result.facets.sites, question.query.sites
    values = {site for site, count in counts.items() if count} | set(ticked)
    if len(values) < 2 and not ticked:
        return ()
    return tuple(
        Choice(
            site,
            holdings.site_name(site),
            counts.get(site, 0),
            site in ticked,
            adds=site not in ticked and bool(ticked),
        )
        for site in sorted(values)
    )


def list_states(question: Question, result: SearchResult) -> tuple[Choice, ...]:
    """Return the states that occur; nothing where all articles are online."""
    counts, ticked = result.facets.states, question.query.states
    values = {state for state, count in counts.items() if count} | set(ticked)
    if values <= {"live"} and not ticked:
        return ()
    choices = [
        Choice(
            state, label_state(state), counts.get(state, 0), state in ticked, adds=state not in ticked and bool(ticked)
        )
        for state in values
    ]
    return tuple(sorted(choices, key=lambda choice: (-choice.count, choice.label)))


def list_years(question: Question, result: SearchResult) -> Chart:
    """Return the bars per year."""
    return draw_years(
        result.facets.years,
        make_period_link(question),
        one_year(question),
    )


def list_months(question: Question, result: SearchResult) -> Chart:
    """Return the bars per month where one calendar year is asked for, else none."""
    if not result.facets.months or not question.query.date_from:
        return Chart()
    return draw_months(
        result.facets.months,
        f"{question.query.date_from.year:04d}",
        make_period_link(question),
        question.date_from if question.date_from == question.date_to else "",
    )


def one_year(question: Question) -> str:
    """Return the year where the whole period lies within one, else an empty text."""
    start, end = question.query.date_from, question.query.date_to
    return f"{start.year:04d}" if start and end and start.year == end.year else ""
