"""What the commands of all packages share: where the data lie, how progress is shown, a calm end."""

from __future__ import annotations

import getpass
import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TextIO

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
    """Return values as one line of JSON that a person can read too; letters that standard output cannot write as escapes."""
    return json.dumps(values, ensure_ascii=not _is_unicode(sys.stdout))


def read_any_encoding() -> None:
    """Let umlauts through wherever the system can write them, and let no letter stop a command elsewhere.

    The locale C says nothing about an encoding, so that UTF-8 is taken, as Python does by itself unless PYTHONUTF8=0; what was
    typed has been read wrongly by then, so the program is started again. In another encoding, letters that it has not
    become question marks on a terminal and escapes in a file.
    """
    if sys.getfilesystemencoding() == "ascii" and not sys.flags.utf8_mode:
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very program
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace" if stream.isatty() else "backslashreplace")


def _is_unicode(stream: TextIO) -> bool:
    return (stream.encoding or "").lower().startswith("utf")


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
