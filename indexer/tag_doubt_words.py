"""Word lists by which a name that is an ordinary word as well, such as „Leiden“, is known to be the word; of `tag_doubts`."""

from __future__ import annotations

from indexer.tag_words import split_words

ADJECTIVE_ENDINGS = (
    "liche", "lichen", "liches", "lichem", "ische", "ischen", "isches", "ischem", "iges", "igem", "igen", "ige", "ale",
    "alen", "elle", "ellen", "ose", "osen", "bare", "baren", "same", "samen", "volle", "vollen", "lose", "losen",
    "große", "großen", "großes", "großem", "langes", "langem", "langen", "schwere", "schweren", "schweres", "schwerem",
    "stilles", "stillem", "stille", "stillen", "neues", "neuem", "neue", "neuen", "altes", "altem", "alten", "eigenes",
    "eigenem", "eigene", "eigenen", "kurzem", "kurzes", "tiefes", "tiefem", "innere", "inneren", "inneres", "innerem",
    "fremdes", "fremdem", "fremde", "schlimme", "schlimmes", "schlimmen", "andere", "anderen", "unbekannte",
    "unbekannten", "bekannte", "chronischem", "hartem", "jahrelanges", "jahrelangem", "bares", "unnötiges",
    "erlittenes", "erlittenem", "erlittene", "erlittenen", "tendes", "endes", "endem", "enden",
)  # fmt: skip
# What follows suffering in a phrase: its owner, its cause, what is done about it.
GENITIVE_AFTER = split_words(
    """
    der des eines einer ihrer seiner unserer deren dieser jener vieler aller zahlreicher tausender mancher meiner
    deiner solcher
    """
)
CAUSE_AFTER = split_words("unter an durch wegen infolge am zu wie ohne")
OUTCOME_AFTER = split_words(
    "wird werden wie lernen erwächst entsteht entstand wächst erlöst geplagt geplagte geplagten gezeichnet"
)
SUFFER_COMPANIONS = split_words(
    """
    Sterben Tod Todes Schmerz Schmerzen Not Elend Leid Freud Freude Freuden Trauer Krankheit Krankheiten Entbehrung
    Entbehrungen Auferstehung Verlust Verluste Hoffnung Angst Ängste Hass Liebe Qual Qualen Kummer Sorge Sorgen
    Leidenschaft Leidenschaften Mühsal Unrecht Gewalt Krieg Flucht Vertreibung Zerstörung Opfer Gebrechen
    Beschwerden Verletzungen Glück Hunger Trost Mitleid Heilung Schuld Schrecken Verzweiflung Armut Siechtum Altern
    Geduld Kreuz Lieben Leben Erlösung Wunden Durst Kälte Scham Sucht Krise Krisen Wut Folter Kampf Kämpfen Wahn
    """
)
SUFFER_VERBS = split_words(
    """
    lindern gelindert lindert mildern verursachen verursacht ertragen erträgt beenden beendet vermeiden verhindern
    ersparen erspart zufügen zugefügt aushalten verkürzen verlängern behandeln erdulden vergessen müssen mussten
    mindert verhindert vermeidet verkürzt behandelt heilt erspart verursachte linderte
    musste können könnten heilen gedenken geprägt verschlimmern klagen bringen
    """
)

# What is done to suffering and never to a city: „will die Stadt Leiden lindern“.
RELIEF_VERBS = split_words(
    "lindern mildern mindern vermindern verringern vermeiden verhindern verursachen ertragen verkürzen"
)
# What is seen in suffering, and what people do who see it: „In Leiden einen Sinn zu finden, fällt schwer“.
SEEN_IN = (
    r"\s(?:auch\s|nur\s|stets\s)?k?ein(?:e|en)?\s(?:\w+(?:e|en|er|es)\s)?"
    r"(?:Sinn|Weg|Zeichen|Ausdruck|Wert|Trost|Gnade|Prüfung|Strafe|Schicksal|Aufgabe|Ziel|Chance|Läuterung|Lehre|Bedeutung)\b"
)
SEEING = r"\b(?:(?:ge)?s[aeiä]h\w*|sieh\w*|erk[ae]nn\w*|f[ai]nd\w*|such\w*|betracht\w*|verst[ae]\w*)\b"
# What is drawn from suffering: „aus Leiden Kraft zu schöpfen“.
DRAWN_FROM = r"\s(?:\w+e\s)?(?:Kraft|Mut|Hoffnung|Stärke|Weisheit|Lehren|Trost|Zuversicht|Freude)\b"
# Behind „Leiden, die“: the clause is on sufferings, not on a town.
CLAUSE_AFTER = split_words(
    "nicht man sie ihn ihm ihr ihnen uns sich wir er es niemand kaum oft viele denen die manche keiner jeder"
)
