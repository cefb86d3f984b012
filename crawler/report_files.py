"""The report of a crawl as files in the data folder: JSON for programs, HTML in both languages for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from archive.console import to_json
from archive.records import HELD, Crawl, LayoutCoverage
from archive.settings import VERSION, Settings
from crawler.causes import find_cure
from crawler.report_labels import ENGLISH, GERMAN, label, say, tell_language
from crawler.report_text import ORDER, describe_crawl

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;margin:.5rem 0}th,td{text-align:left;padding:.25rem .75rem;border-bottom:1px solid #ccc}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.verdict{font-size:1.25rem;font-weight:600}"
    ".failed,.suspicious{border-left:.4rem solid #a40000;padding-left:.75rem}a{overflow-wrap:anywhere}"
    "section+section{margin-top:3rem;border-top:1px solid #ccc}"
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
_NAMES = {GERMAN: "Deutsch", ENGLISH: "English"}
_KEPT = "Nothing that was kept before is lost or changed. The next crawl tries again by itself, and fetches what this one missed."

_HELD = (
    "What it fetched is kept as WARC, but no article was changed by it. If it is right, {command} takes it in; if not, mend the "
    "profile or wait for the next crawl."
)
_LAYOUTS = (
    "A layout is one way in which pages of the site look; its rules stand in the profile of the site, a text file that "
    "docs/site-profile.md explains. In brackets: the share in earlier crawls, where there were enough pages."
)


def write_report(settings: Settings, crawl: Crawl) -> Path:
    """Write the report as SITE-ID.html and .json, each whole or not at all; return where the page lies. Raises OSError."""
    settings.reports_folder.mkdir(parents=True, exist_ok=True)
    page = settings.reports_folder / f"{crawl.site}-{crawl.id}.html"
    for path, text in (
        (page.with_suffix(".json"), to_json(describe_crawl(crawl)) + "\n"),
        (page, render_report(crawl, settings.languages)),
    ):
        part = path.with_name(path.name + ".part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    return page


def render_report(crawl: Crawl, languages: Sequence[str] = (GERMAN, ENGLISH)) -> str:
    """Return the report as a page that says all of it in each of these languages, the first on top."""
    titles = {language: _say_title(crawl, language) for language in languages}
    names = [f'<a href="#{language}" lang="{language}">{_NAMES.get(language, language)}</a>' for language in languages]
    body = "\n".join(
        f'<section id="{language}" lang="{language}">\n<h1>{escape(titles[language])}</h1>\n{_render_in(crawl, language)}\n'
        "</section>"
        for language in languages
    )
    title = f"{titles[languages[0]]}: {label(languages[0], crawl.verdict)}"
    return (
        f'<!doctype html>\n<html lang="{languages[0]}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<style>{_STYLE}</style></head><body>\n<nav>{' · '.join(names)}</nav>\n<main>\n{body}\n</main>"
        f"<footer><p>Pressearchiv {VERSION}</p></footer></body></html>\n"
    )


def _say_title(crawl: Crawl, language: str) -> str:
    return label(language, "Crawl {number} of {site}").format(number=crawl.id, site=crawl.site)


def _render_in(crawl: Crawl, language: str) -> str:
    ended = f"{crawl.ended:%Y-%m-%d %H:%M:%S}" if crawl.ended else label(language, "not ended")
    walked = (
        "All pages of the listings were walked." if crawl.thorough else "Listings were walked as far as there was news."
    )
    period = label(language, "{begin} to {end} UTC.").format(begin=f"{crawl.started:%Y-%m-%d %H:%M:%S}", end=ended)
    told = [period, label(language, walked)]
    if crawl.address:
        told.append(label(language, "Fetched from {address}.").format(address=crawl.address))
    parts = [
        f'<p class="verdict {escape(crawl.verdict)}">{escape(label(language, crawl.verdict))}</p>',
        f"<p>{_mark(crawl.reason, language)}</p>" if crawl.reason else "",
        f"<p>{label(language, _KEPT)}</p>" if crawl.verdict == "failed" else "",
        f"<p>{escape(_tell_held(crawl, language))}</p>" if crawl.intake == HELD or crawl.accepted else "",
        f"<p>{escape(' '.join(told))}</p>",
        _list(crawl.notes, language),
        f"<h2>{label(language, 'What was found')}</h2>",
        _render_counts(crawl, language),
    ]
    if crawl.failures:
        rows = [
            (
                str(one.count),
                say(language, one.cause),
                one.example,
                say(language, find_cure(one.cause)),
            )
            for one in crawl.failures
        ]
        head = ("count", "cause", "example", "what to do")
        parts += [f"<h2>{label(language, 'What failed')}</h2>", _table(head, rows, language, links=(2,))]
    if crawl.coverage:
        parts += [f"<h2>{label(language, 'What the pages gave')}</h2>", f"<p>{label(language, _LAYOUTS)}</p>"]
        parts.append(_render_coverage(crawl.coverage, language))
    if crawl.manners:
        none = label(language, "none")
        rows = [
            (
                one.host,
                say(language, one.robots),
                _write_seconds(one.crawl_delay, language) if one.crawl_delay else none,
                "; ".join(say(language, sentence) for sentence in one.reservations) or none,
            )
            for one in crawl.manners
        ]
        head = ("host", "robots.txt", "Crawl-delay", "text and data mining reserved")
        parts += [f"<h2>{label(language, 'What the site asks for')}</h2>", _table(head, rows, language)]
    return "\n".join(part for part in parts if part)


def _write_seconds(seconds: float, language: str) -> str:
    return f"{seconds:g} s".replace(".", "," if language == GERMAN else ".")


def _tell_held(crawl: Crawl, language: str) -> str:
    if crawl.accepted:
        day = f"{crawl.accepted:%Y-%m-%d %H:%M}"
        return label(language, "It was accepted by {who} on {day} UTC.").format(who=crawl.accepted_by, day=day)
    return label(language, _HELD).format(command=f"pressearchiv crawls accept {crawl.id}")


def _mark(text: str, language: str) -> str:
    """Return a sentence as markup that says its language where that is another than the one around it."""
    spoken = tell_language(language, text)
    words = escape(say(language, text))
    return words if spoken == language else f'<span lang="{spoken}">{words}</span>'


def _render_counts(crawl: Crawl, language: str) -> str:
    rows = []
    for name in ("pages", "listed", "found", *ORDER):
        low, high = crawl.expected.get(name, (None, None))
        span = f"{low}" if low == high else label(language, "{low} to {high}").format(low=low, high=high)
        usual = "–" if low is None else span
        # Counted are addresses here, while the verdict is on the whole crawl.
        named = {"failed": "Fehler", "pages": "Seiten geholt"}.get(name) if language == GERMAN else None
        count = str(crawl.counts.get(name, 0))
        rows.append((named or label(language, name), count, usual, label(language, _MEANINGS.get(name, ""))))
    return _table(("", "this crawl", "usual range", "means"), rows, language, numbers=(1, 2))


def _render_coverage(coverage: Sequence[LayoutCoverage], language: str) -> str:
    rows = []
    for layout in coverage:
        shares = [_tell_share(getattr(layout, name), layout, name, language) for name in _FIELDS]
        usual = layout.usual.get("words")
        words = _beside(f"{layout.words:.0f}", None if usual is None else f"{usual:.0f}", language)
        rows.append((layout.layout, str(layout.pages), *shares, words, str(layout.empty)))
    head = ("layout", "pages", *(f"with {name}" for name in _FIELDS), "words", "without a release")
    return _table(head, rows, language, numbers=tuple(range(1, len(head))))


def _tell_share(count: int, layout: LayoutCoverage, name: str, language: str) -> str:
    share = _write_share(count / layout.pages, language) if layout.pages else "–"
    return _beside(share, _write_share(layout.usual[name], language) if name in layout.usual else None, language)


def _write_share(share: float, language: str) -> str:
    # Between number and sign German has a space, at which the line must not break.
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%" if language == GERMAN else f"{share:.0%}"


def _beside(count: str, usual: str | None, language: str) -> str:
    return count if usual is None else label(language, "{count} (usual {usual})").format(count=count, usual=usual)


def _table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    language: str,
    *,
    numbers: Sequence[int] = (),
    links: Sequence[int] = (),
) -> str:
    def cell(tag: str, position: int, text: str) -> str:
        mark = ' class="n"' if position in numbers else ""
        words = escape(text)
        if position in links and tag == "td" and text.startswith(("http://", "https://")):
            words = f'<a rel="noreferrer" href="{words}">{words}</a>'
        return f"<{tag}{mark}>{words}</{tag}>"

    lines = ["<tr>" + "".join(cell("th", place, label(language, text)) for place, text in enumerate(head)) + "</tr>"]
    lines += ["<tr>" + "".join(cell("td", place, text) for place, text in enumerate(row)) + "</tr>" for row in rows]
    return f"<table>{''.join(lines)}</table>"


def _list(sentences: Sequence[str], language: str) -> str:
    return f"<ul>{''.join(f'<li>{_mark(one, language)}</li>' for one in sentences)}</ul>" if sentences else ""
