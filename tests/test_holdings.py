"""Old holdings taken in: WARC, WACZ and CDXJ of this and other crawlers, resumed, repeated, damaged; and read anew."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from archive import schema
from archive.holdings import find_provenance, list_holdings
from archive.ledger import Ledger, open_ledger
from archive.records import ArchivedArticle, Version
from archive.replay import list_captures, replay_capture
from archive.settings import Settings
from archive.warc_walking import walk_records
from demo.server import running_site
from tests.commands import ROOT, run_command
from tests.holding_files import OldPage, pack_as_a_whole, write_warc
from tests.scripted_site import make_page

BASE = "https://www.krefeld.de/de/inhalt"
URL = f"{BASE}/eine-alte-meldung-aus-krefeld/"


def page(title: str, text: str = "", url: str = URL, date: str = "2015-03-01T10:00:00Z", **more: object) -> OldPage:
    return OldPage(url, date, make_page(title, text).body, **more)  # type: ignore[arg-type]


def take(data: Path, *files: Path | str) -> str:
    done = run_command(data, "import", *map(str, files))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def only(ledger: Ledger) -> ArchivedArticle:
    [archived] = ledger.changes_since(0)
    return archived


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demonstration crawled on three days: pages rewritten, moved and lost meanwhile."""
    settings = Settings(data=tmp_path_factory.mktemp("holdings") / "data")
    with running_site(day=date(2025, 5, 1)) as site:
        for day in (date(2025, 5, 1), date(2025, 11, 1), date(2026, 3, 15)):
            site.day = day
            now = ("--recheck", "--now", f"{day}T05:00")
            assert run_command(settings.data, "crawl", "demo", "--base-url", site.address, *now).returncode == 0
    return settings


def tell_versions(ledger: Ledger) -> dict[str, list[tuple[datetime, str, str]]]:
    def tell(version: Version) -> tuple[datetime, str, str]:
        return version.seen_from, version.article.title, version.digest

    return {one.id: [tell(version) for version in ledger.versions(one.id)] for one in ledger.changes_since(0)}


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "newest first"])
def test_our_own_files_give_the_same_versions_in_any_order(
    crawled: Settings, settings: Settings, ledger: Ledger, order: int
) -> None:
    files = sorted((crawled.warc_folder / "demo").glob("*.warc.gz"))[::order]
    assert len(files) == 3
    told = take(settings.data, *files)
    assert "captures" in told
    with open_ledger(crawled) as original:
        expected, kept = tell_versions(original), tell_versions(ledger)
        # The id comes from the address at which an article was met first; by texts and addresses it is the same.
        assert sorted(expected.values()) == sorted(kept.values())
        for article_id in expected:
            archived = original.article(article_id)
            assert archived is not None
            assert len({ledger.find_article_id(url) for url in archived.urls} - {None}) == 1
    before = {one.id: one.sequence for one in ledger.changes_since(0)}
    assert take(settings.data, *files).count("known already") == 3
    assert {one.id: one.sequence for one in ledger.changes_since(0)} == before
    shown = 0
    for archived in ledger.changes_since(0):
        for capture in ledger.captures(archived.id)[:1]:
            assert find_provenance(ledger, capture.crawl_id) in {path.name for path in files}
            shown += replay_capture(settings, ledger, capture).status == 200
    assert shown > 100


def test_pages_of_other_crawlers_become_articles(settings: Settings, ledger: Ledger, tmp_path: Path) -> None:
    second = f"{BASE}/noch-eine-alte-meldung/"
    pages = [
        page("Alte Meldung aus Krefeld"),
        page("Alte Meldung aus Krefeld", date="2015-04-01T10:00:00Z", chunked=True),
        page("Alte Meldung, berichtigt", date="2015-05-01T10:00:00.123456789Z"),
        page("Noch eine alte Meldung", url=second, kind="resource"),
        page("Fremde Meldung", url="https://www.anderswo.example/de/inhalt/fremde-meldung/"),
        page("Nicht da", url=f"{BASE}/gibt-es-nicht-mehr/", status="404 Not Found"),
        OldPage("https://www.krefeld.de/bild.png", "2015-03-01T10:00:00Z", b"\x89PNG", media_type="image/png"),
        OldPage("dns:www.krefeld.de", "2015-03-01T10:00:00Z", b"x", kind="resource", media_type="text/dns"),
    ]
    told = take(settings.data, write_warc(tmp_path / "alt.warc.gz", pages))
    assert "6 captures, 2 articles new, 1 articles unchanged, 1 articles changed" in told
    assert "1 of no known site" in told
    assert "1 no web address" in told
    archived = ledger.article(ledger.find_article_id(URL) or "")
    assert archived is not None
    assert [version.article.title for version in ledger.versions(archived.id)] == [
        "Alte Meldung aus Krefeld",
        "Alte Meldung, berichtigt",
    ]
    assert archived.first_seen == datetime(2015, 3, 1, 10, tzinfo=UTC)
    assert archived.site == "krefeld"
    assert ledger.find_article_id(second)
    captures = list_captures(ledger, URL)
    assert [find_provenance(ledger, one.crawl_id) for one in captures] == ["alt.warc.gz"] * 3
    assert replay_capture(settings, ledger, captures[1]).body == pages[1].body
    [copy] = (settings.warc_folder / "import").iterdir()
    assert copy.read_bytes() == (tmp_path / "alt.warc.gz").read_bytes()
    [run] = ledger.crawls()
    assert (run.verdict, run.site) == ("imported", "import")
    told = "6 captures, 2 articles new, 1 article changed, 1 article unchanged"
    assert f"Import 1: {told}.\nTaken in from alt.warc.gz" in run_command(settings.data, "status").stdout
    assert f"Import 1: {told}." in run_command(settings.data, "crawls", "show", "1").stdout
    assert run_command(settings.data, "crawls", "list").stdout.endswith(f"import        imported  {told}\n")


