"""Lays out bars per year or month: each bar is a link, and the table beside it says the same in numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from webui.labels import format_month, format_month_short

MOST_BARS = 60  # a wrong date of 1619 must not draw four hundred empty years
WIDE_BARS = 30  # more would be narrower than a finger even on a wide screen
NARROW_BARS = 12  # more would be narrower than a finger on a phone
GROUP = 5  # years that share a bar then

Link = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: its key, its name, a short label, the count, the height in per cent, where it leads, if it is chosen."""

    key: str
    name: str
    short: str
    count: int
    height: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, and where they are too many for a phone the same grouped; `crowded` where they are too many everywhere."""

    bars: tuple[Bar, ...] = ()
    grouped: tuple[Bar, ...] = ()

    @property
    def crowded(self) -> bool:
        """True where only the grouped bars are wide enough to be hit."""
        return len(self.bars) > WIDE_BARS


def draw_years(counts: Mapping[str, int], link: Link, chosen: str = "") -> Chart:
    """Return a bar for every year from the first to the last that has articles, empty years included.

    `link` turns the first and last year of a bar into its address.
    """
    known = {int(year): count for year, count in counts.items() if year.isdecimal()}
    if not known:
        return Chart()
    first, last = min(known), max(known)
    span = list(range(first, last + 1)) if last - first < MOST_BARS else sorted(known)
    years = [(f"{year:04d}", f"{year:04d}", known.get(year, 0)) for year in span]
    if len(years) <= NARROW_BARS:
        return Chart(_draw(years, link, chosen))
    starts = sorted({year - year % GROUP for year in span})
    groups = [
        (f"{start:04d}", f"{start + GROUP - 1:04d}", sum(known.get(start + step, 0) for step in range(GROUP)))
        for start in starts
    ]
    return Chart(_draw(years, link, chosen), _draw(groups, link, ""))


def draw_months(counts: Mapping[str, int], year: str, link: Link, chosen: str = "") -> Chart:
    """Return twelve bars for the months of a year."""
    days = [date(int(year), month, 1) for month in range(1, 13)]
    keys = [f"{year}-{day.month:02d}" for day in days]
    bars = _draw([(key, key, counts.get(key, 0)) for key in keys], link, chosen)
    return Chart(
        tuple(
            replace(bar, name=format_month(day), short=format_month_short(day))
            for bar, day in zip(bars, days, strict=True)
        )
    )


def _draw(periods: list[tuple[str, str, int]], link: Link, chosen: str) -> tuple[Bar, ...]:
    highest = max((count for _first, _last, count in periods), default=0) or 1
    return tuple(
        Bar(
            key=first if first == last else f"{first}–{last}",
            name=first if first == last else f"{first}–{last}",
            short=first[-2:] if first == last else f"{first[-2:]}–{last[-2:]}",
            count=count,
            # One article must still be seen beside a thousand.
            height=max(4, round(100 * count / highest)) if count else 0,
            url=link(first, last) if count else "",
            chosen=first == last == chosen,
        )
        for first, last, count in periods
    )
