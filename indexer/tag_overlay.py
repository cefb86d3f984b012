"""Lays what people decided over the tags that the tagger gives, and says so in words; between tagger and index, pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.corrections import ADD, CONFIRM, REJECT, WITHDRAW, Correction, TagPassage
from archive.gazetteer import Gazetteer
from archive.records import Article
from indexer.explain import explain_tag, read_field
from indexer.records import ABOUT, Tag
from indexer.tag_role import ABOUT_SCORE

# A tag that a person gave or confirmed stands before those that the tagger only finds likely.
SURE_ABOUT = 1.0
SURE_MENTIONED = 0.45
_REACH = 40  # characters looked at on either side of a passage
# The word beside a passage, with nothing but a space or a hyphen between: no full stop, no new paragraph.
_BEFORE = re.compile(r"\b\w[\w’'-]*[ \n\xa0]$|\b\w[\w’'-]*-$")
_AFTER = re.compile(r"[ \n\xa0-]\w[\w’'-]*")


def apply_corrections(tags: Sequence[Tag], corrections: Iterable[Correction], gazetteer: Gazetteer) -> tuple[Tag, ...]:
    """Return the tags that hold: what was rejected is gone, what was added or confirmed stays whatever the tagger finds.

    `corrections` holds at most one a city, the newest. One of a city that the gazetteer no longer has changes nothing.
    """
    final = {tag.city: tag for tag in tags}
    changed = False
    for correction in corrections:
        place = gazetteer.place(correction.city)
        if place is None or correction.action not in (CONFIRM, REJECT, ADD):
            continue
        changed = True
        found = final.pop(place.id, None)
        if correction.action == REJECT:
            continue
        role = correction.role or (found.role if found else ABOUT)
        if found is None:
            score = SURE_ABOUT if role == ABOUT else SURE_MENTIONED
            final[place.id] = Tag(place.id, place.name, role, score)
        else:
            final[place.id] = replace(found, role=role, score=_fit_score(found.score, role))
    if not changed:
        return tuple(tags)
    order = {place.id: number for number, place in enumerate(gazetteer.places)}
    return tuple(sorted(final.values(), key=lambda tag: (-tag.score, order.get(tag.city, len(order)))))


def explain_corrected_tag(
    tag: Tag, article: Article, correction: Correction | None, language: str = "de", *, named: bool = False
) -> str:
    """Return why an article bears a tag, decisions of people included; plain text, to be escaped before it is shown.

    `named` says who decided, too: for those who look after the archive, not for the public.
    """
    if correction is None or correction.action not in (ADD, CONFIRM):
        return explain_tag(tag, article, language)
    decision = tell_correction(correction, language, named=named)
    if not tag.evidence:
        return f"{tag.name}: {decision}"
    return f"{explain_tag(tag, article, language)} {decision}"


def tell_correction(correction: Correction, language: str = "de", *, named: bool = False) -> str:
    """Return one sentence: what was decided, when, by whom if `named`, and why."""
    german = language == "de"
    verbs = {
        ADD: ("Von Hand vergeben", "Given by hand"),
        CONFIRM: ("Von Hand bestätigt", "Confirmed by hand"),
        REJECT: ("Von Hand abgelehnt", "Rejected by hand"),
        WITHDRAW: ("Zurückgenommen", "Withdrawn"),
    }
    verb = verbs[correction.action][0 if german else 1]
    day = f"{correction.happened:%d.%m.%Y}" if german else f"{correction.happened:%d %B %Y}"
    who = (f" von {correction.who}" if german else f" by {correction.who}") if named else ""
    return f"{verb} am {day}{who}: {correction.why}" if german else f"{verb} on {day}{who}: {correction.why}"


def describe_passages(tag: Tag | None, article: Article) -> tuple[TagPassage, ...]:
    """Return what a tag rests on, each passage with its neighbours, once each: what is kept with a correction.

    A neighbour that a hyphen ties to the passage keeps it: „Krefeld-“, „-Reise“.
    """
    found: dict[TagPassage, None] = {}
    for evidence in tag.evidence if tag else ():
        text = read_field(article, evidence.field)
        before = _BEFORE.search(text[max(0, evidence.start - _REACH) : evidence.start])
        after = _AFTER.match(text[evidence.end : evidence.end + _REACH])
        passage = TagPassage(
            text=" ".join(evidence.text.split()),
            before=before[0].strip() if before else "",
            after=after[0].strip() if after else "",
            field=evidence.field,
            rule=evidence.rule,
        )
        found[passage] = None
    return tuple(found)


def _fit_score(score: float, role: str) -> float:
    """From ABOUT_SCORE on the role is `about`, whoever decided it."""
    return max(score, ABOUT_SCORE) if role == ABOUT else min(score, SURE_MENTIONED)
