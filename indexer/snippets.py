"""Marks what matched: titles and passages of an article cut into pieces, with the hits of a query marked.

Instead of analysing the whole text, the beginnings of the query's stems are looked up in it in any of their spellings;
only the few words that contain one are analysed. Knows no engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from indexer.analysis import (
    PIECE_PATTERN,
    analyse_query_word,
    analyse_word,
    edits_between,
    fold_word,
    stem_word,
    strip_capital,
)
from indexer.query import Fuzzy, Near, Node, Pattern, Phrase, Word, walk_leaves
from indexer.records import Segment

SNIPPET_LENGTH = 240
_BEFORE = 70
_HEAD = 4
_MAX_SPANS = 24
_MAX_CANDIDATES = 1000
_SPACES = re.compile(r"\s+")
_PIECE = re.compile(PIECE_PATTERN)

# What a letter of a folded word may be in a text.
_SPELLINGS = {"a": ("a", "ä", "ae"), "o": ("o", "ö", "oe"), "u": ("u", "ü", "ue")}
_DIGRAPHS = {"ae": ("ae", "ä"), "oe": ("oe", "ö"), "ue": ("ue", "ü"), "ss": ("ss", "ß")}
_ACCENTS = {"a": "[aàáâãå]", "c": "[cçč]", "e": "[eéèêë]", "i": "[iíìîïı]", "n": "[nñ]", "o": "[oóòôõ]"}
_ACCENTS |= {"s": "[sşšß]", "u": "[uúùû]", "g": "[gğ]", "l": "[lł]", "z": "[zžż]"}

_ACCENTED = re.compile("[à-ãåç-ïñ-õø-ûýþÿ-žșț]")

SplitWord = Callable[[str], Iterable[str]]
# Given a text and the same in small letters, yields start and end of what is to be marked.
Finder = Callable[[str, str], Iterator[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class _Matcher:
    """One thing to mark, and in which fields."""

    find: Finder
    fields: tuple[str, ...]


class Highlighter:
    """Finds and marks the hits of one query; made once per search and used for all its articles."""

    def __init__(self, tree: Node, split_word: SplitWord = lambda word: ()) -> None:
        self._split_word = split_word
        self._matchers: list[_Matcher] = []
        for leaf, wanted in walk_leaves(tree):
            if wanted:
                self._add(leaf)

    def _add(self, leaf: Node) -> None:
        match leaf:
            case Word(text, fields):
                pieces, whole = analyse_query_word(text)
                if pieces:
                    self._matchers.append(_Matcher(self._find_word(stem_word(whole)), fields))
                if len(pieces) > 1:
                    self._matchers.append(_Matcher(_find_phrase(pieces, stemmed=True), fields))
            case Phrase(words, fields, stemmed):
                pieces = tuple(piece for word in words for piece in analyse_query_word(word)[0])
                # A single word in quotes minds its capital.
                capital = not stemmed and len(words) == 1 and words[0][:1].isupper()
                if pieces:
                    self._matchers.append(_Matcher(_find_phrase(pieces, stemmed, capital), fields))
            case Near(left, right, _):
                self._add(left)
                self._add(right)
            case Pattern(text, fields):
                pieces = tuple(re.split(r"([*?])", text.replace("-", "")))
                source = "".join({"*": ".*", "?": "."}.get(piece) or re.escape(fold_word(piece)) for piece in pieces)
                literal = max((fold_word(piece) for piece in pieces if piece not in ("*", "?")), key=len)
                regex = re.compile(source)
                accepts = _remember(lambda word: regex.fullmatch(fold_word(word)) is not None)
                self._matchers.append(_Matcher(_find_heads(literal[:_HEAD], accepts), fields))
            case Fuzzy(text, edits, fields):
                folded = fold_word(text)
                accepts = _remember(lambda word: edits_between(folded, fold_word(word), edits) <= edits)
                self._matchers.append(_Matcher(_find_heads(folded[:1], accepts), fields))
            case _:
                pass

    def _find_word(self, stem: str) -> Finder:
        core = _drop_umlauts(stem)[: max(len(stem) - 1, 3)]

        def accepts(word: str) -> bool:
            # Most words that share a beginning are told apart without splitting them.
            return core in _drop_umlauts(fold_word(word)) and any(
                term.stem == stem or stem in self._split_word(strip_capital(term.exact))
                for term in analyse_word(word).terms
            )

        return _find_heads(stem[:_HEAD], _remember(accepts), umlauts=True)

    def find_spans(self, text: str, field: str, most: int = 500) -> list[tuple[int, int, int]]:
        """Return start, end and the number of what matched for the hits in a text, in order, without overlap.

        At most so many are looked for of each thing that was asked.
        """
        spans: list[tuple[int, int, int]] = []
        lowered = text.lower()
        if len(lowered) != len(text):
            # A few signs (İ) become two in lower case, and every place after them would be wrong.
            lowered = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
        for number, matcher in enumerate(self._matchers):
            if field in matcher.fields:
                spans += [(*span, number) for span in islice(matcher.find(text, lowered), most)]
        spans.sort()
        kept: list[tuple[int, int, int]] = []
        for span in spans:
            if not kept or span[0] >= kept[-1][1]:
                kept.append(span)
        return kept

    def mark_title(self, title: str) -> tuple[Segment, ...]:
        """Return the whole headline with its hits marked."""
        title = _drop_soft_hyphens(title)
        return _cut_segments(title, self.find_spans(title, "title"), 0, len(title))

    def cut_snippet(self, texts: Iterable[tuple[str, str]]) -> tuple[Segment, ...]:
        """Return the passage with the most different hits, of (field, text) pairs; without a hit the first text's start."""
        return self.pick_snippet(texts)[1]

    def pick_snippet(self, texts: Iterable[tuple[str, str]]) -> tuple[int, tuple[Segment, ...]]:
        """Return the number of the text that the passage of `cut_snippet` is of, and the passage."""
        first: tuple[int, str] | None = None
        best: tuple[int, int, str, list[tuple[int, int, int]], int] | None = None
        picked = 0
        for place, (field, raw) in enumerate(texts):
            if not raw or (best is not None and best[0] == len(self._matchers)):
                continue
            text = _drop_soft_hyphens(raw)
            first = first or (place, text)
            spans = self.find_spans(text, field, _MAX_SPANS) if self._matchers else []
            for at, (start, _, _) in enumerate(spans):
                inside = [span for span in spans[at:] if span[1] <= start + SNIPPET_LENGTH - _BEFORE]
                found = (len({number for _, _, number in inside}), min(len(inside), 4))
                if best is None or found > best[:2]:
                    best = (*found, text, spans, start)
                    picked = place
        if best is None:
            place, text = first or (0, "")
            return place, _cut_window(text, [], 0)
        return picked, _cut_window(best[2], best[3], max(best[4] - _BEFORE, 0))


