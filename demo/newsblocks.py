"""The lists of news on the pages: related news of a notice or place, the two press lists, and their pagers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from demo.collection import Collection, DayView
from demo.links import ALL_ROWS, LISTING, PAGE_ROWS, join_suffix, spell_link
from demo.notices import Notice, pick_number
from demo.partners import CityPage
from demo.timeline import Standing
from demo.typesetting import set_image, set_words, tease

# Slots of the path suffix: two press lists, the related news.
BY_DATE, BY_TOPIC, RELATED = "s91", "s93", "s94"

_UKRAINE_HEADINGS = (
    "Weitere Nachrichten rund um das Thema Ukraine:",
    "Alle Beiträge und Neuigkeiten rund um das Ukraine-Thema auf einen Blick:",
    "Alle Beiträge und Neuigkeiten aus Krefeld rund um die Situation in der Ukraine auf einen Blick:",
    "Alle Beiträge und Neuigkeiten rund um die Situation in der Ukraine auf einen Blick:",
)
_PARTNER_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "duenkirchen": (
        "Nachrichten aus dem Pressearchiv rund um die Städtepartnerschaft mit Dünkirchen:",
        "Weitere Beiträge zur Städtepartnerschaft mit Dünkirchen aus dem Pressearchiv:",
    ),
    "charlotte": ("Nachrichten aus dem Pressearchiv rund um die Städtepartnerschaft mit Charlotte:",),
    "venlo": ("Weitere Beiträge rund um die Städtepartnerschaft mit Venlo:",),
}
_ANY_PARTNER_HEADING = "Nachrichten aus dem Pressearchiv rund um Städtepartnerschaften:"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a pager or a list of links."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news in a list: never with a date."""

    href: str
    title: str
    teaser: str
    caption: str


@dataclass(frozen=True, slots=True)
class NewsList:
    """A list of news with its heading (empty where the page has none) and its pager."""

    heading: str
    items: tuple[Item, ...]
    pager: tuple[Link, ...]


def list_related(
    collection: Collection, day: date, notice: Notice, base: str, slots: Mapping[str, int]
) -> NewsList | None:
    """Return the related news under a notice on that day (the notice itself may be among them), or None."""
    heading = related_heading(notice)
    if heading is None:
        return None
    view = collection.view_day(day)
    pool = view.places.get(notice.about[0], ()) if notice.about else view.topics.get(notice.topic, ())
    return _make_related(collection, day, pool, heading, base, slots)


def related_heading(notice: Notice) -> str | None:
    """Return the heading of the related news, an empty one where the block has none, or None without a block."""
    if "related-without-heading" in notice.quirks:
        return ""
    draw = pick_number(f"{notice.id}:related", 100)
    if notice.topic == "Ukraine" or "kropyvnytskyi" in notice.about:
        return _UKRAINE_HEADINGS[draw % len(_UKRAINE_HEADINGS)]
    if notice.about:
        headings = (*_PARTNER_HEADINGS.get(notice.about[0], ()), _ANY_PARTNER_HEADING)
        return headings[draw % len(headings)]
    if draw < 8:
        return ""
    return f"Weitere Nachrichten rund um das Thema {notice.topic}:" if draw < 40 else None


def list_city_news(collection: Collection, day: date, page: CityPage, slots: Mapping[str, int]) -> NewsList | None:
    """Return the news block of a page on a partner city."""
    view = collection.view_day(day)
    pool = [standing for place in page.places for standing in view.places.get(place, ())]
    return _make_related(collection, day, pool, page.heading, page.path, slots)


def list_partner_news(collection: Collection, day: date, base: str, slots: Mapping[str, int]) -> NewsList | None:
    """Return the news block of the overview: whatever is about any partner."""
    pool = [standing for standing in collection.view_day(day).newest if standing.notice.about]
    return _make_related(collection, day, pool, _ANY_PARTNER_HEADING, base, slots)


def list_press(collection: Collection, day: date, slots: Mapping[str, int]) -> tuple[NewsList, NewsList]:
    """Return the two press lists, by date and by topic; beyond the end of a list there is an empty one."""
    view: DayView = collection.view_day(day)
    lists = (
        ("Aktuelle Pressemitteilungen (nach Datum sortiert)", view.newest, BY_DATE),
        ("Pressemitteilungen nach Themen", view.by_topic, BY_TOPIC),
    )
    first, second = (
        NewsList(heading, make_items(collection, day, _take(rows, slots, slot), LISTING + slot), pager)
        for heading, rows, slot in lists
        for pager in [_make_pager(LISTING, slots, slot, len(rows))]
    )
    return first, second


def make_items(collection: Collection, day: date, rows: Sequence[Standing], place: str) -> tuple[Item, ...]:
    """Return the list items of these notices; `place` is where the list stands."""
    return tuple(_make_item(collection.stand(row.notice, day) or row, place) for row in rows)


def _make_related(
    collection: Collection, day: date, pool: Sequence[Standing], heading: str, base: str, slots: Mapping[str, int]
) -> NewsList | None:
    if not pool:
        return None
    items = make_items(collection, day, _take(pool, slots, RELATED), base)
    return NewsList(heading, items, _make_pager(base, slots, RELATED, len(pool)))


def _make_item(standing: Standing, place: str) -> Item:
    notice = standing.notice
    caption = set_image(notice, 0, notice.images[0], "").caption if notice.images else ""
    return Item(spell_link(standing.path, place), set_words(standing.title, notice), tease(standing), caption)


def _take(rows: Sequence[Standing], slots: Mapping[str, int], slot: str) -> Sequence[Standing]:
    if slots.get(slot.replace("s", "c")) == ALL_ROWS and slot != RELATED:
        return rows
    start = max(1, slots.get(slot, 1)) - 1
    return rows[start : start + PAGE_ROWS]


def _make_pager(base: str, slots: Mapping[str, int], slot: str, rows: int) -> tuple[Link, ...]:
    # The new addresses have no path suffixes.
    if rows <= PAGE_ROWS or not base.endswith("/"):
        return ()
    start = max(1, slots.get(slot, 1))
    last = (rows - 1) // PAGE_ROWS * PAGE_ROWS + 1
    near = range(max(1, start - 2 * PAGE_ROWS), min(last, start + 2 * PAGE_ROWS) + 1, PAGE_ROWS)
    starts = sorted({1, last, *near})
    links = [
        Link(str((number - 1) // PAGE_ROWS + 1), _turn(base, slots, slot, number), number == start) for number in starts
    ]
    if start + PAGE_ROWS <= last:
        links.append(Link("weiter", _turn(base, slots, slot, start + PAGE_ROWS)))
    return tuple(links)


def _turn(base: str, slots: Mapping[str, int], slot: str, start: int) -> str:
    turned = {**slots, slot: start}
    if start == 1:
        del turned[slot]
    return join_suffix(base, turned)
