"""How the pages look and speak where it went wrong before: long names on a phone, wide drawings, numbers, days, print."""

from __future__ import annotations

import re

import pytest
from opening import PHONE, OpenPage, find_violations
from playwright.sync_api import Response, expect
from web_archive import CHANGED, RICH, article_id

pytestmark = pytest.mark.browser


def test_a_comparison_of_long_words_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page("/vergleich?q1=Städtepartnerschaft&q2=Jugendbegegnungsfahrten Klärwerk", viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(page.url.partition("?")[0] + "?q1=Jugendbegegnung&q2=Städtepartnerschaft&anteil=1")
    assert page.locator(".bar-table td a").count() > 3
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert find_violations(page) == []


def test_wide_drawings_begin_where_most_is_to_be_seen(open_page: OpenPage) -> None:
    page = open_page("/staedte", viewport=PHONE)
    page.locator(".compass").scroll_into_view_if_needed()
    expect(page.locator(".compass .home text")).to_be_in_viewport(ratio=0.9)
    page = open_page("/vergleich?stadt1=venlo&stadt2=leiden", viewport=PHONE)
    page.locator(".lines").scroll_into_view_if_needed()
    expect(page.locator(".lines a .point").last).to_be_in_viewport(ratio=0.9)


def test_numbers_months_and_days_are_written_as_the_language_has_them(open_page: OpenPage) -> None:
    page = open_page("/bestand")
    expect(page.get_by_text(re.compile(r"^\d+,\d MB in WARC-Dateien$"))).to_be_visible()
    page.goto(page.url + "?lang=en")
    expect(page.get_by_text(re.compile(r"^\d+\.\d MB in WARC files$"))).to_be_visible()
    base = page.url.partition("/bestand")[0]
    page.goto(base + "/suche?von=2016-03&bis=2016-03")
    expect(page.locator("#ohne-zeit")).to_contain_text("März 2016")
    page.goto(base + "/suche?von=2016&bis=2016")
    bar = page.locator(".bars a[id^='balken-2016-']").first
    expect(bar).to_have_attribute("title", re.compile(r"^[JFMASOND]\w+ 2016: \d+ Treffer$"))
    assert page.locator(".bars .bar-label").all_inner_texts()[-12:][:3] == ["Jan", "Feb", "Mär"]
    page.goto(base + f"/artikel/{article_id(RICH)}?lang=en")
    expect(page.locator(".byline")).to_contain_text("3 February 2026")
    expect(page.locator(".passages").first).not_to_contain_text("„")


def test_a_copy_says_in_both_languages_what_it_is(open_page: OpenPage) -> None:
    page = open_page(f"/artikel/{article_id(CHANGED)}/kopie?lang=en")
    frame = page.frame_locator("iframe.copy")
    expect(frame.locator("p[lang=de]", has_text="Archivierte Kopie vom 3. März 2026, 05:00.")).to_be_visible()
    expect(frame.locator("p[lang=en]", has_text="Archived copy of 3 March 2026, 05:00.")).to_be_visible()


def test_both_lines_are_seen_in_forced_colours(open_page: OpenPage) -> None:
    page = open_page("/vergleich?stadt1=venlo&stadt2=leiden", forced_colors="active", color_scheme="dark")
    text = page.locator("body").evaluate("e => getComputedStyle(e).color")
    link = page.locator(".legend a").first.evaluate("e => getComputedStyle(e).color")
    for number in (1, 2):
        assert page.locator(f"path.line.line-{number}").first.evaluate("e => getComputedStyle(e).stroke") == text
        assert page.locator(f".lines .point.line-{number}").first.evaluate("e => getComputedStyle(e).fill") == link


@pytest.mark.parametrize(
    "address", ["/", "/suche?q=Partnerstadt", f"/artikel/{article_id(RICH)}", "/stadt/venlo", "/crawls"]
)
def test_a_first_visit_is_light_and_what_it_loads_is_kept_for_ever(open_page: OpenPage, address: str) -> None:
    page = open_page("/impressum")
    watch = page.context.new_cdp_session(page)
    watch.send("Network.enable")
    watch.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    watch.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/".join(page.url.split("/")[:3]) + address, wait_until="networkidle")
    assert len(sizes) >= 4, "page, styles, scripts, icon"
    assert sum(sizes) <= 100_000
    assets = [answer for answer in answers if "/static/" in answer.url]
    assert len(assets) >= 3
    for asset in assets:
        assert "immutable" in asset.headers["cache-control"], asset.url


def test_a_long_address_in_a_cause_pushes_no_column_out_of_sight(open_page: OpenPage) -> None:
    page = open_page("/crawls", viewport={"width": 1180, "height": 860})
    cause = "Keine Startseite war zu lesen (http://127.0.0.1:8600/de/oberbuergermeister/staedtepartnerschaften/seite-zwei/). "
    page.locator(".runs .reason .count").first.evaluate("(element, text) => { element.textContent = text; }", cause * 3)
    assert page.locator("#alle-laeufe").evaluate("e => e.scrollWidth - e.clientWidth") <= 1


def test_names_of_months_stay_in_one_piece_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/suche?von=2016&bis=2016", viewport=PHONE)
    labels = page.locator(".bars .bar-label:visible").filter(has_text=re.compile(r"^[A-Z]"))
    sizes = labels.evaluate_all(
        "all => all.map((e) => [e.getBoundingClientRect().height, e.scrollWidth - e.clientWidth])"
    )
    assert len(sizes) == 12
    assert len({height for height, _over in sizes}) == 1
    assert max(over for _height, over in sizes) <= 0


def test_versions_and_proof_follow_the_text_however_long_the_side_is(open_page: OpenPage) -> None:
    page = open_page(f"/artikel/{article_id(CHANGED)}?q=Venlo")
    text, side, after = (page.locator(one).bounding_box() for one in ("article.release", "aside.side", ".after"))
    assert text
    assert side
    assert after
    assert after["y"] - text["y"] - text["height"] < 100, "beneath the text"
    assert after["y"] < side["y"] + side["height"], "not beneath the side"
    assert after["x"] + after["width"] <= side["x"]
    page.set_viewport_size(PHONE)
    order = [page.locator(one).bounding_box()["y"] for one in ("article.release", "aside.side", ".after")]  # type: ignore[index]  # all are seen
    assert order == sorted(order)
