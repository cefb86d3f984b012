"""German analysis: what a text's words are, the same when indexing, when searching and when marking hits."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import Stemmer

ANALYSIS_VERSION = 2

# Marks the index form of a word that was written with a capital: „Leiden“ becomes `leiden^`, „leiden“ stays `leiden`.
CAPITAL = "^"

# Chinese and Japanese write no spaces: each sign is a word of its own, a word of several signs is a phrase.
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTERS = rf"[^\W{_SIGNS}]"
# A word ends after 64 letters, whatever comes: no text may make words of megabytes.
WORD_PATTERN = rf"{_LETTERS}{{1,64}}(?:-{_LETTERS}{{1,64}}){{0,7}}|[{_SIGNS}]"
PIECE_PATTERN = rf"[^\W{_SIGNS}_]+|[{_SIGNS}]"
_WORD = re.compile(WORD_PATTERN)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ODD = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u2010\u2011\u2043\ufe63\uff0d]")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2043": "-", "\ufe63": "-", "\uff0d": "-"})
# „Rettungsdienst- bedarfsplan“: column setting left a hyphen behind. „Stadt- und Kreisarchiv“ is no such case.
# Both patterns begin with the sign itself and then look back at it: a search for one letter is many times faster.
_LEFT_OVER = re.compile(r"-(?<=\w-) +(?!(?:und|oder|bzw|sowie|wie|als|noch|bis)\b)(?=[a-zäöüß])")
_THOUSANDS = re.compile(r"\.(?=\d{3}(?!\d))(?<=\d\.)(?<!\d{4}\.)(?<!\.\d\.)(?<!\.\d\d\.)")

_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "ø": "oe", "æ": "ae", "œ": "oe"}
)
_LONGEST_WORD = 64

# Words that say nothing about a subject: left out of a search unless quoted, demanded, or nothing else is there.
STOP_WORDS = frozenset(
    """ab aber als am an auch auf aus bei beim bis da dabei damit dann das dass dem den denn der des die dies diese
    diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines er es etwa fuer gegen hat haben hatte
    hier ihr ihre ihrem ihren ihrer im in ins ist ja kann koennen man mehr mit nach nicht noch nun nur ob oder ohne
    sein seine seinem seinen seiner sehr sich sie sind so sowie ueber um und uns unter vom von vor waehrend war waren
    was weil wenn werden wer wie wird wo wurde wurden zu zum zur zwischen the of and in for""".split()
)


class Term(NamedTuple):
    """One index entry of a word: offset of its position, exact form, stem."""

    offset: int
    exact: str
    stem: str


class Word(NamedTuple):
    """A word as it was written, analysed: its entries, and how many positions it takes."""

    terms: tuple[Term, ...]
    width: int


class _Stemmers(threading.local):
    """One stemmer per thread: PyStemmer's objects keep state and may not be shared."""

    def __init__(self) -> None:
        # Without a cache of its own: `stem_word` has one that costs less.
        self.german = Stemmer.Stemmer("german", 0)


_stemmers = _Stemmers()


def analysis_fingerprint() -> str:
    """Return what decides the terms of an index: it must be rebuilt when this changes."""
    return f"analysis {ANALYSIS_VERSION}, stemmer {Stemmer.version()}, unicode {unicodedata.unidata_version}"


def normalise_text(text: str) -> str:
    """Return the text as it is cut into words: composed, without invisible signs and left-over hyphens."""
    if not text.isascii():
        if _ODD.search(text):
            text = _INVISIBLE.sub("", text).translate(_HYPHENS)
        if not unicodedata.is_normalized("NFKC", text):
            text = unicodedata.normalize("NFKC", text)
    if "- " in text:
        text = _LEFT_OVER.sub("-", text)
    return _THOUSANDS.sub("", text)


def fold_word(word: str) -> str:
    """Return the exact index form of a word without regard to case: Dünkirchen and Duenkirchen are `duenkirchen`."""
    folded = word.lower().translate(_SPELLED)
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFD", folded)
    kept = "".join(sign for sign in decomposed if not "\u0300" <= sign <= "\u036f" or sign == "\u0306")
    return unicodedata.normalize("NFC", kept).translate(_SPELLED)


