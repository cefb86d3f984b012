"""An archive that runs by itself: times of profiles, what is due, one run over all of it, the files for systemd and cron."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archive.ledger import Ledger
from archive.profile_rules import Profile
from archive.records import Crawl
from archive.schedules import RETRY, find_after, find_before, list_following, make_schedule
from archive.settings import Settings
from archive.units import STANDARD, Installation, make_cron_line, make_units
from tests.commands import ROOT, run_command
from tests.scripted_site import Answer, ScriptedSite, make_list, make_page, scripted_site

BERLIN = ZoneInfo("Europe/Berlin")
LISTING = "/de/presse/pressemitteilungen/"
GOOD = "/de/inhalt/eine-gute-meldung-von-heute/"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_times_are_read_as_people_mean_them() -> None:
    assert find_after(("06:15",), at("2026-11-25T06:15")) == at("2026-11-26T06:15")
    assert find_before(("06:15",), at("2026-11-25T06:15")) == at("2026-11-25T06:15")
    assert find_after(("06:15", "18:00"), at("2026-11-25T07:00")) == at("2026-11-25T18:00")
    # 25 November 2026 is a Wednesday.
    assert find_after(("mon,thu 06:15",), at("2026-11-25T07:00")) == at("2026-11-26T06:15")
    assert find_before(("mon,thu 06:15",), at("2026-11-25T07:00")) == at("2026-11-23T06:15")
    assert find_after(("wed 06:15",), at("2026-11-25T07:00")) == at("2026-12-02T06:15")
    assert list_following(("fri 06:15",), at("2026-11-25T07:00"), 2) == [at("2026-11-27T06:15"), at("2026-12-04T06:15")]


def test_a_change_of_the_clock_costs_no_run() -> None:
    runs = list_following(("02:30",), at("2026-10-24T12:00"), 3)
    assert [run.strftime("%d %H:%M") for run in runs] == ["25 02:30", "26 02:30", "27 02:30"]
    runs = list_following(("02:30",), at("2026-03-28T12:00"), 2)
    assert [run.strftime("%d %H:%M") for run in runs] == ["29 02:30", "30 02:30"]


@pytest.mark.parametrize(
    ("began", "verdict", "due"),
    [
        ("2026-11-25T04:31", "ok", False),
        ("2026-11-24T05:00", "ok", True),
        ("2026-11-25T04:31", "suspicious", False),
        ("2026-11-25T07:50", "failed", False),
        ("2026-11-25T06:00", "failed", True),
    ],
)
def test_what_is_due(began: str, verdict: str, due: bool) -> None:
    last = Crawl(1, "x", at(began), at(began), verdict)
    made = make_schedule(Profile("x", "X", "https://x.example"), last, at("2026-11-25T08:00"))
    assert (made.due, bool(made.why)) == (due, due)
    if not due:
        planned = at("2026-11-26T04:30") if verdict != "failed" else at(began) + RETRY
        assert made.following == planned
    assert make_schedule(Profile("x", "X", "https://x.example"), None, at("2026-11-25T08:00")).due


@pytest.fixture
def sites(settings: Settings) -> Iterator[tuple[ScriptedSite, ScriptedSite]]:
    """Two live sites on this machine, each with a profile of the user's that names times."""
    answers = {LISTING: make_list((GOOD,)), GOOD: make_page("Eine gute Meldung aus Krefeld")}
    settings.sites_folder.mkdir(parents=True)
    with scripted_site(dict(answers)) as one, scripted_site(dict(answers)) as two:
        for name, site in (("eins", one), ("zwei", two)):
            profile = (
                f'id = "{name}"\nlike = "krefeld"\nname = "{name}"\nurl = "{site.address}"\nschedule = ["00:00"]\n'
            )
            (settings.sites_folder / f"{name}.toml").write_text(profile, encoding="utf-8")
        yield one, two


