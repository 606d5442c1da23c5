"""How the movements write their entries: nothing for nothing, and the quota beside the money."""

from nscl_grants.domain.ledger.accounts import AccountKey, Place, slots, vnd
from nscl_grants.domain.ledger.award import Award, CaseBook, Slot
from nscl_grants.domain.ledger.posting import Entries, Entry
from nscl_grants.domain.money import Money


def move(source: AccountKey, dest: AccountKey, amount: Money | int) -> Entries:
    """One entry, or none when there is nothing to move."""
    number = amount.dong if isinstance(amount, Money) else amount
    return (Entry(source, dest, number),) if number else ()


def move_money(award: Award, year: int, source: Place, dest: Place, amount: Money) -> Entries:
    """Money of one case and year from one state to another; only `free` belongs to no case."""
    return move(_state(award, year, source), _state(award, year, dest), amount)


def take_entitlement(award: Award, amount: Money) -> Entries:
    """The case draws on what the organisation may get."""
    if award.entitlement is None:
        return ()
    return move(award.entitlement.quota(), award.entitlement.used(award.case), amount)


def give_back_entitlement(award: Award, amount: Money) -> Entries:
    """The organisation may get that much again."""
    if award.entitlement is None:
        return ()
    return move(award.entitlement.used(award.case), award.entitlement.quota(), amount)


def take_slot(award: Award, book: CaseBook, year: int, dest: Place) -> Entries:
    """A product takes a slot of the year, once in its life."""
    if not award.product or book.slot is not None:
        return ()
    return move(slots(Place.FREE, award.line, year), slots(dest, award.line, year, award.case), 1)


def move_slot(award: Award, book: CaseBook, source: Place, dest: Place) -> Entries:
    """The slot follows the money, in the year it was taken from."""
    if book.slot is None or book.slot.place != source:
        return ()
    year = book.slot.year
    return move(slots(source, award.line, year, award.case), slots(dest, award.line, year, award.case), 1)


def give_back_slot(award: Award, slot: Slot) -> Entries:
    """The slot is free for another product of its year, whatever year the money was of."""
    return move(slots(slot.place, award.line, slot.year, award.case), slots(Place.FREE, award.line, slot.year), 1)


def _state(award: Award, year: int, place: Place) -> AccountKey:
    return vnd(place, award.line, year, "" if place == Place.FREE else award.case)
