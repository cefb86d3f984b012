"""The pages whose words are the operator's: imprint, privacy, accessibility, plain language; from files in the data folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import SettingsError
from archive.settings import Settings

OWN_PAGES = ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache")
LARGEST = 500_000  # bytes

_INLINE = re.compile(
    r"\[([^\]\n]+)\]\((https?://[^\s)]+|mailto:[^\s)]+|/[^\s)]*)\)|(https?://[^\s<>]+[^\s<>.,;:!?)])|([\w.+-]+@[\w-]+\.[\w.-]*\w)"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; `url` is where it leads, or empty."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`h1`, `h2`, `h3`), a paragraph (`p`) or a list (`ul`), as lines of runs; plain text, to be escaped."""

    kind: str
    lines: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page as the operator wrote it, and the language that it is written in."""

    title: str
    blocks: tuple[Block, ...]
    language: str


def find_own_page(settings: Settings, name: str, language: str) -> OwnPage | None:
    """Return the operator's page in this language, or in German where there is no other; None where there is none.

    The files are `pages/NAME.LANGUAGE.md` and `pages/NAME.md` in the data folder. Raises SettingsError where one cannot be
    read.
    """
    for file, written in ((f"{name}.{language}.md", language), (f"{name}.md", settings.languages[0])):
        path = settings.data / "pages" / file
        if path.is_file():
            blocks = tuple(read_blocks(_read(path)))
            title = next(("".join(run.text for run in block.lines[0]) for block in blocks if block.kind == "h1"), "")
            return OwnPage(title, tuple(block for block in blocks if block.kind != "h1"), written)
    return None


def has_own_page(settings: Settings, name: str) -> bool:
    """Tell whether the operator wrote this page."""
    return (settings.data / "pages" / f"{name}.md").is_file()


def read_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a text: blank lines part them, `#` makes headings, `-` or `*` lists; nothing else is mark-up."""
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in part.strip().split("\n")]
        while lines and (heading := re.match(r"(#{1,3})\s+(.+)", lines[0])):
            yield Block(f"h{len(heading[1])}", (read_runs(heading[2]),))
            lines = lines[1:]
        if not any(lines):
            continue
        if all(re.match(r"[-*]\s+\S", line) for line in lines):
            yield Block("ul", tuple(read_runs(line[1:].strip()) for line in lines))
        else:
            yield Block("p", tuple(read_runs(line) for line in lines))


def read_runs(line: str) -> tuple[Run, ...]:
    """Return a line in runs: `[text](address)`, bare addresses and mail addresses are links."""
    runs: list[Run] = []
    at = 0
    for found in _INLINE.finditer(line):
        if found.start() > at:
            runs.append(Run(line[at : found.start()]))
        if found[1]:
            runs.append(Run(found[1], found[2]))
        else:
            runs.append(Run(found[0], found[3] or f"mailto:{found[4]}"))
        at = found.end()
    if at < len(line):
        runs.append(Run(line[at:]))
    return tuple(runs)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise SettingsError(f"The page {path} is larger than {LARGEST} bytes; shorten it.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"The page {path} is not UTF-8; save it as UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"The page {path} cannot be read ({error.strerror}); mend its permissions.") from error
