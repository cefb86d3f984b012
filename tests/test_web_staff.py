"""Staff in the pages: nothing changes without accounts; login, corrections and audit with them; forged requests get nowhere."""

from __future__ import annotations

import hmac
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from web_archive import GONE, RICH, article_id, build_archive
from werkzeug.test import TestResponse

from archive.corrections import list_corrections
from archive.ledger import Ledger
from archive.settings import Settings
from pressearchiv import cli
from webui import staff_indexing, staff_session
from webui.app import create_app
from webui.errors import WebError
from webui.staff_accounts import StaffAccounts, read_session_key
from webui.staff_session import LOCK_SECONDS, MOST_OF_BOTH, MOST_OF_NAME, Throttle

PASSWORD = "ein langes Kennwort"
OWN = {"Origin": "http://localhost"}
LOGIN = "/mitarbeit/anmelden"
ARTICLE = f"/artikel/{article_id(RICH)}"
CORRECT = f"{ARTICLE}/staedte"
CHANGING = ("Date", "Server-Timing")  # headers of the moment


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Ledger]]:
    """An archive that the tests of this module correct one after the other."""
    settings, ledger = build_archive(tmp_path_factory.mktemp("staff"))
    yield settings, ledger
    ledger.close()


@pytest.fixture
def app(built: tuple[Settings, Ledger]) -> Iterator[Flask]:
    """The application with one account."""
    settings, ledger = built
    StaffAccounts(settings).add("Büro 41", PASSWORD)
    yield create_app(settings, ledger=ledger)
    settings.staff_path.unlink(missing_ok=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def read_token(page: TestResponse) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def log_in(client: FlaskClient, name: str = "büro 41", password: str = PASSWORD, **headers: str) -> TestResponse:
    token = read_token(client.get(LOGIN))
    return client.post(LOGIN, data={"name": name, "password": password, "token": token}, headers={**OWN, **headers})


def correct(client: FlaskClient, action: str, city: str, why: str = "geprüft", **more: str) -> TestResponse:
    data = {"action": action, "city": city, "why": why, "token": read_token(client.get(ARTICLE)), **more}
    return client.post(CORRECT, data=data, headers=OWN)


def test_without_accounts_nothing_is_there(built: tuple[Settings, Ledger]) -> None:
    client = create_app(built[0], ledger=built[1]).test_client()
    for path in ("/mitarbeit", LOGIN):
        assert client.get(path).status_code == 404
    assert client.post(CORRECT, data={"action": "reject"}, headers=OWN).status_code == 404
    assert not built[0].session_key_path.exists()


def test_pages_without_login_stay_as_they_were(built: tuple[Settings, Ledger], app: Flask) -> None:
    settings, ledger = built
    with_accounts = app.test_client()
    pages = {path: with_accounts.get(path) for path in ("/", ARTICLE, f"/artikel/{article_id(GONE)}", "/staedte")}
    settings.staff_path.unlink()
    without = create_app(settings, ledger=ledger).test_client()
    for path, page in pages.items():
        other = without.get(path)
        assert page.data == other.data, path
        ours, theirs = ({k: v for k, v in one.headers if k not in CHANGING} for one in (page, other))
        assert ours == theirs, path
        assert "Set-Cookie" not in page.headers
        assert "Cookie" not in page.headers.get("Vary", "")
        assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_login_sets_one_strict_cookie_and_logging_out_ends_it(app: Flask) -> None:
    client = app.test_client()
    form = client.get(LOGIN)
    assert "Set-Cookie" not in form.headers
    assert form.headers["Cache-Control"] == "no-store"
    assert form.headers["Referrer-Policy"] == "same-origin", "else browsers name no origin with the form"
    done = log_in(client)
    assert (done.status_code, done.headers["Location"]) == (303, "/mitarbeit")
    cookie = done.headers["Set-Cookie"]
    assert cookie.startswith("mitarbeit=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "Expires" not in cookie
    page = client.get("/mitarbeit")
    assert "Angemeldet als Büro 41" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    copied = cookie.split(";")[0]
    ended = client.post("/mitarbeit/abmelden", data={"token": read_token(page)}, headers=OWN)
    assert ended.status_code == 303
    assert "mitarbeit=;" in ended.headers["Set-Cookie"]
    thief = app.test_client(use_cookies=False)
    assert thief.get("/mitarbeit", headers={"Cookie": copied}).status_code == 303, (
        "a copy of the cookie is worth nothing"
    )


def test_the_cookie_travels_encrypted_where_the_browser_does(client: FlaskClient) -> None:
    done = log_in(client, Origin="https://localhost")
    assert "; Secure" in done.headers["Set-Cookie"]


def test_a_session_ends_after_eight_hours_and_with_the_password(
    built: tuple[Settings, Ledger], client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(client)
    assert client.get("/mitarbeit").status_code == 200
    later = time.time() + staff_session.SESSION_SECONDS + 1
    with monkeypatch.context() as patched:
        patched.setattr(staff_session.time, "time", lambda: later)
        assert client.get("/mitarbeit").status_code == 303
    assert client.get("/mitarbeit").status_code == 200
    StaffAccounts(built[0]).add("BÜRO 41", PASSWORD + "!")
    assert client.get("/mitarbeit").status_code == 303
    assert "Städte berichtigen" not in client.get(ARTICLE).text


def test_reject_is_shown_at_once_searched_at_once_and_kept_with_the_name(
    built: tuple[Settings, Ledger], client: FlaskClient
) -> None:
    log_in(client)
    reader = client.application.test_client()
    assert "venlo" in [tag["city"] for tag in reader.get(f"/api/v1/articles/{article_id(RICH)}").json["cities"]]
    done = correct(client, "reject", "venlo", "nur <b>Mitfahrer</b>")
    assert (done.status_code, done.headers["Location"]) == (303, f"{ARTICLE}#mitarbeit")
    page = client.get(ARTICLE).text
    assert "Die Suche weiß schon davon" in page
    assert "Büro 41" in page
    assert "nur &lt;b&gt;Mitfahrer&lt;/b&gt;" in page
    assert "Die Suche weiß schon davon" not in client.get(ARTICLE).text, "said once"
    public = reader.get(ARTICLE).text
    assert "/stadt/venlo" not in public
    assert "Büro 41" not in public
    assert [tag["city"] for tag in reader.get(f"/api/v1/articles/{article_id(RICH)}").json["cities"]] == ["duenkirchen"]
    newest = list_corrections(built[1], limit=1)[0]
    assert (newest.who, newest.action, newest.passages[0].text) == ("Büro 41", "reject", "Venlo")
    assert correct(client, "withdraw", "venlo").status_code == 303
    assert "/stadt/venlo" in reader.get(ARTICLE).text


def test_add_and_confirm_say_in_public_why_but_not_who(client: FlaskClient) -> None:
    log_in(client)
    correct(client, "add", "xuzhou", "im Bild zu sehen", role="mentioned")
    correct(client, "confirm", "duenkirchen", "steht in der Überschrift")
    public = client.application.test_client().get(ARTICLE).text
    assert re.search(r"Xuzhou: Von Hand vergeben am [0-9.]+: im Bild zu sehen", public)
    assert re.search(r"Von Hand bestätigt am [0-9.]+: steht in der Überschrift", public)
    assert "Büro 41" not in public
    assert "Given by hand on" in client.get(ARTICLE + "?lang=en").text
    overview = client.get("/mitarbeit?lang=en").text
    assert "added (mentions it)" in overview or "added (mentioned)" in overview
    correct(client, "withdraw", "xuzhou")
    correct(client, "withdraw", "duenkirchen")


def test_an_index_that_is_busy_follows_later(
    built: tuple[Settings, Ledger], client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(client)
    monkeypatch.setattr(staff_indexing, "MOST_INDEXED", 0)
    correct(client, "reject", "venlo")
    assert "nach dem nächsten Lauf" in client.get(ARTICLE).text
    assert "Der Suchindex kennt die letzten Änderungen noch nicht" in client.get("/mitarbeit").text
    assert "/stadt/venlo" not in client.application.test_client().get(ARTICLE).text, "the page does not wait for it"
    monkeypatch.undo()
    correct(client, "withdraw", "venlo")


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        ({}, OWN, 303),
        ({"token": ""}, OWN, 403),
        ({"token": "ä"}, OWN, 403),
        ({}, {}, 403),
        ({}, {"Origin": "null"}, 403),
        ({}, {"Origin": "https://boese.example"}, 403),
        ({}, {"Origin": "http://localhost.boese.example"}, 403),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ({}, {"Sec-Fetch-Site": "same-origin"}, 303),
        ({"why": " "}, OWN, 400),
        ({"why": "x" * 1001}, OWN, 400),
        ({"why": "x" * 20_000}, OWN, 413),
        ({"city": "atlantis"}, OWN, 400),
        ({"city": "leiden"}, OWN, 400),
        ({"action": "drop"}, OWN, 400),
        ({"action": "add", "role": "x"}, OWN, 400),
        ({"why": "a\x00b"}, OWN, 303),
    ],
)
def test_what_did_not_come_from_our_form_is_refused(
    built: tuple[Settings, Ledger], client: FlaskClient, data: dict[str, str], headers: dict[str, str], status: int
) -> None:
    log_in(client)
    before = len(list_corrections(built[1]))
    form = {"action": "confirm", "city": "duenkirchen", "why": "ja", "token": read_token(client.get(ARTICLE)), **data}
    answer = client.post(CORRECT, data=form, headers=headers)
    assert answer.status_code == status
    assert len(list_corrections(built[1])) == before + (status == 303)
    if status != 303:
        assert "<h1>" in answer.text
        assert client.get("/mitarbeit").status_code == 200, "a refusal logs nobody out"


def test_nobody_corrects_without_a_login_or_with_a_forged_one(built: tuple[Settings, Ledger], app: Flask) -> None:
    before = len(list_corrections(built[1]))
    for cookie in ("", "mitarbeit=eyJuYW1lIjoiQsO8cm8gNDEifQ.aaaa.bbbb", "mitarbeit=x"):
        client = app.test_client(use_cookies=False)
        answer = client.post(CORRECT, data={"action": "reject"}, headers={**OWN, "Cookie": cookie})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{LOGIN}?abgelaufen=1")
        told = client.get(answer.headers["Location"], headers={"Cookie": cookie}).text
        assert "die Entscheidung wurde nicht festgehalten" in told
        assert client.get(ARTICLE, headers={"Cookie": cookie}).status_code == 200
    assert client.get(CORRECT).status_code == 405
    assert len(list_corrections(built[1])) == before


def test_logins_are_throttled_and_tell_nothing(app: Flask) -> None:
    client = app.test_client()
    texts = {re.sub(r'value="[^"]*"', "", log_in(client, name, "falsch").text) for name in ("Büro 41", "niemand")}
    assert len(texts) == 1, "an unknown name gets the same answer as a wrong password"
    for _number in range(MOST_OF_BOTH - 1):
        assert log_in(client, password="falsch").status_code == 403
    braked = log_in(client)
    assert (braked.status_code, braked.headers["Retry-After"]) == (429, "900"), "not even the right password"
    assert log_in(client, "BÜRO 41 ").status_code == 429
    assert client.get("/mitarbeit").status_code == 303
    forged = client.post(LOGIN, data={"name": "x", "password": "y", "token": "1.2"}, headers=OWN)
    assert forged.status_code == 403
    assert client.post(LOGIN, data={}, headers={"Origin": "https://boese.example"}).status_code == 403


def test_unknown_names_take_as_long_as_known_ones(built: tuple[Settings, Ledger], app: Flask) -> None:
    accounts = StaffAccounts(built[0])
    accounts.check("niemand", "x")  # makes the hash that unknown names are checked against
    known, unknown = [], []
    for _number in range(3):
        for name, times in (("Büro 41", known), ("niemand", unknown)):
            started = time.perf_counter()
            assert accounts.check(name, "falsch") is None
            times.append(time.perf_counter() - started)
    assert min(unknown) > min(known) / 3


def test_the_brake_counts_per_name_and_address_and_lets_go_in_time() -> None:
    now = [0.0]
    brake = Throttle(lambda: now[0])
    assert [brake.admit("anna", "::1") for _ in range(MOST_OF_BOTH + 1)] == [True] * MOST_OF_BOTH + [False]
    assert brake.admit("berta", "::1")
    assert brake.admit("anna", "::2")
    brake.succeed("anna", "::2")
    tried = [brake.admit("anna", f"10.0.0.{number}") for number in range(MOST_OF_NAME)]
    assert tried.count(True) == MOST_OF_NAME - MOST_OF_BOTH, "many addresses gain nothing"
    now[0] = LOCK_SECONDS + 1
    assert brake.admit("anna", "::1")


def test_accounts_are_private_hashed_and_checked(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "neu")
    accounts = StaffAccounts(settings)
    accounts.add(" Amt  41 ", PASSWORD)
    assert [account.name for account in accounts.list()] == ["Amt 41"]
    assert stat.S_IMODE(settings.staff_path.stat().st_mode) == 0o600
    text = settings.staff_path.read_text(encoding="utf-8")
    assert "scrypt:" in text
    assert PASSWORD not in text
    assert accounts.check("amt 41", PASSWORD) is not None
    assert accounts.check("amt 41", PASSWORD + " ") is None
    for name, password in (
        ("", PASSWORD),
        ("a\x00", PASSWORD),
        ("x" * 65, PASSWORD),
        ("a", "zu kurz"),
        ("a" * 10, "A" * 10),
    ):
        with pytest.raises(WebError):
            accounts.add(name, password)
    with pytest.raises(WebError, match="there are: Amt 41"):
        accounts.remove("Amt 42")
    accounts.remove("AMT 41")
    assert not settings.staff_path.exists()
    key = read_session_key(settings)
    assert hmac.compare_digest(key, read_session_key(settings))
    assert stat.S_IMODE(settings.session_key_path.stat().st_mode) == 0o600


def test_a_damaged_file_locks_staff_out_and_nobody_else(built: tuple[Settings, Ledger], app: Flask) -> None:
    client = app.test_client()
    log_in(client)
    built[0].staff_path.write_text("{", encoding="utf-8")
    assert client.get(ARTICLE).status_code == 200
    assert client.get("/mitarbeit").status_code == 404
    with pytest.raises(WebError, match=r"staff\.json cannot be read"):
        StaffAccounts(built[0]).list()


def test_accounts_on_the_command_line(tmp_path: Path) -> None:
    def run(*arguments: str, given: str | None = None) -> str:
        done = CliRunner().invoke(cli, ["--data", str(tmp_path / "data"), "staff", *arguments], input=given)
        assert done.exit_code == 0, done.output
        return done.output

    assert "no accounts" in run("list")
    told = run("add", "Amt 41", given=f"{PASSWORD}\n{PASSWORD}\n")
    assert "may log in" in told
    assert PASSWORD not in told
    assert "new password" in run("add", "amt 41", "--password-stdin", given=f"{PASSWORD}2\n")
    assert StaffAccounts(Settings(data=tmp_path / "data")).check("Amt 41", PASSWORD + "2") is not None
    assert "amt 41" in run("list")
    run("remove", "Amt 41")
    assert "no accounts" in run("list")
