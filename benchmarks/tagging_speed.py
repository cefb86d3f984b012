"""Times tagging in CPU seconds: steps on notices, its share of an index build, a gazetteer of 5,000 places, hostile texts.

Usage: python benchmarks/tagging_speed.py [--notices 2000] [--texts FILE]

FILE holds newspaper texts, one a line (see corpus.py): into every eighth of the articles made of them, a paragraph of a
notice that names a partner is put, which is what a press archive looks like.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from archive.gazetteer import Gazetteer, load_gazetteer, read_gazetteer
from archive.harvest import insert_missing_url
from archive.keeping import keep_article
from archive.ledger import open_ledger
from archive.records import Article
from archive.settings import Settings
from benchmarks.corpus import recombine
from benchmarks.tagging import read_notices
from indexer.build import build_index
from indexer.records import Tag
from indexer.tag_match import NameMatcher
from indexer.tag_text import CleanText
from indexer.tagger import Tagger

WHEN = datetime(2026, 11, 25, tzinfo=UTC)
PLACES, NAMES = 5_000, 8
# Texts that made other taggers slow: no spaces, enumerations without end, mixed scripts, control characters.
HOSTILE = {
    "no spaces": "abcdefghij",
    "one name": "Leiden ",
    "enumeration": "Leiden, Venlo und ",
    "hyphens": "a-",
    "mixed scripts": "Кропивницькийaб徐州ß\u0308",
    "control characters": "\x00\x07\x1b[1mVenlo\x85",
    "references": "die französische Partnerstadt ",
    "quotes": "„Dünkirchen“ ",
}


def measure_steps(gazetteer: Gazetteer, articles: Sequence[Article]) -> None:
    """Print how fast texts are cleaned and names are found, and what an article costs with and without tags."""
    text = "\n\n".join(article.text for article in articles) * 40
    matcher, tagger = NameMatcher(gazetteer), Tagger(gazetteer)
    size = len(text.encode()) / 1e6
    clean = CleanText(text)
    cleaning = best_of(lambda: CleanText(text))
    matching = best_of(lambda: matcher.scan(clean))
    print(f"{size:.1f} MB: cleaning {size / cleaning:.0f} MB/s, matching {size / matching:.0f} MB/s")
    tagged = [article for article in articles if tagger.tag(article)]
    plain = [article for article in articles if not tagger.tag(article)]
    for name, some in (("with tags", tagged), ("without", plain)):
        took = best_of(lambda some=some: [tagger.tag(article) for article in some]) / len(some)
        length = sum(len(article.text) for article in some) // len(some)
        print(f"{len(some)} notices {name}, {length} characters each: {1e3 * took:.3f} ms a notice")


def measure_share(kind: str, articles: Sequence[Article], count: int) -> None:
    """Print the share of the CPU time of an index build that tagging takes, on this many articles."""
    spent = 0.0
    tag = Tagger.tag

    def timed(self: Tagger, article: Article) -> tuple[Tag, ...]:
        nonlocal spent
        began = time.process_time()
        tags = tag(self, article)
        spent += time.process_time() - began
        return tags

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        ledger = open_ledger(settings)
        with ledger.writing() as connection:
            for number in range(count):
                article = articles[number % len(articles)]
                # The ledger joins articles of the same wording.
                text = f"{article.text}\n\nAktenzeichen {number}."
                title = f"{article.title} {number}"
                article = replace(article, url=f"https://www.example.org/{number}/", title=title, text=text)
                insert_missing_url(connection, article.url, "krefeld", "article", WHEN)
                keep_article(connection, "krefeld", article, None, WHEN)
        Tagger.tag = timed  # type: ignore[method-assign]  # the build makes its taggers itself
        try:
            began = time.process_time()
            report = build_index(settings, ledger, processes=1)
            took = time.process_time() - began
        finally:
            Tagger.tag = tag  # type: ignore[method-assign]
            ledger.close()
    print(
        f"index build of {report.total} {kind} in one process: {1e3 * took / report.total:.2f} ms each, "
        f"tagging {1e3 * spent / report.total:.3f} ms = {100 * spent / took:.1f} %"
    )


def write_press(count: int, texts: Path, tagged: Sequence[Article]) -> list[Article]:
    """Return articles of newspaper texts, every eighth with a paragraph that names a partner."""
    articles = []
    for number, made in enumerate(recombine(count, texts)):
        text = made.text
        if number % 8 == 0:
            paragraphs = text.split("\n\n")
            paragraphs.insert(number // 8 % len(paragraphs), tagged[number // 8 % len(tagged)].text.split("\n\n")[0])
            text = "\n\n".join(paragraphs)
        articles.append(Article(url="", title=made.title, text=text, published=made.published))
    return articles


def measure_large(articles: Sequence[Article]) -> None:
    """Print how long a gazetteer of 5,000 places with eight names each takes to read, and how fast it matches."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.toml"
        path.write_text(write_large(), encoding="utf-8")
        reading = best_of(lambda: read_gazetteer(path))
        gazetteer = read_gazetteer(path)
    building = best_of(lambda: NameMatcher(gazetteer))
    text = "\n\n".join(article.text for article in articles) * 40
    clean, matcher = CleanText(text), NameMatcher(gazetteer)
    size = len(text.encode()) / 1e6
    matching = best_of(lambda: matcher.scan(clean))
    print(
        f"{PLACES} places x {NAMES} names: reading and checking {reading:.2f} s, automaton {building:.2f} s, "
        f"matching {size / matching:.0f} MB/s"
    )


