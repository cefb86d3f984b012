"""Gazetteers: which places a city is tied to and under which names, read from TOML files and checked; the tagger's data."""

from __future__ import annotations

import contextlib
import difflib
import gc
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import tomli  # the parser of the standard library, compiled: half the time for a large list

from archive.errors import GazetteerError
from archive.place_records import NAME_CLASHES, NAME_KINDS, NAME_NEEDS, TIE_KINDS, TIE_STATES, Place, PlaceName, Tie
from archive.text import tell_toml_error

# Letters of other scripts that look like Latin ones and are mixed up in the wild, in lower case, one for one.
HOMOGLYPHS = str.maketrans("авеёіїјкмнорстухѕԁοαεικρτυχ", "abeeiijkmhopctyxsdoaeikptux")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_NO_LETTERS = re.compile(r"[\W_]+")
_PACKAGED = Path(__file__).parent / "cities"


@dataclass(frozen=True)
class Gazetteer:
    """The places one city is tied to; `digest` changes with every byte of the file.

    `known_others` are names of places that are no partners: they are never tagged, but named as co-mentioned.
    """

    name: str
    home: Place
    places: tuple[Place, ...]
    known_others: tuple[PlaceName, ...] = ()
    digest: str = ""

    def place(self, place_id: str) -> Place | None:
        """Return the place with this id, or None."""
        return self._by_id.get(place_id)

    def find(self, name: str) -> Place | None:
        """Return the place that has this name, whatever its language, script, case or spelling of umlauts; or None."""
        return self._by_name.get(fold_name(name))

    @cached_property
    def _by_id(self) -> dict[str, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def _by_name(self) -> dict[str, Place]:
        found: dict[str, Place] = {}
        for place in self.places:
            for name in (place.name, place.id, *(name.text for name in place.names)):
                for key in {fold_name(name), fold_name(name.lower().translate(_GERMAN))}:
                    found.setdefault(key, place)
        return found


def load_gazetteer(name: str, folders: Sequence[Path] = ()) -> Gazetteer:
    """Return the gazetteer of this name; a file NAME.toml in one of the folders wins over the packaged one.

    Raises GazetteerError with file, entry and cure where there is none or its content cannot be meant.
    """
    for folder in (*folders, _PACKAGED):
        path = folder / f"{name}.toml"
        if path.is_file():
            return read_gazetteer(path)
    known = sorted({path.stem for folder in (*folders, _PACKAGED) for path in folder.glob("*.toml")})
    raise GazetteerError(f"No gazetteer is called {name!r}; there are: {', '.join(known) or 'none'}.")


def read_gazetteer(path: Path) -> Gazetteer:
    """Read and check one gazetteer file. Raises GazetteerError with file, entry and cure."""
    with collecting_later():
        try:
            content = path.read_bytes()
            raw = tomli.loads(content.decode("utf-8-sig"))  # editors on Windows put a mark before it
        except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
            raise GazetteerError(f"{path}: {tell_toml_error(error)}.") from error
        try:
            return replace(_read_document(raw, path.stem), digest=hashlib.sha256(content).hexdigest()[:16])
        except _EntryError as error:
            raise GazetteerError(f"{path}: {error}") from None


@contextlib.contextmanager
def collecting_later() -> Iterator[None]:
    """Keep the garbage collector from going through a large list again and again while it grows: an eighth of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def fold_name(text: str) -> str:
    """Return the key under which spellings of one name meet: no case, no marks, no spaces, look-alikes made Latin."""
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(HOMOGLYPHS)
    return _NO_LETTERS.sub("", folded)


# ---- reading and checking ----------------------------------------------------------------------------------


class _EntryError(Exception):
    """Says which entry is wrong and what would be right; the file is put before it."""


def _read_document(raw: Mapping[str, Any], stem: str) -> Gazetteer:
    _check_keys(raw, {"home", "place", "others"}, "the file")
    if not isinstance(raw.get("home"), dict):
        raise _EntryError("the table [home] is missing; it describes the city that the ties are seen from.")
    entries = raw.get("place", [])
    if not isinstance(entries, list) or not entries:
        raise _EntryError("it holds no [[place]]; each partner is one such table.")
    home = _read_place({"id": stem, **raw["home"]}, "[home]")
    places = tuple(_read_place(entry, f"[[place]] number {number}") for number, entry in enumerate(entries, start=1))
    _check_unique(places)
    others = tuple(_read_names(raw.get("others", []), "others"))
    return Gazetteer(name=stem, home=home, places=places, known_others=others)


_PLACE_KEYS = frozenset(field.name for field in fields(Place))
_NAME_KEYS = frozenset(field.name for field in fields(PlaceName))
_TIE_KEYS = frozenset({"kind", "since", "until", "status", "note"})


def _read_place(raw: Any, entry: str) -> Place:
    if not isinstance(raw, dict):
        raise _EntryError(f"{entry}: expected a table.")
    if isinstance(raw.get("id"), str) and raw["id"]:
        entry = f"place {raw['id']!r}"
    _check_keys(raw, _PLACE_KEYS, entry)
    for key in ("id", "name", "country", "latitude", "longitude"):
        if key not in raw:
            raise _EntryError(f"{entry}: {key} is missing.")
    place_id = _text(raw, "id", entry)
    if not place_id or not all(c.isascii() and (c.islower() or c.isdigit() or c == "-") for c in place_id):
        raise _EntryError(f"{entry}: the id {place_id!r} must be made of a-z, 0-9 and hyphens; it stands in addresses.")
    country = _text(raw, "country", entry)
    if len(country) != 2 or not (country.isascii() and country.isupper()):
        raise _EntryError(f"{entry}: country {country!r} is no code of two capital letters (ISO 3166-1), such as 'NL'.")
    name = _check_name(_text(raw, "name", entry), entry)
    names = tuple(_read_names(raw.get("names", []), entry))
    if all(name != other.text for other in names):
        names = (PlaceName(name), *names)
    ties = raw.get("ties", [])
    return Place(
        id=place_id,
        name=name,
        country=country,
        latitude=_degrees(raw, "latitude", 90, entry),
        longitude=_degrees(raw, "longitude", 180, entry),
        names=names,
        not_names=tuple(_check_name(phrase, f"{entry}, not_names") for phrase in _list(raw, "not_names", entry)),
        ties=tuple(_read_ties(ties, entry)),
        charter=_day(raw, "charter", entry)[0],
        wikidata=_text(raw, "wikidata", entry),
        page=_text(raw, "page", entry),
        note=_text(raw, "note", entry),
    )


def _read_names(raw: Any, entry: str) -> Iterator[PlaceName]:
    if not isinstance(raw, list):
        raise _EntryError(f'{entry}: names is a list of texts, or of tables such as {{ text = "Leyden" }}.')
    seen: set[str] = set()
    for item in raw:
        if isinstance(item, str):
            name = PlaceName(item)
            if len(item) > 1 and item.isalpha() and item not in seen:
                # Most names are plain words: nothing more is to be asked.
                seen.add(item)
                yield name
                continue
        elif isinstance(item, dict):
            where = f"{entry}, name {item.get('text', '?')!r}"
            _check_keys(item, _NAME_KEYS, where)
            name = PlaceName(**{key: _text(item, key, where) for key in item}) if "text" in item else PlaceName("")
            _check_word(name.kind, NAME_KINDS, "kind", where)
            _check_word(name.needs, NAME_NEEDS, "needs", where)
            if name.also:
                _check_word(name.also, NAME_CLASHES, "also", where)
        else:
            raise _EntryError(f"{entry}: the name {item!r} is neither a text nor a table.")
        _check_name(name.text, entry)
        if name.text in seen:
            raise _EntryError(f"{entry}: the name {name.text!r} stands there twice; leave one out.")
        seen.add(name.text)
        yield name


def _read_ties(raw: Any, entry: str) -> Iterator[Tie]:
    if not isinstance(raw, list):
        raise _EntryError(f'{entry}: ties is a list of tables: {{ kind = "Partnerschaft", since = 1964-11-21 }}.')
    earlier: dict[str, list[Tie]] = {}
    for item in raw:
        if not isinstance(item, dict):
            raise _EntryError(f"{entry}: the tie {item!r} is no table.")
        _check_keys(item, _TIE_KEYS, f"{entry}, tie")
        kind, status = _text(item, "kind", entry), _text(item, "status", entry) or "active"
        _check_word(kind, TIE_KINDS, "kind of tie", entry)
        _check_word(status, TIE_STATES, "status", entry)
        since, precision = _day(item, "since", entry)
        until, _ = _day(item, "until", entry)
        if since and until and until < since:
            raise _EntryError(f"{entry}: a tie ends ({until}) before it begins ({since}); mend since or until.")
        tie = Tie(kind, since, until, status, _text(item, "note", entry), precision)
        for other in earlier.setdefault(kind, []):
            if (other.until or date.max) >= (since or date.min) and (until or date.max) >= (other.since or date.min):
                later = max(other.since or date.min, since or date.min)
                raise _EntryError(
                    f"{entry}: two periods of {kind} overlap; give the earlier one an until before {later}."
                )
        earlier[kind].append(tie)
        yield tie


def _check_unique(places: Sequence[Place]) -> None:
    ids: set[str] = set()
    owners: dict[str, str] = {}
    for place in places:
        if place.id in ids:
            raise _EntryError(f"place {place.id!r}: the id stands there twice; every place needs its own.")
        ids.add(place.id)
        for name in place.names:
            owner = owners.setdefault(name.text, place.id)
            if owner != place.id:
                raise _EntryError(
                    f"place {place.id!r}: the name {name.text!r} already belongs to {owner!r}; keep one of them."
                )


def _check_keys(raw: Mapping[str, Any], known: Collection[str], entry: str) -> None:
    for key in raw:
        if key not in known:
            raise _EntryError(f"{entry}: nothing is called {key!r} here; {_suggest(key, known)}")


def _check_word(word: str, known: Sequence[str], what: str, entry: str) -> None:
    if word not in known:
        raise _EntryError(f"{entry}: {word!r} is no {what}; {_suggest(word, known)}")


def _suggest(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(sorted(known))}."


def _check_name(text: Any, entry: str) -> str:
    if isinstance(text, str) and len(text) > 1 and text.isalpha():
        return text
    if not isinstance(text, str) or not (key := fold_name(text)):
        raise _EntryError(f"{entry}: a name is empty ({text!r}); take it out or write it down.")
    if len(key) < 2:
        raise _EntryError(f"{entry}: the name {text!r} has one letter only and would be found everywhere; take it out.")
    return text


def _text(raw: Mapping[str, Any], key: str, entry: str) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise _EntryError(f"{entry}: {key} is {value!r}; expected a text in quotes.")
    return value


def _list(raw: Mapping[str, Any], key: str, entry: str) -> list[Any]:
    value = raw.get(key, [])
    if not isinstance(value, list):
        raise _EntryError(f"{entry}: {key} is {value!r}; expected a list of texts.")
    return value


def _degrees(raw: Mapping[str, Any], key: str, limit: int, entry: str) -> float:
    value = raw[key]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -limit <= value <= limit:
        raise _EntryError(f"{entry}: {key} is {value!r}; expected degrees between -{limit} and {limit}, such as 51.37.")
    return float(value)


def _day(raw: Mapping[str, Any], key: str, entry: str) -> tuple[date | None, str]:
    value = raw.get(key)
    if value is None:
        return None, "day"
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 2999:
        return date(value, 1, 1), "year"
    if isinstance(value, date) and not isinstance(value, datetime):
        return value, "day"
    raise _EntryError(f"{entry}: {key} is {value!r}; expected a day such as 1974-06-15, or a year such as 1974.")
