"""What a ledger that was made anew cannot know by its articles: losses by the captures that say so, decisions by their copy."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select, update

from archive import schema
from archive.decisions import FILE, note_decisions, restore_decisions
from archive.keeping import lose_url
from archive.ledger import Ledger
from archive.records import DONE
from archive.verifying import Finding

# Answers that say that a page is not there; a soft 404 and a redirect only the next crawl can tell.
_ABSENT = (404, 410)


def retell_losses(ledger: Ledger) -> int:
    """Let articles be missing or gone whose last captures say so, by the same rules and times as in a crawl; return how many."""
    capture, url, article, crawl = schema.capture, schema.url, schema.article, schema.crawl
    statement = select(capture.c.id, capture.c.url, capture.c.fetched)
    statement = statement.join(url, url.c.url == capture.c.url).join(article, article.c.id == url.c.article_id)
    statement = statement.join(crawl, crawl.c.id == capture.c.crawl_id).where(crawl.c.intake == DONE)
    # What was found later than it was lost is there.
    statement = statement.where(capture.c.status.in_(_ABSENT), capture.c.fetched > article.c.last_seen)
    with ledger.reading() as connection:
        rows = list(connection.execute(statement.order_by(capture.c.fetched, capture.c.id)))
    changed = set()
    for capture_id, address, fetched in rows:
        with ledger.writing() as connection:
            connection.execute(update(url).where(url.c.url == address).values(status=404))
            kept = lose_url(connection, address, fetched)
            if kept is None:
                continue
            connection.execute(update(capture).where(capture.c.id == capture_id).values(article_id=kept.article_id))
            if kept.outcome != "unchanged":
                changed.add(kept.article_id)
    return len(changed)


def verify_decisions(ledger: Ledger, *, repair: bool = False) -> Iterator[Finding]:
    """Check the decisions of people against their copy; with `repair`, bring back those that the ledger has lost."""
    lost, homeless = restore_decisions(ledger, write=repair)
    if lost:
        sentence = f"{lost} decisions of people stand in {FILE} and not in the ledger"
        yield Finding("ledger", sentence, "" if repair else "--repair brings them back.", mendable=True, mended=repair)
    if homeless:
        sentence = f"{homeless} decisions of people in {FILE} are on articles that are not there"
        yield Finding("ledger", sentence, "They come back with the articles: take in again what was imported.")
    note_decisions(ledger)
