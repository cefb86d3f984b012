"""The report of a crawl in words for a terminal, and as plain values for other programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from archive.holdings import VERDICT as IMPORTED
from archive.records import HELD, Crawl

ORDER = ("new", "changed", "unchanged", "moved", "back", "missing", "gone", "failed")


def describe_crawl(crawl: Crawl) -> dict[str, Any]:
    """Return the report as JSON-ready values; times are ISO 8601."""
    return asdict(crawl) | {
        "started": crawl.started.isoformat(),
        "ended": crawl.ended.isoformat() if crawl.ended else None,
        "accepted": crawl.accepted.isoformat() if crawl.accepted else None,
        "counts": dict(crawl.counts),
        "expected": {name: list(ends) for name, ends in crawl.expected.items()},
        "failures": [asdict(failure) for failure in crawl.failures],
    }


def tell_crawl(crawl: Crawl) -> str:
    """Return the report in a few lines: verdict, counts, reason, causes of failure with an example each."""
    if crawl.verdict == IMPORTED:
        lines = [f"Import {crawl.id}: {_tell_import(crawl) or 'it did not come to its end'}."]
    else:
        told = _tell_counts(crawl) or ("nothing changed" if crawl.verdict == "nothing new" else "nothing found")
        lines = [f"Crawl {crawl.id} of {crawl.site}: {crawl.verdict}. {crawl.counts.get('pages', 0)} pages; {told}."]
    if crawl.reason:
        lines.append(crawl.reason)
    if crawl.intake == HELD or crawl.accepted:
        lines.append(tell_held(crawl))
    lines += crawl.notes
    lines += [f"  {failure.count} × {failure.cause}, such as {failure.example}" for failure in crawl.failures[:5]]
    for manners in crawl.manners:
        lines += [f"  {manners.host}: {sentence}" for sentence in manners.reservations]
    return "\n".join(lines)


def tell_held(crawl: Crawl) -> str:
    """Return the sentence that says whether the captures of a suspicious crawl count."""
    if crawl.accepted:
        return f"It was accepted by {crawl.accepted_by} on {crawl.accepted:%Y-%m-%d %H:%M} UTC."
    return (
        "What it fetched is kept as WARC, but no article was changed by it. If it is right, "
        f"`pressearchiv crawls accept {crawl.id}` takes it in; if not, mend the profile or wait for the next crawl."
    )


def tell_run(crawl: Crawl) -> str:
    """Return one line for a list of crawls."""
    counts = _tell_import(crawl) if crawl.verdict == IMPORTED else _tell_counts(crawl)
    held = " (held back)" if crawl.intake == HELD else " (accepted)" if crawl.accepted else ""
    return f"{crawl.id:>5}  {crawl.started:%Y-%m-%d %H:%M}  {crawl.site:<12}  {crawl.verdict}{held}  {counts}".rstrip()


def _tell_counts(crawl: Crawl) -> str:
    return ", ".join(f"{crawl.counts[name]} {name}" for name in ORDER if crawl.counts.get(name))


def _tell_import(crawl: Crawl) -> str:
    """Say what an import brought, where it was read to its end: captures, articles by outcome, and what else it counted."""
    told = [f"{crawl.counts['captures']} captures"] if "captures" in crawl.counts else []
    numbers = {name: crawl.counts[name] for name in ORDER if crawl.counts.get(name)}
    told += [f"{number} article{'s' if number > 1 else ''} {name}" for name, number in numbers.items()]
    others = {name: n for name, n in crawl.counts.items() if name not in ("captures", "pages", "found", *ORDER)}
    return ", ".join([*told, *(f"{number} {name}" for name, number in others.items() if number)])
