"""Finds every name of a gazetteer in a text, in any spelling, with exact spans in the original; first step of tagging."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import ahocorasick_rs

from archive.gazetteer import Gazetteer, collecting_later
from archive.place_records import PlaceName
from indexer.tag_text import CleanText, lower_text
from indexer.tag_words import CREDIT_LABELS, REFERENCE_NOUNS, TIE_WORDS

PLACE, HOME, OTHER, TIE_WORD, NOT_NAME = "place", "home", "other", "tie", "not"
# A name, whose it is, and of which sort.
_Named = tuple[str, str, PlaceName]

# One find of the automaton: number of the spelling, start and end in the clean text.
Hit = tuple[int, int, int]

# More mentions of one name in one field than a person would ever read: what comes after is not looked at.
MOST_MATCHES = 2000
# Letters in all names up to which a full table is built (some megabytes).
_LARGEST_TABLE = 30_000


class NameMatch(NamedTuple):
    """A name found: whose it is (`place` id, or the tie kind of a TIE_WORD), and its span in the clean text."""

    sort: str
    place: str
    name: PlaceName
    start: int
    end: int


class NameMatcher:
    """All names of a gazetteer in one automaton; the time for a text grows with its length only."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        with collecting_later():
            entries: dict[str, list[_Named]] = {}
            # What can give a tag comes first, so that one look at the numbers tells whether a text has any of it.
            abbreviations = [one for one in _list_telling(gazetteer) if one[2].also == "abbreviation"]
            _enter(entries, (one for one in _list_telling(gazetteer) if one[2].also != "abbreviation"))
            self._plain = len(entries)
            _enter(entries, abbreviations)
            self._telling = len(entries)
            _enter(entries, _list_others(gazetteer))
            for word in REFERENCE_NOUNS:
                entries.setdefault(word, [])
            self._entries = list(entries.values())
            self._nouns = frozenset(number for number, word in enumerate(entries) if word in REFERENCE_NOUNS)
            # The full table is three times as fast, but grows with every letter of every name.
            small = sum(map(len, entries)) < _LARGEST_TABLE
            self._automaton = ahocorasick_rs.AhoCorasick(
                list(entries), implementation=ahocorasick_rs.Implementation.DFA if small else None
            )

    def scan(self, clean: CleanText) -> Sequence[Hit]:
        """Return what the automaton finds in a text, word boundaries not yet looked at: number, start, end."""
        return self._automaton.find_matches_as_indexes(clean.lowered, overlapping=True)

    def is_telling(self, clean: CleanText, hits: Sequence[Hit]) -> bool:
        """Say whether something found may give a tag: the name of a partner, or a word that stands for one."""
        if not hits or (first := min(hits)[0]) >= self._telling:
            return False
        if first < self._plain:
            return True
        # „LOS“ is in „arbeitslos“, too: the letters must be the very same.
        text, entries = clean.text, self._entries
        return any(
            number < self._telling and text.startswith(entries[number][0][2].text, start) for number, start, _ in hits
        )

    def find_nouns(self, hits: Sequence[Hit]) -> list[int]:
        """Return the ends of „Partnerstadt“, „Stadt“ and the like, in order; other words that end so among them."""
        nouns = self._nouns
        return [end for number, _, end in hits if number in nouns]

    def find_names(self, clean: CleanText, hits: Sequence[Hit] | None = None) -> list[NameMatch]:
        """Return the names in the text in order; of those that overlap the longest, and what is not a name counts as one."""
        found: list[NameMatch] = []
        counts: dict[int, int] = {}
        text, entries, length = clean.text, self._entries, len(clean.text)
        is_apart, beyond = True, 0
        for number, start, end in self.scan(clean) if hits is None else hits:
            known = entries[number]
            if not known or (start and text[start - 1] not in _GAPS and not _begins_word(text, start)):
                continue
            stop = end if end < length and text[end] in _GAPS else _find_end(text, start, end, known[0][2])
            if stop is None or (count := counts.get(number, 0)) >= MOST_MATCHES:
                continue
            counts[number] = count + 1
            for sort, place_id, name in known:
                if sort == NOT_NAME or _has_shape(text[start:stop], name):
                    is_apart = is_apart and start >= beyond
                    beyond = stop
                    found.append(NameMatch(sort, place_id, name, start, stop))
                    break
        if is_apart:
            return found
        found.sort(key=lambda match: (match.start, -match.end, match.sort != NOT_NAME))
        longest: list[NameMatch] = []
        for match in found:
            if not longest or match.start >= longest[-1].end:
                longest.append(match)
            elif match.end > longest[-1].end and match.end - match.start > longest[-1].end - longest[-1].start:
                longest[-1] = match
        return longest


