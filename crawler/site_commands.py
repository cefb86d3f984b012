"""The commands for the one who writes a site profile: look at a site, check a profile, save a page, list the sites."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive.console import current_settings, data_option, to_json

FAILED = 1


@click.group("site")
def site_tools() -> None:
    """Make and check the profile of a press site, without programming."""


@site_tools.command("new")
@click.argument("url")
@click.option("--name", default="", help="Name of the site (default: made of its host).")
@click.option("--like", "pattern", default="", help="Build upon this pattern instead of the one that is recognised.")
@click.option("--force", is_flag=True, help="Write over a profile of this name.")
@data_option
def new_site(url: str, name: str, pattern: str, force: bool) -> None:
    """Look at the site at URL, politely, and write a profile for it.

    URL is the address of the site, or better that of its list of press releases. The profile says in remarks
    what was found and what is unsure; `site check` shows how well it reads.
    """
    from archive.profiles import load_profile
    from crawler.site_profile import name_profile, name_site, tell_survey, write_profile
    from crawler.site_reader import SiteReader
    from crawler.site_survey import survey_site

    settings = current_settings()
    if pattern:
        load_profile(pattern, (settings.sites_folder,))
    name = name or name_site(url)
    name_profile(settings, name, overwrite=force)  # the site is not asked for what could not be kept
    reader = SiteReader(settings, url, tell=lambda address: click.echo(f"  {address}", err=True))
    survey = survey_site(reader, url)
    path = write_profile(settings, name, survey, pattern, overwrite=force)
    click.echo(f"{path}\n")
    click.echo(tell_survey(survey))
    click.echo(f"\nNext: pressearchiv site check {path.stem}, then pressearchiv crawl {path.stem}")
    if not survey.article_pattern:
        sys.exit(FAILED)


@site_tools.command("check")
@click.argument("name", metavar="SITE")
@click.argument("urls", metavar="[URL]...", nargs=-1)
@click.option("--pages", type=click.IntRange(1, 20), default=3, show_default=True, help="How many releases to look at.")
@click.option("--base-url", default="", metavar="URL", help="Where a copy of the site stands.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@data_option
def check(name: str, urls: tuple[str, ...], pages: int, base_url: str, as_json: bool) -> None:
    """Fetch a few pages of SITE, and show which fields its profile finds, where, and what is missing."""
    from archive.profiles import load_profile
    from crawler.errors import AddressError
    from crawler.page_reader import describe_article
    from crawler.site_check import check_site, tell_check
    from crawler.site_reader import SiteReader

    settings = current_settings()
    profile = load_profile(name, (settings.sites_folder,))
    address = base_url or profile.address or profile.url
    if not address:
        raise AddressError(f"{name} is a pattern without an address; `site new URL --like {name}` makes a site of it.")
    told = check_site(settings, profile, SiteReader(settings, address, profile.delay), urls, pages)
    if as_json:
        found = [
            {
                "url": page.url,
                "reason": page.reason,
                "article": describe_article(page.article) if page.article else None,
            }
            for page in told.pages
        ]
        values = {
            "site": told.site,
            "entries": told.entries,
            "pages": found,
            "saved": told.saved,
            "advice": told.advice,
        }
        click.echo(to_json(values))
    else:
        click.echo(tell_check(told))
    if not told.good:
        sys.exit(FAILED)


@site_tools.command("page")
@click.argument("url")
@click.option("--site", "name", default="", help="The site it belongs to (default: the one whose host it has).")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where to put it.")
@data_option
def page(url: str, name: str, folder: Path | None) -> None:
    """Save the page at URL with the article that it gives, so that each later check compares the two."""
    from crawler.errors import AddressError
    from crawler.page_reader import choose_profile
    from crawler.site_check import describe_fields, save_page
    from crawler.site_reader import SiteReader

    settings = current_settings()
    profile, _ = choose_profile(url, settings, name)
    if profile.id == "unknown":
        raise AddressError(f"No profile names the host of {url}. Make one with `pressearchiv site new URL`.")
    path, article = save_page(settings, profile, SiteReader(settings, url, profile.delay).fetch(url), folder)
    click.echo(f"{path}\n{path.with_suffix('.json')}\n")
    for field, source, value in describe_fields(article):
        click.echo(f"    {field:<12} {source:<12} {value}")
    click.echo(
        "\nLook whether this is right; mend the .json where it is not, then the profile until `site check` agrees."
    )


@site_tools.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@data_option
def list_sites(as_json: bool) -> None:
    """List the sites that have a profile, and the patterns that one can be built upon."""
    from archive.profiles import list_patterns, list_profiles, load_profile

    settings = current_settings()
    folders = (settings.sites_folder,)
    rows = []
    for kind, names in (("site", list_profiles(folders)), ("pattern", list_patterns(folders))):
        for name in names:
            profile = load_profile(name, folders)
            own = (settings.sites_folder / f"{name}.toml").is_file()
            rows.append({"id": name, "kind": kind, "name": profile.name, "url": profile.url, "own": own})
    if as_json:
        click.echo(to_json(rows))
        return
    for row in rows:
        where = "your own" if row["own"] else "comes with the program"
        click.echo(f"{row['id']:<20} {row['kind']:<8} {row['name']}  {row['url']}  ({where})")
