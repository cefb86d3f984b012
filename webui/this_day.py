"""„An diesem Tag“: what stood in the releases of earlier years on today's date, for the first page of the search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask, current_app

from indexer.records import Hit, Query
from webui.holdings import Holdings

SHOWN = 3
NEAR = 3  # days before and after that are looked at where the day itself has nothing
MOST_YEARS = 60  # a wrong date of 1619 must not cost four hundred questions


@dataclass(frozen=True, slots=True)
class ThisDay:
    """What was found: articles of different years, the newest first; `exact` where they are of this very day."""

    day: date
    hits: tuple[Hit, ...] = ()
    exact: bool = True


def find_this_day(holdings: Holdings, today: date, years: frozenset[int]) -> ThisDay:
    """Return articles published on this day of earlier years, or where there is none within three days of it."""
    earlier = sorted((year for year in years if year < today.year), reverse=True)[:MOST_YEARS]
    for near in (0, NEAR):
        hits: list[Hit] = []
        for year in earlier:
            day = _move_to(today, year)
            span = timedelta(days=near)
            query = Query(date_from=day - span, date_to=day + span, sort="neueste", per_page=1)
            hits += holdings.search(query).hits
            if len(hits) == SHOWN:
                break
        if hits:
            return ThisDay(today, tuple(hits), near == 0)
    return ThisDay(today)


def recall_this_day(holdings: Holdings, today: date, years: frozenset[int]) -> ThisDay:
    """Return the same, asked once a day and state of the index; nothing that the public is not shown."""
    info = holdings.engine.info()
    key = (today, info.generation, info.sequence, holdings.hidden())
    kept: dict[object, ThisDay] = current_app.extensions["this_day"]
    found = kept.get(key)
    if found is None:
        found = find_this_day(holdings, today, years)
        kept.clear()
        kept[key] = found
    return found


def set_up_this_day(app: Flask) -> None:
    """Give the application a place to keep the answer."""
    app.extensions["this_day"] = {}


def _move_to(today: date, year: int) -> date:
    try:
        return today.replace(year=year)
    except ValueError:  # 29 February
        return today.replace(year=year, day=28)
