"""Says when and why an index must be made anew: what it was made with, part by part, against what is there now."""

from __future__ import annotations

import json
from dataclasses import dataclass

# What an index may be behind in and still be searched and added to: its tags are older, its words are the same.
_OF_SITE = "gazetteer of "
_TAGS_ONLY = ("tagger", "compounds", "gazetteer ")


@dataclass(frozen=True, slots=True)
class Difference:
    """What an index was made with and what is there now differ: sentences that say in what.

    `searchable` tells that the index can be searched and added to all the same, since only its tags are older.
    """

    sentences: tuple[str, ...] = ()
    searchable: bool = True

    def __bool__(self) -> bool:
        return bool(self.sentences)

    def __str__(self) -> str:
        return ", ".join(self.sentences)


def compare_fingerprints(made_with: str, now: str) -> Difference:
    """Return in what two fingerprints differ, each JSON of a part's name and its version."""
    if made_with == now:
        return Difference()
    old, new = _read(made_with), _read(now)
    if old is None or new is None:
        return Difference(("it was made by another version of this program",), searchable=False)
    changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    # A site that came in since changes nothing for those that are indexed.
    changed = [name for name in changed if not name.startswith(_OF_SITE) or (name in old and name in new)]
    return Difference(
        tuple(_tell(name, old.get(name, ""), new.get(name, "")) for name in changed),
        searchable=all(name.startswith(_TAGS_ONLY) for name in changed),
    )


def _read(fingerprint: str) -> dict[str, str] | None:
    try:
        parts = json.loads(fingerprint)
    except ValueError:
        return None
    return {str(name): str(value) for name, value in parts.items()} if isinstance(parts, dict) else None


def _tell(name: str, before: str, now: str) -> str:
    if name.startswith(_OF_SITE):
        return f"the {name} is another one ({before or 'none'} before, {now or 'none'} now)"
    if name.startswith("gazetteer "):
        if not before:
            return f"the {name} came in"
        return f"the {name} changed" if now else f"the {name} is no longer used"
    return f"the {name} changed ({before or 'none'} to {now or 'none'})"
