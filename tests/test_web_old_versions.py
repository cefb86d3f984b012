"""What stood in earlier versions is found in the pages with the version it is of, and leads there."""

from __future__ import annotations

from collections.abc import Iterator

import lxml.html
import pytest
from flask.testing import FlaskClient
from web_archive import CHANGED, article_id, build_archive

from webui.app import create_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("old"))
    with ledger:
        yield create_app(settings, ledger=ledger).test_client()


def read(client: FlaskClient, address: str) -> lxml.html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.get_data(as_text=True))


def test_a_passage_that_is_gone_says_its_version_and_leads_there(client: FlaskClient) -> None:
    page = read(client, "/suche?q=in:alt+Spielplatz+Montag")
    (hit,) = [hit for hit in page.xpath('//article[@class="hit"]') if hit.xpath(f'.//a[@id="t-{article_id(CHANGED)}"]')]
    (link,) = hit.xpath('.//p[contains(@class, "hit-old")]/a')
    assert link.text_content() == "Aus Fassung 1, gesehen ab 1. März 2026:"
    assert "Montag" in hit.xpath('string(.//p[@class="hit-snippet"])')
    version = read(client, link.get("href"))
    assert "Sie lesen Fassung 1 von 3" in version.text_content()
    assert "Montag" in [mark.text_content() for mark in version.xpath("//article//mark")]


def test_an_article_is_found_once_however_many_versions_hold_the_word(client: FlaskClient) -> None:
    page = read(client, "/suche?q=in:alt+Grünflächenamt")
    titles = page.xpath(f'//a[@id="t-{article_id(CHANGED)}"]')
    assert len(titles) == 1


def test_where_words_first_stood_is_told(client: FlaskClient) -> None:
    page = read(client, "/suche?q=zuerst:%22sechs+davon+aus+Venlo%22")
    assert page.xpath('string(//p[contains(@class, "hit-first")])').startswith("Zuerst in Fassung 3, gesehen ab")
    assert "Zuerst in Fassung 3 von „Spielplatz am Stadtgarten“" in page.text_content()
    english = read(client, "/suche?lang=en&q=zuerst:%22sechs+davon+aus+Venlo%22")
    assert "First in version 3 of “Spielplatz am Stadtgarten”" in english.text_content()
