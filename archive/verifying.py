"""Checks what is kept: every record of the WARC files by its digests, the ledger against them and against itself."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, or_, select, text, update

from archive import schema
from archive.errors import WarcError
from archive.harvest import insert_missing_url
from archive.history import touch_article
from archive.holding_copies import came_damaged, is_copy_known
from archive.holdings import find_copy
from archive.ledger import Ledger
from archive.records import IMPORTED
from archive.repairing import FileRecord, cut_tail, insert_captures
from archive.settings import Settings
from archive.warc import OPEN
from archive.warc_mending import mend_open_files
from archive.warc_walking import walk_records

Progress = Callable[[int, int], None]

_ENDINGS = (".warc", ".warc.gz", f".warc.gz{OPEN}")
_CAPTURED = ("response", "revisit", "resource")
# Sentences of one kind that are told for one file; the rest is counted.
MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: `level` is `warc`, `ledger` or `index`, `cure` says what mends it or what a person can do.

    `mended` tells whether it was mended now, `mendable` whether `--repair` would; `came` that an imported file had it when
    it was taken in, so that nothing was lost here.
    """

    level: str
    sentence: str
    cure: str
    mendable: bool = False
    mended: bool = False
    came: bool = False


def verify_files(
    settings: Settings, ledger: Ledger, *, repair: bool = False, progress: Progress | None = None
) -> Iterator[Finding]:
    """Check all WARC files and the ledger's captures against them; with `repair`, mend what can be mended.

    Yields what is wrong. Files of a crawl that runs now are passed over.
    """
    files = [path for folder in _list_folders(settings) for path in _list_files(folder)]
    total = sum(path.stat().st_size for path in files)
    done = 0
    seen: set[str] = set()
    for folder in _list_folders(settings):
        with _own_folder(settings, folder.name) as idle:
            if idle:
                yield from _verify_open(folder, repair)
            for path in _list_files(folder):
                name = path.name.removesuffix(OPEN)
                seen.add(name)
                size = path.stat().st_size
                if idle or not path.name.endswith(OPEN):
                    yield from _verify_file(settings, ledger, path, repair, partial(_show, progress, total, done))
                done += size
    yield from _find_missing_files(ledger, seen)


def verify_ledger(ledger: Ledger, *, repair: bool = False) -> Iterator[Finding]:
    """Check the ledger against itself; with `repair`, mend numbers and addresses that can be found again."""
    for sentence in _ask_database(ledger):
        yield Finding(
            "ledger", sentence, "Put back the last copy of the ledger, then run a crawl: it takes up what is new."
        )
    for find, mend, sentence in _CHECKS:
        with ledger.reading() as connection:
            wrong = find(connection)
        if not wrong:
            continue
        if repair and mend is not None:
            with ledger.writing() as connection:
                for article_id in wrong:
                    mend(connection, article_id)
        yield Finding(
            "ledger",
            f"{len(wrong)} {sentence}, such as {wrong[0]}",
            "" if mend else "Put back the last copy of the ledger.",
            mendable=mend is not None,
            mended=repair and mend is not None,
        )


# ---- WARC files


def _verify_open(folder: Path, repair: bool) -> Iterator[Finding]:
    left = sorted(folder.glob(f"*{OPEN}"))
    if not left:
        return
    if repair:
        for file, torn in mend_open_files(folder):
            cut = f"; {torn} bytes of a torn last record were cut off" if torn else ""
            yield Finding(
                "warc", f"{folder.name}/{file} was left open by a run that was killed{cut}", "", True, mended=True
            )
    else:
        for path in left:
            sentence = f"{folder.name}/{path.name} was left open by a run that was killed"
            yield Finding("warc", sentence, "The next crawl, or --repair, closes it.", mendable=True)


def _verify_file(
    settings: Settings, ledger: Ledger, path: Path, repair: bool, show: Callable[[int], None]
) -> Iterator[Finding]:
    name, where = path.name.removesuffix(OPEN), f"{path.parent.name}/{path.name}"
    holding = find_copy(ledger, name) if path.parent.name == IMPORTED else None
    put_back = "Put back this file from the last copy of the data folder"
    if holding is not None:
        put_back += f", or give {holding.source} to `pressearchiv import` once more"
    rows = _read_places(ledger, name)
    new: list[FileRecord] = []
    damage: list[str] = []
    torn = -1
    size = path.stat().st_size
    try:
        for record in walk_records(path, limit=max(settings.max_response, 64 * 1024 * 1024)):
            show(record.end)
            if record.response is None and record.end >= size:
                torn = record.offset
                damage.append(f"{where}: the last {size - torn} bytes are no whole record ({record.problem})")
            elif record.problem:
                damage.append(f"{where}, byte {record.offset}: {record.problem}")
            response = record.response
            if response is None or response.kind not in _CAPTURED:
                continue
            digest = rows.pop(record.offset, None)
            if digest is None:
                new.append(FileRecord(record, response))
            elif response.digest and digest != response.digest:
                sentence = f"{where}, byte {record.offset}: the ledger has another digest than the record"
                yield Finding("ledger", sentence, "Put back file or ledger from the last copy of the data folder.")
    except WarcError as error:
        yield Finding("warc", str(error), "Mend its permissions, or put it back from the last copy.")
        return
    came = bool(damage) and path.parent.name == IMPORTED and came_damaged(ledger, path, len(damage))
    if torn >= 0 and path.parent.name != IMPORTED:
        if repair:
            cut_tail(path, torn)
        cure = f"They are put aside as {path.name}.torn." if repair else "--repair puts them aside and cuts them off."
        yield Finding("warc", damage.pop(), cure, mendable=True, mended=repair)
    cure = "The file came so; it is kept as it came." if came else f"{put_back}."
    yield from (Finding("warc", sentence, cure, came=came) for sentence in damage[:MOST_TOLD])
    if len(damage) > MOST_TOLD:
        yield Finding("warc", f"{where}: {len(damage) - MOST_TOLD} more records are damaged", cure, came=came)
    if rows:
        sentence = f"{where}: {len(rows)} captures of the ledger have no record there, such as byte {min(rows)}"
        yield Finding("ledger", sentence, f"{put_back}.")
    yield from _verify_new(settings, ledger, path, new, repair)


