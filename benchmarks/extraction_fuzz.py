"""Feeds mutated pages to extraction: each must give an article or a reason, within 2 s of processor time and 200 MB.

    python benchmarks/extraction_fuzz.py [--inputs 100000] [--pages FOLDER] [--seed 1]

The pages are the golden pages of all sites; FOLDER adds sets of real ones (see extraction.py). Every input is read with
the profile of one site or pattern, in turn. Ends with exit code 1 at the first input that raises, is too slow or too
large, and writes it to a file.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

from htmldate.extractors import external_date_parser

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.profiles import list_patterns
from archive.settings import Settings
from benchmarks.page_mutations import mutate_page
from crawler.decoding import parse_html
from crawler.page_reader import Page, read_page
from crawler.second_reader import ask_htmldate, ask_trafilatura

LONGEST, LARGEST = 2.0, 200
ADDRESS = "https://www.musterstadt.example/presse/2024/05/eine-meldung-der-stadt"
KNOWN = "https://www.krefeld.de/de/inhalt/eine-meldung/"
TYPES = ("", "text/html", "text/html; charset=utf-8", "text/html; charset=utf-16", "text/html; charset=koi8-r")


def main() -> None:
    """Feed so many inputs, and say what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--pages", type=Path, help="folder of page sets")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    pages = list_pages(options.pages)
    settings = Settings(data=Path(tempfile.gettempdir()) / "pressearchiv-fuzz")
    # "" chooses by the address: krefeld's profile for its own, none for the other.
    sites = ["", "krefeld", *list_patterns()]
    outcomes: Counter[str] = Counter()
    slowest, before = 0.0, 0
    dice = random.Random(options.seed)
    warnings.simplefilter("ignore")
    # The other readers are loaded when they are first asked, which belongs to no input.
    load_readers()
    for number in range(options.inputs):
        body = mutate_page(pages[number % len(pages)], pages, dice)
        site, kind = sites[number % len(sites)], dice.choice(TYPES)
        url = dice.choice((ADDRESS, KNOWN, ""))
        start = time.process_time()
        try:
            extraction = read_page(Page(body, kind), settings, site=site, url=url)
        except Exception as error:  # noqa: BLE001 - that nothing is raised is what is proven here
            fail(body, f"input {number} (site {site!r}, type {kind!r}) raised {type(error).__name__}: {error}")
        spent = time.process_time() - start
        slowest = max(slowest, spent)
        outcomes[extraction.reason or "article"] += 1
        if (extraction.article is None) != bool(extraction.reason):
            fail(body, f"input {number} gave neither article nor reason, or both")
        if spent > LONGEST:
            fail(body, f"input {number} (site {site!r}) took {spent:.1f} s")
        if number == 200:
            before = read_peak()  # libraries and caches are loaded
        if number % 500 == 0 and before and read_peak() - before > LARGEST:
            fail(body, f"up to input {number} the peak of memory rose by {read_peak() - before} MB")
    told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    print(f"{options.inputs} inputs from {len(pages)} pages: {told}; slowest {slowest:.2f} s, peak {read_peak()} MB")


def load_readers() -> None:
    """Load the libraries that are asked in doubt."""
    root = parse_html("<h1>Titel</h1><p class='date'>Samstag, den 3. im Wonnemonat 2024</p><p>le 12 floréal 2023</p>")
    if root is not None:
        ask_trafilatura(root)
        ask_htmldate(root, "", extensive=True)
    external_date_parser("le 3 mai 2024", "%Y-%m-%d")


def list_pages(folder: Path | None) -> list[bytes]:
    """Return the golden pages, and those of a folder of sets."""
    golden = sorted((Path(__file__).resolve().parent.parent / "tests" / "pages").glob("*/*.html"))
    pages = [path.read_bytes() for path in golden]
    if folder is not None:
        pages += [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*/*.html.gz"))]
    return pages


def read_peak() -> int:
    """Return the peak of this process's memory in MB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) // 1024 if found else 0


def fail(body: bytes, reason: str) -> None:
    """Say what went wrong, keep the input, and end."""
    path = Path(tempfile.gettempdir()) / "pressearchiv-fuzz-input.html"
    path.write_bytes(body)
    print(f"{reason}. The input is in {path}.")
    sys.exit(1)


if __name__ == "__main__":
    main()
