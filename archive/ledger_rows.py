"""Between the rows of the ledger and the records of the program: the one place that knows how an article is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from archive.records import (
    ArchivedArticle,
    Article,
    Attachment,
    Capture,
    Crawl,
    CrawlFailure,
    HostManners,
    Image,
    LayoutCoverage,
    Version,
)

Row = Mapping[Any, Any]


def pack_article(article: Article) -> dict[str, Any]:
    """Return the article as JSON-ready values; days become ISO strings."""
    content = asdict(article)
    for name in ("published", "modified"):
        content[name] = content[name].isoformat() if content[name] else None
    return content


def unpack_article(content: Mapping[str, Any]) -> Article:
    """Return the article that `pack_article` packed; keys of other program versions are passed over."""
    known = {name: value for name, value in content.items() if name in Article.__dataclass_fields__}
    known["images"] = tuple(Image(**image) for image in known.get("images", ()))
    known["attachments"] = tuple(Attachment(**attachment) for attachment in known.get("attachments", ()))
    for name in ("published", "modified"):
        known[name] = date.fromisoformat(known[name]) if known.get(name) else None
    return Article(**known)


def read_archived(row: Row, urls: Iterable[str]) -> ArchivedArticle:
    """Make the record of an article row that is joined with its newest version."""
    first, others = row["url"], sorted(set(urls) - {row["url"]})
    return ArchivedArticle(
        id=row["id"],
        site=row["site"],
        # The text may have been read under an older address; the article is known under today's.
        article=replace(unpack_article(row["content"]), url=first),
        urls=(first, *others),
        state=row["state"],
        versions=row["versions"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        last_checked=row["last_checked"],
        changed=row["changed"],
        sequence=row["sequence"],
    )


def read_version(row: Row) -> Version:
    """Make the record of a version row."""
    return Version(
        article_id=row["article_id"],
        number=row["number"],
        article=unpack_article(row["content"]),
        digest=row["digest"],
        seen_from=row["seen_from"],
        capture_id=row["capture_id"],
    )


def read_capture(row: Row) -> Capture:
    """Make the record of a capture row."""
    return Capture(**{name: row[name] for name in Capture.__dataclass_fields__})


def read_crawl(row: Row) -> Crawl:
    """Make the record of a crawl row."""
    return Crawl(
        id=row["id"],
        site=row["site"],
        started=row["started"],
        ended=row["ended"],
        verdict=row["verdict"],
        reason=row["reason"],
        address=row["address"],
        counts=dict(row["counts"]),
        failures=tuple(CrawlFailure(**failure) for failure in row["failures"]),
        thorough=bool(row["thorough"]),
        intake=row["intake"],
        accepted=row["accepted"],
        accepted_by=row["accepted_by"],
        coverage=tuple(LayoutCoverage(**layout) for layout in row["coverage"]),
        expected={name: (low, high) for name, (low, high) in row["expected"].items()},
        manners=tuple(HostManners(**{**host, "reservations": tuple(host["reservations"])}) for host in row["manners"]),
        notes=tuple(row["notes"]),
    )
