"""The short soak: crawl and index killed at random points lose nothing and double nothing."""

from __future__ import annotations

from pathlib import Path

from benchmarks.soak import soak


def test_nothing_is_lost_or_doubled_by_kills_at_random_points(tmp_path: Path) -> None:
    problems, told = soak(tmp_path, points=6, size=0, seed=20261125)
    assert problems == []
    assert told.startswith("6 kills")
