"""`site new` on cities with the systems that German cities use: all releases are found, whatever form their addresses have."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive.ledger import open_ledger
from archive.settings import Settings
from tests.commands import run_command
from tests.scripted_site import Answer, scripted_site

PAGES = Path(__file__).parent / "pages"
MONTHS = "januar februar märz april mai juni juli august september oktober november dezember".split()
COUNT, ROW = 17, 5
SUBJECTS = (
    "Stadtbücherei öffnet am Abend", "Radweg nach Oberbrück ist fertig", "Freibad beginnt die Saison",
    "Wochenmarkt zieht auf den Domplatz", "Feuerwehr sucht Freiwillige", "Rathaus bleibt am Freitag geschlossen",
    "Schulen bekommen neue Tafeln", "Gärtner pflanzen hundert Linden", "Theater zeigt drei neue Stücke",
    "Stadtrat beschließt den Haushalt", "Sperrmüll wird früher abgeholt", "Brücke wird im Sommer saniert",
    "Musikschule lädt zum Vorspiel", "Partnerstadt schickt eine Delegation", "Archiv zeigt alte Karten",
    "Bus fährt jetzt alle zehn Minuten", "Winterdienst ist vorbereitet",
)  # fmt: skip


@dataclass(frozen=True)
class System:
    """How one system builds a city's site: its page of a release, the addresses of releases, and how its list is paged."""

    page: str
    title: str
    sentence: str
    shown: tuple[tuple[str, str], ...]
    path: Callable[[int, str, date], str]
    old: Callable[[int, str, date], str]
    listing: str
    further: str
    recognised: str = ""


def german(day: date) -> str:
    return f"{day.day}. {MONTHS[day.month - 1].capitalize()} {day.year}"


SYSTEMS = {
    "typo3": System(
        "typo3/newsdetail.html", "Neue Fahrradstraße verbindet Hafen und Altstadt", "Dort entstehen Bügel für dreißig Räder.",
        (("2024-05-03", "%Y-%m-%d"), ("03.05.2024", "%d.%m.%Y")),
        lambda number, slug, day: f"/aktuelles/aktuelles-detailseite/newsdetail/{slug}-{number}",
        lambda number, slug, day: f"/aktuelles/news/detailansicht/newsdetail/{slug}.html",
        "/aktuelles", "?tx_news_pi1%5BcurrentPage%5D={page}&cHash=abc{page}def", "typo3",
    ),
    "sitepark": System(
        "sitepark/article.html", "Stadtgarten bekommt 300 neue Bäume", "Alle stammen aus einer Baumschule der Region.",
        (("2018-10-12", "%Y-%m-%d"), ("12. Oktober 2018", "german")),
        lambda number, slug, day: f"/pressemitteilungen/{day.year}/{MONTHS[day.month - 1].replace('ä', 'ae')}/"
        f"pressemitteilungen.{37700 - number}.php",
        lambda number, slug, day: f"/rat_verwaltung/presseportal/pressemitteilungen/{37700 - number}/index.html",
        "/pressemitteilungen/index.php", "?page={page}", "sitepark",
    ),
    "drupal": System(
        "drupal/node.html", "Jugendparlament vergibt erstmals eigenes Geld", "Ein fünfter Antrag wurde vertagt.",
        (("2026-01-15", "%Y-%m-%d"), ("15.01.2026", "%d.%m.%Y")),
        lambda number, slug, day: f"/{day:%Y-%m}/{slug}",
        lambda number, slug, day: f"/aktuelles/meldungen/{slug}",
        "/aktuelles", "?page={before}", "drupal",
    ),
    "presse-service": System(
        "presse-service/meldung.html", "Bibliothek öffnet auch am Sonntag", "Ausgeliehen wird an Automaten.",
        (("15.05.2025", "%d.%m.%Y"),),
        lambda number, slug, day: f"/data.aspx/static/{1187087 - number}.html",
        lambda number, slug, day: f"/pressemeldung/{87087 - number}",
        "/public.aspx?ID=5", "&Seite={page}",
    ),
    "wordpress": System(
        "wordpress/post.html", "Partnerschaftsverein sucht Gastfamilien", "Sprachkenntnisse sind nicht nötig.",
        (("2024-05-03", "%Y-%m-%d"), ("3. Mai 2024", "german")),
        lambda number, slug, day: f"/{day:%Y/%m/%d}/{slug}/",
        lambda number, slug, day: f"/presse/archiv/{slug}/",
        "/aktuelles/", "page/{page}/", "wordpress",
    ),
}  # fmt: skip


