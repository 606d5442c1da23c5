"""Đối chiếu tổ chức: what the organisation said of itself, beside the form that says it agrees with the register."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.organisation_checks import CHECKERS, confirm_organisation
from nscl_grants.db.organisations import organisation_by_tax_code
from nscl_grants.db.people import names_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.forms import Context, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell

bp = Blueprint("organisation_checks", __name__, url_prefix="/organisations")
bp.before_request(require_role(*CHECKERS))


@bp.route("/<tax_code>/check", methods=["GET", "POST"])
def note(tax_code: str) -> ResponseReturnValue:
    """The comparison that stands, and the form for a newer one."""
    organisation, refused, status = found(organisation_by_tax_code(db(), tax_code)), None, 200
    part, context = house_of(db()).form("organisation_check"), Context(today=today())
    form = build(part, context=context, typed=request.form if request.method == "POST" else None)
    if request.method == "POST":
        if form.validate():
            told = form.answers
            day, act = date.fromisoformat(told["checked_on"]), posted_act()
            try:
                confirm_organisation(db(), organisation, told["source"], day, actor=me(), at=now(), act=act)
            except Refused as why:
                refused, status = why, status_of(why)
            else:
                tell(_("Đã ghi kết quả đối chiếu."))
                return redirect(url_for(".note", tax_code=tax_code), 303)
        else:
            status = 422
    page = render_template(
        "organisation/check.html",
        organisation=organisation,
        communes=house_of(db()).plan.communes,
        names=names_of(db(), [organisation.checked_by] if organisation.checked_by else []),
        form=form,
        refused=refused,
    )
    return page, status
