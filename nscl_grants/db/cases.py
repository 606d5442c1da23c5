"""Who may see a case: one predicate, and every list, page, file and search asks it."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application, Conflict, Move
from nscl_grants.db.attachments import PAYMENT_FILES, Attachment
from nscl_grants.db.decisions import Decision, DecisionRow
from nscl_grants.db.held import held
from nscl_grants.db.interests import organisations_tied_to
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.db.remembered import remembered
from nscl_grants.domain.actor import (
    ACCOUNT_HOLDER,
    APPROVER,
    AUDITOR,
    CHIEF_ACCOUNTANT,
    CLERK,
    FINANCE,
    INTAKE,
    REVIEWER,
    Actor,
)

Row = TypeVar("Row", Claim, Payment)

SEE_FILED_CASES = (INTAKE, REVIEWER, APPROVER, CLERK, FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR)
"""The roles that see every filed case; coordinators, plan managers and administrators see none."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one predicate over `application`: what this actor may see.

    Members see their organisation's cases, drafts included. The office sees what was filed, or what it
    drafts on behalf. Whoever has a conflict of interest, declared or found, sees nothing of that case.
    """
    ways: list[ColumnElement[bool]] = [false()]
    if actor.organisations:
        ways.append(Application.organisation_id.in_(actor.organisations))
    if actor.holds(*SEE_FILED_CASES):
        free: ColumnElement[bool] = true() if actor.holds(AUDITOR) else ~or_(_conflicted(actor), _tied(actor))
        ways.append(and_(Application.filed_at.is_not(None), free))
    if actor.holds(INTAKE):
        ways.append(Application.created_by == actor.person_id)
    return or_(*ways)


def _conflicted(actor: Actor) -> ColumnElement[bool]:
    return exists().where(Conflict.application_id == Application.id, Conflict.person_id == actor.person_id)


def _tied(actor: Actor) -> ColumnElement[bool]:
    """What the person declared, or their phone, is the organisation's: a conflict that is found, not declared."""
    return Application.organisation_id.in_(organisations_tied_to(actor.person_id))


def visible_case(session: Session, actor: Actor, reference: str) -> Application | None:
    """The case by that reference, if the actor may see it; what one may not see does not exist."""
    whole = joinedload(Application.organisation).joinedload(Organisation.bank_accounts)
    found = session.scalars(
        _with_people(select(Application))
        .options(whole, joinedload(Application.product))
        .where(Application.reference == reference, visible_to(actor))
    )
    return found.unique().one_or_none()


def visible_cases(session: Session, actor: Actor, references: Sequence[str]) -> Sequence[Application]:
    """The cases by those references that the actor may see, in order of id."""
    return session.scalars(
        _with_people(select(Application))
        .where(Application.reference.in_(references), visible_to(actor))
        .order_by(Application.id)
    ).all()


def visible_by_ids(session: Session, actor: Actor, ids: Sequence[int]) -> Sequence[Application]:
    """The cases with those ids that the actor may see, in order of id."""
    return session.scalars(
        _with_people(select(Application)).where(Application.id.in_(ids), visible_to(actor)).order_by(Application.id)
    ).all()


def case_by_code(session: Session, code: str) -> Application | None:
    """The case with that mã hồ sơ; only for doors that ask for a second secret (following by tax code)."""
    return session.scalar(_with_people(select(Application)).where(Application.code == code))


def visible_attachment(session: Session, actor: Actor, attachment_id: int) -> Attachment | None:
    """The file, if the actor may see its case, or one of the cases that it decides, and it was not taken off."""
    decided = (
        select(DecisionRow.application_id)
        .join(Decision, Decision.id == DecisionRow.decision_id)
        .where(Decision.file_id == Attachment.id)
    )
    concerned = or_(Application.id == Attachment.application_id, Application.id.in_(decided.correlate(Attachment)))
    return session.scalar(
        select(Attachment).where(
            Attachment.id == attachment_id,
            Attachment.removed_at.is_(None),
            true() if actor.holds(*SEE_FILED_CASES) else ~Attachment.document.startswith(PAYMENT_FILES),
            exists().where(concerned, visible_to(actor)),
        )
    )


def visible_part(session: Session, actor: Actor, kind: type[Row], part_id: int) -> Row | None:
    """The claim or payment with that id, if the actor may see its case."""
    return session.scalar(
        select(kind)
        .join(Application, Application.id == kind.application_id)
        .where(kind.id == part_id, visible_to(actor))
        .options(joinedload(kind.application).joinedload(Application.organisation))
    )


@remembered
def moves_of(session: Session, application_id: int) -> Sequence[Move]:
    """Every step of the case, its claims and its payments, in the order they were taken."""
    return session.scalars(select(Move).where(Move.application_id == application_id).order_by(Move.id)).all()


def lock_case(session: Session, application: Application) -> None:
    """Take the case for this transaction and read it anew, once; lock several in order of id."""
    if session.in_transaction() and ("case", application.id) in held(session):
        return
    session.refresh(application, with_for_update=True)
    held(session)["case", application.id] = True


def _with_people(query: Select[Application]) -> Select[Application]:
    return query.options(joinedload(Application.organisation), joinedload(Application.reviewer))
