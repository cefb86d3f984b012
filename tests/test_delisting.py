"""An article that was delisted is kept and shown nowhere in public, at once; every decision stays on record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from web_archive import CHANGED, RICH, UNDATED, article_id, build_archive

from archive.delisting import DELIST, RELIST, Delisting, delisted_ids, list_delistings, record_delisting
from archive.errors import DelistingError
from archive.ledger import Ledger
from archive.settings import Settings
from indexer.build import build_index, index_status
from indexer.engine import open_engine
from pressearchiv import cli
from webui import staff_indexing
from webui.app import create_app
from webui.staff_accounts import StaffAccounts

OWN = {"Origin": "http://localhost"}
PASSWORD = "ein langes Kennwort"
HIDDEN = article_id(RICH)
# Every address under which the public could meet the article, by its own words.
PUBLIC = (
    "/", "/suche?q=Karneval", "/suche?q=Dünkirchen&stadt=duenkirchen", "/feed.atom?q=Karneval", "/export.csv", "/export.json",
    "/export.ris", "/api/v1/search?q=Karneval", "/stadt/duenkirchen", f"/artikel/{article_id(UNDATED)}",
    "/staedte", "/crawls", "/crawls/1/artikel", "/aenderungen?art=changed&art=gone", "/aenderungen.atom",
    "/suche.atom?q=Karneval", "/suche.csv", "/suche.json", "/suche.ris", "/suche.bib", "/suche.csl.json",
    "/vergleich?q1=Karneval", "/bestand", "/vorschlaege?q=Karne", f"/timemap/{RICH}",
)  # fmt: skip
WITHHELD = (
    f"/artikel/{HIDDEN}", f"/artikel/{HIDDEN}/zitat.ris", f"/artikel/{HIDDEN}/zitat.bib", f"/artikel/{HIDDEN}/zitat.csl.json",
    f"/artikel/{HIDDEN}/kopie", f"/api/v1/articles/{HIDDEN}",
)  # fmt: skip
SIGNS = ("Karneval an die", HIDDEN, "Freundeskreis lädt")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Ledger]]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("delisting"))
    StaffAccounts(settings).add("Büro 41", PASSWORD)
    yield settings, ledger
    ledger.close()


@pytest.fixture
def reader(built: tuple[Settings, Ledger]) -> FlaskClient:
    return create_app(built[0], ledger=built[1]).test_client()


@pytest.fixture
def staff(reader: FlaskClient) -> FlaskClient:
    """A browser that is logged in at the same application as `reader`."""
    client = reader.application.test_client()
    data = {"name": "Büro 41", "password": PASSWORD, "token": read_token(client.get("/mitarbeit/anmelden").text)}
    assert client.post("/mitarbeit/anmelden", data=data, headers=OWN).status_code == 303
    return client


def read_token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def decide(
    staff: FlaskClient, action: str, why: str = "Antrag vom 3. März", address: str = f"/artikel/{HIDDEN}"
) -> int:
    data = {"action": action, "why": why, "token": read_token(staff.get(address).text)}
    return staff.post(f"{address}/anzeige", data=data, headers=OWN).status_code


def count_all(client: FlaskClient) -> int:
    total: int = client.get("/api/v1/search").json["total"]
    return total


def find_signs(client: FlaskClient) -> list[tuple[str, str]]:
    met: list[tuple[str, str]] = []
    for address in PUBLIC:
        with client.get(address) as answer:
            assert answer.status_code == 200 or "timemap" in address, address
            text = answer.get_data(as_text=True)
        met += [(address, sign) for sign in SIGNS if sign in text]
    return met


def test_what_is_delisted_is_nowhere_at_once_and_everywhere_again(
    built: tuple[Settings, Ledger], reader: FlaskClient, staff: FlaskClient
) -> None:
    settings, ledger = built
    before = count_all(reader)
    met = find_signs(reader)
    assert {
        "/",
        "/suche?q=Karneval",
        "/feed.atom?q=Karneval",
        "/export.csv",
        "/export.ris",
        "/api/v1/search?q=Karneval",
    } <= {address for address, _sign in met}, "else this test proves nothing"
    assert decide(staff, DELIST) == 303
    assert find_signs(reader) == []
    assert count_all(reader) == before - 1
    for address in WITHHELD:
        answer = reader.get(address)
        assert answer.status_code == 451, address
        assert answer.headers["Link"] == '<http://localhost/impressum>; rel="blocked-by"'
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert not [sign for sign in (SIGNS[0], SIGNS[2], "Büro 41", "Antrag") if sign in answer.get_data(True)]
    assert "öffentlich nicht angezeigt" in reader.get(WITHHELD[0]).get_data(True)
    assert "This article is not shown" in reader.get(WITHHELD[0] + "?lang=en").get_data(True)
    page = staff.get(f"/artikel/{HIDDEN}").text
    assert "Öffentlich nicht angezeigt: Büro 41" in page
    assert SIGNS[2] in page, "staff still read it"
    assert "Besuch in Dünkirchen" in staff.get("/mitarbeit").text
    assert ledger.article(HIDDEN) is not None, "the archive keeps it"
    assert ledger.count_articles() == before
    engine = open_engine(settings)
    assert engine.get(HIDDEN) is None, "the index that the public searches does not hold it"
    engine.close()
    assert index_status(settings, ledger).current, "an index without it is whole"
    build_index(settings, ledger, rebuild=True)
    assert find_signs(reader) == [], "nor does a new index hold it"
    assert decide(staff, RELIST, "Antrag zurückgezogen") == 303
    assert find_signs(reader) == met
    assert count_all(reader) == before
    assert reader.get(f"/artikel/{HIDDEN}").status_code == 200
    told = [(one.action, one.who, one.why) for one in list_delistings(ledger, article_id=HIDDEN)]
    assert told == [(RELIST, "Büro 41", "Antrag zurückgezogen"), (DELIST, "Büro 41", "Antrag vom 3. März")]


def test_an_index_that_is_busy_shows_it_no_longer_all_the_same(
    reader: FlaskClient, staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count_all(reader)
    monkeypatch.setattr(staff_indexing, "MOST_INDEXED", 0)
    assert decide(staff, DELIST) == 303
    assert find_signs(reader) == []
    assert reader.get("/api/v1/search?q=Karneval").json["total"] == 0
    assert reader.get(f"/artikel/{HIDDEN}").status_code == 451
    monkeypatch.undo()
    assert decide(staff, RELIST) == 303
    assert count_all(reader) == before


def test_only_staff_decide_with_a_reason_and_our_form(
    built: tuple[Settings, Ledger], reader: FlaskClient, staff: FlaskClient
) -> None:
    address = f"/artikel/{article_id(CHANGED)}"
    stored = len(list_delistings(built[1]))
    assert reader.post(f"{address}/anzeige", data={"action": DELIST, "why": "x"}, headers=OWN).status_code == 303
    assert "/mitarbeit/anmelden" in reader.post(f"{address}/anzeige", headers=OWN).headers["Location"]
    assert staff.post(f"{address}/anzeige", data={"action": DELIST, "why": "x"}, headers=OWN).status_code == 403
    foreign = {"Origin": "https://boese.example"}
    token = read_token(staff.get(address).text)
    data = {"action": DELIST, "why": "x", "token": token}
    assert staff.post(f"{address}/anzeige", data=data, headers=foreign).status_code == 403
    assert decide(staff, DELIST, "  ", address) == 400
    assert decide(staff, "drop", "x", address) == 400
    assert decide(staff, RELIST, "x", address) == 409
    assert staff.get(f"{address}/anzeige").status_code == 405
    assert staff.post("/artikel/0000000000000000/anzeige", data={"token": token}, headers=OWN).status_code == 404
    assert len(list_delistings(built[1])) == stored
    assert reader.get(address).status_code == 200


def test_the_ledger_takes_whole_decisions_only(built: tuple[Settings, Ledger]) -> None:
    ledger = built[1]
    good = Delisting(article_id(CHANGED), DELIST, "Büro 41", datetime(2026, 3, 3, 9, tzinfo=UTC), "Antrag")
    for wrong in (
        replace(good, action="drop"),
        replace(good, who=" "),
        replace(good, why=""),
        replace(good, why="x" * 1001),
        replace(good, why="a\x00b"),
        replace(good, article_id="0000000000000000"),
        replace(good, action=RELIST),
    ):
        with pytest.raises(DelistingError):
            record_delisting(ledger, wrong)
    before = ledger.last_sequence()
    record_delisting(ledger, good)
    assert ledger.last_sequence() == before + 1
    assert delisted_ids(ledger) == {good.article_id}
    assert delisted_ids(ledger, [HIDDEN]) == frozenset()
    with pytest.raises(DelistingError, match="already"):
        record_delisting(ledger, good)
    record_delisting(ledger, replace(good, action=RELIST, why="zurück"))
    assert delisted_ids(ledger, [good.article_id, *(f"{number:016x}" for number in range(1200))]) == frozenset()
    build_index(built[0], ledger)


def test_delisting_on_the_command_line(built: tuple[Settings, Ledger], reader: FlaskClient) -> None:
    def run(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli, ["--data", str(built[0].data), *arguments])
        assert done.exit_code == code, done.output
        return done.output

    before = count_all(reader)
    assert "no longer shown" in run("delist", CHANGED, "--why", "Antrag", "--who", "Büro 7")
    assert count_all(reader) == before - 1
    assert "already" in run("delist", article_id(CHANGED), "--why", "Antrag", "--who", "Büro 7", code=2)
    assert "No article is known" in run("delist", "nirgends", "--why", "Antrag", code=2)
    assert "Büro 7: Antrag" in run("delistings")
    assert '"action": "delist"' in run("delistings", "--json")
    assert "shown it again" in run("relist", CHANGED, "--why", "doch", "--who", "Büro 7")
    assert count_all(reader) == before
