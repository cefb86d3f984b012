"""Hand-over: a WACZ by the letter of its specification, that others and we ourselves read back; WARC, JSON lines, tables."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import urllib.request
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.ledger import Ledger, open_ledger
from archive.replay import list_captures, replay_capture
from archive.settings import Settings
from archive.surt import make_surt
from archive.warc_walking import walk_records
from tests.commands import ROOT, run_command
from tests.holding_files import OldPage, write_warc
from tests.pywb_server import running_pywb
from tests.scripted_site import make_list, make_page, scripted_site

LISTING = "/de/presse/pressemitteilungen/"
TITLES = (
    "Delegation aus Venlo besucht das Rathaus",
    "Neue Bäume für den Stadtwald gepflanzt",
    "Leicester lädt Jugendliche aus Krefeld ein",
)
PATHS = tuple(f"/de/inhalt/meldung-mit-der-nummer-{number}/" for number in range(3))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Three releases, crawled in 2024 and (one rewritten, two as they were) in 2025; one more from another crawler."""
    folder = tmp_path_factory.mktemp("handover")
    settings = Settings(data=folder / "data")
    answers = {path: make_page(TITLES[number]) for number, path in enumerate(PATHS)}
    answers[LISTING] = make_list(PATHS)
    with scripted_site(answers) as site:
        for year in (2024, 2025):
            done = run_command(
                settings.data,
                "crawl",
                "krefeld",
                "--base-url",
                site.address,
                "--recheck",
                "--now",
                f"{year}-09-01T05:00",
            )
            assert done.returncode == 0
            site.answers[PATHS[1]] = make_page(TITLES[1], "Jetzt steht hier etwas ganz anderes über Bäume. " * 5)
    url = "https://www.krefeld.de/de/inhalt/eine-alte-meldung/"
    old = OldPage(url, "2015-03-01T10:00:00Z", make_page("Alte Meldung über Dünkirchen", published="").body)  # type: ignore[arg-type]
    plain = write_warc(folder / "alt.warc", [old], packed=False)
    assert run_command(settings.data, "import", str(plain)).returncode == 0
    assert run_command(settings.data, "index").returncode == 0
    return settings


def hand_over(archive: Settings, output: Path, *options: str) -> zipfile.ZipFile:
    done = run_command(archive.data, "export", "--format", "wacz", "--output", str(output), *options)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(output)


def read_index(package: zipfile.ZipFile) -> list[tuple[str, str, dict[str, str]]]:
    lines = package.read("indexes/index.cdx").decode().splitlines()
    assert lines == sorted(lines, key=str.encode)
    return [(key, stamp, json.loads(fields)) for key, stamp, fields in (line.split(" ", 2) for line in lines)]


def tell_versions(ledger: Ledger) -> dict[str, list[tuple[datetime, str]]]:
    return {
        one.urls[0]: [(version.seen_from, version.digest) for version in ledger.versions(one.id)]
        for one in ledger.changes_since(0)
    }


