"""City tags as JSON for other programs: the fixed form of `tag --json` and `tag --jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from archive.records import Article
from indexer.records import Tag
from indexer.tagger import Tagger


def read_tag_input(text: str) -> Article:
    """Return the article to be tagged: `{"title", "lead", "text"}`, or plain text as it is."""
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith("{"):
        try:
            content = json.loads(stripped)
        except ValueError:
            content = None  # a text that begins with a brace
        if isinstance(content, dict):
            return _make_article(content)
    return Article(url="", title="", text=text)


def describe_tags(tags: Iterable[Tag]) -> dict[str, Any]:
    """Return the tags in their fixed form; spans count characters of the field."""
    return {
        "tags": [
            {
                "city": tag.city,
                "name": tag.name,
                "role": tag.role,
                "score": round(tag.score, 3),
                "evidence": [
                    {"field": item.field, "start": item.start, "end": item.end, "text": item.text, "rule": item.rule}
                    for item in tag.evidence
                ],
            }
            for tag in tags
        ]
    }


def tag_lines(lines: Iterable[str], tagger: Tagger) -> Iterator[dict[str, Any]]:
    """Yield one result for each line (an object or a JSON string), with the `id` of an object handed through."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except ValueError:
            yield {"id": None, "error": f"line {number} is no JSON"}
            continue
        given = content if isinstance(content, dict) else {"text": str(content)}
        yield {"id": given.get("id"), **describe_tags(tagger.tag(_make_article(given)))}


def _make_article(content: dict[str, Any]) -> Article:
    def read(name: str) -> str:
        return value if isinstance(value := content.get(name), str) else ""

    try:
        published = date.fromisoformat(read("published")[:10])
    except ValueError:
        published = None
    return Article(
        url="", title=read("title"), kicker=read("kicker"), lead=read("lead"), text=read("text"), published=published
    )
