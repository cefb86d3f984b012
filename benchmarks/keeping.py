"""CPU of keeping: writing, taking in, reading anew, checking and handing over pages, beside `warcio check` in one run."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.handover import Selection, write_wacz
from archive.ledger import open_ledger
from archive.settings import Settings
from archive.verifying import verify_files
from archive.warc import Exchange, WarcWriter
from benchmarks.corpus import recombine
from crawler.holding_files import list_sources
from crawler.holding_import import HoldingImport
from crawler.reextraction import reread_articles

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


def make_page(title: str, text: str, day: str) -> bytes:
    """Return a release as a page with navigation and foot."""
    menu = "".join(f'<li><a href="/de/seite-{n}/">Seite {n}</a></li>' for n in range(60))
    body = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    return (
        f"<!DOCTYPE html><html lang='de'><head><title>{escape(title)}</title></head><body><nav><ul>{menu}</ul></nav><main>"
        f"<h1>{escape(title)}</h1><p>Veröffentlicht am: {day}</p>{body}</main><footer><a href='/impressum'>Impressum</a>"
        "</footer></body></html>"
    ).encode()


def measure(name: str, work: Callable[[], object], size: int, told: dict[str, float]) -> None:
    """Run a piece of work and note its CPU in ms a page, that of its processes included."""

    def used() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime

    before = used()
    work()
    told[name] = 1000 * (used() - before) / size


def main() -> None:
    """Measure all, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2000, help="Pages (default 2000).")
    size = parser.parse_args().size
    pages = [
        (make_page(one.title, one.text, f"{one.published:%d.%m.%Y}"), f"meldung-mit-der-nummer-{number}")
        for number, one in enumerate(recombine(size))
    ]
    told: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")

        def write() -> None:
            writer = WarcWriter(Path(folder), "bench", BEGIN, 10**12, {"isPartOf": "a benchmark"})
            for number, (body, slug) in enumerate(pages):
                url, fetched = f"https://www.krefeld.de/de/inhalt/{slug}/", BEGIN + timedelta(minutes=number)
                headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
                asked = [("Host", "www.krefeld.de")]
                writer.write(Exchange(url, fetched, "GET", asked, 200, "OK", headers, body))
            writer.close()

        measure("write WARC (request and response)", write, size, told)
        [path] = Path(folder).glob("*.warc.gz")
        check = [sys.executable, "-m", "warcio.cli", "check", str(path)]
        measure("warcio check", lambda: subprocess.run(check, check=True, capture_output=True), size, told)
        with open_ledger(settings) as ledger:
            [source], _ = list_sources(path)
            taking = HoldingImport(settings, ledger, lambda: datetime.now(UTC))
            measure("import, with extraction", lambda: taking.take(source), size, told)
            assert ledger.count_articles() > 0.95 * size
            measure("re-extract", lambda: list(reread_articles(settings, ledger)), size, told)
            measure("verify, files and ledger", lambda: list(verify_files(settings, ledger)), size, told)
            output, now = Path(folder) / "all.wacz", datetime.now(UTC)
            measure("export as WACZ", lambda: write_wacz(settings, ledger, Selection(), output, now), size, told)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size} pages of {sum(len(body) for body, _ in pages) // size // 1024} KiB; peak memory {memory:.0f} MB")
    print("| work | CPU, ms a page | of `warcio check` |\n| --- | --- | --- |")
    for name, each in told.items():
        print(f"| {name} | {each:.2f} | {each / told['warcio check']:.1f} |")


if __name__ == "__main__":
    main()
