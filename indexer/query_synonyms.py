"""Words that are searched for together, from the list that comes along and from one in the data folder."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from archive.settings import Settings
from archive.text import tell_toml_error
from indexer.analysis import analyse_query_word, split_words, stem_word
from indexer.errors import SynonymsError

BUILTIN = Path(__file__).with_name("synonyms.toml")
# A list longer than this is a mistake: each entry is looked at when the list is read.
_MOST_ENTRIES = 5000


class Synonyms:
    """Gives the words that stand in for one that was typed, in any of its forms."""

    def __init__(self, others: Mapping[str, Iterable[str]] | None = None) -> None:
        self._others = {key: tuple(dict.fromkeys(words)) for key, words in (others or {}).items()}

    def find(self, typed: str) -> tuple[str, ...]:
        """Return what is searched for beside this word, none for most."""
        return self._others.get(make_key(typed), ())


class SynonymList:
    """The synonyms of an archive as its list stands now: a change counts as soon as it is written."""

    def __init__(self, settings: Settings, warn: Callable[[str], object]) -> None:
        self._settings = settings
        self._warn = warn
        self._held: tuple[object, Synonyms] | None = None

    def current(self) -> Synonyms:
        """Return the synonyms; costs one look at the file where nothing has changed."""
        try:
            found = os.stat(self._settings.synonyms_path)
            stamp: object = (found.st_ino, found.st_mtime_ns, found.st_size)
        except OSError:
            stamp = None
        held = self._held
        if held is None or held[0] != stamp:
            held = self._held = stamp, load_good_synonyms(self._settings, self._warn)
        return held[1]


def make_key(text: str) -> str:
    """Return words as they are compared: stems, in order."""
    return " ".join(stem_word(analyse_query_word(word)[1]) for word in split_words(text))


def load_synonyms(settings: Settings) -> Synonyms:
    """Return the list that comes along with the one of the data folder, if there is one. Raises SynonymsError."""
    lists = [_read_list(settings.synonyms_path)] if settings.synonyms_path.exists() else []
    if all(held.builtin for held in lists):
        lists.insert(0, _read_list(BUILTIN))
    others: dict[str, list[str]] = {}
    for held in lists:
        for words, find in held.pairs:
            for word in words:
                others.setdefault(make_key(word), []).extend(other for other in find if other != word)
    return Synonyms(others)


def load_good_synonyms(settings: Settings, warn: Callable[[str], object]) -> Synonyms:
    """Return the synonyms; a list in the data folder that cannot be used is told by `warn` and left out."""
    try:
        return load_synonyms(settings)
    except SynonymsError as error:
        warn(f"{error} Until then the list that comes along is used.")
        return load_synonyms(replace(settings, data=settings.data / "none"))


@dataclass(frozen=True, slots=True)
class _List:
    """A list as it was read: what is typed and what is found by it."""

    builtin: bool
    pairs: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def _read_list(path: Path) -> _List:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        unknown = set(content) - {"builtin", "same", "also"}
        if unknown:
            raise ValueError(f"there is no {', '.join(sorted(unknown))}; there are builtin, [[same]] and [[also]]")
        builtin = content.get("builtin", True)
        if not isinstance(builtin, bool):
            raise ValueError("builtin is true or false")
        pairs = [(words := _read_words(entry, "words", 2), words) for entry in _read_entries(content, "same")]
        pairs += [
            (_read_words(entry, "words", 1), _read_words(entry, "find", 1)) for entry in _read_entries(content, "also")
        ]
        if len(pairs) > _MOST_ENTRIES:
            raise ValueError(f"it has {len(pairs)} entries, at most {_MOST_ENTRIES} are read")
        return _List(builtin, tuple(pairs))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SynonymsError(_tell(path, tell_toml_error(error))) from error
    except ValueError as error:
        raise SynonymsError(_tell(path, str(error))) from error


def _tell(path: Path, problem: str) -> str:
    return f"The list of synonyms {path} cannot be used: {problem}. Mend it or take it away."


def _read_entries(content: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    entries = content.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(f"entries begin with [[{name}]], in double brackets")
    return entries


def _read_words(entry: Mapping[str, object], name: str, fewest: int) -> tuple[str, ...]:
    words = entry.get(name)
    if not isinstance(words, list) or len(words) < fewest or not all(isinstance(w, str) and make_key(w) for w in words):
        raise ValueError(
            f'an entry needs {name} = ["…"] with at least {fewest} in it, each with letters: {dict(entry)}'
        )
    return tuple(words)
