"""The commands of the index as a user runs them: add, make anew, go back, and what `status` says of it all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from archive.settings import Settings
from tests.commands import run_command


def tell_status(data: Path) -> dict[str, Any]:
    told = run_command(data, "status", "--json")
    assert told.returncode == 0, told.stderr
    index: dict[str, Any] = json.loads(told.stdout)["index"]
    return index


def take_in(data: Path, *names: str) -> None:
    lines = data / "lines.jsonl"
    data.mkdir(exist_ok=True)
    articles = ({"url": f"https://www.example.org/{name}/", "title": name, "text": "Ein Radweg."} for name in names)
    lines.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    assert run_command(data, "import", str(lines)).returncode == 0


def test_an_index_is_made_added_to_made_anew_and_gone_back_from(tmp_path: Path) -> None:
    take_in(tmp_path, "eins", "zwei")
    assert tell_status(tmp_path)["rebuild"] == "there was none"
    made = run_command(tmp_path, "index", "--processes", "2")
    assert "2 are searchable (made anew: there was none)" in made.stdout
    assert run_command(tmp_path, "index", "--back").returncode == 1

    take_in(tmp_path, "drei")
    assert tell_status(tmp_path)["changes"] == 1
    assert "Indexed 3 articles" in run_command(tmp_path, "index", "--rebuild").stdout
    told = tell_status(tmp_path)
    assert (told["changes"], told["rebuild"], told["documents"], told["previous"]["documents"]) == (0, None, 3, 2)

    back = run_command(tmp_path, "index", "--back")
    assert (back.returncode, back.stderr) == (0, "")
    assert "2 articles are searchable" in back.stdout
    assert "1 articles changed since" in back.stdout
    words = run_command(tmp_path, "status").stdout
    assert "Kept for going back: g000002.1" in words
    assert "1 changes to come in" in words
    assert "Indexed 1 articles" in run_command(tmp_path, "index").stdout
    assert json.loads(run_command(tmp_path, "search", "Radweg", "--json").stdout)["total"] == 3


def test_wrong_use_is_told(tmp_path: Path) -> None:
    for arguments in (("--rebuild", "--back"), ("--processes", "0"), ("--processes", "viele")):
        told = run_command(tmp_path, "index", *arguments)
        assert told.returncode == 2
        assert "Traceback" not in told.stderr


def test_status_finds_a_flipped_bit_and_index_mends_it(tmp_path: Path) -> None:
    take_in(tmp_path, "eins")
    run_command(tmp_path, "index")
    path = next(Settings(data=tmp_path).index_folder.glob("g*/*.fast"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    told = run_command(tmp_path, "status").stdout
    assert "the old one was damaged" in told
    assert path.name in told
    assert "(made anew: the old one was damaged)" in run_command(tmp_path, "index").stdout
    assert tell_status(tmp_path)["damage"] is None


def test_a_synonym_list_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    take_in(tmp_path, "eins")
    Settings(data=tmp_path).synonyms_path.write_text("[[gleich]]\n", encoding="utf-8")
    told = run_command(tmp_path, "index")
    assert told.returncode == 0
    assert "synonyms.toml cannot be used" in told.stderr
