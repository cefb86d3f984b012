"""Site profiles as files: found by name in the program's folder and the user's own, built upon each other, checked on loading."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.errors import ProfileError
from archive.profile_checks import build_record
from archive.profile_rules import Layout, Paging, Profile, Start, TextRules, UrlRules
from archive.text import tell_toml_error

__all__ = [
    "PACKAGED", "Layout", "Paging", "Profile", "Start", "TextRules", "UrlRules", "list_patterns", "list_profiles",
    "load_profile", "place_profile", "read_profile",
]  # fmt: skip

PACKAGED = Path(__file__).parent / "sites"
# Profiles that build upon each other: a city's own, upon its system's, upon what holds for all German press pages.
_DEEPEST = 4


def list_profiles(folders: Sequence[Path] = ()) -> list[str]:
    """Return the ids of all sites that have a profile, a user's own included; patterns are not among them."""
    return sorted(name for name, path in _find_files(folders).items() if _has_address(path))


def list_patterns(folders: Sequence[Path] = ()) -> list[str]:
    """Return the ids of the profiles without address, made to be built upon with `like`."""
    return sorted(name for name, path in _find_files(folders).items() if not _has_address(path))


def load_profile(site: str, folders: Sequence[Path] = ()) -> Profile:
    """Return the checked profile of a site; a file in a user's folder wins. Raises ProfileError with the cure."""
    for folder in (*folders, PACKAGED):
        path = folder / f"{site}.toml"
        # A site name is a file name here: nothing that leads out of the folder is looked up.
        if re.fullmatch(r"[\w.-]+", site) and path.is_file():
            return read_profile(path)
    known = list_profiles(folders)
    near = difflib.get_close_matches(site, [*known, *list_patterns(folders)], 1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    raise ProfileError(f"No site is called {site!r}. {hint}Known sites: {', '.join(known)}.")


def read_profile(path: Path) -> Profile:
    """Read and check one profile file. Raises ProfileError that names file, key and what was expected."""
    own = _read_toml(path)
    profile = build_profile(_build_upon(own, path, 0), path)
    if own.get("id") != path.stem:
        raise ProfileError(f"{path}: id is {own.get('id')!r}; expected the name of the file, {path.stem!r}.")
    if "url" in own and not re.match(r"https?://[^/]+$", profile.url):
        raise ProfileError(f"{path}: url is {profile.url!r}; expected scheme and host, such as https://www.krefeld.de")
    if profile.url and "url" not in own:
        raise ProfileError(f"{path}: url is missing; it cannot be that of the profile which is built upon.")
    return profile


def build_profile(content: dict[str, Any], path: Path) -> Profile:
    """Make a profile of the tables of a file, each key checked; `path` is named in errors."""
    content = dict(content)
    layouts = content.pop("layout", None)
    if layouts is not None and not isinstance(layouts, list):
        raise ProfileError(f"{path}: layout is a table; expected [[layout]], once for each layout.")
    urls, extra = content.pop("urls", {}), {}
    if isinstance(urls, dict) and "paging" in urls:
        extra["paging"] = build_record(Paging, urls["paging"], path, "urls.paging")
        urls = {key: value for key, value in urls.items() if key != "paging"}
    parts: dict[str, Any] = {
        "start": build_record(Start, content.pop("start", {}), path, "start"),
        "text": build_record(TextRules, content.pop("text", {}), path, "text"),
        "urls": build_record(UrlRules, urls, path, "urls", **extra),
    }
    if layouts:
        made = enumerate(layouts, 1)
        parts["layouts"] = tuple(build_record(Layout, layout, path, f"layout {number}") for number, layout in made)
    profile: Profile = build_record(Profile, content, path, "", **parts)
    return profile


def place_profile(profile: Profile, address: str) -> Profile:
    """Return a pattern as the profile of the site at an address; one that has an address of its own stays as it is."""
    parts = urlsplit(address)
    origin = f"{parts.scheme or 'https'}://{parts.netloc or 'unknown.invalid'}"
    return profile if profile.url else replace(profile, url=origin)


def _find_files(folders: Sequence[Path]) -> dict[str, Path]:
    # The first folder wins.
    return {path.stem: path for folder in reversed((*folders, PACKAGED)) for path in folder.glob("*.toml")}


def _has_address(path: Path) -> bool:
    """Tell whether a file names an address of its own; only its head is looked at, an error is left to its reading."""
    try:
        return _names_address(path, path.stat().st_mtime_ns)
    except OSError:
        return True


@lru_cache(maxsize=256)
def _names_address(path: Path, stamp: int) -> bool:
    """Look into a file once as long as it is not changed; `stamp` is the time of its last change."""
    head = path.read_text(encoding="utf-8", errors="replace").partition("\n[")[0]
    return bool(re.search(r"^\s*url\s*=", head, re.M))


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{path}: {tell_toml_error(error)}.") from error


def _build_upon(content: dict[str, Any], path: Path, depth: int) -> dict[str, Any]:
    """Return the keys of a file on top of those of the profile that it builds upon.

    A table is laid over the other's key by key, so that a city says only what is its own; lists are replaced.
    """
    content = dict(content)
    like = content.pop("like", None)
    if like is None:
        return content
    if depth >= _DEEPEST:
        raise ProfileError(f"{path}: like = {like!r} builds upon profiles that build upon each other in a circle.")
    other = _find_like(str(like), path)
    below = _build_upon(_read_toml(other), other, depth + 1)
    merged = below | content
    for name in ("start", "urls", "text"):
        if isinstance(below.get(name), dict) and isinstance(content.get(name), dict):
            merged[name] = below[name] | content[name]
    return merged


def _find_like(site: str, path: Path) -> Path:
    """Return the file that is built upon: one beside this, or one that comes with the program."""
    for folder in (path.parent, PACKAGED):
        other = folder / f"{site}.toml"
        if re.fullmatch(r"[\w.-]+", site) and other != path and other.is_file():
            return other
    known = sorted(_find_files([path.parent]))
    near = difflib.get_close_matches(site, known, 1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ProfileError(f"{path}: like is {site!r}; expected the name of another profile.{hint}")
