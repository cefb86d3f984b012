"""What a city's coverage looks like over time: gaps, and the moments of its history in order; pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import itemgetter

from archive.place_records import Place, Tie

SHORTEST_GAP = 12  # months without an article that are told
MOST_GAPS = 6  # the longest ones

TIE, CHARTER, RESTS, ENDED, FIRST, MOST, GAP, LAST, JUBILEE = (
    "tie", "charter", "rests", "ended", "first", "most", "gap", "last", "jubilee",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without an article: the days of the articles before and behind it, and its length in full months."""

    start: date
    end: date
    months: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a city's history: its day (or year only), its kind, and what belongs to it.

    `tie` is there for ties, `article` for the first and last article, `count` for the year with most articles and the
    years of a jubilee, `gap` for a gap.
    """

    day: date
    kind: str
    year_only: bool = False
    tie: Tie | None = None
    article: str = ""
    count: int = 0
    gap: Gap | None = None


def find_gaps(days: Sequence[date]) -> tuple[Gap, ...]:
    """Return the longest times of a year and more without an article between the first and the last, in order."""
    # Months are counted for the few pairs that are so far apart, not for thousands of articles.
    far = [(one, other) for one, other in pairwise(sorted(set(days))) if (other - one).days >= 28 * SHORTEST_GAP]
    gaps = [Gap(one, other, count_months(one, other)) for one, other in far]
    long = sorted((gap for gap in gaps if gap.months >= SHORTEST_GAP), key=lambda gap: gap.months, reverse=True)
    return tuple(sorted(long[:MOST_GAPS], key=lambda gap: gap.start))


def count_months(start: date, end: date) -> int:
    """Return how many full months lie between two days; 0 where the second is not later."""
    months = (end.year - start.year) * 12 + end.month - start.month - (1 if end.day < start.day else 0)
    return max(0, months)


def list_moments(
    place: Place,
    days: Sequence[date],
    first: tuple[date, str] | None,
    last: tuple[date, str] | None,
    coming: tuple[date, int, bool] | None,
) -> tuple[Moment, ...]:
    """Return the moments of a city, the earliest first: its ties, its coverage, its next jubilee.

    `days` are those of the articles that name it; `first` and `last` are day and id of the first and the last of them;
    `coming` is day, years and exactness of the next jubilee.
    """
    moments: list[Moment] = []
    for tie in place.ties:
        if tie.since:
            kind = RESTS if tie.status == "suspended" else TIE
            moments.append(Moment(tie.since, kind, tie.precision == "year", tie))
        if tie.until:
            moments.append(Moment(tie.until, ENDED, tie=tie))
    if place.charter and place.charter not in [tie.since for tie in place.ties]:
        moments.append(Moment(place.charter, CHARTER))
    if first:
        moments.append(Moment(first[0], FIRST, article=first[1]))
    if days:
        most, count = max(sorted(Counter(day.year for day in days).items()), key=itemgetter(1))
        if count > 2:
            moments.append(Moment(date(most, 1, 1), MOST, year_only=True, count=count))
        moments += [Moment(gap.start, GAP, gap=gap) for gap in find_gaps(days)]
    if last and last != first:
        moments.append(Moment(last[0], LAST, article=last[1]))
    if coming:
        day, count, exact = coming
        moments.append(Moment(day, JUBILEE, year_only=not exact, count=count))
    order = (TIE, CHARTER, FIRST, MOST, LAST, GAP, RESTS, ENDED, JUBILEE)
    return tuple(sorted(moments, key=lambda moment: (moment.day, order.index(moment.kind))))
