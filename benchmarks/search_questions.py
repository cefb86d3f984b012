"""What the engines of search.py are asked: 200 questions drawn from the documents, and the verbs that an engine answers with."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus import CITIES
from indexer.records import IndexDocument


@dataclass(frozen=True)
class Question:
    """One query of the benchmark: words, how they belong together, and filters."""

    kind: str
    words: tuple[str, ...] = ()
    city: str = ""
    first: date | None = None
    last: date | None = None


class Peer(Protocol):
    """An engine under test."""

    name: str

    def build(self, folder: Path, documents: Sequence[IndexDocument]) -> None:
        """Make the index of these documents."""

    def open(self, folder: Path) -> None:
        """Open the index that was made."""

    def ask(self, question: Question) -> int:
        """Answer with a whole page, and return the total."""


def draw_questions(documents: Sequence[IndexDocument], seed: int = 5) -> list[Question]:
    """Return 200 questions: 24 each of frequent, rare, two words, one of three, city, dates; phrases, prefixes, all."""
    dice = random.Random(seed)
    frequency: dict[str, int] = {}
    for document in documents[:2000]:
        for word in set(re.findall(r"[A-Za-zäöüÄÖÜß]{4,}", document.text)):
            frequency[word] = frequency.get(word, 0) + 1
    count = min(len(documents), 2000)
    often = [word for word, number in sorted(frequency.items()) if 0.1 <= number / count <= 0.6]
    middle = [word for word, number in sorted(frequency.items()) if 0.01 <= number / count <= 0.06]
    rare = [word for word, number in sorted(frequency.items()) if 2 <= number <= max(0.003 * count, 3)] or middle
    middle = middle or often
    questions: list[Question] = []
    for _ in range(24):
        questions += [
            Question("frequent", (dice.choice(often),)),
            Question("rare", (dice.choice(rare),)),
            Question("and2", (dice.choice(middle), dice.choice(often))),
            Question("or3", (dice.choice(middle), dice.choice(middle), dice.choice(rare))),
            Question("city", (dice.choice(middle),), city=dice.choice(CITIES[:5])),
            Question("dates", (dice.choice(often),), first=date(2015, 1, 1), last=date(2020, 5, 31)),
        ]
    for _ in range(22):
        words = re.findall(r"\w+", dice.choice(documents).text)
        at = dice.randrange(len(words) - 4)
        questions.append(Question("phrase", tuple(words[at : at + dice.choice((2, 3))])))
        questions.append(Question("prefix", (dice.choice([word for word in words if len(word) > 6])[:5],)))
    questions += [Question("all", city=dice.choice(CITIES) if number % 2 else "") for number in range(12)]
    return questions


def say(question: Question) -> str:
    """Return what a person would type into ours."""
    words = question.words
    if question.kind == "phrase":
        return '"' + " ".join(words) + '"'
    if question.kind == "or3":
        return " ODER ".join(words)
    return words[0] + "*" if question.kind == "prefix" else " ".join(words)
