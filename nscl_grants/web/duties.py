"""My absences, my delegations and my interests; and for administrators those of everybody, with what waits for them."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from nscl_grants.actions import absences as acts
from nscl_grants.actions.interests import declare_interest, withdraw_interest
from nscl_grants.db.absences import DELEGATION, Absence, Delegation, absences, delegations
from nscl_grants.db.acts import Proposal
from nscl_grants.db.interests import Interest, interests_of
from nscl_grants.db.people import Person
from nscl_grants.db.proposals import names_behind, open_proposals, proposal_of
from nscl_grants.db.staff import roles_of_person, staff_on
from nscl_grants.definitions.house import house_of
from nscl_grants.definitions.words import words
from nscl_grants.domain.actor import ADMIN, APPLICANT, ROLES
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.staffing import ALONE
from nscl_grants.domain.text import Text
from nscl_grants.web.access import db, me, now, posted_act, require_role, today, undo
from nscl_grants.web.errors import status_of
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell

bp = Blueprint("duties", __name__, url_prefix="/account/duties")
bp.before_request(require_role(*(role for role in ROLES if role != APPLICANT)))

FORMS = ("absence", "delegation", "interest")


@bp.get("")
def show() -> ResponseReturnValue:
    """What I reported, delegated and declared; an administrator sees everybody's absences and delegations."""
    return _page()


@bp.post("/absence")
def absence() -> ResponseReturnValue:
    """Report an absence."""
    form = _form("absence", typed=True)
    return _sent(form, "absence", lambda: _absent(form), _("Đã báo vắng mặt."))


@bp.post("/absence/<int:absence_id>/end")
def end_absence(absence_id: int) -> ResponseReturnValue:
    """Back earlier."""
    row = db().get(Absence, absence_id)
    if row is None or row.person_id != me().person_id:
        raise NotFound()
    acts.end_absence(db(), row, actor=me(), at=now(), act=posted_act())
    return _done(_("Đã ghi ngày trở lại."))


@bp.post("/delegation")
def delegation() -> ResponseReturnValue:
    """Propose a delegation."""
    form = _form("delegation", typed=True)
    return _sent(
        form,
        "delegation",
        lambda: acts.propose_delegation(db(), form.answers, actor=me(), at=now(), act=posted_act()),
        _("Đã gửi ủy quyền; quản trị xác nhận rồi mới có hiệu lực."),
    )


@bp.post("/delegation/<int:delegation_id>/end")
def end_delegation(delegation_id: int) -> ResponseReturnValue:
    """End a delegation of mine, or as an administrator."""
    row = db().get(Delegation, delegation_id)
    if row is None or not (row.person_id == me().person_id or me().holds(ADMIN)):
        raise NotFound()
    acts.end_delegation(db(), row, actor=me(), at=now(), act=posted_act())
    return _done(_("Đã chấm dứt ủy quyền."))


@bp.post("/proposals/<int:proposal_id>/confirm")
def confirm(proposal_id: int) -> ResponseReturnValue:
    """An administrator stands behind the delegation."""
    acts.confirm_delegation(db(), _proposal(proposal_id), actor=me(), at=now(), act=posted_act())
    return _done(_("Đã xác nhận ủy quyền."))


@bp.post("/proposals/<int:proposal_id>/decline")
def decline(proposal_id: int) -> ResponseReturnValue:
    """An administrator does not stand behind it."""
    acts.decline_delegation(db(), _proposal(proposal_id), actor=me(), at=now(), act=posted_act())
    return _done(_("Đã từ chối ủy quyền."))


@bp.post("/interest")
def interest() -> ResponseReturnValue:
    """Declare a tie."""
    form = _form("interest", typed=True)
    return _sent(form, "interest", lambda: _declared(form), _("Đã khai. Hồ sơ của tổ chức trùng thông tin không hiện."))


@bp.post("/interest/<int:interest_id>/withdraw")
def withdraw(interest_id: int) -> ResponseReturnValue:
    """The tie is no longer there."""
    row = db().get(Interest, interest_id)
    if row is None or row.person_id != me().person_id:
        raise NotFound()
    withdraw_interest(db(), row, actor=me(), at=now(), act=posted_act())
    return _done(_("Đã rút lời khai; vết cũ vẫn giữ."))


def _absent(form: QuestionForm) -> None:
    given = form.answers
    since, until = date.fromisoformat(given["since"]), date.fromisoformat(given["until"])
    acts.report_absence(db(), since, until, given.get("note") or "", actor=me(), at=now(), act=posted_act())


def _declared(form: QuestionForm) -> None:
    given = form.answers
    declare_interest(
        db(), given["kind"], given["value"], given.get("note") or "", actor=me(), at=now(), act=posted_act()
    )


def _sent(form: QuestionForm, name: str, act: Callable[[], None], told: str) -> ResponseReturnValue:
    if not form.validate():
        return _page({name: form}, status=422)
    try:
        act()
    except Refused as refused:
        undo()
        return _page({name: form}, refused, status_of(refused))
    return _done(told)


def _done(told: str) -> ResponseReturnValue:
    tell(told)
    return redirect(url_for(".show"), 303)


def _proposal(proposal_id: int) -> Proposal:
    if not me().holds(ADMIN):
        raise NotFound()
    return found(proposal_of(db(), proposal_id, (DELEGATION,)))


def _form(name: str, *, typed: bool = False) -> QuestionForm:
    own = roles_of_person(db(), me().person_id, today()) - ALONE - {APPLICANT}
    people = db().scalars(select(Person).where(Person.id.in_(staff_on(db(), today()))).order_by(Person.full_name))
    colleagues = [one for one in people if one.id != me().person_id]
    choices = {
        "my_roles": {role: words()[f"role.{role}"] for role in ROLES if role in own},
        "colleagues": {str(one.id): Text(one.full_name, one.full_name) for one in colleagues},
    }
    context = Context(choices=choices, today=today())
    return build(house_of(db()).form(name), context=context, typed=request.form if typed else None)


def _page(
    typed: dict[str, QuestionForm] | None = None, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    is_admin = me().holds(ADMIN)
    whose = None if is_admin else me().person_id
    waiting = [one for one in open_proposals(db(), (DELEGATION,)) if is_admin or one.proposed_by == me().person_id]
    people = {one.content["delegate"] for one in waiting}
    names = dict(names_behind(db(), waiting))
    names |= {one.id: one.full_name for one in db().scalars(select(Person).where(Person.id.in_(people)))}
    page = render_template(
        "account/duties.html",
        forms={name: (typed or {}).get(name) or _form(name) for name in FORMS},
        opened=next(iter(typed or {}), ""),
        absences=absences(db(), whose),
        delegations=delegations(db(), whose),
        interests=interests_of(db(), me().person_id),
        waiting=waiting,
        names=names,
        is_admin=is_admin,
        may_delegate=bool(roles_of_person(db(), me().person_id, today()) - ALONE - {APPLICANT}),
        refused=refused,
        faulty=status != 200,
    )
    return page, status
