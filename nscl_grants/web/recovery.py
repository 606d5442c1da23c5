"""A forgotten password, and the proof of an address: what mailed links lead to. Opening one changes nothing yet."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from wtforms import EmailField, Form, PasswordField
from wtforms.validators import InputRequired

from nscl_grants.actions.letter_texts import wording
from nscl_grants.actions.letters import worded
from nscl_grants.actions.recovery import (
    LinkUsed,
    account_of_link,
    ask_proof_again,
    ask_reset,
    prove_address,
    reset_password,
)
from nscl_grants.actions.throttle import TooManyTries
from nscl_grants.db.letters import newest_letters
from nscl_grants.db.tickets import EMAIL, RESET
from nscl_grants.domain.passwords import PasswordIsGuessable, PasswordTooLong, PasswordTooShort
from nscl_grants.web.access import db, now, require_role, settings, undo
from nscl_grants.web.account_forms import login_name
from nscl_grants.web.clock import real_moment
from nscl_grants.web.devices import browser_for
from nscl_grants.web.errors import status_of
from nscl_grants.web.faults import mark
from nscl_grants.web.language import _, lazy
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.session import visit

bp = Blueprint("recovery", __name__)

SHOWN_LETTERS = 50


class AddressForm(Form):
    """The address that the account signs in with."""

    email = EmailField(
        lazy("Thư điện tử"),
        [InputRequired(lazy("Nhập thư điện tử."))],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )


class NewPasswordForm(Form):
    """The password to come."""

    new = PasswordField(
        lazy("Mật khẩu mới"),
        [InputRequired(lazy("Nhập mật khẩu mới."))],
        description=lazy("Ít nhất 15 ký tự. Vài từ không liên quan ghép lại vừa dễ nhớ vừa khó đoán."),
        render_kw={"autocomplete": "new-password"},
    )


@bp.get("/login/forgot")
def forgot() -> ResponseReturnValue:
    """The form to ask for a link."""
    return render_template("account/forgot.html", form=AddressForm())


@bp.post("/login/forgot")
def ask() -> ResponseReturnValue:
    """The same answer for every address; a link is mailed where there is an account."""
    form = AddressForm(request.form)
    if not form.validate():
        return render_template("account/forgot.html", form=form), 422
    email = login_name(form.email.data)
    try:
        ask_reset(db(), email, browser_for(email), reset_address, at=real_moment(), dated=now())
    except TooManyTries as refused:
        undo()
        mark(form.email, refused)
        return render_template("account/forgot.html", form=form), status_of(refused)
    return render_template("account/forgot_sent.html", email=email)


@bp.get("/login/reset/<token>")
def reset(token: str) -> ResponseReturnValue:
    """The form for the new password, while the link is good."""
    try:
        account = account_of_link(db(), token, RESET, at=real_moment())
    except LinkUsed as refused:
        return _used(refused)
    return render_template("account/reset.html", form=NewPasswordForm(), email=account.email)


@bp.post("/login/reset/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """Set the new password; everybody who was signed in with the old one is out."""
    form = NewPasswordForm(request.form)
    try:
        account = account_of_link(db(), token, RESET, at=real_moment())
        if not form.validate():
            return render_template("account/reset.html", form=form, email=account.email), 422
        reset_password(db(), token, form.new.data or "", browser_for(account.email), at=real_moment(), dated=now())
    except LinkUsed as refused:
        return _used(refused)
    except (PasswordTooShort, PasswordTooLong, PasswordIsGuessable) as refused:
        undo()
        mark(form.new, refused)
        return render_template("account/reset.html", form=form, email=account.email), 422
    visit().end()
    tell(_("Đã đặt mật khẩu mới."), _("Đăng nhập bằng mật khẩu mới; mọi trình duyệt cũ đã được đăng xuất."))
    return redirect(url_for("account.login", email=account.email), 303)


@bp.get("/login/email/<token>")
def proof(token: str) -> ResponseReturnValue:
    """The button that proves the address."""
    try:
        account = account_of_link(db(), token, EMAIL, at=real_moment())
    except LinkUsed as refused:
        return _used(refused)
    return render_template("account/prove_address.html", email=account.email)


@bp.post("/login/email/<token>")
def prove(token: str) -> ResponseReturnValue:
    """The address is proved."""
    try:
        prove_address(db(), token, browser_for(""), at=real_moment(), dated=now())
    except LinkUsed as refused:
        return _used(refused)
    tell(_("Đã xác nhận địa chỉ thư điện tử."))
    return redirect(url_for("account.show"), 303)


@bp.post("/account/email/proof")
def ask_again() -> ResponseReturnValue:
    """Mail the link that proves my address once more."""
    if (asked := require_role()()) is not None:
        return asked
    held = visit().held
    assert held is not None, "the guard above asks for a session"
    ask_proof_again(db(), held, browser_for(held.email), proof_address, at=real_moment(), dated=now())
    tell(_("Đã gửi thư xác nhận tới %(email)s.", email=held.email), _("Mở liên kết trong thư trong 3 ngày."))
    return redirect(url_for("account.show"), 303)


@bp.get("/demo/letters")
def demo_letters() -> ResponseReturnValue:
    """What would have been mailed; only a demo, which sends none, shows it."""
    if not settings().demo:
        raise NotFound()
    letters: list[tuple[Any, str, str]] = [
        (each, *worded(each, wording(db()))) for each in newest_letters(db(), SHOWN_LETTERS)
    ]
    return render_template("account/demo_letters.html", letters=letters)


def reset_address(token: str) -> str:
    """Where the link for a new password leads, from wherever it is opened."""
    return settings().public_url.rstrip("/") + url_for("recovery.reset", token=token)


def proof_address(token: str) -> str:
    """Where the link that proves an address leads."""
    return settings().public_url.rstrip("/") + url_for("recovery.proof", token=token)


def _used(refused: LinkUsed) -> ResponseReturnValue:
    undo()
    tell_refusal(refused)
    return redirect(url_for("account.login"), 303)
