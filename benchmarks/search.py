"""Measures searching beside its peers: the same documents, the same 200 queries, the same run; says which bars are met.

    python benchmarks/search.py [--size 1000] [--texts FILE] [--skip whoosh xapian] [--folder KEEP]

A page is the ten best, the exact total, the counts of cities and years, ten snippets. Latencies are milliseconds of CPU of
the one thread that asks, so that neighbours on the machine count little: the first time a newly opened engine meets each
query („first“), and once it is warm („warm“), each the best of three passes, which the engines take in turns. Memory and
opening are measured in a process of its own that only searches. Whoosh as documented is asked every seventh query once, and
from 5,000 documents on only built, of a part of them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.settings import Settings
from benchmarks.corpus import CITIES, recombine
from benchmarks.search_bars import judge_bars
from benchmarks.search_peers import Ours, Peer, Question, StockWhoosh, list_peers, say
from indexer.engine import open_engine
from indexer.query_parser import parse_query
from indexer.records import IndexDocument
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_match import match_tree
from indexer.whoosh_referee import search_plainly

_ROUNDS = 3
_WHOOSH_SAMPLE = 2000
_WHOOSH_WHOLE = 5000


@dataclass
class Measured:
    """What was measured of an engine: rates, sizes in MB, milliseconds per query; -1 where it was not."""

    name: str
    folder: Path
    rate: float = -1
    cpu_rate: float = -1
    size: float = -1
    opening: float = -1
    memory: float = -1
    update: float = -1
    update_cpu: float = -1
    first: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)


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


def build(peer: Peer, measured: Measured, documents: Sequence[IndexDocument]) -> None:
    """Build an engine's index where it is not there yet, and note documents per second, of the clock and of CPU."""
    if measured.folder.exists():
        return
    sample = documents[:_WHOOSH_SAMPLE] if isinstance(peer, StockWhoosh) and not measured.asked else documents
    started, before = time.perf_counter(), _cpu_seconds()
    peer.build(measured.folder, sample)
    measured.rate = len(sample) / (time.perf_counter() - started)
    measured.cpu_rate = len(sample) / (_cpu_seconds() - before)
    measured.size = sum(path.stat().st_size for path in measured.folder.rglob("*") if path.is_file()) / 1e6


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def time_questions(peers: Sequence[tuple[Peer, Measured]]) -> None:
    """Ask all questions in passes that the engines take in turns: newly opened, then warm."""
    for kind in ("first", "warm"):
        for turn in range(_ROUNDS):
            for peer, measured in peers:
                if turn and isinstance(peer, StockWhoosh):
                    continue
                if kind == "first":
                    peer.open(measured.folder)
                    peer.ask(Question("warming", ("qqqq",)))
                taken = [_time(peer, question) for question in measured.asked]
                best = getattr(measured, kind)
                setattr(measured, kind, [min(pair) for pair in zip(best, taken, strict=True)] if best else taken)


def _time(peer: Peer, question: Question) -> float:
    started = time.thread_time()
    peer.ask(question)
    return (time.thread_time() - started) * 1000


