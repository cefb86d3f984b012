"""WARC files that are broken in every way: an import tells what is wrong, takes the rest, and never falls over."""

from __future__ import annotations

import random
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from archive import schema
from archive.errors import HoldingError
from archive.ledger import Ledger
from archive.settings import Settings
from archive.warc_walking import walk_records
from crawler.holding_files import detect_format, list_sources
from crawler.holding_import import HoldingImport
from tests.holding_files import OldPage, write_warc
from tests.scripted_site import make_page

BASE = "https://www.krefeld.de/de/inhalt"
PAGES = [
    OldPage(
        f"{BASE}/alte-meldung-mit-der-nummer-{n}/",
        f"2015-03-0{n}T10:00:00Z",
        bytes(make_page(f"Alte Meldung {n}").body),  # type: ignore[arg-type]
    )
    for n in range(1, 6)
]
ODD = (
    "http://[kaputt",
    "https://",
    "http://www.krefeld.de:99999/x/",
    f"{BASE}/\ud800\x00\udcff/",
    "javascript:1",
    BASE * 60,
)


def break_bytes(content: bytes, dice: random.Random) -> bytes:
    """Return a file as a bad disk, a broken transfer or a hostile hand leaves it."""
    broken = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(broken))
        how = dice.randrange(5)
        if how == 0:
            broken[at] ^= 1 << dice.randrange(8)
        elif how == 1:
            del broken[at : at + dice.randint(1, 400)]
        elif how == 2:
            broken[at:at] = dice.randbytes(dice.randint(1, 400))
        elif how == 3:
            broken[at:at] = broken[: dice.randint(1, 600)]
        else:
            del broken[max(at, 100) :]
    return bytes(broken)


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_no_broken_file_stops_an_import(settings: Settings, ledger: Ledger, tmp_path: Path, packed: bool) -> None:
    whole = write_warc(tmp_path / f"alt.warc{'.gz' if packed else ''}", PAGES, packed=packed).read_bytes()
    taking = HoldingImport(settings, ledger, lambda: datetime.now(UTC))
    dice = random.Random(20261125)
    taken = 0
    told: list[tuple[Path, str]] = []
    for number in range(60):
        path = tmp_path / f"kaputt-{number}.warc{'.gz' if packed else ''}"
        path.write_bytes(break_bytes(whole, dice))
        for record in walk_records(path):
            assert record.end > record.offset
        try:
            sources, _ = list_sources(path)
            for source in sources:
                report = taking.take(source)
                taken += report.counts["captures"]
        except HoldingError as error:
            told.append((path, str(error)))
    assert taken > 100
    assert all(str(path) in words for path, words in told)
    with ledger.reading() as connection:
        assert connection.execute(select(func.count()).select_from(schema.capture)).scalar_one() == taken
    # What was broken was left out: each article says what the pages say.
    titles = {archived.article.title for archived in ledger.changes_since(0)}
    assert titles <= {f"Alte Meldung {n}" for n in range(1, 6)}


def test_odd_addresses_are_passed_over(settings: Settings, ledger: Ledger, tmp_path: Path) -> None:
    body = PAGES[0].body
    pages = [OldPage(url.encode("utf-8", "replace").decode(), "2015-03-01T10:00:00Z", body) for url in ODD]
    path = write_warc(tmp_path / "alt.warc.gz", [*pages, PAGES[1]])
    [source], _ = list_sources(path)
    report = HoldingImport(settings, ledger, lambda: datetime.now(UTC)).take(source)
    assert report.counts["articles new"] >= 1
    assert sum(report.passed.values()) + report.counts["bad records"] >= 4


def test_no_bytes_at_all_stop_the_telling_of_a_format(tmp_path: Path) -> None:
    dice = random.Random(7)
    heads = (
        b"",
        b"\x1f\x8b",
        b"\x1f\x8b\x08",
        b"PK\x03\x04",
        b"WARC/1.0\r\n",
        b"{}",
        b'a 2015 {"offset": "x"}\n',
        b"\xff\xfe",
    )
    for number in range(200):
        path = tmp_path / f"{number}.bin"
        path.write_bytes(heads[number % len(heads)] + dice.randbytes(dice.randrange(300)))
        assert detect_format(path) in ("warc", "wacz", "cdxj", "jsonl")
        if detect_format(path) != "jsonl":
            with pytest.raises(HoldingError, match=path.name) if detect_format(path) != "warc" else nullcontext():
                list_sources(path)
