"""A profile is checked when it is read: an error names file, key, what was expected, and the nearest valid word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from archive.errors import ProfileError
from archive.profiles import list_patterns, list_profiles, load_profile, read_profile

HEAD = 'id = "stadt"\nname = "Stadt"\nurl = "https://stadt.example"\n'


def write(folder: Path, text: str, name: str = "stadt") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("site", list_profiles())
def test_profiles_that_come_with_the_program_are_sound(site: str) -> None:
    profile = load_profile(site)
    assert profile.id == site
    assert profile.urls.article
    assert profile.start.listings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "aliasses = []", r"stadt\.toml: aliasses is not a key here; did you mean 'aliases'\?"),
        (HEAD + 'aliases = "x"', r"aliases is 'x'; expected a list of strings"),
        (HEAD + "[urls]\narticle = ['(']", r"urls\.article holds the pattern '\(', which is not valid"),
        (HEAD + "[urls.paging]\nsuffix = '{}'", r"urls\.paging\.pattern is missing"),
        (HEAD + "[start]\npage = []", r"start\.page is not a key here; did you mean 'pages'"),
        (
            HEAD + "[[layout]]\nname = 'a'\nuntil = '2019'",
            r"layout 1\.until is '2019'; expected a day such as 2019-12-31",
        ),
        (
            HEAD + "[[layout]]\nname = 'a'\ndate = ['labels']",
            r"layout 1\.date holds 'labels'; expected some of label, json-ld.* Did you mean 'label'\?",
        ),
        (HEAD + "[layout]\nname = 'a'", r"expected \[\[layout\]\]"),
        (HEAD + "start = 3", r"start is 3; expected a table"),
        (HEAD + "delay = true", r"delay is True; expected a number"),
        (HEAD + 'like = "gibtsnicht"', r"like is 'gibtsnicht'; expected the name of another profile"),
        (HEAD + 'like = "stadt"', r"like is 'stadt'; expected the name of another profile"),
        (HEAD + 'like = "krefelt"', r"Did you mean 'krefeld'\?"),
        (
            HEAD + "[[layout]]\nname = 'a'\ntext = ['div[']",
            r"layout 1\.text holds the selector 'div\[', which is not valid",
        ),
        (HEAD + "[[layout]]\nname = 'a'\nlead = ['xpath://[']", r"layout 1\.lead holds the selector"),
        (HEAD + "[[layout]]\nname = 'a'\ndate = ['p..x']", r"layout 1\.date holds the selector"),
        (HEAD + "tdm = 'respekt'", r"tdm is 'respekt'; expected 'record' or 'respect'\. Did you mean 'respect'\?"),
        (HEAD + "schedule = ['25:00']", r"schedule holds '25:00'; expected a time such as '06:15'"),
        (HEAD + "schedule = ['mo 06:15']", r"Did you mean 'mon'\?"),
        (HEAD + "budget = -1", r"budget is -1; expected a number of 0 or more"),
        (HEAD + "aliases = ['https://stadt.de/']", r"expected a host alone"),
        (HEAD + "[start]\nlistings = ['presse/']", r"start\.listings holds 'presse/'; expected a path on the site"),
        (HEAD + "[urls.same]\n'^/a/' = 'b'", r"urls\.same has 'b' for '\^/a/'; expected a path that begins with /"),
        (HEAD + "[urls.same]\n'^/a/' = '/b/\\1'", r"the pattern has fewer groups"),
        (HEAD + "[urls.paging]\npattern = 'x'\nsuffix = '&page='", r"urls\.paging\.suffix is '&page='; expected \{\}"),
        (HEAD + "[text]\npublished = ['(']", r"text\.published holds the pattern"),
        (
            HEAD + "[text]\ndate_forms = ['am Montag']",
            r"date_forms holds 'am Montag'; expected letters such as TT\.MM\.JJJJ",
        ),
        ('id = "dorf"\nname = "x"\nurl = "https://x.example"', r"expected the name of the file, 'stadt'"),
        ('id = "stadt"\nname = "x"\nurl = "x.example"', r"expected scheme and host"),
        ('id = "stadt"', r"name is missing"),
        ("id = ", r"cannot be read as TOML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ProfileError, match=message):
        read_profile(write(tmp_path, text))


def test_a_users_profile_wins_and_an_unknown_site_is_named(tmp_path: Path) -> None:
    write(tmp_path, HEAD.replace("stadt", "krefeld"), "krefeld")
    assert load_profile("krefeld", [tmp_path]).url == "https://krefeld.example"
    with pytest.raises(ProfileError, match="Did you mean 'krefeld'"):
        load_profile("krefelt", [tmp_path])
    for name in ("../krefeld", "/etc/passwd", "", "krefeld/../demo"):
        with pytest.raises(ProfileError, match="No site is called"):
            load_profile(name, [tmp_path])


def test_a_profile_builds_upon_another() -> None:
    krefeld, demo = load_profile("krefeld"), load_profile("demo")
    assert demo.urls == krefeld.urls
    assert demo.url != krefeld.url


def test_the_layout_is_chosen_by_path_and_day_of_capture(tmp_path: Path) -> None:
    layouts = "[[layout]]\nname = 'alt'\nurl = '^/presse/'\nuntil = 2019-12-31\n[[layout]]\nname = 'neu'\n"
    profile = read_profile(write(tmp_path, HEAD + layouts))
    assert profile.layout_for("/presse/x", date(2019, 12, 31)).name == "alt"
    assert profile.layout_for("/presse/x", date(2020, 1, 1)).name == "neu"
    assert profile.layout_for("/aktuelles/x", date(2019, 1, 1)).name == "neu"


def test_what_was_built_upon_in_a_circle_is_named(tmp_path: Path) -> None:
    for name, other in (("stadt", "dorf"), ("dorf", "stadt")):
        write(tmp_path, HEAD.replace("stadt", name) + f'like = "{other}"', name)
    with pytest.raises(ProfileError, match="in a circle"):
        read_profile(tmp_path / "stadt.toml")


def test_a_city_says_only_what_is_its_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        'id = "system"\nname = "x"\n[urls]\ncut_at = "/&"\narticle = ["^/a/"]\n[text]\nmodified = ["Stand"]',
        "system",
    )
    write(tmp_path, HEAD + 'like = "system"\n[urls]\narticle = ["^/presse/"]')
    profile = read_profile(tmp_path / "stadt.toml")
    assert (profile.urls.cut_at, profile.urls.article, profile.text.modified) == ("/&", ("^/presse/",), ("Stand",))
    assert "system" not in list_profiles([tmp_path])
    assert "system" in list_patterns([tmp_path])
    write(tmp_path, 'id = "stadt"\nname = "Stadt"\nlike = "krefeld"')
    with pytest.raises(ProfileError, match="url is missing"):
        read_profile(tmp_path / "stadt.toml")


def test_manners_and_times_are_read(tmp_path: Path) -> None:
    profile = read_profile(
        write(tmp_path, HEAD + 'budget = 500\ntdm = "respect"\nschedule = ["06:15", "mon,thu 18:00"]')
    )
    assert (profile.budget, profile.tdm, profile.schedule) == (500, "respect", ("06:15", "mon,thu 18:00"))
    assert load_profile("krefeld").tdm == "record"


def test_a_layout_that_is_out_of_date_is_tried_last(tmp_path: Path) -> None:
    layouts = "[[layout]]\nname = 'alt'\nuntil = 2019-12-31\n[[layout]]\nname = 'neu'\n"
    profile = read_profile(write(tmp_path, HEAD + layouts))
    assert [layout.name for layout in profile.layouts_for("/x", date(2019, 1, 1))] == ["alt", "neu"]
    assert [layout.name for layout in profile.layouts_for("/x", date(2021, 1, 1))] == ["neu", "alt"]
    assert [layout.name for layout in profile.layouts_for("/x")] == ["alt", "neu"]
