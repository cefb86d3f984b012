"""The pages of staff: log in, correct the city tags of an article, see who decided what; off until an account exists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from flask import url_for as link
from werkzeug.wrappers import Response as AnyResponse

from archive.corrections import (
    ACTIONS,
    ADD,
    LONGEST_WHY,
    ROLES,
    Correction,
    list_corrections,
)
from archive.errors import CorrectionError
from archive.records import HELD
from archive.settings import Settings
from indexer.tag_correcting import correct_tag
from indexer.tag_proposals import Proposal, find_proposals
from webui.article_page import find_article
from webui.article_tags import get_taggers
from webui.holdings import Holdings, get_holdings
from webui.languages import gettext as _
from webui.languages import ngettext
from webui.parameters import clean_text
from webui.staff_acceptance import acceptance
from webui.staff_accounts import StaffAccounts
from webui.staff_audit import audit
from webui.staff_corrections import label_action
from webui.staff_delisting import delisting, list_hidden
from webui.staff_indexing import index_now
from webui.staff_session import (
    LOCK_SECONDS,
    begin_session,
    check_origin,
    check_post,
    current_staff,
    end_session,
    form_token,
    has_accounts,
    is_login_token_valid,
    login_token,
    require_staff,
    set_up_sessions,
)

staff = Blueprint("staff", __name__)

MOST_SHOWN = 200  # corrections in the overview


def set_up_staff(app: Flask, settings: Settings) -> None:
    """Let staff log in to the application; without accounts no page changes."""
    set_up_sessions(app, settings)
    app.register_blueprint(staff)
    app.register_blueprint(delisting)
    app.register_blueprint(acceptance)
    app.register_blueprint(audit)


@staff.get("/mitarbeit")
def show_overview() -> AnyResponse:
    """Answer with all corrections and what they propose."""
    account = require_staff()
    holdings = get_holdings()
    corrections = list_corrections(holdings.ledger, limit=MOST_SHOWN)
    titles = {one: _read_title(holdings, one) for one in {correction.article_id for correction in corrections}}
    taggers = get_taggers(holdings)
    page = render_template(
        "staff_overview.html",
        account=account,
        token=form_token(),
        corrections=corrections,
        titles=titles,
        label_action=label_action,
        proposals=find_proposals(holdings.ledger, taggers),
        tell_proposal=tell_proposal,
        warnings=taggers.warnings,
        lag=holdings.index_lag(),
        hidden=list_hidden(holdings),
        held=[run for run in holdings.ledger.crawls(limit=MOST_SHOWN) if run.intake == HELD],
        most=MOST_SHOWN,
    )
    return make_response(page)


@staff.route("/mitarbeit/anmelden", methods=["GET", "POST"])
def log_in() -> AnyResponse:
    """Answer with the login form; take what was typed into it."""
    if not has_accounts():
        abort(404)
    if request.method != "POST":
        late = _("Die Anmeldung war abgelaufen, die Entscheidung wurde nicht festgehalten. Bitte noch einmal.")
        problem = late if "abgelaufen" in request.args else ""
        return redirect(link("staff.show_overview")) if current_staff() else _show_login(problem)
    check_origin()
    if not is_login_token_valid():
        return _show_login(_("Das Formular ist abgelaufen. Bitte noch einmal anmelden."), 403)
    name, password = request.form.get("name", "")[:200], request.form.get("password", "")
    address = request.remote_addr or ""
    throttle = current_app.extensions["staff_throttle"]
    if not throttle.admit(name, address):
        answer = _show_login(_("Zu viele Versuche. Bitte in 15 Minuten noch einmal versuchen."), 429, name)
        answer.headers["Retry-After"] = str(LOCK_SECONDS)
        return answer
    accounts: StaffAccounts = current_app.extensions["staff_accounts"]
    account = accounts.check(name, password)
    if account is None:
        current_app.logger.warning("A login from %s failed.", address)  # no name: it may be a mistyped password
        return _show_login(_("Name oder Passwort stimmt nicht."), 403, name)
    throttle.succeed(name, address)
    begin_session(account)
    return redirect(link("staff.show_overview"), code=303)


@staff.post("/mitarbeit/abmelden")
def log_out() -> AnyResponse:
    """End the session."""
    if current_staff():
        check_post(form_token())
        end_session()
    else:
        check_origin()
    return redirect(link("search.show_search"), code=303)


@staff.post("/artikel/<article_id>/staedte")
def correct_article(article_id: str) -> AnyResponse:
    """Keep a decision about a city of an article, and show the article as it is now."""
    account = require_staff()
    check_post(form_token())
    holdings = get_holdings()
    archived = find_article(holdings, article_id)
    action, why = request.form.get("action", ""), clean_text(request.form.get("why", ""))
    taggers = get_taggers(holdings)
    place = taggers.tagger_for(archived.site).gazetteer.place(request.form.get("city", ""))
    role = request.form.get("role", "") if action == ADD else ""
    if action not in ACTIONS or place is None or (action == ADD and role not in ROLES):
        abort(400, _("Bitte eine Stadt der Liste wählen, und ob der Artikel davon handelt oder sie erwähnt."))
    if not why or len(why) > LONGEST_WHY:
        abort(400, _("Bitte eine Begründung angeben, höchstens %(count)s Zeichen.", count=LONGEST_WHY))
    correction = Correction(archived.id, place.id, action, account.name, datetime.now(UTC), why=why, role=role)
    try:
        correct_tag(holdings.ledger, taggers, archived, correction)
    except CorrectionError:
        abort(400, _("Das ließ sich nicht festhalten: Der Artikel hat sich inzwischen geändert. Bitte neu laden."))
    session["notice"] = index_now(holdings)
    return redirect(link("articles.show_article", article_id=archived.id, _anchor="mitarbeit"), code=303)


@staff.app_errorhandler(403)
@staff.app_errorhandler(409)
@staff.app_errorhandler(413)
def refuse(error: Any) -> tuple[str, int]:
    """Say why a form was not taken."""
    too_large = error.code == 413
    sentence = _("Das Formular ist zu groß.") if too_large else str(error.description)
    return render_template("error.html", heading=_("Das wurde nicht angenommen"), sentence=sentence), error.code


def tell_proposal(proposal: Proposal) -> str:
    """Return what a proposed rule says."""
    change, count = proposal.change, len(proposal.articles)
    said = (
        _("„%(text)s“ meint nicht %(city)s", text=change.text, city=get_holdings().city_name(change.place))
        if change.kind == "not_name"
        else _(
            "„%(text)s“ zählt für %(city)s nur noch mit deutlichem Zusammenhang",
            text=change.text,
            city=get_holdings().city_name(change.place),
        )
    )
    rejections = ngettext("%(num)s Ablehnung", "%(num)s Ablehnungen", count)
    return f"{said} ({rejections})"


def _show_login(problem: str, status: int = 200, name: str = "") -> Response:
    page = render_template("staff_login.html", token=login_token(), problem=problem, name=clean_text(name))
    return make_response(page, status)


def _read_title(holdings: Holdings, article_id: str) -> str:
    archived = holdings.ledger.article(article_id)
    return archived.article.title if archived else article_id
