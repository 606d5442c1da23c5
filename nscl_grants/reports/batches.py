"""A batch as its page and its list show it, beside what the ledger has in transit for it.

What the ledger has for a batch is traced from its payments' own steps to the postings that these made.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from nscl_grants.db.applications import Move
from nscl_grants.db.batches import payments_of_batches
from nscl_grants.db.findings import Finding
from nscl_grants.db.ledger_tables import LedgerAccount, LedgerEntry, LedgerPosting
from nscl_grants.db.payments import Payment, PaymentBatch
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.ledger.posting import derived_id
from nscl_grants.domain.money import Money, total

_MOVEMENT: Mapping[str, tuple[str, ...]] = {
    "send": ("instruct/0",),
    "confirm_paid": ("pay/0", "pay_advance/0"),
    "record_return": ("return/0",),
}
"""The postings that a step of a payment makes, by the last part of their id."""
_STATES: Mapping[Place, tuple[str, ...]] = {
    Place.RESERVED: ("prepared", "checked", "authorised"),
    Place.IN_TRANSIT: ("sent",),
}


@dataclass(frozen=True, slots=True)
class BatchSheet:
    """One batch: its payments, what its list adds up to, and what the books say."""

    batch: PaymentBatch
    payments: Sequence[Payment]
    instructed: Money
    """What the ledger took to the treasury for it."""
    in_transit: Money
    """What of that the treasury has not answered yet."""

    @property
    def listed(self) -> Sequence[Payment]:
        """The payments on the batch's list: all but the voided ones."""
        return [payment for payment in self.payments if payment.state != "voided"]

    @property
    def sum(self) -> Money:
        """What the list adds up to."""
        return total([payment.amount for payment in self.listed])

    @property
    def states(self) -> tuple[str, ...]:
        """The states its payments stand in, without repetition."""
        return tuple(dict.fromkeys(payment.state for payment in self.payments))

    @property
    def was_sent(self) -> bool:
        """Whether the list went to the treasury."""
        return bool(self.instructed)

    @property
    def agrees(self) -> bool:
        """Whether the list and the open payments are what the ledger has (I15)."""
        waiting = total([payment.amount for payment in self.payments if payment.state == "sent"])
        sent = total([payment.amount for payment in self.listed if payment.state in ("sent", "paid", "returned")])
        return self.in_transit == waiting and self.instructed == sent


def batch_sheet(session: Session, batch: PaymentBatch) -> BatchSheet:
    """One batch, in a fixed number of queries."""
    return next(iter(batch_sheets(session, [batch])))


def batch_sheets(session: Session, listed: Sequence[PaymentBatch]) -> Sequence[BatchSheet]:
    """Several batches, in as many queries as one."""
    payments = payments_of_batches(session, [batch.id for batch in listed])
    traced = _traced(session, payments)
    return [_sheet(batch, [each for each in payments if each.batch_id == batch.id], traced) for batch in listed]


def disagreements(session: Session) -> Iterator[Finding]:
    """Where batches, payments and ledger tell different sums: no payment without its money, no money without one."""
    yield from _of_cases(session)
    for sheet in batch_sheets(session, session.scalars(select(PaymentBatch).order_by(PaymentBatch.id)).all()):
        if not sheet.agrees:
            yield Finding("batch_differs", where=sheet.batch.number)


def _sheet(batch: PaymentBatch, payments: Sequence[Payment], traced: Mapping[int, tuple[int, int]]) -> BatchSheet:
    went = [traced.get(payment.id, (0, 0)) for payment in payments]
    instructed, answered = sum(into for into, _ in went), sum(out for _, out in went)
    return BatchSheet(batch, payments, Money(instructed), Money(instructed - answered))


def _traced(session: Session, payments: Sequence[Payment]) -> Mapping[int, tuple[int, int]]:
    """By payment: the đồng that its postings took into transit, and those that they took out again."""
    ids = _posting_ids(session, payments)
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for posting in _postings(session, list(ids)):
        into, out = found[ids[posting.id]]
        for entry in posting.entries:
            into += entry.amount if entry.dest.place == Place.IN_TRANSIT else 0
            out += entry.amount if entry.source.place == Place.IN_TRANSIT else 0
        found[ids[posting.id]] = (into, out)
    return found


def _posting_ids(session: Session, payments: Sequence[Payment]) -> dict[str, int]:
    by_id = {payment.id: payment for payment in payments}
    moves = session.scalars(
        select(Move).where(Move.subject == "payment", Move.subject_id.in_(by_id), Move.trigger.in_(_MOVEMENT))
    )
    return {
        derived_id(move.act, by_id[move.subject_id].application.reference, movement): move.subject_id
        for move in moves
        for movement in _MOVEMENT[move.trigger]
    }


def _postings(session: Session, ids: Sequence[str]) -> Sequence[LedgerPosting]:
    """These postings, but for those that were reversed: what they did was taken back."""
    reversal = aliased(LedgerPosting)
    return session.scalars(
        select(LedgerPosting)
        .where(
            LedgerPosting.id.in_(ids),
            ~select(reversal.id).where(reversal.reverses == LedgerPosting.id).exists(),
        )
        .options(
            selectinload(LedgerPosting.entries).joinedload(LedgerEntry.source),
            selectinload(LedgerPosting.entries).joinedload(LedgerEntry.dest),
        )
    ).all()


def _of_cases(session: Session) -> Iterator[Finding]:
    """Reserved and in transit of a case's year are the sums of its payments in those states."""
    table = LedgerAccount
    for place, states in _STATES.items():
        booked = {
            (row.case_reference, row.year): row.balance
            for row in session.execute(
                select(table.case_reference, table.year, table.balance).where(
                    table.unit == Unit.VND, table.place == place, table.balance > 0
                )
            )
        }
        drawn: dict[tuple[str, int], int] = defaultdict(int)
        for payment in session.scalars(
            select(Payment).where(Payment.state.in_(states)).options(joinedload(Payment.application))
        ):
            drawn[payment.application.reference, payment.budget_year] += payment.amount.dong
        for case, year in sorted(booked.keys() | drawn.keys()):
            if booked.get((case, year), 0) != drawn.get((case, year), 0):
                yield Finding("payments_differ", where=f"{case} {year} {place}")
