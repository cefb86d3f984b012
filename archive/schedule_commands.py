"""The commands that let an archive run by itself: what is due and when, and one run over all that is due."""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import click

from archive.console import current_settings, data_option, to_json
from archive.settings import Settings, ensure_data_folder, require_archive

DONE, FAILED, SUSPICIOUS, BUSY = 0, 1, 3, 4
# The worst code of several runs stands for all of them.
_WORST = (FAILED, SUSPICIOUS, BUSY, DONE)


@click.command()
@click.option("--systemd", is_flag=True, help="Print systemd units with the paths of this installation.")
@click.option("--cron", is_flag=True, help="Print a line for crontab with the paths of this installation.")
@click.option("--count", type=click.IntRange(1, 50), default=3, show_default=True, help="Next runs that are told.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@data_option
def schedule(systemd: bool, cron: bool, count: int, as_json: bool) -> None:
    """Say when each site is crawled next, what is due, and what keeps it from running by itself."""
    from archive.ledger import open_ledger
    from archive.schedules import list_following, list_schedules
    from archive.units import Installation, make_cron_line, make_units

    settings = current_settings()
    contact = settings.contact or "presse@example.org"
    here = Installation(_find_program(), settings.data, getpass.getuser(), contact, settings.public_url)
    if systemd or cron:
        for name, content in make_units(here).items() if systemd else ():
            click.echo(f"# ---- /etc/systemd/system/{name}\n{content}")
        if cron:
            click.echo(make_cron_line(here), nl=False)
        return
    now = datetime.now().astimezone()
    if not settings.sites_folder.exists():
        require_archive(settings)  # a look at the wrong folder leaves nothing there
    with open_ledger(settings) as ledger:
        schedules = list_schedules(settings, ledger, now)
    problems = _find_problems(settings)
    if as_json:
        sites = [
            {
                "site": one.site,
                "times": one.times,
                "due": one.due,
                "why": one.why,
                "last": one.last.started.isoformat() if one.last else None,
                "next": [moment.isoformat() for moment in list_following(one.times, now, count)],
            }
            for one in schedules
        ]
        click.echo(to_json({"sites": sites, "problems": problems}))
        return
    for one in schedules:
        last = (
            f"last {one.last.started.astimezone():%Y-%m-%d %H:%M}, {one.last.verdict}" if one.last else "never crawled"
        )
        following = ", ".join(f"{moment:%a %Y-%m-%d %H:%M}" for moment in list_following(one.times, now, count))
        when = f"due now ({one.why}), then" if one.due else "next"
        click.echo(f"{one.site}: {' and '.join(one.times)}; {last}; {when} {following}")
    if not schedules:
        click.echo("No site is crawled by itself yet: crawl one once, or name its times in its profile (`schedule`).")
    for problem in problems:
        click.echo(f"Check: {problem}")


@click.command("run-due")
@click.option("--dry-run", is_flag=True, help="Only say what would be run.")
@data_option
def run_due(dry_run: bool) -> None:
    """Crawl all sites that are due, one after the other, then index what is new: for a timer or cron.

    Exit codes: 0 all went well or nothing was due, 1 a crawl or the index failed, 3 a crawl is suspicious,
    4 another run-due, or a crawl of the only site that is due, is running.
    """
    from archive.ledger import open_ledger
    from archive.schedules import list_schedules

    settings = current_settings()
    if not settings.sites_folder.exists():
        require_archive(settings)  # a timer with the wrong folder would find nothing due for ever
    ensure_data_folder(settings)
    with _only_one(settings):
        with open_ledger(settings) as ledger:
            due = [one for one in list_schedules(settings, ledger, datetime.now().astimezone()) if one.due]
        if dry_run or not due:
            told = ", ".join(f"{one.site} ({one.why})" for one in due) or "nothing"
            click.echo(f"Due: {told}.")
            return
        codes = {}
        for one in due:
            codes[one.site] = _run(settings, "crawl", one.site)
        codes["index"] = _run(settings, "index")
    click.echo("; ".join(f"{name}: {_tell_code(code)}" for name, code in codes.items()))
    sys.exit(_find_worst(codes))


def _find_worst(codes: Mapping[str, int]) -> int:
    known = [code if code in _WORST else FAILED for code in codes.values()]
    if set(known) == {BUSY, DONE} and codes.get("index") == DONE and len(codes) > 2:
        return DONE  # some other run does what is left
    return min(known, key=_WORST.index)


def _tell_code(code: int) -> str:
    return {DONE: "done", SUSPICIOUS: "suspicious", BUSY: "running already"}.get(code, f"failed ({code})")


def _run(settings: Settings, *arguments: str) -> int:
    """Run one of our own commands as a process of its own; a signal to us ends it too."""
    command = [sys.executable, "-m", "pressearchiv", *arguments, "--data", str(settings.data)]
    with subprocess.Popen(command) as process:  # noqa: S603 - our own program

        def hand_on(number: int, _frame: object) -> None:
            if number == signal.SIGTERM:
                process.send_signal(number)  # Ctrl-C reaches all processes of a terminal by itself
            raise click.Abort

        before = {number: signal.signal(number, hand_on) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            return process.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextlib.contextmanager
def _only_one(settings: Settings) -> Iterator[TextIO]:
    with (settings.data / "run-due.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            click.echo(f"Error: run-due is at work in {settings.data} already; it goes on by itself.", err=True)
            sys.exit(BUSY)
        yield lock


def _find_program() -> Path:
    """Return the command of this installation."""
    beside = Path(sys.executable).with_name("pressearchiv")
    return beside if beside.exists() else Path(shutil.which("pressearchiv") or beside)


def _find_problems(settings: Settings) -> list[str]:
    """Return sentences on what keeps the archive from running by itself, as far as it can be seen from here."""
    problems = []
    if not settings.contact:
        problems.append("PRESSEARCHIV_CONTACT is not set here; live sites are not crawled without it.")
    systemctl = shutil.which("systemctl")
    if systemctl is None or not Path("/run/systemd/system").is_dir():
        problems.append("systemd does not run here; `pressearchiv schedule --cron` prints a line for cron.")
        return problems
    asked: dict[str, Any] = {"capture_output": True, "text": True, "check": False, "timeout": 10}
    state = subprocess.run([systemctl, "is-active", "pressearchiv-run.timer"], **asked).stdout.strip()  # noqa: S603 - fixed words
    if state != "active":
        problems.append(
            f"The timer pressearchiv-run.timer is {state or 'not there'}; `pressearchiv schedule --systemd` prints it."
        )
    return problems
