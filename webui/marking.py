"""Marks what matched and what decided in the text of an article: spans in, pieces with anchors out; pure functions."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.analysis import stem_word
from indexer.query_cities import CityIndex
from indexer.query_parser import parse_query
from indexer.query_synonyms import Synonyms
from indexer.snippets import Highlighter

SHORTEST_PART = 4  # letters: below it parts of compounds are chance


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
    pending, active = deque(ordered), list[Span]()
    offset = 0
    for part in parts:
        end = offset + len(part)
        while pending and pending[0].start < end:
            active.append(pending.popleft())
        active = [span for span in active if span.end > max(offset, span.start)]
        inside = active
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


def make_highlighter(text: str, cities: CityIndex, synonyms: Synonyms | None = None) -> Highlighter | None:
    """Return what finds the hits of a query in a text, or None where the query asks for no words.

    It reads the query as the search does, other names of a city and synonyms included.
    """
    tree = parse_query(text, cities.find).tree
    tree, _added = cities.widen(tree, lambda name: True, synonyms)
    return Highlighter(tree, lambda word, stem: stem in split_compound(word)) if text.strip() else None


def split_compound(word: str) -> tuple[str, ...]:
    """Return the stems of all beginnings and ends of a word.

    The index knows which parts are words; here a part is one because somebody searched for it.
    """
    ends = {word[cut:] for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)}
    beginnings = {word[:cut] for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)}
    return tuple(stem_word(part) for part in ends | beginnings)
