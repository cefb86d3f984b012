"""Tags articles with the partner cities they are about or mention, each with evidence; between ledger and index, pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from archive.gazetteer import Gazetteer
from archive.place_records import Place, PlaceName
from archive.records import Article
from indexer import tag_words as words
from indexer.records import Tag
from indexer.tag_closing import find_closing
from indexer.tag_company import Company, find_mentions
from indexer.tag_context import Mention, read_left
from indexer.tag_doubts import mentions_twinning
from indexer.tag_headline import find_titled, names_country
from indexer.tag_match import HOME, OTHER, PLACE, TIE_WORD, Hit, NameMatch, NameMatcher
from indexer.tag_namesakes import drop_namesakes, find_clubs
from indexer.tag_references import Reference, find_references, pick_referred, stands_alone
from indexer.tag_role import TYING, Finding, weigh_findings
from indexer.tag_rules import NO, OPEN, YES, Verdict, judge_mention
from indexer.tag_text import CleanText

# Grows whenever the same article may get other tags: index fingerprints and comparisons of tags go by it.
TAGGER_VERSION = "8"

MOST_REFERENCES = 40
_OPENING = 1000
_SEVERAL = 3


class _Field(NamedTuple):
    """One field of an article, ready for reading, and what the automaton found in it."""

    clean: CleanText
    hits: Sequence[Hit]


class Tagger:
    """Tags articles by one gazetteer. Holds no state of an article: threads may share it."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._matcher = NameMatcher(gazetteer)

    def tag(self, article: Article) -> tuple[Tag, ...]:
        """Return the places that the article is about or mentions, best first; the same article always gets the same."""
        fields = self._read(article)
        if not fields:
            return ()
        # Other places count beside a partner's name only, and in the headline.
        matches = {
            name: self._matcher.find_names(field.clean, field.hits)
            for name, field in fields.items()
            if field.hits and (name == "title" or self._matcher.is_telling(field.clean, field.hits))
        }
        if "text" in matches:
            clean, hits = fields["text"]
            end = find_closing(clean.text, matches["text"])
            matches["text"] = [match for match in matches["text"] if match.end <= end]
            fields["text"] = _Field(clean, [hit for hit in hits if hit[2] <= end])
        mentions: list[tuple[Mention, Company]] = []
        for name, found in matches.items():
            mentions.extend(find_mentions(name, fields[name].clean.text, found))
        clubs = find_clubs(matches.values())
        findings = self._judge(mentions, article, clubs)
        findings += self._find_references(fields, findings, clubs, article.published)
        if not findings:
            return ()
        elsewhere = any(match.sort == OTHER for match in matches.get("title", ()))
        cleaned = {name: field.clean for name, field in fields.items()}
        return weigh_findings(findings, cleaned, self.gazetteer, elsewhere)

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

    def _read(self, article: Article) -> dict[str, _Field]:
        """Return the fields that have text, and what was found in each; nothing where nothing can give a tag."""
        texts = [(name, text) for name, text in _read_fields(article) if text]
        # Read in one piece: most articles name no partner, and that is all that is done for them.
        whole = CleanText("\n".join([text for _, text in texts]))
        hits = self._matcher.scan(whole)
        if not self._matcher.is_telling(whole, hits) and not any(map(whole.lowered.__contains__, words.PARTNER_PLACES)):
            return {}
        fields: dict[str, _Field] = {}
        begin = 0
        if len(texts) == 1:
            return {texts[0][0]: _Field(whole, hits)}
        for name, text in texts:
            end = begin + len(text)
            if part := whole.cut_out(begin, end):
                clean, first = part
                last = first + len(clean.text)
                inside: Sequence[Hit] = [
                    (number, start - first, stop - first)
                    for number, start, stop in hits
                    if first <= start and stop <= last
                ]
            else:
                clean = CleanText(text)
                inside = self._matcher.scan(clean)
            fields[name] = _Field(clean, inside)
            begin = end + 1
        return fields

    def _judge(self, mentions: list[tuple[Mention, Company]], article: Article, clubs: set[str]) -> list[Finding]:
        findings: list[Finding] = []
        waiting: list[Finding] = []
        headlines: list[Finding] = []
        other_words: set[str] = set()
        tied: set[tuple[str, int]] = set()
        for mention, company in mentions:
            place = self._place_of(mention.match, article.published)
            if place is None:
                continue
            if mention.match.name.needs == "alone":
                verdict = Verdict(YES, "alone") if stands_alone(mention, self.gazetteer.home.name) else Verdict(NO, "")
            else:
                verdict = judge_mention(mention, place, len(company.places))
            if verdict.answer == YES and verdict.rule in TYING:
                tied.add(company.chain)
            is_tied = company.chain in tied
            finding = Finding(
                place.id,
                mention,
                verdict.rule or "support",
                len(company.places),
                company.home,
                is_tied,
                company.partners,
            )
            if verdict.answer == YES:
                findings.append(finding)
            elif verdict.answer == OPEN:
                waiting.append(finding)
            elif verdict.rule == "article" and mention.field == "title":
                headlines.append(finding)
            else:
                other_words.add(f"{place.id} {verdict.rule}")
                if verdict.rule == "surname" and mention.match.name.also == "forename":
                    other_words.add(f"{place.id} surname {mention.after}")
        findings = drop_namesakes(findings, other_words, clubs, article.title, article.text[:_OPENING])
        sure = Counter(finding.place for finding in findings if finding.mention.field != "credit")
        titled = {place.id for place in find_titled(article.title, self.gazetteer.places)} if waiting else ()
        findings.extend(finding for finding in waiting if sure[finding.place] or finding.place in titled)
        opened = [finding for finding in waiting if not sure[finding.place] and finding.place not in titled]
        findings.extend(self._find_expected(opened, sure, article))
        for finding in headlines:
            # „Das unbekannte Leiden“: in an article on the city that never speaks of suffering.
            # Where no partner is named, a word of town twinning does: „Partnerstadt lädt zum Entdecken ein“.
            known = sure[finding.place] >= 2 or (not sure and mentions_twinning(article.lead + article.text[:_OPENING]))
            if known and not other_words & {f"{finding.place} noun", f"{finding.place} article"}:
                finding.rule = "support"
                findings.append(finding)
        return findings

    def _find_expected(self, opened: list[Finding], sure: Counter[str], article: Article) -> list[Finding]:
        """Return those unclear mentions that the article makes clear as a whole, though it names the place nowhere clearly."""
        if not opened:
            return []
        # „Frank Meyer in den USA: … 40 Jahre Zusammenarbeit mit Charlotte“
        chosen = [finding for finding in opened if self._is_in_named_country(finding, article)]
        if not chosen and mentions_twinning(f"{article.title} {article.lead} {article.text[:_OPENING]}"):
            if len(sure) >= _SEVERAL:
                # „Venlo ist so nah, mit Leiden gibt es Begegnungen. Charlotte ist weit weg“
                chosen = opened
            elif not sure:
                # „Abschied von Charlotte. Nach zehn Monaten in der Partnerstadt …“
                # „Charlotte lädt Bands ein. Die Einladung kam über die Städtepartnerschaft“
                chosen = [
                    f
                    for f in opened
                    if f.mention.before.lower() in words.TURNED_TO or f.mention.after in words.CITY_VERBS
                ]
        for finding in chosen:
            finding.rule = "overview"
        return chosen

    def _is_in_named_country(self, finding: Finding, article: Article) -> bool:
        """Say whether the article names the country of the place, and the mention is one that persons seldom have."""
        place = self.gazetteer.place(finding.place)
        mention = finding.mention
        is_topic = mention.field == "title" and mention.after == ":"
        return (
            place is not None
            and (is_topic or mention.before.lower() in words.TIE_PREPOSITIONS)
            and names_country(f"{article.title} {article.lead} {article.text[:_OPENING]}", place.country)
        )

    def _find_references(
        self, fields: Mapping[str, _Field], findings: list[Finding], clubs: set[str], published: date | None
    ) -> list[Finding]:
        """Return what stands for a place without its name: „die französische Partnerstadt“."""
        sure = {finding.place for finding in findings if finding.mention.field != "credit"}
        if not sure and len(clubs) == 1:
            # „VVV Venlo kommt nach Krefeld. Der Klub aus der Partnerstadt …“
            sure = clubs
        taken = {(finding.mention.field, finding.mention.end) for finding in findings}
        found: list[Finding] = []
        for field in ("title", "lead", "text"):
            if field not in fields or not (nouns := self._matcher.find_nouns(fields[field].hits)):
                continue
            text = fields[field].clean.text
            for reference in find_references(text, nouns, self.gazetteer.home.name):
                if (field, reference.end) in taken:
                    continue
                place = pick_referred(reference, self.gazetteer.places, sure, published)
                if place and not self._is_of_another(reference, fields[field], fields):
                    name = NameMatch(TIE_WORD, place.id, PlaceName(reference.noun), reference.start, reference.end)
                    mention = Mention(field, name, text, reference.start, reference.end)
                    found.append(Finding(place.id, mention, "reference" if reference.country else "resumed"))
                    if len(found) >= MOST_REFERENCES:
                        return found
        return found

    def _is_of_another(self, reference: Reference, field: _Field, fields: Mapping[str, _Field]) -> bool:
        """Say whether another city is the one that has this partner: „Moers hat die Partnerstadt in Frankreich besucht“."""
        text = field.clean.text
        begin = reference.start - len(read_left(text, reference.start))
        named = self._find_actors(field, begin, reference.end)
        if not named and "title" in fields:
            named = self._find_actors(fields["title"], 0, len(fields["title"].clean.text))
        return OTHER in named and HOME not in named

    def _find_actors(self, field: _Field, begin: int, end: int) -> set[str]:
        """Return whether the home city, or others that are no partners, stand there other than behind a preposition."""
        hits = [hit for hit in field.hits if begin <= hit[1] and hit[2] <= end]
        named = set()
        for match in self._matcher.find_names(field.clean, hits):
            if match.sort == HOME:
                named.add(HOME)
            elif match.sort == OTHER:
                before = Mention("", match, field.clean.text, match.start, match.end).before.lower()
                if before not in words.ANY_PREPOSITIONS:
                    named.add(OTHER)
        return named

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
