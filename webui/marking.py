"""Marks what matched and what decided in the text of an article: spans in, pieces with anchors out; pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.analysis import STOP_WORDS, fold_word, stem_word

MOST_HITS = 200  # marked in one article: beyond it marks say nothing more
_WORD = re.compile(r"\w+(?:-\w+)*")
_TERM = re.compile(r'-?(?:\w+:)?"[^"]*"|[^\s()"]+')
_OPERATORS = {"and", "or", "not", "und", "oder", "nicht"}
_TEXT_FIELDS = {"titel", "text", "bild", "foto"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch `[start, end)` of a text to be marked; `anchor` is the id it gets, `kind` is `hit` or `evidence`."""

    start: int
    end: int
    kind: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text within which nothing changes; `anchors` are the ids of the spans that begin here."""

    text: str
    hit: str = ""
    evidence: bool = False
    anchors: tuple[str, ...] = ()


def mark_parts(parts: Sequence[str], joiner: int, spans: Iterable[Span]) -> list[list[Piece]]:
    """Return each part as pieces; spans count in the parts joined by a separator of `joiner` characters."""
    ordered = sorted(spans, key=lambda span: (span.start, span.end))
    marked: list[list[Piece]] = []
    begun: set[str] = set()
    offset = 0
    for part in parts:
        end = offset + len(part)
        inside = [span for span in ordered if span.start < end and span.end > offset and span.end > span.start]
        cuts = {0, len(part)}
        for span in inside:
            cuts.add(max(0, span.start - offset))
            cuts.add(min(len(part), span.end - offset))
        marks = sorted(cuts)
        pieces: list[Piece] = []
        for left, right in pairwise(marks):
            covering = [span for span in inside if span.start - offset <= left and span.end - offset >= right]
            # An id may stand on a page once: a span over two pieces is anchored where it begins.
            new = [span.anchor for span in covering if span.anchor not in begun]
            begun.update(new)
            hits = [span.anchor for span in covering if span.kind == "hit"]
            evidence = any(span.kind == "evidence" for span in covering)
            pieces.append(Piece(part[left:right], hits[0] if hits else "", evidence, tuple(new)))
        marked.append(pieces)
        offset = end + joiner
    return marked


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that was searched for, folded: one word in `words` for a word, several for a phrase."""

    words: tuple[str, ...]
    prefix: bool = False


def read_terms(query: str) -> tuple[Term, ...]:
    """Return the words and phrases of a query that a reader wants to see marked; excluded ones are left out."""
    terms: list[Term] = []
    negated = False
    for raw in _TERM.findall(query[:1000]):
        if raw.lower() in _OPERATORS:
            negated = raw.lower() in ("not", "nicht")
            continue
        excluded, negated = negated or raw.startswith("-"), False
        name, separator, rest = raw.partition(":")
        if separator and name.lower().isalpha() and not raw.startswith('"'):
            if name.lower() not in _TEXT_FIELDS:
                continue
            raw = rest
        words = tuple(_fold(word) for word in _WORD.findall(raw))
        if words and not excluded:
            terms.append(Term(words, prefix=raw.rstrip().endswith("*")))
    # Words without a meaning of their own are marked only where nothing else was asked for.
    telling = [term for term in terms if len(term.words) > 1 or term.words[0] not in STOP_WORDS]
    return tuple(dict.fromkeys(telling or terms))[:50]


def find_terms(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Return where the terms stand in a text, in order, without overlaps; inflected forms and compounds count."""
    if not terms:
        return []
    tokens = [(match.start(), match.end(), _fold(match[0])) for match in _WORD.finditer(text)]
    stems = [stem_word(word) for _start, _end, word in tokens]
    found: list[tuple[int, int]] = []
    for term in terms:
        wanted = [stem_word(word) for word in term.words]
        for index in range(len(tokens) - len(wanted) + 1):
            if all(
                _matches(tokens[index + step][2], stems[index + step], word, wanted[step], term)
                for step, word in enumerate(term.words)
            ):
                found.append((tokens[index][0], tokens[index + len(wanted) - 1][1]))
    chosen: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not chosen or start >= chosen[-1][1]:
            chosen.append((start, end))
    return chosen[:MOST_HITS]


def _matches(token: str, token_stem: str, word: str, word_stem: str, term: Term) -> bool:
    if token_stem == word_stem or token == word:
        return True
    if term.prefix:
        return token.startswith(word)
    # A part of a compound: four letters keep „Rat“ out of „Beratung“.
    return len(term.words) == 1 and len(word_stem) >= 5 and word_stem in token


def _fold(word: str) -> str:
    return fold_word(word.replace("-", ""))
