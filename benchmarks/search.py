"""Measures searching beside its peers: the same documents, the same 200 queries, the same run.

    python benchmarks/search.py [--size 2000] [--texts FILE] [--skip whoosh]

Latencies are the best of three passes per query („warm“) and the first time a newly opened engine meets the query
(„first“, best of three engines), in milliseconds of wall time of one thread. tantivy is measured where it is installed,
Whoosh as documented with every seventh query.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus import CITIES, recombine
from benchmarks.search_peers import Ours, Peer, Question, list_peers
from indexer.engine import open_engine
from indexer.records import IndexDocument


def draw_questions(documents: Sequence[IndexDocument], seed: int = 5) -> list[Question]:
    """Return 200 questions: 24 each of frequent, rare, two words, one of three, city, dates; phrases, prefixes, all."""
    dice = random.Random(seed)
    frequency: dict[str, int] = {}
    for document in documents[:2000]:
        for word in set(re.findall(r"[A-Za-zäöüÄÖÜß]{4,}", document.text)):
            frequency[word] = frequency.get(word, 0) + 1
    count = min(len(documents), 2000)
    often = [word for word, number in sorted(frequency.items()) if 0.1 <= number / count <= 0.6]
    middle = [word for word, number in sorted(frequency.items()) if 0.01 <= number / count <= 0.06]
    rare = [word for word, number in sorted(frequency.items()) if 2 <= number <= max(0.003 * count, 3)] or middle
    middle = middle or often
    questions: list[Question] = []
    for _ in range(24):
        questions += [
            Question("frequent", (dice.choice(often),)),
            Question("rare", (dice.choice(rare),)),
            Question("and2", (dice.choice(middle), dice.choice(often))),
            Question("or3", (dice.choice(middle), dice.choice(middle), dice.choice(rare))),
            Question("city", (dice.choice(middle),), city=dice.choice(CITIES[:5])),
            Question("dates", (dice.choice(often),), first=date(2015, 1, 1), last=date(2020, 5, 31)),
        ]
    for _ in range(22):
        words = re.findall(r"\w+", dice.choice(documents).text)
        at = dice.randrange(len(words) - 4)
        questions.append(Question("phrase", tuple(words[at : at + dice.choice((2, 3))])))
        questions.append(Question("prefix", (dice.choice([word for word in words if len(word) > 6])[:5],)))
    questions += [Question("all", city=dice.choice(CITIES) if number % 2 else "") for number in range(12)]
    return questions


def time_questions(peer: Peer, folder: Path, questions: Sequence[Question]) -> tuple[list[float], list[float]]:
    """Return milliseconds per question: the first time, and once the engine is warm."""
    first = [float("inf")] * len(questions)
    warm = [float("inf")] * len(questions)
    rounds = 1 if peer.name.startswith("whoosh") else 3
    for _ in range(rounds):
        peer.open(folder)
        peer.ask(Question("warming", ("qqqq",)))
        for number, question in enumerate(questions):
            first[number] = min(first[number], _time(peer, question))
    for number, question in enumerate(questions):
        for _ in range(rounds):
            warm[number] = min(warm[number], _time(peer, question))
    return first, warm


def _time(peer: Peer, question: Question) -> float:
    started = time.perf_counter()
    peer.ask(question)
    return (time.perf_counter() - started) * 1000


def pick(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def time_update(folder: Path, documents: Sequence[IndexDocument], settings_type: type) -> float:
    """Return milliseconds from ten changed articles to a search that sees them, fsync included; median of five."""
    searching = open_engine(settings_type(data=folder))
    searching.info()
    writer = open_engine(settings_type(data=folder), writing=True)
    taken = []
    for number in range(5):
        started = time.perf_counter()
        writer.add(documents[number * 10 : number * 10 + 10])
        writer.commit(number + 2)
        assert searching.info().sequence == number + 2
        taken.append((time.perf_counter() - started) * 1000)
    writer.close()
    searching.close()
    return pick(taken, 0.5)


def main() -> None:
    """Build every engine, ask every question, print one table."""
    from archive.settings import Settings

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--skip", nargs="*", default=[], help="first words of engines that are left out")
    parser.add_argument("--folder", type=Path, help="keep the indexes here and use those that are there")
    arguments = parser.parse_args()
    documents = list(recombine(arguments.size, arguments.texts))
    questions = draw_questions(documents)
    print(f"{arguments.size} documents, {len(questions)} queries, {os.cpu_count()} cores, {platform.platform()}")
    print(f"{'engine':28} {'docs/s':>8} {'MB':>7} {'open ms':>8}  first p50/p95/p99      warm p50/p95/p99")
    with tempfile.TemporaryDirectory() as temporary:
        root = arguments.folder or Path(temporary)
        for peer in list_peers():
            if any(peer.name.startswith(name) for name in arguments.skip):
                continue
            folder = root / peer.name.split()[0]
            started = time.perf_counter()
            if not folder.exists():
                peer.build(folder, documents)
            rate = len(documents) / (time.perf_counter() - started)
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
            started = time.perf_counter()
            peer.open(folder)
            opened = (time.perf_counter() - started) * 1000
            # Whoosh as documented takes minutes for all of them: a part of them tells enough.
            asked = questions[::7] if peer.name.startswith("whoosh") else questions
            first, warm = time_questions(peer, folder, asked)
            cells = ["/".join(f"{pick(values, share):.2f}" for share in (0.5, 0.95, 0.99)) for values in (first, warm)]
            print(f"{peer.name:28} {rate:8.0f} {size:7.1f} {opened:8.1f}  {cells[0]:22} {cells[1]}", flush=True)
            kinds = dict.fromkeys(question.kind for question in asked)
            by_kind = {kind: [v for v, q in zip(warm, asked, strict=True) if q.kind == kind] for kind in kinds}
            print("    warm p50 by kind: " + ", ".join(f"{kind} {pick(v, 0.5):.2f}" for kind, v in by_kind.items()))
            if isinstance(peer, Ours):
                print(f"    ten changed articles until visible: {time_update(folder, documents, Settings):.0f} ms")
                print(f"    memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
