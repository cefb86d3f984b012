"""When what is known is looked at again: a page by its age, all pages of the listings once a month, and in a first crawl."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select

from archive import schema
from archive.records import OPEN

# All listing pages are walked at least this often, so that nothing stays unseen for ever.
THOROUGH_EVERY = timedelta(days=30)


def plan_check(url: str, now: datetime, published: str, *, absent: bool = False) -> datetime:
    """Return when a page is looked at again: daily for 14 days, weekly for a quarter, then twice a year.

    Age counts from the day of publication (ISO, or empty); the half-yearly checks are spread over the days by a
    hash of the URL, so that no run has to look at the whole archive. What has no date is looked at
    weekly, what is absent the next day.
    """
    age = now.date() - datetime.fromisoformat(published).date() if published else timedelta(days=30)
    spread = int(hashlib.sha256(url.encode()).hexdigest()[:8], 16)
    if absent or age < timedelta(days=14):
        wait = timedelta(hours=20)  # not 24: a daily timer that starts a little earlier must not skip a day
    elif age < timedelta(days=90):
        wait = timedelta(days=7) - timedelta(hours=4)
    else:
        wait = timedelta(days=122 + spread % 122)
    return now + wait


def needs_thorough(connection: Connection, site: str, now: datetime) -> bool:
    """Tell whether the next crawl walks all listings: the first one, one after a crawl that did not end well, one a month."""
    crawl = schema.crawl
    last = select(crawl).where(crawl.c.site == site).order_by(crawl.c.id.desc()).limit(1)
    row = connection.execute(last).mappings().one_or_none()
    if row is None or row["verdict"] not in ("ok", "nothing new"):
        return True
    statement = select(crawl.c.started).where(crawl.c.site == site, crawl.c.thorough == 1)
    statement = statement.where(crawl.c.verdict.in_(("ok", "nothing new")))
    newest = connection.execute(statement.order_by(crawl.c.id.desc()).limit(1)).scalar_one_or_none()
    return newest is None or now - newest >= THOROUGH_EVERY


def is_first(connection: Connection, site: str) -> bool:
    """Tell whether nothing is known of a site but what crawls of it brought that were killed."""
    crawl, article = schema.crawl, schema.article
    judged = select(crawl.c.id).where(crawl.c.site == site, crawl.c.intake != OPEN).limit(1)
    begun = select(func.min(crawl.c.started)).where(crawl.c.site == site).scalar_subquery()
    own = or_(begun.is_(None), article.c.first_seen < begun)
    imported = select(article.c.id).where(article.c.site == site, own).limit(1)
    return not any(connection.execute(statement).first() for statement in (judged, imported))
