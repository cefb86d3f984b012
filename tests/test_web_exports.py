"""One question, many forms: page, API, feed and every export give the same articles, and other programs can read them."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from collections.abc import Callable, Iterator

import bibtexparser
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from flask.testing import FlaskClient
from lxml import etree, html
from web_archive import HOSTILE, RICH, UNDATED, article_id, build_archive

from webui.app import create_app
from webui.parameters import CSV_FIELDS

ATOM = "{http://www.w3.org/2005/Atom}"
QUESTIONS = (
    "q=Leicester&sort=neueste",
    "stadt=venlo&stadt=leiden&rolle=about&von=2012&bis=2019",
    "q=Partnerstadt&quelle=demo&status=live&von=2015",
    "q=gibtesnicht",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("exports"))
    with ledger:
        yield create_app(settings, ledger=ledger).test_client()


def read_bibtex(text: str) -> list[str]:
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    return [entry.key.removeprefix("pressearchiv-") for entry in library.entries]


def read_feed(text: str) -> list[str]:
    feed = etree.fromstring(text.encode())
    return [(entry.findtext(f"{ATOM}id") or "").rpartition("/")[2] for entry in feed.iter(f"{ATOM}entry")]


READERS: dict[str, Callable[[str], list[str]]] = {
    "suche": lambda text: re.findall(r'id="t-([0-9a-f]{16})"', text),
    "api/v1/search": lambda text: [hit["id"] for hit in json.loads(text)["hits"]],
    "suche.json": lambda text: [hit["id"] for hit in json.loads(text)["hits"]],
    "suche.csv": lambda text: [row["id"] for row in csv.DictReader(io.StringIO(text[1:]), delimiter=";")],
    "suche.ris": lambda text: [record["id"] for record in rispy.loads(text)],
    "suche.bib": read_bibtex,
    "suche.csl.json": lambda text: [item["id"].removeprefix("pressearchiv-") for item in json.loads(text)],
    "suche.atom": read_feed,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_form_of_a_question_gives_the_same_articles(client: FlaskClient, question: str) -> None:
    found = {
        path: reader(client.get(f"/{path}?{question}&pro_seite=100").get_data(as_text=True))
        for path, reader in READERS.items()
    }
    expected = sorted(found["suche"])
    assert len(expected) == len(set(expected))
    assert (len(expected) > 3) == ("gibtesnicht" not in question)
    for path, ids in found.items():
        assert sorted(ids) == expected, path
    for path in READERS:
        if path != "suche.atom":
            assert found[path] == found["suche"], f"{path} has another order"


def test_old_addresses_of_exports_still_answer(client: FlaskClient) -> None:
    for old, new in (("feed.atom", "suche.atom"), ("export.csv", "suche.csv"), ("export.json", "suche.json")):
        read = READERS[new]
        assert read(client.get(f"/{old}?q=Venlo").get_data(as_text=True)) == read(
            client.get(f"/{new}?q=Venlo").get_data(as_text=True)
        )
    links = client.get("/suche?q=Venlo").get_data(as_text=True)
    assert 'href="/suche.csl.json?q=Venlo"' in links


def test_the_feed_leads_through_all_articles(client: FlaskClient) -> None:
    address, ids = "/suche.atom", []
    for _page in range(5):
        feed = etree.fromstring(client.get(address).data)
        ids += read_feed(etree.tostring(feed, encoding="unicode"))
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links["self"] == f"http://localhost{address}"
        assert {"first", "last", "alternate"} <= set(links)
        if "next" not in links:
            break
        address = str(links["next"]).removeprefix("http://localhost")
    total = client.get("/api/v1/search").get_json()["total"]
    assert len(ids) == len(set(ids)) == total > 50


def test_the_table_leads_to_the_reasons_of_its_cities(client: FlaskClient) -> None:
    text = client.get("/suche.csv?q=Karneval&stadt=duenkirchen").get_data(as_text=True)
    row = next(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    addresses = row["warum"].split()
    assert len(addresses) == row["staedte"].count("(")
    for address in addresses:
        path, _, anchor = address.partition("#")
        assert path == row["archiv"]
        assert html.document_fromstring(client.get(path).data).get_element_by_id(anchor) is not None


def test_the_columns_of_the_table_are_chosen(client: FlaskClient) -> None:
    text = client.get("/suche.csv?q=Karneval&felder=titel,datum&felder=zitat&felder=vorspann").get_data(as_text=True)
    (row,) = csv.DictReader(io.StringIO(text[1:]), delimiter=";")
    assert list(row) == ["titel", "datum", "zitat", "vorspann"]
    assert "Pressemitteilung vom 03.02.2026" in row["zitat"]
    assert row["vorspann"].startswith("Mit zwei Bussen")
    assert client.get("/suche.csv?felder=geheim").status_code == 400
    page = html.document_fromstring(client.get("/suche?stadt=venlo&stadt=leiden&q=Partnerstadt&lang=en").data)
    (form,) = page.xpath("//details[@id='csv-felder']/form")
    assert [box.get("value") for box in form.xpath(".//input[@name='felder']")] == list(CSV_FIELDS)
    assert [box.get("value") for box in form.xpath(".//input[@name='stadt']")] == ["venlo", "leiden"]


def test_citations_are_read_by_reference_managers(client: FlaskClient) -> None:
    address = f"/artikel/{article_id(RICH)}/zitat"
    (record,) = rispy.loads(client.get(f"{address}.ris").get_data(as_text=True))
    assert record["type_of_reference"] == "ELEC"
    assert record["title"].startswith("Besuch in Dünkirchen: Bürgerinnen und Bürger")
    assert record["year"] == "2026"
    assert record["urls"] == [RICH]
    library = bibtexparser.parse_string(client.get(f"{address}.bib").get_data(as_text=True))
    (entry,) = library.entries
    assert entry.entry_type == "online"
    assert entry["url"] == RICH
    assert entry["date"] == "2026-02-03"
    items = json.loads(client.get(f"{address}.csl.json").data)
    assert items[0]["issued"] == {"date-parts": [[2026, 2, 3]]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the judge warns of fields that its own style does not use
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        shelf = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        shelf.register(Citation([CitationItem(items[0]["id"])]))
        written = str(shelf.bibliography()[0])
    assert "Besuch in Dünkirchen" in written
    assert "2026" in written


def test_hostile_titles_break_no_citation(client: FlaskClient) -> None:
    for url in (HOSTILE, UNDATED):
        address = f"/artikel/{article_id(url)}/zitat"
        assert len(rispy.loads(client.get(f"{address}.ris").get_data(as_text=True))) == 1
        library = bibtexparser.parse_string(client.get(f"{address}.bib").get_data(as_text=True))
        assert (len(library.entries), library.failed_blocks) == (1, [])
        assert len(json.loads(client.get(f"{address}.csl.json").data)) == 1
    page = html.document_fromstring(client.get(f"/artikel/{article_id(HOSTILE)}").data)
    (data,) = page.xpath("//script[@type='application/ld+json']")
    described = json.loads(data.text)
    assert described["@type"] == "NewsArticle"
    assert described["headline"].startswith("<script>alert")
    assert described["datePublished"] == "2024"


def test_pages_describe_themselves_to_machines(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get(f"/artikel/{article_id(RICH)}?q=Venlo&lang=en").data)
    named = {meta.get("name"): meta.get("content") for meta in page.xpath("//meta[@name]")}
    assert named["citation_publication_date"] == "2026/02/03"
    assert named["citation_public_url"] == RICH
    (canonical,) = page.xpath("//link[@rel='canonical']/@href")
    assert canonical == f"http://localhost/artikel/{article_id(RICH)}"
