"""Writes a search result as JSON; the API and the command line give exactly this to other programs."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from markupsafe import escape

from indexer.records import Appearance, Hit, SearchResult, Segment


def describe_result(result: SearchResult) -> dict[str, Any]:
    """Return the result as plain values; `snippet` is HTML in which all but `<mark>` is escaped."""
    facets = result.facets
    return {
        "query": result.query.text,
        "total": result.total,
        "took_ms": round(result.took_ms, 3),
        "page": result.query.page,
        "hits": [describe_hit(hit) for hit in result.hits],
        "facets": {
            "stadt": dict(facets.cities),
            "stadt_about": dict(facets.cities_about),
            "jahr": dict(facets.years),
        },
        "did_you_mean": result.did_you_mean or None,
        "notes": list(result.notes),
    }


def describe_hit(hit: Hit) -> dict[str, Any]:
    """Return one hit as plain values."""
    return {
        "id": hit.id,
        "title": hit.title_text,
        "url": hit.url,
        "published": hit.published.isoformat() if hit.published else None,
        "cities": [
            {"city": role.city, "role": role.role, "explain": address_reason(hit.id, role.city)} for role in hit.cities
        ],
        "snippet": mark_segments(hit.snippet),
        "score": round(hit.score, 4),
        "state": hit.state,
        "versions": hit.versions,
        "snippet_version": hit.version or None,
        "snippet_file": hit.file or None,
        "first": describe_appearance(hit.first) if hit.first else None,
    }


def address_reason(article_id: str, city: str) -> str:
    """Return where the pages say why an article bears a city, as a path within the archive."""
    return f"/artikel/{quote(article_id)}#warum-{quote(city)}"


def describe_appearance(first: Appearance) -> dict[str, Any]:
    """Return when and in which version words first stood, as plain values."""
    day = first.day.isoformat() if first.day else None
    return {"version": first.version, "day": day, "published": first.published}


def mark_segments(segments: tuple[Segment, ...]) -> str:
    """Return the segments as HTML: escaped text, matches in `<mark>`."""
    return "".join(
        f"<mark>{escape(segment.text)}</mark>" if segment.hit else str(escape(segment.text)) for segment in segments
    )
