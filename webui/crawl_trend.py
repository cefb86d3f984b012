"""How the crawls of a site went over time: its usual, an alarm when it drops far below, and bars that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from archive.records import Crawl

MOST_BARS = 24  # runs that are drawn
FEWEST_RUNS = 4  # runs a usual is taken from; fewer say nothing
USUAL_RUNS = 20  # runs that are looked back at
# Fewer new articles than this share of the usual are a drop, where the usual is large enough to mean something.
DROP_SHARE, SMALLEST_USUAL = 0.25, 3.0
# Nothing new for so many times the usual pause, and at least so long, is a silence.
SILENCE_TIMES, SHORTEST_SILENCE = 3.0, timedelta(days=7)

GOOD = ("ok", "nothing new")


@dataclass(frozen=True, slots=True)
class TrendBar:
    """One run in the drawing: where it is found, its place and height in per cent, new and changed articles, verdict."""

    crawl: Crawl
    x: int
    height: int
    count: int


@dataclass(frozen=True, slots=True)
class Drop:
    """An alarm: `new` articles in the last run, `usual` in the runs before."""

    new: int
    usual: int


@dataclass(frozen=True, slots=True)
class Silence:
    """An alarm: nothing new for `days`, where something new usually comes every `usual` days."""

    days: int
    usual: int


def count_news(crawl: Crawl) -> int:
    """Return how many articles a run found new or changed."""
    return crawl.counts.get("new", 0) + crawl.counts.get("changed", 0)


def find_drop(runs: Sequence[Crawl]) -> Drop | None:
    """Return the alarm where the last good run of a site brought far fewer new articles than usual, or None.

    `runs` are those of one site, the newest first. The very first run brings the whole archive: it is no usual.
    """
    good = [run for run in runs if run.verdict in GOOD and run.ended]
    if not good or good[0] is not next((run for run in runs if run.verdict != "running"), None):
        return None  # the last run failed: that is told already, and louder
    before = [run.counts.get("new", 0) for run in good[1 : USUAL_RUNS + 1]]
    if len(good) <= USUAL_RUNS:
        before = before[:-1]
    if len(before) < FEWEST_RUNS:
        return None
    usual, new = median(before), good[0].counts.get("new", 0)
    if usual < SMALLEST_USUAL or new > usual * DROP_SHARE:
        return None
    return Drop(new, round(usual))


def find_silence(runs: Sequence[Crawl], now: datetime) -> Silence | None:
    """Return the alarm where a site has brought nothing new for far longer than usual, or None."""
    news = [run.started for run in runs if count_news(run)]
    if len(news) <= FEWEST_RUNS:
        return None
    pauses = [(later - earlier).total_seconds() for later, earlier in pairwise(news)]
    usual = max(timedelta(seconds=median(pauses)), timedelta(days=1))
    silent = now - news[0]
    if silent < max(SHORTEST_SILENCE, usual * SILENCE_TIMES):
        return None
    return Silence(silent.days, max(1, round(usual / timedelta(days=1))))


def find_last_news(runs: Sequence[Crawl]) -> datetime | None:
    """Return when a run last found something new or changed, among the given runs, newest first."""
    return next((run.started for run in runs if count_news(run)), None)


def draw_trend(runs: Sequence[Crawl]) -> tuple[TrendBar, ...]:
    """Return a bar for each of the last runs, the oldest first; the first run of all is left out where others are.

    Heights are in per cent of the highest; a run that brought nothing still has a foot, so that it is seen.
    """
    shown = [run for run in runs if run.verdict != "running"]
    # It brought the whole archive: beside it all others would be flat.
    shown = (shown[:-1] if 1 < len(shown) <= MOST_BARS else shown)[:MOST_BARS]
    highest = max((count_news(run) for run in shown), default=0) or 1
    return tuple(
        TrendBar(run, place * 10, max(6, round(100 * count_news(run) / highest)), count_news(run))
        for place, run in enumerate(reversed(shown))
    )
