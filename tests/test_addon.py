"""The archival crawl as an add-on to a spider that knows nothing of archives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from archive.ledger import Ledger
from archive.settings import Settings
from archive.warc_mending import measure_whole_members
from tests.commands import ROOT
from tests.scripted_site import Answer, ScriptedSite, make_list, make_page, scripted_site

SPIDER = """
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Plain(scrapy.Spider):
    name = "plain"
    start_urls = [sys.argv[1] + "/"]

    def parse(self, response):
        print(json.dumps([response.url, response.status, response.flags, response.css("h1::text").get()]))
        for link in response.css("a"):
            yield response.follow(link, self.parse)

process = CrawlerProcess({
    "ADDONS": {"crawler.addon.ArchivalCrawl": 100},
    "ARCHIVE_DATA": sys.argv[2], "ARCHIVE_SITE": "plain", "DOWNLOAD_DELAY": 0, "POLITE_ADAPTS": False,
    "LOG_LEVEL": "ERROR", "ROBOTS_MAX_AGE": float(sys.argv[3]), "USER_AGENT": "Plain/1 (+archiv@krefeld.example)",
})
process.crawl(Plain)
process.start()
"""
PAGES = ("/eins", "/zwei", "/drei")


def run_spider(folder: Path, site: ScriptedSite, max_age: float = 86_400) -> list[tuple[str, int, list[str], str]]:
    script = folder / "plain.py"
    script.write_text(SPIDER, encoding="utf-8")
    command = [sys.executable, "-W", "error", str(script), site.address, str(folder / "data"), str(max_age)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def sample() -> dict[str, Answer]:
    pages = {}
    for path in PAGES:
        page = make_page(f"Seite {path}")
        pages[path] = Answer(page.body, headers={**page.headers, "ETag": f'"{path}"'})
    return {"/": make_list(PAGES), **pages}


def test_any_spider_gets_warc_files_conditional_requests_and_a_report(settings: Settings, ledger: Ledger) -> None:
    folder = settings.data.parent
    with scripted_site(sample()) as site:
        first = run_spider(folder, site)
        assert {(status, tuple(flags)) for _, status, flags, _ in first} == {(200, ())}
        site.requests.clear()
        second = run_spider(folder, site)
        asked = {path: headers for path, headers in site.requests if path in PAGES}
        assert set(asked) == set(PAGES)
        assert all("if-none-match" in headers for headers in asked.values())
        # The spider sees the pages all the same, as they were kept.
        assert sorted(one[3] for one in second) == sorted(one[3] for one in first)
        assert sorted(tuple(flags) for _, _, flags, _ in second) == [(), *[("not-modified",)] * 3]
    newest, oldest = ledger.crawls()
    assert [run.verdict for run in (newest, oldest)] == ["ok", "ok"]
    assert (newest.counts["pages"], newest.counts["unchanged"]) == (4, 3)
    assert newest.manners[0].robots == "robots.txt answers 404: all is allowed"
    assert (settings.reports_folder / f"plain-{newest.id}.html").is_file()
    files = sorted((settings.warc_folder / "plain").iterdir())
    assert len(files) == 2
    for path in files:
        assert measure_whole_members(path) == path.stat().st_size


def test_robots_txt_is_asked_for_again_when_its_answer_is_old(settings: Settings, ledger: Ledger) -> None:
    with scripted_site(sample()) as site:
        run_spider(settings.data.parent, site)
        assert site.asked("/robots.txt") == 1
        run_spider(settings.data.parent, site, max_age=0)
        assert site.asked("/robots.txt") > 2


def test_a_site_that_is_busy_for_hours_ends_any_spider(settings: Settings, ledger: Ledger) -> None:
    busy = Answer(b"spaeter", 503, {"Retry-After": "7200"})
    with scripted_site(sample() | {"/": busy}) as site:
        run_spider(settings.data.parent, site)
        assert site.asked("/") == 1
    [run] = ledger.crawls()
    assert run.verdict == "failed"
    assert "asks to be left alone for 7200 seconds" in run.reason