def test_a_wacz_keeps_to_its_specification(archive: Settings, tmp_path: Path) -> None:
    with hand_over(archive, tmp_path / "all.wacz") as package:
        assert package.testzip() is None
        names = set(package.namelist())
        assert names == {
            "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl", "datapackage.json", "datapackage-digest.json",
        }  # fmt: skip
        assert package.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED
        described = json.loads(package.read("datapackage.json"))
        assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
        assert {one["path"] for one in described["resources"]} == names - {
            "datapackage.json",
            "datapackage-digest.json",
        }
        for resource in described["resources"]:
            content = package.read(resource["path"])
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert resource["bytes"] == len(content)
            assert resource["name"] == resource["path"].rpartition("/")[2]
        digest = json.loads(package.read("datapackage-digest.json"))
        whole = hashlib.sha256(package.read("datapackage.json")).hexdigest()
        assert digest == {"path": "datapackage.json", "hash": f"sha256:{whole}"}
        head, *pages = [json.loads(line) for line in package.read("pages/pages.jsonl").decode().splitlines()]
        assert head["format"] == "json-pages-1.0"
        assert len(pages) == 5
        assert len({page["id"] for page in pages}) == 5
        content = package.read("archive/data.warc.gz")
        entries = read_index(package)
        # Every page is in the index under its address and time; every line leads to its record.
        found = {(fields["url"], stamp) for _, stamp, fields in entries}
        for page in pages:
            assert (page["url"], datetime.fromisoformat(page["ts"]).strftime("%Y%m%d%H%M%S")) in found
            assert page["title"] in page["text"]
        for key, stamp, fields in entries:
            assert set(fields) == {"url", "mime", "status", "digest", "length", "offset", "filename"}
            assert key == make_surt(fields["url"])
            place, length = int(fields["offset"]), int(fields["length"])
            [record] = list(ArchiveIterator(io.BytesIO(content[place : place + length])))
            assert record.rec_headers.get_header("WARC-Target-URI") == fields["url"]
            assert (fields["mime"] == "warc/revisit") == (record.rec_type == "revisit")
            assert stamp == "".join(filter(str.isdigit, record.rec_headers.get_header("WARC-Date")))[:14]
    checked = subprocess.run(
        [ROOT / ".venv" / "bin" / "warcio", "check", "/dev/stdin"], input=content, capture_output=True, check=False
    )
    assert checked.returncode == 0


def test_what_we_hand_over_we_can_take_in(archive: Settings, tmp_path: Path) -> None:
    hand_over(archive, tmp_path / "all.wacz").close()
    other = Settings(data=tmp_path / "other")
    done = run_command(other.data, "import", str(tmp_path / "all.wacz"))
    assert done.returncode == 0, done.stderr
    assert "bad records" not in done.stdout
    with open_ledger(archive) as ledger, open_ledger(other) as taken:
        captures = {one.url: len(list_captures(ledger, one.url)) for one in list_captures_of_all(ledger)}
        assert captures == {one.url: len(list_captures(taken, one.url)) for one in list_captures_of_all(taken)}
        for url in tell_versions(taken):
            for capture in list_captures(taken, url):
                assert replay_capture(other, taken, capture).status == 200


def list_captures_of_all(ledger: Ledger) -> list:  # type: ignore[type-arg]
    return [capture for one in ledger.changes_since(0) for capture in ledger.captures(one.id)]


def test_a_part_brings_along_what_its_revisits_refer_to(archive: Settings, tmp_path: Path) -> None:
    with hand_over(archive, tmp_path / "2025.wacz", "--captured-from", "2025", "--captured-to", "2025") as package:
        entries = read_index(package)
    years = {stamp[:4] for _, stamp, _ in entries}
    assert years == {"2024", "2025"}
    assert any(fields["mime"] == "warc/revisit" for _, _, fields in entries)
    originals = {fields["digest"] for _, _, fields in entries if fields["mime"] != "warc/revisit"}
    assert {fields["digest"] for _, _, fields in entries if fields["mime"] == "warc/revisit"} <= originals
    # The page that was rewritten in 2025 needs nothing of 2024.
    assert [stamp[:4] for _, stamp, fields in entries if fields["url"].endswith(PATHS[1])] == ["2025"]


def test_pywb_replays_every_page_of_a_part(archive: Settings, tmp_path: Path) -> None:
    with hand_over(archive, tmp_path / "2025.wacz", "--captured-from", "2025", "--captured-to", "2025") as package:
        entries = [one for one in read_index(package) if "/de/inhalt/" in one[2]["url"]]
        pages = [json.loads(line) for line in package.read("pages/pages.jsonl").decode().splitlines()][1:]
    # What was found unchanged in 2025 is a page of 2025 too.
    assert sorted(page["title"] for page in pages) == sorted(TITLES)
    assert {page["ts"][:4] for page in pages} == {"2025"}
    kinds = {fields["mime"] for _, _, fields in entries}
    assert kinds == {"text/html", "warc/revisit"}
    with running_pywb(tmp_path / "2025.wacz", unpack=True) as pywb:
        for _, stamp, fields in entries:
            with urllib.request.urlopen(f"{pywb}/{stamp}id_/{fields['url']}", timeout=30) as answer:
                number = int(fields["url"].rstrip("/")[-1])
                assert TITLES[number].encode() in answer.read()


