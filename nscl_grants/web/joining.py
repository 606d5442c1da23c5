"""Joining an organisation that is registered by a member's invitation, and the form of whoever asks the office."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, PasswordField
from wtforms.validators import InputRequired

from nscl_grants.actions.members import InvitedAnother, accept, accept_as_new, invitation_of
from nscl_grants.actions.recovery import LinkUsed
from nscl_grants.actions.throttle import count_registration
from nscl_grants.domain.identifiers import read_identity_number, read_name, read_tax_code
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, now, posted_act, require_role, today, undo
from nscl_grants.web.account_forms import Line
from nscl_grants.web.clock import real_moment
from nscl_grants.web.devices import browser_for
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import sentence
from nscl_grants.web.language import _, lazy
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.session import visit

bp = Blueprint("joining", __name__)


class NewPersonForm(Form):
    """A person who has no account yet."""

    full_name = Line(
        lazy("Họ và tên"), read_name, lazy("Nhập họ và tên của ông/bà."), render_kw={"autocomplete": "name"}
    )
    identity_number = Line(
        lazy("Số định danh cá nhân"), read_identity_number, lazy("Nhập 12 chữ số trên thẻ căn cước.")
    )
    password = PasswordField(
        lazy("Mật khẩu"),
        [InputRequired(lazy("Nhập mật khẩu."))],
        description=lazy("Ít nhất 15 ký tự. Vài từ không liên quan ghép lại vừa dễ nhớ vừa khó đoán."),
        render_kw={"autocomplete": "new-password"},
    )


class ClaimForm(NewPersonForm):
    """The same, and for whom they say they act."""

    tax_code = Line(lazy("Mã số thuế"), read_tax_code, lazy("Nhập mã số thuế."))


@bp.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Who invites to what; opening the link accepts nothing yet."""
    return _invited(token, NewPersonForm())


@bp.post("/invitation/<token>")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Whoever is signed in joins."""
    if (asked := require_role()()) is not None:
        return asked
    held = visit().held
    assert held is not None, "the guard above asks for a session"
    try:
        accept(db(), token, actor=held.actor, email=held.email, at=now(), real=real_moment(), act=posted_act())
    except (LinkUsed, InvitedAnother) as refused:
        undo()
        tell_refusal(refused)
        return redirect(url_for("account.show"), 303)
    tell(_("Ông/bà nay làm hồ sơ cho tổ chức này."))
    return redirect(url_for("organisation.show"), 303)


@bp.post("/invitation/<token>/new")
def accept_as_new_person(token: str) -> ResponseReturnValue:
    """Somebody without an account gets one and joins; then they sign in."""
    form = NewPersonForm(request.form)

    def join() -> None:
        invited = invitation_of(db(), token, real=real_moment())
        count_registration(db(), browser_for(invited.email), at=real_moment())
        accept_as_new(
            db(),
            token,
            form.full_name.value,
            form.identity_number.value,
            form.password.data or "",
            at=now(),
            real=real_moment(),
            today=today(),
            act=posted_act(),
        )

    return sent_form(form, join, lambda said, status: _invited(token, form, said, status))


def sent_form(
    form: Form, act: Callable[[], None], again: Callable[[str, int], ResponseReturnValue]
) -> ResponseReturnValue:
    """Do what the form asks for and go on to sign in; or show it again with what is wrong."""
    if not form.validate():
        return again("", 422)
    try:
        act()
    except LinkUsed as refused:
        undo()
        tell_refusal(refused)
        return redirect(url_for("account.login"), 303)
    except Refused as refused:
        undo()
        return again(sentence(refused), status_of(refused))
    tell(_("Đã tạo tài khoản."), _("Đăng nhập để xem tình trạng."))
    return redirect(url_for("account.login"), 303)


def _invited(token: str, form: NewPersonForm, said: str = "", status: int = 200) -> ResponseReturnValue:
    try:
        invited = invitation_of(db(), token, real=real_moment())
    except LinkUsed as refused:
        undo()
        tell_refusal(refused)
        return redirect(url_for("account.login"), 303)
    page = render_template(
        "account/invitation.html", invited=invited, form=form, token=token, said=said, faulty=status != 200
    )
    return page, status
