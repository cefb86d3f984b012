"""Says of what kind the changes between two versions are: a slip of the pen, a fact, a paragraph, the wording; pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.analysis import edits_between, fold_word
from webui.word_diff import ADDED, REMOVED, SAME, Change, Comparison, Paragraph

FACT, PARAGRAPH_ADDED, PARAGRAPH_REMOVED, WORDING, SPELLING = "fact", "added", "removed", "wording", "spelling"
# What a reader must know first stands first.
KINDS = (FACT, PARAGRAPH_REMOVED, PARAGRAPH_ADDED, WORDING, SPELLING)
SHORT_WORD = 6  # letters: below it two words that differ in two letters are two words
LONGEST_FACT = 8  # words: what is longer was written anew, whatever numbers it holds
LONGEST_SHOWN = 80  # characters of a passage in a finding

_STOPS = (".", ",", ";", ":", "!", "?")
_WORD = re.compile(r"[^\W_]+(?:[-.:][^\W_]+)*")
_NUMBER = re.compile(
    r"(?:[a-zäöüß]*(?:zig|dreißig|hundert|tausend|zehn))(?:ste|sten)?|null|zwei|drei|vier|fünf|sechs|sieben|acht|neun|elf|zwölf"
)
_CALENDAR = frozenset(
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz april mai juni juli august "
    "september oktober november dezember "
    "monday tuesday wednesday thursday friday saturday sunday january february march may june july october december".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One change: its kind, the field it stands in, and the words before and after, shortened; one may be empty."""

    kind: str
    field: str
    before: str
    after: str


def find_kinds(comparison: Comparison) -> tuple[Finding, ...]:
    """Return what changed, the weightiest kind first and within a kind in reading order."""
    findings = [
        finding
        for field, paragraphs in comparison.fields
        for paragraph in paragraphs
        for finding in _read_paragraph(field, paragraph)
    ]
    return tuple(sorted(findings, key=lambda finding: KINDS.index(finding.kind)))


def judge_words(before: str, after: str) -> str:
    """Return the kind of a change from these words to those: fact, wording or spelling."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > LONGEST_FACT:
        return WORDING
    if _list_facts(old) != _list_facts(new):
        return FACT
    if len(old) == len(new) and all(map(_is_spelling, old, new)):
        return SPELLING
    if "".join(old).casefold() == "".join(new).casefold():
        return SPELLING  # only blanks, hyphens or punctuation differ
    # A single capital word for another is a name or a thing: in a press release that is what is reported.
    if len(old) == len(new) == 1 and old[0][:1].isupper() and new[0][:1].isupper():
        return FACT
    return WORDING


def _read_paragraph(field: str, paragraph: Paragraph) -> Iterator[Finding]:
    changes = paragraph.changes
    if field == "text" and len(changes) == 1 and changes[0].kind != SAME:
        text = _shorten(changes[0].text)
        if changes[0].kind == ADDED:
            yield Finding(PARAGRAPH_ADDED, field, "", text)
        else:
            yield Finding(PARAGRAPH_REMOVED, field, text, "")
        return
    for before, after in _pair(changes):
        kind = FACT if field == "published" else judge_words(before, after)
        if before and after and before.rstrip()[-1:] == after.rstrip()[-1:] in _STOPS:
            before, after = before.rstrip()[:-1], after.rstrip()[:-1]
        yield Finding(kind, field, _shorten(before), _shorten(after))


def _pair(changes: tuple[Change, ...]) -> Iterator[tuple[str, str]]:
    """Yield what was replaced by what; words that only came or went have an empty other side."""
    removed = ""
    for change in changes:
        if change.kind == REMOVED:
            if removed:
                yield removed, ""
            removed = change.text
        elif change.kind == ADDED:
            yield removed, change.text
            removed = ""
        elif removed:
            yield removed, ""
            removed = ""
    if removed:
        yield removed, ""


def _list_facts(words: list[str]) -> list[str]:
    return [word for word in words if _is_fact(word.casefold())]


def _is_fact(word: str) -> bool:
    return any(sign.isdigit() for sign in word) or word in _CALENDAR or bool(_NUMBER.fullmatch(word))


def _is_spelling(old: str, new: str) -> bool:
    left, right = fold_word(old), fold_word(new)
    limit = 1 if min(len(left), len(right)) < SHORT_WORD else 2
    return edits_between(left, right, limit) <= limit


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1].rstrip() + "…"
