"""What a page says of its article to machines: title, descriptions, text and day in JSON-LD, OpenGraph and meta tags."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from archive.profiles import Profile
from archive.text import normalise_text
from crawler.cleaning import clean_text
from crawler.dates import Found, find_day, is_day, read_json_ld, read_label, read_machine_day
from crawler.headline import find_page_title

_DESCRIPTIONS = frozenset(("og:description", "description", "twitter:description", "dc.description"))
# How many lines around the headline may hold the day, and how long such a line is, in characters.
_LINES_BEFORE, _LINES_BEHIND, _LINE = 4, 14, 120


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page and its embedded data say; empty where they say nothing."""

    title: str = ""
    descriptions: tuple[str, ...] = ()
    body: str = ""


def read_head(root: HtmlElement, profile: Profile) -> Head:
    """Return what the page's embedded data say of its article. Pure; broken data are passed over."""
    items = list(read_json_ld(root))
    descriptions = [_text(item.get("description")) for item in items]
    for node in root.iterfind(".//meta"):
        if (node.get("property") or node.get("name") or "").lower() in _DESCRIPTIONS:
            descriptions.append(clean_text(node.get("content") or ""))
    title = next((text for item in items if (text := _text(item.get("headline")))), "") or find_page_title(
        root, profile
    )
    body = max((_text(item.get("articleBody")) for item in items), key=len, default="")
    return Head(title, tuple(dict.fromkeys(text for text in descriptions if text)), body)


def choose_title(head: Head, headline: HtmlElement | None) -> str:
    """Return the headline as the page shows it if its data mean the same, else as the data have it."""
    shown = clean_text(headline.text_content()) if headline is not None else ""
    if not head.title:
        return shown
    one, other = normalise_text(shown).casefold(), normalise_text(head.title).casefold()
    # Kicker and headline often stand in one heading; the data have the headline alone.
    return shown if shown and (other in one or one in other) and len(one) <= 1.1 * len(other) else head.title


def find_published(root: HtmlElement, headline: HtmlElement | None, profile: Profile) -> Found | None:
    """Return the day of publication and where it was read: JSON-LD, meta tags, `time`, or a line near the headline."""
    for source in ("json-ld", "meta", "time"):
        if day := read_machine_day(root, source):
            return Found(day, source)
    if headline is None:
        return None
    before = headline.xpath("preceding::text()[normalize-space()][not(ancestor::script or ancestor::style)]")
    behind = headline.xpath("following::text()[normalize-space()][not(ancestor::script or ancestor::style)]")
    lines = [*behind[:_LINES_BEHIND], *reversed(before[-_LINES_BEFORE:])]
    for line in (clean_text(line) for line in lines):
        labelled = read_label(line, profile.text.published)
        if labelled is not None and labelled[0] is not None:
            return Found(labelled[0], "label")
        if len(line) <= _LINE and is_day(line) and (day := find_day(line)):
            return Found(day, "text")
    return None


def _text(value: Any) -> str:
    return clean_text(html.unescape(value)) if isinstance(value, str) else ""
