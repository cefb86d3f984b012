"""Tags of articles: which places, which role, which rule; traps give none; the labelled set stays above its floor."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from archive.gazetteer import load_gazetteer
from archive.records import Article, Image
from indexer.explain import FIELDS, RULES, explain_evidence, explain_tag, read_field
from indexer.records import ABOUT, MENTIONED, Tag
from indexer.tagger import TAGGER_VERSION, Tagger, tag_text

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import tagging

TAGGER = Tagger(load_gazetteer("krefeld"))
PARTS = {part: tagging.read_samples(tagging.LABELS / f"{part}.jsonl") for part in ("tuned", "held_back")}


def rules_of(text: str, title: str = "") -> dict[str, list[str]]:
    """Return the rules of the evidence by city."""
    return {tag.city: [evidence.rule for evidence in tag.evidence] for tag in tag_text(TAGGER, title=title, text=text)}


@pytest.mark.parametrize("part", list(PARTS))
def test_the_labelled_set_stays_above_its_floor(part: str) -> None:
    total, cities = tagging.score_samples(PARTS[part], tagging.tagger_guess(TAGGER))
    assert total.precision >= 0.98, total.errors
    assert total.recall >= 0.98, total.errors
    assert total.role_share >= 0.9, total.errors
    assert {"leiden", "charlotte", "venlo"} <= set(cities)


@pytest.mark.parametrize("city", ["muenster", "ambiguous"])
def test_the_rules_hold_for_other_cities_and_for_names_that_are_words(city: str) -> None:
    gazetteer, samples = tagging.read_other_cities()[city]
    total, cities = tagging.score_samples(samples, tagging.tagger_guess(Tagger(gazetteer)))
    assert total.precision >= 0.98, total.errors
    assert total.recall >= 0.98, total.errors
    assert len(cities) > 10


def test_the_labelled_set_is_large_and_half_of_it_are_traps() -> None:
    samples = [sample for part in PARTS.values() for sample in part]
    assert len(samples) >= 300
    assert len({sample.id for sample in samples}) == len(samples)
    without = [sample for sample in samples if not sample.truth]
    assert len(without) > 0.4 * len(samples)


def test_simple_matching_is_worse() -> None:
    samples = [sample for part in PARTS.values() for sample in part]
    ours, _ = tagging.score_samples(samples, tagging.tagger_guess(TAGGER))
    for guess in tagging.simple_guesses(TAGGER.gazetteer).values():
        theirs, _ = tagging.score_samples(samples, guess)
        assert theirs.f1 < ours.f1 - 0.2


def test_the_demonstration_notices_stay_above_the_floor() -> None:
    samples = tagging.read_notices()
    assert len(samples) >= 100
    total, _ = tagging.score_samples(samples, tagging.tagger_guess(TAGGER))
    assert total.precision >= 0.98, total.errors
    assert total.recall >= 0.98, total.errors
    assert total.role_share >= 0.9, total.errors


def test_every_piece_of_evidence_is_exact() -> None:
    for sample in tagging.read_notices() + PARTS["tuned"] + PARTS["held_back"]:
        for tag in TAGGER.tag(sample.article):
            assert tag.evidence
            assert 0 < tag.score <= 1
            for evidence in tag.evidence:
                text = read_field(sample.article, evidence.field)
                assert text[evidence.start : evidence.end] == evidence.text
                assert evidence.rule in RULES


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Die Partnerstadt Leiden lädt ein.", "apposition"),
        ("Leiden, die Stadt der Grachten, lädt ein.", "apposition"),
        ("Leiden (Niederlande) lädt ein.", "country"),
        ("Das niederländische Leiden lädt ein.", "adjective"),
        ("Die Leiden-Reise beginnt.", "compound"),
        ("Die Partnerschaft mit Leiden lebt.", "tie"),
        ("Leidens Gassen sind eng.", "genitive"),
        ("Krefeld und Leiden arbeiten zusammen.", "list"),
        ("Man traf sich in Leiden.", "preposition"),
        ("Leiden (1974)", "period"),
        ("Die Professorin (Leiden) sprach.", "origin"),
        ("Leiden ist seit 1974 Partnerstadt.", "predicate"),
        ("Leiden feiert den Entsatz.", "predicate"),
        ("Wir fuhren von Leiden bis Katwijk.", "journey"),
        ("Die Leidener Gäste kamen.", "demonym"),
    ],
)
def test_each_rule_finds_the_ambiguous_city(text: str, rule: str) -> None:
    assert rules_of(text) == {"leiden": [rule]}


def test_one_clear_mention_carries_the_unclear_ones() -> None:
    rules = rules_of(
        "Die Partnerstadt Leiden lädt ein. Auch Leiden hat Grachten. Das Leiden der Tiere ist ein anderes Thema."
    )
    assert rules == {"leiden": ["apposition", "support"]}


def test_a_headline_with_an_article_is_the_city_where_the_text_says_so() -> None:
    text = "Die Reise nach Leiden lohnt. In Leiden gibt es Grachten."
    fields = {e.field for tag in tag_text(TAGGER, title="Das unbekannte Leiden", text=text) for e in tag.evidence}
    assert fields == {"title", "text"}
    suffering = text + "\n\nDas Leiden der Opfer bleibt unvergessen."
    fields = {e.field for tag in tag_text(TAGGER, title="Das unbekannte Leiden", text=suffering) for e in tag.evidence}
    assert fields == {"text"}


def test_the_project_partner_needs_no_name_while_the_tie_lasts() -> None:
    text = "Hilfe aus Krefeld für die Projektpartnerstadt"
    assert rules_of(text) == {"kropyvnytskyi": ["alone"]}
    assert [tag.city for tag in tag_text(TAGGER, text=text, published=date(2024, 2, 1))] == ["kropyvnytskyi"]
    assert tag_text(TAGGER, text=text, published=date(2019, 2, 1)) == ()


def test_a_country_names_its_only_partner() -> None:
    assert rules_of("Krefelds türkische Partnerstadt dankt.") == {"kayseri": ["reference"]}
    assert rules_of("Die niederländische Partnerstadt dankt.") == {}
    assert rules_of("Venlo dankt. Die niederländische Partnerstadt schickt Blumen.") == {"venlo": ["name", "reference"]}


def test_photo_credits_alone_give_no_tag() -> None:
    article = Article(
        url="", title="Neue Bänke", text="Sie stehen im Park.", images=(Image("a", credit="Gemeente Venlo"),)
    )
    assert TAGGER.tag(article) == ()
    assert tag_text(TAGGER, text="Sie stehen im Park. Foto: Gemeente Venlo") == ()


def test_a_caption_mentions() -> None:
    article = Article(
        url="", title="Neue Bänke", text="Sie stehen im Park.", images=(Image("a", caption="Vorbild war Venlo"),)
    )
    assert [(tag.city, tag.role) for tag in TAGGER.tag(article)] == [("venlo", MENTIONED)]


def test_related_news_and_the_list_of_all_partners_do_not_count() -> None:
    body = "Der Zoo hat Nachwuchs.\n\n"
    assert rules_of(body + "Weitere Beiträge zur Städtepartnerschaft mit Venlo:\n\nBesuch aus Leicester") == {}
    partners = [
        "Venlo",
        "Leiden",
        "Leicester",
        "Dünkirchen",
        "Charlotte",
        "Landkreis Oder-Spree",
        "Uljanowsk",
        "Kayseri",
    ]
    assert rules_of(body + "Das sind Krefelds Partnerstädte:\n\n" + "\n\n".join(partners)) == {}
    assert rules_of(body + "Das sind Krefelds Partnerstädte: " + ", ".join(partners)) == {}
    # Told in the article itself they are mentioned.
    assert len(rules_of("Gäste aus " + ", ".join(partners) + " kamen zum Fest in den Zoo.")) == 8


def test_best_first_and_always_the_same() -> None:
    article = Article(
        url="",
        title="Besuch aus Leicester",
        text="Kadetten aus Leicester waren da.\n\nAuch Venlo schickte Gäste.\n\nIn Leicester geht es 2027 weiter.",
    )
    first = TAGGER.tag(article)
    assert [(tag.city, tag.role) for tag in first] == [("leicester", ABOUT), ("venlo", MENTIONED)]
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(TAGGER.tag, [article] * 50)) == {first}


def test_other_places_are_comentioned_and_not_tagged() -> None:
    article = Article(url="", title="Limoges und Hamm", text="In Essen und Hamm wird gegessen. Das Essen war gut.")
    assert TAGGER.tag(article) == ()
    assert TAGGER.comentioned(article) == ("Hamm", "Essen", "Limoges")


def test_an_empty_article_has_no_tags() -> None:
    assert TAGGER.tag(Article(url="", title="")) == ()
    assert TAGGER.comentioned(Article(url="", title="")) == ()


def test_another_gazetteer_follows_the_same_rules() -> None:
    muenster = Tagger(load_gazetteer("muenster"))
    text = "Gäste aus York, Orleans und Rishon Le-Zion kamen nach Münster. Die New York Band spielte auf."
    found = {tag.city: [evidence.text for evidence in tag.evidence] for tag in tag_text(muenster, text=text)}
    assert found == {"york": ["York"], "orleans": ["Orleans"], "rishon-lezion": ["Rishon Le-Zion"]}


def test_a_tag_is_explained_in_a_sentence() -> None:
    article = Article(
        url="", title="Azubis reisen", text="Vier Azubis arbeiten <b>in der Partnerstadt Leicester</b> im Rathaus."
    )
    (tag,) = TAGGER.tag(article)
    german, english = explain_tag(tag, article), explain_tag(tag, article, "en")
    assert german.startswith("Leicester: Der Artikel ")
    assert "im Text" in german
    assert "bei „Leicester“ steht, dass es ein Ort ist" in german
    assert "in the text" in english
    assert german.endswith("“.")
    assert explain_tag(Tag("venlo", "Venlo", ABOUT, 1.0), article) == "Venlo: von Hand vergeben."


def test_every_rule_and_field_is_described_in_two_languages() -> None:
    assert all(german and english and german != english for german, english in [*RULES.values(), *FIELDS.values()])
    evidence = tag_text(TAGGER, text="Venlo")[0].evidence[0]
    assert explain_evidence(evidence) == "„Venlo“ kann nur der Ort sein"
    assert TAGGER_VERSION


def test_the_benchmark_prints_a_table_and_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert tagging.main(["--part", "held_back"]) == 0
    printed = capsys.readouterr().out
    assert "tagger " + TAGGER_VERSION in printed
    assert "capitalised word" in printed


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("Leicester City steigt ab. Am Sonntag verlor Leicester erneut.", set()),
        ("Leicester City steigt ab. In Leicester weinten die Kinder.", {"leicester"}),
        ("VVV-Venlo holt einen Stürmer. Für Venlo ist es der dritte Neuzugang.", set()),
        ("Die Venloer Straße ist gesperrt. Anwohner der Venloer parken am Ring.", set()),
        ("Die Venloer Straße ist gesperrt. Das freut der Venloer Bürgermeister wenig.", {"venlo"}),
        ("Jonas Leiden führt den Verband. Leiden will werben.", set()),
        ("Der Kreisligist Kickers Kayseri siegt 3:0.", set()),
        ("Das Reisebüro Kayseri Reisen schließt.", set()),
        ("Wie will die Stadt Leiden lindern?", set()),
        ("Die Stadt Leiden musste das Fest absagen.", {"leiden"}),
    ],
)
def test_the_rest_of_the_article_tells_namesakes(text: str, cities: set[str]) -> None:
    assert {tag.city for tag in tag_text(TAGGER, text=text)} == cities


@pytest.mark.parametrize(
    ("title", "text", "role"),
    [
        ("Jugend fährt zum Turnier", "Die Mannschaft reist über Ostern nach Leicester.", "about"),
        ("Vortrag", "Er wurde als Sohn eines Webers in Leicester bekannt.", "mentioned"),
        ("Feuerwehr hilft", "Am Sonntag kam der Zug in Venlo an. Beide Städte üben seit 1990.", "about"),
        ("Spenden sind am Ziel", "Die Lastwagen sind da. Am Abend kamen sie in Kropyvnytskyi an.", "about"),
    ],
)
def test_what_people_do_there_makes_it_the_subject(title: str, text: str, role: str) -> None:
    assert [tag.role for tag in tag_text(TAGGER, title=title, text=text)] == [role]


@pytest.mark.parametrize(
    ("title", "text", "cities"),
    [
        ("Besuch aus der Partnerstadt in der Türkei", "Am Montag kamen die Gäste an.", {"kayseri"}),
        ("Besuch aus Duisburgs Partnerstadt in der Türkei", "Am Montag kamen die Gäste an.", set()),
        ("Wie man eine Partnerstadt in den USA findet", "So fiel die Wahl auf Charlotte.", {"charlotte"}),
        ("Wie man eine Freundin findet", "So fiel die Wahl auf Charlotte.", set()),
        ("Das unbekannte Leiden", "Die Partnerstadt lädt zum Entdecken ein.", {"leiden"}),
        ("Das unbekannte Leiden", "Die Ärztin lädt zum Vortrag ein.", set()),
    ],
)
def test_twinning_and_a_country_stand_for_the_partner_there(title: str, text: str, cities: set[str]) -> None:
    assert {tag.city for tag in tag_text(TAGGER, title=title, text=text)} == cities


@pytest.mark.parametrize(
    ("title", "text", "cities"),
    [
        ("", "Die Leicester Lounge am Ostwall öffnet um 18 Uhr.", set()),
        ("", "Den Auftrag erhält die Venlo Bau B.V. aus Nettetal.", set()),
        ("", "Das Gasthaus „Zum Dünkirchener“ ist abgebrannt.", set()),
        ("", "Die Leicester Cathedral sammelt für Krefeld.", {"leicester"}),
        ("", "Sein Hengst Venlo gewann das Springen.", set()),
        ("", "Neuss besuchte die Partnerstadt in Frankreich.", set()),
        ("", "Krefeld besuchte die Partnerstadt in Frankreich.", {"duenkirchen"}),
        ("Charlotte Esser stellt sich vor", "In Charlotte Esser hat die Stadt eine Leiterin gefunden.", set()),
        ("", "Er sah in Leiden einen Sinn.", set()),
        ("", "Aus Leiden neue Kraft zu schöpfen, fällt schwer.", set()),
        ("", "Er fuhr über Dordrecht und Leiden nach Hause.", {"leiden"}),
        ("Reise in die USA", "Die Zusammenarbeit mit Charlotte soll enger werden.", {"charlotte"}),
        ("Vor dem Abflug in die USA", "Charlotte packt ihren Koffer.", set()),
    ],
)
def test_neighbours_and_article_tell_what_bears_the_name(title: str, text: str, cities: set[str]) -> None:
    assert set(rules_of(text, title)) == cities
