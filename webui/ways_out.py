"""The ways on from an answer: the city whose bare name was typed, and what to try where nothing was found; all have hits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from indexer.query_faults import keep_words, search_everywhere, split_parts
from indexer.query_times import find_meant_time
from indexer.records import Query, SearchResult
from webui.holdings import Holdings
from webui.labels import format_period
from webui.languages import gettext as _
from webui.links import bind_links
from webui.memento import list_spellings
from webui.parameters import Question, change_question, link_question

_ADDRESS = re.compile(r"(?:https?://)?[\w.-]+\.\w{2,}(?::\d+)?/\S+|https?://[\w.:-]+/\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WayOut:
    """A link that is known to lead to articles when the question itself found none."""

    text: str
    url: str
    count: int


def find_meant_city(holdings: Holdings, question: Question) -> WayOut | None:
    """Return the way to the articles on a city whose bare name was typed: „Leiden“ stands in many a text without it."""
    place = holdings.find_place(question.query.text) if question.query.text and not question.query.cities else None
    if place is None:
        return None
    meant = change_question(question, text="", cities=(place.id,), sort="")
    total = holdings.search(replace(meant.query, per_page=1, correct=False)).total
    return WayOut(place.id, link_question(meant), total) if total else None


def find_meant_period(holdings: Holdings, question: Question) -> WayOut | None:
    """Return the way to the articles of a period that was typed as seen from today, „letztes Jahr“: the text is no filter."""
    meant = find_meant_time(question.query.text, date.today())
    if meant is None or question.date_from or question.date_to:
        return None
    changed = change_question(question, text=meant.text, date_from=meant.first, date_to=meant.last)
    total = holdings.search(replace(changed.query, per_page=1, correct=False)).total
    return WayOut(format_period(meant.first, meant.last), link_question(changed), total) if total else None


def find_meant_text(holdings: Holdings, question: Question, result: SearchResult) -> WayOut | None:
    """Return the way to the words that may be meant though some articles were found: under the same filters, or none."""
    if not result.total or not result.did_you_mean:
        return None
    changed = change_question(question, text=result.did_you_mean)
    total = holdings.search(replace(changed.query, per_page=1, correct=False)).total
    return WayOut(result.did_you_mean, link_question(changed), total) if total else None


def find_pasted_article(holdings: Holdings, question: Question) -> WayOut | None:
    """Return the way to the article whose address at the city was pasted, in any spelling and though it moved since."""
    address = question.query.text.strip('<>"„“')
    if not _ADDRESS.fullmatch(address):
        return None
    address = address if "://" in address else f"https://{address}"
    for url in list_spellings(holdings, address):
        found = holdings.ledger.find_article_id(url)
        archived = holdings.ledger.article(found) if found and found not in holdings.hidden() else None
        if archived is not None:
            text = _("Der Artikel zu dieser Adresse: %(title)s", title=archived.article.title)
            return WayOut(text, bind_links().article(archived.id), 1)
    return None


def find_ways_out(holdings: Holdings, question: Question, result: SearchResult) -> tuple[WayOut, ...]:
    """Return what to try after an empty answer; every way was searched and has articles."""
    query = question.query
    pasted = find_pasted_article(holdings, question)
    if pasted is not None:
        return (pasted,)
    ways: list[WayOut] = []

    def offer(text: str, changed: Question) -> None:
        # One hit is enough to know: the page itself is asked for when the link is followed.
        total = holdings.search(replace(changed.query, per_page=1, correct=False)).total
        if total and all(way.url != link_question(changed) for way in ways):
            ways.append(WayOut(text, link_question(changed), total))

    if result.did_you_mean:
        spelled = _("Meinten Sie „%(text)s“?", text=result.did_you_mean)
        offer(spelled, change_question(question, text=result.did_you_mean))
        if not ways:
            offer(spelled, Question(Query(text=result.did_you_mean)))
    if (plain := keep_words(query.text)) not in ("", query.text):
        offer(_("Nur die Wörter „%(text)s“", text=plain), change_question(question, text=plain))
    if (anywhere := search_everywhere(query.text)) not in ("", query.text):
        offer(_("Überall im Artikel: „%(text)s“", text=anywhere), change_question(question, text=anywhere))
    for city in query.cities:
        rest = tuple(other for other in query.cities if other != city)
        offer(_("Ohne Filter „%(name)s“", name=holdings.city_name(city)), change_question(question, cities=rest))
    if query.role:
        offer(_("Auch Artikel, die die Stadt nur erwähnen"), change_question(question, role=""))
    if not query.widen:
        offer(_("Auch mit anderen Namen der Städte"), change_question(question, widen=True))
    if question.date_from or question.date_to:
        period = format_period(question.date_from, question.date_to)
        offer(_("Ohne Filter „%(name)s“", name=period), change_question(question, date_from="", date_to=""))
    if query.sites:
        offer(_("In allen Quellen"), change_question(question, sites=()))
    if query.states:
        offer(_("Ohne Filter „%(name)s“", name=_("Status")), change_question(question, states=()))
    if query.text:
        if question.has_filters:
            offer(_("Ohne alle Filter"), Question(Query(text=query.text)))
        words = split_parts(query.text)
        for word in [query.text, *words][:8]:
            if place := holdings.find_place(word):
                named = change_question(Question(), cities=(place.id,))
                offer(_("Alle Artikel zu %(city)s", city=place.name), named)
        if 1 < len(words) <= 6:
            for word in words:
                offer(_("Nur „%(text)s“", text=word), change_question(question, text=word))
    return tuple(ways)
