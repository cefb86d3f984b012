"""The bars that searching is held to, and whether a run of search.py met them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.search import Measured

_LARGE = 50_000


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
        pick: Callable[[list[float]], float] = lambda values: sorted(values)[int(len(values) * share)]  # noqa: E731 - used twice
        _say(bar, f"{pick(ours) / pick(theirs):.2f}", pick(ours) <= limit * pick(theirs))


def _say(bar: str, value: str, met: bool) -> None:
    print(f"  {'met' if met else 'SHORT':5} {bar}: {value}")
