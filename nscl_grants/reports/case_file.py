"""The whole file of one case, gathered in few queries: papers, findings, decisions, payments, history.

What the history does not tell of is not asked for: without a claim's step there is no claim to show.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application, Assessment, Duty, Move
from nscl_grants.db.assessments import assessments_of
from nscl_grants.db.attachments import Attachment, attachments_of
from nscl_grants.db.cases import moves_of
from nscl_grants.db.decisions import DecisionRow
from nscl_grants.db.hands import hands_of
from nscl_grants.db.paying import Paying, paying_of
from nscl_grants.db.payments import Appeal, Recovery
from nscl_grants.definitions.house import house_of

DECIDING = frozenset({"record_decision", "record_rejection", "record_cancellation", "demand_recovery"})
"""The effects that put a case on a decision."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything that the staff page of a case shows, each list in the order it came about."""

    moves: Sequence[Move]
    attachments: Sequence[Attachment]
    assessments: Sequence[Assessment]
    decided: "Decided"
    paying: Paying
    duties: Sequence[Duty]
    messages: int
    """How many messages and notes there are."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, demanded back and appealed against."""

    rows: list[DecisionRow] = field(default_factory=list)
    recoveries: list[Recovery] = field(default_factory=list)
    appeals: list[Appeal] = field(default_factory=list)


def case_file(session: Session, application: Application) -> CaseFile:
    """The file of the case as it stands now."""
    moves, hands = moves_of(session, application.id), hands_of(session, application.id, application.organisation_id)
    return CaseFile(
        moves=moves,
        attachments=attachments_of(session, application.id),
        assessments=tuple(reversed(assessments_of(session, application.id))),
        decided=_decided(session, application, moves),
        paying=paying_of(session, application.id) if any(move.subject != "application" for move in moves) else Paying(),
        duties=hands.duties,
        messages=hands.messages,
    )


def _decided(session: Session, application: Application, moves: Sequence[Move]) -> Decided:
    application_id, life = application.id, house_of(session).workflow_of(application)
    taken = {move.trigger for move in moves}
    effects = {effect for row in life.transitions if row.trigger in taken for effect in row.effects}
    if DECIDING.isdisjoint(effects):
        return Decided(appeals=_appeals(session, application_id) if "open_appeal" in effects else [])
    rows = session.execute(
        select(DecisionRow, Recovery, Appeal)
        .outerjoin(
            Recovery,
            and_(
                Recovery.decision_id == DecisionRow.decision_id, Recovery.application_id == DecisionRow.application_id
            ),
        )
        .outerjoin(Appeal, Appeal.application_id == DecisionRow.application_id)
        .where(DecisionRow.application_id == application_id)
        .options(joinedload(DecisionRow.decision))
        .order_by(DecisionRow.decision_id, Recovery.id, Appeal.id)
    ).all()
    return Decided(*(_each(rows, nth) for nth in range(3)))


def _appeals(session: Session, application_id: int) -> list[Appeal]:
    return list(session.scalars(select(Appeal).where(Appeal.application_id == application_id).order_by(Appeal.id)))


def _each(rows: Sequence[Any], nth: int) -> list[Any]:
    """The things of one column, each once, in order."""
    return list(dict.fromkeys(row[nth] for row in rows if row[nth] is not None))
