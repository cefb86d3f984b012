"""Staff in a real browser: log in, reject a city, see it gone, log out; with and without a script, and axe finds nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import waitress
from opening import DESK, OF_COLOUR, PHONE, find_violations
from playwright.sync_api import Browser, Page, expect
from web_archive import RICH, article_id, build_archive

from webui.app import create_app
from webui.serve import open_listener
from webui.staff_accounts import StaffAccounts

pytestmark = pytest.mark.browser

PASSWORD = "ein langes Kennwort"
ARTICLE = f"/artikel/{article_id(RICH)}"


@pytest.fixture(scope="module")
def staff_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with one account."""
    settings, ledger = build_archive(tmp_path_factory.mktemp("staff"))
    StaffAccounts(settings).add("Büro 41", PASSWORD)
    listener = open_listener("127.0.0.1", 0)
    running = waitress.create_server(create_app(settings, ledger=ledger), sockets=[listener], threads=4)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    running.close()
    running.task_dispatcher.shutdown()
    thread.join(timeout=5)
    listener.close()
    ledger.close()


def find_in_every_look(page: Page) -> list[str]:
    """Return what axe finds on this page as it stands on a phone and a desk, light and dark."""
    found = find_violations(page)
    for viewport in (DESK, PHONE):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme="dark")
        found += find_violations(page, None if viewport == DESK else OF_COLOUR)
        page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_log_in_reject_take_back_log_out(browser: Browser, staff_server: str, script: bool) -> None:
    context = browser.new_context(locale="de-DE", viewport={"width": 320, "height": 800}, java_script_enabled=script)
    context.set_default_timeout(8000)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(staff_server + ARTICLE)
    assert context.cookies() == []
    page.goto(staff_server + "/mitarbeit")
    assert context.cookies() == [], "no cookie before the login"
    if script:
        assert find_in_every_look(page) == []
    page.get_by_label("Name").fill("Büro 41")
    page.get_by_label("Passwort").fill("ein falsches Kennwort")
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    problems.clear()  # the browser reports the refusal
    if script:
        assert find_in_every_look(page) == []
    page.get_by_label("Name").fill("Büro 41")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mitarbeit")
    assert [(one["name"], one["httpOnly"], one["sameSite"]) for one in context.cookies()] == [
        ("mitarbeit", True, "Strict")
    ]
    page.goto(staff_server + ARTICLE)
    tags = page.locator(".byline + div .tags")
    expect(tags.get_by_role("link", name="Venlo", exact=True)).to_be_visible()
    page.locator("#mitarbeit summary", has_text="Venlo").click()
    if script:
        assert find_in_every_look(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("#begruendung-venlo").fill("nur mitgefahren")
    page.locator("#begruendung-venlo").press("Enter")
    expect(page.locator("#begruendung-venlo")).to_have_value("nur mitgefahren")  # it chooses none of the buttons
    page.get_by_role("form", name="Venlo").get_by_role("button", name="Ablehnen").click()
    expect(page.locator("#mitarbeit [role=status]")).to_be_in_viewport()
    expect(tags.get_by_role("link", name="Venlo", exact=True)).to_have_count(0)
    page.locator("#mitarbeit summary", has_text="Venlo").click()
    page.locator("#begruendung-venlo").fill("doch")
    page.get_by_role("button", name="Entscheidung zurücknehmen").click()
    expect(tags.get_by_role("link", name="Venlo", exact=True)).to_be_visible()
    page.goto(staff_server + "/mitarbeit")
    expect(page.get_by_role("row", name="nur mitgefahren").first).to_contain_text("Büro 41")
    if script:
        assert find_in_every_look(page) == []
    page.get_by_role("button", name="Abmelden").click()
    assert context.cookies() == []
    page.goto(staff_server + ARTICLE)
    expect(page.locator("#mitarbeit")).to_have_count(0)
    assert problems == []
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_hide_an_article_see_it_withheld_show_it_again(browser: Browser, staff_server: str, script: bool) -> None:
    context = browser.new_context(locale="de-DE", viewport={"width": 320, "height": 800}, java_script_enabled=script)
    context.set_default_timeout(8000)
    page = context.new_page()
    page.goto(staff_server + "/mitarbeit")
    page.get_by_label("Name").fill("Büro 41")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    page.goto(staff_server + ARTICLE)
    page.locator("#mitarbeit summary", has_text="Nicht mehr anzeigen").click()
    page.locator("#warum-anzeige").fill("Antrag vom 3. März")
    page.get_by_role("button", name="Nicht mehr anzeigen").click()
    expect(page.locator("#mitarbeit [role=status]")).to_be_in_viewport()
    expect(page.get_by_text("Öffentlich nicht angezeigt: Büro 41")).to_be_visible()
    expect(page.get_by_role("link", name="Dünkirchen").first).to_be_visible()
    if script:
        assert find_in_every_look(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    reader = browser.new_context(locale="de-DE", java_script_enabled=script)
    public = reader.new_page()
    answer = public.goto(staff_server + ARTICLE)
    assert answer is not None
    assert answer.status == 451
    expect(public.get_by_role("alert")).to_contain_text("öffentlich nicht angezeigt")
    if script:
        assert find_in_every_look(public) == []
    public.goto(staff_server + "/suche?q=Karneval")
    expect(public.get_by_text("Besuch in Dünkirchen")).to_have_count(0)
    assert reader.cookies() == []
    page.goto(staff_server + "/mitarbeit/protokoll")
    expect(page.get_by_role("row", name="Antrag vom 3. März").first).to_contain_text("Büro 41")
    if script:
        assert find_in_every_look(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(staff_server + ARTICLE)
    page.locator("#mitarbeit summary", has_text="Wieder anzeigen").click()
    page.locator("#warum-anzeige").fill("zurückgezogen")
    page.get_by_role("button", name="Wieder anzeigen").click()
    public.goto(staff_server + "/suche?q=Karneval")
    expect(public.get_by_text("Besuch in Dünkirchen").first).to_be_visible()
    reader.close()
    context.close()
