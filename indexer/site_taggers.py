"""The tagger of each site of a ledger, by the gazetteer that its profile names, and what decides the content of an index."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence

from archive.corrections import Correction
from archive.errors import ProfileError
from archive.gazetteer import Gazetteer
from archive.gazetteer_files import load_good_gazetteer
from archive.ledger import Ledger
from archive.profiles import load_profile
from archive.records import ArchivedArticle
from archive.settings import Settings
from indexer.analysis import analysis_fingerprint
from indexer.compounds import COMPOUNDS_VERSION
from indexer.documents import DOCUMENT_VERSION
from indexer.engine import engine_fingerprint
from indexer.records import Tag
from indexer.tag_corrections import apply_corrections
from indexer.tagger import TAGGER_VERSION, Tagger

# Articles of sites without a profile (imported ones) are tagged with this one.
DEFAULT_GAZETTEER = "krefeld"


class SiteTaggers:
    """The tagger of each site, and the gazetteers of all sites of a ledger; `warnings` tell which are not as written."""

    def __init__(self, settings: Settings, ledger: Ledger, default: str = DEFAULT_GAZETTEER) -> None:
        self._settings = settings
        self._default = default
        self._names: dict[str, str] = {}
        self._taggers: dict[str, Tagger] = {}
        self._gazetteers: dict[str, Gazetteer] = {}
        self.warnings: list[str] = []
        for name in {default, *(self.name_of(status.site) for status in ledger.sites())}:
            self._load(name)

    def replace_gazetteer(self, name: str, gazetteer: Gazetteer) -> SiteTaggers:
        """Return the same taggers but for one gazetteer, so that its effect can be seen."""
        other = copy.copy(self)
        other._gazetteers = {**self._gazetteers, name: gazetteer}
        other._taggers = {called: tagger for called, tagger in self._taggers.items() if called != name}
        return other

    def name_of(self, site: str) -> str:
        """Return the name of the gazetteer of a site."""
        if site not in self._names:
            try:
                self._names[site] = load_profile(site, [self._settings.sites_folder]).gazetteer or self._default
            except ProfileError:
                self._names[site] = self._default
        return self._names[site]

    def _load(self, name: str) -> Gazetteer:
        if name not in self._gazetteers:
            self._gazetteers[name] = load_good_gazetteer(self._settings, name, self.warnings.append)
        return self._gazetteers[name]

    def gazetteers(self) -> list[Gazetteer]:
        """Return the gazetteers of all sites, by name."""
        return [self._gazetteers[name] for name in sorted(self._gazetteers)]

    def tagger_for(self, site: str) -> Tagger:
        """Return the tagger of a site, made when it is first asked for."""
        name = self.name_of(site)
        if name not in self._taggers:
            self._taggers[name] = Tagger(self._load(name))
        return self._taggers[name]

    def tag(self, archived: ArchivedArticle, corrections: Sequence[Correction] = ()) -> tuple[Tag, ...]:
        """Return the tags of an article as people corrected them."""
        tagger = self.tagger_for(archived.site)
        return apply_corrections(tagger.tag(archived.article), corrections, tagger.gazetteer)

    def fingerprint(self) -> str:
        """Return what decides the content of an index, by name, as JSON: it must be made anew when this changes."""
        parts = {
            "engine": engine_fingerprint(self._settings),
            "analysis": analysis_fingerprint(),
            "documents": str(DOCUMENT_VERSION),
            "compounds": str(COMPOUNDS_VERSION),
            "tagger": str(TAGGER_VERSION),
        }
        parts |= {f"gazetteer {gazetteer.name}": gazetteer.digest for gazetteer in self.gazetteers()}
        parts |= {f"gazetteer of {site}": name for site, name in self._names.items()}
        return json.dumps(parts, ensure_ascii=False, sort_keys=True)
