"""Who reports for which agency or commune; administrators and the plan manager assign."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from nscl_grants.actions import coordinators as acts
from nscl_grants.db.people import Account
from nscl_grants.db.records import coordinators
from nscl_grants.db.staff import staff_accounts
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ADMIN, COORDINATOR, PLAN_MANAGER
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reporting import bodies_of, body_of
from nscl_grants.web.access import db, me, now, posted_act, require_role
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.whole import whole_or_none

bp = Blueprint("coordinators", __name__, url_prefix="/plan/coordinators")
bp.before_request(require_role(ADMIN, PLAN_MANAGER))


@bp.get("")
def index() -> ResponseReturnValue:
    """Every body with its coordinators, those without one first."""
    held: dict[str, list[tuple[int, str, str]]] = {}
    for row, account, person in coordinators(db()):
        held.setdefault(row.body, []).append((account.id, person.full_name, account.email))
    bodies = sorted(bodies_of(house_of(db()).plan), key=lambda body: bool(held.get(body.key)))
    accounts = [
        account
        for account in staff_accounts(db())
        if account.active and any(role.role == COORDINATOR for role in account.roles)
    ]
    return render_template("plan/coordinators.html", bodies=bodies, held=held, accounts=accounts)


@bp.post("/assign")
def assign() -> ResponseReturnValue:
    """Let an account report for a body."""
    return _change(acts.assign, _("Đã giao cơ quan cho đầu mối."))


@bp.post("/unassign")
def unassign() -> ResponseReturnValue:
    """Let an account report for a body no longer."""
    return _change(acts.unassign, _("Đã thôi giao cơ quan."))


def _change(act: acts.Change, told: str) -> ResponseReturnValue:
    body = found(body_of(house_of(db()).plan, request.form.get("body", "")))
    account_id = request.form.get("account", "")
    options = [joinedload(Account.person)]
    account = found(db().get(Account, whole_or_none(account_id) or 0, options=options))
    try:
        act(db(), account, body.key, actor=me(), at=now(), act=posted_act())
        tell(told, f"{account.person.full_name}.")
    except Refused as refused:
        tell_refusal(refused)
    return redirect(url_for(".index"), 303)
