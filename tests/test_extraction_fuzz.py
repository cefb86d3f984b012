"""Extraction never raises and stays within time and memory, whatever is done to a page: cut, doubled, swapped, broken."""

from __future__ import annotations

import random
import time
import tracemalloc
from pathlib import Path

import pytest

from archive.profiles import load_profile
from archive.settings import Settings
from crawler.page_reader import Page, read_page

PAGES = sorted((Path(__file__).parent / "pages" / "krefeld").glob("*.html"))
KNOWN = load_profile("krefeld").url + "/de/inhalt/eine-meldung/"
UNKNOWN = "https://www.musterstadt.example/presse/eine-meldung-der-stadt"
LONGEST, MOST_MEMORY = 2.0, 200_000_000
PIECES = [
    b"<div>", b"</div>", b"<p>", b"<h1>", b"<figure>", b"<img src='http://[::1'>", b"<a href='http://[::1/x'>", b"\x00",
    b"\xff\xfe", b"<script>", b"<!--", b"<![CDATA[", b"&#1114112;", b"&#x0;", b"<br><br>", b"<table><tr>", "◄".encode(),
    b'<script type="application/ld+json">[[[{"@type":"NewsArticle","headline":7,"articleBody":null}', b"<svg><title>",
    "Veröffentlicht am: 99.99.9999".encode(), b"<a href='javascript:x'>mehr</a>", b"<time datetime='0000-00-00'>",
    b"<meta property='og:title' content='x'>", b"<p class='teaser'>", b"<link rel='canonical' href='//'>", b"<form>",
    b"<base href='http://['>", b"Foto: " * 40, b"<li>" * 60, b"(" * 500, b"- " * 800,
]  # fmt: skip


def mutate(page: bytes, dice: random.Random) -> bytes:
    """Return the page with a few wounds of different kinds."""
    data = bytearray(page)
    for _ in range(dice.randint(1, 8)):
        at, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        kind = dice.randrange(6)
        if kind == 0:
            del data[at : min(end, at + 400)]
        elif kind == 1:
            data[at:at] = dice.choice(PIECES)
        elif kind == 2:
            data[at:at] = data[at : min(end, at + 2000)]
        elif kind == 3 and data:
            for _ in range(20):
                data[dice.randrange(len(data))] = dice.randrange(256)
        elif kind == 4:
            data = data[:at] + data[end:] if dice.random() < 0.3 else data
        else:
            other = dice.choice(PAGES).read_bytes()
            data[at:at] = other[: dice.randrange(len(other))]
        if not data:
            data = bytearray(b"<")
    return bytes(data)


def test_mutated_pages_give_an_article_or_a_reason(settings: Settings) -> None:
    dice = random.Random(20)
    for number in range(440):
        body = mutate(PAGES[number % len(PAGES)].read_bytes(), dice)
        start = time.process_time()
        extraction = read_page(Page(body), settings, url=KNOWN if number % 2 else UNKNOWN)
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
