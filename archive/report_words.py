"""Says in German what the report of a crawl says in English: verdicts, causes, cures, what robots.txt answered.

Reports are kept as they were written; pages and files of reports are made from them in the language of who reads.
"""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=2000)
def say_in_german(text: str) -> str:
    """Return the sentence in German, or an empty text where it is not known."""
    for pattern, german in _PATTERNS:
        if match := pattern.fullmatch(text.strip()):
            found = {name: value or "" for name, value in match.groupdict().items()}
            found = {
                name: (say_in_german(value) or value) if name.endswith("_") else value for name, value in found.items()
            }
            return german.format(**found)
    return ""


def looks_german(text: str) -> bool:
    """True where a sentence has words or letters that English lacks."""
    return bool(_GERMAN.search(text))


# A group that is named in both is put in; one whose name ends in `_` is translated itself.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"It was stopped before its end\. The next crawl goes on where it was\.",
     "Der Lauf wurde vor seinem Ende angehalten. Der nächste macht dort weiter."),
    (r"It was killed before its end\. The next crawl went on where it was\.",
     "Der Lauf wurde vor seinem Ende beendet. Der nächste hat dort weitergemacht."),
    (r"It ended early: (?P<why_>.+)\.", "Der Lauf endete vorzeitig: {why_}."),
    (r"(?P<cause_>.+)\. Run the crawl again after that time; it goes on where it was",
     "{cause_}. Beginnen Sie den Lauf nach dieser Zeit noch einmal; er macht dort weiter"),
    (r"empty", "leer"),
    (r"no HTML page", "keine HTML-Seite"),
    (r"No start page of the site could be read: (?P<cause_>.+?) \((?P<example>\S+)\)\. (?P<cure_>.+)",
     "Keine Startseite der Website war zu lesen: {cause_} ({example}). {cure_}"),
    (r"No start page of the site could be read: (?P<cause_>.+?)\. (?P<cure_>.+)",
     "Keine Startseite der Website war zu lesen: {cause_}. {cure_}"),
    (r"No listing held a link to a release \((?P<example>\S+)\): has the site changed its addresses\? "
     r"If so, its profile needs the new ones\.",
     "Keine Liste führte zu einer Meldung ({example}): Hat die Website ihre Adressen geändert? Dann braucht ihr Profil "
     "die neuen."),
    (r"(?P<count>\d+) of (?P<known>\d+) known releases that were looked at are no longer found, far more than usual\. "
     r"Was the site rebuilt, or is it half down\? Look at some of them before you accept this crawl\.",
     "{count} von {known} bekannten Meldungen, nach denen gesehen wurde, sind nicht mehr zu finden, weit mehr als sonst. "
     "Wurde die Website umgebaut, oder ist sie halb ausgefallen? Sehen Sie einige an, bevor Sie den Lauf annehmen."),
    (r"(?P<count>\d+) of (?P<known>\d+) known releases that were looked at have another text\. So many are not rewritten "
     r"in one day: the pages may have a new template that the profile reads wrongly\.",
     "{count} von {known} bekannten Meldungen, nach denen gesehen wurde, haben einen anderen Text. So viele schreibt niemand "
     "an einem Tag um: Die Seiten haben vielleicht eine neue Vorlage, die das Profil falsch liest."),
    (r"The listings named (?P<count>\d+) releases; earlier crawls found (?P<usual>\d+) at least\. "
     r"Is a part of the listings empty, or does their paging lead nowhere\?",
     "Die Listen nannten {count} Meldungen; frühere Läufe fanden mindestens {usual}. Ist ein Teil der Listen leer, oder "
     "führt ihr Blättern ins Leere?"),
    (r"Of (?P<pages>\d+) pages with the layout '(?P<layout>.*)', only (?P<share>\d+)% gave (?P<field_>.+?); "
     r"(?P<usual>\d+)% is usual\. The template of the site may have changed: read one of these pages with "
     r"`pressearchiv extract` and mend the profile\.",
     "Von {pages} Seiten mit dem Layout „{layout}“ gaben nur {share} % {field_} her; üblich sind {usual} %. Die Vorlage der "
     "Website hat sich wohl geändert: Lesen Sie eine dieser Seiten mit „pressearchiv extract“ und bessern Sie das Profil nach."),
    (r"a text", "einen Text"),
    (r"a day of publication", "einen Tag der Veröffentlichung"),
    (r"Texts with the layout '(?P<layout>.*)' have (?P<words>\d+) words on average; (?P<usual>\d+) are usual\. "
     r"The template of the site may have changed, so that texts are cut\.",
     "Texte mit dem Layout „{layout}“ haben im Mittel {words} Wörter; üblich sind {usual}. Die Vorlage der Website hat sich "
     "wohl geändert, sodass Texte abgeschnitten werden."),
    (r"(?P<count>\d+) pages failed, most of them by: (?P<cause_>.+?), such as (?P<example>\S+)\. (?P<cure_>.+)",
     "{count} Seiten schlugen fehl, die meisten so: {cause_}, zum Beispiel {example}. {cure_}"),
    (r"no page was answered", "keine Seite wurde beantwortet"),
    # causes
    (r"the host name is not known", "der Name des Servers ist nicht bekannt"),
    (r"the connection was refused", "die Verbindung wurde abgelehnt"),
    (r"no answer in time", "keine Antwort in der vorgesehenen Zeit"),
    (r"the answer was too large", "die Antwort war zu groß"),
    (r"the answer broke off", "die Antwort brach ab"),
    (r"the connection broke", "die Verbindung brach ab"),
    (r"the site answers (?P<status>\d+)", "die Website antwortet mit {status}"),
    (r"the site answers (?P<status>\d+) and asks to be left alone for (?P<seconds>\d+) seconds \(Retry-After\)",
     "die Website antwortet mit {status} und bittet, sie {seconds} Sekunden in Ruhe zu lassen (Retry-After)"),
    (r"text and data mining of it is reserved(?P<where>.*)", "Text- und Data-Mining ist dort vorbehalten{where}"),
    (r"a redirect off the site, which is not followed", "eine Weiterleitung auf eine fremde Website; ihr wird nicht gefolgt"),
    (r"redirects that go round in a circle", "Weiterleitungen, die sich im Kreis drehen"),
    (r"no HTML page \((?P<kind>.*)\)", "keine HTML-Seite ({kind})"),
    (r"a page without a release: (?P<why_>.*)", "eine Seite ohne Meldung: {why_}"),
    (r"no text", "kein Text"),
    (r"no headline", "keine Überschrift"),
    (r"not found", "nicht gefunden"),
    (r"empty", "leer"),
    (r"the crawl was stopped", "der Lauf wurde angehalten"),
    (r"an error of this program \((?P<kind>\w+)\), see its log", "ein Fehler dieses Programms ({kind}), siehe Protokoll"),
    # notes and manners
    (r"robots\.txt was read", "robots.txt wurde gelesen"),
    (r"robots\.txt answers (?P<status>\d+): all is allowed", "robots.txt antwortet mit {status}: Alles ist erlaubt"),
    (r"robots\.txt says: (?P<line>.*)", "robots.txt sagt: {line}"),
    (r"header (?P<what>.+) at (?P<where>\S+)", "Kopfzeile {what} bei {where}"),
    (r"meta (?P<what>.+) at (?P<where>\S+)", "Meta-Angabe {what} bei {where}"),
    (r"(?P<count>\d+) files that releases link to could not be fetched, such as (?P<example>\S+)\.",
     "{count} Dateien, zu denen Meldungen führen, waren nicht zu holen, zum Beispiel {example}."),
    (r"Accepted by hand: (?P<why>.*)", "Von Hand angenommen: {why}"),
    (r"The budget of this run was used up; (?P<count>\d+) releases wait for the next one\.",
     "Das Budget dieses Laufs ist aufgebraucht; {count} Meldungen warten auf den nächsten."),
    (r"(?P<url>\S+) was not modified, but what was kept of it cannot be read: (?P<why>.+)",
     "{url} ist unverändert, aber was davon bewahrt wurde, lässt sich nicht lesen: {why}"),
    (r"(?P<file>\S+) was left open by a crawl that was killed; (?P<count>\d+) torn bytes were cut off its end\.",
     "{file} blieb von einem abgebrochenen Lauf offen; {count} beschädigte Bytes am Ende wurden abgeschnitten."),
    (r"The clock of this run \((?P<now>.+?)\) stands before the last crawl \((?P<last>.+?)\); nothing is lost, but look at "
     r"the clock of this machine\.",
     "Die Uhr dieses Laufs ({now}) steht vor der des letzten ({last}); verloren geht nichts, aber sehen Sie nach der Uhr "
     "dieses Rechners."),
    (r"(?P<count>\d+) pages that crawl (?P<crawls>.+) had fetched before its end were taken in now\.",
     "{count} Seiten, die Crawl {crawls} vor seinem Ende geholt hatte, wurden jetzt aufgenommen."),
    (r"The ledger had lost this run; it was written anew from the WARC files\.",
     "Das Verzeichnis hatte diesen Lauf verloren; er wurde nach den WARC-Dateien neu eingetragen."),
    (r"Taken in from (?P<source>.+)", "Übernommen aus {source}"),
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
    (r"The profile respects such reservations \(tdm\); ask the operator of the site whether the archive may\.",
     "Das Profil achtet solche Vorbehalte (tdm); fragen Sie den Betreiber der Website, ob das Archiv darf."),
    (r"Run the crawl again after that time, with a longer delay in the profile of the site\.",
     "Beginnen Sie den Lauf nach dieser Zeit noch einmal, mit einer längeren Pause im Profil der Website."),
    (r"The site sends these addresses from one to the other; tell its operator\.",
     "Die Website schickt diese Adressen voneinander zueinander; sagen Sie es ihrem Betreiber."),
    (r"Read one of them with `pressearchiv extract`: is it a release that the profile does not fit\?",
     "Lesen Sie eine mit „pressearchiv extract“: Ist es eine Meldung, auf die das Profil nicht passt?"),
    (r"Do these addresses belong to the releases in the profile of the site\?",
     "Gehören diese Adressen im Profil der Website zu den Meldungen?"),
    (r"Does the site block this crawler\? Ask its operator; the User-Agent names Pressearchiv and the contact\.",
     "Sperrt die Website diesen Crawler aus? Fragen Sie ihren Betreiber; der User-Agent nennt Pressearchiv und den Kontakt."),
    (r"The site wants fewer requests: raise `delay` in its profile\.",
     "Die Website wünscht weniger Anfragen: Erhöhen Sie „delay“ in ihrem Profil."),
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
