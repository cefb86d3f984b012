"""More notices of the same kind for load: outlines by number, their texts written only when a page asks for them."""

from __future__ import annotations

from demo.notices import Notice


def outline_notices(count: int) -> tuple[Notice, ...]:
    """Return that many outlines (none yet)."""
    return ()


def write_notice(notice: Notice) -> Notice:
    """Return the notice with its text."""
    return notice
