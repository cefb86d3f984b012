"""Writes a search result for a terminal: the same words as the page has, matches in bold."""

from __future__ import annotations

from collections.abc import Callable

from indexer.query_times import MeantTime
from indexer.records import SearchResult, Segment


def tell_result(result: SearchResult, bold: Callable[[str], str], meant: MeantTime | None = None) -> str:
    """Return the result as lines of text; `bold` makes a piece of text stand out, `meant` is a time that was spoken of."""
    page = f", Seite {result.query.page}" if result.query.page > 1 else ""
    lines = [f"{result.total} Treffer{page}", *result.notes]
    if result.did_you_mean:
        lines.append(f"Meinten Sie: {result.did_you_mean}")
    if meant:
        fields = [f"{name}:{time}" for name, time in (("von", meant.first), ("bis", meant.last)) if time]
        lines.append("Meinten Sie: " + " ".join([*([meant.text] if meant.text else []), *fields]))
    for hit in result.hits:
        day = hit.published.strftime("%d.%m.%Y") if hit.published else "ohne Datum"
        if hit.version:
            day += f" · Stelle aus Fassung {hit.version}"
        if hit.file:
            day += " · Stelle im Anhang"
        cities = ", ".join(role.city for role in hit.cities)
        facts = " · ".join(part for part in (day, cities, hit.id) if part)
        lines += ["", _tell(hit.title, bold), f"  {facts}", f"  {_tell(hit.snippet, bold)}", f"  {hit.url}"]
    return "\n".join(lines)


def _tell(segments: tuple[Segment, ...], bold: Callable[[str], str]) -> str:
    # A control character of a crawled text could command the terminal.
    return "".join(
        bold(clean) if segment.hit else clean
        for segment in segments
        for clean in ["".join(letter for letter in segment.text if letter.isprintable())]
    )
