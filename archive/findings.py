"""What the answers of a site said, kept aside while a crawl runs, and taken into the articles when it was judged."""

from __future__ import annotations

import contextlib
import pickle
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from archive.errors import LedgerError
from archive.harvest import Harvest, Response
from archive.keeping import Kept
from archive.records import Article

# What an answer said: here is a release; here is another page; here is a page without a release; it is not there;
# it is elsewhere; it is as it was.
RELEASE, PAGE, EMPTY, ABSENT, REDIRECT, UNCHANGED = "release", "page", "empty", "absent", "redirect", "unchanged"
# Findings of one transaction: it holds the ledger for some tens of milliseconds, and others write in between.
BATCH = 50
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one answer said. `article` comes with a release, `target` (canonical URL) with a redirect, `layout` with
    a release and with a page that holds none."""

    response: Response
    outcome: str
    article: Article | None = None
    target: str = ""
    layout: str = ""


class Findings:
    """The findings of one crawl in order, in a nameless file: a crawl of any length needs no more memory.

    A killed crawl loses them and nothing with them: they are read anew from the WARC files, but for those that were
    taken in already, whose captures bear the article.
    """

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`
        self._outcomes: dict[str, str] = {}
        self._redirects: dict[str, Finding] = {}
        # Releases in front of this place were taken in early.
        self._early = 0
        self.count = self.passed = 0
        # Releases that were added since.
        self.waiting = 0
        # Addresses on other hosts under which releases of the site are shown too: canonical URL by such an address.
        self.aliases: dict[str, str] = {}

    def add(self, finding: Finding) -> None:
        """Put a finding behind the others. Raises LedgerError where the disk is full."""
        with _telling_full():
            pickle.dump(finding, self._file, pickle.HIGHEST_PROTOCOL)
        self.note_outcome(finding.response.url, finding.outcome)
        self.count += 1
        self.waiting += finding.outcome == RELEASE
        if finding.outcome == REDIRECT:
            self._redirects[finding.response.url] = finding

    def note_outcome(self, url: str, outcome: str) -> None:
        """Note what an address said, for redirects that end there."""
        self._outcomes[url] = outcome

    def pass_over(self, url: str, outcome: str) -> None:
        """Note what an address said that was taken in already."""
        self.passed += 1
        self.note_outcome(url, outcome)

    def extend(self, later: Findings) -> None:
        """Put the findings of another one behind these, and close it."""
        for finding in later:
            self.add(finding)
        self._outcomes |= later._outcomes
        self.aliases |= later.aliases
        later.close()

    def close(self) -> None:
        """Let go of the file, which vanishes with it."""
        with contextlib.suppress(OSError):  # a full disk; nobody reads it any more
            self._file.close()

    def __iter__(self) -> Iterator[Finding]:
        """Yield those that are not taken in yet, in order."""
        for place, finding in self._walk(0):
            if place >= self._early or finding.outcome != RELEASE:
                yield finding

    def take_early(self, harvest: Harvest) -> Iterator[Kept]:
        """Take in the releases that came since the last time, and only them; yield what came of each.

        Only a first crawl may do that: where nothing is known, no release can be another one that moved or changed.
        """
        with _telling_full():
            news = [finding for _, finding in self._walk(self._early) if finding.outcome == RELEASE]
            self._early, self.waiting = self._file.seek(0, 2), 0
        for batch in _batch(news):
            with harvest.whole():
                told = [_take(harvest, finding) for finding in batch]
            yield from filter(None, told)

    def take_in(self, harvest: Harvest, now: datetime) -> Iterator[tuple[Finding, Kept | None]]:
        """Write all findings into the ledger by the rules of identity, versions and states; yield what came of each.

        Redirects come first, so that an article has moved before its text is met at the new address; those between
        addresses that nobody knows yet are asked again at the end. One that does not end at a release moves nothing.
        Killed at any point, the rest is taken in by the next crawl.
        """
        others = (finding for finding in self if finding.outcome != REDIRECT)
        early: list[Finding] = []
        for findings in (self._redirects.values(), others, early):
            for batch in _batch(findings):
                began = time.monotonic()
                with harvest.whole():
                    told = [(finding, self._take(harvest, finding)) for finding in batch]
                yield from told
                if findings is not early:
                    early += [finding for finding, kept in told if kept is None and self._leads_to_release(finding)]
                # SQLite keeps no queue: who waits for the ledger must find it free now and then.
                time.sleep((time.monotonic() - began) / 4)
        for aliases in _batch(self.aliases.items()):
            harvest.keep_aliases(dict(aliases), now)

    def find_end(self, finding: Finding) -> tuple[str, str]:
        """Return where a chain of redirects that begins with this finding ends, and what was said there, if anything."""
        target = finding.target
        for _ in range(len(self._redirects)):
            if target not in self._redirects:
                break
            target = self._redirects[target].target
        return target, self._outcomes.get(target, "")

    def _leads_to_release(self, finding: Finding) -> bool:
        return finding.outcome == REDIRECT and self.find_end(finding)[1] in (RELEASE, UNCHANGED)

    def said(self, url: str) -> str:
        """Return what an address said in this crawl; empty where it was not asked."""
        return self._outcomes.get(url, "")

    def _walk(self, begin: int) -> Iterator[tuple[int, Finding]]:
        self._file.seek(begin)
        while True:
            place = self._file.tell()
            try:
                yield place, pickle.load(self._file)  # noqa: S301 - written by this object; nobody else can reach the file
            except EOFError:
                return

    def _take(self, harvest: Harvest, finding: Finding) -> Kept | None:
        if finding.outcome != REDIRECT:
            return _take(harvest, finding)
        target, outcome = self.find_end(finding)
        if outcome in (RELEASE, UNCHANGED):
            return harvest.keep_moved(finding.response, target, finding.response.kind)
        return harvest.keep_absent(finding.response) if outcome == ABSENT else None


def _take(harvest: Harvest, finding: Finding) -> Kept | None:
    if finding.outcome == ABSENT:
        return harvest.keep_absent(finding.response)
    if finding.outcome == UNCHANGED:
        return harvest.keep_unchanged(finding.response)
    return harvest.keep(finding.response, finding.article)


def _batch(values: Iterable[_T]) -> Iterator[list[_T]]:
    batch: list[_T] = []
    for value in values:
        batch.append(value)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@contextlib.contextmanager
def _telling_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LedgerError(
            f"The data folder cannot take more ({error.strerror}). Make room on the disk, then run the crawl again: "
            "it goes on where it was."
        ) from error
