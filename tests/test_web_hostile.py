"""Whatever is asked, the pages answer with a clear page and the right status: never 500, never markup of a stranger."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web_archive import CHANGED, GONE, RICH, START, article_id, build_archive, keep

from archive.harvest import Harvest
from archive.ledger import open_ledger
from archive.records import Article
from archive.settings import Settings
from indexer.build import build_index
from tests.commands import run_command
from webui.app import create_app
from webui.security import SECURITY_HEADERS
from webui.serve import make_server, open_listener
from webui.staff_accounts import StaffAccounts

WEBUI = Path(__file__).parent.parent / "webui"
RIGHT = {200, 302, 303, 308, 400, 403, 404, 405, 451}
MARK = "<script>alert(1)</script>"
NASTY = (
    "", " ", "0", "-1", "1e9", "1000000000", "9" * 5000, "2015-13-45", "0000-00-00", "31.02.2015", "9999-12-31", "2015..2016",
    "atlantis", "venlo", "Düsseldorf", "stadt:", "a\x00b", "\ud800", "\u202e", "\ufeff", "%00", "%ff", "'; DROP TABLE article;--",
    MARK, '"><img src=x onerror=alert(1)>', "{{7*7}}", "${7*7}", "../../etc/passwd", "..\\..", "//boese.example",
    "javascript:alert(1)", '"' * 200, "(" * 500, "a " * 400, "*", "a*", "NICHT", "ODER ODER", "titel:", "jahr:99999999999",
    "x" * 100_000, "🦓", "İ", "ß" * 300, "\r\nSet-Cookie: a=b", "Leiden NICHT (Venlo ODER",
)  # fmt: skip
VALUES = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.integers().map(str), st.dates().map(str))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    made, ledger = build_archive(tmp_path_factory.mktemp("hostile"))
    StaffAccounts(made).add("Büro 41", "ein langes Kennwort")
    with ledger:
        yield create_app(made, ledger=ledger).test_client()


def list_parameters() -> list[str]:
    """Return the names of all parameters that any page reads."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in WEBUI.glob("*.py"))
    names = set(re.findall(r'args(?:\.get(?:list)?\(|, )"(\w+)"', source))
    assert {"q", "stadt", "von", "seite", "lang", "fassung", "was", "sortierung"} <= names
    return sorted(names)


def list_addresses(client: FlaskClient) -> list[str]:
    """Return an address of every route that may be read, with good values in its variable parts."""
    good = {"article_id": article_id(RICH), "city": "venlo", "crawl_id": "2", "filename": "style.css"}
    found = []
    for rule in client.application.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            found.append(re.sub(r"<(?:\w+:)?(\w+)>", lambda match: good.get(match[1], "1"), rule.rule))
    assert len(found) > 25
    return sorted(set(found))


PARAMETERS = list_parameters()


def assert_harmless(client: FlaskClient, address: str, method: str = "GET") -> str:
    with client.open(address, method=method) as answer:
        assert answer.status_code in RIGHT, (address[:300], answer.status_code)
        assert {name for name in SECURITY_HEADERS if name not in answer.headers} == set(), address[:300]
        assert "Set-Cookie" not in answer.headers
        text: str = answer.get_data(as_text=True)
    if answer.status_code >= 400 and answer.mimetype == "text/html" and method == "GET":
        assert "<h1" in text, "said in words"
        assert "Traceback" not in text
    if answer.mimetype in ("text/html", "application/atom+xml"):
        assert MARK not in text, address[:300]
        assert "<img src=x" not in text, address[:300]
    return text


def encode(values: list[tuple[str, str]]) -> str:
    """Return the parameters as a query, lone surrogates as the bytes that a careless program sends."""
    return urlencode(values, quote_via=quote, errors="surrogatepass")


def test_every_nasty_value_in_every_parameter(client: FlaskClient) -> None:
    for address in ("/suche", "/api/v1/search"):
        for name in PARAMETERS:
            for value in NASTY:
                assert_harmless(client, f"{address}?{encode([(name, value)])}")


