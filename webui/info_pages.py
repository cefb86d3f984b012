"""The pages about the archive itself: help with live examples, imprint, privacy, accessibility, favicon."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, make_response, render_template

from indexer.errors import IndexDamagedError, IndexMissingError
from indexer.records import Query
from webui.holdings import Holdings, get_holdings
from webui.languages import gettext as _
from webui.parameters import Question, change_question, link_question

info = Blueprint("info", __name__)


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
    """Answer with the imprint, a template to be filled by whoever runs the archive."""
    return make_response(render_template("imprint.html"))


@info.get("/datenschutz")
def show_privacy() -> Response:
    """Answer with the privacy notice, a template to be filled by whoever runs the archive."""
    return make_response(render_template("privacy.html"))


@info.get("/barrierefreiheit")
def show_accessibility() -> Response:
    """Answer with the accessibility statement, a template to be filled by whoever runs the archive."""
    return make_response(render_template("accessibility.html"))


@info.get("/favicon.ico")
def send_favicon() -> Response:
    """Answer with the icon for browsers that ask without having read a page."""
    return current_app.send_static_file("favicon.svg")


def list_examples(holdings: Holdings) -> tuple[Example, ...]:
    """Return the examples of the query language with their counts; without an index there are none."""
    examples: list[Example] = []
    for typed, meaning in (
        ("Jugendbegegnung Leicester", _("beide Wörter, auch gebeugt; das Beste zuerst")),
        ('"Freundschaft mit"', _("genau diese Wortfolge")),
        ("Venlo ODER Leiden", _("eines von beiden genügt")),
        ("Austausch -Schule", _("das erste Wort, aber nicht das zweite")),
        ("Partner*", _("alle Wörter, die so beginnen")),
        ("titel:Jubiläum", _("nur in der Überschrift")),
        ("Duenkirchen", _("Umlaute dürfen umschrieben werden: Dünkirchen, Duenkirchen")),
        ("Partnerschaft", _("findet auch zusammengesetzte Wörter wie Städtepartnerschaft")),
    ):
        question = change_question(Question(), text=typed)
        try:
            count: int | None = holdings.search(Query(text=typed, per_page=1)).total
        except (IndexMissingError, IndexDamagedError):
            count = None
        examples.append(Example(typed, meaning, link_question(question), count))
    return tuple(examples)
