"""Lays out two counts over the years as lines with points that are links; shape and stroke tell them apart, not colour alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 16, 14, 34
APART = 3.5  # units that equal points of the two lines are set apart
MOST_TICKS = 12  # years that are written below


@dataclass(frozen=True, slots=True)
class Point:
    """A year of one line: value as drawn and as said, place in the view box, and where it leads (empty for nothing)."""

    year: int
    count: int
    value: float
    x: float
    y: float
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One of the two things compared: its name, its points, the path through them."""

    name: str
    points: tuple[Point, ...]
    path: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """The whole chart: lines, the years that are written, and the values of the level lines."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[int, float], ...]
    levels: tuple[tuple[float, float], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def draw_lines(
    series: Sequence[tuple[str, Mapping[int, int], Callable[[int], str]]], totals: Mapping[int, int] | None = None
) -> LineChart:
    """Return the chart of some series, each a name, counts per year, and what turns a year into an address.

    With `totals` the values are shares in per cent of all articles of the year.
    """
    known = [year for _name, counts, _link in series for year, count in counts.items() if count]
    if not known:
        return LineChart((), (), ())
    years = range(min(known), max(known) + 1)

    def value_of(counts: Mapping[int, int], year: int) -> float:
        count = counts.get(year, 0)
        if totals is None:
            return float(count)
        return 100 * count / totals[year] if totals.get(year) else 0.0

    highest = max(value_of(counts, year) for _name, counts, _link in series for year in years)
    levels = choose_levels(highest, whole=totals is None)
    top = levels[-1]
    step = (WIDTH - LEFT - RIGHT) / max(1, len(years) - 1)

    def find_x(year: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) / 2 if len(years) == 1 else LEFT + (year - years[0]) * step

    def find_y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top, 1)

    lines: list[Line] = []
    for number, (name, counts, link) in enumerate(series):
        shift = APART * (number - (len(series) - 1) / 2)
        points = tuple(
            Point(
                year,
                counts.get(year, 0),
                round(value_of(counts, year), 1),
                round(find_x(year) + shift, 1),
                find_y(value_of(counts, year)),
                link(year) if counts.get(year) else "",
            )
            for year in years
        )
        lines.append(Line(name, points, "M" + "L".join(f"{point.x} {point.y}" for point in points)))
    every = max(1, math.ceil(len(years) / MOST_TICKS))
    ticks = tuple((year, round(find_x(year), 1)) for year in years if (year - years[0]) % every == 0)
    return LineChart(tuple(lines), ticks, tuple((level, find_y(level)) for level in levels))


def choose_levels(highest: float, *, whole: bool = True) -> tuple[float, ...]:
    """Return two to six round values from 0 to at least the highest, for the lines of equal height; `whole` for counts."""
    power = 10 ** math.floor(math.log10(highest / 4)) if highest > 0 else 1
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power * 4 >= highest)
    if whole:
        step = max(1, math.ceil(step))
    count = max(1, math.ceil(highest / step - 1e-9))
    return tuple(round(step * number, 6) for number in range(count + 1))
