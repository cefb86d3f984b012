"""How much is kept and what is missing: counts, spans and gaps of one site, read from the ledger for the page on the holdings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, func, select

from archive import schema
from archive.ledger import Ledger

# Crawls further apart than this leave a time in which something may have come and gone unseen.
LONGEST_PAUSE = 8  # days: a weekly crawl that ran a little late is no gap


@dataclass(frozen=True, slots=True)
class Pause:
    """A time without a crawl that came through: from the end of one to the beginning of the next (UTC)."""

    start: datetime
    end: datetime

    @property
    def days(self) -> int:
        """Its length in full days."""
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class SiteCoverage:
    """What is kept of one site. `months` counts articles by the month they were published in (`YYYY-MM`).

    `dates` counts articles by where their date was read (`Article.published_source`); `size` is the length of all
    records in bytes. `first` and `last` are the times of the first and the last capture; None for imported articles.
    """

    site: str
    articles: int
    states: Mapping[str, int]
    versions: int
    rewritten: int
    months: Mapping[str, int]
    undated: int
    dates: Mapping[str, int]
    captures: int
    size: int
    first: datetime | None
    last: datetime | None
    crawls: int
    pauses: tuple[Pause, ...] = field(default=())

    @property
    def years(self) -> Mapping[str, int]:
        """Articles by the year they were published in."""
        years: dict[str, int] = {}
        for month, count in self.months.items():
            years[month[:4]] = years.get(month[:4], 0) + count
        return years


def measure_coverage(ledger: Ledger) -> tuple[SiteCoverage, ...]:
    """Return what is kept of each site that has articles, by name."""
    with ledger.reading() as connection:
        sites = connection.execute(select(schema.article.c.site).distinct().order_by(schema.article.c.site)).scalars()
        return tuple(_measure(connection, site) for site in list(sites))


def find_pauses(runs: Sequence[tuple[datetime, datetime]]) -> tuple[Pause, ...]:
    """Return the times between runs, given as begin and end in order, that are longer than LONGEST_PAUSE days."""
    pauses = (Pause(before[1], after[0]) for before, after in pairwise(runs))
    return tuple(pause for pause in pauses if pause.days > LONGEST_PAUSE)


def _measure(connection: Connection, site: str) -> SiteCoverage:
    article, version, capture, crawl = schema.article, schema.version, schema.capture, schema.crawl
    own = article.c.site == site
    states = select(article.c.state, func.count()).where(own).group_by(article.c.state)
    rewritten = select(func.count()).where(own, article.c.versions > 1)
    newest = (version.c.article_id == article.c.id) & (version.c.number == article.c.versions)
    month = func.substr(version.c.content["published"].as_string(), 1, 7)
    months = select(month, func.count()).select_from(article).join(version, newest).where(own).group_by(month)
    source = version.c.content["published_source"].as_string()
    dates = select(source, func.count()).select_from(article).join(version, newest).where(own).group_by(source)
    crawls = crawl.c.site == site
    fetched = (
        select(func.count(), func.sum(capture.c.warc_length), func.min(capture.c.fetched), func.max(capture.c.fetched))
        .select_from(capture)
        .join(crawl, crawl.c.id == capture.c.crawl_id)
        .where(crawls)
    )
    runs = (
        select(crawl.c.started, crawl.c.ended)
        .where(crawls, crawl.c.ended.is_not(None), crawl.c.verdict.not_in(("failed", "running")))
        .order_by(crawl.c.started)
    )
    by_state = {row[0]: row[1] for row in connection.execute(states)}
    by_month = {row[0]: row[1] for row in connection.execute(months)}
    undated = sum(count for key, count in by_month.items() if not key or key == "null")
    captures, size, first, last = connection.execute(fetched).one()
    whole = [(row[0], row[1]) for row in connection.execute(runs)]
    return SiteCoverage(
        site=site,
        articles=sum(by_state.values()),
        states=by_state,
        versions=connection.execute(select(func.sum(article.c.versions)).where(own)).scalar_one() or 0,
        rewritten=connection.execute(rewritten).scalar_one(),
        months={key: count for key, count in sorted(by_month.items(), key=str) if key and key != "null"},
        undated=undated,
        dates={row[0] or "": row[1] for row in connection.execute(dates)},
        captures=captures,
        size=size or 0,
        first=first,
        last=last,
        crawls=len(whole),
        pauses=find_pauses(whole),
    )
