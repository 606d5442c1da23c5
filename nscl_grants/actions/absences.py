"""Báo vắng mặt, ủy quyền: said by the person, a delegation confirmed by an administrator; nothing of it is erased."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.absences import DELEGATION, Absence, Delegation
from nscl_grants.db.acts import Proposal
from nscl_grants.db.audit_values import name_in_log
from nscl_grants.db.people import Person
from nscl_grants.db.staff import roles_of_person
from nscl_grants.domain.actor import ADMIN, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.delegation import check_delegation, check_period
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import OwnProposal, check_answer, check_role

CONFIRM = Text("Xác nhận ủy quyền", "Confirm a delegation")
END = Text("Chấm dứt ủy quyền", "End a delegation")


def report_absence(
    session: Session, since: date, until: date, note: str, *, actor: Actor, at: datetime, act: str
) -> None:
    """The actor is away from one day until another; once, and commit. No new review is given to them meanwhile."""

    def report() -> None:
        check_period(since, until)
        session.add(
            Absence(
                person_id=actor.person_id,
                since=since,
                until=until,
                note=note,
                recorded_by=actor.person_id,
                recorded_at=at,
                ended_on=None,
            )
        )
        session.flush()
        _note(session, "absence.report", actor, at, {"since": since.isoformat(), "until": until.isoformat()})

    content = {"since": since.isoformat(), "until": until.isoformat(), "note": note}
    once(session, Sent(act, "absence.report", content), actor=actor, at=at, do=report)


def end_absence(session: Session, absence: Absence, *, actor: Actor, at: datetime, act: str) -> None:
    """Back earlier than said: from today on the absence does not count; once, and commit."""
    absence_id, today = absence.id, legal_date(at)

    def end() -> None:
        session.refresh(absence, with_for_update=True)
        absence.ended_on = absence.ended_on or today
        session.flush()
        _note(session, "absence.end", actor, at, {"absence": absence_id, "on": today.isoformat()})

    once(session, Sent(act, "absence.end", {"absence": absence_id}), actor=actor, at=at, do=end)


def propose_delegation(session: Session, answers: Mapping[str, str], *, actor: Actor, at: datetime, act: str) -> None:
    """The actor wants another to exercise one of their roles, by a numbered decision; once, and commit.

    It counts when an administrator has confirmed it.
    """
    content = {name: answers[name] for name in ("role", "since", "until", "decision_number", "decided_on")}
    delegate_id = int(answers["delegate"])

    def propose() -> None:
        delegate = session.get_one(Person, delegate_id)
        check_period(date.fromisoformat(content["since"]), date.fromisoformat(content["until"]))
        _check(session, actor.person_id, delegate, content["role"], at)
        session.add(
            Proposal(
                act=act,
                kind=DELEGATION,
                content={**content, "person": actor.person_id, "delegate": delegate_id},
                reason="",
                proposed_by=actor.person_id,
                proposed_at=at,
            )
        )
        session.flush()
        _note(
            session,
            "delegation.propose",
            actor,
            at,
            {**content, "delegate": name_in_log(session, delegate)},
        )

    sent = Sent(act, "delegation.propose", {**content, "delegate": delegate_id})
    once(session, sent, actor=actor, at=at, do=propose)


def confirm_delegation(session: Session, proposal: Proposal, *, actor: Actor, at: datetime, act: str) -> None:
    """An administrator has seen the decision; once, and commit. The delegate never confirms."""
    proposal_id = proposal.id

    def confirm() -> None:
        content = _answer(session, proposal, "confirmed", actor, at)
        delegate = session.get_one(Person, content["delegate"])
        _check(session, int(content["person"]), delegate, content["role"], at)
        session.add(
            Delegation(
                person_id=content["person"],
                delegate_id=delegate.id,
                role=content["role"],
                since=date.fromisoformat(content["since"]),
                until=date.fromisoformat(content["until"]),
                decision_number=content["decision_number"],
                decided_on=date.fromisoformat(content["decided_on"]),
                proposed_by=proposal.proposed_by,
                confirmed_by=actor.person_id,
                confirmed_at=at,
                ended_on=None,
            )
        )
        session.flush()
        _note(
            session,
            "delegation.confirm",
            actor,
            at,
            {**content, "delegate": name_in_log(session, delegate)},
        )

    once(session, Sent(act, "delegation.confirm", {"proposal": proposal_id}), actor=actor, at=at, do=confirm)


def decline_delegation(session: Session, proposal: Proposal, *, actor: Actor, at: datetime, act: str) -> None:
    """An administrator does not stand behind it; once, and commit."""
    proposal_id = proposal.id

    def decline() -> None:
        content = _answer(session, proposal, "declined", actor, at)
        _note(session, "delegation.decline", actor, at, dict(content))

    once(session, Sent(act, "delegation.decline", {"proposal": proposal_id}), actor=actor, at=at, do=decline)


def end_delegation(session: Session, delegation: Delegation, *, actor: Actor, at: datetime, act: str) -> None:
    """From today on it does not count: by whoever delegated, or an administrator; once, and commit."""
    delegation_id, today = delegation.id, legal_date(at)

    def end() -> None:
        if actor.person_id != delegation.person_id:
            check_role(actor, END, ADMIN)
        session.refresh(delegation, with_for_update=True)
        delegation.ended_on = delegation.ended_on or today
        session.flush()
        _note(session, "delegation.end", actor, at, {"delegation": delegation_id, "on": today.isoformat()})

    once(session, Sent(act, "delegation.end", {"delegation": delegation_id}), actor=actor, at=at, do=end)


def _answer(session: Session, proposal: Proposal, outcome: str, actor: Actor, at: datetime) -> Mapping[str, str]:
    check_role(actor, CONFIRM, ADMIN)
    session.refresh(proposal, with_for_update=True)
    check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
    if actor.person_id == proposal.content["delegate"]:
        raise OwnProposal(actor.name)
    proposal.outcome, proposal.answered_by, proposal.answered_at = outcome, actor.person_id, at
    session.flush()
    return proposal.content


def _check(session: Session, person_id: int, delegate: Person, role: str, at: datetime) -> None:
    today = legal_date(at)
    own = roles_of_person(session, person_id, today)
    theirs = roles_of_person(session, delegate.id, today)
    check_delegation(role, own if delegate.id != person_id else (), delegate.full_name, theirs)


def _note(session: Session, what: str, actor: Actor, at: datetime, after: Mapping[str, object]) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="person",
        subject=str(actor.person_id),
        before=None,
        after=dict(after),
    )
