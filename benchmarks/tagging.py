"""Measures the tagger on labelled sentences and articles, beside three simple ways of matching.

Usage: python benchmarks/tagging.py [--part tuned|held_back|demo|muenster|ambiguous] [--errors] [FILE.jsonl ...]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from archive.gazetteer import Gazetteer, load_gazetteer, read_gazetteer
from archive.records import Article, Image
from indexer.tagger import TAGGER_VERSION, Tagger

LABELS = Path(__file__).parent / "tagging"
NOTICES = Path(__file__).parents[1] / "demo" / "notices"

Guess = Callable[[Article], Mapping[str, str]]


@dataclass(frozen=True)
class Sample:
    """One labelled text: `truth` maps a city id to `about`, `mentioned` or `any` (where the role is not judged)."""

    id: str
    kind: str
    article: Article
    truth: Mapping[str, str]


@dataclass
class Tally:
    """What was found, missed, and found wrongly; roles that were judged and that were right."""

    hits: int = 0
    misses: int = 0
    false: int = 0
    roles: int = 0
    roles_right: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the tags given that are right; 1 where none was given."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of the true tags that were given; 1 where there are none."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def role_share(self) -> float:
        """Share of the judged roles that are right."""
        return self.roles_right / self.roles if self.roles else 1.0


def read_samples(path: Path) -> list[Sample]:
    """Read labelled texts, one JSON object a line."""
    samples = []
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        day = date.fromisoformat(raw["published"]) if raw.get("published") else None
        images = tuple(Image("", "", i.get("caption", ""), i.get("credit", "")) for i in raw.get("images", []))
        article = Article(
            url="", title=raw.get("title", ""), lead=raw.get("lead", ""), text=raw["text"], published=day, images=images
        )
        samples.append(Sample(raw["id"], raw.get("kind", ""), article, raw["truth"]))
    return samples


def read_notices(folder: Path = NOTICES) -> list[Sample]:
    """Read the demonstration notices with the cities that their author gave them."""
    samples = []
    for path in sorted(folder.glob("*.toml")):
        for notice in tomllib.loads(path.read_text(encoding="utf-8")).get("notice", []):
            day = notice.get("published")
            images = tuple(
                Image("", image.get("alt", ""), image.get("caption", ""), image.get("credit", ""))
                for image in notice.get("images", [])
            )
            article = Article(
                url="",
                title=notice["title"],
                kicker=notice.get("kicker", ""),
                lead=notice.get("lead", ""),
                text=notice.get("text", "").strip(),
                published=day if isinstance(day, date) else None,
                images=images,
            )
            truth = dict.fromkeys(notice.get("mentioned", []), "mentioned") | dict.fromkeys(
                notice.get("about", []), "about"
            )
            samples.append(Sample(notice["id"], path.stem, article, truth))
    return samples


def read_other_cities() -> dict[str, tuple[Gazetteer, list[Sample]]]:
    """Return labelled texts of other gazetteers: Münster's, and one of places whose names are ordinary words."""
    gazetteers = {"muenster": load_gazetteer("muenster"), "ambiguous": read_gazetteer(LABELS / "ambiguous.toml")}
    return {name: (known, read_samples(LABELS / f"{name}.jsonl")) for name, known in gazetteers.items()}


def score_samples(samples: Iterable[Sample], guess: Guess) -> tuple[Tally, dict[str, Tally]]:
    """Compare guesses with the truth: over all, and by city."""
    total, cities = Tally(), {}
    for sample in samples:
        found = guess(sample.article)
        for city in sorted({*found, *sample.truth}):
            for tally in (total, cities.setdefault(city, Tally())):
                _count(tally, sample, city, found.get(city), sample.truth.get(city))
    return total, cities


def tagger_guess(tagger: Tagger) -> Guess:
    """Return the guess that the real tagger makes."""
    return lambda article: {tag.city: tag.role for tag in tagger.tag(article)}


def simple_guesses(gazetteer: Gazetteer) -> dict[str, Guess]:
    """Return three simple ways of matching that others use, for comparison: any place that has one of its names in it."""
    names = [(place.id, name.text) for place in gazetteer.places for name in place.names]

    def guess_by(pattern: Callable[[str], str], flags: int) -> Guess:
        compiled = [(city, re.compile(pattern(name), flags)) for city, name in names]
        return lambda article: {
            city: "about" if regex.search(article.title) else "mentioned"
            for city, regex in compiled
            if regex.search(f"{article.title}\n{article.lead}\n{article.text}")
        }

    return {
        "substring": guess_by(re.escape, re.IGNORECASE),
        "whole word": guess_by(lambda name: rf"\b{re.escape(name)}\b", re.IGNORECASE),
        "capitalised word": guess_by(lambda name: rf"\b{re.escape(name)}\b", 0),
    }


def main(arguments: Sequence[str]) -> int:
    """Print the tables; exit 1 where the tagger is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--part", choices=("tuned", "held_back", "demo", "muenster", "ambiguous"))
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args(arguments)
    gazetteer = load_gazetteer("krefeld")
    parts = {path.stem: (gazetteer, read_samples(path)) for path in options.files} or {
        "tuned": (gazetteer, read_samples(LABELS / "tuned.jsonl")),
        "held_back": (gazetteer, read_samples(LABELS / "held_back.jsonl")),
        "demo": (gazetteer, read_notices()),
        **read_other_cities(),
    }
    held = True
    for part, (known, samples) in parts.items():
        if samples and (not options.part or part == options.part):
            held = _tell_scores(part, known, samples, options.errors) and held
    return 0 if held else 1


def _tell_scores(part: str, gazetteer: Gazetteer, samples: Sequence[Sample], errors: bool) -> bool:
    """Print the scores of one part; return whether the tagger holds its floor."""
    held = True
    guesses = {"tagger " + TAGGER_VERSION: tagger_guess(Tagger(gazetteer)), **simple_guesses(gazetteer)}
    print(f"\n{part}: {len(samples)} texts\n{'':18} precision recall     F1  roles right")
    for name, guess in guesses.items():
        total, cities = score_samples(samples, guess)
        print(_row(name, total))
        if guess is next(iter(guesses.values())):
            held = total.precision >= 0.98 and total.recall >= 0.98 and total.role_share >= 0.9
            for city, tally in sorted(cities.items()):
                print(_row("  " + city, tally))
            if errors:
                print("\n".join(total.errors))
    return held


def _count(tally: Tally, sample: Sample, city: str, found: str | None, truth: str | None) -> None:
    if found and truth:
        tally.hits += 1
        if truth != "any":
            tally.roles += 1
            tally.roles_right += found == truth
            if found != truth:
                tally.errors.append(
                    f"ROLE   {sample.id} [{sample.kind}] {city}: {found}, truth {truth}: {sample.article.title}"
                )
    elif found:
        tally.false += 1
        tally.errors.append(
            f"FALSE  {sample.id} [{sample.kind}] {city}: {sample.article.title} | {sample.article.text[:160]}"
        )
    elif truth:
        tally.misses += 1
        tally.errors.append(
            f"MISSED {sample.id} [{sample.kind}] {city}: {sample.article.title} | {sample.article.text[:160]}"
        )


def _row(name: str, tally: Tally) -> str:
    kinds = Counter(hits=tally.hits, false=tally.false, missed=tally.misses)
    counts = " ".join(f"{value} {key}" for key, value in kinds.items())
    roles = f"{tally.role_share:6.3f} of {tally.roles}" if tally.roles else "     -"
    return f"{name:18} {tally.precision:9.3f} {tally.recall:6.3f} {tally.f1:6.3f} {roles:>14}   ({counts})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
