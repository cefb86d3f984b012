"""Keeps the parts of pages that are the same on every page of a kind and language: navigation, footer, forms, fixed lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, MutableMapping
from typing import Any

from flask import Flask, Request, current_app, render_template, request
from flask.templating import Environment
from markupsafe import Markup
from werkzeug.routing import MapAdapter

from webui.escaping import escape_text
from webui.languages import current_language

# Values that parts are kept for come from addresses, too: a page size, an order. So many at most, then from the beginning.
MOST_PARTS = 1000
_SLOT = re.compile("\0([a-z_]+)\0")

KeepPart = Callable[..., Markup]


class PageEnvironment(Environment):
    """Gives each template one table of what all of them may use: looking through a chain of two for each page takes longer."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template that is read now may use; everything is offered before the first page is asked for."""
        return {**self.globals, **(d or {})}


class PageApp(Flask):
    """The application, with templates and addresses of its own kind."""

    jinja_environment = PageEnvironment

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what makes addresses: whole ones begin as the archive is reached from outside, where that is set."""
        adapter = super().create_url_adapter(request)
        if adapter is not None and self.config["PUBLIC_URL"]:
            adapter.url_scheme, _, adapter.server_name = self.config["PUBLIC_URL"].partition("://")
        return adapter


def bind_parts() -> KeepPart:
    """Return the function that gives templates such parts, for the language and kind of page of this request."""
    parts: dict[Hashable, list[str]] = current_app.extensions["kept_parts"]
    where = (current_language(), request.script_root, request.endpoint)

    def keep_part(template: str, texts: Mapping[str, str] | None = None, **values: Hashable) -> Markup:
        """Return what a template gives; it is rendered once for each language, kind of page, root and set of values.

        It may depend on nothing else: not on other parameters, not on what is kept in the archive, not on who asks.
        `texts` are put into it each time anew and escaped: the template may put them in, but not look at them.
        """
        key = (template, where, *values.items())
        pieces = parts.get(key)
        if pieces is None:
            if len(parts) >= MOST_PARTS:
                parts.clear()
            slots: dict[str, Any] = {name: Markup(f"\0{name}\0") for name in texts or ()}  # noqa: S704, no value yet
            pieces = parts[key] = _SLOT.split(render_template(template, **slots, **values))
        if texts is None:
            return Markup(pieces[0])  # noqa: S704, templates escape what they put in
        filled = pieces.copy()
        filled[1::2] = [escape_text(texts[name]) for name in pieces[1::2]]
        return Markup("".join(filled))  # noqa: S704, templates escape what they put in, and texts are escaped here

    return keep_part


def set_up_shell(app: Flask) -> None:
    """Give the application a place to keep the parts, and its templates the function."""
    app.extensions["kept_parts"] = {}
    app.context_processor(lambda: {"keep_part": bind_parts()})
