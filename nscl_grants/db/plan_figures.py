"""Sums for the plan's reports as of a posting: one query each, whatever the number of cases.

At the end of the books the balances are read that the database keeps; as of an earlier posting they are added up
from the entries.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.db.ledger import BoardRow
from nscl_grants.db.ledger_tables import LedgerAccount, LedgerEntry, LedgerHead, LedgerPosting
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.money import Money
from nscl_grants.domain.results import CutOff

SPENT = (Place.PAID, Place.ADVANCED)
PROMISED = (Place.COMMITTED, Place.DUE, Place.RESERVED, Place.IN_TRANSIT)


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
