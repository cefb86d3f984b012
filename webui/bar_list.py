"""Writes the bars of a chart and the rows of its table as markup; a page has dozens, and macros cost four times as much."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask
from markupsafe import Markup, escape

from webui.histogram import Bar, Chart
from webui.labels import count_hits, format_count


def write_bars(chart: Chart, mark: str = "") -> Markup:
    """Return the rows of bars; `mark` tells the ids of several charts on one page apart.

    Where bars are too many for a phone, a second row has them grouped; where they are too many everywhere, only that row.
    """
    if not chart.grouped:
        return _write_row(chart.bars, "", mark)
    if chart.crowded:
        return _write_row(chart.grouped, "", mark)
    return _write_row(chart.bars, "bars-wide", mark) + _write_row(chart.grouped, "bars-narrow", mark)


def write_bar_table(chart: Chart) -> Markup:
    """Return a row of the table for each period that has articles."""
    rows = [
        f'<tr><th scope="row"><a href="{escape(bar.url)}">{escape(bar.key)}</a></th>'
        f'<td class="number">{escape(format_count(bar.count))}</td></tr>\n'
        for bar in chart.bars
        if bar.count
    ]
    return Markup("".join(rows))  # noqa: S704, each value is escaped above


def set_up_bar_list(app: Flask) -> None:
    """Let the templates of the application use both."""
    app.add_template_global(write_bars)
    app.add_template_global(write_bar_table)


def _write_row(bars: Iterable[Bar], kind: str, mark: str) -> Markup:
    items = "".join(_write_bar(bar, escape(mark)) for bar in bars)
    return Markup(f'<ul class="bar-row {kind}">\n{items}</ul>\n')  # noqa: S704, each value is escaped below


def _write_bar(bar: Bar, mark: str) -> str:
    key, told = escape(bar.key), escape(f"{bar.key}: {count_hits(bar.count)}")
    chosen = ' aria-current="true"' if bar.chosen else ""
    if bar.url:
        begin = f'<a href="{escape(bar.url)}" id="balken-{key}{mark}" title="{told}"{chosen}>'
        end = "</a>"
    else:
        begin, end = f'<span class="bar-empty" title="{key}: 0">', "</span>"
    return (
        f'<li>{begin}<svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true"><rect class="bar" x="0" '
        f'y="{100 - bar.height}" width="10" height="{bar.height}"/></svg>\n<span class="bar-label" aria-hidden="true">'
        f'{escape(bar.short)}</span><span class="hidden">{told}</span>{end}</li>\n'
    )
