"""Marks what matched: titles and passages of an article cut into pieces, with the hits of a query marked.

hit_finder.py finds them in a text. Knows no engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indexer.analysis import (
    analyse_query_word,
    analyse_word,
    drop_umlauts,
    edits_between,
    fold_word,
    stem_word,
    strip_capital,
)
from indexer.compounds import SHORTEST_REST
from indexer.hit_finder import HEAD, Finder, Haystack, find_phrase, find_words
from indexer.query import Fuzzy, Near, Node, Pattern, Phrase, Word, walk_leaves
from indexer.records import Segment

SNIPPET_LENGTH = 240
_BEFORE = 70
_MAX_SPANS = 16
# Stems of parts of compounds have three letters at least.
_SHORTEST_INSIDE = 3
_SPACES = re.compile(r"\s+")

# Says of a folded word and a stem whether a part of the word has this stem.
HasPart = Callable[[str, str], bool]
# Start, end, and the number of what was asked.
Spans = list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class _Matcher:
    """One thing to mark, and in which fields."""

    find: Finder
    fields: tuple[str, ...]


class Highlighter:
    """Finds and marks the hits of one query; made once per search and used for all its articles."""

    def __init__(self, tree: Node, has_part: HasPart = lambda word, stem: False) -> None:
        self._has_part = has_part
        self._matchers: list[_Matcher] = []
        # Each thing once: a query may ask for one word many times.
        for leaf in dict.fromkeys(leaf for leaf, wanted in walk_leaves(tree) if wanted):
            self._add(leaf)

    def _add(self, leaf: Node) -> None:
        match leaf:
            case Word(text, fields):
                pieces, whole = analyse_query_word(text)
                if pieces:
                    self._matchers.append(_Matcher(self._find_word(stem_word(whole)), fields))
                if len(pieces) > 1:
                    self._matchers.append(_Matcher(find_phrase(pieces, stemmed=True), fields))
            case Phrase(words, fields, stemmed):
                pieces = tuple(piece for word in words for piece in analyse_query_word(word)[0])
                # A single word in quotes minds its capital.
                capital = not stemmed and len(words) == 1 and words[0][:1].isupper()
                if pieces:
                    self._matchers.append(_Matcher(find_phrase(pieces, stemmed, capital), fields))
            case Near(left, right, _):
                self._add(left)
                self._add(right)
            case Pattern(text, fields):
                pieces = tuple(re.split(r"([*?])", text.replace("-", "")))
                source = "".join({"*": ".*", "?": "."}.get(piece) or re.escape(fold_word(piece)) for piece in pieces)
                literal = max((fold_word(piece) for piece in pieces if piece not in ("*", "?")), key=len)
                regex = re.compile(source)
                accepts = _remember(lambda word: regex.fullmatch(fold_word(word)) is not None)
                self._matchers.append(_Matcher(find_words(literal[:HEAD], accepts), fields))
            case Fuzzy(text, edits, fields):
                folded = fold_word(text)
                accepts = _remember(lambda word: edits_between(folded, fold_word(word), edits) <= edits)
                self._matchers.append(_Matcher(find_words(folded[:1], accepts, begins=True), fields))
            case _:
                pass

    def _find_word(self, stem: str) -> Finder:
        core = drop_umlauts(stem)

        def accepts(word: str) -> bool:
            # Most words that share a beginning are told apart without stemming or splitting them.
            folded = fold_word(word)
            dropped = drop_umlauts(folded)
            if core not in dropped:
                return False
            if "-" in word or "_" in word:
                return any(fits(strip_capital(term.exact), term.stem) for term in analyse_word(word).terms)
            return fits(folded, stem_word(folded) if dropped.startswith(core) else "")

        def fits(folded: str, its_stem: str) -> bool:
            return its_stem == stem or (len(folded) >= len(stem) + SHORTEST_REST and self._has_part(folded, stem))

        return find_words(
            stem[:HEAD], _remember(accepts), umlauts=True, whole=stem, begins=len(stem) < _SHORTEST_INSIDE
        )

    def find_spans(self, text: str, field: str, most: int = 500, *, quick: bool = False) -> Spans:
        """Return start, end and the number of what matched for the hits in a text, in order, without overlap.

        At most so many are looked for of each thing that was asked. `quick` may miss a phrase with odd gaps.
        """
        spans: Spans = []
        haystack = Haystack(text, quick=quick)
        for number, matcher in enumerate(self._matchers):
            if field in matcher.fields:
                spans += [(start, end, number) for start, end in matcher.find(haystack, most)]
        if len(self._matchers) == 1 or len(spans) < 2:
            return spans
        spans.sort()
        kept = spans[:1]
        for span in spans:
            if span[0] >= kept[-1][1]:
                kept.append(span)
        return kept

    def mark_title(self, title: str) -> tuple[Segment, ...]:
        """Return the whole headline with its hits marked."""
        title = _drop_soft_hyphens(title)
        return _make_segments(_cut_pieces(title, self.find_spans(title, "title", quick=True), 0, len(title)))

    def cut_snippet(self, texts: Iterable[tuple[str, str]]) -> tuple[Segment, ...]:
        """Return the passage with the most different hits, of (field, text) pairs; without a hit the first text's start."""
        return self.pick_snippet(texts)[1]

    def pick_snippet(self, texts: Iterable[tuple[str, str]]) -> tuple[int, tuple[Segment, ...]]:
        """Return the number of the text that the passage of `cut_snippet` is of, and the passage."""
        first: tuple[int, str] | None = None
        best = (0, 0)
        picked: tuple[int, str, Spans, int] | None = None
        for place, (field, raw) in enumerate(texts):
            if not raw or (picked is not None and best[0] == len(self._matchers)):
                continue
            text = _drop_soft_hyphens(raw)
            first = first or (place, text)
            spans = self.find_spans(text, field, _MAX_SPANS, quick=True) if self._matchers else []
            found, start = _find_densest(spans, len(self._matchers))
            if found > best:
                best, picked = found, (place, text, spans, start)
        if picked is None:
            place, text = first or (0, "")
            return place, _cut_window(text, [], 0)
        place, text, spans, start = picked
        return place, _cut_window(text, spans, max(start - _BEFORE, 0))


