"""The crawls in a real browser: they renew themselves at most every 30 s, can be paused, and the focus stays where it is."""

from __future__ import annotations

import pytest
from opening import OpenPage
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def watch(page: Page) -> list[str]:
    """Return the list that fills with the requests of this page for the crawls."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/crawls") else None)
    return asked


def pass_time(page: Page, seconds: int) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/crawls")):
        page.clock.run_for(seconds * 1000)


def test_the_crawls_renew_themselves_and_the_focus_stays(open_page: OpenPage) -> None:
    page = open_page("/hilfe")
    page.clock.install()
    page.goto(page.url.replace("/hilfe", "/crawls"))
    asked = watch(page)
    page.locator("#lauf-2").focus()
    page.locator("#verlauf-demo summary").click()
    page.locator("#lauf-2").focus()
    page.clock.run_for(29_000)
    assert asked == [], "not more often than every 30 s"
    # What the next answer has new is told by taking something away here.
    page.evaluate("document.querySelector('#laufend .summary').remove(); document.body.dataset.same = '1'")
    pass_time(page, 2)
    expect(page.locator("#laufend .summary")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "lauf-2"
    assert page.locator("#verlauf-demo").get_attribute("open") is not None, "what was opened stays open"
    assert page.locator("body").get_attribute("data-same") == "1", "the page was not loaded anew"
    assert page.locator("[role=status], [aria-live]").count() == 0, "renewal is not read out"


def test_a_pause_ends_the_requests(open_page: OpenPage) -> None:
    page = open_page("/hilfe")
    page.clock.install()
    page.goto(page.url.replace("/hilfe", "/crawls"))
    asked = watch(page)
    pause = page.get_by_role("button", name="Aktualisierung anhalten")
    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(300_000)
    assert asked == []
    pause.click()
    pass_time(page, 31)
    assert len(asked) == 1


def test_without_script_nothing_renews_and_nothing_promises_it(open_page: OpenPage) -> None:
    page = open_page("/crawls", java_script_enabled=False)
    assert page.locator("#pause:visible").count() == 0
    assert page.locator("meta[http-equiv]").count() == 0
    expect(page.locator(".verdict-failed").first).to_be_in_viewport()
