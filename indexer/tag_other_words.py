"""Word lists by which streets, clubs, things, works, rooms and persons are told from the place whose name they bear."""

from __future__ import annotations

from indexer.tag_words import split_words

STREET_ENDINGS = (
    "straße", "strasse", "straßen", "str", "weg", "platz", "allee", "ring", "damm", "gasse", "chaussee", "ufer", "tor",
    "wall", "stiege", "pfad", "steig", "promenade", "plein", "straat",
)  # fmt: skip
STREET_WORDS = split_words(
    """
    street road square avenue lane boulevard drive straat laan weg plein saal raum zimmer halle hof siedlung
    """
)
STREET_BEFORE = split_words("rue avenue boulevard quai place chemin ecke")
CLUB_LETTERS = split_words(
    "FC SC SV TSV VfL VfB VVV USL AS HSV TV TuS HC BC RC AC HGD HGL ASV BV SpVgg SSV SKV FSV TSG"
)
CLUB_BEFORE = CLUB_LETTERS | split_words(
    """
    Sparta Borussia Fortuna
    Eintracht Sporting Racing Olympique Red Blue New Port Lake Fort Mount
    Kickers Türkspor Türkgücü Hilalspor Gençlerbirliği Concordia Alemannia Viktoria Germania Preußen Real Dynamo Lokomotive
    """
)
CLUB_AFTER = split_words(
    """
    City FC United Rovers Wanderers Tigers Foxes Panthers Lions Eagles Bulls Hornets Bobcats Checkers Knights Riders
    HB HC BC SC AC RC VC AFC BBC HBC Basket Handball
    Spor SK Spor-Klub Erciyesspor Mercury Observer Times Herald Post Chronicle Gazette Cheese Käse Motor Speedway
    """
)
# Letters before a place that are no club's: „DRK Venlo“, „IHK“.
NOT_CLUBS = split_words(
    "USA US NRW IHK DRK AWO THW VHS EU UN OB DB DGB SPD CDU FDP BM NL GB UK JVA UNC WDR SWK LVR EGN"
)
# Of the words in a club's name, those that no paper or dish has.
SPORT_CLUBS = CLUB_LETTERS | split_words(
    """
    City FC United Rovers Wanderers Tigers Foxes Panthers Lions Eagles Bulls Hornets Bobcats Checkers Knights Riders Spor
    Erciyesspor VVV Kayserispor Corsaires
    """
)
SPORT_BEFORE = (
    "ligist", "ligisten", "tabellenführer", "aufsteiger", "absteiger", "klub", "club", "spitzenreiter",
    "schlusslicht", "titelverteidiger",
)  # fmt: skip
# One of these stands in every sentence that SPORT_SIGNS fit.
SPORT_HINTS = (
    "iga", "divisie", "Lig", "League", "piel", "NBA", "NFL", "MLS", "Tabell", "türmer", "orhüter", "Transfer", "finale",
    "Trainer", "Turnier", "Dressur", "Springen", "alopp", "Neuzug", "Kader", "Mannschaft", "Handball", "ußball", "ockey",
    "asketball",
)  # fmt: skip
SPORT_SIGNS = (
    r"\b(?:Premier League|Bundesliga|Liga|\w*liga|Eredivisie|Süper Lig|Ligue [12]|Champions League|Länderspiele?|NBA|NFL|MLS|"
    r"Neuzug\w*|Neuzugäng\w*|Kaders?|Dressur|[Ii]m Springen|\w*[Gg]alopp\w*|"
    r"Tabellen\w+|Heimspiels?|Auswärtsspiels?|Stürmers?|Torhüters?|Abwehrspielers?|Transfer\w*|Pokalspiels?|Testspiels?|Achtelfinale|Viertelfinale)\b"
)
CITY_NOT_CLUB = split_words("Council Hall Museum Centre Center Mayor Festival Rooms Rats Gallery")
# What bears a name of its own, in quotes: „das Boot „Venlo““.
NAMED_THINGS = split_words(
    "Boot Schiff Fähre Straßenbahn Bahn Zug Lok Kita Haus Hotel Restaurant Café Rose Sorte Name Namen Kirmeswagen"
)
# What has names of its own: „die Rasse Border Leicester“.
KINDS = split_words("Rasse Sorte Marke Typ Typs Modell Serie Fabrikat Baureihe")
# Things that are called after a place without being there, before the name or behind it.
NAMED_BEFORE = (
    "motorschiff", "frachtschiff", "dampfschiff", "schiff", "dampfer", "frachter", "kutter", "hotel", "restaurant",
    "imbiss", "grillhaus", "pizzeria", "kita", "kindergarten", "seniorenheim", "altenheim", "pflegeheim", "gaststätte",
    "kneipe", "bistro", "café", "restoran", "otel", "lokanta", "bäckerei", "metzgerei",
    "autohaus", "reisebüro", "supermarkt", "kanzlei", "firma", "schreinerei", "salon", "spedition", "juwelier", "boutique",
    "modehaus", "möbelhaus", "kaufhaus", "bettenhaus", "gasthaus", "wirtshaus", "brauhaus", "kinderhaus", "teehaus",
    "kiosk", "büdchen", "apotheke", "praxis", "druckerei", "brauerei", "gärtnerei", "tischlerei", "konditorei", "eisdiele",
    "optiker", "laden",
    "kater", "hund", "hündin", "wallach", "hengst", "stute", "pony", "esel", "ziege", "kuh", "fohlen", "welpe",
    "labrador", "dackel", "mops", "terrier", "pudel",
)  # fmt: skip
NAMED_BEHIND = split_words(
    """
    Grill Restaurant Döner Imbiss Kebap Kebab Kebabhaus Market Supermarkt Bistro Pizzeria Barber GmbH AG KG OHG UG
    Reisen Touristik Tours Travel Immobilien Elektro Moden Möbel Feinkost
    Grillhaus Kebaphaus Sofrası Sofrasi Sofra Lokantası Lokantasi Lokanta
    Ocakbaşı Ocakbasi Fırını Firini Fırın Firin Pastanesi
    Kebapçısı Dönerci Börek Bäckerei Backhaus Kiosk Café Cafe Lounge Shop Friseur
    """
)
# Joined to a place by a hyphen: what was called after it.
NAMED_BUILDINGS = (
    "kaserne", "schule", "gymnasium", "stift", "siedlung", "brunnen", "denkmal", "kapelle", "kindergarten", "kita", "klinik",
)  # fmt: skip
PRODUCTS = split_words(
    """
    Mantı Manti Mantısı Pastırma Pastirma Pastırması Sucuk Köfte Käse Cheese Longwool Schaf Schafe Flasche Flaschen
    Kaffee Bier Senf Pizza Wurst Topf Teller Platte Spieß Pfanne Salat Brot Torte Riese
    """
)
# Ends of words joined to a place by a hyphen that are dishes, or say that something is only made so.
PRODUCT_ENDINGS = (
    "schinken", "wurst", "käse", "brot", "bier", "torte", "suppe", "eintopf", "soße", "teigtaschen", "sorte", "art", "look",
    "stil",
)  # fmt: skip
# What a town has and calls by its name in English: „das Charlotte Ballet“, „Leicester University“.
ENGLISH_THINGS = split_words(
    """
    University College School Symphony Ballet Orchestra Museum Museums Cathedral Hospital Library Council Convention Airport
    Police Fire Festival Center Centre Theatre Theater Choir Sister Cities City County Metro Area Chamber Government Marathon
    Hall Mayor Cadets Singers Players Appeal Declaration Agreement Initiative
    Rathaus Universiteit Stadskantoor Bibliotheek Belediyesi Üniversitesi Marketing
    """
)
FIRM_AFTER = split_words("Söhne Sohn Partner Co Cie Töchter Brüder")
# Who may bear a name that is a place's, too: „die Autorin Dunja Beeskow“, „Trainer Thomas Leiden“.
PERSON_ROLES = (
    "autor", "historiker", "trainer", "pfarrer", "pastor", "künstler", "maler", "musiker", "sänger", "komponist",
    "schauspieler", "schriftsteller", "journalist", "fotograf", "bildhauer", "architekt", "professor", "leiter",
    "vorsitzender", "vorsitzende", "sprecher", "sprecherin", "dozent", "referent", "kurator", "stürmer", "torwart",
    "torhüter", "kapitän", "anwalt", "richter", "lehrer", "unternehmer", "kandidat", "abgeordneter", "abgeordnete",
)  # fmt: skip
# Of these, those that no city has one of: right before a name, it is a surname.
PERSON_CALLINGS = (
    "architekt", "architektin", "tenor", "sänger", "sängerin", "autor", "autorin", "maler", "malerin", "trainer", "trainerin",
    "pianist", "pianistin", "schauspieler", "schauspielerin", "komponist", "bildhauer", "bildhauerin", "regisseur",
    "schriftsteller", "historiker", "kabarettist", "torwart", "stürmer", "torjäger", "anwalt", "richterin", "lehrerin",
)  # fmt: skip
PERSON_TITLES = split_words(
    "Herr Herrn Frau Familie Eheleute Professor Professorin Pfarrer Pfarrerin Pater Kapitän Trainer Doktor Kollege Kollegen"
)
# Endings of common nouns: what stands between a role and a name and ends so is no forename.
NOUN_ENDINGS = (
    "ung", "heit", "keit", "schaft", "amt", "haus", "hafen", "markt", "werk", "werke", "verein", "klub", "club", "bund",
    "museum", "schule", "archiv", "bahn", "hof", "zentrum", "messe", "gruppe", "region", "stadt", "kreis", "theater",
    "orchester", "chor", "team", "park", "universität", "verband", "dienst", "center", "euregio", "gemeente", "city",
)  # fmt: skip
SPORT_AGAINST = (
    r"\b(?:\w*[Ss]piel\w*|\w*[Pp]okal\w*|\w*[Ll]iga\w*|Handball|Fußball|Basketball|Eishockey|\w*[Ff]inale|"
    r"Sieg\w*|Niederlage\w*|Remis|Partie|gew[ai]nn\w*|verl(?:or|ier)\w*|\d{1,2}:\d{1,2})\b"
)
MATCH_VERBS = split_words(
    "spielt spielte spielen trifft traf verliert verlor gewinnt gewann siegt siegte unterlag unterliegt"
)
ROOM_ENDINGS = ("saal", "raum", "zimmer", "halle", "foyer", "salon", "lounge")
ROOM_BEFORE = (
    "saal", "zimmer", "sitzungsraum", "konferenzraum", "besprechungsraum", "seminarraum", "kursraum", "tagungsraum",
    "gruppenraum", "säle", "foyer",
)  # fmt: skip
VENUE_SIGNS = (
    "rathaus", "volkshochschule", "vhs", "etage", "obergeschoss", "erdgeschoss", "stock", "uhr", "sitzung", "tagt",
    "kurs", "seidenweberhaus", "haus", "treffpunkt", "anmeldung", "raumplan", "veranstaltungsraum", "statt",
    "umbenannt", "benannt",
)  # fmt: skip
WORKS = (
    r"\b(?:\w*film(?:s|e)?|\w*roman(?:s)?|buch(?:es)?|\w*album|serie|\w*drama|oper|\w*musical|song|lied|gemälde|stück|"
    r"thriller|\w*epos)\b"
)
# Signs of a work beside a name in quotes.
WORK_HINTS = (
    "film", "Film", "kino", "Kino", "roman", "Roman", "Regie", "regie", "Leinwand", "Buch", "buch", "Album", "Serie", "serie",
    "Oper", "oper", "Musical", "Theater", "theater", "Stück", "stück", "Lesung", "liest", "Song", "Lied", "Gemälde",
    "drama", "Open-Air",
    "Premiere", "aufgeführt", "aufführung", "Spielzeit", "Thriller", "komponiert", "Musik zu", "Inszenierung", "Drama",
)  # fmt: skip
# A headline that has one of these and a quote is on a play: „Oper „Maria Stuarda“ am Theater“.
STAGE = ("Oper", "Theater", "theater", "Drama", "Schauspiel", "Premiere", "Musical", "Bühne")
CINEMA = ("kino", "Kino", "film", "Film", "Leinwand")
WORK_BEFORE = ("film", "roman", "thriller", "epos", "drama", "musical")
URL_TAIL = r"(?:@|\.(?:de|nl|com|org|net|eu|fr|uk|gov|tr|ru|cn|ua|info|jpg|png|pdf)\b|_|/\S*\.)"

