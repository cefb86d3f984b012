"""Staff accept crawls that were held back, and every decision of theirs is on record; sessions cannot be slipped in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert
from web_archive import RICH, article_id, build_archive

from archive import schema
from archive.ledger import Ledger
from archive.records import DONE, HELD
from archive.settings import Settings
from webui import staff_acceptance
from webui.app import create_app
from webui.staff_accounts import StaffAccounts

OWN = {"Origin": "http://localhost"}
PASSWORD = "ein langes Kennwort"
ARTICLE = f"/artikel/{article_id(RICH)}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Ledger]]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("audit"))
    accounts = StaffAccounts(settings)
    accounts.add("Büro 41", PASSWORD)
    accounts.add("Büro 42", PASSWORD)
    yield settings, ledger
    ledger.close()


@pytest.fixture
def reader(built: tuple[Settings, Ledger]) -> FlaskClient:
    return create_app(built[0], ledger=built[1]).test_client()


@pytest.fixture
def staff(reader: FlaskClient) -> FlaskClient:
    client = reader.application.test_client()
    assert log_in(client).status_code == 303
    return client


def read_token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def log_in(client: FlaskClient, name: str = "Büro 41") -> object:
    data = {"name": name, "password": PASSWORD, "token": read_token(client.get("/mitarbeit/anmelden").text)}
    return client.post("/mitarbeit/anmelden", data=data, headers=OWN)


@pytest.fixture
def held(built: tuple[Settings, Ledger]) -> int:
    """A crawl that is held back."""
    started = datetime(2026, 3, 20, 4, tzinfo=UTC)
    values = {"site": "demo", "started": started, "ended": started + timedelta(minutes=1), "verdict": "suspicious"}
    values["reason"] = (
        "Of 40 pages with the layout '2024', only 25% gave a day of publication; 98% is usual. The template of the site may "
        "have changed: read one of these pages with `pressearchiv extract` and mend the profile."
    )
    with built[1].writing() as connection:
        statement = insert(schema.crawl).values(**values, intake=HELD, counts={"pages": 40}, failures=[])
        number: int = connection.execute(statement.returning(schema.crawl.c.id)).scalar_one()
    return number


def accept(client: FlaskClient, number: int, why: str = "Die Vorlage ist nachgebessert.") -> int:
    token = read_token(client.get(f"/crawls/{number}").text)
    data = {"token": token, "why": why}
    return client.post(f"/crawls/{number}/annehmen", data=data, headers=OWN).status_code


def test_staff_accept_a_crawl_with_a_reason(
    built: tuple[Settings, Ledger], reader: FlaskClient, staff: FlaskClient, held: int
) -> None:
    public = reader.get(f"/crawls/{held}").text
    assert f"pressearchiv crawls accept {held}" in public
    assert "<form method" not in public
    assert f"/crawls/{held}" in staff.get("/mitarbeit").text
    assert accept(staff, held, " ") == 400
    assert accept(staff, held) == 303
    crawl = built[1].crawl(held)
    assert crawl is not None
    assert (crawl.intake, crawl.accepted_by, crawl.accepted is not None) == (DONE, "Büro 41", True)
    page = staff.get(f"/crawls/{held}").text
    assert "Angenommen. " in page
    assert "Büro 41" in page
    public = reader.get(f"/crawls/{held}").text
    assert "Von Hand angenommen: Die Vorlage ist nachgebessert." in public
    assert "angenommen am" in public
    assert "Büro 41" not in public, "who decided is told to staff only"
    data = {"token": read_token(staff.get(ARTICLE).text), "why": "noch einmal"}
    assert staff.post(f"/crawls/{held}/annehmen", data=data, headers=OWN).status_code == 409
    assert staff.post("/crawls/9999/annehmen", data=data, headers=OWN).status_code == 404


def test_accepting_needs_login_form_and_a_program_that_works(
    reader: FlaskClient, staff: FlaskClient, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reader.post(f"/crawls/{held}/annehmen", headers=OWN).status_code == 303
    assert staff.post(f"/crawls/{held}/annehmen", data={"why": "x"}, headers=OWN).status_code == 403
    monkeypatch.setattr(staff_acceptance, "find_spec", lambda _name: None)
    assert accept(staff, held) == 409
    monkeypatch.undo()
    monkeypatch.setattr(staff_acceptance, "PATIENCE", 0.0)
    assert accept(staff, held) == 303
    assert "wird angenommen" in staff.get(f"/crawls/{held}").text


def test_every_decision_is_on_record_for_staff_alone(
    built: tuple[Settings, Ledger], reader: FlaskClient, staff: FlaskClient, held: int
) -> None:
    token = read_token(staff.get(ARTICLE).text)
    for address, data in (
        (f"{ARTICLE}/staedte", {"action": "reject", "city": "venlo", "why": "nur mitgefahren"}),
        (f"{ARTICLE}/staedte", {"action": "withdraw", "city": "venlo", "why": "doch <b>dabei</b>"}),
        (f"{ARTICLE}/anzeige", {"action": "delist", "why": "Antrag"}),
        (f"{ARTICLE}/anzeige", {"action": "relist", "why": "zurückgezogen"}),
    ):
        assert staff.post(address, data={**data, "token": token}, headers=OWN).status_code == 303
    assert accept(staff, held, "geprüft") == 303
    page = staff.get("/mitarbeit/protokoll").text
    wide = re.sub(r'<span class="count narrow-only">.*?</span>', "", page, flags=re.DOTALL)
    rows = re.findall(r"<tr><td .*?</tr>", wide, re.DOTALL)
    texts = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    for told in ("Venlo: abgelehnt Büro 41 nur mitgefahren", "nicht mehr anzeigen Büro 41 Antrag", "wieder anzeigen Büro 41",
                 f"Crawl {held} zurückgehaltenen Lauf angenommen Büro 41 geprüft"):  # fmt: skip
        assert any(told in text for text in texts), told
    assert "doch &lt;b&gt;dabei&lt;/b&gt;" in page
    only = staff.get("/mitarbeit/protokoll?art=anzeige").text
    assert "Antrag" in only
    assert "nur mitgefahren" not in only
    assert staff.get("/mitarbeit/protokoll?art=x").status_code == 400
    assert "Audit record" in staff.get("/mitarbeit/protokoll?lang=en").text
    answer = reader.get("/mitarbeit/protokoll")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/mitarbeit/anmelden")


def test_a_session_that_was_slipped_in_does_not_survive_the_login(reader: FlaskClient) -> None:
    attacker = reader.application.test_client()
    log_in(attacker, "Büro 42")
    slipped = attacker.get_cookie("mitarbeit")
    assert slipped is not None
    victim = reader.application.test_client()
    victim.set_cookie("mitarbeit", slipped.value)
    assert "Angemeldet als Büro 42" in victim.get("/mitarbeit").text
    victim.post("/mitarbeit/abmelden", data={"token": read_token(victim.get("/mitarbeit").text)}, headers=OWN)
    victim.set_cookie("mitarbeit", slipped.value)
    log_in(victim, "Büro 41")
    own = victim.get_cookie("mitarbeit")
    assert own is not None
    assert own.value != slipped.value
    assert "Angemeldet als Büro 41" in victim.get("/mitarbeit").text
    thief = reader.application.test_client(use_cookies=False)
    answer = thief.get("/mitarbeit", headers={"Cookie": f"mitarbeit={slipped.value}"})
    assert answer.status_code == 303, "the slipped session was ended and is not the victim's"


def test_tokens_belong_to_one_session(reader: FlaskClient, staff: FlaskClient, held: int) -> None:
    other = reader.application.test_client()
    log_in(other, "Büro 42")
    foreign = read_token(other.get("/mitarbeit").text)
    data = {"token": foreign, "why": "x"}
    assert staff.post(f"/crawls/{held}/annehmen", data=data, headers=OWN).status_code == 403


def test_what_staff_see_is_never_kept_for_readers(reader: FlaskClient, staff: FlaskClient) -> None:
    for address in (ARTICLE, "/crawls", "/", "/stadt/venlo"):
        assert staff.get(address).headers["Cache-Control"] in ("no-store", "no-cache")
        assert "Büro 41" not in reader.get(address).text
    assert staff.get(ARTICLE).headers["Cache-Control"] == "no-store"


def test_every_page_leads_staff_back_to_their_overview_and_nobody_else(reader: FlaskClient, staff: FlaskClient) -> None:
    link = '<a href="/mitarbeit">Mitarbeit</a>'
    for path in ("/suche?q=Venlo", "/staedte", ARTICLE, "/gibtesnicht"):
        assert link in staff.get(path).text, path
        assert "/mitarbeit" not in reader.get(path).text, path
    assert staff.get("/suche?q=Venlo").headers["Cache-Control"] == "no-store"


def test_a_wrong_password_leaves_the_name_in_the_form(reader: FlaskClient) -> None:
    client = reader.application.test_client()
    form = {"name": 'Büro "41"', "password": "falsch", "token": read_token(client.get("/mitarbeit/anmelden").text)}
    refused = client.post("/mitarbeit/anmelden", data=form, headers=OWN)
    assert refused.status_code == 403
    assert 'value="Büro &#34;41&#34;"' in refused.text
    assert "falsch" not in refused.text
