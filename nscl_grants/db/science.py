"""Tasks that are carried out as nhiệm vụ KH&CN: the order, its steps and files, and the instalments of its contract."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, Json, MoneyType, UtcDateTime, one_of
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.science import BINDING, METHODS

OUTCOMES = ("open", "confirmed", "declined", "reversed")
"""What became of an instalment: proposed, paid, not stood behind, paid and taken back in the books."""
COUNTING = ("open", "confirmed")
AMENDED = ("open", "signed", "returned")
"""What became of an amendment."""


class ScienceTask(Base):
    """One order for a task of the plan; `state` changes in `actions/science_moves.py` and nowhere else."""

    __tablename__ = "science_task"
    __table_args__ = (
        CheckConstraint(one_of("method", ("", *METHODS)), name="method_is_known"),
        CheckConstraint("estimate > 0", name="estimate_is_positive"),
        CheckConstraint("contract_amount > 0", name="contract_is_positive"),
        CheckConstraint("accepted_amount >= 0 AND accepted_amount <= contract_amount", name="accepted_in_contract"),
        CheckConstraint("approved_by <> ordered_by", name="order_by_two"),
        CheckConstraint("signed_by <> contract_by", name="contract_by_two"),
        CheckConstraint("settlement_confirmed_by <> settled_by", name="settlement_by_two"),
        CheckConstraint(
            "signed_by IS NULL OR (contract_by IS NOT NULL AND contract_number IS NOT NULL AND contract_on IS NOT NULL "
            "AND contract_amount IS NOT NULL AND line IS NOT NULL AND year IS NOT NULL)",
            name="signed_contract_is_whole",
        ),
        Index("ix_science_task_state", "state", "id"),
        Index("ix_science_task_task", "task", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str]
    """The key of the plan's task."""
    title: Mapped[str]
    brief: Mapped[str]
    """What is ordered: the results that are to be handed over."""
    estimate: Mapped[Money] = mapped_column(MoneyType)
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    workflow_version: Mapped[int]
    ordered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ordered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    order_number: Mapped[str] = mapped_column(default="")
    order_on: Mapped[date | None]
    method: Mapped[str] = mapped_column(default="")
    lead: Mapped[str] = mapped_column(default="")
    """The organisation in charge."""
    lead_tax_code: Mapped[str] = mapped_column(default="")
    selection_number: Mapped[str] = mapped_column(default="")
    selection_on: Mapped[date | None]
    contract_number: Mapped[str | None] = mapped_column(unique=True)
    contract_on: Mapped[date | None]
    contract_amount: Mapped[Money | None] = mapped_column(MoneyType)
    line: Mapped[str | None]
    year: Mapped[int | None]
    """The first budget year that pays for it."""
    ends_on: Mapped[date | None]
    contract_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    amended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who drafted the amendment that waits for its signature; None when none waits."""
    acceptance_number: Mapped[str] = mapped_column(default="")
    accepted_on: Mapped[date | None]
    accepted_amount: Mapped[Money | None] = mapped_column(MoneyType)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settlement_confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settlement_number: Mapped[str] = mapped_column(default="")
    settled_on: Mapped[date | None]

    @property
    def life(self) -> tuple[str, int]:
        """The workflow and its version."""
        return "science_task", self.workflow_version

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this class attribute)


class ScienceAmendment(Base):
    """A phụ lục of a contract: drafted by one person, signed by another, and never changed after its answer."""

    __tablename__ = "science_amendment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(one_of("outcome", AMENDED), name="outcome_is_known"),
        CheckConstraint("answered_by <> drafted_by OR outcome <> 'signed'", name="signed_by_another"),
        CheckConstraint("(outcome = 'open') = (answered_by IS NULL)", name="answered_whole"),
        UniqueConstraint("science_task_id", "n"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    science_task_id: Mapped[int] = mapped_column(ForeignKey("science_task.id"))
    n: Mapped[int]
    number: Mapped[str]
    dated_on: Mapped[date]
    amount_before: Mapped[Money] = mapped_column(MoneyType)
    amount: Mapped[Money] = mapped_column(MoneyType)
    ends_before: Mapped[date | None]
    ends_on: Mapped[date]
    reason: Mapped[str]
    drafted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(default="open")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ScienceMove(Base):
    """One step of an order; never changed afterwards."""

    __tablename__ = "science_move"
    __table_args__ = (UniqueConstraint("science_task_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    science_task_id: Mapped[int] = mapped_column(ForeignKey("science_task.id"))
    n: Mapped[int]
    trigger: Mapped[str]
    source: Mapped[str]
    dest: Mapped[str]
    person_id: Mapped[int]
    person_name: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    act: Mapped[str]


class ScienceFile(Base):
    """The file of a step: the order, the minutes, the contract; what was put there stays."""

    __tablename__ = "science_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    science_task_id: Mapped[int] = mapped_column(ForeignKey("science_task.id"), index=True)
    n: Mapped[int]
    """The number of its step."""
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    stored_as: Mapped[str] = mapped_column(unique=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ScienceInstalment(Base):
    """A payment on the contract: proposed with its voucher, paid when a second person confirms."""

    __tablename__ = "science_instalment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome_is_known"),
        UniqueConstraint("science_task_id", "n"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    science_task_id: Mapped[int] = mapped_column(ForeignKey("science_task.id"))
    n: Mapped[int]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    act: Mapped[str] = mapped_column(unique=True)
    """The id of the proposal, and of the posting that pays."""
    voucher: Mapped[str]
    amount: Mapped[Money] = mapped_column(MoneyType)
    year: Mapped[int]
    outcome: Mapped[str] = mapped_column(default="open")
    reversed_act: Mapped[str | None]
    """The posting that took it back."""


def science_tasks(session: Session, *, task: str = "", line: str = "", state: str = "") -> Sequence[ScienceTask]:
    """All orders, or those of a task, a line, a state; the newest first."""
    query = select(ScienceTask).order_by(ScienceTask.id.desc())
    for column, wanted in ((ScienceTask.task, task), (ScienceTask.line, line), (ScienceTask.state, state)):
        if wanted:
            query = query.where(column == wanted)
    return session.scalars(query).all()


def moves_of_science(session: Session, science_id: int) -> Sequence[ScienceMove]:
    """The steps so far, the first one first."""
    return session.scalars(
        select(ScienceMove).where(ScienceMove.science_task_id == science_id).order_by(ScienceMove.n)
    ).all()


def files_of_science(session: Session, science_id: int) -> Sequence[ScienceFile]:
    """The files of all steps, in their order."""
    return session.scalars(
        select(ScienceFile).where(ScienceFile.science_task_id == science_id).order_by(ScienceFile.n, ScienceFile.id)
    ).all()


def amendments_of(session: Session, science_id: int) -> Sequence[ScienceAmendment]:
    """The amendments of a contract, the returned ones too, in order."""
    return session.scalars(
        select(ScienceAmendment).where(ScienceAmendment.science_task_id == science_id).order_by(ScienceAmendment.n)
    ).all()


def open_amendment(session: Session, science_id: int) -> ScienceAmendment | None:
    """The amendment that waits for its signature, or None."""
    return session.scalar(
        select(ScienceAmendment).where(
            ScienceAmendment.science_task_id == science_id, ScienceAmendment.outcome == "open"
        )
    )


def instalments_of(session: Session, science_id: int) -> Sequence[ScienceInstalment]:
    """What was proposed and paid on a contract, in order."""
    return session.scalars(
        select(ScienceInstalment).where(ScienceInstalment.science_task_id == science_id).order_by(ScienceInstalment.n)
    ).all()


def paid_of(session: Session, ids: Collection[int]) -> Mapping[int, Money]:
    """What was paid on each of these contracts."""
    rows = session.execute(
        select(ScienceInstalment.science_task_id, func.sum(ScienceInstalment.amount))
        .where(ScienceInstalment.science_task_id.in_(ids), ScienceInstalment.outcome == "confirmed")
        .group_by(ScienceInstalment.science_task_id)
    )
    return {row[0]: row[1] for row in rows}


def unpaid_contracts(session: Session, line: str, *, but: int) -> Money:
    """What signed or drafted contracts on a line have still to be paid, drafted amendments too, this one left out."""
    live = session.scalars(select(ScienceTask).where(ScienceTask.line == line, ScienceTask.state.in_(BINDING))).all()
    others = [each for each in live if each.id != but]
    ids = [each.id for each in others]
    paid, raised = paid_of(session, ids), _raised(session, ids)
    return total([_owed(each) - paid.get(each.id, ZERO) + raised.get(each.id, ZERO) for each in others])


def unpaid_by_year(session: Session, year: int) -> list[Money]:
    """What contracts under way have still to be paid, of those whose budget begins with that year or earlier."""
    signed = [state for state in BINDING if state != "contract_drafted"]
    live = session.scalars(select(ScienceTask).where(ScienceTask.year <= year, ScienceTask.state.in_(signed))).all()
    paid = paid_of(session, [each.id for each in live])
    rests = [_owed(each) - paid.get(each.id, ZERO) for each in live]
    return [rest for rest in rests if rest]


def _raised(session: Session, ids: Collection[int]) -> Mapping[int, Money]:
    """By how much amendments that wait for a signature would raise these contracts."""
    rows = session.scalars(
        select(ScienceAmendment).where(
            ScienceAmendment.science_task_id.in_(ids),
            ScienceAmendment.outcome == "open",
            ScienceAmendment.amount > ScienceAmendment.amount_before,
        )
    )
    return {row.science_task_id: row.amount - row.amount_before for row in rows}


def _owed(science: ScienceTask) -> Money:
    return science.contract_amount or ZERO if science.accepted_amount is None else science.accepted_amount


@dataclass(frozen=True, slots=True)
class PaidOnContract:
    """What one contract was paid, for which task of the plan, and from which line."""

    task: str
    line: str
    amount: Money


def science_paid(session: Session, years: Collection[int], until_seq: int) -> Sequence[PaidOnContract]:
    """What was paid on each contract in these years up to a posting, less what was taken back by then."""
    found: dict[int, PaidOnContract] = {}
    for act, sign in ((ScienceInstalment.act, 1), (ScienceInstalment.reversed_act, -1)):
        rows = session.execute(
            select(ScienceTask.id, ScienceTask.task, ScienceTask.line, func.sum(ScienceInstalment.amount))
            .join_from(ScienceInstalment, LedgerPosting, LedgerPosting.id == act)
            .join(ScienceTask, ScienceTask.id == ScienceInstalment.science_task_id)
            .where(ScienceInstalment.year.in_(years), LedgerPosting.seq <= until_seq)
            .group_by(ScienceTask.id, ScienceTask.task, ScienceTask.line)
        )
        for science_id, task, line, amount in rows:
            before = found[science_id].amount.dong if science_id in found else 0
            found[science_id] = PaidOnContract(task, line or "", Money(before + sign * amount.dong))
    return [each for each in found.values() if each.amount]
