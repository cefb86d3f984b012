"""Asks what search.py does not: gaps, nearness, negation, earlier versions, frequent words, long and senseless queries.

    python benchmarks/search_odd.py [--size 1000] [--texts FILE] [--folder KEEP]

Prints the ten dearest in milliseconds of CPU, each asked once of a newly opened index, whole page included, and whether all
stayed under the limit: 50 ms, from 50,000 articles on 300 ms.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.settings import Settings
from benchmarks.corpus import recombine
from benchmarks.search_peers import Ours
from indexer.engine import Engine, open_engine
from indexer.records import Query

_LIMIT, _LIMIT_OF_LARGE, _LARGE = 50.0, 300.0, 50_000

_SHORT = """
w?ld|?er|d?e|*er|*ung|*en*|*u*|st*e|B?rg|e*|a*|S*|*|??|e|a|1|100|der|die|der die das|+der|+in|+die +der +und|"der"|"in der"
"und die"|"der die das"|"in der Nacht zum"|Delegatoin~|Regirung~|Regierung~2|der~2|die~2|ein~|a~|österreich~2
Regierung NEAR/5 Wien|die NEAR/5 der|+der NEAR/10 +die|Wien NEAR Jahr|Regierung NICHT Wien|-Wien|NICHT der|-we*
NICHT (Wien ODER Graz)|(e* ODER a*) NICHT b*|in:alt Regierung|in:alt der|in:alt "in der"|zuerst:Regierung|zuerst:der
zuerst:"in der"|zuerst:die jahr:2019|titel:Wien|titel:we*|text:*ung|bild:a|stadt:venlo|thema:venlo|-stadt:venlo|hat:pdf
jahr:2019|datum:2019-05..2020|2019|21.11.1964|02151 861554|12500|徐州|"Städte-Kooperation"|Städte-Kooperation|qqqq
Regirungx|qqqqx yyyyz|Delegatoin Reigerung|*uerwehrx*|Rathaus Konzert|Bundespräsidentenstichwahlwiederholung
der ODER die ODER das ODER und ODER in ODER zu ODER den ODER von|+der +die +das +und +in +zu +den +von
"""


def list_queries(words: Sequence[str]) -> list[str]:
    """Return short queries, and long ones made of the words of a text (a hundred at least)."""
    pairs = [chr(97 + number % 26) + chr(97 + number // 26) for number in range(330)]
    return [
        *(query for line in _SHORT.split("\n") for query in line.split("|") if query),
        " ".join(words[:20]),
        " ODER ".join(words[:20]),
        '"' + " ".join(words[:20]) + '"',
        " ODER ".join("+" + word for word in words[20:60]),
        " ODER ".join(word[:2] + "*" for word in words[:20]),
        " ODER ".join(word + "~2" for word in words[:10]),
        " ODER ".join(f'"{left} {right}"' for left, right in pairwise(words[:41])),
        f"({' ODER '.join(words[:50])}) UND ({' ODER '.join(words[50:100])})",
        " ".join(pairs),
        " ODER ".join(pair + "~" for pair in pairs[:80]),
        "a " * 400,
        "a* " * 300,
        "x" * 900,
        "w?" * 50,
        '"' * 300,
        "NICHT " * 50 + "a",
    ]


def ask_each(engine: Engine, queries: Sequence[str]) -> list[tuple[float, str, int]]:
    """Return milliseconds of CPU, query and total of each, the dearest first."""
    engine.search(Query("qqqq"))
    asked = []
    for query in queries:
        started = time.thread_time()
        total = engine.search(Query(query)).total
        asked.append(((time.thread_time() - started) * 1000, query, total))
    return sorted(asked, reverse=True)


def main() -> None:
    """Build an index where there is none, ask all queries, print the dearest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--folder", type=Path, help="keep the index here, beside those of search.py, and use it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.folder or Path(temporary)) / Ours.name
        if not folder.exists():
            Ours().build(folder, list(recombine(arguments.size, arguments.texts)))
        engine = open_engine(Settings(data=folder))
        size = engine.info().documents
        texts = " ".join(document.text for document in recombine(4, arguments.texts))
        queries = list_queries(re.findall(r"[A-Za-zÄÖÜäöüß]{3,}", texts))
        asked = ask_each(engine, queries)
        engine.close()
    limit = _LIMIT_OF_LARGE if size >= _LARGE else _LIMIT
    for taken, query, total in asked[:10]:
        print(f"{taken:7.1f} ms {total:7} found  {query[:90]}")
    over = sum(taken > limit for taken, _, _ in asked)
    print(f"{len(asked)} queries on {size} articles, {over} took more than {limit:.0f} ms of CPU")


if __name__ == "__main__":
    main()
