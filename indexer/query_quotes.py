"""Tells quotation marks in a query from apostrophes: where a phrase in quotes begins, where it ends."""

from __future__ import annotations

import re

# These quote wherever they stand. People mix them: „German" ends with the key of a typewriter.
QUOTES = '"„“”«»‟‚‹›'
_DOUBLE = '"„“”«»‟'
# These are apostrophes as well, and quote only where both ends stand at the edge of a word.
_APOSTROPHES = "'‘’‛`´"
_PARTNERS = {"«": "»", "»": "«", "‹": "›", "›": "‹"}
# ,,German'' as a typewriter writes it
_TYPED = re.compile(r"(?<![^\s(:+-]),,(?=\S)|(?<=\S)(?:''|``|´´)(?!\w)|(?<!\w)(?:''|``|´´)(?=\S)")
_ANY = re.compile(rf"[{QUOTES}]|(?<!\w)[{_APOSTROPHES}]|[{_APOSTROPHES}](?!\w)")


def join_typed_quotes(text: str) -> str:
    """Return the text with two commas or apostrophes that quote as one sign."""
    return _TYPED.sub('"', text)


def find_quoted(text: str, at: int) -> tuple[str, int] | None:
    """Return the phrase that a quotation mark here opens, and where the text goes on; None where it opens none.

    Behind a mark that is never closed the text goes on beyond its end. An apostrophe that is not closed opens none.
    """
    opener = text[at]
    if opener in _APOSTROPHES:
        end = _find_edge(text, at) if not text[at - 1 : at].isalnum() else -1
        return (text[at + 1 : end], end + 1) if end > 0 else None
    if opener not in QUOTES:
        return None
    end = text.find(_PARTNERS[opener], at + 1) if opener in _PARTNERS else -1
    if end < 0 and opener not in _DOUBLE:
        end = _find_edge(text, at)
    if end < 0:
        end = next((place for place in range(at + 1, len(text)) if text[place] in _DOUBLE), len(text))
    return text[at + 1 : end], end + 1


def drop_quotes(text: str) -> str:
    """Return the text without its quotation marks; an apostrophe within a word stays."""
    return " ".join(_ANY.sub(" ", join_typed_quotes(text)).split())


def _find_edge(text: str, at: int) -> int:
    """Return where a single mark behind this one ends a word, or -1."""
    if text[at + 1 : at + 2].isspace():
        return -1
    for place in range(at + 2, len(text)):
        if (
            text[place] in _APOSTROPHES + "‹›"
            and not text[place - 1].isspace()
            and not text[place + 1 : place + 2].isalnum()
        ):
            return place
    return -1
