"""Counts beside the filters: how many of the documents found each city, year, site and state has.

Where many are found, each value is a bitmap over all documents, and counting is a bitwise and; where few are found, their
own values are looked up. What costs less depends on how large the archive is, the counts do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indexer.records import ABOUT, Facets, Query
from indexer.whoosh_postings import expand_ranges
from indexer.whoosh_sidecar import Array
from indexer.whoosh_view import IndexView

# Bitmaps are used where they are short, or where at least one document in so many is found.
_SHORT = 20_000
_MANY = 8


def count_facets(view: IndexView, docs: Array, without: Mapping[str, Array], query: Query) -> Facets:
    """Return the counts of all facets over the documents found.

    `without` has the documents under all filters but those of one facet (cities, dates, sites, states), where it has any.
    """
    tally = view.cache.get("tally", lambda: _Tally(view))
    selections = {id(found): _Selection(tally, found) for found in (docs, *without.values())}

    def count(facet: str) -> list[int]:
        filtered_by = {"about": "cities", "years": "dates"}.get(facet, facet)
        return selections[id(without.get(filtered_by, docs))].count(facet)

    years = count("years")
    return Facets(
        cities=_rank(view.cities, count("cities")),
        cities_about=_rank(view.cities, count("about")),
        cities_added=_count_added(view, tally, docs, without, query),
        # The first number is that of articles without a day.
        years={f"{tally.first_year + at:04d}": years[at] for at in range(len(years) - 1, 0, -1) if years[at]},
        months=_count_months(view, without.get("dates", docs), query),
        sites=_rank(view.sites, count("sites")),
        states=_rank(view.states, count("states")),
        undated=years[0],
    )


def _rank(names: list[str], counts: list[int]) -> dict[str, int]:
    pairs = [(-count, name) for name, count in zip(names, counts, strict=True) if count]
    return {name: -count for count, name in sorted(pairs)}


def _count_added(
    view: IndexView, tally: _Tally, docs: Array, without: Mapping[str, Array], query: Query
) -> dict[str, int]:
    """Return how many documents each city would add to those found by some."""
    if "cities" not in without:
        return {}
    left = np.zeros(view.size, dtype=bool)
    left[without["cities"]] = True
    left[docs] = False
    others = _Selection(tally, np.flatnonzero(left))
    return _rank(view.cities, others.count("about" if query.role == ABOUT else "cities"))


def _count_months(view: IndexView, docs: Array, query: Query) -> dict[str, int]:
    """Return the counts per month where exactly one year is asked for."""
    if not query.date_from or not query.date_to or query.date_from.year != query.date_to.year:
        return {}
    year = query.date_from.year
    months = view.months[docs] - year * 12
    counts = np.bincount(months[(months >= 0) & (months < 12)], minlength=12).tolist()
    return {f"{year:04d}-{at + 1:02d}": count for at, count in enumerate(counts) if count}


@dataclass(frozen=True, slots=True)
class _Column:
    """A value per entry, and which entries belong to a document: one each, or those from `starts[d]` to `starts[d + 1]`."""

    values: Array
    size: int
    owners: Array | None = None
    starts: Array | None = None


class _Tally:
    """The columns of all facets of a view, and their bitmaps, made when they are first needed."""

    def __init__(self, view: IndexView) -> None:
        years = view.months // 12
        dated = years[years > 0]
        self.first_year = int(dated.min()) - 1 if len(dated) else 0
        self.documents = view.size
        owners = view.tagged_docs
        starts = np.searchsorted(owners, np.arange(view.size + 1))
        about = np.flatnonzero(view.tagged_about)
        about_starts = np.searchsorted(owners[about], np.arange(view.size + 1))
        self.columns = {
            "cities": _Column(view.tagged_cities, len(view.cities), owners, starts),
            "about": _Column(view.tagged_cities[about], len(view.cities), owners[about], about_starts),
            "years": _Column(
                np.where(years > 0, years - self.first_year, 0), int(years.max(initial=0)) - self.first_year + 1
            ),
            "sites": _Column(view.site_of, len(view.sites)),
            "states": _Column(view.state_of, len(view.states)),
        }
        self._bits: dict[str, Array] = {}

    @property
    def nbytes(self) -> int:
        """How much memory it takes."""
        return sum(column.values.nbytes * 4 + column.size * self.documents // 8 for column in self.columns.values())

    def bits(self, facet: str) -> Array:
        """Return a row of bits for each value of a facet."""
        found = self._bits.get(facet)
        if found is None:
            column = self.columns[facet]
            rows = []
            for value in range(column.size):
                chosen = np.flatnonzero(column.values == value)
                rows.append(pack_documents(self.documents, chosen if column.owners is None else column.owners[chosen]))
            found = self._bits[facet] = np.array(rows, dtype=np.uint64).reshape(column.size, -(-self.documents // 64))
        return found


class _Selection:
    """Documents whose facets are counted."""

    def __init__(self, tally: _Tally, docs: Array) -> None:
        self._tally = tally
        self._docs = docs
        many = tally.documents < _SHORT or len(docs) * _MANY > tally.documents
        self._bits = pack_documents(tally.documents, docs) if many and len(docs) else None

    def count(self, facet: str) -> list[int]:
        column = self._tally.columns[facet]
        counts: list[int]
        if not len(self._docs):
            counts = [0] * column.size
        elif column.size == 1 and column.owners is None:
            counts = [len(self._docs)]
        elif self._bits is not None:
            counts = np.bitwise_count(self._tally.bits(facet) & self._bits).sum(axis=1, dtype=np.int64).tolist()
        else:
            docs = self._docs
            if column.starts is not None:
                firsts = column.starts[docs]
                docs = expand_ranges(firsts, column.starts[docs + 1] - firsts)
            counts = np.bincount(column.values[docs], minlength=column.size).tolist()
        return counts


def pack_documents(size: int, docs: Array) -> Array:
    """Return documents as a row of bits, in words of 64."""
    mask = np.zeros(-(-size // 64) * 64, dtype=bool)
    mask[docs] = True
    return np.packbits(mask).view(np.uint64)
