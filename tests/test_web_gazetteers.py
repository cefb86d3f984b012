"""The pages show the cities of the gazetteers that the archive's sites name, a user's own and several among them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from web_archive import START, keep

from archive.harvest import Harvest
from archive.ledger import Ledger
from archive.records import Article
from archive.settings import Settings
from indexer.build import build_index
from webui import holdings
from webui.app import create_app

GAZETTEER = """
[home]
name = "Neustadt"
country = "DE"
latitude = 49.35
longitude = 8.14

[[place]]
id = "macon"
name = "Mâcon"
country = "FR"
latitude = 46.31
longitude = 4.83
ties = [{ kind = "Partnerschaft", since = 1956 }]
names = ["Mâcon"]
"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages look at the ledger each time, not every half minute."""
    monkeypatch.setattr(holdings, "STOCK_SECONDS", -1.0)


def describe(settings: Settings, site: str, gazetteer: str) -> None:
    settings.sites_folder.mkdir(parents=True, exist_ok=True)
    text = f'id = "{site}"\nlike = "generic"\nname = "{site}"\nurl = "https://www.{site}.example"\n{gazetteer}\n'
    (settings.sites_folder / f"{site}.toml").write_text(text, encoding="utf-8")


def write_own_gazetteer(settings: Settings, text: str = GAZETTEER) -> None:
    settings.cities_folder.mkdir(parents=True, exist_ok=True)
    (settings.cities_folder / "neustadt.toml").write_text(text, encoding="utf-8")


def fill(settings: Settings, ledger: Ledger, site: str, *texts: str) -> None:
    harvest = Harvest.begin(ledger, site, "", START)
    for number, text in enumerate(texts):
        url = f"https://www.{site}.example/{number}/"
        keep(harvest, Article(url=url, title=f"Meldung {number} aus {site}", text=text), START)
    harvest.finish(START + timedelta(minutes=1), "ok", "", {}, ())
    build_index(settings, ledger)


@pytest.fixture
def client(settings: Settings, ledger: Ledger) -> FlaskClient:
    """The pages of a city that comes with its own list of partners."""
    write_own_gazetteer(settings)
    describe(settings, "neustadt", 'gazetteer = "neustadt"')
    fill(settings, ledger, "neustadt", "Gäste aus Mâcon kamen.", "Nach Mâcon fährt ein Bus.")
    return create_app(settings, ledger=ledger).test_client()


def test_ones_own_cities_are_shown_and_no_others(client: FlaskClient) -> None:
    told = client.get("/staedte").text
    assert "Partnerstädte von Neustadt" in told
    assert "Mâcon" in told
    assert "Krefeld" not in told
    assert "Venlo" not in told
    assert "km von Neustadt" in client.get("/stadt/macon").text
    assert client.get("/stadt/venlo").status_code == 404
    assert [city["id"] for city in client.get("/api/v1/cities").get_json()["cities"]] == ["macon"]
    for path in ("/suche/erweitert", "/vergleich", "/aenderungen", "/?von=x", "/suche?q=Gäste"):
        shown = client.get(path).text
        assert "Mâcon" in shown, path
        assert "Venlo" not in shown, path
    assert client.get("/suche?stadt=macon").status_code == 200
    assert client.get("/suche?stadt=venlo").status_code == 400


def test_completions_and_questions_know_ones_own_cities_alone(client: FlaskClient) -> None:
    assert "Mâcon" in client.get("/vorschlaege?q=mac").text
    assert "Leicester" not in client.get("/vorschlaege?q=leic").text
    assert client.get("/api/v1/search?q=stadt:macon").get_json()["total"] == 2


def test_a_second_site_brings_its_cities_in(client: FlaskClient, settings: Settings, ledger: Ledger) -> None:
    before = client.get("/suche?q=Gäste").text
    assert "Venlo" not in before
    fill(settings, ledger, "krefeld", "Gäste aus Venlo kamen nach Krefeld.")
    told = client.get("/staedte").text
    assert "Partnerstädte von Neustadt, Krefeld" in told
    assert "in ihrer wahren Richtung von Neustadt aus" in told
    assert "km von Krefeld" in client.get("/stadt/venlo").text
    assert "km von Neustadt" in client.get("/stadt/macon").text
    shown = client.get("/suche?q=Gäste").text
    assert ">Venlo</a>" in shown
    assert ">Mâcon</a>" in shown
    events = [str(event["summary"]) for event in Calendar.from_ical(client.get("/jubilaeen.ics").data).events]
    assert any(summary.endswith("Neustadt und Mâcon") for summary in events)
    assert any(summary.endswith("Krefeld und Venlo") for summary in events)
    assert not any(summary.endswith("Neustadt und Venlo") for summary in events)


def test_an_edited_gazetteer_is_shown_without_a_restart(client: FlaskClient, settings: Settings) -> None:
    assert ">Mâcon</a>" in client.get("/suche?q=Gäste").text
    write_own_gazetteer(settings, GAZETTEER.replace('name = "Mâcon"', 'name = "Mâcon an der Saône"'))
    assert "Mâcon an der Saône" in client.get("/stadt/macon").text
    assert ">Mâcon an der Saône</a>" in client.get("/suche?q=Gäste").text


def test_a_gazetteer_that_cannot_be_read_takes_no_page_away(client: FlaskClient, settings: Settings) -> None:
    write_own_gazetteer(settings, "[home\n")
    for path in ("/staedte", "/suche?q=Gäste", "/jubilaeen.ics", "/vergleich"):
        assert client.get(path).status_code == 200, path


def test_where_no_city_is_known_the_pages_say_so(settings: Settings, ledger: Ledger) -> None:
    describe(settings, "anderswo", "")
    fill(settings, ledger, "anderswo", "Gäste aus Venlo kamen.")
    client = create_app(settings, ledger=ledger).test_client()
    told = client.get("/staedte")
    assert told.status_code == 200
    assert "noch keine Liste von Partnerstädten" in told.text
    assert "Krefeld" not in told.text
    assert "no list of partner cities" in client.get("/staedte?lang=en").text
    for path in ("/suche?q=Gäste", "/jubilaeen.ics", "/vergleich", "/suche/erweitert", "/hilfe", "/api/v1/cities"):
        assert client.get(path).status_code == 200, path


def test_an_archive_that_was_only_imported_shows_the_list_that_comes_along(settings: Settings, ledger: Ledger) -> None:
    fill(settings, ledger, "zeitung", "Gäste aus Venlo kamen.")
    client = create_app(settings, ledger=ledger).test_client()
    assert "Partnerstädte von Krefeld" in client.get("/staedte").text
    assert ">Venlo</a>" in client.get("/suche?q=Gäste").text
