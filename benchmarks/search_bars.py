"""What search.py measured of each engine, as a table, and the bars that searching is held to: whether they were met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.search_questions import Question

_LARGE = 50_000


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


def pick(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def judge_bars(size: int, ours: Measured, rows: Sequence[Measured], agreed: tuple[int, int]) -> None:
    """Print a line per bar: what was asked for, what was measured, whether it is met."""
    large = size >= _LARGE
    tantivy = next((row for row in rows if row.name.startswith("tantivy")), None)
    fts5 = next((row for row in rows if row.name.startswith("sqlite")), None)
    whoosh = next((row for row in rows if row.name.startswith("whoosh")), None)
    print("\nBars")
    if tantivy:
        for share, name in ((0.5, "p50"), (0.95, "p95")):
            _compare(f"warm {name} at most 0.5 of tantivy's", ours.warm, tantivy.warm, share, 0.5)
            limit = 1.5 if large else 1.0
            _compare(f"first {name} at most {limit} of tantivy's", ours.first, tantivy.first, share, limit)
    if fts5:
        for share, name in ((0.5, "p50"), (0.95, "p95")):
            _compare(f"warm {name} at most FTS5's", ours.warm, fts5.warm, share, 1.0)
    if whoosh and whoosh.rate > 0 and ours.rate > 0:
        ratio = ours.rate / whoosh.rate
        _say(
            "docs/s at least 3 times Whoosh's",
            f"{ratio:.1f} ({ours.cpu_rate / whoosh.cpu_rate:.1f} by CPU)",
            ratio >= 3,
        )
    if tantivy and tantivy.rate > 0 and ours.rate > 0:
        print(f"        tantivy builds {tantivy.rate / ours.rate:.1f} times as fast")
    limit = 200 if large else 100
    _say(
        f"ten changed articles visible within {limit} ms",
        f"{ours.update:.0f} ms ({ours.update_cpu:.0f} of CPU)",
        ours.update < limit,
    )
    _say("memory of a searching process under 300 MB", f"{ours.memory:.0f} MB", ours.memory < 300)
    _say("opening under 500 ms", f"{ours.opening:.0f} ms", ours.opening < 500)
    if agreed[1]:
        _say("agreement with plain Whoosh", f"{agreed[0]} of {agreed[1]} queries", agreed[0] == agreed[1])


def _compare(bar: str, ours: list[float], theirs: list[float], share: float, limit: float) -> None:
    if ours and theirs:
        _say(bar, f"{pick(ours, share) / pick(theirs, share):.2f}", pick(ours, share) <= limit * pick(theirs, share))


def _say(bar: str, value: str, met: bool) -> None:
    print(f"  {'met' if met else 'SHORT':5} {bar}: {value}")
