"""What a page says of its article to machines: title, descriptions, text and day in JSON-LD, OpenGraph and meta tags."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from archive.profiles import Profile
from archive.text import normalise_text
from crawler.cleaning import clean_text
from crawler.dates import read_json_ld
from crawler.headline import find_page_title

_DESCRIPTIONS = frozenset(("og:description", "description", "twitter:description", "dc.description"))


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page and its embedded data say; empty where they say nothing."""

    title: str = ""
    title_source: str = ""
    descriptions: tuple[str, ...] = ()
    body: str = ""


def read_head(root: HtmlElement, profile: Profile) -> Head:
    """Return what the page's embedded data say of its article. Pure; broken data are passed over."""
    items = list(read_json_ld(root))
    descriptions = [_text(item.get("description")) for item in items]
    for node in root.iterfind(".//meta"):
        if (node.get("property") or node.get("name") or "").lower() in _DESCRIPTIONS:
            descriptions.append(clean_text(node.get("content") or ""))
    told = next((text for item in items if (text := _text(item.get("headline")))), "")
    title = told or find_page_title(root, profile)
    body = max((_text(item.get("articleBody")) for item in items), key=len, default="")
    return Head(title, "json-ld" if told else "meta", tuple(dict.fromkeys(text for text in descriptions if text)), body)


def choose_title(head: Head, headline: HtmlElement | None) -> tuple[str, str]:
    """Return the headline as the page shows it if its data mean the same, else as the data have it, and its source."""
    shown = clean_text(headline.text_content()) if headline is not None else ""
    if not head.title:
        return shown, "heading"
    one, other = normalise_text(shown).casefold(), normalise_text(head.title).casefold()
    # Kicker and headline often stand in one heading; the data have the headline alone.
    if shown and (other in one or one in other) and len(one) <= 1.1 * len(other):
        return shown, "heading"
    return head.title, head.title_source


def _text(value: Any) -> str:
    return clean_text(html.unescape(value)) if isinstance(value, str) else ""
