"""First appearances, for `zuerst:"…"`: in which version of which article words stand first, the earliest on top.

The day of an appearance is that of publication where the oldest version has the words already, else the day on which
the archive first saw the version that brought them: never before it was published. So articles are looked into in
the order of their days, and only as far as a page reaches.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from indexer.documents import list_paragraphs
from indexer.query import ALL_FIELDS
from indexer.records import Appearance
from indexer.snippets import Highlighter
from indexer.whoosh_answer import Filtered, read_version_day
from indexer.whoosh_view import IndexView

# How a stored document says that it has but one version, so that most need not be decoded.
_ONE_VERSION = b'"versions":1,'
_NEVER = date.max.toordinal()


def pick_first_page(
    view: IndexView, found: Filtered, highlighter: Highlighter, first: int, last: int
) -> list[tuple[int, float, Appearance]]:
    """Return document number, score and appearance of the articles `[first, last)`, the earliest appearance first.

    Articles without a date come last. `highlighter` finds the words that are asked for.
    """
    docs = found.matches.docs
    scores = dict(zip(docs.tolist(), found.matches.scores.tolist(), strict=True))
    days = np.where(view.days[docs] > 0, view.days[docs], _NEVER)
    order = np.lexsort((view.ids[docs], days))
    waiting: list[tuple[int, int, int, Appearance]] = []
    picked: list[tuple[int, float, Appearance]] = []
    for rank, at in enumerate(order.tolist()):
        number, day = int(docs[at]), int(days[at])
        while waiting and waiting[0][0] <= day and len(picked) < last:
            _, _, earlier, appearance = heapq.heappop(waiting)
            picked.append((earlier, scores[earlier], appearance))
        if len(picked) >= last:
            break
        appearance = _read_appearance(view, number, highlighter)
        known = appearance.day.toordinal() if appearance.day else _NEVER
        # An article without a date stays behind those with one, whenever it was seen.
        heapq.heappush(waiting, (max(known, day), rank, number, appearance))
    while waiting and len(picked) < last:
        _, _, earlier, appearance = heapq.heappop(waiting)
        picked.append((earlier, scores[earlier], appearance))
    return picked[first:last]


def _read_appearance(view: IndexView, number: int, highlighter: Highlighter) -> Appearance:
    if _ONE_VERSION in view.read_stored(number):
        day = int(view.days[number])
        if day > 0:
            return Appearance(1, date.fromordinal(day), True)
    return find_appearance(view.read_fields(number), highlighter)


def find_appearance(document: Mapping[str, Any], highlighter: Highlighter) -> Appearance:
    """Return the earliest version of a stored document that has the words; the oldest where it cannot be told."""
    since = document["since"]
    paragraphs = list_paragraphs(*(document[name] for name in ("title", "kicker", "lead", "text", "captions")))
    versions = [
        since[at]
        for at, paragraph in enumerate(paragraphs[: len(since)])
        if any(highlighter.find_spans(paragraph, field, 1) for field in ALL_FIELDS)
    ]
    versions += [first for text, first, _ in document["old"] if highlighter.find_spans(text, "old", 1)]
    version = min(versions, default=1)
    published = document["published"]
    if version == 1 and published:
        return Appearance(1, date.fromisoformat(published), True)
    seen = read_version_day(document, version)
    if published and seen:
        seen = max(seen, date.fromisoformat(published))
    return Appearance(version, seen, False)
