"""The fields of the advanced search become the query that somebody who knows the language would have typed."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from web_archive import RICH, article_id, build_archive

from indexer.query_parser import parse_query
from webui.advanced_page import compose_question
from webui.app import create_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("advanced"))
    with ledger:
        yield create_app(settings, ledger=ledger).test_client()


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ({"alle": "Gäste Rathaus"}, "Gäste Rathaus"),
        ({"folge": 'Rat  der "Stadt'}, '"Rat der Stadt"'),
        ({"eines": "Chor Orchester"}, "(Chor ODER Orchester)"),
        ({"eines": "Chor"}, "Chor"),
        ({"titel": "Jubiläum"}, "titel:Jubiläum"),
        ({"titel": "Jubiläum gefeiert"}, "titel:(Jubiläum gefeiert)"),
        ({"alle": "Austausch", "ohne": "Schule -Kita - "}, "Austausch -Schule -Kita"),
        ({"alle": "", "folge": " ", "ohne": "-"}, ""),
        ({}, ""),
    ],
)
def test_fields_become_a_query_that_needs_no_mending(typed: dict[str, str], query: str) -> None:
    assert compose_question(typed) == query
    assert parse_query(query).notes == ()


def test_the_form_leads_to_the_results(client: FlaskClient) -> None:
    typed = {"alle": "Freundeskreis", "folge": "französische Partnerstadt", "ohne": "Leicester", "eines": "", "titel": "",
             "stadt": "duenkirchen", "von": "2026", "bis": ""}  # fmt: skip
    answer = client.get(f"/suche/erweitert?{urlencode(typed)}")
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == "/suche"
    assert parse_qs(parts.query) == {
        "q": ['Freundeskreis "französische Partnerstadt" -Leicester'], "stadt": ["duenkirchen"], "von": ["2026"],
    }  # fmt: skip
    assert article_id(RICH) in client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "/suche/erweitert" in client.get("/suche?q=x").get_data(as_text=True)


def test_an_empty_form_asks_for_something_and_bad_input_is_answered(client: FlaskClient) -> None:
    assert "mindestens ein Feld" in client.get("/suche/erweitert?alle=&stadt=").get_data(as_text=True)
    assert "mindestens ein Feld" not in client.get("/suche/erweitert").get_data(as_text=True)
    english = client.get("/suche/erweitert?alle=Venlo&lang=en")
    assert "lang=en" in english.headers["Location"]
    for evil in ("%00", "x" * 5000, "<img src=x>", "%ED%A0%80", "((((", '"' * 50):
        for name in ("alle", "folge", "eines", "titel", "ohne", "stadt", "von"):
            answer = client.get(f"/suche/erweitert?{name}={evil}", follow_redirects=True)
            assert answer.status_code in (200, 400), (name, evil)
            assert b"<img" not in answer.data
