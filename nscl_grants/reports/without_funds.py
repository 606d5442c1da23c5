"""Awards that the closing of a year left without money: which they are, and how much each still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application
from nscl_grants.db.as_of import Then, balances, case_states
from nscl_grants.db.cases import visible_to
from nscl_grants.db.ledger_tables import ACCOUNTS
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Unfunded:
    """One award, and what of it was neither paid nor advanced."""

    case: Application
    missing: Money


def without_funds(session: Session, actor: Actor, then: Then | None = None) -> Sequence[Unfunded]:
    """Those that the actor may see and that wait, or waited then: by line, then by their place in the queue."""
    was = case_states(then)
    cases = session.scalars(
        select(Application)
        .join(was, was.c.id == Application.id)
        .where(was.c.state == "awaiting_funds", visible_to(actor))
        .order_by(Application.line, Application.queued_at, Application.id)
        .options(joinedload(Application.organisation))
    ).all()
    table = ACCOUNTS.c
    spent = {
        reference: Money(dong)
        for reference, dong in balances(
            session,
            [table.case_reference],
            [
                table.unit == Unit.VND,
                table.place.in_((Place.PAID, Place.ADVANCED)),
                table.case_reference.in_([case.reference for case in cases]),
            ],
            then,
        )
    }
    return [Unfunded(case, (case.approved or ZERO) - spent.get(case.reference, ZERO)) for case in cases]
