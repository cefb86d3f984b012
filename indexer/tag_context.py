"""What stands around a name found in a text: its sentence, the words beside it, the hyphened word it is part of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

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
        before = after = ""
        if not self.surface.isupper():
            before = _read_word_before(text, start)
            if (end < len(text) and text[end] == " ") and (found := _WORD_AFTER.match(text, end)):
                after = found[1]
        self.before = before or (words[-1] if (words := self.words_before) else "")
        self.after = after or (words[0] if (words := self.words_after) else "")

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
    stops, begins = _find_sentences(text)
    number = bisect_right(begins, start) - 1
    begin = max(0, start - REACH)
    if number >= 0 and stops[number] >= begin:
        begin = begins[number]
    return _flatten(text[begin:start])


def _read_right(text: str, end: int) -> str:
    stops, _ = _find_sentences(text)
    number = bisect_left(stops, end)
    reach = min(len(text), end + REACH)
    if number < len(stops) and stops[number] < reach:
        reach = stops[number] + 1
    return _flatten(text[end:reach])


# The names of one field are asked for one after the other; a few fields in threads beside each other.
@lru_cache(maxsize=16)
def _find_sentences(text: str) -> tuple[list[int], list[int]]:
    """Return where sentences stop, and where what follows begins."""
    stops: list[int] = []
    begins: list[int] = []
    for stop in _STOP.finditer(text):
        if boundary := _SENTENCE_END.match(text, stop.start()):
            stops.append(stop.start())
            begins.append(boundary.end())
    return stops, begins


def _read_word_before(text: str, start: int) -> str:
    """Return the word that stands before a position with one space between; nothing where it is not that plain."""
    if start < 3 or text[start - 1] != " ":
        return ""
    parts = text[max(0, start - _LONGEST_WORD) : start - 1].rsplit(None, 1)
    # A whole word of letters: no sentence can end in it.
    return parts[1] if len(parts) > 1 and parts[1].isalpha() and not text[start - 2].isspace() else ""


# Begins with one set of characters, so that the search for it is fast.
_STOP = re.compile(r"[.!?…\n](?:(?<!\n)|\s*\n)")
_SENTENCE_END = re.compile(
    r"\n\s{0,9}\n\s{0,9}"
    r"|(?<![A-ZÄÖÜ])(?<!\b\d)(?<!\b\d\d)(?<!\bDr)(?<!\bSt)(?<!\bNr)(?<!\bca)(?<!\bvgl)(?<!\bbzw)(?<!\bProf)(?<!\bStr)(?<!\bstr)"
    r"[.!?…][\"“”»)’]?\s{1,9}(?=[\"„»(‚–]?\s?[^\W\d_a-zäöüß])"
    r"|[!?][\"“”»)’]?\s"
)
_WORD_AFTER = re.compile(r"[ ]([^\W\d_]+)(?=[ ,.;])")
_LONGEST_WORD = 40
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
