"""The engines written in Rust and C++ that search.py measures beside ours: tantivy and Xapian, where they are installed."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.search_questions import Question, say
from indexer.records import IndexDocument

# Where Debian puts its Python modules: they are not seen from a virtual environment.
_DEBIAN = "/usr/lib/python3/dist-packages"


def find_tantivy() -> Tantivy | None:
    """Return the engine if it is installed."""
    return Tantivy() if importlib.util.find_spec("tantivy") else None


def find_xapian() -> Xapian | None:
    """Return the engine if Debian's or another package of it is installed."""
    try:
        import xapian
    except ImportError:
        sys.path.append(_DEBIAN)
        try:
            import xapian  # noqa: F401 - only whether it is there
        except ImportError:
            return None
        finally:
            sys.path.remove(_DEBIAN)
    return Xapian()


class Tantivy:
    """tantivy, written in Rust, with its German stemmer; needs `pip install tantivy`."""

    name = "tantivy (German stemmer)"

    def build(self, folder: Path, documents: Sequence[IndexDocument]) -> None:
        """Make the index of these documents."""
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        index = self._register(tantivy.Index(self._schema(), path=str(folder)))
        writer = index.writer(128_000_000, 1)
        for document in documents:
            day = document.published or date(2000, 1, 1)
            held = tantivy.Document(title=document.title, text=document.text)
            held.add_unsigned("number", int(document.id, 16) if len(document.id) == 16 else int(document.id))
            held.add_unsigned("year", day.year)
            held.add_unsigned("day", day.toordinal())
            for tag in document.tags:
                held.add_text("city", tag.city)
            writer.add_document(held)
        writer.commit()
        writer.wait_merging_threads()

    def _schema(self) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        for name in ("title", "text"):
            builder.add_text_field(name, stored=True, tokenizer_name="german")
        builder.add_text_field("city", stored=False, tokenizer_name="raw", fast=True)
        builder.add_unsigned_field("number", stored=True)
        builder.add_unsigned_field("year", fast=True, indexed=True)
        builder.add_unsigned_field("day", fast=True, indexed=True)
        return builder.build()

    def _register(self, index: Any) -> Any:
        from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

        analyzer = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.stemmer("german"))
        index.register_tokenizer("german", analyzer.build())
        return index

    def open(self, folder: Path) -> None:
        """Open the index that was made."""
        import tantivy

        self.index = self._register(tantivy.Index.open(str(folder)))
        self.searcher = self.index.searcher()

    def ask(self, question: Question) -> int:
        """Answer with a whole page, and return the total."""
        import tantivy

        text = say(question).replace(" ODER ", " OR ")
        if question.kind == "prefix":
            word = question.words[0].lower()
            asked = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Should, tantivy.Query.regex_query(self.index.schema, name, f"{re.escape(word)}.*"))
                    for name in ("title", "text")
                ]
            )
        elif question.words:
            asked = self.index.parse_query(text, ["title", "text"], conjunction_by_default=True)
        else:
            asked = tantivy.Query.all_query()
        parts = [(tantivy.Occur.Must, asked)]
        if question.city:
            parts.append((tantivy.Occur.Must, tantivy.Query.term_query(self.index.schema, "city", question.city)))
        if question.first and question.last:
            days = tantivy.Query.range_query(
                self.index.schema,
                "day",
                tantivy.FieldType.Unsigned,
                question.first.toordinal(),
                question.last.toordinal(),
            )
            parts.append((tantivy.Occur.Must, days))
        asked = tantivy.Query.boolean_query(parts)
        order = {} if question.words else {"order_by_field": "day"}
        result = self.searcher.search(asked, 10, count=True, **order)
        self.searcher.aggregate(
            asked,
            {"city": {"terms": {"field": "city", "size": 50}}, "year": {"terms": {"field": "year", "size": 50}}},
        )
        snippets = tantivy.SnippetGenerator.create(self.searcher, asked, self.index.schema, "text")
        for _, address in result.hits:
            snippets.snippet_from_doc(self.searcher.doc(address))
        return int(result.count)


class Xapian:
    """Xapian with its German stemmer, stemming whatever case, values for days, years and cities."""

    name = "xapian (German stemmer)"
    _DAY, _YEAR, _CITY = 0, 1, 2

    def build(self, folder: Path, documents: Sequence[IndexDocument]) -> None:
        """Make the index of these documents."""
        import xapian

        folder.mkdir(parents=True, exist_ok=True)
        base = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OPEN)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("german"))
        for document in documents:
            held = xapian.Document()
            generator.set_document(held)
            generator.index_text(document.title, 3, "S")
            generator.index_text(document.title, 3)
            generator.increase_termpos()
            generator.index_text(document.text)
            day = document.published or date(2000, 1, 1)
            held.add_value(self._DAY, day.isoformat())
            held.add_value(self._YEAR, str(day.year))
            for number, tag in enumerate(document.tags[:3]):
                held.add_boolean_term(f"XC{tag.city}")
                held.add_value(self._CITY + number, tag.city)
            held.set_data(document.text)
            base.add_document(held)
        base.commit()
        base.close()

    def open(self, folder: Path) -> None:
        """Open the index that was made."""
        import xapian

        self.base = xapian.Database(str(folder))
        self.stem = xapian.Stem("german")
        self.parser = xapian.QueryParser()
        self.parser.set_stemmer(self.stem)
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_default_op(xapian.Query.OP_AND)
        self.parser.set_database(self.base)

    def ask(self, question: Question) -> int:
        """Answer with a whole page, and return the total."""
        import xapian

        flags = xapian.QueryParser.FLAG_PHRASE | xapian.QueryParser.FLAG_BOOLEAN | xapian.QueryParser.FLAG_WILDCARD
        text = say(question).replace(" ODER ", " OR ")
        if question.kind == "prefix":
            text = text.lower()
        asked = self.parser.parse_query(text, flags) if question.words else xapian.Query.MatchAll
        filters = [xapian.Query(f"XC{question.city}")] if question.city else []
        if question.first and question.last:
            first, last = question.first.isoformat(), question.last.isoformat()
            filters.append(xapian.Query(xapian.Query.OP_VALUE_RANGE, self._DAY, first, last))
        for limit in filters:
            asked = xapian.Query(xapian.Query.OP_FILTER, asked, limit)
        enquire = xapian.Enquire(self.base)
        enquire.set_query(asked)
        if not question.words:
            enquire.set_sort_by_value(self._DAY, True)
        spies = [xapian.ValueCountMatchSpy(slot) for slot in (self._YEAR, *range(self._CITY, self._CITY + 3))]
        for spy in spies:
            enquire.add_matchspy(spy)
        # Looking at all that match makes the total and the counts exact.
        found = enquire.get_mset(0, 10, self.base.get_doccount())
        for spy in spies:
            for value in spy.values():
                str(value.term), value.termfreq
        for match in found:
            found.snippet(match.document.get_data().decode(), 240, self.stem)
        return int(found.get_matches_estimated())
