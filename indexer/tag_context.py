"""What stands around a name found in a text: its sentence, the words beside it, the hyphened word it is part of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from indexer.tag_match import NameMatch
from indexer.tag_words import URL_TAIL

# Characters looked at on either side of a name; sentences of press texts are shorter, hostile ones may have no end.
REACH = 180


@dataclass(frozen=True)
class Mention:
    """One name found in one field, and all that rules may ask about its surroundings."""

    field: str
    match: NameMatch
    text: str
    start: int
    end: int

    @cached_property
    def surface(self) -> str:
        """The name as it stands in the text."""
        return self.text[self.start : self.end]

    @cached_property
    def left(self) -> str:
        """The text before the name, back to the beginning of the sentence at most."""
        before = self.text[max(0, self.start - REACH) : self.start]
        cut = 0
        for boundary in _SENTENCE_END.finditer(before):
            cut = boundary.end()
        return _flatten(before[cut:])

    @cached_property
    def right(self) -> str:
        """The text after the name, up to the end of the sentence at most."""
        after = self.text[self.end : self.end + REACH]
        boundary = _SENTENCE_END.search(after)
        return _flatten(after[: boundary.start() + 1] if boundary else after)

    @cached_property
    def words_before(self) -> list[str]:
        """Words and signs before the name, the nearest last; at most eight."""
        return _TOKEN.findall(self.left.removesuffix(self.prefix))[-8:]

    @cached_property
    def words_after(self) -> list[str]:
        """Words and signs after the name, the nearest first; at most eight."""
        return _TOKEN.findall(self.right.removeprefix(self.suffix))[:8]

    @property
    def before(self) -> str:
        """The word or sign right before the name; empty at the beginning of a sentence."""
        return self.words_before[-1] if self.words_before else ""

    @property
    def before_quote(self) -> str:
        """The word before the name, quotes left out: „Raum“ of „Raum „Venlo““."""
        found = [word for word in self.words_before[-2:] if word[0].isalnum()]
        return found[-1] if found else ""

    @property
    def after(self) -> str:
        """The word or sign right after the name; empty at the end of a sentence."""
        return self.words_after[0] if self.words_after else ""

    @cached_property
    def prefix(self) -> str:
        """What the name is hyphened to on its left, hyphen included: `Krefeld-` of „Krefeld-Venlo“."""
        found = _PREFIX.search(self.left)
        return found.group() if found else ""

    @cached_property
    def suffix(self) -> str:
        """What the name is hyphened to on its right, hyphen included: `-Besuch` of „Venlo-Besuch“."""
        found = _SUFFIX.match(self.right)
        return found.group() if found else ""

    @cached_property
    def is_genitive(self) -> bool:
        """Whether the name bears a genitive ending that is not part of it."""
        return len(self.surface) > len(self.match.name.text) and self.surface[-1] in "sS"

    @cached_property
    def begins_sentence(self) -> bool:
        """Whether nothing but quotes and dashes stands before the name."""
        return not any(character.isalnum() for character in self.left)

    @cached_property
    def is_quoted(self) -> bool:
        """Whether the name alone stands in quotes, as titles of works do."""
        return bool(_QUOTE_OPENS.search(self.left)) and bool(_QUOTE_CLOSES.match(self.right))

    @cached_property
    def is_address(self) -> bool:
        """Whether the name is part of a web or mail address or of a file name."""
        before, after = _ADDRESS_BEFORE.search(self.left), _ADDRESS_AFTER.match(self.right)
        return bool(before or after)


_SENTENCE_END = re.compile(
    r"\n\s*\n"
    r"|(?<![A-ZÄÖÜ])(?<!\b\d)(?<!\b\d\d)(?<!\bDr)(?<!\bSt)(?<!\bNr)(?<!\bca)(?<!\bvgl)(?<!\bbzw)(?<!\bProf)(?<!\bStr)(?<!\bstr)"
    r"[.!?…][\"“”»)’]?\s+(?=[\"„»(‚–]?\s?[^\W\d_a-zäöüß])"
    r"|[!?][\"“”»)’]?\s"
)
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*-?|[^\w\s]")
_PREFIX = re.compile(r"[^\W_][\w./]{0,30}(?:[-–‑][\w]{1,30}){0,4}[-‑]$")
_SUFFIX = re.compile(r"(?:[-‑–][^\W_]\w{0,30}){1,4}")
_QUOTE_OPENS = re.compile(r"[„“\"»‚'‘«]\s?$")
_QUOTE_CLOSES = re.compile(r"\s?[“”\"«‘'’»]")
_ADDRESS_BEFORE = re.compile(r"(?:@|www\.|://\S{0,80}|[a-z0-9]_|\w\.)[\w.-]{0,30}$")
_ADDRESS_AFTER = re.compile(URL_TAIL, re.IGNORECASE)


def _flatten(text: str) -> str:
    return text.replace("\n", " ") if "\n" in text else text
