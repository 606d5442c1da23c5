"""Nộp thay: the intake officer enters the account that an organisation gave on paper; finance still confirms it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.db.applications import Application
from nscl_grants.db.organisations import newest_bank_account
from nscl_grants.domain.actor import INTAKE
from nscl_grants.web.access import db, require_role
from nscl_grants.web.bank_details import (
    empty_bank_form,
    propose_typed,
    section_to_return_to,
    typed_bank_form,
    with_newest_chosen,
)
from nscl_grants.web.forms import QuestionForm
from nscl_grants.web.loaders import found_on_behalf
from nscl_grants.web.naming import code_of

bp = Blueprint("intake_account", __name__)
bp.before_request(require_role(INTAKE))


@bp.get("/intake/<reference>/bank-account")
def show(reference: str) -> ResponseReturnValue:
    """The form for the account of an organisation whose dossier is filed on its behalf."""
    case = found_on_behalf(reference)
    return _page(case, empty_bank_form(case.organisation))


@bp.post("/intake/<reference>/bank-account")
def propose(reference: str) -> ResponseReturnValue:
    """Add the account as a new version, and go back to where it was asked for."""
    case, form = found_on_behalf(reference), typed_bank_form()
    if not propose_typed(case.organisation, form):
        return _page(case, form, 422)
    onward = section_to_return_to()
    if onward is None:
        return redirect(url_for("drafts.show", reference=reference), 303)
    return redirect(with_newest_chosen(onward, case.organisation), 303)


def _page(case: Application, form: QuestionForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "intake/bank_account.html",
        case=case,
        code=code_of(case),
        form=form,
        newest=newest_bank_account(db(), case.organisation_id),
        back=section_to_return_to() or url_for("drafts.show", reference=case.reference),
    )
    return page, status
