"""Answers every error in words and with its cure: as a page in the shell of all pages, or as JSON where a program asks."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from archive.errors import ArchiveError, LedgerNewerError
from indexer.errors import IndexDamagedError, IndexerError, IndexMissingError, IndexOutdatedError
from webui.api import API_PREFIX
from webui.languages import gettext as _

RESTART = "systemctl restart pressearchiv-web"


def answer_errors(app: Flask) -> None:
    """Answer every error in words, in the shell of the pages, or as JSON where a program asks."""

    def answer(status: int, heading: str, sentence: str, command: str = "") -> Response:
        if request.path.startswith(API_PREFIX):
            response = jsonify({"error": sentence} | ({"command": command} if command else {}))
        else:
            response = make_response(
                render_template("error.html", heading=heading, sentence=sentence, command=command, stock=lambda: None)
            )
        response.status_code = status
        if status == 503:
            response.headers["Retry-After"] = "30"
        return response

    @app.errorhandler(400)
    def refuse(error: Any) -> Response:
        return answer(400, _("Das war nicht zu verstehen"), _own_words(error, _("Die Adresse enthält einen Fehler.")))

    @app.errorhandler(404)
    def miss(error: Any) -> Response:
        sentence = _("Unter dieser Adresse gibt es keine Seite. Vielleicht hilft die Suche weiter.")
        return answer(404, _("Nicht gefunden"), _own_words(error, sentence))

    @app.errorhandler(405)
    def forbid_method(error: Any) -> Response:
        response = answer(405, _("Das geht hier nicht"), _("Diese Adresse kann nur gelesen werden."))
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ("GET", "HEAD", "OPTIONS")))
        return response

    @app.errorhandler(HTTPException)
    def refuse_otherwise(error: HTTPException) -> Response:
        sentence = _("Diese Anfrage kann hier nicht beantwortet werden.")
        return answer(error.code or 500, _("Das geht hier nicht"), sentence)

    @app.errorhandler(451)
    def withhold(error: Any) -> Response:
        sentence = _(
            "Dieser Artikel wird öffentlich nicht angezeigt. Das Archiv bewahrt ihn weiter auf; Auskunft gibt die "
            "Stelle, die im Impressum steht."
        )
        response = answer(451, _("Dieser Artikel wird nicht angezeigt"), sentence)
        # RFC 7725: who withholds it, which is not the one who asked for it.
        response.headers["Link"] = f'<{url_for("info.show_imprint", lang=None, _external=True)}>; rel="blocked-by"'
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    @app.errorhandler(IndexMissingError)
    def lack_index(error: IndexMissingError) -> Response:
        sentence = _(
            "Es gibt noch keinen Suchindex. Dieser Befehl baut ihn auf; danach geht es hier ohne Neustart weiter."
        )
        return answer(503, _("Die Suche ist noch nicht bereit"), sentence, "pressearchiv index")

    @app.errorhandler(IndexDamagedError)
    def mend_index(error: IndexDamagedError) -> Response:
        app.logger.error("%s", error)
        sentence = _(
            "Der Suchindex ist beschädigt. Verloren ist nichts: Dieser "
            "Befehl baut ihn aus dem Bestand neu auf; danach geht es hier ohne Neustart weiter."
        )
        return answer(503, _("Der Suchindex muss neu aufgebaut werden"), sentence, "pressearchiv index")

    @app.errorhandler(IndexOutdatedError)
    def renew_index(error: IndexOutdatedError) -> Response:
        app.logger.error("%s", error)
        sentence = _(
            "Der Suchindex ist von einer anderen Version des Programms. Verloren ist nichts: Dieser Befehl baut ihn neu auf, "
            "wo das noch nicht geschehen ist, und startet die Seiten neu, die vielleicht noch mit der alten Version laufen."
        )
        return answer(503, _("Das Programm wurde erneuert"), sentence, f"pressearchiv index && {RESTART}")

    @app.errorhandler(LedgerNewerError)
    def start_again(error: LedgerNewerError) -> Response:
        app.logger.error("%s", error)
        sentence = _(
            "Der Bestand wurde von einer neueren Version des Programms geschrieben, diese Seiten laufen noch mit der alten. "
            "Verloren ist nichts: Ist die neue Version installiert, startet dieser Befehl die Seiten neu."
        )
        return answer(503, _("Das Programm wurde erneuert"), sentence, RESTART)

    @app.errorhandler(IndexerError)
    @app.errorhandler(ArchiveError)
    def lack_archive(error: Exception) -> Response:
        # The message names files and servers: it is for whoever runs the archive.
        app.logger.error("%s", error)
        sentence = _(
            "Ein anderes Programm hält gerade die Daten, oder sie sind nicht zu lesen. Versuchen Sie es in einer Minute noch "
            "einmal. Wer das Archiv betreibt, findet die Ursache im Protokoll; auch dieser Befehl nennt sie."
        )
        return answer(503, _("Das Archiv ist gerade nicht erreichbar"), sentence, "pressearchiv status")

    @app.errorhandler(500)
    def fail(error: Any) -> Response:
        sentence = _("Der Fehler ist im Protokoll vermerkt. Die Suche und die anderen Seiten gehen weiter.")
        return answer(500, _("Hier ist etwas schiefgegangen"), sentence)


def _own_words(error: Any, default: str) -> str:
    """Return the sentence that a page gave with the error; the framework's own English text is not shown."""
    own = type(error).description != error.description and error.description
    return str(own or default)
