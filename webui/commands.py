"""The commands of searching: in the terminal, and by serving the pages."""

from __future__ import annotations

from datetime import date

import click

from archive.console import archive_settings, current_settings, data_option, stopping_calmly, to_json
from archive.errors import SettingsError
from archive.settings import require_archive
from indexer.day_option import Day


@click.command()
@click.argument("query", required=False, default="")
@click.option(
    "--stadt",
    "cities",
    multiple=True,
    metavar="CITY",
    help="Only articles tagged with this city, by id or any name (repeatable).",
)
@click.option("--von", "date_from", type=Day(), help="From this day, month or year on.")
@click.option("--bis", "date_to", type=Day(last=True), help="Up to this day, month or year.")
@click.option("--sort", type=click.Choice(["relevanz", "neueste", "aelteste"]), default=None)
@click.option("--seite", "page", type=click.IntRange(1), default=1, help="Page of the result.")
@click.option("--pro-seite", "per_page", type=click.IntRange(1, 100), default=10, help="Hits a page.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, as the API does.")
@data_option
def search(
    query: str, cities: tuple[str, ...], date_from: date | None, date_to: date | None, sort: str | None, page: int,
    per_page: int, as_json: bool,
) -> None:  # fmt: skip
    """Search for QUERY: words, "phrases", UND ODER NICHT, word*, titel:…, stadt:…, jahr:…; nothing asks for all."""
    from indexer.asked_filters import read_filters
    from indexer.engine import open_engine
    from indexer.query_times import find_meant_time
    from indexer.records import Query
    from webui.search_json import describe_result
    from webui.search_text import tell_result

    settings = archive_settings()
    asked = Query(
        text=query,
        cities=cities,
        date_from=date_from,
        date_to=date_to,
        sort=sort or "",
        page=page,
        per_page=per_page,
    )
    asked = read_filters(settings, asked)
    engine = open_engine(settings)
    try:
        result = engine.search(asked)
    finally:
        engine.close()
    if as_json:
        click.echo(to_json(describe_result(result)))
        return
    meant = find_meant_time(query, date.today())
    click.echo(tell_result(result, lambda text: click.style(text, bold=True), meant))


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; keep a proxy in front of any other."
)
@data_option
def serve(port: int, host: str) -> None:
    """Open the search pages in a browser, until Ctrl-C."""
    from webui.serve import open_listener
    from webui.serve import serve as serve_pages

    open_listener(host, port).close()
    settings = current_settings()
    try:
        require_archive(settings)
    except SettingsError as error:
        click.echo(f"Warning: {error}", err=True)  # the pages may be up before the first crawl
    click.echo(f"Pressearchiv: http://{host}:{port}/  (Ctrl-C ends)")
    with stopping_calmly():
        serve_pages(settings, host, port)
        click.echo("\nStopped.", err=True)  # waitress takes Ctrl-C for itself and comes back
