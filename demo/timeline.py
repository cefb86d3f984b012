"""What each notice is on a given day: its texts, its address, its layout, or how its address answers once it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from demo.notices import ANSWERS, Event, Notice, pick_number

# The story has a fixed end, so that the site serves the same pages whenever it is started.
LAST_DAY = date(2026, 10, 30)
# From this day on notices stand under /YYYY-MM/slug.
RELAUNCH = date(2026, 2, 1)
# Notices first published from this day on came under /de/inhalt/, the older ones under /de/pressemeldungen/.
INHALT_SINCE = date(2020, 1, 1)

PAGE = "page"
LAYOUTS = ("2018", "inhalt", "relaunch")

# What became of a notice at the relaunch, in parts of a hundred; the order matters to nobody.
FATES = (("redirect", 64), ("dropped", 12), ("soft404", 9), ("stays", 12), ("left", 3))


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice as it stands on one day.

    `answer` is `page`, or one of `demo.notices.ANSWERS` where the notice is gone. `changed` is the last day on
    which its page changed on purpose. `version` counts its texts from 1.
    """

    notice: Notice
    path: str
    layout: str
    answer: str
    title: str
    lead: str
    text: str
    published: date | None
    changed: date
    version: int

    @property
    def live(self) -> bool:
        """Whether its address answers with the notice."""
        return self.answer == PAGE

    @property
    def sort_day(self) -> date:
        """The day by which listings order it."""
        return self.published or self.notice.first_day


@dataclass(frozen=True, slots=True)
class Reply:
    """How an address of a notice answers: `page`, `redirect` (to `target`), or one of `demo.notices.ANSWERS`."""

    kind: str
    target: str = ""


def stand_on(notice: Notice, day: date) -> Standing | None:
    """Return the notice as it stands on that day, or None before it was published."""
    if day < notice.first_day:
        return None
    title, lead, text, published = notice.title, notice.lead, notice.text, notice.published
    version, changed, gone = 1, notice.first_day, None
    for event in notice.events:
        if event.day > day:
            break
        changed = event.day
        gone = _gone_after(event, gone)
        if event.kind == "rewritten":
            version += 1
            title, lead, text = event.title or title, event.lead or lead, event.text or text
            published = event.published or published
    answer = gone.answer if gone else PAGE
    path, layout = old_path(notice), _old_layout(notice)
    # What had vanished before the relaunch was not there to be moved.
    if day >= RELAUNCH and (gone is None or gone.day >= RELAUNCH):
        fate = fate_of(notice)
        if fate == "left":
            answer = answer if gone else ANSWERS[pick_number(f"{notice.id}:left", len(ANSWERS))]
        elif fate != "stays":
            path, layout = new_path(notice), "relaunch"
            changed = max(changed, RELAUNCH)
    return Standing(notice, path, layout, answer, title, lead, text, published, changed, version)


def reply_at(notice: Notice, path: str, day: date) -> Reply:
    """Return how an address of the notice answers on that day, `path` being written as `old_path` or `new_path` do."""
    standing = stand_on(notice, day)
    if standing is None:
        return Reply("404")
    if path == standing.path:
        return Reply(standing.answer)
    if path == old_path(notice) and standing.layout == "relaunch":
        fate = fate_of(notice)
        if fate == "redirect":
            return Reply("redirect", standing.path)
        return Reply("soft404" if fate == "soft404" else "404")
    return Reply("404")


def fate_of(notice: Notice) -> str:
    """Return what became of the notice at the relaunch.

    `redirect`, `dropped` and `soft404` were moved and say how the old address answers since; `stays` is still
    served at its old address in its old layout; `left` was not taken along; `new` came after the relaunch.
    """
    if notice.first_day >= RELAUNCH:
        return "new"
    draw = pick_number(f"{notice.id}:fate", sum(share for _, share in FATES))
    for fate, share in FATES:
        if draw < share:
            return fate
        draw -= share
    raise AssertionError("the shares of all fates were drawn from")


def old_path(notice: Notice) -> str:
    """Return the address before the relaunch, with its closing slash."""
    if notice.section == "familienportal":
        return f"/familienportal/inhalt-kr/{notice.slug}/"
    if notice.first_day < INHALT_SINCE:
        return f"/de/pressemeldungen/{notice.slug}/"
    return f"/de/inhalt/{notice.slug}/"


def new_path(notice: Notice) -> str:
    """Return the address since the relaunch; what has no date came under the month of the relaunch."""
    month = RELAUNCH if notice.published is None or "no-date" in notice.quirks else notice.published
    return f"/{month:%Y-%m}/{notice.slug}"


def _old_layout(notice: Notice) -> str:
    return "2018" if notice.first_day < INHALT_SINCE and notice.section == "inhalt" else "inhalt"


def _gone_after(event: Event, gone: Event | None) -> Event | None:
    if event.kind == "vanished":
        return event
    return None if event.kind == "back" else gone
