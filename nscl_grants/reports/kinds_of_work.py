"""A kind of work: which rows wait for a person, and what each of them asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from nscl_grants.db.applications import Application, Duty
from nscl_grants.db.cases import visible_to
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.definitions.house import House
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.money import Money
from nscl_grants.domain.workflow import Transition

MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that waits: of which kind, about what, until when."""

    kind: str
    """The key of its verb: `work.<kind>` among the words."""
    subject: Any
    """The application, claim, payment, decision, bank account, proposal or request; a `Matter` of plan_work.py."""
    application: Application | None
    due_on: date | None = None
    amount: Money | None = None
    step: Transition | None = None
    """The step of the life that is waited for, where no kind of work has a verb and a page for it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the work waits for, and under which lives."""

    actor: Actor
    house: House

    @property
    def person_id(self) -> int:
        """The person, by whom duties are counted."""
        return self.actor.person_id


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work: the rows that wait for an actor, and what each of them asks."""

    query: Callable[[Reader], Select[Any]]
    work: Callable[[Any], Work]
    loading: tuple[ExecutableOption, ...] = ()

    def found(self, session: Session, reader: Reader) -> Iterable[Work]:
        """The work of this kind, the longest-waiting first."""
        rows = session.scalars(self.query(reader).options(*self.loading).limit(MOST_ROWS)).unique()
        return [self.work(row) for row in rows]

    def count(self, reader: Reader) -> Any:
        """How much there is, as a part of a greater question; it too stops at a hundred."""
        rows = self.query(reader).with_only_columns(literal(1), maintain_column_froms=True).order_by(None)
        return select(func.count()).select_from(rows.limit(MOST_ROWS).subquery()).scalar_subquery()


WITH_FIRM = joinedload(Application.organisation)
Where = Callable[[Reader], tuple[ColumnElement[bool], ...]]


def cases(kind: str, where: Where, amount: str = "", *, due: str = "") -> Kind:
    """Cases, the next due first; `amount` and `due` name the columns of what is at stake and until when."""

    def query(reader: Reader) -> Select[Any]:
        return (
            select(Application)
            .where(visible_to(reader.actor), *where(reader))
            .order_by(Application.due_on, Application.id)
        )

    def work(case: Application) -> Work:
        until = getattr(case, due) if due else None
        return Work(kind, case, case, until, getattr(case, amount) if amount else None)

    return Kind(query, work, (WITH_FIRM,))


def parts(kind: str, table: type[Claim] | type[Payment], where: Where, amount: str = "amount") -> Kind:
    """Claims or payments, the oldest first."""

    def query(reader: Reader) -> Select[Any]:
        return (
            select(table)
            .join(Application, Application.id == table.application_id)
            .where(visible_to(reader.actor), *where(reader))
            .order_by(table.id)
        )

    def work(part: Any) -> Work:
        return Work(kind, part, part.application, None, getattr(part, amount))

    return Kind(query, work, (joinedload(table.application).joinedload(Application.organisation),))


def without_other_duty(reader: Reader, duty: str) -> ColumnElement[bool]:
    """Cases in which the person holds no duty but this one: others are for somebody else's hands."""
    return ~exists().where(Duty.application_id == Application.id, Duty.person_id == reader.person_id, Duty.duty != duty)


def mine_or_nobodys(reader: Reader) -> ColumnElement[bool]:
    """Cases that the person reviews, and those that were given to no reviewer."""
    return or_(Application.reviewer_id == reader.person_id, Application.reviewer_id.is_(None))
