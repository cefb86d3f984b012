"""Brings the index up to the ledger: what changed where that will do, a new generation where it will not."""

from __future__ import annotations

import copy
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from archive.corrections import Correction, read_corrections
from archive.delisting import delisted_ids
from archive.errors import ProfileError
from archive.gazetteer import Gazetteer
from archive.gazetteer_files import load_good_gazetteer
from archive.ledger import Ledger
from archive.profiles import load_profile
from archive.records import ArchivedArticle
from archive.settings import Settings
from indexer.analysis import analysis_fingerprint
from indexer.compounds import COMPOUNDS_VERSION, CompoundSplitter
from indexer.documents import DOCUMENT_VERSION, make_document
from indexer.engine import Engine, engine_fingerprint, open_engine, start_index
from indexer.errors import IndexDamagedError, IndexMissingError
from indexer.query_cities import collect_city_names
from indexer.records import IndexDocument, IndexInfo, Tag
from indexer.tag_corrections import apply_corrections
from indexer.tagger import TAGGER_VERSION, Tagger

Progress = Callable[[int, int], None]

# Articles of sites without a profile (imported ones) are tagged with this one.
DEFAULT_GAZETTEER = "krefeld"
# Articles whose corrections are read in one go.
BATCH = 500


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a run did: documents written now, documents in all, seconds, generation, and why all was made anew.

    `warnings` are sentences on gazetteers that could not be read and what was used instead.
    """

    added: int
    total: int
    seconds: float
    generation: str
    rebuilt: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What is there and what is due: `changes` articles since the index's sequence, or a rebuild and why."""

    info: IndexInfo | None
    changes: int
    rebuild: str = ""

    @property
    def current(self) -> bool:
        """Whether nothing is due."""
        return not self.changes and not self.rebuild


def build_index(
    settings: Settings,
    ledger: Ledger,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
    default_gazetteer: str = DEFAULT_GAZETTEER,
) -> BuildReport:
    """Index what changed since the last run; searches see the new state at once when it is whole.

    A missing or damaged index, or one that was made with another analysis, tagger, schema or gazetteer, is made anew
    in a generation of its own while the old one goes on answering. Raises IndexLockedError where another process
    indexes, IndexerError where the disk is too full.
    """
    started = time.perf_counter()
    taggers = SiteTaggers(settings, ledger, default_gazetteer)
    reason = "it was asked for" if rebuild else _find_reason(settings, ledger, taggers.fingerprint())
    if not reason:
        try:
            report = _add_changes(settings, ledger, taggers, progress, started)
            return replace(report, warnings=tuple(taggers.warnings))
        except IndexDamagedError:
            reason = "the old one was damaged"
    report = _build_anew(settings, ledger, taggers, progress, started, reason)
    return replace(report, warnings=tuple(taggers.warnings))


def index_status(settings: Settings, ledger: Ledger, *, default_gazetteer: str = DEFAULT_GAZETTEER) -> IndexStatus:
    """Say what the index holds and what the next run will do."""
    info = _read_info(settings)
    reason = _find_reason(settings, ledger, SiteTaggers(settings, ledger, default_gazetteer).fingerprint())
    if reason or info is None:
        return IndexStatus(info, ledger.count_articles(), reason)
    return IndexStatus(info, sum(1 for _ in ledger.changes_since(info.sequence)))


def count_searchable(ledger: Ledger) -> int:
    """Return how many articles an index that is up to date holds: all but those the public is not shown."""
    return ledger.count_articles() - len(delisted_ids(ledger))


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
        """Return what decides the content of an index: it must be made anew when this changes."""
        parts = [
            engine_fingerprint(self._settings),
            analysis_fingerprint(),
            f"compounds {COMPOUNDS_VERSION}, documents {DOCUMENT_VERSION}, tagger {TAGGER_VERSION}",
            *(f"gazetteer {gazetteer.name} {gazetteer.digest}" for gazetteer in self.gazetteers()),
        ]
        readable = "; ".join(parts[1:3])
        return f"{readable}; {hashlib.sha256('|'.join(parts).encode()).hexdigest()[:16]}"


