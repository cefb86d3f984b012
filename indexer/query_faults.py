"""Finds what stands like a field in a query and is none, `titl:Burg`, says so in words, and offers the query without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from indexer.analysis import edits_between
from indexer.query_quotes import find_quoted, join_typed_quotes
from indexer.query_values import FIELD_NAMES, TEXT_FIELDS

# One name of each field, as the help page has them.
SHOWN_FIELDS = (
    "titel", "text", "bild", "foto", "anhang", "stadt", "thema", "jahr", "datum", "von", "bis", "quelle", "hat", "status",
    "in", "zuerst",
)  # fmt: skip

# Letters, a colon, and what is asked for; not https://…, 18:30, Schüler:innen, C:\…
_LIKE_FIELD = re.compile(r"([^\W\d_]{2,}):(?!in(?:nen)?\b)(?=[\w(\"„“»«'‚‘’])")
_EMPTY = re.compile(r"([^\W\d_]+):$")
_CITY = re.compile(r"(?<!\w)(?:stadt|city|ort|thema|about):\s*(\"[^\"]*\"|[^\s()]+)", re.IGNORECASE)
_TEXT_FIELD = re.compile(
    rf"({'|'.join(name for name, kind in FIELD_NAMES.items() if kind in TEXT_FIELDS and kind != 'first')}):(?=\s*\S)",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:[^\W\d_]+:\s+)?(?:[\w:+(-]*[\"„“»«][^\"„“”»«]*[\"“”»«]|\S+)")
_JOINING = frozenset("UND AND ODER OR NICHT NOT && || | + &".split())
_SHORTEST = 4  # of three letters too many names are one letter away


def match_unknown_field(text: str, at: int) -> str:
    """Return the name that stands here before a colon as if it were that of a field, or an empty text."""
    if at and not text[at - 1].isspace() and text[at - 1] not in "(+-–!":
        return ""
    match = _LIKE_FIELD.match(text, at)
    return match[1] if match and match[1].lower() not in FIELD_NAMES else ""


def match_empty_field(text: str, at: int) -> str:
    """Return the name of the field that stands here at the very end, with nothing behind its colon, or an empty text."""
    match = _EMPTY.match(text, at)
    return match[1] if match and match[1].lower() in FIELD_NAMES else ""


def tell_unknown_field(name: str) -> str:
    """Return the sentence that says that there is no such field, which may be meant, and which there are."""
    near = find_near_field(name)
    meant = f" Gemeint sein könnte „{near}:“." if near else ""
    known = ", ".join(SHOWN_FIELDS)
    return f"Ein Suchfeld „{name}:“ gibt es nicht; „{name}“ wurde als Wort gesucht.{meant} Suchfelder sind {known}."


def tell_empty_field(name: str) -> str:
    """Return the sentence that says that a field lacks what to look for in it."""
    return f"Nach „{name}:“ fehlt, was dort gesucht werden soll, etwa {name}:Wort; „{name}“ wurde als Wort gesucht."


def find_near_field(name: str) -> str:
    """Return the name of the field that was probably mistyped so, or an empty text."""
    name = name.lower()
    if len(name) < _SHORTEST:
        return ""
    near = [(edits, field) for field in FIELD_NAMES if (edits := edits_between(name, field, 1)) <= 1]
    return min(near, key=lambda one: (one[0], one[1][0] != name[0], -len(one[1])))[1] if near else ""


def mend_fields(text: str) -> Iterator[str]:
    """Yield the query in other words where fields of it are none: with the ones that are meant, then with the words alone."""
    meant = _replace_fields(text, lambda name: f"{near}:" if (near := find_near_field(name)) else "")
    if meant != text:
        yield meant
    plain = keep_words(text)
    if plain not in (text, meant):
        yield plain


def keep_words(text: str) -> str:
    """Return the query without the names of fields that there are not, and without fields that nothing stands behind."""
    return _replace_fields(text, lambda name: "")


def search_everywhere(text: str) -> str:
    """Return the query without the fields that keep words to one part of an article, such as its headline."""
    return _replace_fields(text, lambda name: "", _match_text_field)


def split_parts(text: str) -> list[str]:
    """Return the parts of a query that can be asked alone: words and phrases with their fields, nothing that is excluded."""
    parts = [part.strip("()") for part in _PART.findall(join_typed_quotes(text))]
    return [part for part in parts if part and part not in _JOINING and part[0] not in "-–!"]


def keep_names(text: str, find_city: Callable[[str], str]) -> str:
    """Return the query with names of cities that nobody knows as plain words; `find_city` gives an id or nothing."""
    return _CITY.sub(lambda found: found[0] if find_city(found[1].strip('"')) else found[1], text)


def _match_text_field(text: str, at: int) -> str:
    if at and not text[at - 1].isspace() and text[at - 1] not in "(+-–!":
        return ""
    match = _TEXT_FIELD.match(text, at)
    return match[1] if match else ""


def _replace_fields(
    text: str, change: Callable[[str], str], match_field: Callable[[str, int], str] = match_unknown_field
) -> str:
    """Return the text with fields changed; just as it was where it has none of them."""
    if ":" not in text:
        return text
    typed, text, found = text, join_typed_quotes(text), False
    kept: list[str] = []
    at = 0
    while at < len(text):
        if quoted := find_quoted(text, at):
            kept.append(text[at : quoted[1]])
            at = quoted[1]
        elif name := match_field(text, at):
            found = True
            kept.append(change(name))
            at += len(name) + 1
        elif (not at or text[at - 1].isspace()) and (name := match_empty_field(text, at)):
            found = True
            break
        else:
            kept.append(text[at])
            at += 1
    return re.sub(r"\s{2,}", " ", "".join(kept)).strip() if found else typed
