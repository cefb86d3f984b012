"""The pages about the archive itself: help with live examples, imprint, privacy, accessibility, favicon."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, make_response, render_template

from indexer.errors import IndexDamagedError, IndexMissingError
from indexer.records import Query
from webui.holdings import Holdings, get_holdings
from webui.languages import current_language
from webui.languages import gettext as _
from webui.own_pages import find_own_page
from webui.parameters import Question, change_question, link_question
from webui.query_examples import QueryExample, list_example_groups

info = Blueprint("info", __name__)

ROBOTS = ("User-agent: *", "Disallow: /suche", "Disallow: /vergleich", "Disallow: /memento/", "Disallow: /timegate/",
          "Disallow: /timemap/", "Disallow: /artikel/*/kopie", "Disallow: /export.", "Disallow: /api/")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """An example of the help page: what is typed, what it means, where it leads, how many articles it finds."""

    typed: str
    meaning: str
    url: str
    count: int | None


@info.get("/hilfe")
def show_help() -> Response:
    """Answer with the help page; its examples are run, so that their counts are true."""
    return make_response(render_template("help.html", examples=list_examples(get_holdings())))


@info.get("/impressum")
def show_imprint() -> Response:
    """Answer with the imprint: the operator's, or a template to be filled."""
    return show_own("impressum", _("Impressum"), "imprint.html")


@info.get("/datenschutz")
def show_privacy() -> Response:
    """Answer with the privacy notice: the operator's, or a template to be filled."""
    return show_own("datenschutz", _("Datenschutz"), "privacy.html")


@info.get("/barrierefreiheit")
def show_accessibility() -> Response:
    """Answer with the accessibility statement: the operator's, or a template to be filled."""
    return show_own("barrierefreiheit", _("Erklärung zur Barrierefreiheit"), "accessibility.html")


@info.get("/leichte-sprache")
def show_plain_language() -> Response:
    """Answer with the page in plain language that the operator wrote; status 404 as long as there is none."""
    return show_own("leichte-sprache", _("Leichte Sprache"), "")


def show_own(name: str, heading: str, template: str) -> Response:
    """Answer with a page of the operator's, or with the template that stands in for it."""
    page = find_own_page(get_holdings().settings, name, current_language())
    if page is not None:
        return make_response(render_template("own_page.html", page=page, heading=heading))
    if not template:
        abort(404)
    return make_response(render_template(template, file=f"pages/{name}.md"))


@info.get("/robots.txt")
def send_robots() -> Response:
    """Answer with what robots may read: pages, but not every combination of filters, and no copies of other people's pages."""
    response = make_response("".join(f"{line}\n" for line in ROBOTS))
    response.content_type = "text/plain; charset=utf-8"
    return response


@info.get("/favicon.ico")
def send_favicon() -> Response:
    """Answer with the icon for browsers that ask without having read a page."""
    return current_app.send_static_file("favicon.svg")


def list_examples(holdings: Holdings) -> tuple[tuple[str, tuple[Example, ...]], ...]:
    """Return the examples of the query language by subject, with their counts; without an index there are none."""
    return tuple(
        (group.title, tuple(_count_example(holdings, example) for example in group.examples))
        for group in list_example_groups()
    )


def _count_example(holdings: Holdings, example: QueryExample) -> Example:
    question = change_question(Question(), text=example.typed)
    try:
        count: int | None = holdings.search(Query(text=example.typed, per_page=1)).total
    except (IndexMissingError, IndexDamagedError):
        count = None
    return Example(example.typed, example.meaning, link_question(question), count)
