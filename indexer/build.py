"""Brings the index up to the ledger: what changed where that will do, a new generation where it will not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from archive.delisting import delisted_ids
from archive.ledger import Ledger
from archive.settings import Settings
from indexer.changed_documents import ChangedDocuments, Progress
from indexer.compounds import CompoundSplitter
from indexer.engine import Engine, check_index, go_back, open_engine, start_index
from indexer.errors import IndexDamagedError, IndexerError, IndexMissingError, IndexOutdatedError
from indexer.query_cities import collect_city_names
from indexer.query_synonyms import load_good_synonyms
from indexer.rebuild import Difference, compare_fingerprints
from indexer.records import IndexInfo
from indexer.site_taggers import DEFAULT_GAZETTEER, SiteTaggers
from indexer.workers import Workers

DAMAGED = "the old one was damaged"


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
    """What is there and what is due: `changes` articles since the index's sequence, or a rebuild and why.

    `damage` says what is wrong with a damaged index; `held_back` why an index that somebody went back to is not of
    today.
    """

    info: IndexInfo | None
    changes: int
    rebuild: str = ""
    damage: str = ""
    held_back: str = ""

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
    tell: Callable[[str], None] | None = None,
    processes: int = 0,
    default_gazetteer: str = DEFAULT_GAZETTEER,
) -> BuildReport:
    """Index what changed since the last run; searches see the new state at once when it is whole.

    A missing or damaged index, or one that was made with another analysis, tagger, schema or gazetteer, is made anew
    in a generation of its own while the old one goes on answering; `processes` is how many work on that at once (0: as
    many as there are cores). An index that somebody went back to is added to and not made anew, unless it is asked
    for. `tell` is given what is being done, `progress` how many articles are done and how many there are.

    Raises IndexLockedError where another process indexes, IndexerError where the disk is too full.
    """
    started = time.perf_counter()
    work = _Work(settings, ledger, SiteTaggers(settings, ledger, default_gazetteer), progress, tell, processes, started)
    found = _find_due(settings, ledger, work.taggers.fingerprint())
    reason = "it was asked for" if rebuild else found.reason
    report: BuildReport | None = None
    if found.info is not None and not reason:
        try:
            report = _add_changes(work, found.info)
        except IndexDamagedError as error:
            reason, found = DAMAGED, replace(found, damage=str(error))
    if report is None:
        report = _build_anew(work, reason)
    warnings = list(work.taggers.warnings)
    load_good_synonyms(settings, warnings.append)
    if reason == DAMAGED and found.damage:
        warnings.append(f"What was wrong with the old index: {found.damage}")
    if found.held_back and not reason:
        warnings.append(
            f"Somebody went back to this state of the index, so it is kept although {found.held_back}; "
            "`pressearchiv index --rebuild` makes it anew."
        )
    return replace(report, warnings=tuple(warnings))


def index_status(
    settings: Settings, ledger: Ledger, *, check: bool = False, default_gazetteer: str = DEFAULT_GAZETTEER
) -> IndexStatus:
    """Say what the index holds and what the next run will do, and why; `check` reads all its files for that."""
    found = _find_due(settings, ledger, SiteTaggers(settings, ledger, default_gazetteer).fingerprint())
    if check and not found.reason:
        try:
            check_index(settings)
        except IndexDamagedError as error:
            found = replace(found, reason=DAMAGED, damage=str(error))
    if found.reason or found.info is None:
        return IndexStatus(found.info, count_searchable(ledger), found.reason, found.damage)
    changes = ledger.count_changes_since(found.info.sequence)
    return IndexStatus(found.info, changes, held_back=str(found.held_back))


def count_searchable(ledger: Ledger) -> int:
    """Return how many articles an index that is up to date holds: all but those the public is not shown."""
    return ledger.count_articles() - len(delisted_ids(ledger))


def go_back_to_previous(settings: Settings, ledger: Ledger, *, default_gazetteer: str = DEFAULT_GAZETTEER) -> IndexInfo:
    """Make the index as it was before the last rebuild the current one, in one step; a second time comes back.

    Where only its tags are older it is kept so, until a rebuild is asked for. Raises IndexMissingError where there is
    no earlier state, IndexerError where this program cannot search it.
    """
    engine = open_engine(settings)
    try:
        previous = engine.info().previous
    finally:
        engine.close()
    now = SiteTaggers(settings, ledger, default_gazetteer).fingerprint()
    difference = compare_fingerprints(previous.fingerprint, now) if previous else Difference()
    if not difference.searchable:
        raise IndexerError(
            f"The earlier state of the index cannot be searched by this program, since {difference}. "
            "Install the version that made it, or make a new index with `pressearchiv index --rebuild`."
        )
    # What was delisted since may stand in it.
    go_back(settings, held=bool(difference), without=delisted_ids(ledger))
    engine = open_engine(settings)
    try:
        return engine.info()
    finally:
        engine.close()


@dataclass(frozen=True, slots=True)
class _Due:
    """What is there, and why it must be made anew if it must."""

    info: IndexInfo | None
    reason: str = ""
    damage: str = ""
    held_back: Difference = field(default_factory=Difference)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a run works with."""

    settings: Settings
    ledger: Ledger
    taggers: SiteTaggers
    progress: Progress | None
    tell: Callable[[str], None] | None
    processes: int
    started: float

    def walk_changes(self, total: int, sequence: int) -> ChangedDocuments:
        return ChangedDocuments(self.ledger, self.taggers, total, sequence, self.progress)

    def say(self, doing: str) -> None:
        if self.tell:
            self.tell(doing)


