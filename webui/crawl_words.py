"""Says in German what the report of a crawl says in English: verdicts, causes, cures, what robots.txt answered.

Reports are kept in the ledger as they were written; what is not known here is shown as it stands, marked as English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from webui.languages import current_language


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the page, and the language it is in."""

    text: str
    language: str


def tell_report(text: str) -> Said:
    """Return what a report says in the language of the page, as far as it is known there."""
    german = _translate(text)
    if german and current_language() == "de":
        return Said(german, "de")
    return Said(text, "de" if not german and _looks_german(text) else "en")


# A group that is named in both is put in; one whose name ends in `_` is translated itself.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"It was stopped before its end\. The next crawl goes on where it was\.",
     "Der Lauf wurde vor seinem Ende angehalten. Der nächste macht dort weiter."),
    (r"It was killed before its end\. The next crawl went on where it was\.",
     "Der Lauf wurde vor seinem Ende beendet. Der nächste hat dort weitergemacht."),
    (r"It ended early: (?P<why>.+)\.", "Der Lauf endete vorzeitig: {why}."),
    (r"No start page of the site could be read: (?P<cause_>.+?) \((?P<example>\S+)\)\. (?P<cure_>.+)",
     "Keine Startseite der Website war zu lesen: {cause_} ({example}). {cure_}"),
    (r"No start page of the site could be read: (?P<cause_>.+?)\. (?P<cure_>.+)",
     "Keine Startseite der Website war zu lesen: {cause_}. {cure_}"),
    (r"No listing held a link to a release: has the site changed its addresses\?",
     "Keine Liste führte zu einer Meldung: Hat die Website ihre Adressen geändert?"),
    (r"(?P<count>\d+) pages failed, most of them by: (?P<cause_>.+?)\. (?P<cure_>.+)",
     "{count} Seiten schlugen fehl, die meisten so: {cause_}. {cure_}"),
    (r"no page was answered", "keine Seite wurde beantwortet"),
    # causes
    (r"the host name is not known", "der Name des Servers ist nicht bekannt"),
    (r"the connection was refused", "die Verbindung wurde abgelehnt"),
    (r"no answer in time", "keine Antwort in der vorgesehenen Zeit"),
    (r"the answer was too large", "die Antwort war zu groß"),
    (r"the answer broke off", "die Antwort brach ab"),
    (r"the connection broke", "die Verbindung brach ab"),
    (r"robots\.txt forbids it", "robots.txt verbietet es"),
    (r"robots\.txt could not be fetched, so nothing may be: (?P<cause_>.+)",
     "robots.txt war nicht zu holen, also darf nichts geholt werden: {cause_}"),
    (r"robots\.txt answers (?P<status>\d+), which forbids everything until it answers again",
     "robots.txt antwortet mit {status}; das verbietet alles, bis es wieder antwortet"),
    # cures
    (r"Ask the operator of the site to allow Pressearchiv in robots\.txt\.",
     "Bitten Sie den Betreiber der Website, Pressearchiv in robots.txt zu erlauben."),
    (r"Try again later, or tell the operator of the site: nothing is fetched until robots\.txt can be read\.",
     "Versuchen Sie es später oder sagen Sie es dem Betreiber: Solange robots.txt nicht zu lesen ist, wird nichts geholt."),
    (r"Is the address right\? Is this machine connected\?", "Stimmt die Adresse? Ist dieser Rechner am Netz?"),
    (r"Is the address right, and the site up\? Try again later: nothing is lost\.",
     "Stimmt die Adresse, und läuft die Website? Versuchen Sie es später: Verloren geht nichts."),
    (r"Is the site up\? Try again later: nothing is lost\.",
     "Läuft die Website? Versuchen Sie es später: Verloren geht nichts."),
    (r"PRESSEARCHIV_MAX_RESPONSE allows larger pages\.", "PRESSEARCHIV_MAX_RESPONSE erlaubt größere Seiten."),
    (r"Has the site moved\? Its new host belongs into the profile\.",
     "Ist die Website umgezogen? Ihr neuer Server gehört in das Profil."),
    (r"Do the start pages in the profile of the site still exist\?",
     "Gibt es die Startseiten aus dem Profil der Website noch?"),
    (r"The site has trouble of its own; try again later\.",
     "Die Website hat selbst eine Störung; versuchen Sie es später."),
    (r"The log in the data folder tells more\.", "Mehr steht im Protokoll im Datenordner."),
)  # fmt: skip
_PATTERNS = tuple((re.compile(english, re.DOTALL), german) for english, german in _SENTENCES)
_GERMAN = re.compile(r"\b(der|die|das|und|ist|nicht|zu|als|nur|kein|keine)\b|[äöüß]", re.IGNORECASE)


@lru_cache(maxsize=2000)
def _translate(text: str) -> str:
    """Return the sentence in German, or an empty text where it is not known."""
    for pattern, german in _PATTERNS:
        if match := pattern.fullmatch(text.strip()):
            found = {name: value or "" for name, value in match.groupdict().items()}
            found = {
                name: (_translate(value) or value) if name.endswith("_") else value for name, value in found.items()
            }
            return german.format(**found)
    return ""


def _looks_german(text: str) -> bool:
    return bool(_GERMAN.search(text))
