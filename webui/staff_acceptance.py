"""Takes in a crawl that was held back, by staff who are logged in: runs the very command, in a process of its own.

The pages know neither Scrapy nor extraction: reading captures again is the crawler's, and may take minutes.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from importlib.util import find_spec

from flask import Blueprint, abort, current_app, redirect, request, session
from flask import url_for as link
from werkzeug.wrappers import Response

from archive.corrections import LONGEST_WHY
from archive.records import HELD
from archive.settings import Settings
from webui.crawl_page import find_crawl
from webui.crawl_words import tell_report
from webui.holdings import get_holdings
from webui.languages import gettext as _
from webui.parameters import clean_text
from webui.staff_indexing import index_now
from webui.staff_session import check_post, form_token, require_staff

acceptance = Blueprint("acceptance", __name__)

PATIENCE = 20.0  # seconds that a member of staff waits; it goes on without them
STILL_RUNNING = "running"


@acceptance.post("/crawls/<crawl_id>/annehmen")
def accept_crawl(crawl_id: str) -> Response:
    """Take in a crawl, and go back to its report."""
    account = require_staff()
    check_post(form_token())
    crawl = find_crawl(crawl_id)
    why = clean_text(request.form.get("why", ""))
    if not why or len(why) > LONGEST_WHY:
        abort(400, _("Bitte eine Begründung angeben, höchstens %(count)s Zeichen.", count=LONGEST_WHY))
    if crawl.intake != HELD:
        abort(409, _("Jemand anders hat das inzwischen entschieden. Bitte neu laden."))
    holdings = get_holdings()
    problem = run_acceptance(holdings.settings, crawl.id, account.name, why)
    if problem == STILL_RUNNING:
        session["notice"] = STILL_RUNNING
    elif problem:
        current_app.logger.error("Crawl %s could not be accepted: %s", crawl.id, problem)
        abort(409, _("Der Lauf ließ sich nicht annehmen: %(problem)s", problem=tell_report(problem).text))
    else:
        session["notice"] = index_now(holdings)
    return redirect(link("crawls.show_crawl", crawl_id=crawl.id), code=303)


def run_acceptance(settings: Settings, crawl_id: int, who: str, why: str) -> str:
    """Run `pressearchiv crawls accept`; return an empty text, what is wrong in a sentence, or STILL_RUNNING."""
    program = find_spec("pressearchiv")
    if program is None or program.origin is None:
        return "The program pressearchiv is not installed beside these pages."
    command = [sys.executable, program.origin, "--data", str(settings.data)]
    command += ["crawls", "accept", str(crawl_id), f"--who={who}", f"--why={why}"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # noqa: S603, our own program
    try:
        _out, told = running.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        threading.Thread(target=running.communicate, daemon=True).start()
        return STILL_RUNNING
    if running.returncode == 0:
        return ""
    lines = [line for line in told.splitlines() if line.strip()]
    return lines[-1].removeprefix("Error: ")[:500] if lines else f"It ended with {running.returncode}."
