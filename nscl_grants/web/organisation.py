"""The organisation's own page: how it is reached, and the accounts it is paid to."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from nscl_grants.actions.organisations import DetailsChangedMeanwhile, change_details, version_of_details
from nscl_grants.db.organisations import Organisation, newest_bank_account
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import APPLICANT
from nscl_grants.domain.vietnamese import fold
from nscl_grants.web.access import db, me, now, posted_act, require_role, today, undo
from nscl_grants.web.answers import shown_answers
from nscl_grants.web.bank_details import (
    empty_bank_form,
    end_page,
    propose_typed,
    section_to_return_to,
    typed_bank_form,
    with_newest_chosen,
)
from nscl_grants.web.choices import communes
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _, lazy
from nscl_grants.web.messages import tell
from nscl_grants.web.nav import Tab

bp = Blueprint("organisation", __name__, url_prefix="/my/organisation")
bp.before_request(require_role(APPLICANT))

DETAILS = "organisation_details"
"""The questions about how an organisation is reached."""

TABS = (
    Tab("organisation.show", lazy("Tổ chức"), "firm", rank=20, roles=frozenset({APPLICANT}), covers=("organisation",)),
)


@bp.get("")
def show() -> ResponseReturnValue:
    """My organisations, how they are reached, and their accounts, the newest version first."""
    mine = db().scalars(
        select(Organisation)
        .where(Organisation.id.in_(me().organisations))
        .options(selectinload(Organisation.bank_accounts))
        .order_by(Organisation.name)
    )
    return render_template(
        "organisation/show.html",
        organisations=[(each, list(reversed(each.bank_accounts))) for each in mine],
        communes=house_of(db()).plan.communes,
        odd_holder=lambda bank: fold(bank.holder) != fold(bank.organisation.name),
    )


@bp.get("/<tax_code>/details")
def details(tax_code: str) -> ResponseReturnValue:
    """The form to change how the organisation is reached."""
    organisation = _own(tax_code)
    return _details_page(organisation, _form(DETAILS, _standing(organisation)))


@bp.post("/<tax_code>/details")
def save_details(tax_code: str) -> ResponseReturnValue:
    """Keep the new details, unless somebody else changed them since they were shown."""
    organisation, form, seen = _own(tax_code), _form(DETAILS), request.form.get("version", "")
    if not form.validate():
        return _details_page(organisation, form, 422, version=seen)
    try:
        change_details(db(), organisation, form.answers, actor=me(), at=now(), act=posted_act(), seen_version=seen)
    except DetailsChangedMeanwhile as refused:
        return _conflict_page(organisation, form, refused)
    tell(_("Đã lưu thông tin tổ chức."), _("Hồ sơ đã nộp giữ thông tin như khi nộp."))
    return redirect(url_for(".show"), 303)


@bp.get("/<tax_code>/bank-account")
def bank_account(tax_code: str) -> ResponseReturnValue:
    """The form for a new version of the bank details; the holder is the organisation."""
    organisation = _own(tax_code)
    return _bank_page(organisation, empty_bank_form(organisation))


@bp.post("/<tax_code>/bank-account")
def propose(tax_code: str) -> ResponseReturnValue:
    """Add a new version, which waits for a second person, and go back to the section that asked for it."""
    organisation, form = _own(tax_code), typed_bank_form()
    if not propose_typed(organisation, form):
        return _bank_page(organisation, form, 422)
    onward = section_to_return_to()
    return redirect(with_newest_chosen(onward, organisation) if onward else url_for(".show"), 303)


@bp.route("/<tax_code>/bank-account/<int:version>/end", methods=["GET", "POST"])
def end(tax_code: str, version: int) -> ResponseReturnValue:
    """Say that an account is not ours, or is used no longer: nothing more is paid to it."""
    organisation = _own(tax_code)
    details = next((one for one in organisation.bank_accounts if one.version == version), None)
    if details is None:
        raise NotFound()
    return end_page(details, url_for(".show"), url_for(".show"))


def _own(tax_code: str) -> Organisation:
    """The organisation, if the reader may act for it; others' do not exist here."""
    found = db().scalar(
        select(Organisation).where(Organisation.tax_code == tax_code, Organisation.id.in_(me().organisations))
    )
    if found is None:
        raise NotFound()
    return found


def _standing(organisation: Organisation) -> dict[str, Any]:
    """The details as they are now, as answers."""
    return {each.name: getattr(organisation, each.name) for each in house_of(db()).form(DETAILS).questions}


def _form(name: str, answers: dict[str, Any] | None = None) -> QuestionForm:
    house = house_of(db())
    context = Context(choices={"communes": communes(house)}, today=today())
    return build(house.form(name), answers, context, typed=request.form if answers is None else None)


def _details_page(
    organisation: Organisation, form: QuestionForm, status: int = 200, *, version: str | None = None
) -> ResponseReturnValue:
    """The form, with the version of the details that its reader saw first."""
    version = version_of_details(organisation) if version is None else version
    page = render_template("organisation/details.html", organisation=organisation, form=form, version=version)
    return page, status


def _conflict_page(
    organisation: Organisation, form: QuestionForm, refused: DetailsChangedMeanwhile
) -> ResponseReturnValue:
    """What was typed beside what stands now; one button keeps mine, one link the other."""
    undo()
    db().refresh(organisation)
    (part,) = house_of(db()).form(DETAILS).sections
    page = render_template(
        "organisation/conflict.html",
        organisation=organisation,
        refused=refused,
        typed=form.typed,
        mine=shown_answers(part, form.answers, form.context.choices),
        theirs=shown_answers(part, _standing(organisation), form.context.choices),
        version=version_of_details(organisation),
    )
    return page, 409


def _bank_page(organisation: Organisation, form: QuestionForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "organisation/bank_account.html",
        organisation=organisation,
        form=form,
        newest=newest_bank_account(db(), organisation.id),
        back=section_to_return_to() or url_for(".show"),
    )
    return page, status
