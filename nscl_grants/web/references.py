"""What was proposed for the office's data, for the second person: norms with their what-if, days of the calendar."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from nscl_grants.actions import references as acts
from nscl_grants.actions.norm_what_if import compared
from nscl_grants.actions.references import RIGHTS
from nscl_grants.db.acts import Proposal
from nscl_grants.db.people import names_of
from nscl_grants.db.proposals import names_behind, open_proposals, proposal_of
from nscl_grants.db.references import DAY, NORM, PROCEDURE, REFERENCES, versions_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ADMIN, AUDITOR, STAFF_ROLES
from nscl_grants.domain.norm_versions import from_json, newest
from nscl_grants.domain.procedure_terms import changed_terms
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell

bp = Blueprint("references", __name__, url_prefix="/plan/references")
bp.before_request(require_role(*STAFF_ROLES, AUDITOR, ADMIN))


@bp.get("/days")
def days() -> ResponseReturnValue:
    """Changes of the calendar: what waits, and all that were confirmed, with who and why."""
    kept = versions_of(db(), DAY)
    waiting = open_proposals(db(), (DAY,))
    return render_template(
        "norms/days.html",
        waiting=waiting,
        kept=list(reversed(kept)),
        names=names_of(db(), {person for one in kept for person in (one.proposed_by, one.confirmed_by)}),
        may_propose=me().holds(*RIGHTS[DAY].propose),
    )


@bp.route("/days/new", methods=["GET", "POST"])
def new_day() -> ResponseReturnValue:
    """Propose a change of the calendar, with its source."""
    if not me().holds(*RIGHTS[DAY].propose):
        raise Forbidden()
    part, context = house_of(db()).form("day_change"), Context(today=today())
    if request.method != "POST":
        return _day_page(build(part, context=context))
    form = build(part, context=context, typed=request.form)
    if not form.validate():
        return _day_page(form, status=422)
    said = form.answers
    content = {name: said[name] for name in ("what", "day", "vi", "swapped_for") if said.get(name)}
    if "vi" in content:
        content["en"] = said.get("en") or content["vi"]
    try:
        made = acts.propose(
            db(), DAY, content["day"], content, reason=said["reason"], actor=me(), at=now(), act=posted_act()
        )
    except Refused as refused:
        return _day_page(form, refused, status_of(refused))
    tell(_("Đã gửi đề xuất thay đổi lịch."), _("Lịch đổi khi người thứ hai xác nhận."))
    return redirect(url_for(".show", proposal_id=made.id) if made else url_for(".days"), 303)


@bp.get("/<int:proposal_id>")
def show(proposal_id: int) -> ResponseReturnValue:
    """One proposal, what it would do, and the two answers."""
    return _page(_proposal(proposal_id))


@bp.post("/<int:proposal_id>/confirm")
def confirm(proposal_id: int) -> ResponseReturnValue:
    """Stand behind it."""
    proposal = _proposal(proposal_id)
    try:
        acts.confirm(db(), proposal, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(_proposal(proposal_id), refused, status_of(refused))
    tell(_("Đã xác nhận."), _("Bản mới được lưu cùng người đề xuất, người xác nhận và lý do."))
    return redirect(url_for(".show", proposal_id=proposal_id), 303)


@bp.post("/<int:proposal_id>/decline")
def decline(proposal_id: int) -> ResponseReturnValue:
    """Do not stand behind it, with the reason."""
    proposal = _proposal(proposal_id)
    form = build(house_of(db()).form("decline_proposal"), context=Context(today=today()), typed=request.form)
    if not form.validate():
        return _page(proposal, status=422, form=form)
    try:
        acts.decline(db(), proposal, reason=form.answers["reason"], actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(_proposal(proposal_id), refused, status_of(refused), form)
    tell(_("Đã từ chối đề xuất."), _("Không có gì thay đổi."))
    return redirect(url_for(".show", proposal_id=proposal_id), 303)


def _proposal(proposal_id: int) -> Proposal:
    return found(proposal_of(db(), proposal_id, REFERENCES))


def _day_page(form: QuestionForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("norms/new_day.html", form=form, refused=refused, faulty=status != 200), status


def _page(
    proposal: Proposal, refused: Refused | None = None, status: int = 200, form: QuestionForm | None = None
) -> ResponseReturnValue:
    house, content = house_of(db()), proposal.content["content"]
    more: dict[str, Any] = {}
    if proposal.kind == PROCEDURE:
        more = {"changed": changed_terms(content)}
    if proposal.kind == NORM:
        wished = from_json(content)
        earlier = [norm for norm in house.plan.norms if norm.valid_from < wished.valid_from]
        before = newest(earlier, wished.family)
        family = next(family for family in house.plan.families if family.key == wished.family)
        more = {
            "norm": wished,
            "before": before,
            "family": family,
            "compared": compared(db(), before, wished, at=now()),
            "standards": house.plan.standards,
        }
    page = render_template(
        "norms/proposal.html",
        proposal=proposal,
        content=content,
        names=names_behind(db(), [proposal]),
        may_answer=me().holds(*RIGHTS[proposal.kind].confirm) and proposal.outcome == "open",
        is_mine=proposal.proposed_by == me().person_id,
        form=form or build(house.form("decline_proposal"), context=Context(today=today())),
        refused=refused,
        faulty=status != 200,
        **more,
    )
    return page, status
