"""The whole file of one case, gathered in a fixed number of queries: papers, findings, decisions, money, history."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db import ledger
from nscl_grants.db.applications import Application, Assessment, Duty, Move
from nscl_grants.db.assessments import assessments_of
from nscl_grants.db.attachments import Attachment, attachments_of
from nscl_grants.db.cases import moves_of
from nscl_grants.db.decisions import Decision, DecisionRow
from nscl_grants.db.payments import Appeal, Claim, Payment, Recovery
from nscl_grants.domain.ledger.award import CaseBook


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything that the staff page of a case shows, each list in the order it came about."""

    moves: Sequence[Move]
    attachments: Sequence[Attachment]
    assessments: Sequence[Assessment]
    decisions: Sequence[DecisionRow]
    claims: Sequence[Claim]
    payments: Sequence[Payment]
    recoveries: Sequence[Recovery]
    appeals: Sequence[Appeal]
    duties: Sequence[Duty]
    book: CaseBook


def case_file(session: Session, application: Application) -> CaseFile:
    """The file of the case as it stands now."""
    case = application.id
    return CaseFile(
        moves=moves_of(session, case),
        attachments=attachments_of(session, case),
        assessments=tuple(reversed(assessments_of(session, case))),
        decisions=_decisions(session, case),
        claims=session.scalars(select(Claim).where(Claim.application_id == case).order_by(Claim.n)).all(),
        payments=_payments(session, case),
        recoveries=session.scalars(select(Recovery).where(Recovery.application_id == case).order_by(Recovery.id)).all(),
        appeals=session.scalars(select(Appeal).where(Appeal.application_id == case).order_by(Appeal.id)).all(),
        duties=_duties(session, case),
        book=ledger.case_book(session, application.reference),
    )


def _decisions(session: Session, application_id: int) -> Sequence[DecisionRow]:
    return session.scalars(
        select(DecisionRow)
        .join(Decision)
        .where(DecisionRow.application_id == application_id)
        .options(joinedload(DecisionRow.decision))
        .order_by(Decision.id)
    ).all()


def _payments(session: Session, application_id: int) -> Sequence[Payment]:
    return session.scalars(
        select(Payment)
        .where(Payment.application_id == application_id)
        .options(joinedload(Payment.bank_account))
        .order_by(Payment.id)
    ).all()


def _duties(session: Session, application_id: int) -> Sequence[Duty]:
    return session.scalars(
        select(Duty).where(Duty.application_id == application_id).options(joinedload(Duty.person)).order_by(Duty.since)
    ).all()
