"""Pages a second and CPU a page of a whole crawl (extraction, WARC, ledger) beside a bare Scrapy spider, in one run.

    python benchmarks/crawl.py [--size 20000] [--only ours] [--again]

Both crawl the demonstration site, generated to that size, on a loopback port without delay, and each runs in a process
of its own; so does the server, which is why its work is not counted. The bare spider follows every link of the site and
keeps nothing. Memory is the largest resident set: at the end, and when 2,000 pages had been read. `--again` adds a crawl
that looks at all of it once more.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Pages after which memory is looked at for the first time.
EARLY = 2_000
BARS = {"cpu": 2.5, "growth": 1.10, "memory": 250.0}

_MEASURE = """
import json, resource, sys, time
sys.path.insert(0, {root!r})
marks = {{"early": 0.0, "pages": 0}}
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def count(**_):
    marks["pages"] += 1
    if marks["pages"] == {early}:
        marks["early"] = peak()
def report(started):
    cpu = time.process_time()
    print(json.dumps({{**marks, "cpu": cpu, "wall": time.perf_counter() - started, "peak": peak()}}))
"""

_OURS = """
from scrapy import signals
from scrapy.crawler import CrawlerProcess
from pathlib import Path
from contextlib import contextmanager
from archive.ledger import Ledger
from archive.settings import Settings
import crawler.spiders.press as press
marks["held"] = 0.0
writing = Ledger.writing
@contextmanager
def timed(self):
    with writing(self) as connection:
        began = time.perf_counter()
        yield connection
        marks["held"] = max(marks["held"], time.perf_counter() - began)
Ledger.writing = timed
from crawler.run import run_crawl
made = press.PressSpider.from_crawler.__func__
def from_crawler(cls, crawler, *args, **kwargs):
    crawler.signals.connect(count, signal=signals.response_received, weak=False)
    return made(cls, crawler, *args, **kwargs)
press.PressSpider.from_crawler = classmethod(from_crawler)
started = time.perf_counter()
done = run_crawl(Settings(data=Path({data!r})), "demo", base_url={address!r}, recheck={recheck})
marks |= {{"verdict": done.verdict, "articles": done.counts.get("new", 0)}}
report(started)
"""

_BARE = """
import re, scrapy
from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
class Bare(scrapy.Spider):
    name = "bare"
    start_urls = [{address!r} + "/de/presse/pressemitteilungen/"]
    # Only what our spider follows too: the cross product of lists and the calendar have no end.
    links = LinkExtractor(deny=[r"&s9[2-4]=", r"&c9\\d=", r"/de/kalender/", r"/intern/", r"/de/bilder/", r"\\?"])
    @classmethod
    def from_crawler(cls, crawler, *args, **kwargs):
        crawler.signals.connect(count, signal=signals.response_received, weak=False)
        return super().from_crawler(crawler, *args, **kwargs)
    def parse(self, response):
        if not isinstance(response, scrapy.http.TextResponse):
            return
        for link in self.links.extract_links(response):
            if link.url.startswith({address!r}):
                yield response.follow(link.url, self.parse)
started = time.perf_counter()
process = CrawlerProcess({{"LOG_LEVEL": "CRITICAL", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS": 2, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "ROBOTSTXT_OBEY": True,
    "COOKIES_ENABLED": False, "HTTPCACHE_ENABLED": False}})
process.crawl(Bare)
process.start()
report(started)
"""

_SERVER = """
import sys, time
sys.path.insert(0, {root!r})
from demo.server import serve
serve(port=0, size={size}, announce=lambda address: print(address, flush=True))
"""


def main() -> int:
    """Measure both and print a table; return 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=20_000, help="releases on the site")
    parser.add_argument("--only", choices=("ours", "bare"), help="measure one of the two")
    parser.add_argument("--again", action="store_true", help="look at all of it once more")
    chosen = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER.format(root=str(ROOT), size=chosen.size)], stdout=subprocess.PIPE, text=True
    )
    results = {}
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as folder:
            for name, script in (("bare", _BARE), ("ours", _OURS)):
                if chosen.only in (None, name):
                    results[name] = measure(script, address, Path(folder))
            if chosen.again:
                results["again"] = measure(_OURS, address, Path(folder), recheck=True)
    finally:
        server.terminate()
        server.wait()
    return tell(results, chosen.size)


def measure(script: str, address: str, folder: Path, *, recheck: bool = False) -> dict[str, float]:
    """Run one spider in a process of its own and return what it used."""
    fields = {"root": str(ROOT), "early": EARLY, "address": address, "data": str(folder / "data"), "recheck": recheck}
    code = (_MEASURE + script).format(**fields)
    path = folder / "measured.py"  # Scrapy looks at the source of callbacks
    path.write_text(code, encoding="utf-8")
    started = time.perf_counter()
    done = subprocess.run([sys.executable, str(path)], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"{time.perf_counter() - started:.0f} s: {found}", file=sys.stderr)
    return found


def tell(results: dict[str, dict[str, float]], size: int) -> int:
    """Print the table and what of the bars is reached."""
    print(f"{size} releases\n")
    print("| spider | pages | pages/s | CPU ms a page | MB at 2,000 pages | MB at the end |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, found in results.items():
        pages = found["pages"]
        print(
            f"| {name} | {pages} | {pages / found['wall']:.0f} | {1000 * found['cpu'] / pages:.1f} "
            f"| {found['early']:.0f} | {found['peak']:.0f} |"
        )
    for name in results.keys() & {"ours", "again"}:
        print(f"\nThe ledger was held for {1000 * results[name]['held']:.0f} ms at most ({name})")
    if "ours" not in results or "bare" not in results:
        return 0
    ours, bare = results["ours"], results["bare"]
    ratio = (ours["cpu"] / ours["pages"]) / (bare["cpu"] / bare["pages"])
    growth = ours["peak"] / ours["early"] if ours["early"] else 1.0
    print(f"\nCPU a page: {ratio:.2f} times the bare spider (bar {BARS['cpu']})")
    print(f"Memory at the end: {growth:.2f} times that after 2,000 pages (bar {BARS['growth']}), {ours['peak']:.0f} MB")
    missed = ratio > BARS["cpu"] or growth > BARS["growth"] or ours["peak"] > BARS["memory"]
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
