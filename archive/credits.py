"""Photo credits taken apart for search and export: the agency or office, and the photographer."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Words that no person is called by; a part that has one is an office, an agency or a source.
_OFFICE = re.compile(
    r"\b(?:stadt\w*|gemeinde|gemeente|gemeene|ville|kreis\w*|landkreis|land|bezirk\w*|presse\w*|kommunikat\w*|kommuikation|"
    r"\w*amt|abteilung|fachbereich|referat|\w*archiv|\w*museum|\w*museen|\w*theater|bühne\w*|orchester|zoo|tierpark|polizei\w*|"
    r"feuerwehr|\w*verwaltung|bundes\w*|landes\w*|ministerium|universität|hochschule|\w*schule|\w*verein|\w*verband|"
    r"dachverbände|kreisgruppe|gruppe|stiftung|gmbh|ag|e\.? ?v\.?|kg|agentur|büro|studio|verlag|zeitung|dpa\w*|afp|ap|epd|kna|"
    r"ddp|reuters|imago\w*|getty|images?|picture alliance|pixabay|unsplash|pexels|adobe\w*|stock\S*|fotolia|istock\w*|"
    r"shutterstock|wikipedia|wikimedia|commons|flickr|cud|photos?|privat|webseite|https?|www|obj|nr|repro)\b",
    re.I,
)
_PERSON = re.compile(
    r"(?:(?:Dr|Prof)\. )*[A-ZÄÖÜ](?:[\w'’-]+|\.)(?:[ -](?:von|van|der|vd|de|zu|[A-ZÄÖÜ][\w'’.-]*)){1,3}", re.UNICODE
)
_SEPARATORS = re.compile(r"\s*[/|]\s*|\s*,\s*|\s+[–-]\s+|\s*\(\s*|\s*\)\s*")


@dataclass(frozen=True, slots=True)
class Credit:
    """Who holds the rights in a picture: agency or office, and photographer; empty where the credit names none."""

    agency: str = ""
    photographer: str = ""


def read_credit(credit: str) -> Credit:
    """Return agency and photographer of a credit: `Stadt Krefeld, Presse und Kommunikation, A. Beispiel`, `A. Beispiel/dpa`.

    Order does not matter; a credit that names no person is an agency's as a whole.
    """
    parts = [part for part in _SEPARATORS.split(credit.strip()) if part]
    people = [part for part in parts if _PERSON.fullmatch(part) and not _OFFICE.search(part)]
    if not people:
        return Credit(credit.strip(), "")
    if len(people) == len(parts):
        return Credit("", ", ".join(people))
    agency = credit
    for person in people:
        agency = agency.replace(person, "", 1)
    agency = re.sub(r"\(\s*\)", "", agency).strip(" ,/|–-()")
    return Credit(re.sub(r"\s*([/,])\s*(?:[/,]\s*)+", r"\1 ", agency).strip(), ", ".join(people))
