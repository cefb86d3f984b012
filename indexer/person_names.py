"""Tells words of a headline that may be a person's name from those that are none: completions offer no names.

There is no list of names: a word with a capital counts as a name until its neighbours in the texts say that it is a
noun („die Ausstellung“) or a place („in Uerdingen“, „Burg Linn“).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# What stands before a noun, and hardly ever before somebody's name.
_ARTICLES = (
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner im am vom zum zur beim "
    "ins ans fürs übers diese dieser dieses diesen diesem jede jeder jedes jeden jedem alle allen aller viele vielen "
    "ihre ihren ihrem ihrer seine seinen seinem seiner unsere unseren unserem unserer mehr zwei drei vier fünf "
    "neue neuer neues neuen große großer großes großen erste erster erstes ersten gemeinsame gemeinsamer gemeinsames "
    "städtische städtischer städtisches städtischen öffentliche öffentlicher öffentliches weitere zahlreiche mehrere"
).split()
# What stands before the name of a place. „Bei“ and „aus“ stand before people too.
_PLACES = "in nach Burg Haus Schloss Stadtteil Ortsteil Bezirk Stadt Gemeinde Landkreis Kreis Kloster Zoo Insel".split()
# Before these a word is a person's, whatever else speaks for it.
_PERSONS = (
    r"(?:Herrn?|Frau|Dr\.|Prof\.|Professorin|Professor|Familie"
    r"|\w*(?:meister|meisterin|dezernent|dezernentin|direktor|direktorin|leiter|leiterin|präsident|präsidentin"
    r"|vorsitzende|vorsitzender|sprecher|sprecherin|minister|ministerin|künstler|künstlerin|autor|autorin"
    r"|kurator|kuratorin|pfarrer|pfarrerin|trainer|trainerin))"
)
# Endings of nouns that nobody is called by.
_NOUNS = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|täten|ismus|ment|"
    r"programm|fest|tage|jahre|schule|straße|markt|konzert|konzerte|verein|projekt|preis)$"
)


_BEFORE = 48
_PERSON = re.compile(rf"(?<!\w){_PERSONS} (?:[A-ZÄÖÜ][\w.-]+ )?$")
_NOUN = re.compile(rf"(?<!\w)(?i:{'|'.join(_ARTICLES)}) (?:[a-zäöüß]+(?:e|en|er|es|em) )?$")
_PLACE = re.compile(rf"(?<!\w)(?:{'|'.join(_PLACES)}) $")


def may_be_person(word: str, texts: Iterable[str]) -> bool:
    """Return whether a word may be somebody's name, as far as a few texts that hold it tell.

    `word` is as it is written. A word without a capital is no name; one with a capital is, until something speaks
    against it.
    """
    if not word[:1].isupper():
        return False
    spoken_for = _NOUNS.search(word) is not None
    # „Der Radweg“ speaks for Radwege too.
    forms = word[: max(len(word) - 2, 4)] if len(word) > 5 else word
    for text in texts:
        at = text.find(forms)
        while at >= 0:
            end = at + len(forms)
            before = text[max(at - _BEFORE, 0) : at]
            whole = text.startswith(word, at) and not text[at + len(word) : at + len(word) + 1].isalnum()
            if whole and _PERSON.search(before):
                return True
            if not spoken_for and (whole or forms != word) and not before[-1:].isalnum():
                spoken_for = _NOUN.search(before) is not None or (whole and _PLACE.search(before) is not None)
            at = text.find(forms, end)
    return not spoken_for
