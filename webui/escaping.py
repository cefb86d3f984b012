"""Escapes many short texts at once: where parts of a page are written in Python, a call for each costs more than the rest."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

_BETWEEN = "\0"  # stands in no text of the archive; where it does, each text is escaped by itself


def escape_all(texts: Sequence[str]) -> list[str]:
    """Return the texts as markup, in the same order, as plain `str`."""
    escaped = escape_text(_BETWEEN.join(texts)).split(_BETWEEN)
    return escaped if len(escaped) == len(texts) else [escape_text(text) for text in texts]


def escape_text(text: str) -> str:
    """Return a text as markup, as a plain `str`: put into other texts, `Markup` costs as much again."""
    return str.__str__(escape(text))