def test_run_due_crawls_what_is_due_and_indexes_it(
    settings: Settings, ledger: Ledger, sites: tuple[ScriptedSite, ScriptedSite]
) -> None:
    told = json.loads(run_command(settings.data, "schedule", "--json").stdout)
    assert [(one["site"], one["due"], len(one["next"])) for one in told["sites"]] == [
        ("eins", True, 3),
        ("zwei", True, 3),
    ]
    assert (
        run_command(settings.data, "run-due", "--dry-run").stdout
        == "Due: eins (never crawled), zwei (never crawled).\n"
    )
    assert ledger.crawls() == ()
    done = run_command(settings.data, "run-due")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "eins: done; zwei: done; index: done")
    assert ledger.count_articles() == 2
    assert run_command(settings.data, "search", "gute").stdout.startswith("2 Treffer")
    again = run_command(settings.data, "run-due")
    assert (again.returncode, again.stdout) == (0, "Due: nothing.\n")
    assert "next" in run_command(settings.data, "schedule").stdout


def test_the_worst_of_all_runs_is_the_exit_code(
    settings: Settings, ledger: Ledger, sites: tuple[ScriptedSite, ScriptedSite]
) -> None:
    sites[0].answers[LISTING] = make_list(())
    done = run_command(settings.data, "run-due")
    assert (done.returncode, "eins: suspicious; zwei: done; index: done" in done.stdout) == (3, True)
    with ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE crawl SET started = '2020-01-01 00:00:00'")
    sites[1].answers["/robots.txt"] = Answer(b"busy", 503)
    done = run_command(settings.data, "run-due")
    assert (done.returncode, "zwei: failed (1)" in done.stdout) == (1, True)


def test_two_at_once_do_not_meet_and_a_signal_ends_all(
    settings: Settings, sites: tuple[ScriptedSite, ScriptedSite]
) -> None:
    def slow() -> Iterator[bytes]:
        for _ in range(600):
            yield b" "
            time.sleep(0.1)

    sites[0].answers[LISTING] = Answer(slow)
    environment = {**os.environ, "PRESSEARCHIV_DATA": str(settings.data)}
    command = [sys.executable, "-m", "pressearchiv", "run-due"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as first:
        while not sites[0].asked(LISTING):
            assert first.poll() is None
            time.sleep(0.05)
        second = run_command(settings.data, "run-due")
        assert (second.returncode, "at work" in second.stderr) == (4, True)
        first.send_signal(signal.SIGTERM)
        # The page that drips for a minute is not waited for.
        output = first.communicate(timeout=30)[0].decode()
    assert first.returncode != 0
    assert "Traceback" not in output
    assert not sites[1].requests
    # No crawl is left behind: the next one gets its lock.
    sites[0].answers[LISTING] = make_list((GOOD,))
    assert run_command(settings.data, "crawl", "eins").returncode == 0


def test_the_files_below_deploy_are_those_that_the_program_prints(settings: Settings) -> None:
    for name, content in make_units(STANDARD).items():
        assert (ROOT / "deploy" / name).read_text(encoding="utf-8") == content
    assert (ROOT / "deploy" / "crontab").read_text(encoding="utf-8").endswith(make_cron_line(STANDARD))
    told = run_command(settings.data, "schedule", "--systemd", "--cron").stdout
    assert f"Environment=PRESSEARCHIV_DATA={settings.data}" in told
    assert "# ---- /etc/systemd/system/pressearchiv-run.timer" in told
    assert told.rstrip().splitlines()[-1].startswith("*/15 * * * *")
    program = told.partition("ExecStart=")[2].split()[0]
    assert Path(program).exists()


def test_folders_with_spaces_and_signs_are_one_word_to_systemd_and_cron(tmp_path: Path) -> None:
    data = tmp_path / "Archiv der Stadt 100% 'neu'"
    (data / "logs").mkdir(parents=True)
    program = tmp_path / "my programs" / "show"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s|%s" "$PRESSEARCHIV_DATA" "$1"\n', encoding="utf-8")
    program.chmod(0o755)
    where = Installation(program, data, "root")
    command = make_cron_line(where).removeprefix("*/15 * * * *").replace("\\%", "%")
    subprocess.run(["/bin/sh", "-c", command], check=True, timeout=60)
    assert (data / "run-due.log").read_text(encoding="utf-8") == f"{data}|run-due"
    unit = make_units(where)["pressearchiv-run.service"]
    doubled = str(data).replace("%", "%%")
    assert f'Environment="PRESSEARCHIV_DATA={doubled}"\n' in unit
    assert f'ReadWritePaths="{doubled}"\n' in unit
    assert f'ExecStart="{program}" run-due\n' in unit


def test_the_address_of_the_pages_stands_in_their_unit(tmp_path: Path) -> None:
    where = Installation(Path("/opt/x"), tmp_path, "root", url="https://presse.stadt.example")
    web = make_units(where)["pressearchiv-web.service"]
    assert "\nEnvironment=PRESSEARCHIV_URL=https://presse.stadt.example\n" in web
    assert "\n# Environment=PRESSEARCHIV_URL=" in make_units(STANDARD)["pressearchiv-web.service"], "a line to take up"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("folder", ["data", "Archiv der Stadt 100% 'neu'"])
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path, folder: str) -> None:
    here = Installation(Path(sys.executable), tmp_path / folder, "root")
    for name, content in make_units(here).items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / name for name in make_units(here))],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "pressearchiv" in line]
    assert (done.returncode, ours) == (0, [])


