"""The pages answer what they promise: right status, right words, nothing a stranger wrote is ever markup."""

from __future__ import annotations

import html
import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from web_archive import (
    CHANGED,
    GONE,
    HOSTILE,
    RICH,
    SITE,
    START,
    UNDATED,
    article_id,
    build_archive,
    keep,
    write_crawls,
)

from archive.harvest import Harvest
from archive.ledger import open_ledger
from archive.place_records import Place, Tie
from archive.records import Article
from archive.settings import Settings
from indexer.build import build_index
from webui import current_ledger, page_cache
from webui.app import create_app
from webui.city_page import sort_rows
from webui.jubilees import find_jubilee
from webui.security import SECURITY_HEADERS

PAGES = (
    "/", "/suche?q=Leicester", "/suche?q=Leicster&von=2015", "/staedte", "/staedte?sortierung=jubilaeum", "/stadt/venlo",
    "/stadt/xuzhou", "/aenderungen", "/vergleich", "/bestand", "/suche/erweitert", "/vergleich?stadt1=venlo&q2=Chor",
    "/crawls", "/crawls/1", "/crawls/4", "/hilfe", "/api", "/impressum", "/datenschutz",
    "/barrierefreiheit", *(f"/artikel/{article_id(url)}" for url in (RICH, CHANGED, GONE, UNDATED, HOSTILE)),
    f"/artikel/{article_id(HOSTILE)}/kopie",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("web"))
    with ledger:
        yield create_app(settings, ledger=ledger).test_client()


