"""What browsers and feed readers ask for beside pages: the Atom feed of a question, completions, the OpenSearch description."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, render_template, request

from archive.records import ArchivedArticle
from archive.text import drop_controls
from indexer.records import Hit, Suggestion
from webui.exports import ask_whole
from webui.holdings import get_holdings
from webui.labels import count_articles, format_count
from webui.languages import gettext as _
from webui.languages import ngettext
from webui.links import link_page
from webui.parameters import clean_text
from webui.search_page import tell_status

feeds = Blueprint("feeds", __name__)

FEED_LENGTH = 50
# Fewer letters complete to anything; more than five are read by nobody (GOV.UK's rules).
SHORTEST_TYPED, LONGEST_TYPED, MOST_SUGGESTIONS = 3, 100, 5


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the feed: the hit, its permanent id, and when its text last changed here."""

    hit: Hit
    uri: str
    updated: datetime


@feeds.get("/feed.atom")
@feeds.get("/suche.atom")
def send_feed() -> Response:
    """Answer with the articles of a question as an Atom feed, the newest first; pages follow each other as RFC 5005 says."""
    holdings = get_holdings()
    question = ask_whole(holdings)
    page = question.query.page
    result = holdings.search(replace(question.query, sort="neueste", per_page=FEED_LENGTH))
    articles = holdings.ledger.articles(hit.id for hit in result.hits)
    entries = [describe_entry(hit, articles.get(hit.id)) for hit in result.hits]
    last = max(1, -(-result.total // FEED_LENGTH))
    pages = {"first": 1, "previous": page - 1, "next": page + 1, "last": last} if last > 1 else {}
    parameters = question.list_parameters(page=False)
    return send_atom(
        "feed.xml",
        entries=entries,
        updated=max((entry.updated for entry in entries), default=datetime(2000, 1, 1, tzinfo=UTC)),
        question=question,
        status=tell_status(result, question),
        page=page,
        pages={
            relation: link_page("feeds.send_feed", parameters | ({"seite": number} if number > 1 else {}))
            for relation, number in pages.items()
            if 1 <= number <= last
        },
    )


def send_atom(template: str, **values: Any) -> Response:
    """Answer with an Atom feed; one sign that XML forbids would make it unreadable as a whole."""
    response = make_response(drop_controls(render_template(template, **values)))
    response.content_type = "application/atom+xml; charset=utf-8"
    return response


@feeds.get("/opensearch.xml")
def send_opensearch() -> Response:
    """Answer with the description that lets a browser search here from its address bar."""
    response = make_response(render_template("opensearch.xml"))
    response.content_type = "application/opensearchdescription+xml; charset=utf-8"
    return response


@feeds.get("/vorschlaege")
def send_suggestions() -> Response:
    """Answer with completions of what is being typed, in the form of browsers: `[typed, [texts], [descriptions]]`."""
    typed = clean_text(request.args.get("q", ""))[:LONGEST_TYPED]
    found = get_holdings().suggest(typed, MOST_SUGGESTIONS) if len(typed) >= SHORTEST_TYPED else ()
    told = [describe_suggestion(one) for one in found]
    response = make_response(json.dumps([typed, [one.text for one in found], told], ensure_ascii=False))
    response.content_type = "application/x-suggestions+json; charset=utf-8"
    response.headers["Cache-Control"] = "max-age=300"
    return response


def describe_suggestion(found: Suggestion) -> str:
    """Return what was counted of a completion: it need not be what searching for its text finds."""
    if found.city:
        articles = count_articles(found.articles)
        return _("Partnerstadt, %(articles)s", articles=articles) if found.articles else _("Partnerstadt")
    headlines = format_count(found.articles)
    return ngettext(
        "in %(headlines)s Überschrift", "in %(headlines)s Überschriften", found.articles, headlines=headlines
    )


def describe_entry(hit: Hit, archived: ArchivedArticle | None) -> Entry:
    """Return the feed entry of a hit; its id depends on the article alone and never changes."""
    if archived is not None:
        updated = archived.changed
    elif hit.published is not None:
        updated = datetime(hit.published.year, hit.published.month, hit.published.day, tzinfo=UTC)
    else:
        updated = datetime(2000, 1, 1, tzinfo=UTC)
    host = urlsplit(hit.url).hostname or "pressearchiv.invalid"
    return Entry(hit, f"tag:{host},2026:pressearchiv/{hit.id}", updated)
