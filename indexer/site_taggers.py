"""The tagger of each site of a ledger, by the gazetteer that its profile names, and what decides the content of an index."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Sequence

from archive.corrections import Correction
from archive.errors import ProfileError
from archive.gazetteer import Gazetteer
from archive.gazetteer_files import load_good_gazetteer
from archive.ledger import Ledger
from archive.place_records import Place
from archive.profiles import load_profile
from archive.records import ArchivedArticle
from archive.settings import Settings
from indexer.analysis import analysis_fingerprint
from indexer.compounds import COMPOUNDS_VERSION
from indexer.documents import DOCUMENT_VERSION
from indexer.engine import engine_fingerprint
from indexer.records import Tag
from indexer.tag_overlay import apply_corrections
from indexer.tagger import TAGGER_VERSION, Tagger

# The cities of an archive that has no site of its own: what its imported articles are tagged with, and its pages show.
DEFAULT_GAZETTEER = "krefeld"
# The partner cities of a site that names no gazetteer: none, so that no other city's stand on its articles.
NO_GAZETTEER = Gazetteer(name="", home=Place(id="", name="", country="", latitude=0.0, longitude=0.0), places=())


def name_gazetteers(settings: Settings, sites: Iterable[str], default: str = DEFAULT_GAZETTEER) -> tuple[str, ...]:
    """Return the names of the gazetteers of these sites in their order, each once.

    Sites without a profile count where no other does; then it is the default one.
    """
    named = [found for site in sites if (found := read_gazetteer_name(settings, site)) is not None]
    return tuple(dict.fromkeys(filter(None, named))) if named else (default,)


def read_gazetteer_name(settings: Settings, site: str, tell: Callable[[str], None] = lambda _: None) -> str | None:
    """Return the name of the gazetteer that a profile names, perhaps an empty one; None for a site without a profile.

    What is wrong with a profile is told by `tell`.
    """
    try:
        return load_profile(site, [settings.sites_folder]).gazetteer
    except ProfileError as error:
        if not (settings.sites_folder / f"{site}.toml").exists():
            return None
        tell(str(error))
    try:
        # So that a slip in one's own file takes no tag away.
        return load_profile(site).gazetteer
    except ProfileError:
        return ""


class SiteTaggers:
    """The tagger of each site, and the gazetteers of all sites of a ledger.

    A site whose profile names no gazetteer gets no city tags. Articles that were imported and belong to no known site are
    tagged with the cities of the archive's own sites, as far as these have one gazetteer. `warnings` tell where that is so,
    and which profiles and gazetteers are not as written.
    """

    def __init__(self, settings: Settings, ledger: Ledger, default: str = DEFAULT_GAZETTEER) -> None:
        self._settings = settings
        self._default = default
        self._names: dict[str, str] = {}
        self._taggers: dict[str, Tagger] = {}
        self._gazetteers: dict[str, Gazetteer] = {}
        self.warnings: list[str] = []
        self._empty = {status.site for status in ledger.sites() if not status.articles}
        sites = [status.site for status in ledger.sites()]
        own = {found for site in sites if (found := self._find_name(site)) is not None}
        named = own - {""} if own else {default}
        # What others publish was put into this archive for its cities.
        self._for_imported = named.pop() if len(named) == 1 else ""
        for name in set(map(self.name_of, sites)) or {default}:
            self._load(name)

    def replace_gazetteer(self, name: str, gazetteer: Gazetteer) -> SiteTaggers:
        """Return the same taggers but for one gazetteer, so that its effect can be seen."""
        other = copy.copy(self)
        other._gazetteers = {**self._gazetteers, name: gazetteer}
        other._taggers = {called: tagger for called, tagger in self._taggers.items() if called != name}
        return other

    def name_of(self, site: str) -> str:
        """Return the name of the gazetteer of a site; empty where none is named."""
        if site in self._names:
            return self._names[site]
        found = self._find_name(site)
        if found is None:
            found = self._names[site] = self._for_imported
            if site in self._empty:  # files of other archives whose articles all belong to known sites
                return found
            self.warnings.append(
                f"The articles of {site}, a site without a profile, are tagged with the cities of {found}."
                if found
                else f"The articles of {site}, a site without a profile, get no city tags: the sites of this archive name "
                "no gazetteer, or several; a profile for it tells which (key gazetteer)."
            )
        return found

    def _find_name(self, site: str) -> str | None:
        """Return the name of the gazetteer that a profile names, perhaps none; None for a site without a profile."""
        if site in self._names:
            return self._names[site]
        found = read_gazetteer_name(self._settings, site, self.warnings.append)
        if found is None:
            return None
        if not found:
            self.warnings.append(
                f"The articles of {site} get no city tags: its profile names none (key gazetteer, such as "
                f'gazetteer = "{self._default}").'
            )
        self._names[site] = found
        return found

    def _load(self, name: str) -> Gazetteer:
        if not name:
            return NO_GAZETTEER
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
