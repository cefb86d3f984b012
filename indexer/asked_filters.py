"""Reads the filters of a command: cities by any of their names; what names nothing here is refused, as is a period without days.

An empty answer to a slip of the pen would be taken for the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from archive.gazetteer import Gazetteer
from archive.ledger import open_ledger
from archive.settings import Settings
from indexer.records import Query
from indexer.site_taggers import SiteTaggers


def read_filters(settings: Settings, asked: Query) -> Query:
    """Return the query with the ids of its cities, which may be given by any name.

    Raises click.BadParameter where a filter cannot be meant; it names what is known.
    """
    if asked.date_from and asked.date_to and asked.date_from > asked.date_to:
        raise click.BadParameter(
            f"the period ends before {asked.date_from:%d.%m.%Y}, where it begins.", param_hint="--bis"
        )
    if not (asked.cities or asked.sites):
        return asked
    with open_ledger(settings) as ledger:
        gazetteers = SiteTaggers(settings, ledger).gazetteers() if asked.cities else ()
        sites = [site.site for site in ledger.sites()]
    for site in asked.sites:
        if site not in sites:
            raise click.BadParameter(f"{site!r} is no site here; known are {', '.join(sites)}.", param_hint="--site")
    return replace(asked, cities=tuple(dict.fromkeys(_find_city(gazetteers, name) for name in asked.cities)))


def _find_city(gazetteers: Sequence[Gazetteer], name: str) -> str:
    for gazetteer in gazetteers:
        if place := gazetteer.place(name) or gazetteer.find(name):
            return place.id
    cities = [place.id for gazetteer in gazetteers for place in gazetteer.places]
    known = f"known are {', '.join(cities)}, by any name" if cities else "no site of this archive names a gazetteer"
    raise click.BadParameter(f"{name!r} is no city here; {known}.", param_hint="--stadt")
