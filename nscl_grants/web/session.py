"""The session of a browser: a signed cookie for every visitor, a server-side session for those signed in.

The visitor's cookie carries messages for the next page and the token of anonymous forms; it costs no row in
the database. Who is signed in, and the token of their forms, stands only in the table `web_session`; their
browser holds a random token.
"""

from typing import Any, cast

from flask import Flask, Response, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.wrappers import Request
from flask_login import LoginManager, UserMixin
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from nscl_grants.actions.sessions import Held, held_by, is_due_for_touch, touch
from nscl_grants.config import Config
from nscl_grants.db.engine import reading, writing
from nscl_grants.domain.calendar import legal_date
from nscl_grants.web.clock import moment_on, real_moment

TOKEN_COOKIE = "nscl_session"  # noqa: S105  # The name of a cookie, no secret.
DEVICE_COOKIE = "nscl_device"
STEP_COOKIE = "nscl_step"
"""The ticket of whoever gave the password and still has to show the second factor."""
CSRF_KEY = "csrf_token"
YEAR_SECONDS = 365 * 24 * 60 * 60


class Visit(SecureCookieSession):
    """What a browser brought along, and what its next cookies will be."""

    is_static: bool = False
    """A style sheet or a picture is fetched; nobody needs to be known for that."""
    held: Held | None = None
    """The signed-in session, or None for a visitor."""
    new_token: str | None = None
    ended: bool = False
    new_device: str | None = None
    new_step: str | None = None
    """The ticket for the second step of signing in; "" takes an old one away."""
    failure: SQLAlchemyError | None = None
    """Why the database could not say who this is."""

    def begin(self, token: str, device: str) -> None:
        """Hand the browser the token of a new session, and the cookie by which it is known again."""
        self.clear_forms()
        self.new_token, self.new_device, self.new_step, self.ended = token, device, "", False

    def renew(self, token: str, held: Held) -> None:
        """Hand the browser a new token for the same stay; forms that are open stay good."""
        self.new_token, self.held = token, held

    def end(self) -> None:
        """Take the session's token away from the browser."""
        self.clear_forms()
        self.held, self.ended = None, True

    def clear_forms(self) -> None:
        """Make the forms of pages that are still open worthless."""
        self.pop(CSRF_KEY, None)


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types.
    """The reader as Flask-Login knows them."""

    def __init__(self, held: Held) -> None:
        self.held = held

    def get_id(self) -> str:
        """The account's id."""
        return str(self.held.account_id)


class VisitInterface(SecureCookieSessionInterface):
    """Opens and saves the visits of one application."""

    session_class = Visit
    salt = "nscl-visitor"

    def __init__(self, engine: Engine, config: Config) -> None:
        self.engine = engine
        self.config = config

    def open_session(self, app: Flask, request: Request) -> Visit:
        """The visit behind a request; a static file has none."""
        if request.path.startswith(f"{app.static_url_path}/"):
            visit = Visit()
            visit.is_static = True
            return visit
        visit = cast("Visit", super().open_session(app, request))
        token = request.cookies.get(cookie_name(TOKEN_COOKIE, request))
        try:
            visit.held = self._held_by(token) if token else None
        except SQLAlchemyError as failure:
            visit.failure = failure
        if visit.held:
            dict.__setitem__(visit, CSRF_KEY, visit.held.csrf)
        return visit

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookies that changed; the form token of a signed-in session never leaves the table."""
        visit = cast("Visit", session)
        if visit.is_static:
            return
        if visit.held:
            dict.pop(visit, CSRF_KEY, None)
        super().save_session(app, session, response)
        if visit.new_token:
            _set_cookie(response, TOKEN_COOKIE, visit.new_token)
        elif visit.ended:
            _set_cookie(response, TOKEN_COOKIE, "", max_age=0)
        if visit.new_device:
            _set_cookie(response, DEVICE_COOKIE, visit.new_device, max_age=YEAR_SECONDS)
        if visit.new_step:
            _set_cookie(response, STEP_COOKIE, visit.new_step)
        elif visit.new_step is not None and request.cookies.get(cookie_name(STEP_COOKIE, request)):
            _set_cookie(response, STEP_COOKIE, "", max_age=0)

    def get_cookie_name(self, app: Flask) -> str:
        """The name of the visitor's cookie."""
        return cookie_name("nscl_visitor", request)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Only over https, once a visitor came by https."""
        return request.is_secure

    def get_cookie_samesite(self, app: Flask) -> str:
        """Not along with requests that other sites make."""
        return "Lax"

    def _held_by(self, token: str) -> Held | None:
        at = real_moment()
        with reading(self.engine) as rows:
            held = held_by(rows, token, at=at, today=legal_date(moment_on(self.config.today)))
        if held and is_due_for_touch(held, at):
            with writing(self.engine) as rows:
                touch(rows, held, at=at)
        return held


def init_sessions(app: Flask, engine: Engine, config: Config) -> None:
    """Give every request its visit, and Flask-Login its reader."""
    app.session_interface = VisitInterface(engine, config)
    app.before_request(_fail_if_unknown)
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(lambda _: SignedIn(held) if (held := visit().held) else None)


def visit() -> Visit:
    """The visit of this request."""
    return cast("Visit", session._get_current_object())  # type: ignore[attr-defined]  # A proxy of werkzeug.


def cookie_name(name: str, request: Request) -> str:
    """Over https a cookie's name says that no other host and no plain connection has set it."""
    return f"__Host-{name}" if request.is_secure else name


def _fail_if_unknown() -> None:
    """Raised only now, when there is a visit for the failure's page to be drawn with."""
    if failure := visit().failure:
        raise failure


def _set_cookie(response: Response, name: str, value: str, **options: Any) -> None:
    response.set_cookie(
        cookie_name(name, request), value, httponly=True, samesite="Lax", secure=request.is_secure, path="/", **options
    )
