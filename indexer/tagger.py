"""Tags articles with the partner cities they are about or mention, each with evidence; between ledger and index, pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from archive.gazetteer import Gazetteer
from archive.records import Article, Place, PlaceName
from indexer import tag_words as words
from indexer.records import Tag
from indexer.tag_context import Mention
from indexer.tag_match import HOME, OTHER, PLACE, TIE_WORD, CleanText, NameMatch, NameMatcher
from indexer.tag_references import find_references, pick_referred, stands_alone
from indexer.tag_role import Finding, weigh_findings
from indexer.tag_rules import NO, OPEN, YES, Verdict, judge_mention

# Grows whenever the same article may get other tags: index fingerprints and comparisons of tags go by it.
TAGGER_VERSION = "1"

MOST_REFERENCES = 40


class Tagger:
    """Tags articles by one gazetteer. Holds no state of an article: threads may share it."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._matcher = NameMatcher(gazetteer)

    def tag(self, article: Article) -> tuple[Tag, ...]:
        """Return the places that the article is about or mentions, best first; the same article always gets the same."""
        fields = {name: CleanText(text) for name, text in _read_fields(article) if text}
        mentions: list[tuple[Mention, frozenset[str]]] = []
        for name, clean in fields.items():
            mentions.extend(self._find_mentions(name, clean))
        findings = self._judge(mentions, article.published)
        findings += self._find_references(fields, findings, article.published)
        lengths = {name: len(clean.text) for name, clean in fields.items()}
        elsewhere = "title" in fields and any(
            match.sort == OTHER for match in self._matcher.find_names(fields["title"])
        )
        return weigh_findings(findings, fields, lengths, self.gazetteer, elsewhere)

    def comentioned(self, article: Article) -> tuple[str, ...]:
        """Return the names of known places that are no partners and that the article names, most often first."""
        counts: Counter[str] = Counter()
        for field, text in _read_fields(article):
            if field in ("caption", "credit") or not text:
                continue
            clean = CleanText(text)
            for match in self._matcher.find_names(clean):
                if match.sort == OTHER and clean.text[match.start].isupper():
                    mention = Mention(field, match, clean.text, match.start, match.end)
                    if match.name.needs == "none" or mention.before.lower() in words.PLACE_PREPOSITIONS:
                        counts[match.place] += 1
        return tuple(name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def _find_mentions(self, field: str, clean: CleanText) -> list[tuple[Mention, frozenset[str]]]:
        """Return the mentions of places in one field, each with the places that it is enumerated with."""
        matches = self._matcher.find_names(clean)
        cut = _find_closing(clean.text, matches) if field == "text" else len(clean.text)
        matches = [match for match in matches if match.start < cut]
        found: list[tuple[Mention, frozenset[str]]] = []
        for chain in _chain_matches(clean.text, matches):
            enumerated = frozenset(match.place for match in chain if _is_firm(match))
            for match in chain:
                if match.sort not in (PLACE, TIE_WORD):
                    continue
                mention = Mention(field, match, clean.text, match.start, match.end)
                company = enumerated - {match.place}
                if match.name.needs == "context" and not company:
                    company = _find_sentence_mates(mention, matches)
                found.append((mention, company))
        return found

    def _judge(self, mentions: list[tuple[Mention, frozenset[str]]], published: date | None) -> list[Finding]:
        findings: list[Finding] = []
        waiting: list[Finding] = []
        headlines: list[Finding] = []
        other_words: set[str] = set()
        for mention, company in mentions:
            place = self._place_of(mention.match, published)
            if place is None:
                continue
            if mention.match.name.needs == "alone":
                verdict = Verdict(YES, "alone") if stands_alone(mention, self.gazetteer.home.name) else Verdict(NO, "")
            else:
                verdict = judge_mention(mention, place, len(company))
            finding = Finding(place.id, mention, verdict.rule or "support", len(company))
            if verdict.answer == YES:
                findings.append(finding)
            elif verdict.answer == OPEN:
                waiting.append(finding)
            elif verdict.rule == "article" and mention.field == "title":
                headlines.append(finding)
            else:
                other_words.add(f"{place.id} {verdict.rule}")
        sure = Counter(finding.place for finding in findings if finding.mention.field != "credit")
        findings.extend(finding for finding in waiting if sure[finding.place])
        for finding in headlines:
            # „Das unbekannte Leiden“: in an article on the city that never speaks of suffering.
            if sure[finding.place] >= 2 and not other_words & {f"{finding.place} noun", f"{finding.place} article"}:
                findings.append(replace(finding, rule="support"))
        return findings

    def _find_references(
        self, fields: Mapping[str, CleanText], findings: list[Finding], published: date | None
    ) -> list[Finding]:
        """Return what stands for a place without its name: „die französische Partnerstadt“."""
        sure = {finding.place for finding in findings}
        found: list[Finding] = []
        for field in ("title", "lead", "text"):
            text = fields[field].text if field in fields else ""
            for reference in find_references(text, self.gazetteer.home.name):
                if place := pick_referred(reference, self.gazetteer.places, sure, published):
                    name = NameMatch(TIE_WORD, place.id, PlaceName(reference.noun), reference.start, reference.end)
                    mention = Mention(field, name, text, reference.start, reference.end)
                    found.append(Finding(place.id, mention, "reference", 0))
        return found[:MOST_REFERENCES]

    def _place_of(self, match: NameMatch, published: date | None) -> Place | None:
        if match.sort == PLACE:
            return self.gazetteer.place(match.place)
        tied = [place for place in self.gazetteer.places if _is_tied(place, match.place, published)]
        return tied[0] if len(tied) == 1 else None


def tag_text(
    tagger: Tagger, title: str = "", lead: str = "", text: str = "", published: date | None = None
) -> tuple[Tag, ...]:
    """Tag a text that is no article of the archive."""
    return tagger.tag(Article(url="", title=title, lead=lead, text=text, published=published))


def _read_fields(article: Article) -> Iterator[tuple[str, str]]:
    yield "title", article.title
    yield "kicker", article.kicker
    yield "lead", article.lead
    yield "text", article.text
    yield "caption", article.captions
    yield "credit", article.credits


def _is_tied(place: Place, kind: str, day: date | None) -> bool:
    return any(
        tie.kind == kind
        and tie.status == "active"
        and (day is None or ((tie.since or date.min) <= day <= (tie.until or date.max)))
        for tie in place.ties
    )


# What stands before a name in a loose enumeration: „Venlo bringt Käse, Leiden Hering und …“.
_SEPARATORS = frozenset({",", ";", "und", "sowie"})
_BOUND = re.compile(r"(?:\s\w+){0,2}\s(?:verbindet|verbunden|befreundet|verschwistert|verpartnert)\b")


def _find_sentence_mates(mention: Mention, matches: list[NameMatch]) -> frozenset[str]:
    """Return the places that the same sentence binds to a name without enumerating them closely."""
    bound = mention.before in ("mit", "Mit") and _BOUND.match(mention.right)
    if not bound and mention.before not in _SEPARATORS:
        return frozenset()
    begin, end = mention.start - len(mention.left), mention.end + len(mention.right)
    first = bisect_left(matches, begin, key=lambda match: match.start)
    last = bisect_left(matches, end, key=lambda match: match.start)
    firm = {match for match in matches[first:last] if _is_firm(match)}
    partners = frozenset(match.place for match in firm if match.sort == PLACE) - {mention.match.place}
    homes = frozenset(match.place for match in firm if match.sort == HOME and match.name.kind != "demonym")
    if bound or " zwischen " in f" {mention.left.lower()}":
        return partners | homes
    return partners if len(partners) > 1 else frozenset()


def _is_firm(match: NameMatch) -> bool:
    return match.sort in (HOME, PLACE, OTHER) and match.name.needs == "none"


# Between two names of one enumeration: „, “, „ und “, „, aus dem niederländischen “, „ sowie der Landkreis “.
_LINK = re.compile(
    r"\s?(?:,|/|–|-|&|\||;|\bund\b|\bsowie\b|\boder\b|\bbzw\.|\bmit\b)?,?\s?(?:(?:und|sowie|auch|in|aus|nach|mit|von|bis|für)\s){0,2}"
    r"(?:(?:der|dem|den|die|das)\s)?(?:\w+(?:en|er|e)\s)?(?:(?:Landkreis|Kreis|Stadt|Partnerstadt|Gemeinde)\s)?",
)
_LONGEST_LINK = 48


def _chain_matches(text: str, matches: list[NameMatch]) -> Iterator[list[NameMatch]]:
    """Group names that stand in one enumeration."""
    chain: list[NameMatch] = []
    for match in matches:
        if chain and not _is_link(text, chain[-1].end, match.start):
            yield chain
            chain = []
        chain.append(match)
    if chain:
        yield chain


def _is_link(text: str, start: int, end: int) -> bool:
    between = text[start:end]
    if not between.strip():
        return "\n" in between
    if len(between) > _LONGEST_LINK:
        return False
    return "\n\n" not in between and bool(_LINK.fullmatch(between.replace("\n", " ")))


def _find_closing(text: str, matches: list[NameMatch]) -> int:
    """Return where the article ends and related news or the list of all partners begin."""
    end = len(text)
    for heading in _CLOSING_HEADING.finditer(text):
        if heading.start() > 0:
            end = heading.start()
            break
    # A list of all partners stands at the very end; earlier headings of that kind belong to the article.
    headings = list(_CLOSING_LIST.finditer(text, max(0, end - _CLOSING_REACH), end))[-3:]
    for heading in headings:
        listed = [match for match in matches if heading.end() - 1 <= match.start < end]
        rest = re.sub(r"\W+", " ", text[heading.end() : end])
        if len({match.place for match in listed if match.sort == PLACE}) >= 5 and sum(
            m.end - m.start for m in listed
        ) * 2 > len(rest):
            return heading.start()
    return end


_CLOSING_REACH = 2000
_CLOSING_HEADING = re.compile(words.CLOSING_HEADINGS, re.MULTILINE)
_CLOSING_LIST = re.compile(words.CLOSING_LIST, re.MULTILINE)