def _find_densest(spans: Spans, wanted: int) -> tuple[tuple[int, int], int]:
    """Return how many different and how many hits (up to 4) the best window has, and where its first hit begins."""
    best, at = (0, 0), 0
    inside: dict[int, int] = {}
    after = 0
    for number, (start, _, kind) in enumerate(spans):
        limit = start + SNIPPET_LENGTH - _BEFORE
        while after < len(spans) and spans[after][1] <= limit:
            inside[spans[after][2]] = inside.get(spans[after][2], 0) + 1
            after += 1
        found = (len(inside), min(after - number, 4))
        if found > best:
            best, at = found, start
            if found == (wanted, 4):
                break
        if after > number:
            # The window moves on past its first hit.
            inside[kind] -= 1
            if not inside[kind]:
                del inside[kind]
        else:
            after = number + 1
    return best, at


def _drop_soft_hyphens(text: str) -> str:
    # They would part a word from its hit. Looking first is far cheaper than replacing, and most texts have none.
    if "\u00ad" in text or "\u200b" in text:
        text = text.replace("\u00ad", "").replace("\u200b", "")
    return text


def _flatten(text: str) -> str:
    return _SPACES.sub(" ", text) if "\n" in text or "  " in text or "\t" in text else text


def _remember(accepts: Callable[[str], bool]) -> Callable[[str], bool]:
    known: dict[str, bool] = {}

    def ask(word: str) -> bool:
        found = known.get(word)
        if found is None:
            found = known[word] = accepts(word)
        return found

    return ask


def _cut_window(text: str, spans: Spans, start: int) -> tuple[Segment, ...]:
    if start > 0:
        gap = _SPACES.search(text, start, start + _BEFORE)
        start = gap.end() if gap else start
        # A sentence that begins between here and the hit is a better start.
        hit = next((span[0] for span in spans if span[0] >= start), start)
        before = text[start:hit]
        sentence = max(before.rfind(". "), before.rfind("! "), before.rfind("? "), before.rfind("\n\n"))
        start = start + sentence + 2 if sentence >= 0 else start
    end = min(start + SNIPPET_LENGTH, len(text))
    if end < len(text):
        last = text[start + SNIPPET_LENGTH // 2 : end]
        space = max(last.rfind(" "), last.rfind("\n"))
        end = start + SNIPPET_LENGTH // 2 + space if space > 0 else end
    pieces = _cut_pieces(text, spans, start, end)
    if start > 0:
        if pieces and not pieces[0][1]:
            pieces[0] = ("…" + pieces[0][0], False)
        else:
            pieces.insert(0, ("…", False))
    if end < len(text):
        if pieces and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + "…", False)
        else:
            pieces.append(("…", False))
    return _make_segments(pieces)


def _cut_pieces(text: str, spans: Spans, start: int, end: int) -> list[tuple[str, bool]]:
    """Return a stretch of a text cut at its hits, and of each piece whether it is one."""
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last, _ in spans:
        if first < at or last > end:
            continue
        if first > at:
            pieces.append((_flatten(text[at:first]), False))
        pieces.append((_flatten(text[first:last]), True))
        at = last
    if at < end:
        pieces.append((_flatten(text[at:end]), False))
    return pieces


def _make_segments(pieces: Iterable[tuple[str, bool]]) -> tuple[Segment, ...]:
    return tuple([Segment(text, hit) for text, hit in pieces])