def spell_variants(name: str) -> set[str]:
    """Return the spellings in lower case under which a name is looked for: umlauts written out or left away, other hyphens."""
    if name.isascii() and name.isalpha():
        return {name.lower()}
    if name.isalpha():
        # Nearly all others are words with umlauts.
        lowered = name.lower()
        written_out = lowered.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
        if written_out.isascii():
            return {lowered, written_out, lowered.replace("ä", "a").replace("ö", "o").replace("ü", "u")}
    lowered = lower_text(unicodedata.normalize("NFC", name))
    spellings = {lowered, lowered.translate(_UMLAUTS_OUT), _strip_marks(lowered)}
    spellings |= {spelling.replace("ß", "ss") for spelling in spellings}
    for spelling in tuple(spellings):
        if "-" in spelling:
            spellings |= {spelling.replace("-", other) for other in (" ", "- ", " -", "/")}
        if " " in spelling:
            spellings.add(spelling.replace(" ", "-"))
    return spellings


class _BareLetters(dict[int, str]):
    """A table of letters without their marks, filled as letters are met; Cyrillic ones keep theirs."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = bare = letter if "\u0400" <= letter <= "\u052f" else unicodedata.normalize("NFD", letter)[0]
        return bare


_BARE_LETTERS = _BareLetters()
_UMLAUTS_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_FIRST_EASTERN = "\u3040"
_NO_SPACES_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CREDIT = re.compile(rf"(?:{'|'.join(CREDIT_LABELS)})\s?:")


def _enter(entries: dict[str, list[_Named]], names: Iterable[_Named]) -> None:
    """Enter names under all their spellings, in order."""
    for named in names:
        spelt = named[2].text
        # Most names of a large list are plain words, spelt in one way.
        for variant in (spelt.lower(),) if spelt.isascii() and spelt.isalpha() else spell_variants(spelt):
            if variant in entries:
                entries[variant].append(named)
            else:
                entries[variant] = [named]


def _list_telling(gazetteer: Gazetteer) -> Iterator[_Named]:
    """Yield the names that can give a tag."""
    for place in gazetteer.places:
        for name in place.names:
            yield PLACE, place.id, name
    for kind, words in TIE_WORDS.items():
        for word in words:
            yield TIE_WORD, kind, PlaceName(word, needs="alone")


def _list_others(gazetteer: Gazetteer) -> Iterator[_Named]:
    """Yield the names that speak against a place, or beside it."""
    for place in gazetteer.places:
        for phrase in place.not_names:
            yield NOT_NAME, place.id, PlaceName(phrase)
    for name in gazetteer.home.names:
        yield HOME, gazetteer.home.id, name
    for name in gazetteer.known_others:
        yield OTHER, name.text, name


def _strip_marks(text: str) -> str:
    if text.isascii():
        return text
    return text.translate(_BARE_LETTERS)


def _find_end(text: str, start: int, end: int, name: PlaceName) -> int | None:
    """Return where the word ends that begins with a name (its ending included), or None where it is another word."""
    if text[start] > _FIRST_EASTERN and _NO_SPACES_SCRIPT.match(text, start):
        return end
    if end == len(text) or not ((after := text[end]).isalnum() or after == "_"):
        return end
    for ending in _ENDINGS[name.kind == "demonym"]:
        stop = end + len(ending)
        if text.startswith(ending, end) and (
            stop >= len(text) or not (text[stop].isalnum() or text[stop] == "_") or _CREDIT.match(text, stop)
        ):
            return stop
    return None


# What stands beside most names.
_GAPS = frozenset(' \n.,;:!?()„“"')
_ENDINGS = {False: ("", "s", "S"), True: ("", "n", "s", "in", "innen", "INNEN")}


def _begins_word(text: str, start: int) -> bool:
    if not start or not ((before := text[start - 1]).isalnum() or before == "_"):
        return True
    return _is_glued(text, start) or (text[start] > _FIRST_EASTERN and bool(_NO_SPACES_SCRIPT.match(text, start)))


def _is_glued(text: str, start: int) -> bool:
    # „Städtetag.Foto:Venlo“ is no trouble, „KrefeldVenlo“ is two words where a label lost its space.
    return text[start - 1].islower() and text[start].isupper() and text[start + 1 : start + 2].islower()


def _has_shape(surface: str, name: PlaceName) -> bool:
    """Say whether the letters are upper and lower case as a name wants it."""
    if name.also == "abbreviation":
        return surface == name.text
    if not surface[0].isupper() and name.text[0].isupper():
        single = " " not in surface and "-" not in surface and "/" not in surface
        return single and name.needs == "none" and name.kind in ("official", "exonym") and surface.islower()
    return True
