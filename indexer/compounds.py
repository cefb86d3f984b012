"""Splits German compounds by the archive's own vocabulary, so that Austausch finds Schüleraustausch, at lower weight.

After Koehn and Knight, „Empirical Methods for Compound Splitting“ (EACL 2003): a split is believed where its
parts are words of the same collection. Linking letters go with the stem of the left part. Unlike there, a frequent
whole word is still split, since its parts are only found at lower weight.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from functools import lru_cache
from itertools import islice
from math import log

from indexer.analysis import count_nouns, count_words, drop_umlauts, fold_word, stem_word
from indexer.workers import Workers, wait_for

COMPOUNDS_VERSION = 3

_SHORTEST_PART = 4
# What is left of a compound when one part is taken away.
SHORTEST_REST = 3
_LEARNT_WHOLE = 30_000
# Texts that one process counts at a time, headlines among them.
_SHARE = 2500
_SHORTEST_WHOLE = 7
_LONGEST_WHOLE = 48
# Folded umlauts are one letter: Überführung holds no Ehrung.
_UMLAUTS = ("ae", "oe", "ue")
_SHORTEST_HEAD = 5
# What a stemmer may take off, linking letters included: -lichkeiten, and some more.
_LONGEST_ENDING = 14

# Shorter words that do head or begin compounds; others of three letters (ein, tag, ort) split far too much wrongly.
_SHORT_PARTS = frozenset("amt rat rad zoo see bad hof bau weg".split())

# Endings and beginnings that look like words but make no compound.
_NO_PARTS = frozenset(
    """schaft schaften heit heiten keit keiten ungen lich liche lichen lichem licher isch ische ischen ischer bar
    sam chen lein haft haften ismus ling linge unter ueber nach eine einen einer eines wird aber oder beim dass sich
    hier dort mehr sein ihre nicht wert werte erste ersten gern weise weisen voll ende enden hinter durch gegen
    selbst wieder fest""".split()
)

# Prefixes: Überarbeitung is no kind of Arbeit.
_NO_BEGINNINGS = frozenset(
    "ueber unter nach gegen hinter wider wieder durch entgegen zusammen miss inter trans".split()
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
Staedte Laender Haeuser Maerkte Gaeste Baeume Plaetze Raeume Baeder Kloester Waelder Doerfer Choere Vereine Gaerten
Weihnacht Ostern Advent Ober Gemeinschaft Stueck Nachricht Nachrichten Sparkasse Feuerwehr Wehr Weg Baustelle Hospital
Spital Konzern Quartier Viertel Brunnen Radweg Rundgang Gang Stab Stimme Wahl Waehler Rente Steig Gleis Tunnel Glas
Transport Fahrzeug Geraet Bruder Sprecher Vertreter Nutzung Nummer Ordnung Pause Pfad Pfarrer Rasen Rettungsdienst Saal
Samt Textil Weber Weberei Burg Ufer Rhein Niederrhein Ausweis Gebuehr Satzung Beschluss Bescheid Verordnung Erlass
"""


# What German puts between the parts, by its last letter; a final -e may go (Schule, Schulhof).
_LINKS = {"s": ("s", "es"), "n": ("n", "en"), "e": ("e",), "r": ("er",)}

_Cut = tuple[int, float, tuple[str, ...]]


