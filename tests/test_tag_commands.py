"""The commands of staff as they are typed: corrections, proposals, comparisons, and errors that name what was meant."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.gazetteer import read_gazetteer
from archive.records import make_article_id
from pressearchiv import cli
from tests.commands import ROOT, run_command

PACKAGED = ROOT / "archive" / "cities" / "krefeld.toml"
URL = "https://www.example.org/{}/"
GRILLS = [make_article_id(URL.format(f"grill-{number}")) for number in range(4)]
VISIT = make_article_id(URL.format("besuch"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a few imported and indexed notices."""
    data = tmp_path_factory.mktemp("tags") / "data"
    texts = {f"grill-{n}": f"Der neue Kayseri Basar eröffnet in Haus Nummer {n}." for n in range(4)}
    texts["besuch"] = "Eine Delegation aus Kayseri kommt ins Rathaus."
    file = data.parent / "notices.jsonl"
    rows = [{"url": URL.format(name), "title": f"Meldung {name}", "text": text} for name, text in texts.items()]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert run_command(data, "import", str(file)).returncode == 0
    assert run_command(data, "index").returncode == 0
    return data


@pytest.fixture
def copied(archive: Path, tmp_path: Path) -> Path:
    """A copy of the archive that a test may change."""
    return Path(shutil.copytree(archive, tmp_path / "data"))


def run(data: Path, *arguments: str) -> str:
    done = run_command(data, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def cities_of(data: Path, article: str) -> list[dict[str, str]]:
    rows = [json.loads(line) for line in run(data, "export", "--format", "jsonl").splitlines()]
    return next(row["cities"] for row in rows if row["id"] == article)


def test_reject_add_confirm_withdraw_and_the_index_follows(copied: Path) -> None:
    told = run(copied, "tags", "reject", URL.format("grill-0"), "Кайсери", "--why", "ein Imbiss", "--who", "Amt 41")
    assert "no partner city" in told
    run(copied, "tags", "add", GRILLS[0], "Dunkerque", "--why", "Gäste im Bild", "--role", "mentioned")
    run(copied, "tags", "confirm", f"http://localhost:8000/artikel/{VISIT}?lang=en", "kayseri", "--why", "richtig")
    assert cities_of(copied, GRILLS[0]) == [{"city": "duenkirchen", "role": "mentioned"}]
    assert "Indexed 2 articles" in run(copied, "index")
    found = json.loads(run(copied, "search", "", "--stadt", "duenkirchen", "--json"))
    assert [hit["id"] for hit in found["hits"]] == [GRILLS[0]]

    shown = run(copied, "tags", "show", GRILLS[0])
    assert "Von Hand vergeben" in shown
    assert "reject kayseri, Amt 41: ein Imbiss" in shown
    history = json.loads(run(copied, "tags", "list", "--city", "kayseri", "--json"))
    assert [(one["action"], one["who"]) for one in history][1] == ("reject", "Amt 41")
    assert history[1]["passages"][0] == {
        "text": "Kayseri", "before": "neue", "after": "Basar", "field": "text", "rule": "name",
    }  # fmt: skip
    run(copied, "tags", "withdraw", GRILLS[0], "kayseri", "--why", "Versehen")
    assert {city["city"] for city in cities_of(copied, GRILLS[0])} == {"kayseri", "duenkirchen"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("reject", VISIT, "Kaiserie", "--why", "x"), "did you mean 'kayseri'?"),
        (("reject", VISIT, "Xanten", "--why", "x"), "known are"),
        (("reject", "https://www.example.org/besuhc/", "kayseri", "--why", "x"), URL.format("besuch")),
        (("show", "0123456789abcdef"), "No article"),
        (("reject", VISIT, "venlo", "--why", "x"), "tags add"),
        (("withdraw", VISIT, "kayseri", "--why", "x"), "nothing to withdraw"),
        (("reject", VISIT, "kayseri"), "--why"),
        (("reject", VISIT, "kayseri", "--why", " "), "needs a reason"),
        (("accept", "nix"), "No proposal"),
        (("list", "--city", "Kayserie"), "did you mean 'kayseri'?"),
    ],
)
def test_wrong_use_names_what_was_meant(archive: Path, arguments: tuple[str, ...], told: str) -> None:
    done = CliRunner().invoke(cli, ["--data", str(archive), "tags", *arguments])
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_proposal_is_shown_before_it_is_taken(copied: Path) -> None:
    assert "no proposals" in run(copied, "tags", "proposals")
    for article in GRILLS[:3]:
        run(copied, "tags", "reject", article, "kayseri", "--why", "ein Imbiss")
    (proposal,) = [one for one in json.loads(run(copied, "tags", "proposals", "--json")) if one["kind"] == "not_name"]
    assert (proposal["text"], proposal["articles"]) == ("Kayseri Basar", sorted(GRILLS[:3]))
    own = copied / "cities" / "krefeld.toml"
    shown = run(copied, "tags", "accept", proposal["id"])
    assert "1 would change: 0 tags come, 1 go" in shown
    assert GRILLS[3] in shown
    assert not own.exists()
    assert "up to date" not in run(copied, "status")
    run(copied, "tags", "accept", proposal["id"], "--yes")
    place = read_gazetteer(own).place("kayseri")
    assert place is not None
    assert "Kayseri Basar" in place.not_names
    assert "made anew" in run(copied, "index")
    found = json.loads(run(copied, "search", "", "--stadt", "kayseri", "--json"))
    assert [hit["id"] for hit in found["hits"]] == [VISIT]
    assert "no proposals" in run(copied, "tags", "proposals")


