"""The command line as a user and another program meet it: fixed forms, exit codes, errors in a sentence."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from demo.server import running_site
from tests.commands import ROOT, run_command

PAGE = ROOT / "tests" / "pages" / "krefeld" / "2024-domino.html"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration harvested and indexed."""
    data = tmp_path_factory.mktemp("cli") / "data"
    with running_site() as site:
        assert run_command(data, "crawl", "demo", "--base-url", site.address).returncode == 0
    done = run_command(data, "index")
    assert done.returncode == 0
    assert "are searchable" in done.stdout
    return data


def run_json(data: Path, *arguments: str, stdin: str | None = None) -> dict[str, object]:
    done = run_command(data, *arguments, stdin=stdin)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def test_help_names_every_command() -> None:
    done = run_command(ROOT, "--help")
    for command in ("crawl", "index", "search", "serve", "status", "extract", "tag", "import", "export", "demo"):
        assert f"  {command} " in done.stdout
        assert run_command(ROOT, command, "--help").returncode == 0


def test_search_gives_the_fixed_form(archive: Path) -> None:
    answer = run_json(archive, "search", "Jugendbegegnung Leicester", "--json")
    assert list(answer)[:5] == ["query", "total", "took_ms", "page", "hits"]
    assert {"facets", "did_you_mean"} <= set(answer)
    hits, facets = answer["hits"], answer["facets"]
    assert isinstance(hits, list)
    assert isinstance(facets, dict)
    assert answer["total"] == len(hits) >= 1
    assert {"id", "title", "url", "published", "cities", "snippet", "score"} <= set(hits[0])
    tags = {tag["city"]: tag for tag in hits[0]["cities"]}
    assert tags["leicester"]["role"] == "about"
    assert tags["leicester"]["explain"].endswith("#warum-leicester")
    assert facets["stadt"]["leicester"] >= 1
    assert all(year.isdigit() for year in facets["jahr"])


def test_search_filters_and_sorts(archive: Path) -> None:
    everything = run_json(archive, "search", "--json")
    filtered = run_json(
        archive, "search", "--stadt", "venlo", "--von", "2018", "--bis", "2019-12", "--sort", "aelteste", "--json"
    )
    days = [hit["published"] for hit in filtered["hits"]]  # type: ignore[attr-defined]
    assert 0 < filtered["total"] < everything["total"]  # type: ignore[operator]
    assert days == sorted(days)
    assert all("2018-01-01" <= day <= "2019-12-31" for day in days)


@pytest.mark.parametrize(("content", "code"), [(b"\x7fELF\x02\n\xff\n", 1), (b"root:x:0\n" * 60, 1), (b"", 0)])
def test_a_file_without_articles_is_said_so(tmp_path: Path, content: bytes, code: int) -> None:
    (tmp_path / "falsch").write_bytes(content)
    done = run_command(tmp_path / "data", "import", str(tmp_path / "falsch"))
    assert (done.returncode, "makes them searchable" in done.stdout) == (code, False)
    assert ("holds no articles; expected WARC" in done.stderr) == (code == 1)
    assert ("10 more lines" in done.stderr) == (len(content) > 500)


