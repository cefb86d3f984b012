"""Every behaviour that was promised has a test that would fail without it: their table, and the tests that stand nowhere else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from opening import OpenPage
from playwright.sync_api import Page, expect
from web_archive import RICH, article_id

pytestmark = pytest.mark.browser
TESTS = Path(__file__).parent.parent

# Number of the behaviour -> what it is, and the tests that would fail without it. 1 to 27 must be, 28 to 36 should be.
BEHAVIOURS = {
    1: ("the address holds the whole state", "test_the_address_holds_the_whole_state"),
    2: ("back and forward restore it", "test_back_and_forward_bring_results_query_and_ticks_back"),
    3: ("a facet keeps query, order and focus", "test_ticking_keeps_focus_query_and_order_and_starts_at_page_one"),
    4: ("works without script", "test_without_script_everything_works_by_buttons", "test_without_a_script_the_field_is_plain"),
    5: ("one persistent status line", "test_ticking_keeps_focus_query_and_order_and_starts_at_page_one"),
    6: ("results are busy, not live", "test_results_are_marked_as_busy_while_they_come"),
    7: ("boxes say that they act; typing does not", "test_boxes_say_that_they_act_at_once",
        "test_typing_asks_the_server_nothing"),
    8: ("axe", "test_axe_finds_nothing", "test_axe_finds_nothing_on_errors", "test_no_page_is_left_out",
        "test_axe_finds_nothing_with_everything_opened"),
    9: ("keyboard", "test_every_stop_of_the_keyboard_is_seen"),
    10: ("reflow, large text, spacing", "test_nothing_is_wider_than_a_phone", "test_a_comparison_of_long_words_fits_a_phone"),
    11: ("target size", "test_targets_are_large_enough"),
    12: ("dark, forced colours, no motion", "test_forced_colours_and_dark_reach_the_drawings",
         "test_nothing_moves_for_those_who_want_no_motion", "test_both_lines_are_seen_in_forced_colours"),
    13: ("hits are marked and escaped", "test_hits_are_marked_in_title_and_snippet", "test_hostile_queries_stay_text"),
    14: ("spellings", "test_two_spellings_find_the_same"),
    15: ("zero results lead on", "test_every_way_out_of_nothing_leads_to_hits",
         "test_the_page_says_what_is_wrong_and_leads_on"),
    16: ("counts are true after the click", "test_filters_narrow_and_every_count_is_what_the_click_gives"),
    17: ("filters can be removed", "test_removing_a_filter_leaves_the_focus_on_the_next"),
    18: ("bars, table, links", "test_bars_drill_from_year_to_month", "test_bars_and_table_say_the_same_as_the_total"),
    19: ("no third party, no cookie", "test_the_watch_over_pages_notices_faults"),
    20: ("no fault under the policy", "test_the_watch_over_pages_notices_faults"),
    21: ("languages", "test_the_other_language_keeps_the_question", "test_english_pages_hold_no_german",
         "test_numbers_months_and_days_are_written_as_the_language_has_them"),
    22: ("titles and landmarks", "test_titles_and_landmarks", "test_every_page_is_whole"),
    23: ("exports", "test_every_form_of_a_question_gives_the_same_articles", "test_exports_hold_the_whole_result"),
    24: ("feed", "test_feed_is_valid_and_its_ids_stay", "test_the_feed_leads_through_all_articles"),
    25: ("citation", "test_journalist_has_the_citation_in_three_actions"),
    26: ("print", "test_print_shows_query_and_addresses_but_no_filters", "test_other_pages_print_what_belongs_on_paper"),
    27: ("errors in words", "test_axe_finds_nothing_on_errors", "test_errors_are_told_where_the_results_would_be",
         "test_what_cannot_be_understood_is_told", "test_the_api_says_it_in_both_languages", "test_the_command_line_says_it"),
    28: ("completion", "test_completions_come_from_three_letters_on_and_are_used_by_keyboard"),
    29: ("OpenSearch", "test_the_browser_can_search_from_its_address_bar"),
    30: ("filters on a phone", "test_filters_are_folded_on_a_phone_and_open_on_a_desk"),
    31: ("pages", "test_pages_have_real_links_and_an_end"),
    32: ("order", "test_orders_are_what_they_say"),
    33: ("why here", "test_every_reason_leads_to_its_passage"),
    34: ("what is kept and what is not", "test_counts_are_those_of_ledger_and_search"),
    35: ("crawls renew themselves", "test_the_crawls_renew_themselves_and_the_focus_stays", "test_a_pause_ends_the_requests"),
    36: ("the server tells its time", "test_the_time_of_a_search_is_told"),
}  # fmt: skip


def test_every_behaviour_has_its_tests() -> None:
    known = {
        node.name
        for path in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert set(BEHAVIOURS) == set(range(1, 37))
    assert {name for _what, *names in BEHAVIOURS.values() for name in names} - known == set()


def count(page: Page) -> int:
    return int(re.findall(r"[0-9.]+", page.locator("#status").inner_text())[0].replace(".", ""))


def test_results_are_marked_as_busy_while_they_come(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt")
    page.evaluate(
        """() => { window.seen = [];
            new MutationObserver((changes) => changes.forEach((c) => c.attributeName === 'aria-busy' && window.seen.push(
              c.target.getAttribute('aria-busy')))).observe(document.getElementById('ergebnisse'), {attributes: true}); }"""
    )
    page.locator("#stadt-venlo").check()
    expect(page.locator("#ohne-stadt-venlo")).to_be_visible()
    assert page.evaluate("window.seen") == ["true"]
    assert page.locator("#ergebnisse[aria-busy=true]").count() == 0
    assert page.locator("#ergebnisse[aria-live], #ergebnisse [aria-live], #ergebnisse [role=status]").count() == 0


def test_boxes_say_that_they_act_at_once(open_page: OpenPage) -> None:
    page = open_page("/")
    expect(page.get_by_text("Die Treffer ändern sich, sobald Sie etwas ankreuzen.")).to_be_visible()
    expect(page.get_by_role("button", name="Filter anwenden")).to_be_visible()
    plain = open_page("/", java_script_enabled=False)
    assert not plain.get_by_text("Die Treffer ändern sich").is_visible(), "without a script that would be wrong"


def test_hits_are_marked_in_title_and_snippet(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Jugendbegegnung")
    titles = page.locator(".hit-title mark")
    assert titles.count() > 3
    assert all("jugendbegegnung" in text.lower() for text in titles.all_inner_texts())
    page = open_page("/suche?q=Reinigungsstufe")
    assert page.locator(".hit-snippet mark").count() == page.locator(".hit").count() > 0


def test_two_spellings_find_the_same(open_page: OpenPage) -> None:
    page = open_page("/")
    base = page.url.rstrip("/")
    for one, other in (("Dünkirchen", "Duenkirchen"), ("Straße", "Strasse"), ("VENLO", "venlo"), ("Gäste", "Gaeste"),
                       ("Oder-Spree", "Oder Spree"), ("Städtepartnerschaft", "Staedtepartnerschaft")):  # fmt: skip
        found = []
        for text in (one, other):
            page.goto(f"{base}/suche?q={text}")
            found.append(count(page))
        assert found[0] == found[1] > 0, (one, other)


def test_every_way_out_of_nothing_leads_to_hits(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Leicster&stadt=venlo")
    base = "/".join(page.url.split("/")[:3])
    assert page.locator("#q").input_value() == "Leicster", "what was typed is kept"
    ways: list[str] = []
    for asked in (
        "q=Leicster&stadt=venlo",
        "q=Jugendbegegnung&stadt=venlo&von=1950&bis=1951",
        "q=Klärwerk&status=gone",
    ):
        page.goto(f"{base}/suche?{asked}")
        assert page.get_by_text("Keine Treffer").count() > 0, asked
        offered = page.locator(".ways-out a").evaluate_all("links => links.map((e) => e.getAttribute('href'))")
        assert offered, asked
        ways += offered
    assert len(ways) >= 5
    for way in ways:
        page.goto(base + way)
        assert count(page) > 0, way
        assert page.locator(".hit").count() > 0


def test_bars_and_table_say_the_same_as_the_total(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt")
    total = count(page)
    told = page.locator(".bars-wide a .hidden, .bar-row:not(.bars-narrow) a .hidden").all_inner_texts()
    bars = {text.split(":")[0]: int(re.findall(r": ([0-9.]+)", text)[0]) for text in told}
    page.locator(".bar-table summary").first.click()
    rows = page.locator(".bar-table tbody tr")
    table = {}
    for number in range(rows.count()):
        year, hits = rows.nth(number).locator("th, td").all_inner_texts()[:2]
        table[year.strip()] = int(hits)
    undated = page.get_by_text("ohne Datum.")
    without = int(re.findall(r"[0-9]+", undated.inner_text())[0]) if undated.count() else 0
    assert bars == table
    assert sum(bars.values()) + without == total
    snapshot = page.locator("figure.bars").first.aria_snapshot()
    year = next(iter(bars))
    assert re.search(rf'link "{year}: {bars[year]} Treffer"', snapshot)


def test_the_watch_over_pages_notices_faults(open_page: OpenPage) -> None:
    # Each test fails where a page calls a stranger, sets a cookie or breaks the policy; here it is seen that they would.
    page = open_page("/", faults=False)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); }"
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in told)
    blocked = page.evaluate("() => fetch('https://boese.example/').then(() => 'sent', () => 'blocked')")
    assert blocked == "blocked"
    assert page.context.cookies() == []


def test_the_other_language_keeps_the_question(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt&stadt=venlo&sort=aelteste")
    german = page.locator(".hit-title a").evaluate_all("links => links.map((e) => e.id)")
    page.get_by_role("navigation", name="Sprache").get_by_role("link", name="EN").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.locator(".hit-title a").evaluate_all("links => links.map((e) => e.id)") == german
    assert page.locator("#stadt-venlo").is_checked()
    assert page.locator("#sort").input_value() == "aelteste"
    assert page.locator("h3.hit-title").first.get_attribute("lang") == "de"
    assert page.locator("link[hreflang]").count() == 2
    page.get_by_role("navigation", name="Language").get_by_role("link", name="DE").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert "lang=" not in page.url


def test_titles_and_landmarks(open_page: OpenPage) -> None:
    page = open_page("/suche?q=Partnerstadt")
    assert re.fullmatch(r"Partnerstadt – [0-9]+ Treffer – Pressearchiv", page.title())
    for role in ("search", "main", "banner", "contentinfo"):
        assert page.get_by_role(role).count() == 1, role
    assert page.get_by_role("navigation").count() >= 3
    assert page.get_by_role("heading", level=1).count() == 1
    page.goto("/".join(page.url.split("/")[:3]) + f"/artikel/{article_id(RICH)}")
    assert page.title().startswith("Besuch in Dünkirchen")


def test_the_browser_can_search_from_its_address_bar(open_page: OpenPage) -> None:
    page = open_page("/")
    base = page.url.rstrip("/")
    address = page.locator("link[rel=search]").get_attribute("href")
    described = page.request.get(base + str(address)).text()
    assert len(re.findall(r"<ShortName>([^<]{1,16})</ShortName>", described)) == 1
    template = re.findall(
        r'type="text/html"[^>]*template="([^"]+)"|template="([^"]+)"[^>]*type="text/html"', described
    )[0]
    page.goto("".join(template).replace("&amp;", "&").replace("{searchTerms}", "Venlo").split("{")[0])
    assert page.locator("#q").input_value() == "Venlo"
    assert count(page) > 0


def test_pages_have_real_links_and_an_end(open_page: OpenPage) -> None:
    page = open_page("/")
    assert page.locator(".hit").count() == 25
    page.locator("#pro_seite").select_option("10")
    expect(page.locator(".hit")).to_have_count(10)
    page = open_page("/?pro_seite=10")
    total = count(page)
    seen: list[str] = []
    while True:
        seen += page.locator(".hit-title a").evaluate_all("links => links.map((e) => e.id)")
        assert page.locator(".pager [aria-current=page]").count() == 1
        further = page.locator(".pager a[rel=next]")
        if not further.count():
            break
        address = page.url
        further.click()
        expect(page).not_to_have_url(address)
        assert "seite=" in page.url
    assert len(seen) == len(set(seen)) == total
    beyond = open_page("/?pro_seite=10&seite=99", faults=False)
    beyond.get_by_role("link", name="Zur letzten Seite").click()
    assert beyond.locator(".pager a[rel=next]").count() == 0
    assert beyond.locator(".hit").count() > 0
    assert open_page("/suche?q=Leicster").locator(".pager").count() == 0, "nothing has no pages"


def test_orders_are_what_they_say(open_page: OpenPage) -> None:
    page = open_page("/")
    base = page.url.rstrip("/")

    def days(query: str) -> list[str]:
        page.goto(f"{base}/suche?{query}")
        return page.locator(".hit-meta time").evaluate_all("times => times.map((e) => e.getAttribute('datetime'))")

    newest, oldest = days("q=Partnerstadt&sort=neueste"), days("q=Partnerstadt&sort=aelteste")
    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(oldest)
    assert newest != oldest
    assert days("") == sorted(days(""), reverse=True), "without a text the newest come first"
    assert page.locator("#sort").input_value() == ""


def test_every_reason_leads_to_its_passage(open_page: OpenPage) -> None:
    page = open_page(f"/artikel/{article_id(RICH)}")
    assert page.locator(".tags .tag").count() > 0
    targets = page.locator(".passages a").evaluate_all("links => links.map((e) => e.getAttribute('href'))")
    assert len(targets) >= 2
    for target in targets:
        said = page.locator(f'.passages a[href="{target}"]').first.inner_text().strip("„“")
        assert page.locator(target).count() == 1, target
        assert said[:10] in page.locator("article.release").inner_text()


def test_the_time_of_a_search_is_told(open_page: OpenPage) -> None:
    page = open_page("/")
    answer = page.request.get(page.url + "suche?q=Reinigungsstufe+Stadtentwässerung")
    assert re.fullmatch(r"search;dur=[0-9.]+", answer.headers["server-timing"])
