"""Compares two versions of an article word by word, so that a reader sees what was added and what was struck out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from archive.records import Article

SAME, ADDED, REMOVED = "same", "added", "removed"
MOST_WORDS = 1500  # of one paragraph: comparing costs the product of both lengths in the worst case
MOST_PARAGRAPHS = 400
MOST_CHARACTERS = 200_000  # of both texts: beyond it paragraphs are compared, but not their words
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words: `kind` is same, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its changes; `skipped` counts paragraphs left out here because nothing changed in them."""

    changes: tuple[Change, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two versions: a field with its paragraphs each, and how many words came and went."""

    fields: tuple[tuple[str, tuple[Paragraph, ...]], ...]
    added: int
    removed: int


def compare_articles(old: Article, new: Article) -> Comparison:
    """Return what changed from the old text to the new; fields without a change are left out."""
    fields: list[tuple[str, tuple[Paragraph, ...]]] = []
    for name, before, after in (
        ("kicker", old.kicker, new.kicker),
        ("title", old.title, new.title),
        ("published", _write_day(old), _write_day(new)),
        ("lead", old.lead, new.lead),
        ("text", old.text, new.text),
        ("caption", old.captions, new.captions),
        ("credit", old.credits, new.credits),
    ):
        if before != after:
            fields.append((name, _compare_paragraphs(_split(before), _split(after))))
    changes = [change for _name, paragraphs in fields for paragraph in paragraphs for change in paragraph.changes]
    return Comparison(
        fields=tuple(fields),
        added=sum(len(change.text.split()) for change in changes if change.kind == ADDED),
        removed=sum(len(change.text.split()) for change in changes if change.kind == REMOVED),
    )


def compare_words(old: str, new: str) -> tuple[Change, ...]:
    """Return the runs of words that turn the old text into the new one."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) > MOST_WORDS or len(after) > MOST_WORDS:
        return (Change(REMOVED, old), Change(ADDED, new))
    # Compared without the white space behind a word, which differs at the end of a paragraph. From 200 words on the
    # matcher passes over very frequent ones: without that, a text of two words in turns costs half a minute.
    matcher = SequenceMatcher(None, [word.strip() for word in before], [word.strip() for word in after])
    changes: list[Change] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            changes.append(Change(SAME, "".join(after[j1:j2])))
            continue
        if i2 > i1:
            changes.append(Change(REMOVED, "".join(before[i1:i2])))
        if j2 > j1:
            changes.append(Change(ADDED, "".join(after[j1:j2])))
    return tuple(changes)


def _compare_paragraphs(old: Sequence[str], new: Sequence[str]) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    whole = sum(len(text) for text in (*old, *new)) > MOST_CHARACTERS
    matcher = SequenceMatcher(None, old, new)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            paragraphs.append(Paragraph(skipped=j2 - j1))
            continue
        # Within a replaced stretch the paragraphs are set against each other in order: editors rarely reorder.
        pairs = 0 if whole else min(i2 - i1, j2 - j1)
        paragraphs += [Paragraph(compare_words(old[i1 + step], new[j1 + step])) for step in range(pairs)]
        paragraphs += [Paragraph((Change(REMOVED, text),)) for text in old[i1 + pairs : i2]]
        paragraphs += [Paragraph((Change(ADDED, text),)) for text in new[j1 + pairs : j2]]
    return tuple(paragraphs)


def _split(text: str) -> list[str]:
    parts = [part for part in text.split("\n") if part.strip()]
    if len(parts) > MOST_PARAGRAPHS:
        parts[MOST_PARAGRAPHS:] = ["\n".join(parts[MOST_PARAGRAPHS:])]
    return parts


def _write_day(article: Article) -> str:
    return article.published.strftime("%d.%m.%Y") if article.published else ""
