"""When each site is crawled: the times of its profile, what is due by them, and when the next run is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.errors import ProfileError
from archive.ledger import Ledger
from archive.profile_rules import Profile
from archive.profiles import list_profiles, load_profile
from archive.records import Crawl
from archive.settings import Settings

# When a site is crawled whose profile names no time: before the editors come, after the backups of most servers.
USUAL = ("04:30",)
# A run that failed is tried again after this time: the cause is often gone by then.
RETRY = timedelta(hours=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENTRY = re.compile(r"(?:([a-z]{3}(?:,[a-z]{3})*) )?(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class SiteSchedule:
    """When a site is crawled: its times, its last run, whether it is due now, and when the next run is (local time)."""

    site: str
    times: tuple[str, ...]
    last: Crawl | None
    due: bool
    following: datetime
    why: str = ""


def list_schedules(settings: Settings, ledger: Ledger, now: datetime) -> list[SiteSchedule]:
    """Return the schedule of each site that is crawled by itself, what is due longest first; `now` is aware.

    These are the sites that were crawled at their own address before, and those whose profile names times.
    """
    found = []
    for site in list_profiles([settings.sites_folder]):
        try:
            profile = load_profile(site, [settings.sites_folder])
        except ProfileError:
            continue  # `crawl` says what is wrong with it
        last = _find_last(ledger, site)
        if profile.url and not profile.address and (last is not None or profile.schedule):
            found.append(make_schedule(profile, last, now))
    return sorted(found, key=lambda one: (not one.due, one.following, one.site))


def make_schedule(profile: Profile, last: Crawl | None, now: datetime) -> SiteSchedule:
    """Return when a site is crawled, by its profile and its last run."""
    times = profile.schedule or USUAL
    planned = find_before(times, now)
    began = last.started.astimezone(now.tzinfo) if last is not None else None
    following = find_after(times, now)
    if began is None:
        return SiteSchedule(profile.id, times, last, True, now, "never crawled")
    if last is not None and last.verdict == "failed" and now - began >= RETRY:
        return SiteSchedule(profile.id, times, last, True, now, "the last run failed")
    if began < planned:
        return SiteSchedule(profile.id, times, last, True, now, f"planned for {planned:%Y-%m-%d %H:%M}")
    if last is not None and last.verdict == "failed":
        following = min(following, began + RETRY)
    return SiteSchedule(profile.id, times, last, False, following)


def find_after(times: Sequence[str], moment: datetime) -> datetime:
    """Return the first planned time after a moment, in its time zone."""
    return min(planned for planned in _list_around(times, moment) if planned > moment)


def find_before(times: Sequence[str], moment: datetime) -> datetime:
    """Return the last planned time up to a moment, in its time zone."""
    return max(planned for planned in _list_around(times, moment) if planned <= moment)


def list_following(times: Sequence[str], moment: datetime, count: int) -> list[datetime]:
    """Return the next planned times after a moment."""
    found: list[datetime] = []
    while len(found) < count:
        moment = find_after(times, moment)
        found.append(moment)
    return found


def _list_around(times: Sequence[str], moment: datetime) -> list[datetime]:
    """Return all planned times within eight days before and behind a moment."""
    planned = []
    for entry in times:
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise ProfileError(f"{entry!r} is no time; expected one such as '06:15' or 'mon,thu 06:15'.")
        wanted = match[1].split(",") if match[1] else DAYS
        for distance in range(-8, 9):
            day = moment + timedelta(days=distance)
            if DAYS[day.weekday()] in wanted:
                planned.append(day.replace(hour=int(match[2]), minute=int(match[3]), second=0, microsecond=0))
    return planned


def _find_last(ledger: Ledger, site: str) -> Crawl | None:
    """Return the last run over a site at its own address."""
    return next((run for run in ledger.crawls(50, site) if not run.address and run.verdict != "imported"), None)
