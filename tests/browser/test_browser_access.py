"""Everybody can use the pages: axe finds nothing, and neither do our own checks of what axe does not see."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from opening import OpenPage
from playwright.sync_api import Page, expect
from web_archive import CHANGED, GONE, HOSTILE, RICH, article_id

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"]
ADDRESSES = [
    "/",
    "/suche?q=Partnerstadt&stadt=venlo&von=2016&bis=2016",
    "/suche?q=Leicster&stadt=venlo",
    f"/artikel/{article_id(RICH)}?q=Dünkirchen",
    f"/artikel/{article_id(CHANGED)}?fassung=2",
    f"/artikel/{article_id(GONE)}",
    f"/artikel/{article_id(HOSTILE)}",
    "/staedte",
    "/stadt/venlo",
    "/stadt/xuzhou",
    "/aenderungen",
    "/bestand",
    "/vergleich?stadt1=venlo&q2=Jubiläum",
    "/crawls",
    "/crawls/4",
    "/hilfe",
    "/api",
    "/barrierefreiheit",
]
ERRORS = ["/nix", "/suche?q=a&von=gestern"]
PHONE = {"width": 320, "height": 800}
DARK_PHONE: dict[str, Any] = {"viewport": PHONE, "color_scheme": "dark"}
SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"


def check(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(open_page: OpenPage, address: str) -> None:
    assert check(open_page(address)) == []
    assert check(open_page(address, **DARK_PHONE)) == []


@pytest.mark.parametrize("address", ERRORS)
def test_axe_finds_nothing_on_errors(open_page: OpenPage, address: str) -> None:
    assert check(open_page(address, faults=False, color_scheme="dark")) == []


def test_axe_finds_nothing_after_interaction_and_in_english(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt&lang=en", viewport=PHONE)
    page.locator("#filter-kasten summary").click()
    page.locator("#stadt-venlo").check()
    expect(page.locator("#ohne-stadt-venlo")).to_be_visible()
    page.locator(".bar-table summary").first.click()
    assert check(page) == []
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_wider_than_a_phone(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport=PHONE, bypass_csp=True)
    assert width(page) <= 320
    page.add_style_tag(content=SPACING)
    assert width(page) <= 320, "with wider spacing"
    page.set_viewport_size({"width": 640, "height": 800})
    page.add_style_tag(content="html { font-size: 200%; }")
    assert width(page) <= 640, "with text twice as large"


@pytest.mark.parametrize("address", ["/suche?q=Partnerstadt&stadt=venlo", f"/artikel/{article_id(RICH)}?q=Venlo"])
def test_every_stop_of_the_keyboard_is_seen(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.evaluate("document.body.focus()")
    stops: list[str] = []
    for _press in range(150):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return null;
            const s = getComputedStyle(e), r = e.getBoundingClientRect();
            return [e.outerHTML.slice(0, 120), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
                    r.width > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth]; }"""
        )
        if here is None:
            break
        assert here[1], f"no outline: {here[0]}"
        assert here[2], f"not in view: {here[0]}"
        stops.append(here[0])
    else:
        pytest.fail("the end of the page is never reached")
    assert "#inhalt" in stops[0]
    assert len(stops) > 20


@pytest.mark.parametrize("address", ["/suche?q=Partnerstadt&stadt=venlo", "/staedte", "/crawls", "/stadt/venlo"])
def test_targets_are_large_enough(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport={"width": 1280, "height": 900})
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, select, summary')].filter((e) => {
            const r = e.getBoundingClientRect();
            if (!r.width || e.closest('.skip') || e.closest('p') || e.closest('.hint')) return false;
            return r.height < 24 || r.width < 20; }).map((e) => e.outerHTML.slice(0, 140))"""
    )
    # A tick box is as large as its label beside it, which ticks it as well; bars have their table.
    assert [html for html in small if 'type="checkbox"' not in html and "balken-" not in html] == []


def test_forced_colours_and_dark_reach_the_drawings(open_page: OpenPage) -> None:
    page = open_page("/staedte", forced_colors="active")
    fill = page.locator(".compass .spot").first.evaluate("e => getComputedStyle(e).fill")
    link = page.locator(".city-table a").first.evaluate("e => getComputedStyle(e).color")
    assert fill == link
    light, dark = open_page("/"), open_page("/", color_scheme="dark")
    for selector, name in (("body", "backgroundColor"), ("body", "color"), (".bar", "fill")):
        values = [p.locator(selector).first.evaluate(f"e => getComputedStyle(e).{name}") for p in (light, dark)]
        assert values[0] != values[1], selector


def test_print_shows_query_and_addresses_but_no_filters(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt&stadt=venlo")
    page.emulate_media(media="print")
    assert not page.locator("#filter").is_visible()
    assert not page.locator(".main-nav").is_visible()
    assert page.locator("#status").is_visible()
    assert page.url in page.locator("footer").inner_text()
    shown = page.locator(".hit-title a").first.evaluate("e => getComputedStyle(e, '::after').content")
    assert "https://www.stadt.example/de/inhalt/" in shown
    assert page.pdf().startswith(b"%PDF")


def test_nothing_jumps_while_loading(open_page: OpenPage) -> None:
    page = open_page("/")
    shift = page.evaluate(
        """() => new Promise((done) => { let sum = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((e) => { sum += e.value; }))
              .observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done(sum), 300); })"""
    )
    assert shift < 0.05
