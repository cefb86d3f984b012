"""Every command of docs/city-tags.md does, typed in its order, what the page says of it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.gazetteer import read_gazetteer
from archive.records import make_article_id
from pressearchiv import cli
from tests.commands import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
import tagging

PAGE = (ROOT / "docs" / "city-tags.md").read_text(encoding="utf-8")
# A note for this test, if there is one, and a block of commands or of TOML.
_BLOCK = re.compile(r"(?:^<!-- (?P<note>.*?) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
URL = "https://www.example.org/{}/"
VISIT = make_article_id(URL.format("besuch"))
TEXTS = {
    "besuch": "Eine Delegation aus Kayseri kommt ins Rathaus.",
    "ausflug": "Der Ausflug führt nach Roermond.",
    "schluessel": "Die Schlüsselstadt ist seit 1974 Partnerstadt.",
    **{f"basar-{n}": f"Der neue Kayseri Basar eröffnet in Haus Nummer {n}." for n in range(3)},
}
Run = Callable[[str], str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A way to type commands in an empty folder with an archive of a few indexed notices."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRESSEARCHIV_DATA", str(tmp_path / "data"))

    def type_in(line: str) -> str:
        words = shlex.split(line, comments=True)
        if words[0] == "mkdir":
            Path(words[1]).mkdir()
            return ""
        assert words[0] == "pressearchiv", line
        target = words[words.index(">") + 1] if ">" in words else ""
        done = CliRunner().invoke(cli, words[1 : words.index(">")] if target else words[1:])
        assert done.exit_code == 0, (line, done.output, done.exception)
        if target:
            Path(target).write_text(done.stdout, encoding="utf-8")
        return done.stdout

    rows = [{"url": URL.format(name), "title": f"Meldung {name}", "text": text} for name, text in TEXTS.items()]
    Path("notices.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    type_in("pressearchiv import notices.jsonl")
    type_in("pressearchiv index")
    return type_in


def blocks(heading: str) -> list[tuple[str, str, str]]:
    """Return note, kind and text of each block below a heading."""
    section = PAGE.split(f"# {heading}\n")[1]
    section = re.split(r"^##", section, maxsplit=1, flags=re.M)[0]
    return [(found["note"] or "", found["kind"], found["text"]) for found in _BLOCK.finditer(section)]


def edit(note: str, text: str) -> None:
    """Edit the copy as a note says: append a table, or add lines to a list of a place."""
    copy = Path("new/krefeld.toml")
    content = copy.read_text(encoding="utf-8")
    if note.startswith("append"):
        copy.write_text(f"{content}\n{text}", encoding="utf-8")
        return
    found = re.fullmatch(r"into (\w+) of ([\w-]+)", note)
    assert found, note
    at = content.index(f"{found[1]} = [", content.index(f'id = "{found[2]}"')) + len(f"{found[1]} = [")
    copy.write_text(f"{content[:at]}\n{text}{content[at:]}", encoding="utf-8")


def cities(run: Run) -> dict[str, list[str]]:
    rows = map(json.loads, run("pressearchiv export --format jsonl").splitlines())
    return {row["url"].rsplit("/", 2)[1]: [city["city"] for city in row["cities"]] for row in rows}


def test_a_city_an_alias_and_a_rule_are_seen_before_they_count(run: Run) -> None:
    told: dict[str, str] = {}
    before = cities(run)
    for note, kind, text in blocks("Change the list of cities, step by step"):
        if kind == "toml":
            edit(note, text)
            continue
        for line in text.splitlines():
            if " use " in line:
                assert cities(run) == before, "something counted before its time"
            told[line] = run(line)
    difference = told["pressearchiv tags diff --gazetteer new/krefeld.toml"]
    for city in ("roermond", "leiden", "kayseri"):
        assert city in difference
    assert cities(run) == {
        "besuch": ["kayseri"], "ausflug": ["roermond"], "schluessel": ["leiden"],
        "basar-0": [], "basar-1": [], "basar-2": [],
    }  # fmt: skip
    shutil.rmtree("data/cities")
    run("pressearchiv index")
    assert cities(run) == before


def test_corrections_are_typed_as_the_page_says(run: Run) -> None:
    seen = []
    for _, _, text in blocks("Correct a tag"):
        for line in text.splitlines():
            run(line.replace("ARTICLE", VISIT).replace("CITY", "Kayseri"))
            seen.append(cities(run)["besuch"])
    assert seen == [[], ["kayseri"], ["kayseri"], ["kayseri"], ["kayseri"]]


def test_a_proposed_rule_is_taken_as_the_page_says(run: Run) -> None:
    for number in range(3):
        run(f"pressearchiv tags reject {URL.format(f'basar-{number}')} kayseri --why 'ein Laden'")
    ((_, _, text),) = blocks("From decisions to a rule")
    proposal = ""
    for line in text.splitlines():
        told = run(line.replace("ID", proposal))
        found = re.search(r"\b[0-9a-f]{6}\b", told)
        proposal = proposal or (found.group() if found else "")
    own = read_gazetteer(Path("data/cities/krefeld.toml")).place("kayseri")
    assert own is not None
    assert "Kayseri Basar" in own.not_names


def test_effects_are_shown_as_the_page_says(run: Run) -> None:
    Path("notice.txt").write_text(TEXTS["besuch"], encoding="utf-8")
    run("mkdir new")
    run("pressearchiv gazetteer show > new/krefeld.toml")
    told = {line: run(line) for _, _, text in blocks("See the effect before it counts") for line in text.splitlines()}
    assert json.loads(told["pressearchiv tags diff --gazetteer new/krefeld.toml --json"])["changed"] == 0
    assert "Kayseri" in told["pressearchiv tag notice.txt --explain"]


def test_texts_of_others_are_scored_as_the_page_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (_, _, text) = blocks("How good the tags are")[0]
    for line in text.splitlines():
        assert (ROOT / shlex.split(line, comments=True)[1]).is_file()
    sample = {"id": "x", "title": "Besuch", "text": TEXTS["besuch"], "truth": {"kayseri": "any"}}
    file = tmp_path / "my.jsonl"
    file.write_text(json.dumps(sample), encoding="utf-8")
    assert tagging.main([str(file)]) == 0
    assert "my: 1 texts" in capsys.readouterr().out


def test_the_page_has_no_block_that_is_not_tried() -> None:
    tried = sum(
        len(blocks(heading))
        for heading in (
            "Change the list of cities, step by step", "Correct a tag", "From decisions to a rule",
            "See the effect before it counts", "How good the tags are",
        )
    )  # fmt: skip
    described = 1  # the table of one place, read by eye
    assert len(_BLOCK.findall(PAGE)) == tried + described
