"""Writes how an article is cited: a sentence in German form, RIS for reference managers, BibTeX, CSL-JSON; pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.records import ArchivedArticle, Article

_BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Source:
    """What a citation needs beside the article: who published it, its address in this archive, the day it is read."""

    publisher: str
    permalink: str
    accessed: date


def cite_plain(archived: ArchivedArticle, source: Source) -> str:
    """Return the citation as German press and archives write it."""
    article = archived.article
    when = f"Pressemitteilung vom {_write_date(archived)}" if article.published else "Pressemitteilung ohne Datum"
    return (
        f"{source.publisher}: {_one_line(article.title)}. {when}. URL: {article.url} "
        f"(archiviert am {archived.first_seen:%d.%m.%Y}, geprüft am {archived.last_checked:%d.%m.%Y}). "
        f"Archivkopie: {source.permalink} (abgerufen am {source.accessed:%d.%m.%Y})."
    )


def cite_ris(archived: ArchivedArticle, source: Source) -> str:
    """Return a RIS record; lines end in CR LF, as the format wants it."""
    article = archived.article
    fields = [
        ("TY", "ELEC"),
        ("ID", archived.id),
        ("TI", _one_line(article.title)),
        ("AU", source.publisher),
        ("PB", source.publisher),
        ("M3", "Pressemitteilung"),
    ]
    if article.published:
        fields.append(("PY", f"{article.published:%Y}"))
        fields.append(("DA", _ris_date(archived)))
    if article.lead:
        fields.append(("AB", _one_line(article.lead)))
    fields += [
        ("LA", article.language),
        ("UR", article.url),
        ("L2", source.permalink),
        ("Y2", f"{source.accessed:%Y/%m/%d}"),
        ("N1", f"archiviert am {archived.first_seen:%d.%m.%Y}"),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields)


def cite_bibtex(archived: ArchivedArticle, source: Source) -> str:
    """Return a BibTeX entry (biblatex's `online` type)."""
    article = archived.article
    fields = {
        "title": "{" + _escape_bibtex(article.title) + "}",
        "author": "{" + _escape_bibtex(source.publisher) + "}",
        "entrysubtype": "Pressemitteilung",
        "url": article.url,
        "urldate": source.accessed.isoformat(),
        "langid": {"de": "ngerman", "en": "english"}.get(article.language, article.language),
        "note": f"Archivkopie: {source.permalink}",
    }
    if article.published:
        fields["date"] = _iso_date(archived)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@online{{pressearchiv-{archived.id},\n{lines}}}\n"


def cite_csl(archived: ArchivedArticle, source: Source) -> dict[str, Any]:
    """Return an item of CSL-JSON (type `webpage`, genre press release), as citation processors read it."""
    article = archived.article
    item: dict[str, Any] = {
        "id": f"pressearchiv-{archived.id}",
        "type": "webpage",
        "genre": "Pressemitteilung",
        "title": _one_line(article.title),
        "author": [{"literal": source.publisher}],
        "publisher": source.publisher,
        "URL": article.url,
        "archive": "Pressearchiv",
        "archive_location": source.permalink,
        "accessed": {"date-parts": [[source.accessed.year, source.accessed.month, source.accessed.day]]},
        "language": article.language,
        "note": f"archiviert am {archived.first_seen:%d.%m.%Y}",
    }
    if article.published:
        item["issued"] = {"date-parts": [[int(part) for part in _iso_date(archived).split("-")]]}
    if article.lead:
        item["abstract"] = _one_line(article.lead)
    return item


def describe_for_machines(archived: ArchivedArticle, article: Article, source: Source) -> dict[str, Any]:
    """Return an article, in the version that is shown, as a schema.org NewsArticle."""
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": _one_line(article.title),
        "url": source.permalink,
        "isBasedOn": article.url,
        "archivedAt": source.permalink,
        "inLanguage": article.language,
        "publisher": {"@type": "GovernmentOrganization", "name": source.publisher},
        "dateModified": archived.changed.isoformat(),
    }
    if article.published:
        described["datePublished"] = _iso_date(archived)
    if article.lead:
        described["description"] = _one_line(article.lead)
    return described


def _write_date(archived: ArchivedArticle) -> str:
    article = archived.article
    pattern = {"year": "%Y", "month": "%m.%Y"}.get(article.published_precision, "%d.%m.%Y")
    return article.published.strftime(pattern) if article.published else ""


def _iso_date(archived: ArchivedArticle) -> str:
    article = archived.article
    pattern = {"year": "%Y", "month": "%Y-%m"}.get(article.published_precision, "%Y-%m-%d")
    return article.published.strftime(pattern) if article.published else ""


def _ris_date(archived: ArchivedArticle) -> str:
    return _iso_date(archived).replace("-", "/")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _escape_bibtex(text: str) -> str:
    return "".join(_BIBTEX_SPECIAL.get(character, character) for character in _one_line(text))
