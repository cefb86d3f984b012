"""What a query must find and must not find: a table over a small archive, the judge of analysis and query language.

Every example of docs/search.md is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from indexer.engine import Engine
from indexer.query import Fuzzy, Near, Pattern, Phrase, Word, walk_leaves
from indexer.query_parser import parse_query
from indexer.records import Query
from tests.commands import ROOT
from tests.search_corpus import NOTICES, fill_index, notice

MORE = (
    notice(
        "jubel",
        "Sechzig Jahre gute Nachbarn",
        "Unterschrieben wurde am 21. November 1964. Auskunft unter Telefon 0 21 51 / 86-1554.",
        "2024-11-22",
    ),
    notice(
        "nummer",
        "Neue Servicenummer",
        "Erreichbar ist die Stelle unter 02151 861554. Am 21.11.1964 hieß sie noch Meldeamt, am 5.3.1990 zog sie um.",
        "2012-03-01",
    ),
    notice(
        "satz",
        "Sperrung am Wochenende",
        "Es kommt zu Verkehrs- einschränkungen. Zeugen be-zeugen es. Stadt- und Kreisgrenzen bleiben frei.",
        "2011-01-10",
    ),
    notice(
        "gedenken",
        "Gedenken an das Ende des Zweiten Weltkriegs",
        "Die Bezirksvertretung feiert ihr fünfzigstes Jubiläum. Den Saal schmückt ein Bild.",
        "2010-05-08",
    ),
    notice(
        "bunker",
        "Bunker aus dem 2. Weltkrieg geöffnet",
        "Zum 50. Jubiläum des Vereins führt Krefeld's Stadtarchiv durch den I. Abschnitt.",
        "2010-06-01",
        credits="Foto: Stadt Krefeld",
    ),
    notice(
        "rathenau",
        "Lesung über die Zeit nach dem Weltkrieg",
        "Der Eintritt kostet 2 Euro. Die Reihe findet zum zweiten Mal statt und dauert 50 Minuten. Kein Jubiläum.",
        "2010-07-01",
    ),
    notice("residenz", "Schloss mit neuem Dach", "Das Schloss erhält Schiefer. Es steht nicht in Linn.", "2010-02-02"),
)

# query | must find | must not find
PAIRS = """
austausch | austausch schueleraustausch | leiden_stadt
Schüleraustausch | schueleraustausch | austausch
schueleraustausch | schueleraustausch | austausch
austausche | austausch | leiden_verb
Dünkirchen | schueleraustausch dunkerque | leiden_stadt
Duenkirchen | schueleraustausch dunkerque | leiden_stadt
Dunkirchen | schueleraustausch dunkerque | leiden_stadt
DÜNKIRCHEN | schueleraustausch dunkerque | austausch
Du\u0308nkirchen | schueleraustausch | austausch
Dunkerque | dunkerque schueleraustausch | leiden_stadt
Dunkirk | dunkerque schueleraustausch | austausch
Duinkerke | dunkerque schueleraustausch | austausch
"Dunkerque" | dunkerque | schueleraustausch
Ulyanovsk | uljanowsk | ukraine
Ульяновск | uljanowsk | ukraine
Кропивницький | ukraine | uljanowsk
Kropywnyzkyj | ukraine | uljanowsk
Kropyvnytskyi | ukraine | uljanowsk
徐州 | china | orchester
Xuzhou | china | orchester
"Leiden" | leiden_stadt | leiden_verb
"leiden" | leiden_stadt leiden_verb | burg
leiden | leiden_stadt leiden_verb | burg
Leicester | partnerschaft | charlotte
städtekooperation | kooperation | partnerschaft
Städte-Kooperation | kooperation | partnerschaft
"Städte-Kooperation" | kooperation | partnerschaft
staedtekooperation | kooperation | partnerschaft
städte | kooperation austausch | burg
kooperation | kooperation | burg
kooperationen | kooperation | burg
partnerschaft | partnerschaft uljanowsk | burg
partnerschaften | partnerschaft uljanowsk | burg
Städtepartnerschaft | partnerschaft | uljanowsk
Städtepartnerschaften | partnerschaft | uljanowsk
strasse | strasse | burg
straße | strasse | burg
STRASSE | strasse | burg
rheinstrasse | strasse | burg
grosse straße | strasse | burg
massstab | strasse | burg
12500 | strasse | burg
12.500 | strasse | burg
1:500 | strasse | burg
31.03.2022 | uljanowsk | strasse
bürger | buerger | burg
burg | burg buerger | uljanowsk
bürgermeister | leiden_stadt buerger | burg
Oberbürgermeisterin | leiden_stadt buerger | burg
bezeugen | bibliothek | burg
ausleihe | bibliothek | burg
beteiligt | spaltensatz | burg
hochschulen | spaltensatz china | burg
rettungsdienstbedarfsplan | spaltensatz | strasse
bibliothek | bibliothek dunkerque | burg
haus | leiden_stadt partnerschaft | burg
häuser | leiden_stadt partnerschaft | burg
orchester | orchester partnerschaft | burg
konzerte | orchester partnerschaft | burg
transport | ukraine | burg
feuerwehr | ukraine | burg
communaute | dunkerque | burg
"Rat der Stadt" | uljanowsk | undatiert
"Stadt der Rat" | | uljanowsk
"rat der stadt" | uljanowsk | undatiert
„Rat der Stadt“ | uljanowsk | undatiert
»Burg Linn« | burg buerger | leiden_stadt
Rat Stadt | uljanowsk | undatiert
der Rat der Stadt | uljanowsk | undatiert
Austausch UND Venlo | austausch | schueleraustausch
Austausch AND Venlo | austausch | schueleraustausch
Austausch ODER Burg | austausch schueleraustausch burg | ukraine
Austausch OR Burg | austausch schueleraustausch burg | ukraine
Partnerschaft NICHT Leicester | uljanowsk | partnerschaft
Partnerschaft NOT Leicester | uljanowsk | partnerschaft
Partnerschaft -Leicester | uljanowsk | partnerschaft
-Partnerschaft | burg austausch | partnerschaft uljanowsk
+Partnerschaft +ruht | uljanowsk | partnerschaft
(Burg ODER Bibliothek) Theaterplatz | bibliothek | burg dunkerque
Burg ODER Bibliothek Theaterplatz | burg bibliothek | dunkerque
deleg* | leiden_stadt dunkerque china | burg
Dün* | schueleraustausch | burg
*orchester | orchester partnerschaft | burg
B?rg | burg buerger | bibliothek
Delegatoin~ | leiden_stadt dunkerque china | burg
Orkester~2 | | burg
Delegation NEAR/2 Leiden | leiden_stadt | dunkerque
Leiden NEAR/2 Delegation | leiden_stadt | dunkerque
Delegation NEAR/3 Radverkehr | | dunkerque
Delegation NAH/12 Radverkehr | dunkerque | leiden_stadt
"Burg Linn" NEAR/3 Vorburg | | burg
titel:Burg | burg | buerger
title:burg | burg | buerger
text:Burg | buerger | leiden_stadt
titel:"Burg Linn" | burg | buerger
titel:(Burg Ritterspiele) | burg | buerger
bild:Urkunde | partnerschaft | uljanowsk
foto:Stadtarchiv | partnerschaft | oderspree
anhang:Lageplan | burg | austausch
Lageplan | burg | austausch
stadt:venlo | austausch kooperation orchester | burg
stadt:Dunkerque | schueleraustausch dunkerque | burg
stadt:"Landkreis Oder-Spree" | oderspree | burg
-stadt:venlo | burg | austausch
jahr:2019 | austausch partnerschaft | burg
jahr:2018..2019 | austausch partnerschaft orchester | burg
datum:2019-05 | partnerschaft | austausch
datum:2019-05..2020 | partnerschaft kooperation charlotte | austausch
datum:14.05.2019 | partnerschaft | austausch
datum:..2014 | oderspree | china undatiert
datum:>2023 | demo | ukraine undatiert
von:2023 bis:2023-06 | bibliothek | ukraine demo
quelle:demo | oderspree demo | burg
hat:pdf | partnerschaft | burg
hat:datum | burg | undatiert
status:verschwunden | uljanowsk | ukraine
status:verschoben | ukraine | uljanowsk
Oder-Spree | oderspree | burg
oderspree | oderspree | burg
Covid-19 | charlotte | burg
covid19 | charlotte | burg
corona | charlotte | burg
USA | charlotte | burg
(Burg | burg | ukraine
Burg) | burg | ukraine
"Burg Linn | burg | ukraine
Burg UND | burg | ukraine
ODER Burg | burg | ukraine
Burg, Linn! | burg | ukraine
farbe:Burg Linn | | burg
jahr:neulich Burg | | ukraine
* | burg undatiert |
"Städtepartnerschaften mit Leicester" | partnerschaft | uljanowsk
Spielplatz | buerger | burg
Kreisarchiv | oderspree | burg
# ---- words, as docs/search.md has them
Schüler:innen | | burg
Schüler*innen | | burg
Delegation Rathaus | leiden_stadt | dunkerque china
Häuser | leiden_stadt partnerschaft | burg
Straße | strasse | burg
Strasse | strasse | burg
Austausch | austausch schueleraustausch | leiden_stadt
Städtekooperation | kooperation | partnerschaft
bezeugen | bibliothek satz | burg
be-zeugen | satz | burg
Verkehrseinschränkungen | satz | burg
Verkehrs-Einschränkungen | satz | burg
Kreisgrenze | satz | burg
Stadtgrenze | | burg
Bücherei | bibliothek dunkerque | burg
+Bücherei | | bibliothek
+Bibliothek | bibliothek | burg
Mediothek | bibliothek | burg
Schloss | residenz | satz
# ---- numbers and dates
21.11.1964 | jubel nummer | uljanowsk
21. November 1964 | jubel nummer | uljanowsk
21. Nov. 1964 | jubel nummer | uljanowsk
21.11.1964 Servicenummer | nummer | jubel
"21.11.1964" | nummer | jubel
5.3.1990 | nummer | jubel
05.03.1990 | nummer | jubel
5. März 1990 | nummer | jubel
31. März 2022 | uljanowsk | strasse
-21.11.1964 Neue | demo | nummer
1964 | jubel nummer | burg
02151 861554 | jubel nummer | strasse
0 21 51 / 86-1554 | jubel nummer | strasse
(02151) 86-1554 | jubel nummer | strasse
+49 2151 861554 | jubel nummer | strasse
+49 (0) 2151 86-1554 | jubel nummer | strasse
02151/861554 | jubel nummer | strasse
02151-86 15 54 | jubel nummer | strasse
86-1554 | jubel nummer | strasse
861554 | jubel nummer | strasse
02151 861555 | | jubel nummer
# ---- ordinals
2. Weltkrieg | bunker gedenken | residenz
Zweiter Weltkrieg | gedenken bunker | residenz
im Zweiten Weltkrieg | gedenken bunker | residenz
zweite Weltkriege | gedenken bunker | residenz
II. Weltkrieg | gedenken bunker | rathenau
50. Jubiläum | bunker gedenken | partnerschaft
fünfzigstes Jubiläum | gedenken bunker | rathenau
fuenfzigsten Jubiläum | gedenken bunker | rathenau
1. Abschnitt | bunker | gedenken
erster Abschnitt | bunker | gedenken
titel:(zweiter Weltkrieg) | gedenken bunker | rathenau
"Zweiter Weltkrieg" | gedenken | bunker
+Zweiter Weltkrieg | gedenken rathenau | bunker
+Zweiter +Weltkrieg | gedenken | bunker
-(2. Weltkrieg) Jubiläum | partnerschaft | bunker gedenken
50 Jubiläum | bunker rathenau | gedenken
101. Jubiläum | | bunker gedenken
# ---- exactly
'Burg Linn' | burg buerger | residenz
‚Burg Linn‘ | burg buerger | residenz
‘Burg Linn’ | burg buerger | residenz
›Burg Linn‹ | burg buerger | residenz
‹Burg Linn› | burg buerger | residenz
«Burg Linn» | burg buerger | residenz
„Burg Linn" | burg buerger | residenz
"Burg Linn“ | burg buerger | residenz
»Burg Linn" | burg buerger | residenz
‚Burg Linn' | burg buerger | residenz
`Burg Linn´ | burg buerger | residenz
,,Burg Linn'' | burg buerger | residenz
titel:'Burg Linn' | burg | buerger
-'Burg Linn' Ritterspiele | | burg
'Linn Burg' | | burg buerger
'Leiden' | leiden_stadt | leiden_verb
Krefeld's Stadtarchiv | bunker | burg
Krefeld’s Stadtarchiv | bunker | burg
'Krefeld's Stadtarchiv' | bunker | burg
'Burg | burg buerger | bibliothek
Burg' Linn' | burg buerger | residenz
»Burg Linn | burg buerger | residenz
Delegation NEAR/5 Leiden | leiden_stadt | dunkerque
Delegation NAH/5 Leiden | leiden_stadt | dunkerque
Deleg* | leiden_stadt dunkerque china | burg
Uljanovsk~2 | uljanowsk | ukraine
"Burg" | burg buerger | partnerschaft
# ---- together
Burg UND Linn | burg buerger | residenz
Burg AND Linn | burg buerger | residenz
Burg Linn | burg buerger | residenz
Burg ODER Schloss | burg buerger residenz | satz
Burg OR Schloss | burg buerger residenz | satz
(Burg ODER Schloss) Linn | burg buerger residenz | satz
Burg && Linn | burg buerger | residenz
Burg || Schloss | burg residenz | satz
+der Rat | uljanowsk | undatiert
Schloss -titel:Schloss | | residenz
-(Burg ODER Schloss) Linn | | burg residenz
# ---- in one place
jahr:2018..2020 | austausch partnerschaft orchester kooperation | burg
titel:(Burg Linn) | burg | buerger
jahr:2018-2020 | austausch partnerschaft orchester kooperation | burg
thema:venlo | austausch | kooperation orchester
thema:Dunkerque | schueleraustausch | dunkerque
about:venlo | austausch | kooperation
city:venlo | austausch kooperation | burg
datum:Mai 2019 | partnerschaft | austausch
datum:14. Mai 2019 | partnerschaft | austausch
datum:"14. Mai 2019" | partnerschaft | austausch
datum:2019-05-14 | partnerschaft | austausch
datum:>2020 | burg strasse | austausch undatiert
datum:<2015 | oderspree satz | china undatiert
datum:>=2024 | demo jubel | bibliothek
von:2019-05 bis:2020 | partnerschaft kooperation | austausch burg
seit:2023 | bibliothek demo | strasse
seit:Mai 2023 | ukraine | bibliothek
ab:2024 | demo | bibliothek
bis:2014 | oderspree | china
from:2019-05 until:2020 | partnerschaft | austausch
year:2019 | austausch | burg
quelle:krefeld | burg | demo oderspree
source:demo | demo oderspree | burg
hat:stadt | austausch partnerschaft | burg
has:pdf | partnerschaft | burg
hat:bild | partnerschaft bunker | gedenken burg
hat:foto | partnerschaft bunker | gedenken burg
has:picture | partnerschaft bunker | gedenken burg
-hat:bild Weltkrieg | gedenken rathenau | bunker
hat:pdf,bild | partnerschaft bunker | burg
status:online | burg ukraine | uljanowsk
status:zurück | | burg
status:gone | uljanowsk | ukraine
-stadt:venlo jahr:2019 | partnerschaft | austausch
-hat:datum | undatiert | burg
-hat:stadt Delegation | | leiden_stadt
stadt:venlo,kayseri | austausch orchester | leiden_stadt
jahr:2015,2019 | china austausch | burg
-stadt:venlo,kayseri Radweg | demo | orchester
status:verschwunden,verschoben | uljanowsk ukraine | burg
stadt:venlo,atlantis | austausch | burg
stadt:venlo ODER stadt:leiden | austausch leiden_stadt | burg
# ---- in earlier versions
Eintrittspreise | | burg
in:alt Eintrittspreise | burg | buerger
in:alt titel:Eintrittspreise | | burg
in:alt -Eintrittspreise Burg | buerger | burg
zuerst:"Burg Linn" | burg buerger | residenz
zuerst:Eintrittspreise | burg | buerger
zuerst:"am Montag noch" | burg | buerger
zuerst:Pollen jahr:2017 | leiden_verb | burg
first:Pollen | leiden_verb | burg
# ---- when something is missing
(Burg Linn | burg buerger | residenz
Burg) Linn | burg buerger | residenz
"Burg Linn | burg buerger | residenz
jahr:neulich Burg | | burg
farbe:Burg | | burg
Wo ist die Burg? | burg buerger | residenz
Die Burg | burg buerger | residenz
Delegatoin | | leiden_stadt
*uerwehr* | ukraine | burg
Burg ( ) Linn | burg | residenz
Burg UND UND Linn | burg | residenz
"" Burg | burg | residenz
titel: Burg | burg | residenz
"""


def read_pairs() -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield query, names that must be found, names that must not."""
    for line in PAIRS.strip().splitlines():
        if not line.startswith("#"):
            query, wanted, unwanted = line.rsplit("|", 2)
            yield query.strip(), wanted.split(), unwanted.split()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = fill_index(tmp_path_factory.mktemp("pairs"), (*NOTICES, *MORE))
    yield opened
    opened.close()


@pytest.mark.parametrize(("query", "wanted", "unwanted"), list(read_pairs()), ids=[pair[0] for pair in read_pairs()])
def test_query_finds(engine: Engine, query: str, wanted: list[str], unwanted: list[str]) -> None:
    result = engine.search(Query(query, per_page=100))
    found = {hit.id for hit in result.hits}
    assert result.total == len(found)
    assert set(wanted) <= found, f"missing {set(wanted) - found}"
    assert not set(unwanted) & found, f"should not be there: {set(unwanted) & found}"


@pytest.mark.parametrize(("query", "wanted", "unwanted"), list(read_pairs()), ids=[pair[0] for pair in read_pairs()])
def test_what_matched_is_shown(engine: Engine, query: str, wanted: list[str], unwanted: list[str]) -> None:
    leaves = [leaf for leaf, asked in walk_leaves(parse_query(query, str.lower).tree) if asked]
    # Of two sides of an ODER, one may be a filter.
    if not leaves or not all(isinstance(leaf, Word | Phrase | Pattern | Fuzzy | Near) for leaf in leaves):
        return
    for hit in engine.search(Query(query, per_page=100)).hits:
        assert any(segment.hit for segment in (*hit.title, *hit.snippet)), f"{hit.id}: {hit.snippet_text}"


def test_table_is_long_enough_and_says_something_in_each_line() -> None:
    pairs = list(read_pairs())
    names = {document.id for document in (*NOTICES, *MORE)}
    assert len(pairs) >= 200
    for query, wanted, unwanted in pairs:
        assert wanted or unwanted, query
        assert names >= {*wanted, *unwanted}, query


def read_examples() -> list[tuple[str, str]]:
    """Return the text and the address of every example of the documentation."""
    page = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")
    return re.findall(r"\[`([^`]+)`\]\((http[^)]+)\)", page)


def test_every_documented_example_is_in_the_table() -> None:
    examples = read_examples()
    assert len(examples) > 80
    assert {text for text, _ in examples} <= {query for query, _, _ in read_pairs()}


def test_every_documented_example_leads_to_itself() -> None:
    for text, address in read_examples():
        assert parse_qs(urlsplit(address).query) == {"q": [text]}
        assert urlsplit(address).path == "/suche"
