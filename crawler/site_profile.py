"""A survey of a site written down as its profile: a TOML file with comments that say what was found and what is unsure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from archive.profiles import list_profiles, load_profile
from archive.settings import Settings
from archive.urls import SiteUrls
from crawler.errors import AddressError, CrawlError, PageError
from crawler.records import ListingFound, SiteSurvey
from crawler.site_reader import SiteReader, require_address
from crawler.site_survey import survey_site

_FIELDS = (
    ("title", "the headline"),
    ("lead", "the lead, set apart from the text"),
    ("text", "the text"),
    ("date", "the day of publication"),
    ("captions", "the captions of pictures"),
)
# What follows the place that the profile names, where it is empty on a page.
_DATE_REST = ("json-ld", "meta", "label", "time", "title", "text", "form")


class SiteExistsError(CrawlError):
    """There is a profile of this name already."""


def name_site(address: str) -> str:
    """Return the id for a site: its host without www and top-level domain, `musterstadt` for www.musterstadt.de."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if re.fullmatch(r"[\d.]+|localhost|.*:.*", host):
        host = f"{host}-{parts.port}" if parts.port else host
    elif "." in host:
        host = host.rpartition(".")[0]
    return re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "site"


def find_site_of(settings: Settings, address: str) -> str:
    """Return the id of the site whose profile names the host of an address; empty where none does."""
    folders = (settings.sites_folder,)
    for name in list_profiles(folders):
        profile = load_profile(name, folders)
        if SiteUrls(profile).read(address) is not None:
            return name
    return ""


def choose_site(settings: Settings, site: str, address: str, tell: Callable[[str], None]) -> str:
    """Return the site to crawl: SITE, or the one at an address, which is looked at and gets a profile if it has none.

    Raises AddressError where neither says enough, and what a look at the site raises.
    """
    folders = (settings.sites_folder,)
    if not site and not address:
        raise AddressError("Which site? Give its name, or --url with its address; `pressearchiv site list` names them.")
    if not address:
        if not (profile := load_profile(site, folders)).url:
            raise AddressError(
                f"{site!r} is a pattern without an address; give that of the site with --url ({profile.name})."
            )
        return site
    pattern = load_profile(site or "generic", folders)
    if pattern.url:
        raise AddressError(
            f"{site!r} has an address of its own; --url is for patterns such as generic. A copy takes --base-url."
        )
    require_address(address)
    if known := find_site_of(settings, address):
        tell(f"The site at {address} is known as {known}.")
        return known
    survey = survey_site(SiteReader(settings, address), address)
    if not survey.article_pattern:
        raise PageError(f"No releases were found at {address}. " + " ".join(survey.doubts))
    path = write_profile(
        settings, name_site(address), survey, "" if pattern.id == "generic" else pattern.id, overwrite=False
    )
    tell(f"Wrote {path}; `pressearchiv site check {path.stem}` shows how well it reads.")
    return path.stem


def name_profile(settings: Settings, name: str, *, overwrite: bool) -> Path:
    """Return where the profile of a site of this name is written.

    Raises CrawlError where it is no name, SiteExistsError where there is such a profile, unless it may be overwritten.
    """
    path = settings.sites_folder / f"{name}.toml"
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise CrawlError(f"{name!r} cannot be the name of a site; expected small letters, digits and hyphens.")
    if path.exists() and not overwrite:
        raise SiteExistsError(f"{path} is there already. Give another --name, or --force to write it anew.")
    return path


def write_profile(settings: Settings, name: str, survey: SiteSurvey, pattern: str = "", *, overwrite: bool) -> Path:
    """Write the profile into the user's folder and return its path; it was read back and is sound.

    Raises what `name_profile` does.
    """
    path = name_profile(settings, name, overwrite=overwrite)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(describe_profile(name, survey, pattern), encoding="utf-8")
    load_profile(name, (settings.sites_folder,))
    return path


def describe_profile(name: str, survey: SiteSurvey, pattern: str = "") -> str:
    """Return the text of the profile file of a surveyed site."""
    return "\n".join(_lines(name, survey, pattern)) + "\n"


