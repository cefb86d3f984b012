"""The crawl pages tell what a report knows: verdicts, causes in German, alarms where a site drops, ways to the articles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert
from web_archive import CHANGED, GONE, article_id, build_archive

from archive import schema
from archive.ledger import Ledger
from archive.records import Crawl
from webui.app import create_app
from webui.crawl_page import tell_duration
from webui.crawl_trend import draw_trend, find_drop, find_last_news, find_silence
from webui.crawl_words import tell_report

ROOT = Path(__file__).parent.parent
DAY = datetime(2026, 3, 1, 4, tzinfo=UTC)
# Words that are looked for in a cause, and no cause themselves.
PIECES = ("asks to be left alone", "no answer in time", "redirect off the site", "go round in a circle")
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HELD: dict[str, Any] = {
    "site": "muenster",
    "started": DAY + timedelta(days=40),
    "ended": DAY + timedelta(days=40, minutes=2),
    "verdict": "suspicious",
    "reason": "No listing held a link to a release (https://www.muenster.example/): has the site changed its addresses? "
    "If so, its profile needs the new ones.",
    "intake": "held",
    "thorough": 1,
    "counts": {"pages": 9, "found": 0, "new": 0, "gone": 40},
    "failures": [{"cause": "no answer in time", "count": 4, "example": "https://www.muenster.example/<b>x</b>"}],
    "coverage": [
        {"layout": "2024", "pages": 40, "date": 10, "lead": 40, "text": 40, "captions": 8, "empty": 3, "words": 211.4,
         "usual": {"date": 0.98, "lead": 0.99, "text": 1.0, "captions": 0.21, "words": 230.0}},
    ],
    "expected": {"new": [2, 12], "gone": [0, 2]},
    "manners": [
        {"host": "https://www.muenster.example", "robots": "robots.txt forbids it", "crawl_delay": 2.5,
         "reservations": ["tdm-reservation: 1 in the header"]},
    ],
    "notes": ["A note that nobody has put into German."],
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Ledger]]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("crawls"))
    with ledger.writing() as connection:
        connection.execute(insert(schema.site), [{"id": "muenster", "address": ""}])
        for number in range(8):
            start = DAY + timedelta(days=number)
            values = {"site": "muenster", "started": start, "ended": start + timedelta(minutes=1), "verdict": "ok"}
            counts = {"new": 500 if not number else 8 if number < 7 else 1, "found": 10}
            connection.execute(insert(schema.crawl).values(**values, intake="done", counts=counts, failures=[]))
    yield create_app(settings, ledger=ledger).test_client(), ledger
    ledger.close()


@pytest.fixture
def client(built: tuple[FlaskClient, Ledger]) -> FlaskClient:
    return built[0]


def make_run(number: int, new: int = 0, verdict: str = "ok", **more: Any) -> Crawl:
    start = DAY + timedelta(days=number)
    counts = {"new": new}
    return replace(Crawl(number, "x", start, start + timedelta(minutes=1), verdict, counts=counts), **more)


def make_runs(news: Sequence[int]) -> list[Crawl]:
    """Runs, a day each, from the counts of new articles, the oldest first; returned the newest first."""
    return [make_run(number, new) for number, new in enumerate(news)][::-1]


@pytest.mark.parametrize(
    ("news", "usual"),
    [
        ([500, 8, 9, 7, 8, 1], 8),
        ([500, 8, 9, 7, 8, 0], 8),
        ([500, 8, 9, 7, 8, 3], None),
        ([500, 1, 0, 1, 0, 0], None),
        ([500, 0], None),
        ([500, 8, 9], None),
        ([], None),
        ([8] * 40 + [1], 8),
    ],
)
def test_a_drop_is_far_below_the_usual_and_the_first_crawl_is_no_usual(news: list[int], usual: int | None) -> None:
    drop = find_drop(make_runs(news))
    assert (drop.usual if drop else None) == usual
    assert drop is None or drop.new == news[-1]


def test_a_failure_is_told_as_one_and_not_as_a_drop() -> None:
    runs = make_runs([500, 8, 9, 7, 8])
    assert find_drop([make_run(5, 0, "failed"), *runs]) is None
    assert find_drop([make_run(6, 0, "running", ended=None), make_run(5, 0), *runs]) is not None


def test_silence_is_measured_by_what_is_usual() -> None:
    daily = make_runs([3] * 10)
    assert find_silence(daily, DAY + timedelta(days=12)) is None
    silence = find_silence(daily, DAY + timedelta(days=25))
    assert silence is not None
    assert (silence.days, silence.usual) == (16, 1)
    monthly = [make_run(30 * number, 3) for number in range(6)][::-1]
    assert find_silence(monthly, DAY + timedelta(days=200)) is None
    assert find_silence(make_runs([3, 3]), DAY + timedelta(days=900)) is None
    assert find_last_news([make_run(9), *daily]) == daily[0].started


def test_the_trend_leaves_out_the_first_crawl_and_shows_the_empty_ones() -> None:
    bars = draw_trend(make_runs([500, 4, 0, 8]))
    assert [(bar.count, bar.height) for bar in bars] == [(4, 50), (0, 6), (8, 100)]
    assert [bar.x for bar in bars] == [0, 10, 20]
    assert len(draw_trend(make_runs([1] * 90))) <= 24
    assert draw_trend([]) == ()
    assert len(draw_trend(make_runs([500]))) == 1


def test_drop_and_trend_are_on_the_page_in_words(client: FlaskClient) -> None:
    page = client.get("/crawls").text
    assert "Weniger Neues als sonst: 1 statt etwa 8 je Lauf." in page
    assert re.search(r"Neu und geändert je Lauf, der älteste zuerst:\s*8, 8, 8, 8, 8, 8, 1</p>", page)
    assert "1 fehlgeschlagen" in page
    assert "1 auffällig" in page
    english = client.get("/crawls?lang=en").text
    assert "Less new than usual: 1 instead of about 8 a crawl." in english


def test_counts_lead_to_their_articles(client: FlaskClient) -> None:
    page = client.get("/crawls/2").text
    assert "/crawls/2/artikel?was=changed" in page
    changed = client.get("/crawls/2/artikel?was=changed").text
    assert f"/artikel/{article_id(CHANGED)}" in changed
    assert article_id(GONE) not in changed
    assert f"/artikel/{article_id(GONE)}" in client.get("/crawls/3/artikel?was=gone").text
    assert client.get("/crawls/1/artikel").text.count("<tr>") == 68 + 1
    assert "Keine." in client.get("/crawls/4/artikel?was=back").text
    for address, status in (
        ("/crawls/2/artikel?was=%00", 400),
        ("/crawls/99/artikel", 404),
        ("/crawls/x/artikel", 404),
    ):
        assert client.get(address).status_code == status, address
    for run in (1, 2, 3):
        report = client.get(f"/crawls/{run}").text
        for kind, number in re.findall(rf"/crawls/{run}/artikel\?was=(\w+)\"[^>]*>([0-9]+)</a>", report):
            assert client.get(f"/crawls/{run}/artikel?was={kind}").text.count("<tr>") == int(number) + 1, (run, kind)


def test_a_report_tells_all_it_knows(built: tuple[FlaskClient, Ledger]) -> None:
    client, ledger = built
    with ledger.writing() as connection:
        number = connection.execute(insert(schema.crawl).values(**HELD).returning(schema.crawl.c.id)).scalar_one()
    page = client.get(f"/crawls/{number}").text
    for told in (
        "Keine Liste führte zu einer Meldung (https://www.muenster.example/): Hat die Website ihre Adressen geändert?",
        "Dieser Lauf wird zurückgehalten",
        f"pressearchiv crawls accept {number}",
        "keine Antwort in der vorgesehenen Zeit",
        "https://www.muenster.example/&lt;b&gt;x&lt;/b&gt;",
        "sonst 2 bis 12",
        "sonst 0 bis 2",
        "sonst 98 %",
        "alle Listen",
        "robots.txt verbietet es",
        "2,5 Sekunden",
        "tdm-reservation: 1 in the header",
        '<span lang="en">A note that nobody has put into German.</span>',
    ):
        assert told in page, told
    assert page.count("weniger") == 1, "only the share of dates has fallen"
    overview = client.get("/crawls").text
    assert overview.index("Ursache und Beispiel ansehen") < overview.index('id="laeufe"')
    assert "zurückgehalten" in overview
    with ledger.writing() as connection:
        connection.execute(schema.crawl.delete().where(schema.crawl.c.id == number))


def test_failures_are_a_feed(client: FlaskClient) -> None:
    answer = client.get("/crawls/fehler.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    entries = ElementTree.fromstring(answer.data).findall("a:entry", ATOM)
    assert [entry.findtext("a:id", "", ATOM).rsplit("/", 1)[1] for entry in entries] == ["4", "3"]
    assert "3 × DNS: Name nicht gefunden: https://www.krefeld.example/robots.txt" in entries[0].findtext(
        "a:summary", "", ATOM
    )
    of_one = ElementTree.fromstring(client.get("/crawls/fehler.atom?quelle=demo").data).findall("a:entry", ATOM)
    assert len(of_one) == 1
    assert client.get("/crawls/fehler.atom?quelle=nix").status_code == 400
    etag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/crawls/fehler.atom", headers=etag).status_code == 304
    assert "/crawls/fehler.atom" in client.get("/crawls").text


def fill_in(node: ast.expr) -> str:
    """Return what a string of the source says, with a 7 for each value."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    said = ""
    for piece in node.values:
        if isinstance(piece, ast.FormattedValue):
            share = piece.format_spec is not None and "%" in ast.unparse(piece.format_spec)
            said += "7%" if share else "'7'" if piece.conversion == ord("r") else "7"
        else:
            said += fill_in(piece)
    return said


