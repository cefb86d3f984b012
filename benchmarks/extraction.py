"""Measures extraction beside its peers: text, lead, captions, credits, dates, time and memory, in one run.

    python benchmarks/extraction.py [--pages FOLDER] [--only ours] [--show 10]

FOLDER holds sets of real pages, one folder each, with `truth.jsonl` beside the pages: a line a page with `file` (gzip),
`url`, and `body` or `lead` and `paragraphs`, and where known `published` and `images` (`caption`, and `credit` as a
list of names). Without it only the demonstration's pages and the golden pages of the tests are measured. Text is scored
as F1 of word 4-grams, mean over the pages, and for each half of a set (by a checksum of the name) apart: a rule that helps
one half only was made for its pages. A page that is known to have no day is read rightly where none is told. `agreed`
are the days that two ways of reading give alike. Times are the best of two, in milliseconds of processor time of one
thread; peak memory is that of a process of its own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.text import normalise_text
from benchmarks.extraction_peers import READERS, Answer, find_missing
from demo.collection import open_collection
from demo.site import Site
from demo.timeline import LAST_DAY
from demo.truth import articles_on

DEMO, GOLDEN = "demo", "golden"
PAGES = Path(__file__).resolve().parent.parent / "tests" / "pages"


@dataclass(frozen=True, slots=True)
class Sample:
    """A page with what is known to be on it; None where the set does not tell, an empty day where the page has none."""

    name: str
    url: str
    body: bytes
    text: str
    leads: tuple[str, ...] = ()
    published: str | None = None
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


@dataclass(slots=True)
class Score:
    """What one reader reached on one set: hits and possible ones of each field, F1 of each page, time of each page."""

    texts: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    hits: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    worst: list[tuple[float, str]] = field(default_factory=list)
    halves: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))

    def share(self, name: str) -> str:
        """Return hits of possible ones as it is printed, or a dash."""
        return f"{100 * self.hits[name] / self.of[name]:.0f} % of {self.of[name]}" if self.of[name] else "-"


def main() -> None:
    """Measure what is asked for and print one table for each set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=Path, help="folder of page sets with truth")
    parser.add_argument("--only", default="", help="measure these readers only, by commas")
    parser.add_argument("--show", type=int, default=0, help="list so many of our worst pages")
    parser.add_argument("--memory", nargs=2, metavar=("READER", "SET"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory:
        _report_memory(options.pages, *options.memory)
        return
    asked = [name for name in options.only.split(",") if name]
    if missing := find_missing():
        print(f"Not installed, not measured: {', '.join(missing)}.")
    if options.pages is None:
        print("No page sets given (--pages FOLDER); only the demonstration is measured.")
    for name in list_sets(options.pages):
        samples = list(read_samples(options.pages, name))
        print(f"\n== {name}: {len(samples)} pages")
        print(
            f"{'reader':<22}{'F1':>7}{'halves':>15}{'median ms':>11}{'peak MB':>9}  {'lead':<13}{'caption':<13}{'credit':<13}"
            f"{'day':<13}{'agreed':<13}failed"
        )
        for reader in READERS:
            if reader in missing or (asked and reader not in asked):
                continue
            score = measure(reader, samples)
            peak = _ask_memory(options.pages, reader, name)
            print(
                f"{reader:<22}{_mean(score.texts):>7}{' / '.join(map(_mean, score.halves)):>15}"
                f"{statistics.median(score.times):>11.1f}{peak:>9}"
                f"  {score.share('lead'):<13}{score.share('caption'):<13}{score.share('credit'):<13}"
                f"{score.share('day'):<13}{score.share('agreed'):<13}{score.failed}"
            )
            if reader == "ours":
                for worst, page in sorted(score.worst)[: options.show]:
                    print(f"    {worst:.2f} {page}")


def list_sets(folder: Path | None) -> list[str]:
    """Return the names of the sets to measure; says clearly where a folder has none."""
    if folder is None:
        return [DEMO, GOLDEN]
    found = sorted(path.parent.name for path in folder.glob("*/truth.jsonl"))
    if not found:
        print(f"{folder} holds no page sets (expected {folder}/NAME/truth.jsonl); only the demonstration is measured.")
    return [*found, DEMO, GOLDEN]


def read_samples(folder: Path | None, name: str) -> Iterator[Sample]:
    """Yield the pages of a set with their truth."""
    if name == GOLDEN:
        yield from _read_golden()
        return
    if name == DEMO or folder is None:
        yield from _read_demo()
        return
    for line in (folder / name / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        leads = tuple(truth.get("lead") or ())
        text = truth["body"] if "body" in truth else "\n".join((*leads, *truth["paragraphs"]))
        images: list[dict[str, Any]] = truth.get("images") or []
        yield Sample(
            truth["file"],
            truth["url"],
            gzip.decompress((folder / name / truth["file"]).read_bytes()),
            text,
            leads,
            str(truth["published"])[:10] if truth.get("published") else None,
            tuple(image["caption"] for image in images if image.get("caption")),
            tuple(author for image in images for author in image.get("credit") or ()),
        )


def _read_demo() -> Iterator[Sample]:
    collection = open_collection()
    site = Site(collection, "cms")
    for true in articles_on(LAST_DAY, collection=collection):
        path = "/" + true.canonical_url.partition("://")[2].partition("/")[2]
        body = site.answer(path, {}, LAST_DAY).body
        yield Sample(
            path,
            true.canonical_url,
            body,
            "\n".join((true.lead, true.text)),
            (true.lead,) if true.lead else (),
            true.published.isoformat() if true.published else "",
            tuple(image.caption for image in true.images if image.caption),
            tuple(image.credit for image in true.images if image.credit),
        )


def _read_golden() -> Iterator[Sample]:
    """Yield the golden pages of the tests, whose addresses choose the profile where there is one."""
    for path in sorted(PAGES.glob("*/*.json")):
        true = json.loads(path.read_text(encoding="utf-8"))
        if "text" not in true:
            continue
        images: list[dict[str, str]] = true.get("images", [])
        yield Sample(
            f"{path.parent.name}/{path.stem}",
            true["url"],
            path.with_suffix(".html").read_bytes(),
            "\n".join((true.get("lead", ""), true["text"])),
            (true["lead"],) if true.get("lead") else (),
            true["published"] or "",
            tuple(image["caption"] for image in images if image["caption"]),
            tuple(image["credit"] for image in images if image["credit"]),
        )


def measure(reader: str, samples: Sequence[Sample]) -> Score:
    """Return how well one reader reads these pages. A reader that raises has read nothing."""
    read = READERS[reader]
    score = Score()
    for sample in samples:
        times: list[float] = []
        answer = Answer()
        for _ in range(2):
            start = time.process_time()
            try:
                answer = read(sample.body, sample.url)
            except Exception:  # noqa: BLE001 - whatever a peer raises, it is counted
                score.failed += 1
                break
            finally:
                times.append(time.process_time() - start)
        score.times.append(min(times) * 1000)
        text = f"{answer.lead or ''}\n{answer.text}"
        if answer.text is not None:
            value = compare(text, sample.text)
            score.texts.append(value)
            score.halves[zlib.crc32(sample.name.encode()) >> 4 & 1].append(value)
            score.worst.append((value, sample.name))
        # Readers that do not tell the lead apart are asked whether it is in their text.
        _count(
            score,
            "lead",
            [_key(lead)[:40] for lead in sample.leads[:1]],
            answer.lead if answer.lead is not None or answer.text is None else text,
        )
        _count(score, "caption", [_key(caption)[:60] for caption in sample.captions], answer.captions)
        _count(score, "credit", [_key(credit) for credit in sample.credits], answer.credits)
        if sample.published is not None and answer.published is not None:
            score.of["day"] += 1
            score.hits["day"] += answer.published == sample.published
        if sample.published is not None and answer.agreed:
            score.of["agreed"] += 1
            score.hits["agreed"] += answer.published == sample.published
    return score


def compare(text: str, truth: str) -> float:
    """Return F1 of the word 4-grams of a text against the true one, 0 to 1."""
    one, other = _shingles(text), _shingles(truth)
    shared = sum((one & other).values())
    return 2 * shared / (sum(one.values()) + sum(other.values())) if shared else 0.0


def _mean(values: Sequence[float]) -> str:
    return f"{statistics.mean(values):.3f}" if values else "-"


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return (
        Counter(zip(*(words[start:] for start in range(4)), strict=False)) if len(words) > 3 else Counter([(*words,)])
    )


def _count(score: Score, name: str, wanted: Sequence[str], found: str | None) -> None:
    if found is not None:
        key = _key(found)
        score.of[name] += len(wanted)
        score.hits[name] += sum(1 for text in wanted if text in key)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", normalise_text(text)).casefold()


def _ask_memory(folder: Path | None, reader: str, name: str) -> str:
    command = [sys.executable, __file__, "--memory", reader, name]
    if folder is not None:
        command += ["--pages", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), check=False)
    return answer.stdout.strip().splitlines()[-1] if answer.returncode == 0 and answer.stdout.strip() else "?"


def _report_memory(folder: Path | None, reader: str, name: str) -> None:
    for sample in read_samples(folder, name):
        try:
            READERS[reader](sample.body, sample.url)
        except Exception:  # noqa: BLE001 - failures are counted where the texts are scored
            continue
    # What getrusage tells is the parent's peak as well, where the process was forked from a large one.
    status = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    print(round(int(peak[1] if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024))


if __name__ == "__main__":
    main()
