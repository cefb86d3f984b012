"""The articles behind the counts of a crawl: what it found new, changed, moved, missing, gone or back."""

from __future__ import annotations

from sqlalchemy import select

from archive import schema
from archive.ledger import Ledger
from archive.records import ArchivedArticle, Crawl

EVENT_KINDS = ("new", "changed", "moved", "missing", "gone", "back")


def list_crawl_articles(ledger: Ledger, crawl: Crawl, kind: str, limit: int) -> list[ArchivedArticle]:
    """Return the articles that this crawl found to be `kind`, as they are today, in the order it met them.

    What was held back and accepted later belongs to the crawl as well: events carry the time of the response.
    """
    event, article = schema.event, schema.article
    statement = select(event.c.article_id).join(article, article.c.id == event.c.article_id)
    statement = statement.where(article.c.site == crawl.site, event.c.kind == kind, event.c.happened >= crawl.started)
    if crawl.ended is not None:
        statement = statement.where(event.c.happened <= crawl.ended)
    with ledger.reading() as connection:
        ids = list(connection.execute(statement.order_by(event.c.id).limit(limit)).scalars())
    found = ledger.articles(ids)
    return [found[article_id] for article_id in dict.fromkeys(ids) if article_id in found]
