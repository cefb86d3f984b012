"""From when to when the holdings reach: said beside every count of hits, for what is not kept cannot be found."""

from __future__ import annotations

from typing import Any

from flask import current_app

from indexer.records import Query
from webui.holdings import Holdings


def recall_years(holdings: Holdings) -> tuple[str, str] | None:
    """Return the first and the last year of which articles are kept, None where none has a date; asked anew after a commit."""
    kept: dict[str, Any] = current_app.extensions.setdefault("kept_years", {})
    state = (holdings.engine.mark(), holdings.hidden())
    if kept.get("state") != state:
        found = holdings.search(Query(per_page=1, correct=False)).facets.years
        years = sorted(year for year, count in found.items() if count and year.isdecimal())
        kept["years"], kept["state"] = (years[0], years[-1]) if years else None, state
    reach: tuple[str, str] | None = kept["years"]
    return reach
