"""Keeps the parts of pages that are the same on every page of a kind and language: navigation, footer, fixed lists."""

from __future__ import annotations

from flask import Flask, current_app, render_template, request
from markupsafe import Markup

from webui.languages import current_language


def keep_part(template: str) -> Markup:
    """Return what a template gives; it is rendered once for each language, kind of page and root of the application.

    It may depend on nothing else: not on parameters, not on what is kept in the archive, not on who asks.
    """
    parts: dict[tuple[str, str, str, str | None], Markup] = current_app.extensions["kept_parts"]
    key = (template, current_language(), request.script_root, request.endpoint)
    part = parts.get(key)
    if part is None:
        part = parts[key] = Markup(render_template(template))  # noqa: S704, templates escape what they put in
    return part


def set_up_shell(app: Flask) -> None:
    """Give the application a place to keep the parts, and its templates the function."""
    app.extensions["kept_parts"] = {}
    app.add_template_global(keep_part)
