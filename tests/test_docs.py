"""What README and docs promise is there: commands, options, settings, files, and every link between pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.gazetteer import load_gazetteer
from pressearchiv import cli
from tests.commands import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])


def documented_commands() -> list[tuple[str, list[str]]]:
    found = re.findall(r"^\| `pressearchiv ([a-z -]+?)((?: [\[A-Z-].*?)?)` \|", README, re.M)
    return [(name.strip(), re.findall(r"--[a-z-]+", options)) for name, options in found]


def test_every_command_is_documented_once() -> None:
    told = [name for name, _ in documented_commands()]
    assert {name.split()[0] for name in told} == set(cli.commands)
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("command", "options"), documented_commands(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_documented_options_exist(command: str, options: list[str]) -> None:
    told = CliRunner().invoke(cli, [*command.split(), "--help"])
    assert told.exit_code == 0
    for option in options:
        assert option in told.output, f"pressearchiv {command} has no {option}"


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    source = (ROOT / "archive" / "settings.py").read_text(encoding="utf-8")
    assert set(re.findall(r"PRESSEARCHIV_[A-Z_]+", README)) == set(re.findall(r"PRESSEARCHIV_[A-Z_]+", source))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_make_targets_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("run", "test", "lint", "bench", "clean"):
        assert re.search(rf"^{target}:", makefile, re.M)


def test_the_documented_city_ids_are_those_of_the_gazetteer() -> None:
    line = re.search(r"^`(venlo [a-z -]+)`$", (ROOT / "docs" / "formats.md").read_text(encoding="utf-8"), re.M)
    assert line is not None
    assert line[1].split() == [place.id for place in load_gazetteer("krefeld").places]


def test_lock_files_name_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock", "requirements-replay.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9-]+==", text, re.M | re.I)
        assert len(pins) > 40
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
