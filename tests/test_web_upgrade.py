"""Pages that run while the program, the ledger or the index is replaced say what to do, or go on by themselves; none breaks."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import FileSystemLoader
from sqlalchemy import text
from web_archive import GONE, article_id, build_archive

from archive import schema
from archive.ledger import open_ledger
from archive.settings import Settings
from indexer.build import build_index
from webui import current_ledger, holdings
from webui.app import create_app
from webui.serve import read_templates

PAGES = (
    "/",
    "/suche?q=Venlo",
    "/staedte",
    "/stadt/venlo",
    "/aenderungen",
    "/crawls",
    "/bestand",
    "/feed.atom",
    "/suche.csv?q=Venlo",
    "/api/v1/search?q=Venlo",
    "/artikel/" + article_id(GONE),
)


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Settings, FlaskClient]]:
    """Pages that opened ledger and index themselves, and look at them each time."""
    monkeypatch.setattr(holdings, "HIDDEN_SECONDS", -1.0)
    monkeypatch.setattr(current_ledger, "LOOK_SECONDS", -1.0)
    settings, ledger = build_archive(tmp_path)
    ledger.close()
    app = create_app(settings)
    client = app.test_client()
    assert statuses(client) == {200}
    yield settings, client
    app.extensions["holdings"].close()


def statuses(client: FlaskClient, pages: tuple[str, ...] = PAGES) -> set[int]:
    """The statuses of whole answers, streamed ones read to their end."""
    found = set()
    for path in pages:
        answer = client.get(path)
        assert answer.data
        found.add(answer.status_code)
    return found


def mark_ledger(settings: Settings, version: int) -> None:
    """Write the version of the tables into the ledger, as the program of that version does."""
    with contextlib.closing(sqlite3.connect(settings.ledger_path)) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (version,))


def test_a_ledger_that_a_newer_program_brought_up_asks_for_a_restart(running: tuple[Settings, FlaskClient]) -> None:
    settings, client = running
    mark_ledger(settings, schema.SCHEMA_VERSION + 1)
    for path in PAGES:
        told = client.get(path)
        assert told.status_code == 503, path
        assert told.headers["Retry-After"]
    shown = client.get("/suche?q=Venlo")
    assert "Das Programm wurde erneuert" in shown.text
    assert "systemctl restart pressearchiv-web" in shown.text
    refused = client.get("/api/v1/search?q=Venlo")
    assert (refused.status_code, refused.get_json()["command"]) == (503, "systemctl restart pressearchiv-web")
    assert "The program was upgraded" in client.get("/suche?q=Venlo&lang=en").text
    assert "neueren Version" in client.get("/api/v1/search?q=Venlo").get_json()["error"]
    mark_ledger(settings, schema.SCHEMA_VERSION)
    assert client.get("/suche?q=Venlo").status_code == 200


def test_old_pages_write_nothing_into_a_newer_ledger(running: tuple[Settings, FlaskClient]) -> None:
    settings, client = running
    mark_ledger(settings, schema.SCHEMA_VERSION + 1)
    with pytest.raises(Exception, match="newer Pressearchiv"):
        _ = client.application.extensions["holdings"].ledger


def test_an_index_of_another_version_is_told_with_its_cure(running: tuple[Settings, FlaskClient]) -> None:
    settings, client = running
    pointer = next(settings.index_folder.glob("*/manifest.json"))
    fields = json.loads(pointer.read_text(encoding="utf-8"))
    pointer.write_text(json.dumps({**fields, "layout": fields["layout"] + 1}), encoding="utf-8")
    shutil.copy2(settings.index_folder / "current.json", settings.index_folder / "other")
    (settings.index_folder / "other").replace(settings.index_folder / "current.json")
    told = client.get("/suche?q=Venlo")
    assert told.status_code == 503
    assert "pressearchiv index &amp;&amp; systemctl restart pressearchiv-web" in told.text
    assert "The program was upgraded" in client.get("/suche?q=Venlo&lang=en").text
    assert client.get("/crawls").status_code == 200, "what needs no index goes on"
    with open_ledger(settings) as ledger:
        build_index(settings, ledger)
    assert client.get("/suche?q=Venlo").status_code == 200, "where the index is made anew, no restart is needed"


def test_a_new_generation_is_searched_by_itself(running: tuple[Settings, FlaskClient]) -> None:
    settings, client = running
    with open_ledger(settings) as ledger:
        build_index(settings, ledger, rebuild=True)
    assert statuses(client) == {200}


def test_a_copy_that_was_put_back_is_read(running: tuple[Settings, FlaskClient]) -> None:
    settings, client = running
    copy = settings.data / "copy.sqlite"
    with open_ledger(settings) as ledger, ledger.writing() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    shutil.copy2(settings.ledger_path, copy)
    before = client.get("/crawls").text
    settings.ledger_path.unlink()
    assert client.get("/crawls").status_code == 503
    assert not settings.ledger_path.exists(), "no empty ledger is made in its place"
    copy.replace(settings.ledger_path)
    again = client.get("/crawls")
    assert again.status_code == 200
    assert again.text.count("<tr>") == before.count("<tr>")


def test_templates_of_a_new_version_do_not_meet_old_pages(
    running: tuple[Settings, FlaskClient], tmp_path: Path
) -> None:
    app = create_app(running[0])
    read_templates(app)
    app.jinja_loader = FileSystemLoader(tmp_path)  # as if none of the old ones were there any more
    client = app.test_client()
    assert statuses(client, (*PAGES, "/hilfe", "/api", "/vergleich?q1=Venlo")) == {200}
