"""The shape of addresses: which of many links are alike, and the pattern that all of a kind have in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from crawler.dates import MONTHS

_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp|cfm)$", re.I)
# Words of press pages; an address or label that has one leads to the releases sooner than others.
PRESS = re.compile(
    r"presse(?:mitteilung|meldung|information|service|portal|archiv)?|medieninfo|mitteilung|meldung|aktuell|nachricht|news|neuigkeit",
    re.I,
)


def shape_address(url: str) -> tuple[str, ...]:
    """Return the shape of an address: its folders, with numbers, months and headlines as signs for what they are."""
    parts = urlsplit(url)
    pieces = [piece for piece in parts.path.split("/") if piece]
    shape = [_shape_piece(piece, last=place == len(pieces) - 1) for place, piece in enumerate(pieces)]
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return (*shape, "/" if parts.path.endswith("/") and pieces else "", *(f"?{name}" for name in names))


def is_headline_like(url: str) -> bool:
    """Tell whether the last piece of an address looks like that of a single release: several words, or a number."""
    pieces = [piece for piece in urlsplit(url).path.split("/") if piece]
    last = _ENDING.sub("", pieces[-1]) if pieces else ""
    if last == "index" and len(pieces) > 1:
        last = pieces[-2]
    return last.count("-") + last.count("_") >= 2 or bool(re.search(r"\d{3,}", last)) or len(last) >= 24


def make_pattern(urls: Sequence[str]) -> str:
    """Return the regular expression for the paths of these addresses, which are of one kind."""
    rows = [[piece for piece in urlsplit(url).path.split("/") if piece] for url in urls]
    depth = Counter(map(len, rows)).most_common(1)[0][0]
    rows = [row for row in rows if len(row) == depth]
    pieces = [_join_pieces([row[place] for row in rows], last=place == depth - 1) for place in range(depth)]
    slashes = Counter(urlsplit(url).path.endswith("/") for url in urls)
    return "^/" + "/".join(pieces) + ("/$" if slashes[True] > slashes[False] else "$")


def group_addresses(urls: Iterable[str]) -> list[list[str]]:
    """Return addresses of the same shape together, the largest group first; each address once."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for url in dict.fromkeys(urls):
        groups.setdefault(shape_address(url), []).append(url)
    return sorted(groups.values(), key=len, reverse=True)


def _shape_piece(piece: str, *, last: bool) -> str:
    ending = (_ENDING.search(piece) or [""])[0]
    name = piece.removesuffix(ending).lower()
    if re.fullmatch(r"(?:19|20)\d\d", name):
        return "<year>"
    if re.fullmatch(r"(?:19|20)\d\d-[01]\d", name):
        return "<year-month>"
    if not last and (re.fullmatch(r"[01]?\d", name) or name in MONTHS):
        return "<month>"
    if re.fullmatch(r"\d+", name):
        return "<number>" + ending
    if last:
        return "<name>" + ending
    return re.sub(r"\d+", "<number>", name) + ending


def _join_pieces(pieces: Sequence[str], *, last: bool) -> str:
    """Return the pattern of what stands at one place of several addresses."""
    endings = {(_ENDING.search(piece) or [""])[0] for piece in pieces}
    ending = re.escape(endings.pop()) if len(endings) == 1 else ""
    names = [_ENDING.sub("", piece) if ending else piece for piece in pieces]
    if all(re.fullmatch(r"(?:19|20)\d\d", name) for name in names):
        return r"20\d\d" if all(name.startswith("20") for name in names) else r"(?:19|20)\d\d"
    if all(re.fullmatch(r"20\d\d-[01]\d", name) for name in names):
        return r"20\d\d-[01]\d"
    if all(name.isdigit() for name in names):
        return r"\d+" + ending
    if not last and all(name.lower() in MONTHS for name in names):
        return r"[a-zä]+" + ending
    if len(set(pieces)) == 1 and not last:
        return re.escape(pieces[0]).replace(r"\-", "-")
    words = {re.sub(r"\d+", "0", name) for name in names}
    if len(words) == 1:
        return re.sub(r"\d+", r"\\d+", re.escape(names[0]).replace(r"\-", "-")) + ending
    return r"[^/?]+" + ending
