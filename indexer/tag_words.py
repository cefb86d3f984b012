"""Word lists that speak for a place beside its name, and small words: German (and some foreign), no names of one city."""

from __future__ import annotations

import re

WORD = re.compile(r"\w+(?:-\w+)*")


def split_words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def _nouns(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Read words with a star and endings: forms that are whole words, and ends of words."""
    whole: set[str] = set()
    ends: list[str] = []
    for entry in text.split():
        stem, *endings = entry.split(",")
        forms = [stem.lstrip("*"), *(stem.lstrip("*") + ending for ending in endings)]
        if stem.startswith("*"):
            ends.extend(forms)
        else:
            whole.update(forms)
    return frozenset(whole), tuple(ends)


# ---- what makes a word beside a name speak for the place ----------------------------------------------------------

# Nouns that stand right before a place name, or end so: „Partnerstadt Leiden“, „Universitätsstadt Leiden“.
PLACE_NOUN_ENDINGS = (
    "stadt", "städte", "städten", "städtchen", "städter", "metropole", "großstadt", "gemeinde", "gemeinden", "gemeente",
    "kommune", "kommunen", "hauptstadt", "kreistag", "kreistages", "kreistags",
    "kreisverwaltung", "kreis", "landkreis", "provinz", "region", "universität", "universiteit",
    "hochschule", "standort", "geburtsort", "wohnort", "tagungsort", "zielort", "rathaus", "stadtverwaltung", "bahnhof",
    "flughafen", "hafen", "museum", "großraum", "oblast", "gouvernement", "kreisstadt", "stadtarchiv", "standesamt",
)  # fmt: skip
# What a town has, named with it: „Stadtbibliothek Leiden“, „Museumsverbund Leiden“.
INSTITUTION_ENDINGS = (
    "bibliothek", "bücherei", "verbund", "verein", "archiv", "museum", "schule", "universität", "orchester", "chor", "verlag",
    "zentrum", "büro", "theater", "stiftung", "gymnasium", "akademie", "klinikum", "krankenhaus", "feuerwehr", "polizei",
    "tourismus", "marketing", "stadtwerke", "handelskammer", "kammer", "ballett", "philharmonie", "sternwarte", "garten",
    "kirche", "kerk", "kathedrale", "stadion", "messe", "arena", "festival", "komitee", "gesellschaft", "kolleg", "institut",
)  # fmt: skip
# Those that would end too many other words.
PLACE_NOUNS = split_words(
    "uni ort orte orten partner partnern city ville town grenzort richtung raum bistum abtei altstadt"
)

# Words of town twinning: a sentence that has one talks of cities.
TWINNING = (
    "partnerstadt", "partnerstädt", "städtepartner", "städtefreund", "partnergemeinde", "partnerkommune",
    "partnerkreis", "partnerlandkreis", "schwesterst", "sister cit", "twinning", "twin town", "jumelage",
    "partnerschaftsverein", "partnerschaftskomitee", "partnerschaftsurkunde", "partnerschaftsvertrag",
    "partnerschaftsjubiläum", "partnerschaftsarbeit", "zusterstad", "partnerstad",
    "kardeş şehir", "побратим", "kreispartnerschaft", "städtekooperation", "projektpartner", "stedenband",
    "freundschaftsversprechen",
)  # fmt: skip

# Prepositions that bind feelings and things, too: before „Leiden“ only these nouns go with them.
LOOSE_PREPOSITIONS = split_words("mit zu zur bei für von")
TIE_NOUNS_BINDING = _nouns(
    "*freundschaft,en *freunde,n *freundeskreis,es "
    "*kontakt,e,en *beziehung,en *zusammenarbeit *verbindung,en *verbundenheit *brücke stadt menschen "
    "*festakt *jubiläum,s *vertrag,s,es *abkommen,s *vereinbarung,en *urkunde *dialog *netzwerk *wettbewerb *spiel"
)
# Nouns that tie to a city with „mit“, „zu“, „aus“, „von“, „nach“, „in“: strong ones never take a person. A star stands for
# any beginning of the word, what follows a comma for an ending.
TIE_NOUNS = _nouns(
    """
    *partnerschaft,en *städtefreundschaft *kooperation,en *delegation,en *austausch,es *abordnung,en
    *bürgermeister,s,in,innen,n *beigeordnete,r,n *stadtrat,s,es *stadträtin *ratsherr *universität rathaus,es
    stadtverwaltung gemeinderat *verein,s *komitee,s *städteverbindung einwohner,n,s bürger,n,innen *landrat,s,es
    stadtspitze innenstadt altstadt hafen,s flughafen,s bahnhof,s dom kathedrale *museum,s *städtereise,n
    *bürgerreise,n *jugendbegegnung,en city ville mayor feuerwehr *stadtpräsident,en,in vertreter,n,innen,in großstadt
    oberbürgermeisteramt,es stadtoberhaupt wethouder bischof stadtarchiv stadtwerke,n klinik,en krankenhaus autobahn
    *feuerwehrchef,s,in *polizeichef,s,in *stadtdirektor,s,in *baudezernent,en,in
    burgemeester stad gemeente maire mayor university universiteit delegation council belediyesi *spaziergang *rundgang
    marktplatz,es fußgängerzone stadtzentrum,s stadttheater,s stadthaus,es sehenswürdigkeiten
    *bummel *stadtführung *radtour *bootsfahrt
    """
)
TIE_NOUNS_WEAK = _nouns(
    """
    *freundschaft,en *freund,e,en,innen *besuch,e,er,ern,s,es *kontakt,e,en *beziehung,en *zusammenarbeit *verbindung,en
    *verbundenheit *reise,n *fahrt,en *gast *gäste,n *gruppe,n *schüler,n,innen *musiker,n,innen *künstler,n,innen
    *jugendliche,n *spende,n *hilfe *aufenthalt,e *praktikum *konzert *ausstellung weg *begegnung,en *treffen *brücke
    *tour *brief *solidarität grüße *team *mannschaft *chor *orchester *projekt,e *forscher,n geschichte stadt menschen
    *hochhäuser,n *wolkenkratzer,n *amtskollege,n *amtskollegin
    belagerung entsatz schule,n straßen grachten kirche,n zentrum herzen nähe umland süden norden *azubi,s
    *kinder,n frauen *senioren *familien *studierende,n *studenten *politiker,n,innen *fachleute,n *experten
    *ratsmitglieder,n *feuerwehrleute,n *sportler,n,innen *fotografien *fotos *bilder,n *gemälde,n *leihgaben *funde,n
    *angriff,e,en,s *anschlag,s,es *erdbeben,s *unglück,s *katastrophe *absturz,es
    cadets guests students visitors group gasten leerlingen élèves amis
    """
)
TIE_PREPOSITIONS = split_words("mit zu zur aus von nach in bei für auf durch of from with van de do")
# May stand between the preposition and the name: „mit der niederländischen Stadt Leiden“.
TIE_ARTICLES = split_words("der dem die unserer ihrer seiner")
TIE_PLACES = split_words("stadt städte städten partnerstadt partnerstädte partnerstädten")

# What is named after a place with a hyphen and still is about the place: „Venlo-Besuch“, „Leiden-Delegation“.
TRIP_WORDS = split_words(
    """
    besuch besuche reise reisen fahrt fahrten fahrer delegation austausch partnerschaft komitee ausschuss freunde
    freundeskreis verein gruppe abend woche wochen tag tage kontakt kontakte projekt projekte hilfe spende konvoi
    beauftragte beauftragter beziehungen begegnung stipendium stipendiaten praktikum ausflug tour aufenthalt
    jubiläum freundschaft initiative fans kenner team arbeitskreis ausstellung gäste rückkehrer reisende reisegruppe
    city center zentrum
    landrat kreistag bürgermeister bürgermeisterin
    """
)
# What belongs to a city: makes „Charlottes …“ the city.
CITY_THINGS = (
    "bürgermeister", "stadtrat", "innenstadt", "altstadt", "einwohner", "flughafen", "rathaus", "stadtverwaltung",
    "stadtteil", "bürgerschaft", "partnerstadt", "skyline", "universität", "hafen", "museen", "stadtgeschichte",
    "stadtspitze", "städtepartner", "stadtzentrum", "wirtschaft", "partnerstädte", "schwesterstadt", "bankenviertel",
    "oberbürgermeister", "stadtregierung", "delegation", "bevölkerung", "vororte", "bahnhof", "stadtpräsident",
    "bürger", "straßen", "universitäten", "grachten", "museum", "kirchen", "wahrzeichen", "feuerwehr", "polizei",
    "stadtfest", "stadtvertreter", "stadtparlament", "umland",
)  # fmt: skip
# Verbs in the singular that cities govern: „Leiden feiert“ is no suffering, which in the plural would „feiern“.
CITY_VERBS = split_words(
    """
    feiert feierte liegt lag lädt lud empfängt empfing begrüßt begrüßte plant plante beherbergt beteiligt beteiligte
    entsendet entsandte schickt schickte gratuliert gratulierte zählt verfügt baut baute unterzeichnet
    unterzeichnete antwortet spendet spendete unterstützt unterstützte präsentiert präsentierte grüßt gewinnt gewann
    bewirbt richtet besitzt gründet gründete investiert übernimmt übernahm organisiert organisierte erinnert
    folgt folgte will möchte hofft setzt bietet sucht stellt wirbt freut verleiht hilft dankt trauert wartet lockt
    rückt stimmt stimmte leiht lieh bekommt bekam
    eröffnet eröffnete tritt trat wählt wählte erhält erhielt reist reiste besucht besuchte
    """
)
BE_VERBS = split_words(
    """
    ist sind war waren wurde wurden wird gehört gehören gehörte zählt zählte zählen bleibt blieb liegt lag hat hatte
    """
)
# Other tongues say „in“, „from“ and „to“ so; no German word is spelt like them.
FOREIGN_PREPOSITIONS = split_words("from uit naar te à na do iz til à near")
# Turkish joins its cases to proper names with an apostrophe, English its genitive.
PROPER_ENDING = r"['’](?:s|[dt][ea]n?|y?[eaıiuü]|n?[iıuü]n|l[iıuü]|deki|daki)\b"
# Small words of tongues that write nouns small: among them a capital is a name's.
FOREIGN_SMALL = split_words(
    "the of and with from has have its by de het een van en voor met naar uit zijn le la les et une du des au aux avec ve bir"
)
GERMAN_SMALL = split_words(
    "der die das den dem ist sind und im am vom zum zur ein eine einen einem einer nicht auch mit auf für wird wurde hat sich von"
)
CITY_PREDICATES = (
    "stadt", "städte", "metropole", "niederland", "einwohner", "gemeinde", "kommune", "grachten", "partnerkreis",
    "universität", "sehenswürdig", "studierende", "studenten",
)  # fmt: skip

# What only towns have and people have not: „Dabei hat Leiden mehr Grachten als Delft“.
CITY_SIGHTS = (
    "Einwohner", "Gracht", "Museen", "Studierende", "Stadtteil", "Stadttor", "Hafen", "Universität", "Brücken", "Parks", "Märkte",
)  # fmt: skip
WALKING = r"\b(?:spazier|bummel|schlender|radel|flanier|streif|geführt|führt|führung|gelaufen|läuft|fahr|fuhr)\w*"

# Prepositions that go with places; a person or a feeling seldom follows them without an article.
PLACE_PREPOSITIONS = split_words("in nach aus bis gen richtung via nahe")
# Names of towns end so, and few other words.
TOWN_ENDINGS = (
    "ingen", "hausen", "kirchen", "heim", "burg", "berg", "furt", "dorf", "voort", "dam", "hoven", "recht", "stedt", "bach",
    "brück", "münster", "haven", "bosch",
)  # fmt: skip
# „Städte wie Gent“
TOWNS = ("städte", "städten", "kommunen", "universitäten")
NEAR = split_words("unweit nördlich südlich östlich westlich nähe oberhalb außerhalb unterhalb kilometer")
# „Von Charlotte aus ging es weiter“
SET_OUT_VERBS = split_words("geht ging fährt fuhr fahren fuhren reist reiste reisen reisten fliegt flog flogen")
EXPLORE_VERBS = ("erkund", "besichtig", "entdeck")
MOTION_VERBS = split_words(
    "zog zogen kam kamen reiste reisten fuhr fuhren wechselte wechselten floh flohen kehrte kehrten radelte"
)
# Before what one turns to; of a person, a headline would say who.
TURNED_TO = split_words("von an für zu um über")
VISIT_VERBS = ("besuch", "bereis", "erkund", "besichtig")
FIRM_PREPOSITIONS = split_words("in aus nach")

# ISO code of a country: what names it beside a place, and the beginnings of its adjectives.
COUNTRIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "NL": (
        ("Niederlande", "Niederlanden", "Holland", "Südholland", "Netherlands", "NL"),
        ("niederländ", "holländ", "südholländ"),
    ),
    "US": (
        (
            "USA",
            "US",
            "Vereinigten",
            "Amerika",
            "North",
            "Carolina",
            "Nordcarolina",
            "NC",
            "Bundesstaat",
            "US-Bundesstaat",
        ),
        ("amerikan", "us-amerikan", "usamerikan"),
    ),
    "GB": (
        ("England", "Großbritannien", "Königreich", "Midlands", "UK", "GB"),
        ("englisch", "britisch", "mittelenglisch"),
    ),
    "FR": (("Frankreich", "France", "Nordfrankreich", "FR"), ("französisch", "nordfranzösisch")),
    "RU": (("Russland", "Russische", "Russischen", "Wolga"), ("russisch",)),
    "UA": (("Ukraine", "UA"), ("ukrainisch", "zentralukrainisch")),
    "TR": (("Türkei", "Türkiye", "Anatolien", "Zentralanatolien"), ("türkisch", "anatolisch", "zentralanatolisch")),
    "CN": (("China", "Volksrepublik", "Jiangsu", "Zhejiang"), ("chinesisch", "ostchinesisch")),
    "DE": (
        ("Deutschland", "Brandenburg", "Thüringen"),
        ("brandenburgisch", "ostdeutsch", "märkisch", "thüringisch", "deutsch"),
    ),
    "PL": (("Polen",), ("polnisch", "ostpolnisch")),
    "NO": (("Norwegen",), ("norwegisch", "südnorwegisch")),
    "TN": (("Tunesien",), ("tunesisch",)),
    "IL": (("Israel",), ("israelisch",)),
}
# An adjective before a place that is no country's: „im befreundeten Leiden“.
FRIENDLY_ADJECTIVES = (
    "befreundet", "verbundene", "nahegelegene", "partnerschaftlich", "benachbart", "verschwistert", "nahen",
    "schöne", "malerisch", "historisch", "idyllisch", "sommerlich",
)  # fmt: skip

# Determiners: what follows is a noun, never the bare name of a city.
DETERMINERS = split_words(
    """
    das des dem die der den ein eine einen einem eines einer kein keine keinen keinem keines dieses diesem dieser
    diese diesen jenes jenem jedes jedem jede welches welchem manches ihr ihre ihrem ihren ihres ihrer sein seine
    seinem seinen seines seiner unser unsere unserem unseren unseres mein meine meinem meinen meines dein deine
    deinem euer eure eurem viel viele vielen vielem wenig weniger mehr alle allen allem alles solche solches solchem
    solchen solcher etwas beider beide beiden deren dessen am im zum vom beim ans ins zur fürs ums übers unterm
    durchs jedwedes
    """
)
PREPOSITIONS = split_words(
    """
    in nach aus bei mit von zu für gegen ohne durch um über unter vor hinter neben zwischen wegen trotz an auf seit
    bis während
    """
)
# Words that are written small, as far as rules ask for them.
SMALL_WORDS = (
    DETERMINERS
    | PREPOSITIONS
    | BE_VERBS
    | CITY_VERBS
    | split_words("und oder sowie wie als auch nicht von bis gen nahe from uit naar weiter unter an durch")
)
ANY_PREPOSITIONS = PREPOSITIONS | PLACE_PREPOSITIONS | FOREIGN_PREPOSITIONS | split_words("im am zum zur vom beim ins")
# ---- whole article ----------------------------------------------------------------------------------------------

# Words that can stand for a place where none is named.
PARTNER_PLACES = ("partnerstadt", "partnerkommune", "partnergemeinde", "partnerkreis", "partnerlandkreis")
# A kind of tie, and the words that stand for its one place where no name is given.
TIE_WORDS = {"Projektpartnerschaft": ("Projektpartnerstadt", "Projektpartnergemeinde")}
REFERENCE_NOUNS = split_words("stadt metropole kommune partnergemeinde partnerlandkreis partnerkreis")
CREDIT_LABELS = (
    "Fotos", "Foto", "Bilder", "Bild", "Grafik", "Repro", "Quelle", "Symbolbild", "Copyright", "Fotograf",
)  # fmt: skip
