"""What other readers make of a page: trafilatura's text and htmldate's day, asked where our own reading is in doubt."""

from __future__ import annotations

import logging
from datetime import date
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.cleaning import clean_text
from crawler.dates import read_iso_day

# Beyond so many elements, or characters of text, neither is asked: their time grows faster than the page.
_MOST_NODES, _MOST_TEXT = 12_000, 400_000
_DEEPEST = 120


def ask_trafilatura(root: HtmlElement) -> tuple[str, ...]:
    """Return the paragraphs that trafilatura finds in its precise mode; empty where it finds none or fails."""
    if not _is_handy(root):
        return ()
    trafilatura = _load_trafilatura()
    try:
        found = trafilatura.bare_extraction(root, favor_precision=True, include_comments=False, with_metadata=False)
    except Exception:  # noqa: BLE001 - whatever it stumbles over on a hostile page, our own reading stands
        return ()
    text = getattr(found, "text", "") or ""
    return tuple(line for part in text.split("\n") if (line := clean_text(part.removeprefix("- "))))


def ask_htmldate(root: HtmlElement, url: str, *, extensive: bool) -> date | None:
    """Return the day that htmldate takes for that of publication; None where it finds none or fails."""
    if not _is_handy(root):
        return None
    find_date = _load_htmldate()
    try:
        day = find_date(root, url=url or None, original_date=True, extensive_search=extensive)
    except Exception:  # noqa: BLE001 - as above
        return None
    return read_iso_day(day) if day else None


def _is_handy(root: HtmlElement) -> bool:
    """Tell whether a page is of a size and depth that a reader of others can be trusted with."""
    if root.xpath("count(//*)") > _MOST_NODES or root.xpath(f"boolean(//*[count(ancestor::*) > {_DEEPEST}])"):
        return False
    scripts = sum(len(node.text or "") for node in root.iter("script", "style"))
    return bool(root.xpath("string-length(string(.))") - scripts <= _MOST_TEXT)


@lru_cache(maxsize=1)
def _load_trafilatura():  # type: ignore[no-untyped-def]  # the library has no types
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura


@lru_cache(maxsize=1)
def _load_htmldate():  # type: ignore[no-untyped-def]  # the library has no types
    from htmldate import find_date

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    return find_date
