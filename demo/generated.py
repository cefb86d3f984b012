"""More notices of the same kind for load: outlines by number, their texts written only when a page asks for them."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from demo.notices import ANSWERS, Event, Notice, NoticeImage, pick_number

_FIRST_DAY = date(2009, 1, 5)
_LAST_DAY = date(2026, 10, 20)
# Things happened to notices in these years, so that crawls on several days have something to find.
_EVENTS_FROM = date(2025, 1, 10)
_EVENT_DAYS = 600

_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_CITIES: Mapping[str, str] = {
    "venlo": "Venlo",
    "leicester": "Leicester",
    "duenkirchen": "Dünkirchen",
    "leiden": "Leiden",
    "charlotte": "Charlotte",
    "oder-spree": "Beeskow",
    "uljanowsk": "Uljanowsk",
    "kayseri": "Kayseri",
    "kropyvnytskyi": "Kropyvnytskyi",
    "xuzhou": "Xuzhou",
    "hangzhou": "Hangzhou",
}
_CITY_IDS = tuple(_CITIES)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# Steps through all combinations of a headline before one comes again; prime, so it shares no factor with their number.
_STRIDE = 7919


def outline_notices(count: int) -> tuple[Notice, ...]:
    """Return `count` notices without their texts; number n is the same whatever the count."""
    return tuple(_outline_notice(number) for number in range(count))


def write_notice(notice: Notice) -> Notice:
    """Return the notice with all its texts: those of an outline are written, any other is complete."""
    return notice if notice.text else _write_notice(int(notice.id.rpartition("g")[2]))


def _outline_notice(number: int) -> Notice:
    phrases = _read_phrases()
    topic, place, subject, news, edition = _choose_parts(number)
    published = _FIRST_DAY + timedelta(days=pick_number(f"g{number}:day", (_LAST_DAY - _FIRST_DAY).days))
    city = _CITY_IDS[pick_number(f"g{number}:city", len(_CITY_IDS))]
    partnership = topic["name"] == "Städtepartnerschaft"
    mentions = not partnership and pick_number(f"g{number}:mentions", 100) < 30
    values = {**_draw_values(number), "city": _CITIES[city], "place": phrases["places"][place]}
    head = topic["subjects"][subject].format_map(values)
    where = "" if partnership else f" {values['place']}"
    title = f"{head}{where}: {topic['news'][news].format_map(values)}"
    if edition:
        title = f"{title} (Folge {edition + 1})"
    return Notice(
        id=f"{published.year}-g{number:05d}",
        slug=f"{_slugify(title)}-{7000000 + number}",
        title=title,
        text="",
        topic=topic["name"],
        published=published,
        about=(city,) if partnership else (),
        mentioned=(city,) if mentions else (),
        events=_plan_events(number, published),
    )


@lru_cache(maxsize=1024)
def _write_notice(number: int) -> Notice:
    phrases = _read_phrases()
    outline = _outline_notice(number)
    topic, place, subject, _, _ = _choose_parts(number)
    chance = random.Random(number)
    cities = outline.about or outline.mentioned
    values = {
        **_draw_values(number),
        "place": phrases["places"][place],
        "city": _CITIES[cities[0]] if cities else "",
        "subject": topic["subjects"][subject],
    }
    opening = topic["opening"].format_map(values)
    paragraphs = _write_paragraphs(phrases, chance, values)
    if outline.mentioned:
        paragraphs[-1] += " " + chance.choice(phrases["mentions"]).format_map(values)
    if chance.random() < 0.12:
        paragraphs[0] += " " + chance.choice(phrases["traps"])
    has_lead = chance.random() < 0.6
    text = "\n\n".join(paragraphs if has_lead else [opening, *paragraphs])
    return replace(
        outline,
        lead=opening if has_lead else "",
        text=text,
        images=_choose_images(phrases, chance, values),
        end_mark=chance.random() < 0.1,
        events=tuple(_write_event(event, text, phrases, chance, values) for event in outline.events),
    )


def _choose_parts(number: int) -> tuple[Mapping[str, Any], int, int, int, int]:
    phrases = _read_phrases()
    topics, places = phrases["topics"], len(phrases["places"])
    subjects, news = len(topics[0]["subjects"]), len(topics[0]["news"])
    total = len(topics) * places * subjects * news
    rest = number * _STRIDE % total
    rest, topic = divmod(rest, len(topics))
    rest, place = divmod(rest, places)
    new, subject = divmod(rest, subjects)
    return topics[topic], place, subject, new, number // total


def _draw_values(number: int) -> dict[str, Any]:
    chance = random.Random(number * 31 + 7)
    return {
        "euro": f"{chance.randrange(12, 990)}.{chance.randrange(0, 10)}00",
        "day": chance.randrange(1, 29),
        "month": chance.choice(_MONTHS),
        "people": chance.randrange(35, 2000),
        "few": chance.randrange(3, 40),
        "percent": chance.randrange(31, 97),
        "hour": chance.randrange(8, 12),
        "week": chance.randrange(2, 52),
        "phone": f"{chance.randrange(0, 1000):04d}",
    }


def _write_paragraphs(phrases: Mapping[str, Any], chance: random.Random, values: Mapping[str, Any]) -> list[str]:
    details = chance.sample(phrases["details"], chance.randrange(5, 10))
    paragraphs = []
    while details:
        taken, details = details[:3], details[3:]
        # Each sentence draws numbers of its own, or a notice would give the same sum twice.
        drawn = [sentence.format_map({**values, **_draw_values(chance.randrange(10**9))}) for sentence in taken]
        if chance.random() < 0.5:
            office = chance.choice(phrases["offices"])
            drawn.append(chance.choice(phrases["quotes"]).format_map({**values, "office": office}))
        paragraphs.append(" ".join(drawn))
    if len(paragraphs) > 2 and chance.random() < 0.5:
        paragraphs.insert(1, f"## {chance.choice(phrases['headlines'])}")
    return paragraphs


def _choose_images(
    phrases: Mapping[str, Any], chance: random.Random, values: Mapping[str, Any]
) -> tuple[NoticeImage, ...]:
    if chance.random() < 0.6:
        return ()
    caption = chance.choice(phrases["captions"]).format_map(values)
    label = chance.choice(("Foto:", "Foto:", "Bild:", "Archivfoto:"))
    return (NoticeImage(caption, caption, chance.choice(phrases["credits"]), label),)


def _plan_events(number: int, published: date) -> tuple[Event, ...]:
    draw = pick_number(f"g{number}:event", 100)
    day = max(_EVENTS_FROM, published) + timedelta(days=10 + pick_number(f"g{number}:eventday", _EVENT_DAYS))
    if draw < 3:
        return (Event(day, "rewritten", published=day),)
    if draw < 5:
        gone = Event(day, "vanished", answer=ANSWERS[pick_number(f"g{number}:answer", len(ANSWERS))])
        return (gone,) if draw == 3 else (gone, Event(day + timedelta(days=60), "back"))
    return ()


def _write_event(
    event: Event, text: str, phrases: Mapping[str, Any], chance: random.Random, values: Mapping[str, Any]
) -> Event:
    if event.kind != "rewritten":
        return event
    addition = chance.choice(phrases["details"]).format_map({**values, **_draw_values(chance.randrange(10**9))})
    return replace(event, text=f"{text}\n\nNachtrag: {addition}")


def _slugify(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower().translate(_UMLAUTS)).strip("-")[:80].rstrip("-")


@cache
def _read_phrases() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "assets" / "phrases.toml").read_text("utf-8"))