@lru_cache(maxsize=200_000)
def stem_word(folded: str) -> str:
    """Return the stem of a folded word; words of other scripts and of digits stay as they are."""
    if not folded.isascii():
        return folded
    if folded.startswith("buerger") and folded[7:] in ("", "n", "s", "in", "innen"):
        # Snowball makes Burg of Bürger, and a search for the castle would find every citizen.
        return "buerger"
    if folded.endswith("loer"):
        # Venloer is Venlo with -er; Snowball reads an ö into it.
        folded = folded[:-2]
    stemmed: str = _stemmers.german.stemWord(folded)
    return stemmed or folded


def drop_umlauts(folded: str) -> str:
    """Return a folded word with plain vowels for its umlauts and without hyphens.

    Every form of a word begins with its stem when both are written so.
    """
    return folded.replace("-", "").replace("ee", "e").replace("ae", "a").replace("oe", "o").replace("ue", "u")


def split_words(text: str) -> list[str]:
    """Return the words of a text in order, hyphenated ones in one piece, as they are written."""
    return _WORD.findall(normalise_text(text))


@lru_cache(maxsize=200_000)
def analyse_word(word: str) -> Word:
    """Return the index entries of one word of `split_words`; a hyphenated one gives its parts and the whole."""
    word = word[:_LONGEST_WORD]
    if word and "-" not in word and "_" not in word:
        folded = fold_word(word)
        return Word((Term(0, folded + CAPITAL if word[0].isupper() else folded, stem_word(folded)),), 1)
    pieces = [piece for piece in re.split(r"[-_]+", word) if piece]
    if not pieces:
        return Word((), 0)
    terms: list[Term] = []
    for offset, piece in enumerate(pieces):
        folded = fold_word(piece)
        capital = CAPITAL if piece[0].isupper() else ""
        terms.append(Term(offset, folded + capital, stem_word(folded)))
        if offset == 0 and len(pieces) > 1:
            joined = fold_word("".join(pieces))
            terms.append(Term(0, joined + capital, stem_word(joined)))
    return Word(tuple(terms), len(pieces))


def analyse_text(text: str) -> list[tuple[int, Term]]:
    """Return all index entries of a text with their positions, counted from 0."""
    entries: list[tuple[int, Term]] = []
    position = 0
    for word in split_words(text):
        terms, width = analyse_word(word)
        entries.extend((position + term.offset, term) for term in terms)
        position += width
    return entries


def strip_capital(exact: str) -> str:
    """Return an exact form without the mark of its capital."""
    return exact.removesuffix(CAPITAL)


def analyse_query_word(word: str) -> tuple[tuple[str, ...], str]:
    """Return how a word that was typed is looked up: its pieces, folded, and the whole in one piece.

    „Städte-Kooperation“ gives (staedte, kooperation) and staedtekooperation; a plain word gives itself twice.
    """
    pieces: list[str] = []
    for part in split_words(word):
        pieces.extend(fold_word(piece)[:_LONGEST_WORD] for piece in re.split(r"[-_]+", part) if piece)
    return tuple(pieces), "".join(pieces)[:_LONGEST_WORD]


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word stands in the texts, as it is written."""
    spelled: Counter[str] = Counter()
    for text in texts:
        spelled.update(split_words(text))
    return spelled


def count_nouns(spelled: Mapping[str, int]) -> Counter[str]:
    """Return how often each word occurs, folded, of those that are mostly written with a capital.

    Compounds are made of nouns above all, and verbs (geben, halten, stellen) would split far too much wrongly.
    """
    words: Counter[str] = Counter()
    capitals: Counter[str] = Counter()
    for word, count in spelled.items():
        for piece in word.split("-"):
            if piece.isalpha():
                folded = fold_word(piece)
                words[folded] += count
                capitals[folded] += count * piece[0].isupper()
    return Counter({word: count for word, count in words.items() if 2 * capitals[word] > count})


def edits_between(left: str, right: str, limit: int) -> int:
    """Return how many letters must be changed, added, dropped or swapped with their neighbour, at most limit + 1."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    # What both begin and end with needs no edits.
    same = 0
    for ours, theirs in zip(left, right, strict=False):
        if ours != theirs:
            break
        same += 1
    left, right = left[same:], right[same:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    before: list[int] = []
    row = list(range(len(right) + 1))
    for at, letter in enumerate(left, start=1):
        earlier, before, row = before, row, [at] + [0] * len(right)
        for to, other in enumerate(right, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == right[to - 2] and left[at - 2] == other:
                cost = min(cost, earlier[to - 2] + 1)
            row[to] = cost
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
