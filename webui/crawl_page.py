"""The crawl pages: what was harvested when, and what went wrong; a failure is seen without scrolling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, make_response, render_template

from archive.ledger import SiteStatus
from archive.records import Crawl
from webui.holdings import get_holdings
from webui.languages import gettext as _

crawls = Blueprint("crawls", __name__)

MOST_CRAWLS = 100
SHOWN_COUNTS = ("new", "changed", "gone", "failed")
ALL_COUNTS = ("pages", "found", "new", "changed", "unchanged", "missing", "gone", "back", "failed")


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the overview: its status, its last crawl, and when a crawl last brought something new."""

    status: SiteStatus
    last: Crawl | None
    last_news: datetime | None


@crawls.get("/crawls")
def list_crawls() -> Response:
    """Answer with the state of each site and the last crawls, newest first."""
    holdings = get_holdings()
    ledger = holdings.ledger
    runs = ledger.crawls(limit=MOST_CRAWLS)
    rows = [SiteRow(status, status.last_crawl, find_last_news(runs, status.site)) for status in ledger.sites()]
    # What needs attention stands first.
    rows.sort(key=lambda row: (_urgency(row.last), row.status.site))
    return make_response(
        render_template(
            "crawls.html",
            rows=rows,
            lag=holdings.index_lag(),
            runs=runs,
            shown=SHOWN_COUNTS,
            most=MOST_CRAWLS,
            duration=tell_duration,
        )
    )


@crawls.get("/crawls/<crawl_id>")
def show_crawl(crawl_id: str) -> Response:
    """Answer with the report of one crawl."""
    crawl = get_holdings().ledger.crawl(int(crawl_id)) if re.fullmatch("[0-9]{1,9}", crawl_id) else None
    if crawl is None:
        abort(404, _("Einen Crawl mit dieser Nummer gibt es nicht."))
    return make_response(render_template("crawl.html", crawl=crawl, shown=ALL_COUNTS, duration=tell_duration))


def find_last_news(runs: tuple[Crawl, ...], site: str) -> datetime | None:
    """Return when a crawl of this site last found something new or changed, among the given runs, newest first."""
    for run in runs:
        if run.site == site and (run.counts.get("new", 0) or run.counts.get("changed", 0)):
            return run.started
    return None


def tell_duration(crawl: Crawl) -> str:
    """Return how long a crawl took, in words."""
    if crawl.ended is None:
        return _("läuft noch")
    seconds = max(0, round((crawl.ended - crawl.started) / timedelta(seconds=1)))
    if seconds < 60:
        return _("%(count)s Sekunden", count=seconds)
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return _("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest)
    return _("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)


def _urgency(crawl: Crawl | None) -> int:
    order = {"failed": 0, "suspicious": 1, "running": 2, "ok": 3, "nothing new": 3}
    return order.get(crawl.verdict, 1) if crawl else 4
