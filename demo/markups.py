"""The mark-ups in which the notices of 2020 to 2025 can be served: proof that no reader hangs on the names of classes."""

from __future__ import annotations

from collections.abc import Mapping

from demo.errors import DemoError

# `cms` is what the site has by default; the others serve the same notices, built quite differently.
MARKUPS: Mapping[str, str] = {
    "cms": "notice_inhalt.html",
    "semantic": "notice_semantic.html",
    "soup": "notice_soup.html",
    "cards": "notice_cards.html",
}


def choose_template(markup: str) -> str:
    """Return the template of a mark-up. Raises DemoError for one that does not exist."""
    try:
        return MARKUPS[markup]
    except KeyError:
        raise DemoError(f"There is no mark-up {markup!r}; choose one of {', '.join(MARKUPS)}.") from None
