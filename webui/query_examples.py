"""The examples by which the help page teaches the query language; each is a query, run when the page is opened."""

from __future__ import annotations

from dataclasses import dataclass

from webui.languages import gettext as _


@dataclass(frozen=True, slots=True)
class QueryExample:
    """What is typed, and what it means, in the language of the page."""

    typed: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ExampleGroup:
    """Examples of one subject."""

    title: str
    examples: tuple[QueryExample, ...]


def list_example_groups() -> tuple[ExampleGroup, ...]:
    """Return all examples, the simplest first; docs/search.md explains the same language at length."""
    return (
        _group(
            _("Wörter"),
            ("Jugendbegegnung Leicester", _("beide Wörter, auch gebeugt; das Beste zuerst")),
            ("Partnerschaft", _("findet auch zusammengesetzte Wörter wie Städtepartnerschaft")),
            ("Duenkirchen", _("Umlaute dürfen umschrieben werden; andere Namen der Stadt werden mitgesucht")),
            ("Bücherei", _("auch Wörter gleicher Bedeutung; darüber steht, welche")),
            ("50. Geburtstag", _("auch „fünfzigster Geburtstag“; ebenso umgekehrt")),
            ("21.11.1964", _("ein Datum im Text, gleich wie es dort geschrieben ist; so auch Telefonnummern")),
        ),
        _group(
            _("Genau"),
            ('"halbes Jahrhundert"', _("genau diese Wortfolge; auch in „…“, »…« oder ‚…‘")),
            ('"Leiden"', _("genau diese Form mit großem Anfang, nicht „leiden“ und keine anderen Namen")),
            ("+Bibliothek", _("dieses Wort ohne andere gleicher Bedeutung")),
            ("Hafen NAH/6 Venlo", _("beide nah beieinander, höchstens sechs Wörter entfernt")),
        ),
        _group(
            _("Verbinden"),
            ("Venlo UND Leiden", _("beides, wie ohne UND")),
            ("Venlo ODER Leiden", _("eines von beiden genügt")),
            ("Austausch -Schule", _("das erste Wort, aber nicht das zweite; ebenso mit NICHT")),
            ("(Burg ODER Museum) Linn", _("Klammern fassen zusammen")),
        ),
        _group(
            _("Wenn man nicht genau weiß, wie es geschrieben ist"),
            ("Partner*", _("alle Wörter, die so beginnen")),
            ("*orchester", _("alle Wörter, die so enden")),
            ("B?rg", _("ein beliebiger Buchstabe")),
            ("Uljanovsk~2", _("bis zu zwei Buchstaben anders")),
        ),
        _group(
            _("An einer bestimmten Stelle"),
            ("titel:Jubiläum", _("nur in der Überschrift")),
            ("text:Feuerwehr", _("nur im Text")),
            ("bild:Urkunde", _("nur in Bildunterschriften")),
            ("foto:Stadtarchiv", _("nur im Bildnachweis")),
        ),
        _group(
            _("Stadt, Zeit und Stand"),
            ("stadt:Dunkerque", _("dieser Stadt zugeordnet, gleich unter welchem Namen")),
            ("thema:venlo", _("handelt von der Stadt, erwähnt sie nicht nur")),
            ("stadt:venlo -Straße jahr:2024", _("alles lässt sich verbinden und ausschließen")),
            ("jahr:2018..2020", _("in diesen Jahren veröffentlicht")),
            ("datum:Mai 2019", _("in diesem Monat; auch 2019-05, 14.05.2019, >2020")),
            ("seit:2023 Jubiläum", _("ab diesem Jahr; ebenso von: und bis:")),
            ("hat:pdf", _("mit PDF; auch hat:stadt, hat:datum, mit - davor ohne")),
            ("hat:bild Jubiläum", _("mit Bild, dessen Unterschrift oder Nachweis bekannt ist")),
            ("status:verschwunden", _("beim Herausgeber nicht mehr zu finden; auch online, verschoben, zurück")),
        ),
        _group(
            _("Frühere Fassungen"),
            ("in:alt Eintritt", _("auch in dem, was aus Artikeln gestrichen wurde")),
            ('zuerst:"Zwanzig Jahre"', _("wo und wann diese Worte zuerst standen")),
        ),
    )


def _group(title: str, *examples: tuple[str, str]) -> ExampleGroup:
    return ExampleGroup(title, tuple(QueryExample(typed, meaning) for typed, meaning in examples))