def _read_info(settings: Settings) -> IndexInfo | None:
    try:
        engine = open_engine(settings)
    except (IndexMissingError, IndexDamagedError):
        return None
    try:
        return engine.info()
    finally:
        engine.close()


def _find_reason(settings: Settings, ledger: Ledger, fingerprint: str) -> str:
    """Return why the index must be made anew, or an empty string."""
    try:
        engine = open_engine(settings)
    except IndexMissingError:
        return "there was none"
    except IndexDamagedError:
        return "the old one was damaged"
    try:
        info = engine.info()
    finally:
        engine.close()
    if info.fingerprint != fingerprint:
        return "analysis, tagger, schema or gazetteer changed"
    last = ledger.last_sequence()
    if info.sequence > last or (info.sequence == last and info.documents != count_searchable(ledger)):
        return "the ledger is another one"
    return ""


def _add_changes(
    settings: Settings, ledger: Ledger, taggers: SiteTaggers, progress: Progress | None, started: float
) -> BuildReport:
    before = _read_info(settings)
    if before is not None and ledger.last_sequence() == before.sequence:
        if progress:
            progress(0, 0)
        return BuildReport(0, before.documents, time.perf_counter() - started, before.generation)
    engine = open_engine(settings, writing=True)
    try:
        sequence = engine.info().sequence
        total = sum(1 for _ in ledger.changes_since(sequence))
        added = _Adding(taggers, progress, total, sequence)
        engine.add(added.walk(ledger))
        engine.delete(added.hidden)
        if added.done:
            engine.commit(added.sequence)
        return _report(engine, added.done, started)
    finally:
        engine.close()


def _build_anew(
    settings: Settings, ledger: Ledger, taggers: SiteTaggers, progress: Progress | None, started: float, reason: str
) -> BuildReport:
    texts = (text for archived in ledger.changes_since(0) for text in (archived.article.title, archived.article.text))
    splitter = CompoundSplitter.learn(texts)
    engine = start_index(
        settings, taggers.fingerprint(), cities=collect_city_names(taggers.gazetteers()), splitter=splitter
    )
    try:
        added = _Adding(taggers, progress, ledger.count_articles(), 0)
        engine.add(added.walk(ledger))
        engine.delete(added.hidden)
        engine.commit(added.sequence)
        return _report(engine, added.done, started, reason)
    finally:
        engine.close()


def _report(engine: Engine, added: int, started: float, rebuilt: str = "") -> BuildReport:
    info = engine.info()
    return BuildReport(added, info.documents, time.perf_counter() - started, info.generation, rebuilt)


class _Adding:
    """Walks the changes of a ledger as documents, and notes how far it has come."""

    def __init__(self, taggers: SiteTaggers, progress: Progress | None, total: int, sequence: int) -> None:
        self._taggers = taggers
        self._progress = progress
        self._total = total
        self.sequence = sequence
        self.done = 0
        # What the public is not shown has no place in an index that the public searches.
        self.hidden: set[str] = set()

    def walk(self, ledger: Ledger) -> Iterator[IndexDocument]:
        changes = ledger.changes_since(self.sequence)
        while batch := list(islice(changes, BATCH)):
            # Read after the articles: one that is corrected meanwhile comes again under its new sequence.
            ids = [archived.id for archived in batch]
            corrections = read_corrections(ledger, ids)
            self.hidden = self.hidden.difference(ids) | delisted_ids(ledger, ids)
            for archived in batch:
                if archived.id in self.hidden:
                    self._go_on(archived)
                    continue
                tagger = self._taggers.tagger_for(archived.site)
                versions = ledger.versions(archived.id) if archived.versions > 1 else ()
                document = make_document(archived, tagger, versions)
                if decided := corrections.get(archived.id):
                    document = replace(document, tags=apply_corrections(document.tags, decided, tagger.gazetteer))
                yield document
                self._go_on(archived)

    def _go_on(self, archived: ArchivedArticle) -> None:
        self.sequence = archived.sequence
        self.done += 1
        if self._progress:
            self._progress(self.done, max(self._total, self.done))
