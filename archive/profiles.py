"""A site profile: all that the program knows of one publisher, read from one TOML file and checked on loading."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from archive.errors import ProfileError

PACKAGED = Path(__file__).parent / "sites"


@dataclass(frozen=True, slots=True)
class Paging:
    """How the pages of a listing are addressed: `suffix` with `{}` for the position of the first item."""

    suffix: str
    pattern: str
    first: int = 1
    step: int = 1
    # An archive has an end; a listing that has none is a trap.
    max_pages: int = 600


@dataclass(frozen=True, slots=True)
class UrlRules:
    """The URL grammar: patterns are regular expressions that are searched for in the canonical path and query."""

    # Everything from here on is view state of the CMS, not address.
    cut_at: str = ""
    keep_query: tuple[str, ...] = ()
    # Paths that end in one slash in their canonical form; all others in none.
    trailing_slash: str = ""
    article: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    # Pages that hold no article but lead to some: overview, partner cities, rubrics.
    page: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    # Other addresses of a page: pattern -> canonical path.
    same: Mapping[str, str] = field(default_factory=dict)
    paging: Paging | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Where a crawl begins: paths on the site."""

    pages: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How pages look during a period. Selectors are CSS, or XPath where they begin with `xpath:`; the first that
    finds something counts. `date` names the sources of the date in order of trial."""

    name: str
    # Pattern of the paths that have this layout; empty fits every page.
    url: str = ""
    # Last day of capture on which this layout was served.
    until: date | None = None
    title: tuple[str, ...] = ("main h1", "h1", "h2")
    kicker: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    date: tuple[str, ...] = ("label", "json-ld", "meta", "time", "title")


@dataclass(frozen=True, slots=True)
class TextRules:
    """What words of the page mean: labels, and lines at which the text ends. Patterns are regular expressions."""

    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    # Lines that are no text: section labels, placeholders.
    drop: tuple[str, ...] = ()
    # Lines from which on nothing belongs to the article: related news, contact, closing lists.
    cut_at: tuple[str, ...] = ()
    # Photo credits that stand without a label.
    credits: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """One publisher. `url` is its own address, `aliases` are hosts that show the same pages, `address` is where
    it is really fetched if that is another place (the demonstration on loopback)."""

    id: str
    name: str
    url: str
    aliases: tuple[str, ...] = ()
    address: str = ""
    language: str = "de"
    gazetteer: str = ""
    # Seconds between two requests; raised by Crawl-delay and by slow answers, never lowered. Not on loopback.
    delay: float = 2.0
    start: Start = field(default_factory=Start)
    urls: UrlRules = field(default_factory=UrlRules)
    text: TextRules = field(default_factory=TextRules)
    layouts: tuple[Layout, ...] = (Layout("any"),)

    def layout_for(self, path: str, captured: date | None = None) -> Layout:
        """Return the first layout that fits the path and was still served on the day of capture."""
        for layout in self.layouts:
            late = layout.until is not None and captured is not None and captured > layout.until
            if not late and re.search(layout.url, path):
                return layout
        return self.layouts[-1]


def list_profiles(folders: Sequence[Path] = ()) -> list[str]:
    """Return the ids of all sites that have a profile, a user's own included."""
    return sorted({path.stem for folder in (*folders, PACKAGED) for path in folder.glob("*.toml")})


