"""What stands around a name found in a text: its sentence, the words beside it, the hyphened word it is part of."""

from __future__ import annotations

import re

from indexer.tag_match import NameMatch
from indexer.tag_other_words import URL_TAIL
from indexer.tag_words import SMALL_WORDS

# Characters looked at on either side of a name; sentences of press texts are shorter, hostile ones may have no end.
REACH = 180
# Characters that words beside a name are read from, and the most words that rules ask for.
_NEAR = 80
_MOST_WORDS = 8


class Mention:
    """One name found in one field, and all that rules may ask about its surroundings; each is read when it is first asked for.

    `field` is where it stands, `match` what was found, `text` the clean text of the field, `start` and `end` the span in it.
    """

    __slots__ = (
        "_left", "_prefix", "_right", "_suffix", "_words_after", "_words_before", "after", "before", "end", "field", "match",
        "start", "surface", "text",
    )  # fmt: skip
    # The word or sign right before the name and right behind it; empty at the beginning and the end of a sentence.
    before: str
    after: str

    def __init__(self, field: str, match: NameMatch, text: str, start: int, end: int) -> None:
        self.field, self.match, self.text, self.start, self.end = field, match, text, start, end
        self.surface = text[start:end]
        self._left: str | None = None
        self._right: str | None = None
        self._words_before: list[str] | None = None
        self._words_after: list[str] | None = None
        self._prefix: str | None = None
        self._suffix: str | None = None
        # Every rule asks for the words beside the name, most of them for nothing else.
        before = after = None
        if not self.surface.isupper():
            before = _read_word_before(text, start)
            after = _read_word_after(text, end)
        self.before = before if before is not None else (words[-1] if (words := self.words_before) else "")
        self.after = after if after is not None else (words[0] if (words := self.words_after) else "")

    @property
    def left(self) -> str:
        """What stands before the name in its sentence, on one line."""
        if self._left is None:
            self._left = read_left(self.text, self.start)
        return self._left

    @property
    def right(self) -> str:
        """What stands behind the name in its sentence, on one line."""
        if self._right is None:
            self._right = _read_right(self.text, self.end)
        return self._right

    @property
    def prefix(self) -> str:
        """What the name is hyphened to on its left, hyphen included: `Krefeld-` of „Krefeld-Venlo“."""
        if self._prefix is None:
            hyphen = self.start and self.text[self.start - 1] in "-‑"
            found = _PREFIX.search(self.left) if hyphen else None
            self._prefix = found.group() if found else ""
        return self._prefix

    @property
    def suffix(self) -> str:
        """What the name is hyphened to on its right, hyphen included: `-Besuch` of „Venlo-Besuch“."""
        if self._suffix is None:
            found = _SUFFIX.match(self.right) if self.text[self.end : self.end + 1] in _HYPHENS else None
            self._suffix = found.group() if found else ""
        return self._suffix

    @property
    def words_before(self) -> list[str]:
        """Words and signs before the name, the nearest last; at most eight."""
        if self._words_before is None:
            self._words_before = self._settle(
                _TOKEN.findall(self.left.removesuffix(self.prefix)[-_NEAR:])[-_MOST_WORDS:]
            )
        return self._words_before

    @property
    def words_after(self) -> list[str]:
        """Words and signs behind the name, the nearest first; at most eight."""
        if self._words_after is None:
            self._words_after = self._settle(_TOKEN.findall(self.right[len(self.suffix) :][:_NEAR])[:_MOST_WORDS])
        return self._words_after

    def _settle(self, words: list[str]) -> list[str]:
        """Return the words as they are outside of a headline in capitals, which tells nouns and small words apart no more."""
        if len(self.surface) > 3 and self.surface.isupper():
            return [_calm(word) for word in words]
        return words

    @property
    def before_quote(self) -> str:
        """The word before the name, quotes left out: „Raum“ of „Raum „Venlo““."""
        found = [word for word in self.words_before[-2:] if word[0].isalnum()]
        return found[-1] if found else ""

    @property
    def is_genitive(self) -> bool:
        """Whether the name bears a genitive ending that is not part of it."""
        return self.surface[-1] in "sS" and len(self.surface) > len(self.match.name.text)

    @property
    def is_quoted(self) -> bool:
        """Whether the name alone stands in quotes, as titles of works do."""
        text, end = self.text, self.end
        return bool(_QUOTE_CLOSES.match(text, end) and _QUOTE_OPENS.search(text, max(0, self.start - 2), self.start))

    @property
    def is_address(self) -> bool:
        """Whether the name is part of a web or mail address or of a file name."""
        if self.start and self.text[self.start - 1] in "@./-_:" and _ADDRESS_BEFORE.search(self.left[-120:]):
            return True
        return self.text[self.end : self.end + 1] in _ADDRESS_SIGNS and bool(_ADDRESS_AFTER.match(self.right))


