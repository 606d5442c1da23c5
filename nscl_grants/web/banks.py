"""Bank details that wait for a second person, each beside what the organisation used before."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import banks as acts
from nscl_grants.actions.opened import Opening, open_it
from nscl_grants.db.bank_lists import answered_details, details_with_history, people_behind, waiting_details
from nscl_grants.db.organisations import BankAccount
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import fold
from nscl_grants.web.access import db, me, now, posted_act, require_role
from nscl_grants.web.bank_details import end_page
from nscl_grants.web.errors import status_of
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.paging import page_by_id

bp = Blueprint("banks", __name__, url_prefix="/finance/bank-accounts")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR))


@bp.get("")
def index() -> ResponseReturnValue:
    """What waits, and what was confirmed, declined or stopped."""
    waiting, page = waiting_details(db()), page_by_id(partial(answered_details, db()))
    names = people_behind(db(), [*waiting, *page.rows])
    return render_template("finance/banks.html", waiting=waiting, answered=page.rows, page=page, names=names)


@bp.get("/<int:details_id>")
def show(details_id: int) -> ResponseReturnValue:
    """One version to compare with the organisation's papers, and the versions before it."""
    return _page(details_id)


@bp.post("/<int:details_id>")
def confirm(details_id: int) -> ResponseReturnValue:
    """Stand behind the version."""
    details, _versions = found(details_with_history(db(), details_id))
    try:
        acts.confirm(db(), details, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(details_id, refused, status_of(refused))
    name = details.organisation.name
    tell(_("Đã xác nhận tài khoản của %(name)s.", name=name), _("Chứng từ chi lập từ nay dùng bản này."))
    return redirect(url_for(".index"), 303)


@bp.route("/<int:details_id>/end", methods=["GET", "POST"])
def end(details_id: int) -> ResponseReturnValue:
    """Decline the version, or stop it, with the reason that the organisation reads."""
    if not me().holds(FINANCE, CHIEF_ACCOUNTANT):
        abort(403)
    details, _versions = found(details_with_history(db(), details_id))
    return end_page(details, url_for(".show", details_id=details_id), url_for(".index"))


@bp.post("/<int:details_id>/number")
def open_number(details_id: int) -> ResponseReturnValue:
    """The same page with the whole numbers; the register of openings knows who asked."""
    details, _versions = found(details_with_history(db(), details_id))
    name = _("tài khoản của %(name)s, bản %(version)s", name=details.organisation.name, version=details.version)
    opening = Opening("bank_account.open", "organisation", details.organisation.tax_code, name)
    open_it(db(), opening, actor=me(), at=now(), act=posted_act(), source=request.remote_addr or "")
    return _page(details_id, opened=True)


def _waits(details: BankAccount, versions: Sequence[BankAccount]) -> bool:
    return details.confirmed_at is None and details.ended_at is None and details is versions[0]


def _page(
    details_id: int, refused: Refused | None = None, status: int = 200, *, opened: bool = False
) -> ResponseReturnValue:
    details, versions = found(details_with_history(db(), details_id))
    before = next((one for one in versions if one.version < details.version), None)
    page = render_template(
        "finance/bank.html",
        details=details,
        organisation=details.organisation,
        versions=versions,
        before=before,
        names=people_behind(db(), versions),
        holder_is_organisation=fold(details.holder) == fold(details.organisation.name),
        may_confirm=me().holds(FINANCE, CHIEF_ACCOUNTANT) and _waits(details, versions),
        may_end=me().holds(FINANCE, CHIEF_ACCOUNTANT) and details.ended_at is None,
        wait_days=house_of(db()).plan.settings.bank_wait_days,
        refused=refused,
        opened=opened,
    )
    return page, status
