"""The JSON API: the same questions as the pages, answered to programs; `openapi.json` describes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from flask import Blueprint, Response, jsonify, request

from archive.place_records import Place
from archive.records import ArchivedArticle
from indexer.records import Tag
from webui.article_page import find_article
from webui.article_tags import read_article_tags
from webui.holdings import get_holdings
from webui.links import root_address
from webui.memento import link_copy
from webui.parameters import read_question
from webui.query_words import tell_note
from webui.records import Coverage
from webui.search_json import address_reason, describe_result
from webui.search_page import make_city_finder

api = Blueprint("api", __name__)

API_PREFIX = "/api/v1/"


@api.get(API_PREFIX + "search")
def search_articles() -> Response | tuple[Response, int]:
    """Answer a question as JSON; status 400 with a sentence where a parameter cannot be understood."""
    holdings = get_holdings()
    question = read_question(request.args, make_city_finder(holdings))
    if question.problems:
        sentences = " ".join(problem.sentence for problem in question.problems)
        return jsonify(error=sentences, parameters=[problem.parameter for problem in question.problems]), 400
    result = holdings.search(question.query)
    return jsonify(describe_result(result) | {"notes": [tell_note(note).text for note in result.notes]})


@api.get(API_PREFIX + "articles/<article_id>")
def send_article(article_id: str) -> Response:
    """Answer with one article: text, tags with evidence, versions, captures."""
    holdings = get_holdings()
    archived = find_article(holdings, article_id)
    answer = describe_article(archived, read_article_tags(holdings, archived).tags)
    answer["history"] = [
        {"number": version.number, "digest": version.digest, "seen_from": version.seen_from.isoformat()}
        for version in holdings.ledger.versions(archived.id)
    ]
    answer["captures"] = [
        {
            "url": capture.url,
            "fetched": capture.fetched.isoformat(),
            "status": capture.status,
            "digest": capture.digest,
            "kind": capture.kind,
            "warc_file": capture.warc_file,
            "warc_offset": capture.warc_offset,
            "warc_length": capture.warc_length,
            "memento": urljoin(root_address(), link_copy(capture)),
        }
        for capture in holdings.ledger.captures(archived.id)
    ]
    return jsonify(answer)


@api.get(API_PREFIX + "cities")
def send_cities() -> Response:
    """Answer with all places of the gazetteer and how many articles name them."""
    holdings = get_holdings()
    return jsonify(cities=[describe_place(place, holdings.coverage(place.id)) for place in holdings.gazetteer.places])


def describe_article(archived: ArchivedArticle, tags: Iterable[Tag]) -> dict[str, Any]:
    """Return an article as plain values, with its tags."""
    article = archived.article
    return {
        "id": archived.id,
        "site": archived.site,
        "url": article.url,
        "urls": list(archived.urls),
        "title": article.title,
        "kicker": article.kicker,
        "lead": article.lead,
        "text": article.text,
        "published": article.published.isoformat() if article.published else None,
        "published_source": article.published_source,
        "published_precision": article.published_precision,
        "published_check": article.published_check,
        "sources": dict(article.sources),
        "language": article.language,
        "images": [{"caption": image.caption, "credit": image.credit} for image in article.images],
        "attachments": [
            {"url": attachment.url, "label": attachment.label, "media_type": attachment.media_type}
            for attachment in article.attachments
        ],
        "cities": [
            {
                "city": tag.city,
                "name": tag.name,
                "role": tag.role,
                "score": round(tag.score, 4),
                "explain": address_reason(archived.id, tag.city),
                "evidence": [
                    {
                        "field": evidence.field,
                        "start": evidence.start,
                        "end": evidence.end,
                        "text": evidence.text,
                        "rule": evidence.rule,
                    }
                    for evidence in tag.evidence
                ],
            }
            for tag in tags
        ],
        "state": archived.state,
        "versions": archived.versions,
        "first_seen": archived.first_seen.isoformat(),
        "last_seen": archived.last_seen.isoformat(),
        "last_checked": archived.last_checked.isoformat(),
        "changed": archived.changed.isoformat(),
    }


def describe_place(place: Place, coverage: Coverage | None) -> dict[str, Any]:
    """Return a place as plain values; counts are null where there is no index."""
    return {
        "id": place.id,
        "name": place.name,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "charter": place.charter.isoformat() if place.charter else None,
        "wikidata": place.wikidata or None,
        "ties": [
            {
                "kind": tie.kind,
                "since": tie.since.isoformat() if tie.since else None,
                "until": tie.until.isoformat() if tie.until else None,
                "status": tie.status,
            }
            for tie in place.ties
        ],
        "articles": coverage.total if coverage else None,
        "articles_about": coverage.about if coverage else None,
    }
