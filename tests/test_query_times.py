"""Times that hang on the day of asking: offered as a filter that names the period, never searched for silently."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from babel.dates import format_date
from click.testing import CliRunner

from indexer.query_times import MeantTime, find_meant_time
from pressearchiv import cli
from tests.web_archive import build_archive
from webui.app import create_app

DAY = date(2026, 1, 7)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("letztes Jahr", ("", "2025", "2025")),
        ("Radwege im letzten Jahr", ("Radwege", "2025", "2025")),
        ("Radwege UND vergangenes Jahr", ("Radwege", "2025", "2025")),
        ("seit letztem Jahr Radwege", ("Radwege", "2025", "")),
        ("jahr:letztes Radwege", ("Radwege", "2025", "2025")),
        ("jahr:dieses", ("", "2026", "2026")),
        ("jahr:letztes Jahr Burg", ("Burg", "2025", "2025")),
        ("letzten Monat", ("", "2025-12", "2025-12")),
        ("diesen Monat", ("", "2026-01", "2026-01")),
        ("letzte Woche", ("", "2025-12-29", "2026-01-04")),
        ("datum:diese Woche", ("", "2026-01-05", "2026-01-11")),
        ("datum:heute Burg", ("Burg", "2026-01-07", "2026-01-07")),
        ("datum:gestern", ("", "2026-01-06", "2026-01-06")),
        ("seit:vorgestern", ("", "2026-01-05", "")),
        ("bis:gestern", ("", "", "2026-01-06")),
        ("date:yesterday", ("", "2026-01-06", "2026-01-06")),
    ],
)
def test_a_time_seen_from_today_is_read(typed: str, meant: tuple[str, str, str]) -> None:
    assert find_meant_time(typed, DAY) == MeantTime(*meant)


@pytest.mark.parametrize(
    "typed",
    [
        "heute", "Krefeld gestern und heute", "letztes Jahrzehnt", "in den letzten Jahren", "letzte Jahre", "2025",
        '"letztes Jahr"', "‚letztes Jahr‘", "-datum:heute", "Burg ODER letztes Jahr", "(letztes Jahr)", "datum:letztes",
        "letztes Jahr dieses Jahr", "jahr:2025", "", "letztes",
    ],
)  # fmt: skip
def test_other_words_are_left_alone(typed: str) -> None:
    assert find_meant_time(typed, DAY) is None


def test_the_page_and_the_terminal_offer_the_period(tmp_path: Path) -> None:
    settings, ledger = build_archive(tmp_path)
    first = date.today() - timedelta(days=365 * 20)
    with ledger:
        client = create_app(settings, ledger=ledger).test_client()
        page = client.get("/suche?q=Leiden+bis:gestern").get_data(as_text=True)
        found = re.search(r'id="zeit-gemeint" href="([^"]+)">([^<]+)</a> <span[^>]+>\((\d+)\)', page)
        assert found
        yesterday = date.today() - timedelta(days=1)
        assert found[2] == f"Meinten Sie den Zeitraum bis {format_date(yesterday, 'long', locale='de')}?"
        assert f"bis={yesterday}" in found[1]
        led = client.get(unescape(found[1])).get_data(as_text=True)
        assert f"{found[3]} Treffer für „Leiden“" in led
        assert "zeit-gemeint" not in led
        english = client.get("/suche?q=Leiden+bis:gestern&lang=en").get_data(as_text=True)
        assert f"Did you mean the period until {format_date(yesterday, 'd MMMM yyyy', locale='en')}?" in english
        # A period without articles is no way on, and a filter that is there already is not given up.
        assert "zeit-gemeint" not in client.get("/suche?q=Leiden+datum:heute").get_data(as_text=True)
        assert "zeit-gemeint" not in client.get(f"/suche?q=Leiden+bis:gestern&von={first}").get_data(as_text=True)
    told = CliRunner().invoke(cli, ["--data", str(settings.data), "search", "Leiden jahr:letztes"])
    year = date.today().year - 1
    assert f"Meinten Sie: Leiden von:{year} bis:{year}" in told.output
