"""Generations of the index on disk: which one is current, what belongs to it, and the one-step switch to a new one.

The index folder holds `current.json` (which generation, which commit, and which one was current before, kept for going
back), a lock file, and a folder per generation with
Whoosh's files, their sidecars, the splitter's words, the cities' names, and `manifest.json`: the table of contents
that is valid, the ledger sequence reached, and size and checksum of every file. All are forced to disk before
`current.json` is replaced, and only then does anything old go.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import IndexDamagedError, IndexerError, IndexLockedError, IndexMissingError, IndexOutdatedError
from indexer.whoosh_segment import force_to_disk

LAYOUT_VERSION = 4
_CURRENT = "current.json"
_MANIFEST = "manifest.json"
_CHECKED_WHOLE = 64 * 2**20
_SMALL_FILE = 256 * 2**10


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is valid of a generation: its table of contents, how far it has come, and its files with size and CRC-32.

    `made` is when the generation was begun (ISO, UTC).
    """

    generation: str
    fingerprint: str
    commit: int = 0
    toc: int = 0
    sequence: int = 0
    documents: int = 0
    layout: int = LAYOUT_VERSION
    made: str = ""
    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """All files of the generation in bytes."""
        return sum(size for size, _ in self.files.values())


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which generation is current; `before` is the one to go back to, `held` that a person went back to this one."""

    generation: str
    commit: int = 0
    before: str = ""
    held: bool = False


def pointer_path(root: Path) -> Path:
    """Return the file that changes with every commit: who watches it sees a new state at once."""
    return root / _CURRENT


def read_pointer(root: Path) -> Pointer:
    """Return which generation is current. Raises IndexMissingError or IndexDamagedError."""
    try:
        fields = json.loads(pointer_path(root).read_text(encoding="utf-8"))
        pointer = Pointer(
            fields["generation"], fields.get("commit", 0), fields.get("before", ""), fields.get("held") is True
        )
        for name in (pointer.generation, pointer.before or pointer.generation):
            # What becomes part of a path is looked at first.
            if not re.fullmatch(r"g\d{6,}", name):
                raise ValueError(f"no generation is called {name!r}")
        return pointer
    except FileNotFoundError:
        raise IndexMissingError("There is no index yet; `pressearchiv index` makes one.") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(pointer_path(root), error) from error


def read_manifest(root: Path, name: str = "") -> Manifest:
    """Return the manifest of the current generation, or of the one with this name.

    Raises IndexMissingError, IndexDamagedError, and IndexOutdatedError where another version of the program wrote it.
    """
    name = name or read_pointer(root).generation
    path = root / name / _MANIFEST
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        if fields["generation"] != name:
            raise ValueError(f"it is of {fields['generation']}")
        if fields["layout"] != LAYOUT_VERSION:
            raise IndexOutdatedError(
                f"The index in {root} was written by another version of this program (layout {fields['layout']}, "
                f"expected {LAYOUT_VERSION}); `pressearchiv index` makes it anew from the ledger."
            )
        fields["files"] = {str(name): (int(size), int(crc)) for name, (size, crc) in fields["files"].items()}
        return Manifest(**fields)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(path, error) from error


def read_previous(root: Path) -> Manifest:
    """Return the manifest of the generation that was current before.

    Raises IndexMissingError where none is kept, IndexDamagedError, IndexOutdatedError.
    """
    before = read_pointer(root).before
    if not before or not (root / before / _MANIFEST).exists():
        raise IndexMissingError(
            "There is no earlier state of the index to go back to; one is kept from the second `index --rebuild` on."
        )
    return read_manifest(root, before)


def start_generation(root: Path, fingerprint: str) -> tuple[Path, Manifest]:
    """Make the folder of a new generation, not yet current, and return it with its empty manifest."""
    numbers = [int(path.name[1:]) for path in root.glob("g*") if path.name[1:].isdigit()]
    name = f"g{max(numbers, default=0) + 1:06d}"
    (root / name).mkdir(parents=True)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return root / name, Manifest(generation=name, fingerprint=fingerprint, made=made)


def publish_manifest(root: Path, manifest: Manifest, *, held: bool = False) -> None:
    """Make this state the current one in a single step; all its files must be on disk already.

    The generation that was current is kept to go back to. `held` keeps one that somebody went back to from being made
    anew until that is asked for.
    """
    _replace(root / manifest.generation / _MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True))
    try:
        old = read_pointer(root)
    except (IndexMissingError, IndexDamagedError):
        old = Pointer("")
    if old.generation == manifest.generation:
        pointer = replace(old, commit=manifest.commit)
    else:
        pointer = Pointer(manifest.generation, manifest.commit, before=old.generation, held=held)
    _replace(pointer_path(root), json.dumps(asdict(pointer)))


def sum_files(folder: Path, known: Mapping[str, tuple[int, int]], live: set[str]) -> dict[str, tuple[int, int]]:
    """Return size and CRC-32 of the files that belong to the live names; those already known are not read again."""
    sums: dict[str, tuple[int, int]] = {}
    for path in sorted(folder.iterdir()):
        if path.name == _MANIFEST or not (path.name in live or path.name.split(".")[0] in live):
            continue
        sums[path.name] = known[path.name] if path.name in known else (path.stat().st_size, _crc(path))
    return sums


def check_files(root: Path, manifest: Manifest, *, deep: bool = False, whole: bool = False) -> None:
    """See that all files are there in their size, `deep` also in every bit. Raises IndexDamagedError.

    Of a large index each deep check reads the small files and an eighth of the large ones, another eighth after each
    commit: reading gigabytes for ten new articles would cost more than it tells. `whole` reads all of it.
    """
    deep = deep or whole
    whole = whole or manifest.size <= _CHECKED_WHOLE
    for number, (name, (size, crc)) in enumerate(sorted(manifest.files.items())):
        path = root / manifest.generation / name
        try:
            found = path.stat().st_size
        except OSError as error:
            raise _damaged(path, error) from error
        due = deep and (whole or size < _SMALL_FILE or (number + manifest.commit) % 8 == 0)
        if found != size or (due and _crc(path) != crc):
            raise _damaged(path, f"{found} bytes, expected {size}" if found != size else "checksum differs")


def drop_generations(root: Path) -> None:
    """Delete all generations but the current one and the one that was current before; only under the write lock."""
    try:
        pointer = read_pointer(root)
    except (IndexMissingError, IndexDamagedError):
        return
    for path in root.glob("g*"):
        if path.is_dir() and path.name[1:].isdigit() and path.name not in (pointer.generation, pointer.before):
            shutil.rmtree(path, ignore_errors=True)


def check_free_space(root: Path, needed: int) -> None:
    """Raise IndexerError where the disk has not this many bytes left."""
    free = shutil.disk_usage(root).free
    if free < needed:
        raise IndexerError(
            f"The disk of {root} has {free // 2**20} MB left, indexing needs about {needed // 2**20} MB; "
            "make room, or give another data folder."
        )


class WriteLock:
    """Held by the one process that writes the index; the system frees it when that process ends, however it ends."""

    def __init__(self, root: Path) -> None:
        """Take the lock at once. Raises IndexLockedError where another process has it."""
        root.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            self._handle = -1
            raise IndexLockedError(
                "Another process is writing the index; wait until it is done, or end it, and try again."
            ) from None

    def release(self) -> None:
        """Let others write; a second call does no harm."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
    force_to_disk(path.parent)


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            crc = zlib.crc32(piece, crc)
    return crc


def _damaged(path: Path, reason: object) -> IndexDamagedError:
    return IndexDamagedError(
        f"The index is damaged at {path} ({reason}); `pressearchiv index --rebuild` makes it anew from the ledger."
    )
