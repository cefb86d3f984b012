"""An article as its page shows it: fields in pieces with hits and evidence marked, and why it has its tags; pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from archive.corrections import Correction
from archive.records import Article
from indexer.records import Tag
from indexer.snippets import Highlighter
from indexer.tag_overlay import explain_corrected_tag
from webui.languages import current_language
from webui.marking import Piece, Span, mark_parts

MOST_EVIDENCE = 8  # passages shown per tag
MOST_LETTERS = 60_000  # of the text of a file that are shown
INDEX_FIELDS = {"kicker": "lead"}  # where a field of an article is searched, if not under its own name


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of evidence as it is shown: the words, where they stand, and the anchor if they are marked."""

    text: str
    field: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an article has a tag, in words and passages."""

    tag: Tag
    sentence: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """The fields of an article in pieces, texts of files by address; `hits` are the anchors of the hits in reading order."""

    title: list[Piece] = field(default_factory=list)
    kicker: list[Piece] = field(default_factory=list)
    lead: list[list[Piece]] = field(default_factory=list)
    text: list[list[Piece]] = field(default_factory=list)
    captions: list[list[Piece]] = field(default_factory=list)
    credits: list[list[Piece]] = field(default_factory=list)
    files: dict[str, list[Piece]] = field(default_factory=dict)
    hits: tuple[str, ...] = ()


def mark_article(
    article: Article,
    highlighter: Highlighter | None,
    tags: Sequence[Tag],
    decided: Mapping[str, Correction],
    files: Mapping[str, str] | None = None,
) -> tuple[MarkedArticle, tuple[Reason, ...]]:
    """Return the article in pieces with hits and evidence marked, and the reasons for its tags.

    `decided` is what people decided about cities of the article, `files` the texts of files it links to, by address.
    """
    fields: dict[str, tuple[list[str], int]] = {
        "title": ([article.title], 0),
        "kicker": ([article.kicker], 0),
        "lead": (article.lead.split("\n\n"), 2),
        "text": (article.text.split("\n\n"), 2),
        "caption": ([image.caption for image in article.images], 1),
        "credit": ([image.credit for image in article.images], 1),
        "file": ([text[:MOST_LETTERS] for text in (files or {}).values()], 2),
    }
    whole = {name: ("\n" * joiner).join(parts) for name, (parts, joiner) in fields.items()}
    spans: dict[str, list[Span]] = {name: [] for name in fields}
    reasons: list[Reason] = []
    for tag in tags:
        passages: list[Passage] = []
        for number, evidence in enumerate(tag.evidence[:MOST_EVIDENCE], 1):
            anchor = ""
            # An index behind the ledger may point into a text that is no longer this one.
            if whole.get(evidence.field, "")[evidence.start : evidence.end] == evidence.text and evidence.text:
                anchor = f"beleg-{tag.city}-{number}"
                spans[evidence.field].append(Span(evidence.start, evidence.end, "evidence", anchor))
            passages.append(Passage(evidence.text, evidence.field, anchor))
        reasons.append(Reason(tag, explain_tag(tag, article, decided), tuple(passages)))
    hits: list[str] = []
    for name in ("kicker", "title", "lead", "text", "caption", "file"):
        for start, end, _number in (
            highlighter.find_spans(whole[name], INDEX_FIELDS.get(name, name)) if highlighter else ()
        ):
            hits.append(f"fund-{len(hits) + 1}")
            spans[name].append(Span(start, end, "hit", hits[-1]))
    marked = {name: mark_parts(parts, joiner, spans[name]) for name, (parts, joiner) in fields.items()}
    return MarkedArticle(
        title=marked["title"][0],
        kicker=marked["kicker"][0],
        lead=marked["lead"],
        text=marked["text"],
        captions=marked["caption"],
        credits=marked["credit"],
        files=dict(zip(files or {}, marked["file"], strict=True)),
        hits=tuple(hits),
    ), tuple(reasons)


def explain_tag(tag: Tag, article: Article, decided: Mapping[str, Correction]) -> str:
    """Return why an article has a tag, in the language of the page."""
    return explain_corrected_tag(tag, article, decided.get(tag.city), current_language())
