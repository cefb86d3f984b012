"""When a release was published: read from labels, machine-readable data, `<time>`, or a headline that carries the day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from lxml.html import HtmlElement

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan jänner", "februar feb", "märz mär mrz maerz", "april apr", "mai", "juni jun", "juli jul",
            "august aug", "september sep sept", "oktober okt", "november nov", "dezember dez",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_DAY = re.compile(
    r"(?<!\d)(?:(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)|(?P<d>[0-3]?\d)\.\s?(?P<m>[01]?\d)\.\s?(?P<y>(?:19|20)\d\d)|"
    r"(?P<d2>[0-3]?\d)\.\s?(?P<month>[A-Za-zä]{3,9})\.?\s(?P<y2>(?:19|20)\d\d))(?!\d)"
)
_TITLE_SUFFIX = re.compile(r"\s*\((?:vom )?([0-3]?\d\.\s?[01]?\d\.\s?(?:19|20)\d\d)\)\s*$")
_TITLE_PREFIX = re.compile(r"^\s*((?:19|20)\d\d-[01]\d-[0-3]\d|[0-3]?\d\.[01]?\d\.(?:19|20)\d\d)\s*[:–|-]\s+")
# The time of day and the zone behind a date: „13:06:17 CEDT“ (the zone is misspelt on the site).
_TIME_REST = re.compile(
    r"^\s*,?\s*(?:um\s*)?(?:\d\d?[:.]\d\d(?:[:.]\d\d)?\s*(?:Uhr)?)?\s*(?:C?ES?D?T|MES?Z|UTC)?\s*[|·.,]?\s*"
)
EARLIEST = date(1990, 1, 1)


def find_day(text: str) -> date | None:
    """Return the first day in a text: `20.08.2024`, `20. August 2024`, `2024-08-20`; None where there is none."""
    for match in _DAY.finditer(text):
        if day := _read_match(match):
            return day
    return None


def find_days(text: str) -> set[date]:
    """Return all days in a text."""
    return {day for match in _DAY.finditer(text) if (day := _read_match(match))}


def is_day(line: str) -> bool:
    """Tell whether a line is a day and a time at most: the visible date above a text."""
    match = _DAY.search(line)
    return bool(
        match
        and len(line) < 40
        and not re.search(r"\w", line[: match.start()] + _TIME_REST.sub("", line[match.end() :]))
    )


def split_title(title: str) -> tuple[str, date | None]:
    """Return the headline without a day in brackets behind it or before it, and that day."""
    for pattern in (_TITLE_SUFFIX, _TITLE_PREFIX):
        if (match := pattern.search(title)) and (day := find_day(match[1])):
            return (title[: match.start()] + title[match.end() :]).strip(), day
    return title, None


def read_label(line: str, labels: Sequence[str]) -> tuple[date | None, str] | None:
    """Return the day behind one of these labels at the beginning of a line, and what follows it; None without label."""
    pattern = _compile_labels(tuple(labels))
    match = pattern.match(line) if pattern else None
    if match is None:
        return None
    day = _DAY.match(line, match.end())
    if day is None:
        # A label without a day is a sentence that begins like one („Stand der Arbeiten …“), unless nothing follows.
        return (None, "") if not line[match.end() :].strip() else None
    return _read_match(day), _TIME_REST.sub("", line[day.end() :])


def read_json_ld(root: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the JSON-LD objects of a page that describe an article; broken ones are passed over."""
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        try:
            content = json.loads((script.text or "").strip())
        except (ValueError, RecursionError):
            continue
        for item in _walk(content, 0):
            kinds = item.get("@type")
            if any(
                "Article" in str(kind) or kind == "BlogPosting"
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                yield item


def read_machine_day(root: HtmlElement, source: str) -> date | None:
    """Return the day of publication from `json-ld`, `meta` or `time`; None where the page does not say it there."""
    values: list[str] = []
    if source == "json-ld":
        values = [str(item.get(key, "")) for item in read_json_ld(root) for key in ("datePublished", "dateCreated")]
    elif source == "meta":
        names = (
            "article:published_time",
            "date",
            "dc.date",
            "dcterms.date",
            "dcterms.created",
            "dc.date.issued",
            "datepublished",
        )
        for node in root.iterfind(".//meta"):
            name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
            if name in names:
                values.append(node.get("content") or "")
    elif source == "time":
        nodes = list(root.iterfind(".//time"))
        marked = [node for node in nodes if "pub" in f"{node.get('itemprop')} {node.get('class')}".lower()]
        for node in (marked or nodes)[:1]:
            values.append(node.get("datetime") or node.text_content())
    return next((day for value in values if (day := read_iso_day(value) or find_day(value))), None)


def read_iso_day(value: str) -> date | None:
    """Return the day of an ISO 8601 time as its place saw it; None where it is none."""
    try:
        return _check(datetime.fromisoformat(value.strip()).date())
    except ValueError:
        return None


def _walk(content: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(content, list):
        for item in content[:50]:
            yield from _walk(item, depth + 1)
    elif isinstance(content, dict):
        yield content
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _walk(content.get(key), depth + 1)


def _read_match(match: re.Match[str]) -> date | None:
    if match["iso"]:
        return read_iso_day(match["iso"])
    month = int(match["m"]) if match["m"] else MONTHS.get((match["month"] or "").lower(), 0)
    try:
        return _check(date(int(match["y"] or match["y2"]), month, int(match["d"] or match["d2"])))
    except ValueError:
        return None  # the 31st of February


def _check(day: date) -> date | None:
    return day if day >= EARLIEST else None


@lru_cache(maxsize=64)
def _compile_labels(labels: tuple[str, ...]) -> re.Pattern[str] | None:
    return (
        re.compile(rf"\W*(?:{'|'.join(labels)})\s*(?:am|vom)?\s*:?\s*(?:am |den )?", re.IGNORECASE) if labels else None
    )
