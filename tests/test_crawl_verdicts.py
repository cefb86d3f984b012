"""A crawl that is not to be trusted keeps what it fetched and changes nothing until somebody accepts it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.ledger import Ledger
from archive.settings import Settings
from tests.commands import run_command
from tests.scripted_site import Answer, ScriptedSite, make_list, make_page, scripted_site

BASE = "https://www.krefeld.de"
LISTING = "/de/presse/pressemitteilungen/"
PATHS = tuple(f"/de/inhalt/meldung-nummer-{number}/" for number in range(14))


def crawl(data: Path, site: ScriptedSite, day: int, *options: str) -> tuple[int, dict[str, object]]:
    now = f"2025-01-{day:02}T05:00"
    done = run_command(data, "crawl", "krefeld", "--base-url", site.address, "--json", "--now", now, *options)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def good_answers() -> dict[str, Answer]:
    pages = {path: make_page(f"Meldung Nummer {n} aus dem Rathaus") for n, path in enumerate(PATHS)}
    return {LISTING: make_list(PATHS), **pages}


def states(ledger: Ledger) -> dict[str, int]:
    return ledger.count_states()


def spoil_nothing_found(answers: dict[str, Answer]) -> None:
    answers[LISTING] = make_list(())


def spoil_all_gone(answers: dict[str, Answer]) -> None:
    for path in PATHS[:12]:
        answers[path] = Answer(b"<h1>Seite nicht gefunden</h1>", 404)


def spoil_text(answers: dict[str, Answer]) -> None:
    for number, path in enumerate(PATHS):
        answers[path] = make_page(
            f"Meldung Nummer {number} aus dem Rathaus", text=f"Fehler {number} beim Laden der Seite."
        )


def spoil_dates(answers: dict[str, Answer]) -> None:
    for number, path in enumerate(PATHS):
        answers[path] = make_page(f"Meldung Nummer {number} aus dem Rathaus", published="")


@pytest.mark.parametrize(
    ("spoil", "reason", "outcome"),
    [
        (spoil_nothing_found, "No listing held a link", {}),
        (spoil_all_gone, "12 of 14 known releases that were looked at are no longer found", {"missing": 12, "live": 2}),
        (spoil_text, "14 of 14 known releases that were looked at have another text", {"live": 14}),
        (spoil_dates, "only 0% gave a day of publication", {"live": 14}),
    ],
)
def test_a_suspicious_crawl_changes_nothing_until_it_is_accepted(
    spoil: object, reason: str, outcome: dict[str, int], settings: Settings, ledger: Ledger
) -> None:
    assert callable(spoil)
    with scripted_site(good_answers()) as site:
        assert crawl(settings.data, site, 1)[0] == 0
        sequence, before = ledger.last_sequence(), [archived.article for archived in ledger.changes_since(0)]
        spoil(site.answers)
        code, report = crawl(settings.data, site, 2, "--recheck")
        assert (code, report["verdict"], report["intake"]) == (3, "suspicious", "held")
        assert reason in str(report["reason"])
        assert ledger.last_sequence() == sequence
        assert states(ledger) == {"live": 14}
        assert [archived.article for archived in ledger.changes_since(0)] == before
    run = str(report["id"])
    shown = run_command(settings.data, "crawls", "show", run)
    assert f"crawls accept {run}" in shown.stdout
    assert "held back" in run_command(settings.data, "crawls", "list").stdout
    accepted = run_command(settings.data, "crawls", "accept", run, "--who", "Archivarin", "--json")
    assert accepted.returncode == 0, accepted.stderr
    told = json.loads(accepted.stdout)
    assert (told["intake"], told["accepted_by"], told["verdict"]) == ("done", "Archivarin", "suspicious")
    assert states(ledger) == (outcome or {"live": 14})
    again = run_command(settings.data, "crawls", "accept", run)
    assert (again.returncode, "taken in already" in again.stderr) == (1, True)
    page = (settings.reports_folder / f"krefeld-{run}.html").read_text(encoding="utf-8")
    german, english = page.split('<section id="en" lang="en">')
    assert "von Archivarin am" in german
    assert "accepted by Archivarin" in english
    assert "auffällig" in german
    assert '<html lang="de">' in german


def test_what_was_accepted_is_usual_from_then_on(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(good_answers()) as site:
        assert crawl(settings.data, site, 1)[0] == 0
        spoil_dates(site.answers)
        code, report = crawl(settings.data, site, 2, "--recheck")
        assert code == 3
        assert run_command(settings.data, "crawls", "accept", str(report["id"])).returncode == 0
        assert crawl(settings.data, site, 3, "--recheck")[0] == 0


def test_a_good_crawl_after_a_suspicious_one_counts_and_is_not_undone_by_it(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(good_answers()) as site:
        assert crawl(settings.data, site, 1)[0] == 0
        spoil_all_gone(site.answers)
        code, bad = crawl(settings.data, site, 2, "--recheck")
        assert code == 3
        site.answers |= good_answers()
        site.answers[PATHS[0]] = make_page(
            "Meldung Nummer 0 aus dem Rathaus", "Ein ganz anderer Text, der gestern kam. " * 3
        )
        code, good = crawl(settings.data, site, 3, "--recheck")
        assert (code, good["verdict"]) == (0, "ok")
        assert (good["counts"]["changed"], good["counts"]["unchanged"]) == (1, 13)  # type: ignore[index]
        # What is newer stays, whatever is accepted later.
        assert run_command(settings.data, "crawls", "accept", str(bad["id"])).returncode == 0
    assert states(ledger) == {"live": 14}
    changed = ledger.article(ledger.find_article_id(BASE + PATHS[0]) or "")
    assert changed is not None
    assert changed.article.text.startswith("Ein ganz anderer Text")


def test_a_profile_that_was_mended_meanwhile_counts_when_a_crawl_is_accepted(
    settings: Settings, ledger: Ledger
) -> None:
    with scripted_site(good_answers()) as site:
        assert crawl(settings.data, site, 1)[0] == 0
        for number, path in enumerate(PATHS):
            page = make_page(f"Meldung Nummer {number} aus dem Rathaus", published="")
            assert isinstance(page.body, bytes)
            dated = page.body.replace(b"</h1>", b"</h1><p>Freigabetag: 20.08.2024</p>")
            site.answers[path] = Answer(dated)
        code, report = crawl(settings.data, site, 2, "--recheck")
        assert code == 3
    settings.sites_folder.mkdir()
    own = settings.sites_folder / "krefeld.toml"
    packaged = Path(__file__).parent.parent / "archive" / "sites" / "krefeld.toml"
    own.write_text(
        packaged.read_text(encoding="utf-8").replace("published = [", "published = ['Freigabetag', "), encoding="utf-8"
    )
    assert run_command(settings.data, "crawls", "accept", str(report["id"])).returncode == 0
    dates = {archived.article.published for archived in ledger.changes_since(0)}
    assert [str(day) for day in dates] == ["2024-08-20"]
    assert {archived.versions for archived in ledger.changes_since(0)} == {1}


def test_there_is_nothing_to_accept_in_a_crawl_that_is_not_held(settings: Settings) -> None:
    with scripted_site(good_answers()) as site:
        crawl(settings.data, site, 1)
    for run, words in (("1", "nothing to accept"), ("7", "There is no crawl 7")):
        done = run_command(settings.data, "crawls", "accept", run)
        assert (done.returncode, words in done.stderr) == (1, True)
    assert "There is no crawl 7" in run_command(settings.data, "crawls", "show", "7").stderr
    shown = json.loads(run_command(settings.data, "crawls", "show", "1", "--json").stdout)
    assert [run["id"] for run in json.loads(run_command(settings.data, "crawls", "list", "--json").stdout)] == [1]
    none = run_command(settings.data, "crawls", "list", "--site", "krefelt")
    assert (none.returncode, "No site is called 'krefelt'" in none.stderr) == (2, True)
    assert "Nothing of demo was crawled yet" in run_command(settings.data, "crawls", "list", "--site", "demo").stdout
    [layout] = shown["coverage"]
    assert (layout["layout"], layout["pages"], layout["date"], layout["text"]) == ("inhalt", 14, 14, 14)
    assert shown["manners"][0]["robots"] == "robots.txt answers 404: all is allowed"
    written = json.loads((settings.reports_folder / "krefeld-1.json").read_text(encoding="utf-8"))
    assert written == shown
