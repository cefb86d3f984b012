"""Word lists by which an article that is about a place is told from one that mentions it; words of the last step."""

from __future__ import annotations

from indexer.tag_words import split_words

# A headline that has one of these is about the one place that the article names, or names first.
TWINNING_TITLE = (
    "partner",
    "austausch",
    "delegation",
    "gegenbesuch",
    "jugendbegegnung",
    "städtefreund",
    "freundschaft",
    "zusammenarbeit",
    "kooperation",
    "kooperier",
    "kardeş",
    "jumelage",
    "spenden",
    "hilfsgüter",
    "hilfstransport",
    "hilfslieferung",
    "konvoi",
    "studienfahrt",
    "studienreise",
    "bürgerreise",
    "klassenfahrt",
    "stippvisite",
)
# Exchange of what is no people.
THINGS_EXCHANGED = (
    "datenaustausch",
    "gedankenaustausch",
    "informationsaustausch",
    "rohraustausch",
    "luftaustausch",
    "austauschbar",
)
# A headline that has one of these and a country is about the partner there.
MEETING_SIGNS = (
    "reis", "besuch", "delegation", "hilf", "spende", "partner", "gäste", "gast", "austausch", "freund", "brief", "empfang",
    "post aus", "grüße", "gruß",
)  # fmt: skip
# Words up to three before a name that is named in passing: „unter anderem in Venlo“.
PASSING = split_words(
    "richtung wie anderem u.a. z.b. beispiel etwa beispielsweise auch zuvor früher bereits geboren gebürtig"
)
# Headlines of articles on many things.
DIGEST_TITLE = (
    "rückblick",
    "kalenderblatt",
    "kurz gemeldet",
    "kurzmeldungen",
    "termine",
    "überblick",
    "polizeibericht",
    "was ist los",
    "chronik",
    "in kürze",
    "notiert",
    "woche im",
)
# Signs that a sentence tells where somebody once was, or passed through.
BY_THE_WAY = (
    r"(?i)\b(?:rückreise|rückweg|rückfahrt|hinweg|unterwegs|zwischenst\w+|raste\w*|station|studier(?:te|t)|promovierte|"
    r"aufgewachsen|lehrte|absolvierte|lebte|besuchte zuvor)\b"
)
BY_THE_WAY_SIGNS = (
    "reise", "weg", "fahrt", "nterwegs", "wischenst", "raste", "tation", "studier", "promov", "aufgewachsen", "lehrte",
    "absolv", "lebte", "esuchte",
)  # fmt: skip
# Signs of a journey to a place or from it, by the preposition before the place.
TRAVEL = {
    "nach": (
        "reis", "aufgebrochen", "brechen", "brach", "unterwegs", "auf dem weg", "fliegt", "fliegen", "flog", "eingeladen",
        "fährt über", "fährt im", "fährt am", "fährt vom", "fahren im", "fahren am", "fahren vom", "geliefert", "gebracht",
        "schickt", " gehen ",
    ),
    "in": (
        "wochen", "monate lang", "tage lang", "verbracht", "verbringen", "verbrachte", "zu gast", "zu besuch",
        "teilgenommen", "aufgetreten", "hospitiert", "gearbeitet", "konzerte", "gespielt", "gesungen",
    ),
    "aus": (
        "zu gast", "zu besuch", "begrüßt", "empfangen", "empfing", "empfängt", "besuchen", "besuchten", "angereist",
        "zurückgekehrt", "heimgekehrt", "zurück", "zugeschaltet", "teilgenommen",
    ),
}  # fmt: skip
# What may be foreign without being about the place it comes from: „chinesisches Unternehmen“, „türkischer Verein“.
FOREIGN_THINGS = (
    "unternehm", "konzern", "firm", "hersteller", "restaurant", "verein", "elternverein", "küche", "spezialität", "film",
    "erstligist", "zweitligist", "klub", "markt", "geschäft", "pässe", "sprache", "literatur", "wörterb", "roman",
    "chöre", "lieder",
)  # fmt: skip
# A way to a country in the headline: „Krankenwagen für die Ukraine“.
GOING_THERE = ("für die ", "in die ", "nach ")
