"""Sums for the plan's reports as of a posting and a moment: one query each, whatever the number of cases.

At the end of the books the balances are read that the database keeps; as of an earlier posting they are added
up from the entries.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.ledger import BoardRow
from nscl_grants.db.ledger_tables import LedgerAccount, LedgerEntry, LedgerHead, LedgerPosting
from nscl_grants.db.organisations import Organisation
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.money import Money
from nscl_grants.domain.results import CutOff

SPENT = (Place.PAID, Place.ADVANCED)
PROMISED = (Place.COMMITTED, Place.DUE, Place.RESERVED, Place.IN_TRANSIT)


@dataclass(frozen=True, slots=True)
class Support:
    """What cases of one kind add up to."""

    key: str
    filed: int
    supported: int
    organisations: int
    committed: Money
    spent: Money


@dataclass(frozen=True, slots=True)
class Span:
    """The time that a report is about: budget years, and the moments between which cases were filed."""

    years: Collection[int]
    since: datetime
    until: datetime
    """Exclusive."""


def last_seq(session: Session) -> int:
    """The number of the last posting, 0 before the first."""
    return session.scalar(select(LedgerHead.seq)) or 0


def board_at(session: Session, cut_off: CutOff) -> tuple[BoardRow, ...]:
    """All lines in all years at the cut-off."""
    return ledger.board(session, as_of=None if cut_off.seq >= last_seq(session) else cut_off.seq)


def spent_by_day(session: Session, years: Collection[int], cut_off: CutOff) -> Mapping[Any, Money]:
    """What left for good, less what came back, by the day it counts for."""
    days: dict[Any, int] = defaultdict(int)
    for side, sign in ((LedgerEntry.dest_id, 1), (LedgerEntry.source_id, -1)):
        rows = session.execute(
            select(LedgerPosting.effective_on, func.sum(LedgerEntry.amount))
            .join_from(LedgerEntry, LedgerPosting, LedgerPosting.seq == LedgerEntry.posting_seq)
            .join(LedgerAccount, LedgerAccount.id == side)
            .where(LedgerAccount.unit == Unit.VND, LedgerAccount.place.in_(SPENT), LedgerAccount.year.in_(years))
            .where(LedgerEntry.posting_seq <= cut_off.seq)
            .group_by(LedgerPosting.effective_on)
        )
        for day, amount in rows:
            days[day] += sign * int(amount)
    return {day: Money(amount) for day, amount in sorted(days.items()) if amount}


def support_by(session: Session, column: InstrumentedAttribute[str], span: Span, cut_off: CutOff) -> Sequence[Support]:
    """Support grouped by a column of the case or its organisation, the most money first."""
    purse = _purses(session, span, cut_off)
    rows = session.execute(_grouped(purse, span, cut_off, [column]).group_by(column))
    found = [Support(str(key), filed, *_rest(rest)) for key, filed, *rest in rows]
    return sorted(found, key=lambda row: (-row.spent.dong, -row.committed.dong, -row.filed, row.key))


def support_in_all(session: Session, span: Span, cut_off: CutOff) -> Support:
    """All support together, each organisation counted once."""
    filed, *rest = session.execute(_grouped(_purses(session, span, cut_off), span, cut_off, [])).one()
    return Support("", filed or 0, *_rest(rest))


def supported_cases(
    session: Session, span: Span, cut_off: CutOff, limit: int
) -> Sequence[tuple[Application, Organisation, Money, Money]]:
    """Cases with money spent or promised, the largest first: what was promised, and what was spent."""
    purse = _purses(session, span, cut_off)
    rows = session.execute(
        select(Application, Organisation, purse.c.committed, purse.c.spent)
        .join(purse, purse.c.reference == Application.reference)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(purse.c.committed + purse.c.spent > 0)
        .order_by(purse.c.spent.desc(), purse.c.committed.desc(), Application.id)
        .limit(limit)
    )
    return [(one, firm, Money(int(committed)), Money(int(spent))) for one, firm, committed, spent in rows]


def _rest(row: Sequence[Any]) -> tuple[int, int, Money, Money]:
    supported, organisations, committed, spent = row
    return supported or 0, organisations or 0, Money(int(committed or 0)), Money(int(spent or 0))


def _grouped(purse: Subquery, span: Span, cut_off: CutOff, keys: list[Any]) -> Any:
    has_money = purse.c.committed + purse.c.spent > 0
    was_filed = _was_filed(span, cut_off)
    return (
        select(
            *keys,
            func.sum(case((was_filed, 1), else_=0)),
            func.sum(case((has_money, 1), else_=0)),
            func.count(case((purse.c.spent > 0, Application.organisation_id)).distinct()),
            func.sum(func.coalesce(purse.c.committed, 0)),
            func.sum(func.coalesce(purse.c.spent, 0)),
        )
        .select_from(Application)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(purse, purse.c.reference == Application.reference)
        .where(or_(was_filed, has_money))
    )


def _was_filed(span: Span, cut_off: CutOff) -> ColumnElement[bool]:
    filed = Application.filed_at
    return and_(filed >= span.since, filed < span.until, filed <= cut_off.at)


def _purses(session: Session, span: Span, cut_off: CutOff) -> Subquery:
    """For each case what is promised and what is spent, in the years of the span."""
    table = LedgerAccount
    where = [table.unit == Unit.VND, table.case_reference != "", table.year.in_(span.years)]
    if cut_off.seq >= last_seq(session):
        moved, amount = select(table).where(*where).subquery(), "balance"
    else:
        moved, amount = _moved(where, cut_off), "amount"
    value = moved.c[amount]
    return (
        select(
            moved.c.case_reference.label("reference"),
            func.sum(case((moved.c.place.in_(PROMISED), value), else_=0)).label("committed"),
            func.sum(case((moved.c.place.in_(SPENT), value), else_=0)).label("spent"),
        )
        .group_by(moved.c.case_reference)
        .subquery()
    )


def _moved(where: list[ColumnElement[bool]], cut_off: CutOff) -> Subquery:
    table = LedgerAccount
    out = select(LedgerEntry.source_id.label("account_id"), (-LedgerEntry.amount).label("amount"))
    into = select(LedgerEntry.dest_id, LedgerEntry.amount)
    sides = union_all(*(side.where(LedgerEntry.posting_seq <= cut_off.seq) for side in (out, into))).subquery()
    return (
        select(table.case_reference, table.place, sides.c.amount)
        .join_from(table, sides, sides.c.account_id == table.id)
        .where(*where)
        .subquery()
    )
