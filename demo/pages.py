"""The pages of the demonstration site: from a notice, place or list on a day to HTML in the layout of that day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from demo.collection import Collection
from demo.links import (
    ALL_ROWS,
    LISTING,
    ORIGIN,
    OVERVIEW,
    join_suffix,
    spell_city_link,
)
from demo.markups import choose_template
from demo.newsblocks import Link, list_city_news, list_partner_news, list_press, list_related, make_items
from demo.notices import Notice, pick_number
from demo.partners import CLOSING_LINE, MORE_PARTNERS, CityPage, list_city_pages
from demo.timeline import RELAUNCH, Standing, old_path
from demo.typesetting import Block, ServedImage, set_blocks, set_image, set_words, tease

# A notice of the old layout may have been touched some days after its publication, without a change to its text.
_TOUCHED_DAYS = (0, 0, 1, 9)
_SHORT_LIST = 10


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text; `charset` is how it is encoded and `declared` whether the header says so."""

    html: str
    status: int = 200
    charset: str = "utf-8"
    declared: bool = True
    modified: date | None = None


class Pages:
    """Makes the pages of one collection; `markup` is a key of `demo.markups.MARKUPS`."""

    def __init__(self, collection: Collection, markup: str = "cms") -> None:
        self._collection = collection
        self._inhalt_template = choose_template(markup)
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "assets"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def show_notice(self, standing: Standing, slots: Mapping[str, int], day: date) -> Page:
        """Return the page of a live notice in its layout; the slots page nothing but its related news."""
        notice = standing.notice
        base = standing.path
        related = list_related(self._collection, day, notice, base, slots)
        values: dict[str, Any] = {
            "title": set_words(standing.title, notice),
            "headline": set_words(standing.title, notice),
            "kicker": set_words(notice.kicker, notice),
            "lead": set_words(standing.lead, notice),
            "blocks": set_blocks(standing),
            "images": serve_images(standing),
            "files": [{"href": href, "label": file.label} for href, file in _serve_files(standing)],
            "related": related,
            "contact": "contact-block" in notice.quirks or pick_number(f"{notice.id}:contact", 100) < 25,
            "parent": Link("Presse", LISTING),
            **_tell_dates(standing),
        }
        if standing.layout == "2018":
            return self._show_2018(standing, day, values)
        if standing.layout == "relaunch":
            values |= {"canonical": ORIGIN + base, "origin": ORIGIN, "description": tease(standing, 200)}
            values["json_ld"] = _write_json_ld(standing, values)
            html = self._render("notice_relaunch.html", values)
        else:
            html = self._render(self._inhalt_template, values)
        # Only a page without a live block can say when it last changed.
        return Page(html, modified=standing.changed if related is None else None)

    def show_city(self, page: CityPage, slots: Mapping[str, int], day: date) -> Page:
        """Return the page on a partner city."""
        blocks = [
            Block("headline" if part.startswith("## ") else "paragraph", part.removeprefix("## "))
            for part in page.paragraphs
        ]
        values = {
            "title": page.title,
            "image": f"/de/bilder/{page.places[0]}.png",
            "blocks": blocks,
            "original": "" if page.path == MORE_PARTNERS else f"https://www.{page.places[0]}.example/",
            "related": list_city_news(self._collection, day, page, slots),
            "closing": CLOSING_LINE,
            "partners": _list_partners(day, page.path)[:-1],
            "parent": Link("Städtepartnerschaften", OVERVIEW),
        }
        return Page(self._render("city.html", values))

    def show_overview(self, base: str, slots: Mapping[str, int], day: date) -> Page:
        """Return the overview of all twin cities; its hand-made links still name the addresses of their time."""
        places = (("charlotte", "Charlotte"), ("leicester", "Leicester"), ("oder-spree", "dem Landkreis Oder-Spree"))
        hand_made = [
            {"heading": f"Aktuelles aus {name}", "links": [self._link_by_hand(notice, day) for notice in notices]}
            for place, name in places
            if (notices := self._oldest_about(place, day))
        ]
        values = {
            "title": "Städtepartnerschaften",
            "partners": _list_partners(day, base),
            "hand_made": hand_made,
            "related": list_partner_news(self._collection, day, base, slots),
            "parent": Link("Startseite", "/"),
        }
        return Page(self._render("overview.html", values))

    def show_listing(self, slots: Mapping[str, int], day: date) -> Page:
        """Return the press listing with its two lists."""
        values = {
            "title": "Pressemitteilungen",
            "lists": list_press(self._collection, day, slots),
            "all_rows": join_suffix(LISTING, {**slots, "c92": ALL_ROWS}),
            "parent": Link("Startseite", "/"),
        }
        return Page(self._render("listing.html", values))

    def show_start(self, title: str, place: str, day: date) -> Page:
        """Return the start page, or another short list of the newest notices."""
        newest = self._collection.view_day(day).newest[:_SHORT_LIST]
        links = [
            Link("Alle Pressemitteilungen", LISTING),
            Link("Städtepartnerschaften", OVERVIEW),
            Link("Veranstaltungskalender", "/de/kalender/2026/11/"),
        ]
        return self._show_plain(title, (), day, items=make_items(self._collection, day, newest, place), links=links)

    def show_calendar(self, year: int, month: int, day: date) -> Page:
        """Return a month of the events calendar: always empty, and there is always a next one."""
        later = f"/de/kalender/{year + month // 12}/{month % 12 + 1:02d}/"
        earlier = f"/de/kalender/{year - (month == 1)}/{(month - 2) % 12 + 1:02d}/"
        links = [Link("Voriger Monat", earlier), Link("Nächster Monat", later)]
        title = f"Veranstaltungen {month:02d}/{year}"
        return self._show_plain(title, ("In diesem Monat sind noch keine Termine eingetragen.",), day, links=links)

    def show_message(self, title: str, text: str, day: date, status: int = 200) -> Page:
        """Return a page that says one thing, among them the „not found“ pages of all kinds."""
        return self._show_plain(title, (text,), day, status=status)

    def _show_2018(self, standing: Standing, day: date, values: dict[str, Any]) -> Page:
        notice = standing.notice
        latin = "latin-1" in notice.quirks
        # Old pages declare their encoding either in the page or in the header, not in both.
        in_page = not latin or pick_number(f"{notice.id}:charset", 2) == 0
        charset = "iso-8859-1" if latin else "utf-8"
        touched = _TOUCHED_DAYS[pick_number(f"{notice.id}:touched", len(_TOUCHED_DAYS))]
        values |= {
            "charset": charset if in_page else "",
            "dated_title": _date_title(standing, values["headline"]),
            "modified": _write_modified(min(standing.changed + timedelta(days=touched), day), notice),
        }
        html = self._render("notice_2018.html", values)
        return Page(html, charset=charset, declared=not (latin and in_page))

    def _show_plain(self, title: str, paragraphs: tuple[str, ...], day: date, status: int = 200, **more: Any) -> Page:
        shell = "shell_relaunch.html" if day >= RELAUNCH else "shell_inhalt.html"
        values = {"shell": shell, "title": title, "paragraphs": paragraphs, "parent": Link("Startseite", "/"), **more}
        return Page(self._render("start.html", values), status)

    def _oldest_about(self, place: str, day: date) -> list[Notice]:
        known = [notice for notice in self._collection.notices if place in notice.about and notice.first_day <= day]
        return known[:3]

    def _link_by_hand(self, notice: Notice, day: date) -> Link:
        standing = self._collection.stand(notice, day)
        return Link(standing.title if standing else notice.title, old_path(notice))

    def _render(self, template: str, values: Mapping[str, Any]) -> str:
        return self._templates.get_template(template).render(values)


