"""Lets a city be asked for by any of its names: Dunkerque also finds what says Dünkirchen, and the user is told.

Synonyms of other words (query_synonyms.py) and other spellings of ordinals (query_ordinals.py) are added in the same walk
and told in the same way.

The names are taken from the gazetteers when an index is built and kept beside it, so that searching needs no gazetteer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

from archive.gazetteer import Gazetteer, fold_name
from indexer.analysis import fold_word, split_words
from indexer.query import And, Near, Node, Not, Or, Phrase, Weaker, Word, join_any
from indexer.query_ordinals import spell_ordinal
from indexer.query_synonyms import Synonyms, make_key

# Names that mean the place itself; a demonym, a nickname or an institution is not a name to search for in its stead.
_PLACE_KINDS = frozenset({"official", "short", "exonym", "historic", "typo", "inflected"})
_UNTOLD_KINDS = frozenset({"typo", "inflected"})
_ADDED_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class CityNames:
    """A city for the query: id, name, all names it is known by, and those that may be searched for in its stead.

    `typos` are searched for too, but nobody is told. By `others` (demonyms, nicknames, institutions) it can be asked for
    as a city, but words typed as such are left as they are.
    """

    id: str
    name: str
    names: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    typos: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def collect_city_names(gazetteers: Iterable[Gazetteer]) -> tuple[CityNames, ...]:
    """Return the cities of all gazetteers, each id once; only names that need no context may stand in for others."""
    cities: dict[str, CityNames] = {}
    for gazetteer in gazetteers:
        for place in gazetteer.places:
            names = [name for name in place.names if name.kind in _PLACE_KINDS]
            sure = [name.text for name in names if name.needs == "none" and name.kind not in _UNTOLD_KINDS]
            typos = [name.text for name in names if name.needs == "none" and name.kind == "typo"]
            cities.setdefault(
                place.id,
                CityNames(
                    id=place.id,
                    name=place.name,
                    names=tuple(dict.fromkeys([place.name, *(name.text for name in names)])),
                    sure=tuple(dict.fromkeys(sure)),
                    typos=tuple(dict.fromkeys(typos)),
                    others=tuple(name.text for name in place.names if name.kind not in _PLACE_KINDS),
                ),
            )
    return tuple(cities.values())


def encode_city_names(cities: Iterable[CityNames]) -> str:
    """Return the cities as JSON."""
    return json.dumps([asdict(city) for city in cities], ensure_ascii=False)


def decode_city_names(text: str) -> tuple[CityNames, ...]:
    """Return the cities that `encode_city_names` wrote."""
    return tuple(
        CityNames(
            city["id"],
            city["name"],
            tuple(city["names"]),
            tuple(city["sure"]),
            tuple(city.get("typos", ())),
            tuple(city.get("others", ())),
        )
        for city in json.loads(text)
    )


class CityIndex:
    """Finds cities by name and adds their other names to queries."""

    def __init__(self, cities: Iterable[CityNames] = ()) -> None:
        self.cities = tuple(cities)
        self._by_name: dict[str, CityNames] = {}
        self._by_other: dict[str, CityNames] = {}
        for city in self.cities:
            for names, known in (((city.id, *city.names), self._by_name), (city.others, self._by_other)):
                for name in names:
                    for key in _keys(name):
                        known.setdefault(key, city)

    def find(self, name: str) -> str:
        """Return the id of the city with this name in any language and spelling, or an empty string."""
        city = _look_up(self._by_name, name) or _look_up(self._by_other, name)
        return city.id if city else ""

    def widen(
        self, tree: Node, occurs: Callable[[str], bool], synonyms: Synonyms | None = None
    ) -> tuple[Node, tuple[str, ...]]:
        """Return the tree with other names of cities and synonyms beside what was typed, and what was added.

        What stands in quotes or has a plus sign stays alone; `occurs` says whether a name stands in the index at all.
        """
        added: list[str] = []
        tree = _Widening(self._by_name, synonyms or Synonyms(), occurs, added).add(tree)
        return tree, tuple(dict.fromkeys(added))


@dataclass(frozen=True, slots=True)
class _Widening:
    """One walk through a tree; `added` collects what the user is told."""

    cities: Mapping[str, CityNames]
    synonyms: Synonyms
    occurs: Callable[[str], bool]
    added: list[str]

    def add(self, node: Node) -> Node:
        match node:
            case And(parts):
                return And(self._add_all(parts))
            case Or(parts):
                return Or(tuple(self.add(part) for part in parts))
            case Not(part):
                return Not(self.add(part))
            case Word(text, fields, False):
                return self._widen(node, text, fields)
            case Phrase(words, fields, True):
                return self._widen(node, "".join(words), fields)
            case Near() | _:
                return node

    def _add_all(self, parts: tuple[Node, ...]) -> tuple[Node, ...]:
        """Return what must all hold; an ordinal and the word behind it may also stand there as one of its other spellings."""
        added: list[Node] = []
        before: Node | None = None
        for part in parts:
            added.append(self.add(part))
            if isinstance(before, Word) and isinstance(part, Word) and (others := self._spell_ordinal(before, part)):
                as_typed = And(tuple(added[-2:]))
                added[-2:] = [Or((as_typed, Weaker(join_any(others), _ADDED_WEIGHT)))]
                before = None
            else:
                before = part
        return tuple(added)

    def _spell_ordinal(self, ordinal: Word, word: Word) -> list[Node]:
        if ordinal.fields != word.fields or ordinal.required or word.required or not word.text[0].isalpha():
            return []
        spelled = [f"{way} {word.text}" for way in spell_ordinal(ordinal.text)]
        found = [name for name in spelled if self.occurs(name)]
        self.added.extend(found)
        return [Phrase(tuple(split_words(name)), word.fields, stemmed=True) for name in found]

    def _widen(self, node: Node, typed: str, fields: tuple[str, ...]) -> Node:
        city = _look_up(self.cities, typed)
        told = (*(city.sure if city else ()), *self.synonyms.find(typed))
        stem = make_key(typed)
        others: list[Node] = []
        seen = {stem}
        for name in (*told, *(city.typos if city else ())):
            words = tuple(split_words(name))
            key = make_key(name)
            # A longer name that contains the word is found by the word itself.
            if not words or key in seen or f" {stem} " in f" {key} " or not self.occurs(name):
                continue
            seen.add(key)
            if name in told:
                self.added.append(name)
            others.append(Word(words[0], fields) if len(words) == 1 else Phrase(words, fields, stemmed=True))
        return Or((node, Weaker(join_any(others), _ADDED_WEIGHT))) if others else node


def _look_up(known: Mapping[str, CityNames], name: str) -> CityNames | None:
    """Return the city of a name, letters of another script that look alike and a genitive not minded."""
    for spelling in (name, name[:-1] if name[-1:] in ("s", "S") else ""):
        if spelling and (city := known.get(_key(spelling)) or known.get(fold_name(spelling))):
            return city
    return None


def _key(name: str) -> str:
    return " ".join(fold_word(word.replace("-", " ")) for word in split_words(name)) if " " in name else _single(name)


def _single(name: str) -> str:
    return fold_word("".join(split_words(name)).replace("-", " "))


def _keys(name: str) -> set[str]:
    keys = {_key(name), fold_name(name)}
    plain = name.translate(str.maketrans("äöüÄÖÜ", "aouAOU"))
    keys.add(_key(plain))
    return keys
