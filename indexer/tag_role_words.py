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
# What gives a place a part in what is told, from the second sentence on: what stands before the name, in lower case.
PART_BEFORE = (
    # „Der Erlös geht an eine Suppenküche in Kropyvnytskyi“
    r"\b(?:geht|gehen|ging|gingen|fließt|fließen)\s(?!es\b)[^,]{0,40}\ban\s[^,]{0,60}$",
    r"\bempfänger(?:in)?\s(?:ist|sind|war|waren)\s[^,]{0,60}$",
    # „Zu Gast ist der Kammerchor aus Dünkirchen“, „Gleichaltrige aus Leiden brachten …“
    r"^(?:zu gast|zugeschaltet|angereist) (?:ist|sind|war|waren)\s(?!am\b)[^,]{0,80}\baus\s$",
    r"^(?:gleichaltrige|jugendliche|kinder|schülerinnen|schüler|auszubildende|gastgeber)(?: und schüler)? aus (?:dem )?$",
    # „Ziel ist zunächst Hangzhou“, „Danach geht es weiter nach Xuzhou“
    r"\bziel (?:\w+ \w+ )?(?:ist|war) (?:zunächst |diesmal |die \w+ |das \w+ ){0,2}$",
    r"^(?:danach|dann|anschließend) (?:geht|ging|reist|reiste|fährt|fuhr)\s[^,]{0,40}\bnach\s$",
    r"\bgastfamilien (?:\w+ ){0,2}in $",
    r"^(?!zuvor|vorher|früher|davor)(?:.{0,60}\s)?(?:wochen|monate|tage) (?:lang )?(?:[^,]{0,60} )?in $",
    # „Die Reise führt sie nach Leiden“, „Das Geld ist für ein Heim in Kropyvnytskyi“
    r"^(?:die|eine) (?:\w*fahrt|\w*reise|\w*tour|exkursion)\s[^,]{0,50}\bnach\s$",
    r"^(?:die|das|der) (?:geld|erlös|hilfe|hilfsgüter|spenden?|lieferung|betrag|summe|transport|konvoi)\s[^,]{0,60}"
    r"\b(?:in|nach|für|an)\s$",
    r"\b(?:reisten|flogen|fliegen|aufgebrochen)\s[^,]{0,50}\bnach\s$",
    r"\b(?:lebten|wohnten|verbrachten|verbringen)\s[^,]{0,50}\bin\s$",
    # „Anlass ist der Angriff auf Kropyvnytskyi“
    r"^(?:anlass|anlaß|auslöser) (?:ist|war|sind|waren)\s[^,]{0,80}$",
    # „Federführend ist das Museum in Leiden“, „Die Sitzung beginnt um 17 Uhr in Venlo“
    r"^(?:federführend|gastgeber|gastgeberin|ausrichter|veranstalter|partner|partnerschule|kooperationspartner|schauplatz|reiseziel|"
    r"austragungsort|tagungsort|absender|eingeladen) (?:ist|war|sind|waren|hat|hatte|haben|hatten)\s[^,]{0,60}$",
    r"\bim mittelpunkt (?:steht|stand|stehen|standen)\s[^,]{0,40}$",
    # „Gemeinsam mit dem Chor aus Leicester“
    r"\b(?:gemeinsam|zusammen) mit\s[^,]{0,60}\b(?:aus|in|von|des|der)\s$",
    r"^(?:ausgerichtet|ausgetragen|unterzeichnet)\s[^,]{0,60}\bin\s$",
    r"^(?:die sitzung|das treffen|die konferenz|die tagung|der festakt|die feier|die begegnung|das turnier)\s[^,]{0,80}\bi[nm]\s"
    r"(?:\w+ in )?$",
    # „Darin lädt der Bürgermeister von Uljanowsk …“
    r"\b(?:lädt|lud|bittet|bat|dankt|dankte|schreibt|schrieb) (?:der|die) (?:ober)?bürgermeister(?:in)? (?:von|aus) $",
)
# And what stands behind it: „ist Gast des Weinfestes“, „haben sich in Venlo umgesehen“, „sind für Kropyvnytskyi bestimmt“.
PART_BEHIND = (
    r"(?:(?P<guest>\s(?:ist|war|sind)\s(?:\w+\s){0,2}(?:Gast|Gäste|Gastgeber|Gastgeberin)\b)"
    r"|(?P<stay>[^,.]{0,40}\s(?:umgesehen|fortgebildet|kennengelernt)\b)"
    r"|(?:\s[\w-]+){0,3}\s(?:bestimmt|zugute|gebraucht|benötigt|überführt)\b)"
)
# Signs that a sentence of the lead tells something beside the matter: where somebody comes from, whom else there is.
ASIDE = (
    r"(?i)\b(?:gebore\w*|aufgewachsen\w*|wuchs|stamm\w+|wurzeln|lebt|lebte|wohnt|wohnte|kam|studiert\w*|promovierte|lehrt\w*|"
    r"arbeitet|arbeitete|geflohen|geflüchtet|zuletzt|bisher|zuvor|früher\w*|ehemalig\w*|auch|darunter|außerdem|ebenfalls|etwa|"
    r"unter anderem|zum beispiel|kommt|trikot|unfall|polizei|bundespolizei\w*|autobahn|a\s?(?:40|57|61)|platz|sieger\w*|"
    r"schlacht|schneller|hersteller\w*|firma|unternehmen\w*|händler\w*|lieferant\w*|vorbild\w*|wie)\b"
)
TRIPS = ("reise", "fahrt", "flug", "tour", "ausflug", "exkursion", "transport", "lieferung", "trip", "konvoi")
