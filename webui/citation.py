"""Writes how an article is cited: a sentence in German form, RIS for reference managers, BibTeX; pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from archive.records import ArchivedArticle

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
