"""Takes back mentions by what the rest of the article says: a person, a club or a street of that name; after the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from indexer import tag_other_words as others
from indexer import tag_words as words
from indexer.tag_match import NOT_NAME, NameMatch
from indexer.tag_neighbours import find_tie_noun
from indexer.tag_role import Finding


def drop_namesakes(
    findings: list[Finding], other_words: Collection[str], clubs: Collection[str], headline: str, opening: str
) -> list[Finding]:
    """Return the findings without those that go back to somebody or something of that name.

    `other_words` holds a place and the rule by which a mention of it was none, such as `leiden surname`, and of a forename
    the surname, too: `charlotte surname Wendt`; `clubs` the places whose clubs the article names;
    `headline` and `opening` tell what it is on.
    """
    if "„" in headline and any(map(opening.__contains__, others.CINEMA)):
        # „Karten für „Dunkirk““
        findings = [f for f in findings if f.mention.field != "title" or not f.mention.is_quoted]
    if any(map(headline.__contains__, others.CINEMA)):
        # „Am Freitag folgt „Dunkirk““
        findings = [f for f in findings if not _is_listed_film(f) and not (f.rule == "name" and f.mention.is_quoted)]
    if "„" in headline and any(map(headline.__contains__, others.STAGE)):
        # „Als Leicester sich verrät, nimmt das Unglück seinen Lauf“
        town = {f.place for f in findings if not _may_be_club(f)}
        findings = [f for f in findings if f.place in town]
    if not other_words and not clubs:
        return findings
    by_rule: dict[str, set[str]] = {
        "surname": set(),
        "street": set(),
        "named": set(),
        "room": set(),
        "club": set(clubs),
    }
    for place, _, rule in (word.partition(" ") for word in other_words):
        if rule in by_rule:
            by_rule[rule].add(place)
    persons, streets, played = by_rule["surname"], by_rule["street"], by_rule["club"]
    if other_words:
        # „In Charlotte Wendt“, where the article speaks of „Charlotte Wendt“
        findings = [f for f in findings if f"{f.place} surname {f.mention.after}" not in other_words]
        found_in = {
            f.place for f in findings if _is_found_in(f) and not _NAMED.isdisjoint(_list_rules(f.place, other_words))
        }
        if found_in:
            # „In Charlotte haben die Kinder eine Zuhörerin gefunden“, of a dog that has the name
            town = {f.place for f in findings if f.rule not in ("preposition", "support")}
            findings = [f for f in findings if f.place not in found_in or f.place in town]
    if persons:
        # Who is named „Ute Beeskow“ once is „Beeskow“ later; the town then needs more than its name.
        findings = [
            f
            for f in findings
            if f.place not in persons
            or (f.rule not in _PERSONAL and (f.rule != "demonym" or f.mention.after[:1].isupper()))
            or " " in f.mention.match.name.text
        ]
    if by_rule["room"]:
        # „Im Raum Uljanowsk tagt der Ausschuss, der Raum Kayseri wird renoviert“
        findings = [f for f in findings if f.mention.before_quote != "Raum"]
    if named := by_rule["named"]:
        # „600 Rosen der Sorte „Leicester““, and later „Leicester ist robust“
        town = {f.place for f in findings if f.place in named and not _may_be_named(f)}
        findings = [f for f in findings if f.place not in named or f.place in town]
    if streets:
        findings = [f for f in findings if f.place not in streets or not _is_short_street(f)]
    if played:
        # The club is called by the name of its town: one „in Venlo“ is enough to keep them all.
        town = {f.place for f in findings if f.place in played and not _may_be_club(f)}
        findings = [f for f in findings if f.place not in played or f.place in town]
    return findings


def find_clubs(matches: Iterable[Sequence[NameMatch]]) -> set[str]:
    """Return the places whose clubs are among the phrases found that are no names of places."""
    return {
        match.place
        for found in matches
        for match in found
        if match.sort == NOT_NAME and not others.SPORT_CLUBS.isdisjoint(match.name.text.replace("-", " ").split())
    }


def _is_listed_film(finding: Finding) -> bool:
    # „Dienstag: Dunkirk. Mittwoch: Oppenheimer.“
    mention = finding.mention
    is_bare = finding.rule == "name" and mention.field == "text" and not finding.company
    return is_bare and mention.before in _LISTED and mention.after in _LISTED


def _is_found_in(finding: Finding) -> bool:
    """Say whether something is found or seen in the one that the name is: „in Charlotte hat sie eine Freundin gefunden“."""
    mention = finding.mention
    if finding.rule != "preposition" or mention.match.name.also != "forename" or mention.before not in ("In", "in"):
        return False
    return mention.after in ("haben", "hat", "hatte", "hatten") and " gefunden" in mention.right


def _list_rules(place: str, other_words: Collection[str]) -> set[str]:
    return {word.split(" ")[1] for word in other_words if word.startswith(f"{place} ")}


def _is_short_street(finding: Finding) -> bool:
    # „Anwohner der Venloer erreichen ihre Häuser“
    mention = finding.mention
    return (
        mention.match.name.kind == "demonym"
        and mention.before in ("der", "Der", "die", "Die")
        and not mention.suffix
        and not mention.after[:1].isupper()
    )


def _may_be_named(finding: Finding) -> bool:
    """Say whether a mention may go back to a thing that bears the name: bare, or what it is hyphened to is such a thing."""
    mention = finding.mention
    if mention.suffix:
        return finding.rule == "name" and not find_tie_noun(mention.suffix.strip("-–‑").lower())
    return _may_be_club(finding) or finding.rule == "support"


def _may_be_club(finding: Finding) -> bool:
    mention = finding.mention
    if finding.is_credit:
        return True
    if finding.rule == "demonym":
        return not mention.after[:1].isupper()
    before = mention.before.lower()
    return finding.rule in _BARE and not mention.suffix and before not in words.PLACE_PREPOSITIONS and before != "von"


# Rules by which a name is that of a person or an animal.
_NAMED = frozenset({"person", "surname", "named"})
_LISTED = frozenset(("", ":", ",", ".", "(", "–", "und"))
# Rules that hold by the name alone, whatever stands beside it.
_BARE = ("name", "genitive")
# Persons do what cities do, too: „Leiden will das Thema Wohnen in den Mittelpunkt stellen“.
_PERSONAL = (*_BARE, "predicate")
