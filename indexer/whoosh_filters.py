"""Filters that are no text, as one truth value per document: days, cities, sites, states, what an article has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

import numpy as np

from indexer.query import Having, InState, OfSite, PublishedBetween, TaggedWith
from indexer.whoosh_sidecar import Array
from indexer.whoosh_view import IndexView

Filter: TypeAlias = TaggedWith | PublishedBetween | OfSite | InState | Having


def mask_filter(view: IndexView, node: Filter) -> Array:
    """Return per document whether it passes a filter that is no text."""
    match node:
        case PublishedBetween(first, last):
            return mask_days(view.days, first, last)
        case TaggedWith(city, about):
            return mask_cities(view, (city,), about=about)
        case OfSite(site):
            return mask_names(view.sites, view.site_of, (site,))
        case InState(states):
            return mask_names(view.states, view.state_of, states)
        case Having("pdf"):
            return view.pdf
        case Having("picture"):
            return view.pictured
        case Having("date"):
            return view.days > 0
        case _:
            mask = np.zeros(view.size, dtype=bool)
            mask[view.tagged_docs] = True
            return mask


def mask_days(days: Array, first: date | None, last: date | None) -> Array:
    """Return for each day (its ordinal, 0 for none) whether it lies between two others, both included."""
    mask: Array = days >= (first.toordinal() if first is not None else 1)
    if last is not None:
        mask &= days <= last.toordinal()
    return mask


def mask_cities(view: IndexView, cities: Iterable[str], *, about: bool) -> Array:
    """Return per document whether it has a tag of one of these cities; not to be changed."""
    return view.cache.get(("cities", *sorted(cities), about), lambda: _mask_cities(view, cities, about))


def _mask_cities(view: IndexView, cities: Iterable[str], about: bool) -> Array:
    mask = np.zeros(view.size, dtype=bool)
    for city in cities:
        if city in view.cities:
            wanted = view.tagged_cities == view.cities.index(city)
            mask[view.tagged_docs[wanted & view.tagged_about if about else wanted]] = True
    return mask


def mask_names(names: list[str], column: Array, wanted: Iterable[str]) -> Array:
    """Return per entry of a column whether it is one of the wanted names."""
    return np.isin(column, [names.index(name) for name in wanted if name in names])
