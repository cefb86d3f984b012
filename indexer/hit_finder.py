"""Finds where in a text the words of a query stand: by the beginnings of their stems in any spelling, not by analysing all of it.

Only the few words that contain such a beginning are looked at more closely. snippets.py marks what is found here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

from indexer.analysis import PIECE_PATTERN, fold_word, stem_word

HEAD = 4
_LONGER_HEAD = 7
_MAX_CANDIDATES = 1000
_LONG = 400
_PIECE = re.compile(PIECE_PATTERN)
_AROUND = 16
_NUMBER = re.compile(r"(?:\d|\.(?=\d))*")
_REST_OF_WORD = re.compile(r"[^\W_]*")

# How a folded umlaut, or the vowel of a stem whose other forms have one, may stand in a folded text.
_DIGRAPHS = {"ae": ("ae", "a"), "oe": ("oe", "o"), "ue": ("ue", "u"), "ss": ("ss", "s")}
_VOWELS = {"a": ("a", "ae"), "o": ("o", "oe"), "u": ("u", "ue")}
# For letters that Latin-1 has not.
_ACCENTS = {"c": "[cćč]", "e": "[eęėě]", "g": "[gğ]", "i": "[iı]", "l": "[lł]", "n": "[nńň]", "r": "[rř]", "t": "[tțţ]"}
_ACCENTS |= {"a": "[aąă]", "o": "[oőō]", "s": "[sşșš]", "u": "[uűůū]", "z": "[zžźż]"}
_ACCENTED = re.compile("[\u0100-\u024f]")

Spans: TypeAlias = list[tuple[int, int]]


def _fold_byte(number: int) -> int:
    sign = chr(number).lower()
    if sign.isspace():
        return ord(" ")
    plain = "s" if sign == "ß" else unicodedata.normalize("NFD", sign)[0]
    return ord(plain if plain.isascii() else sign)


_FOLDED = bytes(map(_fold_byte, range(256)))


class Haystack:
    """A text to be searched; `quick` where a phrase with odd gaps may be missed if another one is found."""

    def __init__(self, text: str, *, quick: bool = False) -> None:
        """Take a text without soft hyphens."""
        self.text = text
        self.quick = quick
        self._known = _fold_long(text) if len(text) > _LONG else _Folded(text)
        self.folded = self._known.letters

    @property
    def accented(self) -> bool:
        """Whether the text has letters with accents that Latin-1 has not; asked where nothing was found without them."""
        if self._known.accented is None:
            self._known.accented = b"?" in self.folded and _ACCENTED.search(self.text) is not None
        return self._known.accented

    def seams(self, sign: int) -> bytes:
        """Return what stands around each such sign with the sign (and a blank after it) left out, a line each."""
        found = self._known.seams.get(sign)
        if found is None:
            pieces = [near for _, _, near in _find_signs(self.folded, sign)] if sign in self.folded else ()
            found = self._known.seams[sign] = b"\n".join(pieces)
        return found


class _Folded:
    """A text as it is searched, and what was learnt of it."""

    __slots__ = ("accented", "letters", "seams")

    def __init__(self, text: str) -> None:
        # Byte for sign, in small letters without accents: searched many times faster than all spellings in the text.
        self.letters = text.encode("latin-1", "replace").translate(_FOLDED)
        # Looking for such letters takes longer than all the rest, for quotation marks are none of Latin-1 either.
        self.accented: bool | None = None
        self.seams: dict[int, bytes] = {}


# The same articles are shown for other filters, pages and words.
_fold_long = lru_cache(maxsize=3000)(_Folded)

# Given a text, returns start and end of so many things that are to be marked, in order.
Finder: TypeAlias = Callable[[Haystack, int], Spans]


def find_words(
    head: str, accepts: Callable[[str], bool], umlauts: bool = False, whole: str = "", begins: bool = False
) -> Finder:
    """Return a finder of words that contain a spelling of the head and are accepted, alone or with their hyphens.

    `whole` is what all words have that are accepted, where that is more than the head; `begins` says that they begin so.
    """
    heads = _spell(head, umlauts)
    # Longer beginnings are not searched for: they may have a hyphen in them.
    longer = _spell(whole[:_LONGER_HEAD], umlauts) if len(whole) > len(head) and not head.isdigit() else ()
    reach = 2 * _LONGER_HEAD

    def find(haystack: Haystack, most: int) -> Spans:
        spans: Spans = []
        text, folded = haystack.text, haystack.folded
        last = 0
        for place in _places_of(haystack, heads, head):
            if place < last or (begins and place and text[place - 1].isalnum()):
                continue
            if longer:
                near = folded[place : place + reach]
                if not near.startswith(longer) and b"-" not in near and b"?" not in near:
                    continue
            start, end = _widen(text, place, last)
            if not accepts(text[start:end]):
                start, end = _widen_over_hyphens(text, start, end)
                if not accepts(text[start:end]):
                    continue
            last = end
            spans.append((start, end))
            if len(spans) >= most:
                break
        return spans or _find_apart(haystack, heads, accepts, most, b"-." if head.isdigit() else b"-")

    return find


def find_phrase(words: tuple[str, ...], stemmed: bool, capital: bool = False) -> Finder:
    """Return a finder of folded words that follow one another, in any form where `stemmed`."""
    expected = [stem_word(word) for word in words] if stemmed else list(words)
    head = expected[0][:HEAD]
    heads = _spell(head, stemmed)
    # „in der“ has far fewer places than „in“.
    joined = _spell(f"{words[0]} {words[1][:HEAD]}") if not stemmed and len(words) > 1 else ()

    def find(haystack: Haystack, most: int) -> Spans:
        spans: Spans = []
        text = haystack.text
        last = 0
        places = _find_all(haystack.folded, joined) if haystack.quick and joined else []
        for place in places or _places_of(haystack, heads, head):
            if place < last or (place and text[place - 1].isalnum() and text[place] < "\u2e80"):
                continue
            end = _follow(text, place, expected, stemmed)
            if end < 0 or (capital and not text[place].isupper()):
                continue
            last = end
            spans.append((place, end))
            if len(spans) >= most:
                break
        return spans

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


def _places_of(haystack: Haystack, heads: tuple[bytes, ...], head: str) -> list[int]:
    """Return where a beginning may stand."""
    places = _find_all(haystack.folded, heads)
    if not places and (haystack.accented or not head.isascii()):
        # Letters that are not in Latin-1 are rare enough for the slower way.
        source = "".join(_ACCENTS.get(sign) or re.escape(sign) for sign in head)
        found = re.finditer(source, haystack.text, re.IGNORECASE)
        places = [match.start() for match in islice(found, _MAX_CANDIDATES)]
    return places


def _find_all(text: bytes, literals: Iterable[bytes]) -> list[int]:
    places: list[int] = []
    several = False
    for literal in literals:
        at = text.find(literal)
        if at >= 0:
            several = bool(places)
            while at >= 0 and len(places) < _MAX_CANDIDATES:
                places.append(at)
                at = text.find(literal, at + 1)
    if several:
        places.sort()
    return places


def _spell(folded: str, umlauts: bool = False) -> tuple[bytes, ...]:
    """Return how a folded beginning may stand in a folded text; `umlauts` lets a plain vowel stand for its umlaut.

    None where it has letters that a folded text has not.
    """
    spellings = [""]
    at = 0
    while at < len(folded):
        pair = folded[at : at + 2]
        step = 2 if pair in _DIGRAPHS else 1
        choices = _DIGRAPHS.get(pair) or (umlauts and _VOWELS.get(folded[at])) or (folded[at],)
        spellings = [spelled + choice for spelled in spellings for choice in choices]
        at += step
    if not all(ord(sign) < 256 for sign in folded):
        return ()
    return tuple(spelled.encode("latin-1").translate(_FOLDED) for spelled in spellings)


def _widen(text: str, place: int, least: int) -> tuple[int, int]:
    """Return start and end of the word that this place is in; it does not begin before `least`."""
    end = _REST_OF_WORD.match(text, place)
    while place > least and text[place - 1].isalnum():
        place -= 1
    return place, end.end() if end else place


def _find_apart(
    haystack: Haystack, heads: tuple[bytes, ...], accepts: Callable[[str], bool], most: int, signs: bytes
) -> Spans:
    """Return the words that are only found without a sign inside them: be-zeugen, Verkehrs- einschränkung, 12.500."""
    text = haystack.text
    spans: Spans = []
    for sign in signs:
        # The beginning must stand around a sign; nearly always it stands around none, which one look tells.
        seams = haystack.seams(sign)
        if not seams or not _has_one(seams, heads):
            continue
        last = 0
        for at, after, near in _find_signs(haystack.folded, sign):
            if at < last or len(spans) >= most or not _has_one(near, heads):
                continue
            start, last = _widen(text, at, 0)[0], _widen_over_hyphens(text, after, after)[1]
            if sign == ord("."):
                last = _NUMBER.match(text, after).end()  # type: ignore[union-attr]  # it matches nothing too
            if accepts("".join(letter for letter in text[start:last] if letter.isalnum())):
                spans.append((start, last))
    return sorted(spans)


def _has_one(text: bytes, literals: Iterable[bytes]) -> bool:
    # A loop, since it is asked very often: `any` costs several times as much.
    for literal in literals:  # noqa: SIM110 - see above
        if literal in text:
            return True
    return False


def _find_signs(folded: bytes, sign: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield where each such sign stands, where the text goes on after it and perhaps a blank, and what stands around."""
    at = folded.find(sign)
    while at >= 0:
        after = at + 1 + folded.startswith(b" ", at + 1)
        yield at, after, folded[max(at - _AROUND, 0) : at] + folded[after : after + _AROUND]
        at = folded.find(sign, at + 1)


def _widen_over_hyphens(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "-"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "-"):
        end += 1
    return start, end
