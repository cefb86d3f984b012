"""What happens to the index when things go wrong: killed processes, broken files, two writers, threads, a full disk."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from archive.settings import Settings
from indexer import whoosh_generation, whoosh_writer, workers
from indexer.engine import open_engine, start_index
from indexer.errors import IndexDamagedError, IndexerError, IndexLockedError
from indexer.recently_used import RecentlyUsed
from indexer.records import Query
from tests.search_corpus import NOTICES, fill_index, notice

# Writes batch after batch of ten notices, each batch with a word of its own, until it is killed.
_WRITER = """
import sys
from pathlib import Path
from archive.settings import Settings
from indexer.engine import open_engine
from tests.search_corpus import notice
engine = open_engine(Settings(data=Path(sys.argv[1])), writing=True)
start = engine.info().sequence
for number in range(start + 1, start + 500):
    engine.add([notice(f"b{number}x{n}", "Stapel", f"stapelwort{number}", "2020-01-01") for n in range(10)])
    engine.commit(number)
    print(number, flush=True)
"""


def _start_writer(data: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _WRITER, str(data)], stdout=subprocess.PIPE, cwd=Path.cwd())


def test_killed_while_committing_leaves_whole_commits(tmp_path: Path) -> None:
    writer = start_index(Settings(data=tmp_path), "test")
    writer.commit(0)
    writer.close()
    dice = random.Random(11)
    for _ in range(3):
        process = _start_writer(tmp_path)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(dice.random() * 0.15)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        engine = open_engine(Settings(data=tmp_path))
        reached = engine.info().sequence
        assert engine.search(Query()).total == reached * 10 == engine.info().documents
        assert engine.search(Query(f"stapelwort{reached}")).total == 10
        assert engine.search(Query(f"stapelwort{reached + 1}")).total == 0
        engine.close()
    assert reached >= 3


def test_leftovers_of_a_killed_writer_are_swept(tmp_path: Path) -> None:
    fill_index(tmp_path).close()
    folder = tmp_path / "index" / "g000001"
    for name in ("MAIN_0123456789abcdef.trm", "MAIN_0123456789abcdef.fast", "_MAIN_9.toc", "_MAIN_2.toc.123.4"):
        (folder / name).write_bytes(b"half")
    (tmp_path / "index" / "g000002").mkdir()
    engine = open_engine(Settings(data=tmp_path), writing=True)
    engine.add([notice("neu", "Neu", "Neu")])
    engine.commit(50)
    engine.close()
    assert not [path.name for path in folder.iterdir() if "0123456789abcdef" in path.name or "toc." in path.name]
    assert not (tmp_path / "index" / "g000002").exists()
    assert open_engine(Settings(data=tmp_path)).search(Query()).total == len(NOTICES) + 1


def _shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("pattern", ["*.fast", "*.trm", "*.pst", "*.toc", "splitter.json", "manifest.json"])
def test_a_cut_file_is_noticed_at_opening(tmp_path: Path, pattern: str) -> None:
    fill_index(tmp_path).close()
    _shorten(next((tmp_path / "index" / "g000001").glob(pattern)))
    with pytest.raises(IndexDamagedError, match="--rebuild"):
        open_engine(Settings(data=tmp_path))


@pytest.mark.parametrize("pattern", ["*.fast", "*.pst", "*.toc"])
def test_a_flipped_bit_is_noticed_before_writing(tmp_path: Path, pattern: str) -> None:
    fill_index(tmp_path).close()
    _flip(next((tmp_path / "index" / "g000001").glob(pattern)))
    with pytest.raises(IndexDamagedError, match="--rebuild"):
        open_engine(Settings(data=tmp_path), writing=True)
    # The lock was given back, so that a rebuild can begin.
    start_index(Settings(data=tmp_path), "test").close()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"generation": "../x"}', '{"generation": 7}', "\x00"])
def test_a_broken_pointer_is_damage(tmp_path: Path, content: str) -> None:
    fill_index(tmp_path).close()
    (tmp_path / "index" / "current.json").write_text(content, encoding="utf-8")
    with pytest.raises(IndexDamagedError):
        open_engine(Settings(data=tmp_path))


def test_two_writers_are_told_apart(tmp_path: Path) -> None:
    fill_index(tmp_path).close()
    first = open_engine(Settings(data=tmp_path), writing=True)
    for attempt in (
        lambda: open_engine(Settings(data=tmp_path), writing=True),
        lambda: start_index(Settings(data=tmp_path), "x"),
    ):
        with pytest.raises(IndexLockedError, match="Another process"):
            attempt()
    first.close()
    open_engine(Settings(data=tmp_path), writing=True).close()


def test_a_new_generation_appears_in_one_step_and_the_one_before_is_kept(tmp_path: Path) -> None:
    searching = fill_index(tmp_path)
    for round_ in range(2, 5):
        writer = start_index(Settings(data=tmp_path), f"test {round_}")
        writer.add([notice("einzig", f"Runde {round_}", "Neu gebaut.")])
        before = searching.search(Query()).total
        assert before == (len(NOTICES) if round_ == 2 else 1)
        writer.commit(1)
        writer.close()
        assert [hit.title_text for hit in searching.search(Query()).hits] == [f"Runde {round_}"]
        assert searching.info().fingerprint == f"test {round_}"
    assert sorted(path.name for path in (tmp_path / "index").glob("g*")) == ["g000003", "g000004"]


def test_several_processes_write_one_generation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_writer, "BATCH", 20)
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 2)
    writer = start_index(Settings(data=tmp_path), "test")
    writer.add([notice(f"n{number}", f"Nummer {number}", "Stapel", "2020-01-01") for number in range(70)])
    writer.add([notice("n3", "Ganz anders", "Text")])
    writer.delete(["n45"])
    writer.commit(1)
    assert writer.search(Query()).total == 69
    assert writer.search(Query("Stapel")).total == 68
    assert [hit.id for hit in writer.search(Query("anders")).hits] == ["n3"]
    writer.close()
    assert not list((tmp_path / "index").glob("g*/*.tmp"))


def test_an_abandoned_generation_is_never_seen(tmp_path: Path) -> None:
    searching = fill_index(tmp_path)
    writer = start_index(Settings(data=tmp_path), "other")
    writer.add([notice("halb", "Halb fertig", "x")])
    writer.close()
    assert searching.search(Query()).total == len(NOTICES)
    assert [path.name for path in (tmp_path / "index").glob("g*")] == ["g000001"]


def test_a_full_disk_is_said_before_it_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    searching = fill_index(tmp_path)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(whoosh_generation.shutil, "disk_usage", lambda path: usage._replace(free=1000))
    writer = open_engine(Settings(data=tmp_path), writing=True)
    writer.add([notice("neu", "Neu", "Neu")])
    with pytest.raises(IndexerError, match="make room"):
        writer.commit(99)
    writer.close()
    assert searching.search(Query()).total == len(NOTICES)
    monkeypatch.undo()
    open_engine(Settings(data=tmp_path), writing=True).close()


def test_threads_search_while_a_writer_commits(tmp_path: Path) -> None:
    """Every answer belongs to one commit: each has whole batches, and facets that add up to the total."""
    writer = start_index(Settings(data=tmp_path), "test")
    writer.add(NOTICES)
    writer.commit(0)
    engine = open_engine(Settings(data=tmp_path))
    wrong: list[object] = []
    stop = threading.Event()

    def search() -> None:
        dice = random.Random()
        while not stop.is_set():
            try:
                _check_answer(engine.search, dice, wrong)
            except Exception as error:  # noqa: BLE001 - whatever a thread raises must fail the test
                wrong.append(repr(error))
            time.sleep(0.001)

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for number in range(1, 9):
        writer.add([notice(f"b{number}x{n}", "Stapel", "stapelwort", "2020-01-01", about="venlo") for n in range(10)])
        writer.delete([f"b{number - 3}x{n}" for n in range(10)])
        writer.commit(number)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong, wrong[:3]
    assert engine.search(Query("stapelwort")).total == 30
    writer.close()
    engine.close()


def _check_answer(search: Callable[[Query], object], dice: random.Random, wrong: list[object]) -> None:
    result = search(Query(dice.choice(["stapelwort", '"Stapel" stapelwort', "stapel*"]), per_page=5))
    total = result.total  # type: ignore[attr-defined]
    if total % 10 or total > 30 or result.facets.cities.get("venlo", 0) != total:  # type: ignore[attr-defined]
        wrong.append((total, result.facets))  # type: ignore[attr-defined]


def test_the_cache_stays_within_its_budget() -> None:
    cache = RecentlyUsed(100_000)
    made: list[int] = []

    def make(number: int) -> np.ndarray:  # type: ignore[type-arg]
        made.append(number)
        return np.zeros(1000)

    for number in [*range(50), 49, 49, 0]:
        assert len(cache.get(number, lambda number=number: make(number))) == 1000
    assert made == [*range(50), 0]
    assert cache._used <= 100_000
    assert len(cache.get("huge", lambda: np.zeros(1_000_000))) == 1_000_000


def test_nothing_of_the_program_is_pickled_but_the_schema(tmp_path: Path) -> None:
    fill_index(tmp_path).close()
    folder = tmp_path / "index" / "g000001"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert all(os.path.getsize(folder / name) == size for name, (size, _) in manifest["files"].items())
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"IndexDocument" not in content
