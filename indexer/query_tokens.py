"""Cuts what was typed into tokens: words, phrases, brackets, operators, each with the field that stands before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.query_faults import match_empty_field, match_unknown_field, tell_empty_field, tell_unknown_field
from indexer.query_numbers import match_day, match_month, match_number
from indexer.query_quotes import QUOTES, find_quoted, join_typed_quotes
from indexer.query_values import DATE_FIELDS, FIELD_NAMES, TEXT_FIELDS

_OPERATORS = {
    "UND": "and",
    "AND": "and",
    "&&": "and",
    "ODER": "or",
    "OR": "or",
    "||": "or",
    "|": "or",
    "NICHT": "not",
    "NOT": "not",
}
_NEAR = re.compile(r"(?:NEAR|NAH)(?:/(\d{1,3}))?$")
_FIELD = re.compile(r"([^\W\d_]+):\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query and the field that was set before it, if any."""

    kind: str  # open, close, and, or, not, plus, near, phrase, word, number
    text: str = ""
    field: str = ""


def cut_tokens(text: str, notes: list[str]) -> list[Token]:
    """Return the tokens of a query; what had to be mended is added to the notes."""
    tokens: list[Token] = []
    text = join_typed_quotes(text)
    at = 0
    field = ""
    groups: list[str] = []  # fields that hold for a whole bracket, as in titel:(Rat Haus)
    while at < len(text):
        sign = text[at]
        if sign.isspace():
            at += 1
            continue
        starts = at == 0 or text[at - 1].isspace() or text[at - 1] == "("
        holding = field or (groups[-1] if groups else "")
        if (sign.isdigit() or sign in "+(") and (end := _match_number(text, at, holding)) > 0:
            tokens.append(Token("word" if holding in DATE_FIELDS else "number", text[at:end], holding))
            at = end
        elif holding in DATE_FIELDS and (end := match_month(text, at)) > 0:
            tokens.append(Token("word", text[at:end], holding))
            at = end
        elif quoted := find_quoted(text, at):
            phrase, at = quoted
            tokens.append(Token("phrase", phrase, holding))
            if at > len(text):
                notes.append(
                    f"Ein Anführungszeichen wurde nicht geschlossen; gesucht wurde „{phrase.strip()}“ als Wortfolge."
                )
        elif sign == "(":
            tokens.append(Token("open"))
            groups.append(holding)
            at += 1
        elif sign == ")":
            tokens.append(Token("close"))
            if groups:
                groups.pop()
            at += 1
        elif starts and sign in "-–!" and at + 1 < len(text) and not text[at + 1].isspace():
            tokens.append(Token("not"))
            at += 1
            continue
        elif starts and sign == "+" and at + 1 < len(text) and not text[at + 1].isspace():
            tokens.append(Token("plus"))
            at += 1
            continue
        elif (known := _FIELD.match(text, at)) and not field and known[1].lower() in FIELD_NAMES:
            field = FIELD_NAMES[known[1].lower()]
            at = known.end()
            continue
        else:
            if not field and (name := match_unknown_field(text, at)):
                notes.append(tell_unknown_field(name))
            elif not field and starts and (name := match_empty_field(text, at)):
                notes.append(tell_empty_field(name))
            end = at
            while end < len(text) and not text[end].isspace() and text[end] not in "()" + QUOTES:
                end += 1
            tokens.append(_read_word(text[at:end], field, groups[-1] if groups else ""))
            at = end
        field = ""
    return tokens


def _match_number(text: str, at: int, field: str) -> int:
    """Return where a date or telephone number ends that begins here and belongs to this field, or -1."""
    if field in DATE_FIELDS:
        return match_day(text, at)
    before = text[at - 1] if at else " "
    if (field and field not in TEXT_FIELDS) or before.isalnum() or before in "._/":
        return -1
    return match_number(text, at)


def _read_word(word: str, field: str, group: str) -> Token:
    if not field:
        if word in _OPERATORS:
            return Token(_OPERATORS[word])
        near = _NEAR.match(word)
        if near:
            return Token("near", near[1] or "10")
    return Token("word", word, field or group)
