"""A question with a field that there is not, or a value that none has, is told so everywhere, with a way to its words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from web_archive import build_archive

from archive.settings import Settings
from tests.commands import run_command
from webui.app import create_app

# What is asked, what is said, and the addresses that lead on.
ASKED = [
    ("foo:Klärwerk", "Ein Suchfeld „foo:“ gibt es nicht", ["Klärwerk"]),
    ("titl:Jugendbegegnung", "Gemeint sein könnte „titel:“", ["titel:Jugendbegegnung", "Jugendbegegnung"]),
    ("foo:Klrwerk", "Ein Suchfeld „foo:“ gibt es nicht", ["Klärwerk"]),
    ("Klärwerk titel:", "Nach „titel:“ fehlt", ["Klärwerk"]),
    ("stadt:Atlantis Klärwerk", "Eine Partnerstadt „Atlantis“ ist nicht bekannt", ["Klärwerk"]),
    ("stadt:Venlp", "Eine Partnerstadt „Venlp“ ist nicht bekannt", ["stadt:Venlo"]),
    ("von:neulich Klärwerk", "„neulich“ wurde nicht als Datum verstanden", ["Klärwerk"]),
    ("quelle:atlantis Klärwerk", "Eine Quelle „atlantis“ gibt es im Bestand nicht", ["Klärwerk"]),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("faults"))
    with ledger:
        yield settings.data


@pytest.fixture(scope="module")
def client(data: Path) -> FlaskClient:
    return create_app(Settings(data=data)).test_client()


@pytest.mark.parametrize(("asked", "told", "ways"), ASKED)
def test_the_page_says_what_is_wrong_and_leads_on(client: FlaskClient, asked: str, told: str, ways: list[str]) -> None:
    page = client.get(f"/suche?q={quote(asked)}").get_data(as_text=True)
    assert told in page
    assert "Keine Treffer" in page
    listed = page.partition('class="ways-out"')[2].partition("</ul>")[0]
    for way in ways:
        assert re.search(rf'href="/suche\?q={re.escape(quote(way))}"', listed, re.IGNORECASE), way
        assert client.get(f"/api/v1/search?q={quote(way)}").get_json()["total"] > 0


@pytest.mark.parametrize(("asked", "told", "ways"), ASKED)
def test_the_api_says_it_in_both_languages(client: FlaskClient, asked: str, told: str, ways: list[str]) -> None:
    answer = client.get(f"/api/v1/search?q={quote(asked)}").get_json()
    assert any(told in note for note in answer["notes"])
    if len(asked.split()) == 1:
        assert answer["did_you_mean"] == ways[0]
    english = client.get(f"/api/v1/search?q={quote(asked)}&lang=en").get_json()["notes"]
    assert len(english) == len(answer["notes"])
    assert not set(english) & set(answer["notes"])


def test_what_finds_something_all_the_same_is_told_too(client: FlaskClient) -> None:
    page = client.get("/suche?q=ODER Klärwerk Stadt:").get_data(as_text=True)
    assert "Nach „Stadt:“ fehlt" in page
    offered = re.search(r'id="text-gemeint" href="([^"]+)">([^<]+)</a>\? <span class="count">\((\d+)\)', page)
    assert offered is not None
    total = client.get(offered[1].replace("/suche", "/api/v1/search")).get_json()["total"]
    assert total == int(offered[3]) > 0
    assert re.search(r'<h2 id="treffer-titel"[^>]+aria-describedby="hinweise"', page), "heard where the focus goes"
    assert 'id="hinweise"' in page
    assert "hinweise" not in client.get("/suche?q=Klärwerk").get_data(as_text=True)


def test_what_stands_elsewhere_in_an_article_is_offered(client: FlaskClient) -> None:
    page = client.get("/suche?q=titel:Reinigungsstufe").get_data(as_text=True)
    assert "Überall im Artikel: „Reinigungsstufe“" in page
    assert 'href="/suche?q=Reinigungsstufe"' in page
    phrase = client.get("/suche", query_string={"q": 'titel:"neue Reinigungsstufe" Karneval'}).get_data(as_text=True)
    assert "Nur „Karneval“" in phrase
    assert "Nur „titel:&#34;neue“" not in phrase, "a phrase is not torn apart"


def test_the_command_line_says_it(data: Path) -> None:
    done = run_command(data, "search", "titl:Jugendbegegnung")
    assert done.returncode == 0
    assert "Ein Suchfeld „titl:“ gibt es nicht" in done.stdout
    assert "Suchfelder sind titel, text" in done.stdout
    assert "Meinten Sie: titel:Jugendbegegnung" in done.stdout


def test_a_source_that_there_is_not_is_told_where_it_is_a_filter(client: FlaskClient) -> None:
    page = client.get("/suche?q=Klärwerk&quelle=atlantis").get_data(as_text=True)
    assert "Eine Quelle „atlantis“ gibt es im Bestand nicht." in page
    assert "In allen Quellen" in page
    assert client.get("/api/v1/search?quelle=atlantis&lang=en").get_json()["notes"] == [
        "There is no source “atlantis” in these holdings."
    ]
    assert client.get("/api/v1/search?quelle=demo").get_json()["notes"] == []
