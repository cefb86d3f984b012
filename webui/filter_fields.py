"""Writes the choices of a filter, and a question as hidden fields, as markup: a page has dozens of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask
from markupsafe import Markup

from webui.escaping import escape_all
from webui.labels import format_count
from webui.parameters import Question


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be ticked, with the number of articles that ticking it gives; -1 where that is not told.

    Beside another that is ticked already, it is the number that it `adds`.
    """

    value: str
    label: str
    count: int
    ticked: bool
    adds: bool = False


def write_choices(name: str, choices: Iterable[Choice]) -> Markup:
    """Return the choices of the filter of this name as items of a list."""
    given = tuple(choices)
    texts = iter(escape_all([text for item in given for text in (item.value, item.label, format_count(item.count))]))
    items: list[str] = []
    for item, value, label, told in zip(given, texts, texts, texts, strict=True):
        ticked = " checked" if item.ticked else ""
        count = f' <span class="count">({"+" if item.adds else ""}{told})</span>' if item.count >= 0 else ""
        items.append(
            f'<li><input type="checkbox" id="{name}-{value}" name="{name}" value="{value}" form="suche"{ticked}>'
            f'<label for="{name}-{value}">{label}{count}</label></li>\n'
        )
    return Markup("".join(items))  # noqa: S704, each value is escaped above; names are our own


def write_fields(question: Question) -> Markup:
    """Return the fields that ask this question again, without its page."""
    pairs: list[str] = []
    for name, values in question.list_parameters(page=False).items():
        for value in values if isinstance(values, list) else [values]:
            pairs += (name, str(value))
    texts = iter(escape_all(pairs))
    fields = [f'<input type="hidden" name="{name}" value="{value}">' for name, value in zip(texts, texts, strict=True)]
    return Markup("".join(fields))  # noqa: S704, each value is escaped above


def set_up_filter_fields(app: Flask) -> None:
    """Let the templates of the application use both."""
    app.add_template_global(write_choices)
    app.add_template_global(write_fields)
