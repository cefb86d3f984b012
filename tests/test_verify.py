"""`verify`: what is damaged is named in words, and what can be mended is mended from the level below."""

from __future__ import annotations

import gzip
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from archive import schema
from archive.corrections import Correction, TagPassage, list_corrections, record_correction
from archive.delisting import Delisting, delisted_ids, record_delisting
from archive.ledger import Ledger, open_ledger
from archive.settings import Settings
from archive.warc_walking import walk_records
from tests.commands import run_command
from tests.holding_files import OldPage, write_warc
from tests.scripted_site import Answer, make_list, make_page, scripted_site

LISTING = "/de/presse/pressemitteilungen/"
PATHS = tuple(f"/de/inhalt/meldung-mit-der-nummer-{number}/" for number in range(8))


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of eight releases, crawled twice (one was rewritten meanwhile), with an imported file, indexed."""
    folder = tmp_path_factory.mktemp("verify")
    data = folder / "data"
    answers = {path: make_page(f"Meldung mit der Nummer {number} aus Krefeld") for number, path in enumerate(PATHS)}
    answers[LISTING] = make_list(PATHS)
    with scripted_site(answers) as site:
        for day in ("01", "02"):
            done = run_command(
                data, "crawl", "krefeld", "--base-url", site.address, "--recheck", "--now", f"2025-03-{day}T05:00"
            )
            assert done.returncode == 0
            site.answers[PATHS[0]] = make_page("Meldung mit der Nummer 0 aus Krefeld", "Jetzt ganz anders. " * 9)
    url = "https://www.krefeld.de/de/inhalt/eine-alte-meldung/"
    old = OldPage(url, "2015-03-01T10:00:00Z", make_page("Eine alte Meldung").body)  # type: ignore[arg-type]
    assert run_command(data, "import", str(write_warc(folder / "alt.warc.gz", [old]))).returncode == 0
    assert run_command(data, "index").returncode == 0
    return data


@pytest.fixture
def settings(pristine: Path, tmp_path: Path) -> Settings:
    shutil.copytree(pristine, tmp_path / "data")
    return Settings(data=tmp_path / "data")


@pytest.fixture
def files(settings: Settings) -> list[Path]:
    return sorted((settings.warc_folder / "krefeld").glob("*.warc.gz"))


def verify(settings: Settings, *options: str) -> tuple[int, list[str]]:
    done = run_command(settings.data, "verify", "--json", *options)
    assert "Traceback" not in done.stderr
    told = json.loads(done.stdout)
    assert told["ok"] == (done.returncode == 0)
    return done.returncode, [f"{one['level']}: {one['sentence']}" for one in told["findings"]]


def describe(ledger: Ledger) -> list[tuple[str, str, list[str]]]:
    return sorted(
        (one.urls[0], one.state, [version.digest for version in ledger.versions(one.id)])
        for one in ledger.changes_since(0)
    )


def test_all_is_well_where_nothing_is_wrong(settings: Settings, files: list[Path]) -> None:
    assert len(files) == 2
    assert verify(settings) == (0, [])
    assert verify(settings, "--repair") == (0, [])
    assert run_command(settings.data, "verify").stdout == "All is as it should be.\n"


def test_one_changed_byte_is_found(settings: Settings, files: list[Path]) -> None:
    record = next(one for one in walk_records(files[0]) if one.response and one.response.url.endswith(PATHS[3]))
    content = bytearray(files[0].read_bytes())
    content[record.offset + record.length // 2] ^= 0xFF
    files[0].write_bytes(bytes(content))
    code, told = verify(settings, "--repair")
    assert code == 1
    assert any(f"{files[0].name}, byte {record.offset}" in one for one in told)
    assert any("captures of the ledger have no record there" in one for one in told)


def test_what_damaged_bytes_hold_reaches_no_terminal(settings: Settings, files: list[Path]) -> None:
    offset = next(walk_records(files[0])).length
    content = files[0].read_bytes()
    hostile = gzip.compress(b"\x1b]0;changed\x07\x1b[2J\xff" * 50 + b"\r\n\r\n")
    files[0].write_bytes(content[:offset] + hostile + content[offset:])
    done = run_command(settings.data, "verify")
    assert done.returncode == 1
    assert f"{files[0].name}, byte {offset}: it cannot be read: Invalid WARC record" in done.stdout
    assert all(sign.isprintable() or sign == "\n" for sign in done.stdout)
    assert max(map(len, done.stdout.splitlines())) < 400


def test_a_ledger_that_is_none_is_told_with_two_ways_out(settings: Settings) -> None:
    before = describe_all(settings)
    settings.ledger_path.write_bytes(b"no ledger" * 500)
    done = run_command(settings.data, "verify")
    assert done.returncode == 1
    assert "move it aside: `pressearchiv verify --repair` writes a new one" in done.stderr
    settings.ledger_path.rename(settings.data / "aside.sqlite")
    for looked in (False, True):
        for command in (("status",), ("index",), ("crawl", "krefeld", "--base-url", "http://127.0.0.1:9")):
            done = run_command(settings.data, *command)
            assert (done.returncode, done.stdout) == (1, "")
            assert "`pressearchiv verify --repair` write a new one" in done.stderr
            assert settings.ledger_path.exists() == looked
        assert "`pressearchiv verify --repair` mends" in run_command(settings.data, "verify").stdout.splitlines()[-1]
    # What was imported is taken in again by the command that is named.
    [imported] = [one for one in verify(settings, "--repair")[1] if "import/" in one]
    assert "1 records are not in the ledger" in imported
    assert run_command(settings.data, "import", *map(str, settings.data.glob("warc/import/*.gz"))).returncode == 0
    assert verify(settings, "--repair")[0] == 0
    assert describe_all(settings) == before


def describe_all(settings: Settings) -> set[str]:
    with open_ledger(settings) as ledger:
        return {url for url, _state, _digests in describe(ledger)}


def test_a_torn_end_is_put_aside(settings: Settings, files: list[Path]) -> None:
    whole = files[0].read_bytes()
    files[0].write_bytes(whole + b"\x1f\x8b\x08\x00torn")
    code, [told] = verify(settings)
    assert (code, "the last 8 bytes are no whole record" in told) == (1, True)
    assert verify(settings, "--repair")[0] == 0
    assert files[0].read_bytes() == whole
    assert files[0].with_name(files[0].name + ".torn").read_bytes() == b"\x1f\x8b\x08\x00torn"
    assert verify(settings) == (0, [])


def test_a_file_that_was_left_open_is_closed(settings: Settings, files: list[Path]) -> None:
    opened = files[1].rename(files[1].with_name(files[1].name + ".open"))
    with opened.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08torn")
    code, told = verify(settings)
    assert code == 1
    assert any("was left open by a run that was killed" in one for one in told)
    assert verify(settings, "--repair")[0] == 0
    assert files[1].exists()
    assert verify(settings) == (0, [])


def test_a_missing_file_is_named(settings: Settings, files: list[Path]) -> None:
    files[0].unlink()
    code, told = verify(settings, "--repair")
    assert code == 1
    assert any(f"{files[0].name} is not there" in one for one in told)


def test_captures_that_the_ledger_lost_come_back(settings: Settings) -> None:
    with open_ledger(settings) as ledger:
        before = describe(ledger)
        with ledger.writing() as connection:
            [article_id] = connection.execute(
                select(schema.url.c.article_id).where(schema.url.c.url.like(f"%{PATHS[5]}"))
            ).scalars()
            # As after a crash of the disk: the file knows more than the ledger.
            for table in (schema.version, schema.event, schema.capture):
                connection.execute(delete(table).where(table.c.article_id == article_id))
            connection.execute(delete(schema.url).where(schema.url.c.article_id == article_id))
            connection.execute(delete(schema.article).where(schema.article.c.id == article_id))
        assert ledger.count_articles() == 8
        code, told = verify(settings)
        assert code == 1
        assert any("records are not in the ledger" in one for one in told)
        assert verify(settings, "--repair")[0] == 0
        assert describe(ledger) == before
        assert verify(settings) == (0, [])


def test_a_lost_ledger_is_made_anew_from_the_files(settings: Settings) -> None:
    with open_ledger(settings) as ledger:
        before = describe(ledger)
        with ledger.reading() as connection:
            captures = connection.execute(select(func.count()).select_from(schema.capture)).scalar_one()
    for file in settings.data.glob("ledger.sqlite*"):
        file.unlink()
    copies = list((settings.warc_folder / "import").iterdir())
    code, told = verify(settings, "--repair")
    assert code == 0
    assert len([one for one in told if "import/" in one]) == 1
    assert list((settings.warc_folder / "import").iterdir()) == copies
    with open_ledger(settings) as ledger:
        assert describe(ledger) == before
        with ledger.reading() as connection:
            again = connection.execute(select(func.count()).select_from(schema.capture)).scalar_one()
        assert again == captures
    # The next crawl goes on as if nothing had happened.
    assert verify(settings) == (0, [])


def test_losses_and_decisions_come_back_with_a_ledger_that_was_lost(settings: Settings) -> None:
    shutil.rmtree(settings.warc_folder / "import")  # what was imported would have to be given again
    answers = {path: make_page(f"Meldung mit der Nummer {number} aus Krefeld") for number, path in enumerate(PATHS)}
    answers[PATHS[0]] = make_page("Meldung mit der Nummer 0 aus Krefeld", "Jetzt ganz anders. " * 9)
    gone = Answer(b"<h1>Seite nicht gefunden</h1>", 404)
    with scripted_site({LISTING: make_list(PATHS), **answers, PATHS[1]: gone}) as site:
        for day in ("03", "04"):
            now = ("--recheck", "--now", f"2025-03-{day}T05:00")
            assert run_command(settings.data, "crawl", "krefeld", "--base-url", site.address, *now).returncode == 0
            site.answers[PATHS[2]] = gone

    def tell(ledger: Ledger) -> tuple[object, ...]:
        ids = [ledger.find_article_id(f"https://www.krefeld.de{path}") or "" for path in PATHS]
        states = [(ledger.article(one) or pytest.fail(one)).state for one in ids]
        losses = [
            [(event.kind, event.happened) for event in ledger.events(one) if event.kind != "new"] for one in ids[1:]
        ]
        decided = [(one.article_id, one.city, one.action, one.who, one.happened, one.why, one.role, one.passages)
                   for one in list_corrections(ledger)]  # fmt: skip
        return states, losses, decided, delisted_ids(ledger)

    with open_ledger(settings) as ledger:
        first = ledger.find_article_id(f"https://www.krefeld.de{PATHS[3]}") or ""
        passage = TagPassage("Venloer Straße", before="in der")
        for city, action, role in (("venlo", "reject", ""), ("leiden", "add", "about")):
            now = datetime(2025, 3, 5, 8, tzinfo=UTC)
            record_correction(ledger, Correction(first, city, action, "Büro", now, "so ist es", role, (passage,)))
        record_delisting(ledger, Delisting(first, "delist", "Archiv", datetime(2025, 3, 6, tzinfo=UTC), "auf Wunsch"))
        before = tell(ledger)
        assert before[0] == ["live", "gone", "missing", *["live"] * 5]
    kept = (settings.data / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["kind"] for line in kept] == ["correction", "correction", "delisting"]
    for file in settings.data.glob("ledger.sqlite*"):
        file.unlink()
    with (settings.data / "decisions.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"kind": "correction", "article_id": "abg')  # torn when the power went
    code, told = verify(settings)
    assert code == 1
    assert any("3 decisions of people" in one and "not there" in one for one in told)
    assert verify(settings, "--repair")[0] == 0
    with open_ledger(settings) as ledger:
        assert tell(ledger) == before
        # The copy goes on behind the torn line.
        record_delisting(ledger, Delisting(first, "relist", "Archiv", datetime(2025, 3, 7, tzinfo=UTC), "wieder da"))
    lines = (settings.data / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    assert (len(lines), json.loads(lines[-1])["action"]) == (5, "relist")
    assert run_command(settings.data, "index", "--rebuild").returncode == 0  # it knew what had been imported
    assert verify(settings) == (0, [])


def test_the_ledger_is_checked_against_itself(settings: Settings) -> None:
    with open_ledger(settings) as ledger:
        before = describe(ledger)
        with ledger.writing() as connection:
            connection.execute(update(schema.article).values(versions=7))
            connection.execute(update(schema.url).where(schema.url.c.url.like("%nummer-3/")).values(article_id=None))
        code, told = verify(settings)
        assert code == 1
        assert any("another number of versions" in one for one in told)
        assert any("found under no address" in one for one in told)
        assert verify(settings, "--repair")[0] == 0
        assert describe(ledger) == before


def test_an_index_that_differs_is_made_anew(settings: Settings) -> None:
    with open_ledger(settings) as ledger, ledger.writing() as connection:
        # The same change counter with other content: as after putting back an old ledger.
        connection.execute(update(schema.article).where(schema.article.c.versions == 2).values(state="gone"))
    code, told = verify(settings)
    assert (code, any(one.startswith("index: ") for one in told)) == (1, True)
    assert verify(settings, "--repair")[0] == 0
    assert verify(settings) == (0, [])


def test_a_damaged_index_is_told_in_whole_sentences(settings: Settings) -> None:
    largest = max(
        (path for path in settings.index_folder.rglob("*") if path.is_file()), key=lambda one: one.stat().st_size
    )
    largest.write_bytes(largest.read_bytes()[: largest.stat().st_size // 2])
    told = run_command(settings.data, "verify").stdout
    assert "index: The index is not as the ledger" in told
    assert ".." not in told
    made = run_command(settings.data, "index")
    assert "(made anew: the old one was damaged)." in made.stdout
    assert ".." not in made.stdout + made.stderr


def test_a_damaged_database_is_said_so(settings: Settings) -> None:
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
        (settings.data / name).unlink(missing_ok=True)
    content = bytearray(settings.ledger_path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    settings.ledger_path.write_bytes(bytes(content))
    done = run_command(settings.data, "verify")
    assert done.returncode == 1
    assert "damaged" in done.stdout + done.stderr
    assert "put back the last copy" in (done.stdout + done.stderr).lower()
    assert "Traceback" not in done.stderr
