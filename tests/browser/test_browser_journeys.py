"""The three daily journeys: a journalist cites, an archivist finds a failure, staff print a city page; in both languages."""

from __future__ import annotations

import pytest
from opening import OpenPage
from playwright.sync_api import expect
from web_archive import CHANGED, RICH, article_id

pytestmark = pytest.mark.browser

WAYS = pytest.mark.parametrize(("language", "script"), [("de", True), ("de", False), ("en", True), ("en", False)])


def words(language: str, german: str, english: str) -> str:
    return german if language == "de" else english


@WAYS
def test_journalist_has_the_citation_in_three_actions(open_page: OpenPage, language: str, script: bool) -> None:
    page = open_page("/" if language == "de" else "/?lang=en", java_script_enabled=script)
    page.locator("#q").fill("Karneval Dünkirchen")
    page.locator("#q").press("Enter")
    page.get_by_role("link", name="Besuch in Dünkirchen").click()
    citation = page.locator("#zitat")
    expect(citation).to_be_in_viewport()
    text = citation.inner_text()
    assert "Pressemitteilung vom 03.02.2026" in text
    assert RICH in text
    assert f"/artikel/{article_id(RICH)}" in text
    assert "archiviert am 01.03.2026" in text
    if script:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name=words(language, "Zitat kopieren", "Copy citation")).click()
        expect(page.get_by_role("button", name=words(language, "Kopiert", "Copied"))).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == text


@WAYS
def test_archivist_sees_the_failure_without_scrolling(open_page: OpenPage, language: str, script: bool) -> None:
    page = open_page("/crawls" if language == "de" else "/crawls?lang=en", java_script_enabled=script)
    failed = page.locator(".verdict-failed").first
    expect(failed).to_be_in_viewport()
    expect(page.get_by_text("Der Server ist nicht zu erreichen.").first).to_be_in_viewport()
    page.locator(".site-failed a").first.click()
    expect(page.get_by_text("DNS: Name nicht gefunden")).to_be_in_viewport()
    expect(page.get_by_text("https://www.krefeld.example/robots.txt")).to_be_in_viewport()


@WAYS
def test_staff_print_a_city_in_two_clicks(open_page: OpenPage, language: str, script: bool) -> None:
    page = open_page("/staedte" if language == "de" else "/staedte?lang=en", java_script_enabled=script)
    page.locator("table").get_by_role("link", name="Venlo", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Venlo")
    if script:
        page.evaluate("window.print = () => { window.printed = true; }")
        page.get_by_role("button", name=words(language, "Seite drucken", "Print page")).click()
        assert page.evaluate("window.printed") is True
    page.emulate_media(media="print")
    assert page.get_by_role("heading", level=2).count() >= 3
    assert page.url in page.get_by_role("banner").inner_text()


def test_steps_lead_from_hit_to_hit(open_page: OpenPage) -> None:
    page = open_page(f"/artikel/{article_id(RICH)}?q=Dünkirchen")
    page.locator(".steps a").first.click()
    assert page.url.endswith("#fund-1")
    page.locator("#fund-1").click()
    assert page.url.endswith("#fund-2")
    page.locator(".passages a").first.click()
    assert "#beleg-" in page.url


def test_versions_can_be_read_and_compared(open_page: OpenPage) -> None:
    page = open_page(f"/artikel/{article_id(CHANGED)}")
    assert page.locator("ins").count() > 0
    page.get_by_role("link", name="Fassung 1").click()
    expect(page.get_by_text("Der Spielplatz öffnet am Montag.")).to_be_visible()
    page.get_by_role("link", name="Zur neuesten Fassung").click()
    expect(page.locator("article.release")).to_contain_text("25 Bäume")