# Persons: what stands before a forename, and what follows it.
PERSON_BEFORE = split_words(
    """
    Königin Prinzessin Herzogin Großherzogin Kaiserin Fürstin Gräfin Kurfürstin Frau Dr Prof Tante Oma Mutter
    Schwester Tochter Enkelin Freundin Mama Kollegin Klein Baby Ehefrau Gattin Witwe Cousine Nichte Zwillinge Kinder
    Mädchen Kind Schwestern Familie Sankt Heilige Lady Miss Mrs Queen Princess Sophie Marie Anna Eva Lisa Luise Hund
    Hündin Stute Kuh Katze Elefantendame Namen Name
    """
)
PERSON_BEFORE_ENDING = (
    "erin", "istin", "ärztin", "antin", "entin", "orin", "ologin", "eurin", "iegin", "ötin", "zessin", "ogin",
    "itikerin", "nerin", "ährige", "jährigen", "jähriger", "igin", "essorin", "etin", "afin", "auin",
)  # fmt: skip
PERSON_AROUND = (
    "namens", "heißt", "heiße", "getauft", "vorname", "geboren", "genannt", "benannt", "verliebt", "verheiratet",
)  # fmt: skip
NOBLE_TITLES = split_words("Earl Duke Graf Grafen Gräfin Lord Herzog Herzogin Fürst")
NOBLE_PARTICLES = split_words("von van de du zu della le la")
# Ends of words for many people, which are nobody's surname: „wollen Leiden und Charlotte Touristen führen“.
PEOPLE_ENDINGS = (
    "isten",
    "ierende",
    "ierenden",
    "innen",
    "schüler",
    "bürger",
    "kinder",
    "leute",
    "gäste",
    "jugendliche",
    "jugendlichen",
)
# Capitalised words that follow a city in a sentence and are no surname.
NOT_SURNAMES = split_words(
    """
    Januar Februar März April Mai Juni Juli August September Oktober November Dezember Montag Dienstag Mittwoch
    Donnerstag Freitag Samstag Sonnabend Sonntag Anfang Ende Mitte Station Halt Gäste Vertreter Vertreterinnen
    Oberbürgermeister Oberbürgermeisterin Bürgermeister Bürgermeisterin Ostern Weihnachten Pfingsten Besuch Kontakte
    Erfahrungen Schülerinnen Schüler Jugendliche
    """
)
