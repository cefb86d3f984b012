"""The audit page of staff: every decision that people made about the archive, with who, when and why, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask import url_for as link

from archive.corrections import list_corrections
from archive.delisting import list_delistings
from archive.harvest import ACCEPTED
from archive.records import ArchivedArticle, Crawl
from webui.holdings import Holdings, get_holdings
from webui.labels import label_delisting
from webui.languages import gettext as _
from webui.links import link_article
from webui.staff_corrections import label_action
from webui.staff_session import form_token, require_staff

audit = Blueprint("audit", __name__)

MOST_SHOWN = 500  # decisions on the page
MOST_READ = 5000  # of each kind; older ones are told by the commands
KINDS = ("staedte", "anzeige", "crawls")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: its kind, when, who, about what, where that is found, what was decided, why."""

    kind: str
    happened: datetime
    who: str
    subject: str
    url: str
    decided: str
    why: str


@audit.get("/mitarbeit/protokoll")
def show_audit() -> Response:
    """Answer with all decisions, or with those of the kind that `art` asks for."""
    account = require_staff()
    kind = request.args.get("art", "")
    if kind not in ("", *KINDS):
        abort(400, _("Möglich ist eines von: %(kinds)s.", kinds=", ".join(KINDS)))
    found = list_decisions(get_holdings())
    shown = [one for one in found if kind in ("", one.kind)]
    page = render_template(
        "staff_audit.html",
        account=account,
        token=form_token(),
        kind=kind,
        kinds=[(one, label_kind(one), sum(1 for decision in found if decision.kind == one)) for one in KINDS],
        decisions=shown[:MOST_SHOWN],
        total=len(shown),
        label_kind=label_kind,
    )
    return make_response(page)


def list_decisions(holdings: Holdings) -> list[Decision]:
    """Return every decision on tags, on showing articles, and on crawls that were held back, the newest first."""
    ledger = holdings.ledger
    corrections = list_corrections(ledger, limit=MOST_READ)
    delistings = list_delistings(ledger, limit=MOST_READ)
    ids = {one.article_id for one in corrections} | {one.article_id for one in delistings}
    articles = ledger.articles(ids)
    decisions = [
        Decision(
            "staedte",
            one.happened,
            one.who,
            _read_title(articles, one.article_id),
            link_article(one.article_id),
            f"{holdings.city_name(one.city)}: {label_action(one)}",
            one.why,
        )
        for one in corrections
    ]
    decisions += [
        Decision(
            "anzeige",
            one.happened,
            one.who,
            _read_title(articles, one.article_id),
            link_article(one.article_id),
            label_delisting(one.action),
            one.why,
        )
        for one in delistings
    ]
    decisions += [
        Decision(
            "crawls",
            crawl.accepted,
            crawl.accepted_by,
            _("Crawl %(number)s", number=crawl.id),
            link("crawls.show_crawl", crawl_id=crawl.id),
            _("zurückgehaltenen Lauf angenommen"),
            _read_reason(crawl),
        )
        for crawl in ledger.crawls(limit=MOST_READ)
        if crawl.accepted is not None
    ]
    return sorted(decisions, key=lambda one: one.happened, reverse=True)


def label_kind(kind: str) -> str:
    """Return what a kind of decisions is about."""
    return {"staedte": _("Städte an Artikeln"), "anzeige": _("Öffentliche Anzeige"), "crawls": _("Crawls")}[kind]


def _read_title(articles: Mapping[str, ArchivedArticle], article_id: str) -> str:
    return articles[article_id].article.title if article_id in articles else article_id


def _read_reason(crawl: Crawl) -> str:
    return next((note.removeprefix(ACCEPTED) for note in crawl.notes if note.startswith(ACCEPTED)), "")
