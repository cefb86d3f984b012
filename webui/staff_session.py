"""Who is logged in: signed cookies that only a login sets, tokens against forged requests, a brake on guessing."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Request, abort, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from archive.settings import Settings
from webui.errors import WebError
from webui.languages import gettext as _
from webui.staff_accounts import Account, StaffAccounts, read_session_key

if TYPE_CHECKING:
    from itsdangerous import URLSafeTimedSerializer

COOKIE = "mitarbeit"
LOGIN_PATH = "/mitarbeit"
SESSION_SECONDS = 8 * 3600
FORM_SECONDS = 3600  # a login form that was opened longer ago is shown anew
LARGEST_FORM = 16 * 1024  # bytes

LOCK_SECONDS = 15 * 60
# Failures that lock: of one name from one address, of one name from anywhere, of one address with any names.
MOST_OF_BOTH, MOST_OF_NAME, MOST_OF_ADDRESS = 5, 15, 30
MOST_KEPT = 10_000


class StaffSessions(SecureCookieSessionInterface):
    """Sessions that exist only for staff: no cookie is read or set on any page before somebody logged in."""

    digest_method = staticmethod(hashlib.sha256)

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the cookies, with the key of the data folder."""
        if not app.secret_key:
            app.secret_key = read_session_key(self._settings)
        return super().get_signing_serializer(app)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return a session for those who bring one or come to log in; None for everybody else."""
        if COOKIE not in request.cookies and not request.path.startswith(LOGIN_PATH):
            return None
        return super().open_session(app, request) if has_accounts() else None

    def get_cookie_secure(self, app: Flask) -> bool:
        """Tell whether the cookie may only travel encrypted: where the browser speaks https, with a proxy or without."""
        return request.is_secure or bool(g.get("secure_cookie"))


class Throttle:
    """Counts failed logins in memory, so that passwords cannot be guessed; a restart forgets them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, str], tuple[int, float]] = {}
        self._lock = threading.Lock()

    def admit(self, name: str, address: str) -> bool:
        """Count a try as failed beforehand, so that many at once gain nothing; False where it comes too often."""
        now = self._clock()
        with self._lock:
            self._forget(now)
            limits = self._limits(name, address)
            if any(self._failures.get(key, (0, 0.0))[0] >= most for key, most in limits.items()):
                return False
            for key in limits:
                self._failures[key] = (self._failures.get(key, (0, 0.0))[0] + 1, now + LOCK_SECONDS)
            return True

    def succeed(self, name: str, address: str) -> None:
        """Take back what `admit` counted, and forget the failures of this name at this address."""
        with self._lock:
            for key, most in self._limits(name, address).items():
                count, until = self._failures.get(key, (0, 0.0))
                self._failures[key] = (0 if most == MOST_OF_BOTH else max(0, count - 1), until)

    def _limits(self, name: str, address: str) -> dict[tuple[str, str], int]:
        # A digest: what is typed as a name may be a password.
        digest = hashlib.sha256(name.strip().casefold().encode("utf-8", "replace")).hexdigest()
        return {(digest, address): MOST_OF_BOTH, (digest, ""): MOST_OF_NAME, ("", address): MOST_OF_ADDRESS}

    def _forget(self, now: float) -> None:
        for key in [key for key, (_count, until) in self._failures.items() if until <= now]:
            del self._failures[key]
        while len(self._failures) > MOST_KEPT:
            del self._failures[next(iter(self._failures))]


def has_accounts() -> bool:
    """Tell whether anybody can log in; a file that cannot be read locks staff out, not readers."""
    try:
        return bool(_accounts().list())
    except WebError as error:
        current_app.logger.error("%s", error)
        return False


def current_staff() -> Account | None:
    """Return who is logged in, or None; looked up once a request."""
    if "staff" not in g:
        g.staff = _read_session() if COOKIE in request.cookies and has_accounts() else None
    account: Account | None = g.staff
    return account


def require_staff() -> Account:
    """Return who is logged in; everybody else is led to the login, and without accounts there is no such page."""
    if not has_accounts():
        abort(404)
    account = current_staff()
    if account is None:
        # Who sends a form hears that it came to nothing.
        late = "1" if request.method == "POST" else None
        abort(redirect(url_for("staff.log_in", abgelaufen=late), code=303))
    return account


