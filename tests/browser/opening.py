"""What browser tests share beside their fixtures, apart from conftest because a module of that name stands above, too."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OpenPage = Callable[..., Page]
PHONE = {"width": 320, "height": 800}
DESK = {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"]
# What another colour scheme or width can break alone; the rest of a page stays as it was.
OF_COLOUR = ["color-contrast", "target-size", "link-in-text-block"]


def find_violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what axe finds on the page as it stands, by all rules of the tags or by the given rules alone."""
    chosen = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found = Axe().run(page, options={"runOnly": chosen}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
