"""Articles as JSON lines or as a table, with the cities of each: the fixed form of `export`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TextIO

from archive.records import ArchivedArticle
from indexer.records import Tag

TagsOf = Callable[[ArchivedArticle], tuple[Tag, ...]]

COLUMNS = ("id", "url", "published", "title", "lead", "text", "cities", "state", "versions")
# A cell that begins with one of these is a formula to a spreadsheet; what was crawled must not become one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def describe_archived(archived: ArchivedArticle, tags: tuple[Tag, ...]) -> dict[str, Any]:
    """Return one article in the fixed form of `export --format jsonl`."""
    article = archived.article
    return {
        "id": archived.id,
        "url": archived.urls[0],
        "urls": list(archived.urls),
        "title": article.title,
        "lead": article.lead,
        "text": article.text,
        "published": article.published.isoformat() if article.published else None,
        "images": [{"caption": image.caption, "credit": image.credit} for image in article.images],
        "cities": [{"city": tag.city, "role": tag.role} for tag in tags],
        "state": archived.state,
        "versions": archived.versions,
    }


def export_jsonl(articles: Iterable[ArchivedArticle], tags_of: TagsOf, stream: TextIO) -> int:
    """Write one article a line; return how many."""
    count = 0
    for described in _describe_all(articles, tags_of):
        stream.write(json.dumps(described, ensure_ascii=False) + "\n")
        count += 1
    return count


def export_csv(articles: Iterable[ArchivedArticle], tags_of: TagsOf, stream: TextIO) -> int:
    """Write a table for spreadsheets as they are set up in Germany (BOM, semicolons); return how many articles."""
    stream.write("\ufeff")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for described in _describe_all(articles, tags_of):
        cities = ", ".join(f"{city['city']} ({city['role']})" for city in described["cities"])
        cells = described | {"cities": cities, "published": described["published"] or ""}
        writer.writerow([guard_cell(cells[name]) for name in COLUMNS])
        count += 1
    return count


def guard_cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _describe_all(articles: Iterable[ArchivedArticle], tags_of: TagsOf) -> Iterator[dict[str, Any]]:
    for archived in articles:
        yield describe_archived(archived, tags_of(archived))
