"""The forms of Memento (RFC 7089): dates, links between an address and its captures, the list of captures; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from werkzeug.http import http_date, parse_date
from werkzeug.urls import iri_to_uri

LINK_FORMAT = "application/link-format"
_STAMP = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True)
class Memento:
    """One capture as Memento sees it: where it is shown, and when it was made (UTC)."""

    address: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Resource:
    """An original address with its TimeGate, its TimeMap and its mementos, the oldest first; all absolute."""

    original: str
    timegate: str
    timemap: str
    mementos: tuple[Memento, ...]


def write_stamp(moment: datetime) -> str:
    """Return a moment as the fourteen digits that stand in addresses of captures."""
    return moment.astimezone(UTC).strftime(_STAMP)


def read_stamp(stamp: str) -> datetime | None:
    """Return the moment that fourteen digits name, or None."""
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC) if len(stamp) == 14 and stamp.isascii() else None
    except ValueError:
        return None


def read_accept_datetime(header: str | None) -> datetime | None:
    """Return the moment that `Accept-Datetime` asks for; None where it is not there. Raises ValueError where it is no date."""
    if not header:
        return None
    moment = parse_date(header)
    if moment is None:
        raise ValueError(header)
    return moment


def write_moment(moment: datetime) -> str:
    """Return a moment as HTTP writes it: `Tue, 03 Mar 2026 04:00:00 GMT`."""
    return http_date(moment)


def write_links(resource: Resource, shown: Memento | None = None) -> str:
    """Return the header `Link`: the original, its TimeGate and TimeMap, the first and last memento, those beside `shown`."""
    links = [
        f'<{iri_to_uri(resource.original)}>; rel="original"',
        f'<{iri_to_uri(resource.timegate)}>; rel="timegate"',
        f'<{iri_to_uri(resource.timemap)}>; rel="timemap"; type="{LINK_FORMAT}"',
    ]
    return ", ".join(
        links + [_write_memento(memento, " ".join(relations)) for memento, relations in _name(resource, shown)]
    )


def write_timemap(resource: Resource) -> str:
    """Return the TimeMap in link format (RFC 6690), a link a line."""
    mementos = resource.mementos
    spans = (
        f'; from="{write_moment(mementos[0].moment)}"; until="{write_moment(mementos[-1].moment)}"' if mementos else ""
    )
    lines = [
        f'<{iri_to_uri(resource.original)}>; rel="original"',
        f'<{iri_to_uri(resource.timemap)}>; rel="self"; type="{LINK_FORMAT}"{spans}',
        f'<{iri_to_uri(resource.timegate)}>; rel="timegate"',
    ]
    last = len(mementos) - 1
    for number, memento in enumerate(mementos):
        relation = ("first " if number == 0 else "") + ("last " if number == last else "") + "memento"
        lines.append(_write_memento(memento, relation))
    return ",\n".join(lines) + "\n"


def _name(resource: Resource, shown: Memento | None) -> list[tuple[Memento, list[str]]]:
    """Return the mementos worth a link with their relations, each memento once."""
    mementos: Sequence[Memento] = resource.mementos
    if not mementos:
        return []
    wanted = [(0, "first"), (len(mementos) - 1, "last")]
    if shown in mementos:
        at = mementos.index(shown)
        wanted += [(at - 1, "prev"), (at, ""), (at + 1, "next")]
    relations: dict[int, list[str]] = {}
    for number, relation in wanted:
        if 0 <= number < len(mementos):
            relations.setdefault(number, []).extend([relation] if relation else [])
    return [(mementos[number], [*names, "memento"]) for number, names in sorted(relations.items())]


def _write_memento(memento: Memento, relation: str) -> str:
    return f'<{iri_to_uri(memento.address)}>; rel="{relation}"; datetime="{write_moment(memento.moment)}"'
