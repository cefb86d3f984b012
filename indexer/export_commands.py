"""The command that hands articles over: as JSON lines, as a table, or with their evidence as WARC or WACZ."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import BinaryIO, cast

import click

from archive.console import archive_settings, data_option, progress_bar
from archive.handover import HandoverReport, Selection
from archive.ledger import Ledger
from archive.settings import Settings
from indexer.day_option import Day
from indexer.records import Query

FAILED = 1
EVIDENCE = ("warc", "wacz")


@click.command()
@click.argument("query", required=False, default="")
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "wacz", "warc"]), default="jsonl", show_default=True
)
@click.option(
    "--output", type=click.Path(dir_okay=False), help="File to write (default: standard output; wacz needs one)."
)
@click.option(
    "--stadt",
    "cities",
    multiple=True,
    metavar="CITY",
    help="Only articles tagged with this city, by id or any name (repeatable).",
)
@click.option("--site", "sites", multiple=True, metavar="SITE", help="Only articles of this site (repeatable).")
@click.option("--von", "date_from", type=Day(), help="Published from this day, month or year on.")
@click.option("--bis", "date_to", type=Day(last=True), help="Published up to this day, month or year.")
@click.option("--captured-from", type=Day(), help="wacz, warc: captured from this day, month or year on.")
@click.option("--captured-to", type=Day(last=True), help="wacz, warc: captured up to this day, month or year.")
@data_option
def export(
    query: str, form: str, output: str | None, cities: tuple[str, ...], sites: tuple[str, ...], date_from: date | None,
    date_to: date | None, captured_from: date | None, captured_to: date | None,
) -> None:  # fmt: skip
    """Write the articles that QUERY finds, or all, for other programs.

    \b
    jsonl, csv   articles with their cities, a line each, or for a spreadsheet
    wacz         all captures of them with index and pages, to be opened in ReplayWeb.page
    warc         all captures of them as one WARC file
    Without query and period, wacz and warc hold everything that was captured, lists and robots.txt too.
    """
    from archive.ledger import open_ledger
    from indexer.asked_filters import read_filters

    if form == "wacz" and not output:
        raise click.UsageError("Where to? A WACZ needs --output FILE.wacz.")
    if captured_from and captured_to and captured_from > captured_to:
        raise click.UsageError("--captured-to is a day before --captured-from.")
    if form not in EVIDENCE and (captured_from or captured_to):
        raise click.UsageError("--captured-from and --captured-to are for --format wacz and warc.")
    asked = Query(text=query, cities=cities, sites=sites, date_from=date_from, date_to=date_to)
    settings = archive_settings()
    asked = read_filters(settings, asked)
    ids = _find_ids(settings, asked) if asked != Query() else None
    with open_ledger(settings) as ledger:
        if form in EVIDENCE:
            title = f"Pressearchiv: {query}" if query else "Pressearchiv"
            selection = Selection(ids, _begin(captured_from), _end(captured_to), title)
            _write_evidence(settings, ledger, form, selection, output)
        else:
            _write_articles(settings, ledger, form, ids, output)


def _find_ids(settings: Settings, asked: Query) -> tuple[str, ...]:
    """Return the ids of all articles that a query finds."""
    from dataclasses import replace

    from indexer.engine import open_engine

    engine = open_engine(settings)
    try:
        ids: list[str] = []
        for page in range(1, 100_000):
            result = engine.search(replace(asked, page=page, per_page=1000, sort="aelteste"))
            ids += [hit.id for hit in result.hits]
            if not result.hits or len(ids) >= result.total:
                break
        for note in result.notes:
            click.echo(note, err=True)
        return tuple(dict.fromkeys(ids))
    finally:
        engine.close()


def _write_articles(
    settings: Settings, ledger: Ledger, form: str, ids: Iterable[str] | None, output: str | None
) -> None:
    from archive.corrections import read_corrections
    from indexer.export import export_csv, export_jsonl
    from indexer.site_taggers import SiteTaggers

    taggers = SiteTaggers(settings, ledger)
    for warning in taggers.warnings:
        click.echo(f"Warning: {warning}", err=True)
    corrections = read_corrections(ledger)
    write = {"jsonl": export_jsonl, "csv": export_csv}[form]
    found = ledger.changes_since(0) if ids is None else map(ledger.article, ids)
    articles = (one for one in found if one is not None)
    with _open_output(output) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        count = write(articles, lambda one: taggers.tag(one, corrections.get(one.id, ())), text)
        text.detach()
    click.echo(f"{count} articles written.", err=True)


@contextmanager
def _open_output(output: str | None) -> Iterator[BinaryIO]:
    """Give a file that takes its name when it is whole: a disk that fills up leaves what stood there before."""
    path = Path(output or "")
    if output is None or (path.exists() and not path.is_file()):
        with click.open_file(output or "-", "wb") as stream:
            yield cast(BinaryIO, stream)
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as written:
            yield written
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_evidence(settings: Settings, ledger: Ledger, form: str, selection: Selection, output: str | None) -> None:
    from archive.handover import write_wacz, write_warc

    with progress_bar("captures") as bar:
        if form == "wacz":
            report = write_wacz(settings, ledger, selection, Path(output or ""), datetime.now(UTC), bar)
        else:
            with _open_output(output) as stream:
                report = write_warc(settings, ledger, selection, stream, bar)
    _tell(report, form)


def _tell(report: HandoverReport, form: str) -> None:
    for problem in report.problems[:20]:
        click.echo(f"Left out: {problem}", err=True)
    more = f", and {report.originals} earlier ones that they refer to" if report.originals else ""
    pages = f"; {report.pages} pages listed" if form == "wacz" else ""
    click.echo(f"{report.captures} captures written{more}{pages}.", err=True)
    if report.problems:
        click.echo(f"{len(report.problems)} captures could not be written; `pressearchiv verify` says why.", err=True)
        sys.exit(FAILED)


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None


def _end(day: date | None) -> datetime | None:
    return datetime.combine(day, time.max, UTC) if day else None
