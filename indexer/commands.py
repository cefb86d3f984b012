"""The commands of the index: bring it up to date, tag a text."""

from __future__ import annotations

import functools
from typing import Any

import click

from archive.console import archive_settings, current_settings, data_option, progress_bar, to_json


@click.command()
@click.option("--rebuild", is_flag=True, help="Make the index anew from the ledger.")
@click.option("--back", is_flag=True, help="Go back to the index before the last rebuild; a second time comes back.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="Processes that work on a rebuild (default: one per core, at most 4).",
)
@data_option
def index(rebuild: bool, back: bool, processes: int | None) -> None:
    """Make what was harvested searchable: what changed since the last time, or everything where that is due."""
    from archive.ledger import open_ledger
    from indexer.build import build_index, go_back_to_previous

    if rebuild and back:
        raise click.UsageError("--rebuild makes a new index, --back goes to an old one: give one of them.")
    settings = archive_settings()
    if back:
        with open_ledger(settings) as ledger:
            info = go_back_to_previous(settings, ledger)
            behind = ledger.count_changes_since(info.sequence)
        made = f", made {info.made:%d.%m.%Y %H:%M} UTC" if info.made else ""
        click.echo(f"Went back to {info.generation}{made}: {info.documents} articles are searchable.")
        if behind:
            click.echo(f"{behind} articles changed since; `pressearchiv index` adds them.")
        if info.held:
            click.echo("It is kept as it is until `pressearchiv index --rebuild`.")
        return
    with open_ledger(settings) as ledger, progress_bar("articles") as bar:
        report = build_index(
            settings,
            ledger,
            rebuild=rebuild,
            progress=bar,
            tell=functools.partial(bar, 0, 0),
            processes=processes or 0,
        )
    for warning in report.warnings:
        click.echo(f"Warning: {warning}", err=True)
    why = f" (made anew: {report.rebuilt.rstrip('.')})" if report.rebuilt else ""
    click.echo(f"Indexed {report.added} articles in {report.seconds:.1f} s; {report.total} are searchable{why}.")


@click.command()
@click.argument("source", metavar="FILE|-", default="-", type=click.File(encoding="utf-8", errors="replace"))
@click.option("--site", default="krefeld", show_default=True, help="Site whose gazetteer is used.")
@click.option("--json", "as_json", is_flag=True, help="Print the tags as JSON.")
@click.option("--jsonl", is_flag=True, help='Read {"id", "title", "lead", "text"} a line, write the tags a line.')
@click.option("--explain", is_flag=True, help="Say in a sentence why each tag is there.")
@data_option
def tag(source: Any, site: str, as_json: bool, jsonl: bool, explain: bool) -> None:
    """Tag a text, or {"title", "lead", "text"}, with the partner cities that it is about or mentions."""
    from archive.gazetteer_files import load_good_gazetteer
    from archive.profiles import load_profile
    from indexer.explain import explain_tag
    from indexer.tag_json import describe_tags, read_tag_input, tag_lines
    from indexer.tagger import Tagger

    settings = current_settings()
    profile = load_profile(site, [settings.sites_folder])
    warn = functools.partial(click.echo, err=True)
    if not profile.gazetteer:
        raise click.UsageError(
            f"The profile of {site} names no gazetteer, so its articles get no city tags; add the key gazetteer to it."
        )
    tagger = Tagger(load_good_gazetteer(settings, profile.gazetteer, warn))
    if jsonl:
        for result in tag_lines(source, tagger):
            click.echo(to_json(result))
        return
    article = read_tag_input(source.read())
    tags = tagger.tag(article)
    if as_json:
        click.echo(to_json(describe_tags(tags)))
        return
    for found in tags:
        click.echo(f"{found.city}  {found.role}  {found.score:.2f}")
        if explain:
            click.echo(f"  {explain_tag(found, article)}")
    if not tags:
        click.echo("no partner city")
