"""The languages of the pages: German as written in the templates, others from catalogues read when the program starts."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import flask_babel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_babel

TRANSLATIONS = Path(__file__).parent / "translations"
TIMEZONE = "Europe/Berlin"


def set_up_languages(app: Flask, languages: tuple[str, ...]) -> None:
    """Let the application speak these languages; the first is the default and never stands in an address."""
    app.config["LANGUAGES"] = languages
    babel = Babel(app, default_locale=languages[0], default_timezone=TIMEZONE, locale_selector=current_language)
    with app.app_context():
        domain = babel.domain_instance
        for language in languages:
            # Kept in memory: a read-only installation works, and no compiled file can be older than its source.
            domain.cache[language, get_babel().default_domain] = compile_translations(language)

    @app.url_defaults
    def carry_language(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" or "lang" in values:
            return
        if has_request_context() and current_language() != languages[0]:
            values["lang"] = current_language()


def compile_translations(language: str) -> Translations:
    """Return the catalogue of a language, compiled in memory; an empty one where there is none (German)."""
    source = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not source.is_file():
        return Translations()
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def gettext(text: str, /, **values: object) -> str:
    """Return a text of the pages in the language of this request, with the values put in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """Return the form of a text that fits a number, in the language of this request; `%(num)s` is the number."""
    return str(flask_babel.ngettext(singular, plural, number, **values))


def current_language() -> str:
    """Return the language of this request: that of the address alone, so that a link shows everybody the same page."""
    languages: tuple[str, ...] = current_app.config["LANGUAGES"]
    if not has_request_context():
        return languages[0]
    if "language" not in g:
        asked = request.args.get("lang", "")
        g.language = asked if asked in languages else languages[0]
    language: str = g.language
    return language
