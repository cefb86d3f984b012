"""A text ready for matching: what tears words apart left out, letters lowered, and the way back to the original; step one."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from archive.gazetteer import HOMOGLYPHS


class CleanText:
    """A text without what tears words apart (soft and hard hyphens, marks of their own), and the way back."""

    __slots__ = ("_clean_starts", "_pieces", "lowered", "source", "text")

    def __init__(self, original: str) -> None:
        self.source = original
        self._pieces: list[tuple[int, int, int]] = []  # start in clean, start in original, original length or 0 for 1:1
        # One sign after the other, or a pattern that begins with one, is searched for many times as fast as a set of them.
        encoded = original.encode("utf-8", "surrogatepass")
        is_torn = (
            any(map(original.__contains__, _TEARING))
            or any(map(encoded.__contains__, _MARK_BYTES))
            or bool(_TORN_WORD.search(original))
        )
        self.text = self._join(original) if is_torn else original
        self._clean_starts = [piece[0] for piece in self._pieces]
        self.lowered = lower_text(self.text, any(map(encoded.__contains__, _FOREIGN_BYTES)))

    def cut_out(self, begin: int, end: int) -> tuple[CleanText, int] | None:
        """Return the part that was `[begin, end)` of the original, and where it begins here.

        None where something that was joined reaches over one of its ends, which are those of a line.
        """
        part = CleanText.__new__(CleanText)
        if not self._pieces:
            part.source = part.text = self.text[begin:end]
            part.lowered = self.lowered[begin:end]
            part._pieces, part._clean_starts = [], []
            return part, begin
        first = self._locate_kept(begin - 1) + 1 if begin else 0
        last = self._locate_kept(end) if end < len(self.source) else len(self.text)
        if (begin and not first) or last < 0:
            return None
        part.source = self.source[begin:end]
        part.text, part.lowered = self.text[first:last], self.lowered[first:last]
        number = max(bisect_right(self._clean_starts, first) - 1, 0)
        part._pieces = []
        for clean, original, length in self._pieces[number : bisect_right(self._clean_starts, last)]:
            # The piece that reaches over the beginning begins there.
            over = 0 if length else max(first - clean, 0)
            part._pieces.append((clean + over - first, original + over - begin, length))
        part._clean_starts = [piece[0] for piece in part._pieces]
        return part, first

    def _locate_kept(self, position: int) -> int:
        """Return where a sign of the original stands here that was not joined to others, or -1."""
        number = bisect_right(self._pieces, position, key=_read_original_start) - 1
        clean, original, length = self._pieces[number]
        following = self._pieces[number + 1][0] if number + 1 < len(self._pieces) else len(self.text)
        found = clean + position - original
        return -1 if length or found >= following else found

    def _join(self, original: str) -> str:
        out: list[str] = []
        position = length = 0
        for tear in _TEARS.finditer(original):
            begin, end = tear.span()
            composed = ""
            if original[begin] in _MARKS and begin > position:
                begin -= 1
                composed = unicodedata.normalize("NFC", original[begin:end])
            if begin > position:
                self._pieces.append((length, position, 0))
                out.append(original[position:begin])
                length += begin - position
            if composed:
                self._pieces.append((length, begin, end - begin))
                out.append(composed)
                length += len(composed)
            position = end
        self._pieces.append((length, position, 0))
        out.append(original[position:])
        return "".join(out)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the span [start, end) of the clean text lies in the original; `end` is greater than `start`."""
        return (self._locate(start)[0], self._locate(end - 1)[1]) if self._pieces else (start, end)

    def _locate(self, position: int) -> tuple[int, int]:
        clean, original, length = self._pieces[bisect_right(self._clean_starts, position) - 1]
        if length:
            return original, original + length
        return original + position - clean, original + position - clean + 1


def lower_text(text: str, is_foreign: bool = True) -> str:
    """Return the text in lower case, of the same length; `is_foreign` tells that it may hold Greek or Cyrillic letters."""
    # Nothing here may change the length: spans are counted in what comes out.
    # The capital dotted i of Turkish is the one letter that becomes two.
    lowered = text.replace("İ", "i").lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    lowered = lowered.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    for old, new in _SAME_SIGNS:
        lowered = lowered.replace(old, new)
    if not is_foreign or lowered.isascii():
        return lowered
    return _FOREIGN_LETTERS.sub(lambda run: run.group().translate(HOMOGLYPHS), lowered)


def _read_original_start(piece: tuple[int, int, int]) -> int:
    return piece[1]


_SMALL = "a-zß-öø-ÿ"
# Words after a hyphen and a space that show that the hyphen is meant: „Stadt- und Kreisarchiv“.
_ELLIPSIS = r"(?!(?:und|oder|bzw|sowie|bis|wie|als|noch|samt)\b)"
_MARKS = frozenset(map(chr, range(0x300, 0x370)))
# Begins with one set of characters, so that the search for it is fast: marks, invisible signs, hyphens inside a word.
_TEARS = re.compile(
    r"[-\u2010\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f](?:(?<=[\u0300-\u036f])[\u0300-\u036f]*|(?<![-\u2010])"
    rf"|(?<=[{_SMALL}].)(?:\s{{0,3}}\n\s{{0,3}}|\s)?{_ELLIPSIS}(?=[{_SMALL}]))"
)
# What _TEARS looks for but hyphens inside words and marks; the first bytes in UTF-8 of marks, and of Greek and Cyrillic letters.
_TEARING = "\u2010\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MARK_BYTES = (b"\xcc", b"\xcd")
_FOREIGN_BYTES = (b"\xcd", b"\xce", b"\xcf", b"\xd0", b"\xd1", b"\xd2", b"\xd3", b"\xd4")
_TORN_WORD = re.compile(rf"-(?<=[{_SMALL}].)(?:\s{{0,3}}\n\s{{0,3}}|\s)?{_ELLIPSIS}(?=[{_SMALL}])")
_SAME_SIGNS = (("\xa0", " "), ("\u202f", " "), ("\u2010", "-"), ("\u2011", "-"), ("\u2012", "-"), ("\u2013", "-"))
_FOREIGN_LETTERS = re.compile(r"[\u0370-\u052f]+")
