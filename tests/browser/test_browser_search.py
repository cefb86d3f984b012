"""The search page in a real browser: state in the address, focus kept, one announcement, and all of it without a script."""

from __future__ import annotations

import re

import pytest
from opening import OpenPage
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def status(page: Page) -> str:
    return page.locator("#status").inner_text()


def titles(page: Page) -> list[str]:
    return page.locator(".hit-title").all_inner_texts()[:5]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_the_address_holds_the_whole_state(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt")
    page.locator("#stadt-venlo").check()
    expect(page.locator("#ohne-stadt-venlo")).to_be_visible()
    page.locator("#stadt-leiden").check()
    expect(page.locator("#ohne-stadt-leiden")).to_be_visible()
    page.locator("#sort").select_option("aelteste")
    expect(page).to_have_url(re.compile("sort=aelteste"))
    page.locator("#von").fill("2011")
    page.locator("#bis").fill("2024-06")
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page.locator("#ohne-zeit")).to_contain_text("2011 – Juni 2024")
    again = open_page(page.url[page.url.index("/suche") :])
    assert (status(again), titles(again)) == (status(page), titles(page))
    assert again.locator("#stadt-venlo").is_checked()
    assert [again.locator(field).input_value() for field in ("#von", "#bis", "#sort")] == [
        "2011",
        "2024-06",
        "aelteste",
    ]
    assert "pro_seite=" not in page.url, "empty fields do not belong into an address"


def test_ticking_keeps_focus_query_and_order_and_starts_at_page_one(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt&sort=neueste&pro_seite=10&seite=2")
    page.evaluate("window.mark = 1; document.getElementById('status').dataset.same = '1'")
    page.locator("#stadt-venlo").focus()
    page.keyboard.press("Space")
    expect(page.locator("#ohne-stadt-venlo")).to_be_visible()
    assert focused(page) == "stadt-venlo"
    assert "q=Partnerstadt" in page.url
    assert "sort=neueste" in page.url
    assert "seite=2" not in page.url.replace("pro_seite", "")
    assert page.evaluate("window.mark") == 1, "the page was loaded anew"
    assert page.locator("#status").get_attribute("data-same") == "1", "the live region was replaced"
    assert page.locator("[aria-live],[role=status]").count() == 1


def test_back_and_forward_bring_results_query_and_ticks_back(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt")
    before = status(page)
    page.locator("#stadt-venlo").check()
    expect(page.locator("#ohne-stadt-venlo")).to_be_visible()
    narrowed = status(page)
    assert narrowed != before
    page.locator(".hit-title a").first.click()
    expect(page.locator("article.release h1")).to_be_visible()
    page.go_back()
    expect(page.locator("#status")).to_have_text(narrowed)
    assert page.locator("#stadt-venlo").is_checked()
    assert page.locator("#q").input_value() == "Partnerstadt"
    page.go_back()
    expect(page.locator("#status")).to_have_text(before)
    assert not page.locator("#stadt-venlo").is_checked()
    page.go_forward()
    expect(page.locator("#status")).to_have_text(narrowed)


def test_typing_asks_the_server_nothing(open_page: OpenPage) -> None:
    page = open_page("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#q").press_sequentially("Venlo")
    page.locator("#von").press_sequentially("2015")
    assert [url for url in asked if "/suche" in url or "/?" in url] == []
    page.locator("#q").press("Enter")
    expect(page.locator("#status")).to_contain_text("„Venlo“")
    assert "q=Venlo&von=2015" in page.url
    assert focused(page) == "treffer-titel"


def test_removing_a_filter_leaves_the_focus_on_the_next(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt&stadt=venlo&stadt=leiden")
    page.locator("#ohne-stadt-venlo").click()
    expect(page.locator("#ohne-stadt-venlo")).to_have_count(0)
    assert focused(page) == "ohne-stadt-leiden"
    page.locator("#ohne-stadt-leiden").click()
    expect(page.locator(".chips")).to_have_count(0)
    assert focused(page) == "treffer-titel"


def test_without_script_everything_works_by_buttons(open_page: OpenPage) -> None:
    page = open_page("/", java_script_enabled=False)
    page.locator("#q").fill("Partnerstadt")
    page.get_by_role("button", name="Suchen").click()
    total = int(re.findall(r"\d+", status(page))[0])
    page.locator("#stadt-venlo").check()
    page.get_by_role("button", name="Filter anwenden").click()
    assert 0 < int(re.findall(r"\d+", status(page))[0]) < total
    assert page.locator("#stadt-venlo").is_checked()
    page = open_page("/?pro_seite=10", java_script_enabled=False)
    page.get_by_role("link", name="Seite 2").click()
    assert page.locator(".pager [aria-current]").inner_text() == "2"
    assert page.locator(".script-only:visible").count() == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "pressearchiv.csv"


def test_bars_drill_from_year_to_month(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt")
    page.locator("#balken-2016").click()
    expect(page.locator("#ohne-zeit")).to_be_visible()
    assert "von=2016&bis=2016" in page.url
    page.locator(".bars a[id^='balken-2016-']").first.click()
    expect(page).to_have_url(re.compile(r"von=2016-\d\d"))
    page.get_by_role("link", name="Alle Jahre").click()
    expect(page.locator("#ohne-zeit")).to_have_count(0)


def test_filters_are_folded_on_a_phone_and_open_on_a_desk(open_page: OpenPage) -> None:
    desk = open_page("/")
    assert desk.locator("#stadt-venlo").is_visible()
    phone = open_page("/", viewport={"width": 375, "height": 800})
    assert not phone.locator("#stadt-venlo").is_visible()
    phone.locator("#filter-kasten summary").click()
    phone.locator("#stadt-venlo").check()
    expect(phone.locator("#ohne-stadt-venlo")).to_be_visible()
    assert phone.locator("#stadt-venlo").is_visible(), "the filters stay open when the results are swapped"
    phone.locator("#filter").get_by_role("link", name="Zu den Treffern").click()
    assert phone.evaluate("document.activeElement.id === 'treffer' || location.hash === '#treffer'")


def test_hostile_queries_stay_text(open_page: OpenPage) -> None:
    page = open_page("/suche?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    assert page.locator("img").count() == 0
    assert "<img src=x onerror=alert(1)>" in status(page)


def test_errors_are_told_where_the_results_would_be(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Venlo&von=gestern", faults=False)
    alert = page.get_by_role("alert")
    assert "„gestern“ ist kein Datum" in alert.inner_text()
    page.locator("#von").fill("2015")
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert "Venlo" in status(page)
