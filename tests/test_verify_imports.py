"""`verify` and imported files: damage that came along is told apart from damage done here, and a lost ledger comes back."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from archive.errors import WarcError
from archive.ledger import open_ledger
from archive.settings import Settings
from archive.warc_copying import copy_exchange
from archive.warc_walking import walk_records
from tests.commands import run_command
from tests.holding_files import OldPage, write_warc
from tests.scripted_site import make_page

BASE = "https://www.krefeld.de/de/inhalt"
COUNT = 8


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    pages = [
        OldPage(
            f"{BASE}/alte-meldung-{number}/", "2015-03-01T10:00:00Z", bytes(make_page(f"Alte Meldung {number}").body)
        )
        for number in range(COUNT)
    ]
    return write_warc(tmp_path / "alt.warc.gz", pages)


def spoil(whole: Path, form: str) -> Path:
    """Return the file torn, or damaged in its middle, in a form in which files come."""
    content = whole.read_bytes()
    if form == "torn":
        spoiled = content[:-50]
    elif form == "damaged":
        spoiled = content[: len(content) // 2] + b"x" * 40 + content[len(content) // 2 + 40 :]
    elif form == "torn, not packed":
        spoiled = gzip.decompress(content)[:-900]
    else:
        packed = gzip.compress(gzip.decompress(content))
        spoiled = packed[: len(packed) * 3 // 4]
    path = whole.with_name("spoiled.warc" if form == "torn, not packed" else "spoiled.warc.gz")
    path.write_bytes(spoiled)
    return path


FORMS = ("torn", "damaged", "torn, not packed", "torn, packed as a whole")


def verify(settings: Settings, *options: str) -> tuple[int, list[tuple[str, bool]]]:
    done = run_command(settings.data, "verify", "--json", *options)
    assert "rror" not in done.stderr, done.stderr
    return done.returncode, [(one["level"], one["came"]) for one in json.loads(done.stdout)["findings"]]


def find_copy(settings: Settings) -> Path:
    [copy] = (settings.warc_folder / "import").iterdir()
    return copy


def count_articles(settings: Settings) -> int:
    with open_ledger(settings) as ledger:
        return ledger.count_articles()


@pytest.mark.parametrize("form", FORMS)
def test_damage_that_came_along_is_told_and_is_no_fault(settings: Settings, whole: Path, form: str) -> None:
    told = run_command(settings.data, "import", str(spoil(whole, form)))
    assert (told.returncode, "1 bad records" in told.stdout) == (0, True), told.stderr
    assert 3 <= count_articles(settings) < COUNT
    run_command(settings.data, "index")
    before = find_copy(settings).read_bytes()
    for options in ((), ("--repair",)):
        assert verify(settings, *options) == (0, [("warc", True)])
    assert find_copy(settings).read_bytes() == before, "what came is kept as it came"
    said = run_command(settings.data, "verify").stdout
    assert "The file came so; it is kept as it came." in said
    assert said.endswith("All else is as it should be; damaged when it came: 1.\n")


@pytest.mark.parametrize("form", ["whole", *FORMS])
def test_damage_done_here_is_cured_by_giving_the_file_once_more(settings: Settings, whole: Path, form: str) -> None:
    given = whole if form == "whole" else spoil(whole, form)
    assert run_command(settings.data, "import", str(given)).returncode == 0
    run_command(settings.data, "index")
    copy = find_copy(settings)
    kept = copy.read_bytes()
    copy.write_bytes(kept[: len(kept) // 2])
    code, findings = verify(settings, "--repair")
    assert (code, ("ledger", False) in findings) == (1, True)
    assert f"give {given.name} to `pressearchiv import` once more" in run_command(settings.data, "verify").stdout
    again = given.rename(given.with_name(f"umbenannt-{given.name}"))  # by its bytes it is known, not by its name
    assert run_command(settings.data, "import", str(again)).returncode == 0
    assert (find_copy(settings), copy.read_bytes()) == (copy, kept)
    assert verify(settings)[0] == 0
    copy.unlink()
    assert "it was put back" in run_command(settings.data, "import", str(again)).stdout
    assert (verify(settings)[0], copy.read_bytes()) == (0, kept)


@pytest.mark.parametrize("form", ["whole", "torn"])
def test_a_lost_ledger_of_imports_alone_stays_lost_until_it_is_mended(
    settings: Settings, whole: Path, form: str
) -> None:
    given = whole if form == "whole" else spoil(whole, form)
    run_command(settings.data, "import", str(given))
    run_command(settings.data, "index")
    articles = count_articles(settings)
    for path in settings.data.glob("ledger.sqlite*"):
        path.unlink()
    assert verify(settings)[0] == 1
    for command in ("status", "index", f"import {given}"):
        done = run_command(settings.data, *command.split())
        assert (done.returncode, "`pressearchiv verify --repair`" in done.stderr) == (1, True), command
    assert verify(settings, "--repair")[0] == 0
    assert count_articles(settings) == articles
    assert verify(settings)[0] == 0
    assert f"Taken in from {given.name}" in run_command(settings.data, "status").stdout
    assert run_command(settings.data, "import", str(given)).stdout == f"{given.name}: known already, nothing to do.\n"
    assert len(list((settings.warc_folder / "import").iterdir())) == 1


def test_what_nothing_here_can_mend_is_said_so(settings: Settings, whole: Path) -> None:
    run_command(settings.data, "import", str(whole))
    run_command(settings.data, "index")
    find_copy(settings).unlink()
    said = run_command(settings.data, "verify").stdout
    assert said.endswith("Found wrong: 1. None of them can be mended from here.\n"), said


def test_a_record_is_handed_over_although_what_stands_behind_it_is_damaged(whole: Path) -> None:
    content = bytearray(whole.read_bytes())
    first, second, *_ = [one for one in walk_records(whole) if one.response and one.response.kind == "response"]
    assert next(one.kind for one in copy_exchange(whole, first.offset)) == "response"
    content[first.end + 5 : first.end + 45] = b"x" * 40
    whole.write_bytes(content)
    assert [one.content for one in copy_exchange(whole, first.offset)] == [bytes(content[first.offset : first.end])]
    content[second.offset + 5 : second.offset + 45] = b"x" * 40
    whole.write_bytes(content)
    with pytest.raises(WarcError):
        list(copy_exchange(whole, second.offset))
