"""An administrator asks to take somebody's second factors away; another administrator does it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import factor_resets as acts
from nscl_grants.db.acts import Proposal
from nscl_grants.db.people import Account
from nscl_grants.db.proposals import names_behind
from nscl_grants.db.second_factors import factors_of
from nscl_grants.db.staff import account_whole
from nscl_grants.domain.actor import ADMIN
from nscl_grants.web.access import db, me, now, posted_act, require_role
from nscl_grants.web.clock import real_moment
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell

bp = Blueprint("factor_resets", __name__, url_prefix="/admin/accounts/<int:account_id>/factors")
bp.before_request(require_role(ADMIN))

MOST_REASON_SIGNS = 500


@bp.get("")
def show(account_id: int) -> ResponseReturnValue:
    """What the account has, and what waits for a second administrator."""
    account = found(account_whole(db(), account_id))
    waiting = acts.waiting_reset(db(), account_id)
    return render_template(
        "admin/factors.html",
        account=account,
        factors=factors_of(db(), account_id),
        waiting=waiting,
        names=names_behind(db(), [waiting] if waiting else []),
        is_mine=account.person_id == me().person_id,
    )


@bp.post("")
def ask(account_id: int) -> ResponseReturnValue:
    """Ask for it, with the reason."""
    account = found(account_whole(db(), account_id))
    reason = " ".join(request.form.get("reason", "").split())[:MOST_REASON_SIGNS]
    if not reason:
        tell(_("Chưa ghi lý do."), _("Người quản trị thứ hai cần biết đã xác minh người này thế nào."), "bad")
        return redirect(url_for(".show", account_id=account_id), 303)
    acts.ask_reset(db(), account, reason, actor=me(), at=now(), act=posted_act())
    return _done(account, _("Đã đề nghị; người quản trị thứ hai xác nhận rồi mới đặt lại."))


@bp.post("/confirm")
def confirm(account_id: int) -> ResponseReturnValue:
    """Take the second factors away."""
    account, waiting = _waiting(account_id)
    acts.confirm_reset(db(), waiting, actor=me(), at=now(), real=real_moment(), act=posted_act())
    return _done(account, _("Đã đặt lại yếu tố thứ hai; mọi phiên đăng nhập đã kết thúc."))


@bp.post("/decline")
def decline(account_id: int) -> ResponseReturnValue:
    """Leave them as they are."""
    account, waiting = _waiting(account_id)
    acts.decline_reset(db(), waiting, actor=me(), at=now(), act=posted_act())
    return _done(account, _("Đã từ chối; tài khoản không thay đổi."))


def _waiting(account_id: int) -> tuple[Account, Proposal]:
    return found(account_whole(db(), account_id)), found(acts.waiting_reset(db(), account_id))


def _done(account: Account, told: str) -> ResponseReturnValue:
    tell(told)
    return redirect(url_for(".show", account_id=account.id), 303)
