"""The languages of the pages: German as written in the templates, others from catalogues read when the program starts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel
from markupsafe import Markup

TRANSLATIONS = Path(__file__).parent / "translations"
TIMEZONE = "Europe/Berlin"


def set_up_languages(app: Flask, languages: tuple[str, ...]) -> None:
    """Let the application speak these languages; the first is the default and never stands in an address."""
    app.config["LANGUAGES"] = languages
    Babel(app, default_locale=languages[0], default_timezone=TIMEZONE, locale_selector=current_language)
    # Kept in memory: a read-only installation works, and no compiled file can be older than its source.
    app.extensions["catalogues"] = _Catalogues(languages)

    @app.context_processor
    def offer_speaker() -> dict[str, Any]:
        speaker = current_speaker()
        return {"_": speaker.gettext, "gettext": speaker.gettext, "ngettext": speaker.ngettext}

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
    found = _find_catalogue().gettext(text)
    return found % values if values else found


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """Return the form of a text that fits a number, in the language of this request; `%(num)s` is the number."""
    return _find_catalogue().ngettext(singular, plural, number) % {"num": number, **values}


class Speaker:
    """Says texts to templates in one language: themselves markup, values escaped, percent signs written twice.

    It is bound to its language once a page: the framework looks up locale and catalogue anew for each text.
    """

    def __init__(self, catalogue: Translations) -> None:
        self._catalogue = catalogue
        self._marked: dict[str, Markup] = {}

    def gettext(self, text: str, /, **values: object) -> Markup:
        """Return a text with the values put in."""
        marked = self._marked.get(text)
        if marked is None:
            marked = self._marked[text] = Markup(self._catalogue.gettext(text))  # noqa: S704, our own texts
        return marked % values if values or "%" in marked else marked

    def ngettext(self, singular: str, plural: str, number: int, /, **values: object) -> Markup:
        """Return the form of a text that fits a number; `%(num)s` is the number."""
        text = Markup(self._catalogue.ngettext(singular, plural, number))  # noqa: S704, our own texts
        return text % {"num": number, **values}


def current_speaker() -> Speaker:
    """Return who speaks the language of this request to templates."""
    return _keep_catalogues().speakers[current_language()]


class _Catalogues:
    """The catalogues of an application by language, and who says them to templates."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.by_language = {language: compile_translations(language) for language in languages}
        self.speakers = {language: Speaker(catalogue) for language, catalogue in self.by_language.items()}


def _keep_catalogues() -> _Catalogues:
    catalogues: _Catalogues = current_app.extensions["catalogues"]
    return catalogues


def _find_catalogue() -> Translations:
    return _keep_catalogues().by_language[current_language()]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let this request speak another of its languages for a while, where a text has to stand in several."""
    before = current_language()
    g.language = language
    try:
        yield
    finally:
        g.language = before


def current_language() -> str:
    """Return the language of this request: that of the address alone, so that a link shows everybody the same page."""
    known: str | None = g.get("language")
    if known is not None:
        return known
    languages: tuple[str, ...] = current_app.config["LANGUAGES"]
    if not has_request_context():
        return languages[0]
    asked = request.args.get("lang", "")
    g.language = asked if asked in languages else languages[0]
    return str(g.language)