@pytest.mark.parametrize("form", ["plain", "whole", "1.1"])
def test_every_form_of_file_is_read(settings: Settings, ledger: Ledger, tmp_path: Path, form: str) -> None:
    pages = [page("Alte Meldung aus Krefeld"), page("Zweite alte Meldung", url=f"{BASE}/zweite-alte-meldung/")]
    if form == "1.1":
        path = write_warc(tmp_path / "alt.warc.gz", pages, version="1.1")
    else:
        path = write_warc(tmp_path / "alt.warc", pages, packed=False)
        path = pack_as_a_whole(path) if form == "whole" else path
    assert "2 articles new" in take(settings.data, path)
    for archived in ledger.changes_since(0):
        [capture] = ledger.captures(archived.id)
        assert archived.article.title.encode() in replay_capture(settings, ledger, capture).body


def test_an_older_capture_becomes_an_earlier_version(settings: Settings, ledger: Ledger, tmp_path: Path) -> None:
    text = "Der Rat der Stadt hat am Donnerstag getagt und dabei viel beschlossen. " * 4
    newer = [page("Die Meldung von heute", text + "Neu.", date="2020-01-01T00:00:00Z")]
    take(settings.data, write_warc(tmp_path / "neu.warc.gz", newer))
    older = [
        page("Die Meldung von heute", text + "Alt.", date="2016-01-01T00:00:00Z"),
        page("Die Meldung von heute", text + "Neu.", date="2018-01-01T00:00:00Z"),
    ]
    told = take(settings.data, write_warc(tmp_path / "alt.warc.gz", older))
    assert "1 histories mended" in told
    archived = only(ledger)
    versions = ledger.versions(archived.id)
    assert [(one.number, one.seen_from.year, one.article.text[-4:]) for one in versions] == [
        (1, 2016, "Alt."),
        (2, 2018, "Neu."),
    ]
    assert (archived.versions, archived.state, archived.first_seen.year, archived.last_seen.year) == (
        2,
        "live",
        2016,
        2020,
    )


def test_what_is_gone_does_not_come_back_by_an_old_capture(settings: Settings, ledger: Ledger, tmp_path: Path) -> None:
    take(settings.data, write_warc(tmp_path / "neu.warc.gz", [page("Eine Meldung", date="2020-01-01T00:00:00Z")]))
    archived = only(ledger)
    with ledger.writing() as connection:
        gone = {
            "state": "gone",
            "missing_since": datetime(2021, 1, 1, tzinfo=UTC),
            "last_checked": datetime(2022, 1, 1, tzinfo=UTC),
        }
        connection.execute(schema.article.update().values(**gone))
    moved = f"{BASE}/unter-anderer-adresse-einmal/"
    pages = [
        page("Eine Meldung", date="2019-01-01T00:00:00Z"),
        page("Eine Meldung", date="2018-01-01T00:00:00Z", url=moved),
    ]
    take(settings.data, write_warc(tmp_path / "alt.warc.gz", pages))
    again = only(ledger)
    assert (again.id, again.state, again.versions) == (archived.id, "gone", 1)
    assert moved in again.urls
    assert again.first_seen.year == 2018


