"""The engines that search.py measures: ours, Whoosh as its documentation shows it, SQLite FTS5; more in search_peers_native.py.

Each is built from the same documents and answers the same page: ten best, exact total, counts of cities and years,
ten snippets. Ours does more for each word (exact form, stem, parts of compounds, five fields); the others search
title and text.
"""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from archive.settings import Settings
from benchmarks.search_peers_native import find_tantivy, find_xapian
from benchmarks.search_questions import Peer, Question, say
from indexer.compounds import CompoundSplitter
from indexer.engine import open_engine, start_index
from indexer.records import IndexDocument, Query
from indexer.workers import Workers


class Ours:
    """Pressearchiv's embedded engine."""

    name = "pressearchiv"

    def build(self, folder: Path, documents: Sequence[IndexDocument]) -> None:
        """Make the index of these documents."""
        workers = Workers()
        texts = (text for document in documents for text in (document.title, document.text))
        splitter = CompoundSplitter.learn(texts, workers)
        engine = start_index(
            Settings(data=folder), "benchmark", splitter=splitter, workers=workers, expected=len(documents)
        )
        engine.add(documents)
        engine.commit(1)
        engine.close()

    def open(self, folder: Path) -> None:
        """Open the index that was made."""
        self.engine = open_engine(Settings(data=folder))

    def ask(self, question: Question) -> int:
        """Answer with a whole page, and return the total."""
        cities = (question.city,) if question.city else ()
        query = Query(say(question), cities, "", question.first, question.last, per_page=10)
        return self.engine.search(query).total


class StockWhoosh:
    """Whoosh with the German analyzer, facets by `groupedby`, its own highlighter."""

    name = "whoosh as documented"

    def build(self, folder: Path, documents: Sequence[IndexDocument]) -> None:
        """Make the index of these documents."""
        from whoosh import fields, index
        from whoosh.analysis import LanguageAnalyzer

        text = {"analyzer": LanguageAnalyzer("de"), "stored": True}
        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            title=fields.TEXT(**text),
            text=fields.TEXT(**text),
            city=fields.KEYWORD(stored=True, commas=True),
            year=fields.NUMERIC(stored=True, sortable=True),
            day=fields.ID(),
        )
        folder.mkdir(parents=True, exist_ok=True)
        writer = index.create_in(str(folder), schema).writer()
        for document in documents:
            day = document.published or date(2000, 1, 1)
            cities = ",".join(tag.city for tag in document.tags)
            writer.add_document(
                id=document.id,
                title=document.title,
                text=document.text,
                city=cities,
                year=day.year,
                day=day.isoformat(),
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open the index that was made."""
        from whoosh import index
        from whoosh.qparser import MultifieldParser

        self.searcher = index.open_dir(str(folder)).searcher()
        self.parser = MultifieldParser(["title", "text"], self.searcher.schema)

    def ask(self, question: Question) -> int:
        """Answer with a whole page, and return the total."""
        from whoosh import query, sorting

        asked = self.parser.parse(say(question).replace(" ODER ", " OR ")) if question.words else query.Every()
        filters = [query.Term("city", question.city)] if question.city else []
        if question.first and question.last:
            filters.append(query.TermRange("day", question.first.isoformat(), question.last.isoformat()))
        results = self.searcher.search(
            asked,
            limit=10,
            filter=query.And(filters) if filters else None,
            groupedby={"city": sorting.FieldFacet("city", allow_overlap=True), "year": sorting.FieldFacet("year")},
        )
        for hit in results:
            hit.highlights("text")
        results.groups("city")
        results.groups("year")
        return len(results)


class Fts5:
    """SQLite's full-text index, without stemming: the cheapest there is."""

    name = "sqlite fts5 (no stemming)"

    def build(self, folder: Path, documents: Sequence[IndexDocument]) -> None:
        """Make the index of these documents."""
        folder.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(folder / "fts.db")
        base.executescript(
            "create virtual table f using fts5(title, text, tokenize='unicode61');"
            "create table d(id integer primary key, year int, day text);"
            "create table c(city text, doc int); "
        )
        for number, document in enumerate(documents, start=1):
            day = document.published or date(2000, 1, 1)
            base.execute("insert into f(rowid, title, text) values (?, ?, ?)", (number, document.title, document.text))
            base.execute("insert into d values (?, ?, ?)", (number, day.year, day.isoformat()))
            base.executemany("insert into c values (?, ?)", [(tag.city, number) for tag in document.tags])
        base.executescript("create index c1 on c(doc); create index c2 on c(city, doc); create index d1 on d(day);")
        base.commit()

    def open(self, folder: Path) -> None:
        """Open the index that was made."""
        self.base = sqlite3.connect(folder / "fts.db")
        self.base.execute("pragma mmap_size=2000000000")
        self.base.execute("pragma cache_size=-200000")

    def ask(self, question: Question) -> int:
        """Answer with a whole page, and return the total."""
        words = [f'"{word}"' for word in question.words]
        match = {"phrase": '"' + " ".join(question.words) + '"', "or3": " OR ".join(words)}.get(
            question.kind, " AND ".join(words)
        )
        if question.kind == "prefix":
            match = f"{words[0]}*"
        limits, values = "", []
        if question.city:
            limits += " and d.id in (select doc from c where city = ?)"
            values.append(question.city)
        if question.first and question.last:
            limits += " and d.day between ? and ?"
            values += [question.first.isoformat(), question.last.isoformat()]
        if question.words:
            source = f"from f join d on d.id = f.rowid where f match ?{limits}"
            arguments = [match, *values]
            top = f"select f.rowid, snippet(f, 1, '<', '>', '…', 32) {source} order by rank limit 10"
        else:
            source, arguments = f"from d where 1{limits}", values
            top = f"select d.id, substr((select text from f where rowid = d.id), 1, 240) {source} order by day desc limit 10"
        self.base.execute(top, arguments).fetchall()
        found = self.base.execute(f"select d.id, d.year {source}", arguments).fetchall()
        Counter(year for _, year in found)
        self.base.execute(
            f"select city, count(*) from c where doc in (select d.id {source}) group by city", arguments
        ).fetchall()
        return len(found)


def list_peers() -> list[Peer]:
    """Return all engines that are installed here, ours first; one that is not says so."""
    peers: list[Peer] = [Ours()]
    for peer, missing in ((find_tantivy(), "tantivy (make .venv/.bench)"), (find_xapian(), "Xapian (python3-xapian)")):
        if peer is None:
            print(f"{missing} is not installed here and is left out.", file=sys.stderr)
        else:
            peers.append(peer)
    return [*peers, Fts5(), StockWhoosh()]
