"""What the pages read from: ledger, index and gazetteer, opened on first use and again when they come later."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from flask import current_app, url_for

from archive.delisting import delisted_ids
from archive.errors import ArchiveError, ProfileError
from archive.gazetteer import Gazetteer
from archive.ledger import Ledger, SiteStatus
from archive.place_records import Place
from archive.profiles import load_profile
from archive.settings import Settings
from indexer.engine import Engine, open_engine
from indexer.errors import IndexDamagedError, IndexMissingError
from indexer.query_cities import CityIndex
from indexer.query_synonyms import SynonymList
from indexer.records import Hit, IndexDocument, Query, SearchResult, Suggestion
from webui.current_ledger import CurrentLedger
from webui.known_cities import KnownCities, read_cities, stamp_files
from webui.records import Coverage, Look, Stock

HITS_AT_ONCE = 100  # of a walk over a whole result
# Decisions made in the pages count at once; those made by the command, in another process, after so long at the latest.
HIDDEN_SECONDS = 2.0
STOCK_SECONDS = 30.0  # the footer of every page names it: not worth a question to the ledger each time


class Holdings:
    """Opens what the pages read from when it is first needed; an index that is missing now may come later.

    Every method may raise IndexerError or ArchiveError; the application shows them with their cure.
    """

    def __init__(self, settings: Settings, engine: Engine | None = None, ledger: Ledger | None = None) -> None:
        self.settings = settings
        self._engine = engine
        self._ledger = CurrentLedger(settings, ledger)
        self.synonyms = SynonymList(settings, logging.getLogger(__name__).warning)
        self._cities: tuple[Stock | None, KnownCities] | None = None
        self._stock: tuple[float, Stock | None] = (0.0, None)
        self._looked: tuple[float, Look | None] = (0.0, None)
        self._site_names: dict[str, str] = {}
        self._city_days: dict[str, dict[str, date | None]] = {}
        self._city_days_of: tuple[str, int, frozenset[str]] = ("", -1, frozenset())
        self._lock = threading.Lock()

    @property
    def engine(self) -> Engine:
        """The open engine. Raises IndexMissingError as long as there is no index."""
        with self._lock:
            if self._engine is None:
                self._engine = open_engine(self.settings)
            return self._engine

    @property
    def ledger(self) -> Ledger:
        """The open ledger. Raises LedgerNewerError where a newer program has brought it up."""
        return self._ledger.get()

    def close(self) -> None:
        """Give back what was opened here."""
        self._ledger.close()

    @property
    def cities(self) -> KnownCities:
        """The cities of the archive's sites; read anew where a site comes in or somebody edits a gazetteer."""
        stock, held = self.stock(), self._cities
        if held is not None and (stock is None or held[0] is stock):
            return held[1]
        with self._lock:
            held = self._cities
            if held is None or _named_by(held[0]) != _named_by(stock):
                held = stock, read_cities(self.settings, stock.sites if stock else ())
            self._cities = stock, held[1]
            return held[1]

    @property
    def gazetteer(self) -> Gazetteer:
        """All places that articles are tagged with."""
        return self.cities.gazetteer

    @property
    def city_index(self) -> CityIndex:
        """The names of the places, as queries know them."""
        return self.cities.index

    def search(self, query: Query) -> SearchResult:
        """Answer a query."""
        engine = self.engine
        try:
            return self._leave_out(engine.search(query))
        except (IndexMissingError, IndexDamagedError):
            self._forget_engine(engine)
            raise

    def indexed(self, article_id: str) -> IndexDocument | None:
        """Return the article as it was indexed, or None where it is not in the index or there is no index."""
        try:
            engine = self.engine
        except (IndexMissingError, IndexDamagedError):
            return None
        return None if article_id in self.hidden() else engine.get(article_id)

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the articles most like this one; none where there is no index."""
        try:
            found = self.engine.similar(article_id, limit)
        except (IndexMissingError, IndexDamagedError):
            return ()
        return tuple(hit for hit in found if hit.id not in self.hidden())

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return completions of what is being typed, best first; none where there is no index."""
        try:
            return self.engine.suggest(typed, limit)
        except (IndexMissingError, IndexDamagedError):
            return ()

    def coverage(self, city: str, newest: int = 1) -> Coverage | None:
        """Return what is known of a city's coverage with its newest articles; None where there is no index."""
        try:
            recent = self.search(Query(cities=(city,), sort="neueste", per_page=newest))
        except (IndexMissingError, IndexDamagedError):
            return None
        oldest = self.search(Query(cities=(city,), sort="aelteste", per_page=1)) if recent.total > 1 else recent
        dated = [hit for hit in oldest.hits if hit.published]
        return Coverage(
            total=recent.total,
            about=recent.facets.cities_about.get(city, 0),
            newest=recent.hits,
            oldest=dated[0] if dated else None,
            years=dict(recent.facets.years),
        )

    def hidden(self) -> frozenset[str]:
        """Return the ids of the articles that the public is not shown."""
        return self._look().hidden

    def state(self) -> object:
        """Return what changes whenever a page made of index and ledger may change. Raises IndexerError, ArchiveError."""
        return self.engine.mark(), self._look(), self.stock()

    def _look(self) -> Look:
        read, look = self._looked
        if look is None or time.monotonic() - read > HIDDEN_SECONDS:
            newest = self.ledger.crawls(limit=1)
            ended = newest[0].ended if newest else None
            look = Look(delisted_ids(self.ledger), self.ledger.last_sequence(), newest[0].id if newest else 0, ended)
            self._looked = (time.monotonic(), look)
        return look

    def forget_hidden(self) -> None:
        """Ask the ledger anew what is hidden: somebody has just decided about it."""
        self._looked = (0.0, None)

    def every_hit(self, query: Query) -> Iterator[Hit]:
        """Yield every hit of a query in its order, page by page, so that memory stays small."""
        page = 1
        while True:
            result = self.search(replace(query, page=page, per_page=HITS_AT_ONCE))
            yield from result.hits
            if not result.hits or page * HITS_AT_ONCE >= result.total:
                return
            page += 1

    def list_days(self, city: str) -> tuple[date, ...]:
        """Return the days of the articles that name a city, the earliest first; empty where there is no index."""
        try:
            return self.engine.list_days(Query(cities=(city,)))
        except (IndexMissingError, IndexDamagedError):
            return ()

    def city_days(self, city: str) -> Mapping[str, date | None]:
        """Return the articles that name a city, by id with their days; empty without an index, kept until it changes."""
        try:
            known = self.engine.info()
        except (IndexMissingError, IndexDamagedError):
            return {}
        state = (known.generation, known.sequence, self.hidden())
        with self._lock:
            if self._city_days_of != state:
                self._city_days, self._city_days_of = {}, state
            kept = self._city_days.get(city)
        if kept is None:
            kept = {hit.id: hit.published for hit in self.every_hit(Query(cities=(city,), sort="aelteste"))}
            with self._lock:
                self._city_days[city] = kept
        return kept

    def stock(self) -> Stock | None:
        """Return how much is kept, not older than half a minute; None where the ledger cannot be read."""
        read, stock = self._stock
        if stock is None or time.monotonic() - read > STOCK_SECONDS:
            try:
                sites = self.ledger.sites()
            except ArchiveError:
                return None
            ends = [status.last_crawl.ended for status in sites if status.last_crawl and status.last_crawl.ended]
            filled = sorted((status for status in sites if status.articles), key=lambda one: (-one.articles, one.site))
            articles, named = sum(status.articles for status in sites), tuple(status.site for status in filled)
            stock = Stock(articles, named, max(ends, default=None), stamp_files(self.settings))
            self._stock = (time.monotonic(), stock)
        return stock

    def has_several_sites(self) -> bool:
        """True where articles of more than one site are kept, so that naming the site of a hit says something."""
        stock = self.stock()
        return stock is not None and len(stock.sites) > 1

    def index_lag(self) -> bool | None:
        """Return whether the index is behind the ledger; None where there is no index."""
        try:
            return self.engine.info().sequence < self.ledger.last_sequence()
        except (IndexMissingError, IndexDamagedError):
            return None

    def place(self, city: str) -> Place | None:
        """Return the gazetteer entry of this id, or None."""
        return self.gazetteer.place(city)

    def find_place(self, name: str) -> Place | None:
        """Return the place that has this name in any language or spelling, or None."""
        return self.gazetteer.find(name)

    def home_of(self, city: str) -> Place:
        """Return the city whose partner a place is."""
        return self.cities.homes.get(city, self.gazetteer.home)

    def permalink(self, article_id: str) -> str:
        """Return the permanent address of an article in this archive, the same in every language."""
        return url_for("articles.show_article", article_id=article_id, lang=None, _external=True)

    def publisher(self, site: str) -> str:
        """Return who publishes a site, as it is cited."""
        name = self.site_name(site)
        return name if name != site else f"Stadt {self.gazetteer.home.name}"

    def site_name(self, site: str) -> str:
        """Return the name of a site as its profile gives it; the id where there is no profile (imported articles)."""
        with self._lock:
            if site not in self._site_names:
                try:
                    self._site_names[site] = load_profile(site, [self.settings.sites_folder]).name
                except ProfileError:
                    self._site_names[site] = site
            return self._site_names[site]

    def city_name(self, city: str) -> str:
        """Return the name of this place; the id itself where a newer index knows one that the gazetteer does not."""
        place = self.place(city)
        return place.name if place else city

    def site_status(self, site: str) -> SiteStatus | None:
        """Return what the ledger knows of this site, or None."""
        return next((status for status in self.ledger.sites() if status.site == site), None)

    def _leave_out(self, result: SearchResult) -> SearchResult:
        """Return the result without what is hidden: an index that is behind the ledger may still hold it."""
        hidden = self.hidden()
        if not hidden:
            return result
        hits = tuple(hit for hit in result.hits if hit.id not in hidden)
        return replace(result, hits=hits, total=result.total - (len(result.hits) - len(hits)))

    def _forget_engine(self, engine: Engine) -> None:
        with self._lock:
            if self._engine is engine:
                self._engine = None


def _named_by(stock: Stock | None) -> object:
    """Return what the cities of an archive depend on."""
    return (stock.sites, stock.edited) if stock else None


def get_holdings() -> Holdings:
    """Return the holdings of the running application."""
    holdings: Holdings = current_app.extensions["holdings"]
    return holdings
