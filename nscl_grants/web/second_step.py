"""The second step of signing in, and signing in with a passkey alone."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from wtforms import Form, StringField
from wtforms.validators import InputRequired

from nscl_grants.actions import passkeys
from nscl_grants.actions.second_factors import CodeIsWrong
from nscl_grants.actions.second_step import (
    SecondStepExpired,
    finish_with_code,
    finish_with_passkey,
    sign_in_with_passkey,
    waiting_account,
)
from nscl_grants.actions.throttle import CEREMONIES, TooManyTries, count_knock
from nscl_grants.db.people import Account
from nscl_grants.db.second_factors import factors_of
from nscl_grants.outside.passkeys import PasskeyUnfit, Site
from nscl_grants.web.access import db, now, settings, undo
from nscl_grants.web.clock import real_moment
from nscl_grants.web.devices import browser_for, device_cookie_for
from nscl_grants.web.entering import home_after, passkey_site
from nscl_grants.web.errors import status_of
from nscl_grants.web.faults import mark
from nscl_grants.web.language import lazy
from nscl_grants.web.messages import tell_refusal
from nscl_grants.web.security import same_site_path
from nscl_grants.web.session import STEP_COOKIE, cookie_name, visit

bp = Blueprint("second_step", __name__, url_prefix="/login")


class CodeForm(Form):
    """A code of the app, or a recovery code."""

    code = StringField(
        lazy("Mã xác thực"),
        [InputRequired(lazy("Nhập mã xác thực."))],
        description=lazy("6 chữ số trong ứng dụng xác thực, hoặc một mã khôi phục"),
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )


@bp.get("/code")
def ask() -> ResponseReturnValue:
    """The form for the code, and the button for a passkey."""
    try:
        return _page(CodeForm(), waiting_account(db(), _ticket(), at=real_moment()))
    except SecondStepExpired as refused:
        return _again(refused)


@bp.post("/code")
def check() -> ResponseReturnValue:
    """A right code opens the session."""
    form, at = CodeForm(request.form), real_moment()
    try:
        waiting = waiting_account(db(), _ticket(), at=at)
        if not form.validate():
            return _page(form, waiting, 422)
        account, token = finish_with_code(
            db(),
            _ticket(),
            form.code.data or "",
            browser_for(waiting.email),
            secret_key=settings().secret_key,
            at=at,
            dated=now(),
        )
    except SecondStepExpired as refused:
        return _again(refused)
    except (CodeIsWrong, TooManyTries) as refused:
        mark(form.code, refused)
        undo()
        return _page(form, waiting, status_of(refused))
    return _entered(account, token)


@bp.post("/passkey/options")
def ask_passkey() -> ResponseReturnValue:
    """What the browser asks an authenticator: any of ours, or in the second step one of that account."""
    account_id, site = None, _site()
    if _ticket():
        try:
            account_id = waiting_account(db(), _ticket(), at=real_moment()).id
        except SecondStepExpired:
            account_id = None
    count_knock(db(), "passkey", browser_for(""), at=real_moment(), most=CEREMONIES)
    ceremony = passkeys.ask_to_use(db(), account_id, site, at=real_moment())
    return jsonify(ticket=ceremony.ticket, options=ceremony.options)


@bp.post("/passkey")
def passkey() -> ResponseReturnValue:
    """A passkey opens the session, in the second step or alone."""
    ceremony, answer, at = request.form.get("ticket", ""), request.form.get("answer", ""), real_moment()
    try:
        if request.form.get("step") == "second":
            waiting = waiting_account(db(), _ticket(), at=at)
            account, token = finish_with_passkey(
                db(), _ticket(), _site(), ceremony, answer, browser_for(waiting.email), at=at, dated=now()
            )
        else:
            account, token = sign_in_with_passkey(db(), _site(), ceremony, answer, browser_for(""), at=at, dated=now())
    except (SecondStepExpired, PasskeyUnfit) as refused:
        return _again(refused)
    return _entered(account, token)


def _entered(account: Account, token: str) -> ResponseReturnValue:
    visit().begin(token, device_cookie_for(account.email))
    return redirect(same_site_path(request.form.get("next")) or home_after(account), 303)


def _again(refused: SecondStepExpired | PasskeyUnfit) -> ResponseReturnValue:
    """Back to the first step, with the reason."""
    undo()
    tell_refusal(refused)
    onward = same_site_path(request.values.get("next"))
    return redirect(url_for("account.login", next=onward), 303)


def _ticket() -> str:
    return request.cookies.get(cookie_name(STEP_COOKIE, request), "")


def _site() -> Site:
    site = passkey_site()
    if site is None:
        raise NotFound()
    return site


def _page(form: CodeForm, account: Account, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "account/second_step.html",
        form=form,
        email=account.email,
        has_passkey=bool(factors_of(db(), account.id).passkeys) and passkey_site() is not None,
        onward=same_site_path(request.values.get("next")),
    )
    return page, status
