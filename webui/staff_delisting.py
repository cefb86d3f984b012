"""Hides an article from the public pages and shows it again, by staff who are logged in; the archive keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, request, session
from flask import url_for as link
from werkzeug.wrappers import Response

from archive.corrections import LONGEST_WHY
from archive.delisting import DELIST, DELISTINGS, Delisting, list_delistings, record_delisting
from archive.errors import DelistingError
from archive.records import ArchivedArticle
from webui.article_page import find_article
from webui.holdings import Holdings, get_holdings
from webui.languages import gettext as _
from webui.parameters import clean_text
from webui.staff_indexing import index_now
from webui.staff_session import check_post, form_token, require_staff

delisting = Blueprint("delisting", __name__)


@dataclass(frozen=True, slots=True)
class Hidden:
    """An article that the public is not shown, and the decision that hides it."""

    archived: ArchivedArticle
    decision: Delisting


@delisting.post("/artikel/<article_id>/anzeige")
def decide_showing(article_id: str) -> Response:
    """Keep a decision on showing an article to the public, and go back to it."""
    account = require_staff()
    check_post(form_token())
    holdings = get_holdings()
    archived = find_article(holdings, article_id)
    action, why = request.form.get("action", ""), clean_text(request.form.get("why", ""))
    if action not in DELISTINGS:
        abort(400, _("Bitte wählen, ob der Artikel angezeigt werden soll oder nicht."))
    if not why or len(why) > LONGEST_WHY:
        abort(400, _("Bitte eine Begründung angeben, höchstens %(count)s Zeichen.", count=LONGEST_WHY))
    try:
        record_delisting(holdings.ledger, Delisting(archived.id, action, account.name, datetime.now(UTC), why))
    except DelistingError:
        abort(409, _("Jemand anders hat das inzwischen entschieden. Bitte neu laden."))
    holdings.forget_hidden()
    session["notice"] = index_now(holdings)
    return redirect(link("articles.show_article", article_id=archived.id, _anchor="mitarbeit"), code=303)


def list_hidden(holdings: Holdings) -> tuple[Hidden, ...]:
    """Return what the public is not shown, the newest decision first."""
    hidden = set(holdings.hidden())
    found: list[Hidden] = []
    for decision in list_delistings(holdings.ledger) if hidden else ():
        if decision.article_id in hidden and decision.action == DELIST:
            hidden.discard(decision.article_id)
            if archived := holdings.ledger.article(decision.article_id):
                found.append(Hidden(archived, decision))
    return tuple(found)
