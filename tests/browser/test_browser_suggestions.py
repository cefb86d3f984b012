"""The search field completes what is typed, by keyboard and mouse, and is a plain field without a script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from opening import OpenPage
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_completions_come_from_three_letters_on_and_are_used_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/static/" not in request.url else None)
    field = page.get_by_role("combobox", name="Suchbegriff")
    field.press_sequentially("le")
    page.wait_for_timeout(400)
    assert asked == []
    field.press_sequentially("i")
    options = page.locator(".suggestions li")
    expect(options.first).to_be_visible()
    assert 2 <= options.count() <= 5
    assert all("/vorschlaege" in url for url in asked), "typing never searches"
    expect(field).to_have_attribute("aria-expanded", "true")
    # What would be added is bold, not what was typed.
    assert [text.lower() for text in page.locator(".suggestions b").all_text_contents()][:2] in (
        ["cester", "den"],
        ["den", "cester"],
    )
    field.press("ArrowDown")
    chosen = page.locator("[aria-selected=true]")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "?")
    assert field.input_value() in ("Leicester", "Leiden")
    field.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(field).to_have_value("lei")
    expect(field).to_be_focused()
    field.press("Enter")
    page.wait_for_url("**/suche?q=lei")


def test_choosing_searches_at_once(open_page: OpenPage) -> None:
    page = open_page("/")
    field = page.get_by_role("combobox", name="Suchbegriff")
    field.press_sequentially("leice")
    page.locator(".suggestions li", has_text="Leicester").click()
    page.wait_for_url("**/suche?q=Leicester")
    expect(page.locator("#status")).to_contain_text("für „Leicester“")
    expect(page.locator(".suggestions")).to_be_hidden()
    field.fill("ven")
    expect(page.locator(".suggestions li").first).to_contain_text("Venlo")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/suche?q=Venlo")


def test_the_list_pushes_the_page_down_and_passes_axe(open_page: OpenPage) -> None:
    page = open_page("/stadt/venlo?lang=en", viewport={"width": 320, "height": 800}, color_scheme="dark")
    before = page.locator("h1").bounding_box()
    field = page.get_by_role("combobox", name="Search the archive")
    field.press_sequentially("par")
    expect(page.locator(".suggestions li").first).to_be_visible()
    field.press("ArrowDown")
    after = page.locator("h1").bounding_box()
    assert before
    assert after
    assert after["y"] > before["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(page).response["violations"]
    assert [node["html"] for one in found for node in one["nodes"]] == []
    field.press("Tab")
    expect(page.locator(".suggestions")).to_be_hidden()


def test_without_a_script_the_field_is_plain(open_page: OpenPage) -> None:
    page = open_page("/", java_script_enabled=False)
    field = page.get_by_role("searchbox", name="Suchbegriff")
    field.fill("lei")
    field.press("Enter")
    page.wait_for_url("**/suche?q=lei&*")
    assert page.locator("[role=listbox]").count() == 0
