"""The jubilees of the ties: which round anniversary comes next, which was last, and all of them as a calendar to subscribe to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, Response, abort, make_response, url_for
from icalendar import Calendar, Event

from archive.place_records import Place
from archive.settings import VERSION
from webui.holdings import get_holdings
from webui.languages import current_language
from webui.languages import gettext as _

jubilees = Blueprint("jubilees", __name__)

JUBILEE_STEP = 5  # years: the steps that are celebrated
IN_CALENDAR = 3  # coming jubilees of each place: the next fifteen years


@dataclass(frozen=True, slots=True)
class Jubilee:
    """A round anniversary of a tie: how many years, on which day; `exact` where the day itself is known."""

    years: int
    day: date
    exact: bool = True


@jubilees.get("/jubilaeen.ics")
def send_all() -> Response:
    """Answer with the coming jubilees of all places as a calendar (RFC 5545)."""
    holdings = get_holdings()
    return _send(write_calendar(holdings.cities.homes, holdings.gazetteer.places, date.today()), "jubilaeen.ics")


@jubilees.get("/stadt/<city>/jubilaeen.ics")
def send_one(city: str) -> Response:
    """Answer with the coming jubilees of one place as a calendar."""
    holdings = get_holdings()
    place = holdings.place(city)
    if place is None:
        abort(404, _("Diese Stadt steht nicht im Verzeichnis."))
    return _send(write_calendar(holdings.cities.homes, [place], date.today()), f"jubilaeen-{place.id}.ics")


def find_next(place: Place, today: date) -> Jubilee | None:
    """Return the next jubilee of a place, today included; None where no beginning is known, or the tie rests or ended."""
    since = find_beginning(place)
    return find_jubilee(since, today, exact=is_exact(place)) if since and is_celebrated(place) else None


def find_last(place: Place, today: date) -> Jubilee | None:
    """Return the last jubilee before today, or None where there was none yet."""
    since = find_beginning(place)
    coming = find_jubilee(since, today, exact=is_exact(place)) if since else None
    if since is None or coming is None or coming.years <= JUBILEE_STEP:
        return None
    years = coming.years - JUBILEE_STEP
    return Jubilee(years, add_years(since, years), coming.exact)


def find_beginning(place: Place) -> date | None:
    """Return the day that anniversaries are counted from: of the charter, or of the first tie."""
    return place.charter or (place.ties[0].since if place.ties else None)


def is_celebrated(place: Place) -> bool:
    """True where the tie has not been suspended or ended: nobody plans the jubilee of a partnership that rests."""
    return not place.ties or place.ties[-1].status == "active"


def is_exact(place: Place) -> bool:
    """True where the day of the beginning is known, and not only its year."""
    return place.charter is not None or bool(place.ties and place.ties[0].precision == "day")


def find_jubilee(since: date, today: date, *, exact: bool = True) -> Jubilee:
    """Return the next anniversary that is a multiple of five years, today included."""
    years = max(JUBILEE_STEP, -(-(today.year - since.year) // JUBILEE_STEP) * JUBILEE_STEP)
    day = add_years(since, years)
    if day < today:
        years += JUBILEE_STEP
        day = add_years(since, years)
    return Jubilee(years, day, exact)


def add_years(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February is celebrated on the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def write_calendar(homes: Mapping[str, Place], places: Iterable[Place], today: date) -> bytes:
    """Return the coming jubilees of places; `homes` says by their ids whose partners they are.

    Two calls give the same events, so that no calendar shows them as changed.
    """
    places = tuple(places)
    names = dict.fromkeys(homes[place.id].name for place in places)
    told = _("Jubiläen der Partnerschaften von %(home)s", home=", ".join(names))
    calendar = Calendar()
    calendar.add("prodid", f"-//Pressearchiv//Jubilaeen {VERSION}//{current_language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", told)
    calendar.add("x-wr-calname", told)
    calendar.add("refresh-interval", timedelta(days=7), parameters={"VALUE": "DURATION"})
    for place in places:
        since = find_beginning(place)
        coming = find_next(place, today)
        if since is None or coming is None:
            continue
        for step in range(IN_CALENDAR):
            years = coming.years + step * JUBILEE_STEP
            calendar.add_component(
                _make_event(homes[place.id].name, place, since, Jubilee(years, add_years(since, years), coming.exact))
            )
    written: bytes = calendar.to_ical()
    return written


def _make_event(home: str, place: Place, since: date, jubilee: Jubilee) -> Event:
    event = Event()
    # Neither depends on the day of the request: a calendar program knows an event again by them.
    event.add("uid", f"jubilaeum-{home.lower()}-{place.id}-{jubilee.years}@pressearchiv")
    event.add("dtstamp", datetime.combine(since, time(), UTC))
    event.add("dtstart", jubilee.day)
    event.add("dtend", jubilee.day + timedelta(days=1))
    event.add("summary", _("%(years)s Jahre: %(home)s und %(city)s", years=jubilee.years, home=home, city=place.name))
    about = _("Beginn der Verbindung: %(day)s.", day=since.isoformat() if jubilee.exact else since.year)
    if not jubilee.exact:
        about += " " + _("Der Tag ist nicht bekannt; eingetragen ist der 1. Januar.")
    event.add("description", about)
    event.add("url", url_for("cities.show_city", city=place.id, _external=True))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [_("Jubiläum")])
    return event


def _send(text: bytes, name: str) -> Response:
    response = make_response(text)
    response.content_type = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
