"""Makes as many articles as a benchmark asks for by recombining sentences: of the demonstration site, or of a file.

A file has one text a line, or `label;text`; texts of one label are recombined among themselves. Document frequencies
stay natural that way, near-duplicate sentences do not.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from indexer.records import ABOUT, MENTIONED, IndexDocument, Tag
from tests.search_corpus import NOTICES

CITIES = tuple(
    "venlo leicester duenkirchen leiden charlotte oder-spree uljanowsk kayseri kropyvnytskyi xuzhou hangzhou".split()
)


def read_pools(texts: Path | None) -> list[list[str]]:
    """Return sentences by topic, of the file or of the notices that the tests search in."""
    pools: dict[str, list[str]] = {}
    lines = texts.read_text(encoding="utf-8").splitlines() if texts else [f"x;{n.title}. {n.text}" for n in NOTICES]
    for line in lines:
        label, _, text = line.partition(";")
        sentences = [part for part in re.split(r"(?<=[.!?])\s+", text.strip("' ")) if len(part) > 20]
        pools.setdefault(label, []).extend(sentences)
    return [pool for pool in pools.values() if len(pool) > 10]


def recombine(size: int, texts: Path | None = None, seed: int = 1) -> Iterator[IndexDocument]:
    """Yield articles of 200 to 420 words, dated 2005 to 2026, with none to three cities; the same for the same seed."""
    pools = read_pools(texts)
    dice = random.Random(seed)
    nouns = [word for pool in pools for text in pool[:400] for word in re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]{4,9}\b", text)]
    for number in range(size):
        pool = dice.choice(pools)
        paragraphs: list[str] = []
        words, wanted = 0, dice.randint(200, 420)
        while words < wanted:
            at = dice.randrange(max(len(pool) - 3, 1))
            paragraphs.append(" ".join(pool[at : at + 3]))
            words += paragraphs[-1].count(" ") + 1
        if dice.random() < 0.5:
            # Vocabularies keep growing, by compounds above all.
            paragraphs.append(f"Das {dice.choice(nouns)}{dice.choice(nouns).lower()} folgt.")
        year = 2026 - int(22 * dice.random() ** 1.5)
        day = date(year, 1, 1) + timedelta(days=dice.randrange(365))
        chosen = {dice.choices(CITIES, [1 / (rank + 1) for rank in range(11)])[0] for _ in range(dice.randint(0, 3))}
        yield IndexDocument(
            id=f"{number:016x}",
            site="krefeld",
            url=f"https://www.example.org/{number}/",
            title=dice.choice(pool)[:80].rsplit(" ", 1)[0],
            text="\n\n".join(paragraphs),
            published=day,
            tags=tuple(Tag(city, city, ABOUT if dice.random() < 0.4 else MENTIONED, 0.5) for city in sorted(chosen)),
        )
