"""Money asked back: demand, annul, receive, restore, write off, and corrections in a closed year.

The accounts keep the year the money was allotted for; the posting is booked in the open year.
"""

from dataclasses import dataclass

from nscl_grants.domain.ledger.accounts import CASE_STATES, SETTLED, Place, slots, vnd
from nscl_grants.domain.ledger.award import Award, CaseBook, Slot
from nscl_grants.domain.ledger.entries import give_back_entitlement, give_back_slot, move, move_money, take_entitlement
from nscl_grants.domain.ledger.posting import Entries
from nscl_grants.domain.money import Money


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What the recovery decision gives back to the organisation once the money is there."""

    entitlement: bool = False
    slot_in: int | None = None
    """The budget year, still open, in which the slot is free again once all the money is back."""


NOTHING = GivenBack()

_NOT_BACK = tuple(place for place in CASE_STATES if place != Place.RECOVERED)
"""While something of the case stands here, promised or given up, not all of it is back."""


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


def adjust(
    wrong: tuple[Award, Place], right: tuple[Award, Place], year: int, amount: Money, *, slot: Slot | None = None
) -> Entries:
    """Correct what a closed year shows (Mẫu 09): from the wrong case and state to the right ones.

    Between two cases the entitlement goes along, so the posting carries the limits of the right one; with the last
    of a case's money its product goes too.
    """
    (source, source_place), (dest, dest_place) = wrong, right
    assert {source_place, dest_place} <= set(SETTLED)
    assert source.line == dest.line
    return (
        *(_move_used_slot(source, dest, slot) if slot is not None and source != dest else ()),
        *move(vnd(source_place, source.line, year, source.case), vnd(dest_place, dest.line, year, dest.case), amount),
        *(give_back_entitlement(source, amount) if source != dest else ()),
        *(take_entitlement(dest, amount) if source != dest else ()),
    )


def _move_used_slot(source: Award, dest: Award, slot: Slot) -> Entries:
    assert slot.place == Place.PAID, "what was paid has used its product up"
    return move(
        slots(Place.PAID, source.line, slot.year, source.case), slots(Place.PAID, dest.line, slot.year, dest.case), 1
    )


def _give_back_slot_when_all_is_back(award: Award, book: CaseBook, amount: Money, year: int | None) -> Entries:
    slot = book.slot
    if slot is None or (slot.place, slot.year) != (Place.PAID, year) or amount != book.total(*_NOT_BACK):
        return ()
    return give_back_slot(award, slot)
