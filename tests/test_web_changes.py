"""The page and the feed of changes tell what happened to articles, in words, with the diff, and by city."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import etree
from web_archive import CHANGED, GONE, HOSTILE, START, article_id, build_archive, keep, make_articles, make_response

from archive.changes import list_changes
from archive.harvest import Harvest
from archive.ledger import Ledger
from archive.records import Article
from webui.app import create_app
from webui.diff_kinds import Finding, find_kinds, judge_words
from webui.word_diff import compare_articles

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Ledger]]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("changes"))
    with ledger:
        later = START + timedelta(days=5)
        harvest = Harvest.begin(ledger, "demo", "", later)
        moved = make_articles()[0]
        old = make_response(harvest, moved.url, later, 301)
        new = Article(url=moved.url.replace("/inhalt/", "/neu/"), title=moved.title, lead=moved.lead, text=moved.text,
                      published=moved.published)  # fmt: skip
        harvest.keep_absent(old)
        keep(harvest, new, later)
        harvest.finish(later, "ok", "", {"moved": 1}, ())
        yield create_app(settings, ledger=ledger).test_client(), ledger


def read(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def test_changes_are_told_by_day_with_their_diff(kept: tuple[FlaskClient, Ledger]) -> None:
    page = read(kept[0], "/aenderungen")
    days = re.findall(r'<h2 id="tag-(2026-03-\d\d)"', page)
    assert days == ["2026-03-06", "2026-03-03", "2026-03-02"]
    assert re.search(r"<del>.*?20</del>\s*<ins>.*?25</ins>", page)
    assert "„Montag“ heißt jetzt „Dienstag“" in page
    assert "Absatz ergänzt</strong>: neu ist „Ein Fest folgt im Sommer.“" in page
    gone = page.index(f"/artikel/{article_id(GONE)}")
    assert "Das Archiv bewahrt sie" in page[gone : gone + 600]
    assert re.search(r"jetzt: \S+/neu/meldung-1/", page)
    assert "nicht zu finden" not in page, "what was missed once is no news yet"


def test_kinds_and_cities_narrow_the_list(kept: tuple[FlaskClient, Ledger]) -> None:
    client, _ledger = kept
    gone = read(client, "/aenderungen?art=gone")
    assert f"/artikel/{article_id(GONE)}" in gone
    assert f"/artikel/{article_id(CHANGED)}" not in gone
    assert "nicht zu finden" in read(client, "/aenderungen?art=missing")
    # The second rewriting names Venlo; the vanished notice names no city.
    venlo = read(client, "/aenderungen?stadt=Venlo")
    assert f"/artikel/{article_id(CHANGED)}" in venlo
    assert f"/artikel/{article_id(GONE)}" not in venlo
    assert "Keine Änderungen mit dieser Auswahl" in read(client, "/aenderungen?stadt=xuzhou")


@pytest.mark.parametrize("wrong", ["art=unsinn", "stadt=atlantis", "vor=x", "vor=-1", "vor=" + "9" * 99, "art=%00"])
def test_wrong_choices_are_told_in_words(kept: tuple[FlaskClient, Ledger], wrong: str) -> None:
    assert 'role="alert"' in read(kept[0], f"/aenderungen?{wrong}", 400)
    assert kept[0].get(f"/aenderungen.atom?{wrong}").status_code == 400


def test_stretches_follow_each_other_without_gap_or_double(kept: tuple[FlaskClient, Ledger]) -> None:
    client, ledger = kept
    whole = list_changes(ledger, limit=100)
    assert {change.kind for change in whole} >= {"changed", "gone", "moved", "missing"}
    walked, before = [], None
    while stretch := list_changes(ledger, before=before, limit=2):
        walked += stretch
        before = stretch[-1].id
    assert tuple(walked) == whole
    only = list_changes(ledger, articles={article_id(CHANGED)}, limit=1)
    assert [change.article_id for change in only] == [article_id(CHANGED)]
    oldest = read(client, f"/aenderungen?vor={whole[-2].id}")
    assert "Zu den neuesten" in oldest


def test_the_feed_says_the_same_and_its_ids_stay(kept: tuple[FlaskClient, Ledger]) -> None:
    client, ledger = kept
    feed = etree.fromstring(client.get("/aenderungen.atom").data)
    entries = list(feed.iter(f"{ATOM}entry"))
    shown = list_changes(ledger, ("changed", "gone", "moved", "back"))
    assert [(entry.findtext(f"{ATOM}id") or "").split("/")[1:3] for entry in entries] == [
        [change.article_id, change.kind] for change in shown
    ]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids))
    assert ids[0]
    assert re.fullmatch(r"tag:www\.stadt\.example,2026:pressearchiv/[0-9a-f]{16}/\w+/\d{8}T\d{6}Z", ids[0])
    assert "−„Montag“ +„Dienstag“" in etree.tostring(feed, encoding="unicode")
    only = etree.fromstring(client.get("/aenderungen.atom?art=gone&lang=en").data)
    assert [entry.findtext(f"{ATOM}title") for entry in only.iter(f"{ATOM}entry")] == [
        "Gone: Ausstellung im Stadtarchiv"
    ]
    etag = client.get("/aenderungen.atom").headers["ETag"]
    assert client.get("/aenderungen.atom", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("20", "25", "fact"),
        ("am Montag", "am Dienstag", "fact"),
        ("sechzig", "achtzig", "fact"),
        ("3. Juni", "3. Juli", "fact"),
        ("Leiden", "Leicester", "fact"),
        ("Bürgermeistr", "Bürgermeister", "spelling"),
        ("Straße", "Strasse", "spelling"),
        ("Presse-Amt", "Presseamt", "spelling"),
        ("kommt, sah", "kommt sah", "spelling"),
        ("wurde eröffnet", "öffnet bald", "wording"),
        ("", "bald", "wording"),
        ("", "mit 300 Gästen", "fact"),
    ],
)
def test_changes_of_words_are_judged(before: str, after: str, kind: str) -> None:
    assert judge_words(before, after) == kind


def test_paragraphs_are_told_apart_from_words() -> None:
    old = Article(url="https://a.example/", title="Fest", text="Das Fest ist am 3. Mai.\n\nEs gibt Musik.")
    new = Article(url="https://a.example/", title="Fest", text="Das Fest ist am 4. Mai.")
    assert find_kinds(compare_articles(old, new)) == (
        Finding("fact", "text", "3", "4"),
        Finding("removed", "text", "Es gibt Musik.", ""),
    )
    assert find_kinds(compare_articles(old, old)) == ()


def test_the_article_tells_its_own_history(kept: tuple[FlaskClient, Ledger]) -> None:
    client, ledger = kept
    page = read(client, f"/artikel/{article_id(GONE)}")
    found = re.search(r'<ul class="plain" id="verlauf">(.*?)</ul>', page)
    assert found is not None
    told = [" ".join(re.sub(r"<[^>]+>", "", item).split()) for item in found[1].split("</li>")[:-1]]
    assert told == ["03.03.2026, 05:00 verschwunden", "02.03.2026, 05:00 nicht gefunden", "01.03.2026, 05:00 neu"]
    assert len(told) == len(ledger.events(article_id(GONE)))
    assert 'id="verlauf"' not in read(client, f"/artikel/{article_id(HOSTILE)}")
