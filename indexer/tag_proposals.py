"""Proposes entries of a gazetteer where people rejected the same words in the same surroundings again and again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archive.corrections import REJECT, TagPassage, read_corrections
from archive.gazetteer import Gazetteer, fold_name
from archive.gazetteer_files import (
    NEEDS,
    NOT_NAME,
    GazetteerChange,
    change_gazetteer,
    change_gazetteer_text,
    parse_gazetteer,
    read_own_text,
)
from archive.ledger import Ledger
from archive.place_records import NAME_NEEDS, PlaceName
from archive.records import Article
from archive.settings import Settings
from indexer.site_taggers import SiteTaggers
from indexer.tag_overlay import describe_passages
from indexer.tag_words import PLACE_PREPOSITIONS
from indexer.tagger import Tagger

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
    """The articles whose rejection speaks for one entry, by id, and how it was spelt."""

    articles: dict[str, Article] = field(default_factory=dict)
    spelling: str = ""


_Key = tuple[str, str, str]  # gazetteer, city, folded words


def find_proposals(ledger: Ledger, taggers: SiteTaggers) -> tuple[Proposal, ...]:
    """Return what the rejections that hold now speak for, the best supported first.

    Only words count that the tagger would still take for the city today, and only entries that would settle them: what
    a rule has settled is not proposed again, and what would not help is not proposed at all.
    """
    phrases: dict[_Key, _Support] = {}
    names: dict[_Key, _Support] = {}
    for gazetteer, rejected in _list_rejected(ledger, taggers):
        for phrase in _make_phrases(rejected.passage):
            _support(phrases, (gazetteer.name, rejected.city, phrase.casefold()), phrase, rejected)
        if name := _find_name(gazetteer, rejected.city, rejected.passage.text):
            _support(names, (gazetteer.name, rejected.city, name.text), name.text, rejected)
    gazetteers = {gazetteer.name: gazetteer for gazetteer in taggers.gazetteers()}
    proposals = [
        proposal
        for (called, city, _words), support in phrases.items()
        if (
            proposal := _propose(
                gazetteers[called], GazetteerChange(city, NOT_NAME, support.spelling), support.articles
            )
        )
    ]
    explained = {(one.gazetteer, one.change.place, article) for one in proposals for article in one.articles}
    for (called, city, text), support in names.items():
        # Different surroundings each time: it is the name itself that counts too easily.
        rest = {key: article for key, article in support.articles.items() if (called, city, key) not in explained}
        change = GazetteerChange(city, NEEDS, text, _STRICTER[_needs_of(gazetteers[called], city, text)])
        if proposal := _propose(gazetteers[called], change, rest):
            proposals.append(proposal)
    return tuple(sorted(proposals, key=lambda one: (-len(one.articles), one.change.place, one.change.text)))


def preview_proposal(settings: Settings, taggers: SiteTaggers, proposal: Proposal) -> tuple[str, SiteTaggers]:
    """Return the text of the user's gazetteer with the entry in it, and taggers that go by it; nothing is written.

    Raises GazetteerError where the user's gazetteer is broken or cannot be edited by program.
    """
    text = change_gazetteer_text(read_own_text(settings, proposal.gazetteer), proposal.gazetteer, proposal.change)
    return text, taggers.replace_gazetteer(proposal.gazetteer, parse_gazetteer(text, proposal.gazetteer))


@dataclass(frozen=True, slots=True)
class _Rejected:
    """A passage for which a tag was rejected and would be given again today."""

    city: str
    article_id: str
    article: Article
    passage: TagPassage


def _list_rejected(ledger: Ledger, taggers: SiteTaggers) -> Iterator[tuple[Gazetteer, _Rejected]]:
    for article_id, corrections in read_corrections(ledger).items():
        rejected = [correction for correction in corrections if correction.action == REJECT]
        archived = ledger.article(article_id) if rejected else None
        if archived is None:
            continue
        tagger = taggers.tagger_for(archived.site)
        tags = {tag.city: tag for tag in tagger.tag(archived.article)}
        for correction in rejected:
            kept = {_fold(passage) for passage in correction.passages}
            for passage in describe_passages(tags.get(correction.city), archived.article):
                # What the person saw, if it was noted; a passage that came later was never judged.
                if not kept or _fold(passage) in kept:
                    yield tagger.gazetteer, _Rejected(correction.city, article_id, archived.article, passage)


def _propose(gazetteer: Gazetteer, change: GazetteerChange, articles: Mapping[str, Article]) -> Proposal | None:
    """Return the proposal if the change takes something away from enough of the articles that speak for it."""
    if len(articles) < FEWEST_ARTICLES:
        return None
    now, then = Tagger(gazetteer), Tagger(change_gazetteer(gazetteer, change))
    settled = [
        article_id
        for article_id, article in articles.items()
        if _count_evidence(then, article, change.place) < _count_evidence(now, article, change.place)
    ]
    if len(settled) < FEWEST_ARTICLES:
        return None
    told = "|".join((gazetteer.name, change.place, change.kind, change.text, change.needs))
    number = hashlib.sha256(told.encode()).hexdigest()[:6]
    return Proposal(number, gazetteer.name, change, tuple(sorted(settled)))


def _count_evidence(tagger: Tagger, article: Article, city: str) -> int:
    return sum(len(tag.evidence) for tag in tagger.tag(article) if tag.city == city)


def _fold(passage: TagPassage) -> tuple[str, str, str]:
    return fold_name(passage.text), fold_name(passage.before), fold_name(passage.after)


def _make_phrases(passage: TagPassage) -> Iterator[str]:
    """Yield the passage with the word behind it and the word before it; small words tell nothing."""
    before, after = passage.before, passage.after
    if after and not _is_small(after.strip("-")):
        yield passage.text + after if after.startswith("-") else f"{passage.text} {after}"
    if before and not _is_small(before.strip("-")):
        yield before + passage.text if before.endswith("-") else f"{before} {passage.text}"


def _is_small(word: str) -> bool:
    """Say whether a word is too common to tell one meaning from another: „und“, „seit“, a number."""
    common = word.islower() and (len(word) < SHORTEST_VERB or word in PLACE_PREPOSITIONS)
    return common or not word[:1].isalpha()


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


def _needs_of(gazetteer: Gazetteer, city: str, text: str) -> str:
    place = gazetteer.place(city)
    return next((name.needs for name in (place.names if place else ()) if name.text == text), NAME_NEEDS[0])


def _support(found: dict[_Key, _Support], key: _Key, spelling: str, rejected: _Rejected) -> None:
    support = found.setdefault(key, _Support())
    support.articles[rejected.article_id] = rejected.article
    support.spelling = support.spelling or spelling
