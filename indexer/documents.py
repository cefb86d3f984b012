"""Makes index documents of archived articles, and writes and reads them as bytes for keeping inside an index."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from archive.records import ArchivedArticle, Article, FileText, Version
from indexer.records import Evidence, FilePassage, IndexDocument, OldPassage, Tag

if TYPE_CHECKING:
    from indexer.tagger import Tagger

# Raised when what is put into a document changes: the index is then rebuilt by itself.
DOCUMENT_VERSION = 4
# Letters of one file that are searched; what stands behind them is kept, and read on the page of the article.
MOST_FILE_LETTERS = 200_000


def make_document(
    archived: ArchivedArticle,
    tagger: Tagger,
    versions: Sequence[Version] = (),
    files: Mapping[str, FileText] | None = None,
) -> IndexDocument:
    """Return what the index knows of an article, with the tags that the tagger gives it now.

    `versions` are all its versions, the oldest first, where their wording is to be found too; `files` what was read off
    the files that it links to, by their addresses.
    """
    article = archived.article
    return IndexDocument(
        id=archived.id,
        site=archived.site,
        url=article.url,
        title=article.title,
        kicker=article.kicker,
        lead=article.lead,
        text=article.text,
        captions=article.captions,
        credits=article.credits,
        published=article.published,
        state=archived.state,
        versions=archived.versions,
        language=article.language,
        tags=tagger.tag(article),
        has_pdf=any(_is_pdf(attachment.url, attachment.media_type) for attachment in article.attachments),
        seen=tuple(version.seen_from.date() for version in versions),
        since=_date_paragraphs(article, versions),
        old=_collect_old(article, versions),
        files=_collect_files(article, files or {}),
    )


def _collect_files(article: Article, files: Mapping[str, FileText]) -> tuple[FilePassage, ...]:
    found = ((attachment, files.get(attachment.url)) for attachment in article.attachments)
    return tuple(
        FilePassage(attachment.label or attachment.url.rpartition("/")[2], read.text[:MOST_FILE_LETTERS])
        for attachment, read in found
        if read is not None and read.text
    )


def list_paragraphs(title: str, kicker: str, lead: str, text: str, captions: str) -> list[str]:
    """Return the paragraphs by which versions of an article are told apart; `since` of a document counts in them."""
    texts = (title, kicker, lead, *text.split("\n\n"), *captions.split("\n"))
    return [paragraph for text in texts if (paragraph := text.strip())]


def _paragraphs_of(article: Article) -> list[str]:
    return list_paragraphs(article.title, article.kicker, article.lead, article.text, article.captions)


def _date_paragraphs(article: Article, versions: Sequence[Version]) -> tuple[int, ...]:
    """Return the number of the version in which each paragraph first stood; none where there is but one version."""
    if len(versions) < 2:
        return ()
    first: dict[str, int] = {}
    for version in versions:
        for paragraph in _paragraphs_of(version.article):
            first.setdefault(paragraph, version.number)
    return tuple(first.get(paragraph, versions[-1].number) for paragraph in _paragraphs_of(article))


def _collect_old(article: Article, versions: Sequence[Version]) -> tuple[OldPassage, ...]:
    """Return the paragraphs of earlier versions that the newest has not, each once."""
    present = set(_paragraphs_of(article))
    gone: dict[str, OldPassage] = {}
    for version in reversed(versions):
        for paragraph in _paragraphs_of(version.article):
            if paragraph not in present:
                last = gone[paragraph].last if paragraph in gone else version.number
                gone[paragraph] = OldPassage(paragraph, version.number, last)
    return tuple(gone.values())


def _is_pdf(url: str, media_type: str) -> bool:
    return media_type == "application/pdf" or url.lower().split("?")[0].split("#")[0].endswith(".pdf")


# Long texts stand behind the JSON as they are: reading them back need not look for escapes.
_TEXTS = ("lead", "text", "captions", "credits")


def encode_document(document: IndexDocument) -> bytes:
    """Return the document as a line of JSON and its texts behind it; a lone surrogate becomes a question mark."""
    texts = [getattr(document, name).encode("utf-8", "replace") for name in _TEXTS]
    fields = {
        "id": document.id,
        "site": document.site,
        "url": document.url,
        "title": document.title,
        "kicker": document.kicker,
        "published": document.published.isoformat() if document.published else None,
        "state": document.state,
        "versions": document.versions,
        "language": document.language,
        "has_pdf": document.has_pdf,
        "seen": [day.isoformat() for day in document.seen],
        "since": document.since,
        "old": [[passage.text, passage.first, passage.last] for passage in document.old],
        "files": [[passage.label, passage.text] for passage in document.files],
        "tags": [
            [tag.city, tag.name, tag.role, tag.score, [[e.field, e.start, e.end, e.text, e.rule] for e in tag.evidence]]
            for tag in document.tags
        ],
        "sizes": [len(text) for text in texts],
    }
    line = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return b"".join((line, b"\n", *texts))


class StoredFields(dict[str, Any]):
    """The fields of a stored document; `nbytes` is about how much memory they take."""

    nbytes = 0


def decode_fields(data: bytes) -> StoredFields:
    """Return the fields of the document that `encode_document` wrote, `published` and `tags` as JSON has them."""
    at = data.index(b"\n") + 1
    fields = StoredFields(json.loads(data[: at - 1]))
    # Two bytes a letter, and what each field costs by itself.
    fields.nbytes = 2 * len(data) + 3000
    for name, size in zip(_TEXTS, fields.pop("sizes"), strict=True):
        fields[name] = data[at : at + size].decode()
        at += size
    return fields


def decode_document(data: bytes) -> IndexDocument:
    """Return the document that `encode_document` wrote."""
    fields = decode_fields(data)
    published = fields.pop("published")
    tags = tuple(
        Tag(city, name, role, score, tuple(Evidence(*evidence) for evidence in evidences))
        for city, name, role, score, evidences in fields.pop("tags")
    )
    return IndexDocument(
        published=date.fromisoformat(published) if published else None,
        tags=tags,
        seen=tuple(date.fromisoformat(day) for day in fields.pop("seen")),
        since=tuple(fields.pop("since")),
        old=tuple(OldPassage(*passage) for passage in fields.pop("old")),
        files=tuple(FilePassage(*passage) for passage in fields.pop("files")),
        **fields,
    )
