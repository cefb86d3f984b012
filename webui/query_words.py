"""Says in English what a search says in German about how a query was read; German pages show it as it is."""

from __future__ import annotations

import re

from webui.crawl_words import Said
from webui.languages import current_language

# A group that is named in both is put in.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"Auch gesucht: (?P<added>.+)\.", "Also searched for: {added}."),
    (r"Auch in früheren Fassungen gesucht\.", "Earlier versions were searched too."),
    (r"Die Suchanfrage war zu lang; gesucht wurde mit den ersten (?P<count>\d+) Zeichen\.",
     "The query was too long; its first {count} characters were searched for."),
    (r"Die Suchanfrage hatte zu viele Teile; gesucht wurde mit den ersten (?P<count>\d+)\.",
     "The query had too many parts; the first {count} were searched for."),
    (r"Die Suchanfrage war zu tief verschachtelt; die innersten Klammern wurden übergangen\.",
     "The query was nested too deeply; its innermost brackets were passed over."),
    (r"Mit zuerst: wird nach einer einzigen Wortfolge gefragt; andere zählen wie gewöhnliche Suchwörter\.",
     "zuerst: asks for a single run of words; others count as ordinary words."),
    (r"Eine Klammer wurde geschlossen, aber nicht geöffnet; sie wurde übergangen\.",
     "A bracket was closed but not opened; it was passed over."),
    (r"Eine Klammer wurde nicht geschlossen; sie wurde am Ende ergänzt\.",
     "A bracket was not closed; it was added at the end."),
    (r"Ein Anführungszeichen wurde nicht geschlossen; gesucht wurde „(?P<phrase>.*)“ als Wortfolge\.",
     "A quotation mark was not closed; “{phrase}” was searched for as a phrase."),
    (r"Bei (?P<operator>ODER|UND) fehlte eine Seite; gesucht wurde mit der anderen\.",
     "{operator} lacked one side; the other was searched for."),
    (r"NEAR braucht auf beiden Seiten ein Wort oder eine Wortfolge; es wurde übergangen\.",
     "NEAR needs a word or phrase on both sides; it was passed over."),
    (r"Nach NICHT oder einem Vorzeichen fehlte ein Wort; es wurde übergangen\.",
     "A word was missing after NICHT or a sign; it was passed over."),
    (r"„(?P<number>.+)“ wurde in jeder üblichen Schreibweise gesucht\.",
     "“{number}” was searched for in every usual spelling."),
    (r"In „(?P<word>.+)“ zählten nur die ersten (?P<count>\d+) Sternchen\.",
     "In “{word}” only the first {count} asterisks counted."),
    (r"„(?P<word>.+)“ hat zu wenige Buchstaben für eine Suche mit Platzhaltern; ohne sie gesucht\.",
     "“{word}” has too few letters for a search with wildcards; it was searched for without."),
    (r"Nur die ersten (?P<count>\d+) Wörter mit Platzhaltern oder ~ wurden so gesucht\.",
     "Only the first {count} words with wildcards or ~ were searched for in that way."),
    (r"„(?P<value>.*)“ wurde nicht als Datum verstanden \(z\. B\. 2019, 2019-05, 2018\.\.2020\)\.",
     "“{value}” was not understood as a date (such as 2019, 2019-05, 2018..2020)."),
    (r"Eine Partnerstadt „(?P<value>.*)“ ist nicht bekannt; gesucht wurde das Wort\.",
     "No partner city “{value}” is known; the word was searched for."),
    (r"„in:(?P<value>.*)“ gibt es nicht \(in:alt sucht auch in früheren Fassungen\)\.",
     "There is no “in:{value}” (in:alt searches earlier versions too)."),
    (r"Den Status „(?P<value>.*)“ gibt es nicht \(online, verschwunden, verschoben, zurück\); er zählte nicht\.",
     "There is no state “{value}” (online, verschwunden, verschoben, zurück); it did not count."),
    (r"„hat:(?P<value>.*)“ gibt es nicht \(pdf, bild, datum, stadt\); es zählte nicht\.",
     "There is no “hat:{value}” (pdf, bild, datum, stadt); it did not count."),
    (r"Ein Suchfeld „(?P<name>\w+):“ gibt es nicht; „\w+“ wurde als Wort gesucht\. Suchfelder sind (?P<fields>.+)\.",
     "There is no search field “{name}:”; “{name}” was searched for as a word. Search fields are {fields}."),
    (r"Ein Suchfeld „(?P<name>\w+):“ gibt es nicht; „\w+“ wurde als Wort gesucht\. Gemeint sein könnte „(?P<near>\w+):“\. "
     r"Suchfelder sind (?P<fields>.+)\.",
     "There is no search field “{name}:”; “{name}” was searched for as a word. Perhaps “{near}:” is meant. "
     "Search fields are {fields}."),
    (r"Nach „(?P<name>\w+):“ fehlt, was dort gesucht werden soll, etwa \w+:Wort; „\w+“ wurde als Wort gesucht\.",
     "Nothing to look for stands behind “{name}:”, as in {name}:word; “{name}” was searched for as a word."),
    (r"Eine Quelle „(?P<site>.+)“ gibt es im Bestand nicht\.", "There is no source “{site}” in these holdings."),
    (r"Wörtlich kommt (?P<phrases>.+) nicht vor; gesucht wurde auch mit anderen Formen der Wörter\.",
     "{phrases} stands nowhere word for word; other forms of the words were searched for too."),
    (r"Zuerst am (?P<day>[\d.]+) veröffentlicht in „(?P<title>.*)“\.", "First published on {day} in “{title}”."),
    (r"Zuerst in Fassung (?P<number>\d+) von „(?P<title>.*)“, die das Archiv am (?P<day>[\d.]+) zuerst sah\.",
     "First in version {number} of “{title}”, which the archive first saw on {day}."),
    (r"Wann die gesuchte Stelle zuerst stand, ist nicht bekannt\.", "When this first stood is not known."),
)  # fmt: skip
_PATTERNS = tuple((re.compile(german, re.DOTALL), english) for german, english in _SENTENCES)


def tell_note(note: str) -> Said:
    """Return a note on a query in the language of the page; one that is not known here stays in German."""
    if current_language() != "de":
        for pattern, english in _PATTERNS:
            if match := pattern.fullmatch(note):
                return Said(english.format(**match.groupdict()), "en")
    return Said(note, "de")
