"""Known-item search: is the article found by what people would type of it? Mean reciprocal rank beside the peers.

    python benchmarks/relevance.py [--texts FILE] [--size 1000]

Each article is asked for by words of its headline: as they are, in another form, by the end of a compound, with ASCII
umlauts, and with a typo (where the engine's own suggestion is followed, if it makes one).
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.search_peers import Fts5, Ours, StockWhoosh, list_peers
from benchmarks.search_peers_native import Tantivy, Xapian
from benchmarks.search_questions import Peer
from indexer.analysis import stem_word
from indexer.records import IndexDocument, Query
from tests.search_corpus import NOTICES

Answer = list[int]
_ENDINGS = ("e", "en", "er", "n", "s", "es")


def read_articles(texts: Path | None, size: int) -> list[IndexDocument]:
    """Return articles as they are, one a line of the file; the first sentence is the headline, the rest the text."""
    if texts is None:
        return list(NOTICES)
    articles = []
    for number, line in enumerate(texts.read_text(encoding="utf-8").splitlines()[:size]):
        text = line.partition(";")[2].strip("' ")
        title, _, rest = text.partition(". ")
        if len(title) < 160 and rest:
            articles.append(
                IndexDocument(
                    id=f"{number}", site="x", url=f"https://www.example.org/{number}/", title=title, text=rest
                )
            )
    return articles


def draw_queries(articles: Sequence[IndexDocument]) -> dict[str, list[tuple[int, str]]]:
    """Return per kind pairs of an article's number and what is typed."""
    dice = random.Random(3)
    vocabulary = {word for article in articles for word in re.findall(r"\w+", f"{article.title} {article.text}")}
    lowered = {word.lower() for word in vocabulary}
    # Nouns: „ahmen“ is no part of Einnahmen.
    nouns = {word.lower() for word in vocabulary if word[0].isupper() and not word.isupper()}
    queries: dict[str, list[tuple[int, str]]] = {
        kind: [] for kind in ("words", "inflected", "compound", "ascii", "typo")
    }
    for number, article in enumerate(articles):
        words = [word for word in re.findall(r"[A-Za-zäöüÄÖÜß]{5,}", article.title) if word[0].isupper()]
        if len(words) < 2:
            continue
        first, second = dice.sample(words, 2)
        queries["words"].append((number, f"{first} {second}"))
        other = _inflect(first, lowered)
        if other:
            queries["inflected"].append((number, f"{other} {second}"))
        for word in words:
            head = next((word[at:] for at in range(4, len(word) - 4) if word[at:] in nouns and len(word[at:]) >= 5), "")
            if head:
                queries["compound"].append((number, f"{head} {first if first != word else second}"))
                break
        umlaut = next((word for word in words if re.search("[äöüß]", word)), "")
        if umlaut:
            spelled = umlaut.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
            queries["ascii"].append((number, f"{spelled} {first if first != umlaut else second}"))
        at = dice.randrange(1, len(first) - 2)
        queries["typo"].append((number, f"{first[:at]}{first[at + 1]}{first[at]}{first[at + 2 :]} {second}"))
    return queries


def _inflect(word: str, known: Iterable[str]) -> str:
    """Return another form of the word that occurs somewhere, by its stem."""
    stem = stem_word(word.lower())
    forms = [word + ending for ending in _ENDINGS] + [
        word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending)
    ]
    return next((form for form in forms if form.lower() in known and stem_word(form.lower()) == stem), "")


def make_answers(peer: Peer, folder: Path) -> Callable[[str], Answer]:
    """Return a function from a query to the numbers of the ten best articles."""
    peer.open(folder)
    if isinstance(peer, Ours):

        def ask_ours(text: str) -> Answer:
            result = peer.engine.search(Query(text, per_page=10))
            if not result.total and result.did_you_mean:
                result = peer.engine.search(Query(result.did_you_mean, per_page=10))
            return [int(hit.id) for hit in result.hits]

        return ask_ours
    if isinstance(peer, StockWhoosh):

        def ask_whoosh(text: str) -> Answer:
            parsed = peer.parser.parse(text)
            results = peer.searcher.search(parsed, limit=10)
            if not results:
                corrected = peer.searcher.correct_query(parsed, text)
                results = peer.searcher.search(peer.parser.parse(corrected.string), limit=10)
            return [int(hit["id"]) for hit in results]

        return ask_whoosh
    if isinstance(peer, Fts5):
        statement = "select rowid from f where f match ? order by rank limit 10"
        return lambda text: [
            row[0] - 1 for row in peer.base.execute(statement, (" ".join(f'"{word}"' for word in text.split()),))
        ]

    if isinstance(peer, Xapian):

        def ask_xapian(text: str) -> Answer:
            import xapian

            enquire = xapian.Enquire(peer.base)
            # Words with a capital would be taken for names and not be stemmed, German nouns among them.
            enquire.set_query(peer.parser.parse_query(text.lower()))
            # Its documents are numbered from 1.
            return [int(match.docid) - 1 for match in enquire.get_mset(0, 10)]

        return ask_xapian
    assert isinstance(peer, Tantivy)

    def ask_tantivy(text: str) -> Answer:
        asked = peer.index.parse_query(text, ["title", "text"], conjunction_by_default=True)
        hits = peer.searcher.search(asked, 10).hits
        return [int(peer.searcher.doc(address)["number"][0]) for _, address in hits]

    return ask_tantivy


def main() -> None:
    """Build every engine over the same articles and print one table of mean reciprocal ranks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--size", type=int, default=1000)
    arguments = parser.parse_args()
    articles = [
        IndexDocument(id=str(number), site=a.site, url=a.url, title=a.title, text=a.text)
        for number, a in enumerate(read_articles(arguments.texts, arguments.size))
    ]
    queries = draw_queries(articles)
    print(f"{len(articles)} articles; " + ", ".join(f"{kind} {len(pairs)}" for kind, pairs in queries.items()))
    print(f"{'engine':28} " + " ".join(f"{kind:>10}" for kind in queries))
    with tempfile.TemporaryDirectory() as temporary:
        for peer in list_peers():
            folder = Path(temporary) / peer.name.split()[0]
            peer.build(folder, articles)
            ask = make_answers(peer, folder)
            scores = []
            for pairs in queries.values():
                ranks = [
                    1 / (found.index(number) + 1) if number in found else 0.0 for number, found in _ask_all(ask, pairs)
                ]
                scores.append(sum(ranks) / max(len(ranks), 1))
            print(f"{peer.name:28} " + " ".join(f"{score:10.3f}" for score in scores), flush=True)


def _ask_all(ask: Callable[[str], Answer], pairs: Sequence[tuple[int, str]]) -> Iterable[tuple[int, Answer]]:
    return ((number, ask(text)) for number, text in pairs)


if __name__ == "__main__":
    main()