def make_slug(title: str) -> str:
    plain = title.lower().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
    return re.sub(r"\W+", "-", plain)


def make_site(system: System) -> tuple[dict[str, Answer], set[tuple[str, date]]]:
    """Return the pages of a city by path, and title and day of each release."""
    source = (PAGES / system.page).read_text(encoding="utf-8")
    source = re.sub(r'<link rel="(?:canonical|alternate)"[^>]*>', "", source)
    answers: dict[str, Answer] = {}
    rows, told = [], set()
    for number, title in enumerate(SUBJECTS):
        day = date(2026, 3, 30) - timedelta(days=40 * number)
        # The oldest stand where they stood before the site was rebuilt.
        path = (system.old if number >= COUNT - 4 else system.path)(number, make_slug(title), day)
        page = source.replace(system.title, title)
        for old, form in system.shown:
            page = page.replace(old, german(day) if form == "german" else f"{day:{form}}")
        page = page.replace(system.sentence, f"{system.sentence} Das ist die Meldung Nummer {number}.")
        answers[path] = Answer(page.encode())
        rows.append(
            f'<li class="row"><span>{day:%d.%m.%Y}</span> <h3><a href="{path}">{title}</a></h3><p>Mehr.</p></li>'
        )
        told.add((title, day))
    last = (COUNT + ROW - 1) // ROW
    base = system.listing
    frame = re.sub(
        r"<main.*</main>|<div id=\"pressemeldung\">.*?</div>(?=<div class=\"druck)", "%%", source, flags=re.DOTALL
    )
    links = {number: base + system.further.format(page=number, before=number - 1) for number in range(2, last + 1)}
    for number in range(1, last + 1):
        pager = "".join(f'<a href="{link}">{other}</a> ' for other, link in links.items() if other != number)
        body = "".join(rows[(number - 1) * ROW : number * ROW])
        listing = f"<main><h1>Pressemitteilungen</h1><ul>{body}</ul><div class='pager'>{pager}</div></main>"
        answers[links.get(number, base)] = Answer(frame.replace("%%", listing).encode())
    return answers, told


@pytest.mark.parametrize("name", SYSTEMS)
def test_all_releases_are_found_with_site_new_alone(name: str, settings: Settings) -> None:
    system = SYSTEMS[name]
    answers, truth = make_site(system)
    with scripted_site(answers) as site:
        made = run_command(settings.data, "site", "new", site.address + system.listing, "--name", "stadt")
        assert made.returncode == 0, made.stderr
        checked = run_command(settings.data, "site", "check", "stadt")
        assert checked.returncode == 0, checked.stdout + checked.stderr
        crawled = run_command(settings.data, "crawl", "stadt", "--json")
        report = json.loads(crawled.stdout)
        profile = (settings.sites_folder / "stadt.toml").read_text(encoding="utf-8")
        assert (report["verdict"], report["counts"]["new"]) == ("ok", COUNT), made.stdout + profile + str(report)
    if system.recognised:
        assert f'like = "{system.recognised}"' in profile
    with open_ledger(settings) as ledger:
        articles = [archived.article for archived in ledger.changes_since(0)]
    assert {(article.title, article.published) for article in articles} == truth
    for article in articles:
        assert f"Nummer {SUBJECTS.index(article.title)}." in f"{article.lead} {article.text}"


def test_a_check_names_the_releases_that_a_profile_passes_over(settings: Settings) -> None:
    system = SYSTEMS["drupal"]
    answers, _ = make_site(system)
    with scripted_site(answers) as site:
        run_command(settings.data, "site", "new", site.address + system.listing, "--name", "stadt")
        assert "fit no pattern" not in run_command(settings.data, "site", "check", "stadt").stdout
        path = settings.sites_folder / "stadt.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(", '^/aktuelles/meldungen/[^/?]+$'", ""), encoding="utf-8")
        told = run_command(settings.data, "site", "check", "stadt").stdout
    assert re.search(r"\d links of /aktuelles and its further pages look like releases and fit no pattern", told)
    assert "/aktuelles/meldungen/" in told