def read_left(text: str, start: int) -> str:
    """Return the text before a position, back to the beginning of its sentence at most, on one line."""
    begin = max(0, start - REACH)
    for stop in _STOP.finditer(text, begin, start + _FORESIGHT):
        if (following := stop.end(1)) > start:
            break
        begin = following
    return _flatten(text[begin:start])


def _read_right(text: str, end: int) -> str:
    reach = min(len(text), end + REACH)
    stop = _STOP.search(text, end, reach + _FORESIGHT)
    if stop and stop.start() < reach:
        reach = stop.start() + 1
    return _flatten(text[end:reach])


def _read_word_before(text: str, start: int) -> str | None:
    """Return the word or sign before a position, as `Mention.words_before` would end; None where it is not that plain."""
    if start < 3:
        return None if start else ""
    nearest = text[start - 1]
    if nearest != " ":
        return nearest if nearest in _SIGNS_BEFORE else None
    nearest = text[start - 2]
    if nearest in _SIGNS_BETWEEN:
        return nearest
    if not nearest.isalnum():
        return None
    parts = text[max(0, start - _LONGEST_WORD) : start - 1].rsplit(None, 1)
    if len(parts) < 2 and start > _LONGEST_WORD:
        return None
    # A whole word: no sentence can end in it.
    word = parts[-1].lstrip(_OPENING)
    return word if word.isalnum() else None


def _read_word_after(text: str, end: int) -> str | None:
    """Return the word or sign behind a position, as `Mention.words_after` would begin; None where it is not that plain."""
    if end >= len(text):
        return ""
    nearest = text[end]
    if nearest == " ":
        found = _WORD_AFTER.match(text, end + 1)
        return (found[1] or found[2]) if found else None
    return nearest if nearest in _SIGNS_AFTER else None


# Signs behind a full stop that tell whether a sentence ends there.
_FORESIGHT = 16
# Begins with one set of characters, so that the search for it is fast; what ends a sentence for sure, and what may.
_STOP = re.compile(
    r"[.!?…\n](?=((?<=\n)\s{0,9}\n\s{0,9}"
    r"|(?<!\n)(?<![A-ZÄÖÜ].)(?<!\b\d.)(?<!\b\d\d.)(?<!\bDr.)(?<!\bSt.)(?<!\bNr.)(?<!\bca.)(?<!\bvgl.)(?<!\bbzw.)(?<!\bProf.)"
    r"(?<!\bStr.)(?<!\bstr.)[\"“”»)’]?\s{1,9}(?=[\"„»(‚–]?\s?[^\W\d_a-zäöüß])"
    r"|(?<=[!?])[\"“”»)’]?\s))"
)
_WORD_AFTER = re.compile(r"([^\W_]{1,60})(?=[ ,.;:!?)\n“\"])|([(–„\"&/:,;])")
_LONGEST_WORD = 40
_OPENING = '(„"‚»'
_SIGNS_BEFORE = frozenset('(„"‚»/,;:&')
# Signs that no sentence ends in, before a space.
_SIGNS_BETWEEN = frozenset(",;:–&/(")
_SIGNS_AFTER = frozenset('.,;:!?…)(“”"«»/&')
_HYPHENS = frozenset("-‑–")
_ADDRESS_SIGNS = frozenset("@._/")
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*-?|[^\w\s]")
_PREFIX = re.compile(r"[^\W_][\w./]{0,30}(?:[-–‑][\w]{1,30}){0,4}[-‑]$")
_SUFFIX = re.compile(r"(?:[-‑–][^\W_]\w{0,30}){1,4}")
_QUOTE_OPENS = re.compile(r"[„“\"»‚'‘«]\s?$")
_QUOTE_CLOSES = re.compile(r"\s?[“”\"«‘'’»]")
_ADDRESS_BEFORE = re.compile(r"(?:@|www\.|://\S{0,80}|[a-z0-9]_|\w\.)[\w.-]{0,30}$")
_ADDRESS_AFTER = re.compile(URL_TAIL, re.IGNORECASE)


def _calm(word: str) -> str:
    """Return a word in capitals as it would be written otherwise."""
    if len(word) < 2 or not word.isupper():
        return word
    lowered = word.lower()
    return lowered if lowered in SMALL_WORDS else word.capitalize()


def _flatten(text: str) -> str:
    return text.replace("\n", " ") if "\n" in text else text
