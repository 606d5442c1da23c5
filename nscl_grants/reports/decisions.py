"""Decisions with their cases: those that wait for their number, and one of them."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from nscl_grants.db.applications import Application, Move
from nscl_grants.db.decisions import Decision, DecisionRow, waits_for_number

WHOLE = selectinload(Decision.rows).joinedload(DecisionRow.application).joinedload(Application.organisation)
"""Loads a decision with its cases and their organisations."""


def decisions_to_issue(session: Session) -> Sequence[Decision]:
    """Those without a number, the longest-waiting first."""
    return session.scalars(_query().where(waits_for_number()).order_by(Decision.made_at, Decision.id)).all()


def decision_with_cases(session: Session, decision_id: int) -> Decision | None:
    """One decision with its cases, or None."""
    return session.scalar(_query().where(Decision.id == decision_id))


def decision_made_by(session: Session, act: str) -> int | None:
    """The decision that an act made, or None."""
    return session.scalar(
        select(Decision.id)
        .join(DecisionRow, DecisionRow.decision_id == Decision.id)
        .join(Move, Move.application_id == DecisionRow.application_id)
        .where(Move.act == act, Move.at == Decision.made_at)
        .limit(1)
    )


def _query() -> Select[Decision]:
    return select(Decision).options(WHOLE)
