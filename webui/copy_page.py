"""The page around an archived copy: which one it is, the others beside it, and the copy itself in a sealed frame."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, make_response, render_template, request

from archive.records import Capture
from webui.article_page import find_article, find_original
from webui.holdings import get_holdings
from webui.languages import gettext as _
from webui.memento import describe_resource, link_copy

copies = Blueprint("copies", __name__)

MOST_CHOICES = 200  # captures to choose from; the TimeMap has all


@copies.get("/artikel/<article_id>/kopie")
def show_copy(article_id: str) -> Response:
    """Answer with an archived copy of an article: the newest that shows it, or the one of the capture `abruf`."""
    holdings = get_holdings()
    archived = find_article(holdings, article_id)
    captures = [one for one in holdings.ledger.captures(archived.id) if one.warc_file]
    if not captures:
        abort(404, _("Von diesem Artikel bewahrt das Archiv keine Kopie; er wurde eingelesen."))
    shown = choose_capture(captures, request.args.get("abruf", ""))
    at = captures.index(shown)
    page = render_template(
        "copy.html",
        archived=archived,
        shown=shown,
        number=len(captures) - at,
        total=len(captures),
        captures=captures[:MOST_CHOICES],
        newer=captures[at - 1] if at else None,
        older=captures[at + 1] if at + 1 < len(captures) else None,
        copy=link_copy(shown),
        raw=link_copy(shown, raw=True),
        resource=describe_resource(shown.url, ()),
        original=find_original(shown.url, holdings.site_status(archived.site)),
    )
    response = make_response(page)
    policy = "default-src 'none'; frame-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    response.headers["Content-Security-Policy"] = (
        policy + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def choose_capture(captures: Sequence[Capture], number: str) -> Capture:
    """Return the capture with this number, or the newest that shows the page; the number may be nonsense."""
    chosen = next((one for one in captures if str(one.id) == number), None)
    if number and chosen is None:
        abort(404, _("Diesen Abruf gibt es bei diesem Artikel nicht."))
    return chosen or next((one for one in captures if one.status < 300), captures[0])