def _find_due(settings: Settings, ledger: Ledger, fingerprint: str) -> _Due:
    try:
        engine = open_engine(settings)
    except IndexMissingError:
        return _Due(None, "there was none")
    except IndexOutdatedError:
        return _Due(None, "it was made by another version of this program")
    except IndexDamagedError as error:
        return _Due(None, DAMAGED, str(error))
    try:
        info = engine.info()
    finally:
        engine.close()
    difference = compare_fingerprints(info.fingerprint, fingerprint)
    if difference and not (info.held and difference.searchable):
        return _Due(info, str(difference))
    last = ledger.last_sequence()
    if info.sequence > last or (info.sequence == last and info.documents != count_searchable(ledger)):
        return _Due(info, "the ledger is another one")
    return _Due(info, held_back=difference)


def _add_changes(work: _Work, before: IndexInfo) -> BuildReport:
    if work.ledger.last_sequence() == before.sequence:
        if work.progress:
            work.progress(0, 0)
        # With nothing to write there is time to read: what the disk lost is noticed by the next scheduled run.
        check_index(work.settings)
        return BuildReport(0, before.documents, time.perf_counter() - work.started, before.generation)
    engine = open_engine(work.settings, writing=True)
    try:
        sequence = engine.info().sequence
        added = work.walk_changes(work.ledger.count_changes_since(sequence), sequence)
        engine.add(added.walk())
        engine.delete((*added.hidden, *work.ledger.merged_since(sequence)))
        if added.done:
            engine.commit(added.sequence)
        return _report(engine, added.done, work.started)
    finally:
        engine.close()


def _build_anew(work: _Work, reason: str) -> BuildReport:
    total = work.ledger.count_articles()
    work.say("learning words")
    workers = Workers(work.processes)
    try:
        return _build_with(workers, work, total, reason)
    finally:
        workers.close()


def _build_with(workers: Workers, work: _Work, total: int, reason: str) -> BuildReport:
    splitter = CompoundSplitter.learn(_read_texts(work, total), workers)
    cities = collect_city_names(work.taggers.gazetteers())
    engine = start_index(
        work.settings,
        work.taggers.fingerprint(),
        cities=cities,
        splitter=splitter,
        workers=workers,
        expected=total,
    )
    try:
        work.say("indexing")
        added = work.walk_changes(total, 0)
        engine.add(added.walk())
        engine.delete(added.hidden)
        work.say("writing")
        engine.commit(added.sequence)
        return _report(engine, added.done, work.started, reason)
    finally:
        engine.close()


def _read_texts(work: _Work, total: int) -> Iterator[str]:
    for number, archived in enumerate(work.ledger.changes_since(0), start=1):
        yield archived.article.title
        yield archived.article.text
        if work.progress:
            work.progress(number, max(total, number))


def _report(engine: Engine, added: int, started: float, rebuilt: str = "") -> BuildReport:
    info = engine.info()
    return BuildReport(added, info.documents, time.perf_counter() - started, info.generation, rebuilt)