def pick(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def probe(measured: Measured) -> None:
    """Note memory and opening of an engine in a process of its own that answers all questions."""
    asked = json.dumps([[q.kind, q.words, q.city, str(q.first or ""), str(q.last or "")] for q in measured.asked])
    command = [sys.executable, __file__, "--probe", measured.name, "--folder", str(measured.folder)]
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout
    measured.opening, measured.memory = json.loads(answer.splitlines()[-1])


def answer_probe(name: str, folder: Path) -> None:
    """Print milliseconds from opening to the first answer and MB of memory after all answers, as JSON."""
    peer = next(peer for peer in list_peers() if peer.name == name)
    questions = [
        Question(kind, tuple(words), city, *(date.fromisoformat(day) if day else None for day in (first, last)))
        for kind, words, city, first, last in json.load(sys.stdin)
    ]
    started = time.perf_counter()
    peer.open(folder)
    peer.ask(Question("warming", ("qqqq",)))
    opened = (time.perf_counter() - started) * 1000
    for question in questions * 2:
        peer.ask(question)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    print(json.dumps([opened, int(found[1]) / 1024 if found else -1]))


def time_update(folder: Path, documents: Sequence[IndexDocument]) -> tuple[float, float]:
    """Return milliseconds from ten changed articles to a search that sees them, fsync included, and those of CPU.

    Both are the median of seven.
    """
    searching = open_engine(Settings(data=folder))
    sequence = searching.info().sequence
    writer = open_engine(Settings(data=folder), writing=True)
    taken, used = [], []
    for number in range(7):
        started, before = time.perf_counter(), _cpu_seconds()
        writer.add(documents[number * 10 : number * 10 + 10])
        writer.commit(sequence + number + 1)
        assert searching.info().sequence == sequence + number + 1
        taken.append((time.perf_counter() - started) * 1000)
        used.append((_cpu_seconds() - before) * 1000)
    writer.close()
    searching.close()
    return pick(taken, 0.5), pick(used, 0.5)


def count_agreements(folder: Path, questions: Sequence[Question]) -> tuple[int, int]:
    """Return in how many questions of words the same articles with the same scores are found as plain Whoosh finds."""
    view = WhooshEngine.open(Settings(data=folder))._current().view
    agreed = asked = 0
    for question in questions:
        if question.kind in ("frequent", "rare", "and2", "or3", "phrase", "prefix"):
            asked += 1
            tree = parse_query(say(question), str.lower).tree
            found = match_tree(view, tree)
            ours = {view.read_fields(int(n))["id"]: float(s) for n, s in zip(found.docs, found.scores, strict=True)}
            theirs = dict(search_plainly(folder / "index", tree))
            # Phrases and beginnings are scored in our own way: only what they find is compared.
            scored = question.kind not in ("phrase", "prefix")
            agreed += ours.keys() == theirs.keys() and not (
                scored and any(abs(score - theirs[name]) > 1e-9 * max(score, 1) for name, score in ours.items())
            )
    return agreed, asked


def main() -> None:
    """Build every engine, ask every question, print a table and the bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--skip", nargs="*", default=[], help="first words of engines that are left out")
    parser.add_argument("--folder", type=Path, help="keep the indexes here and use those that are there")
    parser.add_argument("--referee", type=int, default=12, help="how many queries plain Whoosh is to judge")
    parser.add_argument("--probe", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.probe:
        answer_probe(arguments.probe, arguments.folder)
        return
    documents = list(recombine(arguments.size, arguments.texts))
    questions = draw_questions(documents)
    print(f"{arguments.size} documents, {len(questions)} queries, {os.cpu_count()} cores, {platform.platform()}")
    with tempfile.TemporaryDirectory() as temporary:
        root = arguments.folder or Path(temporary)
        peers = []
        for peer in list_peers():
            if not any(peer.name.startswith(name) for name in arguments.skip):
                measured = Measured(peer.name, root / peer.name.split()[0])
                stock = isinstance(peer, StockWhoosh)
                if not (stock and arguments.size >= _WHOOSH_WHOLE):
                    measured.asked = questions[::7] if stock else questions
                build(peer, measured, documents)
                print(f"{peer.name} is built: {measured.rate:.0f} documents a second", file=sys.stderr, flush=True)
                peers.append((peer, measured))
        time_questions([(peer, measured) for peer, measured in peers if measured.asked])
        ours = next((measured for peer, measured in peers if isinstance(peer, Ours)), None)
        for peer, measured in peers:
            if measured.asked and not isinstance(peer, StockWhoosh):
                probe(measured)
        agreed = (0, 0)
        if ours is not None:
            chosen = questions[:: max(len(questions) // arguments.referee, 1)] if arguments.referee else []
            agreed = count_agreements(ours.folder, chosen)
            ours.update, ours.update_cpu = time_update(ours.folder, documents)
        print_table([measured for _, measured in peers])
        if ours is not None:
            judge_bars(arguments.size, ours, [measured for _, measured in peers], agreed)


def print_table(rows: Sequence[Measured]) -> None:
    """Print what was measured, an engine a line, and the kinds of query below."""
    head = f"{'engine':26} {'docs/s':>7} {'/cpu s':>7} {'MB':>7} {'open ms':>8} {'RSS MB':>7}"
    print(f"{head}  {'first p50/p95/p99':>20}  {'warm p50/p95/p99':>20}")
    for row in rows:
        cells = ["/".join(f"{pick(v, s):.2f}" for s in (0.5, 0.95, 0.99)) if v else "–" for v in (row.first, row.warm)]
        numbers = f"{row.rate:7.0f} {row.cpu_rate:7.0f} {row.size:7.1f} {row.opening:8.1f} {row.memory:7.0f}"
        print(f"{row.name:26} {numbers}  {cells[0]:>20}  {cells[1]:>20}")
    for row in rows:
        for kind, values in (("first", row.first), ("warm", row.warm)):
            by_kind: dict[str, list[float]] = {}
            for question, value in zip(row.asked, values, strict=True):
                by_kind.setdefault(question.kind, []).append(value)
            cells = [f"{name} {pick(found, 0.5):.2f}" for name, found in by_kind.items()]
            if cells:
                print(f"  {row.name.split()[0]}, {kind}, p50: " + ", ".join(cells))


if __name__ == "__main__":
    main()