def _drop_soft_hyphens(text: str) -> str:
    # They would part a word from its hit. Two replacements are a hundred times cheaper than one translation.
    return text.replace("\u00ad", "").replace("\u200b", "")


def _flatten(text: str) -> str:
    return _SPACES.sub(" ", text) if "\n" in text or "  " in text or "\t" in text else text


def _drop_umlauts(folded: str) -> str:
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace("-", "")


def _remember(accepts: Callable[[str], bool]) -> Callable[[str], bool]:
    known: dict[str, bool] = {}

    def ask(word: str) -> bool:
        found = known.get(word)
        if found is None:
            found = known[word] = accepts(word)
        return found

    return ask


def _find_heads(head: str, accepts: Callable[[str], bool], umlauts: bool = False) -> Finder:
    """Return a finder of words that contain a spelling of the head and are accepted, alone or with their hyphens."""
    heads = _spell(head, umlauts)

    def find(text: str, lowered: str) -> Iterator[tuple[int, int]]:
        last = 0
        for place in _places_of(heads, head, lowered):
            if place < last:
                continue
            start, end = _widen(text, place, place + 1, "")
            if not accepts(text[start:end]):
                start, end = _widen(text, start, end, "-")
                if not accepts(text[start:end]):
                    continue
            last = end
            yield start, end

    return find


