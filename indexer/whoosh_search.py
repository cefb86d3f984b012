"""Answers a query from an opened index: what matches, in which order, one page of hits, the counts beside the filters."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from indexer.query import Fuzzy, Near, Node, OfSite, Pattern, Phrase, Word, replace_leaves, walk_leaves
from indexer.query_synonyms import Synonyms
from indexer.records import SORTS, Appearance, Query, SearchResult
from indexer.snippets import Highlighter
from indexer.whoosh_answer import filter_matches, make_hit, page_bounds, pick_page
from indexer.whoosh_current import OpenedIndex
from indexer.whoosh_facets import count_facets
from indexer.whoosh_first import find_appearance, pick_first_page
from indexer.whoosh_match import match_tree
from indexer.whoosh_matches import Matches
from indexer.whoosh_suggest import occurs_somewhere
from indexer.whoosh_view import IndexView


def search_index(opened: OpenedIndex, query: Query, synonyms: Synonyms, started: float) -> SearchResult:
    """Answer a query; whatever a person types gives an answer, never an error about its syntax.

    `started` is when the question came (`time.perf_counter`).
    """
    view = opened.view
    parsed = opened.parse(query.text)
    tree = parsed.tree
    notes = [*parsed.notes, *_tell_unknown_sites(view, tree, query)]
    if query.widen:
        tree, added = opened.cities.widen(tree, lambda name: occurs_somewhere(view, name), synonyms)
        if added:
            notes.append(f"Auch gesucht: {', '.join(added)}.")
    matches, tree, note = _match_or_loosen(view, tree)
    first = parsed.first
    if note:
        notes.append(note)
        first = replace(first, stemmed=True) if isinstance(first, Phrase) else first
    found = filter_matches(view, matches, query)
    # Kept with what it has learnt: the next page or another filter asks for the same words.
    highlighter = view.cache.get(("marks", tree), lambda: Highlighter(tree, opened.has_part))
    page: Sequence[tuple[int, float, Appearance | None]]
    wording = Highlighter(first, opened.has_part) if first is not None else None
    if wording and not query.sort:
        begin, end = page_bounds(query)
        page = pick_first_page(view, found, wording, begin, end)
        if page and not begin:
            notes.append(_tell_first(view, page[0]))
    else:
        default = "relevanz" if _asks_words(tree) else "neueste"
        sort = query.sort if query.sort in SORTS else default
        page = [
            (number, score, find_appearance(view.read_fields(number), wording) if wording else None)
            for number, score in pick_page(view, found, query, sort)
        ]
    hits = tuple(
        make_hit(view.read_fields(number), highlighter, score, appearance) for number, score, appearance in page
    )
    view.trim()
    total = found.total
    suggestion = ""
    if query.correct:
        suggestion = opened.mend(query.text) if total else opened.correct(query.text, parsed.tree)
    return SearchResult(
        query=query,
        total=total,
        hits=hits,
        facets=count_facets(view, found.matches.docs, found.without, query),
        took_ms=round((time.perf_counter() - started) * 1000, 3),
        did_you_mean=suggestion,
        notes=tuple(notes),
    )


def list_days(opened: OpenedIndex, query: Query, synonyms: Synonyms) -> tuple[date, ...]:
    """Return the days of all articles that a query finds, the earliest first; undated ones are left out."""
    view = opened.view
    tree = opened.parse(query.text).tree
    if query.widen:
        tree, _added = opened.cities.widen(tree, lambda name: occurs_somewhere(view, name), synonyms)
    matches, _tree, _note = _match_or_loosen(view, tree)
    days = view.days[filter_matches(view, matches, query).matches.docs]
    return tuple(date.fromordinal(day) for day in sorted(days[days > 0].tolist()))


def _match_or_loosen(view: IndexView, tree: Node) -> tuple[Matches, Node, str]:
    """Return the matches; where a phrase in quotes is nowhere word for word, those with other forms of its words."""
    matches = match_tree(view, tree)
    phrases = [leaf for leaf, wanted in walk_leaves(tree) if wanted and isinstance(leaf, Phrase) and not leaf.stemmed]
    if len(matches) or not phrases:
        return matches, tree, ""
    looser = replace_leaves(
        tree, lambda leaf: Phrase(leaf.words, leaf.fields, True) if isinstance(leaf, Phrase) else leaf
    )
    loose = match_tree(view, looser)
    if not len(loose):
        return matches, tree, ""
    quoted = ", ".join("„" + " ".join(phrase.words) + "“" for phrase in phrases)
    return loose, looser, f"Wörtlich kommt {quoted} nicht vor; gesucht wurde auch mit anderen Formen der Wörter."


def _tell_unknown_sites(view: IndexView, tree: Node, query: Query) -> list[str]:
    asked = [leaf.site for leaf, _wanted in walk_leaves(tree) if isinstance(leaf, OfSite)]
    unknown = [site for site in dict.fromkeys((*asked, *query.sites)) if site not in view.sites]
    return [f"Eine Quelle „{site}“ gibt es im Bestand nicht." for site in unknown]


def _tell_first(view: IndexView, found: tuple[int, float, Appearance | None]) -> str:
    """Return a sentence on the earliest appearance of all."""
    number, _, appearance = found
    if appearance is None or appearance.day is None:
        return "Wann die gesuchte Stelle zuerst stand, ist nicht bekannt."
    title = view.read_fields(number)["title"]
    day = f"{appearance.day:%d.%m.%Y}"
    if appearance.published:
        return f"Zuerst am {day} veröffentlicht in „{title}“."
    return f"Zuerst in Fassung {appearance.version} von „{title}“, die das Archiv am {day} zuerst sah."


def _asks_words(tree: Node) -> bool:
    return any(
        wanted and isinstance(leaf, Word | Phrase | Pattern | Fuzzy | Near) for leaf, wanted in walk_leaves(tree)
    )
