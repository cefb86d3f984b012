"""An engine in memory for the tests of the pages: plain words, true facets; nothing of German, nothing of speed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from indexer.analysis import fold_word
from indexer.errors import IndexMissingError
from indexer.records import ABOUT, CityRole, Facets, Hit, IndexDocument, IndexInfo, Query, SearchResult, Segment


class FakeEngine:
    """Answers like an engine; `missing` makes it behave as if the index had been taken away."""

    def __init__(self) -> None:
        self.documents: dict[str, IndexDocument] = {}
        self._tokens: dict[str, set[str]] = {}
        self.sequence = 0
        self.missing = False

    def add(self, documents: Iterable[IndexDocument]) -> None:
        for d in documents:
            self.documents[d.id] = d
            self._tokens[d.id] = {fold_word(w) for w in re.findall(r"\w+", f"{d.title} {d.lead} {d.text} {d.captions}")}

    def delete(self, ids: Iterable[str]) -> None:
        for article_id in ids:
            self.documents.pop(article_id, None)

    def commit(self, sequence: int) -> None:
        self.sequence = sequence

    def search(self, query: Query) -> SearchResult:
        if self.missing:
            raise IndexMissingError("There is no index yet; make one with 'pressearchiv index'.")
        found = self._filter(query)
        newest_first = query.sort == "neueste" or (not query.sort and not query.text)
        dated = sorted((d for d in found if d.published), key=lambda d: d.published or date.min)
        undated = [document for document in found if not document.published]
        if query.sort == "aelteste":
            ordered = dated + undated
        elif newest_first:
            ordered = dated[::-1] + undated
        else:
            ordered = sorted(found, key=lambda d: (-len(self._match(d.title, query)), d.id))
        start = (query.page - 1) * query.per_page
        hits = tuple(self._hit(document, query) for document in ordered[start : start + query.per_page])
        spelling = "Leicester" if not found and query.text == "Leicster" else ""
        notes = ("Klammer fehlt, gesucht wurde ohne sie.",) if query.text.count("(") != query.text.count(")") else ()
        return SearchResult(query, len(found), hits, self._facets(query), 0.5, spelling, notes)

    def get(self, article_id: str) -> IndexDocument | None:
        return self.documents.get(article_id)

    def suggest(self, prefix: str, limit: int = 5) -> tuple[str, ...]:
        return ()

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        others = [document for document in self.documents.values() if document.id != article_id]
        return tuple(self._hit(document, Query()) for document in others[:limit])

    def info(self) -> IndexInfo:
        return IndexInfo("fake", len(self.documents), self.sequence, "1", 0, "fake")

    def close(self) -> None:
        pass

    def _filter(self, query: Query, without: str = "") -> list[IndexDocument]:
        return [d for d in self.documents.values() if self._holds(d, query, without)]

    def _holds(self, d: IndexDocument, query: Query, without: str) -> bool:
        roles = (ABOUT,) if query.role else (ABOUT, "mentioned")
        cities = {tag.city for tag in d.tags if tag.role in roles}
        dated = bool(query.date_from or query.date_to) and without != "years"
        return (
            all(any(word in token for token in self._tokens[d.id]) for word in self._words(query))
            and (without == "cities" or not query.cities or bool(cities & set(query.cities)))
            and (not query.role or bool(cities))
            and (not query.sites or d.site in query.sites)
            and (without == "states" or not query.states or d.state in query.states)
            and not (dated and not d.published)
            and not (dated and query.date_from and d.published and d.published < query.date_from)
            and not (dated and query.date_to and d.published and d.published > query.date_to)
        )

    def _facets(self, query: Query) -> Facets:
        cities, about = Counter[str](), Counter[str]()
        for document in self._filter(query, "cities"):
            cities.update(tag.city for tag in document.tags)
            about.update(tag.city for tag in document.tags if tag.role == ABOUT)
        years = Counter(f"{d.published.year}" for d in self._filter(query, "years") if d.published)
        start, end = query.date_from, query.date_to
        one_year = bool(start and end and start.year == end.year)
        months = Counter(
            f"{d.published:%Y-%m}"
            for d in self._filter(query, "years")
            if one_year and start and d.published and d.published.year == start.year
        )
        states = Counter(document.state for document in self._filter(query, "states"))
        sites = Counter(document.site for document in self._filter(query))
        undated = sum(1 for document in self._filter(query) if not document.published)
        return Facets(cities, about, years, months, sites, states, undated)

    def _words(self, query: Query) -> list[str]:
        return [fold_word(word) for word in re.findall(r"\w+", query.text)]

    def _match(self, text: str, query: Query) -> list[re.Match[str]]:
        words = self._words(query)
        return [match for match in re.finditer(r"\w+", text) if any(word in fold_word(match[0]) for word in words)]

    def _segments(self, text: str, query: Query) -> tuple[Segment, ...]:
        segments, last = [], 0
        for match in self._match(text, query):
            segments += [Segment(text[last : match.start()]), Segment(match[0], hit=True)]
            last = match.end()
        return tuple(segment for segment in (*segments, Segment(text[last:])) if segment.text)

    def _hit(self, d: IndexDocument, query: Query) -> Hit:
        return Hit(
            d.id, d.site, d.url, self._segments(d.title, query), self._segments(f"{d.lead} {d.text}"[:240], query),
            d.published, tuple(CityRole(tag.city, tag.role) for tag in d.tags), d.state, d.versions, 1.0,
        )  # fmt: skip
