"""Lays out bars per year or month: each bar is a link, and the table beside it says the same in numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

MOST_BARS = 60  # a wrong date of 1619 must not draw four hundred empty years


@dataclass(frozen=True, slots=True)
class Bar:
    """One year or month: its key, a short label, the count, the height in per cent, where it leads."""

    key: str
    short: str
    count: int
    height: int
    url: str
    chosen: bool
    tick: bool


def draw_years(counts: Mapping[str, int], link: Callable[[str], str], chosen: str = "") -> tuple[Bar, ...]:
    """Return a bar for every year from the first to the last that has articles, empty years included."""
    years = sorted(int(year) for year in counts if year.isdigit())
    if not years:
        return ()
    known = {int(year): count for year, count in counts.items() if year.isdigit()}
    span = list(range(years[0], years[-1] + 1)) if years[-1] - years[0] < MOST_BARS else years
    keys = [f"{year:04d}" for year in span]
    ticks = {key for key in keys if int(key) % 5 == 0} or {keys[0], keys[-1]}
    return _draw(keys, [known.get(year, 0) for year in span], link, chosen, ticks)


def draw_months(counts: Mapping[str, int], year: str, link: Callable[[str], str], chosen: str = "") -> tuple[Bar, ...]:
    """Return twelve bars for the months of a year."""
    keys = [f"{year}-{month:02d}" for month in range(1, 13)]
    return _draw(keys, [counts.get(key, 0) for key in keys], link, chosen, set(keys))


def _draw(
    keys: list[str], counts: list[int], link: Callable[[str], str], chosen: str, ticks: set[str]
) -> tuple[Bar, ...]:
    highest = max(counts, default=0) or 1
    return tuple(
        Bar(
            key=key,
            short=key[-2:],
            count=count,
            # One article must still be seen beside a thousand.
            height=max(4, round(100 * count / highest)) if count else 0,
            url=link(key) if count else "",
            chosen=key == chosen,
            tick=key in ticks,
        )
        for key, count in zip(keys, counts, strict=True)
    )