def test_scrapyd_runs_the_spider_by_the_projects_settings(settings: Settings, ledger: Ledger, tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    (tmp_path / "scrapyd.conf").write_text(
        f"[scrapyd]\nbind_address = 127.0.0.1\nhttp_port = {port}\npoll_interval = 0.2\n"
        f"eggs_dir = {tmp_path}/eggs\nlogs_dir = {tmp_path}/logs\ndbs_dir = {tmp_path}/dbs\n",
        encoding="utf-8",
    )
    shutil.copy(ROOT / "scrapy.cfg", tmp_path)
    environment = {
        **os.environ,
        "PRESSEARCHIV_DATA": str(settings.data),
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }
    command = [Path(sys.executable).with_name("scrapyd"), "--pidfile", ""]
    answers = {LISTING: make_list((GOOD,)), GOOD: make_page("Eine gute Meldung aus Krefeld")}
    with (
        scripted_site(answers) as site,
        subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as daemon,
    ):
        try:
            order = {"project": "pressearchiv", "spider": "press", "site": "krefeld", "base_url": site.address}
            address = f"http://127.0.0.1:{port}"
            job = ask(f"{address}/schedule.json", daemon, order)
            assert job["status"] == "ok", job
            deadline = time.monotonic() + 300
            while not ask(f"{address}/listjobs.json?project=pressearchiv", daemon)["finished"]:
                assert time.monotonic() < deadline
                time.sleep(0.3)
        finally:
            daemon.terminate()
            daemon.wait(20)
    [run] = ledger.crawls()
    assert (run.verdict, ledger.count_articles()) == ("ok", 1)


def ask(url: str, daemon: subprocess.Popen[bytes], form: dict[str, str] | None = None) -> dict[str, object]:
    data = urllib.parse.urlencode(form).encode() if form else None
    for _ in range(300):
        assert daemon.poll() is None
        try:
            with urllib.request.urlopen(url, data, timeout=30) as answer:
                return json.load(answer)  # type: ignore[no-any-return]
        except OSError:
            time.sleep(0.1)
    raise AssertionError("scrapyd did not come up")


def test_a_day_has_no_second_run() -> None:
    now = at("2026-11-25T08:00")
    last = Crawl(1, "x", now - timedelta(minutes=1), now, "ok")
    assert not make_schedule(Profile("x", "X", "https://x.example"), last, now).due
