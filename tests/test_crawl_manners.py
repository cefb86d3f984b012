"""Manners towards a site: robots.txt, the pace, pauses that it asks for, reservations of text and data mining."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from archive.ledger import Ledger
from archive.settings import Settings
from crawler.pauses import read_retry_after
from crawler.politeness import is_loopback
from crawler.reservations import is_reserved, read_tdmrep
from tests.commands import run_command
from tests.scripted_site import Answer, ScriptedSite, make_list, make_page, scripted_site

LISTING = "/de/presse/pressemitteilungen/"
GOOD = "/de/inhalt/eine-gute-meldung/"
OTHER = "/de/inhalt/eine-andere-meldung/"
HTML = {"Content-Type": "text/html; charset=utf-8"}
PLAIN = {"Content-Type": "text/plain"}
TDMREP = "/.well-known/tdmrep.json"


def crawl(data: Path, site: ScriptedSite, *options: str, **variables: str) -> tuple[int, dict[str, object]]:
    arguments = ("crawl", "krefeld", "--base-url", site.address, "--json", *options)
    done = run_command(data, *arguments, variables={f"PRESSEARCHIV_{name}": value for name, value in variables.items()})
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def answers(**more: Answer | list[Answer]) -> dict[str, Answer | list[Answer]]:
    return {
        LISTING: make_list((GOOD, OTHER)),
        GOOD: make_page("Eine gute Meldung aus Krefeld"),
        OTHER: make_page("Noch eine Meldung von anderem Inhalt", "Am Sonntag singt der Chor auf dem Platz. " * 5),
        **more,
    }


def own_profile(settings: Settings, *lines: str) -> None:
    packaged = Path(__file__).parent.parent / "archive" / "sites" / "krefeld.toml"
    settings.sites_folder.mkdir(parents=True)
    text = packaged.read_text(encoding="utf-8").replace("[start]", "\n".join((*lines, "", "[start]")), 1)
    (settings.sites_folder / "krefeld.toml").write_text(text, encoding="utf-8")


def gaps(site: ScriptedSite, *paths: str) -> list[float]:
    times = [moment for (path, _), moment in zip(site.requests, site.times, strict=True) if path in paths]
    return [later - earlier for earlier, later in pairwise(times)]


def test_a_robots_txt_that_never_comes_forbids_everything(settings: Settings, ledger: Ledger) -> None:
    released = threading.Event()

    def never() -> Iterator[bytes]:
        released.wait(60)
        yield b""

    with scripted_site(answers() | {"/robots.txt": Answer(never, headers=PLAIN)}) as site:
        code, report = crawl(settings.data, site, TIMEOUT="1")
        released.set()
        assert (code, report["verdict"]) == (1, "failed")
        assert "robots.txt could not be fetched, so nothing may be: no answer in time" in str(report["reason"])
        assert {path for path, _ in site.requests} == {"/robots.txt"}
    assert ledger.count_articles() == 0


def test_the_longest_match_of_robots_txt_wins(settings: Settings, ledger: Ledger) -> None:
    robots = b"User-agent: *\nDisallow: /de/inhalt/\nAllow: /de/inhalt/eine-gute\n"
    with scripted_site(answers() | {"/robots.txt": Answer(robots, headers=PLAIN)}) as site:
        assert crawl(settings.data, site)[0] == 0
        assert (site.asked(GOOD), site.asked(OTHER)) == (1, 0)
    assert ledger.count_articles() == 1


def test_crawl_delay_is_honoured_and_told(settings: Settings) -> None:
    robots = b"User-agent: *\nCrawl-delay: 0.7\n"
    with scripted_site(answers() | {"/robots.txt": Answer(robots, headers=PLAIN)}) as site:
        code, report = crawl(settings.data, site)
        assert code == 0
        # The delay is known when the file was read; the question that is asked along with it may be too early.
        pages = {path for path, _ in site.requests if path not in ("/robots.txt", TDMREP)}
        waits = gaps(site, *pages)
        # The server's clock sees a question some time after it was sent: one gap may be shorter, their sum hardly.
        assert min(waits) >= 0.35
        assert sum(waits) >= 0.7 * (len(waits) - 1)
    assert report["manners"][0]["crawl_delay"] == 0.7  # type: ignore[index]


def test_only_this_machine_needs_no_protection() -> None:
    for address, local in (
        ("http://127.0.0.1:8600", True), ("http://127.0.0.1", True), ("http://[::1]:80", True), ("http://localhost", True),
        ("https://www.krefeld.de", False), ("http://127.0.0.1.example", False), ("http://10.0.0.1", False),
    ):  # fmt: skip
        assert is_loopback(address) == local


@pytest.mark.parametrize("dated", [False, True])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(status: int, dated: bool, settings: Settings, ledger: Ledger) -> None:
    wait = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True) if dated else "1"
    busy = Answer(b"spaeter", status, {"Retry-After": wait})
    with scripted_site(answers() | {LISTING: [busy, make_list((GOOD, OTHER))]}) as site:
        code, _ = crawl(settings.data, site)
        assert code == 0
        [first, again] = [position for position, (path, _) in enumerate(site.requests) if path == LISTING]
        # Nothing is asked for in the meantime, but for one question that was on its way when the answer came.
        assert sum(moment - site.times[first] < 1 for moment in site.times[first + 1 :]) <= 1
        assert site.times[again] - site.times[first] >= 1
    assert ledger.count_articles() == 2


def test_a_site_that_wants_hours_of_rest_is_left_alone(settings: Settings, ledger: Ledger) -> None:
    busy = Answer(b"spaeter", 503, {"Retry-After": "7200"})
    with scripted_site(answers() | {GOOD: busy}) as site:
        code, report = crawl(settings.data, site)
        assert (code, report["verdict"]) == (1, "failed")
        assert "asks to be left alone for 7200 seconds" in str(report["reason"])
        assert site.asked(GOOD) == 1
        site.answers[GOOD] = make_page("Eine gute Meldung aus Krefeld")
        assert crawl(settings.data, site)[0] == 0
    assert ledger.count_articles() == 2


def test_retry_after_is_read_in_both_forms() -> None:
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    assert read_retry_after("120", now) == 120
    assert read_retry_after("Wed, 25 Nov 2026 12:05:00 GMT", now) == 300
    assert read_retry_after("Wed, 25 Nov 2026 11:00:00 GMT", now) == 0
    for odd in ("", "bald", "-5", "²", "Wed, 99 Nov 2026 12:05:00 GMT"):
        assert read_retry_after(odd, now) is None


def test_who_crawls_says_so_with_every_request(settings: Settings) -> None:
    with scripted_site(answers()) as site:
        assert crawl(settings.data, site, CONTACT="archiv@krefeld.example")[0] == 0
        agents = {headers["user-agent"] for _, headers in site.requests}
        assert len(agents) == 1
        agent = agents.pop()
        assert agent.startswith("Pressearchiv/")
        assert "archiv@krefeld.example" in agent
        assert not any("cookie" in headers or "referer" in headers for _, headers in site.requests)


def reserving() -> dict[str, Answer | list[Answer]]:
    page = make_page("Eine gute Meldung aus Krefeld")
    assert isinstance(page.body, bytes)
    meta = page.body.replace(b"<html>", b'<html><head><meta name="tdm-reservation" content="1"></head>')
    third = "/de/inhalt/eine-dritte-meldung/"
    return answers() | {
        "/robots.txt": Answer(b"User-agent: *\nAllow: /\n# TDM-Reservation: 1 (44b UrhG)\n", headers=PLAIN),
        TDMREP: Answer(json.dumps([{"location": "/de/inhalt/eine-dritte*", "tdm-reservation": 1}]).encode()),
        LISTING: make_list((GOOD, OTHER, third)),
        GOOD: Answer(meta),
        OTHER: Answer(make_page("Noch eine Meldung", "Chor. " * 40).body, headers={**HTML, "tdm-reservation": "1"}),
        third: make_page("Die dritte Meldung von allen dreien", "Der Markt beginnt um zehn Uhr. " * 5),
    }  # fmt: skip


def test_reservations_of_text_and_data_mining_are_told(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(reserving()) as site:
        code, report = crawl(settings.data, site)
    assert code == 0
    told = report["manners"][0]["reservations"]  # type: ignore[index]
    for words in ("robots.txt says: # TDM-Reservation", TDMREP, "header tdm-reservation", "meta tdm-reservation"):
        assert any(words in sentence for sentence in told), (words, told)
    assert ledger.count_articles() == 3


def test_reservations_are_respected_where_the_profile_says_so(settings: Settings, ledger: Ledger) -> None:
    own_profile(settings, 'tdm = "respect"')
    with scripted_site(reserving()) as site:
        code, report = crawl(settings.data, site)
        assert code == 0
        assert site.asked("/de/inhalt/eine-dritte-meldung/") == 0
    assert ledger.count_articles() == 0
    causes = {failure["cause"] for failure in report["failures"]}  # type: ignore[attr-defined]
    assert causes == {
        "text and data mining of it is reserved",
        "text and data mining of it is reserved (header)",
        f"text and data mining of it is reserved ({TDMREP})",
    }


def test_a_tdmrep_file_of_any_form_is_read_calmly() -> None:
    for odd in (b"", b"{}", b"[1, null]", b'[{"location": 1, "tdm-reservation": 1}]', b"[" * 100_000, b"\xff"):
        assert read_tdmrep(odd) == ()
    places = read_tdmrep(
        b'[{"location": "/a/*.html$", "tdm-reservation": 1}, {"location": "/b", "tdm-reservation": 0}]'
    )
    assert [is_reserved(path, places) for path in ("/a/x.html", "/a/x.htm", "/b")] == [True, False, False]


def test_the_floor_of_a_live_site_is_never_undercut_by_the_spread() -> None:
    from scrapy.crawler import Crawler
    from scrapy.settings import Settings as ScrapySettings

    from crawler.addon import ArchivalCrawl
    from crawler.politeness import PoliteThrottle
    from crawler.spiders.press import PressSpider

    chosen = ScrapySettings()
    chosen.setmodule("crawler.settings", priority="project")
    ArchivalCrawl().update_settings(chosen)
    assert chosen.getfloat("DOWNLOAD_DELAY") == 2.0
    crawler = Crawler(PressSpider, chosen)
    crawler.settings = chosen
    throttle = PoliteThrottle(crawler)
    assert throttle._min_delay() * (1 - chosen.getfloat("DOWNLOAD_DELAY_JITTER")) == pytest.approx(2.0)
    assert chosen.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert not any(map(chosen.getbool, ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED")))
