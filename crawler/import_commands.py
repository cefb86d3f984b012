"""The commands that take in what others kept, and that read everything anew from what is kept here."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.console import archive_settings, current_settings, data_option, progress_bar
from archive.errors import ArchiveError
from archive.ledger import Ledger
from archive.settings import Settings

FAILED = 1
# Changes that `re-extract` shows in full before it asks for --yes.
SAMPLES = 5
# Bad lines of a file that are told one by one.
MOST_TOLD = 50


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False))
@click.option("--site", default="", help="Take only what belongs to this site (default: all sites with a profile).")
@click.option(
    "--again",
    is_flag=True,
    help="Read a WARC file from its beginning although it is known; wayback: all years once more.",
)
@click.option("--wayback", metavar="SITE", default="", help="Take in what the Wayback Machine holds of this site.")
@click.option("--from", "begin", metavar="TIME", default="", help="wayback: captured from this year, month or day on.")
@click.option("--to", "end", metavar="TIME", default="", help="wayback: captured up to this year, month or day.")
@click.option(
    "--budget", type=click.IntRange(1), default=1000, show_default=True, help="wayback: captures fetched at most."
)
@data_option
def import_files(
    files: tuple[str, ...], site: str, again: bool, wayback: str, begin: str, end: str, budget: int
) -> None:
    """Take in FILES of other archives: WARC, WACZ, CDXJ (with the WARC files it names), or articles as JSON lines.

    \b
    A copy of each WARC file is kept below warc/import/. The same file given again changes nothing; an import that
    was stopped goes on where it was. Bad records and lines are counted and told, and the rest goes in.
    --wayback SITE asks web.archive.org, at most one page a second; run it again until it says that nothing is left.
    JSON lines: {"url", "title", "lead", "text", "published", "images", "language"}; url, title and text are needed.
    """
    from archive.ledger import open_ledger
    from crawler.file_reading import read_files
    from crawler.holding_files import JSONL, detect_format

    if bool(files) == bool(wayback):
        raise click.UsageError("Which files? Give WARC, WACZ, CDXJ or JSONL files, or --wayback SITE.")
    settings = current_settings()
    _check_site(settings, site or wayback)
    failed = False
    with open_ledger(settings) as ledger:
        if wayback:
            failed = not _import_remote(
                settings, ledger, wayback, (_read_stamp(begin), _read_stamp(end)), budget, again=again
            )
        for file in files:
            try:
                if detect_format(Path(file)) == JSONL:
                    failed |= not _import_lines(settings, ledger, file)
                else:
                    failed |= not _import_holding(settings, ledger, Path(file), site, again)
            except ArchiveError as error:
                click.echo(f"Error: {file}: {error}", err=True)
                failed = True
        with progress_bar("files") as bar:
            read_files(settings, ledger, lambda: datetime.now(UTC), bar)
    if failed:
        sys.exit(FAILED)


def _check_site(settings: Settings, site: str) -> None:
    from archive.profiles import load_profile

    if site:
        load_profile(site, [settings.sites_folder])


def _import_holding(settings: Settings, ledger: Ledger, path: Path, site: str, again: bool) -> bool:
    """Take in the WARC files that a file stands for; say whether anything could be read."""
    from crawler.holding_files import list_sources
    from crawler.holding_import import HoldingImport

    sources, problems = list_sources(path)
    for problem in problems:
        click.echo(f"{path.name}: {problem}", err=True)
    taking = HoldingImport(settings, ledger, lambda: datetime.now(UTC), site)
    good = fresh = False
    for source in sources:
        with progress_bar("bytes") as bar:
            report = taking.take(source, bar, again=again)
        if report.put_back:
            click.echo(f"{source.name}: our copy was lost or damaged; it was put back.")
        if report.known:
            click.echo(f"{source.name}: known already, nothing to do.")
            good = True
            continue
        for problem in report.problems:
            click.echo(problem, err=True)
        told = _tell_counts(report.counts) or "nothing taken in"
        left = f"; left out: {_tell_counts(report.passed)}" if report.passed else ""
        click.echo(f"{source.name}: {told}{left}.")
        taken = any(number for name, number in report.counts.items() if name != "bad records")
        good |= bool(report.passed) or taken
        fresh |= taken
    if fresh:
        click.echo("`pressearchiv index` makes the articles searchable.")
    return good


def _import_remote(
    settings: Settings, ledger: Ledger, site: str, period: tuple[str, str], budget: int, *, again: bool
) -> bool:
    """Take in what another web archive holds of a site; say whether it answered."""
    from crawler.wayback_import import WaybackImport

    taking = WaybackImport(settings, ledger, site, lambda: datetime.now(UTC))
    with progress_bar("captures") as bar:
        report, ended = taking.take(*period, budget=budget, progress=bar, again=again)
    for problem in report.problems:
        click.echo(problem, err=True)
    left = f"; left out: {_tell_counts(report.passed)}" if report.passed else ""
    click.echo(f"{site}: {_tell_counts(report.counts) or 'nothing taken in'}{left}.")
    if ended:
        click.echo(ended, err=True)
    if report.counts["captures"]:
        click.echo("`pressearchiv index` makes the articles searchable.")
    return not ended or "budget" in ended or bool(report.counts["captures"])


def _read_stamp(value: str) -> str:
    """Return a time as digits, as web archives write it."""
    digits = "".join(letter for letter in value if letter.isdigit())
    if value and (len(digits) not in (4, 6, 8, 14) or set(value) - set("0123456789-:T ")):
        raise click.BadParameter(f"{value!r} is no time; expected YYYY, YYYY-MM or YYYY-MM-DD.")
    return digits


def _tell_counts(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number)


def _import_lines(settings: Settings, ledger: Ledger, file: str) -> bool:
    """Take in articles as JSON lines; say whether any went in."""
    from archive.jsonl import import_lines
    from crawler.page_reader import choose_profile

    def find_site(url: str) -> tuple[str, str]:
        profile, canonical = choose_profile(url, settings)
        return ("import", url) if profile.id == "unknown" else (profile.id, canonical)

    with Path(file).open("rb") as lines, progress_bar("articles") as bar:
        report = import_lines(
            ledger, lines, lambda: datetime.now(UTC), find_site=find_site, progress=lambda n: bar(n, 0)
        )
    for error in report.errors[:MOST_TOLD]:
        click.echo(f"{file}: {error}", err=True)
    if len(report.errors) > MOST_TOLD:
        click.echo(f"{file}: {len(report.errors) - MOST_TOLD} more lines", err=True)
    if not report.kept and not report.errors:
        click.echo(f"{file} is empty.")
        return True
    if not report.kept:
        click.echo(
            f"Error: {file} holds no articles; expected WARC, WACZ, CDXJ, or an article a line as JSON.", err=True
        )
        return False
    told = ", ".join(f"{count} {outcome}" for outcome, count in report.counts.items())
    click.echo(
        f"{report.kept} articles kept ({told}), {len(report.errors)} lines not. `pressearchiv index` makes them searchable."
    )
    return True


@click.command("re-extract")
@click.option("--site", default="", help="Only this site.")
@click.option("--yes", is_flag=True, help="Write what would change (without it, it is only shown).")
@data_option
def reextract(site: str, yes: bool) -> None:
    """Read all articles anew from the WARC files, by today's rules and profiles, without touching any site.

    Shows what would change; with --yes it is written, and `pressearchiv index` makes it searchable. A better reading
    takes the place of the old one: a version begins only where the captures differ. A version whose capture gives no
    release any more stays as it is.
    """
    from archive.ledger import open_ledger
    from crawler.capture_reading import CaptureReader
    from crawler.file_reading import reread_files
    from crawler.reextraction import Rereading, apply_rereading, reread_articles, take_unread
    from crawler.reextraction_diff import describe_rereading

    settings = archive_settings()
    _check_site(settings, site)
    counts: Counter[str] = Counter()

    def take(rereading: Rereading) -> None:
        counts["lost"] += bool(rereading.lost)
        if not rereading.kind:
            return
        counts[rereading.kind] += 1
        if sum(counts[kind] for kind in ("text", "details", "versions")) <= SAMPLES and not yes:
            click.echo(describe_rereading(rereading))
        if yes and not apply_rereading(ledger, rereading):
            counts["overtaken"] += 1

    with open_ledger(settings) as ledger:
        with progress_bar("articles") as bar:
            for rereading in reread_articles(settings, ledger, site=site, progress=bar):
                take(rereading)
        found = take_unread(CaptureReader(settings, ledger), site, write=yes)
        with progress_bar("files") as bar:
            files = reread_files(settings, ledger, lambda: datetime.now(UTC), site, bar, write=yes)
    changes = sum(counts[kind] for kind in ("text", "details", "versions")) + found + files
    click.echo(
        f"{counts['text']} articles with another text, {counts['details']} with other details (date, captions, files), "
        f"{counts['versions']} with another number of versions, {found} found in pages that gave none before, "
        f"{files} attachments with another text."
    )
    if counts["lost"]:
        click.echo(
            f"{counts['lost']} articles have captures that give no release by today's rules; those versions stay."
        )
    if counts["overtaken"]:
        click.echo(f"{counts['overtaken']} were changed by a crawl meanwhile; run it again for them.")
    if changes and not yes:
        click.echo("Nothing was written. `pressearchiv re-extract --yes` writes it.")
    elif changes:
        click.echo("Written. `pressearchiv index` makes it searchable.")
