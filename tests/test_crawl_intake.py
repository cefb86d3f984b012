"""When what a crawl found counts: releases of a first crawl as they come, all else at the end, in parts that can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from archive.findings import ABSENT, REDIRECT, RELEASE, UNCHANGED, Finding, Findings
from archive.forecast import forecast_outcomes
from archive.harvest import Harvest, Response
from archive.jsonl import import_lines
from archive.ledger import Ledger, open_ledger
from archive.records import HELD, Article
from archive.settings import Settings
from benchmarks.soak import compare_ledgers
from tests.commands import ROOT, run_command
from tests.scripted_site import Answer, ScriptedSite, make_list, make_page, scripted_site

LISTING = "/de/presse/pressemitteilungen/"
BASE = "https://www.krefeld.de"
PATHS = tuple(f"/de/inhalt/meldung-nummer-{number}/" for number in range(70))
DAY = datetime(2026, 2, 1, 4, 0, tzinfo=UTC)
# Ends the process with kill -9 between two parts of the intake, where it lets others write.
KILLED_BETWEEN_PARTS = """
import os, signal, time
import archive.findings
class Deadly:
    monotonic = time.monotonic
    def sleep(seconds):
        os.kill(os.getpid(), signal.SIGKILL)
archive.findings.time = Deadly
from pressearchiv import main
main()
"""


def pages(count: int) -> dict[str, Answer | list[Answer]]:
    told = {path: make_page(f"Meldung Nummer {number} aus dem Rathaus") for number, path in enumerate(PATHS[:count])}
    return {LISTING: make_list(PATHS[:count]), **told}


def arguments(data: Path, site: ScriptedSite, now: str) -> list[str]:
    return ["crawl", "krefeld", "--base-url", site.address, "--json", "--now", now, "--recheck", "--data", str(data)]


def crawl(data: Path, site: ScriptedSite, now: str) -> dict[str, object]:
    done = run_command(data, *arguments(data, site, now))
    assert done.returncode == 0, done.stdout + done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return report


def test_releases_of_a_first_crawl_count_as_they_come_and_a_kill_loses_none(settings: Settings, ledger: Ledger) -> None:
    reached, served = threading.Event(), iter(range(1000))
    answers = pages(50)

    def gate(path: str) -> Answer:
        body = answers[path].body  # type: ignore[union-attr]

        def give() -> Iterator[bytes]:
            if next(served) == 45 and not reached.is_set():
                reached.set()
                time.sleep(60)
            yield body  # type: ignore[misc]

        return Answer(give)

    gated = {path: gate(path) for path in PATHS[:50]}
    with scripted_site({**answers, **gated}) as site:
        command = [sys.executable, "-m", "pressearchiv", *arguments(settings.data, site, "2025-01-01T05:00")]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            assert reached.wait(60)
            # Two parts of twenty were taken in while the crawl waits for a page, and can be searched.
            for _ in range(200):
                if ledger.count_articles() == 40:
                    break
                time.sleep(0.05)
            assert ledger.count_articles() == 40
            assert "40 articles" in run_command(settings.data, "index").stdout
            process.send_signal(signal.SIGKILL)
        site.answers |= answers
        report = crawl(settings.data, site, "2025-01-01T06:00")
        assert report["verdict"] == "ok"
        assert report["counts"]["new"] == 10  # type: ignore[index]
    assert ledger.count_articles() == 50
    events = [Counter(event.kind for event in ledger.events(archived.id)) for archived in ledger.changes_since(0)]
    assert events == [Counter(new=1)] * 50
    assert {archived.versions for archived in ledger.changes_since(0)} == {1}
    assert run_command(settings.data, "index").returncode == 0
    verified = run_command(settings.data, "verify")
    assert verified.returncode == 0, verified.stdout


def test_only_a_site_of_which_nothing_is_known_is_taken_in_early(settings: Settings, ledger: Ledger) -> None:
    killed = Harvest.begin(ledger, "krefeld", "", DAY)
    assert killed.first
    again = Harvest.begin(ledger, "krefeld", "", DAY + timedelta(hours=1))
    assert (again.first, again.adopted) == (True, (killed.crawl_id,))
    again.finish(DAY, "suspicious", "", {}, [], intake=HELD)
    assert not Harvest.begin(ledger, "krefeld", "", DAY + timedelta(days=1)).first
    other = Harvest.begin(ledger, "demo", "", DAY)
    other.finish(DAY, "ok", "", {}, [])
    assert not Harvest.begin(ledger, "demo", "", DAY + timedelta(days=1)).first
    line = json.dumps({"url": "https://www.muster.example/a", "title": "Alt", "text": "Ein alter Text."}).encode()
    import_lines(ledger, [line], lambda: DAY, find_site=lambda url: ("muster", url))
    assert not Harvest.begin(ledger, "muster", "", DAY + timedelta(days=1)).first


def test_an_intake_that_is_killed_between_two_parts_is_gone_on_with(tmp_path: Path) -> None:
    disturbed, calm = Settings(data=tmp_path / "disturbed"), Settings(data=tmp_path / "calm")
    with scripted_site(pages(70)) as site:
        for settings in (disturbed, calm):
            crawl(settings.data, site, "2025-01-01T05:00")
        for number, path in enumerate(PATHS[:20]):
            site.answers[path] = make_page(f"Meldung Nummer {number} aus dem Rathaus", "Jetzt ist alles anders. " * 8)
        for path in PATHS[60:65]:
            site.answers[path] = Answer(b"<h1>Seite nicht gefunden</h1>", 404)
        site.answers[PATHS[66]] = Answer(b"", 301, {"Location": "/de/inhalt/neuer-ort/"})
        site.answers["/de/inhalt/neuer-ort/"] = make_page("Meldung Nummer 66 aus dem Rathaus")
        command = [sys.executable, "-c", KILLED_BETWEEN_PARTS, *arguments(disturbed.data, site, "2025-01-02T05:00")]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PRESSEARCHIV_")}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=environment)
        assert done.returncode == -signal.SIGKILL, done.stderr
        with open_ledger(disturbed) as ledger:
            states = ledger.count_states()
            changed = sum(archived.versions == 2 for archived in ledger.changes_since(0))
            assert 0 < changed + states.get("missing", 0) + states.get("moved", 0) < 26
        for settings in (disturbed, calm):
            crawl(settings.data, site, "2025-01-02T05:00")
    with open_ledger(disturbed) as ledger, open_ledger(calm) as other:
        assert compare_ledgers(ledger, other) == []
        assert other.count_states() == {"live": 64, "missing": 5, "moved": 1}


def article(number: int, words: str = "") -> Article:
    text = words or " ".join(f"Wort{number}x{place}" for place in range(12))
    return Article(f"{BASE}{PATHS[number]}", f"Meldung {number}", text=text, published=date(2026, 1, 1 + number))


def test_what_findings_will_come_to_is_told_before_they_are_written(settings: Settings, ledger: Ledger) -> None:
    offsets = iter(range(0, 100_000, 100))

    def answer(harvest: Harvest, path: str, now: datetime, status: int = 200) -> Response:
        place = ("text/html", "sha1:X", "response", "a.warc.gz", next(offsets), 90)
        response = Response(BASE + path, "article", now, status, *place)
        return replace(response, capture_id=harvest.keep_capture(response))

    def take(harvest: Harvest, told: list[Finding], now: datetime) -> tuple[Counter[str], Counter[str]]:
        findings = Findings(settings.data)
        for finding in told:
            findings.add(finding)
        expected = forecast_outcomes(ledger, findings)
        outcomes = Counter(kept.outcome for _, kept in findings.take_in(harvest, now) if kept)
        outcomes["found"] = sum(outcomes[name] for name in ("new", "changed", "unchanged", "back", "moved"))
        findings.close()
        harvest.finish(now, "ok", "", {}, [])
        return +expected, +outcomes

    days = [DAY + timedelta(days=number) for number in range(4)]
    first = Harvest.begin(ledger, "krefeld", "", days[0])
    expected, came = take(
        first, [Finding(answer(first, PATHS[n], days[0]), RELEASE, article(n)) for n in range(9)], days[0]
    )
    assert expected == came == Counter(new=9, found=9)
    second = Harvest.begin(ledger, "krefeld", "", days[1])
    told = [
        Finding(answer(second, PATHS[0], days[1]), RELEASE, article(0)),
        Finding(answer(second, PATHS[1], days[1]), RELEASE, article(1, "Ganz andere Worte, von Grund auf neu.")),
        Finding(answer(second, PATHS[2], days[1], 404), ABSENT),
        Finding(answer(second, PATHS[3], days[1], 301), REDIRECT, target=BASE + PATHS[20]),
        Finding(answer(second, PATHS[20], days[1]), RELEASE, replace(article(3), url=BASE + PATHS[20])),
        Finding(answer(second, PATHS[4], days[1], 301), REDIRECT, target=BASE + PATHS[5]),
        Finding(answer(second, PATHS[5], days[1], 304), UNCHANGED),
        Finding(answer(second, PATHS[6], days[1], 301), REDIRECT, target=BASE + PATHS[30]),
        Finding(answer(second, PATHS[30], days[1], 404), ABSENT),
        Finding(answer(second, PATHS[21], days[1]), RELEASE, replace(article(7), url=BASE + PATHS[21])),
        Finding(answer(second, PATHS[7], days[1], 404), ABSENT),
        Finding(answer(second, PATHS[40], days[1]), RELEASE, article(40 - 20)),
    ]
    expected, came = take(second, told, days[1])
    for name, count in {"missing": 3, "changed": 1, "new": 1, "moved": 2}.items():
        assert (expected[name], came[name]) == (count, count), name
    third = Harvest.begin(ledger, "krefeld", "", days[2])
    told = [
        Finding(answer(third, PATHS[2], days[2], 404), ABSENT),
        Finding(answer(third, PATHS[4], days[2]), RELEASE, article(4)),
    ]
    expected, came = take(third, told, days[2])
    assert expected == came == Counter(gone=1, back=1, found=1)


def test_a_later_crawl_waits_for_its_verdict(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(pages(30)) as site:
        crawl(settings.data, site, "2025-01-01T05:00")
        before = ledger.last_sequence()
        site.answers |= pages(60)
        site.answers |= {path: Answer(b"kaputt", 500) for path in PATHS[:30]}
        done = run_command(settings.data, *arguments(settings.data, site, "2025-01-02T05:00"))
        assert (done.returncode, json.loads(done.stdout)["verdict"]) == (3, "suspicious")
    assert (ledger.last_sequence(), ledger.count_articles()) == (before, 30)


def test_a_first_crawl_that_becomes_suspicious_keeps_what_counted_and_is_accepted_whole(
    settings: Settings, ledger: Ledger
) -> None:
    good, bad = PATHS[:30], PATHS[30:60]
    with scripted_site({**pages(60), LISTING: make_list((*bad, *good))}) as site:
        # Those that are asked for last fail.
        site.answers |= {path: Answer(b"kaputt", 500) for path in bad}
        done = run_command(settings.data, *arguments(settings.data, site, "2025-01-01T05:00"))
        report = json.loads(done.stdout)
        assert (done.returncode, report["verdict"], report["intake"]) == (3, "suspicious", "held")
        assert (report["counts"]["new"], report["counts"]["failed"]) == (30, 30)
        assert ledger.count_articles() in (0, 20)
    accepted = run_command(settings.data, "crawls", "accept", str(report["id"]), "--json")
    assert accepted.returncode == 0, accepted.stderr
    assert json.loads(accepted.stdout)["counts"]["new"] == 30
    assert ledger.count_articles() == 30
    events = [Counter(event.kind for event in ledger.events(archived.id)) for archived in ledger.changes_since(0)]
    assert events == [Counter(new=1)] * 30
