"""The form for those who do not want to learn a query language: what is put into its fields becomes one question."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from webui.holdings import get_holdings
from webui.links import link_page
from webui.parameters import LONGEST_TEXT, clean_text

advanced = Blueprint("advanced", __name__)

FIELDS = ("alle", "folge", "eines", "ohne", "titel")


@advanced.get("/suche/erweitert")
def show_form() -> Response:
    """Answer with the form, or lead to the results of what was put into it."""
    typed = {name: clean_text(request.args.get(name, ""))[:LONGEST_TEXT] for name in FIELDS}
    text = compose_question(typed)
    kept = {name: request.args.getlist(name) for name in ("stadt", "von", "bis") if any(request.args.getlist(name))}
    if text or kept:
        return redirect(link_page("search.show_search", ({"q": text} if text else {}) | kept), 302)
    places = sorted(get_holdings().gazetteer.places, key=lambda place: place.name.casefold())
    return make_response(render_template("advanced.html", places=places, started=bool(request.args.keys() - {"lang"})))


def compose_question(typed: dict[str, str]) -> str:
    """Return the query for all words, one phrase, any of some words, none of some words, and words of the headline."""
    parts = [typed.get("alle", "")]
    phrase = typed.get("folge", "").replace('"', " ").strip()
    parts.append(f'"{" ".join(phrase.split())}"' if phrase else "")
    some = typed.get("eines", "").split()
    parts.append(f"({' ODER '.join(some)})" if len(some) > 1 else " ".join(some))
    headline = typed.get("titel", "")
    parts.append(f"titel:({headline})" if len(headline.split()) > 1 else f"titel:{headline}" if headline else "")
    parts += [f"-{word.lstrip('-')}" for word in typed.get("ohne", "").split() if word.lstrip("-")]
    return " ".join(part for part in parts if part)[:LONGEST_TEXT]
