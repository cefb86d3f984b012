"""The examples of the help page: each is understood as it is, finds something in the demonstration, and counts truly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from web_archive import build_archive

from archive.settings import Settings
from demo.truth import articles_on
from indexer.engine import Engine
from indexer.query_parser import parse_query
from indexer.records import IndexDocument, Query, Tag
from tests.search_corpus import fill_index
from webui.app import create_app
from webui.query_examples import QueryExample, list_example_groups

# What notes may say of an example: it was widened, not mended.
WIDENED = ("Auch in früheren Fassungen gesucht.", "in jeder üblichen Schreibweise gesucht.")


def read_examples(data: Path) -> list[QueryExample]:
    with create_app(Settings(data=data)).test_request_context("/hilfe"):
        return [example for group in list_example_groups() for example in group.examples]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    notices = tuple(
        IndexDocument(
            id=article.notice_id,
            site="demo",
            url=article.canonical_url,
            title=article.title,
            kicker=article.kicker,
            lead=article.lead,
            text=article.text,
            captions="\n".join(image.caption for image in article.images),
            credits="\n".join(image.credit for image in article.images),
            published=article.published,
            state=article.state,
            tags=tuple(Tag(city, city, role, 1.0) for city, role in article.cities),
            has_pdf=any(file.url.endswith(".pdf") for file in article.attachments),
        )
        for article in articles_on(date(2026, 11, 1), gone=True)
    )
    opened = fill_index(tmp_path_factory.mktemp("demonstration"), notices)
    yield opened
    opened.close()


def test_examples_are_understood_and_find_something_in_the_demonstration(demonstration: Engine, tmp_path: Path) -> None:
    examples = read_examples(tmp_path)
    assert len({example.typed for example in examples}) == len(examples) > 25
    for example in examples:
        notes = parse_query(example.typed, lambda name: name.lower()).notes
        assert all(note.endswith(WIDENED) for note in notes), example.typed
        result = demonstration.search(Query(example.typed))
        assert result.total, example.typed
        # An example that finds everything teaches nothing.
        assert result.total < demonstration.info().documents * 0.7, example.typed


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_help_page_links_each_example_with_its_count(tmp_path: Path, language: str) -> None:
    settings, ledger = build_archive(tmp_path)
    with ledger:
        app = create_app(settings, ledger=ledger)
        client = app.test_client()
        page = lxml.html.fromstring(client.get(f"/hilfe?lang={language}").get_data(as_text=True))
        rows = page.xpath('//ul[@class="examples"]/li')
        assert [row.xpath("string(a)") for row in rows] == [example.typed for example in read_examples(tmp_path)]
        engine = app.extensions["holdings"].engine
        for row in rows:
            (address,) = row.xpath("a/@href")
            typed = row.xpath("string(a)")
            assert parse_qs(urlsplit(address).query)["q"] == [typed]
            count = row.xpath('string(span[@class="count"])').split()[0]
            found = engine.search(Query(typed)).total
            assert count == str(found)
