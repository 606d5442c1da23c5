"""Who is here, what they may enter, and the means a view works with: rows, clock, act ids.

Role at the blueprint, row at the loader: a blueprint says `bp.before_request(require_role(...))`, a loader
answers 404 for what the reader may not know of.
"""

import re
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, Forbidden

from nscl_grants.actions.references import enter_house
from nscl_grants.config import REQUIRED, Config
from nscl_grants.db.audit import SOURCE
from nscl_grants.db.engine import reading, writing
from nscl_grants.definitions.house import House
from nscl_grants.domain.actor import ACCOUNT_HOLDER, APPLICANT, AUDITOR, CHIEF_ACCOUNTANT, FINANCE, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.web.clock import moment_on
from nscl_grants.web.session import visit

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ENROLLING = frozenset(
    {
        *("account.show", "account.logout", "account.password", "account.change_password", "factors.show"),
        *("factors.begin_app", "factors.app", "factors.confirm_app", "factors.ask_passkey", "factors.keep_passkey"),
    }
)
"""Where somebody may be who still has to set up the second factor that the rules ask for."""
_ACT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Installation:
    """What one application stands on."""

    config: Config
    engine: Engine
    house: House


def init_access(app: Flask, config: Config, engine: Engine, house: House) -> None:
    """Let requests find the configuration, the definitions and the database, and give back what they opened."""
    app.extensions["nscl"] = Installation(config, engine, house)
    app.teardown_appcontext(_close_rows)
    app.jinja_env.globals.update(
        handles_payments=handles_payments,
        opens_payments=opens_payments,
        visitor=visitor,
        new_act=new_act,
        today=today,
        settings=settings,
        layout=layout,
    )


def settings() -> Config:
    """The configuration of this installation."""
    return _installation().config


def house() -> House:
    """The plan, the lives and the questionnaires of this installation."""
    return _installation().house


def me() -> Actor:
    """The person who is signed in; only behind `require_role`."""
    actor = visitor()
    assert actor is not None, "a view that asks who it is needs require_role"
    return actor


def visitor() -> Actor | None:
    """The person who is signed in, or None for a visitor."""
    held = visit().held
    return held.actor if held else None


def handles_payments() -> bool:
    """Whether the reader draws up, checks or authorises payments, and so has to read an account number whole."""
    actor = visitor()
    return actor is not None and actor.holds(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER)


def opens_payments() -> bool:
    """Whether the pages of payments are open to the reader."""
    actor = visitor()
    return actor is not None and actor.holds(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR)


def require_role(*roles: str) -> Callable[[], ResponseReturnValue | None]:
    """A guard for a blueprint: visitors go to sign in, others need one of the roles; if none is named, any will do."""

    def guard() -> ResponseReturnValue | None:
        actor = visitor()
        if actor is None:
            return redirect(url_for("account.login", next=_way_back()))
        if must_enrol() and request.endpoint not in ENROLLING:
            return redirect(url_for("factors.show"))
        if roles and not actor.holds(*roles):
            raise Forbidden()
        return None

    return guard


def must_enrol() -> bool:
    """Whether the rules ask for a second factor that this person of the office has not shown yet."""
    held = visit().held
    return held is not None and needs_second_factor(held.actor) and not held.is_strong


def needs_second_factor(actor: Actor) -> bool:
    """Whether the rules of the office ask this person for a second factor."""
    return settings().second_factor == REQUIRED and is_staff(actor)


def db() -> Session:
    """The session of this request: it can only read in a GET, and writes in all others; it ends with the request."""
    if "rows" not in g:
        opened = ExitStack()
        opening = reading if request.method in READING_METHODS else writing
        g.rows = enter_house(opened.enter_context(opening(_installation().engine)), house())
        g.rows.info[SOURCE] = request.remote_addr or ""
        g.opened_rows = opened
    return cast("Session", g.rows)


def undo() -> None:
    """Take back what this request has not committed."""
    if "rows" in g:
        g.rows.rollback()


def now() -> datetime:
    """The moment of this request, in UTC; in a demo on its calendar day. The same all through a request."""
    if "now" not in g:
        g.now = moment_on(settings().today)
    return cast("datetime", g.now)


def today() -> date:
    """The legal date of this request."""
    return legal_date(now())


def new_act() -> str:
    """The id of an act that a form is being shown for."""
    return uuid.uuid4().hex


def posted_act() -> str:
    """The id that the form was shown with; a form without one is none of ours."""
    act = request.form.get("act", "")
    if not _ACT.fullmatch(act):
        raise BadRequest()
    return act


def home() -> str:
    """The page that the reader's work begins on."""
    return home_of(visitor())


def home_of(actor: Actor | None) -> str:
    """The page that somebody's work begins on; a visitor's is the front page."""
    if actor is None:
        return url_for("public.home")
    return "/work" if is_staff(actor) else "/my"


def layout() -> str:
    """The frame in which the reader sees a page that belongs to everybody."""
    actor = visitor()
    if actor is None:
        return "base/page.html"
    return "base/desk.html" if is_staff(actor) else "base/guided.html"


def is_staff(actor: Actor) -> bool:
    """Whether the account holds any role but the applicant's."""
    return not actor.roles <= {APPLICANT}


def _way_back() -> str | None:
    """Where to go on after signing in: to the page asked for; a form that was sent cannot be asked for again."""
    if request.method not in READING_METHODS:
        return None
    return request.full_path.rstrip("?")


def _installation() -> Installation:
    return cast("Installation", current_app.extensions["nscl"])


def _close_rows(_: BaseException | None) -> None:
    opened: ExitStack | None = g.pop("opened_rows", None)
    g.pop("rows", None)
    if opened:
        opened.close()
