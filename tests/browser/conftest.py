"""What the browser tests share: a real server over a real archive, one Chromium a session, pages that report every fault."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import waitress
from opening import OpenPage
from playwright.sync_api import Browser, Page, sync_playwright
from web_archive import build_archive

from webui.app import create_app
from webui.serve import open_listener

ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return the program of an installed Chromium: none is ever downloaded."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        reason = "no Chromium is installed (Debian: apt-get install chromium)"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    settings, ledger = build_archive(tmp_path_factory.mktemp("browser"))
    listener = open_listener("127.0.0.1", 0)
    port = listener.getsockname()[1]
    running = waitress.create_server(create_app(settings, ledger=ledger), sockets=[listener], threads=4)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    running.close()
    running.task_dispatcher.shutdown()
    thread.join(timeout=5)
    listener.close()
    ledger.close()


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[OpenPage]:
    """Opens addresses, each in a context of its own; at the end no page may have met a fault or left the server.

    `faults=False` is for pages whose status is an error on purpose: the browser reports that on its console.
    """
    problems: list[str] = []
    contexts = []

    def open_address(address: str = "/", *, faults: bool = True, **options: Any) -> Page:
        context = browser.new_context(**{"locale": "de-DE", "viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note_foreign(request.url, server, problems))
        page.on("dialog", lambda dialog: problems.append(f"dialog: {dialog.message}"))
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        if faults:
            page.on("console", lambda message: problems.append(f"console: {message.text}"))
        page.goto(server + address)
        return page

    yield open_address
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert problems == []


def _note_foreign(url: str, server: str, problems: list[str]) -> None:
    if not url.startswith((server, "data:", "about:")):
        problems.append(f"request to {url}")
