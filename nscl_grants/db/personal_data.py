"""Consents of people, and what they ask about their data; consents are never changed, only followed by another word."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from nscl_grants.db.applications import Application
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.base import Base, UtcDateTime, one_of
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Account, Membership, Person
from nscl_grants.db.sessions import WebSession

CORRECT, ERASE = "correct", "erase"
ERASURE = "erase_person"
"""The kind of the proposal by which one administrator wants to forget somebody."""
KINDS, OUTCOMES = (CORRECT, ERASE), ("open", "done", "declined")


class Consent(Base):
    """One word of a person on one purpose."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_person", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str]
    given: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DataRequest(Base):
    """What a person asks about their own data: to correct it, or to erase it."""

    __tablename__ = "data_request"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind_is_known"),
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome_is_known"),
        Index("ix_data_request_outcome", "outcome", "id"),
        Index("ix_data_request_person", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    wish: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


def consents_of(session: Session, person_id: int) -> Mapping[str, Consent]:
    """The person's last word on each purpose."""
    words = session.scalars(select(Consent).where(Consent.person_id == person_id).order_by(Consent.id))
    return {word.purpose: word for word in words}


def requests_of(session: Session, person_id: int) -> Sequence[DataRequest]:
    """What the person asked, the newest first."""
    return session.scalars(
        select(DataRequest).where(DataRequest.person_id == person_id).order_by(DataRequest.id.desc())
    ).all()


def requests_open(session: Session) -> Sequence[DataRequest]:
    """What waits for an answer, the longest-waiting first."""
    return session.scalars(
        select(DataRequest)
        .where(DataRequest.outcome == "open")
        .options(joinedload(DataRequest.person))
        .order_by(DataRequest.id)
    ).all()


def accounts_of(session: Session, person_id: int) -> Sequence[Account]:
    """The person's accounts."""
    return session.scalars(select(Account).where(Account.person_id == person_id).order_by(Account.id)).all()


def memberships_of(session: Session, person_id: int) -> Sequence[tuple[Membership, Organisation]]:
    """For whom the person acts or acted."""
    found = session.execute(
        select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.since)
    )
    return [(row[0], row[1]) for row in found]


def sessions_of(session: Session, accounts: Sequence[Account]) -> Sequence[WebSession]:
    """Where the accounts were signed in."""
    ids = [account.id for account in accounts]
    return session.scalars(
        select(WebSession).where(WebSession.account_id.in_(ids)).order_by(WebSession.created_at.desc())
    ).all()


def cases_begun_by(session: Session, person_id: int) -> Sequence[str]:
    """The codes, or references before filing, of the cases that the person began."""
    query = select(Application.code, Application.reference).where(Application.created_by == person_id)
    return [code or reference for code, reference in session.execute(query.order_by(Application.id))]


def acts_logged_of(session: Session, person_id: int) -> int:
    """How many events the log tells of the person."""
    return session.scalar(select(func.count(AuditEvent.seq)).where(AuditEvent.person_id == person_id)) or 0


def openings_about(session: Session, person_id: int, rows: int) -> Sequence[AuditEvent]:
    """Who of the office opened files of the cases that the person began, or the whole account number of an organisation
    that the person acts for; the newest first."""
    cases = select(Application.reference).where(Application.created_by == person_id)
    tax_codes = (
        select(Organisation.tax_code)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.person_id == person_id, Membership.until.is_(None))
    )
    return session.scalars(
        select(AuditEvent)
        .where(
            ((AuditEvent.what == "file.open") & AuditEvent.subject.in_(cases))
            | ((AuditEvent.what == "bank_account.open") & AuditEvent.subject.in_(tax_codes))
        )
        .order_by(AuditEvent.seq.desc())
        .limit(rows)
    ).all()
