"""What a case is owed by its confirmed claims and was not drawn for, or has come back."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.payments import GIVEN_UP, Claim, Payment
from nscl_grants.domain.money import ZERO, Money


def drawn_for(session: Session, claim: Claim) -> Money:
    """What payments of the claim stand for, on their way or paid."""
    drawn = session.scalar(
        select(func.sum(Payment.amount)).where(Payment.claim_id == claim.id, Payment.state.not_in(GIVEN_UP))
    )
    return drawn or ZERO


def owed_to(session: Session, application: Application, spent: Money) -> Money:
    """What its claims were confirmed for and no payment stands for, within the award; `spent` is paid or advanced.

    An advance is owed only until the work is accepted: from then on the acceptance says what is paid.
    """
    claims = session.scalars(
        select(Claim).where(Claim.application_id == application.id, Claim.confirmed_at.is_not(None))
    ).all()
    accepted = any(not claim.is_advance for claim in claims)
    owed = sum(
        ((claim.accepted or ZERO) - drawn_for(session, claim)).dong
        for claim in claims
        if not (claim.is_advance and accepted)
    )
    room = (application.approved or ZERO) - spent
    return max(min(Money(owed), room), ZERO)
