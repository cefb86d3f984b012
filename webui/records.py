"""What the pages know of the holdings: coverage of a city, how much is kept, and what the ledger said a moment ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from indexer.records import Hit


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of a city's coverage: articles that name it, that are about it, first and last, per year."""

    total: int
    about: int
    newest: tuple[Hit, ...]
    oldest: Hit | None
    years: dict[str, int]


@dataclass(frozen=True, slots=True)
class Stock:
    """How much is kept, of which sites (that with most articles first), when a crawl last ended, and what people edited."""

    articles: int
    sites: tuple[str, ...]
    last_crawl: datetime | None
    edited: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What the ledger said a moment ago: what the public is not shown, the newest change, the newest crawl."""

    hidden: frozenset[str]
    sequence: int
    crawl: int
    ended: datetime | None
