"""What stands around a name found in a text: its sentence, the words beside it, the hyphened word it is part of."""

from __future__ import annotations

import re

from indexer.tag_match import NameMatch
from indexer.tag_words import SMALL_WORDS, URL_TAIL

# Characters looked at on either side of a name; sentences of press texts are shorter, hostile ones may have no end.
REACH = 180
# Characters that words beside a name are read from, and the most words that rules ask for.
_NEAR = 80
_MOST_WORDS = 8


class Mention:
    """One name found in one field, and all that rules may ask about its surroundings; read once, never changed.

    Attributes: `field`, the `match`, the clean `text` of the field, `start` and `end` in it; `surface`, the name as it
    stands there; `left` and `right`, what stands before and after it in its sentence, on one line; `words_before` (the
    nearest last) and `words_after` (the nearest first), words and signs, at most eight; `before` and `after`, the nearest
    of them or nothing; `prefix` and `suffix`, what the name is hyphened to, hyphen included: `Krefeld-`, `-Besuch`.
    """

    __slots__ = (
        "after", "before", "end", "field", "left", "match", "prefix", "right", "start", "suffix", "surface", "text",
        "words_after", "words_before",
    )  # fmt: skip

    def __init__(self, field: str, match: NameMatch, text: str, start: int, end: int) -> None:
        self.field, self.match, self.text, self.start, self.end = field, match, text, start, end
        self.surface = text[start:end]
        self.left, self.right = read_left(text, start), _read_right(text, end)
        self.prefix = self.suffix = ""
        if self.left[-1:] in ("-", "‑") and (found := _PREFIX.search(self.left)):
            self.prefix = found.group()
        if self.right[:1] in ("-", "‑", "–") and (found := _SUFFIX.match(self.right)):
            self.suffix = found.group()
        left = self.left.removesuffix(self.prefix)[-_NEAR:]
        right = self.right[len(self.suffix) :][:_NEAR]
        self.words_before: list[str] = _TOKEN.findall(left)[-_MOST_WORDS:]
        self.words_after: list[str] = _TOKEN.findall(right)[:_MOST_WORDS]
        if len(self.surface) > 3 and self.surface.isupper():
            # A headline in capitals tells nouns and small words apart no more.
            self.words_before = [_calm(word) for word in self.words_before]
            self.words_after = [_calm(word) for word in self.words_after]
        self.before = self.words_before[-1] if self.words_before else ""
        self.after = self.words_after[0] if self.words_after else ""

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
        return bool(_QUOTE_CLOSES.match(self.right) and _QUOTE_OPENS.search(self.left[-2:]))

    @property
    def is_address(self) -> bool:
        """Whether the name is part of a web or mail address or of a file name."""
        left, right = self.left[-1:], self.right[:1]
        if left and left in "@./-_:" and _ADDRESS_BEFORE.search(self.left[-120:]):
            return True
        return bool(right and right in "@._/" and _ADDRESS_AFTER.match(self.right))


def read_left(text: str, start: int) -> str:
    """Return the text before a position, back to the beginning of its sentence at most, on one line."""
    begin = max(0, start - REACH)
    for stop in reversed(list(_STOP.finditer(text, begin, start))):
        boundary = _SENTENCE_END.match(text, stop.start())
        if boundary and boundary.end() <= start:
            begin = boundary.end()
            break
    return _flatten(text[begin:start])


def _read_right(text: str, end: int) -> str:
    reach = min(len(text), end + REACH)
    for stop in _STOP.finditer(text, end, reach):
        if _SENTENCE_END.match(text, stop.start()):
            return _flatten(text[end : stop.start() + 1])
    return _flatten(text[end:reach])


_STOP = re.compile(r"[.!?…]|\n\s*\n")
_SENTENCE_END = re.compile(
    r"\n\s{0,9}\n\s{0,9}"
    r"|(?<![A-ZÄÖÜ])(?<!\b\d)(?<!\b\d\d)(?<!\bDr)(?<!\bSt)(?<!\bNr)(?<!\bca)(?<!\bvgl)(?<!\bbzw)(?<!\bProf)(?<!\bStr)(?<!\bstr)"
    r"[.!?…][\"“”»)’]?\s{1,9}(?=[\"„»(‚–]?\s?[^\W\d_a-zäöüß])"
    r"|[!?][\"“”»)’]?\s"
)
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
