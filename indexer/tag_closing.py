"""Finds where an article ends and related news or the list of all partners begin; pure functions, before the rules."""

from __future__ import annotations

import re

from indexer.tag_match import PLACE, NameMatch


def find_closing(text: str, matches: list[NameMatch]) -> int:
    """Return where the article itself ends: the length of the text, if nothing foreign follows. `matches` are its names."""
    end = len(text)
    if any(map(text.__contains__, _CLOSING_SIGNS)):
        for heading in _HEADING.finditer(text):
            if heading.start() > 0:
                end = heading.start()
                break
    # A list of all partners stands at the very end; earlier headings of that kind belong to the article.
    begin = max(0, end - _REACH)
    if not any(map(text[begin:end].__contains__, _CLOSING_LIST_SIGNS)):
        return end
    for heading in list(_LIST.finditer(text, begin, end))[-3:]:
        listed = [match for match in matches if heading.end() - 1 <= match.start < end]
        rest = re.sub(r"\W+", " ", text[heading.end() : end])
        if len({match.place for match in listed if match.sort == PLACE}) >= _MANY and sum(
            match.end - match.start for match in listed
        ) * 2 > len(rest):
            return heading.start()
    return end


_REACH = 2000
_MANY = 5
# Lines after which nothing is about the article any more, and lists that name every partner.
_CLOSING_HEADINGS = (
    r"^[ \t]*(?:Weitere (?:Beiträge|Nachrichten|Meldungen|Artikel)|Alle Beiträge und Neuigkeiten|"
    r"Nachrichten aus dem Pressearchiv|Mehr zum Thema|Lesen Sie auch|Das könnte Sie auch interessieren)"
    r"[^\n]{0,160}(?<![.!?…])[ \t]*$"
)
# Quick signs that a text may hold such a line.
_CLOSING_SIGNS = (
    "Weitere ",
    "Alle Beiträge",
    "Nachrichten aus dem",
    "Mehr zum Thema",
    "Lesen Sie auch",
    "Das könnte Sie",
)
_CLOSING_LIST_SIGNS = ("Partnerstädte", "Partnerkommunen", "Städtepartnerschaften")
_CLOSING_LIST = r"^[^\n.]{0,60}(?:Partnerstädte|Partnerkommunen|Städtepartnerschaften|Partnerstädten)[^\n.:]{0,40}:"
_HEADING = re.compile(_CLOSING_HEADINGS, re.MULTILINE)
_LIST = re.compile(_CLOSING_LIST, re.MULTILINE)
