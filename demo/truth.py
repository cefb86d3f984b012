"""What a perfect harvest of the demonstration site yields: the articles of a day, and the history that crawls must find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from demo.collection import Collection, open_collection
from demo.links import ORIGIN
from demo.pages import file_folder, serve_images, shown_date
from demo.timeline import Standing
from demo.typesetting import split_paragraphs

LIVE, GONE, MISSING, MOVED, BACK = "live", "gone", "missing", "moved", "back"


@dataclass(frozen=True, slots=True)
class TrueImage:
    """A picture as it should be read: absolute address, caption without credit, credit without its label."""

    src: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class TrueFile:
    """An attachment as it should be read: absolute address and link text."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class TrueArticle:
    """A notice as a crawler should have it after its visit on one day.

    `text` holds paragraphs and sub-headlines, joined by a blank line, all hyphens mended. `published` is None
    where the page shows no date. `cities` are pairs of gazetteer id and role (`about` or `mentioned`).
    `state` is `live`, or `gone` where the address answers in any way but with the notice.
    """

    notice_id: str
    canonical_url: str
    title: str
    kicker: str
    lead: str
    text: str
    published: date | None
    images: tuple[TrueImage, ...]
    attachments: tuple[TrueFile, ...]
    cities: tuple[tuple[str, str], ...]
    state: str
    layout: str

    @property
    def content(self) -> tuple[str, str, str]:
        """What makes a version: headline, lead and text. A date that moves alone makes none."""
        return self.title, self.lead, self.text


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one crawl finds of an article.

    `state` is `live`, `moved` in the crawl that first finds it under a new address, `missing` in the first that
    does not find it, `gone` in the following ones, and `back` in the first that finds it again. `url` is where it
    was found, or last found; `version` counts its texts from 1.
    """

    day: date
    state: str
    url: str
    version: int


@dataclass(frozen=True, slots=True)
class TrueHistory:
    """All that crawls on some days find of one article: its addresses and texts in order, one sighting a crawl.

    Sightings begin with the crawl that found it first.
    """

    notice_id: str
    urls: tuple[str, ...]
    versions: tuple[TrueArticle, ...]
    sightings: tuple[Sighting, ...]

    @property
    def state(self) -> str:
        """The state after the last crawl."""
        return self.sightings[-1].state


def articles_on(day: date, *, gone: bool = False, collection: Collection | None = None) -> list[TrueArticle]:
    """Return the articles that a first crawl on that day finds, oldest first; with `gone`, the vanished ones too."""
    archive = collection or open_collection()
    standings = (archive.stand(notice, day) for notice in archive.notices)
    return [make_article(standing) for standing in standings if standing and (standing.live or gone)]


def history(days: Sequence[date], *, collection: Collection | None = None) -> list[TrueHistory]:
    """Return what crawls on these days (in order of time, each following everything) find together.

    An article that was never there on one of the days is not among them.
    """
    if list(days) != sorted(set(days)):
        raise ValueError("the days of the crawls must be in order of time, each once")
    archive = collection or open_collection()
    found = ([archive.stand(notice, day) for day in days] for notice in archive.notices)
    return [told for standings in found if (told := _tell_history(days, standings))]


def make_article(standing: Standing) -> TrueArticle:
    """Return the true article of a standing notice."""
    notice = standing.notice
    served = serve_images(standing)
    return TrueArticle(
        notice_id=notice.id,
        canonical_url=ORIGIN + standing.path,
        title=standing.title,
        kicker=notice.kicker,
        lead=standing.lead,
        text="\n\n".join(part.removeprefix("## ") for part in split_paragraphs(standing.text)),
        published=shown_date(standing),
        images=tuple(
            TrueImage(ORIGIN + shown.src, shown.alt, image.caption, image.credit)
            for shown, image in zip(served, notice.images, strict=True)
        ),
        attachments=tuple(
            TrueFile(ORIGIN + file_folder(standing) + file.file, file.label) for file in notice.attachments
        ),
        cities=tuple([(city, "about") for city in notice.about] + [(city, "mentioned") for city in notice.mentioned]),
        state=LIVE if standing.live else GONE,
        layout=standing.layout,
    )


def _tell_history(days: Sequence[date], standings: Sequence[Standing | None]) -> TrueHistory | None:
    urls: list[str] = []
    versions: list[TrueArticle] = []
    sightings: list[Sighting] = []
    for day, standing in zip(days, standings, strict=True):
        before = sightings[-1] if sightings else None
        if standing is None or not standing.live:
            if before:
                state = GONE if before.state in (MISSING, GONE) else MISSING
                sightings.append(Sighting(day, state, before.url, before.version))
            continue
        article = make_article(standing)
        if article.canonical_url not in urls:
            urls.append(article.canonical_url)
        if not versions or versions[-1].content != article.content:
            versions.append(article)
        sightings.append(Sighting(day, _name_state(before, article), article.canonical_url, len(versions)))
    return TrueHistory(versions[0].notice_id, tuple(urls), tuple(versions), tuple(sightings)) if versions else None


def _name_state(before: Sighting | None, article: TrueArticle) -> str:
    if before is None:
        return LIVE
    if before.state in (MISSING, GONE):
        return BACK
    return LIVE if before.url == article.canonical_url else MOVED