def _find_phrase(words: tuple[str, ...], stemmed: bool, capital: bool = False) -> Finder:
    """Return a finder of folded words that follow one another, in any form where `stemmed`."""
    expected = [stem_word(word) for word in words] if stemmed else list(words)
    head = expected[0][:_HEAD]
    heads = _spell(head, stemmed)

    def find(text: str, lowered: str) -> Iterator[tuple[int, int]]:
        last = 0
        for place in _places_of(heads, head, lowered):
            if place < last or (place and text[place - 1].isalnum() and text[place] < "\u2e80"):
                continue
            end = _follow(text, place, expected, stemmed)
            if end < 0 or (capital and not text[place].isupper()):
                continue
            last = end
            yield place, end

    return find


def _follow(text: str, start: int, expected: list[str], stemmed: bool) -> int:
    """Return where the expected words end if they stand here one after the other, or -1."""
    pieces = _PIECE.finditer(text, start)
    end = -1
    for word in expected:
        found = next(pieces, None)
        folded = fold_word(found[0]) if found else ""
        if found is None or (stem_word(folded) if stemmed else folded) != word:
            return -1
        end = found.end()
    return end


def _places_of(heads: tuple[str, ...], head: str, lowered: str) -> list[int]:
    places: list[int] = []
    for spelled in heads:
        at = lowered.find(spelled)
        while at >= 0 and len(places) < _MAX_CANDIDATES:
            places.append(at)
            at = lowered.find(spelled, at + 1)
    if not places and _ACCENTED.search(lowered):
        # Accents are rare enough for the slower way.
        source = "".join(_ACCENTS.get(sign) or re.escape(sign) for sign in head)
        places = [found.start() for found in islice(re.finditer(source, lowered), _MAX_CANDIDATES)]
    return sorted(places)


def _spell(folded: str, umlauts: bool = False) -> tuple[str, ...]:
    """Return the spellings that a folded beginning may have; `umlauts` lets a plain vowel stand for its umlaut."""
    spellings = [""]
    at = 0
    while at < len(folded):
        pair = folded[at : at + 2]
        step = 2 if pair in _DIGRAPHS else 1
        choices = _DIGRAPHS.get(pair) or (umlauts and _SPELLINGS.get(folded[at])) or (folded[at],)
        spellings = [spelled + choice for spelled in spellings for choice in choices]
        at += step
    return tuple(spellings)


def _widen(text: str, start: int, end: int, also: str) -> tuple[int, int]:
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in also):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in also):
        end += 1
    return start, end


def _cut_window(text: str, spans: list[tuple[int, int, int]], start: int) -> tuple[Segment, ...]:
    if start > 0:
        gap = _SPACES.search(text, start, start + _BEFORE)
        start = gap.end() if gap else start
        # A sentence that begins between here and the hit is a better start.
        hit = next((span[0] for span in spans if span[0] >= start), start)
        sentence = max(text.rfind(mark, start, hit) for mark in (". ", "! ", "? ", "\n\n"))
        start = sentence + 2 if sentence >= 0 else start
    end = min(start + SNIPPET_LENGTH, len(text))
    if end < len(text):
        space = max(text.rfind(sign, start + SNIPPET_LENGTH // 2, end) for sign in (" ", "\n"))
        end = space if space > start else end
    segments = list(_cut_segments(text, spans, start, end))
    if start > 0:
        segments.insert(0, Segment("…"))
    if end < len(text):
        segments.append(Segment("…"))
    return _join_plain(segments)


def _cut_segments(text: str, spans: list[tuple[int, int, int]], start: int, end: int) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    at = start
    for first, last, _ in spans:
        if first < at or last > end:
            continue
        if first > at:
            segments.append(Segment(_flatten(text[at:first])))
        segments.append(Segment(_flatten(text[first:last]), hit=True))
        at = last
    if at < end:
        segments.append(Segment(_flatten(text[at:end])))
    return tuple(segments)


def _join_plain(segments: list[Segment]) -> tuple[Segment, ...]:
    joined: list[Segment] = []
    for segment in segments:
        if joined and not segment.hit and not joined[-1].hit:
            joined[-1] = Segment(joined[-1].text + segment.text)
        else:
            joined.append(segment)
    return tuple(joined)
