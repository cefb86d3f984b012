"""A user's own gazetteers on disk: the last good one stays in use when an edit breaks it, and entries are added safely."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from archive.errors import GazetteerError
from archive.gazetteer import Gazetteer, load_gazetteer, read_gazetteer
from archive.place_records import Place, PlaceName
from archive.settings import Settings

PACKAGED = Path(__file__).parent / "cities"
# Beside the user's files; a name that begins with a dot is no gazetteer of its own.
GOOD = ".good"

NOT_NAME, NEEDS = "not_name", "needs"


@dataclass(frozen=True, slots=True)
class GazetteerChange:
    """One entry to be added: a phrase that is not the place (`not_name`), or what a name of it needs (`needs`)."""

    place: str
    kind: str
    text: str
    needs: str = ""


def load_good_gazetteer(settings: Settings, name: str, warn: Callable[[str], None]) -> Gazetteer:
    """Return the gazetteer of this name; where the user's own file is broken, the one that was last loaded well.

    `warn` gets a sentence with file, entry and cure. Raises GazetteerError where there is none by that name at all.
    """
    path = settings.cities_folder / f"{name}.toml"
    if not path.is_file():
        return load_gazetteer(name)
    good = settings.cities_folder / GOOD / path.name
    try:
        gazetteer = read_gazetteer(path)
    except GazetteerError as error:
        for other, called in (
            (good, "the last good one"),
            (PACKAGED / path.name, "the one that comes with the program"),
        ):
            with contextlib.suppress(GazetteerError):
                instead = read_gazetteer(other)
                warn(f"{error} Until it is mended, {called} stays in use.")
                return instead
        raise
    # An archive that may only be read keeps none.
    with contextlib.suppress(OSError):
        if not good.is_file() or good.read_bytes() != path.read_bytes():
            _write_file(good, path.read_bytes())
    return gazetteer


def read_own_text(settings: Settings, name: str) -> str:
    """Return the text of the gazetteer in use: the user's own file, or the one that comes with the program.

    Raises GazetteerError where the own file is broken: nothing is added to what cannot be read.
    """
    path = settings.cities_folder / f"{name}.toml"
    path = path if path.is_file() else PACKAGED / f"{name}.toml"
    read_gazetteer(path)
    return path.read_text(encoding="utf-8-sig")


def save_own_text(settings: Settings, name: str, text: str) -> Path:
    """Make this the user's own gazetteer, in one step and only if it can be read; return its path."""
    parse_gazetteer(text, name)
    path = settings.cities_folder / f"{name}.toml"
    try:
        _write_file(path, text.encode("utf-8"))
    except OSError as error:
        raise GazetteerError(f"{path} cannot be written ({error.strerror}); mend its permissions.") from error
    return path


def parse_gazetteer(text: str, name: str) -> Gazetteer:
    """Read and check the text of a gazetteer. Raises GazetteerError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        try:
            return read_gazetteer(path)
        except GazetteerError as error:
            raise GazetteerError(str(error).replace(str(path), path.name)) from None


def change_gazetteer(gazetteer: Gazetteer, change: GazetteerChange) -> Gazetteer:
    """Return the gazetteer with one entry added. Raises GazetteerError where it has no such place."""
    place = gazetteer.place(change.place)
    if place is None:
        raise GazetteerError(f"No place of {gazetteer.name}.toml is called {change.place!r}.")
    if change.kind == NOT_NAME:
        changed = replace(place, not_names=(change.text, *place.not_names))
    else:
        names = tuple(replace(one, needs=change.needs) if one.text == change.text else one for one in place.names)
        changed = replace(place, names=names)
    return replace(gazetteer, places=tuple(changed if one is place else one for one in gazetteer.places))


def change_gazetteer_text(text: str, name: str, change: GazetteerChange) -> str:
    """Return the text with one entry added; comments and everything else stay as they are.

    The result is read back: raises GazetteerError with the line to be added by hand where the file is written in a
    way that cannot be edited safely.
    """
    before = parse_gazetteer(text, name)
    expected = change_gazetteer(before, change).places
    begin, end = _find_block(text, change.place)
    block = text[begin:end]
    edited = _add_phrase(block, change.text) if change.kind == NOT_NAME else _set_needs(block, change)
    changed = text[:begin] + edited + text[end:]
    line = (
        f"not_names = [{json.dumps(change.text, ensure_ascii=False)}]"
        if change.kind == NOT_NAME
        else f"names = [{_name_table(change)}]"
    )
    try:
        if _same_places(parse_gazetteer(changed, name), expected):
            return changed
    except GazetteerError:
        pass
    raise GazetteerError(f"{name}.toml cannot be edited by program; add to the place {change.place!r} by hand: {line}")


def _same_places(gazetteer: Gazetteer, expected: tuple[Place, ...]) -> bool:
    def loosen(place: Place) -> tuple[Place, frozenset[PlaceName], frozenset[str]]:
        return replace(place, names=(), not_names=()), frozenset(place.names), frozenset(place.not_names)

    return [loosen(place) for place in gazetteer.places] == [loosen(place) for place in expected]


_TABLE = re.compile(r"^[ \t]*\[\[[ \t]*place[ \t]*\]\]", re.MULTILINE)


def _find_block(text: str, place: str) -> tuple[int, int]:
    """Return where the table of a place begins and ends in the text."""
    starts = [match.start() for match in _TABLE.finditer(text)] + [len(text)]
    for begin, end in pairwise(starts):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            if tomllib.loads(text[begin:end]).get("place", [{}])[0].get("id") == place:
                return begin, end
    return len(text), len(text)


def _add_phrase(block: str, phrase: str) -> str:
    quoted = json.dumps(phrase, ensure_ascii=False)
    found = re.search(r"^[ \t]*not_names[ \t]*=[ \t]*\[", block, re.MULTILINE)
    if found:
        rest = block[found.end() :]
        return f"{block[: found.end()]}{quoted},{'' if rest[:1].isspace() else ' '}{rest}"
    return _add_line(block, f"not_names = [{quoted}]")


def _set_needs(block: str, change: GazetteerChange) -> str:
    quoted = re.escape(json.dumps(change.text, ensure_ascii=False))
    table = re.search(rf"\{{[^{{}}\n]*\btext[ \t]*=[ \t]*{quoted}[^{{}}\n]*\}}", block)
    if table:
        entry = re.sub(r',[ \t]*needs[ \t]*=[ \t]*"[a-z]*"', "", table[0])
        entry = f'{entry[:-1].rstrip()}, needs = "{change.needs}" }}'
        return block[: table.start()] + entry + block[table.end() :]
    names = re.search(r"^[ \t]*names[ \t]*=[ \t]*\[", block, re.MULTILINE)
    if names is None:
        return _add_line(block, f"names = [{_name_table(change)}]")
    plain = re.compile(rf"(?<=[\[,\s]){quoted}(?=\s*[,\]])").search(block, names.end() - 1)
    if plain:
        return block[: plain.start()] + _name_table(change) + block[plain.end() :]
    return f"{block[: names.end()]}{_name_table(change)}, {block[names.end() :]}"


def _name_table(change: GazetteerChange) -> str:
    return f'{{ text = {json.dumps(change.text, ensure_ascii=False)}, needs = "{change.needs}" }}'


def _add_line(block: str, line: str) -> str:
    first = block.index("\n") + 1 if "\n" in block else len(block)
    return f"{block[:first]}{line}\n{block[first:]}"


def _write_file(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there: whoever reads meets the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
