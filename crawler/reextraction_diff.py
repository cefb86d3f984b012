"""Shows what reading an article anew would change, as a person reads it: before and after, line by line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from archive.records import Article
from crawler.reextraction import Rereading

# Lines of one article's difference that are shown.
MOST_LINES = 16
_LONGEST = 160


def describe_rereading(rereading: Rereading) -> str:
    """Return a few lines: the article, and how its newest text, or its list of versions, would differ."""
    archived = rereading.archived
    head = f"{archived.id}  {archived.article.title}\n  {archived.urls[0]}"
    if len(rereading.before) != len(rereading.after):
        before = ", ".join(f"{one.seen_from:%Y-%m-%d}" for one in rereading.before)
        after = ", ".join(f"{one.seen_from:%Y-%m-%d}" for one in rereading.after)
        head += f"\n  versions from {before} -> {after}"
    changed = [
        (one.article, other.article)
        for one, other in zip(reversed(rereading.before), reversed(rereading.after), strict=False)
        if one.article != other.article
    ]
    lines = _diff(*changed[0]) if changed else []
    shown = [f"  {line[:_LONGEST]}" for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown.append(f"  ... and {len(lines) - MOST_LINES} more lines")
    return "\n".join((head, *shown))


def _diff(before: Article, after: Article) -> list[str]:
    lines = difflib.unified_diff(_list_lines(before), _list_lines(after), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def _list_lines(article: Article) -> Sequence[str]:
    return (
        f"title: {article.title}",
        f"kicker: {article.kicker}",
        f"lead: {article.lead}",
        f"published: {article.published or ''} ({article.published_source})",
        *(f"text: {paragraph}" for paragraph in article.text.split("\n\n")),
        *(f"caption: {image.caption} / {image.credit}" for image in article.images),
        *(f"file: {attachment.url} {attachment.label}" for attachment in article.attachments),
    )
