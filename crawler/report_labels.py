"""The fixed words of a crawl's report page in German and English; its sentences are translated by archive/report_words.py."""

from __future__ import annotations

from collections.abc import Mapping

from archive.report_words import looks_german, say_in_german

GERMAN, ENGLISH = "de", "en"


def say(language: str, text: str) -> str:
    """Return a sentence of a report in this language; what is not known in German stays as it was written."""
    return (say_in_german(text) or text) if language == GERMAN else text


def tell_language(language: str, text: str) -> str:
    """Return the language that `say` answers in for this sentence."""
    if language == GERMAN and say_in_german(text):
        return GERMAN
    return GERMAN if looks_german(text) else ENGLISH


def label(language: str, words: str) -> str:
    """Return fixed words in this language; they are given in English."""
    return _GERMAN.get(words, words) if language == GERMAN else words


# Verdicts and counts by their codes, all else by the English words.
_GERMAN: Mapping[str, str] = {
    "ok": "in Ordnung",
    "nothing new": "nichts Neues",
    "suspicious": "auffällig",
    "failed": "fehlgeschlagen",
    "running": "läuft",
    "imported": "aus fremdem Bestand",
    "Crawl {number} of {site}": "Crawl {number} von {site}",
    "{begin} to {end} UTC.": "{begin} bis {end} UTC.",
    "not ended": "nicht zu Ende",
    "All pages of the listings were walked.": "Alle Seiten der Listen wurden durchgegangen.",
    "Listings were walked as far as there was news.": "Listen wurden so weit durchgegangen, wie es Neues gab.",
    "Fetched from {address}.": "Geholt von {address}.",
    "Nothing that was kept before is lost or changed. The next crawl tries again by itself, and fetches what this one missed.": (
        "Nichts von dem, was schon bewahrt war, ist verloren oder verändert. Der nächste Lauf versucht es von selbst noch "
        "einmal und holt, was diesem fehlt."
    ),
    "What was found": "Was gefunden wurde",
    "What failed": "Was fehlschlug",
    "What the pages gave": "Was die Seiten hergaben",
    "What the site asks for": "Worum die Website bittet",
    "It was accepted by {who} on {day} UTC.": "Er wurde von {who} am {day} UTC angenommen.",
    "What it fetched is kept as WARC, but no article was changed by it. If it is right, {command} takes it in; if not, mend the "
    "profile or wait for the next crawl.": (
        "Was er holte, ist als WARC bewahrt, aber kein Artikel wurde dadurch geändert. Ist es richtig, nimmt {command} es auf; "
        "wenn nicht, bessern Sie das Profil nach oder warten Sie auf den nächsten Lauf."
    ),
    "A layout is one way in which pages of the site look; its rules stand in the profile of the site, a text file that "
    "docs/site-profile.md explains. In brackets: the share in earlier crawls, where there were enough pages.": (
        "Ein Layout ist eine Art, wie Seiten der Website aussehen; seine Regeln stehen im Profil der Website, einer Textdatei, "
        "die docs/site-profile.md erklärt. In Klammern: der Anteil in früheren Läufen, wo es genug Seiten gab."
    ),
    "this crawl": "dieser Lauf",
    "usual range": "üblich",
    "means": "heißt",
    "{low} to {high}": "{low} bis {high}",
    "count": "Anzahl",
    "cause": "Ursache",
    "example": "Beispiel",
    "what to do": "was zu tun ist",
    "host": "Server",
    "text and data mining reserved": "Vorbehalt gegen Text- und Data-Mining",
    "none": "keine",
    "layout": "Layout",
    "pages": "Seiten",
    "with date": "mit Datum",
    "with lead": "mit Vorspann",
    "with text": "mit Text",
    "with captions": "mit Bildtexten",
    "words": "Wörter",
    "without a release": "ohne Meldung",
    "{count} (usual {usual})": "{count} (sonst {usual})",
    "listed": "in Listen",
    "found": "gelesen",
    "new": "neu",
    "changed": "geändert",
    "unchanged": "unverändert",
    "moved": "umgezogen",
    "back": "wieder da",
    "missing": "nicht gefunden",
    "gone": "verschwunden",
    "answers of the site, lists and files included": "Antworten der Website, auch Listen und Dateien",
    "releases that the lists of the site link to": "Meldungen, zu denen die Listen führen",
    "releases that were read": "Meldungen, die gelesen wurden",
    "releases never seen before": "Meldungen, die es noch nicht gab",
    "releases with another text; the earlier one stays": "Meldungen mit anderem Text; der frühere bleibt",
    "releases that read as before": "Meldungen, die wie zuvor lauten",
    "releases under a new address": "Meldungen unter neuer Adresse",
    "releases that had been away": "Meldungen, die weg gewesen waren",
    "not found for the first time; the archive keeps them": "zum ersten Mal nicht gefunden; das Archiv behält sie",
    "not found on another day either; the archive keeps them": (
        "auch an einem anderen Tag nicht gefunden; das Archiv behält sie"
    ),
    "addresses without a usable answer; they are tried again": (
        "Adressen ohne brauchbare Antwort; sie werden wieder versucht"
    ),
}
