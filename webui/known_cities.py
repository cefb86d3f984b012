"""The cities that the pages show: those of the gazetteers that the sites of the archive name, all of them as one."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.gazetteer import Gazetteer
from archive.gazetteer_files import load_good_gazetteer
from archive.place_records import Place
from archive.settings import Settings
from indexer.query_cities import CityIndex, collect_city_names
from indexer.site_taggers import NO_GAZETTEER, name_gazetteers


@dataclass(frozen=True, slots=True)
class KnownCities:
    """All places, how queries know their names, and for each the city whose partner it is, the main one first."""

    gazetteer: Gazetteer
    index: CityIndex
    homes: Mapping[str, Place]

    @property
    def main_home(self) -> Place:
        """The city that most articles are of."""
        return next(iter(self.homes.values()), self.gazetteer.home)


def read_cities(settings: Settings, sites: Sequence[str]) -> KnownCities:
    """Return the cities of these sites, the one with most articles first.

    A place that several gazetteers have is told as the first of them tells it.
    """
    warn = logging.getLogger(__name__).warning
    found = [load_good_gazetteer(settings, name, warn) for name in name_gazetteers(settings, sites)]
    homes: dict[str, Place] = {}
    for gazetteer in found:
        for place in gazetteer.places:
            homes.setdefault(place.id, gazetteer.home)
    return KnownCities(_join(found), CityIndex(collect_city_names(found)), homes)


def stamp_files(settings: Settings) -> tuple[tuple[str, int], ...]:
    """Return what changes when somebody edits an own gazetteer or profile."""
    return tuple(sorted(_stamp_folder(settings.cities_folder))) + tuple(sorted(_stamp_folder(settings.sites_folder)))


def _stamp_folder(folder: Path) -> Iterable[tuple[str, int]]:
    for path in folder.glob("*.toml"):
        try:
            yield path.name, path.stat().st_mtime_ns
        except FileNotFoundError:  # somebody took it away just now
            continue


def _join(gazetteers: Sequence[Gazetteer]) -> Gazetteer:
    if len(gazetteers) < 2:
        return gazetteers[0] if gazetteers else NO_GAZETTEER
    first = gazetteers[0]
    places: dict[str, Place] = {}
    for gazetteer in gazetteers:
        for place in gazetteer.places:
            places.setdefault(place.id, place)
    names = list(dict.fromkeys(gazetteer.home.name for gazetteer in gazetteers))
    return Gazetteer(
        name=first.name,
        home=replace(first.home, name=", ".join(names)),
        places=tuple(places.values()),
        known_others=tuple(other for gazetteer in gazetteers for other in gazetteer.known_others),
        digest=" ".join(gazetteer.digest for gazetteer in gazetteers),
    )
