"""Writes a chart of bars and the table beside it as markup; a page has dozens of bars, and macros cost four times as much."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask
from markupsafe import Markup

from webui.escaping import escape_all
from webui.histogram import Bar, Chart
from webui.labels import bind_hit_counter, format_count
from webui.languages import gettext as _

CountHits = Callable[[int], str]


def write_chart(chart: Chart, label: str, first_column: str, reset_url: str = "", mark: str = "") -> Markup:
    """Return bars with a caption, and the same as a table that can be opened.

    `first_column` says what a bar is a period of; `reset_url` is where all years are shown again; `mark` tells the ids of
    several charts on one page apart.
    """
    words = [_("Alle Jahre"), _("Als Tabelle"), _("Treffer")]
    label, column, reset_url, mark, key, all_years, as_table, hits = escape_all(
        [label, first_column, reset_url, mark, first_column.lower(), *words]
    )
    reset = f' <a href="{reset_url}">{all_years}</a>' if reset_url else ""
    return Markup(  # noqa: S704, each value is escaped above or below
        f'<figure class="bars">\n<figcaption>{label}{reset}</figcaption>\n{_write_bars(chart, mark)}\n'
        f'<details class="bar-table" id="tabelle-{key}{mark}">\n<summary>{as_table}</summary>\n'
        f'<table>\n<thead><tr><th scope="col">{column}</th><th scope="col" class="number">{hits}</th></tr></thead>\n'
        f"<tbody>\n{_write_table(chart)}\n</tbody>\n</table>\n</details>\n</figure>\n"
    )


def set_up_bar_list(app: Flask) -> None:
    """Let the templates of the application use it."""
    app.add_template_global(write_chart)


def _write_bars(chart: Chart, mark: str) -> str:
    """Return the rows of bars.

    Where bars are too many for a phone, a second row has them grouped; where they are too many everywhere, only that row.
    """
    count_hits = bind_hit_counter()
    if not chart.grouped:
        return _write_row(chart.bars, "", mark, count_hits)
    if chart.crowded:
        return _write_row(chart.grouped, "", mark, count_hits)
    wide = _write_row(chart.bars, "bars-wide", mark, count_hits)
    return wide + _write_row(chart.grouped, "bars-narrow", mark, count_hits)


def _write_table(chart: Chart) -> str:
    """Return a row of the table for each period that has articles."""
    filled = [bar for bar in chart.bars if bar.count]
    texts = iter(escape_all([text for bar in filled for text in (bar.url, bar.name, format_count(bar.count))]))
    return "".join(
        [
            f'<tr><th scope="row"><a href="{url}">{key}</a></th><td class="number">{count}</td></tr>\n'
            for url, key, count in zip(texts, texts, texts, strict=True)
        ]
    )


def _write_row(bars: Sequence[Bar], kind: str, mark: str, count_hits: CountHits) -> str:
    told = [f"{bar.name}: {count_hits(bar.count)}" for bar in bars]
    texts = iter(
        escape_all([text for bar, said in zip(bars, told, strict=True) for text in (bar.key, bar.short, bar.url, said)])
    )
    items = "".join([_write_bar(bar, next(texts), next(texts), next(texts), next(texts), mark) for bar in bars])
    return f'<ul class="bar-row {kind}">\n{items}</ul>\n'


def _write_bar(bar: Bar, key: str, short: str, url: str, told: str, mark: str) -> str:
    """Return a bar; its texts come escaped."""
    chosen = ' aria-current="true"' if bar.chosen else ""
    if url:
        begin, end = f'<a href="{url}" id="balken-{key}{mark}" title="{told}"{chosen}>', "</a>"
    else:
        begin, end = f'<span class="bar-empty" title="{told}">', "</span>"
    return (
        f'<li>{begin}<svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true"><rect class="bar" x="0" '
        f'y="{100 - bar.height}" width="10" height="{bar.height}"/></svg>\n<span class="bar-label" aria-hidden="true">'
        f'{short}</span><span class="hidden">{told}</span>{end}</li>\n'
    )
