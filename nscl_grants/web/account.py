"""The account front: sign in and out, register an organisation, look after one's own account."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.actions import accounts, sessions
from nscl_grants.actions.accounts import AccountIsTaken, OrganisationIsRegistered, PasswordIsAnother, SignInFailed
from nscl_grants.actions.recovery import ask_proof
from nscl_grants.actions.second_step import SecondStep
from nscl_grants.actions.sessions import IDLE, WHOLE, Held
from nscl_grants.actions.throttle import TooManyTries, count_registration
from nscl_grants.db.people import Account
from nscl_grants.db.sign_ins import accounts_at, live_sessions_of, organisations_of
from nscl_grants.domain.passwords import PasswordIsGuessable, PasswordTooLong, PasswordTooShort
from nscl_grants.web.access import (
    db,
    home_of,
    house,
    new_act,
    now,
    posted_act,
    require_role,
    settings,
    today,
    undo,
    visitor,
)
from nscl_grants.web.account_forms import LoginForm, PasswordForm, RegistrationForm, login_name
from nscl_grants.web.choices import communes
from nscl_grants.web.clock import real_moment
from nscl_grants.web.devices import browser_for, device_cookie_for
from nscl_grants.web.entering import home_after, passkey_site
from nscl_grants.web.errors import status_of
from nscl_grants.web.faults import mark
from nscl_grants.web.filters import in_language, sentence
from nscl_grants.web.language import _, lazy, ngettext
from nscl_grants.web.messages import tell
from nscl_grants.web.nav import Tab
from nscl_grants.web.provider_login import provider_of
from nscl_grants.web.recovery import proof_address
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
        begun = _begin(login_name(form.email.data), form.password.data or "")
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


@bp.get("/register")
def register() -> ResponseReturnValue:
    """The form with which an organisation comes in."""
    return _registration_page(_with_communes(RegistrationForm()))


@bp.post("/register")
def register_organisation() -> ResponseReturnValue:
    """Register the organisation and its first user, and sign that person in."""
    form = _with_communes(RegistrationForm(request.form))
    if not form.validate():
        return _registration_page(form), 422
    password = form.password.data or ""
    try:
        _register(form, password)
        _begin(form.user.email, password)
    except OrganisationIsRegistered as refused:
        mark(form.tax_code, refused)
    except AccountIsTaken as refused:
        mark(form.email, refused)
    except WEAK as refused:
        mark(form.password, refused)
    else:
        tell(_("Đã đăng ký %(name)s.", name=form.organisation.name), _("Ông/bà có thể bắt đầu hồ sơ đầu tiên."))
        return redirect("/my")
    undo()
    return _registration_page(form), 422


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
    """Signing in and registering are open to all; the rest of this front to those who are in."""
    return None if request.endpoint in OPEN_TO_ALL else require_role()()


OPEN_TO_ALL = frozenset(
    f"account.{view}" for view in ("login", "sign_in", "logout", "register", "register_organisation")
)


def _register(form: RegistrationForm, password: str) -> None:
    here = browser_for(form.user.email)
    count_registration(db(), here, at=real_moment())
    made = accounts.register(db(), posted_act(), form.organisation, form.user, password, here, at=now(), today=today())
    if made is not None:
        ask_proof(db(), made, proof_address, at=real_moment(), dated=now())
        db().commit()


def _begin(email: str, password: str) -> Account | SecondStep:
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


def _with_communes(form: RegistrationForm) -> RegistrationForm:
    return form.offer({code: in_language(label) for code, label in communes(house()).items()})


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


def _registration_page(form: RegistrationForm) -> str:
    return render_template("account/register.html", form=form, act=new_act())