class CompoundSplitter:
    """Knows the words of an archive and finds them inside longer ones; the same for a whole index generation."""

    def __init__(self, words: Mapping[str, int] | None = None) -> None:
        """Take over words as they are folded, with their counts; those of municipal press work are always known."""
        self._words = {fold_word(word): 2 for word in _COMMON_WORDS.split()}
        for word, count in (words or {}).items():
            self._words[word] = self._words.get(word, 0) + count
        self._note_words()
        self.split_word = lru_cache(maxsize=200_000)(self._split_word)

    @classmethod
    def learn(cls, texts: Iterable[str], workers: Workers | None = None) -> CompoundSplitter:
        """Return a splitter for the nouns of these texts; the shorter one is, the more often it must occur.

        Where there are many texts, `workers` count their words.
        """
        words = count_nouns(_count_shared(_thin_out(texts), workers))
        stems: Counter[str] = Counter()
        for word, number in words.items():
            stems[stem_word(word)] += number
        known = {
            word: stems[stem_word(word)]
            for word in words
            if _SHORTEST_PART <= len(word) <= _LONGEST_WHOLE and stems[stem_word(word)] >= _times_needed(word)
        }
        return cls(known)

    def to_json(self) -> str:
        """Return the words as JSON, to be kept beside the index that was made with them."""
        return json.dumps(self._words, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> CompoundSplitter:
        """Return the splitter whose `to_json` this is."""
        splitter = cls()
        splitter._words = {str(word): int(count) for word, count in json.loads(text).items()}
        splitter._note_words()
        return splitter

    def _note_words(self) -> None:
        # Nearly all places where a part might begin are ruled out by its first letters.
        self._beginnings = frozenset(word[:_SHORTEST_PART] for word in self._words)
        self._weights = {word: -log(count) for word, count in self._words.items() if _can_be_part(word)}

    def _split_word(self, folded: str) -> frozenset[str]:
        """Return the stems of all parts of a folded word, none where it is no compound.

        Schüleraustauschprogramm gives the stems of Schüler, Austausch, Programm, Schüleraustausch and
        Austauschprogramm. Where the beginning is unknown, the end alone is given: it says what the thing is.
        """
        if not _SHORTEST_WHOLE <= len(folded) <= _LONGEST_WHOLE or not folded.isalpha():
            return frozenset()
        starts = self._find_starts(folded)
        if not starts:
            return frozenset()
        best = self._cut(folded, starts)
        parts = best[2] if best else self._find_head(folded, starts)
        if not parts:
            return frozenset()
        atoms: list[str] = []
        stems = {stem_word(part) for part in parts}
        for part in parts:
            inner = self._cut(part, self._find_starts(part)) if len(part) >= _SHORTEST_WHOLE else None
            atoms.extend(inner[2] if inner else (part,))
        for first in range(len(atoms)):
            for last in range(first + 1, min(first + 4, len(atoms)) + 1):
                # Neighbours too: Oberbürgermeister is found by Bürgermeister.
                stems.add(stem_word("".join(atoms[first:last])))
        stems.discard(stem_word(folded))
        return frozenset(stems)

    def has_part(self, folded: str, stem: str) -> bool:
        """Return whether `split_word` gives this stem; of most words their letters tell that it does not."""
        core = drop_umlauts(stem)
        at = folded.find(core[0]) if core else -1
        while at >= 0:
            if (
                (at == 0 or (at > 2 and self._may_begin(folded, at)))
                and drop_umlauts(folded[at : at + 2 * len(core) + 2]).startswith(core)
                and any(
                    stem_word(folded[at:end]) == stem
                    for end in range(at + len(core), min(at + len(core) + _LONGEST_ENDING, len(folded)) + 1)
                    if end == len(folded) or self._may_begin(folded, end)
                )
            ):
                return stem in self.split_word(folded)
            at = folded.find(core[0], at + 1)
        return False

    def _may_begin(self, word: str, at: int) -> bool:
        return word[at : at + _SHORTEST_PART] in self._beginnings or word[at : at + 3] in self._beginnings

    def cut_word(self, folded: str) -> tuple[str, ...]:
        """Return the parts of a folded word in order, as they are words by themselves; none where it is no compound."""
        if not _SHORTEST_WHOLE <= len(folded) <= _LONGEST_WHOLE or not folded.isalpha():
            return ()
        best = self._cut(folded, self._find_starts(folded))
        return tuple(map(self._drop_link, best[2])) if best else ()

    def _drop_link(self, part: str) -> str:
        bases = [part[: -len(link)] for link in _LINKS.get(part[-1], ()) if part.endswith(link)]
        return part if part in self._words else next((base for base in bases if base in self._words), part)

    def _find_head(self, word: str, starts: list[int]) -> tuple[str, ...]:
        for at in starts:
            head = word[at:]
            if (
                at >= _SHORTEST_PART
                and len(head) >= _SHORTEST_HEAD
                and word[:at] not in _NO_BEGINNINGS
                and len(stem_word(head)) >= 4
                and self._weigh(head) is not None
            ):
                return (head,)
        return ()

    def _weigh(self, part: str) -> float | None:
        """Return minus the logarithm of how often a part is a word by itself, linking letters aside; None for never."""
        weight = self._weights.get(part)
        if weight is not None:
            return weight
        if not _can_be_part(part):
            return None
        # A linking letter costs a little, so that a word that ends so by itself is preferred.
        for link in _LINKS.get(part[-1], ()):
            if part.endswith(link):
                weight = self._weights.get(part[: -len(link)])
                if weight is not None:
                    return 0.5 + weight
        count = self._words.get(part + "e")
        return None if count is None else 0.5 - log(count)

    def _cut(self, word: str, starts: list[int]) -> _Cut | None:
        """Return (number of parts, mean weight, parts) of the best cut in two or more, or None where there is none."""
        if not starts or not (word[:_SHORTEST_PART] in self._beginnings or word[:3] in self._beginnings):
            return None
        # The best cut of the rest of the word from each place, the last place first.
        best: dict[int, _Cut] = {}
        for at in (*reversed(starts), 0):
            alone = self._weigh(word[at:]) if at else None
            found: _Cut | None = None if alone is None else (1, alone, (word[at:],))
            for after in starts:
                right = best.get(after) if after >= at + 3 else None
                left = self._weigh(word[at:after]) if right is not None else None
                if right is None or left is None:
                    continue
                number = right[0] + 1
                candidate = (number, (left + right[1] * right[0]) / number, (word[at:after], *right[2]))
                if found is None or candidate[:2] < found[:2]:
                    found = candidate
            if found is not None:
                best[at] = found
        return best.get(0)

    def _find_starts(self, word: str) -> list[int]:
        """Return where a known word might begin inside this one, not inside an umlaut."""
        known = self._beginnings
        return [
            at
            for at in range(3, len(word) - 2)
            if (word[at : at + _SHORTEST_PART] in known or word[at : at + 3] in known)
            and word[at - 1 : at + 1] not in _UMLAUTS
        ]


def _times_needed(word: str) -> int:
    # Four letters stand in many words by chance, seven hardly.
    return max(7 - len(word), 1)


def _thin_out(texts: Iterable[str]) -> Iterator[str]:
    """Yield all of the first texts and, where there are very many, every third of the others: enough to know the words."""
    return (text for number, text in enumerate(texts) if number < _LEARNT_WHOLE or number % 3 == 0)


def _count_shared(texts: Iterator[str], workers: Workers | None) -> Counter[str]:
    """Return how often each word stands in the texts, a share of them counted by each process."""
    spelled: Counter[str] = Counter()
    if workers is None or workers.processes == 1:
        return count_words(texts)
    running: deque[Future[Counter[str]]] = deque()
    while share := list(islice(texts, _SHARE)):
        if not workers.started and len(share) < _SHARE:
            return count_words(share)
        # No more than one share waits for a process in memory.
        if len(running) > workers.processes:
            spelled.update(wait_for(running.popleft()))
        running.append(workers.submit(count_words, share))
    while running:
        spelled.update(wait_for(running.popleft()))
    return spelled


def _can_be_part(word: str) -> bool:
    return word not in _NO_PARTS and (len(word) >= _SHORTEST_PART or word in _SHORT_PARTS)
