"""The spider on real servers: the whole demonstration through its history, and sites that misbehave in every way."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.ledger import Ledger, open_ledger
from archive.profiles import load_profile
from archive.records import Crawl
from archive.settings import Settings
from archive.urls import SiteUrls
from crawler.decoding import parse_html
from crawler.links import MOST_LINKS, find_links
from demo.server import running_site
from demo.truth import history
from tests.commands import run_command
from tests.scripted_site import Answer, ScriptedSite, make_list, make_page, scripted_site

BASE = "https://www.krefeld.de"
LISTING = "/de/presse/pressemitteilungen/"
GOOD = "/de/inhalt/eine-gute-meldung/"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def crawl(data: Path, site: str, address: str, *options: str) -> tuple[int, dict[str, object]]:
    done = run_command(data, "crawl", site, "--base-url", address, "--json", *options)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout else {"error": done.stderr}


def last_crawl(ledger: Ledger) -> Crawl:
    return ledger.crawls(1)[0]


def causes(ledger: Ledger) -> dict[str, str]:
    crawl = last_crawl(ledger)
    return {failure.example.removeprefix(crawl.address): failure.cause for failure in crawl.failures}


def test_crawls_through_history_find_what_the_demonstration_knows(settings: Settings, ledger: Ledger) -> None:
    days = [date(2025, 5, 1), date(2025, 11, 1), date(2026, 3, 15), date(2026, 10, 30)]
    told = history(days)
    with running_site(day=days[0]) as site:
        for day in days:
            site.day = day
            code, report = crawl(settings.data, "demo", site.address, "--recheck", "--now", f"{day}T05:00")
            assert (code, report["verdict"], report["failures"]) == (0, "ok", [])
            for article in told:
                sighting = next((seen for seen in article.sightings if seen.day == day), None)
                if sighting is None:
                    continue
                ids = {ledger.find_article_id(url) for url in article.urls} - {None}
                assert len(ids) == 1, article.urls
                kept = ledger.article(ids.pop() or "")
                assert kept is not None
                assert (kept.state, kept.urls[0], kept.versions) == (sighting.state, sighting.url, sighting.version)
        asked = [request.path for request in site.requests]
        assert ledger.count_articles() == len(told)
    for article in told:
        kept_id = ledger.find_article_id(article.urls[0]) or ""
        assert [(v.article.title, v.article.lead, v.article.text) for v in ledger.versions(kept_id)] == [
            version.content for version in article.versions
        ]
    # The cross product of the two lists is not walked, nor the endless calendar, nor what robots.txt forbids.
    assert not [path for path in asked if "&s93=" in path or "/de/kalender/" in path or path.startswith("/intern/")]


def test_a_second_crawl_asks_for_little_and_conditionally(settings: Settings, ledger: Ledger) -> None:
    with running_site() as site:
        assert crawl(settings.data, "demo", site.address, "--now", "2026-10-30T05:00")[0] == 0
        first = len(site.requests)
        site.requests.clear()
        code, report = crawl(settings.data, "demo", site.address, "--now", "2026-10-31T05:00")
        assert (code, report["verdict"]) == (0, "nothing new")
        assert len(site.requests) < first / 5
        crawl(settings.data, "demo", site.address, "--now", "2026-10-31T06:00", "--recheck")
        conditional = [request for request in site.requests if request.headers.get("if-none-match")]
        assert conditional
        assert {request.status for request in conditional} == {304}
        kinds = [capture.kind for archived in ledger.changes_since(0) for capture in ledger.captures(archived.id)]
        assert kinds.count("revisit") >= len(conditional)


def test_every_capture_lies_in_a_warc_file_that_a_reader_of_others_understands(
    settings: Settings, ledger: Ledger
) -> None:
    with running_site() as site:
        assert crawl(settings.data, "demo", site.address)[0] == 0
    [path] = (settings.warc_folder / "demo").glob("*")
    assert path.name.endswith(".warc.gz")
    with path.open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(stream, verify_http=True)
        ]
    assert records[0][0] == "warcinfo"
    assert any(kind == "response" and uri.endswith("/robots.txt") for kind, uri in records[1:])
    articles = list(ledger.changes_since(0))
    assert len(articles) >= 160
    for archived in articles:
        [capture, *_] = ledger.captures(archived.id)
        with path.open("rb") as stream:
            stream.seek(capture.warc_offset)
            record = next(iter(ArchiveIterator(stream)))
            assert record.rec_type == "response"
            assert record.rec_headers.get_header("WARC-Payload-Digest") == capture.digest


@pytest.fixture
def bad_site() -> Iterator[ScriptedSite]:
    def endless() -> Iterator[bytes]:
        yield b"<html><body><h1>Endlos</h1>"
        for _ in range(50):
            yield b"<p>" + b"x" * 1_000_000 + b"</p>"

    bomb = gzip.compress(b"<p>" + b"0" * 60_000_000)
    pages = {
        "leer": Answer(b""),
        "bild": Answer(b"\x89PNG\r\n\x1a\n" + bytes(500), headers={"Content-Type": "image/png"}),
        "bild-als-html": Answer(b"\x89PNG\r\n\x1a\n" + bytes(500)),
        "falsch-kodiert": Answer(make_page("Fähre nach Uerdingen fährt wieder").body.decode().encode("latin-1")),  # type: ignore[union-attr]
        "falsch-benannt": Answer(
            make_page("Brücke über die Straße fällt aus").body,
            headers={"Content-Type": "text/html; charset=iso-8859-1"},
        ),
        "fuenfzig-megabyte": Answer(endless),
        "bombe": Answer(bomb, headers={**HTML, "Content-Encoding": "gzip"}),
        "bombe-br": Answer(brotli.compress(b"0" * 60_000_000, quality=1), headers={**HTML, "Content-Encoding": "br"}),
        "fort": Answer(b"", 302, {"Location": "http://203.0.113.9/weg"}),
        "kreis-a": Answer(b"", 302, {"Location": "/de/inhalt/kreis-b/"}),
        "kreis-b": Answer(b"", 302, {"Location": "/de/inhalt/kreis-a/"}),
        "kaputt": Answer(b"Fehler", 500),
        "verboten": Answer(b"nein", 403),
        "weg": Answer(b"weg", 410),
        "ohne-text": Answer(b"<html><body><h1>Nur eine Zeile</h1></body></html>"),
    }
    answers = {f"/de/inhalt/{name}/": answer for name, answer in pages.items()}
    answers |= {f"{GOOD[:-1]}-{n}/": make_page(f"Gute Meldung Nummer {n} aus Krefeld") for n in range(30)}
    linked = [path for path in answers if path != "/de/inhalt/kreis-b/"]
    answers[LISTING] = make_list((*linked, "http://203.0.113.9/de/inhalt/fremd/", "mailto:presse@krefeld.example"))
    with scripted_site(answers) as site:
        yield site


def test_bad_pages_are_named_and_the_rest_goes_on(bad_site: ScriptedSite, settings: Settings, ledger: Ledger) -> None:
    code, report = crawl(settings.data, "krefeld", bad_site.address)
    assert (code, report["verdict"]) == (0, "ok")
    kept = {archived.urls[0] for archived in ledger.changes_since(0)}
    misnamed = {f"{BASE}/de/inhalt/{name}/" for name in ("falsch-kodiert", "falsch-benannt")}
    assert kept == {f"{BASE}{GOOD[:-1]}-{n}/" for n in range(30)} | misnamed
    titles = {one.article.title for one in ledger.changes_since(0) if one.urls[0] in misnamed}
    assert titles == {"Fähre nach Uerdingen fährt wieder", "Brücke über die Straße fällt aus"}
    told = causes(ledger)
    assert told["/de/inhalt/fort/"] == "a redirect off the site, which is not followed"
    assert told["/de/inhalt/kaputt/"] == "the site answers 500"
    assert told["/de/inhalt/verboten/"] == "the site answers 403"
    # The endless page and both bombs.
    assert [one.count for one in last_crawl(ledger).failures if one.cause == "the answer was too large"] == [3]
    assert any(cause.startswith("redirects that go round") for cause in told.values())
    assert any(cause.startswith("no HTML page") for cause in told.values())
    assert any(cause.startswith("a page without a release") for cause in told.values())
    assert not any("error of this program" in cause for cause in told.values())
    assert bad_site.asked("/de/inhalt/kaputt/") == 3
    assert bad_site.asked("/de/inhalt/weg/") == 1


def test_nothing_is_lost_when_a_page_fails_later(settings: Settings, ledger: Ledger) -> None:
    answers = {LISTING: make_list((GOOD,)), GOOD: make_page("Eine gute Meldung aus Krefeld")}
    with scripted_site(answers) as site:
        assert crawl(settings.data, "krefeld", site.address, "--now", "2025-01-01T05:00")[0] == 0
        for status in (500, 503, 403):
            site.answers[GOOD] = Answer(b"kaputt", status)
            assert crawl(settings.data, "krefeld", site.address, "--now", "2025-02-01T05:00", "--recheck")[0] == 0
    [kept] = ledger.changes_since(0)
    assert (kept.state, kept.versions, kept.article.title) == ("live", 1, "Eine gute Meldung aus Krefeld")


def test_a_site_that_is_down_fails_with_the_cause(settings: Settings, ledger: Ledger) -> None:
    done = run_command(settings.data, "crawl", "krefeld", "--base-url", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "the connection was refused" in done.stdout
    assert "Try again later" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert last_crawl(ledger).verdict == "failed"


def test_an_unknown_host_fails_with_the_cause(settings: Settings) -> None:
    arguments = ("crawl", "krefeld", "--base-url", "http://gibt-es-nicht.invalid")
    done = run_command(settings.data, *arguments, variables={"PRESSEARCHIV_CONTACT": "archiv@krefeld.example"})
    assert (done.returncode, "the host name is not known" in done.stdout) == (1, True)


def test_a_live_site_is_not_crawled_by_nobody(settings: Settings) -> None:
    for address in ("--base-url=http://gibt-es-nicht.invalid", ""):
        done = run_command(settings.data, "crawl", "krefeld", *filter(None, [address]))
        assert (done.returncode, "PRESSEARCHIV_CONTACT" in done.stderr) == (2, True)
    assert not settings.ledger_path.exists()


@pytest.mark.parametrize(
    ("robots", "cause"),
    [
        (Answer(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"}), "robots.txt forbids it"),
        (Answer(b"busy", 503), "robots.txt answers 503"),
    ],
)
def test_robots_txt_is_obeyed(robots: Answer, cause: str, settings: Settings, ledger: Ledger) -> None:
    with scripted_site({"/robots.txt": robots, LISTING: make_list((GOOD,)), GOOD: make_page("Nicht für uns")}) as site:
        code, report = crawl(settings.data, "krefeld", site.address)
        assert (code, report["verdict"]) == (1, "failed")
        assert cause in str(report["reason"])
        assert {path for path, _ in site.requests} == {"/robots.txt"}
    assert ledger.count_articles() == 0


def test_a_listing_without_links_is_suspicious(settings: Settings) -> None:
    with scripted_site({LISTING: make_list(())}) as site:
        code, report = crawl(settings.data, "krefeld", site.address)
    assert (code, report["verdict"]) == (3, "suspicious")


def test_an_endless_listing_ends(settings: Settings, ledger: Ledger) -> None:
    answers = {f"{LISTING}&s91={start}": make_list((GOOD, f"{LISTING}&s91={start + 5}")) for start in range(6, 5000, 5)}
    answers |= {LISTING: make_list((GOOD, f"{LISTING}&s91=6&s93=11")), GOOD: make_page("Immer dieselbe Meldung")}
    with scripted_site(answers) as site:
        assert crawl(settings.data, "krefeld", site.address)[0] == 0
        assert len(site.requests) < 40
    assert ledger.count_articles() == 1


def test_endless_paging_with_ever_new_releases_ends_where_the_profile_says(settings: Settings, ledger: Ledger) -> None:
    packaged = Path(__file__).parent.parent / "archive" / "sites" / "krefeld.toml"
    settings.sites_folder.mkdir(parents=True)
    own = packaged.read_text(encoding="utf-8").replace("[urls.paging]", "[urls.paging]\nmax_pages = 6", 1)
    (settings.sites_folder / "krefeld.toml").write_text(own, encoding="utf-8")
    answers = {GOOD: make_page("Eine gute Meldung aus Krefeld")}
    for start in range(1, 200, 5):
        path, new = f"{LISTING}&s91={start}" if start > 1 else LISTING, f"{GOOD[:-1]}-{start}/"
        answers |= {path: make_list((new, f"{LISTING}&s91={start + 5}")), new: make_page(f"Meldung Nummer {start}")}
    with scripted_site(answers) as site:
        assert crawl(settings.data, "krefeld", site.address)[0] == 0
        assert sum(path.startswith(LISTING) for path, _ in site.requests) == 6
    assert ledger.count_articles() == 6


def test_ten_thousand_links_are_too_many() -> None:
    urls = SiteUrls(load_profile("krefeld"))
    links = "".join(f'<a href="/de/inhalt/meldung-nummer-{number}/">x</a>' for number in range(10_000))
    root = parse_html(f"<html><body>{links}</body></html>")
    assert root is not None
    assert len(find_links(root, BASE + LISTING, urls)) == MOST_LINKS


def test_unknown_sites_and_bad_addresses_are_wrong_use(settings: Settings) -> None:
    done = run_command(settings.data, "crawl", "krefelt")
    assert (done.returncode, "Did you mean 'krefeld'?" in done.stderr) == (2, True)
    done = run_command(settings.data, "crawl", "krefeld", "--base-url", "krefeld.de")
    assert (done.returncode, "expected http://" in done.stderr) == (2, True)
    done = run_command(settings.data, "crawl", "krefeld", "--now", "gestern")
    assert (done.returncode, "is no time" in done.stderr) == (2, True)


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    done = run_command(tmp_path / "file" / "data", "crawl", "krefeld", "--base-url", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "--data" in done.stderr


def test_a_copy_in_a_folder_is_followed_through_its_redirects(settings: Settings, ledger: Ledger) -> None:
    answers = {
        f"/kopie{LISTING}": make_list((f"/kopie{GOOD}",)),
        f"/kopie{GOOD}": Answer(b"", 301, {"Location": f"/kopie{GOOD.rstrip('/')}"}),
        f"/kopie{GOOD.rstrip('/')}": make_page("Eine gute Meldung aus Krefeld"),
    }
    with scripted_site(answers) as site:
        assert crawl(settings.data, "krefeld", f"{site.address}/kopie")[0] == 0
    [kept] = ledger.changes_since(0)
    assert kept.urls == (BASE + GOOD,)


def test_two_crawls_at_once_do_not_meet(settings: Settings, ledger: Ledger) -> None:
    started, finish = threading.Event(), threading.Event()

    def slow() -> Iterator[bytes]:
        started.set()
        finish.wait(60)
        yield make_list((GOOD,)).body  # type: ignore[misc]

    answers = {LISTING: Answer(slow), GOOD: make_page("Eine gute Meldung aus Krefeld")}
    with scripted_site(answers) as site, ThreadPoolExecutor(1) as pool:
        first = pool.submit(crawl, settings.data, "krefeld", site.address)
        assert started.wait(60)
        second = run_command(settings.data, "crawl", "krefeld", "--base-url", site.address)
        finish.set()
        assert first.result()[0] == 0
    assert (second.returncode, "is running already" in second.stderr) == (4, True)
    assert [run.verdict for run in ledger.crawls()] == ["ok"]


def test_scrapys_own_commands_work(settings: Settings) -> None:
    import os
    import subprocess
    import sys

    from tests.commands import ROOT

    environment = {**os.environ, "PRESSEARCHIV_DATA": str(settings.data)}
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stdout.split() == ["press"]
    with scripted_site({LISTING: make_list((GOOD,)), GOOD: make_page("Mit Scrapy geholt, wie gewohnt")}) as site:
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "press",
            "-a",
            "site=demo",
            "-a",
            f"base_url={site.address}",
        ]
        subprocess.run(command, env=environment, capture_output=True, cwd=ROOT, check=True, timeout=60)
    with open_ledger(settings) as ledger:
        assert ledger.count_articles() == 1
