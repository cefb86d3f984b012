"""The writing side of a run that is told once more: by the rules of a crawl, but for articles that are known from later on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from archive import schema
from archive.harvest import Harvest, Response, insert_missing_url, name_article
from archive.history import keep_past, link_past_url
from archive.keeping import Kept
from archive.ledger import Ledger
from archive.merging import article_of_url, merge_url
from archive.records import Article


class Retaking(Harvest):
    """Takes in a run from its WARC files. What is older than what is known of an article changes no state and begins no
    version at the end: it is a capture of the time before, and the article is put down in `past`."""

    def __init__(self, ledger: Ledger, site: str, crawl_id: int, until: datetime) -> None:
        super().__init__(ledger, site, crawl_id)
        # When the last answer of the run came: what is known from later is not touched by it.
        self._until = until
        self.past: set[str] = set()

    def keep_unchanged(self, response: Response) -> Kept | None:
        """Keep the answer 304; an old one is no more than a capture of its article."""
        with self._writing() as connection:
            kept = self._keep_old(connection, response)
        return kept or super().keep_unchanged(response)

    def keep_moved(self, response: Response, target: str, kind: str) -> Kept | None:
        """Keep a redirect between pages; an old one lets both addresses lead to one article and moves nothing."""
        with self._writing() as connection:
            kept = self._keep_old(connection, response) or self._keep_old(connection, response, target)
            if kept is not None:
                for address in (response.url, target):
                    insert_missing_url(connection, address, self.site, kind, response.fetched, status=0)
                    link_past_url(connection, self.site, address, kept.article_id, response.fetched)
                    stays = merge_url(connection, address, kept.article_id, response.fetched, "redirect")
                    kept = Kept(stays, kept.outcome)
                return kept
        return super().keep_moved(response, target, kind)

    def _keep_article(self, connection: Connection, response: Response, article: Article) -> Kept:
        capture_id, fetched = response.capture_id, response.fetched
        kept, past = keep_past(connection, self.site, response.url, article, capture_id, fetched, self._until)
        if past:
            self.past.add(kept.article_id)
        return kept

    def _keep_absent(self, connection: Connection, response: Response) -> Kept | None:
        return self._keep_old(connection, response) or super()._keep_absent(connection, response)

    def _keep_old(self, connection: Connection, response: Response, address: str = "") -> Kept | None:
        """Let a capture bear the article of an address that was looked at later already; None where it was not."""
        known = article_of_url(connection, address or response.url)
        if known is None or known["last_checked"] <= self._until:
            return None
        kept = Kept(known["id"], "unchanged")
        name_article(connection, response.capture_id, kept)
        return kept

    def _update_url(
        self, connection: Connection, response: Response, article: Article | None, *, absent: bool = False
    ) -> None:
        url = schema.url
        asked = select(url.c.last_fetched).where(url.c.url == response.url)
        last = connection.execute(asked).scalar_one_or_none()
        if last is None or last <= self._until:
            super()._update_url(connection, response, article, absent=absent)