def list_sentences() -> Iterator[str]:
    """Yield what a crawl can say: every long text of report and causes, and what is noted or named as a cause elsewhere."""
    for path in sorted((ROOT / "crawler").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        inside = {
            id(piece)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for piece in ast.walk(node)
            if piece is not node
        }
        for node in ast.walk(tree):
            told: list[ast.expr] = []
            if path.name in ("report.py", "causes.py") and id(node) not in docstrings | inside:
                told = (
                    [node] if isinstance(node, (ast.Constant, ast.JoinedStr)) and len(fill_in(node).split()) > 3 else []
                )
            elif isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                told = (
                    node.args
                    if name in ("note", "_note_failure", "count_failure", "RobotsForbidError", "ReservedError")
                    else []
                )
                told = [*told, *(keyword.value for keyword in node.keywords if keyword.arg == "cause")]
            elif (
                path.name in ("politeness.py", "pauses.py")
                and isinstance(node, ast.Assign)
                and ast.unparse(node.targets[0]) == "words"
            ):
                told = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            yield from filter(None, map(fill_in, told))


def test_every_cause_is_said_in_german(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        sentences = [sentence for sentence in list_sentences() if sentence not in PIECES]
        assert len(sentences) > 40
        unknown = [sentence for sentence in sentences if tell_report(sentence).language != "de"]
        assert unknown == [], "say these in German in archive/report_words.py"
        for sentence in sentences:
            assert not re.search(r"\b(the|of|could|later)\b", tell_report(sentence).text), sentence
        for why in ("no text", "no headline", "not found", "empty"):
            assert not re.search(r"\b(no|not|empty)\b", tell_report(f"a page without a release: {why}").text), why
        assert tell_report("Nur halb so viele.").language == "de"
        assert tell_report("Something else happened.").language == "en"
        assert tell_report("").text == ""
    with client.application.test_request_context("/?lang=en"):
        assert tell_report("no answer in time").text == "no answer in time"
        assert tell_report("Nur halb so viele.").language == "de"


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 Sekunden"), (1, "1 Sekunde"), (2, "2 Sekunden"), (61, "1 min 1 s")]
)
def test_how_long_a_crawl_took_is_said_in_words(client: FlaskClient, seconds: int, told: str) -> None:
    crawl = Crawl(1, "demo", DAY, DAY + timedelta(seconds=seconds), "ok")
    with client.application.test_request_context("/"):
        assert tell_duration(crawl) == told
