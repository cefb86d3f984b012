"""Weighs the mentions of a place: how sure the tag is, and whether the article is about the place or mentions it; last step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from archive.gazetteer import Gazetteer
from indexer import tag_words as words
from indexer.records import ABOUT, MENTIONED, Evidence, Tag
from indexer.tag_context import Mention
from indexer.tag_headline import is_digest, is_on_twinning, weigh_country
from indexer.tag_part import is_aside, is_joined, is_met, is_passing, is_subject, is_travelled_to
from indexer.tag_text import CleanText

# Pieces of evidence kept with one tag: enough to explain it, few enough for a page.
MOST_EVIDENCE = 40
# From this score on an article is about a place.
ABOUT_SCORE = 0.5

_FIRST = {"title": 0.72, "kicker": 0.45, "lead": 0.5, "text": 0.16, "caption": 0.1, "credit": 0.02}
_OPENING = 0.32
_OPENING_WITHOUT_LEAD = 0.38
_FIRST_SENTENCE = 0.45
_REPEAT = 0.6
# The headline names other partners, and this one is not named this often.
_OFF_TITLE = 0.65
_MANY = 5
_LONGEST_CREDIT = 64
_BREATH = 30
_LONGEST_OPENING = 600
_LONGEST_SECOND = 400
# So much behind the first paragraph makes it a lead: what it names is what the article is about, unless named aside.
_LONG_REST = 85
_SHORT_REST = 40
_IN_LEAD = 0.51
_SHORT_LEAD = 100
# An overview: so many partners in the text, none in the headline.
_IN_CROWD = 0.6
_CROWD = 5
# „Jahresrückblick“, „Termine der Woche“: about many things.
_IN_DIGEST = 0.7
# So many are one, too, where each is named once only.
_FEW = 3
# No other partner is named as often, or none at all under a headline on twinning.
_ONLY_PLACE = 0.2
# The article begins with it: „Venlo und Krefeld bauen …“.
_OPENS = 1.2
# „beide Städte“: the home city and the one place that is named.
_BOTH_CITIES = 0.2
# The first sentence takes people there: „fährt über Ostern nach Leicester“.
_TRAVELLED = 1.2
# Rules that say that the article speaks of the tie or of the place as such.
TYING = ("tie", "apposition", "alone")
_FIELD_ORDER = {name: order for order, name in enumerate(("title", "kicker", "lead", "text", "caption", "credit"))}


class _Opening(NamedTuple):
    """Where the first paragraph of the text ends, and its first sentence; whether enough follows to make it a lead."""

    end: int
    first: int
    leads: bool


class Finding:
    """A mention that counts for a place, by which rule, and with how many others it is enumerated.

    `home` tells that the home city is one of them, `partners` how many partners are; `tied` that a word of a tie stands
    before the enumeration; `is_credit` that the name stands in a photo credit, in a field of its own or within the text.
    """

    __slots__ = ("company", "home", "is_credit", "mention", "partners", "place", "rule", "tied")

    def __init__(
        self,
        place: str,
        mention: Mention,
        rule: str,
        company: int = 0,
        home: bool = False,
        tied: bool = False,
        partners: int = 1,
    ) -> None:
        self.place, self.mention, self.rule = place, mention, rule
        self.company, self.home, self.tied, self.partners = company, home, tied, partners
        near = mention.text.rfind(":", max(0, mention.start - _LONGEST_CREDIT), mention.start) >= 0
        self.is_credit = mention.field == "credit" or (near and bool(_INLINE_CREDIT.search(mention.left)))


def weigh_findings(
    findings: list[Finding],
    fields: Mapping[str, CleanText],
    gazetteer: Gazetteer,
    elsewhere: bool,
) -> tuple[Tag, ...]:
    """Return one tag a place, best first; a place that only photo credits name gets none.

    `elsewhere` tells that the headline names a place that is no partner.
    """
    grouped: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: (_FIELD_ORDER[finding.mention.field], finding.mention.start)):
        grouped.setdefault(finding.place, []).append(finding)
    spoken = {place: _leave_out_repeats(found) for place, found in grouped.items()}
    counts = {place: sum(1 for finding in found if not finding.is_credit) for place, found in spoken.items()}
    most = max(counts.values(), default=0)
    titled = {finding.place for finding in findings if finding.mention.field == "title"}
    opening = _find_opening(fields)
    # A lead that names no partner is a teaser: the text behind it begins anew.
    has_lead = any(finding.mention.field == "lead" for finding in findings)
    earliest = first = next((place for place in grouped if counts[place]), "")
    if first and grouped[first][0].company and not grouped[first][0].home:
        first = ""
    speaks_of_both = "text" in fields and _speaks_of_both(fields["text"].text)
    title = fields.get("title")
    digest = _IN_DIGEST if is_digest(title) else 1.0
    tags: list[Tag] = []
    for place_id, found in grouped.items():
        place = gazetteer.place(place_id)
        if place is None or not counts[place_id]:
            continue
        share = counts[place_id] / most
        score = _score(spoken[place_id], has_lead, opening, share, gazetteer.home.name, place_id == earliest) * digest
        if titled:
            if place_id not in titled and (counts[place_id] < _MANY or counts[place_id] * 2 < most):
                score *= _OFF_TITLE
        elif (len(grouped) >= _CROWD and not _stands_out(place_id, counts)) or (len(grouped) >= _FEW and most == 1):
            score *= _IN_CROWD
        elif _is_dominant(place_id, counts) or (place_id == first and is_on_twinning(title) and not elsewhere):
            score += (1 - score) * _ONLY_PLACE
        if speaks_of_both and len(grouped) == 1 and not elsewhere:
            score += (1 - score) * _BOTH_CITIES
        if not titled and not all(f.company - f.home >= 2 for f in spoken[place_id]):
            score += (1 - score) * weigh_country(title, place)
        tags.append(
            Tag(
                city=place_id,
                name=place.name,
                role=ABOUT if score >= ABOUT_SCORE else MENTIONED,
                score=round(score, 3),
                evidence=tuple(_make_evidence(f, fields[f.mention.field]) for f in found[:MOST_EVIDENCE]),
            )
        )
    if len(tags) < 2:
        return tuple(tags)
    order = {place.id: number for number, place in enumerate(gazetteer.places)}
    return tuple(sorted(tags, key=lambda tag: (-tag.score, order[tag.city])))


def _score(found: list[Finding], has_lead: bool, opening: _Opening, share: float, home: str, is_first: bool) -> float:
    miss = 1.0
    seen: dict[str, int] = {}
    for finding in found:
        field = "credit" if finding.is_credit else finding.mention.field
        weight = _FIRST[field]
        if field == "text" and finding.mention.start < opening.end:
            weight = _OPENING if has_lead else _weigh_opening(finding, opening, home, is_first)
        weight *= _REPEAT ** min(seen.get(field, 0), 3) if field != "text" else 1.0
        if finding.company >= 3 or finding.partners >= 3:
            weight *= 0.45
        elif (finding.tied or finding.rule in TYING) and field in ("text", "lead"):
            weight *= 1.25
        if finding.mention.field in ("text", "caption", "title") and is_passing(finding.mention, finding.rule):
            weight *= 0.6
        seen[field] = seen.get(field, 0) + 1
        miss *= 1 - min(weight, 0.95)
    score = 1 - miss
    if share < 0.25 and not seen.get("title") and not seen.get("lead"):
        score *= 0.7
    return score


def _weigh_opening(finding: Finding, opening: _Opening, home: str, is_first: bool) -> float:
    """Return what a name in the first paragraph counts, where no lead names one."""
    mention = finding.mention
    weight = _OPENING_WITHOUT_LEAD
    if mention.start < opening.first:
        weight = _FIRST_SENTENCE
        if (
            (finding.home and mention.before != "aus" and (is_first or finding.company > 1))
            or is_subject(mention)
            or is_joined(mention, home)
        ):
            return weight * _OPENS
        if is_travelled_to(mention) or " gemeinsam" in mention.right:
            # „Studierende der Hochschule und von Fontys Venlo haben gemeinsam …“
            return weight * _TRAVELLED
    elif is_met(mention):
        # The second sentence says where: „Vier Tage lang waren sie zu Gast in Leicester“
        return _FIRST_SENTENCE * _TRAVELLED
    if opening.leads and is_first and finding.company <= finding.home and not is_aside(mention):
        return _IN_LEAD
    return weight


def _leave_out_repeats(found: list[Finding]) -> list[Finding]:
    """Return the findings without second names of a place in one breath: „Uljanowsk, das frühere Simbirsk“."""
    kept = found[:1]
    for earlier, later in pairwise(found):
        start, end = earlier.mention.end, later.mention.start
        if (
            earlier.mention.field != later.mention.field
            or end - start > _BREATH
            or later.mention.match.name.text == earlier.mention.match.name.text
            or _STOP.search(later.mention.text, start, end)
        ):
            kept.append(later)
    return kept


def _speaks_of_both(text: str) -> bool:
    return bool(_BOTH.search(text) or _BETWEEN.search(text))


def _is_dominant(place_id: str, counts: Mapping[str, int]) -> bool:
    others = max((count for place, count in counts.items() if place != place_id), default=0)
    return counts[place_id] > max(1, others)


def _stands_out(place_id: str, counts: Mapping[str, int]) -> bool:
    others = max((count for place, count in counts.items() if place != place_id), default=0)
    return counts[place_id] >= max(_MANY - 1, 2 * others)


def _find_opening(fields: Mapping[str, CleanText]) -> _Opening:
    if "text" not in fields:
        return _Opening(0, 0, False)
    text = fields["text"].text
    end = text.find("\n\n", 0, _LONGEST_OPENING)
    end = end if end > 0 else min(400, len(text))
    rest = len(text) - end
    leads = _has_no_lead(fields) and (
        rest >= _LONG_REST
        or (rest >= _SHORT_REST and _FIRST_END.search(text, end + 2, end + _LONGEST_SECOND) is not None)
    )
    sentence = _FIRST_END.search(text, 0, end)
    if not sentence and end < len(text) and (second := _FIRST_END.search(text, end + 2, end + _LONGEST_SECOND)):
        # One sentence is the lead of a newspaper: what it tells goes on behind it.
        return _Opening(second.end(), end, leads)
    if sentence and "?" in sentence[0]:
        # What is asked first is answered behind it.
        sentence = _FIRST_END.search(text, sentence.end(), end) or sentence
    return _Opening(end, sentence.end() if sentence else end, leads)


def _has_no_lead(fields: Mapping[str, CleanText]) -> bool:
    """Say whether no lead of some length has told the matter before the text begins."""
    return "lead" not in fields or len(fields["lead"].text) < _SHORT_LEAD


def _make_evidence(finding: Finding, clean: CleanText) -> Evidence:
    mention = finding.mention
    start, end = clean.original_span(mention.start, mention.end)
    return Evidence(mention.field, start, end, clean.source[start:end], finding.rule)


# Begin with what a search finds fast.
_BOTH = re.compile(r"eide(?<=\b[Bb]eide)[nr]?\s(?:\w+en?\s)?(?:Partner)?[Ss]tädten?\b")
_BETWEEN = re.compile(r"zwischen den (?<=\bzwischen den )(?:Partner)?[Ss]tädten\b")
_FIRST_END = re.compile(r"(?<=[a-zäöüß]{2})[.!?][“\"]?\s(?=[„\"]?[A-ZÄÖÜ0-9])")
_STOP = re.compile(r"[.!?\n]")
_INLINE_CREDIT = re.compile(rf"(?:{'|'.join(words.CREDIT_LABELS)})\s?:\s?[^.]{{0,60}}$")
