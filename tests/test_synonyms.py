"""Words that are searched for together: the list that comes along, an archive's own, and lists that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.settings import Settings
from indexer.errors import SynonymsError
from indexer.query_synonyms import load_good_synonyms, load_synonyms
from indexer.records import Query
from tests.search_corpus import fill_index, notice

NOTICES = (
    notice("buecherei", "Bücherei öffnet sonntags", "Mehr Platz zum Lesen."),
    notice("bibliothek", "Bibliothek bekommt neue Regale", "Das Haus bleibt offen."),
    notice("hilfswerk", "Technisches Hilfswerk übt am Rhein", "Der Ortsverband lädt ein."),
    notice("beigeordnete", "Dezernat für Kultur neu besetzt", "Die Beigeordnete tritt ihr Amt an."),
)


def own_list(settings: Settings, text: str) -> None:
    """Write an archive's own list."""
    settings.data.mkdir(parents=True, exist_ok=True)
    settings.synonyms_path.write_text(text, encoding="utf-8")


def test_the_list_that_comes_along_finds_in_any_form(tmp_path: Path) -> None:
    synonyms = load_synonyms(Settings(data=tmp_path))
    assert synonyms.find("Bibliotheken") == ("Bücherei", "Mediothek")
    assert synonyms.find("buecherei") == ("Bibliothek", "Mediothek")
    assert synonyms.find("Jahrestag") == ("Jubiläum",)
    assert synonyms.find("Jubiläum") == ()
    assert synonyms.find("Rathaus") == synonyms.find("") == ()


def test_searches_say_what_they_added_and_can_leave_it_out(tmp_path: Path) -> None:
    engine = fill_index(tmp_path, NOTICES)
    found = engine.search(Query("Bibliothek"))
    assert [hit.id for hit in found.hits] == ["bibliothek", "buecherei"]
    assert found.notes == ("Auch gesucht: Bücherei.",)
    assert any(segment.hit and segment.text == "Bücherei" for segment in found.hits[1].title)
    for text, widen in (("Bibliothek", False), ('"Bibliothek"', True), ("+Bibliothek", True)):
        narrow = engine.search(Query(text, widen=widen))
        assert [hit.id for hit in narrow.hits] == ["bibliothek"]
        assert narrow.notes == ()
    assert [hit.id for hit in engine.search(Query("THW")).hits] == ["hilfswerk"]
    assert [hit.id for hit in engine.search(Query("titel:VHS ODER titel:THW")).hits] == ["hilfswerk"]
    engine.close()


def test_an_own_list_counts_from_the_next_search_on(tmp_path: Path) -> None:
    engine = fill_index(tmp_path, NOTICES)
    assert engine.search(Query("Dezernentin")).total == 0
    own_list(Settings(data=tmp_path), '[[also]]\nwords = ["Dezernentin"]\nfind = ["Beigeordnete"]\n')
    assert [hit.id for hit in engine.search(Query("Dezernentin")).hits] == ["beigeordnete"]
    assert engine.search(Query("Bibliothek")).total == 2
    own_list(Settings(data=tmp_path), "builtin = false\n")
    assert engine.search(Query("Bibliothek")).total == 1
    engine.close()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[same]\n", "cannot be used"),
        ('[[same]]\nwords = ["eins"]\n', "at least 2"),
        ("[[same]]\nwords = 5\n", "an entry needs words"),
        ('[[also]]\nwords = ["eins"]\n', "an entry needs find"),
        ('[same]\nwords = ["eins", "zwei"]\n', "double brackets"),
        ('[[gleich]]\nwords = ["eins", "zwei"]\n', "there is no gleich"),
        ('[[same]]\nwords = ["eins", "…"]\n', "with letters"),
        ("builtin = 1\n", "true or false"),
    ],
)
def test_a_list_that_cannot_be_used_is_told_and_left_out(tmp_path: Path, text: str, told: str) -> None:
    settings = Settings(data=tmp_path)
    own_list(settings, text)
    with pytest.raises(SynonymsError, match=told):
        load_synonyms(settings)
    warnings: list[str] = []
    assert load_good_synonyms(settings, warnings.append).find("Bücherei")
    assert "Mend it" in warnings[0]
