"""The comparison: two cities or two questions over the years in one chart, with the table beside it and a link for each point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from archive.place_records import Place
from indexer.records import Query
from webui.holdings import Holdings, get_holdings
from webui.languages import gettext as _
from webui.line_chart import draw_lines
from webui.links import link_page
from webui.parameters import Question, link_period, link_question, read_question
from webui.search_page import make_city_finder

compare = Blueprint("compare", __name__)

SIDES = ("1", "2")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two things compared: its number, what is asked, its name, its articles in all and per year."""

    number: str
    question: Question
    name: str = ""
    total: int = 0
    years: Mapping[int, int] | None = None
    undated: int = 0


@compare.get("/vergleich")
def show_comparison() -> Response:
    """Answer with the chart of what `q1`, `stadt1`, `q2`, `stadt2` ask for; status 400 for what cannot be understood."""
    holdings = get_holdings()
    sides = [read_side(holdings, number) for number in SIDES]
    problems = tuple(dict.fromkeys(problem.sentence for side in sides for problem in side.question.problems))
    asked = [] if problems else [ask_side(holdings, side) for side in sides if is_asked(side.question)]
    share = request.args.get("anteil") == "1"
    totals = read_years(holdings.search(Query(per_page=1)).facets.years) if share and asked else None
    series = [(side.name, side.years or {}, make_year_link(side.question)) for side in asked]
    chart = draw_lines(series, totals)
    page = render_template(
        "compare.html",
        sides=sides,
        asked=asked,
        problems=problems,
        chart=chart,
        share=share,
        places=sorted(holdings.gazetteer.places, key=lambda place: place.name.casefold()),
        link_all=link_question,
        other_scale=link_scale(share),
        examples=list_examples(holdings) if not asked and not problems else (),
    )
    return make_response(page, 400 if problems else 200)


def read_side(holdings: Holdings, number: str) -> Side:
    """Return what one side asks for; its parameters carry its number."""
    args: MultiDict[str, str] = MultiDict({"q": request.args.get(f"q{number}", "")})
    args.setlist("stadt", request.args.getlist(f"stadt{number}"))
    question = read_question(args, make_city_finder(holdings))
    return Side(number, question, name_side(holdings, question))


def ask_side(holdings: Holdings, side: Side) -> Side:
    """Return the side with its counts."""
    result = holdings.search(replace(side.question.query, per_page=1))
    return replace(side, total=result.total, years=read_years(result.facets.years), undated=result.facets.undated)


def is_asked(question: Question) -> bool:
    """True where a side asks for anything; nothing at all would be the whole archive, which is no comparison."""
    return bool(question.query.text or question.query.cities)


def make_year_link(question: Question) -> Callable[[int], str]:
    """Return what turns a year into the address of this question in it."""
    return lambda year: link_period(question, str(year), str(year))


def name_side(holdings: Holdings, question: Question) -> str:
    """Return a name for a side: its text in quotation marks, its cities, or both."""
    cities = " / ".join(holdings.city_name(city) for city in question.query.cities)
    text = _("„%(text)s“", text=question.query.text) if question.query.text else ""
    return _("%(text)s zu %(cities)s", text=text, cities=cities) if text and cities else text or cities


def read_years(counts: Mapping[str, int]) -> dict[int, int]:
    """Return counts per year with the years as numbers."""
    return {int(year): count for year, count in counts.items() if year.isdecimal()}


def link_scale(share: bool) -> str:
    """Return the address of this comparison in the other scale."""
    parameters = {name: request.args.getlist(name) for side in SIDES for name in (f"q{side}", f"stadt{side}")}
    kept = {name: values for name, values in parameters.items() if any(values)}
    return link_page("compare.show_comparison", kept | ({} if share else {"anteil": "1"}))


def list_examples(holdings: Holdings) -> tuple[tuple[str, str], ...]:
    """Return two comparisons to begin with, as name and address: of the cities that most is written about."""
    counts = holdings.search(Query(per_page=1)).facets.cities
    known: list[Place] = [place for city in counts if (place := holdings.place(city))]
    most = sorted(known, key=lambda place: -counts[place.id])[:3]
    pairs = [(most[0], other) for other in most[1:]] if len(most) > 1 else []
    return tuple(
        (
            _("%(one)s und %(other)s", one=one.name, other=other.name),
            link_page("compare.show_comparison", {"stadt1": one.id, "stadt2": other.id}),
        )
        for one, other in pairs
    )
