"""Refuses filters of a command that name nothing here: a city or site that is not known, a period that ends before it begins.

An empty answer to a slip of the pen would be taken for the truth.
"""

from __future__ import annotations

import click

from archive.ledger import open_ledger
from archive.settings import Settings
from indexer.records import Query
from indexer.site_taggers import SiteTaggers


def check_filters(settings: Settings, asked: Query) -> None:
    """Raise click.BadParameter where a filter cannot be meant; it names what is known."""
    if asked.date_from and asked.date_to and asked.date_from > asked.date_to:
        raise click.BadParameter(
            f"the period ends before {asked.date_from:%d.%m.%Y}, where it begins.", param_hint="--bis"
        )
    if not (asked.cities or asked.sites):
        return
    with open_ledger(settings) as ledger:
        gazetteers = SiteTaggers(settings, ledger).gazetteers() if asked.cities else ()
        sites = [site.site for site in ledger.sites()]
    cities = [place.id for gazetteer in gazetteers for place in gazetteer.places]
    for city in asked.cities:
        if city not in cities:
            known = f"known are {', '.join(cities)}" if cities else "no site of this archive names a gazetteer"
            raise click.BadParameter(f"{city!r} is no city here; {known}.", param_hint="--stadt")
    for site in asked.sites:
        if site not in sites:
            raise click.BadParameter(f"{site!r} is no site here; known are {', '.join(sites)}.", param_hint="--site")
