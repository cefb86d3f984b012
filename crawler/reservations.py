"""Reservations of text and data mining (§ 44b UrhG, TDM Reservation Protocol): where a site says so, and what it says."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Headers

# What a profile may ask for: keep a record of reservations, or do not take in what is reserved.
RECORD, RESPECT = "record", "respect"
# https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/
WELL_KNOWN = "/.well-known/tdmrep.json"
# Rules in a tdmrep.json that are read; a longer file is a mistake.
MOST_RULES = 200
_ROBOTS_LINE = re.compile(r"^[ \t]*((?:#[^\n]*\bTDM\b|TDM-|Content-Signal|Content-Usage)[^\n]{0,200})", re.I | re.M)
_NO_MINING = re.compile(r"\bno(?:ai|imageai)\b", re.I)


def find_robots_reservations(text: str) -> tuple[str, ...]:
    """Return the lines of a robots.txt that speak of text and data mining, each as a sentence."""
    return tuple(f"robots.txt says: {line.strip()}" for line in _ROBOTS_LINE.findall(text)[:10])


def read_tdmrep(body: bytes) -> tuple[tuple[str, ...], ...]:
    """Return the reserved places of a tdmrep.json as (pattern, policy); what is no such file reserves nothing."""
    try:
        rules = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(rules, list):
        return ()
    return tuple(
        (rule["location"][:500], str(rule.get("tdm-policy", ""))[:500])
        for rule in rules[:MOST_RULES]
        if isinstance(rule, dict) and rule.get("tdm-reservation") == 1 and isinstance(rule.get("location"), str)
    )


def is_reserved(path: str, places: tuple[tuple[str, ...], ...]) -> bool:
    """Tell whether a path lies in a reserved place; patterns are those of robots.txt (`*`, and `$` at the end)."""
    return any(_compile(place[0]).match(path) for place in places)


def find_page_reservations(url: str, headers: Headers, root: Any) -> tuple[str, ...]:
    """Return what an answer reserves, by its header and its meta tags, each as a sentence."""
    found = []
    if (headers.get("tdm-reservation") or b"").strip() == b"1":
        found.append(f"header tdm-reservation: 1 at {url}")
    tag = (headers.get("x-robots-tag") or b"").decode("latin-1")
    if _NO_MINING.search(tag):
        found.append(f"header X-Robots-Tag: {tag[:100]} at {url}")
    if root is not None:
        for node in root.iterfind("head/meta[@name]"):
            name, content = (node.get("name") or "").lower(), (node.get("content") or "").strip()
            if (name == "tdm-reservation" and content == "1") or (name == "robots" and _NO_MINING.search(content)):
                found.append(f"meta {name}: {content[:100]} at {url}")
    return tuple(found)


def _compile(pattern: str) -> re.Pattern[str]:
    path = urlsplit(pattern).path if "://" in pattern else pattern
    parts = [re.escape(part) for part in path.rstrip("$").split("*")]
    return re.compile(".*".join(parts) + ("$" if path.endswith("$") else ""))
