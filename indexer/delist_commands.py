"""The commands that take an article out of the public pages and bring it back; the archive keeps it all the same."""

from __future__ import annotations

import click

from archive.console import archive_settings, data_option, login_name, to_json
from archive.delisting import DELIST, RELIST


@click.command()
@click.argument("article")
@click.option("--why", required=True, help="Why; it is kept for good and shown to staff only.")
@click.option("--who", default="", help="Who decides (default: your login name).")
@data_option
def delist(article: str, why: str, who: str) -> None:
    """Hide ARTICLE (id or address) from search, lists, feeds, exports and API; nothing is deleted."""
    _decide(DELIST, article, why, who)


@click.command()
@click.argument("article")
@click.option("--why", required=True, help="Why; it is kept for good and shown to staff only.")
@click.option("--who", default="", help="Who decides (default: your login name).")
@data_option
def relist(article: str, why: str, who: str) -> None:
    """Show ARTICLE to the public again."""
    _decide(RELIST, article, why, who)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the decisions as JSON.")
@data_option
def delistings(as_json: bool) -> None:
    """List every decision on hiding articles and showing them again, the newest first."""
    from archive.delisting import list_delistings
    from archive.ledger import open_ledger

    with open_ledger(archive_settings()) as ledger:
        found = list_delistings(ledger)
    if as_json:
        values = [
            {
                "article": one.article_id,
                "action": one.action,
                "who": one.who,
                "when": one.happened.isoformat(),
                "why": one.why,
            }
            for one in found
        ]
        click.echo(to_json(values))
        return
    for one in found:
        click.echo(f"{one.article_id}  {one.happened:%Y-%m-%d %H:%M}  {one.action}, {one.who}: {one.why}")
    if not found:
        click.echo("nothing was ever hidden")


def _decide(action: str, article: str, why: str, who: str) -> None:
    from datetime import UTC, datetime

    from archive.delisting import Delisting, record_delisting
    from archive.errors import CorrectionError, DelistingError
    from archive.ledger import open_ledger
    from indexer.build import build_index
    from indexer.errors import IndexerError
    from indexer.tag_correcting import find_article

    settings = archive_settings()
    with open_ledger(settings) as ledger:
        try:
            archived = find_article(settings, ledger, article)
            record_delisting(ledger, Delisting(archived.id, action, who or login_name(), datetime.now(UTC), why))
        except (CorrectionError, DelistingError) as error:
            raise click.UsageError(str(error)) from None
        told = "The public is no longer shown it" if action == DELIST else "The public is shown it again"
        click.echo(f"{archived.id}  {archived.article.title}\n{told}.")
        try:
            build_index(settings, ledger)
        except IndexerError as error:
            # The pages ask the ledger too: they hide it already.
            click.echo(
                f"The index could not be brought up to date now ({error}); `pressearchiv index` does it.", err=True
            )