def load_profile(site: str, folders: Sequence[Path] = ()) -> Profile:
    """Return the checked profile of a site; a file in a user's folder wins. Raises ProfileError with the cure."""
    for folder in (*folders, PACKAGED):
        path = folder / f"{site}.toml"
        # A site name is a file name here: nothing that leads out of the folder is looked up.
        if re.fullmatch(r"[\w.-]+", site) and path.is_file():
            return read_profile(path)
    known = list_profiles(folders)
    near = difflib.get_close_matches(site, known, 1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    raise ProfileError(f"No site is called {site!r}. {hint}Known sites: {', '.join(known)}.")


def read_profile(path: Path) -> Profile:
    """Read and check one profile file. Raises ProfileError that names file, key and what was expected."""
    content = _read_toml(path)
    like = content.pop("like", None)
    if like is not None:
        content = _read_like(str(like), path) | content
    layouts = content.pop("layout", None)
    if layouts is not None and not isinstance(layouts, list):
        raise ProfileError(f"{path}: layout is a table; expected [[layout]], once for each layout.")
    parts: dict[str, Any] = {
        "start": _build(Start, content.pop("start", {}), path, "start"),
        "text": _build(TextRules, content.pop("text", {}), path, "text"),
        "urls": _build_urls(content.pop("urls", {}), path),
    }
    if layouts:
        parts["layouts"] = tuple(_build(Layout, layout, path, f"layout {n}") for n, layout in enumerate(layouts, 1))
    profile: Profile = _build(Profile, content, path, "", **parts)
    if profile.id != path.stem:
        raise ProfileError(f"{path}: id is {profile.id!r}; expected the name of the file, {path.stem!r}.")
    if not re.match(r"https?://[^/]+$", profile.url):
        raise ProfileError(f"{path}: url is {profile.url!r}; expected scheme and host, such as https://www.krefeld.de")
    return profile


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{path}: cannot be read as TOML in UTF-8: {error}") from error


def _read_like(site: str, path: Path) -> dict[str, Any]:
    """Return the keys of the profile that this one builds upon: a file beside it, or one that comes with the program."""
    for folder in (path.parent, PACKAGED):
        other = folder / f"{site}.toml"
        if re.fullmatch(r"[\w.-]+", site) and other != path and other.is_file():
            content = _read_toml(other)
            if "like" in content:
                raise ProfileError(f"{path}: like names {site!r}, which builds upon another itself; name that one.")
            return content
    raise ProfileError(f"{path}: like is {site!r}; expected the name of another profile.")


def _build_urls(content: Any, path: Path) -> UrlRules:
    content = dict(content) if isinstance(content, dict) else content
    paging = content.pop("paging", None) if isinstance(content, dict) else None
    extra = {"paging": _build(Paging, paging, path, "urls.paging")} if paging is not None else {}
    rules: UrlRules = _build(UrlRules, content, path, "urls", **extra)
    return rules


# Keys whose strings are regular expressions, checked on loading rather than met in the middle of a crawl.
_PATTERNS = {"article", "listing", "page", "ignore", "trailing_slash", "pattern", "drop", "cut_at", "not_found"}
_DATE_SOURCES = ("label", "json-ld", "meta", "time", "title")


def _build(kind: type[Any], content: Any, path: Path, place: str, **given: Any) -> Any:
    """Make a record of a TOML table, checking each key's name and kind."""
    where = f"{path}: {place + '.' if place else ''}"
    if not isinstance(content, dict):
        raise ProfileError(f"{path}: {place} is {content!r}; expected a table.")
    known = {item.name: item for item in fields(kind) if item.name not in given}
    values = dict(given)
    for key, value in content.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise ProfileError(f"{where}{key} is not a key here; {hint}Known: {', '.join(sorted(known))}.")
        values[key] = _check(value, str(known[key].type), f"{where}{key}")
        if key in _PATTERNS and not (kind is UrlRules and key == "cut_at"):
            _check_patterns(values[key], f"{where}{key}")
        if kind is Layout and key == "date" and set(values[key]) - set(_DATE_SOURCES):
            raise ProfileError(f"{where}date holds {value!r}; expected some of {', '.join(_DATE_SOURCES)}.")
    for item in known.values():
        if item.default is MISSING and item.default_factory is MISSING and item.name not in values:
            raise ProfileError(f"{where}{item.name} is missing.")
    return kind(**values)


def _check(value: Any, expected: str, where: str) -> Any:
    if expected == "tuple[str, ...]":
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ProfileError(f"{where} is {value!r}; expected a list of strings.")
        return tuple(value)
    kinds: dict[str, tuple[tuple[type, ...], str]] = {
        "str": ((str,), "a string"),
        "int": ((int,), "a whole number"),
        "float": ((int, float), "a number"),
        "date | None": ((date,), "a day such as 2019-12-31, without quotes"),
        "Mapping[str, str]": ((dict,), "a table of pattern = path"),
    }
    types, words = kinds[expected]
    if not isinstance(value, types) or isinstance(value, bool):
        raise ProfileError(f"{where} is {value!r}; expected {words}.")
    return value


def _check_patterns(value: Any, where: str) -> None:
    for pattern in (value,) if isinstance(value, str) else value:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ProfileError(f"{where} holds the pattern {pattern!r}, which is not valid: {error}.") from error
