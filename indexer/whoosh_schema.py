"""The Whoosh schema: which fields an article has in the index, and the analysis and ranking plain Whoosh uses on them.

Each text field stands there three times: its stems (`title`), the exact forms (`title_x`, without regard to accents;
a trailing ^ marks a capital) and, in `title_p`, the stems of the parts of compounds, which count far less. Only the exact
forms have positions: a stem stands where one of its forms does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.scoring import BM25F

from indexer.analysis import analyse_text, stem_word, strip_capital
from indexer.compounds import CompoundSplitter
from indexer.query import ALL_FIELDS, FIELDS

SCHEMA_VERSION = 4

# A kind of term for each way a word can match, with its share in the score: stem, exact form, part of a compound.
KINDS = {"": 1.0, "_x": 0.6, "_p": 0.1}
BOOSTS = {"title": 3.0, "lead": 1.6, "text": 1.0, "caption": 0.7, "credit": 0.2, "file": 0.4, "old": 0.3}
BM25_B, BM25_K1 = 0.75, 1.2


class StemAnalyzer(Analyzer):  # type: ignore[misc]
    """Gives the stems of a text with their positions, as `analyse_text` finds them."""

    kind = ""

    def __call__(self, value: str, positions: bool = False, **kwargs: Any) -> Iterator[Token]:
        """Yield Whoosh tokens; the one object is used again and again, as Whoosh does it."""
        token = Token(positions=True, chars=False, **{k: v for k, v in kwargs.items() if k == "mode"})
        token.boost, token.stopped = 1.0, False
        start = kwargs.get("start_pos", 0)
        for position, text in self._read(value):
            token.text, token.original, token.pos = text, text, start + position
            yield token

    def _read(self, value: str) -> Iterator[tuple[int, str]]:
        for position, term in analyse_text(value):
            yield position, term.stem

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class ExactAnalyzer(StemAnalyzer):
    """Gives the exact forms of a text."""

    kind = "_x"

    def _read(self, value: str) -> Iterator[tuple[int, str]]:
        for position, term in analyse_text(value):
            yield position, term.exact


class PartAnalyzer(StemAnalyzer):
    """Gives the stems of the parts of compounds; what it splits with belongs to the index generation.

    A query for a part is a plain stem, so that the splitter is only needed for writing and is not pickled.
    """

    kind = "_p"
    splitter: CompoundSplitter | None = None

    def _read(self, value: str) -> Iterator[tuple[int, str]]:
        for position, term in analyse_text(value):
            if self.splitter is None:
                yield position, term.stem
            else:
                for part in sorted(self.splitter.split_word(strip_capital(term.exact))):
                    yield position, part

    def __getstate__(self) -> dict[str, object]:
        return {}


def make_schema() -> Schema:
    """Return the schema of the index; plain Whoosh can search with it."""
    schema = Schema(
        id=ID(stored=True, unique=True),
        headline=STORED(),
        url=STORED(),
        day=ID(),
        site=ID(),
        state=ID(),
        city=KEYWORD(),
        city_about=KEYWORD(),
        having=KEYWORD(),
    )
    for field in ALL_FIELDS:
        schema.add(field, TEXT(analyzer=StemAnalyzer(), phrase=False))
        schema.add(field + "_x", TEXT(analyzer=ExactAnalyzer()))
        schema.add(field + "_p", TEXT(analyzer=PartAnalyzer(), phrase=False))
    return schema


class PressWeighting(BM25F):  # type: ignore[misc]
    """BM25F where a word is as rare as its stem, so that a rare form or a lucky split does not outrank the word."""

    def idf(self, searcher: Any, fieldname: str, text: str | bytes) -> float:
        """Return the rarity of the word that this term of any kind stands for."""
        parent = searcher.get_parent()
        word = text.decode() if isinstance(text, bytes) else text
        stem = stem_word(strip_capital(word)) if fieldname.endswith("_x") else word
        frequency = max(parent.doc_frequency(field + kind, stem) for field in FIELDS for kind in ("", "_p"))
        return measure_rarity(parent.doc_count_all(), frequency)


def measure_rarity(documents: int, frequency: int) -> float:
    """Return Whoosh's inverse document frequency: 1 for a word that is everywhere, more for rarer ones."""
    return math.log(documents / (frequency + 1)) + 1
