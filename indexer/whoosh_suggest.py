"""Completions of what is being typed: cities, then words of headlines; never a person's name."""

from __future__ import annotations

from collections import Counter

import numpy as np

from indexer.analysis import STOP_WORDS, analyse_query_word, fold_word, split_words, stem_word
from indexer.person_names import may_be_person
from indexer.query import ALL_FIELDS, Phrase
from indexer.query_cities import CityIndex
from indexer.records import Suggestion
from indexer.whoosh_match import match_tree
from indexer.whoosh_sidecar import Array
from indexer.whoosh_terms import list_words
from indexer.whoosh_view import IndexView

_MAX_CANDIDATES = 200
# Articles that are looked into to see how a word is written and whether it is a name.
_SAMPLE = 4
_LONGEST = 100
_EXCERPT = 2000


def occurs_somewhere(view: IndexView, name: str) -> bool:
    """Return whether a name stands in the index, in any form; one of several words has them beside each other."""
    return view.cache.get(("occurs", name), lambda: _has_words(view, name))


def _has_words(view: IndexView, name: str) -> bool:
    pieces = [piece for word in split_words(name) for piece in analyse_query_word(word)[0]]
    if not pieces or not all(_has_word(view, piece) for piece in pieces):
        return False
    return len(pieces) == 1 or len(match_tree(view, Phrase(tuple(pieces), ALL_FIELDS, stemmed=True))) > 0


def _has_word(view: IndexView, folded: str) -> bool:
    stem = stem_word(folded).encode("utf-8", "replace")
    return any(segment.term_number("", stem) >= 0 for segment in view.segments)


def complete_text(view: IndexView, cities: CityIndex, typed: str, limit: int) -> tuple[Suggestion, ...]:
    """Return completions of what was typed: names of cities, then words of headlines, the most frequent first."""
    typed = " ".join(split for split in typed[-_LONGEST:].split())
    if not typed or limit < 1:
        return ()
    return view.cache.get(("completed", typed, limit), lambda: _complete(view, cities, typed, limit))


def _complete(view: IndexView, cities: CityIndex, typed: str, limit: int) -> tuple[Suggestion, ...]:
    head, _, last = typed.rpartition(" ")
    found = _complete_city(view, cities, typed, last, head)
    folded = "".join(fold_word(piece) for piece in split_words(last))
    if len(found) >= limit or not folded:
        return tuple(found[:limit])
    allowed: Array | None = None
    if head and split_words(head):
        allowed = np.zeros(view.size, dtype=bool)
        allowed[match_tree(view, Phrase(tuple(split_words(head)), stemmed=True)).docs] = True
    counts: Counter[str] = Counter()
    for segment in view.segments:
        for word, count in list_words(segment, "title", folded, _MAX_CANDIDATES):
            if len(word) >= 3 and word not in STOP_WORDS:
                counts[word] += count
    known = {fold_word(suggestion.text) for suggestion in found}
    nouns: list[Suggestion] = []
    others: list[Suggestion] = []
    for word, count in counts.most_common(limit * 6):
        if len(found) + len(nouns) >= limit:
            break
        spelled = _spell(view, word, allowed, head)
        text = f"{head} {spelled}".strip()
        if spelled and fold_word(text) not in known:
            known.add(fold_word(text))
            # Searchers type nouns; verbs and adjectives come where there is room left.
            (nouns if spelled[0].isupper() else others).append(Suggestion(text, articles=count))
    return tuple([*found, *nouns, *others][:limit])


def _complete_city(view: IndexView, cities: CityIndex, typed: str, last: str, head: str) -> list[Suggestion]:
    """Return the cities with a name that begins as the whole text or its last word does, most articles first."""
    tagged = np.bincount(view.tagged_cities[view.live[view.tagged_docs]], minlength=len(view.cities))
    found: list[Suggestion] = []
    for city in cities.cities:
        names = (city.name, *city.sure)
        whole = any(_starts(name, typed) for name in names)
        if not whole and not (head and any(_starts(name, last) for name in names)):
            continue
        articles = int(tagged[view.cities.index(city.id)]) if city.id in view.cities else 0
        found.append(Suggestion(city.name if whole else f"{head} {city.name}", "city", city.id, articles))
    return sorted(found, key=lambda suggestion: (-suggestion.articles, suggestion.text))


def _starts(name: str, typed: str) -> bool:
    return bool(typed) and fold_word(name).startswith(fold_word(typed))


def _spell(view: IndexView, folded: str, allowed: Array | None, head: str) -> str:
    """Return how a word of headlines is written there; empty where it stands in none, or may be a name."""
    docs = _headlines(view, folded)
    if allowed is not None:
        docs = docs[allowed[docs]]
    if not len(docs):
        return ""
    before = head.rpartition(" ")[2]
    key = ("spelled", folded, before) if allowed is not None else ("spelled", folded)
    return view.cache.get(key, lambda: _look_up(view, folded, docs[-_SAMPLE:].tolist()))


def _headlines(view: IndexView, folded: str) -> Array:
    """Return the live documents with this exact form in their headline."""
    parts: list[Array] = []
    for segment in view.segments:
        for text in (folded, folded + "^"):
            for run in segment.runs("_x", segment.term_number("_x", text.encode("utf-8", "replace"))):
                if run.field == "title":
                    parts.append(segment.docs("_x", run.first, run.last) + np.int64(segment.base))
    docs = np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)
    live: Array = docs[view.live[docs]]
    return live


def _look_up(view: IndexView, folded: str, docs: list[int]) -> str:
    fields = [view.read_fields(number) for number in docs]
    spelled = ""
    for held in fields:
        for word in split_words(held["title"]):
            for piece in (word, *word.split("-")):
                # The form with a capital, or as most write it; „RADWEGE“ is no way to write it.
                if fold_word(piece.replace("-", "")) == folded and (not spelled or spelled.isupper()):
                    spelled = piece
    if not spelled:
        return ""
    texts = [f"{held['title']}. {held['lead']} {held['text'][:_EXCERPT]}" for held in fields]
    return "" if may_be_person(spelled, texts) else spelled
