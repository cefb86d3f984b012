"""Extraction never raises and stays within time and memory, whatever is done to a page: cut, doubled, swapped, broken."""

from __future__ import annotations

import random
import time
import tracemalloc
from pathlib import Path

import pytest

from archive.profiles import list_patterns, load_profile
from archive.settings import Settings
from benchmarks.extraction_fuzz import load_readers
from benchmarks.page_mutations import mutate_page
from crawler.page_reader import Page, read_page

PAGES = sorted((Path(__file__).parent / "pages").glob("*/*.html"))
KNOWN = load_profile("krefeld").url + "/de/inhalt/eine-meldung/"
UNKNOWN = "https://www.musterstadt.example/presse/eine-meldung-der-stadt"
LONGEST, MOST_MEMORY = 2.0, 200_000_000
SITES = ("", "krefeld", *list_patterns())


@pytest.fixture(scope="module", autouse=True)
def readers() -> None:
    """The libraries that are asked in doubt, loaded before anything is timed."""
    load_readers()


def test_mutated_pages_give_an_article_or_a_reason(settings: Settings) -> None:
    dice = random.Random(20)
    pages = [page.read_bytes() for page in PAGES]
    for number in range(600):
        body = mutate_page(pages[number % len(pages)], pages, dice)
        start = time.process_time()
        extraction = read_page(
            Page(body), settings, site=SITES[number % len(SITES)], url=KNOWN if number % 2 else UNKNOWN
        )
        assert time.process_time() - start < LONGEST
        assert (extraction.article is None) == bool(extraction.reason)


@pytest.mark.parametrize("url", [KNOWN, UNKNOWN])
@pytest.mark.parametrize(
    "body",
    [
        "<h1>Titel der Meldung</h1>" + "<div>" * 50_000 + "Ende.",
        "<h1>Titel der Meldung</h1><p>" + "Ein Satz von vielen. " * 60_000,
        "<h1>Titel der Meldung</h1>" + "<p>Ein Absatz mit einem Satz, der lang genug ist, um als Text zu gelten.</p>" * 8_000,
        "<h1>Titel der Meldung</h1>" + "<p><a href='/de/inhalt/a-b-c/'>Eine andere Meldung</a></p>" * 8_000,
        "<h1>Titel der Meldung</h1>" + "<figure><img src='a.png'><figcaption>Ein Bild. Foto: Stadt</figcaption></figure>" * 3_000,
        "<h1>Titel der Meldung</h1><figure><img src='a.png'><figcaption>" + "aGVpc3M9" * 8_000 + "</figcaption></figure>",
        "<title>Titel der Meldung</title>" + "<div class='teaser nav-ad'><span>Titel der Meldung</span></div>" * 8_000,
        "<h1>Titel der Meldung</h1><p>" + "Foto:" * 40_000,
        "<h1>Titel der Meldung</h1><p>" + "Ka- nu " * 40_000,
        "<h1>Titel der Meldung</h1>" + "<i>" * 200 + "<b>fett</b> " * 12_000,
        "<h1>" + "Titel " * 60_000 + "</h1><p>Text der Meldung, die sonst nichts weiter enthält.</p>",
        "<h1>Titel der Meldung</h1>" + "Zeile<br>" * 40_000,
    ],
    ids=lambda body: body[-24:] if isinstance(body, str) and not body.startswith("http") else None,
)  # fmt: skip
def test_large_pages_are_read_in_time_and_memory(body: str, url: str, settings: Settings) -> None:
    start = time.process_time()
    extraction = read_page(Page(body.encode()), settings, url=url)
    assert time.process_time() - start < LONGEST
    assert (extraction.article is None) == bool(extraction.reason)


def test_memory_is_bounded(settings: Settings) -> None:
    body = (
        "<h1>Titel der Meldung</h1>" + "<div><p>Ein Absatz mit einem Satz.</p><img src='a.png'></div>" * 6_000
    ).encode()
    tracemalloc.start()
    try:
        read_page(Page(body), settings, url=UNKNOWN)
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()
