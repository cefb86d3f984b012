"""Corrections of city tags: kept for good, stronger than every tagger, and the rules that they speak for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.corrections import Correction, TagPassage, list_corrections, read_corrections, record_correction
from archive.errors import CorrectionError, GazetteerError
from archive.gazetteer import load_gazetteer
from archive.gazetteer_files import GazetteerChange, change_gazetteer_text, load_good_gazetteer, parse_gazetteer
from archive.harvest import insert_missing_url
from archive.keeping import keep_article
from archive.ledger import Ledger
from archive.records import Article, make_article_id
from archive.settings import Settings
from indexer.build import build_index, index_status
from indexer.engine import open_engine
from indexer.records import Query, Tag
from indexer.site_taggers import SiteTaggers
from indexer.tag_overlay import apply_corrections, describe_passages, explain_corrected_tag
from indexer.tag_proposals import find_proposals, preview_proposal

PACKAGED = (Path(__file__).parent.parent / "archive" / "cities" / "krefeld.toml").read_text(encoding="utf-8")
WHEN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def keep(ledger: Ledger, notices: Iterable[tuple[str, str]]) -> list[str]:
    """Put notices of these names and texts into the ledger; return their ids."""
    urls = {f"https://www.example.org/{name}/": text for name, text in notices}
    with ledger.writing() as connection:
        for url, text in urls.items():
            insert_missing_url(connection, url, "krefeld", "article", WHEN)
            keep_article(connection, "krefeld", Article(url=url, title="Meldung", text=text), None, WHEN)
    return [make_article_id(url) for url in urls]


def decide(ledger: Ledger, article: str, city: str, action: str, role: str = "", why: str = "geprüft") -> int:
    return record_correction(ledger, Correction(article, city, action, "Amt 41", WHEN, why=why, role=role))


def cities(settings: Settings, query: Query) -> list[list[tuple[str, str]]]:
    engine = open_engine(settings)
    try:
        return [[(role.city, role.role) for role in hit.cities] for hit in engine.search(query).hits]
    finally:
        engine.close()


def test_every_decision_is_kept_and_the_newest_counts(ledger: Ledger) -> None:
    one, two = keep(ledger, [("a", "Besuch aus Venlo."), ("b", "Besuch aus Kayseri.")])
    before = ledger.last_sequence()
    decide(ledger, one, "venlo", "reject")
    decide(ledger, one, "venlo", "confirm", "about")
    decide(ledger, one, "leiden", "add", "mentioned")
    decide(ledger, two, "kayseri", "reject")
    decide(ledger, two, "kayseri", "withdraw")
    assert ledger.last_sequence() == before + 5
    assert [archived.id for archived in ledger.changes_since(before)] == [one, two]
    holding = read_corrections(ledger)
    assert {(one.city, one.action) for one in holding[one]} == {("venlo", "confirm"), ("leiden", "add")}
    assert two not in holding
    assert read_corrections(ledger, [two]) == read_corrections(ledger, []) == {}
    assert [correction.action for correction in list_corrections(ledger, article_id=two)] == ["withdraw", "reject"]
    assert len(list_corrections(ledger)) == 5
    assert len(list_corrections(ledger, city="venlo", limit=1)) == 1
    assert list_corrections(ledger, city="leiden")[0].happened == WHEN


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"article_id": "0" * 16}, "No article"),
        ({"action": "delete"}, "no action"),
        ({"why": "  "}, "needs a reason"),
        ({"who": ""}, "name of who"),
        ({"action": "add", "role": ""}, "no role"),
        ({"role": "ueber"}, "no role"),
        ({"city": ""}, "needs a city"),
        ({"why": "x" * 1001}, "at most 1000"),
        ({"why": "böse\x00"}, "control characters"),
        ({"why": "\ud800"}, "control characters"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_leaves_no_trace(ledger: Ledger, given: dict[str, str], told: str) -> None:
    (article,) = keep(ledger, [("a", "Text")])
    sequence = ledger.last_sequence()
    values = {"article_id": article, "city": "venlo", "action": "reject", "who": "Amt", "why": "falsch", **given}
    with pytest.raises(CorrectionError, match=told):
        record_correction(ledger, Correction(happened=WHEN, **values))
    assert ledger.last_sequence() == sequence
    assert list_corrections(ledger) == ()


def test_a_rejection_survives_rebuilds_imports_and_new_texts(settings: Settings, ledger: Ledger) -> None:
    article, _other = keep(ledger, [("a", "Besuch aus Venlo im Rathaus."), ("b", "Gäste aus Venlo im Zoo.")])
    build_index(settings, ledger)
    assert open_engine(settings).search(Query(cities=("venlo",))).total == 2
    decide(ledger, article, "venlo", "reject")
    report = build_index(settings, ledger)
    assert (report.added, report.rebuilt) == (1, "")
    assert cities(settings, Query(cities=("venlo",))) == [[("venlo", "about")]]
    keep(ledger, [("a", "Der Besuch aus Venlo und Kayseri im Rathaus wird verschoben.")])
    assert build_index(settings, ledger).added == 1
    assert [city for city, _role in cities(settings, Query("verschoben"))[0]] == ["kayseri"]
    build_index(settings, ledger, rebuild=True)
    assert [city for city, _role in cities(settings, Query("verschoben"))[0]] == ["kayseri"]
    decide(ledger, article, "venlo", "withdraw")
    build_index(settings, ledger)
    assert {city for city, _role in cities(settings, Query("verschoben"))[0]} == {"kayseri", "venlo"}


def test_a_correction_made_while_the_index_is_built_is_not_lost(settings: Settings, ledger: Ledger) -> None:
    articles = keep(ledger, [(str(number), f"Besuch aus Venlo, Nummer {number}.") for number in range(6)])

    def meddle(done: int, total: int) -> None:
        if done == 3:
            decide(ledger, articles[0], "venlo", "reject")  # has gone in already
            decide(ledger, articles[5], "venlo", "reject")  # is still to come

    build_index(settings, ledger, progress=meddle)
    assert index_status(settings, ledger).changes == 2
    assert build_index(settings, ledger).added == 2
    assert open_engine(settings).search(Query(cities=("venlo",))).total == 4


def test_an_added_tag_is_found_though_the_text_names_no_city(settings: Settings, ledger: Ledger) -> None:
    (article,) = keep(ledger, [("a", "Das Orchester spielt im Seidenweberhaus.")])
    decide(ledger, article, "xuzhou", "add", "about")
    build_index(settings, ledger)
    assert cities(settings, Query(cities=("xuzhou",), role="about")) == [[("xuzhou", "about")]]
    document = open_engine(settings).get(article)
    assert document is not None
    assert document.tags[0].evidence == ()


def test_applying_is_pure_and_ordered(ledger: Ledger) -> None:
    gazetteer = load_gazetteer("krefeld")
    tags = (Tag("venlo", "Venlo", "about", 0.8), Tag("leiden", "Leiden", "mentioned", 0.2))

    def apply(*given: tuple[str, str, str]) -> list[tuple[str, str]]:
        corrections = [Correction("a" * 16, city, action, "x", WHEN, "y", role) for city, action, role in given]
        return [(tag.city, tag.role) for tag in apply_corrections(tags, corrections, gazetteer)]

    assert apply() == [("venlo", "about"), ("leiden", "mentioned")]
    assert apply(("venlo", "reject", "")) == [("leiden", "mentioned")]
    assert apply(("leiden", "add", "about"), ("kayseri", "add", "mentioned")) == [
        ("venlo", "about"),
        ("leiden", "about"),
        ("kayseri", "mentioned"),
    ]
    assert apply(("venlo", "confirm", "mentioned")) == [("venlo", "mentioned"), ("leiden", "mentioned")]
    assert apply(("hangzhou", "confirm", "mentioned"))[1] == ("hangzhou", "mentioned"), "confirmed, no longer found"
    assert apply(("atlantis", "add", "about")) == apply(), "a city that is no longer in the gazetteer"


def test_a_tag_given_by_hand_says_so(settings: Settings, ledger: Ledger) -> None:
    (article,) = keep(ledger, [("a", "Besuch aus Venlo.")])
    archived = ledger.article(article)
    assert archived is not None
    tag = SiteTaggers(settings, ledger).tag(archived)[0]
    correction = Correction(article, "venlo", "confirm", "Amt 41", WHEN, "steht so im Text", "about")
    told = explain_corrected_tag(tag, archived.article, correction)
    assert told.endswith("Von Hand bestätigt am 01.03.2026: steht so im Text")
    assert "Besuch aus Venlo" in told
    added = Correction(article, "leiden", "add", "Amt 41", WHEN, "im Bild", "about")
    bare = Tag("leiden", "Leiden", "about", 1.0)
    english = explain_corrected_tag(bare, archived.article, added, "en", named=True)
    assert english == "Leiden: Given by hand on 01 March 2026 by Amt 41: im Bild"
    assert "Amt 41" not in explain_corrected_tag(bare, archived.article, added)


def test_passages_have_their_neighbours(settings: Settings, ledger: Ledger) -> None:
    (article,) = keep(ledger, [("a", "Der neue Kayseri Basar öffnet. Kayseri\n\nEnde")])
    archived = ledger.article(article)
    assert archived is not None
    passages = describe_passages(SiteTaggers(settings, ledger).tag(archived)[0], archived.article)
    assert TagPassage("Kayseri", "neue", "Basar", "text", "name") in passages
    assert TagPassage("Kayseri", "", "", "text", "name") in passages


def test_a_name_tied_by_a_hyphen_is_proposed_as_it_is_written(settings: Settings, ledger: Ledger) -> None:
    texts = [f"Der Ausschuss Krefeld-Venlo tagt zum {number}. Mal; Venlo-Reise folgt." for number in range(3)]
    articles = keep(ledger, [(str(number), text) for number, text in enumerate(texts)])
    taggers = SiteTaggers(settings, ledger)
    for article in articles:
        decide(ledger, article, "venlo", "reject")
    assert {one.change.text for one in find_proposals(ledger, taggers)} == {"Krefeld-Venlo", "Venlo-Reise"}


def test_what_would_settle_nothing_is_not_proposed(settings: Settings, ledger: Ledger) -> None:
    articles = keep(ledger, [(str(n), text) for n, text in enumerate(("in Kayseri", "aus Kayseri", "nach Kayseri"))])
    for article in articles:
        decide(ledger, article, "kayseri", "reject")
    assert find_proposals(ledger, SiteTaggers(settings, ledger)) == (), "these have the context that would be asked for"


def test_repeated_rejections_propose_a_phrase(settings: Settings, ledger: Ledger) -> None:
    texts = [(str(n), f"Der neue Kayseri Basar eröffnet in Haus Nummer {n}.") for n in range(4)]
    articles = keep(ledger, [*texts, ("gut", "Eine Delegation aus Kayseri kommt ins Rathaus.")])
    taggers = SiteTaggers(settings, ledger)
    for number, article in enumerate(articles[:3]):
        assert find_proposals(ledger, taggers) == (), number
        decide(ledger, article, "kayseri", "reject")
    proposals = find_proposals(ledger, taggers)
    phrase = next(one for one in proposals if one.change.text == "Kayseri Basar")
    assert (phrase.change.kind, phrase.change.place, len(phrase.articles)) == ("not_name", "kayseri", 3)
    text, changed = preview_proposal(settings, taggers, phrase)
    fourth, good = ledger.article(articles[3]), ledger.article(articles[4])
    assert fourth is not None
    assert good is not None
    assert [tag.city for tag in taggers.tag(fourth)] == ["kayseri"]
    assert [tag.city for tag in changed.tag(fourth)] == []
    assert [tag.city for tag in changed.tag(good)] == ["kayseri"]
    assert not settings.cities_folder.exists(), "showing it writes nothing"
    assert find_proposals(ledger, changed) == (), "what a rule has settled is not proposed again"
    assert len(text.splitlines()) == len(PACKAGED.splitlines()), "all else stays as it was"


def test_rejections_in_ever_new_surroundings_propose_more_context(settings: Settings, ledger: Ledger) -> None:
    texts = ["Kayseri", "Ein Tisch, Kayseri, ein Stuhl.", "Das Muster heißt: Kayseri.", "(Kayseri) Teppich"]
    articles = keep(ledger, [(str(number), text) for number, text in enumerate(texts)])
    taggers = SiteTaggers(settings, ledger)
    for article in articles:
        decide(ledger, article, "kayseri", "reject")
    (proposal,) = find_proposals(ledger, taggers)
    assert (proposal.change.kind, proposal.change.text, proposal.change.needs) == ("needs", "Kayseri", "context")
    _text, changed = preview_proposal(settings, taggers, proposal)
    archived = ledger.article(articles[0])
    assert archived is not None
    assert changed.tag(archived) == ()


@pytest.mark.parametrize(
    "change",
    [
        GazetteerChange("venlo", "not_name", 'Venloer "Allee"'),
        GazetteerChange("uljanowsk", "not_name", "Raum Uljanowsk"),
        GazetteerChange("venlo", "needs", "Venlo", "context"),
        GazetteerChange("leiden", "needs", "Leiden", "partner"),
        GazetteerChange("kropyvnytskyi", "needs", "Кропивницький", "context"),
    ],
)
def test_entries_are_added_to_the_text_and_to_nothing_else(change: GazetteerChange) -> None:
    changed = change_gazetteer_text(PACKAGED, "krefeld", change)
    place = parse_gazetteer(changed, "krefeld").place(change.place)
    assert place is not None
    if change.kind == "not_name":
        assert change.text in place.not_names
    else:
        assert [name.needs for name in place.names if name.text == change.text] == [change.needs]
    lines, before = set(changed.splitlines()), set(PACKAGED.splitlines())
    assert len(lines - before) == 1
    assert [line for line in PACKAGED.splitlines() if line.startswith("#")] == [
        line for line in changed.splitlines() if line.startswith("#")
    ]


def test_what_cannot_be_edited_is_told_with_the_line(settings: Settings) -> None:
    odd = PACKAGED.replace('id = "venlo"\n', "").replace(
        'name = "Venlo"\n', 'id="venlo"\nname="Venlo"\n"not_names"=[]\n'
    )
    odd = re.sub(r'not_names = \["VVV-Venlo".*\n', "", odd)
    with pytest.raises(GazetteerError, match=r'by hand: not_names = \["Venlo Grill"\]'):
        change_gazetteer_text(odd, "krefeld", GazetteerChange("venlo", "not_name", "Venlo Grill"))
    with pytest.raises(GazetteerError, match="atlantis"):
        change_gazetteer_text(PACKAGED, "krefeld", GazetteerChange("atlantis", "not_name", "Atlantis Bad"))


def test_a_broken_gazetteer_leaves_the_last_good_one_in_use(settings: Settings, ledger: Ledger) -> None:
    keep(ledger, [("a", "Besuch aus Neustadt am Meer.")])
    own = settings.cities_folder / "krefeld.toml"
    own.parent.mkdir(parents=True)
    own.write_text(PACKAGED.replace('needs = "context"', 'needs = "contxt"', 1), encoding="utf-8")
    report = build_index(settings, ledger)
    assert "contxt" in report.warnings[0], "no good one yet: that of the program"
    assert "comes with the program" in report.warnings[0]

    own.write_text(PACKAGED.replace('"Venloo"', '"Neustadt am Meer"'), encoding="utf-8")
    report = build_index(settings, ledger)
    assert report.rebuilt
    assert report.warnings == ()
    good = load_good_gazetteer(settings, "krefeld", pytest.fail)

    own.write_text("[[place", encoding="utf-8")
    told: list[str] = []
    assert load_good_gazetteer(settings, "krefeld", told.append) == good
    assert str(own) in told[0]
    report = build_index(settings, ledger)
    assert (report.rebuilt, report.added) == ("", 0), "the index stays as it is"
    assert "last good one" in report.warnings[0]
    assert cities(settings, Query(cities=("venlo",))) == [[("venlo", "about")]]
    with pytest.raises(GazetteerError):
        load_good_gazetteer(settings, "nirgendwo", told.append)
