"""The report of a crawl as files in the data folder: JSON for programs, HTML that needs nothing but itself for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from archive.console import to_json
from archive.records import HELD, Crawl, LayoutCoverage
from archive.settings import VERSION, Settings
from crawler.causes import find_cure
from crawler.report_text import ORDER, describe_crawl, tell_held

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;margin:.5rem 0}th,td{text-align:left;padding:.25rem .75rem;border-bottom:1px solid #ccc}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.verdict{font-size:1.25rem;font-weight:600}"
    ".failed,.suspicious{border-left:.4rem solid #a40000;padding-left:.75rem}a{overflow-wrap:anywhere}"
)
_FIELDS = ("date", "lead", "text", "captions")
# For who reads the report without knowing the program.
_MEANINGS = {
    "pages": "answers of the site, lists and files included",
    "listed": "releases that the lists of the site link to",
    "found": "releases that were read",
    "new": "releases never seen before",
    "changed": "releases with another text; the earlier one stays",
    "unchanged": "releases that read as before",
    "moved": "releases under a new address",
    "back": "releases that had been away",
    "missing": "not found for the first time; the archive keeps them",
    "gone": "not found on another day either; the archive keeps them",
    "failed": "addresses without a usable answer; they are tried again",
}
_KEPT = "Nothing that was kept before is lost or changed. The next crawl tries again by itself, and fetches what this one missed."


def write_report(settings: Settings, crawl: Crawl) -> Path:
    """Write the report as SITE-ID.html and .json, each whole or not at all; return where the page lies. Raises OSError."""
    settings.reports_folder.mkdir(parents=True, exist_ok=True)
    page = settings.reports_folder / f"{crawl.site}-{crawl.id}.html"
    for path, text in (
        (page.with_suffix(".json"), to_json(describe_crawl(crawl)) + "\n"),
        (page, render_report(crawl)),
    ):
        part = path.with_name(path.name + ".part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    return page


def render_report(crawl: Crawl) -> str:
    """Return the report as a page."""
    title = f"Crawl {crawl.id} of {crawl.site}"
    ended = f"{crawl.ended:%Y-%m-%d %H:%M:%S}" if crawl.ended else "not ended"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="verdict {escape(crawl.verdict)}">{escape(crawl.verdict)}</p>',
        f"<p>{escape(crawl.reason)}</p>" if crawl.reason else "",
        f"<p>{_KEPT}</p>" if crawl.verdict == "failed" else "",
        f"<p>{escape(tell_held(crawl))}</p>" if crawl.intake == HELD or crawl.accepted else "",
        f"<p>{crawl.started:%Y-%m-%d %H:%M:%S} to {ended} UTC. "
        f"{'All pages of the listings were walked.' if crawl.thorough else 'Listings were walked as far as there was news.'}"
        + (f" Fetched from {escape(crawl.address)}." if crawl.address else "")
        + "</p>",
        _list(crawl.notes),
        "<h2>What was found</h2>",
        _render_counts(crawl),
    ]
    if crawl.failures:
        rows = [(str(one.count), one.cause, one.example, find_cure(one.cause)) for one in crawl.failures]
        parts += ["<h2>What failed</h2>", _table(("count", "cause", "example", "what to do"), rows, links=(2,))]
    if crawl.coverage:
        explained = (
            "A layout is one way in which pages of the site look; its rules stand in the profile of the site, a text file "
            "that docs/site-profile.md explains. In brackets: the share in earlier crawls, where there were enough pages."
        )
        parts += ["<h2>What the pages gave</h2>", f"<p>{explained}</p>", _render_coverage(crawl.coverage)]
    if crawl.manners:
        rows = [
            (
                one.host,
                one.robots,
                f"{one.crawl_delay:g} s" if one.crawl_delay else "none",
                "; ".join(one.reservations) or "none",
            )
            for one in crawl.manners
        ]
        head = ("host", "robots.txt", "Crawl-delay", "text and data mining reserved")
        parts += ["<h2>What the site asks for</h2>", _table(head, rows)]
    body = "\n".join(part for part in parts if part)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}: {escape(crawl.verdict)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<style>{_STYLE}</style></head><body><main>\n{body}\n</main><footer><p>Pressearchiv {VERSION}</p></footer>"
        "</body></html>\n"
    )


def _render_counts(crawl: Crawl) -> str:
    rows = []
    for name in ("pages", "listed", "found", *ORDER):
        low, high = crawl.expected.get(name, (None, None))
        usual = "" if low is None else f"{low}" if low == high else f"{low} to {high}"
        rows.append((name, str(crawl.counts.get(name, 0)), usual or "–", _MEANINGS.get(name, "")))
    return _table(("", "this crawl", "usual range", "means"), rows, numbers=(1, 2))


def _render_coverage(coverage: Sequence[LayoutCoverage]) -> str:
    rows = []
    for layout in coverage:
        shares = [_tell_share(getattr(layout, name), layout, name) for name in _FIELDS]
        usual = layout.usual.get("words")
        words = f"{layout.words:.0f}" + (f" (usual {usual:.0f})" if usual is not None else "")
        rows.append((layout.layout, str(layout.pages), *shares, words, str(layout.empty)))
    head = ("layout", "pages", *(f"with {name}" for name in _FIELDS), "words", "without a release")
    return _table(head, rows, numbers=tuple(range(1, len(head))))


def _tell_share(count: int, layout: LayoutCoverage, name: str) -> str:
    share = f"{count / layout.pages:.0%}" if layout.pages else "–"
    return share + (f" (usual {layout.usual[name]:.0%})" if name in layout.usual else "")


def _table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = (), links: Sequence[int] = ()
) -> str:
    def cell(tag: str, position: int, text: str) -> str:
        mark = ' class="n"' if position in numbers else ""
        words = escape(text)
        if position in links and tag == "td" and text.startswith(("http://", "https://")):
            words = f'<a rel="noreferrer" href="{words}">{words}</a>'
        return f"<{tag}{mark}>{words}</{tag}>"

    lines = ["<tr>" + "".join(cell("th", place, text) for place, text in enumerate(head)) + "</tr>"]
    lines += ["<tr>" + "".join(cell("td", place, text) for place, text in enumerate(row)) + "</tr>" for row in rows]
    return f"<table>{''.join(lines)}</table>"


def _list(sentences: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in sentences)}</ul>" if sentences else ""
