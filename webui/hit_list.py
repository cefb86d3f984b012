"""Writes hits and their cities as markup, for every page that lists articles; what they say comes from the search.

A page has twenty-five hits with a dozen values each: as template macros they cost five times as much as written here. Every
value is escaped before it is put in, for it was crawled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request
from markupsafe import Markup, escape

from indexer.records import ABOUT, Hit, Segment
from webui.escaping import escape_all, escape_text
from webui.holdings import Holdings, get_holdings
from webui.known_cities import KnownCities
from webui.labels import ask_why, format_day, label_state
from webui.languages import current_language
from webui.languages import gettext as _
from webui.links import Links, add_quoted, bind_links

_ABSENT = ("missing", "gone")


class Named(Protocol):
    """What a city of an article is told by: a tag, or the role of a hit."""

    @property
    def city(self) -> str:
        """The id of the city."""

    @property
    def role(self) -> str:
        """`about` or `mentioned`."""


def write_hits(hits: Iterable[Hit], text: str = "") -> Markup:
    """Return the items of a list of hits, each under a heading of level 3; links into articles mark the hits of `text`."""
    writer = _bind_writer()
    quoted = urlencode({"q": text}) if text else ""
    several = get_holdings().has_several_sites()
    items = "".join([f"<li>{writer.write_hit(hit, quoted, several)}</li>\n" for hit in hits])
    return Markup(items)  # noqa: S704, written below, each value escaped


def write_city_tags(given: Iterable[Named], article: str = "") -> Markup:
    """Return the cities of an article; each leads to the city, and beside it to the sentence that says why.

    That sentence is on the page of `article`, or on this one.
    """
    writer = _bind_writer()
    address = str(escape(writer.links.article(article))) if article else ""
    return Markup(writer.write_cities(given, address))  # noqa: S704, written below, each value escaped


def write_state(state: str) -> Markup:
    """Return the badge of a state; nothing for articles that are online."""
    if state == "live":
        return Markup()
    kind = "badge badge-warn" if state in _ABSENT else "badge"
    return Markup('<span class="{}">{}</span>').format(kind, label_state(state))


def set_up_hit_list(app: Flask) -> None:
    """Let the application keep a writer for each language, and its templates use them."""
    app.extensions["hit_writers"] = {}
    for function in (write_hits, write_city_tags, write_state):
        app.add_template_global(function)


class _HitWriter:
    """Knows the words of one language and the names of cities as markup: the same few stand in every hit.

    What its methods return is markup already.
    """

    def __init__(self, holdings: Holdings, cities: KnownCities, links: Links, language: str) -> None:
        self.cities = cities
        self.links = links
        self._holdings = holdings
        self._language = language
        self._german = ' lang="de"' if language != "de" else ""
        self._cite, self._undated = str(escape(_("Zitieren"))), str(escape(_("ohne Datum")))
        label, mentioned = escape(_("Städte")), escape(_("erwähnt:"))
        self._list = f'<ul class="tags" aria-label="{label}">\n'
        self._mentioned = f'<span class="tag-role">{mentioned}</span> '
        self._cities: dict[str, tuple[str, str, str]] = {}

    def write_hit(self, hit: Hit, quoted: str, several: bool) -> str:
        """Return a hit; `quoted` is what was searched for as a parameter of an address, or empty.

        Its site is only named where the archive has `several`.
        """
        address = self.links.article(hit.id)
        found = add_quoted(address, quoted) if quoted else address
        anchor, source, plain, found, *texts = escape_all(
            [f"t-{hit.id}", hit.url, address, found, *[part.text for part in (*hit.title, *hit.snippet)]]
        )
        title, snippet = _mark(hit.title, texts), _mark(hit.snippet, texts[len(hit.title) :])
        badge = write_state(hit.state) if hit.state != "live" else ""
        parts = [
            f'<article class="hit">\n<p class="hit-meta">{self._write_day(hit)}{self._write_source(hit) if several else ""}'
            f'{self._write_versions(hit, plain)} {badge} <a class="hit-cite" href="{plain}#zitieren" '
            f'aria-describedby="{anchor}">{self._cite}</a></p>\n<h3 class="hit-title"{self._german}><a id="{anchor}" '
            f'data-url="{source}" href="{found}">{title}</a></h3>\n'
        ]
        if hit.first and hit.first.day:
            parts.append(f'<p class="hit-meta hit-first">{escape(_tell_first(hit))}</p>\n')
        if hit.version:
            old = escape(add_quoted(self.links.article(hit.id, version=hit.version), quoted))
            parts.append(f'<p class="hit-meta hit-old"><a href="{old}">{escape(_tell_version(hit))}</a></p>\n')
        if hit.file:
            told = escape(_("Im Anhang „%(label)s“:", label=hit.file))
            parts.append(f'<p class="hit-meta hit-file">{told}</p>\n')
        if hit.snippet:
            parts.append(f'<p class="hit-snippet"{self._german}>{snippet}</p>\n')
        if hit.cities:
            parts.append(self.write_cities(hit.cities, plain))
        return "".join([*parts, "</article>"])

    def write_cities(self, given: Iterable[Named], article: str) -> str:
        """Return the list of cities; `article` is the escaped address of the page that the reasons are on."""
        about: list[str] = []
        mentioned: list[str] = []
        for role in given:
            link, why, rest = self._know(role.city)
            if role.role == ABOUT:
                about.append(f'<li><a class="tag"{link}{article}{why}{rest}</li>\n')
            else:
                first = "" if mentioned else self._mentioned
                mentioned.append(f'<li>{first}<a class="tag-mentioned"{link}{article}{why}{rest}</li>\n')
        return f"{self._list}{''.join(about)}{''.join(mentioned)}</ul>\n"

    def _know(self, city: str) -> tuple[str, str, str]:
        """Return what stands before and behind the address of the article in the markup of a city."""
        parts = self._cities.get(city)
        if parts is None:
            name = self._holdings.city_name(city)
            asked = escape(ask_why(name))
            parts = self._cities[city] = (
                f' href="{escape(self.links.city(city))}">{escape(name)}</a><a class="tag-why" href="',
                f'#warum-{escape(quote(city))}" title="{asked}">',
                f'<span aria-hidden="true">?</span><span class="hidden">{asked}</span></a>',
            )
        return parts

    def _write_day(self, hit: Hit) -> str:
        return _write_time(hit.published, self._language) if hit.published else self._undated

    def _write_source(self, hit: Hit) -> str:
        return f' <span class="dot" aria-hidden="true">·</span> {escape(self._holdings.site_name(hit.site))}'

    def _write_versions(self, hit: Hit, article: str) -> str:
        if hit.versions < 2:
            return ""
        told = escape(_("%(count)s Fassungen", count=hit.versions))
        return f' <a class="badge" href="{article}#fassungen">{told}</a>'


def _mark(segments: Sequence[Segment], escaped: Sequence[str]) -> str:
    """Return a headline or snippet with `<mark>` around what matched; its texts come escaped."""
    return "".join(
        [
            f"<mark>{text}</mark>" if segment.hit else text
            for segment, text in zip(segments, escaped, strict=False)  # the rest is of the next one
        ]
    )


@lru_cache(maxsize=10_000)
def _write_time(day: date, language: str) -> str:
    # `language` tells the answers apart: the words are those of this request.
    return f'<time datetime="{day.isoformat()}">{escape_text(format_day(day))}</time>'


def _tell_first(hit: Hit) -> str:
    first = hit.first
    if first is None:
        return ""
    if first.published:
        return _("Zuerst am %(day)s veröffentlicht", day=format_day(first.day))
    return _("Zuerst in Fassung %(number)s, gesehen ab %(day)s", number=first.version, day=format_day(first.day))


def _tell_version(hit: Hit) -> str:
    if hit.version_seen is None:
        return _("Aus Fassung %(number)s:", number=hit.version)
    return _("Aus Fassung %(number)s, gesehen ab %(day)s:", number=hit.version, day=format_day(hit.version_seen))


def _bind_writer() -> _HitWriter:
    writers: dict[tuple[str, str], _HitWriter] = current_app.extensions["hit_writers"]
    key = (current_language(), request.script_root)
    cities = get_holdings().cities
    writer = writers.get(key)
    if writer is None or writer.cities is not cities:
        writer = writers[key] = _HitWriter(get_holdings(), cities, bind_links(), key[0])
    return writer
