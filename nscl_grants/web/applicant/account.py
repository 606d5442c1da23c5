"""The firm enters the account it is paid to on the way through its application, and comes back to where it was."""

from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.actions.organisations import propose_bank_account
from nscl_grants.web.access import db, me, now, posted_act
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.loaders import own_case
from nscl_grants.web.bank_details import blank_details, entered, section_of_accounts, typed_details
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell


@bp.route("/applications/<reference>/bank-account", methods=["GET", "POST"])
def bank_account(reference: str) -> ResponseReturnValue:
    """A new version of the bank details; finance confirms it before anything is paid to it."""
    case = own_case(reference)
    part, organisation = section_of_accounts(case.form), case.row.organisation
    if part is None or not case.open.has_section(part.name):
        raise NotFound()
    back = url_for(".section", reference=reference, section_name=part.name)
    form = typed_details() if request.method == "POST" else blank_details(organisation)
    if request.method == "POST" and entered(
        form, partial(propose_bank_account, db(), organisation, actor=me(), at=now(), act=posted_act())
    ):
        tell(_("Đã ghi tài khoản mới."), _("Kế toán đối chiếu và xác nhận trước khi chi vào tài khoản này."))
        return redirect(f"{back}?bank_account=new", 303)
    page = render_template(
        "organisation/bank_account.html",
        organisation=organisation,
        form=form,
        newest=next(reversed(organisation.bank_accounts), None),
        back=back,
        case=case,
    )
    return page, 422 if request.method == "POST" else 200
