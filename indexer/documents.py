"""Makes index documents of archived articles, and writes and reads them as JSON for keeping inside an index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from archive.records import ArchivedArticle, Article, Version
from indexer.records import Evidence, IndexDocument, Tag

if TYPE_CHECKING:
    from indexer.tagger import Tagger

# Raised when what is put into a document changes: the index is then rebuilt by itself.
DOCUMENT_VERSION = 2


def make_document(archived: ArchivedArticle, tagger: Tagger, versions: Sequence[Version] = ()) -> IndexDocument:
    """Return what the index knows of an article, with the tags that the tagger gives it now.

    `versions` are all its versions, the oldest first, where their wording is to be found too.
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
        old_text=_collect_old(article, versions),
    )


def _collect_old(article: Article, versions: Sequence[Version]) -> str:
    """Return the paragraphs of earlier versions that the newest has not, each once."""
    seen = set(_list_paragraphs(article))
    gone: list[str] = []
    for version in reversed(versions):
        for paragraph in _list_paragraphs(version.article):
            if paragraph not in seen:
                seen.add(paragraph)
                gone.append(paragraph)
    return "\n\n".join(gone)


def _list_paragraphs(article: Article) -> list[str]:
    texts = (article.title, article.kicker, article.lead, *article.text.split("\n\n"), *article.captions.split("\n"))
    return [text.strip() for text in texts if text.strip()]


def _is_pdf(url: str, media_type: str) -> bool:
    return media_type == "application/pdf" or url.lower().split("?")[0].split("#")[0].endswith(".pdf")


def encode_document(document: IndexDocument) -> str:
    """Return the document as one line of JSON."""
    fields = {
        "id": document.id,
        "site": document.site,
        "url": document.url,
        "title": document.title,
        "kicker": document.kicker,
        "lead": document.lead,
        "text": document.text,
        "captions": document.captions,
        "credits": document.credits,
        "published": document.published.isoformat() if document.published else None,
        "state": document.state,
        "versions": document.versions,
        "language": document.language,
        "has_pdf": document.has_pdf,
        "old_text": document.old_text,
        "tags": [
            [tag.city, tag.name, tag.role, tag.score, [[e.field, e.start, e.end, e.text, e.rule] for e in tag.evidence]]
            for tag in document.tags
        ],
    }
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate off a broken page cannot be written as UTF-8; it becomes a question mark.
    return text.encode("utf-8", "replace").decode()


def decode_document(text: str | bytes) -> IndexDocument:
    """Return the document that `encode_document` wrote."""
    fields = json.loads(text)
    published = fields.pop("published")
    tags = tuple(
        Tag(city, name, role, score, tuple(Evidence(*evidence) for evidence in evidences))
        for city, name, role, score, evidences in fields.pop("tags")
    )
    return IndexDocument(published=date.fromisoformat(published) if published else None, tags=tags, **fields)