def _verify_new(
    settings: Settings, ledger: Ledger, path: Path, new: list[FileRecord], repair: bool
) -> Iterator[Finding]:
    """Tell of records that the ledger does not know, where they are of the site."""
    if not new:
        return
    cure = "" if repair else "--repair writes them into the ledger and reads the articles on them."
    if path.parent.name == IMPORTED:
        # What an import left out on purpose is not missing; a file that is unknown altogether is taken in whole.
        missing = 0 if is_copy_known(ledger, path.name) else len(new)
    else:
        missing = insert_captures(settings, ledger, path, new, write=repair)
    if missing:
        sentence = f"{path.parent.name}/{path.name}: {missing} records are not in the ledger"
        yield Finding("ledger", sentence, cure, mendable=True, mended=repair)


def _find_missing_files(ledger: Ledger, seen: set[str]) -> Iterator[Finding]:
    table = schema.capture
    with ledger.reading() as connection:
        statement = select(table.c.warc_file, func.count()).group_by(table.c.warc_file)
        missing = [(name, count) for name, count in connection.execute(statement) if name not in seen]
    for name, count in missing:
        sentence = f"{name} is not there; the ledger has {count} captures in it"
        yield Finding("warc", sentence, "Put it back from the last copy of the data folder.")


def _read_places(ledger: Ledger, file: str) -> dict[int, str]:
    table = schema.capture
    statement = select(table.c.warc_offset, table.c.digest).where(table.c.warc_file == file)
    with ledger.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(statement)}


def _list_folders(settings: Settings) -> list[Path]:
    if not settings.warc_folder.is_dir():
        return []
    return sorted(path for path in settings.warc_folder.iterdir() if path.is_dir())


def _list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.endswith(_ENDINGS) and not path.name.startswith("."))


@contextmanager
def _own_folder(settings: Settings, site: str) -> Iterator[bool]:
    """Keep crawls of a site out while its files are checked; gives False where one runs already."""
    path = settings.data / f"crawl-{site}.lock"
    if site == IMPORTED or not path.exists():
        yield True
        return
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _show(progress: Progress | None, total: int, before: int, at: int) -> None:
    if progress:
        progress(before + at, total)


# ---- the ledger


def _ask_database(ledger: Ledger) -> list[str]:
    """Return what the database itself finds wrong."""
    if ledger.engine.dialect.name != "sqlite":
        return []
    with ledger.reading() as connection:
        told = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(20)"))]
        loose = list(connection.execute(text("PRAGMA foreign_key_check")))
    found = [] if told == ["ok"] else [f"the database is damaged: {line}" for line in told[:5]]
    if loose:
        found.append(f"{len(loose)} rows refer to others that are not there, such as one of the table {loose[0][0]}")
    return found


def _find_miscounted(connection: Connection) -> list[str]:
    article, number = schema.article, schema.version.c.number
    statement = select(article.c.id).join(schema.version, schema.version.c.article_id == article.c.id)
    wrong = or_(func.count() != article.c.versions, func.max(number) != func.count(), func.min(number) != 1)
    return list(connection.execute(statement.group_by(article.c.id, article.c.versions).having(wrong)).scalars())


def _count_anew(connection: Connection, article_id: str) -> None:
    table = schema.version
    mine = table.c.article_id == article_id
    numbers = list(connection.execute(select(table.c.number).where(mine).order_by(table.c.number)).scalars())
    for right, number in enumerate(numbers, 1):
        connection.execute(update(table).where(mine, table.c.number == number).values(number=right))
    _touch(connection, article_id, versions=len(numbers))


def _find_without_version(connection: Connection) -> list[str]:
    has = select(schema.version.c.number).where(schema.version.c.article_id == schema.article.c.id)
    return list(connection.execute(select(schema.article.c.id).where(~has.exists())).scalars())


def _find_without_url(connection: Connection) -> list[str]:
    has = select(schema.url.c.url).where(schema.url.c.article_id == schema.article.c.id)
    return list(connection.execute(select(schema.article.c.id).where(~has.exists())).scalars())


def _give_url(connection: Connection, article_id: str) -> None:
    article = connection.execute(select(schema.article).where(schema.article.c.id == article_id)).mappings().one()
    insert_missing_url(connection, article["url"], article["site"], "article", article["last_seen"])
    connection.execute(update(schema.url).where(schema.url.c.url == article["url"]).values(article_id=article_id))
    _touch(connection, article_id)


def _touch(connection: Connection, article_id: str, **values: object) -> None:
    touch_article(connection, article_id)
    if values:
        connection.execute(update(schema.article).where(schema.article.c.id == article_id).values(**values))


_CHECKS: tuple[tuple[Callable[[Connection], list[str]], Callable[[Connection, str], None] | None, str], ...] = (
    (_find_without_version, None, "articles have no version"),
    (_find_miscounted, _count_anew, "articles have another number of versions than is noted"),
    (_find_without_url, _give_url, "articles are found under no address"),
)