class Outline(HTMLParser):
    """Collects what the tests ask of a page: tags with attributes, ids, text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def attributes(self, tag: str, name: str) -> list[str]:
        return [value for found, attrs in self.tags if found == tag and (value := attrs.get(name)) is not None]

    @property
    def ids(self) -> list[str]:
        return [value for _tag, attrs in self.tags if (value := attrs.get("id"))]


def read(client: FlaskClient, address: str, status: int = 200) -> Outline:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return Outline(answer.get_data(as_text=True))


def total(outline: Outline) -> int:
    found = re.search(r"(\d+) Treffer für|(\d+) Treffer mit|Alle (\d+) Meldungen", outline.text)
    return int(next(group for group in found.groups() if group)) if found else 0


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_whole(client: FlaskClient, address: str, language: str) -> None:
    mark = "&" if "?" in address else "?"
    outline = read(client, address if language == "de" else f"{address}{mark}lang=en")
    assert outline.attributes("html", "lang") == [language]
    assert len([tag for tag, _ in outline.tags if tag == "h1"]) == 1
    assert {"main", "header", "footer", "nav"} <= {tag for tag, _ in outline.tags}
    assert len(outline.ids) == len(set(outline.ids)), "an id stands twice"
    assert not [attrs for _tag, attrs in outline.tags if any(name.startswith(("on", "style")) for name in attrs)]
    for target in outline.attributes("a", "href"):
        if target.startswith("#"):
            assert target[1:] in outline.ids, f"{target} leads nowhere"
    for name in outline.attributes("label", "for"):
        assert name in outline.ids


def test_every_inner_link_leads_somewhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    for address in PAGES:
        seen |= {urljoin(address, link).partition("#")[0] for link in read(client, address).attributes("a", "href")}
    inner = {link for link in seen if link.startswith("/")}
    assert len(inner) > 100
    for link in inner:
        with client.get(link) as answer:
            assert answer.status_code == 200, link


def test_answers_carry_the_security_headers_and_no_cookie(client: FlaskClient) -> None:
    for address in ("/", "/nix", "/api/v1/search", "/static/style.css", "/feed.atom", "/export.csv"):
        with client.get(address) as answer:
            assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS, address
            assert "Set-Cookie" not in answer.headers


def test_unchanged_pages_are_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/suche?q=Venlo")
    assert client.get("/suche?q=Venlo", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_static_files_are_kept_for_ever_under_an_address_of_their_content(client: FlaskClient) -> None:
    outline = read(client, "/")
    styles = [link for link in outline.attributes("link", "href") if "style.css" in link]
    assert re.search(r"\?v=[0-9a-f]{12}$", styles[0])
    with client.get(styles[0]) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        assert len(answer.data) < 25_000
    script = Path(__file__).parent.parent / "webui" / "static" / "script.js"
    assert len(script.read_text(encoding="utf-8").splitlines()) < 100


def test_filters_narrow_and_every_count_is_what_the_click_gives(client: FlaskClient) -> None:
    page = client.get("/suche?q=Partnerstadt").get_data(as_text=True)
    choices = re.findall(r'name="(stadt)" value="([a-z-]+)".*?\((\d+)\)', page)
    assert len(choices) >= 5
    for name, value, count in choices:
        assert total(read(client, f"/suche?q=Partnerstadt&{name}={value}")) == int(count)
    for year, count in re.findall(r'title="(\d{4}): (\d+) Treffer"', page):
        assert total(read(client, f"/suche?q=Partnerstadt&von={year}&bis={year}")) == int(count)
    # Under other filters, too; what would find nothing is not offered unless it is ticked.
    narrowed = "/suche?q=Jugendbegegnung&von=2012&bis=2019&rolle=about"
    offered = re.findall(r'name="stadt" value="([a-z-]+)" form="suche">.*?\((\d+)\)', client.get(narrowed).text)
    assert len(offered) >= 2
    for value, count in offered:
        assert total(read(client, f"{narrowed}&stadt={value}")) == int(count) > 0
    ticked = client.get(f"{narrowed}&stadt=xuzhou").text
    assert re.search(r'value="xuzhou" form="suche" checked>.*?\(0\)', ticked)
    # Beside a ticked one the others say what they add; an article may have both cities.
    both = "/suche?q=Partnerstadt&stadt=venlo"
    before = total(read(client, both))
    adding = re.findall(r'name="stadt" value="([a-z-]+)" form="suche">.*?\(\+(\d+)\)', client.get(both).text)
    assert len(adding) >= 4
    for value, count in adding:
        assert total(read(client, f"{both}&stadt={value}")) == before + int(count)
    states = re.findall(r'name="status" value="([a-z]+)".*?\((\d+)\)', client.get("/suche").get_data(as_text=True))
    assert len(states) >= 2
    for value, count in states:
        assert total(read(client, f"/suche?status={value}")) == int(count) > 0


def test_a_year_shows_its_months(client: FlaskClient) -> None:
    page = client.get("/suche?von=2016&bis=2016").get_data(as_text=True)
    months = re.findall(r'title="(\w+ 2016): (\d+) Treffer"', page)
    assert sum(int(count) for _month, count in months) == total(Outline(page)) > 0
    assert [month for month, _count in months][:3] == ["Januar 2016", "Februar 2016", "März 2016"]
    month, count = re.findall(r'href="([^"]*)" id="balken-2016-\d\d" title="\w+ 2016: (\d+) Treffer"', page)[0]
    assert total(read(client, html.unescape(month))) == int(count) > 0
    english = read(client, "/suche?von=2016-03&bis=2016-03&lang=en").text
    assert "Time: March 2016" in english


def test_changing_a_filter_starts_at_page_one_and_keeps_the_rest(client: FlaskClient) -> None:
    outline = read(client, "/suche?q=Partnerstadt&stadt=venlo&stadt=leiden&sort=neueste&pro_seite=3&seite=2")
    removals = [link for link in outline.attributes("a", "href") if link.count("stadt=") == 1 and "sort=" in link]
    chips = [link for link in removals if "seite=2" not in link and "von=" not in link and "/suche" in link]
    assert any("stadt=leiden" in link and "q=Partnerstadt" in link and "pro_seite=3" in link for link in chips)


def test_zero_results_offer_only_what_has_results(client: FlaskClient) -> None:
    outline = read(client, "/suche?q=Leicster&von=2015&stadt=venlo")
    page = client.get("/suche?q=Leicster&von=2015&stadt=venlo").get_data(as_text=True)
    ways = re.search(r'<ul class="ways-out">(.*?)</ul>', page, re.S)
    assert ways is not None
    links = Outline(ways[1]).attributes("a", "href")
    assert links
    assert "Meinten Sie „Leicester“?" in outline.text
    for link in links:
        assert total(read(client, link)) > 0, link


def test_a_name_without_hits_leads_to_its_city(client: FlaskClient) -> None:
    outline = read(client, "/suche?q=Leyden")
    assert "/suche?stadt=leiden" in outline.attributes("a", "href")


def test_a_bare_city_name_leads_to_what_is_tagged_with_it(client: FlaskClient) -> None:
    page = client.get("/suche?q=Dunkerque&von=2016").get_data(as_text=True)
    found = re.search(r'id="stadt-gemeint" href="([^"]+)">Alle Artikel zu Dünkirchen</a> <span[^>]+>\((\d+)\)', page)
    assert found is not None
    assert total(read(client, found[1].replace("&amp;", "&"))) == int(found[2]) > 0
    assert "Ist die Stadt gemeint?" not in read(client, "/suche?q=Venlo&stadt=venlo").text
    assert "Ist die Stadt gemeint?" not in read(client, "/suche?q=Rathaus").text


def test_page_beyond_the_last_says_so(client: FlaskClient) -> None:
    outline = read(client, "/suche?seite=1000000000", 404)
    assert "die letzte ist Seite 3" in outline.text


@pytest.mark.parametrize(
    "address",
    ["/suche?von=gestern", "/suche?stadt=atlantis", "/suche?sort=x", "/suche?seite=-1", "/suche?pro_seite=9999"],
)
def test_wrong_values_are_told_in_words_and_the_form_is_kept(client: FlaskClient, address: str) -> None:
    outline = read(client, f"{address}&q=Venlo", 400)
    assert "Diese Suche ist so nicht möglich" in outline.text
    assert "Venlo" in outline.attributes("input", "value")


def test_nothing_harvested_becomes_markup(client: FlaskClient) -> None:
    for address in (f"/artikel/{article_id(HOSTILE)}?q=Markup", "/", "/suche?q=<img src=x onerror=alert(1)>"):
        page = client.get(address).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<b>kein" not in page
        assert "{{" not in page.replace("{{ 7*7 }}", "")
    assert "javascript:alert(1)" not in client.get(f"/artikel/{article_id(RICH)}").get_data(as_text=True)


def test_article_marks_hits_and_evidence_with_anchors(client: FlaskClient) -> None:
    outline = read(client, f"/artikel/{article_id(RICH)}?q=Dünkirchen")
    assert {"fund-1", "fund-2", "fund-3"} <= set(outline.ids)
    assert "beleg-venlo-1" in outline.ids
    assert "#beleg-venlo-1" in outline.attributes("a", "href")
    assert "4 Fundstellen:" in outline.text
    assert "Ville de Dunkerque" in outline.text
    assert f"http://127.0.0.1:8600/de/inhalt/{RICH.split('/')[-2]}/" in outline.attributes("a", "href")
    assert RICH in outline.text


def test_versions_are_compared_word_by_word(client: FlaskClient) -> None:
    page = client.get(f"/artikel/{article_id(CHANGED)}").get_data(as_text=True)
    assert re.search(r"<del>.*?20</del>\s*<ins>.*?25</ins>", page)
    assert "gestrichen:" in page
    old = read(client, f"/artikel/{article_id(CHANGED)}?fassung=1")
    assert "Der Spielplatz öffnet am Montag." in old.text
    assert "Sie lesen Fassung 1 von 3" in old.text
    assert client.get(f"/artikel/{article_id(CHANGED)}?fassung=9").status_code == 302


def test_gone_and_undated_articles_say_so(client: FlaskClient) -> None:
    assert "beim Herausgeber nicht mehr online" in read(client, f"/artikel/{article_id(GONE)}").text
    assert "ohne Datum" in read(client, f"/artikel/{article_id(UNDATED)}").text
    assert "404" in read(client, f"/artikel/{article_id(GONE)}").text


def test_unknown_addresses_are_404_in_the_shell(client: FlaskClient) -> None:
    for address in ("/artikel/zzz", "/artikel/0123456789abcdef", "/stadt/atlantis", "/crawls/99", "/crawls/x", "/nix"):
        assert "Nicht gefunden" in read(client, address, 404).text
    assert "Das geht hier nicht" in Outline(client.post("/suche").get_data(as_text=True)).text


def test_cities_page_sorts(client: FlaskClient) -> None:
    def names(sort: str) -> list[str]:
        page = client.get(f"/staedte?sortierung={sort}").get_data(as_text=True)
        return re.findall(r'<th scope="row"><a href="/stadt/([a-z-]+)', page)

    assert names("name") == sorted(names("name"), key=lambda name: {"oder-spree": "landkreis"}.get(name, name))
    assert names("seit")[:2] == ["venlo", "leicester"]
    assert names("jubilaeum")[0] in ("kayseri", "kropyvnytskyi")
    assert names("unsinn") == names("name")
    assert sort_rows([], "land") == []


def test_jubilees_are_round_and_in_the_future() -> None:
    jubilee = find_jubilee(date(1974, 6, 15), date(2026, 11, 22))
    assert (jubilee.years, jubilee.day) == (55, date(2029, 6, 15))
    assert find_jubilee(date(1976, 11, 22), date(2026, 11, 22)).day == date(2026, 11, 22)
    assert find_jubilee(date(2024, 2, 29), date(2026, 1, 1)).day == date(2029, 2, 28)
    assert Place("x", "X", "NL", 0.0, 0.0, ties=(Tie("Kontakt"),)).charter is None


def test_city_without_articles_is_of_use(client: FlaskClient) -> None:
    outline = read(client, "/stadt/xuzhou")
    assert "China" in outline.text
    assert "Kein Artikel im Archiv nennt diese Stadt" in outline.text
    assert "ruht seit 31. März 2022" in read(client, "/stadt/uljanowsk").text


def test_failed_crawl_and_its_cause_are_seen_first(client: FlaskClient) -> None:
    outline = read(client, "/crawls")
    assert outline.text.index("fehlgeschlagen") < outline.text.index("auffällig") < outline.text.index("Alle Läufe")
    assert "Der Server ist nicht zu erreichen." in outline.text
    assert "DNS: Name nicht gefunden" in read(client, "/crawls/4").text


def test_language_switch_keeps_the_question(client: FlaskClient) -> None:
    outline = read(client, "/suche?q=Venlo&stadt=venlo&von=2015")
    link = next(link for link in outline.attributes("a", "href") if "lang=en" in link)
    english = read(client, link)
    assert "for “Venlo”" in english.text
    (back,) = [target for target in english.attributes("a", "href") if "/suche" in target and "lang=en" not in target]
    assert total(read(client, back)) == total(outline)


def test_without_an_index_pages_say_what_to_do_and_recover(settings: Settings) -> None:
    client = create_app(settings).test_client()
    assert "pressearchiv index" in read(client, "/", 503).text
    assert "pressearchiv crawl" in read(client, "/crawls").text
    for address in ("/staedte", "/stadt/venlo", "/hilfe", "/impressum"):
        assert client.get(address).status_code == 200, address
    assert client.get("/api/v1/search").status_code == 503
    with open_ledger(settings) as ledger:
        write_crawls(ledger)
        article = read(client, f"/artikel/{article_id(RICH)}")
        assert "Der Freundeskreis lädt zur Fahrt" in article.text
        build_index(settings, ledger)
    assert total(read(client, "/suche?q=Leicester")) > 0
    shutil.rmtree(settings.index_folder)
    assert client.get("/suche?q=Leicester").status_code in (200, 503)
    assert client.get(f"/artikel/{article_id(RICH)}").status_code == 200


def test_a_damaged_index_is_told_with_its_cure_while_articles_stay_readable(settings: Settings) -> None:
    with open_ledger(settings) as ledger:
        write_crawls(ledger)
        build_index(settings, ledger)
        sidecar = next(settings.index_folder.glob("g*/*.fast"))
        sidecar.write_bytes(sidecar.read_bytes()[:-7])
        client = create_app(settings, ledger=ledger).test_client()
        page = read(client, "/suche?q=Leicester", 503)
        assert "neu aufgebaut" in page.text
        assert "pressearchiv index" in page.text
        for address in (f"/artikel/{article_id(RICH)}", "/stadt/venlo", "/staedte", "/hilfe", "/crawls"):
            assert client.get(address).status_code == 200, address
        build_index(settings, ledger)
        assert total(read(client, "/suche?q=Leicester")) > 0


def test_a_broken_ledger_gives_a_page_in_words(settings: Settings) -> None:
    with open_ledger(settings) as ledger:
        client = create_app(settings, ledger=ledger).test_client()
        with ledger.writing() as connection:
            connection.execute(text("DROP TABLE crawl"))
        page = client.get("/crawls")
        assert page.status_code in (500, 503)
        assert "Zur Suche" in Outline(page.get_data(as_text=True)).text
        assert client.get("/impressum").status_code in (200, 500, 503)


def test_a_ledger_that_is_held_is_told_in_words_and_comes_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with open_ledger(settings) as ledger:
        write_crawls(ledger)
        build_index(settings, ledger)
    monkeypatch.setattr(current_ledger, "PATIENCE", 0.1)
    client = create_app(settings).test_client()
    holder = sqlite3.connect(settings.ledger_path)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    for address in ("/suche?q=Venlo", "/crawls", "/staedte", f"/artikel/{article_id(RICH)}", "/api/v1/search?q=Venlo"):
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert answer.headers["Retry-After"] == "30"
        assert "hält gerade die Daten" in answer.text
        assert str(settings.data) not in answer.text, "paths are not for readers"
    assert str(settings.ledger_path) in caplog.text
    holder.close()
    assert client.get("/suche?q=Venlo").status_code == 200
    assert client.get("/crawls").status_code == 200


def test_an_empty_archive_says_how_to_begin(settings: Settings) -> None:
    client = create_app(settings).test_client()
    assert "pressearchiv crawl" in read(client, "/crawls").text
    assert "pressearchiv index" in read(client, "/", 503).text
    for address in ("/staedte", "/stadt/venlo", "/hilfe", "/api", "/aenderungen", "/bestand", "/impressum"):
        assert client.get(address).status_code == 200, address
    with open_ledger(settings) as ledger:
        build_index(settings, ledger)
    empty = read(client, "/")
    assert "Keine Treffer" in empty.text
    assert "Bestand: 0" not in read(client, "/nix", 404).text


def test_a_page_is_kept_only_as_long_as_it_is_true(tmp_path: Path) -> None:
    settings, ledger = build_archive(tmp_path)
    with ledger:
        client = create_app(settings, ledger=ledger).test_client()
        first = client.get("/suche?q=Venlo")
        again = client.get("/suche?q=Venlo")
        assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
        assert again.headers["Server-Timing"] == "kept"
        assert client.head("/suche?q=Venlo").headers["Content-Length"] == str(len(first.data))
        unchanged = client.get("/suche?q=Venlo", headers={"If-None-Match": first.headers["ETag"]})
        assert (unchanged.status_code, unchanged.data) == (304, b"")
        other = client.get("/suche?q=Venlo", headers={"Host": "archiv.example"})
        assert "archiv.example" in other.text, "the address of a page is that it was asked under"
        assert client.get("/suche?q=Venlo&lang=en").text != first.text
        crawl = Harvest.begin(ledger, "demo", "", START + timedelta(days=9))
        news = Article(url=SITE + "neu/", title="Ganz Neues aus Venlo", text="Venlo.", published=date(2026, 3, 9))
        keep(crawl, news, START + timedelta(days=9))
        build_index(settings, ledger)
        fresh = client.get("/suche?q=Venlo&sort=neueste")
        assert total(Outline(client.get("/suche?q=Venlo").text)) == total(Outline(first.text)) + 1
        assert "Ganz Neues" in fresh.text


def test_the_kept_pages_stay_within_their_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MOST_BYTES", 1000)
    cache = page_cache.PageCache()
    for number in range(5):
        cache.keep((str(number),), page_cache.KeptPage(1, b"x" * 400, ()))
    assert [cache.find((str(number),), 1) is not None for number in range(5)] == [False] * 3 + [True] * 2
    cache.keep(("3",), page_cache.KeptPage(2, b"x" * 10, ()))
    assert cache.find(("3",), 1) is None
    assert cache.find(("3",), 2) is not None


GERMAN = re.compile(
    r"\b(und|der|das|nicht|mit|für|keine?|oder|wird|werden|sind|zum|zur|auf|bei|ist|eine?|noch|nur|Seite|Treffer|Stand|"
    r"Suche|Städte|Artikel|Fassung|Zustand|Jahre?|Monate|geändert|verschwunden|Lauf|Läufe|Quelle|Fehler)\b"
)


class Foreign(Outline):
    """Collects the text of an English page that is not marked as another language; fixed names and code are left out."""

    LEFT_OUT = ("code", "pre", "script", "title", "svg")

    def __init__(self, page: str) -> None:
        self.closed: list[str] = []
        super().__init__(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ("meta", "link", "input", "br", "img", "hr"):
            hidden = bool(self.closed and self.closed[-1].startswith("-"))
            foreign = (
                tag in self.LEFT_OUT
                or (given.get("lang") or "en") != "en"
                or "tag" in (given.get("class") or "").split()
            )
            self.closed.append(("-" if hidden or foreign else "") + tag)
        super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        while self.closed and self.closed.pop().lstrip("-") != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self.closed and self.closed[-1].startswith("-")):
            self.words.append(data)


@pytest.mark.parametrize("address", PAGES)
def test_english_pages_hold_no_german(client: FlaskClient, address: str) -> None:
    page = client.get(address + ("&" if "?" in address else "?") + "lang=en").text
    # What is quoted, and addresses, are the words of others.
    texts = [re.sub(r"“[^”]*”|„[^“]*“|https?://\S+", "", " ".join(text.split())) for text in Foreign(page).words]
    found = [text for text in texts if GERMAN.search(text)]
    assert [text for text in found if text not in CONTENT] == []


# Names of sources and gazetteer entries are content: they are the same in every language.
CONTENT = ("Der Server ist nicht zu erreichen.", "Nur halb so viele Artikel wie sonst.")


@pytest.mark.parametrize("spelling", ["{url}", "{plain}", "{url}#top", "<{url}>"])
def test_a_pasted_address_leads_to_its_article(client: FlaskClient, spelling: str) -> None:
    typed = spelling.format(url=CHANGED, plain=CHANGED.removeprefix("https://"))
    page = client.get("/suche", query_string={"q": typed}).get_data(as_text=True)
    ways = re.search(r'<ul class="ways-out">(.*?)</ul>', page, re.S)
    assert ways is not None
    assert f'href="/artikel/{article_id(CHANGED)}"' in ways[1]


def test_an_address_that_nobody_knows_leads_nowhere(client: FlaskClient) -> None:
    page = client.get("/suche", query_string={"q": SITE + "gibt-es-nicht/"}).get_data(as_text=True)
    assert "Der Artikel zu dieser Adresse" not in page
