"""Names found in any spelling, with spans that are exact in the original text, in linear time."""

from __future__ import annotations

import random
import time

import pytest

from archive.gazetteer import load_gazetteer
from archive.records import Article, Image
from indexer.tag_match import spell_variants
from indexer.tag_text import CleanText
from indexer.tagger import Tagger

TAGGER = Tagger(load_gazetteer("krefeld"))


def find(text: str) -> list[tuple[str, str]]:
    """Return place and original surface of every tagged mention in a text."""
    tags = TAGGER.tag(Article(url="", title="", text=text))
    found = sorted(
        (evidence.start, tag.city, text[evidence.start : evidence.end]) for tag in tags for evidence in tag.evidence
    )
    return [(city, surface) for _, city, surface in found]


@pytest.mark.parametrize(
    ("text", "city", "surface"),
    [
        ("Gäste aus Dünkirchen kamen.", "duenkirchen", "Dünkirchen"),
        ("Gäste aus Duenkirchen kamen.", "duenkirchen", "Duenkirchen"),
        ("Gäste aus Dunkirchen kamen.", "duenkirchen", "Dunkirchen"),
        ("Gäste aus Du\u0308nkirchen kamen.", "duenkirchen", "Du\u0308nkirchen"),
        ("Gäste aus Dün\u00adkirchen kamen.", "duenkirchen", "Dün\u00adkirchen"),
        ("Gäste aus Dün-\nkirchen kamen.", "duenkirchen", "Dün-\nkirchen"),
        ("Gäste aus Dün-kirchen kamen.", "duenkirchen", "Dün-kirchen"),
        ("Gäste aus Dün- kirchen kamen.", "duenkirchen", "Dün- kirchen"),
        ("GÄSTE AUS DÜNKIRCHEN KAMEN.", "duenkirchen", "DÜNKIRCHEN"),
        ("Dünkirchens Hafen", "duenkirchen", "Dünkirchens"),
        ("Venlo's Hafen", "venlo", "Venlo"),
        ("Zwei Venloerinnen siegten.", "venlo", "Venloerinnen"),
        ("Besuch aus VenloFoto: Stadt Krefeld", "venlo", "Venlo"),
        ("Der Landkreis Oder–Spree feiert.", "oder-spree", "Landkreis Oder–Spree"),
        ("Der Landkreis\nOder-Spree feiert.", "oder-spree", "Landkreis\nOder-Spree"),
        ("Des Oder-Spree Kreises Landrat", "oder-spree", "Oder-Spree Kreises"),
        ("У місті Крoпивницький тривога", "kropyvnytskyi", "Крoпивницький"),
        ("代表团来自徐州。", "xuzhou", "徐州"),
        ("Leicester City Council", "leicester", "Leicester City Council"),
    ],
)
def test_a_name_is_found_in_every_spelling_with_its_exact_span(text: str, city: str, surface: str) -> None:
    assert find(text) == [(city, surface)]


@pytest.mark.parametrize(
    "text",
    [
        "Leicestershire",
        "Kayserispor",
        "Leiderdorp",
        "Leidenschaft",
        "Charlottenburg",
        "an der Oder oder Spree",
        "Uljanow",
        "erleiden",
    ],
)
def test_other_words_that_contain_a_name_are_not_found(text: str) -> None:
    assert find(f"Wir lasen über {text} und mehr.") == []


def test_stop_hyphens_keep_their_words_apart() -> None:
    assert CleanText("Stadt- und Kreisarchiv").text == "Stadt- und Kreisarchiv"
    assert CleanText("Verkehrs- einschränkungen").text == "Verkehrseinschränkungen"


@pytest.mark.parametrize(
    "text",
    [
        "Du\u0308nkir\u00adchen",
        " \u0308x",
        "\u0308\u0308a",
        "a\u0308\u00ad\u0308b",
        "e\u0308\u0323f\u200b",
        "be-zeu-\n gen",
        "İstanbul İ",
        "",
    ],
)
def test_every_clean_character_has_its_place_in_the_original(text: str) -> None:
    clean = CleanText(text)
    assert len(clean.lowered) == len(clean.text)
    spans = [clean.original_span(number, number + 1) for number in range(len(clean.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)


def test_spans_of_captions_and_credits_count_in_the_joined_lines() -> None:
    article = Article(
        url="",
        title="Besuch",
        text="Eine Delegation aus Venlo war da.",
        images=(
            Image("a", caption="Die Gruppe vor dem Rathaus", credit="Stadt Krefeld"),
            Image("b", caption="Im Park von Venlo", credit="Gemeente Venlo"),
        ),
    )
    (tag,) = TAGGER.tag(article)
    texts = {"text": article.text, "caption": article.captions, "credit": article.credits}
    assert [evidence.field for evidence in tag.evidence] == ["text", "caption", "credit"]
    for evidence in tag.evidence:
        assert texts[evidence.field][evidence.start : evidence.end] == evidence.text


def test_spellings_of_a_name() -> None:
    assert {"dünkirchen", "duenkirchen", "dunkirchen"} <= spell_variants("Dünkirchen")
    assert {"oder-spree", "oder spree", "oder/spree"} <= spell_variants("Oder-Spree")
    assert "strassburg" in spell_variants("Straßburg")


@pytest.mark.parametrize(
    "piece",
    [
        "venlo",
        "Leiden ",
        "Leiden, ",
        "Venlo und ",
        "a-",
        "\u0308",
        "\n",
        "die französische Partnerstadt ",
        "Partnerstädte: Venlo\n",
        "\x00\x01",
    ],
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    # Ten times the text may take ten times as long; something quadratic would take a hundred times.
    short, long = (_time_tagging(piece * (size // len(piece))) for size in (30_000, 300_000))
    assert long < 40 * short + 0.5


def _time_tagging(text: str) -> float:
    began = time.process_time()
    TAGGER.tag(Article(url="", title="", text=text))
    return time.process_time() - began


def test_a_field_cut_out_of_the_whole_is_as_if_cleaned_alone() -> None:
    dice = random.Random(1)
    signs = ["a", "ß", "A", "\u0308", "-", "\u00ad", "\u200b", "\n", " ", "und ", "С", "İ", "Σ", "\u2010", "."]
    cut = 0
    for _ in range(3000):
        fields = ["".join(dice.choices(signs, k=dice.randint(1, 9))) for _ in range(dice.randint(1, 4))]
        whole, begin = CleanText("\n".join(fields)), 0
        for field in fields:
            if part := whole.cut_out(begin, begin + len(field)):
                clean, first = part
                alone = CleanText(field)
                assert (clean.text, clean.lowered) == (alone.text, alone.lowered)
                assert whole.text.startswith(clean.text, first)
                places = range(len(clean.text))
                assert [clean.original_span(i, i + 1) for i in places] == [
                    alone.original_span(i, i + 1) for i in places
                ]
                cut += 1
            begin += len(field) + 1
    assert cut > 3000
