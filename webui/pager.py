"""Lays out the numbers of the pages of a result, and writes them as markup: each is a link."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from markupsafe import Markup

from indexer.records import SearchResult
from webui.escaping import escape_all
from webui.languages import gettext as _


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages of a result: numbers to show (0 stands for a gap), the current one, the last one."""

    numbers: tuple[int, ...]
    current: int
    last: int


def lay_out_pages(result: SearchResult) -> Pager:
    """Return the numbers of pages to link: the first, the last, and two on each side of the current one."""
    last = max(1, -(-result.total // result.query.per_page))
    current = result.query.page
    near = {1, last, *range(max(1, current - 2), min(last, current + 2) + 1)}
    numbers: list[int] = []
    for number in sorted(near):
        if numbers and number - numbers[-1] == 2:
            numbers.append(number - 1)
        elif numbers and number - numbers[-1] > 2:
            numbers.append(0)
        numbers.append(number)
    return Pager(tuple(numbers), current, last)


def write_pager(pager: Pager, address: str) -> Markup:
    """Return the links to the pages; `address` is that of the first one. Nothing where there is but one page."""
    if pager.last < 2:
        return Markup()
    words = [_("Seiten"), _("Zurück"), _("Weiter"), _("Seite %(number)s", number="\1")]
    address, begin, label, back, on, page = escape_all([address, address + ("&" if "?" in address else "?"), *words])
    shown: list[str] = []

    def link(number: int) -> str:
        return f"{begin}seite={number}" if number > 1 else address

    if pager.current > 1:
        shown.append(f'<a rel="prev" href="{link(pager.current - 1)}"><span aria-hidden="true">‹</span> {back}</a>')
    for number in pager.numbers:
        if number:
            chosen = ' aria-current="page"' if number == pager.current else ""
            told = page.replace("\1", str(number))
            shown.append(f'<a href="{link(number)}" aria-label="{told}"{chosen}>{number}</a>')
        else:
            shown.append('<span class="gap">…</span>')
    if pager.current < pager.last:
        shown.append(f'<a rel="next" href="{link(pager.current + 1)}">{on} <span aria-hidden="true">›</span></a>')
    items = "".join([f"<li>{item}</li>\n" for item in shown])
    return Markup(f'<nav class="pager" aria-label="{label}">\n<ul>\n{items}</ul>\n</nav>\n')  # noqa: S704, escaped above


def set_up_pager(app: Flask) -> None:
    """Let the templates of the application use it."""
    app.add_template_global(write_pager)
