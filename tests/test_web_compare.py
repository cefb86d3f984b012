"""The comparison says the same in lines, points and table as the search does; „an diesem Tag“ finds earlier years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from web_archive import RICH, article_id, build_archive

from archive.ledger import Ledger
from webui.app import create_app
from webui.line_chart import HEIGHT, WIDTH, choose_levels, draw_lines
from webui.this_day import find_this_day


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("compare"))
    with ledger:
        yield create_app(settings, ledger=ledger)


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def read_page(client: FlaskClient, address: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == status
    return html.document_fromstring(answer.get_data(as_text=True))


def test_lines_table_and_search_agree(client: FlaskClient) -> None:
    page = read_page(client, "/vergleich?stadt1=venlo&q2=Jugendbegegnung&stadt2=Leicester")
    names = [item.text_content().split("\n")[0].strip() for item in page.xpath("//ul[@class='legend']//strong")]
    assert names == ["Venlo", "„Jugendbegegnung“ zu Leicester"]
    points = page.xpath("//svg[@class='lines']//a")
    cells = page.xpath("//details[contains(@class,'bar-table')]//td/a")
    assert sorted(point.get("href") for point in points) == sorted(cell.get("href") for cell in cells)
    assert len(points) > 5
    for cell in cells:
        found = client.get(cell.get("href").replace("/suche", "/api/v1/search")).get_json()["total"]
        assert found == int(cell.text) > 0
    labels = [point.get("aria-label") for point in points]
    assert all(re.fullmatch(r"\d{4}, .+: \d+ Treffer", label) for label in labels)
    for legend in page.xpath("//ul[@class='legend']/li"):
        count = int(re.search(r"(\d+) Artikel", legend.text_content())[1])  # type: ignore[index]  # it is there
        (link,) = legend.xpath(".//a/@href")
        assert client.get(link.replace("/suche", "/api/v1/search")).get_json()["total"] == count


def test_shares_are_told_and_lead_back(client: FlaskClient) -> None:
    page = read_page(client, "/vergleich?stadt1=venlo&stadt2=leiden&anteil=1&lang=en")
    assert "Share of all articles" in page.text_content()
    assert re.search(r"\d+(\.\d)? %", page.text_content())
    (back,) = page.xpath("//figcaption/a/@href")
    assert "anteil" not in back
    assert "stadt1=venlo" in back
    assert "lang=en" in back
    assert client.get(back).status_code == 200


def test_the_comparison_begins_with_examples_and_ends_in_words(client: FlaskClient) -> None:
    page = read_page(client, "/vergleich")
    (first, *_rest) = [link for link in page.xpath("//main/p/a/@href") if "stadt1" in link]
    assert len(read_page(client, first).xpath("//svg[@class='lines']//a")) > 5
    assert "keine Artikel mit Datum" in read_page(client, "/vergleich?q1=gibtesnicht").text_content()
    for wrong in ("stadt1=atlantis", "q2=" + "x" * 2000):
        page = read_page(client, f"/vergleich?{wrong}", 400)
        assert page.xpath("//*[@role='alert']")
    for evil in ("q1=%00", "stadt1=%ED%A0%80", "q1=<img src=x onerror=alert(1)>&q2=*", "anteil=x"):
        assert client.get(f"/vergleich?{evil}").status_code in (200, 400)
        assert b"<img" not in client.get(f"/vergleich?{evil}").data


def test_search_and_city_lead_to_the_comparison(client: FlaskClient) -> None:
    assert "/vergleich?q1=Partnerstadt&stadt1=venlo" in read_page(client, "/suche?q=Partnerstadt&stadt=venlo").xpath(
        "//a/@href"
    )
    assert "/vergleich?stadt1=venlo" in read_page(client, "/stadt/venlo").xpath("//a/@href")


def test_points_lie_within_the_drawing_on_round_levels() -> None:
    chart = draw_lines([("a", {2009: 1, 2026: 340}, str), ("b", {2015: 7}, str)])
    for line in chart.lines:
        assert len(line.points) == 18
        for point in line.points:
            assert 0 < point.x < WIDTH
            assert 0 < point.y < HEIGHT
            assert bool(point.url) == bool(point.count)
    assert chart.lines[0].points[-1].y < chart.lines[1].points[6].y
    assert len(chart.ticks) <= 12
    assert draw_lines([("a", {}, str)]).lines == ()
    assert draw_lines([("a", {2020: 3}, str)], {2020: 12}).lines[0].points[0].value == 25.0
    for highest in (1, 2, 3, 5, 7, 12, 99, 340, 10_000):
        levels = choose_levels(highest)
        assert levels[-1] >= highest
        assert 2 <= len(levels) <= 6
        assert all(level == int(level) for level in levels)
    assert 0.3 <= choose_levels(0.3, whole=False)[-1] < 1


def test_this_day_finds_the_day_or_what_is_near(app: Flask) -> None:
    holdings = app.extensions["holdings"]
    with app.test_request_context("/"):
        years = frozenset(range(2009, 2027))
        exact = find_this_day(holdings, date(2027, 2, 3), years)
        assert exact.exact
        assert article_id(RICH) in [hit.id for hit in exact.hits]
        near = find_this_day(holdings, date(2027, 5, 6), years)
        assert near.hits
        assert all(hit.published and hit.published.year < 2027 for hit in (*exact.hits, *near.hits))
        assert near.exact == all(hit.published.strftime("%m%d") == "0506" for hit in near.hits if hit.published)
        assert find_this_day(holdings, date(2028, 2, 29), years).day == date(2028, 2, 29)
        assert find_this_day(holdings, date(2009, 1, 1), years).hits == ()


def test_this_day_stands_on_the_first_page_only(client: FlaskClient, app: Flask) -> None:
    ledger: Ledger = app.extensions["holdings"].ledger
    page = read_page(client, "/")
    shown = page.xpath("//section[@aria-labelledby='an-diesem-tag']//a/@href")
    with app.test_request_context("/"):
        found = find_this_day(app.extensions["holdings"], date.today(), frozenset(range(2009, 2027)))
    assert shown == [f"/artikel/{hit.id}" for hit in found.hits]
    assert ledger.count_articles() > 60
    for other in ("/suche?q=Venlo", "/suche?seite=2", "/suche?stadt=venlo"):
        assert not read_page(client, other).xpath("//*[@id='an-diesem-tag']")