@settings(
    max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_values_in_any_parameters_of_any_page(client: FlaskClient, data: st.DataObject) -> None:
    address = data.draw(st.sampled_from(list_addresses(client)))
    pairs = st.tuples(st.sampled_from(PARAMETERS), VALUES)
    assert_harmless(client, f"{address}?{encode(data.draw(st.lists(pairs, max_size=4)))}")


def test_any_value_in_the_path(client: FlaskClient) -> None:
    shapes = {
        rule.rule
        for rule in client.application.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments
    }
    assert len(shapes) > 5
    for shape in shapes:
        for value in (
            "x",
            "0" * 16,
            "-1",
            "9" * 30,
            "%00",
            "%ff",
            "%ed%a0%80",
            "..%2f..%2fetc%2fpasswd",
            "%3Cscript%3E",
            "%20",
            "a" * 3000,
        ):
            assert_harmless(client, re.sub(r"<[^>]+>", value, shape))


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("seite=0", "seite"), ("seite=x", "seite"), ("pro_seite=101", "pro_seite"), ("von=31.02.2015", "von"),
        ("von=2016&bis=2015", "Zeitraum"), ("stadt=atlantis", "atlantis"), ("rolle=x", "Rolle"), ("sort=x", "Sortierung"),
        ("status=x", "Status"), ("quelle=%3Cb%3E", "Quelle"), ("genau=2", "genau"), ("q=" + "x" * 100_000, "zu lang"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_told(client: FlaskClient, query: str, parameter: str) -> None:
    for address in ("/suche", "/api/v1/search", "/feed.atom", "/export.csv", "/export.json", "/export.ris"):
        with client.get(f"{address}?{query}") as answer:
            assert answer.status_code == 400, address
            if address == "/suche":
                alert = re.search(r'role="alert">(.*?)</div>', answer.text, re.DOTALL)
                assert alert is not None
                assert parameter.lower() in alert[1].lower() or parameter in ("seite", "pro_seite", "von")
            if address.startswith("/api"):
                assert answer.json["error"]


def test_pages_behind_the_last_are_not_found(client: FlaskClient) -> None:
    for page in ("1000000000", "9" * 400, "99"):
        answer = client.get(f"/suche?seite={page}")
        assert answer.status_code == 404
        assert "So viele Seiten gibt es nicht" in answer.text


def test_methods_are_answered_as_http_has_it(client: FlaskClient) -> None:
    for address in list_addresses(client):
        with client.get(address) as got, client.head(address) as headed, client.options(address) as asked:
            assert headed.status_code == got.status_code, address
            assert headed.data == b"", address
            assert asked.status_code == 200 or address.startswith("/static"), address
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "BREW"):
            with client.open(address, method=method) as refused:
                assert refused.status_code == 405, (method, address)
                assert "GET" in refused.headers["Allow"], address
    posted = client.post("/suche", data={"q": "Venlo"})
    assert posted.status_code == 405
    assert "nur gelesen werden" in posted.text


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server as `pressearchiv serve` runs it."""
    made, ledger = build_archive(tmp_path_factory.mktemp("raw"))
    listener = open_listener("127.0.0.1", 0)
    running = make_server(create_app(made, ledger=ledger), listener)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    running.close()
    running.task_dispatcher.shutdown()
    thread.join(timeout=5)
    ledger.close()


END = b" HTTP/1.1\r\nHost: archiv.example\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + END, 200),
        (b"GET / HTTP/1.0\r\n\r\n", 200),
        (b"HEAD /suche?q=Venlo" + END, 200),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 263_000, 431),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 9000 + b"Host: a\r\nConnection: close\r\n\r\n", 200),
        (b"GET /suche?q=" + b"a" * 100_000 + END, 400),
        (b"GET /suche?q=%ED%A0%80%00%FF" + END, 200),
        ("GET /suche?q=Dünkirchen".encode() + END, 400),
        (b"GET /static/../../app.py" + END, 404),
        (b"GET /static/%2e%2e/%2e%2e/app.py" + END, 404),
        (b"GET /static/..%5c..%5capp.py" + END, 404),
        (b"GET //boese.example/%2f.." + END, 404),
        (b"GET http://boese.example/" + END, 200),
        (b"GET /artikel/\x00" + END, 404),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (b"OPTIONS /" + END, 200),
        (b"TRACE /" + END, 405),
        (b"BREW /suche" + END, 405),
        (b"POST /suche HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000000\r\nConnection: close\r\n\r\nx", 413),
        (b"POST /suche HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", 405),
        (b'GET /feed.atom HTTP/1.1\r\nHost: a"><script>\r\nConnection: close\r\n\r\n', 400),
        (b"GET /feed.atom HTTP/1.1\r\nHost: a@b/c\r\nConnection: close\r\n\r\n", 400),
        (b"GET /static/style.css HTTP/1.1\r\nHost: a\r\nRange: bytes=999999999-\r\nConnection: close\r\n\r\n", 416),
        (b'GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: "' + b"a" * 5000 + b"\r\nConnection: close\r\n\r\n", 200),
        (b"GET /mitarbeit HTTP/1.1\r\nHost: a\r\nCookie: mitarbeit=" + b"\xff\xfe" * 50 + b"\r\nConnection: close\r\n\r\n", 404),
        (b"POST /mitarbeit HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n", 405),
    ],
)  # fmt: skip
def test_whatever_comes_over_the_wire_gets_an_answer_with_all_headers(port: int, sent: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(sent)
        received = b""
        while piece := wire.recv(65536):
            received += piece
    head = received.partition(b"\r\n\r\n")[0].decode("latin-1")
    assert int(head.split()[1]) == status, head[:200]
    names = {line.partition(":")[0].lower() for line in head.split("\r\n")[1:]}
    assert {name for name in SECURITY_HEADERS if name.lower() not in names} == set()
    assert "set-cookie" not in names
    assert b'href="//' not in received
    assert b"Traceback" not in received


def test_only_the_proxy_that_was_named_is_believed(tmp_path: Path) -> None:
    made, ledger = build_archive(tmp_path)
    headers = b"X-Forwarded-Host: archiv.stadt.example\r\nX-Forwarded-Proto: https\r\n"
    told = []
    for proxy in ("", "127.0.0.1"):
        listener = open_listener("127.0.0.1", 0)
        running = make_server(create_app(made, ledger=ledger), listener, proxy)
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        with socket.create_connection(listener.getsockname(), timeout=10) as wire:
            wire.sendall(
                b"GET /artikel/"
                + article_id(GONE).encode()
                + b" HTTP/1.1\r\nHost: innen\r\nConnection: close\r\n"
                + headers
                + b"\r\n"
            )
            received = b""
            while piece := wire.recv(65536):
                received += piece
        told.append(b"https://archiv.stadt.example/artikel/" in received)
        running.close()
        running.task_dispatcher.shutdown()
        thread.join(timeout=5)
    ledger.close()
    assert told == [False, True]


def test_signs_that_xml_forbids_break_no_feed(tmp_path: Path) -> None:
    bad = "\x1b]0;x\x07 \x0b \x9b31m \ufffe \uffff Ende"
    made = Settings(data=tmp_path)
    with open_ledger(made) as ledger:
        for day, text in enumerate((f"Eins {bad}", f"Zwei ganz anders {bad}")):
            time = START + timedelta(days=day)
            crawl = Harvest.begin(ledger, "demo", f"http://127.0.0.1:8600/{bad}", time)
            keep(crawl, Article(url=CHANGED, title=f"Titel {bad}", lead=bad, text=f"{text} mit Venlo."), time)
            crawl.finish(time, "suspicious", f"Grund {bad}", {"pages": 1}, ())
        build_index(made, ledger)
        reader = create_app(made, ledger=ledger).test_client()
        for address in ("/suche.atom", "/aenderungen.atom", "/crawls/fehler.atom"):
            feed = ElementTree.fromstring(reader.get(address).data)
            assert feed.findall("{http://www.w3.org/2005/Atom}entry"), address
            assert "Ende" in "".join(feed.itertext())


def test_imported_lines_bring_no_signs_that_a_terminal_obeys(tmp_path: Path) -> None:
    line = {"url": "https://a.example/1", "title": "Rot \x1b[31m\x9b2J \ud800", "text": "Eins\n\nZwei\tDrei \ufffe"}
    (tmp_path / "lines.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert run_command(tmp_path / "data", "import", str(tmp_path / "lines.jsonl")).returncode == 0
    with open_ledger(Settings(data=tmp_path / "data")) as ledger:
        [kept] = ledger.changes_since(0)
    assert (kept.article.title, kept.article.text) == ("Rot [31m2J", "Eins\n\nZwei\tDrei")
