"""Splits German compounds by the archive's own vocabulary, so that Austausch finds Schüleraustausch, at lower weight.

After Koehn and Knight, „Empirical Methods for Compound Splitting“ (EACL 2003): a split is believed where its
parts are words of the same collection. Linking letters go with the stem of the left part. Unlike there, a frequent
whole word is still split, since its parts are only found at lower weight.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log

from indexer.analysis import collect_vocabulary, fold_word, stem_word

COMPOUNDS_VERSION = 1

_SHORTEST_PART = 4
_SHORTEST_WHOLE = 7
_LONGEST_WHOLE = 48

# Shorter words that do head or begin compounds; others of three letters (ein, tag, ort) split far too much wrongly.
_SHORT_PARTS = frozenset("amt rat rad zoo see bad".split())

# Endings and beginnings that look like words but make no compound.
_NO_PARTS = frozenset(
    """schaft schaften heit heiten keit keiten ungen lich liche lichen lichem licher isch ische ischen ischer bar
    sam chen lein haft haften ismus ling linge unter ueber nach eine einen einer eines wird aber oder beim dass sich
    hier dort mehr sein ihre nicht wert werte erste ersten gern weise weisen voll ende enden hinter durch gegen
    selbst wieder fest""".split()
)

# So that a small archive splits its compounds too: common nouns of municipal press work.
_COMMON_WORDS = """
Abend Abgabe Abteilung Aktion Alter Amt Angebot Anlage Anmeldung Antrag Arbeit Archiv Arzt Ausbau Ausflug Ausgabe Auskunft
Ausland Ausschuss Ausstellung Austausch Auto Bad Bahn Bahnhof Band Bank Bau Bauer Baum Beamte Bedarf Begegnung Beginn
Beirat Beitrag Bereich Bericht Beruf Berufung Besuch Betrieb Bewerbung Bewohner Bezirk Bibliothek Bild Bildung Blatt
Blume Boden Brief Bruecke Buch Buecherei Buehne Buerger Buero Bund Chor Dach Damm Delegation Demokratie Denkmal Dienst
Dorf Ehre Ehrung Einsatz Eltern Empfang Energie Entwicklung Erinnerung Ernte Eroeffnung Essen Europa Fabrik Fach
Fahrrad Fahrt Familie Feier Feld Ferien Fest Festival Feuer Film Firma Flagge Fluss Fluechtling Forum Foto Frau Frauen
Freiheit Freizeit Freund Freundschaft Frieden Fuehrung Fussball Gaestebuch Garten Gast Gebaeude Gedenken Gemeinde
Gericht Geschichte Gesellschaft Gespraech Gesundheit Gewerbe Grenze Gruppe Gruss Hafen Halle Handel Haus Heim Heimat
Hilfe Hochschule Hof Hotel Initiative Insel Institut Integration Jahr Jahrestag Jubilaeum Jugend Kalender Kammer Kampf
Kanal Karneval Karte Kinder Kindergarten Kino Kirche Klasse Klima Klinik Klub Koenig Konferenz Konzert Kooperation
Kraft Krankenhaus Kreis Krieg Kueche Kultur Kunst Kurs Land Landschaft Lauf Leben Leiter Leitung Licht Liste Literatur
Markt Mauer Meister Meisterschaft Messe Miete Mittel Mitglied Museum Musik Nachbar Nacht Name Natur Netz Neujahr
Oper Orchester Ordnung Ort Partner Partnerschaft Personal Pflege Plan Planung Platz Politik Polizei Preis Presse
Probe Programm Projekt Rat Rathaus Raum Recht Rede Reform Region Reihe Reise Rettung Rund Sache Sammlung Sanierung Schau
Schiff Schloss Schueler Schule Schutz Schwester Seide Senioren Sitz Sitzung Sommer Spende Spiel Sport Sprache Staat
Stadt Stadion Stadtteil Stadtrat Stelle Steuer Stiftung Strasse Student Studio Tafel Tagung Tanz Teil Theater Thema
Tier Titel Tour Tradition Training Treffen Turm Turnier Umwelt Unfall Universitaet Unterricht Unternehmen Unterschrift
Urkunde Veranstaltung Verband Verein Verfahren Verkehr Vertrag Vertretung Verwaltung Volk Vorstand Vortrag Wache Wald
Wappen Wasser Wein Welt Werbung Werk Wettbewerb Wirtschaft Wissen Wissenschaft Woche Wohnung Zeichen Zeit Zeitung Zelt
Zentrum Ziel Zimmer Zoo Zug Zukunft Zusammenarbeit
"""


class CompoundSplitter:
    """Knows the words of an archive and finds them inside longer ones; the same for a whole index generation."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        """Take over counts per stem; the common words of municipal press work are always known."""
        self._counts: dict[str, int] = {}
        for word in _COMMON_WORDS.split():
            self._counts[stem_word(fold_word(word))] = 2
        for stem, count in (counts or {}).items():
            self._counts[stem] = self._counts.get(stem, 0) + count
        self.split_word = lru_cache(maxsize=200_000)(self._split_word)

    @classmethod
    def learn(cls, texts: Iterable[str]) -> CompoundSplitter:
        """Return a splitter for the vocabulary of these texts: words that occur in it three times or more."""
        words: Counter[str] = Counter()

        def count(word: str) -> None:
            words[word] += 1

        collect_vocabulary(texts, count)
        stems: Counter[str] = Counter()
        for word, number in words.items():
            if len(word) >= _SHORTEST_PART and word not in _NO_PARTS:
                stems[stem_word(word)] += number
        return cls({stem: number for stem, number in stems.items() if number >= 3 and len(stem) >= 3})

    def to_json(self) -> str:
        """Return the counts as JSON, to be kept beside the index that was made with them."""
        return json.dumps(self._counts, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> CompoundSplitter:
        """Return the splitter whose `to_json` this is."""
        splitter = cls()
        splitter._counts = {str(stem): int(count) for stem, count in json.loads(text).items()}
        return splitter

    def _split_word(self, folded: str) -> frozenset[str]:
        """Return the stems of all parts of a folded word, none where it is no compound.

        Schüleraustauschprogramm gives the stems of Schüler, Austausch, Programm and of Schüleraustausch or
        Austauschprogramm where these are words of the archive.
        """
        if not _SHORTEST_WHOLE <= len(folded) <= _LONGEST_WHOLE or not folded.isalpha():
            return frozenset()
        best: tuple[int, float, tuple[str, ...]] | None = None
        memory: dict[str, tuple[int, float, tuple[str, ...]] | None] = {}
        best = self._cut(folded, memory, whole=True)
        if best is None:
            return frozenset()
        stems: set[str] = set()
        for part in best[2]:
            stems.add(stem_word(part))
            if len(part) >= _SHORTEST_WHOLE and part != folded:
                stems |= self.split_word(part)
        stems.discard(stem_word(folded))
        return frozenset(stems)

    def _cut(
        self, word: str, memory: dict[str, tuple[int, float, tuple[str, ...]] | None], whole: bool = False
    ) -> tuple[int, float, tuple[str, ...]] | None:
        """Return (number of parts, minus the mean log count, parts) of the best cut, or None where there is none."""
        if not whole and word in memory:
            return memory[word]
        best = None if whole else self._known(word)
        for cut in range(3, len(word) - 2):
            left = self._known(word[:cut])
            if left is None:
                continue
            right = self._cut(word[cut:], memory)
            if right is None:
                continue
            number = left[0] + right[0]
            mean = (left[1] * left[0] + right[1] * right[0]) / number
            candidate = (number, mean, left[2] + right[2])
            if best is None or candidate[:2] < best[:2]:
                best = candidate
        if not whole:
            memory[word] = best
        return best

    def _known(self, part: str) -> tuple[int, float, tuple[str, ...]] | None:
        if part in _NO_PARTS or (len(part) < _SHORTEST_PART and part not in _SHORT_PARTS):
            return None
        count = self._counts.get(stem_word(part), 0)
        return (1, -log(count), (part,)) if count else None
