"""Exports of a question: its whole result as a table, as JSON, or as citations, streamed; same parameters as the page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from itertools import islice

from flask import Blueprint, Response, abort, request, stream_with_context

from archive.records import ArchivedArticle
from indexer.records import Hit
from webui.article_page import describe_source
from webui.citation import Source, cite_bibtex, cite_csl, cite_plain, cite_ris
from webui.holdings import HITS_AT_ONCE, Holdings, get_holdings
from webui.labels import label_role, label_state
from webui.languages import gettext as _
from webui.parameters import CSV_FIELDS, Question, clean_text, read_question
from webui.search_json import describe_hit
from webui.search_page import make_city_finder

exports = Blueprint("exports", __name__)

USUAL_FIELDS = CSV_FIELDS[:-2]
# A cell that begins so is taken for a formula by spreadsheets; the apostrophe makes it text again.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@exports.get("/export.csv")
@exports.get("/suche.csv")
def export_csv() -> Response:
    """Answer with the whole result as a table for German spreadsheets: semicolons, UTF-8 with a byte order mark.

    `felder` chooses the columns, in its order; without it there are the usual ones.
    """
    holdings = get_holdings()
    question = ask_whole(holdings)
    fields = read_fields()

    def write_rows() -> Iterator[str]:
        yield "\ufeff" + _write_row(list(fields))
        if {"vorspann", "zitat"} & set(fields):
            for hit, archived in walk_articles(holdings, question):
                cells = list_cells(holdings, hit)
                cells["vorspann"] = archived.article.lead
                cells["zitat"] = cite_plain(archived, describe_source(holdings, archived))
                yield _write_row([cells[name] for name in fields])
            return
        for hit in holdings.every_hit(question.query):
            cells = list_cells(holdings, hit)
            yield _write_row([cells[name] for name in fields])

    return _stream(write_rows(), "text/csv", "pressearchiv.csv")


@exports.get("/export.json")
@exports.get("/suche.json")
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


@exports.get("/export.ris")
@exports.get("/suche.ris")
def export_ris() -> Response:
    """Answer with the whole result as RIS records, for Zotero, Citavi and EndNote."""
    return _export_citations(cite_ris, "application/x-research-info-systems", "pressearchiv.ris")


@exports.get("/suche.bib")
def export_bibtex() -> Response:
    """Answer with the whole result as BibTeX entries."""
    return _export_citations(cite_bibtex, "application/x-bibtex", "pressearchiv.bib")


@exports.get("/suche.csl.json")
def export_csl() -> Response:
    """Answer with the whole result as CSL-JSON, for pandoc and other citation processors."""
    holdings = get_holdings()
    question = ask_whole(holdings)

    def write_items() -> Iterator[str]:
        yield "["
        for number, (_hit, archived) in enumerate(walk_articles(holdings, question)):
            item = cite_csl(archived, describe_source(holdings, archived))
            yield (",\n" if number else "\n") + json.dumps(item, ensure_ascii=False)
        yield "\n]\n"

    return _stream(write_items(), "application/vnd.citationstyles.csl+json", "pressearchiv.csl.json")


def ask_whole(holdings: Holdings) -> Question:
    """Return the question of this request, or end it with status 400 where it cannot be understood."""
    question = read_question(request.args, make_city_finder(holdings))
    if question.problems:
        abort(400, " ".join(problem.sentence for problem in question.problems))
    return question


def read_fields() -> tuple[str, ...]:
    """Return the columns that `felder` asks for, repeated or with commas, or end the request with status 400."""
    asked = clean_text(",".join(request.args.getlist("felder")[:50])[:1000])
    fields = tuple(dict.fromkeys(name.strip() for name in asked.split(",") if name.strip()))
    for name in fields:
        if name not in CSV_FIELDS:
            abort(
                400,
                _(
                    "Das Feld „%(name)s“ gibt es nicht; möglich sind: %(names)s.",
                    name=name[:40],
                    names=", ".join(CSV_FIELDS),
                ),
            )
    return fields or USUAL_FIELDS


def walk_articles(holdings: Holdings, question: Question) -> Iterator[tuple[Hit, ArchivedArticle]]:
    """Yield every hit of a question with its article, read from the ledger a batch at a time."""
    hits = holdings.every_hit(question.query)
    while batch := list(islice(hits, HITS_AT_ONCE)):
        articles = holdings.ledger.articles(hit.id for hit in batch)
        yield from ((hit, articles[hit.id]) for hit in batch if hit.id in articles)


def list_cells(holdings: Holdings, hit: Hit) -> dict[str, str]:
    """Return the cells of a hit that the index knows, by column."""
    permalink = holdings.permalink(hit.id)
    names = ", ".join(f"{holdings.city_name(role.city)} ({label_role(role.role)})" for role in hit.cities)
    return {
        "id": hit.id,
        "datum": hit.published.isoformat() if hit.published else "",
        "titel": hit.title_text,
        "staedte": names,
        "status": label_state(hit.state),
        "fassungen": str(hit.versions),
        "quelle": hit.site,
        "url": hit.url,
        "archiv": permalink,
        "warum": " ".join(f"{permalink}#warum-{role.city}" for role in hit.cities),
    }


def _export_citations(cite: Callable[[ArchivedArticle, Source], str], media_type: str, name: str) -> Response:
    holdings = get_holdings()
    question = ask_whole(holdings)
    records = (
        cite(archived, describe_source(holdings, archived)) for _hit, archived in walk_articles(holdings, question)
    )
    return _stream(records, media_type, name)


def _write_row(cells: list[str]) -> str:
    line = io.StringIO()
    guarded = ["'" + cell if cell.startswith(_FORMULA_SIGNS) else cell for cell in cells]
    csv.writer(line, delimiter=";").writerow(guarded)
    return line.getvalue()


def _stream(lines: Iterator[str], media_type: str, name: str) -> Response:
    # The beginning and the first article are made before the status is sent: a missing index must still be able to say so.
    first = list(islice(lines, 2))

    def write() -> Iterator[str]:
        yield from first
        yield from lines

    response = Response(stream_with_context(write()), content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
