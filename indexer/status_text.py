"""Says in words and as plain values what the index holds and what is due; the `status` command shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.build import IndexStatus
from indexer.records import IndexInfo


def tell_index(status: IndexStatus) -> Iterator[str]:
    """Yield lines of text."""
    info = status.info
    held = f"{info.documents} articles, {_tell_state(info)}" if info else "0 articles"
    if status.rebuild:
        due = f"rebuild due, {status.rebuild}; `pressearchiv index` makes it anew"
    else:
        due = "up to date" if status.current else f"{status.changes} changes to come in with `pressearchiv index`"
    yield f"Index: {held}; {due}."
    if status.damage:
        yield f"  {status.damage}"
    if status.held_back:
        yield f"  Somebody went back to it: it is kept although {status.held_back}, until `pressearchiv index --rebuild`."
    if info and info.previous:
        yield (
            f"  Kept for going back: {_tell_state(info.previous)}, {info.previous.documents} articles; "
            "`pressearchiv index --back` takes it."
        )


def describe_index(status: IndexStatus) -> dict[str, Any]:
    """Return the same as plain values."""
    info = status.info
    previous = info.previous if info else None
    return {
        "documents": info.documents if info else 0,
        "size": info.size if info else 0,
        "changes": status.changes,
        "rebuild": status.rebuild or None,
        "damage": status.damage or None,
        "held_back": status.held_back or None,
        "generation": info.generation if info else None,
        "made": info.made.isoformat() if info and info.made else None,
        "previous": {
            "generation": previous.generation,
            "made": previous.made.isoformat() if previous.made else None,
            "documents": previous.documents,
            "size": previous.size,
        }
        if previous
        else None,
    }


def _tell_state(info: IndexInfo) -> str:
    made = f" of {info.made:%d.%m.%Y %H:%M} UTC" if info.made else ""
    return f"{info.generation}{made}, {info.size / 1e6:.1f} MB"
