"""The commands of the harvest: crawl a site, read a single page."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime

import click

from archive.console import current_settings, data_option, progress_bar, to_json
from archive.settings import Settings

DONE, FAILED, SUSPICIOUS = 0, 1, 3


@click.command()
@click.argument("site", required=False, default="")
@click.option("--site", "named", default="", metavar="SITE", help="The same as SITE.")
@click.option(
    "--url",
    default="",
    metavar="URL",
    help="The address of a site without profile; SITE is then a pattern, or `generic`.",
)
@click.option(
    "--base-url", default="", metavar="URL", help="Where a copy of the site stands, such as a rehearsal server."
)
@click.option("--now", metavar="TIME", help="Set the clock of this run (ISO 8601), for rehearsals.")
@click.option("--recheck", is_flag=True, help="Look at every known article again, whatever its age.")
@click.option(
    "--budget", type=click.IntRange(min=0), metavar="N", help="Fetch at most N releases, new ones first (0: no bound)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@data_option
def crawl(
    site: str, named: str, url: str, base_url: str, now: str | None, recheck: bool, budget: int | None, as_json: bool
) -> None:
    """Harvest SITE: what is new, what changed, what is gone.

    With --url, a site that has no profile yet is looked at first, and gets one.

    A second crawl asks only for lists, new releases and those whose check is due. A crawl that was stopped or
    killed is simply started again. Exit codes: 0 done, 1 failed, 2 wrong use, 3 suspicious, 4 already running.
    """
    from crawler.progress import Silence, choose_progress
    from crawler.report_text import describe_crawl, tell_crawl
    from crawler.run import run_crawl
    from crawler.site_profile import choose_site

    try:
        moment = datetime.fromisoformat(now).replace(tzinfo=datetime.fromisoformat(now).tzinfo or UTC) if now else None
    except ValueError:
        raise click.BadParameter(f"{now!r} is no time; expected one such as 2025-05-01T04:00.") from None
    site = choose_site(current_settings(), site or named, url, lambda line: click.echo(line, err=True))
    progress = Silence() if as_json else choose_progress(sys.stderr)
    settings = current_settings()
    done = run_crawl(settings, site, base_url=base_url, now=moment, recheck=recheck, budget=budget, progress=progress)
    _read_files(settings)
    click.echo(to_json(describe_crawl(done)) if as_json else tell_crawl(done))
    sys.exit({"failed": FAILED, "suspicious": SUSPICIOUS}.get(done.verdict, DONE))


def _read_files(settings: Settings) -> None:
    """Read the text off the files that the crawl brought."""
    from archive.ledger import open_ledger
    from crawler.file_reading import read_files

    with open_ledger(settings) as ledger, progress_bar("files") as bar:
        read_files(settings, ledger, lambda: datetime.now(UTC), bar)


@click.command()
@click.argument("source", metavar="FILE|URL", required=False)
@click.option("--site", default="", help="Read it with this site's profile (default: the one its address belongs to).")
@click.option("--url", default="", help="The address of a page that comes from a file.")
@click.option("--json", "as_json", is_flag=True, help="Print the article as JSON.")
@click.option(
    "--jsonl", is_flag=True, help='Read orders {"id", "file", "url", "site"} from standard input, a line each.'
)
@data_option
def extract(source: str | None, site: str, url: str, as_json: bool, jsonl: bool) -> None:
    """Read the press release off a page, in a FILE or at a URL, and print it."""
    from crawler.page_reader import describe_article, extract_lines, load_page, read_page

    settings = current_settings()
    if jsonl:
        for result in extract_lines(io.TextIOWrapper(sys.stdin.buffer, "utf-8", "replace"), settings):
            click.echo(to_json(result))
        return
    if not source:
        raise click.UsageError("Which page? Give a file or an address, or --jsonl.")
    extraction = read_page(load_page(source, settings), settings, site=site, url=url)
    if extraction.article is None:
        click.echo(f"Error: {source}: there is no release on this page: {extraction.reason}.", err=True)
        sys.exit(FAILED)
    described = describe_article(extraction.article)
    click.echo(to_json(described) if as_json else "\n".join(f"{key}: {value}" for key, value in described.items()))
