"""Compares the tags of the whole archive under two gazetteers, or before and after a new tagger, before one is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from archive.corrections import Correction, read_corrections
from archive.ledger import Ledger
from archive.records import ArchivedArticle
from indexer.records import Tag
from indexer.tag_overlay import describe_passages

Progress = Callable[[int, int], None]
TagsOf = Callable[[ArchivedArticle, tuple[Correction, ...]], tuple[Tag, ...]]

COMES, GOES, ROLE = "comes", "goes", "role"
BATCH = 500  # articles whose corrections are read in one go
MOST_EXAMPLES = 5  # kept for each kind of change of each city


@dataclass(frozen=True, slots=True)
class TagChange:
    """One tag that comes, goes or changes its role at one article, with the words that it rests on."""

    kind: str
    city: str
    article_id: str
    title: str
    url: str
    before: str = ""
    after: str = ""
    words: str = ""


@dataclass(slots=True)
class TagComparison:
    """What would be different: articles looked at and changed, counts by kind and city, examples of each."""

    articles: int = 0
    changed: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[TagChange] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """Return how many tags change in this way, of all cities."""
        return sum(number for (found, _city), number in self.counts.items() if found == kind)


def compare_tags(ledger: Ledger, before: TagsOf, after: TagsOf, progress: Progress | None = None) -> TagComparison:
    """Tag every article of the ledger in two ways and tell the differences; nothing is changed."""
    comparison = TagComparison()
    total = ledger.count_articles()
    for archived, corrections in walk_with_corrections(ledger):
        changes = list(compare_article(archived, before(archived, corrections), after(archived, corrections)))
        comparison.articles += 1
        comparison.changed += bool(changes)
        for change in changes:
            key = (change.kind, change.city)
            comparison.counts[key] += 1
            if comparison.counts[key] <= MOST_EXAMPLES:
                comparison.examples.append(change)
        if progress:
            progress(comparison.articles, max(total, comparison.articles))
    return comparison


def walk_with_corrections(ledger: Ledger) -> Iterator[tuple[ArchivedArticle, tuple[Correction, ...]]]:
    """Yield every article with what people decided about its tags."""
    articles = ledger.changes_since(0)
    while batch := list(islice(articles, BATCH)):
        corrections = read_corrections(ledger, [archived.id for archived in batch])
        for archived in batch:
            yield archived, corrections.get(archived.id, ())


def compare_article(archived: ArchivedArticle, before: Iterable[Tag], after: Iterable[Tag]) -> Iterator[TagChange]:
    """Yield what is different between two sets of tags of one article."""
    old, new = {tag.city: tag for tag in before}, {tag.city: tag for tag in after}
    for city in dict.fromkeys((*old, *new)):
        was, now = old.get(city), new.get(city)
        if was and now and was.role == now.role:
            continue
        kind = GOES if now is None else COMES if was is None else ROLE
        passage = next(iter(describe_passages(now or was, archived.article)), None)
        yield TagChange(
            kind=kind,
            city=city,
            article_id=archived.id,
            title=archived.article.title,
            url=archived.urls[0],
            before=was.role if was else "",
            after=now.role if now else "",
            words=" ".join(filter(None, (passage.before, passage.text, passage.after))) if passage else "",
        )


def tell_comparison(comparison: TagComparison, examples: int = 3) -> str:
    """Return the differences for a person to read: counts, then a few examples of each kind and city."""
    lines = [
        f"{comparison.articles} articles compared, {comparison.changed} would change: "
        f"{comparison.count(COMES)} tags come, {comparison.count(GOES)} go, {comparison.count(ROLE)} change their role."
    ]
    words = {COMES: "comes", GOES: "goes", ROLE: "changes its role"}
    for (kind, city), number in sorted(comparison.counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1])):
        lines.append(f"\n{city} {words[kind]}: {number}")
        shown = [change for change in comparison.examples if (change.kind, change.city) == (kind, city)][:examples]
        for change in shown:
            roles = f" ({change.before} -> {change.after})" if kind == ROLE else ""
            quoted = f" – {change.words}" if change.words else ""
            lines.append(f"  {change.article_id}  {change.title}{quoted}{roles}")
        if number > len(shown):
            lines.append(f"  and {number - len(shown)} more")
    return "\n".join(lines)


def describe_comparison(comparison: TagComparison) -> dict[str, Any]:
    """Return the differences in their fixed form for other programs."""

    def count(kind: str) -> Mapping[str, int]:
        return {city: number for (found, city), number in sorted(comparison.counts.items()) if found == kind}

    return {
        "articles": comparison.articles,
        "changed": comparison.changed,
        "comes": count(COMES),
        "goes": count(GOES),
        "role": count(ROLE),
        "examples": [
            {
                "change": change.kind,
                "city": change.city,
                "id": change.article_id,
                "url": change.url,
                "title": change.title,
                "before": change.before or None,
                "after": change.after or None,
                "words": change.words,
            }
            for change in comparison.examples
        ],
    }
