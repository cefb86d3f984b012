"""What correcting a tag needs around it: finding article and city by whatever a person gives, keeping what was seen."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.corrections import CONFIRM, REJECT, WITHDRAW, Correction, read_corrections, record_correction
from archive.errors import CorrectionError, GazetteerError, ProfileError
from archive.gazetteer import Gazetteer, read_gazetteer
from archive.ledger import Ledger
from archive.place_records import Place
from archive.profiles import load_profile
from archive.records import ArchivedArticle
from archive.settings import Settings
from archive.urls import SiteUrls
from indexer.engine import open_engine
from indexer.records import Tag
from indexer.site_taggers import SiteTaggers
from indexer.tag_overlay import apply_corrections, describe_passages
from indexer.tag_proposals import Proposal

_ID = re.compile(r"(?:^|/artikel/)([0-9a-f]{16})(?:[/?#]|$)")
# Articles whose addresses are compared with one that is not known.
_MOST_COMPARED = 20_000


def correct_tag(
    ledger: Ledger, taggers: SiteTaggers, archived: ArchivedArticle, correction: Correction
) -> tuple[tuple[Tag, ...], tuple[Tag, ...]]:
    """Keep a correction with the words that the tag rests on; return the article's tags before and after.

    Raises CorrectionError where there is nothing to confirm, reject or withdraw.
    """
    tagger = taggers.tagger_for(archived.site)
    found = tagger.tag(archived.article)
    holding = read_corrections(ledger, [archived.id]).get(archived.id, ())
    before = apply_corrections(found, holding, tagger.gazetteer)
    tag = next((one for one in before if one.city == correction.city), None)
    decided = any(one.city == correction.city for one in holding)
    if correction.action == WITHDRAW and not decided:
        raise CorrectionError(f"Nothing was decided about {correction.city!r} at {archived.id}; nothing to withdraw.")
    if correction.action in (CONFIRM, REJECT) and tag is None and not decided:
        raise CorrectionError(f"{archived.id} has no tag {correction.city!r}; a missing one is given with `tags add`.")
    if correction.action == CONFIRM and tag is None:
        raise CorrectionError(f"The tag {correction.city!r} was rejected at {archived.id}; withdraw that first.")
    if correction.action == CONFIRM and tag is not None:
        correction = replace(correction, role=tag.role)
    machine = next((one for one in found if one.city == correction.city), None)
    record_correction(ledger, replace(correction, passages=describe_passages(machine, archived.article)))
    others = [one for one in holding if one.city != correction.city]
    return before, apply_corrections(found, [*others, correction], tagger.gazetteer)


def find_article(settings: Settings, ledger: Ledger, given: str) -> ArchivedArticle:
    """Return the article of this id, permalink or address. Raises CorrectionError with what comes nearest."""
    given = given.strip()
    if (match := _ID.search(given)) and (archived := ledger.article(match[1])):
        return archived
    for address in _spell_address(settings, ledger, given):
        article_id = ledger.find_article_id(address)
        if article_id and (archived := ledger.article(article_id)):
            return archived
    near = _find_nearest_article(ledger, given)
    cure = f"did you mean {near}?" if near else "give its id or one of its addresses."
    raise CorrectionError(f"No article is known as {given[:200]!r}; {cure}")


def find_city(gazetteer: Gazetteer, given: str) -> Place:
    """Return the place of this id or name in any language. Raises CorrectionError with what comes nearest."""
    if not gazetteer.places:
        raise CorrectionError("The site of this article has no list of cities; add the key gazetteer to its profile.")
    place = gazetteer.place(given) or gazetteer.find(given)
    if place is None:
        known = {word: one.id for one in gazetteer.places for word in (one.id, one.name)}
        near = difflib.get_close_matches(given, known, n=1, cutoff=0.6)
        cure = f"did you mean {known[near[0]]!r}?" if near else f"known are {', '.join(sorted(set(known.values())))}."
        raise CorrectionError(f"{given[:100]!r} is no city of {gazetteer.name}; {cure}")
    return place


def find_city_id(gazetteers: Iterable[Gazetteer], given: str) -> str:
    """Return the id of a city of any gazetteer. Raises CorrectionError with what comes nearest."""
    error: CorrectionError | None = None
    for gazetteer in gazetteers:
        try:
            return find_city(gazetteer, given).id
        except CorrectionError as failed:
            error = error or failed
    raise error or CorrectionError("There is no gazetteer.")


@contextmanager
def read_index_tags(settings: Settings) -> Iterator[Callable[[ArchivedArticle, object], tuple[Tag, ...]]]:
    """Give a function that returns the tags of an article as they are in the index. Raises IndexMissingError."""
    engine = open_engine(settings)

    def read(archived: ArchivedArticle, _corrections: object) -> tuple[Tag, ...]:
        document = engine.get(archived.id)
        return document.tags if document else ()

    try:
        yield read
    finally:
        engine.close()


def read_other_gazetteer(taggers: SiteTaggers, file: Path, name: str = "") -> tuple[str, Gazetteer]:
    """Return another gazetteer and the name of the one it would stand for. Raises GazetteerError."""
    other = read_gazetteer(file)
    used = [gazetteer.name for gazetteer in taggers.gazetteers()]
    called = name or (file.stem if file.stem in used else used[0] if len(used) == 1 else "")
    if name and name not in used:
        raise GazetteerError(f"No gazetteer {name!r} is in use here; in use: {', '.join(used) or 'none'}.")
    if called not in used:
        raise GazetteerError(f"Which one would {file} stand for? Say it with --as; in use: {', '.join(used)}.")
    return called, other


def describe_correction(correction: Correction) -> dict[str, Any]:
    """Return a correction in its fixed form for other programs."""
    return {
        "id": correction.id,
        "article": correction.article_id,
        "city": correction.city,
        "action": correction.action,
        "role": correction.role or None,
        "who": correction.who,
        "when": correction.happened.isoformat(),
        "why": correction.why,
        "passages": [
            {"text": one.text, "before": one.before, "after": one.after, "field": one.field, "rule": one.rule}
            for one in correction.passages
        ],
    }


def describe_proposal(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal in its fixed form for other programs."""
    change = proposal.change
    return {
        "id": proposal.id,
        "gazetteer": proposal.gazetteer,
        "city": change.place,
        "kind": change.kind,
        "text": change.text,
        "needs": change.needs or None,
        "articles": list(proposal.articles),
    }


def _spell_address(settings: Settings, ledger: Ledger, given: str) -> Iterator[str]:
    """Yield the spellings under which the ledger may know an address."""
    bare = given.split("#")[0]
    yield bare
    yield bare.rstrip("/")
    yield bare.rstrip("/") + "/"
    for status in ledger.sites():
        try:
            urls = SiteUrls(load_profile(status.site, [settings.sites_folder]), status.address)
        except ProfileError:
            continue
        if link := urls.read(given):
            yield link.url


def _find_nearest_article(ledger: Ledger, given: str) -> str:
    wanted = given.rstrip("/").rsplit("/", 1)[-1].lower()
    known: dict[str, str] = {}
    for archived in ledger.changes_since(0, _MOST_COMPARED):
        known[archived.id] = archived.urls[0]
        for url in archived.urls:
            known.setdefault(url.rstrip("/").rsplit("/", 1)[-1].lower(), url)
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.6)
    return f"{near[0]} ({known[near[0]]})" if near and near[0] != known[near[0]] else "".join(near)
