"""Marks what matched: titles and passages of an article cut into pieces, with the hits of a query marked.

Instead of analysing the whole text, a regular expression finds the beginnings of the query's stems in any of their
spellings; only the few words that contain one are analysed. Knows no engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indexer.analysis import analyse_query_word, analyse_word, edits_between, fold_word, stem_word, strip_capital
from indexer.query import Fuzzy, Near, Node, Pattern, Phrase, Word, walk_leaves
from indexer.records import Segment

SNIPPET_LENGTH = 240
_BEFORE = 70
_HEAD = 4
_MAX_SPANS = 24
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SPACES = re.compile(r"\s+")

_SPELLINGS = {
    "a": "[aàáâãåą]",
    "c": "[cçčć]",
    "e": "[eéèêëęě]",
    "g": "[gğ]",
    "i": "[iíìîïı]",
    "l": "[lł]",
    "n": "[nñńň]",
    "o": "[oóòôõ]",
    "s": "[sşšś]",
    "u": "[uúùûů]",
    "y": "[yý]",
    "z": "[zžźż]",
}
_UMLAUTS = {"a": "(?:ä|ae|[aàáâãåą])", "o": "(?:ö|oe|[oóòôõ])", "u": "(?:ü|ue|[uúùûů])"}

SplitWord = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class _Matcher:
    """One thing to mark: what finds candidates, what decides, and in which fields."""

    regex: re.Pattern[str]
    accepts: Callable[[str], bool] | None  # None: the whole of what the regex found is the hit
    fields: tuple[str, ...]


class Highlighter:
    """Finds and marks the hits of one query; made once per search and used for all its articles."""

    def __init__(self, tree: Node, split_word: SplitWord = lambda word: ()) -> None:
        self._split_word = split_word
        self._matchers: list[_Matcher] = []
        self._known: dict[tuple[int, str], bool] = {}
        for leaf, wanted in walk_leaves(tree):
            if wanted:
                self._add(leaf)

    def _add(self, leaf: Node) -> None:
        match leaf:
            case Word(text, fields):
                self._add_word(text, fields)
            case Phrase(words, fields, stemmed):
                self._add_phrase(words, fields, stemmed)
            case Near(left, right, _):
                self._add(left)
                self._add(right)
            case Pattern(text, fields):
                pieces = re.split(r"([*?])", text.replace("-", ""))
                source = "".join(
                    r"\w*" if piece == "*" else r"\w" if piece == "?" else _spell(fold_word(piece)) for piece in pieces
                )
                regex = re.compile(rf"(?<!\w){source}(?!\w)")
                self._matchers.append(_Matcher(regex, None, fields))
            case Fuzzy(text, edits, fields):
                folded = fold_word(text)
                regex = re.compile(rf"(?<!\w){_spell(folded[:1], umlauts=True)}\w*")
                self._matchers.append(
                    _Matcher(regex, lambda word: edits_between(folded, fold_word(word), edits) <= edits, fields)
                )
            case _:
                pass

    def _add_word(self, text: str, fields: tuple[str, ...]) -> None:
        pieces, whole = analyse_query_word(text)
        if not pieces:
            return
        stem = stem_word(whole)
        head = _spell(stem[:_HEAD], umlauts=True)
        self._matchers.append(_Matcher(re.compile(head), lambda word: self._has_stem(word, stem), fields))
        if len(pieces) > 1:
            self._add_phrase(pieces, fields, stemmed=True)

    def _add_phrase(self, words: tuple[str, ...], fields: tuple[str, ...], stemmed: bool) -> None:
        folded = [piece for word in words for piece in analyse_query_word(word)[0]]
        if stemmed:
            sources = [
                _spell(stem_word(word)[: max(len(stem_word(word)) - 1, 1)], umlauts=True) + r"\w*" for word in folded
            ]
            if all(len(word) == 1 for word in folded):
                sources = [_spell(word) for word in folded]
        else:
            sources = [_spell(word) for word in folded]
        if not sources:
            return
        signs = any(word[0] > "\u2e80" for word in folded)
        edge = "" if signs else r"(?<!\w)", "" if signs else r"(?!\w)"
        source = edge[0] + (r"\W*" if signs else r"[\W_]+").join(sources) + edge[1]
        # A single word in quotes minds its capital.
        accepts = None
        if not stemmed and len(words) == 1 and words[0][:1].isupper():

            def accepts(word: str) -> bool:
                return word[:1].isupper()

        self._matchers.append(_Matcher(re.compile(source), accepts, fields))

    def _has_stem(self, word: str, stem: str) -> bool:
        return any(
            term.stem == stem or stem in self._split_word(strip_capital(term.exact))
            for term in analyse_word(word).terms
        )

    def find_spans(self, text: str, field: str) -> list[tuple[int, int, int]]:
        """Return start, end and the number of what matched for all hits in a text, in order, without overlap."""
        spans: list[tuple[int, int, int]] = []
        lowered = text.lower()
        if len(lowered) != len(text):
            # A few signs (İ) become two in lower case, and every place after them would be wrong.
            lowered = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
        for number, matcher in enumerate(self._matchers):
            if field not in matcher.fields:
                continue
            last = -1
            for found in matcher.regex.finditer(lowered):
                start, end = found.span()
                if start < last or start == end:
                    continue
                if matcher.accepts is not None:
                    start, end = _widen(text, start, end, "")
                    if not self._accepts(number, matcher, text[start:end]):
                        start, end = _widen(text, start, end, "-")
                        if not self._accepts(number, matcher, text[start:end]):
                            continue
                last = end
                spans.append((start, end, number))
                if len(spans) > _MAX_SPANS:
                    break
        spans.sort()
        kept: list[tuple[int, int, int]] = []
        for span in spans:
            if not kept or span[0] >= kept[-1][1]:
                kept.append(span)
        return kept

    def _accepts(self, number: int, matcher: _Matcher, word: str) -> bool:
        key = (number, word)
        known = self._known.get(key)
        if known is None and matcher.accepts is not None:
            known = self._known[key] = matcher.accepts(word)
        return bool(known)

    def mark_title(self, title: str) -> tuple[Segment, ...]:
        """Return the whole headline with its hits marked."""
        title = _drop_soft_hyphens(title)
        return _cut_segments(title, self.find_spans(title, "title"), 0, len(title))

    def cut_snippet(self, texts: Iterable[tuple[str, str]]) -> tuple[Segment, ...]:
        """Return the passage with the most different hits, of (field, text) pairs; without a hit the first text's start."""
        first = ""
        best: tuple[int, int, str, list[tuple[int, int, int]], int] | None = None
        for field, raw in texts:
            if not raw:
                continue
            text = _drop_soft_hyphens(raw)
            first = first or text
            spans = self.find_spans(text, field) if self._matchers else []
            for at, (start, _, _) in enumerate(spans):
                inside = [span for span in spans[at:] if span[1] <= start + SNIPPET_LENGTH - _BEFORE]
                found = (len({number for _, _, number in inside}), min(len(inside), 4))
                if best is None or found > best[:2]:
                    best = (*found, text, spans, start)
        if best is None:
            return _cut_window(first, [], 0)
        return _cut_window(best[2], best[3], max(best[4] - _BEFORE, 0))


def _drop_soft_hyphens(text: str) -> str:
    # They would part a word from its hit; looking for the two that occur is cheaper than replacing all.
    return text.translate(_INVISIBLE) if "\u00ad" in text or "\u200b" in text else text


def _flatten(text: str) -> str:
    return _SPACES.sub(" ", text)


def _spell(folded: str, umlauts: bool = False) -> str:
    """Return a regular expression for a folded word in any spelling; `umlauts` lets a plain vowel stand for its umlaut."""
    pieces: list[str] = []
    at = 0
    while at < len(folded):
        pair, sign = folded[at : at + 2], folded[at]
        if pair in ("ae", "oe", "ue"):
            pieces.append(f"(?:{pair}|{ {'ae': 'ä', 'oe': 'ö', 'ue': 'ü'}[pair] })".replace(" ", ""))
            at += 2
        elif pair == "ss":
            pieces.append("(?:ss|ß)")
            at += 2
        else:
            known = _UMLAUTS if umlauts and sign in _UMLAUTS else _SPELLINGS
            pieces.append(known.get(sign) or re.escape(sign))
            at += 1
    return "".join(pieces)


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
