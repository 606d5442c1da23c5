"""Money asked back: demand, annul, receive, restore, write off, and corrections in a closed year.

The accounts keep the year the money was allotted for; the posting is booked in the open year.
"""

from dataclasses import dataclass

from nscl_grants.domain.ledger.accounts import SETTLED, Place, vnd
from nscl_grants.domain.ledger.award import Award, CaseBook
from nscl_grants.domain.ledger.entries import give_back_entitlement, give_back_slot, move, move_money
from nscl_grants.domain.ledger.posting import Entries
from nscl_grants.domain.money import Money


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What the recovery decision gives back to the organisation once the money is there."""

    entitlement: bool = False
    slot_in: int | None = None
    """The budget year, still open, in which the slot is free again once all the money is back."""


NOTHING = GivenBack()


def demand(award: Award, book: CaseBook, year: int, amount: Money) -> Entries:
    """Ask back what one year paid or advanced, the advance first; beyond that, refused by the account's floor."""
    advanced = min(amount, book.of(year, Place.ADVANCED))
    return (
        *move_money(award, year, Place.ADVANCED, Place.TO_RECOVER, advanced),
        *move_money(award, year, Place.PAID, Place.TO_RECOVER, amount - advanced),
    )


def annul(award: Award, year: int, place: Place, amount: Money) -> Entries:
    """The demand was wrong: the money counts as paid (or advanced) again."""
    return move_money(award, year, Place.TO_RECOVER, place, amount)


def receive(award: Award, book: CaseBook, year: int, amount: Money, *, gives_back: GivenBack = NOTHING) -> Entries:
    """The money is back; the decision may give back entitlement by what came, and the slot once all has come."""
    return (
        *move_money(award, year, Place.TO_RECOVER, Place.RECOVERED, amount),
        *_give_back_slot_when_all_is_back(award, book, amount, gives_back.slot_in),
        *(give_back_entitlement(award, amount) if gives_back.entitlement else ()),
    )


def restore(award: Award, year: int, amount: Money) -> Entries:
    """Recovered money is free again, while its budget year is open (giảm chi)."""
    return move_money(award, year, Place.RECOVERED, Place.FREE, amount)


def write_off(award: Award, year: int, amount: Money) -> Entries:
    """A decision gives the money up."""
    return move_money(award, year, Place.TO_RECOVER, Place.WRITTEN_OFF, amount)


def adjust(line: str, year: int, *, wrong: tuple[Place, str], right: tuple[Place, str], amount: Money) -> Entries:
    """Correct what a closed year shows (Mẫu 09): from the wrong state and case to the right ones."""
    assert wrong[0] in SETTLED
    assert right[0] in SETTLED
    return move(vnd(wrong[0], line, year, wrong[1]), vnd(right[0], line, year, right[1]), amount)


def _give_back_slot_when_all_is_back(award: Award, book: CaseBook, amount: Money, year: int | None) -> Entries:
    is_all = amount == book.total(Place.PAID, Place.ADVANCED, Place.TO_RECOVER)
    return give_back_slot(award, book, year) if year is not None and is_all else ()
