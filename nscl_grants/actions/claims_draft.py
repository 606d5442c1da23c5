"""Writing a claim: begun once for what is approved and unpaid, changed until it is sent and again when returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile, Sent, once
from nscl_grants.actions.purse import money_of
from nscl_grants.db import audit, ledger
from nscl_grants.db.applications import Application, Duty
from nscl_grants.db.cases import lock_case
from nscl_grants.db.payments import Claim, claims_confirmed
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.duties import FILE, check_duty
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reopening import CLAIM_WITH_THE_FIRM, NotOpenForChange
from nscl_grants.domain.rights import check_may_edit

UNDERWAY = ("draft", "claimed", "returned")


@dataclass(eq=False)
class ClaimUnderway(Refused):
    """A claim is being written or looked at already."""


@dataclass(eq=False)
class NotClaimedHere(Refused):
    """The procedure has no claim of that kind."""


@dataclass(eq=False)
class NothingToClaim(Refused):
    """Nothing of the award is approved and unpaid."""


def start_claim(
    session: Session, application: Application, *, actor: Actor, at: datetime, act: str, kind: str | None = None
) -> None:
    """Begin a claim for all that is approved and not yet due, once, and commit.

    `kind` is one of those that the procedure knows; without it the first of them.
    """
    application_id, known = application.id, house_of(session).procedure(application.procedure).claims
    life = kind or known[0]

    def begin() -> None:
        lock_case(session, application)
        check_may_edit(actor, application.organisation_id)
        _take_filing(session, application, actor, at)
        if life not in known:
            raise NotClaimedHere()
        claims = session.scalars(select(Claim).where(Claim.application_id == application_id)).all()
        if any(claim.state in UNDERWAY for claim in claims):
            raise ClaimUnderway()
        claim = _new_claim(session, application, life, len(claims) + 1, actor)
        session.add(claim)
        session.flush()
        _note(session, application, claim, "claim.start", actor, at, None)

    content = {"case": application_id, "kind": kind} if kind else {"case": application_id}
    once(session, Sent(act, "claim.start", content), actor=actor, at=at, do=begin)


def save_claim(
    session: Session,
    claim: Claim,
    answers: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    act: str,
    seen_version: int,
) -> None:
    """Keep what the organisation claims, once, and commit; raises ChangedMeanwhile when another saved before."""
    claim_id = claim.id

    def keep() -> None:
        lock_case(session, claim.application)
        session.refresh(claim, with_for_update=True)
        check_may_edit(actor, claim.application.organisation_id)
        _take_filing(session, claim.application, actor, at)
        _check_open(session, claim)
        if claim.version != seen_version:
            raise ChangedMeanwhile()
        before = dict(claim.answers)
        claim.amount = Money(answers["amount"])
        claim.is_final = bool(answers.get("is_final"))
        claim.answers = dict(answers)
        session.flush()
        _note(session, claim.application, claim, "claim.save", actor, at, before)

    sent = Sent(act, "claim.save", {"claim": claim_id, "answers": dict(answers)})
    once(session, sent, actor=actor, at=at, do=keep)


def claimable(session: Session, application: Application) -> Money:
    """What is approved and not yet due, over all years."""
    return money_of(ledger.case_book(session, application.reference)).committed


def first_amount(session: Session, application: Application, kind: str) -> Money:
    """What a new claim begins with: all that is unpaid; of an advance what the contract lets be advanced.

    What its guards allow is theirs to say; this is only a beginning.
    """
    money = money_of(ledger.case_book(session, application.reference))
    guards = {guard for row in house_of(session).workflow(kind).leading_from("draft") for guard in row.guards}
    if "acceptance_fits" in guards:
        return money.committed + money.advanced
    if "advance_fits" in guards:
        limit = Money((application.contract or {}).get("advance_limit", 0))
        left = limit - claims_confirmed(session, application.id, advances=True)
        return max(min(money.committed, left), ZERO)
    return money.committed


def _new_claim(session: Session, application: Application, kind: str, n: int, actor: Actor) -> Claim:
    amount = first_amount(session, application, kind)
    if amount <= ZERO:
        raise NothingToClaim()
    workflow = house_of(session).workflow(kind)
    return Claim(
        application_id=application.id,
        application=application,
        n=n,
        state=workflow.initial,
        workflow=workflow.name,
        workflow_version=workflow.version,
        amount=amount,
        is_final=True,
        answers={},
        created_by=actor.person_id,
    )


def _take_filing(session: Session, application: Application, actor: Actor, at: datetime) -> None:
    """Whoever writes a claim on behalf has filed, and neither reviews, decides nor pays the case."""
    if application.organisation_id in actor.organisations:
        return
    held = session.get(Duty, (application.id, actor.person_id))
    mine = {} if held is None else {actor.person_id: held.duty}
    check_duty(FILE, actor.person_id, actor.name, mine, approver_may_authorise=False)
    if held is None:
        session.add(Duty(application_id=application.id, person_id=actor.person_id, duty=FILE, since=at))


def _check_open(session: Session, claim: Claim) -> None:
    if claim.state not in CLAIM_WITH_THE_FIRM:
        raise NotOpenForChange(house_of(session).workflow_of(claim).title)


def _note(
    session: Session,
    application: Application,
    claim: Claim,
    what: str,
    actor: Actor,
    at: datetime,
    before: Mapping[str, Any] | None,
) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="claim",
        subject=f"{application.reference}#{claim.id}",
        before=before,
        after={"amount": claim.amount.dong, "is_final": claim.is_final, **claim.answers},
    )
