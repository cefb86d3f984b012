"""From the ledger to the index: all, what changed, and when all is made anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.jsonl import import_lines
from archive.ledger import Ledger
from archive.settings import Settings
from indexer import build
from indexer.build import build_index, index_status
from indexer.engine import open_engine
from indexer.errors import IndexLockedError
from indexer.records import Query

CITIES = Path(build.__file__).parent.parent / "archive" / "cities"


def keep(ledger: Ledger, notices: Iterable[tuple[str, str]], site: str = "krefeld") -> None:
    """Put notices of these names and texts into the ledger."""
    lines = [
        json.dumps({"url": f"https://www.example.org/{name}/", "title": f"Meldung {name}", "text": text}).encode()
        for name, text in notices
    ]
    import_lines(ledger, lines, lambda: datetime.now(UTC), find_site=lambda url: (site, url))


def test_first_run_then_only_what_changed(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [(str(number), "Eine Delegation aus Venlo besuchte das Rathaus.") for number in range(30)])
    assert index_status(settings, ledger).rebuild == "there was none"
    seen: list[tuple[int, int]] = []
    report = build_index(settings, ledger, progress=lambda done, total: seen.append((done, total)))
    assert (report.added, report.total, report.rebuilt) == (30, 30, "there was none")
    assert seen[-1] == (30, 30)
    assert index_status(settings, ledger).current
    engine = open_engine(settings)
    assert engine.search(Query("stadt:venlo")).total == 30

    again = build_index(settings, ledger)
    assert (again.added, again.total, again.rebuilt, again.generation) == (0, 30, "", report.generation)

    keep(ledger, [("3", "Jetzt steht hier etwas über Kayseri."), ("neu", "Ein neuer Text.")])
    assert index_status(settings, ledger).changes == 2
    third = build_index(settings, ledger)
    assert (third.added, third.total, third.rebuilt) == (2, 31, "")
    assert engine.search(Query("Kayseri")).total == 1
    assert engine.search(Query("stadt:venlo")).total == 29
    assert engine.info().sequence == ledger.last_sequence()


def test_an_empty_ledger_gives_an_empty_index(settings: Settings, ledger: Ledger) -> None:
    assert build_index(settings, ledger).total == 0
    assert open_engine(settings).search(Query()).total == 0
    assert index_status(settings, ledger).current


def test_rebuild_when_asked(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    report = build_index(settings, ledger, rebuild=True)
    assert (report.added, report.generation[:7], report.rebuilt) == (1, "g000002", "it was asked for")


def test_another_tagger_makes_it_anew(settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    monkeypatch.setattr(build, "TAGGER_VERSION", "another")
    assert "changed" in index_status(settings, ledger).rebuild
    assert "changed" in build_index(settings, ledger).rebuilt
    assert index_status(settings, ledger).current


def test_another_gazetteer_makes_it_anew(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    settings.cities_folder.mkdir(parents=True)
    original = (CITIES / "krefeld.toml").read_text(encoding="utf-8")
    (settings.cities_folder / "krefeld.toml").write_text(original + "\n# changed\n", encoding="utf-8")
    assert "gazetteer" in build_index(settings, ledger).rebuilt


def test_another_ledger_makes_it_anew(settings: Settings, ledger: Ledger, tmp_path: Path) -> None:
    keep(ledger, [(str(number), "Text") for number in range(5)])
    build_index(settings, ledger)
    other = Settings(data=tmp_path / "other")
    from archive.ledger import open_ledger

    with open_ledger(other) as fresh:
        keep(fresh, [("a", "Text")])
        report = build_index(settings, fresh)
    assert (report.rebuilt, report.total) == ("the ledger is another one", 1)


def test_a_damaged_index_is_made_anew(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [(str(number), "Text") for number in range(5)])
    build_index(settings, ledger)
    for pattern in ("*.fast", "*.toc"):
        newest = max(settings.index_folder.glob("g*"))
        path = next(newest.glob(pattern))
        path.write_bytes(path.read_bytes()[:-3])
        assert index_status(settings, ledger).rebuild == "the old one was damaged"
        report = build_index(settings, ledger)
        assert (report.rebuilt, report.total) == ("the old one was damaged", 5)


def test_a_flipped_bit_is_found_when_something_is_added(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [(str(number), "Text") for number in range(5)])
    build_index(settings, ledger)
    path = next(settings.index_folder.glob("g*/*.fast"))
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(bytes(content))
    keep(ledger, [("neu", "Text")])
    report = build_index(settings, ledger)
    assert (report.rebuilt, report.total) == ("the old one was damaged", 6)


def test_a_second_writer_is_turned_away(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    engine = open_engine(settings, writing=True)
    keep(ledger, [("b", "Text")])
    with pytest.raises(IndexLockedError):
        build_index(settings, ledger)
    engine.close()
    assert build_index(settings, ledger).added == 1


def test_earlier_wordings_are_kept_to_be_found(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Erster Absatz bleibt.\n\nDas Fest beginnt um neun Uhr.")])
    keep(ledger, [("a", "Erster Absatz bleibt.\n\nDas Fest beginnt um zehn Uhr.")])
    build_index(settings, ledger)
    engine = open_engine(settings)
    assert engine.search(Query("neun")).total == 0
    assert engine.search(Query("in:alt neun")).total == 1
    document = engine.get(engine.search(Query("zehn")).hits[0].id)
    assert document is not None
    assert (document.old_text, document.versions) == ("Das Fest beginnt um neun Uhr.", 2)


def test_sites_without_a_profile_are_tagged_too(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Eine Delegation aus Dünkirchen kam nach Krefeld.")], site="unbekannt")
    build_index(settings, ledger)
    result = open_engine(settings).search(Query(sites=("unbekannt",)))
    assert [role.city for role in result.hits[0].cities] == ["duenkirchen"]
