"""An archived copy in the browser: its frame runs nothing, asks nobody, and can be read with and without a script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from opening import OpenPage
from playwright.sync_api import expect
from web_archive import CHANGED, RICH, article_id

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_a_copy_is_read_in_its_sealed_frame(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(f"/artikel/{article_id(CHANGED)}", java_script_enabled=scripts)
    page.locator("#kopie").click()
    frame = page.frame_locator("iframe.copy")
    expect(frame.get_by_text("Das Grünflächenamt hat 25 Bäume gepflanzt, sechs davon aus Venlo.")).to_be_visible()
    expect(frame.get_by_text("[Bild: Hafen im Winter]")).to_be_visible()
    page.get_by_role("link", name="früher").click()
    expect(page.frame_locator("iframe.copy").get_by_text("20 Bäume gepflanzt")).to_be_visible()
    page.frame_locator("iframe.copy").get_by_role("link", name="Besuch in Dünkirchen").click()
    expect(page.frame_locator("iframe.copy").get_by_text("Auch Gäste aus Venlo fahren mit.")).to_be_visible()
    page.get_by_label("Abruf 2 von 3").select_option(index=2)
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.frame_locator("iframe.copy").get_by_text("am Montag")).to_be_visible()


def test_the_frame_is_sealed_twice(open_page: OpenPage) -> None:
    page = open_page(f"/artikel/{article_id(RICH)}/kopie")
    frame = page.frames[1]
    assert page.locator("iframe.copy").get_attribute("sandbox") == ""
    answer = page.request.get(frame.url)
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert frame.evaluate("window.origin") == "null"


def test_axe_finds_nothing_around_a_copy(open_page: OpenPage) -> None:
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549"]
    for options in ({}, {"viewport": {"width": 320, "height": 800}, "color_scheme": "dark"}):
        page = open_page(f"/artikel/{article_id(RICH)}/kopie", **options)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]  # it was given
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}}).response["violations"]
        assert [node["html"] for one in found for node in one["nodes"]] == []
