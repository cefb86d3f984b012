"""The page „Was sich geändert hat“ and its feed: what was rewritten, vanished, moved or came back, by day with its diff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask_babel import to_user_timezone

from archive.changes import CHANGE_KINDS, Change, list_changes
from archive.place_records import Place
from archive.records import ArchivedArticle, Version
from webui.diff_kinds import Finding, find_kinds
from webui.feeds import send_atom
from webui.holdings import Holdings, get_holdings
from webui.languages import gettext as _
from webui.links import link_page
from webui.parameters import clean_text
from webui.word_diff import Comparison, compare_articles

changes = Blueprint("changes", __name__)

ON_A_PAGE = 25
IN_THE_FEED = 50
# What was not found once is no news yet: it may be back tomorrow. Who wants to know ticks it.
USUAL_KINDS = tuple(kind for kind in CHANGE_KINDS if kind != "missing")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for: kinds (empty means the usual ones), a city, and the id that older changes begin below."""

    kinds: tuple[str, ...] = ()
    city: str = ""
    before: int | None = None

    def list_parameters(self) -> dict[str, Any]:
        """Return the parameters that ask for this again from the newest change on."""
        parameters = {"art": list(self.kinds), "stadt": self.city}
        return {name: value for name, value in parameters.items() if value}


@dataclass(frozen=True, slots=True)
class Told:
    """A change as it is shown: the article, the version that came with it, what is different in words and passages."""

    change: Change
    archived: ArchivedArticle
    version: Version | None
    comparison: Comparison | None
    findings: tuple[Finding, ...]
    earlier: str  # the address before a move, where it is known


@changes.get("/aenderungen")
def show_changes() -> Response:
    """Answer with a stretch of changes, the newest first; status 400 for what cannot be understood."""
    holdings = get_holdings()
    choice = read_choice(holdings)
    told, last = tell_changes(holdings, choice, ON_A_PAGE)
    page = render_template(
        "changes.html",
        choice=choice,
        days=group_by_day(told),
        kinds=CHANGE_KINDS,
        usual=USUAL_KINDS,
        places=list_places(holdings),
        older=link_choice(choice, vor=last) if last else "",
        newest=link_choice(choice) if choice.before else "",
        feed=link_page("changes.send_changes", choice.list_parameters()),
    )
    return make_response(page)


@changes.get("/aenderungen.atom")
def send_changes() -> Response:
    """Answer with the newest changes as an Atom feed."""
    holdings = get_holdings()
    choice = read_choice(holdings)
    told, _last = tell_changes(holdings, choice, IN_THE_FEED)
    return send_atom(
        "changes.xml",
        told=told,
        choice=choice,
        updated=told[0].change.happened if told else datetime(2000, 1, 1, tzinfo=UTC),
        page=link_choice(choice),
        feed=link_page("changes.send_changes", choice.list_parameters()),
        name_entry=name_entry,
    )


def read_choice(holdings: Holdings) -> Choice:
    """Return what this request asks for, or end it with status 400 and a sentence."""
    kinds = tuple(dict.fromkeys(clean_text(kind) for kind in request.args.getlist("art")[:20] if kind))
    for kind in kinds:
        if kind not in CHANGE_KINDS:
            abort(
                400, _("Diese Art von Änderung gibt es nicht; möglich sind: %(kinds)s.", kinds=", ".join(CHANGE_KINDS))
            )
    name = clean_text(request.args.get("stadt", ""))
    place = holdings.place(name.lower()) or holdings.find_place(name) if name else None
    if name and place is None:
        abort(400, _("Die Stadt „%(value)s“ steht nicht im Verzeichnis.", value=name[:60]))
    before = clean_text(request.args.get("vor", ""))
    if before and not (before.isascii() and before.isdecimal() and len(before) <= 15):
        abort(400, _("„%(value)s“ ist keine Stelle in der Liste der Änderungen.", value=before[:60]))
    return Choice(kinds, place.id if place else "", int(before) if before else None)


def link_choice(choice: Choice, **more: Any) -> str:
    """Return the address of the page for this choice, from its newest change on unless `vor` is given."""
    return link_page("changes.show_changes", choice.list_parameters() | more)


def tell_changes(holdings: Holdings, choice: Choice, limit: int) -> tuple[list[Told], int]:
    """Return at most `limit` changes with all that is said of them, and the id that older ones lie below, or 0."""
    ledger = holdings.ledger
    only = holdings.city_days(choice.city) if choice.city else None
    found = list_changes(ledger, choice.kinds or USUAL_KINDS, before=choice.before, limit=limit + 1, articles=only)
    kept = ledger.articles({change.article_id for change in found} - holdings.hidden())
    told = [
        tell_change(holdings, change, kept[change.article_id]) for change in found[:limit] if change.article_id in kept
    ]
    return told, found[limit - 1].id if len(found) > limit else 0


def tell_change(holdings: Holdings, change: Change, archived: ArchivedArticle) -> Told:
    """Return a change with the version that came with it, compared to the one before, and where the article stood."""
    version = comparison = None
    if change.kind in ("changed", "back", "moved") and archived.versions > 1:
        versions = holdings.ledger.versions(archived.id)
        number = next((one.number for one in versions if one.seen_from == change.happened and one.number > 1), 0)
        if number:
            version = versions[number - 1]
            comparison = compare_articles(versions[number - 2].article, version.article)
    earlier = find_earlier(archived, change) if change.kind == "moved" else ""
    return Told(change, archived, version, comparison, find_kinds(comparison) if comparison else (), earlier)


def find_earlier(archived: ArchivedArticle, change: Change) -> str:
    """Return the other address of an article that moved, if there is exactly one."""
    others = [url for url in archived.urls if url != archived.article.url]
    return others[0] if len(others) == 1 and archived.article.url in (change.url, archived.urls[0]) else ""


def group_by_day(told: Sequence[Told]) -> list[tuple[date, list[Told]]]:
    """Return the changes by the day they were seen on, in the time zone of the pages."""
    days = groupby(told, key=lambda one: to_user_timezone(one.change.happened).date())
    return [(day, list(group)) for day, group in days]


def list_places(holdings: Holdings) -> tuple[Place, ...]:
    """Return the places that can be chosen, by name."""
    return tuple(sorted(holdings.gazetteer.places, key=lambda place: place.name.casefold()))


def name_entry(one: Told) -> str:
    """Return the permanent id of a feed entry; it stays the same when the ledger is made anew from its sources."""
    host = urlsplit(one.archived.article.url).hostname or "pressearchiv.invalid"
    change = one.change
    return f"tag:{host},2026:pressearchiv/{change.article_id}/{change.kind}/{change.happened:%Y%m%dT%H%M%SZ}"
