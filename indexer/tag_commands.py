"""The commands of staff: correct city tags, see what they rest on, take over rules, compare gazetteers before one counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from archive.console import archive_settings, data_option, login_name, progress_bar, to_json
from archive.corrections import ADD, CONFIRM, REJECT, ROLES, WITHDRAW, Correction


def _correcting(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what all corrections take."""
    for decorate in (
        data_option,
        click.option("--who", default="", help="Who decides (default: your login name)."),
        click.option("--why", required=True, help="Why; it is kept for good and shown with the tag."),
        click.argument("city"),
        click.argument("article"),
    ):
        function = decorate(function)
    return function


@click.group()
def tags() -> None:
    """Correct city tags, see why they are there, and compare gazetteers before one counts.

    ARTICLE is the id of an article or any of its addresses, CITY any name of the city. Every correction is kept with
    who, when and why; new rules never undo it. `pressearchiv index` brings it into the search.
    """


@tags.command()
@_correcting
def confirm(article: str, city: str, why: str, who: str) -> None:
    """Say that a tag is right: it stays with its role, whatever later rules find."""
    _correct(CONFIRM, article, city, why, who)


@tags.command()
@_correcting
def reject(article: str, city: str, why: str, who: str) -> None:
    """Say that a tag is wrong: it never comes back by itself."""
    _correct(REJECT, article, city, why, who)


