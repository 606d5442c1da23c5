"""The refusal that names what an account lacks, by the account's unit and place."""

from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.ledger.posting import Entry, Kind
from nscl_grants.domain.ledger.refusals import (
    AllotmentInUse,
    CaseShort,
    CountedLine,
    EntitlementSpent,
    NoSlotLeft,
    NotFreshlyAllotted,
    OverCommitted,
    OverEstimated,
    OverPlanned,
    PlanSpent,
    SlotsOverPlanned,
    SlotTaken,
)
from nscl_grants.domain.ledger.years import place_word
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused

_TAKES_BACK = (Kind.SHRINK, Kind.REALLOCATE)


def refusal_at_floor(kind: Kind, entry: Entry, balance: int, limit: Limit) -> Refused:
    """Why the source of an entry cannot give that much."""
    # An entitlement whose norm gives less than others of its family used already has nothing left.
    left = max(balance - limit.floor, 0)
    key = entry.source
    if key.unit == Unit.SLOT:
        return _no_slots(entry, left)
    money, amount, missing = Money(left), Money(entry.amount), Money(entry.amount - left)
    if key.unit == Unit.ENTITLEMENT:
        return EntitlementSpent(key.item, key.holder, Money(-limit.floor), money, amount)
    match key.place:
        case Place.SOURCE:
            return PlanSpent(money, amount, missing)
        case Place.LINE:
            return OverPlanned(key.line, money, amount, missing)
        case Place.ESTIMATE:
            return OverEstimated(key.line, key.year, money, amount, missing)
        case Place.ALLOTTED:
            return NotFreshlyAllotted(key.line, key.year, money, amount)
        case Place.FREE if kind in _TAKES_BACK:
            return AllotmentInUse(key.line, key.year, money, amount)
        case Place.FREE:
            return OverCommitted(key.line, key.year, money, amount, missing)
    return CaseShort(key.case, key.year, place_word(Place(key.place)), money, amount)


def refusal_at_ceiling(kind: Kind, entry: Entry, balance: int, limit: Limit) -> Refused:
    """Why the destination of an entry cannot take that much."""
    key, left = entry.dest, limit.ceiling - balance
    if key.unit == Unit.SLOT:
        return SlotTaken(key.case)
    amount = Money(entry.amount)
    assert (key.unit, key.place) == (Unit.FRESH, Place.ALLOTTED), f"no other place has a ceiling: {key}"
    if kind == Kind.REALLOCATE:
        return CountedLine(key.line, key.year, amount)
    return OverEstimated(key.line, key.year, Money(left), amount, Money(entry.amount - left))


def _no_slots(entry: Entry, left: int) -> Refused:
    key = entry.source
    if key.place == Place.FREE:
        return NoSlotLeft(key.line, key.year)
    planned = entry.dest if key.place == Place.SOURCE else key
    assert planned.place == Place.ESTIMATE, f"the slot of a case follows its money: {entry}"
    return SlotsOverPlanned(planned.line, planned.year, left, entry.amount)
