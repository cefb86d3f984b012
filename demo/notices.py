"""The invented notices of the demonstration site as they were written: records, and reading them from TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from demo.errors import NoticeError

QUIRKS = (
    "double-caption",
    "glued-credit",
    "credit-without-label",
    "credit-in-brackets",
    "video-placeholder",
    "related-without-heading",
    "no-date",
    "latin-1",
    "soft-hyphens",
    "contact-block",
)
ANSWERS = ("404", "410", "soft404", "listing")
EVENT_KINDS = ("rewritten", "vanished", "back")


@dataclass(frozen=True, slots=True)
class NoticeImage:
    """A picture of a notice: `caption` is without the credit, `label` is what stands before the credit when served."""

    alt: str
    caption: str
    credit: str
    label: str = "Foto:"


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """A PDF that a notice links to: file name and link text."""

    file: str
    label: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a notice on a day; the empty texts of a rewriting mean „as before“.

    `answer` says how the address of a vanished notice answers: `404`, `410`, `soft404` or `listing`.
    """

    day: date
    kind: str
    title: str = ""
    lead: str = ""
    text: str = ""
    published: date | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One invented notice as first published, and its later events in order of time.

    The texts are the true ones; `raw` has the words that the site serves in a damaged form. A notice with an
    empty `text` is an outline that `demo.generated` fills in.
    """

    id: str
    slug: str
    title: str
    text: str
    topic: str
    kicker: str = ""
    lead: str = ""
    published: date | None = None
    about: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    section: str = "inhalt"
    end_mark: bool = False
    quirks: frozenset[str] = frozenset()
    raw: Mapping[str, str] = field(default_factory=dict)
    images: tuple[NoticeImage, ...] = ()
    attachments: tuple[NoticeFile, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def first_day(self) -> date:
        """The day it appeared; an undated notice appeared in the middle of the year that its id names."""
        return self.published or date(int(self.id[:4]), 6, 15)


def load_notices(folder: Path | None = None) -> tuple[Notice, ...]:
    """Return all notices of the folder (default: those that come with the site), oldest first.

    Raises NoticeError, naming file and notice, where a file cannot be read or contradicts itself.
    """
    return _load_folder(folder or Path(__file__).parent / "notices")


def pick_number(key: str, count: int) -> int:
    """Return a number from 0 to count - 1 that depends on the key alone: chance that is the same everywhere."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") % count


@cache
def _load_folder(folder: Path) -> tuple[Notice, ...]:
    notices: list[Notice] = []
    origins: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text("utf-8")).get("notice", [])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise NoticeError(f"{path.name} cannot be read: {error}. Mend the file.") from error
        for table in tables:
            notice = _read_notice(table, path.name)
            for key in (f"id {notice.id}", f"slug {notice.slug}"):
                if key in origins:
                    raise NoticeError(f"{path.name}: the {key} is already in {origins[key]}. Give it another one.")
                origins[key] = path.name
            notices.append(notice)
    if not notices:
        raise NoticeError(f"There is no notice in {folder}. Install the package with its data, or give another folder.")
    return tuple(sorted(notices, key=lambda notice: (notice.first_day, notice.id)))


def _read_notice(table: Mapping[str, Any], origin: str) -> Notice:
    where = f"{origin}, notice {table.get('id', '(without id)')}"
    values = dict(table)
    try:
        values["images"] = tuple(NoticeImage(**image) for image in table.get("images", []))
        values["attachments"] = tuple(NoticeFile(**item) for item in table.get("attachments", []))
        values["events"] = tuple(_read_event(event, where) for event in table.get("events", []))
        values["quirks"] = frozenset(table.get("quirks", []))
        values["about"] = tuple(table.get("about", []))
        values["mentioned"] = tuple(table.get("mentioned", []))
        values["text"] = str(table["text"]).strip()
        notice = Notice(**values)
    except (TypeError, KeyError) as error:
        raise NoticeError(f"{where}: {error}. See the records in demo/notices.py for the keys.") from error
    _check_notice(notice, where)
    return notice


def _read_event(table: Mapping[str, Any], where: str) -> Event:
    values = dict(table)
    if "answer" in values:
        values["answer"] = str(values["answer"])
    if "text" in values:
        values["text"] = values["text"].strip()
    event = Event(**values)
    if event.kind not in EVENT_KINDS:
        raise NoticeError(f"{where}: unknown kind of event {event.kind!r}; one of {', '.join(EVENT_KINDS)}.")
    if event.kind == "vanished" and event.answer not in ANSWERS:
        raise NoticeError(f"{where}: unknown answer {event.answer!r}; one of {', '.join(ANSWERS)}.")
    return event


def _check_notice(notice: Notice, where: str) -> None:
    for name in ("id", "slug", "title", "text", "topic"):
        if not getattr(notice, name):
            raise NoticeError(f"{where}: {name} is empty.")
    if unknown := notice.quirks - set(QUIRKS):
        raise NoticeError(f"{where}: unknown quirk {', '.join(sorted(unknown))}; one of {', '.join(QUIRKS)}.")
    if not notice.id[:4].isdigit():
        raise NoticeError(f"{where}: the id must begin with a year.")
    days = [event.day for event in notice.events]
    if days != sorted(days) or (days and days[0] <= notice.first_day):
        raise NoticeError(f"{where}: events must follow the publication ({notice.first_day}) and be in order of time.")