@tags.command()
@_correcting
@click.option("--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True)
def add(article: str, city: str, why: str, who: str, role: str) -> None:
    """Give an article a city that the program does not find."""
    _correct(ADD, article, city, why, who, role)


@tags.command()
@_correcting
def withdraw(article: str, city: str, why: str, who: str) -> None:
    """Take back what was decided: the rules of the program count again."""
    _correct(WITHDRAW, article, city, why, who)


def _correct(action: str, article: str, city: str, why: str, who: str, role: str = "") -> None:
    from archive.errors import CorrectionError
    from archive.ledger import open_ledger
    from indexer.site_taggers import SiteTaggers
    from indexer.tag_correcting import correct_tag, find_article, find_city

    settings = archive_settings()
    with open_ledger(settings) as ledger:
        taggers = SiteTaggers(settings, ledger)
        _warn(taggers.warnings)
        try:
            archived = find_article(settings, ledger, article)
            place = find_city(taggers.tagger_for(archived.site).gazetteer, city)
            correction = Correction(
                archived.id, place.id, action, who or login_name(), datetime.now(UTC), why=why, role=role
            )
            before, after = correct_tag(ledger, taggers, archived, correction)
        except CorrectionError as error:
            raise click.UsageError(str(error)) from None
    cities = ", ".join(f"{tag.city} ({tag.role})" for tag in after) or "no partner city"
    same = " Its tags stay as they were." if before == after else ""
    click.echo(
        f"{archived.id}  {archived.article.title}\n{cities}.{same} `pressearchiv index` brings it into the search."
    )


@tags.command("list")
@click.option("--city", default="", help="Only corrections of this city.")
@click.option("--json", "as_json", is_flag=True, help="Print the corrections as JSON.")
@data_option
def list_all(city: str, as_json: bool) -> None:
    """List all corrections, the newest first, withdrawn ones too."""
    from archive.corrections import list_corrections
    from archive.errors import CorrectionError
    from archive.ledger import open_ledger
    from indexer.site_taggers import SiteTaggers
    from indexer.tag_correcting import describe_correction, find_city_id

    settings = archive_settings()
    with open_ledger(settings) as ledger:
        try:
            wanted = find_city_id(SiteTaggers(settings, ledger).gazetteers(), city) if city else None
        except CorrectionError as error:
            raise click.UsageError(str(error)) from None
        found = list_corrections(ledger, city=wanted)
    if as_json:
        click.echo(to_json([describe_correction(one) for one in found]))
        return
    for one in found:
        click.echo(f"{one.article_id}  {_tell(one)}")
    if not found:
        click.echo("no corrections")


@tags.command()
@click.argument("article")
@data_option
def show(article: str) -> None:
    """Show the tags of an article, why it has them, and what was decided about them."""
    from archive.corrections import list_corrections, read_corrections
    from archive.errors import CorrectionError
    from archive.ledger import open_ledger
    from indexer.site_taggers import SiteTaggers
    from indexer.tag_correcting import find_article
    from indexer.tag_overlay import explain_corrected_tag

    settings = archive_settings()
    with open_ledger(settings) as ledger:
        taggers = SiteTaggers(settings, ledger)
        _warn(taggers.warnings)
        try:
            archived = find_article(settings, ledger, article)
        except CorrectionError as error:
            raise click.UsageError(str(error)) from None
        holding = read_corrections(ledger, [archived.id]).get(archived.id, ())
        history = list_corrections(ledger, article_id=archived.id)
    decided = {correction.city: correction for correction in holding}
    click.echo(f"{archived.id}  {archived.article.title}\n{archived.urls[0]}")
    given = taggers.tag(archived, holding)
    for tag in given:
        click.echo(f"\n{tag.city}  {tag.role}  {tag.score:.2f}")
        click.echo(f"  {explain_corrected_tag(tag, archived.article, decided.get(tag.city), named=True)}")
    if not given:
        click.echo("\nno partner city")
    if history:
        click.echo("\nDecisions:")
    for correction in history:
        click.echo(f"  {_tell(correction)}")


@tags.command()
@click.option("--json", "as_json", is_flag=True, help="Print the proposals as JSON.")
@data_option
def proposals(as_json: bool) -> None:
    """List the rules that repeated rejections speak for."""
    from archive.ledger import open_ledger
    from indexer.site_taggers import SiteTaggers
    from indexer.tag_correcting import describe_proposal
    from indexer.tag_proposals import FEWEST_ARTICLES, find_proposals

    settings = archive_settings()
    with open_ledger(settings) as ledger:
        taggers = SiteTaggers(settings, ledger)
        _warn(taggers.warnings)
        found = find_proposals(ledger, taggers)
    if as_json:
        click.echo(to_json([describe_proposal(one) for one in found]))
        return
    for one in found:
        click.echo(f"{one.id}  {one.sentence}: {', '.join(one.articles[:5])}{' …' if len(one.articles) > 5 else ''}")
    click.echo(
        "`pressearchiv tags accept ID` shows what one would change."
        if found
        else f"no proposals; they come when the same words were rejected at {FEWEST_ARTICLES} articles"
    )


@tags.command()
@click.argument("proposal")
@click.option("--yes", is_flag=True, help="Take it, after it was shown.")
@data_option
def accept(proposal: str, yes: bool) -> None:
    """Show what a proposed rule would change in the whole archive; with --yes, write it into your gazetteer."""
    from archive.gazetteer_files import save_own_text
    from archive.ledger import open_ledger
    from indexer.site_taggers import SiteTaggers
    from indexer.tag_comparison import compare_tags, tell_comparison
    from indexer.tag_proposals import find_proposals, preview_proposal

    settings = archive_settings()
    with open_ledger(settings) as ledger, progress_bar("articles") as bar:
        taggers = SiteTaggers(settings, ledger)
        _warn(taggers.warnings)
        found = {one.id: one for one in find_proposals(ledger, taggers)}
        if proposal not in found:
            known = f"there are {', '.join(found)}" if found else "there are none now"
            raise click.UsageError(f"No proposal has the id {proposal!r}; {known}.")
        text, changed = preview_proposal(settings, taggers, found[proposal])
        comparison = compare_tags(ledger, taggers.tag, changed.tag, bar)
    click.echo(f"{found[proposal].sentence}.\n{tell_comparison(comparison)}")
    if not yes:
        click.echo("\nNothing was written. With --yes the rule goes into your gazetteer.")
        return
    path = save_own_text(settings, found[proposal].gazetteer, text)
    click.echo(f"\nWritten to {path}. `pressearchiv index` makes the index anew with it.")


@tags.command()
@click.option(
    "--gazetteer", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The other one."
)
@click.option(
    "--as", "name", default="", metavar="NAME", help="The gazetteer it would stand for (default: its file name)."
)
@click.option("--examples", type=click.IntRange(0, 5), default=3, show_default=True, help="Shown for each change.")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
@data_option
def diff(file: Path | None, name: str, examples: int, as_json: bool) -> None:
    """Compare the tags of the whole archive with those another gazetteer would give.

    Without --gazetteer: the tags in the index, as an earlier program or gazetteer gave them, with those of today. Nothing
    is changed. Corrections hold on both sides.
    """
    from archive.ledger import open_ledger
    from indexer.site_taggers import SiteTaggers
    from indexer.tag_comparison import compare_tags, describe_comparison, tell_comparison
    from indexer.tag_correcting import read_index_tags, read_other_gazetteer

    settings = archive_settings()
    with open_ledger(settings) as ledger, progress_bar("articles") as bar:
        taggers = SiteTaggers(settings, ledger)
        _warn(taggers.warnings)
        if file is None:
            with read_index_tags(settings) as indexed:
                comparison = compare_tags(ledger, indexed, taggers.tag, bar)
        else:
            called, other = read_other_gazetteer(taggers, file, name)
            comparison = compare_tags(ledger, taggers.tag, taggers.replace_gazetteer(called, other).tag, bar)
    click.echo(to_json(describe_comparison(comparison)) if as_json else tell_comparison(comparison, examples))


def _tell(correction: Correction) -> str:
    role = f" as {correction.role}" if correction.role else ""
    when = f"{correction.happened:%Y-%m-%d %H:%M}"
    return f"{when}  {correction.action} {correction.city}{role}, {correction.who}: {correction.why}"


def _warn(warnings: list[str]) -> None:
    for warning in warnings:
        click.echo(f"Warning: {warning}", err=True)
