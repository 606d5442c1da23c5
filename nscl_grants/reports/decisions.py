"""Lists of decisions: those that wait for their number, and those that have it."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from nscl_grants.db.applications import Application, Move
from nscl_grants.db.decisions import Decision, DecisionRow

PAGE_ROWS = 50
_WHOLE = selectinload(Decision.rows).joinedload(DecisionRow.application).joinedload(Application.organisation)


def decisions_to_issue(session: Session) -> Sequence[Decision]:
    """Those without a number, the longest-waiting first."""
    return session.scalars(_query().where(Decision.number.is_(None)).order_by(Decision.made_at, Decision.id)).all()


def decisions_issued(session: Session, before: int | None = None) -> Sequence[Decision]:
    """Those with a number, the newest first; one row more than a page has when there are more."""
    query = _query().where(Decision.number.is_not(None)).order_by(Decision.id.desc()).limit(PAGE_ROWS + 1)
    return session.scalars(query if before is None else query.where(Decision.id < before)).all()


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
    return select(Decision).options(_WHOLE)
