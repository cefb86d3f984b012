"""The city pages tell history, gaps and company of a city as the search has them; jubilees come as a calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from lxml import html
from web_archive import build_archive

from archive.place_records import Place, Tie
from webui.app import create_app
from webui.city_history import count_months, find_gaps, list_moments
from webui.jubilees import find_last, find_next, write_calendar


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("cities"))
    with ledger:
        yield create_app(settings, ledger=ledger)


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def read_page(client: FlaskClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.document_fromstring(answer.get_data(as_text=True))


def count(client: FlaskClient, address: str) -> int:
    return int(client.get(address.replace("/suche", "/api/v1/search")).get_json()["total"])


def test_the_timeline_runs_from_the_tie_to_the_next_jubilee(client: FlaskClient) -> None:
    page = read_page(client, "/stadt/venlo")
    moments = [" ".join(item.text_content().split()) for item in page.xpath("//ol[@class='timeline']/li")]
    assert moments[0] == "21. November 1964 Beginn: Partnerschaft"
    assert moments[-1].endswith("Jahre")
    assert any("Erste Meldung im Archiv" in moment for moment in moments)
    assert any("Bisher letzte Meldung" in moment for moment in moments)
    first, last = (page.xpath(f"//li[@class='moment-{kind}']//a/@href")[0] for kind in ("first", "last"))
    hits = client.get("/api/v1/search?stadt=venlo&sort=aelteste&pro_seite=100").get_json()["hits"]
    assert (first, last) == (f"/artikel/{hits[0]['id']}", f"/artikel/{hits[-1]['id']}")
    english = read_page(client, "/stadt/venlo?lang=en").text_content()
    assert "First release in the archive" in english


def test_a_long_silence_is_told(client: FlaskClient) -> None:
    silent = []
    for city in ("venlo", "leiden", "charlotte", "oder-spree"):
        hits = client.get(f"/api/v1/search?stadt={city}&sort=neueste").get_json()["hits"]
        last, today = date.fromisoformat(hits[0]["published"]), date.today()
        months = (today.year - last.year) * 12 + today.month - last.month - (today.day < last.day)
        text = read_page(client, f"/stadt/{city}").text_content()
        assert (f"Seit {months} Monaten keine Meldung." in text) == (months >= 6), city
        english = read_page(client, f"/stadt/{city}?lang=en").text_content()
        assert (f"No article for {months} months." in english) == (months >= 6), city
        silent.append(months >= 6)
    assert True in silent


def test_cities_named_together_have_as_many_articles_as_is_said(client: FlaskClient) -> None:
    page = read_page(client, "/stadt/venlo")
    shown = page.xpath("//ul[@class='together']/li")
    assert shown
    for item in shown:
        said = int(re.search(r"(\d+) Artikel", item.text_content())[1])  # type: ignore[index]  # it is there
        assert count(client, item.xpath("./a/@href")[0]) == said > 0


def test_a_city_leads_to_feed_table_and_calendar(client: FlaskClient) -> None:
    links = read_page(client, "/stadt/venlo").xpath("//main//a/@href")
    for address in ("/suche.csv?stadt=venlo", "/suche.atom?stadt=venlo", "/stadt/venlo/jubilaeen.ics"):
        assert address in links
        assert client.get(address).status_code == 200
    links = read_page(client, "/staedte").xpath("//main//a/@href")
    assert {"/jubilaeen.ics", "/vergleich"} <= set(links)


def test_the_calendar_can_be_read_and_never_changes_without_reason(client: FlaskClient) -> None:
    text = client.get("/jubilaeen.ics").data
    assert text == client.get("/jubilaeen.ics").data
    calendar = Calendar.from_ical(text)
    events = list(calendar.walk("VEVENT"))
    assert len(events) > 20
    uids = [str(event["uid"]) for event in events]
    assert len(uids) == len(set(uids))
    for event in events:
        assert event["dtstart"].dt >= date.today()
        assert event["dtstamp"].dt.date() < date.today()
        years = int(str(event["summary"]).split()[0])
        assert years % 5 == 0
        assert str(event["uid"]).endswith(f"-{years}@pressearchiv")
    names = " ".join(str(event["summary"]) for event in events)
    assert "Uljanowsk" not in names, "nobody celebrates a tie that rests"
    one = Calendar.from_ical(client.get("/stadt/venlo/jubilaeen.ics").data)
    assert {str(event["uid"]).split("-")[2] for event in one.walk("VEVENT")} == {"venlo"}
    assert client.get("/stadt/atlantis/jubilaeen.ics").status_code == 404
    assert list(Calendar.from_ical(client.get("/stadt/uljanowsk/jubilaeen.ics").data).walk("VEVENT")) == []
    assert b"BEGIN:VEVENT" in client.get("/jubilaeen.ics?lang=en").data


def test_jubilees_keep_their_name_in_the_calendar_over_the_years(app: Flask) -> None:
    place = Place("x", "X", "NL", 0.0, 0.0, ties=(Tie("Kontakt", date(2001, 1, 1), precision="year"),))
    home = Place("krefeld", "Krefeld", "DE", 51.3, 6.6)
    with app.test_request_context("/"):
        early = Calendar.from_ical(write_calendar({place.id: home}, [place], date(2024, 5, 1)))
        late = Calendar.from_ical(write_calendar({place.id: home}, [place], date(2026, 5, 1)))
    known = {str(event["uid"]): event.to_ical() for event in early.walk("VEVENT")}
    again = {str(event["uid"]): event.to_ical() for event in late.walk("VEVENT")}
    assert list(known) == [f"jubilaeum-krefeld-x-{years}@pressearchiv" for years in (25, 30, 35)]
    assert list(again) == [f"jubilaeum-krefeld-x-{years}@pressearchiv" for years in (30, 35, 40)]
    for uid in set(known) & set(again):
        assert known[uid] == again[uid]
    assert "1. Januar" in str(early.walk("VEVENT")[0]["description"])


def test_the_last_jubilee_is_the_one_before_the_next() -> None:
    place = Place("x", "X", "NL", 0.0, 0.0, ties=(Tie("Partnerschaft", date(1974, 10, 3)),))
    today = date(2026, 11, 25)
    last, coming = find_last(place, today), find_next(place, today)
    assert last
    assert coming
    assert (last.years, last.day, coming.years) == (50, date(2024, 10, 3), 55)
    young = Place("y", "Y", "NL", 0.0, 0.0, ties=(Tie("Partnerschaft", date(2024, 10, 3)),))
    assert find_last(young, today) is None
    assert find_next(Place("z", "Z", "NL", 0.0, 0.0), today) is None


def test_gaps_are_counted_in_full_months() -> None:
    days = [date(2010, 1, 31), date(2011, 1, 30), date(2012, 1, 31), date(2012, 2, 1), date(2015, 2, 1)]
    assert [(gap.start.year, gap.months) for gap in find_gaps(days)] == [(2011, 12), (2012, 36)]
    assert find_gaps([]) == ()
    assert len(find_gaps([date(1990 + 2 * step, 1, 1) for step in range(15)])) == 6
    assert count_months(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert count_months(date(2026, 2, 1), date(2026, 1, 1)) == 0


def test_moments_stand_in_order_and_know_what_is_unknown() -> None:
    ties = (
        Tie("Freundschaft", date(1990, 1, 1), date(1995, 6, 1), "ended", precision="year"),
        Tie("Partnerschaft", date(1995, 6, 1)),
        Tie("Partnerschaft", date(2022, 3, 31), status="suspended"),
    )
    place = Place("x", "X", "NL", 0.0, 0.0, ties=ties, charter=date(1995, 6, 2))
    days = (date(2012, 5, 1), date(2012, 6, 1), date(2012, 7, 1), date(2020, 1, 1))
    moments = list_moments(place, days, (days[0], "a"), (days[-1], "e"), (date(2030, 6, 2), 35, True))
    assert [moment.kind for moment in moments] == [
        "tie", "tie", "ended", "charter", "most", "first", "gap", "last", "rests", "jubilee",
    ]  # fmt: skip
    assert moments[0].year_only
    assert [moment.article for moment in moments if moment.article] == ["a", "e"]
    assert [moment.kind for moment in list_moments(place, (), None, None, None)] == [
        "tie",
        "tie",
        "ended",
        "charter",
        "rests",
    ]
    assert list_moments(Place("y", "Y", "NL", 0.0, 0.0), (), None, None, None) == ()


@pytest.mark.parametrize(
    ("name", "city"),
    [("Dunkirk", "duenkirchen"), ("Ульяновск", "uljanowsk"), ("杭州", "hangzhou"), ("Kрoпивницький", "kropyvnytskyi")],
)
def test_a_city_is_reached_by_any_of_its_names(client: FlaskClient, name: str, city: str) -> None:
    for query in ("", "?lang=en"):
        answer = client.get(f"/stadt/{name}{query}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/stadt/{city}{query}")
    assert client.get("/stadt/Hamm").status_code == 404, "no partner"
