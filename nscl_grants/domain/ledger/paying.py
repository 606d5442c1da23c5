"""From due money to paid money, and back: prepare, instruct, pay, return, settle, and other spending.

One payment takes from one budget year and moves whole; a case with money of two years pays the older first.
"""

from nscl_grants.domain.ledger.accounts import SETTLED, Place, vnd
from nscl_grants.domain.ledger.award import Award, CaseBook
from nscl_grants.domain.ledger.entries import move, move_money, move_slot
from nscl_grants.domain.ledger.posting import Entries
from nscl_grants.domain.money import Money

_GONE = (Place.PAID, Place.ADVANCED)


def prepare(award: Award, year: int, amount: Money) -> Entries:
    """A payment is drawn up for due money."""
    return move_money(award, year, Place.DUE, Place.RESERVED, amount)


def void(award: Award, year: int, amount: Money) -> Entries:
    """A payment that was not sent is given up; its money is due again."""
    return move_money(award, year, Place.RESERVED, Place.DUE, amount)


def instruct(award: Award, year: int, amount: Money) -> Entries:
    """The papers go to the treasury."""
    return move_money(award, year, Place.RESERVED, Place.IN_TRANSIT, amount)


def pay(award: Award, book: CaseBook, year: int, amount: Money) -> Entries:
    """The treasury paid; the first payment uses the slot up."""
    return (
        *move_money(award, year, Place.IN_TRANSIT, Place.PAID, amount),
        *move_slot(award, book, Place.COMMITTED, Place.PAID),
    )


def pay_advance(award: Award, book: CaseBook, year: int, amount: Money) -> Entries:
    """The treasury paid an advance, which acceptance must settle."""
    return (
        *move_money(award, year, Place.IN_TRANSIT, Place.ADVANCED, amount),
        *move_slot(award, book, Place.COMMITTED, Place.PAID),
    )


def send_back(award: Award, book: CaseBook, year: int, place: Place, amount: Money) -> Entries:
    """Bank or treasury returned it, in transit, paid or advanced; a payment that bounced counts as never made."""
    assert place in (Place.IN_TRANSIT, *_GONE)
    was_the_only_one = place in _GONE and amount == book.total(*SETTLED)
    return (
        *move_money(award, year, place, Place.DUE, amount),
        *(move_slot(award, book, Place.PAID, Place.COMMITTED) if was_the_only_one else ()),
    )


def settle(award: Award, year: int, amount: Money) -> Entries:
    """Acceptance turns an advance into a payment, as far as the work was accepted."""
    return move_money(award, year, Place.ADVANCED, Place.PAID, amount)


def spend(line: str, year: int, voucher: str, amount: Money) -> Entries:
    """The plan's other lines are spent by voucher; the voucher stands where a case would."""
    return move(vnd(Place.FREE, line, year), vnd(Place.PAID, line, year, voucher), amount)
