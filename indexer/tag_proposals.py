"""Proposes entries of a gazetteer where people rejected the same words in the same surroundings again and again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.corrections import REJECT, Correction, TagPassage, read_corrections
from archive.gazetteer import Gazetteer, fold_name
from archive.gazetteer_files import (
    NEEDS,
    NOT_NAME,
    GazetteerChange,
    change_gazetteer_text,
    parse_gazetteer,
    read_own_text,
)
from archive.ledger import Ledger
from archive.records import NAME_NEEDS, PlaceName
from archive.settings import Settings
from indexer.build import SiteTaggers
from indexer.tag_corrections import describe_passages
from indexer.tag_words import PLACE_PREPOSITIONS

# As many articles must speak for a proposal: two may be chance.
FEWEST_ARTICLES = 3
# Letters of a word in lower case that may make a phrase: „Leiden lindern“, but not „Leiden und“.
SHORTEST_VERB = 6
# Endings that a name takes on in a sentence: „Venlos“, „Leidener“.
_LONGEST_ENDING = 3
# The next step of what a name needs, so that it counts less often.
_STRICTER = {"none": "context", "context": "partner"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry that people's rejections speak for: its short id, the gazetteer, what it changes, and which articles."""

    id: str
    gazetteer: str
    change: GazetteerChange
    articles: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What accepting it means."""
        count = len(self.articles)
        if self.change.kind == NOT_NAME:
            return f"„{self.change.text}“ is not {self.change.place} (rejected at {count} articles)"
        return f"„{self.change.text}“ of {self.change.place} needs {self.change.needs} (rejected at {count} articles)"


@dataclass(slots=True)
class _Support:
    """The articles whose rejection speaks for one entry, and how it was spelt."""

    articles: set[str] = field(default_factory=set)
    spelling: str = ""


def find_proposals(ledger: Ledger, taggers: SiteTaggers) -> tuple[Proposal, ...]:
    """Return what the rejections that hold now speak for, the best supported first.

    Only words count that the tagger would still take for the city today: what a rule has settled is not proposed again.
    """
    phrases: dict[tuple[str, str, str], _Support] = {}
    names: dict[tuple[str, str, str], _Support] = {}
    for gazetteer, correction, passage in _list_rejected(ledger, taggers):
        for phrase in _make_phrases(passage):
            _support(phrases, (gazetteer.name, correction.city, phrase.casefold()), phrase, correction.article_id)
        if name := _find_name(gazetteer, correction.city, passage.text):
            _support(names, (gazetteer.name, correction.city, name.text), name.text, correction.article_id)
    proposals = [
        _make_proposal(key[0], GazetteerChange(key[1], NOT_NAME, support.spelling), support.articles)
        for key, support in phrases.items()
        if len(support.articles) >= FEWEST_ARTICLES
    ]
    explained = {(one.gazetteer, one.change.place, article) for one in proposals for article in one.articles}
    for (gazetteer_name, city, text), support in names.items():
        # Different surroundings each time: it is the name itself that counts too easily.
        rest = {article for article in support.articles if (gazetteer_name, city, article) not in explained}
        needs = _STRICTER[_needs_of(taggers, gazetteer_name, city, text)]
        if len(rest) >= FEWEST_ARTICLES:
            proposals.append(_make_proposal(gazetteer_name, GazetteerChange(city, NEEDS, text, needs), rest))
    return tuple(sorted(proposals, key=lambda one: (-len(one.articles), one.change.place, one.change.text)))


def preview_proposal(settings: Settings, taggers: SiteTaggers, proposal: Proposal) -> tuple[str, SiteTaggers]:
    """Return the text of the user's gazetteer with the entry in it, and taggers that go by it; nothing is written.

    Raises GazetteerError where the user's gazetteer is broken or cannot be edited by program.
    """
    text = change_gazetteer_text(read_own_text(settings, proposal.gazetteer), proposal.gazetteer, proposal.change)
    return text, taggers.replace_gazetteer(proposal.gazetteer, parse_gazetteer(text, proposal.gazetteer))


def _list_rejected(ledger: Ledger, taggers: SiteTaggers) -> Iterator[tuple[Gazetteer, Correction, TagPassage]]:
    """Yield the passages for which a tag was rejected and would be given again today, each article's once."""
    for article_id, corrections in read_corrections(ledger).items():
        rejected = [correction for correction in corrections if correction.action == REJECT]
        archived = ledger.article(article_id) if rejected else None
        if archived is None:
            continue
        tagger = taggers.tagger_for(archived.site)
        tags = {tag.city: tag for tag in tagger.tag(archived.article)}
        for correction in rejected:
            tag = tags.get(correction.city)
            kept = {_fold(passage) for passage in correction.passages}
            for passage in describe_passages(tag, archived.article):
                # What the person saw, if it was noted; a passage that came later was never judged.
                if not kept or _fold(passage) in kept:
                    yield tagger.gazetteer, correction, passage


def _fold(passage: TagPassage) -> tuple[str, str, str]:
    return fold_name(passage.text), fold_name(passage.before), fold_name(passage.after)


def _make_phrases(passage: TagPassage) -> Iterator[str]:
    """Yield the passage with the word behind it and the word before it; small words tell nothing."""
    if passage.after and not _is_small(passage.after):
        yield f"{passage.text} {passage.after}"
    if passage.before and not _is_small(passage.before):
        yield f"{passage.before} {passage.text}"


def _is_small(word: str) -> bool:
    """Say whether a word is too common to tell one meaning from another: „und“, „seit“, a number."""
    return not word[0].isalpha() or (word.islower() and (len(word) < SHORTEST_VERB or word in PLACE_PREPOSITIONS))


def _find_name(gazetteer: Gazetteer, city: str, text: str) -> PlaceName | None:
    """Return the name of the city that a passage is a form of, if it could be made to need more."""
    place = gazetteer.place(city)
    folded = fold_name(text)
    fitting = [
        name
        for name in (place.names if place else ())
        if name.needs in _STRICTER
        and folded.startswith(key := fold_name(name.text))
        and len(folded) - len(key) <= _LONGEST_ENDING
    ]
    return max(fitting, key=lambda name: len(name.text), default=None)


def _needs_of(taggers: SiteTaggers, gazetteer_name: str, city: str, text: str) -> str:
    for gazetteer in taggers.gazetteers():
        place = gazetteer.place(city) if gazetteer.name == gazetteer_name else None
        for name in place.names if place else ():
            if name.text == text:
                return name.needs
    return NAME_NEEDS[0]


def _support(
    found: dict[tuple[str, str, str], _Support], key: tuple[str, str, str], spelling: str, article: str
) -> None:
    support = found.setdefault(key, _Support())
    support.articles.add(article)
    support.spelling = support.spelling or spelling


def _make_proposal(gazetteer: str, change: GazetteerChange, articles: set[str]) -> Proposal:
    told = "|".join((gazetteer, change.place, change.kind, change.text, change.needs))
    return Proposal(hashlib.sha256(told.encode()).hexdigest()[:6], gazetteer, change, tuple(sorted(articles)))
