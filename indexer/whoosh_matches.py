"""What a part of a query found: documents with a score each, and how the finds of several parts become one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.whoosh_sidecar import Array
from indexer.whoosh_view import IndexView


@dataclass(frozen=True, slots=True)
class Matches:
    """Document numbers in ascending order, and the score of each."""

    docs: Array
    scores: Array

    def __len__(self) -> int:
        return len(self.docs)

    @property
    def nbytes(self) -> int:
        """How much memory it takes: the cache keeps count."""
        return int(self.docs.nbytes + self.scores.nbytes)


# Where more than one in so many documents is found, an array over all of them is cheaper than sorting what was found.
_DENSE = 40

EMPTY = Matches(np.empty(0, dtype=np.int64), np.empty(0))


def add_up(view: IndexView, found: list[Matches]) -> Matches:
    """Return the finds of alternatives as one."""
    found = [matches for matches in found if len(matches)]
    if len(found) <= 1:
        return found[0] if found else EMPTY
    return add_scores(
        view, np.concatenate([matches.docs for matches in found]), np.concatenate([m.scores for m in found])
    )


def add_scores(view: IndexView, docs: Array, scores: Array) -> Matches:
    """Return each document once, with the sum of its scores."""
    if len(docs) * _DENSE > view.size:
        present = np.zeros(view.size, dtype=bool)
        present[docs] = True
        unique = np.flatnonzero(present)
        return Matches(unique, np.bincount(docs, scores, minlength=view.size)[unique])
    if not len(docs):
        return EMPTY
    order = np.argsort(docs, kind="stable")
    docs, scores = docs[order], scores[order]
    firsts = np.concatenate(([0], np.flatnonzero(docs[1:] != docs[:-1]) + 1))
    return Matches(docs[firsts], np.add.reduceat(scores, firsts))
