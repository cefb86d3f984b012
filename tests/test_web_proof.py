"""The article page shows what files say and marks it, and proves each capture: place, digest, origin, what robots.txt said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from web_archive import CHANGED, RICH, SITE, START, article_id, build_archive, make_response

from archive.attachments import keep_file_text
from archive.delisting import DELIST, Delisting, record_delisting
from archive.harvest import Harvest
from archive.ledger import Ledger
from archive.records import FileText, HostManners
from archive.settings import Settings
from indexer.build import build_index
from webui.app import create_app

PDF = SITE + "programm.pdf"
TEXT = "Programm der Fahrt\n\nAbfahrt am Sprödentalplatz um 7.30 Uhr, Ankunft am Deich. <b>Karneval</b>"


@pytest.fixture
def kept(settings: Settings) -> Iterator[tuple[FlaskClient, Ledger]]:
    _settings, ledger = build_archive(settings.data)
    with ledger:
        later = START + timedelta(days=3)
        harvest = Harvest.begin(ledger, "demo", "", later)
        file = make_response(harvest, PDF, later, 200, "%PDF-1.4 erfunden", media_type="application/pdf")
        make_response(harvest, SITE + "geheim.txt", later, 200, "nicht verlinkt", media_type="text/plain")
        manners = (HostManners("www.stadt.example", "robots.txt was read"),)
        harvest.finish(later, "ok", "", {}, (), manners=manners)
        keep_file_text(ledger, FileText(PDF, file.digest, "application/pdf", TEXT, later), [article_id(RICH)])
        build_index(settings, ledger)
        yield create_app(settings, ledger=ledger).test_client(), ledger


def read_page(client: FlaskClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.document_fromstring(answer.get_data(as_text=True))


def test_words_of_a_file_are_found_marked_and_stepped_to(kept: tuple[FlaskClient, Ledger]) -> None:
    client, _ledger = kept
    hits = client.get("/api/v1/search?q=Sprödentalplatz").get_json()["hits"]
    assert [hit["id"] for hit in hits] == [article_id(RICH)]
    page = read_page(client, f"/artikel/{article_id(RICH)}?q=Sprödentalplatz")
    (box,) = page.xpath("//section[@aria-labelledby='anlagen']//details")
    assert box.get("open") is not None
    assert box.xpath(".//mark")[0].text_content() == "Sprödentalplatz"
    assert "1 Fundstelle" in page.text_content()
    assert page.xpath("//nav[@class='steps']//a/@href") == ["#fund-1"]
    assert page.xpath("//*[@id='fund-1']")
    assert "<b>Karneval</b>" in box.text_content()
    closed = read_page(client, f"/artikel/{article_id(RICH)}").xpath("//section[@aria-labelledby='anlagen']//details")
    assert closed[0].get("open") is None


def test_hits_are_stepped_through_in_reading_order(kept: tuple[FlaskClient, Ledger]) -> None:
    page = read_page(kept[0], f"/artikel/{article_id(RICH)}?q=Karneval+Dünkirchen")
    steps = page.xpath("//nav[@class='steps']//a/@href")
    anchors = [f"#{mark.get('id')}" for mark in page.xpath("//a[contains(@class,'step')]") if mark.get("id")]
    assert steps == anchors == [f"#fund-{number}" for number in range(1, len(steps) + 1)]
    following = [mark.get("href") for mark in page.xpath("//a[contains(@class,'step')]")]
    assert following == [*steps[1:], "#fund-1"], "each hit leads to the next, the last to the first"


def test_a_file_has_an_archived_copy(kept: tuple[FlaskClient, Ledger]) -> None:
    client, ledger = kept
    (address,) = read_page(client, f"/artikel/{article_id(RICH)}").xpath("//a[@class='file-copy']/@href")
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", b"%PDF-1.4 erfunden")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Memento-Datetime"] == "Wed, 04 Mar 2026 04:00:00 GMT"
    assert client.get(f"/timegate/{SITE}geheim.txt").status_code == 404, "no article and no file of one"
    decision = Delisting(article_id(RICH), DELIST, "test", START + timedelta(days=4), "auf Wunsch")
    record_delisting(ledger, decision)
    client.application.extensions["holdings"].forget_hidden()
    assert client.get(address).status_code == 404


def test_every_capture_is_proven(kept: tuple[FlaskClient, Ledger]) -> None:
    client, ledger = kept
    rows = read_page(client, f"/artikel/{article_id(CHANGED)}").xpath("//table[@class='proofs']/tbody/tr")
    captures = ledger.captures(article_id(CHANGED))
    assert len(rows) == len(captures) == 3
    for row, capture in zip(rows, captures, strict=True):
        text = " ".join(row.text_content().split())
        for part in (capture.digest, capture.warc_file, f"Länge {capture.warc_length}"):
            assert part in text
        (copy,) = row.xpath("./th/a/@href")
        assert client.get(copy).status_code == 200


def test_the_decision_of_robots_is_told_where_it_was_noted(kept: tuple[FlaskClient, Ledger]) -> None:
    client, ledger = kept
    later = START + timedelta(days=6)
    harvest = Harvest.begin(ledger, "demo", "", later)
    article = ledger.article(article_id(CHANGED))
    assert article
    harvest.keep(make_response(harvest, CHANGED, later, 200, "<p>neu"), article.article)
    manners = (HostManners("www.stadt.example", "robots.txt was read"),)
    harvest.finish(later, "ok", "", {}, (), manners=manners)
    rows = read_page(client, f"/artikel/{article_id(CHANGED)}").xpath("//table[@class='proofs']/tbody/tr")
    said = [" ".join(row.xpath("./td")[-1].text_content().split()) for row in rows]
    assert said == ["robots.txt wurde gelesen Der Abruf war danach erlaubt.", "–", "–", "–"]
