"""Lets eight threads search while another process commits, and tells every error and every wrong answer.

    python benchmarks/search_threads.py [--minutes 0.2] [--threads 8]

Each commit adds ten articles with a word of their own, changes ten and takes ten out. An answer is wrong where it does not
belong to one commit: a batch that is not whole, a count that does not add up, a hit without the word, one hit twice.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.settings import Settings
from indexer.engine import Engine, open_engine, start_index
from indexer.records import IndexDocument, Query
from tests.search_corpus import NOTICES, notice

_BATCH = 10
_KEPT = 6


def main() -> None:
    """Run for so many minutes, then tell what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=0.2)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write:
        keep_committing(arguments.write)
        return
    with tempfile.TemporaryDirectory() as folder:
        searches, commits, wrong = soak(Path(folder), arguments.minutes * 60, arguments.threads)
    print(
        f"{searches} searches of {arguments.threads} threads, {commits} commits, {len(wrong)} wrong answers or errors"
    )
    for line in wrong[:10]:
        print("  " + line)
    sys.exit(bool(wrong) or not commits)


def soak(folder: Path, seconds: float, threads: int) -> tuple[int, int, list[str]]:
    """Return how many searches and commits there were, and what was wrong."""
    writer = start_index(Settings(data=folder), "threads")
    writer.add(NOTICES)
    writer.commit(0)
    writer.close()
    engine = open_engine(Settings(data=folder))
    process = subprocess.Popen([sys.executable, __file__, "--write", str(folder)])
    started = time.monotonic()
    while not engine.info().sequence and time.monotonic() < started + 60:
        time.sleep(0.05)
    wrong: list[str] = []
    counts: Counter[int] = Counter()
    end = time.monotonic() + seconds

    def search(number: int) -> None:
        dice = random.Random(number)
        while time.monotonic() < end and len(wrong) < 100:
            try:
                wrong.extend(check_answer(engine, dice))
            except Exception as error:  # noqa: BLE001 - whatever a thread raises is what is looked for
                wrong.append(repr(error))
            counts[number] += 1

    running = [threading.Thread(target=search, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    process.terminate()
    process.wait()
    commits = engine.info().sequence
    engine.close()
    return sum(counts.values()), commits, wrong


def keep_committing(folder: Path) -> None:
    """Commit batch after batch until the process is ended."""
    writer = open_engine(Settings(data=folder), writing=True)
    number = 0
    while True:
        number += 1
        writer.add(_make_batch(number, "frisch"))
        writer.add(_make_batch(number - 1, "geändert"))
        writer.delete([f"b{number - _KEPT}x{n}" for n in range(_BATCH)])
        writer.commit(number)


def _make_batch(number: int, state: str) -> list[IndexDocument]:
    text = f"stapelwort und stapelwort{number} {state}"
    return [
        notice(f"b{number}x{n}", f"Stapel {number}", text, "2020-01-01", about="venlo")
        for n in range(_BATCH)
        if number > 0
    ]


def check_answer(engine: Engine, dice: random.Random) -> list[str]:
    """Return what is wrong with the answer to one question of several kinds."""
    wrong = []
    before = engine.info().sequence
    kind = dice.randrange(4)
    number = max(before - dice.randrange(_KEPT - 1), 0)
    text = ("stapelwort", f"stapelwort{number}", '"stapelwort und"', "stapelw* frisch")[kind]
    result = engine.search(Query(text, per_page=100))
    after = engine.info().sequence
    ids = [hit.id for hit in result.hits]
    if len(set(ids)) != len(ids):
        wrong.append(f"{text}: a hit twice")
    if result.total % _BATCH or sum(result.facets.cities.values()) != result.total:
        wrong.append(f"{text}: {result.total} found, cities {result.facets.cities}")
    if min(result.total, 100) != len(ids):
        wrong.append(f"{text}: {result.total} found, {len(ids)} shown")
    if kind == 1 and number and number > after - _KEPT and result.total != _BATCH:
        wrong.append(f"{text}: {result.total} found between commits {before} and {after}")
    if kind == 3 and result.total > _BATCH:
        wrong.append(f"{text}: two versions of an article at once, {result.total} found")
    if any(not hit.id.startswith("b") or not any(piece.hit for piece in hit.snippet) for hit in result.hits):
        wrong.append(f"{text}: a hit without the word")
    return wrong


if __name__ == "__main__":
    main()