def begin_session(account: Account) -> None:
    """Log somebody in for eight hours."""
    session.clear()
    session["name"], session["stamp"] = account.name, account.stamp
    session["until"] = int(time.time()) + SESSION_SECONDS
    session["token"] = secrets.token_hex(16)
    session["https"] = g.secure_cookie = urlsplit(request.headers.get("Origin", "")).scheme == "https"


def end_session() -> None:
    """Log out: the cookie goes, and a copy of it is worth nothing any more."""
    ended: dict[str, int] = current_app.extensions["staff_ended"]
    for token in [token for token, until in ended.items() if until < time.time()]:
        ended.pop(token, None)
    if "token" in session:
        ended[session["token"]] = session.get("until", 0)
    session.clear()


def form_token() -> str:
    """Return the token of the running session for a form."""
    return str(session["token"]) if current_staff() else ""


def take_notice() -> str:
    """Return what is to be said once to a member of staff after an action, or an empty text."""
    return str(session.pop("notice", "")) if current_staff() and "notice" in session else ""


def login_token() -> str:
    """Return a token for the login form, before there is a session: a time, signed."""
    return _sign_time(int(time.time()))


def check_post(token: str) -> None:
    """End the request unless it comes from a page of this server with the right token."""
    check_origin()
    if not hmac.compare_digest(token.encode(), request.form.get("token", "").encode("utf-8", "replace")):
        abort(403, _("Das Formular ist abgelaufen. Bitte die Seite neu laden und noch einmal abschicken."))


def is_login_token_valid() -> bool:
    """Tell whether the login form was made here, within the last hour."""
    given = request.form.get("token", "")
    stamp = given.partition(".")[0]
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    fresh = 0 <= time.time() - int(stamp) <= FORM_SECONDS
    return hmac.compare_digest(_sign_time(int(stamp)).encode(), given.encode("utf-8", "replace")) and fresh


def check_origin() -> None:
    """End the request where another site sent it."""
    request.max_content_length = LARGEST_FORM
    origin = request.headers.get("Origin")
    own = (
        request.headers.get("Sec-Fetch-Site") == "same-origin"
        if origin is None
        else urlsplit(origin).netloc.lower() == request.host.lower()
    )
    if not own:
        # No words of the request: it may come from anywhere.
        current_app.logger.warning(
            "A form was refused: its origin is not the name by which these pages were asked for."
        )
        current_app.logger.warning("If staff sent it, the proxy in front must hand the Host header through.")
        abort(403, _("Diese Anfrage kam von einer fremden Seite."))


def set_up_sessions(app: Flask, settings: Settings) -> None:
    """Let the application know staff."""
    app.extensions["staff_accounts"] = StaffAccounts(settings)
    app.extensions["staff_throttle"] = Throttle()
    app.extensions["staff_ended"] = {}
    app.session_interface = StaffSessions(settings)
    app.config.update(SESSION_COOKIE_NAME=COOKIE, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Strict")

    app.add_template_global(lambda: current_staff() is not None, "is_staff")

    @app.after_request
    def keep_private(response: Any) -> Any:
        if g.get("staff") is not None or request.path.startswith(LOGIN_PATH):
            response.headers["Cache-Control"] = "no-store"
            # With `no-referrer` browsers name no origin when a form is sent.
            response.headers["Referrer-Policy"] = "same-origin"
        return response


def _read_session() -> Account | None:
    account = _accounts().find(str(session.get("name", "")))
    g.secure_cookie = bool(session.get("https"))
    if (
        account is None
        or not hmac.compare_digest(account.stamp, str(session.get("stamp", "")))
        or time.time() > session.get("until", 0)
        or session.get("token", "") in current_app.extensions["staff_ended"]
    ):
        return None
    return account


def _accounts() -> StaffAccounts:
    accounts: StaffAccounts = current_app.extensions["staff_accounts"]
    return accounts


def _sign_time(stamp: int) -> str:
    key = read_session_key(current_app.extensions["holdings"].settings)
    return f"{stamp}.{hmac.new(key.encode(), f'login {stamp}'.encode(), 'sha256').hexdigest()}"
