"""What the article page offers to staff who are logged in: the tags to judge, the cities to add, what was decided before."""

from __future__ import annotations

from typing import Any

from archive.corrections import ADD, CONFIRM, LONGEST_WHY, REJECT, WITHDRAW, Correction
from archive.delisting import list_delistings
from archive.records import ArchivedArticle
from webui.article_tags import ArticleTags, get_taggers
from webui.holdings import get_holdings
from webui.labels import label_role
from webui.languages import gettext as _
from webui.staff_session import current_staff, form_token, take_notice


def offer_corrections(archived: ArchivedArticle, shown: ArticleTags) -> dict[str, Any] | None:
    """Return what the article page shows to staff, or None for everybody else."""
    account = current_staff()
    if account is None:
        return None
    places = get_taggers(get_holdings()).tagger_for(archived.site).gazetteer.places
    given = {tag.city for tag in shown.tags}
    return {
        "account": account,
        "token": form_token(),
        "shown": shown,
        "places": [place for place in places if place.id not in given],
        "notice": take_notice(),
        "label_action": label_action,
        "longest": LONGEST_WHY,
        "delistings": list_delistings(get_holdings().ledger, article_id=archived.id),
        "hidden": archived.id in get_holdings().hidden(),
    }


def label_action(correction: Correction) -> str:
    """Return what was decided, in words."""
    return {
        CONFIRM: _("bestätigt"),
        REJECT: _("abgelehnt"),
        ADD: _("ergänzt (%(role)s)", role=label_role(correction.role)),
        WITHDRAW: _("Entscheidung zurückgenommen"),
    }.get(correction.action, correction.action)