@pytest.mark.parametrize(
    ("name", "city"),
    [("Duinkerke", "duenkirchen"), ("Ульяновск", "uljanowsk"), ("Kрoпивницький", "kropyvnytskyi"), ("徐州", "xuzhou")],
)
def test_a_city_is_asked_for_by_any_of_its_names(archive: Path, name: str, city: str) -> None:
    by_name, by_id = (run_json(archive, "search", "--stadt", one, "--json") for one in (name, city))
    assert by_name["total"] == by_id["total"] > 0
    exported = [
        run_command(archive, "export", "--stadt", one, "--stadt", city, "--format", "jsonl") for one in (name, city)
    ]
    assert exported[0].stdout == exported[1].stdout
    assert len(exported[0].stdout.splitlines()) == by_id["total"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("search", "x", "--stadt", "paris"), "known are venlo"),
        (("search", "x", "--von", "gestern"), "is no day"),
        (("search", "x", "--sort", "schoen"), "relevanz"),
        (("extract",), "Which page"),
        (("extract", str(PAGE), "--site", "krefelt"), "Did you mean"),
        (("tag", "--site", "nirgends", "-"), "No site is called"),
        (("import", "gibt-es-nicht.jsonl"), "does not exist"),
        (("export", "--format", "xml"), "jsonl"),
        (("export", "--stadt", "atlantis"), "known are venlo"),
        (("export", "--site", "atlantis"), "known are demo"),
        (("export", "--von", "2026", "--bis", "2020"), "ends before"),
        (("search", "--von", "2026", "--bis", "2020"), "ends before"),
        (("export", "--format", "warc", "--captured-from", "2026", "--captured-to", "2020"), "before"),
        (("staff", "add", "Büro 41"), "--password-stdin"),
        (("serve", "--port", "99999"), "range"),
        (("gibtesnicht",), "No such command"),
    ],
)
def test_wrong_use_is_said_so(archive: Path, arguments: tuple[str, ...], message: str) -> None:
    done = run_command(archive, *arguments, stdin="")
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_searching_without_an_index_tells_the_cure(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(
        '{"url": "https://www.example.org/eins/", "title": "Eins", "text": "Ein Radweg."}\n', encoding="utf-8"
    )
    assert run_command(tmp_path / "data", "import", str(lines)).returncode == 0
    done = run_command(tmp_path / "data", "search", "x")
    assert (done.returncode, "pressearchiv index" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",), ("verify",), ("index",), ("search", "x"), ("export",), ("crawls", "list"), ("run-due",), ("tags", "diff"),
        ("delistings",), ("re-extract",),
    ],
)  # fmt: skip
def test_a_wrong_folder_is_no_empty_archive(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    folder = tmp_path / "vertippt"
    done = run_command(folder, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"There is no archive in {folder}" in done.stderr
    assert "--data" in done.stderr
    assert not folder.exists()


def test_status_tells_what_is_kept(archive: Path) -> None:
    told = run_json(archive, "status", "--json")
    assert told["articles"] == told["index"]["documents"] >= 160  # type: ignore[index]
    assert told["index"]["changes"] == 0  # type: ignore[index]
    assert told["sites"][0]["last_crawl"]["verdict"] == "ok"  # type: ignore[index]
    assert "up to date" in run_command(archive, "status").stdout


def test_extract_gives_the_fixed_form(tmp_path: Path) -> None:
    url = "https://krefeld.de/de/inhalt/chor-aus-leicester-singt-in-der-dionysiuskirche/&s94=6"
    article = run_json(tmp_path, "extract", str(PAGE), "--site", "krefeld", "--url", url, "--json")
    assert list(article) == [
        "title", "kicker", "lead", "text", "published", "published_source", "language", "images", "attachments", "canonical_url",
        "published_precision", "published_check", "layout", "sources",
    ]  # fmt: skip
    assert (
        article["canonical_url"] == "https://www.krefeld.de/de/inhalt/chor-aus-leicester-singt-in-der-dionysiuskirche/"
    )
    assert article["published"] == "2024-09-03"
    named = {"src", "alt", "caption", "credit", "agency", "photographer"}
    assert set(article["images"][0]) == named  # type: ignore[index]


def test_extract_reads_from_the_web_and_from_orders(tmp_path: Path) -> None:
    with running_site() as site:
        page = f"{site.address}/2026-07/jugendbegegnung-leicester-ein-comic-ueber-zwei-staedte"
        assert (
            run_json(tmp_path, "extract", page, "--json")["title"]
            == "Jugendbegegnung in Leicester: Ein Comic über zwei Städte"
        )
        done = run_command(tmp_path, "extract", f"{site.address}/gibt-es-nicht")
        assert (done.returncode, "answers 404" in done.stderr) == (1, True)
    orders = [
        {"id": 7, "file": str(PAGE), "url": "https://www.krefeld.de/de/inhalt/x-y/", "site": "krefeld"},
        {"id": 8, "file": "nicht-da"},
    ]
    done = run_command(
        tmp_path, "extract", "--jsonl", stdin="".join(json.dumps(order) + "\n" for order in orders) + "kein JSON\n"
    )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result.get("id") for result in results] == [7, 8, None]
    assert results[0]["title"].startswith("Chor aus Leicester")
    assert "cannot be read" in results[1]["error"]
    assert "no order" in results[2]["error"]


def test_tag_gives_the_fixed_form(tmp_path: Path) -> None:
    told = run_json(tmp_path, "tag", "--json", stdin="Eine Delegation aus der Partnerstadt Leicester besucht Krefeld.")
    [tag] = told["tags"]  # type: ignore[misc]
    assert (tag["city"], tag["name"]) == ("leicester", "Leicester")
    assert tag["role"] in ("about", "mentioned")
    [evidence, *_] = tag["evidence"]
    assert set(evidence) == {"field", "start", "end", "text", "rule"}
    assert evidence["field"] == "text"
    text = {"title": "Besuch in Leiden", "lead": "", "text": "Viele Menschen leiden unter der Hitze."}
    assert [tag["city"] for tag in run_json(tmp_path, "tag", "--json", stdin=json.dumps(text))["tags"]] == ["leiden"]  # type: ignore[attr-defined]
    lines = '{"id": "a", "text": "Venlo feiert."}\n\n{"id": "b", "text": "Niemand feiert."}\nkaputt\n'
    results = [json.loads(line) for line in run_command(tmp_path, "tag", "--jsonl", stdin=lines).stdout.splitlines()]
    assert [(result["id"], [tag["city"] for tag in result.get("tags", [])]) for result in results] == [
        ("a", ["venlo"]),
        ("b", []),
        (None, []),
    ]
    assert "Leicester" in run_command(tmp_path, "tag", "--explain", stdin="Die Partnerstadt Leicester").stdout


def test_export_and_import_go_round(archive: Path, tmp_path: Path) -> None:
    done = run_command(archive, "export", "--format", "jsonl")
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(articles) >= 160
    assert list(articles[0]) == [
        "id", "url", "urls", "title", "lead", "text", "published", "images", "cities", "state", "versions",
    ]  # fmt: skip
    assert {city["role"] for article in articles for city in article["cities"]} == {"about", "mentioned"}
    (tmp_path / "all.jsonl").write_text(done.stdout, encoding="utf-8")
    taken = run_command(tmp_path / "other", "import", str(tmp_path / "all.jsonl"))
    assert (taken.returncode, f"{len(articles)} articles kept" in taken.stdout) == (0, True)
    again = run_command(tmp_path / "other", "export")
    assert sorted(json.loads(line)["title"] for line in again.stdout.splitlines()) == sorted(
        one["title"] for one in articles
    )


def test_a_bad_line_is_reported_and_the_rest_goes_in(tmp_path: Path) -> None:
    good = {"url": "https://www.krefeld.de/de/inhalt/x-y/", "title": "=1+1", "text": "Text", "lead": None}
    (tmp_path / "some.jsonl").write_text(json.dumps(good) + "\n{kaputt\n", encoding="utf-8")
    done = run_command(tmp_path / "data", "import", str(tmp_path / "some.jsonl"))
    assert done.returncode == 0
    assert "line 2" in done.stderr
    assert "1 articles kept" in done.stdout
    # The same article in another spelling of its address is the same article.
    (tmp_path / "again.jsonl").write_text(
        json.dumps({**good, "url": "http://krefeld.de/de/inhalt/x-y/&s94=6"}) + "\n", encoding="utf-8"
    )
    assert "1 unchanged" in run_command(tmp_path / "data", "import", str(tmp_path / "again.jsonl")).stdout
    rows = list(
        csv.reader(
            io.StringIO(run_command(tmp_path / "data", "export", "--format", "csv").stdout.lstrip("\ufeff")),
            delimiter=";",
        )
    )
    assert [row[3] for row in rows] == ["title", "'=1+1"]  # no spreadsheet takes it for a formula


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_a_port_in_use_is_one_clear_sentence(archive: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        for command in (("serve",), ("demo", "run"), ("demo", "serve")):
            done = run_command(archive, *command, "--port", str(port))
            assert done.returncode == 1
            assert len(done.stderr.strip().splitlines()) == 1
            assert str(port) in done.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_whole_demonstration_runs_and_stops_calmly(tmp_path: Path, how: signal.Signals) -> None:
    port = free_port()
    environment = {**os.environ, "PRESSEARCHIV_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-m", "pressearchiv", "demo", "run", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            total = wait_for_total(f"http://127.0.0.1:{port}/api/v1/search?q=Leicester", process)
            assert total >= 5
        finally:
            process.send_signal(how)
            output = process.communicate(timeout=20)[0]
    assert process.returncode == 0
    assert "Stopped." in output
    assert "Traceback" not in output
    assert "pages/s" in output


def wait_for_total(url: str, process: subprocess.Popen[str]) -> int:
    for _ in range(600):
        assert process.poll() is None
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(json.load(answer)["total"])
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the pages did not come up within a minute")


@pytest.mark.parametrize("form", ["csv", "jsonl", "wacz", "warc"])
def test_an_export_to_nowhere_is_told_in_words(archive: Path, form: str) -> None:
    done = run_command(archive, "export", "--format", form, "--output", "/nonexistent/file")
    assert done.returncode == 1
    assert "/nonexistent" in done.stderr
    assert "error of this program" not in done.stderr
    assert "No such file or directory" in done.stderr


def test_an_export_that_finds_no_room_leaves_the_last_one(archive: Path, tmp_path: Path) -> None:
    kept = tmp_path / "all.csv"
    kept.write_text("of last year", encoding="utf-8")
    export = f'"{sys.executable}" -m pressearchiv --data "{archive}" export --format csv --output "{kept}"'
    done = subprocess.run(
        ["/bin/bash", "-c", f"ulimit -f 64; {export}"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, "Make room" in done.stderr) == (1, True), done.stderr
    assert [(path, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [(kept, "of last year")]


def test_umlauts_are_read_and_written_where_the_locale_says_nothing(archive: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}
    done = run_command(archive, "search", "Dünkirchen", "--pro-seite", "1", variables=plain)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Dünkirchen" in done.stdout
    assert not done.stdout.startswith("0 Treffer")
    assert run_command(archive, "status", variables=plain).returncode == 0


def test_letters_that_cannot_be_written_stop_no_command(archive: Path) -> None:
    narrow = {"PYTHONIOENCODING": "latin-1"}
    query = ("search", "titel:Städtepartnerschaft")
    answer = json.loads(run_command(archive, *query, "--json", variables=narrow).stdout)
    assert answer["query"] == query[1]
    environment = {"PRESSEARCHIV_DATA": str(archive), **narrow}
    command = [sys.executable, "-m", "pressearchiv", "search", "Jugendbegegnung"]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "\\u2026" in done.stdout.decode("latin-1")
