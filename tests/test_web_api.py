"""The API, the feeds and the exports give what is promised, and no parameter of anybody brings a page down."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from lxml import etree
from web_archive import CHANGED, RICH, article_id, build_archive

from archive.settings import Settings
from indexer.records import Query
from webui.app import create_app
from webui.errors import AddressError, PortTakenError
from webui.search_json import describe_result
from webui.serve import open_listener, serve

ATOM = "{http://www.w3.org/2005/Atom}"
EVIL = (
    "", " ", "0", "-1", "1e9", "1000000000", "9" * 5000, "x" * 100_000, "%00", "a%00b", "%ED%A0%80", "%FF%FE", "%F0%9F%92%A9",
    "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "../../etc/passwd", "{{7*7}}", "%s%n", "%(x)s", "NULL",
    "2015-13", "2015-02-30", "0000", "99999-01-01", "31.12.1", "2015-6", "١٢٣٤", "NaN", "inf", "true", "[]", "{}", "\r\nX: y",
    "((((((((((", '"""""', "AND OR NOT", "titel:", "NEAR/5", "*", "?", "~", "-", "+", "stadt:venlo", "jahr:x", "\u202e", "ﬀ",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("api"))
    with ledger:
        yield create_app(settings, ledger=ledger).test_client()


def test_search_answers_exactly_the_promised_keys(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=Leicester&pro_seite=2").get_json()
    assert list(answer) == ["query", "total", "took_ms", "page", "hits", "facets", "did_you_mean", "notes"]
    assert list(answer["facets"]) == ["stadt", "stadt_about", "jahr"]
    hit = answer["hits"][0]
    assert list(hit) == [
        "id", "title", "url", "published", "cities", "snippet", "score", "state", "versions",
        "snippet_version", "snippet_file", "first",
    ]  # fmt: skip
    assert answer["total"] > len(answer["hits"]) == 2
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", hit["published"])
    explain = f"/artikel/{hit['id']}#warum-leicester"
    assert {"city": "leicester", "role": "about", "explain": explain} in hit["cities"]
    assert answer["did_you_mean"] is None


def test_snippets_are_escaped_but_for_the_marks(client: FlaskClient) -> None:
    snippet = client.get("/api/v1/search?q=Markup").get_json()["hits"][0]["snippet"]
    assert "&lt;b&gt;kein <mark>Markup</mark>&lt;/b&gt;" in snippet


def test_page_size_and_pages_cover_all_hits_once(client: FlaskClient) -> None:
    ids = [
        hit["id"]
        for page in range(1, 5)
        for hit in client.get(f"/api/v1/search?pro_seite=20&seite={page}").get_json()["hits"]
    ]
    assert len(ids) == len(set(ids)) == client.get("/api/v1/search").get_json()["total"]
    assert client.get("/api/v1/search?seite=1000000000").get_json()["hits"] == []


def test_dates_are_understood_in_all_four_forms(client: FlaskClient) -> None:
    def count(question: str) -> int:
        return int(client.get(f"/api/v1/search?{question}").get_json()["total"])

    assert count("von=2026-02-03&bis=2026-02-03") == count("von=03.02.2026&bis=3.2.2026") == 1
    assert count("von=2026&bis=2026") == count("von=2026-01&bis=2026-12") == 2


@pytest.mark.parametrize("question", ["von=x", "von=2016&bis=2015", "stadt=atlantis", "pro_seite=101", "status=tot"])
def test_what_is_not_understood_is_400_with_a_sentence(client: FlaskClient, question: str) -> None:
    answer = client.get(f"/api/v1/search?{question}")
    assert answer.status_code == 400
    assert answer.get_json()["error"].endswith(".")


def test_cities_may_be_given_by_any_of_their_names(client: FlaskClient) -> None:
    by_id = client.get("/api/v1/search?stadt=duenkirchen").get_json()["total"]
    assert client.get("/api/v1/search?stadt=Dunkerque").get_json()["total"] == by_id > 0


def test_article_and_cities(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/articles/{article_id(CHANGED)}").get_json()
    assert [version["number"] for version in answer["history"]] == [1, 2, 3]
    assert answer["captures"][0]["warc_file"].endswith(".warc.gz")
    assert answer["cities"][0]["evidence"][0]["text"] == "Venlo"
    assert client.get("/api/v1/articles/x").get_json() == {
        "error": "Einen Artikel mit dieser Kennung gibt es im Archiv nicht."
    }
    cities = {city["id"]: city for city in client.get("/api/v1/cities").get_json()["cities"]}
    assert cities["venlo"]["articles"] == client.get("/api/v1/search?stadt=venlo").get_json()["total"]
    assert cities["uljanowsk"]["ties"][-1]["status"] == "suspended"


def test_command_line_and_api_say_the_same(client: FlaskClient) -> None:
    holdings = client.application.extensions["holdings"]
    own = json.loads(json.dumps(describe_result(holdings.search(Query(text="Venlo")))))
    answer = client.get("/api/v1/search?q=Venlo").get_json()
    assert {**own, "took_ms": 0} == {**answer, "took_ms": 0}


def test_notes_follow_the_language(client: FlaskClient) -> None:
    german = client.get("/api/v1/search", query_string={"q": '"Venlo'}).get_json()["notes"]
    english = client.get("/api/v1/search", query_string={"q": '"Venlo', "lang": "en"}).get_json()["notes"]
    assert "Ein Anführungszeichen wurde nicht geschlossen; gesucht wurde „Venlo“ als Wortfolge." in german
    assert "A quotation mark was not closed; “Venlo” was searched for as a phrase." in english
    assert len(german) == len(english)


def test_feed_is_valid_and_its_ids_stay(client: FlaskClient) -> None:
    def entries() -> list[str]:
        feed = etree.fromstring(client.get("/feed.atom?q=Leicester").data)
        assert feed.tag == f"{ATOM}feed"
        for entry in feed.iter(f"{ATOM}entry"):
            for name in ("title", "id", "updated", "link"):
                assert entry.find(f"{ATOM}{name}") is not None
        return [entry.findtext(f"{ATOM}id") or "" for entry in feed.iter(f"{ATOM}entry")]

    assert entries() == entries()
    assert entries()[0].startswith("tag:www.stadt.example,2026:pressearchiv/")
    etag = client.get("/feed.atom?q=Leicester").headers["ETag"]
    assert client.get("/feed.atom?q=Leicester", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/feed.atom?von=x").status_code == 400
    description = etree.fromstring(client.get("/opensearch.xml").data)
    assert len(description.findtext("{*}ShortName") or "") <= 16


def test_suggestions_have_the_form_of_browsers(client: FlaskClient) -> None:
    answer = client.get("/vorschlaege?q=leic")
    assert answer.mimetype == "application/x-suggestions+json"
    typed, texts, counts = json.loads(answer.data)
    assert (typed, texts) == ("leic", ["Leicester"])
    assert counts == [f"Partnerstadt, {client.get('/api/v1/search?stadt=leicester').get_json()['total']} Artikel"]
    typed, texts, counts = json.loads(client.get("/vorschlaege?q=jugendb&lang=en").data)
    hits = client.get("/api/v1/search?q=titel:%22Jugendbegegnung%22").get_json()["total"]
    assert (texts, counts) == (["Jugendbegegnung"], [f"in {hits} headlines"]), "what it was counted in is said"
    for little in ("", "le", "%20l%20", "%00", "qqqq"):
        assert json.loads(client.get(f"/vorschlaege?q={little}").data)[1] == []
    for evil in EVIL:
        answer = client.get(f"/vorschlaege?q={quote(evil)}")
        assert answer.status_code == 200
        assert len(json.loads(answer.data)[1]) <= 5
    address = client.get("/opensearch.xml").get_data(as_text=True)
    assert "/vorschlaege?q={searchTerms}" in address


def test_exports_hold_the_whole_result(client: FlaskClient) -> None:
    total = client.get("/api/v1/search").get_json()["total"]
    assert total > 50
    text = client.get("/export.csv").get_data(as_text=True)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == total
    assert [row["titel"] for row in rows if "SUMME" in row["titel"]] == ["'=SUMME(A1:A9)"]
    assert len(client.get("/export.json").get_json()["hits"]) == total
    records = client.get("/export.ris").get_data(as_text=True)
    assert records.count("TY  - ELEC\r\n") == records.count("ER  - \r\n") == total
    assert client.get("/export.csv?q=gibtesnicht").get_data(as_text=True).count("\n") == 1


def test_citations_are_complete(client: FlaskClient) -> None:
    ris = client.get(f"/artikel/{article_id(RICH)}/zitat.ris").get_data(as_text=True)
    fields = dict(line.split("  - ", 1) for line in ris.splitlines())
    assert fields["TI"].startswith("Besuch in Dünkirchen")
    assert fields["DA"] == "2026/02/03"
    assert fields["UR"] == RICH
    assert fields["L2"].endswith(f"/artikel/{article_id(RICH)}")
    bibtex = client.get(f"/artikel/{article_id(RICH)}/zitat.bib").get_data(as_text=True)
    assert bibtex.startswith("@online{pressearchiv-")
    assert bibtex.count("{") == bibtex.count("}")


@pytest.mark.parametrize("path", ["/artikel/", "/stadt/", "/crawls/", "/api/v1/articles/", "/static/"])
def test_no_path_brings_a_page_down(client: FlaskClient, path: str) -> None:
    for value in ("%00", "%2e%2e%2f", "x" * 5000, "%ED%A0%80", "9" * 400, "٣", "-1", "<x>", "a/b", "%0d%0aX:y"):
        with client.get(path + value) as answer:
            assert answer.status_code == 404, (path, value[:20])


def test_a_taken_port_is_told_in_words(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"--port {port + 1}"):
            serve(settings, "127.0.0.1", port)
    with pytest.raises(AddressError):
        open_listener("no.such.host.invalid", 8000)
    with pytest.raises(AddressError):
        open_listener("127.0.0.1", 99999)
