"""Measures what a results page costs beside a trivial page on the same server: CPU per request, percentiles, bytes.

    python benchmarks/web.py [--size 10000] [--texts FILE] [--seconds 6]

Both are served by waitress as `pressearchiv serve` does it, each in a process of its own, one after the other in one run;
wrk asks over the loopback with one connection. The trivial page is a Flask application with one Jinja template of 25 rows
that does nothing else. „new“ asks a different question each time, „again“ the same twenty over and over: whole pages are kept
as long as index, ledger and day stay the same. CPU is what the
kernel counts for the server process, divided by the requests; it hardly moves on a machine that others use too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urljoin

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.gazetteer import load_gazetteer
from archive.settings import Settings
from benchmarks.corpus import CITIES, recombine
from indexer.compounds import CompoundSplitter
from indexer.engine import start_index
from indexer.query_cities import collect_city_names

TRIVIAL = """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1><ol>{% for row in rows %}<li><a href="/artikel/{{ row.id }}">{{ row.title }}</a>
<time>{{ row.day }}</time><p>{{ row.text }}</p></li>{% endfor %}</ol></body></html>"""
TARGETS = {"cpu": 3.0, "p95": 25.0, "bytes": 100_000}

# wrk asks for each line of a file in turn, and tells the percentiles as JSON.
SCRIPT = """
local paths, at = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
request = function() at = at %% #paths + 1; return wrk.format("GET", paths[at]) end
done = function(summary, latency)
  io.write(string.format('\\nJSON {"requests": %%d, "errors": %%d, "p50": %%f, "p95": %%f, "p99": %%f}\\n', summary.requests,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one kind of page costs: CPU and percentiles of its time in milliseconds, requests, errors."""

    name: str
    cpu: float
    p50: float
    p95: float
    p99: float
    requests: int
    errors: int


def main() -> None:
    """Build the index, serve both, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--data", type=Path, help="keep the index here, and take one that lies here")
    parser.add_argument("--serve", choices=["trivial", "archive"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.data)
        return
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed (Debian: apt-get install wrk).")
    with tempfile.TemporaryDirectory() as folder:
        data = given.data or Path(folder) / "data"
        if not (data / "index").is_dir():
            build(data, given.size, given.texts)
        measure(data, Path(folder), given.seconds)


def build(data: Path, size: int, texts: Path | None) -> None:
    """Make an index of so many articles."""
    documents = list(recombine(size, texts))
    splitter = CompoundSplitter.learn(document.text for document in documents)
    settings = Settings(data=data)
    engine = start_index(settings, "bench", cities=collect_city_names([load_gazetteer("krefeld")]), splitter=splitter)
    engine.add(documents)
    engine.commit(0)
    engine.close()
    words = sorted(
        {word for document in documents[:3000] for word in re.findall(r"\b[A-ZÄÖÜ]?[a-zäöüß]{4,14}\b", document.text)}
    )
    (data / "words.txt").write_text("\n".join(words), encoding="utf-8")


def draw_paths(data: Path, count: int, *, mixed: bool = False) -> list[str]:
    """Return so many different questions of one word, which all have hits, each order and page size anew.

    `mixed` are one or two words, some with a city or a period: a quarter of them finds nothing.
    """
    dice = random.Random(3)
    words = (data / "words.txt").read_text(encoding="utf-8").split()
    paths: dict[str, None] = {}
    while len(paths) < count:
        asked = {"q": " ".join(dice.sample(words, dice.choice((1, 1, 2)) if mixed else 1))}
        if mixed and dice.random() < 0.25:
            asked["stadt"] = dice.choice(CITIES[:6])
        if mixed and dice.random() < 0.2:
            asked["von"] = str(dice.randint(2006, 2024))
        if dice.random() < 0.2:
            asked["sort"] = "neueste"
        paths["/suche?" + urlencode(asked)] = None
    return list(paths)


def measure(data: Path, folder: Path, seconds: int) -> None:
    """Print the table."""
    new, again, mixed = draw_paths(data, 20_000), draw_paths(data, 20), draw_paths(data, 20_000, mixed=True)
    # A parameter that means nothing makes another address of the same page: none of them is kept yet.
    written_anew = [f"/stadt/{CITIES[number % len(CITIES)]}?n={number}" for number in range(20_000)]
    with Running("trivial", data) as server:
        trivial = server.ask("trivial page", ["/"], folder, seconds)
    with Running("archive", data) as server:
        server.ask("warming", again, folder, 1)
        rows = [
            trivial,
            server.ask("results, the same twenty again", again, folder, seconds),
            server.ask("results, a new word each time", new, folder, seconds),
            server.ask("results, new questions, a quarter finds nothing", mixed, folder, seconds),
            server.ask("start page", ["/"], folder, seconds),
            server.ask("city", ["/stadt/venlo"], folder, seconds),
            server.ask("city, written anew each time", written_anew, folder, seconds),
            server.ask("cities", ["/staedte"], folder, seconds),
            server.ask("help", ["/hilfe"], folder, seconds),
        ]
        plain, packed, files = weigh(server.address)
    print("| page | CPU ms | times the trivial page | p50 ms | p95 ms | p99 ms | requests |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for row in rows:
        print(
            f"| {row.name} | {row.cpu:.2f} | {row.cpu / trivial.cpu:.1f} | {row.p50:.1f} | {row.p95:.1f} | {row.p99:.1f} "
            f"| {row.requests} |{f' {row.errors} errors!' if row.errors else ''}"
        )
    print(f"\nFirst visit: {packed} bytes over the wire ({plain} unpacked) in {files} answers.")
    for row in rows[1:3]:
        good = row.cpu / trivial.cpu <= TARGETS["cpu"] and row.p95 < TARGETS["p95"]
        print(
            f"{row.name}: {'within' if good else 'NOT within'} {TARGETS['cpu']:.0f} times, p95 under {TARGETS['p95']:.0f} ms"
        )


class Running:
    """A server in a process of its own."""

    def __init__(self, kind: str, data: Path) -> None:
        command = [sys.executable, __file__, "--serve", kind, "--data", str(data)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)

    def ask(self, name: str, paths: Sequence[str], folder: Path, seconds: int) -> Cost:
        """Let wrk ask for these addresses in turn, and return what it cost."""
        (folder / "paths.txt").write_text("\n".join(paths), encoding="utf-8")
        (folder / "ask.lua").write_text(SCRIPT % (folder / "paths.txt"), encoding="utf-8")
        before = self._cpu()
        command = ["wrk", "-t1", "-c1", f"-d{seconds}s", "-s", str(folder / "ask.lua"), self.address]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        time.sleep(0.2)
        values = json.loads(told[told.index("JSON") + 4 :])
        cpu = (self._cpu() - before) / max(values["requests"], 1) * 1000
        return Cost(name, cpu, values["p50"], values["p95"], values["p99"], values["requests"], values["errors"])

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def weigh(address: str) -> tuple[int, int, int]:
    """Return bytes of the first visit, unpacked and as they come over the wire, and the number of answers."""
    page, plain, packed = fetch(address + "/")
    files = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)))
    for file in files:
        _text, more_plain, more_packed = fetch(urljoin(address, file))
        plain, packed = plain + more_plain, packed + more_packed
    return plain, packed, len(files) + 1


def fetch(address: str) -> tuple[str, int, int]:
    """Return a text and its size, unpacked and over the wire, heads included."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        head, body = len(str(answer.headers)), answer.read()
        text = gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
    return text.decode(), head + len(text), head + len(body)


def serve(kind: str, data: Path) -> None:
    """Serve one of both until the process is ended."""
    from flask import Flask, render_template

    from webui.app import create_app
    from webui.serve import make_server, open_listener, relax_collector

    if kind == "archive":
        app = create_app(Settings(data=data))
    else:
        from jinja2 import DictLoader

        app = Flask("trivial")
        app.jinja_loader = DictLoader({"page.html": TRIVIAL})
        rows = [
            {
                "id": f"{n:016x}",
                "title": f"Meldung {n} der Stadt",
                "day": "2015-01-01",
                "text": "Blindtext steht hier. " * 6,
            }
            for n in range(25)
        ]
        app.add_url_rule("/", view_func=lambda: render_template("page.html", title="Liste", rows=rows))
    listener = open_listener("127.0.0.1", 0)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    server = make_server(app, listener)
    relax_collector()
    server.run()


if __name__ == "__main__":
    main()
