"""The report of a crawl in words for a terminal, and as plain values for other programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from archive.records import Crawl

_ORDER = ("new", "changed", "unchanged", "moved", "back", "missing", "gone", "failed")


def describe_crawl(crawl: Crawl) -> dict[str, Any]:
    """Return the report as JSON-ready values."""
    return asdict(crawl) | {
        "started": crawl.started.isoformat(),
        "ended": crawl.ended.isoformat() if crawl.ended else None,
        "counts": dict(crawl.counts),
        "failures": [asdict(failure) for failure in crawl.failures],
    }


def tell_crawl(crawl: Crawl) -> str:
    """Return the report in a few lines: verdict, counts, reason, causes of failure with an example each."""
    told = ", ".join(f"{crawl.counts[name]} {name}" for name in _ORDER if crawl.counts.get(name)) or "nothing found"
    lines = [f"Crawl {crawl.id} of {crawl.site}: {crawl.verdict}. {crawl.counts.get('pages', 0)} pages; {told}."]
    if crawl.reason:
        lines.append(crawl.reason)
    lines += [f"  {failure.count} × {failure.cause}, such as {failure.example}" for failure in crawl.failures[:5]]
    return "\n".join(lines)
