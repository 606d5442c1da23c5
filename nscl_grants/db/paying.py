"""What was claimed and paid in one case, read together."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.payments import Claim, Payment
from nscl_grants.db.remembered import remembered


@dataclass(frozen=True, slots=True)
class Paying:
    """The claims in order, and their payments with the bank details they were prepared with."""

    claims: Sequence[Claim] = ()
    payments: Sequence[Payment] = ()


@remembered
def paying_of(session: Session, application_id: int) -> Paying:
    """The claims and payments of one case; a payment belongs to one claim, so one query reads both."""
    rows = session.execute(
        select(Claim, Payment)
        .outerjoin(Payment, Payment.claim_id == Claim.id)
        .where(Claim.application_id == application_id)
        .options(joinedload(Payment.bank_account))
        .order_by(Claim.n, Payment.id)
    ).all()
    claims = dict.fromkeys(claim for claim, _ in rows)
    payments = dict.fromkeys(payment for _, payment in rows if payment is not None)
    return Paying(tuple(claims), tuple(sorted(payments, key=lambda payment: payment.id)))
