"""Articles that come as JSON lines, from other programs or an older archive, read one by one and kept in the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from archive.errors import ArchiveError
from archive.harvest import insert_missing_url
from archive.keeping import keep_article
from archive.ledger import Ledger
from archive.records import Article, Image
from archive.text import drop_controls

# Articles kept in one transaction: a crash costs at most these, and the same file can be imported again.
BATCH = 200


class LineError(ArchiveError):
    """A line of the file is no article; the text says what is wrong with it."""


@dataclass(slots=True)
class ImportReport:
    """What came of an import: counts by outcome, and a sentence for each line that did not go in."""

    counts: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """How many lines went in."""
        return sum(self.counts.values())


def read_article(line: str) -> Article:
    """Read one article from a JSON line; only url, title and text are needed. Raises LineError."""
    try:
        content = json.loads(line)
    except ValueError as error:
        raise LineError(f"is no JSON ({error})") from error
    if not isinstance(content, dict):
        raise LineError(f"holds a {type(content).__name__}, expected an object with url, title and text")
    for name in ("url", "title", "text"):
        if not isinstance(content.get(name), str) or not content[name].strip():
            raise LineError(f"has no {name}; url, title and text are needed, as non-empty strings")
    if urlsplit(content["url"]).scheme not in ("http", "https"):
        raise LineError(f"has the url {content['url']!r}; expected one that begins with http:// or https://")
    published = _read_day(content.get("published"))
    return Article(
        url=content["url"].strip(),
        title=_read_text(content, "title"),
        kicker=_read_text(content, "kicker"),
        lead=_read_text(content, "lead"),
        text=_read_text(content, "text"),
        published=published,
        published_source="import" if published else "",
        published_precision="day" if published else "",
        language=_read_text(content, "language") or "de",
        images=_read_images(content.get("images")),
    )


def import_lines(
    ledger: Ledger,
    lines: Iterable[bytes],
    now: Callable[[], datetime],
    *,
    find_site: Callable[[str], tuple[str, str]],
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Keep one article a line; a line that cannot be read is reported with its number, the rest goes in.

    `find_site` gives the site of a URL and its canonical form there. `progress` is called with the number of lines read so far.
    """
    report = ImportReport()
    for batch in _batch(lines):
        with ledger.writing() as connection:
            for number, raw in batch:
                try:
                    article = read_article(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
                except UnicodeDecodeError:
                    report.errors.append(f"line {number} is not UTF-8")
                    continue
                except LineError as error:
                    report.errors.append(f"line {number} {error}")
                    continue
                (site, url), time = find_site(article.url), now()
                article = replace(article, url=url)
                insert_missing_url(connection, article.url, site, "article", time)
                kept = keep_article(connection, site, article, None, time)
                report.counts[kept.outcome] = report.counts.get(kept.outcome, 0) + 1
        if progress:
            progress(batch[-1][0])
    return report


def _batch(lines: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    batch = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            batch.append((number, line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _read_text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineError(f"has a {name} that is a {type(value).__name__}; expected a string")
    return drop_controls(value).strip()


def _read_day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return datetime.fromisoformat(value).date()
    except (TypeError, ValueError) as error:
        raise LineError(f"has the day {value!r} under published; expected YYYY-MM-DD or null") from error


def _read_images(value: Any) -> tuple[Image, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(image, dict) for image in value):
        raise LineError("has images that are no list of objects with src, alt, caption and credit")
    return tuple(
        Image(**{name: _read_text(image, name) for name in ("src", "alt", "caption", "credit")}) for image in value
    )
