"""The demonstration site as an HTTP server: validators, encodings, files, nonsense, load, start and end."""

from __future__ import annotations

import gzip
import html
import re
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from demo_browser import Browser, links_of

from demo.collection import open_collection
from demo.errors import PortError
from demo.links import LISTING, OVERVIEW
from demo.notices import load_notices
from demo.server import RunningSite, running_site
from demo.timeline import LAST_DAY, old_path
from demo.truth import articles_on
from demo.typesetting import set_words

BEFORE = date(2025, 12, 20)
NOT_FOUND = "Seite nicht gefunden"
ARTICLE = re.compile(r"/(?:de/inhalt|de/pressemeldungen|familienportal/inhalt-kr|\d{4}-\d{2})/[^/]+/?")


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSite]:
    with running_site() as site:
        yield site


@pytest.fixture
def browser(running: RunningSite) -> Iterator[Browser]:
    running.day = LAST_DAY
    with Browser(running) as browser:
        yield browser


def test_conditional_requests_get_304_where_promised(browser: Browser) -> None:
    kinds: Counter[str] = Counter()
    for article in articles_on(LAST_DAY):
        path = urlsplit(article.canonical_url).path
        _, headers, _ = browser.get(path)
        if "etag" in headers:
            kinds["etag"] += 1
            asked = {"If-None-Match": f'"other", {headers["etag"]}'}
            assert browser.get(path, {"If-None-Match": 'W/"other"'})[0] == 200
        elif "last-modified" in headers:
            kinds["time"] += 1
            asked = {"If-Modified-Since": headers["last-modified"]}
            assert browser.get(path, {"If-Modified-Since": "Thu, 01 Jan 2009 00:00:00 GMT"})[0] == 200
        else:
            kinds["none"] += 1
            assert (
                browser.get(path, {"If-None-Match": "*x", "If-Modified-Since": "Fri, 30 Oct 2026 00:00:00 GMT"})[0]
                == 200
            )
            continue
        status, answered, body = browser.get(path, asked)
        assert (status, body) == (304, b"")
        assert "content-encoding" not in answered
    assert min(kinds[kind] for kind in ("etag", "time", "none")) > 4


def test_last_modified_never_lies(browser: Browser) -> None:
    days = (BEFORE, date(2026, 2, 15), LAST_DAY)
    for article in articles_on(BEFORE):
        path = urlsplit(article.canonical_url).path
        seen: dict[str, bytes] = {}
        for day in days:
            browser.site.day = day
            status, headers, body = browser.get(path)
            if status == 200 and "last-modified" in headers:
                assert seen.setdefault(headers["last-modified"], body) == body


def test_some_pages_come_compressed(browser: Browser) -> None:
    compressed = 0
    for article in articles_on(LAST_DAY)[:40]:
        path = urlsplit(article.canonical_url).path
        plain = browser.get(path)[2]
        _, headers, body = browser.get(path, {"Accept-Encoding": "gzip, br"})
        if headers.get("content-encoding") == "gzip":
            compressed += 1
            body = gzip.decompress(body)
        assert body == plain
    assert 5 < compressed < 35


def test_old_encoding_is_declared_in_page_or_header_only(browser: Browser) -> None:
    browser.site.day = BEFORE
    latin = [notice for notice in load_notices() if "latin-1" in notice.quirks]
    assert latin
    for notice in latin:
        _, headers, body = browser.get(old_path(notice))
        assert b"charset=iso-8859-1" in body or "ISO-8859-1" in headers["content-type"]
        assert ("charset" in headers["content-type"]) != (b"http-equiv" in body)
        with pytest.raises(UnicodeDecodeError):
            body.decode("utf-8")
        assert set_words(notice.title, notice) in html.unescape(body.decode("iso-8859-1"))


def test_attachments_and_pictures_are_real_files(browser: Browser) -> None:
    files = [file for article in articles_on(LAST_DAY) for file in article.attachments]
    assert len(files) >= 2
    for file in files:
        status, headers, body = browser.get(urlsplit(file.url).path)
        assert (status, headers["content-type"]) == (200, "application/pdf")
        start = int(body.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
        assert body.startswith(b"%PDF-")
        assert body[start : start + 4] == b"xref"
    kinds = set()
    for image in (image for day in (BEFORE, LAST_DAY) for article in articles_on(day) for image in article.images):
        status, headers, body = browser.get(urlsplit(image.src).path)
        assert status == 200
        kinds.add((headers["content-type"], body[:4]))
    assert kinds == {("image/png", b"\x89PNG"), ("image/svg+xml", b"<svg")}


@pytest.mark.parametrize(
    "target",
    ["/nichts/", "/de/inhalt/nichts/", "/de/inhalt//", "/%00", "/%ff%fe", "/de/kalender/2026/13/", "//[::1",
     "/de/bilder/../../x.png", "/system/files/2026-02/x/y.pdf", "/sitemap-99.xml", "/2024-99/x"],
)  # fmt: skip
def test_nonsense_is_not_found(browser: Browser, target: str) -> None:
    status, _, body = browser.get(target)
    assert status == 404
    assert NOT_FOUND.encode() in body


def test_head_and_log_of_requests(browser: Browser) -> None:
    before = len(browser.site.requests)
    status, headers, body = browser.get(OVERVIEW, {"User-Agent": "Prüfer/1".encode().decode("latin-1")}, "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 1000
    (logged,) = browser.site.requests[before:]
    assert (logged.method, logged.path, logged.status) == ("HEAD", OVERVIEW, 200)
    assert "user-agent" in logged.headers


def test_port_in_use_is_said_in_a_sentence(running: RunningSite) -> None:
    port = urlsplit(running.address).port
    with (
        pytest.raises(PortError, match=f"cannot listen on 127.0.0.1:{port} .* Choose another port"),
        running_site(port=port),
    ):
        pass


def test_generated_notices_are_listed_everywhere() -> None:
    with running_site(size=4500) as site, Browser(site) as browser:
        parts = re.findall(r"<loc>[^<]*(/sitemap-\d+\.xml)</loc>", browser.read("/sitemap.xml"))
        listed = {link for part in parts for link in links_of(browser.read(part), part)}
        last = re.findall(r"&amp;s91=(\d+)", browser.read(LISTING))[-2]
        pages = {"first": browser.get(LISTING), "last": browser.get(f"{LISTING}&s91={last}")}
        answers = {browser.get(urlsplit(link).path)[0] for link in sorted(listed)[::40]}
    live = {article.canonical_url for article in articles_on(LAST_DAY, collection=open_collection(4500))}
    assert len(parts) == 3
    assert live < listed
    assert len(live) > 4000
    assert (len(live) - 1) // 5 * 5 + 1 == int(last)
    assert all(b"<h3>" in body for _, _, body in pages.values())
    assert answers == {200}


def test_serving_blocks_until_it_is_interrupted() -> None:
    # Where tests run in the background of a shell, Ctrl-C is ignored, and a child would inherit that.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code = heard + "from demo.server import serve; serve(port=0, announce=lambda address: print(address, flush=True))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().strip()
            with urllib.request.urlopen(address + "/robots.txt", timeout=10) as response:
                assert response.status == 200
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
