"""Checks the index against the ledger: which articles it lacks, which it knows otherwise, which it should not know."""

from __future__ import annotations

from collections.abc import Iterator

from archive.ledger import Ledger
from archive.settings import Settings
from archive.verifying import Finding, Progress
from indexer.build import build_index, index_status
from indexer.engine import open_engine
from indexer.errors import IndexDamagedError, IndexMissingError

_CURE = "`pressearchiv index` brings it up to date."


def verify_index(
    settings: Settings, ledger: Ledger, *, repair: bool = False, progress: Progress | None = None
) -> Iterator[Finding]:
    """Yield what is wrong with the index; with `repair`, it is made anew from the ledger where that is needed.

    What changed since the last run of `index` is no fault, and neither is an archive that was never indexed.
    """
    try:
        engine = open_engine(settings)
    except IndexMissingError:
        return
    except IndexDamagedError as error:
        yield from _mend(settings, ledger, f"it cannot be opened: {error}", repair)
        return
    try:
        info = engine.info()
        lacking: list[str] = []
        differing: list[str] = []
        total = ledger.count_articles()
        later = 0
        for done, archived in enumerate(ledger.changes_since(0), 1):
            if progress:
                progress(done, total)
            if archived.sequence > info.sequence:
                later += 1
                continue
            document = engine.get(archived.id)
            if document is None:
                lacking.append(archived.id)
            elif (document.title, document.state, document.versions, document.text) != (
                archived.article.title,
                archived.state,
                archived.versions,
                archived.article.text,
            ):
                differing.append(archived.id)
    except IndexDamagedError as error:
        yield from _mend(settings, ledger, f"it cannot be read: {error}", repair)
        return
    finally:
        engine.close()
    wrong = [
        f"{len(ids)} articles {words}, such as {ids[0]}"
        for ids, words in ((lacking, "are not in it"), (differing, "are in it otherwise than in the ledger"))
        if ids
    ]
    if not wrong and not later and info.documents > total:
        wrong.append(f"it holds {info.documents} articles, the ledger {total}")
    if wrong:
        yield from _mend(settings, ledger, "; ".join(wrong), repair)


def _mend(settings: Settings, ledger: Ledger, sentence: str, repair: bool) -> Iterator[Finding]:
    if repair:
        build_index(settings, ledger, rebuild=True)
    cure = "" if repair else "--repair, or `pressearchiv index --rebuild`, makes it anew from the ledger."
    yield Finding("index", f"The index is not as the ledger: {sentence}", cure, mendable=True, mended=repair)


def tell_due(settings: Settings, ledger: Ledger) -> str:
    """Return a sentence on what the next run of `index` has to do, or an empty one."""
    status = index_status(settings, ledger)
    if status.info is None:
        return "There is no index yet; `pressearchiv index` makes it."
    return "" if status.current else f"The index is behind the ledger. {_CURE}"
