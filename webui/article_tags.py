"""The tags of one article as they hold now: from the index, or made anew where people decided something about them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask, current_app

from archive.corrections import REJECT, WITHDRAW, Correction, list_corrections
from archive.records import ArchivedArticle
from indexer.records import Tag
from indexer.site_taggers import SiteTaggers
from webui.holdings import Holdings


@dataclass(frozen=True, slots=True)
class ArticleTags:
    """The tags of an article, what decided them where a person did, and all that was ever decided, newest first."""

    tags: tuple[Tag, ...] = ()
    decided: Mapping[str, Correction] = field(default_factory=dict)
    history: tuple[Correction, ...] = ()

    @property
    def rejected(self) -> tuple[Correction, ...]:
        """The rejections that hold."""
        return tuple(correction for correction in self.decided.values() if correction.action == REJECT)


def read_article_tags(holdings: Holdings, archived: ArchivedArticle) -> ArticleTags:
    """Return the tags of an article; what was just decided counts before the index knows it."""
    history = list_corrections(holdings.ledger, article_id=archived.id)
    if not history:
        if archived.id in holdings.hidden():
            return ArticleTags(
                get_taggers(holdings).tag(archived)
            )  # for staff: the index of the public does not hold it
        document = holdings.indexed(archived.id)
        return ArticleTags(document.tags if document else ())
    newest: dict[str, Correction] = {}
    for correction in history:
        newest.setdefault(correction.city, correction)
    decided = {city: one for city, one in newest.items() if one.action != WITHDRAW}
    return ArticleTags(get_taggers(holdings).tag(archived, tuple(decided.values())), decided, history)


def get_taggers(holdings: Holdings) -> SiteTaggers:
    """Return the taggers of all sites, made anew when somebody edits a gazetteer."""
    folder = holdings.settings.cities_folder
    key = tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.toml")))
    kept = current_app.extensions["taggers"]
    with kept.lock:
        if kept.taggers is None or kept.key != key:
            kept.taggers, kept.key = SiteTaggers(holdings.settings, holdings.ledger), key
        taggers: SiteTaggers = kept.taggers
        return taggers


def set_up_taggers(app: Flask) -> None:
    """Give the application a place to keep its taggers."""
    app.extensions["taggers"] = _Kept()


class _Kept:
    def __init__(self) -> None:
        self.taggers: SiteTaggers | None = None
        self.key: tuple[tuple[str, int], ...] = ()
        self.lock = threading.Lock()
