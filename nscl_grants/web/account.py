"""The account front: sign in and out, look after one's own account."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.actions import accounts, sessions
from nscl_grants.actions.accounts import PasswordIsAnother, SignInFailed
from nscl_grants.actions.second_step import SecondStep
from nscl_grants.actions.sessions import IDLE, WHOLE, Held
from nscl_grants.actions.throttle import TooManyTries
from nscl_grants.db.people import Account
from nscl_grants.db.sign_ins import accounts_at, live_sessions_of, organisations_of
from nscl_grants.domain.passwords import PasswordIsGuessable, PasswordTooLong, PasswordTooShort
from nscl_grants.web.access import (
    db,
    home_of,
    now,
    require_role,
    settings,
    undo,
    visitor,
)
from nscl_grants.web.account_forms import LoginForm, PasswordForm, login_name
from nscl_grants.web.clock import real_moment
from nscl_grants.web.devices import browser_for, device_cookie_for
from nscl_grants.web.entering import home_after, passkey_site
from nscl_grants.web.errors import status_of
from nscl_grants.web.faults import mark
from nscl_grants.web.filters import sentence
from nscl_grants.web.language import _, lazy, ngettext
from nscl_grants.web.messages import tell
from nscl_grants.web.nav import Tab
from nscl_grants.web.provider_login import provider_of
from nscl_grants.web.security import same_site_path
from nscl_grants.web.session import visit
from nscl_grants.web.words import ago

bp = Blueprint("account", __name__)

_COVERS = ("account.password", "factors", "proof", "personal")
TABS = (Tab("account.show", lazy("Tài khoản"), "firm", rank=90, covers=_COVERS),)

DEMO_DOMAIN = "demo.nscl.test"
DEMO_PASSWORD = "demo-nscl-2026"  # noqa: S105  # pragma: allowlist secret (shown by every demo)
"""The accounts that the demo makes for itself (`demo/people.py`); a test holds the two together."""

WEAK = (PasswordTooShort, PasswordTooLong, PasswordIsGuessable)


@bp.get("/login")
def login() -> ResponseReturnValue:
    """The form to sign in; whoever is in already goes on."""
    onward = same_site_path(request.args.get("next"))
    if actor := visitor():
        return redirect(onward or home_of(actor))
    return _login_page(LoginForm(email=request.args.get("email")), onward)


@bp.post("/login")
def sign_in() -> ResponseReturnValue:
    """Sign in and go on to the page asked for, or to where this person's work begins."""
    form, onward = LoginForm(request.form), same_site_path(request.form.get("next"))
    if not form.validate():
        return _login_page(form, onward), 422
    try:
        begun = begin(login_name(form.email.data), form.password.data or "")
    except (SignInFailed, TooManyTries) as refused:
        return _login_page(form, onward, said=sentence(refused)), status_of(refused)
    if isinstance(begun, SecondStep):
        return redirect(url_for("second_step.ask", next=onward), 303)
    return redirect(onward or home_after(begun))


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    """Sign out; the token is worthless from here on, wherever it was copied to."""
    if held := visit().held:
        sessions.sign_out(db(), held, browser_for(held.email), at=real_moment(), dated=now())
    visit().end()
    tell(_("Đã đăng xuất."), _("Trang của ông/bà không mở lại được trên máy này nếu chưa đăng nhập."))
    answer = redirect(url_for(".login"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.get("/account")
def show() -> ResponseReturnValue:
    """My details, my organisations, and the browsers I am signed in with."""
    held, at = _held(), real_moment()
    rows = live_sessions_of(db(), held.account_id, seen_since=at - IDLE, begun_since=at - WHOLE)
    return render_template(
        "account/show.html",
        held=held,
        account=db().get_one(Account, held.account_id),
        organisations=organisations_of(db(), held.actor.organisations),
        browsers=[(row, ago(row.last_seen_at, at)) for row in rows],
    )


@bp.get("/account/password")
def password() -> ResponseReturnValue:
    """The form to change the password."""
    return render_template("account/password.html", form=PasswordForm(), email=_held().email)


@bp.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out, this one gets a new session."""
    form, held = PasswordForm(request.form), _held()
    status = 422
    if form.validate():
        try:
            return _change_password(form, held)
        except PasswordIsAnother as refused:
            mark(form.present, refused)
        except WEAK as refused:
            mark(form.new, refused)
        except TooManyTries as refused:
            mark(form.present, refused)
            status = status_of(refused)
        undo()
    return render_template("account/password.html", form=form, email=held.email), status


@bp.post("/account/sessions/end")
def end_session() -> ResponseReturnValue:
    """Sign out one of my other browsers."""
    held, token_digest = _held(), request.form.get("session", "")
    here = browser_for(held.email)
    if not sessions.sign_out_one(db(), held, token_digest, here, at=real_moment(), dated=now()):
        raise NotFound()
    tell(_("Đã đăng xuất trình duyệt đó."))
    return redirect(url_for(".show"))


@bp.post("/account/sessions/end-others")
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    held = _held()
    ended = sessions.sign_out_elsewhere(db(), held, browser_for(held.email), at=real_moment(), dated=now())
    tell(ngettext("Đã đăng xuất %(num)d trình duyệt khác.", "Đã đăng xuất %(num)d trình duyệt khác.", ended))
    return redirect(url_for(".show"))


@bp.before_request
def only_members_beyond_the_door() -> ResponseReturnValue | None:
    """Signing in and out is open to all; the rest of this front to those who are in."""
    return None if request.endpoint in OPEN_TO_ALL else require_role()()


OPEN_TO_ALL = frozenset(f"account.{view}" for view in ("login", "sign_in", "logout"))


def begin(email: str, password: str) -> Account | SecondStep:
    """Sign in, and hand this browser its cookies; where a second factor is asked for, only the ticket for that."""
    begun = accounts.sign_in(db(), email, password, browser_for(email), at=real_moment(), dated=now())
    if isinstance(begun, SecondStep):
        visit().new_step = begun.ticket
        return begun
    visit().begin(begun.token, device_cookie_for(email))
    return begun.account


def _change_password(form: PasswordForm, held: Held) -> ResponseReturnValue:
    present, new, browser = form.present.data or "", form.new.data or "", browser_for(held.email)
    token = accounts.change_password(db(), held, present, new, browser, at=real_moment(), dated=now())
    visit().begin(token, device_cookie_for(held.email))
    tell(_("Đã đổi mật khẩu."), _("Mọi trình duyệt khác đã được đăng xuất."))
    return redirect(url_for(".show"))


def _held() -> Held:
    held = visit().held
    assert held is not None, "these pages stand behind require_role"
    return held


def _login_page(form: LoginForm, onward: str | None, said: str = "") -> str:
    undo()
    logins = accounts_at(db(), DEMO_DOMAIN) if settings().demo else ()
    return render_template(
        "account/login.html",
        form=form,
        onward=onward,
        said=said,
        faulty=bool(said),
        logins=logins,
        demo_password=DEMO_PASSWORD,
        can_passkey=passkey_site() is not None,
        provider=provider_of(settings()),
    )