def tell_survey(survey: SiteSurvey) -> str:
    """Return what a look at a site found, a line for each thing."""
    listing = survey.listings[0] if survey.listings else None
    pages = (
        "none" if listing is None or listing.paging is None else f"{listing.paging.suffix or 'as the page links them'}"
    )
    rows = [
        ("name", survey.name),
        ("system", survey.system or "not recognised"),
        ("list", f"{listing.path}, {len(listing.articles)} releases, further pages: {pages}" if listing else "none"),
        ("releases", survey.article_pattern or "none"),
        *(("also", f"{family.pattern}, {len(family.seen)} seen") for family in survey.families),
        *([("hosts", ", ".join(survey.aliases))] if survey.aliases else []),
        ("feeds", ", ".join(survey.feeds) or "none"),
        ("sitemaps", ", ".join(survey.sitemaps) or "none"),
    ]
    rows += [(field, ", ".join(found)) for field, found in survey.selectors.items()]
    lines = [f"    {field:<12} {value}" for field, value in rows]
    return "\n".join([*lines, *(f"    unsure       {doubt}" for doubt in survey.doubts)])


def _lines(name: str, survey: SiteSurvey, pattern: str) -> Iterator[str]:
    like = pattern or survey.system or "generic"
    yield f"# {survey.name}: made by `pressearchiv site new` from {len(survey.samples)} sample pages. Lines that begin with #"
    yield f"# are remarks. After each change, `pressearchiv site check {name}` shows what the profile finds."
    for doubt in survey.doubts:
        yield f"# UNSURE: {doubt}"
    yield ""
    yield f"id = {_quote(name)}"
    yield f"# The pattern that this profile builds upon: {_tell_like(like, survey)}"
    yield f"like = {_quote(like)}"
    yield f"name = {_quote(survey.name)}"
    yield f"url = {_quote(survey.origin)}"
    host = urlsplit(survey.origin).netloc
    other = host.removeprefix("www.") if host.startswith("www.") else ""
    yield "# Other hosts that show the same pages."
    yield f"aliases = {_list(list(dict.fromkeys([*([other] if other else []), *survey.aliases])))}"
    yield "# Seconds between two requests; more where robots.txt asks for it" + (
        f" (here: {survey.crawl_delay:g})." if survey.crawl_delay else "."
    )
    yield f"delay = {max(2.0, survey.crawl_delay):g}"
    yield "# The list of partner cities that its articles are tagged with (archive/cities, or cities in the data folder)."
    yield '# gazetteer = "krefeld"'
    yield "# When `pressearchiv run-due` crawls it."
    yield '# schedule = ["06:15"]'
    yield from _start_lines(survey)
    yield from _url_lines(survey)
    if survey.selectors:
        yield from _layout_lines(survey)


def _tell_like(like: str, survey: SiteSurvey) -> str:
    if like == "generic":
        return "what holds for most German press pages."
    told = f"{like} was recognised by its mark-up" if like == survey.system else f"{like} was asked for"
    return f"{told}; its selectors are in archive/sites/{like}.toml."


def _start_lines(survey: SiteSurvey) -> Iterator[str]:
    yield ""
    yield "# Where a crawl begins: paths on the site."
    yield "[start]"
    for listing in survey.listings:
        yield f"# {len(listing.articles)} releases were linked there."
    yield f"listings = {_list([listing.path for listing in survey.listings])}"
    yield f"feeds = {_list(survey.feeds)}"
    yield f"sitemaps = {_list(survey.sitemaps)}"


