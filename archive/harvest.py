"""What one crawl writes into the ledger: its own row, a capture for each response, and what came of the articles."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from archive import ledger_rows, schema
from archive.keeping import Kept, confirm_article, keep_article, link_url, lose_url, move_article
from archive.ledger import Ledger
from archive.merging import keep_alias, merge_url, trusts_canonical
from archive.rechecks import is_first, needs_thorough, plan_check
from archive.records import DONE, OPEN, Article, Crawl, CrawlFailure
from archive.text import read_slug
from archive.upserts import insert_missing, upsert

# How the note begins that tells why a crawl was accepted.
ACCEPTED = "Accepted by hand: "


@dataclass(frozen=True, slots=True)
class Response:
    """One response as it goes into the ledger: what was asked, what came, and where it lies in a WARC file."""

    url: str
    kind: str
    fetched: datetime
    status: int
    media_type: str
    digest: str
    record: str
    warc_file: str
    warc_offset: int
    warc_length: int
    etag: str = ""
    last_modified: str = ""
    capture_id: int | None = None


_INSERT_CAPTURE = insert(schema.capture).returning(schema.capture.c.id)
_NAME_ARTICLE = update(schema.capture).where(schema.capture.c.id == bindparam("capture"))
_CAPTURE_COLUMNS = ("url", "fetched", "status", "media_type", "digest", "warc_file", "warc_offset", "warc_length")


class Harvest:
    """The writing side of one crawl over one site. Every method is one transaction; a killed crawl leaves no half one."""

    def __init__(
        self,
        ledger: Ledger,
        site: str,
        crawl_id: int,
        thorough: bool = False,
        adopted: tuple[int, ...] = (),
        *,
        first: bool = False,
    ) -> None:
        self.ledger = ledger
        self.site = site
        self.crawl_id = crawl_id
        # Whether this crawl walks all listing pages: the first one, one after a crawl that did not end, one a month.
        self.thorough = thorough
        # Earlier crawls that were killed before their captures were taken in: this one does it.
        self.adopted = adopted
        # Whether no crawl of the site was taken in or held back yet, and nothing is known of it from elsewhere.
        self.first = first
        self._whole: Connection | None = None

    @classmethod
    def begin(cls, ledger: Ledger, site: str, address: str, now: datetime) -> Harvest:
        """Note that a crawl begins; `address` is empty, or where a copy of the site stands."""
        with ledger.writing() as connection:
            upsert(connection, schema.site, {"id": site}, {"address": address})
            # Only one crawl of a site runs at a time: one that is still said to run was killed.
            killed = (schema.crawl.c.site == site) & (schema.crawl.c.verdict == "running")
            told = {"verdict": "failed", "reason": "It was killed before its end. The next crawl went on where it was."}
            connection.execute(update(schema.crawl).where(killed).values(**told))
            thorough = needs_thorough(connection, site, now)
            values = {"site": site, "started": now, "verdict": "running", "address": address, "thorough": int(thorough)}
            adopted, first = _find_open(connection, site), is_first(connection, site)
            statement = insert(schema.crawl).values(**values, reason="", counts={}, failures=[])
            crawl_id = connection.execute(statement.returning(schema.crawl.c.id)).scalar_one()
        return cls(ledger, site, crawl_id, thorough, adopted, first=first)

    @classmethod
    def resume(cls, ledger: Ledger, crawl: Crawl) -> Harvest:
        """Open a crawl again whose captures were held back, to take them in after all."""
        with ledger.reading() as connection:
            adopted = tuple(number for number in _find_open(connection, crawl.site) if number < crawl.id)
        return cls(ledger, crawl.site, crawl.id, crawl.thorough, adopted)

    @contextlib.contextmanager
    def whole(self) -> Iterator[None]:
        """Let all that is written inside the block be one transaction: an error in it takes everything back."""
        with self.ledger.writing() as connection:
            self._whole = connection
            try:
                yield
            finally:
                self._whole = None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._whole is not None:
            yield self._whole
            return
        with self.ledger.writing() as connection:
            yield connection

    # ---- what came

    def keep_capture(self, response: Response) -> int:
        """Keep what was written to a WARC file, before anybody reads it; return the id of the capture."""
        with self._writing() as connection:
            values = {name: getattr(response, name) for name in _CAPTURE_COLUMNS}
            values |= {"kind": response.record, "crawl_id": self.crawl_id}
            capture_id: int = connection.execute(_INSERT_CAPTURE, values).scalar_one()
            return capture_id

    def keep(self, response: Response, article: Article | None) -> Kept | None:
        """Keep a page that was there; with its article, if it holds one."""
        with self._writing() as connection:
            if article is None:
                self._update_url(connection, response, None)
                return None
            if article.url != response.url and not trusts_canonical(connection, article):
                article = dataclasses.replace(article, url=response.url)
            self._update_url(connection, response, article)
            kept = self._keep_article(connection, response, article)
            if not link_url(connection, response.url, kept.article_id) and article.url != response.url:
                stays = merge_url(connection, response.url, kept.article_id, response.fetched, "canonical")
                kept = Kept(stays, kept.outcome)
            name_article(connection, response.capture_id, kept)
            return kept

    def keep_unchanged(self, response: Response) -> Kept | None:
        """Keep the answer 304: the article is there as it was."""
        article, url = schema.article, schema.url
        with self._writing() as connection:
            statement = select(url.c.article_id, article.c.state, schema.version.c.content)
            statement = statement.join(article, article.c.id == url.c.article_id)
            newest = (schema.version.c.article_id == article.c.id) & (schema.version.c.number == article.c.versions)
            row = (
                connection.execute(statement.join(schema.version, newest).where(url.c.url == response.url))
                .mappings()
                .one_or_none()
            )
            published = row["content"]["published"] if row else None
            next_check = plan_check(response.url, response.fetched, published or "")
            values = {"last_fetched": response.fetched, "next_check": next_check, "fails": 0}
            connection.execute(update(url).where(url.c.url == response.url).values(**values))
            if row is None:
                return None
            kept = confirm_article(connection, row["article_id"], response.fetched)
            name_article(connection, response.capture_id, kept)
            return kept

    def keep_absent(self, response: Response) -> Kept | None:
        """Keep the answer that says that a page is not there any more (404, 410, soft 404, redirect to a list)."""
        with self._writing() as connection:
            return self._keep_absent(connection, response)

    def keep_moved(self, response: Response, target: str, kind: str) -> Kept | None:
        """Keep a redirect from one page to another page of the site."""
        with self._writing() as connection:
            self._update_url(connection, response, None)
            insert_missing_url(connection, target, self.site, kind, response.fetched, status=0)
            kept = move_article(connection, response.url, target, response.fetched)
            if kept is not None and kept.outcome == "other":
                # The redirect leads to another release: this one is no longer there.
                return self._keep_absent(connection, response)
            name_article(connection, response.capture_id, kept)
            return kept

    def note_failure(self, url: str, now: datetime) -> None:
        """Note that a URL could not be fetched: it is tried again by the next run; no state changes."""
        table = schema.url
        with self._writing() as connection:
            values = {"fails": table.c.fails + 1, "next_check": now}
            connection.execute(update(table).where(table.c.url == url).values(**values))

    def keep_aliases(self, aliases: Mapping[str, str], now: datetime) -> None:
        """Keep addresses on other hosts that show an article too: canonical URL by such an address."""
        with self._writing() as connection:
            for alias, canonical in aliases.items():
                keep_alias(connection, self.site, alias, canonical, now)

    def finish(
        self,
        now: datetime,
        verdict: str,
        reason: str,
        counts: Mapping[str, int],
        failures: Iterable[CrawlFailure],
        *,
        intake: str = DONE,
        **report: Any,
    ) -> None:
        """Close the crawl with its verdict, the sentence that gives the reason, its counts and its failures.

        `intake` says whether its captures were taken in; `report` may hold `coverage`, `expected`, `manners`, `notes`.
        """
        values: dict[str, Any] = {"ended": now, "verdict": verdict, "reason": reason, "counts": dict(counts)}
        values |= {"failures": [asdict(failure) for failure in failures], "intake": intake}
        values |= {name: _pack(value) for name, value in report.items()}
        with self._writing() as connection:
            connection.execute(update(schema.crawl).where(schema.crawl.c.id == self.crawl_id).values(**values))
            if intake == DONE and self.adopted:
                taken = update(schema.crawl).where(schema.crawl.c.id.in_(self.adopted))
                connection.execute(taken.values(intake=DONE))

    def read(self) -> Crawl:
        """Return the record of this crawl as it stands."""
        with self._writing() as connection:
            row = connection.execute(select(schema.crawl).where(schema.crawl.c.id == self.crawl_id)).mappings().one()
            return ledger_rows.read_crawl(row)

    def accept(self, now: datetime, who: str, counts: Mapping[str, int], why: str = "") -> None:
        """Note that somebody accepted this crawl and that its captures are taken in; the reason becomes a note."""
        values: dict[str, Any] = {"intake": DONE, "accepted": now, "accepted_by": who, "counts": dict(counts)}
        with self._writing() as connection:
            if why:
                kept = select(schema.crawl.c.notes).where(schema.crawl.c.id == self.crawl_id)
                values["notes"] = [*connection.execute(kept).scalar_one(), ACCEPTED + why]
            crawls = (*self.adopted, self.crawl_id)
            connection.execute(update(schema.crawl).where(schema.crawl.c.id.in_(crawls)).values(intake=DONE))
            connection.execute(update(schema.crawl).where(schema.crawl.c.id == self.crawl_id).values(**values))

    # ---- inside

    def _keep_article(self, connection: Connection, response: Response, article: Article) -> Kept:
        return keep_article(connection, self.site, article, response.capture_id, response.fetched)

    def _keep_absent(self, connection: Connection, response: Response) -> Kept | None:
        self._update_url(connection, response, None, absent=True)
        kept = lose_url(connection, response.url, response.fetched)
        name_article(connection, response.capture_id, kept)
        return kept

    def _update_url(
        self, connection: Connection, response: Response, article: Article | None, *, absent: bool = False
    ) -> None:
        published = article.published.isoformat() if article and article.published else ""
        next_check = plan_check(response.url, response.fetched, published, absent=absent)
        fixed = {
            "site": self.site,
            "kind": response.kind,
            "slug": read_slug(response.url),
            "first_seen": response.fetched,
        }
        values = {
            # A soft 404 comes with status 200; the URL counts as lost all the same.
            "status": 404 if absent and response.status < 300 else response.status,
            "etag": response.etag,
            "last_modified": response.last_modified,
            "last_fetched": response.fetched,
            "next_check": next_check,
            "fails": 0,
        }
        upsert(connection, schema.url, {"url": response.url}, values, fixed)
        if article is not None and article.url != response.url:
            upsert(connection, schema.url, {"url": article.url}, values, fixed | {"slug": read_slug(article.url)})


def insert_missing_url(
    connection: Connection, url: str, site: str, kind: str, now: datetime, status: int = 200
) -> None:
    """Make the row of a URL that was not fetched, and of its site; existing rows stay as they are."""
    insert_missing(connection, schema.site, [{"id": site, "address": ""}])
    new = {"url": url, "site": site, "kind": kind, "slug": read_slug(url), "status": status, "first_seen": now}
    insert_missing(connection, schema.url, [new])


def _find_open(connection: Connection, site: str) -> tuple[int, ...]:
    crawl = schema.crawl
    statement = select(crawl.c.id).where(crawl.c.site == site, crawl.c.intake == OPEN)
    return tuple(connection.execute(statement.order_by(crawl.c.id)).scalars())


def _pack(value: Any) -> Any:
    """Return records as JSON-ready values."""
    if isinstance(value, Mapping):
        return {name: list(one) for name, one in value.items()}
    return [asdict(one) if dataclasses.is_dataclass(one) and not isinstance(one, type) else one for one in value]


def name_article(connection: Connection, capture_id: int | None, kept: Kept | None) -> None:
    """Let a capture bear the article that it shows."""
    if kept is not None and capture_id is not None:
        connection.execute(_NAME_ARTICLE, {"capture": capture_id, "article_id": kept.article_id})
