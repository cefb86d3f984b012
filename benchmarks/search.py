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
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.settings import Settings
from benchmarks.corpus import recombine
from benchmarks.search_bars import Measured, judge_bars, pick, print_table
from benchmarks.search_peers import Ours, StockWhoosh, list_peers
from benchmarks.search_questions import Peer, Question, draw_questions, say
from indexer.engine import open_engine
from indexer.query_parser import parse_query
from indexer.records import IndexDocument
from indexer.whoosh_current import CurrentIndex
from indexer.whoosh_match import match_tree
from indexer.whoosh_referee import search_plainly

_ROUNDS = 3
_WHOOSH_SAMPLE = 2000
_WHOOSH_WHOLE = 5000


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
    view = CurrentIndex(Settings(data=folder).index_folder).get().view
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


if __name__ == "__main__":
    main()
