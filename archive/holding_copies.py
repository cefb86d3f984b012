"""Our copies of imported files: whether one is still as it came, and which of them the ledger knows nothing of."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from archive import schema
from archive.errors import HoldingError
from archive.holdings import Holding, digest_file, find_copy, find_holding, insert_holding, is_unpacked
from archive.ledger import Ledger
from archive.records import IMPORTED
from archive.settings import Settings

_ENDINGS = (".warc", ".warc.gz")


def came_damaged(ledger: Ledger, path: Path, damaged: int) -> bool:
    """Tell whether damaged places of a copy, so many, stood in the file already when it was taken in.

    A copy bears the digest of its file in its name, so that one can be known without a ledger too.
    """
    holding = find_copy(ledger, path.name)
    if is_unpacked(path):
        # No digest speaks for it; the import has counted.
        run = ledger.crawl(holding.crawl_id) if holding is not None else None
        return run is not None and damaged <= run.counts.get("bad records", 0)
    digest = digest_file(path)
    return digest == holding.digest if holding is not None else _split_name(path.name)[1] == digest[:12]


def list_unknown_copies(settings: Settings, ledger: Ledger) -> list[Path]:
    """Return the files below `warc/import/` of which the ledger knows neither an import nor a record."""
    folder = settings.warc_folder / IMPORTED
    files = sorted(path for path in folder.glob("[!.]*") if path.name.endswith(_ENDINGS))
    return [path for path in files if not is_copy_known(ledger, path.name)]


def is_copy_known(ledger: Ledger, file: str) -> bool:
    """Tell whether the ledger knows an import or a record of a file below `warc/import/`."""
    capture = schema.capture
    with ledger.reading() as connection:
        some = select(capture.c.id).where(capture.c.warc_file == file).limit(1)
        return find_copy(ledger, file) is not None or connection.execute(some).first() is not None


def adopt_copy(ledger: Ledger, path: Path, now: datetime) -> Holding:
    """Note a copy that the ledger has lost as an import of its own, under the name that the file had.

    Raises HoldingError where it cannot be read.
    """
    try:
        digest, size = digest_file(path), path.stat().st_size
    except OSError as error:
        raise HoldingError(f"{path} cannot be read ({error.strerror or error}).") from error
    known = find_holding(ledger, digest)
    return known or insert_holding(ledger, _split_name(path.name)[0], digest, size, path.name, now)


def _split_name(file: str) -> tuple[str, str]:
    """Return the name that a file had before it was copied, and the beginning of its digest: torn-93b13416aee0.warc.gz."""
    stem, dot, suffix = file.partition(".warc")
    plain, _dash, digest = stem.rpartition("-")
    named = plain and len(digest) == 12 and not set(digest) - set("0123456789abcdef")
    return (f"{plain}{dot}{suffix}", digest) if named else (file, "")
