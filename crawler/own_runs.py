"""The runs of this program that a file names: whose records they are, and what came of each when the file was read."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

from archive.crawl_captures import captures_at
from archive.handover import HELD_BACK
from archive.holdings import Holding, note_address
from archive.warc_reading import WarcResponse, read_fields
from crawler.capture_reading import CaptureReader, SitePages
from crawler.run_retaking import Retaken, retake_run


@dataclass(slots=True)
class OwnRun:
    """A run as its WARC files name it (site and number, and the machine), and the places of its records in the file.

    `ended` is the time of its last record as it stands there.
    """

    name: str
    machine: str
    pages: SitePages
    offsets: array[int] = field(default_factory=lambda: array("q"))
    ended: str = ""


class OwnRuns:
    """Learns the runs of one file from its warcinfo records, and takes them in whole, one after the other."""

    def __init__(self, reader: CaptureReader, site: str = "") -> None:
        self._reader = reader
        self._site = site
        # By the id of the warcinfo record; a large run has several files.
        self._runs: dict[str, OwnRun] = {}
        self._held: set[str] = set()

    def read_warcinfo(self, info: WarcResponse, holding: Holding) -> None:
        """Note of what run the records are that name this one, and where the copy of the site stood that they come from."""
        if not is_ours(info):
            return
        told = read_fields(info.body)
        self._held.update(filter(None, told.get(HELD_BACK, "").split("; ")))
        name, address, machine = told.get("ispartof", ""), told.get("fetched-from", ""), told.get("hostname", "")
        site = name.partition(",")[0]
        pages = self._reader.open_site(site, address) if self._site in ("", site) else None
        if pages is None:
            return
        same = (run for run in self._runs.values() if (run.name, run.machine, run.pages) == (name, machine, pages))
        self._runs[info.record_id] = next(same, None) or OwnRun(name, machine, pages)
        if address:
            note_address(self._reader.ledger, holding, address)

    def find(self, response: WarcResponse) -> OwnRun | None:
        """Return the run that a record belongs to, or None where it is none of ours."""
        return self._runs.get(response.warcinfo_id)

    def note(self, response: WarcResponse, offset: int) -> OwnRun | None:
        """Return the run that a record belongs to, and remember where the record lies."""
        run = self.find(response)
        if run is not None:
            run.offsets.append(offset)
            run.ended = max(run.ended, response.date)
        return run

    def is_held(self, run: OwnRun) -> bool:
        """Tell whether a run was suspicious, and nobody had accepted it when the file was written."""
        return run.name in self._held

    def retake(self, holding: Holding) -> Retaken:
        """Take in what the runs brought, the earliest first, as each took it in itself. Raises LedgerError."""
        reader = self._reader
        counts: Counter[str] = Counter()
        without = 0
        for run in sorted({id(run): run for run in self._runs.values()}.values(), key=lambda run: run.ended):
            captures = captures_at(reader.ledger, holding.warc_file, run.offsets) if not self.is_held(run) else []
            if captures:
                told = retake_run(reader.settings, reader.ledger, holding.crawl_id, run.pages, captures)
                counts += told.counts
                without += told.without
        return Retaken(counts, without)


def is_ours(info: WarcResponse | None) -> bool:
    """Tell whether a record is the warcinfo record of this program."""
    return info is not None and info.kind == "warcinfo" and b"Pressearchiv/" in info.body[:200]
