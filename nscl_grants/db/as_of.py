"""The books and the lives as they were at an earlier moment.

`Then` names the moment twice, for the two read it differently: the ledger by its last posting, a life by its hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select, union_all
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application, Move
from nscl_grants.db.ledger_queries import seq_at
from nscl_grants.db.ledger_tables import ACCOUNTS, ENTRIES
from nscl_grants.db.science import ScienceMove, ScienceTask


@dataclass(frozen=True, slots=True)
class Then:
    """A moment that is over."""

    at: datetime
    seq: int
    """The last posting recorded by then; 0 before the first."""


def then_at(session: Session, at: datetime) -> Then:
    """That moment, with the posting that the books ended with."""
    return Then(at, seq_at(session, at))


def balances(
    session: Session, columns: list[Any], where: list[ColumnElement[bool]], then: Then | None
) -> Iterator[tuple[Any, ...]]:
    """The balances of the accounts that match, added up by these columns of `ACCOUNTS`, the sum last; one query."""
    for *names, amount in session.execute(sums(columns, where, then)):
        yield (*names, int(amount or 0))


def sums(columns: list[Any], where: list[ColumnElement[bool]], then: Then | None) -> Select[Any]:
    """The query of `balances`, for lists that are ordered by it; the sum is called `dong`."""
    table = ACCOUNTS.c
    if then is None:
        query = select(*columns, func.sum(table.balance).label("dong")).select_from(ACCOUNTS)
    else:
        moved = _moved_until(then.seq)
        query = select(*columns, func.sum(moved.c.amount).label("dong")).join_from(
            ACCOUNTS, moved, moved.c.account_id == table.id
        )
    return query.where(*where).group_by(*columns)


def case_states(then: Then | None) -> Subquery:
    """Every filed case with the `state` it was in, by `id`."""
    filed = select(Application.id, Application.state).where(Application.filed_at.is_not(None))
    if then is None:
        return filed.subquery()
    last = (
        select(Move.subject_id, func.max(Move.n).label("n"))
        .where(Move.subject == "application", Move.at <= then.at)
        .group_by(Move.subject_id)
        .subquery()
    )
    return (
        select(Move.subject_id.label("id"), Move.dest.label("state"))
        .join(last, (last.c.subject_id == Move.subject_id) & (last.c.n == Move.n))
        .where(Move.subject == "application")
        .subquery()
    )


def order_states(then: Then | None) -> Subquery:
    """Every order of a nhiệm vụ KH&CN with the `state` it was in, by `id`."""
    if then is None:
        return select(ScienceTask.id, ScienceTask.state).subquery()
    last = (
        select(ScienceMove.science_task_id, func.max(ScienceMove.n).label("n"))
        .where(ScienceMove.at <= then.at)
        .group_by(ScienceMove.science_task_id)
        .subquery()
    )
    return (
        select(ScienceMove.science_task_id.label("id"), ScienceMove.dest.label("state"))
        .join(last, (last.c.science_task_id == ScienceMove.science_task_id) & (last.c.n == ScienceMove.n))
        .subquery()
    )


def _moved_until(seq: int) -> Subquery:
    """What every entry up to a posting moved into and out of each account."""
    entry = ENTRIES.c
    out = select(entry.source_id.label("account_id"), (-entry.amount).label("amount"))
    into = select(entry.dest_id, entry.amount)
    return union_all(*(side.where(entry.posting_seq <= seq) for side in (out, into))).subquery()
