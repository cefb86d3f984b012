"""The commands that look after the lists of cities: show the one in use, check a copy, put it into use."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from archive.console import current_settings, data_option
from archive.errors import ProfileError
from archive.settings import Settings


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
    settings = current_settings()
    path = save_own_text(settings, file.stem, file.read_text(encoding="utf-8-sig"))
    if not _is_named(settings, file.stem):
        click.echo(
            f"Kept as {path}, but no profile of a site names it, so it counts for nothing yet. Name it there "
            f'(gazetteer = "{file.stem}"), or give the file the name of the list that it is to replace.'
        )
        return
    click.echo(f"{path} is in use. `pressearchiv index` makes the index anew.")


def _is_named(settings: Settings, name: str) -> bool:
    """Tell whether the profile of any site names this list of cities."""
    from archive.profiles import list_profiles, load_profile

    folders = [settings.sites_folder]
    for site in list_profiles(folders):
        with suppress(ProfileError):  # whoever crawls that site is told
            if load_profile(site, folders).gazetteer == name:
                return True
    return False
