"""All notices of one site, and what a day shows of them: the newest first, by topic, about a place."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from demo.generated import outline_notices, write_notice
from demo.notices import Notice, load_notices
from demo.timeline import Standing, stand_on

# Several crawls of different days may run in one test; more days than these are made anew.
_KEPT_DAYS = 4


@dataclass(frozen=True, slots=True)
class DayView:
    """What is live on one day: newest first, by topic, and per topic and place (newest first each)."""

    day: date
    newest: tuple[Standing, ...]
    by_topic: tuple[Standing, ...]
    topics: Mapping[str, tuple[Standing, ...]]
    places: Mapping[str, tuple[Standing, ...]]


class Collection:
    """The hand-written notices, filled up with generated ones to the wanted size; safe to use from many threads."""

    def __init__(self, notices: tuple[Notice, ...], size: int = 0) -> None:
        self.notices = notices + outline_notices(max(0, size - len(notices)))
        self._by_slug = {notice.slug: notice for notice in self.notices}
        self._days: dict[date, DayView] = {}
        self._lock = threading.Lock()

    def find_notice(self, slug: str) -> Notice | None:
        """Return the notice of this slug as an outline, or None."""
        return self._by_slug.get(slug)

    def stand(self, notice: Notice, day: date) -> Standing | None:
        """Return the notice with all its text as it stands on that day, or None before it was published."""
        return stand_on(write_notice(notice), day)

    def view_day(self, day: date) -> DayView:
        """Return what is live on that day; texts of generated notices are left out."""
        with self._lock:
            view = self._days.get(day)
            if view is None:
                view = self._make_view(day)
                while len(self._days) >= _KEPT_DAYS:
                    del self._days[next(iter(self._days))]
                self._days[day] = view
            return view

    def _make_view(self, day: date) -> DayView:
        standings = (stand_on(notice, day) for notice in self.notices)
        live = [standing for standing in standings if standing and standing.live]
        live.sort(key=lambda standing: (standing.sort_day, standing.notice.id), reverse=True)
        topics: dict[str, list[Standing]] = defaultdict(list)
        places: dict[str, list[Standing]] = defaultdict(list)
        for standing in live:
            topics[standing.notice.topic].append(standing)
            for place in standing.notice.about:
                places[place].append(standing)
        return DayView(
            day=day,
            newest=tuple(live),
            by_topic=tuple(standing for topic in sorted(topics) for standing in topics[topic]),
            topics={topic: tuple(group) for topic, group in topics.items()},
            places={place: tuple(group) for place, group in places.items()},
        )


def open_collection(size: int = 0, folder: Path | None = None) -> Collection:
    """Return the collection of the folder's notices, filled up to `size`. Raises NoticeError for a bad file."""
    return Collection(load_notices(folder), size)
