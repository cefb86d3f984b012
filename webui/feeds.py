"""Feeds and exports of a question: Atom for readers, CSV, JSON and RIS of the whole result, OpenSearch for browsers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, render_template, request, stream_with_context

from archive.records import ArchivedArticle
from indexer.records import Hit
from webui.article_page import describe_source
from webui.citation import cite_ris
from webui.holdings import Holdings, get_holdings
from webui.labels import count_articles, label_role, label_state
from webui.parameters import Question, clean_text, read_question
from webui.search_json import describe_hit
from webui.search_page import make_city_finder, tell_status

feeds = Blueprint("feeds", __name__)

FEED_LENGTH = 50
# Fewer letters complete to anything; more than five are read by nobody (GOV.UK's rules).
SHORTEST_TYPED, LONGEST_TYPED, MOST_SUGGESTIONS = 3, 100, 5
# A cell that begins so is taken for a formula by spreadsheets; the apostrophe makes it text again.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the feed: the hit, its permanent id, and when its text last changed here."""

    hit: Hit
    uri: str
    updated: datetime


@feeds.get("/feed.atom")
def send_feed() -> Response:
    """Answer with the newest articles of a question as an Atom feed."""
    holdings = get_holdings()
    question = ask_whole(holdings)
    query = replace(question.query, sort="neueste", page=1, per_page=FEED_LENGTH)
    result = holdings.search(query)
    entries = [describe_entry(holdings, hit) for hit in result.hits]
    updated = max((entry.updated for entry in entries), default=datetime(2000, 1, 1, tzinfo=UTC))
    page = render_template(
        "feed.xml", entries=entries, updated=updated, question=question, status=tell_status(result, question)
    )
    response = make_response(page)
    response.content_type = "application/atom+xml; charset=utf-8"
    return response


@feeds.get("/export.csv")
def export_csv() -> Response:
    """Answer with the whole result as a table for German spreadsheets: semicolons, UTF-8 with a byte order mark."""
    holdings = get_holdings()
    question = ask_whole(holdings)

    def write_rows() -> Iterator[str]:
        yield "\ufeff" + _write_row(
            ["id", "datum", "titel", "staedte", "status", "fassungen", "quelle", "url", "archiv"]
        )
        for hit in holdings.every_hit(question.query):
            source = holdings.permalink(hit.id)
            names = ", ".join(f"{holdings.city_name(role.city)} ({label_role(role.role)})" for role in hit.cities)
            day = hit.published.isoformat() if hit.published else ""
            state = label_state(hit.state)
            yield _write_row([hit.id, day, hit.title_text, names, state, str(hit.versions), hit.site, hit.url, source])

    return _stream(write_rows(), "text/csv", "pressearchiv.csv")


@feeds.get("/export.json")
def export_json() -> Response:
    """Answer with the whole result as one JSON document."""
    holdings = get_holdings()
    question = ask_whole(holdings)

    def write_hits() -> Iterator[str]:
        yield '{"query": ' + json.dumps(question.query.text, ensure_ascii=False) + ', "hits": ['
        for number, hit in enumerate(holdings.every_hit(question.query)):
            yield (",\n" if number else "\n") + json.dumps(describe_hit(hit), ensure_ascii=False)
        yield "\n]}\n"

    return _stream(write_hits(), "application/json", "pressearchiv.json")


@feeds.get("/export.ris")
def export_ris() -> Response:
    """Answer with the whole result as citations for reference managers."""
    holdings = get_holdings()
    question = ask_whole(holdings)

    def write_records() -> Iterator[str]:
        for hit in holdings.every_hit(question.query):
            archived = holdings.ledger.article(hit.id)
            if archived is not None:
                yield cite_ris(archived, describe_source(holdings, archived))

    return _stream(write_records(), "application/x-research-info-systems", "pressearchiv.ris")


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
    counts = [count_articles(one.articles) if one.articles else "" for one in found]
    response = make_response(json.dumps([typed, [one.text for one in found], counts], ensure_ascii=False))
    response.content_type = "application/x-suggestions+json; charset=utf-8"
    response.headers["Cache-Control"] = "max-age=300"
    return response


def ask_whole(holdings: Holdings) -> Question:
    """Return the question of this request, or end it with status 400 where it cannot be understood."""
    question = read_question(request.args, make_city_finder(holdings))
    if question.problems:
        abort(400, " ".join(problem.sentence for problem in question.problems))
    return question


def describe_entry(holdings: Holdings, hit: Hit) -> Entry:
    """Return the feed entry of a hit; its id depends on the article alone and never changes."""
    archived: ArchivedArticle | None = holdings.ledger.article(hit.id)
    if archived is not None:
        updated = archived.changed
    elif hit.published is not None:
        updated = datetime(hit.published.year, hit.published.month, hit.published.day, tzinfo=UTC)
    else:
        updated = datetime(2000, 1, 1, tzinfo=UTC)
    host = urlsplit(hit.url).hostname or "pressearchiv.invalid"
    return Entry(hit, f"tag:{host},2026:pressearchiv/{hit.id}", updated)


def _write_row(cells: list[str]) -> str:
    line = io.StringIO()
    guarded = ["'" + cell if cell.startswith(_FORMULA_SIGNS) else cell for cell in cells]
    csv.writer(line, delimiter=";").writerow(guarded)
    return line.getvalue()


def _stream(lines: Iterator[str], media_type: str, name: str) -> Response:
    # The first piece is made before the status is sent: a missing index must still be able to say so.
    first = next(lines, "")

    def write() -> Iterator[str]:
        yield first
        yield from lines

    response = Response(stream_with_context(write()), content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
