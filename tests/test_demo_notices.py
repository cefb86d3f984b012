"""The invented notices as data: complete, different, well mixed, and without a real person in them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from demo.links import split_suffix
from demo.notices import QUIRKS, Notice, load_notices
from demo.typesetting import set_words, split_paragraphs

PLACES = {
    "venlo", "leicester", "duenkirchen", "leiden", "charlotte", "oder-spree", "uljanowsk", "kayseri", "kropyvnytskyi",
    "xuzhou", "hangzhou",
}  # fmt: skip
# People who hold or held an office in the places concerned, and photographers: nobody of them belongs here.
REAL_PEOPLE = (
    "Frank Meyer", "Kathstede", "Jochmann", "Bischof", "Strücken", "Vergriete", "Bodart", "Rajkowytsch", "Rajkowitsch",
    "Biezhan", "Vi Lyles", "Gantt", "Antoin Scholten", "Lenferink", "Büyükkılıç", "Özhaseki", "Erath", "Hummel",
)  # fmt: skip


@pytest.fixture(scope="module")
def notices() -> tuple[Notice, ...]:
    return load_notices()


def words_of(notice: Notice) -> str:
    parts = [notice.title, notice.kicker, notice.lead, notice.text]
    parts += [text for event in notice.events for text in (event.title, event.lead, event.text)]
    parts += [text for image in notice.images for text in (image.alt, image.caption, image.credit)]
    return "\n".join(parts)


def test_there_are_enough_and_none_is_thin(notices: tuple[Notice, ...]) -> None:
    assert len(notices) >= 165
    assert not [notice.id for notice in notices if len(notice.lead) + len(notice.text) < 250]
    assert {notice.first_day.year for notice in notices} == set(range(2009, 2027))


def test_no_two_are_alike(notices: tuple[Notice, ...]) -> None:
    for name in ("title", "lead", "text"):
        values = Counter(getattr(notice, name) for notice in notices if getattr(notice, name))
        assert [value for value, count in values.items() if count > 1] == []


def test_slugs_can_be_paths(notices: tuple[Notice, ...]) -> None:
    for notice in notices:
        assert re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9.])?", notice.slug), notice.slug
        assert split_suffix(f"/de/inhalt/{notice.slug}/") == (f"/de/inhalt/{notice.slug}/", {})
    assert any("." in notice.slug for notice in notices)
    assert any(re.search(r"-\d{7}$", notice.slug) for notice in notices)


def test_places_are_known_and_well_mixed(notices: tuple[Notice, ...]) -> None:
    about = Counter(place for notice in notices for place in notice.about)
    mentioned = Counter(place for notice in notices for place in notice.mentioned)
    assert set(about) == PLACES
    assert set(mentioned) <= PLACES
    assert not [notice.id for notice in notices if set(notice.about) & set(notice.mentioned)]
    without = sum(not notice.about and not notice.mentioned for notice in notices)
    assert 0.4 < without / len(notices) < 0.6
    assert about["venlo"] > about["kayseri"]


def test_traps_are_there(notices: tuple[Notice, ...]) -> None:
    def untagged(pattern: str, place: str) -> list[str]:
        found = (notice for notice in notices if re.search(pattern, words_of(notice)))
        return [notice.id for notice in found if place not in (*notice.about, *notice.mentioned)]

    for pattern, place in (
        (r"\bdas Leiden\b|\bLeiden der\b|\bLeiden des\b|\bLeiden erk", "leiden"),
        (r"\bleiden\b|\bleidet\b", "leiden"),
        (r"\bCharlotte\b", "charlotte"),
        (r"Venloer Straße", "venlo"),
        (r"Leidener Straße", "leiden"),
        (r"Leicester City|Red Leicester", "leicester"),
        (r"Gemeente Venlo|Ville de Dunkerque|Stadt Kayseri", ""),
    ):
        assert untagged(pattern, place), pattern


def test_every_quirk_and_event_occurs(notices: tuple[Notice, ...]) -> None:
    assert {quirk for notice in notices for quirk in notice.quirks} == set(QUIRKS)
    events = {(event.kind, event.answer) for notice in notices for event in notice.events}
    assert {kind for kind, _ in events} == {"rewritten", "vanished", "back"}
    assert {answer for _, answer in events} >= {"404", "410", "soft404", "listing"}
    assert sum(notice.published is None for notice in notices) >= 2
    assert sum(bool(notice.attachments) for notice in notices) >= 2
    assert sum(notice.section == "familienportal" for notice in notices) >= 3
    assert 0.35 < sum(bool(notice.lead) for notice in notices) / len(notices) < 0.8


def test_damaged_words_stand_in_their_notice(notices: tuple[Notice, ...]) -> None:
    damaged = [notice for notice in notices if notice.raw]
    assert len(damaged) >= 15
    for notice in damaged:
        for true, served in notice.raw.items():
            assert true in words_of(notice), (notice.id, true)
            assert re.sub(r"-\s?|\xad", "", served).lower() == re.sub(r"-\s?", "", true).lower(), (notice.id, served)
        assert set_words(notice.text, notice) + set_words(notice.title + notice.lead, notice) != notice.text + (
            notice.title + notice.lead
        )


def test_coordinated_hyphens_stay_true(notices: tuple[Notice, ...]) -> None:
    assert any(re.search(r"\w+- und \w+", notice.text) for notice in notices)


def test_paragraphs_are_lines(notices: tuple[Notice, ...]) -> None:
    for notice in notices:
        for part in re.split(r"\n\s*\n", notice.text):
            assert "\n" not in part.strip(), notice.id
        assert not split_paragraphs(notice.text)[-1].startswith("## "), notice.id


def test_no_real_person_is_named(notices: tuple[Notice, ...]) -> None:
    for notice in notices:
        assert not [name for name in REAL_PEOPLE if name in words_of(notice)], notice.id
