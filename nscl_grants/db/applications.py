"""Applications (hồ sơ) and the moves that took each of them where it stands."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from nscl_grants.db.base import Base, Json, MoneyType, Ordered, UtcDateTime, one_of
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Person
from nscl_grants.db.products import Product
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.money import Money

CHANNELS = ("online", "portal", "in_person", "post")
SUBJECTS = ("application", "claim", "payment")


class Application(Base):
    """One request for support, with the law and the forms of the day it was filed.

    `state` changes in `actions/moves.py` and nowhere else; `version` grows with every change, so that two people
    never overwrite one another.
    """

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint(one_of("channel", CHANNELS), name="channel_is_known"),
        CheckConstraint("approved IS NULL OR approved <= recommended", name="approved_within_recommended"),
        CheckConstraint("recommended IS NULL OR recommended <= requested", name="recommended_within_requested"),
        CheckConstraint("requested IS NULL OR requested >= 0", name="requested_is_not_negative"),
        Index("ix_application_state_due", "state", "due_on", "id"),
        Index("ix_application_organisation", "organisation_id", "id"),
        Index("ix_application_reviewer_state", "reviewer_id", "state", "id"),
        Index("ix_application_queue", "line", "state", "queued_at", "id"),
        Index("ix_application_filed", "filed_at", "id"),
        Index("ix_application_state_filed", "state", "filed_at", "id"),
        Index("ix_application_procedure_filed", "procedure", "filed_at", "id"),
        Index("ix_application_line_filed", "line", "filed_at", "id"),
        Index("ix_application_reviewer_filed", "reviewer_id", "filed_at", "id"),
        Index("ix_application_due", "due_on", "id"),
        Index("ix_application_created_by", "created_by", "id"),
        Index("ix_application_product", "product_id", "id"),
        Index("ix_application_live_product", "live_product_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    """The name of the case in addresses and in the ledger; random, so it tells nothing and cannot be guessed."""
    code: Mapped[str | None] = mapped_column(Ordered, unique=True)
    """Mã hồ sơ, from filing on: the office's code, the day, and the number of that day without gaps."""
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str]

    procedure: Mapped[str]
    workflow: Mapped[str]
    workflow_version: Mapped[int]
    form: Mapped[str]
    form_version: Mapped[int]
    line: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(default="online")
    external_code: Mapped[str | None]

    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """What the organisation answered, by question name (names are unique in a form)."""
    saved: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Section by section, {version, at, by}: how a stale second save is noticed."""

    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The first complete receipt: the place in every queue, kept through waiting, appeal and year end."""
    norm: Mapped[str | None]
    """The key of the norm in force on the filing date; a later norm never touches this case."""
    family: Mapped[str | None]
    item: Mapped[str | None]
    """The standard (or product) that the entitlement is counted by."""
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    """The product that the case is about; None where it is about a standard."""
    live_product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    """The same while the case is under way or has used up its slot: no second case of a product may live."""
    estimate: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """The derivation of the amount, frozen at filing."""
    requested: Mapped[Money | None] = mapped_column(MoneyType)
    recommended: Mapped[Money | None] = mapped_column(MoneyType)
    approved: Mapped[Money | None] = mapped_column(MoneyType)

    clock_days: Mapped[int | None]
    """Working days of the statutory clock; None before receipt."""
    clock_started_on: Mapped[date | None]
    due_on: Mapped[date | None]
    paused_on: Mapped[date | None]
    extended_on: Mapped[date | None]
    supplement: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """What was asked for in the one supplement round: sections, documents, reasons, `from` the state it came from."""
    supplement_due_on: Mapped[date | None]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    budget_year: Mapped[int | None]
    """The year whose money is held or committed; the year of the hold until carried over."""
    hold_until: Mapped[date | None]
    """The last day of the hold (inclusive)."""
    claim_by: Mapped[date | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    contract: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """The contract signed after the decision, where the procedure has one: number, day, limit of advances, end; empty
    while it is waited for."""
    came_from: Mapped[str | None]
    """The state that a side state (supplement, recovery, appeal) will lead back to."""

    organisation: Mapped[Organisation] = relationship()
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id])
    product: Mapped[Product | None] = relationship(foreign_keys=[product_id])

    @property
    def filed_on(self) -> date | None:
        """The filing date, whose law holds for the case; None for a draft."""
        return legal_date(self.filed_at) if self.filed_at else None

    @property
    def on_behalf(self) -> bool:
        """Whether it came on paper or from the portal, and the office entered it for the organisation."""
        return self.channel != "online"

    @property
    def life(self) -> tuple[str, int]:
        """The workflow and the version of it that the case began with."""
        return self.workflow, self.workflow_version

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this class attribute)


class Move(Base):
    """One step of an application, a claim or a payment, by one actor; never changed afterwards."""

    __tablename__ = "move"
    __table_args__ = (
        CheckConstraint(one_of("subject", SUBJECTS), name="subject_is_known"),
        UniqueConstraint("subject", "subject_id", "n"),
        Index("ix_move_application", "application_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    subject: Mapped[str]
    subject_id: Mapped[int]
    n: Mapped[int]
    trigger: Mapped[str]
    source: Mapped[str]
    dest: Mapped[str]
    person_id: Mapped[int]
    """0 for the system."""
    person_name: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    act: Mapped[str]


class Assessment(Base):
    """What a reviewer found in one round of appraisal: documents judged, cost lines allowed, the amount derived."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("application_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    round: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    documents: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Document key → {accepted: bool, reason: str}."""
    costs: Mapped[list[Any]] = mapped_column(Json, default=list)
    """One entry a cost line of the form, in its order: {allowed: đồng, reason: str}."""
    remarks: Mapped[str] = mapped_column(default="")
    derivation: Mapped[dict[str, Any] | None] = mapped_column(Json)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it became the recommendation; None while it is being worked on."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this class attribute)


class Duty(Base):
    """The one duty a person holds in the whole life of a case; the primary key is the separation of duties.

    Only the approver may also authorise the payment, where the setting allows it.
    """

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint(
            one_of("duty", ("file", "review", "decide", "prepare", "check", "authorise")), name="duty_is_known"
        ),
        CheckConstraint("NOT also_authorises OR duty = 'decide'", name="only_the_decider_also_authorises"),
        Index("ix_duty_person", "person_id", "application_id"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    duty: Mapped[str]
    also_authorises: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class Conflict(Base):
    """A conflict of interest that takes a person off a case, declared by the person or found by the system."""

    __tablename__ = "conflict"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def latest_answers(session: Session, application: Application) -> Mapping[str, Any]:
    """What the organisation answered in the application that it filed last before; nothing before the first."""
    answers = session.scalar(
        select(Application.answers)
        .where(
            Application.organisation_id == application.organisation_id,
            Application.id != application.id,
            Application.filed_at.is_not(None),
        )
        .order_by(Application.id.desc())
        .limit(1)
    )
    return answers or {}
