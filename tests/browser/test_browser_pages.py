"""Changes, comparison, holdings and the table of results in the browser: by keyboard, without a script, in forced colours."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from opening import OpenPage
from playwright.sync_api import expect
from web_archive import CHANGED, GONE, article_id

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_changes_are_chosen_and_unfolded(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/aenderungen", java_script_enabled=scripts)
    gone = page.locator(f"a[href$='/artikel/{article_id(GONE)}']")
    expect(gone).to_be_visible()
    box = page.locator(".diff-box").first
    expect(box.locator("ins").first).to_be_hidden()
    box.locator("summary").click()
    expect(box.locator("ins").first).to_be_visible()
    page.get_by_role("checkbox", name="verschwunden").uncheck()
    page.get_by_label("Partnerstadt").select_option("venlo")
    page.get_by_role("button", name="Anzeigen").click()
    page.wait_for_url("**/aenderungen?*stadt=venlo*")
    expect(page.locator(f"a[href$='/artikel/{article_id(CHANGED)}']").first).to_be_visible()
    expect(gone).to_have_count(0)
    expect(page.get_by_role("checkbox", name="verschwunden")).not_to_be_checked()


@pytest.mark.parametrize("scripts", [True, False])
def test_two_cities_are_compared_and_a_point_leads_to_its_articles(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/vergleich", java_script_enabled=scripts)
    page.get_by_label("Partnerstadt").first.select_option("venlo")
    page.get_by_label("Partnerstadt").last.select_option("leiden")
    page.get_by_role("button", name="Vergleichen").click()
    point = page.locator(".lines a").first
    label = point.get_attribute("aria-label") or ""
    found = re.fullmatch(r"(\d{4}), Venlo: (\d+) Treffer", label)
    assert found is not None
    point.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/suche?stadt=venlo&von={found[1]}&bis={found[1]}")
    expect(page.locator("#status")).to_contain_text(f"{found[2]} Treffer")


def test_lines_are_told_apart_without_colour(open_page: OpenPage) -> None:
    page = open_page("/vergleich?stadt1=venlo&stadt2=leiden", forced_colors="active")
    assert page.locator("path.line.line-2").first.evaluate("e => getComputedStyle(e).strokeDasharray") != "none"
    assert page.locator("path.line.line-1").first.evaluate("e => getComputedStyle(e).strokeDasharray") == "none"
    assert page.locator(".lines a rect").count() > 0
    assert page.locator(".lines a circle.point").count() > 0
    canvas = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    assert page.locator("path.line.line-1").first.evaluate("e => getComputedStyle(e).stroke") != canvas


@pytest.mark.parametrize("scripts", [True, False])
def test_a_table_with_chosen_columns_is_fetched(open_page: OpenPage, tmp_path: Path, scripts: bool) -> None:
    page = open_page("/suche?stadt=venlo&q=Jubiläum", java_script_enabled=scripts)
    page.locator("#csv-felder summary").click()
    for name in ("id", "staedte", "url", "archiv"):
        page.locator(f"#feld-{name}").uncheck()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV holen").click()
    path = tmp_path / "treffer.csv"
    download.value.save_as(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert list(rows[0]) == ["datum", "titel"]
    assert len(rows) == int(re.search(r"\d+", page.locator("#status").inner_text())[0])  # type: ignore[index]  # it is there


def test_a_hit_is_cited_from_the_list(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Karneval")
    page.locator(".hit-cite").first.click()
    expect(page.locator("#zitat")).to_be_in_viewport()
    assert "Pressemitteilung vom 03.02.2026" in page.locator("#zitat").inner_text()
