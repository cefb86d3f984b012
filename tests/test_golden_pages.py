"""Pages with their expected articles: every site profile proves itself on pages whose mark-up it does not know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.profiles import list_patterns, list_profiles
from archive.settings import Settings
from crawler.page_reader import describe_article, load_page, read_page

PAGES = Path(__file__).parent / "pages"
GOLDEN = sorted(PAGES.glob("*/*.html"))
# The demonstration is read against its own truth in test_extraction.py.
PROVEN_ELSEWHERE = {"demo"}


@pytest.mark.parametrize("page", GOLDEN, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_golden_page_gives_its_article(page: Path, settings: Settings) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    url = expected.pop("url")
    article = read_page(load_page(str(page), settings), settings, site=page.parent.name, url=url).article
    assert article is not None
    described = describe_article(article)
    told = ("src", "alt", "caption", "credit")
    described["images"] = [{name: image[name] for name in told} for image in described["images"]]
    assert {name: described[name] for name in expected} == expected


def test_every_profile_has_golden_pages() -> None:
    assert {*list_profiles(), *list_patterns()} - PROVEN_ELSEWHERE == {page.parent.name for page in GOLDEN}
