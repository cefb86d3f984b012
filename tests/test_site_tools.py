"""A profile is made with the commands alone, for sites of which nothing is known, and what they publish is harvested with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from archive.ledger import open_ledger
from archive.profiles import Layout, Paging, Profile, Start, TextRules, UrlRules, load_profile
from archive.settings import Settings
from archive.urls import SiteUrls
from crawler.contact import require_contact
from crawler.errors import AddressError, ContactError, PageError
from crawler.site_check import check_site, tell_check
from crawler.site_profile import choose_site, name_site, tell_survey, write_profile
from crawler.site_reader import SiteReader
from crawler.site_survey import survey_site
from demo.server import running_site
from tests.commands import ROOT, run_command
from tests.scripted_site import Answer, ScriptedSite, make_page, scripted_site
from tests.unknown_press_site import NAME, Release, make_answers, make_releases

RELEASES = make_releases()
TYPO3 = (Path(__file__).parent / "pages" / "typo3" / "newsdetail.html").read_text(encoding="utf-8")


@pytest.fixture
def town() -> Iterator[ScriptedSite]:
    """The press pages of a town whose template no profile knows."""
    with scripted_site({}) as site:
        site.answers |= make_answers(RELEASES, site.address)
        yield site


def tell(release: Release) -> tuple[object, ...]:
    return release.title, release.lead, release.text, release.day, [(release.caption, release.credit)]


def read_ledger(settings: Settings) -> set[str]:
    with open_ledger(settings) as ledger:
        articles = [archived.article for archived in ledger.changes_since(0)]
    return {
        str((a.title, a.lead, a.text, str(a.published), [(image.caption, image.credit) for image in a.images]))
        for a in articles
    }


def test_a_site_with_an_unknown_template_is_harvested_with_the_commands_alone(
    town: ScriptedSite, settings: Settings
) -> None:
    made = run_command(settings.data, "site", "new", f"{town.address}/", "--name", "musterbrueck")
    assert made.returncode == 0, made.stderr
    checked = run_command(settings.data, "site", "check", "musterbrueck")
    assert checked.returncode == 0, checked.stderr
    for field in ("title", "lead", "text", "published", "images"):
        assert len(re.findall(rf"^    {field} +selector ", checked.stdout, re.M)) == 3
    crawled = run_command(settings.data, "crawl", "musterbrueck", "--json")
    assert (crawled.returncode, json.loads(crawled.stdout)["counts"]["new"]) == (0, len(RELEASES)), crawled.stderr
    assert read_ledger(settings) == {str(tell(release)) for release in RELEASES}
    # What robots.txt forbids was asked for by no step, and each step asked for it first.
    asked = [path for path, _ in town.requests]
    assert "/intern/anmeldung" not in asked
    assert asked[0] == "/robots.txt"


def test_a_saved_page_tells_when_the_template_changes(town: ScriptedSite, settings: Settings) -> None:
    run_command(settings.data, "site", "new", f"{town.address}/rathaus/presse", "--name", "musterbrueck")
    saved = run_command(settings.data, "site", "page", town.address + RELEASES[0].path)
    assert saved.returncode == 0, saved.stderr
    [page] = (settings.sites_folder / "pages" / "musterbrueck").glob("*.json")
    expected = json.loads(page.read_text(encoding="utf-8"))
    assert (expected["title"], expected["text"]) == (RELEASES[0].title, RELEASES[0].text)
    assert "reads as it did" in run_command(settings.data, "site", "check", "musterbrueck").stdout
    # The town renames what its boxes are called; the text is found otherwise, and the check says so.
    for release in RELEASES:
        answer = town.answers[release.path]
        assert isinstance(answer.body, bytes)
        town.answers[release.path] = Answer(answer.body.replace(b"mb-bericht__rumpf", b"mb-neu"))
    told = run_command(settings.data, "site", "check", "musterbrueck").stdout
    assert "On 3 of 3 pages the selectors for text found nothing; it was found otherwise." in told
    profile = settings.sites_folder / "musterbrueck.toml"
    profile.write_text(profile.read_text(encoding="utf-8").replace("mb-bericht__titel", "mb-fehlt"), encoding="utf-8")
    page.write_text(page.read_text(encoding="utf-8").replace(RELEASES[0].title, "Ein anderer Titel"), encoding="utf-8")
    failed = run_command(settings.data, "site", "check", "musterbrueck")
    assert failed.returncode == 1
    assert "differs in title" in failed.stdout


def test_a_site_known_only_by_its_address_is_harvested(town: ScriptedSite, settings: Settings) -> None:
    first = run_command(settings.data, "crawl", "--site", "generic", "--url", town.address, "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["counts"]["new"] == len(RELEASES)
    assert read_ledger(settings) == {str(tell(release)) for release in RELEASES}
    # It has a name now, and is known by its address too.
    again = run_command(settings.data, "crawl", "generic", "--url", f"{town.address}/rathaus/presse", "--json")
    assert json.loads(again.stdout)["verdict"] == "nothing new"
    name = name_site(town.address)
    assert json.loads(run_command(settings.data, "crawl", name, "--json").stdout)["site"] == name
    listed = json.loads(run_command(settings.data, "site", "list", "--json").stdout)
    assert {"id": name, "kind": "site", "name": NAME, "url": town.address, "own": True} in listed
    assert {row["id"] for row in listed if row["kind"] == "pattern"} >= {"typo3", "sitepark", "drupal", "wordpress"}


@pytest.mark.parametrize("source", ["feed", "sitemap"])
def test_releases_that_no_page_lists_are_found_in_feeds_and_sitemaps(source: str, settings: Settings) -> None:
    with scripted_site({}) as site:
        pages = make_answers(RELEASES, site.address)
        site.answers |= {release.path: pages[release.path] for release in RELEASES}
        entries = "".join(f"<url><loc>{site.address}{release.path}</loc></url>" for release in RELEASES)
        if source == "feed":
            site.answers |= {"/meldungen.rss": pages["/meldungen.rss"]}
            site.answers["/"] = Answer(
                b'<title>X</title><link rel="alternate" type="application/rss+xml" href="/meldungen.rss"><p>Hallo'
            )
        else:
            site.answers["/"] = Answer(b"<html><title>X</title><p>Hallo</p></html>")
            site.answers["/robots.txt"] = Answer(f"Sitemap: {site.address}/karte.xml".encode())
            site.answers["/karte.xml"] = Answer(
                f"<sitemapindex><sitemap><loc>{site.address}/alle.xml</loc></sitemap></sitemapindex>".encode()
            )
            site.answers["/alle.xml"] = Answer(f"<urlset>{entries}</urlset>".encode())
        survey = survey_site(SiteReader(settings, site.address), site.address)
    assert survey.article_pattern == "^/rathaus/presse/mitteilung/[^/?]+$"
    assert survey.listings == ()
    assert any("feed or sitemap only" in doubt for doubt in survey.doubts)
    assert survey.selectors["text"] == ("div.mb-bericht__rumpf",)


def test_a_system_is_recognised_and_its_pattern_used(settings: Settings) -> None:
    titles = [f"Neue Fahrradstraße verbindet Hafen und Stadtteil {word}" for word in ("Nord", "Ost", "Süd", "West")]
    paths = [f"/aktuelles/newsdetail/neue-fahrradstrasse-{number}" for number in range(4)]
    rows = "".join(f'<div class="article"><h3><a href="{path}">{title}</a></h3><time>03.05.2024</time></div>'
                   for path, title in zip(paths, titles, strict=True))  # fmt: skip
    old = "Neue Fahrradstraße verbindet Hafen und Altstadt"
    answers = {
        path: Answer(re.sub('<link rel="canonical"[^>]*>', "", TYPO3.replace(old, title)).encode())
        for path, title in zip(paths, titles, strict=True)
    }
    answers["/aktuelles"] = Answer(
        f"<title>Aktuelles</title><h1>Aktuelles</h1><div class='news-list-view'>{rows}</div>".encode()
    )
    with scripted_site(answers) as site:
        survey = survey_site(SiteReader(settings, site.address), f"{site.address}/aktuelles")
        path = write_profile(settings, "musterhafen", survey, overwrite=False)
        checked = run_command(settings.data, "site", "check", "musterhafen")
    assert (survey.system, survey.selectors) == ("typo3", {})
    assert 'like = "typo3"' in path.read_text(encoding="utf-8")
    assert load_profile("musterhafen", [settings.sites_folder]).layouts[0].name == "news-single"
    assert checked.stdout.count("layout       news-single") == 3


def test_a_profile_made_by_the_commands_alone_harvests_the_whole_demonstration(
    settings: Settings, tmp_path: Path
) -> None:
    known = Settings(tmp_path / "known")
    with running_site() as site:
        site.logging = False
        made = run_command(settings.data, "site", "new", f"{site.address}/", "--name", "versuch")
        assert made.returncode == 0, made.stderr
        assert run_command(settings.data, "site", "check", "versuch").returncode == 0
        for data, arguments in ((settings.data, ["versuch"]), (known.data, ["demo", "--base-url", site.address])):
            assert run_command(data, "crawl", *arguments, "--json").returncode == 0
    found = []
    for one in (settings, known):
        with open_ledger(one) as ledger:
            articles = [archived.article for archived in ledger.changes_since(0)]
        pictures = {a.url: [(image.caption, image.credit) for image in a.images] for a in articles}
        found.append({(a.title, str(a.published), a.lead, a.text, str(pictures[a.url])) for a in articles})
    assert len(found[1]) > 170
    assert found[0] == found[1]


def test_a_site_without_releases_says_so(settings: Settings) -> None:
    with scripted_site({"/": Answer(b"<title>Leer</title><p>Nichts.</p>")}) as site:
        done = run_command(settings.data, "site", "new", site.address, "--name", "leer")
        assert done.returncode == 1
        assert "No list of releases was found" in done.stdout
        assert "UNSURE" in (settings.sites_folder / "leer.toml").read_text(encoding="utf-8")
        assert load_profile("leer", [settings.sites_folder]).url == site.address
        with pytest.raises(PageError, match="No releases were found"):
            choose_site(Settings(settings.data / "other"), "generic", site.address, print)
        assert "is there already" in run_command(settings.data, "site", "new", site.address, "--name", "leer").stderr
        assert run_command(settings.data, "site", "new", site.address, "--name", "../x").returncode == 1


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        (Answer(b"", 503), "robots.txt answers 503"),
        (Answer(b"User-agent: *\nDisallow: /"), "robots.txt forbids it"),
        (Answer(b"", 302, {"Location": "https://203.0.113.9/robots.txt"}), ""),
    ],
)
def test_robots_txt_decides_what_is_looked_at(robots: Answer, reason: str, settings: Settings) -> None:
    with scripted_site({"/robots.txt": robots, "/": make_page("Guten Tag")}) as site:
        reader = SiteReader(settings, site.address)
        if reason:
            with pytest.raises(PageError, match=reason):
                reader.fetch("/")
            assert site.asked("/") == 0
        else:
            assert reader.fetch("/").body


def test_nothing_off_the_site_is_asked_for(settings: Settings) -> None:
    answers = {
        "/fort": Answer(b"", 302, {"Location": "http://203.0.113.9/x"}),
        "/kreis": Answer(b"", 302, {"Location": "/kreis"}),
    }
    with scripted_site(answers) as site:
        reader = SiteReader(settings, site.address)
        for path, reason in (("/fort", "leads off the site"), ("/kreis", "answers 302"), ("/weg", "answers 404")):
            with pytest.raises(PageError, match=reason):
                reader.fetch(path)
        with pytest.raises(PageError, match="leads off the site"):
            reader.fetch("http://203.0.113.9/")
        for number in range(50):
            site.answers[f"/{number}"] = make_page("Guten Tag")
        with pytest.raises(PageError, match="enough for one look"):
            [reader.fetch(f"/{number}") for number in range(50)]


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("", "must be able to reach"),
        ("ich", "no way to reach"),
        ("archiv@stadt", "no way to reach"),
        ("archiv@stadt.example, b@stadt.example", "no way to reach"),
        ("büro@stadt.example", "no way to reach"),
        ("ftp://stadt.example", "no way to reach"),
        ("presse@example.org", "only an example"),
        ("https://www.example.com/kontakt", "only an example"),
    ],
)
def test_nobody_is_asked_without_a_person_who_can_be_reached(contact: str, told: str) -> None:
    with pytest.raises(ContactError, match=told):
        require_contact(contact, "https://www.stadt.example", "looks at it")
    require_contact(contact, "http://127.0.0.1:8600", "looks at it")


@pytest.mark.parametrize(
    "contact", ["archiv@stadt.example", "mailto:a.b@stadt.example", "https://stadt.example/archiv"]
)
def test_a_mail_address_or_page_is_enough(contact: str) -> None:
    told = None
    try:
        require_contact(contact, "https://www.stadt.example", "looks at it")
    except ContactError as error:
        told = error
    assert told is None


def test_wrong_use_is_told(settings: Settings) -> None:
    with pytest.raises(ContactError, match="PRESSEARCHIV_CONTACT"):
        SiteReader(settings, "https://www.musterstadt.example")
    with pytest.raises(AddressError, match="no address of a site"):
        SiteReader(settings, "musterstadt.example")
    for address in ("musterstadt.example", "quatsch", "http://[", "ftp://www.krefeld.de"):
        with pytest.raises(AddressError, match="no address of a site"):
            choose_site(settings, "generic", address, print)
    with pytest.raises(AddressError, match="pattern without an address"):
        choose_site(settings, "typo3", "", print)
    with pytest.raises(AddressError, match="has an address of its own"):
        choose_site(settings, "krefeld", "https://www.krefeld.de", print)
    with pytest.raises(AddressError, match="Which site"):
        choose_site(settings, "", "", print)
    assert choose_site(settings, "krefeld", "", print) == "krefeld"
    assert choose_site(settings, "generic", "https://krefeld.de/de/presse/", lambda line: None) == "krefeld"
    done = run_command(settings.data, "site", "page", "http://127.0.0.1:9/x")
    assert (done.returncode, "Make one with `pressearchiv site new" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.musterstadt.de/presse", "musterstadt"),
        ("https://presse.stadt-muster.de", "presse-stadt-muster"),
        ("http://127.0.0.1:8600/", "127-0-0-1-8600"),
        ("https://Käse.example", "k-se"),
    ],
)
def test_a_site_is_named_after_its_host(address: str, name: str) -> None:
    assert name_site(address) == name


def test_the_example_of_the_docs_is_what_the_program_says(settings: Settings) -> None:
    docs = (ROOT / "docs" / "site-profile.md").read_text(encoding="utf-8")
    with running_site() as site:
        site.logging = False
        start = f"{site.address}/de/presse/pressemitteilungen/"
        survey = survey_site(SiteReader(settings, start), start)
        path = write_profile(settings, "versuch", survey, overwrite=False)
        lacking = load_profile("versuch", [settings.sites_folder])
        advice = tell_check(check_site(settings, lacking, SiteReader(settings, site.address)))
        assert "The profile names no gazetteer: its articles get no city tags." in advice
        unknown = replace(lacking, gazetteer="nirgendwo")
        advice = tell_check(check_site(settings, unknown, SiteReader(settings, site.address)))
        assert "The gazetteer cannot be used: No gazetteer is called 'nirgendwo'" in advice
        text = path.read_text(encoding="utf-8").replace('# gazetteer = "krefeld"', 'gazetteer = "krefeld"')
        path.write_text(text, encoding="utf-8")
        profile = load_profile("versuch", [settings.sites_folder])
        # Many links of the list are written with the host of record, some with that of a mirror.
        assert profile.aliases == ("www.krefeld.example", "kaoa-krefeld.example")
        own = f"{site.address}/2026-01/eine-meldung"
        link = SiteUrls(profile, site.address).read("https://www.krefeld.example/2026-01/eine-meldung")
        assert link is not None
        assert SiteUrls(profile, site.address).fetch_url(link.url) == own, "asked of the site itself"
        checked = tell_check(check_site(settings, profile, SiteReader(settings, site.address)))
    for line in tell_survey(survey).splitlines():
        assert line.strip() in docs, line
    # Every key of a profile stands in the table.
    for kind in (Profile, Start, UrlRules, Paging, TextRules, Layout):
        for field in fields(kind):
            name = "layout" if field.name == "layouts" else field.name
            assert f"`{name}`" in docs or f"[{name}]" in docs or f"[urls.{name}]" in docs, name
    assert "2026-10-28 (day, confirmed)" in checked
    assert checked.endswith("Nothing is missing.")