def test_a_query_hands_over_its_articles_alone(archive: Settings, tmp_path: Path) -> None:
    with hand_over(archive, tmp_path / "venlo.wacz", "Venlo") as package:
        pages = [json.loads(line) for line in package.read("pages/pages.jsonl").decode().splitlines()][1:]
        described = json.loads(package.read("datapackage.json"))
        urls = {fields["url"].rpartition("/de/")[2] for _, _, fields in read_index(package)}
    assert [page["title"] for page in pages] == [TITLES[0]]
    assert described["title"] == "Pressearchiv: Venlo"
    assert urls == {PATHS[0].removeprefix("/de/")}
    for form in ("jsonl", "csv"):
        done = run_command(archive.data, "export", "Leicester", "--format", form)
        assert (done.returncode, TITLES[2] in done.stdout, TITLES[0] in done.stdout) == (0, True, False)
    dated = run_command(archive.data, "export", "--von", "2024", "--bis", "2024-12")
    assert dated.stdout.count("\n") == 3
    assert run_command(archive.data, "export", "--stadt", "venlo").stdout.count("\n") == 1


def test_a_warc_holds_the_same_records(archive: Settings, tmp_path: Path) -> None:
    done = run_command(archive.data, "export", "--format", "warc", "--output", str(tmp_path / "all.warc.gz"))
    assert done.returncode == 0
    walked = list(walk_records(tmp_path / "all.warc.gz"))
    assert not [one.problem for one in walked if one.problem]
    kinds = [one.response.kind for one in walked if one.response]
    assert kinds[0] == "warcinfo"
    assert kinds.count("request") >= 8
    assert {"response", "revisit", "metadata"} <= set(kinds)
    urls = {one.response.url for one in walked if one.response}
    assert any(url.endswith("/robots.txt") for url in urls)
    assert "https://www.krefeld.de/de/inhalt/eine-alte-meldung/" in urls


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--format", "wacz"), 2, "A WACZ needs --output"),
        (("--format", "csv", "--captured-from", "2024"), 2, "are for --format wacz and warc"),
        (("--format", "warc", "--captured-from", "2030"), 1, "nothing to hand over"),
        (("--format", "warc", "--von", "gestern"), 2, "is no day"),
        (("--format", "wacz", "--output", "/gibt/es/nicht.wacz"), 1, "cannot be written"),
    ],
)
def test_wrong_use_is_said_so(archive: Settings, options: tuple[str, ...], code: int, message: str) -> None:
    done = run_command(archive.data, "export", *options)
    assert (done.returncode, message in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr


def test_keys_are_those_of_other_archives() -> None:
    urls = [
        "https://www.krefeld.de/de/inhalt/x-y/",
        "http://www2.Krefeld.de:80/",
        "https://krefeld.de",
        "https://krefeld.de:8443/A/B?b=2&a=1",
        "http://127.0.0.1:8600/de/inhalt/Ärger/",
        "https://www.krefeld.de/a//b/?",
    ]
    code = "import json, sys, surt; print(json.dumps([surt.surt(url) for url in json.load(sys.stdin)]))"
    done = subprocess.run(
        [ROOT / ".venv" / "replay" / "bin" / "python", "-W", "ignore", "-c", code],
        input=json.dumps(urls), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [make_surt(url) for url in urls] == json.loads(done.stdout)


def test_the_moment_of_a_capture_is_kept_to_the_second(archive: Settings) -> None:
    with open_ledger(archive) as ledger:
        moments = {capture.fetched.year for capture in list_captures_of_all(ledger)}
    assert moments == {2015, 2024, 2025}
    assert datetime.now(UTC).year >= 2025
