"""From the recommendation to a confirmed claim: hold, commit, fund, confirm, and every way back."""

from nscl_grants.domain.ledger.accounts import SETTLED, Place
from nscl_grants.domain.ledger.award import Award, CaseBook
from nscl_grants.domain.ledger.entries import (
    give_back_entitlement,
    give_back_slot,
    move_money,
    move_slot,
    take_entitlement,
    take_slot,
)
from nscl_grants.domain.ledger.posting import Entries
from nscl_grants.domain.money import Money

_PROMISED = (Place.HELD, Place.COMMITTED, Place.DUE)
_UNDER_WAY = (Place.RESERVED, Place.IN_TRANSIT)


def hold(award: Award, book: CaseBook, year: int, amount: Money) -> Entries:
    """Set the amount aside for the case; needs the limits of the award."""
    return (
        *move_money(award, year, Place.FREE, Place.HELD, amount),
        *take_slot(award, book, year, Place.HELD),
        *take_entitlement(award, amount),
    )


def commit(award: Award, book: CaseBook, year: int, amount: Money) -> Entries:
    """Approve that much of what is held, in full or in part; the rest is free again."""
    rest = book.of(year, Place.HELD) - amount
    return (
        *move_money(award, year, Place.HELD, Place.COMMITTED, amount),
        *move_money(award, year, Place.HELD, Place.FREE, _at_least_nothing(rest)),
        *move_slot(award, book, Place.HELD, Place.COMMITTED),
        *give_back_entitlement(award, _at_least_nothing(rest)),
    )


def fund(award: Award, book: CaseBook, year: int, amount: Money) -> Entries:
    """Give an approved case of a closed year its money in this one; needs the limits of the award."""
    return (
        *move_money(award, year, Place.FREE, Place.COMMITTED, amount),
        *take_slot(award, book, year, Place.COMMITTED),
        *take_entitlement(award, amount),
    )


def confirm(award: Award, year: int, amount: Money) -> Entries:
    """A claim is confirmed, or an advance within the contract's limit asked for."""
    return move_money(award, year, Place.COMMITTED, Place.DUE, amount)


def confirm_finally(award: Award, book: CaseBook, year: int, amount: Money) -> Entries:
    """The last claim is confirmed; what it leaves of the commitment is free again."""
    rest = _at_least_nothing(book.of(year, Place.COMMITTED) - amount)
    return (
        *move_money(award, year, Place.COMMITTED, Place.DUE, amount),
        *move_money(award, year, Place.COMMITTED, Place.FREE, rest),
        *give_back_entitlement(award, rest),
    )


def release(award: Award, book: CaseBook, year: int, place: Place, amount: Money) -> Entries:
    """Let go of money held, committed or due; entitlement goes along, and with the last of it the slot."""
    return (
        *move_money(award, year, place, Place.FREE, amount),
        *_give_back_unused_slot(award, book, amount),
        *give_back_entitlement(award, amount),
    )


def release_all(award: Award, book: CaseBook, year: int) -> Entries:
    """Let go of all that the case has held, committed or due in one year."""
    amount = book.of(year, *_PROMISED)
    return (
        *(entry for place in _PROMISED for entry in move_money(award, year, place, Place.FREE, book.of(year, place))),
        *_give_back_unused_slot(award, book, amount),
        *give_back_entitlement(award, amount),
    )


def _give_back_unused_slot(award: Award, book: CaseBook, amount: Money) -> Entries:
    """With the last of its money a case gives its slot back, unless something was paid."""
    is_last = amount == book.total(*_PROMISED, *_UNDER_WAY, *SETTLED)
    if book.slot is None or book.slot.place == Place.PAID or not is_last:
        return ()
    return give_back_slot(award, book.slot)


def _at_least_nothing(amount: Money) -> Money:
    # Asking for more than there is makes no rest; that it is too much, the account's floor says.
    return max(amount, Money(0))