def serve_images(standing: Standing) -> tuple[ServedImage, ...]:
    """Return the pictures of a notice as they are served, with their addresses in its layout."""
    notice = standing.notice
    pattern = "/sites/default/files/{}-{}.svg" if standing.layout == "relaunch" else "/de/bilder/{}-{}.png"
    return tuple(
        set_image(notice, number, image, pattern.format(notice.id, number))
        for number, image in enumerate(notice.images, 1)
    )


def _serve_files(standing: Standing) -> list[tuple[str, Any]]:
    return [(f"{file_folder(standing)}{file.file}", file) for file in standing.notice.attachments]


def file_folder(standing: Standing) -> str:
    """Return the folder of a notice's attachments on that day, with its closing slash."""
    if standing.layout == "relaunch":
        return f"/system/files/{standing.path[1:8]}/{standing.notice.id}/"
    return f"/de/downloads/{standing.notice.id}/"


def shown_date(standing: Standing) -> date | None:
    """Return the publication date that the page of the notice shows, or None."""
    return None if "no-date" in standing.notice.quirks else standing.published


def _tell_dates(standing: Standing) -> dict[str, str]:
    day = shown_date(standing)
    if day is None:
        return {}
    return {
        "date_line": f"Veröffentlicht am: {day:%d.%m.%Y}",
        "date_german": f"{day:%d.%m.%Y}",
        "date_iso": day.isoformat(),
        "date_offset": "+02:00" if _is_summer(day) else "+01:00",
    }


def _date_title(standing: Standing, headline: str) -> str:
    day = shown_date(standing)
    if day is None:
        return headline
    if pick_number(f"{standing.notice.id}:title", 8) == 0:
        return f"{day.isoformat()}: {headline}"
    return f"{headline} ({day:%d.%m.%Y})"


def _write_modified(day: date, notice: Notice) -> str:
    minute, second = pick_number(f"{notice.id}:minute", 60), pick_number(f"{notice.id}:second", 60)
    return f"{day:%d.%m.%Y} 13:{minute:02d}:{second:02d} {'CEDT' if _is_summer(day) else 'CET'}"


def _is_summer(day: date) -> bool:
    return 4 <= day.month <= 10


def _list_partners(day: date, place: str) -> list[Link]:
    return [Link(page.link_text, spell_city_link(page.path, place)) for page in list_city_pages(day).values()]


def _write_json_ld(standing: Standing, values: Mapping[str, Any]) -> Markup:
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": values["headline"],
        "mainEntityOfPage": values["canonical"],
        "description": values["description"],
        "inLanguage": "de",
        "publisher": {"@type": "GovernmentOrganization", "name": "Stadt Krefeld"},
    }
    if images := values["images"]:
        data["image"] = [ORIGIN + image.src for image in images]
    if "date_iso" in values:
        data["datePublished"] = f"{values['date_iso']}T10:00:00{values['date_offset']}"
    # A closing script tag in a text must not end the element.
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704
