"""A small archive for the tests of the pages: real ledger, WARC files and index of invented notices of every kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path

from archive.harvest import Harvest, Response
from archive.ledger import Ledger, open_ledger
from archive.records import Article, Attachment, CrawlFailure, Image, make_article_id
from archive.settings import Settings
from archive.warc import Exchange, Headers, WarcWriter
from indexer.build import build_index

SITE = "https://www.stadt.example/de/inhalt/"
START = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
CITIES = {
    "venlo": "Venlo",
    "leicester": "Leicester",
    "duenkirchen": "Dünkirchen",
    "leiden": "Leiden",
    "charlotte": "Charlotte",
    "oder-spree": "Oder-Spree",
    "kropyvnytskyi": "Kropyvnytskyi",
}
SUBJECTS = (
    ("Jugendbegegnung mit {city}", "Junge Leute aus beiden Städten treffen sich in den Osterferien."),
    ("Schüleraustausch: Gäste aus {city} im Rathaus", "Das Schulamt begrüßt eine Klasse aus der Partnerstadt."),
    ("Städtepartnerschaft mit {city}: Jubiläum gefeiert", "Chöre beider Städte singen im Stadttheater."),
    ("Fachleute aus {city} besichtigen das Klärwerk", "Die Stadtentwässerung zeigt ihre neue Reinigungsstufe."),
)
CHANGED = SITE + "spielplatz-am-stadtgarten/"
GONE = SITE + "ausstellung-im-stadtarchiv/"
UNDATED = SITE + "brief-aus-der-partnerstadt/"
HOSTILE = SITE + "boese/"
RICH = SITE + "besuch-in-duenkirchen/"


def build_archive(folder: Path) -> tuple[Settings, Ledger]:
    """Make ledger and index in this folder: about seventy articles of 2009 to 2026."""
    settings = Settings(data=folder)
    ledger = open_ledger(settings)
    write_crawls(ledger)
    build_index(settings, ledger)
    return settings, ledger


def write_crawls(ledger: Ledger) -> None:
    """Let four crawls of different verdicts write the ledger."""
    first = Harvest.begin(ledger, "demo", "http://127.0.0.1:8600", START)
    for article in (*make_articles(), *make_special_articles()):
        keep(first, article, START)
    first.finish(START + timedelta(minutes=3), "ok", "", {"pages": 90, "found": 68, "new": 68}, ())
    second_day = START + timedelta(days=1)
    second = Harvest.begin(ledger, "demo", "http://127.0.0.1:8600", second_day)
    keep(second, make_changed(2), second_day)
    lose(second, GONE, second_day)
    second.finish(second_day + timedelta(seconds=40), "ok", "", {"pages": 90, "changed": 1, "missing": 1}, ())
    third_day = START + timedelta(days=2)
    third = Harvest.begin(ledger, "demo", "http://127.0.0.1:8600", third_day)
    keep(third, make_changed(3), third_day)
    lose(third, GONE, third_day)
    third.finish(
        third_day + timedelta(minutes=1), "suspicious", "Nur halb so viele Artikel wie sonst.", {"gone": 1}, ()
    )
    fourth = Harvest.begin(ledger, "krefeld", "", third_day)
    failures = (CrawlFailure("DNS: Name nicht gefunden", 3, "https://www.krefeld.example/robots.txt"),)
    fourth.finish(third_day, "failed", "Der Server ist nicht zu erreichen.", {"failed": 3}, failures)


def keep(harvest: Harvest, article: Article, now: datetime) -> None:
    """Keep an article with its capture, as a crawl does."""
    harvest.keep(make_response(harvest, article.url, now, 200, make_page(article)), article)


def lose(harvest: Harvest, url: str, now: datetime) -> None:
    """Keep the answer that a page is not there any more."""
    harvest.keep_absent(make_response(harvest, url, now, 404, "<h1>Nicht gefunden</h1>"))


def make_response(
    harvest: Harvest,
    url: str,
    now: datetime,
    status: int,
    page: str = "",
    more: Headers = (),
    media_type: str = "text/html",
) -> Response:
    """Return the response of a crawl, its record in a WARC file and its capture in the ledger."""
    folder = Path(str(harvest.ledger.engine.url.database)).parent / "warc" / harvest.site
    writer = WarcWriter(folder, f"{harvest.site}-{harvest.crawl_id}-{make_article_id(url)}", now, 10**9, {})
    headers = (("Content-Type", f"{media_type}; charset=utf-8"), *more)
    place = writer.write(Exchange(url, now, "GET", (), status, "", headers, page.encode()))
    writer.close()
    new = Response(
        url, "article", now, status, media_type, place.digest, place.kind, place.file, place.offset, place.length
    )
    return replace(new, capture_id=harvest.keep_capture(new))


def make_page(article: Article) -> str:
    """Return a page that shows an article, with all that a copy must not run or load."""
    paragraphs = "".join(f"<p onclick='alert(2)'>{escape(text)}</p>" for text in article.text.split("\n\n"))
    return (
        '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=https://evil.example/">'
        f"<title>{escape(article.title)} | Stadt</title><base href='https://evil.example/'>"
        "<link rel='stylesheet' href='https://evil.example/a.css'><style>@import 'https://evil.example/b.css';</style></head>"
        "<body onload='alert(1)' background='https://evil.example/c.png'><script>alert(3)</script>"
        f"<h1 id='titel' style='background:url(https://evil.example/d.png)'>{escape(article.title)}</h1>{paragraphs}"
        "<img src='https://evil.example/e.jpg' alt='Hafen im Winter'><a href='#titel'>nach oben</a>"
        f"<a href='{RICH}'>Besuch in Dünkirchen</a> <a href='javascript:alert(4)'>Falle</a>"
        "<iframe src='https://evil.example/f'></iframe><form action='https://evil.example/g'><button>Senden</button></form>"
        "<video src='https://evil.example/h.mp4' autoplay></video></body></html>"
    )


def make_articles() -> list[Article]:
    """Return notices of all subjects about all cities over the years."""
    articles = []
    for number in range(60):
        subject, lead = SUBJECTS[number % len(SUBJECTS)]
        city = list(CITIES.values())[number % 6]
        year, month = 2009 + (number * 7) % 17, number % 12 + 1
        text = (
            f"Die Stadt und {city} arbeiten seit Jahren zusammen. Das Amt für Städtepartnerschaften lädt dazu ein.\n\n"
            f"Die Teilnahme ist frei. Meldung Nummer {number + 1} dieses Archivs ist erfunden."
        )
        articles.append(
            Article(
                url=f"{SITE}meldung-{number + 1}/",
                title=subject.format(city=city),
                lead=lead,
                text=text,
                published=date(year, month, number % 28 + 1),
                published_source="label",
                published_precision="day",
            )
        )
    return articles


def make_special_articles() -> list[Article]:
    """Return one notice of each kind that pages have to cope with."""
    rich = Article(
        url=RICH,
        title="Besuch in Dünkirchen: Bürgerinnen und Bürger reisen zum Karneval an die Küste",
        kicker="Städtepartnerschaften",
        lead="Mit zwei Bussen fährt der Freundeskreis in die französische Partnerstadt.",
        text=(
            "Der Freundeskreis lädt zur Fahrt nach Dünkirchen ein. Auch Gäste aus Venlo fahren mit.\n\n"
            "Anmeldung\n\nAnmeldungen nimmt das Büro für Partnerschaften entgegen; Dünkirchens Rathaus gibt einen Empfang."
        ),
        published=date(2026, 2, 3),
        published_source="label",
        published_precision="day",
        images=(Image(SITE + "a.jpg", "Hafen", "Der Hafen von Dünkirchen im Winter", "Ville de Dunkerque"),),
        attachments=(
            Attachment(SITE + "programm.pdf", "Programm der Fahrt", "application/pdf"),
            Attachment("javascript:alert(1)", "Falle", ""),
        ),
    )
    hostile = Article(
        url=HOSTILE,
        title='<script>alert("x")</script> & "Zitat" <img src=x onerror=alert(1)>',
        lead="<b>kein Markup</b> {{ 7*7 }} javascript:alert(1)",
        text="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3,
        published=date(2024, 1, 1),
        published_precision="year",
    )
    return [
        rich,
        hostile,
        make_changed(1),
        Article(
            url=GONE, title="Ausstellung im Stadtarchiv", text="Gezeigt werden Karten.", published=date(2020, 5, 4)
        ),
        Article(url=UNDATED, title="Brief aus der Partnerstadt Leiden", text="Der Brief aus Leiden hängt im Rathaus."),
        Article(
            url=SITE + "english/",
            title="Greetings from Leicester",
            text="A delegation from Leicester came by train.",
            published=date(2019, 9, 9),
            language="en",
        ),
        Article(url=SITE + "formel/", title="=SUMME(A1:A9)", text="Eine Rechnung.", published=date(2018, 8, 8)),
        Article(
            url=SITE + "strasse/", title="Kanalbau an der Venloer Straße", text="Der Kanal wird erneuert.",
            published=date(2017, 7, 7),
        ),
    ]  # fmt: skip


def make_changed(number: int) -> Article:
    """Return the notice that is rewritten twice."""
    texts = {
        1: "Der Spielplatz öffnet am Montag.\n\nDas Grünflächenamt hat 20 Bäume gepflanzt.\n\nDer Eintritt ist frei.",
        2: "Der Spielplatz öffnet am Dienstag.\n\nDas Grünflächenamt hat 20 Bäume gepflanzt.\n\nDer Eintritt ist frei.",
        3: "Der Spielplatz öffnet am Dienstag.\n\nDas Grünflächenamt hat 25 Bäume gepflanzt, sechs davon aus Venlo.\n\n"
        "Der Eintritt ist frei.\n\nEin Fest folgt im Sommer.",
    }
    return Article(
        url=CHANGED,
        title="Spielplatz am Stadtgarten",
        text=texts[number],
        published=date(2026, 2, 27),
        published_source="label",
        published_precision="day",
    )


def article_id(url: str) -> str:
    """Return the id of the article first seen under this URL."""
    return make_article_id(url)
