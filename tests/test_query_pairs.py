"""What a query must find and must not find: a table over a small archive, the judge of analysis and query language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.engine import Engine
from indexer.records import Query
from tests.search_corpus import fill_index

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
Wo ist die Burg? | | ukraine
Burg, Linn! | burg | ukraine
farbe:Burg Linn | | burg
jahr:neulich Burg | | ukraine
* | burg undatiert |
"Städtepartnerschaften mit Leicester" | partnerschaft | uljanowsk
Spielplatz | buerger | burg
Kreisarchiv | oderspree | burg
"""


def read_pairs() -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield query, names that must be found, names that must not."""
    for line in PAIRS.strip().splitlines():
        query, wanted, unwanted = (
            (part.strip() for part in line.split(" | ", 2)) if line.count(" | ") == 2 else _cut(line)
        )
        yield query, wanted.split(), unwanted.split()


def _cut(line: str) -> tuple[str, str, str]:
    query, wanted, unwanted = line.split("|")
    return query.strip(), wanted.strip(), unwanted.strip()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = fill_index(tmp_path_factory.mktemp("pairs"))
    yield opened
    opened.close()


@pytest.mark.parametrize(("query", "wanted", "unwanted"), list(read_pairs()), ids=[pair[0] for pair in read_pairs()])
def test_query_finds(engine: Engine, query: str, wanted: list[str], unwanted: list[str]) -> None:
    result = engine.search(Query(query, per_page=100))
    found = {hit.id for hit in result.hits}
    assert result.total == len(found)
    assert set(wanted) <= found, f"missing {set(wanted) - found}"
    assert not set(unwanted) & found, f"should not be there: {set(unwanted) & found}"


def test_table_is_long_enough() -> None:
    assert len(list(read_pairs())) >= 100
