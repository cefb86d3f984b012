"""The rules that say whether a name found in a text means the place, something else, or cannot be told; pure functions."""

from __future__ import annotations

from typing import NamedTuple

from archive.place_records import Place
from indexer import tag_doubt_words as doubt_words
from indexer import tag_words as words
from indexer.tag_context import Mention
from indexer.tag_doubts import find_doubt, mentions_twinning
from indexer.tag_other_things import find_other_thing
from indexer.tag_support import find_support, find_tying

YES, OPEN, NO = "yes", "open", "no"


class Verdict(NamedTuple):
    """What one mention is taken for, and the rule that says so (explained in `indexer.explain`)."""

    answer: str
    rule: str


def judge_mention(mention: Mention, place: Place, company: int) -> Verdict:
    """Say whether a mention means the place. `company` counts the home city and other partners it is enumerated with."""
    in_list = company > 0
    if rule := find_other_thing(mention):
        return Verdict(NO, rule)
    name = mention.match.name
    if name.needs == "none":
        return Verdict(YES, find_tying(mention) or ("demonym" if name.kind == "demonym" else "name"))
    if name.needs == "partner":
        if mentions_twinning(mention.left + mention.right):
            return Verdict(YES, "twinning")
        support = find_support(mention, place, in_list)
        return Verdict(YES, support) if support in ("apposition", "compound") else Verdict(OPEN, "")
    support = find_support(mention, place, in_list)
    doubt = find_doubt(mention)
    if support == "list" and (
        (doubt == "surname" and company >= 3) or (doubt == "person" and company >= 2) or doubt == "hyphen"
    ):
        # „Venlo bringt Kroketten mit, Leicester Samosas, Charlotte Maisbrot“; „Verein Krefeld-Charlotte“
        doubt = ""
    if (
        doubt == "noun"
        and support == "apposition"
        and (not mention.before.lower().endswith(words.PLACE_NOUN_ENDINGS) or mention.after in doubt_words.RELIEF_VERBS)
    ):
        # „Wie das Klinikum Leiden lindert“, „Will die Stadt Leiden lindern“
        return Verdict(NO, doubt)
    if doubt == "hyphen" and mention.suffix and support == "apposition":
        # „Familienzentrum Charlotte-Petersen“
        return Verdict(NO, doubt)
    if support and (not doubt or support in _FIRM[name.also]):
        return Verdict(YES, support)
    return Verdict(NO, doubt) if doubt else Verdict(OPEN, "")


# Support that holds against a doubt of this kind.
_FIRM: dict[str, frozenset[str]] = {
    "": frozenset(),
    "noun": frozenset({"apposition", "country", "adjective", "compound", "period"}),
    "forename": frozenset({"apposition", "country", "adjective", "compound", "period", "twinning"}),
    "surname": frozenset({"apposition", "country", "adjective", "compound"}),
    "abbreviation": frozenset({"apposition", "compound"}),
}
