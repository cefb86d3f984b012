"""„Meinten Sie“: a query with its unknown words replaced by the nearest ones that the archive knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from indexer.analysis import analyse_query_word, edits_between, fold_word, split_words, stem_word
from indexer.query import FIELDS, Node, Pattern, Phrase, PublishedBetween, Word, join_all, replace_leaves, walk_leaves
from indexer.query_numbers import MONTHS
from indexer.query_quotes import drop_quotes
from indexer.query_values import read_period
from indexer.whoosh_match import match_form, match_tree
from indexer.whoosh_terms import list_words
from indexer.whoosh_view import IndexView

_SHORTEST = 4
_MOST_IN_NAMES = 4
_MONTH = "|".join([*MONTHS, *(rf"{name[:3]}\.?" for name in MONTHS)])
# im Jahr 2019, Mai 2019, 14. Mai 2019, 14.05.2019, 2019-05; not what stands behind a field or in a span
_TIME = re.compile(
    r"(?<![\w:.<>/-])(?:(?:im|in|aus|vom|von|am|dem|jahre?s?)\s+)*"
    rf"(?P<time>(?:\d{{1,2}}\. ?(?:\d{{1,2}}\. ?|(?:{_MONTH}) ))?(?:(?:{_MONTH}) )?(?:19|20)\d\d(?:-\d\d){{0,2}})"
    r"(?![\w…-]|\.[.\d])",
    re.IGNORECASE,
)
# Two letters may be wrong in words that are at least so long.
_LONG = 6
_MOST_WORDS = 6
_MOST_KNOWN = 2
_CANDIDATES = 6
# Shorter words stand inside others by chance.
_SHORTEST_PART = 5


CutWord = Callable[[str], tuple[str, ...]]


def correct_query(
    view: IndexView, text: str, tree: Node, cut_word: CutWord = lambda folded: (), names: Iterable[str] = ()
) -> str:
    """Return a query like this one that finds something, where this one found nothing; empty where none is near.

    A date may be meant as that of publication. Words that stand nowhere are replaced, by names of cities too;
    where all are known but never together, one of them is. What is left is taken apart: compounds, phrases.
    `cut_word` gives the parts of a folded word, `names` are those of cities.
    """
    dated = _ask_for_time(view, text, tree)
    if dated:
        return dated
    asked = _list_words(tree)
    unknown = [word for word in asked if not len(match_form(view, analyse_query_word(word)[1], FIELDS))]
    changed = _replace_all(view, tree, unknown, names) if unknown else _replace_one(view, tree, asked)
    if changed:
        return _write(text, {word: spell_word(view, better) or better for word, better in changed.items()})
    return (
        _ask_apart(view, text, tree, unknown, cut_word)
        or _ask_for_parts(view, text, tree, unknown or asked)
        or _drop_quotes(view, text, tree)
    )


def _write(text: str, changed: dict[str, str]) -> str:
    """Return the text with words replaced; empty where that changes nothing."""
    alternatives = "|".join(map(re.escape, sorted(changed, key=len, reverse=True)))
    corrected = re.sub(rf"(?<!\w)(?:{alternatives})(?!\w)", lambda found: changed[found[0]], text)
    return corrected if corrected != text else ""


def _ask_for_time(view: IndexView, text: str, tree: Node) -> str:
    """Return the query with the one date in it as that of publication: „Ausstellung im Mai 2019“ means one of then."""
    found = [one for one in _TIME.finditer(text) if read_period(one["time"])]
    period = read_period(found[0]["time"]) if len(found) == 1 else None
    if period is None:
        return ""
    said = {fold_word(word) for word in re.findall(r"\w+", found[0][0])}

    def says_time(leaf: Node) -> bool:
        words = (
            leaf.words if isinstance(leaf, Phrase) and leaf.stemmed else (leaf.text,) if isinstance(leaf, Word) else ()
        )
        return bool(words) and {fold_word(part) for word in words for part in word.split("-")} <= said

    def change(leaf: Node) -> Node:
        return PublishedBetween(*period) if says_time(leaf) else leaf

    dated = replace_leaves(tree, change)
    if dated == tree or not len(match_tree(view, dated)):
        return ""
    field = "jahr" if found[0]["time"].isdecimal() else "datum"
    return f"{text[: found[0].start()]}{field}:{found[0]['time']}{text[found[0].end() :]}".strip()


def _ask_apart(view: IndexView, text: str, tree: Node, unknown: list[str], cut_word: CutWord) -> str:
    """Return the query with compounds that stand nowhere as the words that they are made of."""
    apart = {word: parts for word in unknown if (parts := cut_word(analyse_query_word(word)[1]))}
    if not apart:
        return ""

    def change(leaf: Node) -> Node:
        if isinstance(leaf, Word) and leaf.text in apart:
            return join_all([Word(part, leaf.fields) for part in apart[leaf.text]])
        return leaf

    loose = replace_leaves(tree, change)
    if loose == tree or not len(match_tree(view, loose)):
        return ""
    spelled = {
        word: " ".join(spell_word(view, part) or part.capitalize() for part in parts) for word, parts in apart.items()
    }
    # Behind a field name or a sign, brackets keep them together.
    bracketed = {word: f"({words})" for word, words in spelled.items()}
    return _write(text, spelled if not re.search(r"[:+~*-]", text) else bracketed)


def _list_words(tree: Node) -> list[str]:
    """Return the words that are asked for and long enough to be mistyped, each once."""
    words: dict[str, None] = {}
    for leaf, wanted in walk_leaves(tree):
        if wanted and isinstance(leaf, Word | Phrase):
            for word in (leaf.text,) if isinstance(leaf, Word) else leaf.words:
                folded = analyse_query_word(word)[1]
                if len(folded) >= _SHORTEST and not folded.isdigit():
                    words[word] = None
    return list(words)[:_MOST_WORDS]


def _replace_all(view: IndexView, tree: Node, unknown: list[str], names: Iterable[str]) -> dict[str, str]:
    """Return a replacement for each unknown word with which the query finds something, none where there is none."""
    near = {}
    for word in unknown:
        folded = analyse_query_word(word)[1]
        near[word] = _nearest(view, folded) or _nearest_names(view, folded, names)
    if not all(near.values()):
        return {}
    best = {word: candidates[0] for word, candidates in near.items()}
    tries = [best] + [best | {word: other} for word, candidates in near.items() for other in candidates[1:]]
    return next((changed for changed in tries if _finds(view, tree, changed)), {})


def _replace_one(view: IndexView, tree: Node, asked: list[str]) -> dict[str, str]:
    """Return a replacement for one of several known words that never stand together."""
    if len(asked) < 2:
        return {}
    for word in sorted(asked, key=lambda word: len(match_form(view, analyse_query_word(word)[1], FIELDS)))[
        :_MOST_KNOWN
    ]:
        folded = analyse_query_word(word)[1]
        for other in _nearest(view, folded, most=1):
            if stem_word(other) != stem_word(folded) and _finds(view, tree, {word: other}):
                return {word: other}
    return {}


def _finds(view: IndexView, tree: Node, changed: dict[str, str]) -> bool:
    def change(leaf: Node) -> Node:
        if isinstance(leaf, Word):
            return Word(changed.get(leaf.text, leaf.text), leaf.fields, leaf.required)
        if isinstance(leaf, Phrase):
            return Phrase(tuple(changed.get(word, word) for word in leaf.words), leaf.fields, leaf.stemmed)
        return leaf

    return len(match_tree(view, replace_leaves(tree, change))) > 0


def _ask_for_parts(view: IndexView, text: str, tree: Node, words: list[str]) -> str:
    """Return the query with words that are found inside longer ones between stars: no splitter knows all compounds."""
    for word in words:
        if len(word) >= _SHORTEST_PART and word.isalpha():
            inside = _search_inside(tree, word)
            if inside != tree and len(match_tree(view, inside)):
                return re.sub(rf"(?<![\w*]){re.escape(word)}(?![\w*~])", f"*{word}*", text, count=1)
    return ""


def _search_inside(tree: Node, word: str) -> Node:
    def change(leaf: Node) -> Node:
        return Pattern(f"*{word}*", leaf.fields) if isinstance(leaf, Word) and leaf.text == word else leaf

    return replace_leaves(tree, change)


def _drop_quotes(view: IndexView, text: str, tree: Node) -> str:
    """Return the query without its quotation marks, if its words stand together in articles though not in this order."""
    if not any(isinstance(leaf, Phrase) and not leaf.stemmed for leaf, wanted in walk_leaves(tree) if wanted):
        return ""
    loose = replace_leaves(
        tree,
        lambda leaf: join_all([Word(word, leaf.fields) for word in leaf.words]) if isinstance(leaf, Phrase) else leaf,
    )
    plain = drop_quotes(text)
    return plain if plain != text and len(match_tree(view, loose)) else ""


def _nearest(view: IndexView, folded: str, most: int = 2) -> list[str]:
    """Return the words of the archive that are most like this one, at most so many letters away, the best first."""
    limit = min(1 if len(folded) < _LONG else 2, most)
    counts: Counter[str] = Counter()
    size = len(folded.encode("utf-8", "replace"))
    # Letters of other scripts take more than one byte.
    sizes = (size - limit * (1 if folded.isascii() else 4), size + limit * (1 if folded.isascii() else 4))
    for segment in view.segments:
        for beginning in {folded[0], folded[1]}:
            for field in ("title", "lead", "text"):
                for word, count in list_words(segment, field, beginning, 1_000_000, sizes, (folded, limit)):
                    counts[word] += count
    letters = set(folded)
    found: list[tuple[int, bool, int, str]] = []
    for word, count in counts.items():
        # Each edit takes away or brings in one letter at most.
        if word == folded or len(letters.difference(word)) > limit or len(set(word) - letters) > limit:
            continue
        edits = edits_between(folded, word, limit)
        if edits <= limit:
            # People swap letters more often than they take others, and the first letter is mostly right.
            found.append((edits, sorted(word) != sorted(folded), -count, word))
    return [word for *_, word in sorted(found)[:_CANDIDATES]]


def _nearest_names(view: IndexView, folded: str, names: Iterable[str]) -> list[str]:
    """Return the names of cities that are like this one: there are many ways to write them in Latin letters."""
    limit = min(len(folded) // 3, _MOST_IN_NAMES)
    found: list[tuple[int, str]] = []
    for name in names:
        other = fold_word(name)
        if other.isalpha() and other[0] == folded[0] and abs(len(other) - len(folded)) <= limit:
            edits = edits_between(folded, other, limit)
            if edits <= limit and len(match_form(view, other, FIELDS)):
                found.append((edits, other))
    return [name for _, name in sorted(found)[:_CANDIDATES]]


def spell_word(view: IndexView, folded: str) -> str:
    """Return how a folded word is written in an article that has it, umlauts and capitals included; empty if nowhere."""
    docs = match_form(view, folded, exact_only=True).docs
    docs = docs[view.live[docs]]
    for number in docs[:5].tolist():
        document = view.read_document(number)
        for text in (document.title, document.lead, document.text, document.captions, document.credits):
            for word in split_words(text):
                if fold_word(word.replace("-", "")) == folded:
                    return word
                for piece in word.split("-"):
                    if fold_word(piece) == folded:
                        return piece
    return ""
