"""From the ledger to the index: all, what changed, and when all is made anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.delisting import DELIST, Delisting, record_delisting
from archive.jsonl import import_lines
from archive.ledger import Ledger
from archive.settings import Settings
from indexer import site_taggers, whoosh_current, whoosh_writer
from indexer.build import build_index, go_back_to_previous, index_status
from indexer.engine import open_engine
from indexer.errors import IndexDamagedError, IndexerError, IndexLockedError, IndexMissingError, IndexOutdatedError
from indexer.records import Query
from indexer.status_text import tell_index

CITIES = Path(site_taggers.__file__).parent.parent / "archive" / "cities"


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
    monkeypatch.setattr(site_taggers, "TAGGER_VERSION", "another")
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


def test_sites_without_a_profile_are_tagged_and_it_is_said(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Eine Delegation aus Dünkirchen kam nach Krefeld.")], site="unbekannt")
    report = build_index(settings, ledger)
    assert [line for line in report.warnings if "unbekannt" in line and "cities of krefeld" in line]
    result = open_engine(settings).search(Query(sites=("unbekannt",)))
    assert [role.city for role in result.hits[0].cities] == ["duenkirchen"]


def test_no_city_tags_stand_on_a_site_that_names_no_gazetteer(settings: Settings, ledger: Ledger) -> None:
    settings.sites_folder.mkdir(parents=True)
    text = 'id = "neustadt"\nlike = "generic"\nname = "Stadt Neustadt"\nurl = "https://www.neustadt.example"\n'
    (settings.sites_folder / "neustadt.toml").write_text(text, encoding="utf-8")
    keep(ledger, [("a", "Eine Delegation aus Dünkirchen kam in die Partnerstadt Venlo.")], site="neustadt")
    keep(ledger, [("b", "Eine Delegation aus Dünkirchen kam nach Krefeld.")])
    report = build_index(settings, ledger)
    assert [line for line in report.warnings if "neustadt" in line and "no city tags" in line and "gazetteer" in line]
    assert not [line for line in report.warnings if "articles of krefeld" in line]
    engine = open_engine(settings)
    assert [role.city for role in engine.search(Query(sites=("neustadt",))).hits[0].cities] == []
    assert [role.city for role in engine.search(Query(sites=("krefeld",))).hits[0].cities] == ["duenkirchen"]


def test_imported_articles_get_the_cities_of_the_archives_own_sites(settings: Settings, ledger: Ledger) -> None:
    settings.sites_folder.mkdir(parents=True)

    def describe(name: str, gazetteer: str) -> None:
        text = f'id = "{name}"\nlike = "generic"\nname = "{name}"\nurl = "https://www.{name}.example"\n{gazetteer}\n'
        (settings.sites_folder / f"{name}.toml").write_text(text, encoding="utf-8")

    def cities_of_imported() -> list[str]:
        hits = open_engine(settings).search(Query(sites=("zeitung",))).hits
        return [role.city for role in hits[0].cities]

    text = "Delegationen aus Dünkirchen und Orléans kamen zum Stadtfest."
    keep(ledger, [("a", text)], site="zeitung")
    keep(ledger, [("b", "Das Stadtfest beginnt.")], site="neustadt")
    describe("neustadt", 'gazetteer = "muenster"')
    report = build_index(settings, ledger)
    assert [line for line in report.warnings if "zeitung" in line and "cities of muenster" in line]
    assert cities_of_imported() == ["orleans"]
    describe("neustadt", "")
    report = build_index(settings, ledger)
    assert [line for line in report.warnings if "zeitung" in line and "no city tags" in line]
    assert cities_of_imported() == [], "its own site names no gazetteer, so nothing else may bring one in"
    describe("neustadt", 'gazetteer = "muenster"')
    keep(ledger, [("c", "Das Rathaus bleibt geschlossen.")])
    report = build_index(settings, ledger)
    assert [line for line in report.warnings if "zeitung" in line and "several" in line]
    assert cities_of_imported() == [], "two sites, two gazetteers: nobody can say which"


def test_a_slip_in_ones_own_profile_takes_no_tags_away(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Eine Delegation aus Dünkirchen kam nach Krefeld.")])
    settings.sites_folder.mkdir(parents=True)
    (settings.sites_folder / "krefeld.toml").write_text('id = "krefeld', encoding="utf-8")
    report = build_index(settings, ledger)
    assert [line for line in report.warnings if "krefeld.toml" in line]
    assert [role.city for role in open_engine(settings).search(Query()).hits[0].cities] == ["duenkirchen"]


def test_status_says_what_changed(settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    monkeypatch.setattr(site_taggers, "TAGGER_VERSION", "99")
    monkeypatch.setattr(site_taggers, "COMPOUNDS_VERSION", 77)
    told = index_status(settings, ledger).rebuild
    assert "the tagger changed (" in told
    assert "to 99)" in told
    assert "the compounds changed (" in told
    assert "gazetteer" not in told


def test_going_back_and_forth(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Eine Delegation aus Venlo kam.")])
    first = build_index(settings, ledger)
    with pytest.raises(IndexMissingError, match="no earlier state"):
        go_back_to_previous(settings, ledger)
    searching = open_engine(settings)
    keep(ledger, [("b", "Radwege werden erneuert.")])
    second = build_index(settings, ledger, rebuild=True)
    info = index_status(settings, ledger).info
    assert info is not None
    assert info.previous is not None
    assert (info.previous.generation, info.previous.documents) == (first.generation, 1)
    assert searching.search(Query()).total == 2

    back = go_back_to_previous(settings, ledger)
    assert (back.generation[:7], back.held) == (first.generation[:7], False)
    assert searching.search(Query()).total == 1
    assert index_status(settings, ledger).changes == 1
    forth = go_back_to_previous(settings, ledger)
    assert forth.generation[:7] == second.generation[:7]
    assert searching.search(Query()).total == 2

    go_back_to_previous(settings, ledger)
    caught_up = build_index(settings, ledger)
    assert (caught_up.added, caught_up.total, caught_up.generation[:7]) == (1, 2, first.generation[:7])
    assert index_status(settings, ledger).current
    assert len([path for path in settings.index_folder.glob("g*") if path.is_dir()]) == 2


def test_an_older_state_with_older_tags_is_kept_until_a_rebuild_is_asked_for(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    monkeypatch.setattr(site_taggers, "TAGGER_VERSION", "99")
    build_index(settings, ledger)
    back = go_back_to_previous(settings, ledger)
    assert back.held
    status = index_status(settings, ledger)
    assert (status.rebuild, status.changes) == ("", 0)
    assert "tagger" in status.held_back
    keep(ledger, [("b", "Text")])
    report = build_index(settings, ledger)
    assert (report.rebuilt, report.added, report.generation[:7]) == ("", 1, back.generation[:7])
    assert "--rebuild" in report.warnings[-1]
    assert build_index(settings, ledger, rebuild=True).total == 2
    assert index_status(settings, ledger).held_back == ""


def test_what_this_program_cannot_search_is_not_gone_back_to(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    monkeypatch.setattr(site_taggers, "analysis_fingerprint", lambda: "another analysis")
    assert "analysis changed" in build_index(settings, ledger).rebuilt
    with pytest.raises(IndexerError, match="the analysis changed"):
        go_back_to_previous(settings, ledger)


def test_a_damaged_earlier_state_is_refused(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    build_index(settings, ledger, rebuild=True)
    path = next((settings.index_folder / "g000001").glob("*.fast"))
    content = bytearray(path.read_bytes())
    content[-80] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(IndexDamagedError, match="g000001"):
        go_back_to_previous(settings, ledger)
    assert open_engine(settings).search(Query()).total == 1


def test_damage_is_told_in_status_and_after_mending(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    path = next(settings.index_folder.glob("g*/*.fast"))
    path.write_bytes(path.read_bytes()[:-3])
    status = index_status(settings, ledger)
    assert path.name in status.damage
    assert any(path.name in line for line in tell_index(status))
    assert path.name in build_index(settings, ledger).warnings[-1]


def test_searches_go_on_while_all_is_made_anew_and_see_it_in_one_step(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_writer, "BATCH", 50)
    keep(ledger, [(str(number), f"Radweg Nummer {number}") for number in range(200)])
    build_index(settings, ledger)
    keep(ledger, [(str(number), f"Radweg Nummer {number}") for number in range(200, 230)])
    searching = open_engine(settings)
    seen: list[int] = []
    doing: list[str] = []
    report = build_index(
        settings,
        ledger,
        rebuild=True,
        processes=2,
        progress=lambda done, total: seen.append(searching.search(Query("Radweg")).total),
        tell=doing.append,
    )
    assert set(seen) == {200}
    assert searching.search(Query("Radweg")).total == report.total == 230
    assert doing == ["learning words", "indexing", "writing"]
    searching.close()


def test_no_room_is_told_before_anything_is_written(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    monkeypatch.setattr(whoosh_writer, "_SPACE_PER_DOCUMENT", 2**60)
    with pytest.raises(IndexerError, match="make room"):
        build_index(settings, ledger, rebuild=True)
    assert [path.name for path in settings.index_folder.glob("g*")] == ["g000001"]
    assert open_engine(settings).search(Query()).total == 1


def test_a_site_that_came_in_is_no_reason_and_another_list_of_cities_is(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    keep(ledger, [("b", "Text")], site="unbekannt")
    assert build_index(settings, ledger).rebuilt == ""
    settings.sites_folder.mkdir(parents=True)
    profile = (CITIES.parent / "sites" / "krefeld.toml").read_text(encoding="utf-8")
    assert 'gazetteer = "krefeld"' in profile
    own = profile.replace('gazetteer = "krefeld"', 'gazetteer = "muenster"')
    (settings.sites_folder / "krefeld.toml").write_text(own, encoding="utf-8")
    told = index_status(settings, ledger).rebuild
    assert "the gazetteer of krefeld is another one (krefeld before, muenster now)" in told
    assert "the gazetteer muenster came in" in told


def test_going_back_does_not_show_what_was_delisted_since(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Ein Radweg."), ("b", "Noch ein Radweg.")])
    build_index(settings, ledger)
    hidden = open_engine(settings).search(Query("noch")).hits[0].id
    record_delisting(ledger, Delisting(hidden, DELIST, "Büro", datetime.now(UTC), "Auf Antrag."))
    assert build_index(settings, ledger, rebuild=True).total == 1
    searching = open_engine(settings)
    go_back_to_previous(settings, ledger)
    assert [hit.id for hit in searching.search(Query("Radweg")).hits] != [hidden]
    assert (searching.search(Query("Radweg")).total, searching.get(hidden)) == (1, None)
    assert build_index(settings, ledger).total == 1
    assert index_status(settings, ledger).current


@pytest.mark.parametrize(("part", "name"), [("documents", "DOCUMENT_VERSION"), ("engine", "FINGERPRINT")])
def test_an_index_of_another_form_is_refused_in_words_and_made_anew(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, part: str, name: str
) -> None:
    keep(ledger, [("a", "Text")])
    build_index(settings, ledger)
    held = open_engine(settings)
    with monkeypatch.context() as updated:
        # The program of tomorrow finds the index of today.
        updated.setattr(whoosh_current, name, "another")
        updated.setattr(site_taggers, "DOCUMENT_VERSION", whoosh_current.DOCUMENT_VERSION)
        with pytest.raises(IndexOutdatedError, match=rf"{part}.*pressearchiv index"):
            open_engine(settings)
        assert index_status(settings, ledger).rebuild == "it was made by another version of this program"
        assert build_index(settings, ledger).total == 1
        assert open_engine(settings).search(Query()).total == 1
    # What still runs with the program of today says so, and does not fail in the middle of an answer.
    with pytest.raises(IndexOutdatedError, match="start again what searches"):
        held.search(Query())
