"""What every search engine must do alike: the contract of indexer/engine.py, run against each that is configured."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.settings import Settings
from indexer.engine import Engine, check_index, go_back, open_engine, start_index
from indexer.errors import IndexerError, IndexMissingError
from indexer.records import Appearance, CityRole, IndexDocument, OldPassage, Query, Suggestion
from indexer.workers import Workers
from tests.search_corpus import NOTICES, fill_index, notice

ENGINES: dict[str, Callable[[Path], Engine]] = {"whoosh": fill_index}


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = ENGINES[request.param](tmp_path_factory.mktemp(request.param))
    yield opened
    opened.close()


# Of invented people, whose names stand where those of officials do.
PEOPLE = (
    notice("a", "Winterberg eröffnet Winterfest", "Das Winterfest eröffnete Stadtdirektorin Wanda Winterberg."),
    notice("b", "Wanda Winterberg spricht in Uerdingen", "Die Stadtdirektorin sprach über Radwege."),
    notice("c", "Stadtdirektorin Winterberg im Rathaus", "Der Winterberg ist kein Berg."),
)


def ids(engine: Engine, **query: object) -> list[str]:
    """Return the names of the notices on one page of an answer."""
    return [hit.id for hit in engine.search(Query(**query)).hits]  # type: ignore[arg-type]


class TestSearch:
    def test_empty_text_is_everything_newest_first_undated_last(self, engine: Engine) -> None:
        result = engine.search(Query(per_page=100))
        days = [hit.published for hit in result.hits]
        assert result.total == len(NOTICES) == len(days)
        assert days[-1] is None
        dated = [day for day in days if day]
        assert dated == sorted(dated, reverse=True)

    def test_oldest_first_has_undated_last_too(self, engine: Engine) -> None:
        days = [hit.published for hit in engine.search(Query(sort="aelteste", per_page=100)).hits]
        dated = [day for day in days if day]
        assert days[-1] is None
        assert dated == sorted(dated)

    def test_newest_first_with_text(self, engine: Engine) -> None:
        assert ids(engine, text="Delegation", sort="neueste") == ["dunkerque", "leiden_stadt", "china"]

    def test_pages_cut_one_order(self, engine: Engine) -> None:
        whole = ids(engine, text="Krefeld ODER Stadt ODER Rathaus", per_page=100)
        pages = [ids(engine, text="Krefeld ODER Stadt ODER Rathaus", per_page=3, page=n) for n in range(1, 6)]
        assert len(whole) > 6
        assert [name for page in pages for name in page] == whole

    def test_page_beyond_the_end_is_empty_with_the_right_total(self, engine: Engine) -> None:
        result = engine.search(Query(page=10**9))
        assert (result.total, result.hits) == (len(NOTICES), ())

    @pytest.mark.parametrize(("page", "per_page"), [(0, 25), (-5, 25), (1, 0), (1, -1), (1, 10**9)])
    def test_odd_pages_answer(self, engine: Engine, page: int, per_page: int) -> None:
        assert engine.search(Query(page=page, per_page=per_page)).total == len(NOTICES)

    def test_days_are_those_of_all_hits_in_order(self, engine: Engine) -> None:
        for query in (Query(per_page=100), Query("Rathaus", per_page=100), Query(cities=("venlo",), per_page=100)):
            found = [hit.published for hit in engine.search(query).hits]
            assert list(engine.list_days(query)) == sorted(day for day in found if day)
            assert engine.list_days(query)
        assert engine.list_days(Query("Nirgendwortundleer")) == ()

    def test_same_question_same_answer(self, engine: Engine) -> None:
        first, second = (replace(engine.search(Query("Partnerschaft")), took_ms=0.0) for _ in range(2))
        assert first == second

    def test_title_beats_text_and_word_beats_part(self, engine: Engine) -> None:
        assert ids(engine, text="Burg")[0] == "burg"
        assert ids(engine, text="Austausch") == ["austausch", "schueleraustausch"]
        assert ids(engine, text="Partnerschaft")[0] == "uljanowsk"

    def test_a_part_of_a_word_never_ranks_above_the_word_itself(self, tmp_path: Path) -> None:
        filling = "Das Amt teilt mit, was am Rhein geschieht, und lädt alle ein. " * 40
        engine = fill_index(
            tmp_path,
            (
                notice(
                    "teil", "Schulkonzert und Festkonzert", "Zwei Schulkonzerte, ein Festkonzert. " * 5, "2025-01-01"
                ),
                notice("teil2", "Festkonzert", "Kurz.", "2025-01-01", lead="Festkonzert", captions="Festkonzert"),
                notice("wort", "Bericht aus der Stadt", filling + "Es gab ein Konzert. " + filling, "2001-01-01"),
                notice("form", "Bericht vom Hafen", filling + "Es gab drei Konzerte. " + filling, "2001-01-01"),
            ),
        )
        assert ids(engine, text="Konzert")[:2] == ["wort", "form"]
        assert set(ids(engine, text="Konzert")) == {"wort", "form", "teil", "teil2"}
        engine.close()

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("Delegatoin", "Delegation"),
            ("Rathuas Delegation", "Rathaus Delegation"),
            ("titel:Delegatoin Leiden", "titel:Delegation Leiden"),
            ("Dunkerqeu", "Dunkerque"),
            # Swapped letters are likelier than wrong ones, and what finds something than what does not.
            ("Runed Austausch", "Runde Austausch"),
            # Known words that never stand together: one of them is mistyped.
            ("Hafen Stand", "Hafen Strand"),
            ("uerwehr Kropywnyzkyj", "*uerwehr* Kropywnyzkyj"),
            ('"Burg Gaukler"', "Burg Gaukler"),
            # A bare year is meant as that of publication, a city however it is written, a compound by its parts.
            ("Radwege 2024", "Radwege jahr:2024"),
            ("Radwege im Jahr 2024", "Radwege jahr:2024"),
            ("Radwege im April 2024", "Radwege datum:April 2024"),
            ("Radwege 04.04.2024", "Radwege datum:04.04.2024"),
            ("Radwege vom 4. April 2024", "Radwege datum:4. April 2024"),
            ("2024-04 Radwege", "datum:2024-04 Radwege"),
            ("Radwege im Mai 2024", ""),
            ("Kropivnizkij", "Kropywnyzkyj"),
            ("Rathauskonzert", "Rathaus Konzert"),
            ("text:Rathauskonzert", "text:(Rathaus Konzert)"),
            ("12.501", ""),
            ("Burg jahr:1901", ""),
        ],
    )
    def test_what_was_meant(self, engine: Engine, typed: str, meant: str) -> None:
        result = engine.search(Query(typed))
        assert (result.total, result.did_you_mean) == (0, meant)
        assert not meant or engine.search(Query(meant)).total

    def test_nothing_found_offers_a_word_that_is_there(self, engine: Engine) -> None:
        result = engine.search(Query("Delegatoin Leiden"))
        assert (result.total, result.did_you_mean) == (0, "Delegation Leiden")
        assert engine.search(Query(result.did_you_mean)).total
        assert engine.search(Query("qqqxyzzy")).did_you_mean == ""
        assert engine.search(Query("Delegatoin Leiden", correct=False)).did_you_mean == ""

    def test_other_names_of_a_city_are_said_and_can_be_left_out(self, engine: Engine) -> None:
        result = engine.search(Query("Dünkirchen"))
        assert any("Auch gesucht" in note and "Dunkerque" in note for note in result.notes)
        narrow = engine.search(Query("Dünkirchen", widen=False))
        assert [hit.id for hit in narrow.hits] == ["schueleraustausch"]
        assert narrow.notes == ()

    def test_phrase_that_is_nowhere_is_loosened_and_said(self, engine: Engine) -> None:
        result = engine.search(Query('"Städtepartnerschaften mit Leicester"'))
        assert [hit.id for hit in result.hits] == ["partnerschaft"]
        assert any("Wörtlich" in note for note in result.notes)

    def test_earlier_versions_are_found_where_asked(self, engine: Engine) -> None:
        assert engine.search(Query("Eintrittspreise")).total == 0
        result = engine.search(Query("in:alt Eintrittspreise"))
        assert [hit.id for hit in result.hits] == ["burg"]
        assert "Eintrittspreise" in [segment.text for segment in result.hits[0].snippet if segment.hit]
        assert ids(engine, text="in:alt Gaukler") == ["burg"]

    def test_a_passage_of_an_earlier_version_says_which(self, engine: Engine) -> None:
        hit = engine.search(Query("in:alt Eintrittspreise")).hits[0]
        assert (hit.version, hit.version_seen, hit.versions) == (1, date(2021, 6, 11), 2)
        hit = engine.search(Query("in:alt Gaukler Eintrittspreise")).hits[0]
        assert "Gaukler" in hit.snippet_text
        assert (hit.version, hit.version_seen) == (0, None)
        assert engine.search(Query("in:alt Burg")).total == engine.search(Query("Burg")).total


def _versioned(name: str, day: str, text: str, *versions: tuple[str, str, int, int]) -> IndexDocument:
    """Return a notice whose only paragraph of text is new in its newest version, with passages of earlier ones."""
    seen = tuple(date.fromisoformat(seen) for seen, _, _, _ in versions)
    old = tuple(OldPassage(text, first, last) for _, text, first, last in versions if text)
    return notice(name, f"Meldung {name}", text, day, versions=len(seen), seen=seen, since=(1, len(seen)), old=old)


# When the words „zweite Rheinquerung“ came up: the order is b (2019), d (2020), a (2021), c (no date).
RIVER = (
    notice("b", "Plan für den Fluss", "Die zweite Rheinquerung ist ein Wunsch.", "2019-02-01"),
    _versioned(
        "a",
        "2018-01-01",
        "Die zweite Rheinquerung kommt.",
        ("2018-01-02", "Es ist still.", 1, 1),
        ("2021-03-04", "", 2, 2),
    ),
    _versioned(
        "d", "2020-05-05", "Anders.", ("2024-01-02", "Die zweite Rheinquerung?", 1, 2), ("2024-02-02", "", 2, 2)
    ),
    _versioned("c", "", "Kein Tag.", ("2017-01-01", "Eine zweite Rheinquerung!", 1, 1), ("2017-02-01", "", 2, 2)),
    notice("e", "Rheinquerung", "Die zweite Brücke über den Rhein. Querung eins.", "2001-01-01"),
)


class TestFirstAppearances:
    @pytest.fixture
    def river(self, tmp_path: Path) -> Iterator[Engine]:
        opened = fill_index(tmp_path, RIVER)
        yield opened
        opened.close()

    def test_the_earliest_stands_first_and_is_told(self, river: Engine) -> None:
        result = river.search(Query('zuerst:"zweite Rheinquerung"'))
        assert [hit.id for hit in result.hits] == ["b", "d", "a", "c"]
        assert [hit.first for hit in result.hits] == [
            Appearance(1, date(2019, 2, 1), True),
            Appearance(1, date(2020, 5, 5), True),
            Appearance(2, date(2021, 3, 4), False),
            Appearance(1, date(2017, 1, 1), False),
        ]
        assert result.notes == ("Zuerst am 01.02.2019 veröffentlicht in „Plan für den Fluss“.",)
        assert all("Rheinquerung" in hit.snippet_text for hit in result.hits)
        assert [hit.version for hit in result.hits] == [0, 1, 0, 1]

    def test_pages_cut_one_order(self, river: Engine) -> None:
        pages = [ids(river, text='zuerst:"zweite Rheinquerung"', per_page=1, page=page) for page in range(1, 7)]
        assert pages == [["b"], ["d"], ["a"], ["c"], [], []]

    def test_filters_words_and_orders_go_with_it(self, river: Engine) -> None:
        later = river.search(
            Query('zuerst:"zweite Rheinquerung"', date_from=date(2018, 1, 1), date_to=date(2018, 12, 31))
        )
        assert [hit.id for hit in later.hits] == ["a"]
        assert "Fassung 2" in later.notes[0]
        assert "04.03.2021" in later.notes[0]
        assert ids(river, text='zuerst:"zweite Rheinquerung" Wunsch') == ["b"]
        newest = river.search(Query("zuerst:Rheinquerung", sort="neueste"))
        assert [hit.id for hit in newest.hits] == ["d", "b", "a", "e", "c"]
        assert newest.hits[2].first == Appearance(2, date(2021, 3, 4), False)
        assert river.search(Query('zuerst:"nie gesehen"')).total == 0


class TestFilters:
    def test_cities_are_alternatives_of_any_role(self, engine: Engine) -> None:
        assert set(ids(engine, cities=("venlo", "kayseri"))) == {"austausch", "kooperation", "orchester"}

    def test_role_about(self, engine: Engine) -> None:
        assert ids(engine, cities=("venlo",), role="about") == ["austausch"]

    def test_dates_include_their_days_and_leave_out_undated(self, engine: Engine) -> None:
        day = date(2019, 5, 14)
        assert ids(engine, date_from=day, date_to=day) == ["partnerschaft"]
        assert "undatiert" not in ids(engine, date_to=date(2030, 1, 1), per_page=100)

    def test_sites_and_states(self, engine: Engine) -> None:
        assert set(ids(engine, sites=("demo",))) == {"demo", "oderspree"}
        assert set(ids(engine, states=("gone", "moved"))) == {"uljanowsk", "ukraine"}

    def test_unknown_values_find_nothing(self, engine: Engine) -> None:
        assert engine.search(Query(cities=("atlantis",))).total == 0
        assert engine.search(Query(sites=("x",), states=("y",))).total == 0

    def test_different_filters_must_all_hold(self, engine: Engine) -> None:
        assert ids(engine, text="Städte", cities=("venlo",), date_from=date(2020, 1, 1)) == ["kooperation"]


class TestFacets:
    @pytest.mark.parametrize(
        "query",
        [Query(), Query("Partnerschaft"), Query(cities=("venlo",)), Query("Stadt", date_from=date(2019, 1, 1))],
        ids=["all", "word", "city", "dates"],
    )
    def test_each_count_is_what_the_click_gives(self, engine: Engine, query: Query) -> None:
        facets = engine.search(query).facets
        for city, count in facets.cities.items():
            assert engine.search(replace(query, cities=(city,), role="")).total == count
        for city, count in facets.cities_about.items():
            assert engine.search(replace(query, cities=(city,), role="about")).total == count
        for year, count in facets.years.items():
            first, last = date(int(year), 1, 1), date(int(year), 12, 31)
            assert engine.search(replace(query, date_from=first, date_to=last)).total == count
        for site, count in facets.sites.items():
            assert engine.search(replace(query, sites=(site,))).total == count
        for state, count in facets.states.items():
            assert engine.search(replace(query, states=(state,))).total == count

    @pytest.mark.parametrize("role", ["", "about"])
    def test_a_further_city_adds_what_is_said(self, engine: Engine, role: str) -> None:
        query = Query("Stadt", cities=("venlo",), role=role)
        result = engine.search(query)
        assert result.facets.cities_added
        assert "venlo" not in result.facets.cities_added
        for city in result.facets.cities:
            total = engine.search(replace(query, cities=("venlo", city))).total
            assert total == result.total + result.facets.cities_added.get(city, 0), city
        assert engine.search(Query("Stadt")).facets.cities_added == {}

    def test_months_of_one_year_and_undated(self, engine: Engine) -> None:
        assert engine.search(Query()).facets.undated == 1
        assert engine.search(Query()).facets.months == {}
        facets = engine.search(Query(date_from=date(2019, 1, 1), date_to=date(2019, 12, 31))).facets
        assert facets.months == {"2019-03": 1, "2019-05": 1}
        assert facets.years["2020"] == 3

    def test_facets_of_nothing(self, engine: Engine) -> None:
        facets = engine.search(Query("qqqxyzzy")).facets
        assert (dict(facets.cities), dict(facets.years), facets.undated) == ({}, {}, 0)


class TestHits:
    def test_title_and_snippet_are_marked(self, engine: Engine) -> None:
        hit = engine.search(Query("Schüleraustausch")).hits[0]
        assert [segment.text for segment in hit.title if segment.hit] == ["Schüleraustausch"]
        assert [segment.text for segment in hit.snippet if segment.hit] == ["Schüleraustausch"]
        assert hit.title_text == "Schüleraustausch führt 24 Jugendliche nach Dünkirchen"

    @pytest.mark.parametrize(
        ("text", "marked"),
        [
            ("Austausch", "Schüleraustausch"),
            ("duenkirchen", "Dünkirchen"),
            ("gastfamilie", "Gastfamilien"),
            ('"Hafen und Strand"', "Hafen und Strand"),
            ("jugend*", "Jugendliche"),
            ("Stehen NEAR/3 Hafen", "stehen"),
        ],
    )
    def test_what_matched_is_marked(self, engine: Engine, text: str, marked: str) -> None:
        hit = next(hit for hit in engine.search(Query(text)).hits if hit.id == "schueleraustausch")
        assert marked in [segment.text for segment in (*hit.title, *hit.snippet) if segment.hit]

    def test_without_words_the_snippet_is_the_lead(self, engine: Engine) -> None:
        hit = next(hit for hit in engine.search(Query(cities=("charlotte",))).hits)
        assert hit.snippet_text.startswith("Partnerstadt in den USA")
        assert not any(segment.hit for segment in hit.snippet)

    def test_cities_have_about_first(self, engine: Engine) -> None:
        hit = engine.search(Query("Jugendsinfonieorchester")).hits[0]
        assert hit.cities == (CityRole("kayseri", "about"), CityRole("venlo", "mentioned"))

    def test_get_gives_back_what_was_added(self, engine: Engine) -> None:
        for document in NOTICES:
            assert engine.get(document.id) == document
        assert engine.get("nirgends") is None

    def test_similar_articles_are_reprints_then_the_same_event(self, tmp_path: Path) -> None:
        visit = (
            "Zwanzig Jugendliche aus Kayseri besuchten die Berufsfeuerwehr und löschten einen Übungsbrand. "
            "Die Gäste wohnten in Familien. Am Abend gab es ein Konzert der Musikschule im Stadtwald. "
        )
        engine = fill_index(
            tmp_path,
            (
                notice("besuch", "Jugendliche aus Kayseri bei der Feuerwehr", visit, "2022-05-10", about="kayseri"),
                notice("abdruck", "Feuerwehr empfängt Jugendliche aus Kayseri", visit, "2022-05-12", about="kayseri"),
                notice(
                    "abschied",
                    "Gäste aus Kayseri verabschiedet",
                    "Die Jugendlichen aus Kayseri reisten ab. Die Berufsfeuerwehr schenkte ihnen Helme, die Familien Brote.",
                    "2022-05-14",
                    about="kayseri",
                ),
                notice("kirche", "Turmuhr schlägt wieder", "Die Uhr der Pfarrkirche wurde überholt.", "2022-05-11"),
                notice(
                    "anderes", "Haushalt beschlossen", "Der Rat stimmte dem Haushalt zu. Gäste waren da.", "2020-01-01"
                ),
            ),
        )
        assert [hit.id for hit in engine.similar("besuch")] == ["abdruck", "abschied"]
        assert engine.similar("besuch")[0].score > 0.8 > engine.similar("besuch")[1].score
        assert [hit.id for hit in engine.similar("besuch", 1)] == ["abdruck"]
        assert engine.similar("kirche") == engine.similar("nirgends") == ()
        engine.close()

    def test_similar_leaves_the_article_itself_out(self, engine: Engine) -> None:
        for document in NOTICES:
            found = engine.similar(document.id)
            assert document.id not in {hit.id for hit in found}
            assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


class TestSuggestions:
    @pytest.mark.parametrize(
        ("typed", "offered"),
        [
            ("Dü", "Dünkirchen"),
            ("dunk", "Dünkirchen"),
            ("Dunkerq", "Dünkirchen"),
            ("landkreis od", "Landkreis Oder-Spree"),
            ("Austausch mit Ven", "Austausch mit Venlo"),
            ("schül", "Schüleraustausch"),
            ("SCHUEL", "Schüleraustausch"),
            ("Burg Li", "Burg Linn"),
            ("radw", "Radwege"),
        ],
    )
    def test_cities_and_words_of_headlines_are_offered(self, engine: Engine, typed: str, offered: str) -> None:
        assert engine.suggest(typed)[0].text == offered

    def test_what_is_offered_finds_something(self, engine: Engine) -> None:
        for letter in "abcdefghijklmnopqrstuvwxyzäöü":
            for suggestion in engine.suggest(letter):
                assert suggestion.articles or suggestion.kind == "city"
                if suggestion.articles:
                    assert engine.search(Query(suggestion.text)).total, suggestion

    def test_cities_say_which_and_how_many(self, engine: Engine) -> None:
        assert engine.suggest("venl") == (Suggestion("Venlo", "city", "venlo", 3),)

    @pytest.mark.parametrize("typed", ["", " ", "qqqx", "-", '"', "\ud800", "x" * 10_000])
    def test_nothing_to_offer(self, engine: Engine, typed: str) -> None:
        assert engine.suggest(typed) == ()
        assert engine.suggest("a", 0) == ()

    def test_no_person_is_offered(self, tmp_path: Path) -> None:
        engine = fill_index(tmp_path, PEOPLE)
        assert [suggestion.text for suggestion in engine.suggest("wint")] == ["Winterfest"]
        assert not [found for found in engine.suggest("Stadtdirektorin W") if "Winterberg" in found.text]
        assert [suggestion.text for suggestion in engine.suggest("uer")] == ["Uerdingen"]
        engine.close()


class TestBrokenQueries:
    @pytest.mark.parametrize(
        "text",
        [
            "(((((",
            ")))",
            '"',
            '""',
            "UND ODER NICHT",
            "NEAR/5",
            "NEAR/5 NEAR/5",
            "a NEAR/999999999 b",
            "titel:",
            "titel:titel:titel:x",
            "stadt:",
            "jahr:99999",
            "datum:2019-13-45",
            "datum:..",
            "-",
            "--x",
            "+ - + -",
            "*",
            "**",
            "?*?*?*?*",
            "a*b*c*d*e*f*g*h*",
            "[a-z]+(x|y)\\",
            "~",
            "x~9",
            "\x00\x01\x02",
            "\ud800\udfff",
            "Dünkirchen\ud800",
            "<script>alert(1)</script>",
            "' OR 1=1 --",
            "😀 🇩🇪",
            "ﬁ ﬀ ａｂｃ",
            "\u202e\u200b\u00ad",
            "a" * 100_000,
            "(" * 5000 + "a",
            "NICHT " * 3000,
            "wort " * 5000,
            '"' + "der " * 400 + '"',
        ],
    )
    def test_anything_typed_is_answered(self, engine: Engine, text: str) -> None:
        result = engine.search(Query(text))
        assert 0 <= result.total <= len(NOTICES)
        engine.suggest(text)

    def test_queries_of_chance_are_answered(self, engine: Engine) -> None:
        pieces = (
            "( ) \" „ “ UND ODER NICHT NEAR/2 - + * ? ~ ~2 titel: stadt: jahr: 2019 .. in:alt hat:pdf Burg \\ | : ' >"
        )
        dice = random.Random(5)
        for _ in range(500):
            chosen = dice.choices(pieces.split(), k=dice.randint(1, 14))
            text = "".join(piece + dice.choice(["", " "]) for piece in chosen)
            assert 0 <= engine.search(Query(text)).total <= len(NOTICES), text

    def test_mended_queries_say_so(self, engine: Engine) -> None:
        for text in ("(Burg", '"Burg', "Burg UND", "jahr:bald", "stadt:Atlantis", "hat:mut", "Burg " * 300):
            assert engine.search(Query(text)).notes, text


class TestWriting:
    def test_replace_delete_and_add(self, tmp_path: Path) -> None:
        searching = fill_index(tmp_path)
        with_writer = open_engine(Settings(data=tmp_path), writing=True)
        changed = replace(NOTICES[0], title="Ganz neuer Titel über Seidenweber")
        with_writer.add([changed, notice("neu", "Noch ein Seidenweber", "Kurz.", "2024-01-01")])
        with_writer.delete(["burg", "nirgends"])
        assert searching.search(Query("Seidenweber")).total == 0
        with_writer.commit(99)
        assert set(ids(searching, text="Seidenweber")) == {"austausch", "neu"}
        assert searching.get("burg") is None
        assert searching.search(Query()).total == len(NOTICES) == searching.info().documents
        assert searching.info().sequence == 99
        with_writer.close()
        searching.close()

    def test_the_same_id_twice_counts_once(self, tmp_path: Path) -> None:
        writer = start_index(Settings(data=tmp_path), "test")
        writer.add([notice("a", "Alt", "eins"), notice("a", "Neu", "zwei")])
        writer.add([notice("a", "Neuer", "drei")])
        writer.commit(1)
        assert [hit.title_text for hit in writer.search(Query()).hits] == ["Neuer"]
        writer.add([notice("a", "Am neuesten", "vier")])
        writer.commit(2)
        assert [hit.title_text for hit in writer.search(Query()).hits] == ["Am neuesten"]
        writer.close()

    def test_hostile_documents_are_indexed_and_found(self, tmp_path: Path) -> None:
        texts = {
            "long": "wort" * 300_000,
            "many": " ".join(f"w{number % 5000}" for number in range(80_000)) + " Schluss",
            "odd": "\x00\ud800 Schluss \u202e\ufeff <b>fett</b> " + "\u0301" * 500,
            "hyphens": "a-" * 20_000 + " Schluss " + "-" * 10_000,
            "empty": "",
            "signs": "州" * 5000,
        }
        writer = start_index(Settings(data=tmp_path), "test")
        writer.add([notice(name, name, text) for name, text in texts.items()])
        writer.commit(1)
        assert set(ids(writer, text="Schluss")) == {"many", "odd", "hyphens"}
        assert ids(writer, text='"w4999 Schluss"') == ["many"]
        assert ids(writer, text="州州") == ["signs"]
        for name in texts:
            assert ids(writer, text=f"titel:{name}") == [name]
        assert all(len(hit.snippet_text) < 300 for hit in writer.search(Query()).hits)
        writer.close()

    def test_going_back_takes_the_state_before_without_what_is_left_out(self, tmp_path: Path) -> None:
        settings = Settings(data=tmp_path)
        for number in (1, 2):
            writer = start_index(settings, f"test {number}", expected=2, workers=Workers(1))
            writer.add([notice(f"a{number}", "Radweg", "Text"), notice(f"b{number}", "Radweg", "Text")])
            writer.commit(number)
            writer.close()
        engine = open_engine(settings)
        info = engine.info()
        assert info.previous is not None
        assert (info.sequence, info.previous.sequence, info.previous.fingerprint) == (2, 1, "test 1")
        go_back(settings, held=True, without=["b1", "nirgends"])
        assert ids(engine, text="Radweg") == ["a1"]
        assert (engine.info().held, engine.info().sequence, engine.info().documents) == (True, 1, 1)
        go_back(settings, held=False)
        assert set(ids(engine, text="Radweg")) == {"a2", "b2"}
        assert not engine.info().held
        check_index(settings)
        engine.close()

    def test_empty_index_answers(self, tmp_path: Path) -> None:
        writer = start_index(Settings(data=tmp_path), "test")
        writer.commit(0)
        writer.close()
        engine = open_engine(Settings(data=tmp_path))
        assert engine.search(Query()).total == engine.search(Query("Burg -x jahr:2019")).total == 0
        assert (engine.suggest("b"), engine.similar("x"), engine.get("x")) == ((), (), None)
        engine.close()

    def test_missing_index_says_the_cure(self, tmp_path: Path) -> None:
        with pytest.raises(IndexMissingError, match="pressearchiv index"):
            open_engine(Settings(data=tmp_path))

    def test_searching_engine_does_not_write(self, engine: Engine) -> None:
        with pytest.raises(IndexerError, match="writing"):
            engine.add([NOTICES[0]])
