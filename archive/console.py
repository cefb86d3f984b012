"""What the commands of all packages share: where the data lie, how progress is shown, a calm end."""

from __future__ import annotations

import getpass
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import click
from tqdm import tqdm

from archive.settings import Settings, read_settings, require_archive

# Seconds between two lines of progress in a log.
LOG_PAUSE = 5.0


class ShowProgress(Protocol):
    """Shows how much is done, of how much, and what it is."""

    def __call__(self, done: int, total: int, doing: str = "") -> None:
        """Show it."""


def _set_data(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.find_root().obj = value


def data_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command take --data, before or after its name."""
    return click.option(
        "--data",
        metavar="FOLDER",
        callback=_set_data,
        expose_value=False,
        is_eager=True,
        help="Folder that holds everything (also PRESSEARCHIV_DATA; default ./data).",
    )(function)


def current_settings() -> Settings:
    """Return the settings for the running command."""
    return read_settings(click.get_current_context().find_root().obj)


def archive_settings() -> Settings:
    """Return the settings for a command that needs an archive to be there. Raises SettingsError where there is none."""
    settings = current_settings()
    require_archive(settings)
    return settings


def login_name() -> str:
    """Return the name the user is logged in with on this machine; a decision is kept with it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise click.UsageError("Who decides? The system knows no login name; give one with --who NAME.") from None


def to_json(values: Any) -> str:
    """Return values as one line of JSON that a person can read too."""
    return json.dumps(values, ensure_ascii=False)


@contextmanager
def progress_bar(unit: str) -> Iterator[ShowProgress]:
    """Give a function that shows done and total: a line that renews itself on a terminal, now and then one in a log.

    A third value says what is being done, from then on.
    """
    terminal = sys.stderr.isatty()
    shown = time.monotonic()
    now = ""
    with tqdm(unit=f" {unit}", disable=not terminal, leave=False, file=sys.stderr) as bar:

        def show(done: int, total: int, doing: str = "") -> None:
            nonlocal shown, now
            now = doing or now
            if terminal:
                bar.set_description_str(now, refresh=False)
                bar.total = total or None
                bar.update(done - bar.n)
            elif time.monotonic() - shown >= LOG_PAUSE:
                shown = time.monotonic()
                click.echo(f"{f'{now}: ' if now else ''}{done}{f' of {total}' if total else ''} {unit}", err=True)

        yield show


@contextmanager
def stopping_calmly() -> Iterator[None]:
    """End a server on Ctrl-C or SIGTERM without a word of complaint."""

    def stop(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("\nStopped.", err=True)
    finally:
        signal.signal(signal.SIGTERM, before)
