"""The pure parts of the pages: marks, comparison, chart, bars, citations, and translations without a gap."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from archive.gazetteer import load_gazetteer
from archive.records import Article
from indexer.query_cities import CityIndex, collect_city_names
from webui import languages
from webui.compass import HEIGHT, WIDTH, draw_compass, measure_way, scale_distance
from webui.histogram import draw_years
from webui.marking import Span, make_highlighter, mark_parts
from webui.word_diff import ADDED, REMOVED, compare_articles, compare_words

WEBUI = Path(languages.__file__).parent


def find(query: str, text: str) -> list[str]:
    cities = CityIndex(collect_city_names([load_gazetteer("krefeld")]))
    highlighter = make_highlighter(query, cities)
    return [text[start:end] for start, end, _number in highlighter.find_spans(text, "text")] if highlighter else []


def test_spans_keep_every_character_and_give_each_anchor_once() -> None:
    parts = ["Gäste aus Leiden", "und aus Venlo"]
    spans = [Span(10, 16, "hit", "fund-1"), Span(6, 16, "evidence", "beleg-1"), Span(14, 21, "evidence", "beleg-2")]
    marked = mark_parts(parts, 2, spans)
    assert ["".join(piece.text for piece in pieces) for pieces in marked] == parts
    anchors = [anchor for pieces in marked for piece in pieces for anchor in piece.anchors]
    assert sorted(anchors) == ["beleg-1", "beleg-2", "fund-1"]
    assert any(piece.hit == "fund-1" and piece.evidence for piece in marked[0])
    assert mark_parts([""], 2, [Span(0, 0, "hit", "x")]) == [[]]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        (
            "Partnerschaft",
            "Die Städtepartnerschaft und andere Partnerschaften",
            ["Städtepartnerschaft", "Partnerschaften"],
        ),
        ("duenkirchen", "Besuch in Dünkirchen", ["Dünkirchen"]),
        ('"Gäste aus"', "Gäste aus Leiden, Gäste von dort", ["Gäste aus"]),
        ("Leiden -Venlo", "Leiden und Venlo", ["Leiden"]),
        ("(((", "Leiden und Venlo", []),
        ("", "Leiden", []),
    ],
)
def test_hits_are_marked_as_the_search_reads_them(query: str, text: str, marked: list[str]) -> None:
    assert find(query, text) == marked


def test_comparison_loses_no_word() -> None:
    old, new = "Das Amt lädt am Montag ein.", "Das Amt lädt alle am Dienstag ein."
    changes = compare_words(old, new)
    assert "".join(change.text for change in changes if change.kind != REMOVED).split() == new.split()
    assert "".join(change.text for change in changes if change.kind != ADDED).split() == old.split()
    comparison = compare_articles(Article("u", "T", text="a\n\nb\n\nc"), Article("u", "T", text="a\n\nB neu\n\nc\n\nd"))
    assert (comparison.added, comparison.removed) == (3, 1)
    assert [name for name, _paragraphs in comparison.fields] == ["text"]
    started = time.perf_counter()
    compare_words("a b " * 700, "b a a " * 480)
    assert time.perf_counter() - started < 3, "a hostile text must not hold the server"
    huge = "wort " * 3000
    assert len(compare_words(huge, huge + "mehr")) == 2


def test_compass_points_the_right_way_and_labels_do_not_touch() -> None:
    gazetteer = load_gazetteer("krefeld")
    home = gazetteer.home
    kilometres, bearing = measure_way(51.3388, 6.5853, 51.37, 6.172)
    assert 27 < kilometres < 31
    assert 270 < math.degrees(bearing) % 360 < 290
    compass = draw_compass(home.latitude, home.longitude, gazetteer.places, {"venlo": 90, "leiden": 10})
    dots = {dot.place.id: dot for dot in compass.dots}
    assert dots["venlo"].x < compass.centre_x < dots["oder-spree"].x
    assert dots["charlotte"].y < compass.centre_y < dots["kayseri"].y
    assert dots["venlo"].radius > dots["leiden"].radius > dots["xuzhou"].radius
    assert scale_distance(0) < scale_distance(100) < scale_distance(9000) <= scale_distance(10**6)
    boxes = []
    for dot in compass.dots:
        assert 0 <= dot.x <= WIDTH
        assert 0 <= dot.label_y <= HEIGHT
        width = 8 * len(dot.place.name)
        left = dot.label_x if dot.anchor == "start" else dot.label_x - width
        for other_left, other_right, other_y in boxes:
            assert left > other_right or left + width < other_left or abs(dot.label_y - other_y) > 14, dot.place.name
        boxes.append((left, left + width, dot.label_y))


def test_bars_show_empty_years_but_not_centuries() -> None:
    bars = draw_years({"2015": 4, "2018": 1000}, lambda first, last: f"/{first}-{last}").bars
    assert [bar.key for bar in bars] == ["2015", "2016", "2017", "2018"]
    assert [bar.height for bar in bars] == [4, 0, 0, 100]
    assert bars[1].url == ""
    assert len(draw_years({"1619": 1, "2018": 1}, lambda first, last: first).bars) == 2
    assert draw_years({}, lambda first, last: first).bars == ()
    chart = draw_years({str(year): 1 for year in range(2009, 2027)}, lambda first, last: f"{first}-{last}")
    assert (len(chart.bars), [bar.count for bar in chart.grouped]) == (18, [1, 5, 5, 5, 2])
    assert chart.grouped[1].url == "2010-2014"
    assert not chart.crowded


def test_no_text_is_left_untranslated() -> None:
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.xml", "jinja2")]
    keywords = {"_": None, "ngettext": (1, 2)}
    texts = {message for _f, _l, message, _c, _x in extract_from_dir(str(WEBUI), methods, keywords=keywords)}
    texts = {text if isinstance(text, str) else text[0] for text in texts}
    assert len(texts) > 250
    with (WEBUI / "translations" / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    translated = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id and m.string and not m.fuzzy}
    assert texts - translated == set(), "say these in English, too"
    assert translated - texts == set(), "nobody says these any more"
    for message in catalogue:
        assert not list(message.check(catalogue)), message.id


def test_catalogue_is_compiled_in_memory() -> None:
    assert languages.compile_translations("en").gettext("Suche") == "Search"
    assert languages.compile_translations("xx").gettext("Suche") == "Suche"
    assert not list(WEBUI.rglob("*.mo"))
