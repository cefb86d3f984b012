"""The front door: the command line, and the one file that knows all packages."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

import click

from archive.console import (
    archive_settings,
    current_settings,
    data_option,
    progress_bar,
    read_any_encoding,
    stopping_calmly,
    to_json,
)
from archive.errors import ArchiveError, ProfileError
from archive.schedule_commands import run_due, schedule
from archive.settings import VERSION, is_debugging
from crawler.commands import crawl, extract
from crawler.crawl_commands import crawls
from crawler.import_commands import import_files, reextract
from crawler.site_commands import site_tools
from demo.commands import serve_demo
from indexer.commands import index, tag
from indexer.delist_commands import delist, delistings, relist
from indexer.export_commands import export
from indexer.gazetteer_commands import gazetteer
from indexer.tag_commands import tags
from webui.commands import search, serve
from webui.staff_commands import staff

if TYPE_CHECKING:
    from archive.verifying import Finding

DONE, FAILED, WRONG_USE, BUSY = 0, 1, 2, 4
_FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota of this account is used up",
    errno.EFBIG: "a file would be larger than this account may write (ulimit -f)",
}


def main() -> NoReturn:
    """Run the command line; every error that can be foreseen ends in one sentence and an exit code."""
    from crawler.errors import AddressError, ContactError, CrawlError, CrawlRunningError
    from demo.errors import DemoError
    from indexer.errors import IndexerError
    from webui.errors import WebError

    read_any_encoding()
    # A shell that starts us in the background ignores Ctrl-C for us; stopping must work all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        cli.main(standalone_mode=False)
        sys.exit(DONE)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except CrawlRunningError as error:
        _fail(error, BUSY)
    except (ProfileError, AddressError, ContactError) as error:
        _fail(error, WRONG_USE)
    except (ArchiveError, CrawlError, IndexerError, WebError, DemoError) as error:
        _fail(error, FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `| head` is no error
        sys.exit(DONE)
    except Exception as error:  # no stack trace reaches a user
        if isinstance(error, OSError) and error.filename and not is_debugging():
            _fail(
                f"{error.filename} cannot be used ({error.strerror}). Is the path right, and may it be written?", FAILED
            )
        if isinstance(error, OSError) and error.errno in _FULL and not is_debugging():
            _fail(f"{_FULL[error.errno]}. Make room and give the command again: nothing that was kept is lost.", FAILED)
        if is_debugging():
            raise
        _fail(f"an error of this program ({type(error).__name__}: {error}). PRESSEARCHIV_DEBUG=1 shows where.", FAILED)


def _fail(error: object, code: int) -> NoReturn:
    click.echo(f"Error: {error}", err=True)
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(VERSION, prog_name="pressearchiv")
@data_option
def cli() -> None:
    """Pressearchiv harvests the press archive of a city, keeps every version, and makes it searchable.

    \b
    The way through:
      pressearchiv demo run             try everything on an invented press site
      pressearchiv crawl krefeld        harvest a site into the ledger and WARC files
      pressearchiv index                make what was harvested searchable
      pressearchiv serve                open the search pages on 127.0.0.1
      pressearchiv search "Dünkirchen"  or search right here
    """


for command in (
    crawl,
    crawls,
    index,
    serve,
    search,
    import_files,
    export,
    extract,
    reextract,
    tag,
    tags,
    gazetteer,
    site_tools,
    staff,
    delist,
    relist,
    delistings,
    schedule,
    run_due,
):
    cli.add_command(command)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print the state as JSON.")
@data_option
def status(as_json: bool) -> None:
    """Say what is kept, what was crawled last, and whether the index is up to date."""
    from archive.ledger import open_ledger
    from crawler.report_text import describe_crawl, tell_crawl
    from indexer.build import index_status
    from indexer.status_text import describe_index, tell_index

    settings = archive_settings()
    with open_ledger(settings) as ledger:
        sites, states, index_now = ledger.sites(), ledger.count_states(), index_status(settings, ledger, check=True)
        articles = ledger.count_articles()
    if as_json:
        told = [{"site": site.site, "articles": site.articles, "address": site.address,
                 "last_crawl": describe_crawl(site.last_crawl) if site.last_crawl else None} for site in sites]  # fmt: skip
        click.echo(to_json({"articles": articles, "states": states, "sites": told, "index": describe_index(index_now)}))
        return
    click.echo(f"{articles} articles in {settings.data}" + "".join(f", {n} {state}" for state, n in states.items()))
    for site in sites:
        never = "Imported; never crawled from here." if site.articles else "Never crawled."
        last = tell_crawl(site.last_crawl) if site.last_crawl else never
        click.echo(f"{site.site}: {site.articles} articles. {last}")
    for line in tell_index(index_now):
        click.echo(line)


@cli.command()
@click.option("--repair", is_flag=True, help="Mend what can be mended from the level below.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@data_option
def verify(repair: bool, as_json: bool) -> None:
    """Check all that is kept: digests of all WARC records, the ledger against them, the index against the ledger.

    With --repair, files of killed crawls are closed and torn ends put aside, captures that the ledger does not know are
    written into it and read, the index is made anew. Exit codes: 0 all is well or was mended, 1 something is wrong.
    """
    from archive.ledger import open_ledger
    from archive.retelling import retell_losses, verify_decisions
    from archive.verifying import verify_files, verify_ledger
    from crawler.capture_reading import CaptureReader
    from crawler.file_reading import read_files
    from crawler.holding_retaking import retake_copies
    from crawler.reextraction import take_unread
    from crawler.run_retaking import retake_rewritten
    from indexer.verifying import tell_due, verify_index

    settings = archive_settings()
    with open_ledger(settings, anew=True) as ledger:
        with progress_bar("bytes") as bar:
            findings = list(verify_files(settings, ledger, repair=repair, progress=bar))
        if any(finding.level == "ledger" and finding.mended for finding in findings):
            retake_rewritten(settings, ledger)
            with progress_bar("bytes") as bar:
                retake_copies(settings, ledger, lambda: datetime.now(UTC), bar)
            take_unread(CaptureReader(settings, ledger), write=True)
            retell_losses(ledger)
            with progress_bar("files") as bar:
                read_files(settings, ledger, lambda: datetime.now(UTC), bar)
        findings += [*verify_ledger(ledger, repair=repair), *verify_decisions(ledger, repair=repair)]
        with progress_bar("articles") as bar:
            findings += verify_index(settings, ledger, repair=repair, progress=bar)
        due = tell_due(settings, ledger)
    left = [finding for finding in findings if not finding.mended and not finding.came]
    if as_json:
        click.echo(to_json({"ok": not left, "findings": [asdict(finding) for finding in findings], "due": due}))
    else:
        for finding in findings:
            click.echo(
                f"{finding.level}: {finding.sentence.rstrip('.')}. {'Mended. ' if finding.mended else ''}{finding.cure}".rstrip()
            )
        click.echo(_tell_findings(findings, left, repair=repair))
        if due and not left:
            click.echo(due)
    sys.exit(FAILED if left else DONE)


def _tell_findings(findings: Sequence[Finding], left: Sequence[Finding], *, repair: bool) -> str:
    wrong = [finding for finding in findings if not finding.came]
    came = len(findings) - len(wrong)
    if not wrong:
        return f"All else is as it should be; damaged when it came: {came}." if came else "All is as it should be."
    if repair:
        return f"Found wrong: {len(wrong)}. Mended: {len(wrong) - len(left)}. Left: {len(left)}."
    mendable = sum(finding.mendable for finding in wrong)
    cure = (
        f"`pressearchiv verify --repair` mends {mendable} of them"
        if mendable
        else "None of them can be mended from here"
    )
    return f"Found wrong: {len(wrong)}. {cure}."


@cli.group()
def demo() -> None:
    """An invented press site on this machine, to try everything on."""


demo.add_command(serve_demo)


@demo.command("run")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port of the search pages."
)
@data_option
def run_demo(port: int) -> None:
    """Go the whole way: serve the invented site, harvest it, index it, open the search pages."""
    from demo.server import running_site
    from webui.serve import open_listener

    settings = current_settings()
    open_listener("127.0.0.1", port).close()  # a port in use is told now, not after the work
    with stopping_calmly(), running_site(port=_free_demo_port()) as site:
        site.logging = False
        click.echo(f"1/3  Harvesting the invented press site {site.address}/")
        _run_step("crawl", "demo", "--base-url", site.address, "--data", str(settings.data))
        click.echo("2/3  Indexing")
        _run_step("index", "--data", str(settings.data))
        click.echo("3/3  Serving")
        click.get_current_context().invoke(serve, port=port, host="127.0.0.1")


def _run_step(*arguments: str) -> None:
    """Run one of our own commands as a process: Scrapy's reactor starts only once in each."""
    done = subprocess.run([sys.executable, __file__, *arguments], check=False)  # noqa: S603 - our own program
    if done.returncode:
        sys.exit(done.returncode)


def _free_demo_port() -> int:
    """Return the usual port of the demonstration, or 0 (any) where another program has it."""
    from webui.errors import WebError
    from webui.serve import open_listener

    try:
        open_listener("127.0.0.1", 8600).close()
    except WebError:
        return 0
    return 8600


if __name__ == "__main__":
    main()
