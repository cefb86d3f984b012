"""What a person asked, as a tree that knows no engine; `parse_query` in query_parser.py makes it of what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

# The parts of an article that can be searched apart, in the order of their weight.
FIELDS = ("title", "lead", "text", "caption", "credit", "file")
# What stood in earlier versions and does no longer is only searched where it is asked for.
OLD = "old"
ALL_FIELDS = (*FIELDS, OLD)


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms; `required` keeps a stop word that was asked for with a plus sign."""

    text: str
    fields: tuple[str, ...] = FIELDS
    required: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words beside each other, exactly as typed; a single one minds capitals. `stemmed` takes any of their forms."""

    words: tuple[str, ...]
    fields: tuple[str, ...] = FIELDS
    stemmed: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words with gaps: `*` stands for any letters, `?` for one; a trailing `*` is a search by beginning."""

    text: str
    fields: tuple[str, ...] = FIELDS


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words like this one, with up to `edits` letters other, more, fewer or swapped."""

    text: str
    edits: int = 1
    fields: tuple[str, ...] = FIELDS


@dataclass(frozen=True, slots=True)
class Near:
    """Two words or phrases in the same field with at most `distance` words' way between them, in either order."""

    left: Word | Phrase
    right: Word | Phrase
    distance: int


@dataclass(frozen=True, slots=True)
class TaggedWith:
    """Articles with a tag of this city (gazetteer id), or only those that are about it."""

    city: str
    about: bool = False


@dataclass(frozen=True, slots=True)
class PublishedBetween:
    """Articles of these days, both included; None leaves a side open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class OfSite:
    """Articles of one publisher."""

    site: str


@dataclass(frozen=True, slots=True)
class InState:
    """Articles in one of these states of the ledger."""

    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Having:
    """Articles that have something: `pdf`, `picture` (one with a caption or a credit), `date` or `city`."""

    what: str


@dataclass(frozen=True, slots=True)
class All:
    """Everything."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article at all."""


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but this."""

    part: Node


@dataclass(frozen=True, slots=True)
class Weaker:
    """The same articles, ranked lower by a factor: for what was not typed but added."""

    part: Node
    factor: float


Node: TypeAlias = (
    Word
    | Phrase
    | Pattern
    | Fuzzy
    | Near
    | TaggedWith
    | PublishedBetween
    | OfSite
    | InState
    | Having
    | All
    | Nothing
    | And
    | Or
    | Not
    | Weaker
)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The tree of a query, and what has to be said about how it was read, in German.

    `first` is the leaf of the tree whose first appearance is asked for, by `zuerst:`.
    """

    tree: Node
    notes: tuple[str, ...] = ()
    first: Phrase | Pattern | Fuzzy | None = None


def join_all(parts: list[Node]) -> Node:
    """Return what must all hold; nothing to hold means everything."""
    wanted = tuple(part for part in parts if not isinstance(part, All))
    if not wanted:
        return All()
    return wanted[0] if len(wanted) == 1 else And(wanted)


def join_any(parts: list[Node]) -> Node:
    """Return what any of these would answer."""
    if not parts:
        return Nothing()
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def walk_leaves(tree: Node, wanted: bool = True) -> Iterator[tuple[Node, bool]]:
    """Yield all leaves with whether they are asked for (True) or excluded (False)."""
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from walk_leaves(part, wanted)
        case Not(part):
            yield from walk_leaves(part, not wanted)
        case Weaker(part):
            yield from walk_leaves(part, wanted)
        case _:
            yield tree, wanted


def replace_leaves(tree: Node, change: Callable[[Node], Node]) -> Node:
    """Return the tree with every leaf changed."""
    match tree:
        case And(parts):
            return And(tuple(replace_leaves(part, change) for part in parts))
        case Or(parts):
            return Or(tuple(replace_leaves(part, change) for part in parts))
        case Not(part):
            return Not(replace_leaves(part, change))
        case Weaker(part, factor):
            return Weaker(replace_leaves(part, change), factor)
        case _:
            return change(tree)