def measure_hostile(gazetteer: Gazetteer) -> None:
    """Print the time for 1 MB of hostile texts, and how many times longer ten times the text takes."""
    tagger = Tagger(gazetteer)
    for name, piece in HOSTILE.items():
        short, long = (Article(url="", title="", text=piece * (size // len(piece))) for size in (1_000_000, 10_000_000))
        took = best_of(lambda short=short: tagger.tag(short), 2)
        again = best_of(lambda long=long: tagger.tag(long), 1)
        print(f"10 MB of {name}: {again:.2f} s, {again / took:.1f} times 1 MB")


def write_large(places: int = PLACES, names: int = NAMES) -> str:
    """Return a gazetteer of invented places as TOML."""
    dice = random.Random(5)
    lines = ['[home]\nname = "Krefeld"\ncountry = "DE"\nlatitude = 51.3\nlongitude = 6.5\nnames = ["Krefeld"]']
    made = _invent_names(dice)
    for number in range(places):
        given = [next(made) for _ in range(names)]
        listed = ", ".join(f'"{name}"' for name in given[:-1])
        listed += f', {{ text = "{given[-1]}", kind = "exonym", language = "fr" }}'
        lines.append(
            f'\n[[place]]\nid = "p{number}"\nname = "{given[0]}"\ncountry = "NL"\nlatitude = 51.3\nlongitude = 6.5\n'
            f"names = [{listed}]"
        )
    return "\n".join(lines)


def _invent_names(dice: random.Random) -> Iterator[str]:
    seen: set[str] = set()
    starts = "Ba Be Bra Dor Den Fle Gro Hal Har Kal Kro Lan Lem Mar Mül Nor Ost Pes Ro Sal Schö Stei Tor Ul Wal Wer Zan".split()
    middles = "ber den der gen hau hei kir lin men nau ne ra ren ri sen ster tal ten wei zen".split()
    ends = "au berg burg dorf feld hausen heim hof kirchen leben loh ow rath stadt stein tal weiler wig zell".split()
    while True:
        name = dice.choice(starts) + "".join(dice.choices(middles, k=dice.randint(1, 3))) + dice.choice(ends)
        if name not in seen:
            seen.add(name)
            yield name


def best_of(work: Callable[[], object], times: int = 3) -> float:
    """Return the shortest CPU time of several runs, in seconds."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def main(arguments: Sequence[str]) -> None:
    """Print all measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=2000)
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args(arguments)
    gazetteer = load_gazetteer("krefeld")
    articles = [sample.article for sample in read_notices()]
    measure_steps(gazetteer, articles)
    measure_share("demonstration notices", articles, options.notices)
    tagger = Tagger(gazetteer)
    tagged = [article for article in articles if tagger.tag(article)]
    plain = [article for article in articles if not tagger.tag(article)]
    mixed = [tagged[n % len(tagged)] if n % 8 == 0 else plain[n % len(plain)] for n in range(len(plain) * 8)]
    measure_share("notices of which one in eight names a partner", mixed, options.notices)
    rich = [Article(url="", title=d.title, text=d.text, published=d.published) for d in recombine(options.notices)]
    measure_share("articles of 200 to 420 words, all on partners", rich, options.notices)
    if options.texts:
        press = write_press(options.notices, options.texts, tagged)
        measure_share("newspaper articles of which one in eight names a partner", press, options.notices)
    measure_large(articles)
    measure_hostile(gazetteer)


if __name__ == "__main__":
    main(sys.argv[1:])
