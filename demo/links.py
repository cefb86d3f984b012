"""Addresses of the demonstration site: hosts, the many spellings in which its pages link to each other, path suffixes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from demo.notices import pick_number

HOST = "www.krefeld.example"
ORIGIN = f"https://{HOST}"
ALIASES = ("krefeld.example", "kaoa-krefeld.example")

LISTING = "/de/presse/pressemitteilungen/"
OVERVIEW = "/de/oberbuergermeister/staedtepartnerschaften/"
OLD_OVERVIEW = "/de/stadtmarketing/staedtepartnerschaften/"
ALL_ROWS = 2147483647
PAGE_ROWS = 5

# Addresses of the database behind the site; they answer with the same pages as the readable ones.
RAW_ADDRESSES: Mapping[str, str] = {
    "/C125748100427CD6/html/3BDAED1BFA4C85B0C125829F0028222D": "/de/oberbuergermeister/venlo/",
    "/C125748100427CD6/html/9E0E23C9B1282C6EC125829F0028222F": "/de/oberbuergermeister/duenkirchen/",
    "/C125748100427CD6/html/E6F0E83DD98C65D4C125829F00282230": "/de/oberbuergermeister/leiden/",
    "/C125748100427CD6/html/99E954870082DCA7C125829F00282231": "/de/oberbuergermeister/charlotte/",
    "/C125748100427CD6/html/ABF6B668885CE623C125829F00282233": "/de/oberbuergermeister/uljanowsk/",
    "/C125748F0038B955/html/9FC92624B1D4726CC1257AFB0033987B": LISTING,
}

_SUFFIX = re.compile(r"([sc]9[0-4])=(\d{1,10})")


def spell_link(path: str, place: str) -> str:
    """Return one of the spellings of a link that the site's editors use; `place` is where the link stands.

    Most are root-relative, others absolute with the site's host, without www, with http, with the alias host,
    without the closing slash, or with a path suffix that changes nothing but the related news.
    """
    draw = pick_number(f"{place}>{path}", 20)
    suffixed = path.endswith("/") and path != "/"
    if draw < 12:
        return path
    if draw < 14:
        return ORIGIN + path
    if draw == 14:
        return f"http://{HOST}{path}"
    if draw == 15:
        return f"https://{ALIASES[0]}{path.rstrip('/')}"
    if draw == 16:
        return f"https://{ALIASES[1]}{path}"
    if draw == 17 and suffixed:
        return f"{path}&s94=6"
    if draw == 18 and suffixed:
        return f"https://{ALIASES[1]}{path}&c92={ALL_ROWS}&s94=11"
    return path


def spell_city_link(path: str, place: str) -> str:
    """Return a link to a city page: now and then by its raw address, as the site's own search does."""
    raw = next((address for address, target in RAW_ADDRESSES.items() if target == path), "")
    draw = pick_number(f"{place}>{path}", 6)
    if raw and draw < 2:
        return f"{raw}{('', '?OpenDocument')[draw]}"
    return spell_link(path, place)


def split_suffix(path: str) -> tuple[str, dict[str, int]]:
    """Split a path at its first `/&`: the address itself with a closing slash, and the numbers of its slots.

    A slot that makes no sense is left out, as the site does.
    """
    base, found, suffix = path.partition("/&")
    if not found:
        return path, {}
    slots = {match[1]: int(match[2]) for part in suffix.split("&") if (match := _SUFFIX.fullmatch(part))}
    return f"{base}/", slots


def join_suffix(base: str, slots: Mapping[str, int]) -> str:
    """Return the address with its slots; `c` before `s`, as the site writes them."""
    if not slots:
        return base
    return f"{base.rstrip('/')}/&" + "&".join(f"{slot}={number}" for slot, number in sorted(slots.items()))
