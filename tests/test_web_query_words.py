"""Every note that a search can give is said in English on English pages, and none is listed that no search gives."""

from __future__ import annotations

from pathlib import Path

from archive.settings import Settings
from indexer.records import Query
from tests.search_corpus import NOTICES, fill_index, notice
from tests.test_engine_contract import RIVER
from webui import query_words
from webui.app import create_app

ASKED = (
    "Dünkirchen", "in:alt Burg", "in:neu Burg", "wort " * 300, "x " * 300, "(" * 60 + "Burg", "zuerst:Burg zuerst:Linn",
    "Burg)", "(Burg", '"Burg', "Burg ODER", "UND Burg", "Burg NEAR/3", "Burg NICHT", "21.11.1964", "aa*b*c*d*e*f",
    "b*", " ".join(f"wort{number}*" for number in range(9)), "jahr:bald", "stadt:Atlantis", "status:froh", "hat:mut",
    '"Städtepartnerschaften mit Leicester"', "zuerst:Gaukler", 'zuerst:"zweite Rheinquerung" jahr:2018', "zuerst:Ohnezeit",
    "farbe:Burg", "titl:Burg", "quelle:atlantis", "Burg titel:",
)  # fmt: skip


def test_every_note_is_said_in_english(tmp_path: Path) -> None:
    engine = fill_index(tmp_path / "notes", (*NOTICES, *RIVER, notice("zeitlos", "Ohnezeit", "Kein Tag.")))
    app = create_app(Settings(data=tmp_path))
    matched: set[str] = set()
    for asked in ASKED:
        notes = engine.search(Query(asked)).notes
        assert notes, asked
        for note in notes:
            with app.test_request_context("/suche?lang=en"):
                said = query_words.tell_note(note)
            assert (said.language, said.text != note) == ("en", True), note
            matched.update(pattern.pattern for pattern, _ in query_words._PATTERNS if pattern.fullmatch(note))
            with app.test_request_context("/suche"):
                assert query_words.tell_note(note).text == note
    engine.close()
    assert matched == {pattern.pattern for pattern, _ in query_words._PATTERNS}


def test_what_is_not_known_stays_german(tmp_path: Path) -> None:
    with create_app(Settings(data=tmp_path)).test_request_context("/suche?lang=en"):
        assert query_words.tell_note("Etwas Neues.").language == "de"
