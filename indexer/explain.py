"""Says in a sentence why an article bears a city tag, from the tag's evidence; used by the article page and the command line."""

from __future__ import annotations

from collections import Counter

from archive.records import Article
from indexer.records import ABOUT, Evidence, Tag

# Rule of an evidence: what it says, in German and in English. `{name}` is the text found.
RULES: dict[str, tuple[str, str]] = {
    "name": ("„{text}“ kann nur der Ort sein", "“{text}” can only be the place"),
    "demonym": ("„{text}“ ist vom Namen des Ortes abgeleitet", "“{text}” is derived from the name of the place"),
    "apposition": ("bei „{text}“ steht, dass es ein Ort ist", "“{text}” is said to be a place"),
    "country": ("bei „{text}“ steht das Land", "“{text}” stands beside its country"),
    "adjective": ("ein Länderwort steht vor „{text}“", "a word for the country stands before “{text}”"),
    "compound": ("„{text}“ ist Teil eines Wortes für Besuch oder Partnerschaft", "“{text}” is part of a word for a visit"),
    "tie": (
        "vor „{text}“ steht ein Wort für eine Verbindung wie Partnerschaft oder Delegation",
        "a word for a tie, such as partnership or delegation, stands before “{text}”",
    ),
    "genitive": ("„{text}“ steht so im Genitiv, wie es nur Eigennamen tun", "“{text}” has a genitive as only proper names have"),
    "list": (
        "„{text}“ wird mit anderen Partnern oder der eigenen Stadt zusammen genannt",
        "“{text}” is named together with other partners or the home city",
    ),
    "preposition": ("vor „{text}“ steht ein Verhältniswort des Ortes", "a preposition of place stands before “{text}”"),
    "announced": (
        "„{text}“ wird als eine von mehreren Städten aufgezählt, etwa nach „Städte wie“",
        "“{text}” is listed as one of several cities, as behind “cities like”",
    ),
    "period": ("hinter „{text}“ steht das Jahr der Partnerschaft", "the year of the tie follows “{text}”"),
    "origin": ("„{text}“ steht als Herkunft in Klammern", "“{text}” stands in brackets as somebody's origin"),
    "predicate": ("von „{text}“ wird gesagt, was nur eine Stadt ist oder tut", "“{text}” is or does what only a city can"),
    "journey": ("„{text}“ ist Anfang einer Reise", "“{text}” is where a journey begins"),
    "foreign": ("„{text}“ steht groß in einem fremdsprachigen Satz", "“{text}” has a capital in a sentence that is not German"),
    "twinning": ("im selben Satz geht es um Städtepartnerschaft", "the same sentence is on town twinning"),
    "alone": ("„{text}“ ohne Namen meint den einzigen Ort dieser Art", "“{text}” alone means the only place of its kind"),
    "reference": ("„{text}“ meint den einzigen Partner in diesem Land", "“{text}” means the only partner in that country"),
    "resumed": (
        "„{text}“ meint den einzigen Partner, den der Artikel nennt",
        "“{text}” means the only partner that the article names",
    ),
    "overview": (
        "der Artikel spricht von Städtepartnerschaft oder dem Land, und nichts dagegen, dass „{text}“ der Ort ist",
        "the article speaks of town twinning or the country, and nothing against “{text}” being the place",
    ),
    "support": ("an anderer Stelle des Artikels ist der Ort eindeutig genannt", "elsewhere the article clearly names the place"),
}  # fmt: skip

FIELDS: dict[str, tuple[str, str]] = {
    "title": ("in der Überschrift", "in the headline"),
    "kicker": ("in der Dachzeile", "in the kicker"),
    "lead": ("im Vorspann", "in the lead"),
    "text": ("im Text", "in the text"),
    "caption": ("in einer Bildunterschrift", "in a caption"),
    "credit": ("im Bildnachweis", "in a photo credit"),
}


def explain_tag(tag: Tag, article: Article, language: str = "de") -> str:
    """Return one sentence: role, where and how often the place is named, and the rule that decided; plain text, not HTML.

    `language` is `de` or `en`; any other gives English. The sentence quotes the article: escape it before it is shown.
    """
    german = language == "de"
    about = tag.role == ABOUT
    if not tag.evidence:
        # A tag that a person added bears none.
        return f"{tag.name}: von Hand vergeben." if german else f"{tag.name}: given by hand."
    places = _list_fields(tag, german)
    deciding = _pick_deciding(tag)
    reason = explain_evidence(deciding, language)
    quote = _quote_around(deciding, article)
    if german:
        role = "Der Artikel handelt davon" if about else "Der Artikel erwähnt den Ort"
        return f"{tag.name}: {role}. Genannt {places}; {reason}: „{quote}“."
    role = "The article is about it" if about else "The article mentions it"
    return f"{tag.name}: {role}. Named {places}; {reason}: “{quote}”."


def explain_evidence(evidence: Evidence, language: str = "de") -> str:
    """Return half a sentence on the rule by which one piece of evidence counts."""
    german, english = RULES.get(
        evidence.rule, ("es gilt die Regel „" + evidence.rule + "“", f"the rule “{evidence.rule}” holds")
    )
    return (german if language == "de" else english).replace("{text}", evidence.text)


def read_field(article: Article, field: str) -> str:
    """Return the text that evidence spans of a field count in."""
    if field == "caption":
        return article.captions
    if field == "credit":
        return article.credits
    return str(getattr(article, field)) if field in FIELDS else ""


def _pick_deciding(tag: Tag) -> Evidence:
    """Return the evidence that says most: no mere repetition, and the first in the order of fields."""
    telling = [evidence for evidence in tag.evidence if evidence.rule != "support"] or list(tag.evidence)
    order = list(FIELDS)
    return min(
        telling, key=lambda evidence: (order.index(evidence.field) if evidence.field in order else 9, evidence.start)
    )


def _list_fields(tag: Tag, german: bool) -> str:
    counts = Counter(evidence.field for evidence in tag.evidence)
    parts = []
    for field, (de, en) in FIELDS.items():
        if count := counts[field]:
            times = (f" ({count}-mal)" if german else f" ({count} times)") if count > 1 else ""
            parts.append((de if german else en) + times)
    return (" und " if german else " and ").join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _quote_around(evidence: Evidence, article: Article) -> str:
    """Return the words around the evidence, cut at spaces, on one line."""
    text = read_field(article, evidence.field)
    start, end = max(0, evidence.start - 40), min(len(text), evidence.end + 40)
    before, after = text[start : evidence.start], text[evidence.end : end]
    if start:
        before = "… " + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + " …"
    return " ".join(f"{before}{evidence.text}{after}".split())