def _url_lines(survey: SiteSurvey) -> Iterator[str]:
    yield ""
    yield "# Which addresses are what, as regular expressions for the path."
    yield "[urls]"
    if survey.article_pattern:
        seen = survey.listings[0].articles if survey.listings else survey.samples
        yield "# A release. Seen: " + ", ".join(urlsplit(url).path for url in seen[:2])
        for family in survey.families:
            yield f"# Of another form. Seen: {', '.join(urlsplit(url).path for url in family.seen[:2])}"
        patterns = [survey.article_pattern, *(family.pattern for family in survey.families)]
        yield "article = [" + ", ".join(map(_literal, patterns)) + "]"
    else:
        yield "# No release was recognised. Put the pattern of their addresses here:"
        yield "# article = ['^/presse/[^/?]+$']"
    if slash := _slash_pattern(survey):
        yield "# Addresses that end in a slash."
        yield f"trailing_slash = {_literal(slash)}"
    named = [family.keep_query for family in survey.families] + [listing.keep_query for listing in survey.listings]
    keep = dict.fromkeys((*survey.keep_query, *chain.from_iterable(named)))
    if keep:
        yield "# What belongs to the address behind the question mark; all else is dropped."
        yield f"keep_query = {_list(list(keep))}"
    listing = survey.listings[0] if survey.listings else None
    if listing is not None and listing.keep_query and listing.paging is not None:
        yield "# A page of the list, whichever one it is."
        yield f"listing = [{_literal('^' + re.escape(urlsplit(listing.path).path).replace(chr(92) + '-', '-') + chr(92) + '?')}]"
    if listing is not None and listing.cut_at:
        yield "# From here on an address is the paging of a list."
        yield f"cut_at = {_quote(listing.cut_at)}"
    if listing is not None and listing.paging is not None:
        yield from _paging_lines(listing)


def _paging_lines(listing: ListingFound) -> Iterator[str]:
    paging = listing.paging
    if paging is not None:
        yield ""
        yield "# How the further pages of the list are addressed: {} stands for the position of the page."
        yield "[urls.paging]"
        yield f"pattern = {_literal(paging.pattern)}"
        if paging.suffix:
            yield f"suffix = {_quote(paging.suffix)}"
        yield f"first = {paging.first}"
        yield f"step = {paging.step}"


def _slash_pattern(survey: SiteSurvey) -> str:
    """Return the pattern of the paths that end in a slash: all, some, or none (empty)."""
    forms = [(survey.article_pattern, survey.trailing_slash)]
    forms += [(family.pattern, family.trailing_slash) for family in survey.families]
    if all(slash for _, slash in forms):
        return "^/" if survey.article_pattern else ""
    some = [pattern.rstrip("$").removesuffix("/") + "/?$" for pattern, slash in forms if slash]
    lists = [urlsplit(listing.path).path for listing in survey.listings if listing.path.partition("?")[0].endswith("/")]
    some += [f"^{re.escape(path.rstrip('/'))}/?$".replace(r"\-", "-") for path in lists if path != "/"]
    return "|".join(some)


def _layout_lines(survey: SiteSurvey) -> Iterator[str]:
    yield ""
    yield "# Where the fields stand on a page, as CSS selectors; the first that finds something counts."
    yield "# What no selector finds is looked for by labels, order, embedded data and weight of the text."
    yield from _fields_of("release", survey.selectors, survey.certainty)
    for number, family in enumerate((family for family in survey.families if family.selectors), 2):
        yield ""
        yield f"# Releases at {family.pattern}"
        yield from _fields_of(f"release-{number}", family.selectors, family.certainty)


def _fields_of(name: str, found: Mapping[str, Sequence[str]], certainty: Mapping[str, float]) -> Iterator[str]:
    yield "[[layout]]"
    yield f"name = {_quote(name)}"
    for field, words in _FIELDS:
        selectors = found.get(field, ())
        if selectors:
            share = certainty.get(field, 0.0)
            yield f"# {words}: right on {share:.0%} of the sample pages" + ("" if share == 1 else " (UNSURE)")
            yield f"{field} = {_list([*selectors, *(_DATE_REST if field == 'date' else ())])}"
        else:
            yield f"# {words}: no selector was found that fits the sample pages."
            yield f"# {field} = []"
    yield "# What is no part of a release, inside of it."
    yield "remove = []"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _literal(pattern: str) -> str:
    return f"'{pattern}'" if "'" not in pattern else _quote(pattern)


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quote, values)) + "]"
