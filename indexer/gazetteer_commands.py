"""The commands that look after the lists of cities: show the one in use, check a copy, put it into use."""

from __future__ import annotations

from pathlib import Path

import click

from archive.console import current_settings, data_option


@click.group()
def gazetteer() -> None:
    """Look after the lists of cities."""


@gazetteer.command()
@click.argument("name", default="krefeld")
@data_option
def show(name: str) -> None:
    """Print the list of cities in use: your own, or the one that comes along. `> FILE` makes a copy to edit.

    NAME is that of the list, without .toml.
    """
    from archive.gazetteer import load_gazetteer
    from archive.gazetteer_files import read_own_text

    settings = current_settings()
    load_gazetteer(name, [settings.cities_folder])
    click.echo(read_own_text(settings, name), nl=False)


@gazetteer.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
def check(file: Path) -> None:
    """Say whether FILE can be used as a gazetteer, and if not, what is wrong and how to mend it."""
    from archive.gazetteer import read_gazetteer

    found = read_gazetteer(file)
    names = sum(len(place.names) for place in found.places)
    click.echo(f"{file}: in order. {len(found.places)} places with {names} names, seen from {found.home.name}.")


@gazetteer.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
def use(file: Path) -> None:
    """Put FILE into use in place of the list of its name, if it is in order; the index follows with `pressearchiv index`."""
    from archive.gazetteer import read_gazetteer
    from archive.gazetteer_files import save_own_text

    read_gazetteer(file)
    path = save_own_text(current_settings(), file.stem, file.read_text(encoding="utf-8-sig"))
    click.echo(f"{path} is in use. `pressearchiv index` makes the index anew.")
