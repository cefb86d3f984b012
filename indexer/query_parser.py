"""Reads what a person typed into a query tree: whatever it is, as best it can be read, with notes on what was mended."""

from __future__ import annotations

from dataclasses import replace

from indexer.analysis import STOP_WORDS, fold_word
from indexer.query import (
    ALL_FIELDS,
    FIELDS,
    All,
    And,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    ParsedQuery,
    Pattern,
    Phrase,
    Word,
    join_all,
    join_any,
    replace_leaves,
    walk_leaves,
)
from indexer.query_leaves import CityFinder, LeafReader
from indexer.query_tokens import Token, cut_tokens

MAX_CHARACTERS = 1000
_MAX_TOKENS = 120
_MAX_DEPTH = 20
_TEXT = Word | Phrase
_FIRST = Phrase | Pattern | Fuzzy


def parse_query(text: str, find_city: CityFinder = lambda name: "") -> ParsedQuery:
    """Return the tree of what was typed; `find_city` gives the id of a city by any of its names, or an empty string.

    Never fails: unknown fields, open quotes and brackets, dangling operators are read as best they can be, and
    the notes say how, in German.
    """
    notes: list[str] = []
    text = "".join(" " if sign < " " or "\ud800" <= sign <= "\udfff" else sign for sign in text).strip()
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
        notes.append(f"Die Suchanfrage war zu lang; gesucht wurde mit den ersten {MAX_CHARACTERS} Zeichen.")
    tokens = cut_tokens(text, notes)
    if len(tokens) > _MAX_TOKENS:
        tokens = tokens[:_MAX_TOKENS]
        notes.append(f"Die Suchanfrage hatte zu viele Teile; gesucht wurde mit den ersten {_MAX_TOKENS}.")
    leaves = LeafReader(notes, find_city)
    tree = _drop_stop_words(_Parser(tokens, leaves, notes).parse())
    if leaves.old_too:
        tree = replace_leaves(tree, _search_old_too)
    first = next((leaf for leaf, wanted in walk_leaves(tree) if wanted and leaf in leaves.firsts), None)
    if len(leaves.firsts) > 1 or (leaves.firsts and first is None):
        notes.append(
            "Mit zuerst: wird nach einer einzigen Wortfolge gefragt; andere zählen wie gewöhnliche Suchwörter."
        )
    return ParsedQuery(tree, tuple(dict.fromkeys(notes)), first if isinstance(first, _FIRST) else None)


class _Parser:
    """Recursive descent over tokens: ODER binds weaker than UND, which stands between words by itself."""

    def __init__(self, tokens: list[Token], leaves: LeafReader, notes: list[str]) -> None:
        self._tokens = tokens
        self._leaves = leaves
        self._notes = notes
        self._at = 0

    def parse(self) -> Node:
        parts: list[Node] = []
        while self._at < len(self._tokens):
            parts.append(self._read_any(0))
            if self._at < len(self._tokens):
                self._notes.append("Eine Klammer wurde geschlossen, aber nicht geöffnet; sie wurde übergangen.")
                self._at += 1
        return join_all(parts)

    def _peek(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _read_any(self, depth: int) -> Node:
        parts: list[Node] = []
        while True:
            part = self._read_all(depth)
            if part is not None:
                parts.append(part)
            if self._peek() != "or":
                break
            if part is None or self._at + 1 >= len(self._tokens):
                self._notes.append("Bei ODER fehlte eine Seite; gesucht wurde mit der anderen.")
            self._at += 1
        return join_any(parts) if parts else All()

    def _read_all(self, depth: int) -> Node | None:
        parts: list[Node] = []
        while True:
            kind = self._peek()
            if kind in ("", "close", "or"):
                break
            if kind == "and":
                self._at += 1
                if not parts or self._peek() in ("", "close", "or", "and"):
                    self._notes.append("Bei UND fehlte eine Seite; gesucht wurde mit der anderen.")
                continue
            if kind == "near":
                self._read_near(parts, depth)
                continue
            part = self._read_one(depth)
            if part is not None:
                parts.append(part)
        return join_all(parts) if parts else None

    def _read_near(self, parts: list[Node], depth: int) -> None:
        distance = min(int(self._tokens[self._at].text), 100)
        self._at += 1
        right = self._read_one(depth) if self._peek() not in ("", "close", "or", "and", "near") else None
        left = parts[-1] if parts else None
        if isinstance(left, Near) and isinstance(right, Word | Phrase):
            parts.append(Near(left.right, right, max(distance, 1)))
        elif isinstance(left, Word | Phrase) and isinstance(right, Word | Phrase):
            parts[-1] = Near(left, right, max(distance, 1))
        else:
            self._notes.append("NEAR braucht auf beiden Seiten ein Wort oder eine Wortfolge; es wurde übergangen.")
            if right is not None:
                parts.append(right)

    def _read_one(self, depth: int) -> Node | None:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind in ("not", "plus"):
            if self._peek() in ("", "close", "or", "and", "near"):
                self._notes.append("Nach NICHT oder einem Vorzeichen fehlte ein Wort; es wurde übergangen.")
                return None
            if depth > _MAX_DEPTH:
                return self._flatten(depth)
            part = self._read_one(depth + 1)
            if part is None:
                return None
            if token.kind == "not":
                return Nothing() if isinstance(part, All) else Not(part)
            return replace(part, required=True) if isinstance(part, Word) else part
        if token.kind == "open":
            if depth > _MAX_DEPTH:
                return self._flatten(depth)
            part = self._read_any(depth + 1)
            if self._peek() == "close":
                self._at += 1
            else:
                self._notes.append("Eine Klammer wurde nicht geschlossen; sie wurde am Ende ergänzt.")
            return part
        return self._leaves.read(token)

    def _flatten(self, depth: int) -> Node | None:
        self._notes.append("Die Suchanfrage war zu tief verschachtelt; die innersten Klammern wurden übergangen.")
        while self._peek() in ("open", "not", "plus"):
            self._at += 1
        return self._read_one(depth) if self._peek() in ("word", "phrase") else None


def _drop_stop_words(tree: Node) -> Node:
    """Leave out words like „der“ and „in“ where something else is asked for too."""
    match tree:
        case And(parts):
            kept = [_drop_stop_words(part) for part in parts if not _is_stop_word(part)]
            if not any(isinstance(part, Word | Phrase | Pattern | Fuzzy | Near | And | Or) for part in kept):
                return And(tuple(_drop_stop_words(part) for part in parts))
            return join_all(kept)
        case Or(parts):
            return join_any([_drop_stop_words(part) for part in parts])
        case Not(part):
            return Not(_drop_stop_words(part))
        case _:
            return tree


def _search_old_too(leaf: Node) -> Node:
    if isinstance(leaf, Near):
        left, right = _search_old_too(leaf.left), _search_old_too(leaf.right)
        return Near(left, right, leaf.distance) if isinstance(left, _TEXT) and isinstance(right, _TEXT) else leaf
    if isinstance(leaf, Word | Phrase | Pattern | Fuzzy) and leaf.fields == FIELDS:
        return replace(leaf, fields=ALL_FIELDS)
    return leaf


def _is_stop_word(node: Node) -> bool:
    return (
        isinstance(node, Word)
        and not node.required
        and node.fields == FIELDS
        # „Die Burg“ asks for the castle; a longer word with a capital (Während) tells a headline apart.
        and (node.text.islower() or (len(node.text) <= 4 and node.text[1:].islower()))
        and fold_word(node.text) in STOP_WORDS
    )
