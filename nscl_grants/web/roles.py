"""Roles: given, ended, and answered by the second administrator."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import roles as acts
from nscl_grants.db.acts import Proposal
from nscl_grants.db.people import Account, AccountRole
from nscl_grants.db.proposals import names_behind, proposal_of
from nscl_grants.db.staff import ROLE, account_whole, roles_of_person
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ADMIN
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.staffing import WEIGHTY
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import word
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell, tell_refusal

bp = Blueprint("roles", __name__, url_prefix="/admin")
bp.before_request(require_role(ADMIN))


@bp.post("/accounts/<int:account_id>/roles")
def give(account_id: int) -> ResponseReturnValue:
    """Give a role, or propose one that weighs."""
    account, role = found(account_whole(db(), account_id)), request.form.get("role", "")
    back = redirect(url_for("admin.account", account_id=account_id), 303)
    try:
        acts.give_role(db(), account, role, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        tell_refusal(refused)
        return back
    if role in WEIGHTY:
        tell(
            _("Đã đề xuất vai trò %(role)s.", role=word(f"role.{role}")),
            _("Người quản trị thứ hai xác nhận rồi mới có hiệu lực."),
        )
    else:
        tell(_("Đã giao vai trò %(role)s.", role=word(f"role.{role}")), _("Vai trò có hiệu lực từ hôm nay."))
    return back


@bp.route("/accounts/<int:account_id>/roles/<int:held_id>/end", methods=["GET", "POST"])
def end(account_id: int, held_id: int) -> ResponseReturnValue:
    """The question before a role ends, and its end."""
    account, held = _held(account_id, held_id)
    if request.method != "POST":
        return render_template("admin/end_role.html", account=account, held=held)
    try:
        acts.end_role(db(), held, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        page = render_template("admin/end_role.html", account=account, held=held, refused=refused, faulty=True)
        return page, status_of(refused)
    tell(_("Đã kết thúc vai trò %(role)s.", role=word(f"role.{held.role}")), _("Việc đã làm trước đó giữ nguyên."))
    return redirect(url_for("admin.account", account_id=account_id), 303)


@bp.get("/proposals/<int:proposal_id>")
def proposal(proposal_id: int) -> ResponseReturnValue:
    """A role that was proposed, for the second administrator."""
    return _page(_proposal(proposal_id))


@bp.post("/proposals/<int:proposal_id>/confirm")
def confirm(proposal_id: int) -> ResponseReturnValue:
    """Stand behind the role."""
    waiting = _proposal(proposal_id)
    try:
        acts.confirm_role(db(), waiting, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(_proposal(proposal_id), refused, status_of(refused))
    tell(
        _("Đã xác nhận vai trò %(role)s.", role=word(f"role.{waiting.content['role']}")),
        _("Vai trò có hiệu lực từ hôm nay."),
    )
    return redirect(url_for("admin.account", account_id=waiting.content["account"]), 303)


@bp.post("/proposals/<int:proposal_id>/decline")
def decline(proposal_id: int) -> ResponseReturnValue:
    """Do not stand behind the role, with the reason."""
    waiting, form = _proposal(proposal_id), _decline_form(typed=True)
    if not form.validate():
        return _page(waiting, status=422, form=form)
    try:
        acts.decline_role(db(), waiting, actor=me(), at=now(), act=posted_act(), reason=form.answers["reason"])
    except Refused as refused:
        return _page(_proposal(proposal_id), refused, status_of(refused), form)
    tell(_("Đã từ chối vai trò."), _("Tài khoản không thay đổi."))
    return redirect(url_for("admin.account", account_id=waiting.content["account"]), 303)


def _held(account_id: int, held_id: int) -> tuple[Account, AccountRole]:
    account = found(account_whole(db(), account_id))
    held = next((one for one in account.roles if one.id == held_id), None) or abort(404)
    return account, held


def _proposal(proposal_id: int) -> Proposal:
    return found(proposal_of(db(), proposal_id, (ROLE,)))


def _page(
    waiting: Proposal, refused: Refused | None = None, status: int = 200, form: QuestionForm | None = None
) -> ResponseReturnValue:
    account = found(account_whole(db(), int(waiting.content["account"])))
    page = render_template(
        "admin/proposal.html",
        proposal=waiting,
        role=waiting.content["role"],
        account=account,
        held=roles_of_person(db(), account.person_id, today()),
        names=names_behind(db(), [waiting]),
        barred=me().person_id in (waiting.proposed_by, account.person_id),
        form=form or _decline_form(),
        refused=refused,
        faulty=status != 200,
    )
    return page, status


def _decline_form(*, typed: bool = False) -> QuestionForm:
    part = house_of(db()).form("decline_proposal")
    return build(part, context=Context(today=today()), typed=request.form if typed else None)
