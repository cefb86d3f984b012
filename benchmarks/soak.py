"""Kills crawl and index with SIGKILL at random points, again and again, and proves that nothing is lost or doubled.

    python benchmarks/soak.py [--points 200] [--size 60] [--seed 1]

Each round starts the same command as before; every few rounds one is left to its end, the site moves on by some days, and
the archive is compared with what a crawl that nobody disturbed finds: the same articles, versions and states, each capture
at its place in a WARC file, whole gzip members only, nothing twice. The points are spread over a crawl and an index run.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import select  # noqa: E402 - the path comes first

from archive import schema  # noqa: E402
from archive.errors import ArchiveError  # noqa: E402
from archive.ledger import Ledger, open_ledger  # noqa: E402
from archive.settings import Settings  # noqa: E402
from archive.warc_mending import measure_whole_members  # noqa: E402
from archive.warc_reading import find_warc, read_response  # noqa: E402
from demo.server import RunningSite, running_site  # noqa: E402

FIRST_DAY = date(2025, 5, 1)
STEP = timedelta(days=75)
LAST_DAY = date(2026, 10, 30)
# Rounds that are killed before one is left to its end.
KILLED_IN_A_ROW = 10


def main() -> int:
    """Run the soak and say what was found; return 1 where something was lost, doubled or torn."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--points", type=int, default=200, help="how often something is killed")
    parser.add_argument("--size", type=int, default=60, help="releases on the site")
    parser.add_argument("--seed", type=int, default=1, help="of the random points")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        problems, told = soak(Path(folder), chosen.points, chosen.size, chosen.seed)
    print(f"{chosen.points} kills, seed {chosen.seed}: {told}")
    for problem in problems:
        print(f"  {problem}")
    return int(bool(problems))


def soak(folder: Path, points: int, size: int, seed: int) -> tuple[list[str], str]:
    """Kill `points` times; return what was found wrong, and a sentence on what was done."""
    dice = random.Random(seed)
    disturbed, calm = Settings(data=folder / "disturbed"), Settings(data=folder / "calm")
    problems: list[str] = []
    done: collections.Counter[str] = collections.Counter()
    with running_site(day=FIRST_DAY, size=size) as site:
        site.logging = False
        seconds = measure(calm, site)
        while done["kills"] < points and not problems:
            goal = min(done["kills"] + KILLED_IN_A_ROW, points)
            while done["kills"] < goal and not problems:
                step = dice.choices(("crawl", "index"), (3, 1))[0]
                began = time.monotonic()
                if run(disturbed, site, step, seconds[step] * dice.uniform(0.05, 1.0)) == -signal.SIGKILL:
                    done["kills"] += 1
                    done[f"of them in {step}"] += 1
                else:
                    seconds[step] = time.monotonic() - began  # it was faster than before
                problems += find_torn(disturbed)
            for settings in (disturbed, calm):
                for step in ("crawl", "index"):
                    code = run(settings, site, step)
                    if code != 0:
                        problems.append(f"{step} ended with {code} on {site.day}")
            problems += compare(disturbed, calm)
            done["comparisons"] += 1
            print(f"{site.day}: {dict(done)}", file=sys.stderr, flush=True)
            site.day = min(site.day + STEP, LAST_DAY)
    return problems, ", ".join(f"{count} {name}" for name, count in done.items())


def measure(settings: Settings, site: RunningSite) -> dict[str, float]:
    """Return how long an undisturbed crawl and index run take, in seconds."""
    seconds = {}
    for step in ("crawl", "index"):
        started = time.monotonic()
        run(settings, site, step)
        seconds[step] = time.monotonic() - started
    return seconds


def run(settings: Settings, site: RunningSite, step: str, limit: float | None = None) -> int:
    """Run a step as a user does; kill it after `limit` seconds. Return its exit code."""
    arguments = {
        "crawl": ["crawl", "demo", "--base-url", site.address, "--now", f"{site.day}T05:00", "--recheck", "--json"],
        "index": ["index"],
    }[step]
    with started([*arguments, "--data", str(settings.data)]) as process:
        try:
            return process.wait(limit)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


