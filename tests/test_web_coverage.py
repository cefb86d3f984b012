"""The page on the holdings says what the ledger holds, and says plainly what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from web_archive import START, build_archive

from archive.coverage import find_pauses, measure_coverage
from archive.harvest import Harvest
from archive.jsonl import import_lines
from archive.ledger import Ledger
from archive.settings import Settings
from webui.app import create_app
from webui.coverage_page import find_silences


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Ledger]]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("coverage"))
    with ledger:
        yield create_app(settings, ledger=ledger).test_client(), ledger


def test_counts_are_those_of_ledger_and_search(kept: tuple[FlaskClient, Ledger]) -> None:
    client, ledger = kept
    (site,) = measure_coverage(ledger)
    assert site.articles == ledger.count_articles() == client.get("/api/v1/search").get_json()["total"]
    assert site.states == ledger.count_states()
    assert site.years == client.get("/api/v1/search").get_json()["facets"]["jahr"]
    assert sum(site.dates.values()) == sum(site.months.values()) + site.undated == site.articles
    assert site.versions == site.articles + 2
    assert (site.rewritten, site.undated) == (1, 1)
    assert site.captures == site.articles + 4
    assert site.first == START
    page = html.document_fromstring(client.get("/bestand").get_data(as_text=True))
    text = " ".join(page.text_content().split())
    assert f"Artikel{site.articles} Artikel" in text
    assert "1 Artikel wurde umgeschrieben" in text
    assert "keine länger als acht Tage" in text
    for link in page.xpath("//main//dd/a/@href"):
        said = next(int(one.text.split()[0]) for one in page.xpath("//main//dd/a") if one.get("href") == link)
        assert client.get(link.replace("/suche", "/api/v1/search")).get_json()["total"] == said
    reach = f"{min(site.years)}–{max(site.years)}"
    assert f"Bestand {reach}" in client.get("/suche?q=Venlo").get_data(as_text=True), "beside every count"
    nothing = html.document_fromstring(client.get("/suche?q=gibtesnicht").data).text_content()
    assert f"Der Bestand reicht von {min(site.years)} bis {max(site.years)} und hat Lücken" in nothing
    assert "/bestand" in html.document_fromstring(client.get("/suche?q=Venlo").data).xpath("//main//a/@href")


def test_a_missed_crawl_is_told(kept: tuple[FlaskClient, Ledger]) -> None:
    client, ledger = kept
    later = START + timedelta(days=40)
    failed = Harvest.begin(ledger, "demo", "", START + timedelta(days=20))
    failed.finish(START + timedelta(days=20), "failed", "Der Server ist nicht zu erreichen.", {}, ())
    Harvest.begin(ledger, "demo", "", later).finish(later, "ok", "", {}, ())
    text = " ".join(html.document_fromstring(client.get("/bestand").data).text_content().split())
    assert "3. März 2026 – 10. April 2026 37 Tage" in text, "a failed crawl has seen nothing"
    english = html.document_fromstring(client.get("/bestand?lang=en").data).text_content()
    assert "Times without a crawl" in english


def test_pauses_and_silences_are_counted() -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    runs = [(day + timedelta(days=at), day + timedelta(days=at, hours=1)) for at in (0, 1, 9, 30)]
    assert [pause.days for pause in find_pauses(runs)] == [20]
    silences = find_silences({"2010-01": 1, "2010-08": 2, "2011-01": 1, "2011-02": 9})
    assert [(one.first, one.last, one.months) for one in silences] == [("2010-02", "2010-07", 6)]
    assert find_silences({}) == ()


def test_imported_and_empty_archives_are_told(settings: Settings, ledger: Ledger) -> None:
    client = create_app(settings, ledger=ledger).test_client()
    assert "pressearchiv crawl" in client.get("/bestand").get_data(as_text=True)
    line = json.dumps({"url": "https://alt.example/1", "title": "Alt", "text": "Text", "published": "1999-05-01"})
    import_lines(ledger, [line.encode()], lambda: START, find_site=lambda url: ("alt", url))
    text = client.get("/bestand").get_data(as_text=True)
    assert "eingelesen, nicht selbst abgerufen" in text
    assert re.search(r"1\D{0,3}Artikel", text)
