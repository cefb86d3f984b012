"""The front door: the command line, and the one file that knows all packages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import NoReturn

import click

from archive.console import current_settings, data_option, stopping_calmly, to_json
from archive.errors import ArchiveError, ProfileError
from archive.settings import VERSION, is_debugging
from crawler.commands import crawl, extract, import_file
from crawler.crawl_commands import crawls
from demo.commands import serve_demo
from indexer.commands import export, index, tag
from indexer.delist_commands import delist, delistings, relist
from indexer.tag_commands import gazetteer, tags
from webui.commands import search, serve
from webui.staff_commands import staff

DONE, FAILED, WRONG_USE, BUSY = 0, 1, 2, 4


def main() -> NoReturn:
    """Run the command line; every error that can be foreseen ends in one sentence and an exit code."""
    from crawler.errors import AddressError, ContactError, CrawlError, CrawlRunningError
    from demo.errors import DemoError
    from indexer.errors import IndexerError
    from webui.errors import WebError

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
    import_file,
    export,
    extract,
    tag,
    tags,
    gazetteer,
    staff,
    delist,
    relist,
    delistings,
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

    settings = current_settings()
    with open_ledger(settings) as ledger:
        sites, states, index_now = ledger.sites(), ledger.count_states(), index_status(settings, ledger)
        articles = ledger.count_articles()
    if as_json:
        told = [{"site": site.site, "articles": site.articles, "address": site.address,
                 "last_crawl": describe_crawl(site.last_crawl) if site.last_crawl else None} for site in sites]  # fmt: skip
        click.echo(to_json({"articles": articles, "states": states, "sites": told, "index": describe_index(index_now)}))
        return
    click.echo(f"{articles} articles in {settings.data}" + "".join(f", {n} {state}" for state, n in states.items()))
    for site in sites:
        last = tell_crawl(site.last_crawl) if site.last_crawl else "never crawled"
        click.echo(f"{site.site}: {site.articles} articles. {last}")
    for line in tell_index(index_now):
        click.echo(line)


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
