"""What the demonstration says of itself: standings by day, histories of crawls, true texts, captions and hyphens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from demo.collection import Collection, open_collection
from demo.errors import NoticeError
from demo.links import ORIGIN, join_suffix, split_suffix
from demo.notices import Event, Notice, NoticeImage, load_notices
from demo.timeline import LAST_DAY, RELAUNCH, fate_of, new_path, old_path, reply_at, stand_on
from demo.truth import articles_on, history
from demo.typesetting import END_MARK, SOFT_HYPHEN, VIDEO_PLACEHOLDER, set_blocks, set_image, set_words


def make_notice(identifier: str = "2024-001", **values: object) -> Notice:
    wanted = {
        "id": identifier,
        "slug": f"meldung-{identifier}",
        "title": "Eine Meldung",
        "text": "Ein Satz.\n\n## Mehr\n\nNoch ein Satz.",
        "topic": "Rat",
        "published": date(2024, 3, 5),
        **values,
    }
    return Notice(**wanted)  # type: ignore[arg-type]


def find_fate(fate: str, **values: object) -> Notice:
    """A notice of the wished fate: fates hang on the id alone."""
    return next(n for number in range(2000) if fate_of(n := make_notice(f"2024-{number:04d}", **values)) == fate)


def test_nothing_stands_before_it_was_published() -> None:
    notice = make_notice()
    assert stand_on(notice, date(2024, 3, 4)) is None
    assert reply_at(notice, old_path(notice), date(2024, 3, 4)).kind == "404"
    assert stand_on(notice, date(2024, 3, 5)).path == "/de/inhalt/meldung-2024-001/"


@pytest.mark.parametrize(
    ("values", "path", "layout"),
    [
        ({"published": date(2019, 12, 31)}, "/de/pressemeldungen/x/", "2018"),
        ({"published": date(2020, 1, 1)}, "/de/inhalt/x/", "inhalt"),
        ({"section": "familienportal"}, "/familienportal/inhalt-kr/x/", "inhalt"),
        ({"published": None, "identifier": "2019-004"}, "/de/pressemeldungen/x/", "2018"),
    ],
)
def test_layout_follows_first_publication(values: dict[str, object], path: str, layout: str) -> None:
    standing = stand_on(make_notice(slug="x", **values), date(2025, 1, 1))  # type: ignore[arg-type]
    assert (standing.path, standing.layout) == (path, layout)


def test_rewriting_changes_text_and_date_and_leaves_the_address() -> None:
    day = date(2025, 2, 1)
    notice = make_notice(events=(Event(day, "rewritten", text="Neu.", published=day),))
    before, after = stand_on(notice, date(2025, 1, 31)), stand_on(notice, day)
    assert (before.text, before.published, before.version) == (notice.text, notice.published, 1)
    assert (after.text, after.published, after.version, after.title) == ("Neu.", day, 2, notice.title)
    assert before.path == after.path


@pytest.mark.parametrize("answer", ["404", "410", "soft404", "listing"])
def test_vanished_notice_answers_as_told_until_it_is_back(answer: str) -> None:
    events = (Event(date(2025, 2, 1), "vanished", answer=answer), Event(date(2025, 3, 1), "back"))
    notice = make_notice(events=events)
    days = [date(2025, 1, 31), date(2025, 2, 1), date(2025, 2, 28), date(2025, 3, 1)]
    assert [reply_at(notice, old_path(notice), day).kind for day in days] == ["page", answer, answer, "page"]


def test_what_vanished_before_the_relaunch_is_not_moved_unless_it_comes_back() -> None:
    gone = Event(date(2025, 2, 1), "vanished", answer="410")
    notice = find_fate("redirect", events=(gone,))
    assert reply_at(notice, old_path(notice), LAST_DAY).kind == "410"
    assert reply_at(notice, new_path(notice), LAST_DAY).kind == "404"
    back = find_fate("redirect", events=(gone, Event(date(2026, 5, 1), "back")))
    assert reply_at(back, old_path(back), date(2026, 4, 30)).kind == "410"
    assert reply_at(back, old_path(back), date(2026, 5, 1)).target == new_path(back)


def test_three_crawls_find_versions_states_and_moves() -> None:
    days = [date(2025, 5, 1), date(2025, 9, 1), date(2026, 3, 1), date(2026, 4, 1)]
    rewritten = find_fate("redirect", events=(Event(date(2025, 6, 1), "rewritten", title="Neu"),))
    vanished = find_fate("stays", events=(Event(date(2025, 6, 1), "vanished", answer="404"),))
    returned = find_fate("soft404", events=(*vanished.events, Event(date(2026, 2, 20), "back")))
    left = find_fate("left")
    unseen = make_notice("2026-999", published=date(2026, 4, 2))
    told = {
        item.notice_id: item
        for item in history(days, collection=Collection((rewritten, vanished, returned, left, unseen)))
    }
    assert [s.state for s in told[rewritten.id].sightings] == ["live", "live", "moved", "live"]
    assert [s.version for s in told[rewritten.id].sightings] == [1, 2, 2, 2]
    assert [article.title for article in told[rewritten.id].versions] == ["Eine Meldung", "Neu"]
    assert told[rewritten.id].urls == (ORIGIN + old_path(rewritten), ORIGIN + new_path(rewritten))
    assert [s.state for s in told[vanished.id].sightings] == ["live", "missing", "gone", "gone"]
    assert [s.state for s in told[returned.id].sightings] == ["live", "missing", "back", "live"]
    assert told[left.id].state == "gone"
    assert unseen.id not in told
    with pytest.raises(ValueError, match="in order of time"):
        history(days[::-1])


def test_the_story_holds_all_that_can_happen() -> None:
    days = [date(2025, 5, 1), date(2025, 12, 1), date(2026, 3, 1), LAST_DAY]
    told = history(days)
    states = {sighting.state for item in told for sighting in item.sightings}
    assert states == {"live", "missing", "gone", "moved", "back"}
    assert sum(len(item.versions) > 1 for item in told) >= 5
    assert sum(item.state == "moved" or len(item.urls) > 1 for item in told) > 60


def test_true_text_is_clean() -> None:
    for article in articles_on(LAST_DAY, gone=True):
        whole = "|".join([article.title, article.kicker, article.lead, article.text])
        for stain in (SOFT_HYPHEN, END_MARK, VIDEO_PLACEHOLDER, "##", "  ", "\n\n\n"):
            assert stain not in whole, article.notice_id
        for image in article.images:
            assert image.credit not in image.caption or not image.credit, article.notice_id


def test_served_text_has_the_blemishes_and_nothing_else() -> None:
    notice = make_notice(
        raw={"Satz": "Sa- tz"}, quirks=frozenset({"video-placeholder", "soft-hyphens"}), end_mark=True,
        text="Ein Satz.\n\n## Verwaltungsgebäude\n\nEnde.",
    )  # fmt: skip
    blocks = set_blocks(stand_on(notice, LAST_DAY))
    assert [(block.kind, block.text) for block in blocks] == [
        ("paragraph", "Ein Sa- tz."),
        ("headline", f"Verwalt{SOFT_HYPHEN}ungsgebäude"),
        ("video", VIDEO_PLACEHOLDER),
        ("paragraph", f"Ende. {END_MARK}"),
    ]
    mended = set_words(notice.text, notice).replace(SOFT_HYPHEN, "").replace("Sa- tz", "Satz")
    assert mended == notice.text


@pytest.mark.parametrize(
    ("quirk", "served"),
    [
        ("", "Gruppe am Tor. Foto: Presseamt"),
        ("glued-credit", "Gruppe am Tor.Foto: Presseamt"),
        ("credit-without-label", "Gruppe am Tor. Presseamt"),
        ("credit-in-brackets", "Gruppe am Tor. (Foto: Presseamt)"),
    ],
)
def test_credits_are_set_in_all_ways(quirk: str, served: str) -> None:
    notice = make_notice(quirks=frozenset({quirk} - {""}))
    image = NoticeImage("Gruppe", "Gruppe am Tor.", "Presseamt")
    assert set_image(notice, 1, image, "/x.png").caption == served


def test_doubled_captions_differ_in_label_and_quotes() -> None:
    image = NoticeImage("", "Die „Gäste“ – vor dem Tor.", "Presse und Kommunikation")
    served = [
        set_image(make_notice(f"2024-{n:03d}", quirks=frozenset({"double-caption"})), 1, image, "/x.png")
        for n in range(30)
    ]
    assert {item.alt for item in served} == {'Die "Gäste" - vor dem Tor. Bild: Presse- und Kommunikation'}
    assert {(bool(item.double), item.glued) for item in served} == {(False, False), (True, False), (True, True)}


def test_generated_notices_are_many_different_and_the_same_each_time() -> None:
    archive = open_collection(20_000)
    assert len(archive.notices) == 20_000
    assert len({notice.title for notice in archive.notices}) == 20_000
    sample = [archive.stand(notice, LAST_DAY) for notice in archive.notices[200:20_000:60]]
    texts = {standing.text for standing in sample if standing}
    assert len(texts) == len([standing for standing in sample if standing])
    assert not [text for text in texts if "{" in text or len(text) < 150]
    few = {notice.id: notice for notice in open_collection(400).notices}
    assert all(few[notice.id] == notice for notice in archive.notices if notice.id in few)


def test_path_suffixes_are_read_and_written() -> None:
    assert split_suffix("/de/x/&c92=2147483647&s91=6&unsinn&s99=1") == ("/de/x/", {"c92": 2147483647, "s91": 6})
    assert split_suffix("/de/x") == ("/de/x", {})
    assert join_suffix("/de/x/", {"s91": 6, "c92": 7}) == "/de/x/&c92=7&s91=6"
    assert join_suffix("/de/x/", {}) == "/de/x/"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('title=""', "title is empty"),
        ('title="a"\nquirks=["bunt"]', "unknown quirk bunt"),
        ('title="a"\ncolour=1', "colour"),
        ('title="a"\n[[notice.events]]\nday=2024-05-01\nkind="eaten"', "unknown kind of event 'eaten'"),
        ('title="a"\n[[notice.events]]\nday=2024-05-01\nkind="vanished"', "unknown answer ''"),
        ('title="a"\n[[notice.events]]\nday=2023-05-01\nkind="back"', "events must follow the publication"),
        ("title=", "cannot be read"),
    ],
)
def test_mistakes_in_notice_files_are_named(tmp_path: Path, change: str, message: str) -> None:
    text = f'[[notice]]\nid="2024-001"\nslug="a"\npublished=2024-01-01\ntopic="Rat"\ntext="Satz."\n{change}\n'
    (tmp_path / "jahr.toml").write_text(text, "utf-8")
    with pytest.raises(NoticeError, match=message) as caught:
        load_notices(tmp_path)
    assert "jahr.toml" in str(caught.value)


def test_an_empty_folder_and_a_slug_given_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match="no notice"):
        load_notices(tmp_path / "nichts")
    row = '[[notice]]\nid="2024-00{}"\nslug="a"\ntitle="A"\npublished=2024-01-01\ntopic="Rat"\ntext="Satz."\n'
    (tmp_path / "jahr.toml").write_text(row.format(1) + row.format(2), "utf-8")
    with pytest.raises(NoticeError, match="slug a is already in"):
        load_notices(tmp_path)


def test_relaunch_month_is_that_of_first_publication() -> None:
    assert new_path(make_notice(slug="a")) == "/2024-03/a"
    assert new_path(make_notice(slug="a", published=None)) == f"/{RELAUNCH:%Y-%m}/a"
    assert new_path(make_notice(slug="a", quirks=frozenset({"no-date"}))) == f"/{RELAUNCH:%Y-%m}/a"