@contextmanager
def started(arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start `pressearchiv` with these arguments, quietly."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pressearchiv", *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith("PRESSEARCHIV_")},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def find_torn(settings: Settings) -> list[str]:
    """Return what is wrong right after a kill: a capture in the ledger that the WARC file does not hold."""
    if not settings.ledger_path.exists():
        return []
    problems = []
    with open_ledger(settings) as ledger, ledger.reading() as connection:
        rows = connection.execute(select(schema.capture).order_by(schema.capture.c.id.desc()).limit(5)).mappings()
        for row in rows:
            try:
                read_response(find_warc(settings.warc_folder / "demo", row["warc_file"]), row["warc_offset"])
            except ArchiveError as error:
                problems.append(f"capture {row['id']}: {error}")
    return problems


def compare(disturbed: Settings, calm: Settings) -> list[str]:
    """Return in what the disturbed archive is less, more or other than the one that nobody disturbed."""
    problems = []
    for path in sorted((disturbed.warc_folder / "demo").iterdir()):
        if path.name.endswith(".open"):
            problems.append(f"{path.name} was left open")
        elif measure_whole_members(path) != path.stat().st_size:
            problems.append(f"{path.name} ends with a torn record")
    with open_ledger(disturbed) as ledger, open_ledger(calm) as other:
        problems += compare_ledgers(ledger, other)
        problems += check_captures(ledger, disturbed)
        indexed = {settings: count_indexed(settings) for settings in (disturbed, calm)}
        if len(set(indexed.values())) > 1 or indexed[disturbed] != ledger.count_articles():
            problems.append(f"indexed: {indexed[disturbed]} and {indexed[calm]} of {ledger.count_articles()}")
    return problems


def compare_ledgers(ledger: Ledger, other: Ledger) -> list[str]:
    """Return what two ledgers tell differently of the same site."""
    problems = []
    first, second = ({one.id: one for one in book.changes_since(0)} for book in (ledger, other))
    problems += [f"article {one} was lost" for one in second.keys() - first.keys()]
    problems += [f"article {one} is one too many ({first[one].urls})" for one in first.keys() - second.keys()]
    for one in first.keys() & second.keys():
        told = [(kept.state, kept.urls, kept.versions) for kept in (first[one], second[one])]
        texts = [[version.digest for version in book.versions(one)] for book in (ledger, other)]
        if told[0] != told[1] or texts[0] != texts[1]:
            problems.append(f"article {one}: {told[0]} in place of {told[1]}")
        events = [collections.Counter(event.kind for event in book.events(one)) for book in (ledger, other)]
        if events[0]["new"] != 1 or events[0] != events[1]:
            problems.append(f"article {one}: events {dict(events[0])} in place of {dict(events[1])}")
    return problems


def check_captures(ledger: Ledger, settings: Settings) -> list[str]:
    """Return captures that are not where the ledger says, or that stand there twice."""
    problems = []
    with ledger.reading() as connection:
        rows = connection.execute(select(schema.capture)).mappings().all()
    places = collections.Counter((row["warc_file"], row["warc_offset"]) for row in rows)
    problems += [f"{place} stands in the ledger {count} times" for place, count in places.items() if count > 1]
    for row in random.Random(len(rows)).sample(rows, min(100, len(rows))):
        found = read_response(find_warc(settings.warc_folder / "demo", row["warc_file"]), row["warc_offset"])
        if row["kind"] == "response" and found.digest != row["digest"]:
            problems.append(f"capture {row['id']} has another digest than its record")
    return problems


def count_indexed(settings: Settings) -> int:
    """Return how many articles the index holds, as the program says."""
    command = [sys.executable, "-m", "pressearchiv", "status", "--json", "--data", str(settings.data)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    documents: int = json.loads(told.stdout)["index"]["documents"]
    return documents


if __name__ == "__main__":
    sys.exit(main())
