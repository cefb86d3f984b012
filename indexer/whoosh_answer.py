"""Makes the answer of what matched: filters, exact total, order and one page of hits, all from columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from indexer.records import ABOUT, MENTIONED, Appearance, CityRole, Hit, Query
from indexer.snippets import Highlighter
from indexer.whoosh_filters import mask_cities, mask_days, mask_names
from indexer.whoosh_matches import Matches
from indexer.whoosh_sidecar import Array
from indexer.whoosh_view import IndexView

_MAX_PER_PAGE = 200
_BLOCK = 64
_ORDER = {ABOUT: 0, MENTIONED: 1}


@dataclass(frozen=True, slots=True)
class Filtered:
    """The matches that pass all filters; `without` has, per facet with a filter, the documents when that is left out."""

    matches: Matches
    without: Mapping[str, Array]

    @property
    def total(self) -> int:
        """How many articles are found."""
        return len(self.matches)


def filter_matches(view: IndexView, matches: Matches, query: Query) -> Filtered:
    """Apply the filters of a query to what matched its text."""
    docs = matches.docs
    passing: dict[str, Array] = {}
    if query.cities:
        passing["cities"] = mask_cities(view, query.cities, about=query.role == ABOUT)[docs]
    if query.date_from or query.date_to:
        passing["dates"] = mask_days(view.days[docs], query.date_from, query.date_to)
    if query.sites:
        passing["sites"] = mask_names(view.sites, view.site_of[docs], query.sites)
    if query.states:
        passing["states"] = mask_names(view.states, view.state_of[docs], query.states)
    without = {}
    for facet in passing:
        others = [mask for name, mask in passing.items() if name != facet]
        without[facet] = docs[np.logical_and.reduce(others)] if others else docs
    if not passing:
        return Filtered(matches, without)
    kept = np.logical_and.reduce(list(passing.values()))
    return Filtered(Matches(docs[kept], matches.scores[kept]), without)


def page_bounds(query: Query) -> tuple[int, int]:
    """Return the places of the first article of a page and of the one after its last, from 0."""
    per_page = min(max(query.per_page, 1), _MAX_PER_PAGE)
    first = (max(query.page, 1) - 1) * per_page
    return first, first + per_page


def pick_page(view: IndexView, found: Filtered, query: Query, sort: str) -> list[tuple[int, float]]:
    """Return document number and score of the articles of one page, in the order asked for."""
    first, last = page_bounds(query)
    docs, scores = found.matches.docs, found.matches.scores
    if first >= len(docs):
        return []
    last = min(last, len(docs))
    key: Array
    if sort == "relevanz":
        scores = key = scores * view.recency[docs]
    else:
        key = view.date_order[docs]
        if sort == "aelteste":
            # Undated articles come last in both directions.
            key = np.where(view.days[docs] > 0, -key, np.iinfo(np.int64).min + 1)
    chosen = _choose_best(key, last)
    best = chosen[np.lexsort((-view.date_order[docs[chosen]], -key[chosen]))[first:last]]
    return list(zip(docs[best].tolist(), scores[best].tolist(), strict=True))


def _choose_best(keys: Array, number: int) -> Array:
    """Return where the so many largest keys stand, and perhaps a few more, among them all that are equal to the least."""
    blocks = len(keys) // _BLOCK
    if blocks < 2 * number:
        if number > len(keys) // 4:
            return np.arange(len(keys))
        limit = np.partition(keys, len(keys) - number)[len(keys) - number]
    else:
        # So many blocks have each a key as large as this; a search among the blocks' largest is far shorter.
        largest = keys[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0)
        limit = np.partition(largest, blocks - number)[blocks - number]
    return np.flatnonzero(keys >= limit)


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
    files = () if first is not None else document["files"]
    attached = (*current, *(("file", text) for _, text in files))
    picked, snippet = highlighter.pick_snippet((*attached, *(("old", text) for text, _, _ in old)))
    version = old[picked - len(attached)][1 if first else 2] if picked >= len(attached) else 0
    file = files[picked - len(current)][0] if len(current) <= picked < len(attached) else ""
    return Hit(
        id=document["id"],
        site=document["site"],
        url=document["url"],
        title=highlighter.mark_title(document["title"]),
        snippet=snippet,
        published=date.fromisoformat(document["published"]) if document["published"] else None,
        cities=_list_cities(document["tags"]),
        state=document["state"],
        versions=document["versions"],
        score=round(score, 4),
        version=version,
        version_seen=read_version_day(document, version),
        first=first,
        file=file,
    )


def _list_cities(tags: Sequence[Any]) -> tuple[CityRole, ...]:
    """Return each city of the stored tags once, those that the article is about first."""
    if not tags:
        return ()
    roles: dict[str, str] = {}
    for city, _, role, _, _ in tags:
        if roles.get(city) != ABOUT:
            roles[city] = role
    cities = sorted(roles.items(), key=lambda item: _ORDER.get(item[1], 2)) if len(roles) > 1 else roles.items()
    return tuple([CityRole(city, role) for city, role in cities])


def read_version_day(document: Mapping[str, Any], version: int) -> date | None:
    """Return the day on which the archive first saw a version of a stored document, None where it is not known."""
    seen = document["seen"]
    return date.fromisoformat(seen[version - 1]) if 0 < version <= len(seen) else None
