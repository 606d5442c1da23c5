"""Those who say that they act for a registered organisation: the office looks at the mandate and answers."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from nscl_grants.actions.membership_claims import confirm_claim, decline_claim
from nscl_grants.db.acts import Proposal
from nscl_grants.db.mandates import Mandate
from nscl_grants.db.members import MEMBERSHIP, claims_waiting, members_of
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Account, Person
from nscl_grants.db.proposals import proposal_of
from nscl_grants.domain.actor import ADMIN, INTAKE, Actor
from nscl_grants.domain.rights import RIGHTS
from nscl_grants.web.access import db, me, now, posted_act, require_role
from nscl_grants.web.language import _, lazy
from nscl_grants.web.loaders import found
from nscl_grants.web.members import mandate_file
from nscl_grants.web.messages import tell
from nscl_grants.web.nav import Tab
from nscl_grants.web.waiting import waiting

bp = Blueprint("memberships", __name__, url_prefix="/memberships")
bp.before_request(require_role(INTAKE, ADMIN))

MOST_REASON_SIGNS = 500


def waiting_count(actor: Actor) -> int:
    """How many wait for an answer."""
    return waiting(actor).membership_claims


TABS = (
    Tab(
        "memberships.index",
        lazy("Người đại diện"),
        "staff",
        rank=36,
        roles=frozenset({INTAKE, ADMIN}),
        count=waiting_count,
        counts=lazy("yêu cầu"),
        covers=("memberships",),
    ),
)


@bp.get("")
def index() -> ResponseReturnValue:
    """Who waits for an answer."""
    rows = [(one, *_about(one)) for one in claims_waiting(db())]
    return render_template("organisation/claims.html", rows=rows)


@bp.get("/<int:proposal_id>")
def show(proposal_id: int) -> ResponseReturnValue:
    """One who asks, with the mandate, beside the organisation's members."""
    proposal = found(proposal_of(db(), proposal_id, (MEMBERSHIP,)))
    organisation, person, account = _about(proposal)
    return render_template(
        "organisation/claim.html",
        proposal=proposal,
        organisation=organisation,
        person=person,
        account=account,
        mandate=db().get(Mandate, proposal.content["mandate"]),
        members=members_of(db(), organisation.id),
        rights=RIGHTS,
    )


@bp.get("/<int:proposal_id>/mandate")
def mandate(proposal_id: int) -> Response:
    """The mandate that was sent along."""
    proposal = found(proposal_of(db(), proposal_id, (MEMBERSHIP,)))
    return mandate_file(found(db().get(Mandate, proposal.content["mandate"])))


@bp.post("/<int:proposal_id>/confirm")
def confirm(proposal_id: int) -> ResponseReturnValue:
    """Let the person in, with a right."""
    proposal = found(proposal_of(db(), proposal_id, (MEMBERSHIP,)))
    right = request.form.get("right", "")
    confirm_claim(db(), proposal, right, actor=me(), at=now(), act=posted_act())
    tell(_("Đã xác nhận người đại diện."), _("Thành viên hiện có của tổ chức được báo."))
    return redirect(url_for(".index"), 303)


@bp.post("/<int:proposal_id>/decline")
def decline(proposal_id: int) -> ResponseReturnValue:
    """Do not let the person in, and say why."""
    proposal = found(proposal_of(db(), proposal_id, (MEMBERSHIP,)))
    reason = " ".join(request.form.get("reason", "").split())[:MOST_REASON_SIGNS]
    if not reason:
        tell(_("Chưa ghi lý do."), _("Người yêu cầu cần biết phải bổ sung gì."), "bad")
        return redirect(url_for(".show", proposal_id=proposal_id), 303)
    account = _about(proposal)[2]
    decline_claim(db(), proposal, reason, account.email, actor=me(), at=now(), act=posted_act())
    tell(_("Đã từ chối và báo lý do."))
    return redirect(url_for(".index"), 303)


def _about(proposal: Proposal) -> tuple[Organisation, Person, Account]:
    content = proposal.content
    person = db().get_one(Person, content["person"])
    account = db().scalars(select(Account).where(Account.person_id == person.id).order_by(Account.id)).first()
    return db().get_one(Organisation, content["organisation"]), person, found(account)
