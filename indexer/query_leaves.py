"""Reads the single parts of a query: a word, a phrase, a number, a field with its value; query_parser.py joins them."""

from __future__ import annotations

import re
from collections.abc import Callable

from indexer.analysis import split_words
from indexer.query import (
    All,
    Fuzzy,
    Having,
    InState,
    Node,
    OfSite,
    Pattern,
    Phrase,
    PublishedBetween,
    TaggedWith,
    Word,
    join_all,
    join_any,
)
from indexer.query_numbers import spell_number
from indexer.query_ordinals import is_ordinal_number
from indexer.query_tokens import Token
from indexer.query_values import TEXT_FIELDS, fields_of, read_having, read_period, read_state

CityFinder = Callable[[str], str]

# Each looks through the whole vocabulary.
_MAX_EXPANDING = 5
_MAX_STARS = 3
_MAX_VALUES = 20

# Schüler:innen, Schüler*innen, Bürger/-innen
_GENDERED = re.compile(r"([^\W\d_]{3,})(?:[:*_·]|/-?)(in(?:nen)?)[.,;:?!]*$")
_FUZZY = re.compile(r"([\w-]+)~(\d?)$")


class LeafReader:
    """Makes leaves of tokens, notes what had to be mended, and keeps what holds for the whole query.

    `old_too` is set where earlier versions are asked for, `firsts` has the leaves whose first appearance is.
    """

    def __init__(self, notes: list[str], find_city: CityFinder) -> None:
        """Add to these notes; `find_city` gives the id of a city by any of its names, or an empty string."""
        self._notes = notes
        self._find_city = find_city
        self._expanding = 0
        self.old_too = False
        self.firsts: list[Node] = []

    def read(self, token: Token) -> Node | None:
        """Return the leaf of a word, phrase, number or field with its value; None where nothing can be asked with it."""
        if token.field and token.field not in TEXT_FIELDS:
            return self._read_value(token)
        if token.kind == "number":
            return self._read_number(token)
        part = self._read_phrase(token) if token.kind == "phrase" else self._read_term(token)
        if token.field == "first" and part is not None:
            # The wording counts, so a word is taken as it is typed.
            part = Phrase((part.text,), part.fields) if isinstance(part, Word) else part
            self.firsts.append(part)
        return part

    def _read_number(self, token: Token) -> Node | None:
        ways = spell_number(token.text)
        self._notes.append(f"„{token.text}“ wurde in jeder üblichen Schreibweise gesucht.")
        return join_any([Phrase(words, fields_of(token.field), stemmed=True) for words in ways])

    def _read_phrase(self, token: Token) -> Node | None:
        words = tuple(split_words(token.text))
        return Phrase(words, fields_of(token.field)) if words else None

    def _read_term(self, token: Token) -> Node | None:
        fields = fields_of(token.field)
        text = token.text
        if text.strip("*") == "":
            return All()
        if gendered := _GENDERED.match(text):
            apart = Phrase((gendered[1], gendered[2]), fields, stemmed=True)
            return join_any([Word(gendered[1] + gendered[2], fields), apart])
        fuzzy = _FUZZY.match(text)
        if (fuzzy or "*" in text or "?" in text.rstrip("?!.,;:")) and not self._may_expand():
            fuzzy, text = None, re.sub(r"[*?~]\d?", " ", text)
        if fuzzy:
            return Fuzzy(fuzzy[1], min(int(fuzzy[2] or 1), 2), fields) if fuzzy[2] != "0" else Word(fuzzy[1], fields)
        # A question mark at the very end is a question, not a gap.
        stripped = text.rstrip("?!.,;:") if "*" not in text or text.endswith(("?", "!")) else text
        if "*" in stripped or "?" in stripped:
            letters = re.sub(r"\*+", "*", re.sub(r"[^\w*?-]", "", stripped))
            if letters.count("*") > _MAX_STARS:
                self._notes.append(f"In „{text}“ zählten nur die ersten {_MAX_STARS} Sternchen.")
                letters = "*".join(letters.split("*")[:_MAX_STARS]) + "*"
            if len(re.sub(r"[*?-]", "", letters)) >= 2:
                return Pattern(letters, fields)
            self._notes.append(f"„{text}“ hat zu wenige Buchstaben für eine Suche mit Platzhaltern; ohne sie gesucht.")
            text = letters.replace("*", " ").replace("?", " ")
        words = split_words(text)
        if not words:
            return None
        if is_ordinal_number(text):
            # The dot tells the second from two.
            return Word(text, fields)
        # „18:30“ or „www.krefeld.de“: several words without a space between them belong together.
        return Word(words[0], fields) if len(words) == 1 else Phrase(tuple(words), fields, stemmed=True)

    def _may_expand(self) -> bool:
        self._expanding += 1
        if self._expanding > _MAX_EXPANDING:
            self._notes.append(f"Nur die ersten {_MAX_EXPANDING} Wörter mit Platzhaltern oder ~ wurden so gesucht.")
        return self._expanding <= _MAX_EXPANDING

    def _read_value(self, token: Token) -> Node | None:
        value = token.text.strip().strip(",;")
        values = [part for part in value.split(",") if part]
        if token.kind != "phrase" and len(values) > 1 and token.field != "versions":
            # stadt:venlo,leiden means either.
            parts = [self._read_value(Token("word", part, token.field)) for part in values[:_MAX_VALUES]]
            return join_any([part for part in parts if part is not None]) if any(parts) else None
        match token.field:
            case "date" | "from" | "until":
                period = read_period(value)
                if period is None:
                    self._notes.append(f"„{value}“ wurde nicht als Datum verstanden (z. B. 2019, 2019-05, 2018..2020).")
                    return self._read_rest(value)
                if token.field == "from":
                    period = period[0], None
                elif token.field == "until":
                    period = None, period[1]
                return PublishedBetween(*period)
            case "city" | "about":
                city = self._find_city(value)
                if not city:
                    self._notes.append(f"Eine Partnerstadt „{value}“ ist nicht bekannt; gesucht wurde das Wort.")
                    return self._read_rest(value)
                return TaggedWith(city, token.field == "about")
            case "versions":
                if value.lower() in ("alt", "old", "alle", "all"):
                    self.old_too = True
                    self._notes.append("Auch in früheren Fassungen gesucht.")
                else:
                    self._notes.append(f"„in:{value}“ gibt es nicht (in:alt sucht auch in früheren Fassungen).")
                return None
            case "site":
                return OfSite(value.lower())
            case "state":
                states = read_state(value)
                if not states:
                    self._notes.append(
                        f"Den Status „{value}“ gibt es nicht (online, verschwunden, verschoben, zurück); er zählte nicht."
                    )
                    return None
                return InState(states)
            case _:
                what = read_having(value)
                if not what:
                    self._notes.append(f"„hat:{value}“ gibt es nicht (pdf, bild, datum, stadt); es zählte nicht.")
                    return None
                return Having(what)

    def _read_rest(self, value: str) -> Node | None:
        words = split_words(value)
        if not words:
            return None
        return join_all([Word(word) for word in words])
