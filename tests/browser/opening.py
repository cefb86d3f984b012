"""The type of the fixture that opens pages, apart from conftest because a module of that name stands above, too."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

OpenPage = Callable[..., Page]
