"""Every command of docs/archivist.md in its order, as an archivist would type it, on the demonstration for a live site."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

from archive.warc_walking import walk_records
from demo.server import running_site
from tests.commands import ROOT
from tests.holding_files import OldPage, write_warc
from tests.scripted_site import make_page
from tests.wayback_server import HeldPage, running_archive

PAGE = (ROOT / "docs" / "archivist.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(?:    )+(pressearchiv .+)$", PAGE, re.M)
BASE = "https://www.krefeld.de/de/inhalt"
# What the page shows beyond its own commands: how a rehearsal is served and how the pages are opened.
SERVERS = ("pressearchiv demo serve", "pressearchiv serve")


def prepare_files(folder: Path) -> None:
    """Lay out the files of other archives that the page names."""
    body = make_page("Eine alte Meldung aus Krefeld").body
    assert isinstance(body, bytes)
    pages = [OldPage(f"{BASE}/eine-alte-meldung-{n}/", f"2015-03-0{n}T10:00:00Z", body) for n in range(1, 4)]
    write_warc(folder / "old.warc.gz", pages[:1])
    write_warc(folder / "inside.warc.gz", pages[1:2])
    with zipfile.ZipFile(folder / "old.wacz", "w") as package:
        package.write(folder / "inside.warc.gz", "archive/inside.warc.gz")
    write_warc(folder / "indexed.warc.gz", pages[2:])
    place = list(walk_records(folder / "indexed.warc.gz"))[1].offset
    line = f'de,krefeld)/x 20150303100000 {{"offset": "{place}", "filename": "indexed.warc.gz"}}\n'
    (folder / "index.cdxj").write_text(line)
    (folder / "articles.jsonl").write_text('{"url": "https://www.example.org/a", "title": "Titel", "text": "Text"}\n')


def test_the_page_names_every_step_of_the_year() -> None:
    named = {" ".join(command.split()[1:2]) for command in COMMANDS}
    assert named >= {"crawl", "schedule", "run-due", "import", "re-extract", "index", "verify", "export", "search"}


def test_every_command_of_the_page_works(tmp_path: Path) -> None:
    prepare_files(tmp_path)
    body = make_page("Eine Meldung, die nur dort liegt").body
    assert isinstance(body, bytes)
    with (
        running_site() as site,
        running_archive([HeldPage(f"{BASE}/nur-dort-gehalten-worden/", "20140101000000", body)]) as held,
    ):
        environment = {
            **os.environ,
            "PRESSEARCHIV_DATA": str(tmp_path / "data"),
            "PRESSEARCHIV_WAYBACK": held.address,
            "PYTHONPATH": str(ROOT),
        }
        for command in COMMANDS:
            if command.startswith(SERVERS):
                continue
            words = shlex.split(command)[1:]
            if words[0] == "crawl":
                words += ["--base-url", site.address]
            if words[:2] == ["crawls", "show"]:
                words[2] = "1"  # the page shows the number of some crawl
            done = subprocess.run(
                [sys.executable, "-m", "pressearchiv", *words],
                cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=200,
            )  # fmt: skip
            assert "Traceback" not in done.stderr, command
            assert done.returncode == 0, f"{command}: {done.stdout[-500:]} {done.stderr[-500:]}"
    assert {path.name for path in tmp_path.glob("press-2026.*")} == {
        "press-2026.wacz",
        "press-2026.csv",
        "press-2026.jsonl",
    }
    assert (tmp_path / "check" / "ledger.sqlite").exists()