def test_bad_records_are_counted_and_the_rest_goes_in(settings: Settings, ledger: Ledger, tmp_path: Path) -> None:
    urls = [f"{BASE}/alte-meldung-mit-der-nummer-{number}/" for number in range(6)]
    path = write_warc(tmp_path / "alt.warc.gz", [page(f"Alte Meldung {n}", url=url) for n, url in enumerate(urls)])
    records = list(walk_records(path))
    content = bytearray(path.read_bytes())
    middle = records[3]
    content[middle.offset + 100 : middle.offset + 160] = b"x" * 60
    path.write_bytes(bytes(content[:-20]))
    told = take(settings.data, path)
    assert "4 captures" in told
    assert "2 bad records" in told
    assert f"byte {middle.offset}" in told
    assert ledger.count_articles() == 4


def test_a_forged_record_is_not_taken(settings: Settings, tmp_path: Path) -> None:
    path = write_warc(tmp_path / "alt.warc", [page("Die Wahrheit über Krefeld")], packed=False)
    path.write_bytes(path.read_bytes().replace(b"Die Wahrheit", "Die Lügen...".encode("latin-1")))
    done = run_command(settings.data, "import", str(path))
    assert (done.returncode, "block digest failed" in done.stderr) == (1, True)


def test_wacz_and_cdxj_lead_to_their_warc_files(settings: Settings, ledger: Ledger, tmp_path: Path) -> None:
    one = write_warc(tmp_path / "eins.warc.gz", [page("Alte Meldung aus Krefeld")])
    with zipfile.ZipFile(tmp_path / "alt.wacz", "w") as package:
        package.write(one, "archive/eins.warc.gz")
        package.writestr(
            "datapackage.json", json.dumps({"resources": [{"path": "archive/eins.warc.gz", "hash": "sha256:00"}]})
        )
    told = take(settings.data, tmp_path / "alt.wacz")
    assert "1 articles new" in told
    assert "has not the digest that datapackage.json states" in told
    [holding] = list_holdings(ledger)
    assert holding.source == "alt.wacz!archive/eins.warc.gz"
    urls = [f"{BASE}/alte-meldung-mit-der-nummer-{number}/" for number in range(3)]
    (tmp_path / "archive").mkdir()
    (tmp_path / "indexes").mkdir()
    two = write_warc(
        tmp_path / "archive" / "zwei.warc.gz", [page(f"Alte Meldung {n}", url=url) for n, url in enumerate(urls)]
    )
    places = [record.offset for record in walk_records(two)][1:]
    lines = [
        f'de,krefeld)/{n} 20150301100000 {{"url": "x", "offset": "{place}", "filename": "zwei.warc.gz"}}'
        for n, place in enumerate(places[:2])
    ]
    index = tmp_path / "indexes" / "index.cdxj"
    index.write_text("\n".join([*lines, "kaputt", 'x 2015 {"offset": "0", "filename": "../../etc/passwd"}']) + "\n")
    told = take(settings.data, index)
    assert "2 articles new" in told
    assert "1 lines do not say" in told
    assert "passwd is not there" in told
    # Another index may name the rest.
    index.write_text(lines[0].replace(str(places[0]), str(places[2])) + "\n")
    assert "1 articles new" in take(settings.data, index)
    assert ledger.count_articles() == 4


def test_what_is_reserved_is_not_taken_in_where_the_profile_respects_that(
    settings: Settings, ledger: Ledger, tmp_path: Path
) -> None:
    packaged = ROOT / "archive" / "sites" / "krefeld.toml"
    settings.sites_folder.mkdir(parents=True)
    profile = packaged.read_text(encoding="utf-8").replace("[start]", 'tdm = "respect"\n\n[start]', 1)
    rules = b'[{"location": "/de/inhalt/gesperrte*", "tdm-reservation": 1}]'
    marked = page("Eine Meldung mit Vorbehalt", url=f"{BASE}/meldung-mit-vorbehalt-im-kopf/")
    meta = b'<html><head><meta name="tdm-reservation" content="1"></head>'
    pages = [
        OldPage(
            "https://www.krefeld.de/.well-known/tdmrep.json",
            "2015-03-01T10:00:00Z",
            rules,
            media_type="application/json",
        ),
        page("Alte Meldung aus Krefeld"),
        page("Gesperrte Meldung", url=f"{BASE}/gesperrte-meldung-von-damals/"),
        replace(marked, body=marked.body.replace(b"<html>", meta)),
    ]
    path = write_warc(tmp_path / "alt.warc.gz", pages)
    assert "3 articles new" in take(Settings(tmp_path / "recording").data, path)
    (settings.sites_folder / "krefeld.toml").write_text(profile, encoding="utf-8")
    told = take(settings.data, path)
    assert "1 reserved for text and data mining" in told
    assert "1 page without a release: text and data mining of it is reserved" in told
    assert [archived.article.title for archived in ledger.changes_since(0)] == ["Alte Meldung aus Krefeld"]


