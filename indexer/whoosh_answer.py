"""Makes the answer of what matched: filters, exact total, facets, order and one page of hits, all from columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from indexer.query import PublishedBetween
from indexer.records import ABOUT, MENTIONED, Appearance, CityRole, Facets, Hit, Query
from indexer.snippets import Highlighter
from indexer.whoosh_filters import mask_cities, mask_filter, mask_names
from indexer.whoosh_match import Matches
from indexer.whoosh_sidecar import Array
from indexer.whoosh_view import IndexView

_MAX_PER_PAGE = 200


@dataclass(frozen=True, slots=True)
class Filtered:
    """What matched the text, and what is left of it under all filters and under all but one."""

    matches: Matches
    kept: Array
    without: Mapping[str, Array]

    @property
    def total(self) -> int:
        """How many articles are found."""
        return int(np.count_nonzero(self.kept))


def filter_matches(view: IndexView, matches: Matches, query: Query) -> Filtered:
    """Apply the filters of a query; `without` has, per facet, what is left when its own filter is not applied."""
    passing: dict[str, Array] = {}
    if query.cities:
        passing["cities"] = mask_cities(view, query.cities, about=query.role == ABOUT)[matches.docs]
    if query.date_from or query.date_to:
        passing["dates"] = mask_filter(view, PublishedBetween(query.date_from, query.date_to))[matches.docs]
    if query.sites:
        passing["sites"] = mask_names(view.sites, view.site_of, query.sites)[matches.docs]
    if query.states:
        passing["states"] = mask_names(view.states, view.state_of, query.states)[matches.docs]
    everything = np.ones(len(matches.docs), dtype=bool)
    kept = everything
    for mask in passing.values():
        kept = kept & mask
    without = {}
    for facet in ("cities", "dates", "sites", "states"):
        rest = everything
        for name, mask in passing.items():
            if name != facet:
                rest = rest & mask
        without[facet] = rest if facet in passing else kept
    return Filtered(matches, kept, without)


def count_facets(view: IndexView, found: Filtered, query: Query) -> Facets:
    """Return the counts of all facets, each without its own filter."""
    docs = found.matches.docs
    chosen = np.zeros(view.size, dtype=bool)
    chosen[docs[found.without["cities"]]] = True
    tagged = chosen[view.tagged_docs]
    cities = np.bincount(view.tagged_cities[tagged], minlength=len(view.cities))
    about = np.bincount(view.tagged_cities[tagged & view.tagged_about], minlength=len(view.cities))
    dated = docs[found.without["dates"]]
    months = view.months[dated]
    undated = int(np.count_nonzero(months == 0))
    months = months[months > 0]
    one_year: dict[str, int] = {}
    if query.date_from and query.date_to and query.date_from.year == query.date_to.year:
        first = query.date_from.year * 12
        inside = months[(months >= first) & (months < first + 12)]
        one_year = {
            f"{query.date_from.year:04d}-{number + 1:02d}": int(count)
            for number, count in enumerate(np.bincount(inside - first, minlength=12))
            if count
        }
    years = {f"{year:04d}": int(count) for year, count in _count_years(months)}
    return Facets(
        cities=_rank(view.cities, cities),
        cities_about=_rank(view.cities, about),
        years=years,
        months=one_year,
        sites=_rank(view.sites, np.bincount(view.site_of[docs[found.without["sites"]]], minlength=len(view.sites))),
        states=_rank(
            view.states, np.bincount(view.state_of[docs[found.without["states"]]], minlength=len(view.states))
        ),
        undated=undated,
    )


def _count_years(months: Array) -> list[tuple[int, int]]:
    if not len(months):
        return []
    years = months // 12
    first = int(years.min())
    counts = np.bincount(years - first).tolist()
    return [(first + at, counts[at]) for at in range(len(counts) - 1, -1, -1) if counts[at]]


def _rank(names: list[str], counts: Array) -> dict[str, int]:
    pairs = [(name, count) for name, count in zip(names, counts.tolist(), strict=True) if count]
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def page_bounds(query: Query) -> tuple[int, int]:
    """Return the places of the first article of a page and of the one after its last, from 0."""
    per_page = min(max(query.per_page, 1), _MAX_PER_PAGE)
    first = (max(query.page, 1) - 1) * per_page
    return first, first + per_page


def pick_page(view: IndexView, found: Filtered, query: Query, sort: str) -> list[tuple[int, float]]:
    """Return document number and score of the articles of one page, in the order asked for."""
    first, last = page_bounds(query)
    docs = found.matches.docs[found.kept]
    if first >= len(docs):
        return []
    last = min(last, len(docs))
    if sort == "relevanz":
        scores = found.matches.scores[found.kept] * view.recency[docs]
        order = _pick_best(scores, view.date_order[docs], first, last)
    else:
        scores = found.matches.scores[found.kept]
        key = view.date_order[docs]
        if sort == "aelteste":
            # Undated articles come last in both directions.
            key = np.where(view.days[docs] > 0, -key, np.iinfo(np.int64).min + 1)
        order = _pick_best(key, key, first, last)
    return [(int(docs[at]), float(scores[at])) for at in order]


def _pick_best(scores: Array, ties: Array, first: int, last: int) -> Array:
    if last < len(scores) // 4:
        # Only those at least as good as the last of the page are put in order.
        limit = np.partition(scores, len(scores) - last)[len(scores) - last]
        chosen = np.flatnonzero(scores >= limit)
    else:
        chosen = np.arange(len(scores))
    order = np.lexsort((-ties[chosen], -scores[chosen]))
    picked: Array = chosen[order[first:last]]
    return picked


def make_hit(
    document: Mapping[str, Any], highlighter: Highlighter, score: float, first: Appearance | None = None
) -> Hit:
    """Return a document (its stored fields) as a hit, with headline and passage marked.

    With a first appearance, the passage is taken from that version.
    """
    lead = f"{document['kicker']}\n{document['lead']}" if document["kicker"] else document["lead"]
    current = (
        ("lead", lead),
        ("text", document["text"]),
        ("caption", document["captions"]),
        ("credit", document["credits"]),
    )
    old = document["old"]
    if first is not None:
        old = [passage for passage in old if passage[1] == first.version]
    picked, snippet = highlighter.pick_snippet((*current, *(("old", text) for text, _, _ in old)))
    version = old[picked - len(current)][1 if first else 2] if picked >= len(current) else 0
    roles: dict[str, str] = {}
    for city, _, role, _, _ in document["tags"]:
        if roles.get(city) != ABOUT:
            roles[city] = role
    order = {ABOUT: 0, MENTIONED: 1}
    cities = sorted(roles.items(), key=lambda item: order.get(item[1], 2))
    return Hit(
        id=document["id"],
        site=document["site"],
        url=document["url"],
        title=highlighter.mark_title(document["title"]),
        snippet=snippet,
        published=date.fromisoformat(document["published"]) if document["published"] else None,
        cities=tuple(CityRole(city, role) for city, role in cities),
        state=document["state"],
        versions=document["versions"],
        score=round(score, 4),
        version=version,
        version_seen=read_version_day(document, version),
        first=first,
    )


def read_version_day(document: Mapping[str, Any], version: int) -> date | None:
    """Return the day on which the archive first saw a version of a stored document, None where it is not known."""
    seen = document["seen"]
    return date.fromisoformat(seen[version - 1]) if 0 < version <= len(seen) else None
