"""The commands about crawls that are over: list them, show a report, accept one that was held back."""

from __future__ import annotations

import click

from archive.console import archive_settings, data_option, login_name, to_json


@click.group()
def crawls() -> None:
    """List the crawls, show the report of one, accept one that was held back."""


@crawls.command("list")
@click.option("--site", default="", help="Only crawls of this site.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
@data_option
def list_crawls(site: str, limit: int, as_json: bool) -> None:
    """List the last crawls with verdict and counts."""
    from archive.ledger import open_ledger
    from archive.profiles import load_profile
    from crawler.report_text import describe_crawl, tell_run

    settings = archive_settings()
    with open_ledger(settings) as ledger:
        runs = ledger.crawls(limit, site or None)
    if site and not runs:
        load_profile(site, [settings.sites_folder])  # says which sites there are, where this is none
    if as_json:
        click.echo(to_json([describe_crawl(run) for run in runs]))
    elif runs:
        click.echo("\n".join(map(tell_run, runs)))
    else:
        of_site = f" of {site}" if site else ""
        click.echo(f"Nothing{of_site} was crawled yet. `pressearchiv crawl {site or 'SITE'}` begins.")


@crawls.command()
@click.argument("run", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@data_option
def show(run: int, as_json: bool) -> None:
    """Show the report of the crawl number RUN."""
    from archive.ledger import open_ledger
    from crawler.errors import AcceptError
    from crawler.report_text import describe_crawl, tell_crawl

    settings = archive_settings()
    with open_ledger(settings) as ledger:
        found = ledger.crawl(run)
    if found is None:
        raise AcceptError(f"There is no crawl {run}; `pressearchiv crawls list` shows all.")
    if as_json:
        click.echo(to_json(describe_crawl(found)))
        return
    click.echo(tell_crawl(found))
    page = settings.reports_folder / f"{found.site}-{found.id}.html"
    if page.is_file():
        click.echo(f"As a page: {page}")


@crawls.command()
@click.argument("run", type=click.IntRange(min=1))
@click.option("--who", default="", help="Who accepts it (default: your login name).")
@click.option("--why", default="", help="Why; it is kept with the report.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@data_option
def accept(run: int, who: str, why: str, as_json: bool) -> None:
    """Take in the crawl number RUN, which was held back because it was suspicious.

    Its captures are read again from the WARC files with today's profile, so that a profile that was mended meanwhile
    counts. Pages that a later crawl has fetched are left out. `pressearchiv index` then brings it into the search.
    """
    from crawler.accepting import accept_crawl
    from crawler.report_text import describe_crawl, tell_crawl

    accepted = accept_crawl(archive_settings(), run, who or login_name(), why=why)
    click.echo(to_json(describe_crawl(accepted)) if as_json else tell_crawl(accepted))
