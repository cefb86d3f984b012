"""Generations of the index on disk: which one is current, what belongs to it, and the one-step switch to a new one.

The index folder holds `current.json` (which generation, which commit), a lock file, and a folder per generation with
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
from dataclasses import asdict, dataclass, field
from pathlib import Path

from indexer.errors import IndexDamagedError, IndexerError, IndexLockedError, IndexMissingError
from indexer.whoosh_segment import force_to_disk

LAYOUT_VERSION = 3
_CURRENT = "current.json"
_MANIFEST = "manifest.json"
_KEPT_GENERATIONS = 2
_CHECKED_WHOLE = 64 * 2**20
_SMALL_FILE = 256 * 2**10


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is valid of a generation: its table of contents, how far it has come, and its files with size and CRC-32."""

    generation: str
    fingerprint: str
    commit: int = 0
    toc: int = 0
    sequence: int = 0
    documents: int = 0
    layout: int = LAYOUT_VERSION
    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """All files of the generation in bytes."""
        return sum(size for size, _ in self.files.values())


def pointer_path(root: Path) -> Path:
    """Return the file that changes with every commit: who watches it sees a new state at once."""
    return root / _CURRENT


def read_manifest(root: Path) -> Manifest:
    """Return the manifest of the current generation. Raises IndexMissingError or IndexDamagedError."""
    try:
        name = json.loads(pointer_path(root).read_text(encoding="utf-8"))["generation"]
        if not re.fullmatch(r"g\d{6,}", name):
            raise ValueError(f"no generation is called {name!r}")
    except FileNotFoundError:
        raise IndexMissingError("There is no index yet; `pressearchiv index` makes one.") from None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _damaged(pointer_path(root), error) from error
    path = root / name / _MANIFEST
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        if (fields["layout"], fields["generation"]) != (LAYOUT_VERSION, name):
            raise ValueError(
                f"layout {fields['layout']} of {fields['generation']}, expected {LAYOUT_VERSION} of {name}"
            )
        fields["files"] = {str(name): (int(size), int(crc)) for name, (size, crc) in fields["files"].items()}
        return Manifest(**fields)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(path, error) from error


def start_generation(root: Path, fingerprint: str) -> tuple[Path, Manifest]:
    """Make the folder of a new generation, not yet current, and return it with its empty manifest."""
    numbers = [int(path.name[1:]) for path in root.glob("g*") if path.name[1:].isdigit()]
    name = f"g{max(numbers, default=0) + 1:06d}"
    (root / name).mkdir(parents=True)
    return root / name, Manifest(generation=name, fingerprint=fingerprint)


def publish_manifest(root: Path, manifest: Manifest) -> None:
    """Make this state the current one in a single step; all its files must be on disk already."""
    folder = root / manifest.generation
    _replace(folder / _MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True))
    _replace(pointer_path(root), json.dumps({"generation": manifest.generation, "commit": manifest.commit}))


def sum_files(folder: Path, known: Mapping[str, tuple[int, int]], live: set[str]) -> dict[str, tuple[int, int]]:
    """Return size and CRC-32 of the files that belong to the live names; those already known are not read again."""
    sums: dict[str, tuple[int, int]] = {}
    for path in sorted(folder.iterdir()):
        if path.name == _MANIFEST or not (path.name in live or path.name.split(".")[0] in live):
            continue
        sums[path.name] = known[path.name] if path.name in known else (path.stat().st_size, _crc(path))
    return sums


def check_files(root: Path, manifest: Manifest, *, deep: bool = False) -> None:
    """See that all files are there in their size, `deep` also in every bit. Raises IndexDamagedError.

    Of a large index each deep check reads the small files and an eighth of the large ones, another eighth after each
    commit: reading gigabytes for ten new articles would cost more than it tells.
    """
    whole = manifest.size <= _CHECKED_WHOLE
    for number, (name, (size, crc)) in enumerate(sorted(manifest.files.items())):
        path = root / manifest.generation / name
        try:
            found = path.stat().st_size
        except OSError as error:
            raise _damaged(path, error) from error
        due = deep and (whole or size < _SMALL_FILE or (number + manifest.commit) % 8 == 0)
        if found != size or (due and _crc(path) != crc):
            raise _damaged(path, f"{found} bytes, expected {size}" if found != size else "checksum differs")


def drop_generations(root: Path, keep: str) -> None:
    """Delete all generations but this one and the one before it, kept for going back."""
    folders = sorted(path for path in root.glob("g*") if path.is_dir() and path.name[1:].isdigit())
    older = [path for path in folders if path.name < keep and (path / _MANIFEST).exists()]
    kept = {keep, *(path.name for path in older[-(_KEPT_GENERATIONS - 1) :])}
    for path in folders:
        if path.name not in kept:
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