def test_diff_tells_what_another_gazetteer_would_change(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "krefeld.toml"
    text = PACKAGED.read_text(encoding="utf-8").replace('"Kayseri Spor",', '"Kayseri Basar",')
    other.write_text(text, encoding="utf-8")
    told = json.loads(run(archive, "tags", "diff", "--gazetteer", str(other), "--json"))
    assert (told["articles"], told["changed"], told["goes"], told["comes"]) == (5, 4, {"kayseri": 4}, {})
    assert told["examples"][0]["words"] == "neue Kayseri Basar"
    assert "kayseri goes: 4" in run(archive, "tags", "diff", "--gazetteer", str(other))
    assert "0 would change" in run(archive, "tags", "diff"), "the index is as the tagger of today would make it"


def test_a_broken_gazetteer_is_told_and_takes_nothing_down(copied: Path, tmp_path: Path) -> None:
    broken = tmp_path / "krefeld.toml"
    broken.write_text(PACKAGED.read_text(encoding="utf-8").replace("[home]", "[hom]"), encoding="utf-8")
    for arguments in (("gazetteer", "check"), ("tags", "diff", "--gazetteer")):
        done = run_command(copied, *arguments, str(broken))
        assert (done.returncode, done.stdout) == (1, "")
        assert f"{broken}: the file: nothing is called 'hom' here; did you mean 'home'?" in done.stderr
    assert "in order" in run(copied, "gazetteer", "check", str(PACKAGED))
    (copied / "cities").mkdir()
    shutil.copy(broken, copied / "cities" / "krefeld.toml")
    for arguments in (("index",), ("tags", "show", VISIT), ("export", "--format", "csv")):
        done = run_command(copied, *arguments)
        assert done.returncode == 0
        assert "did you mean 'home'" in done.stderr
    assert run_command(copied, "search", "Delegation", "--stadt", "kayseri").returncode == 0


def only_cities(data: Path) -> list[dict[str, str]]:
    rows = [json.loads(line) for line in run(data, "export", "--format", "jsonl").splitlines()]
    assert len(rows) == 1
    cities: list[dict[str, str]] = rows[0]["cities"]
    return cities


def test_a_list_that_no_site_names_is_kept_and_told(copied: Path, tmp_path: Path) -> None:
    own = tmp_path / "krefeld-neu.toml"
    own.write_bytes(PACKAGED.read_bytes())
    told = run(copied, "gazetteer", "use", str(own))
    assert "is in use" not in told
    assert 'gazetteer = "krefeld-neu"' in told
    assert "is in use" in run(copied, "gazetteer", "use", str(own.rename(tmp_path / "krefeld.toml")))


NEUSTADT = 'id = "neustadt"\nlike = "generic"\nname = "Stadt Neustadt"\nurl = "https://www.neustadt.example"\n'


def test_a_site_without_a_gazetteer_is_told_what_it_lacks(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "sites").mkdir(parents=True)
    (data / "sites" / "neustadt.toml").write_text(NEUSTADT, encoding="utf-8")
    notice = tmp_path / "notice.txt"
    notice.write_text("Eine Delegation aus Kayseri kommt ins Rathaus.", encoding="utf-8")
    refused = run_command(data, "tag", str(notice), "--site", "neustadt")
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "neustadt names no gazetteer" in refused.stderr
    assert "add the key gazetteer" in refused.stderr
    file = tmp_path / "notices.jsonl"
    url = "https://www.neustadt.example/besuch/"
    file.write_text(json.dumps({"url": url, "title": "Besuch", "text": notice.read_text("utf-8")}), encoding="utf-8")
    assert run_command(data, "import", str(file), "--site", "neustadt").returncode == 0
    indexed = run_command(data, "index")
    assert indexed.returncode == 0
    assert "articles of neustadt get no city tags" in indexed.stderr
    assert only_cities(data) == []
    refused = run_command(data, "tags", "add", url, "kayseri", "--why", "Gäste")
    assert refused.returncode == 2
    assert "no list of cities; add the key gazetteer to its profile" in refused.stderr
    assert "Traceback" not in refused.stderr
    profile = (data / "sites" / "neustadt.toml").read_text("utf-8")
    (data / "sites" / "neustadt.toml").write_text(f'{profile}gazetteer = "krefeld"\n', encoding="utf-8")
    assert run(data, "tag", str(notice), "--site", "neustadt").startswith("kayseri")
    assert "Indexed 1 articles" in run(data, "index")
    assert [found["city"] for found in only_cities(data)] == ["kayseri"]
