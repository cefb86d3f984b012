"""The crawl pages: what was harvested when, and what went wrong; a failure is seen without scrolling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, abort, make_response, render_template, request

from archive.crawl_events import EVENT_KINDS, list_crawl_articles
from archive.ledger import Ledger, SiteStatus
from archive.records import HELD, ArchivedArticle, Crawl
from webui.crawl_trend import Drop, Silence, TrendBar, draw_trend, find_drop, find_last_news, find_silence
from webui.feeds import send_atom
from webui.holdings import get_holdings
from webui.languages import gettext as _
from webui.languages import ngettext
from webui.staff_session import current_staff, form_token, take_notice

crawls = Blueprint("crawls", __name__)

MOST_CRAWLS = 100
MOST_OF_SITE = 60  # runs that a site's usual and its drawing are taken from
FEED_LENGTH = 50
MOST_ARTICLES = 500  # listed of one run
SHOWN_COUNTS = ("new", "changed", "gone", "failed")
ALL_COUNTS = ("pages", "found", "new", "changed", "unchanged", "moved", "missing", "gone", "back", "failed")
VERDICTS = ("failed", "suspicious", "running", "ok", "nothing new")
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the overview: its status, its last crawl, when it last brought something new, what is unusual about it."""

    status: SiteStatus
    last: Crawl | None
    last_news: datetime | None
    drop: Drop | None
    silence: Silence | None
    trend: tuple[TrendBar, ...]


@crawls.get("/crawls")
def list_crawls() -> Response:
    """Answer with the state of each site and the last crawls, newest first."""
    holdings = get_holdings()
    ledger = holdings.ledger
    runs = ledger.crawls(limit=MOST_CRAWLS)
    rows = [describe_site(ledger, status) for status in ledger.sites()]
    # What needs attention stands first.
    rows.sort(key=lambda row: (_urgency(row), row.status.site))
    last = [row.last.verdict for row in rows if row.last]
    return make_response(
        render_template(
            "crawls.html",
            rows=rows,
            summary=[(verdict, last.count(verdict)) for verdict in VERDICTS if verdict in last],
            lag=holdings.index_lag(),
            runs=runs,
            shown=SHOWN_COUNTS,
            kinds=EVENT_KINDS,
            most=MOST_CRAWLS,
            duration=tell_duration,
            now=datetime.now(UTC),
        )
    )


@crawls.get("/crawls/<crawl_id>")
def show_crawl(crawl_id: str) -> Response:
    """Answer with the report of one crawl."""
    crawl = find_crawl(crawl_id)
    return make_response(
        render_template(
            "crawl.html",
            crawl=crawl,
            shown=[name for name in ALL_COUNTS if name != "moved" or crawl.counts.get("moved")],
            kinds=EVENT_KINDS,
            outside=is_outside,
            held=crawl.intake == HELD and crawl.verdict == "suspicious",
            duration=tell_duration,
            staff=current_staff(),
            token=form_token(),
            notice=take_notice(),
        )
    )


@crawls.get("/crawls/<crawl_id>/artikel")
def list_articles(crawl_id: str) -> Response:
    """Answer with the articles that a crawl found new, changed or gone, as `was` asks."""
    crawl = find_crawl(crawl_id)
    kind = request.args.get("was", "new")
    if kind not in EVENT_KINDS:
        abort(400, _("Möglich ist eines von: %(kinds)s.", kinds=", ".join(EVENT_KINDS)))
    holdings = get_holdings()
    found: list[ArchivedArticle] = list_crawl_articles(holdings.ledger, crawl, kind, MOST_ARTICLES + 1)
    shown = [one for one in found if one.id not in holdings.hidden() or current_staff() is not None]
    page = render_template(
        "crawl_articles.html",
        crawl=crawl,
        kind=kind,
        kinds=[one for one in EVENT_KINDS if crawl.counts.get(one)],
        found=shown[:MOST_ARTICLES],
        more=len(found) > MOST_ARTICLES,
        hidden=len(found) - len(shown),
    )
    return make_response(page)


@crawls.get("/crawls/fehler.atom")
def send_failures() -> Response:
    """Answer with the crawls that failed or were suspicious as an Atom feed, the newest first."""
    wanted = request.args.get("quelle", "")
    ledger = get_holdings().ledger
    if wanted and wanted not in [status.site for status in ledger.sites()]:
        abort(400, _("Die Quelle „%(value)s“ gibt es nicht.", value=wanted[:60]))
    runs = ledger.crawls(limit=1000, site=wanted or None)
    failed = [run for run in runs if run.verdict in ("failed", "suspicious")][:FEED_LENGTH]
    updated = max((run.ended or run.started for run in failed), default=datetime(2000, 1, 1, tzinfo=UTC))
    return send_atom("crawl_feed.xml", runs=failed, updated=updated, wanted=wanted)


def find_crawl(crawl_id: str) -> Crawl:
    """Return the crawl of this number, or end the request with status 404."""
    crawl = get_holdings().ledger.crawl(int(crawl_id)) if _NUMBER.fullmatch(crawl_id) else None
    if crawl is None:
        abort(404, _("Einen Crawl mit dieser Nummer gibt es nicht."))
    return crawl


def describe_site(ledger: Ledger, status: SiteStatus) -> SiteRow:
    """Return what the overview says of a site."""
    runs = ledger.crawls(limit=MOST_OF_SITE, site=status.site)
    return SiteRow(
        status=status,
        last=status.last_crawl,
        last_news=find_last_news(runs),
        drop=find_drop(runs),
        silence=find_silence(runs, datetime.now(UTC)),
        trend=draw_trend(runs),
    )


def is_outside(crawl: Crawl, name: str) -> bool:
    """Tell whether a count of a crawl lies outside of what earlier crawls make us expect."""
    if name not in crawl.expected or crawl.ended is None:
        return False
    lowest, highest = crawl.expected[name]
    return not lowest <= crawl.counts.get(name, 0) <= highest


def tell_duration(crawl: Crawl) -> str:
    """Return how long a crawl took, in words."""
    if crawl.ended is None:
        return _("läuft noch")
    seconds = max(0, round((crawl.ended - crawl.started) / timedelta(seconds=1)))
    if seconds < 60:
        return ngettext("%(num)s Sekunde", "%(num)s Sekunden", seconds)
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return _("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest)
    return _("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)


def _urgency(row: SiteRow) -> int:
    if row.last is None:
        return 5
    order = {"failed": 0, "suspicious": 1, "running": 3, "ok": 4, "nothing new": 4, "imported": 4}
    return min(order.get(row.last.verdict, 1), 2 if row.drop or row.silence else 9)