def test_an_import_that_was_killed_goes_on(settings: Settings, ledger: Ledger, tmp_path: Path) -> None:
    urls = [f"{BASE}/alte-meldung-mit-der-nummer-{number}/" for number in range(400)]
    path = write_warc(tmp_path / "alt.warc.gz", [page(f"Alte Meldung {n}", url=url) for n, url in enumerate(urls)])
    command = [sys.executable, "-m", "pressearchiv", "import", str(path)]
    environment = {**os.environ, "PRESSEARCHIV_DATA": str(settings.data)}
    for least in (20, 120):
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as run:
            while count(ledger, schema.capture) < least:
                assert run.poll() is None
                time.sleep(0.01)
            run.send_signal(signal.SIGKILL)
    assert 120 <= count(ledger, schema.capture) < 400
    assert count(ledger, schema.capture) == ledger.count_articles()
    take(settings.data, path)
    assert count(ledger, schema.capture) == ledger.count_articles() == 400
    [holding] = list_holdings(ledger)
    assert holding.done


def count(ledger: Ledger, table: object) -> int:
    with ledger.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("leer.wacz", b"PK\x03\x04 kaputt", "no whole ZIP"),
        ("leer.warc.gz", b"\x1f\x8b\x08kaputt", "cannot be read"),
        ("leer.cdxj", b'x 2015 {"offset": "0", "filename": "weg.warc.gz"}\n', "names no WARC file that is there"),
    ],
)
def test_what_is_none_is_said_so(settings: Settings, tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    done = run_command(settings.data, "import", str(tmp_path / name))
    assert (done.returncode, message in done.stderr, "Traceback" in done.stderr) == (1, True, False), done.stderr


def test_better_rules_take_the_place_of_the_old_reading(crawled: Settings, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    shutil.copytree(crawled.data, settings.data)
    with open_ledger(settings) as ledger:
        assert "0 articles with another text, 0 with other details" in run_command(settings.data, "re-extract").stdout
        before, sequence = tell_versions(ledger), ledger.last_sequence()
        captures = {one.id: [v.capture_id for v in ledger.versions(one.id)] for one in ledger.changes_since(0)}
        profile = (ROOT / "archive" / "sites" / "demo.toml").read_text(encoding="utf-8")
        settings.sites_folder.mkdir()
        # From now on all text ends at the first sentence about Leicester.
        own = settings.sites_folder / "demo.toml"
        own.write_text(
            profile + '\n[text]\ncut_at = ["Leicester"]\n' if "[text]" not in profile else profile, encoding="utf-8"
        )
        shown = run_command(settings.data, "re-extract", "--site", "demo")
        assert "Nothing was written" in shown.stdout, shown.stderr
        assert "\n  -text: " in shown.stdout
        assert tell_versions(ledger) == before
        assert ledger.last_sequence() == sequence
        done = run_command(settings.data, "re-extract", "--yes")
        assert "Written." in done.stdout
        after = tell_versions(ledger)
        changed = {one for one in before if before[one] != after[one]}
        assert changed
        assert {one.id for one in ledger.changes_since(sequence)} == changed
        for article_id in changed & {one for one in before if len(before[one]) == len(after[one])}:
            assert [version.capture_id for version in ledger.versions(article_id)] == captures[article_id]
        # Back to the old rules: everything is as it was, versions that had vanished too.
        own.unlink()
        run_command(settings.data, "re-extract", "--yes")
        assert tell_versions(ledger) == before
        assert "0 articles with another text" in run_command(settings.data, "re-extract").stdout


def test_a_page_that_gave_nothing_is_found_by_better_rules(settings: Settings, ledger: Ledger, tmp_path: Path) -> None:
    other = "https://www.krefeld.de/presse/alt/2015-03-01-alte-meldung.php"
    take(settings.data, write_warc(tmp_path / "alt.warc.gz", [page("Alte Meldung aus Krefeld", url=other)]))
    assert ledger.count_articles() == 0
    settings.sites_folder.mkdir()
    profile = (ROOT / "archive" / "sites" / "krefeld.toml").read_text(encoding="utf-8")
    assert "\narticle = [" in profile
    own = profile.replace("\narticle = [", "\narticle = ['^/presse/alt/.*\\.php$', ")
    (settings.sites_folder / "krefeld.toml").write_text(own, encoding="utf-8")
    assert "1 found in pages that gave none" in run_command(settings.data, "re-extract").stdout
    assert ledger.count_articles() == 0
    assert "Written." in run_command(settings.data, "re-extract", "--yes").stdout
    archived = only(ledger)
    assert (archived.article.title, archived.first_seen.year) == ("Alte Meldung aus Krefeld", 2015)
