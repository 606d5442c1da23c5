"""Coming in: an e-mail first, and behind the link that is mailed there the forms that make an account."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import accounts
from nscl_grants.actions.accounts import AccountIsTaken, OrganisationIsRegistered
from nscl_grants.actions.membership_claims import Claimant, claim
from nscl_grants.actions.recovery import LinkUsed
from nscl_grants.actions.registration import Door, ask_to_register, email_behind, email_sent_from
from nscl_grants.actions.throttle import TooManyTries, count_registration
from nscl_grants.web.access import db, house, new_act, now, posted_act, settings, today, undo
from nscl_grants.web.account import WEAK, begin
from nscl_grants.web.account_forms import NewcomerForm, RegistrationForm
from nscl_grants.web.choices import communes
from nscl_grants.web.clock import real_moment
from nscl_grants.web.devices import browser_for
from nscl_grants.web.errors import status_of
from nscl_grants.web.faults import mark
from nscl_grants.web.file_rows import uploads_storage
from nscl_grants.web.filters import in_language
from nscl_grants.web.joining import ClaimForm, sent_form
from nscl_grants.web.language import _, language
from nscl_grants.web.members import sent_file
from nscl_grants.web.messages import tell, tell_refusal

bp = Blueprint("coming_in", __name__, url_prefix="/register")


@bp.get("")
def ask() -> ResponseReturnValue:
    """Where the link shall go."""
    return render_template("account/newcomer.html", form=NewcomerForm())


@bp.post("")
def send() -> ResponseReturnValue:
    """The same answer for every address; what its mail says differs."""
    form = NewcomerForm(request.form)
    if not form.validate():
        return render_template("account/newcomer.html", form=form), 422
    email = form.email.value
    try:
        ask_to_register(
            db(),
            email,
            browser_for(email),
            _address,
            settings().public_url.rstrip("/") + url_for("account.login"),
            at=real_moment(),
            dated=now(),
            language=language(),
        )
    except TooManyTries as refused:
        undo()
        mark(form.email, refused)
        return render_template("account/newcomer.html", form=form), status_of(refused)
    return render_template("account/newcomer_sent.html", email=email)


@bp.get("/<token>")
def registration(token: str) -> ResponseReturnValue:
    """The form with which an organisation comes in."""
    return _behind(token, email_behind, lambda email: _registration_page(token, email, _with_communes()))


@bp.post("/<token>")
def register_organisation(token: str) -> ResponseReturnValue:
    """Register the organisation and its first user, and sign that person in."""
    return _behind(token, email_sent_from, lambda email: _register(token, email))


@bp.get("/<token>/join")
def join(token: str) -> ResponseReturnValue:
    """The form for somebody whose organisation registered before."""
    return _behind(
        token,
        email_behind,
        lambda email: render_template("account/join.html", form=ClaimForm(), said="", email=email, token=token),
    )


@bp.post("/<token>/join")
def send_claim(token: str) -> ResponseReturnValue:
    """An account that belongs to nothing yet, and a question to the office."""
    return _behind(token, email_sent_from, lambda email: _claim(token, email))


def _behind(token: str, read: Callable[..., str], then: Callable[[str], ResponseReturnValue]) -> ResponseReturnValue:
    try:
        return then(read(db(), Door(token, real_moment())))
    except LinkUsed as refused:
        undo()
        tell_refusal(refused)
        return redirect(url_for(".ask"), 303)


def _register(token: str, email: str) -> ResponseReturnValue:
    form, door = _with_communes(RegistrationForm(request.form)), Door(token, real_moment())
    if not form.validate():
        return _registration_page(token, email, form), 422
    password, here = form.password.data or "", browser_for(email)
    try:
        count_registration(db(), here, at=real_moment())
        user = form.user(email)
        accounts.register(db(), posted_act(), form.organisation, user, password, door, here, at=now(), today=today())
        begin(email, password)
    except OrganisationIsRegistered as refused:
        mark(form.tax_code, refused)
    except AccountIsTaken as refused:
        mark(form.identity_number, refused)
    except WEAK as refused:
        mark(form.password, refused)
    else:
        tell(_("Đã đăng ký %(name)s.", name=form.organisation.name), _("Ông/bà có thể bắt đầu hồ sơ đầu tiên."))
        return redirect("/my")
    undo()
    return _registration_page(token, email, form), 422


def _claim(token: str, email: str) -> ResponseReturnValue:
    form = ClaimForm(request.form)

    def put() -> None:
        count_registration(db(), browser_for(email), at=real_moment())
        claimant = Claimant(form.tax_code.value, form.full_name.value, form.identity_number.value, email)
        claim(
            db(),
            uploads_storage(),
            claimant,
            form.password.data or "",
            Door(token, real_moment()),
            sent_file("mandate"),
            at=now(),
            today=today(),
            act=posted_act(),
        )

    def again(said: str, status: int) -> ResponseReturnValue:
        page = render_template("account/join.html", form=form, said=said, faulty=True, email=email, token=token)
        return page, status

    return sent_form(form, put, again)


def _with_communes(form: RegistrationForm | None = None) -> RegistrationForm:
    offered = {code: in_language(label) for code, label in communes(house()).items()}
    return (RegistrationForm() if form is None else form).offer(offered)


def _registration_page(token: str, email: str, form: RegistrationForm) -> str:
    return render_template("account/register.html", form=form, act=new_act(), email=email, token=token)


def _address(token: str) -> str:
    """Where the mailed link leads."""
    return settings().public_url.rstrip("/") + url_for("coming_in.registration", token=token)
