"""What was reconciled with the treasury: acts of two people that keep both sides' figures of a year."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.db.acts import Proposal
from nscl_grants.domain.reconciliation import ReconciledLine

RECONCILE = "reconcile"
"""The kind of the proposal."""


def reconciliations(session: Session, year: int) -> Sequence[Proposal]:
    """All of the year, the newest first."""
    found = session.scalars(select(Proposal).where(Proposal.kind == RECONCILE).order_by(Proposal.id.desc()))
    return [one for one in found if int(one.content["year"]) == year]


def lines_of(proposal: Proposal) -> Sequence[ReconciledLine]:
    """Its lines, in the order of the plan."""
    return [ReconciledLine.from_json(kept) for kept in proposal.content["lines"]]
