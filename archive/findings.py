"""What the answers of a site said, kept aside while a crawl runs, and taken into the articles as a whole when it was judged."""

from __future__ import annotations

import contextlib
import pickle
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import LedgerError
from archive.harvest import Harvest, Response
from archive.keeping import Kept
from archive.records import Article

# What an answer said: here is a release; here is another page; here is a page without a release; it is not there;
# it is elsewhere; it is as it was.
RELEASE, PAGE, EMPTY, ABSENT, REDIRECT, UNCHANGED = "release", "page", "empty", "absent", "redirect", "unchanged"


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

    A killed crawl loses them and nothing with them: they are read anew from the WARC files.
    """

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`
        self._outcomes: dict[str, str] = {}
        self._redirects: dict[str, Finding] = {}
        # Addresses on other hosts under which releases of the site are shown too: canonical URL by such an address.
        self.aliases: dict[str, str] = {}

    def add(self, finding: Finding) -> None:
        """Put a finding behind the others. Raises LedgerError where the disk is full."""
        try:
            pickle.dump(finding, self._file, pickle.HIGHEST_PROTOCOL)
        except OSError as error:
            raise LedgerError(
                f"The data folder cannot take more ({error.strerror}). Make room on the disk, then run the crawl again: "
                "it goes on where it was."
            ) from error
        self._outcomes[finding.response.url] = finding.outcome
        if finding.outcome == REDIRECT:
            self._redirects[finding.response.url] = finding

    def extend(self, later: Findings) -> None:
        """Put the findings of another one behind these, and close it."""
        for finding in later:
            self.add(finding)
        self.aliases |= later.aliases
        later.close()

    def close(self) -> None:
        """Let go of the file, which vanishes with it."""
        with contextlib.suppress(OSError):  # a full disk; nobody reads it any more
            self._file.close()

    def __iter__(self) -> Iterator[Finding]:
        self._file.seek(0)
        while True:
            try:
                yield pickle.load(self._file)  # noqa: S301 - written by this object, and nobody else can reach the file
            except EOFError:
                return

    def take_in(self, harvest: Harvest, now: datetime) -> Iterator[tuple[Finding, Kept | None]]:
        """Write all findings into the ledger by the rules of identity, versions and states; yield what came of each.

        Redirects come first, so that an article has moved before its text is met at the new address. One that does not
        end at a release moves nothing.
        """
        for finding in self._redirects.values():
            yield finding, self._take_redirect(harvest, finding)
        for finding in self:
            if finding.outcome != REDIRECT:
                yield finding, _take(harvest, finding)
        harvest.keep_aliases(self.aliases, now)

    def _take_redirect(self, harvest: Harvest, finding: Finding) -> Kept | None:
        target = finding.target
        for _ in range(len(self._redirects)):
            if target not in self._redirects:
                break
            target = self._redirects[target].target
        outcome = self._outcomes.get(target, "")
        if outcome in (RELEASE, UNCHANGED):
            return harvest.keep_moved(finding.response, target, finding.response.kind)
        return harvest.keep_absent(finding.response) if outcome == ABSENT else None


def _take(harvest: Harvest, finding: Finding) -> Kept | None:
    if finding.outcome == ABSENT:
        return harvest.keep_absent(finding.response)
    if finding.outcome == UNCHANGED:
        return harvest.keep_unchanged(finding.response)
    return harvest.keep(finding.response, finding.article)
