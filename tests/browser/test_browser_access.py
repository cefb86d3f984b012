"""Everybody can use the pages: axe finds nothing, and neither do our own checks of what axe does not see."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from opening import DESK, OF_COLOUR, PHONE, OpenPage, find_violations
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from web_archive import CHANGED, GONE, HOSTILE, RICH, UNDATED, article_id

from archive.settings import Settings
from webui.app import create_app

pytestmark = pytest.mark.browser

ADDRESSES = [
    "/",
    "/suche?q=Partnerstadt&stadt=venlo&von=2016&bis=2016",
    "/suche?q=Leicster&stadt=venlo",
    "/suche?q=titl:Klärwerk",
    f"/artikel/{article_id(RICH)}?q=Dünkirchen",
    f"/artikel/{article_id(CHANGED)}?fassung=2",
    f"/artikel/{article_id(GONE)}",
    f"/artikel/{article_id(UNDATED)}",
    f"/artikel/{article_id(HOSTILE)}",
    "/staedte",
    "/stadt/venlo",
    "/stadt/xuzhou",
    "/aenderungen",
    "/bestand",
    "/suche/erweitert",
    "/vergleich?stadt1=venlo&q2=Jubiläum",
    "/crawls",
    "/crawls/3",
    "/crawls/4",
    "/crawls/2/artikel?was=changed",
    "/hilfe",
    "/api",
    "/barrierefreiheit",
    "/datenschutz",
    "/impressum",
]
ERRORS = ["/nix", "/suche?q=a&von=gestern", "/suche?q=Partnerstadt&seite=999", "/artikel/0000000000000000"]
# Tested on a server with an account or with a copy in a WARC file; the last is there only where the operator wrote it.
ELSEWHERE = {
    "/leichte-sprache",
    "/mitarbeit",
    "/mitarbeit/anmelden",
    "/mitarbeit/protokoll",
    "/artikel/<article_id>/kopie",
}
SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"


def in_english(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang=en"


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_no_page_is_left_out(settings: Settings) -> None:
    client = create_app(settings).test_client()
    tested = {address.partition("?")[0] for address in (*ADDRESSES, *ERRORS)}
    pages = {
        rule.rule
        for rule in client.application.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not re.search(r"\.\w+$|^/(api/v1|static|mem|time|vorschlaege)", rule.rule)
    }
    assert len(pages) > 15
    missing = [
        rule for rule in pages if not any(re.fullmatch(re.sub(r"<[^>]+>", "[^/]+", rule), one) for one in tested)
    ]
    assert set(missing) - ELSEWHERE == set()


@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    assert find_violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert find_violations(page, OF_COLOUR) == []
    page.set_viewport_size(PHONE)
    page.goto(page.url.partition("/")[0] + "//" + page.url.split("/")[2] + in_english(address))
    assert find_violations(page) == []
    page.emulate_media(color_scheme="light")
    assert find_violations(page, OF_COLOUR) == []


@pytest.mark.parametrize("address", ERRORS)
def test_axe_finds_nothing_on_errors(open_page: OpenPage, address: str) -> None:
    page = open_page(address, faults=False, color_scheme="dark", viewport=PHONE)
    assert find_violations(page) == []
    assert page.get_by_role("heading", level=1).count() == 1
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)
    assert find_violations(page, OF_COLOUR) == []


def test_axe_finds_nothing_after_interaction_and_in_english(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt&lang=en", viewport=PHONE)
    page.locator("#filter-kasten summary").click()
    page.locator("#stadt-venlo").check()
    expect(page.locator("#ohne-stadt-venlo")).to_be_visible()
    page.locator(".bar-table summary").first.click()
    assert find_violations(page) == []
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize(
    "address", ["/aenderungen", f"/artikel/{article_id(CHANGED)}", "/crawls", "/bestand", "/stadt/venlo"]
)
def test_axe_finds_nothing_with_everything_opened(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport=PHONE, color_scheme="dark")
    summaries = page.locator("summary")
    for number in range(min(summaries.count(), 8)):
        if summaries.nth(number).is_visible():
            summaries.nth(number).click()
    assert find_violations(page) == []
    assert width(page) <= 320


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_wider_than_a_phone(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport=PHONE, bypass_csp=True)
    assert width(page) <= 320
    page.add_style_tag(content=SPACING)
    assert width(page) <= 320, "with wider spacing"
    page.set_viewport_size({"width": 640, "height": 800})
    page.add_style_tag(content="html { font-size: 200%; }")
    assert width(page) <= 640, "with text twice as large"


@pytest.mark.parametrize(
    "address",
    [
        "/suche?q=Partnerstadt&stadt=venlo",
        f"/artikel/{article_id(RICH)}?q=Venlo",
        "/crawls",
        "/staedte",
        "/aenderungen",
        "/vergleich?stadt1=venlo&q2=Jubiläum",
    ],
)
def test_every_stop_of_the_keyboard_is_seen(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.evaluate("document.body.focus()")
    stops: list[str] = []
    for _press in range(250):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return null;
            const s = getComputedStyle(e), r = e.getBoundingClientRect();
            const spot = e.querySelector('.spot, .point'), within = spot ? getComputedStyle(spot) : s;
            const marked = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || parseFloat(within.strokeWidth) >= 3;
            const shown = r.width > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
            const hold = (value, most) => Math.min(Math.max(value, 0), most - 1);
            const x = hold(r.left + r.width / 2, innerWidth), y = hold(r.top + Math.min(r.height / 2, 12), innerHeight);
            const top = document.elementFromPoint(x, y);
            const free = !top || e.closest('svg') || e.contains(top) || top.contains(e) || r.width < 4;
            return [e.outerHTML.slice(0, 120), marked, shown, free]; }"""
        )
        if here is None:
            break
        assert here[1], f"no outline: {here[0]}"
        assert here[2], f"not in view: {here[0]}"
        assert here[3], f"something lies over it: {here[0]}"
        stops.append(here[0])
    else:
        pytest.fail("the end of the page is never reached")
    assert "#inhalt" in stops[0]
    assert len(stops) > 20


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_targets_are_large_enough(open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = open_page("/", viewport=viewport)
    base = page.url.rstrip("/")
    for address in ADDRESSES:
        page.goto(base + address)
        small = page.evaluate(
            """() => [...document.querySelectorAll('a, button, input, select, summary')].filter((e) => {
                const r = e.getBoundingClientRect();
                if (!r.width || e.closest('.skip, .hint, svg') || e.type === 'hidden') return false;
                if (e.closest('p, dd, li') && getComputedStyle(e).display === 'inline') return false;
                return r.height < 24 || r.width < 24; }).map((e) => e.outerHTML.slice(0, 140))"""
        )
        # A tick box is as large as its label beside it, which ticks it as well; bars and dots have their table.
        equal = ('type="checkbox"', 'type="radio"', "balken-")
        assert [html for html in small if not any(one in html for one in equal)] == [], address


def test_forced_colours_and_dark_reach_the_drawings(open_page: OpenPage) -> None:
    page = open_page("/staedte", forced_colors="active")
    fill = page.locator(".compass .spot").first.evaluate("e => getComputedStyle(e).fill")
    link = page.locator(".city-table a").first.evaluate("e => getComputedStyle(e).color")
    assert fill == link
    page.goto(page.url.replace("/staedte", "/"))
    bar = page.locator(".bar").first.evaluate("e => getComputedStyle(e).fill")
    assert bar == page.locator(".hit-title a").first.evaluate("e => getComputedStyle(e).color")
    page.goto(page.url + "crawls")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.locator(".trend rect").first.evaluate("e => getComputedStyle(e).fill") != ground
    light, dark = open_page("/"), open_page("/", color_scheme="dark")
    for selector, name in (("body", "backgroundColor"), ("body", "color"), (".bar", "fill")):
        values = [p.locator(selector).first.evaluate(f"e => getComputedStyle(e).{name}") for p in (light, dark)]
        assert values[0] != values[1], selector


def test_nothing_moves_for_those_who_want_no_motion(open_page: OpenPage) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter((e) => { const s = getComputedStyle(e);
        return parseFloat(s.transitionDuration) > 0 || parseFloat(s.animationDuration) > 0 || s.scrollBehavior === 'smooth'; })
        .length"""
    still = open_page("/suche?q=Partnerstadt", reduced_motion="reduce")
    assert still.evaluate(moving) == 0
    assert open_page("/suche?q=Partnerstadt", reduced_motion="no-preference").evaluate(moving) > 0, (
        "else this proves nothing"
    )


def read_print(page: Page) -> str:
    """Return the text of the page as it comes out of the printer."""
    page.emulate_media(media="print")
    pages = PdfReader(io.BytesIO(page.pdf())).pages
    text = unicodedata.normalize(
        "NFKC", " ".join(one.extract_text() for one in pages)
    )  # ligatures become letters again
    return " ".join(text.split())


def test_print_shows_query_and_addresses_but_no_filters(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt&stadt=venlo")
    told = page.locator("#status").inner_text()
    printed = read_print(page)
    assert told in printed
    assert page.url.replace(" ", "") in printed.replace(" ", "")
    assert "https://www.stadt.example/de/inhalt/" in printed.replace(" ", "")
    assert printed.index("Gedruckt am") < printed.index(told), "date and address stand at the head"
    for left_out in ("Filter anwenden", "Zum Inhalt", "Impressum", "Atom-Feed", "Mit anderem", "Warum Venlo?"):
        assert left_out not in printed
    assert not page.locator("#filter").is_visible()
    assert not page.locator(".main-nav").is_visible()


@pytest.mark.parametrize(
    ("address", "told", "left_out"),
    [
        ("/stadt/venlo", ("Venlo", "Partnerschaft", "Neueste Artikel"), ("Seite drucken", "Sprungmarken")),
        (f"/artikel/{article_id(RICH)}", ("Besuch in Dünkirchen", "Zitieren", "programm.pdf"), ("Zitat kopieren",)),
        ("/crawls", ("fehlgeschlagen", "Der Server ist nicht zu erreichen."), ("Aktualisierung anhalten", "In Zahlen")),
        (
            "/aenderungen",
            ("verschwunden", "Absatz ergänzt", "Ausstellung im Stadtarchiv"),
            ("()", "im Text zeigen", "Anzeigen"),
        ),
    ],
)
def test_other_pages_print_what_belongs_on_paper(
    open_page: OpenPage, address: str, told: tuple[str, ...], left_out: tuple[str, ...]
) -> None:
    page = open_page(address)
    printed = read_print(page)
    for one in told:
        assert one in printed, one
    for one in (*left_out, "Impressum"):
        assert one not in printed, one
    assert page.url.replace(" ", "") in printed.replace(" ", "")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_jumps_while_loading(open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = open_page("/", viewport=viewport)
    base = page.url.rstrip("/")
    for address in ADDRESSES:
        page.goto(base + address)
        shift = page.evaluate(
            """() => new Promise((done) => { let sum = 0;
                new PerformanceObserver((list) => list.getEntries().forEach((e) => { sum += e.value; }))
                  .observe({type: 'layout-shift', buffered: true});
                setTimeout(() => done(sum), 200); })"""
        )
        assert shift < 0.01, address
