"""How far the balance of an account may go: the limits it opens with, and those a posting gave it since."""

from collections.abc import Iterable
from dataclasses import dataclass

from nscl_grants.domain.ledger.accounts import CASE_STATES, STATES, AccountKey, Place, Unit
from nscl_grants.domain.money import MOST_DONG


@dataclass(frozen=True, slots=True)
class Limit:
    """From this posting on, the balance of the account stays between floor and ceiling, both included."""

    account: AccountKey
    floor: int
    ceiling: int

    def __post_init__(self) -> None:
        assert -MOST_DONG <= self.floor <= self.ceiling <= MOST_DONG


@dataclass(frozen=True, slots=True)
class Ground:
    """What a place asks of its accounts' names, and the limits that they open with."""

    line: bool
    year: bool
    case: bool | None
    """Whether it is the account of one case; None where there are both."""
    entitlement: bool
    floor: int = 0
    ceiling: int = MOST_DONG


_SOURCE = Ground(line=False, year=False, case=False, entitlement=False, ceiling=0)
_LINE = Ground(line=True, year=False, case=False, entitlement=False)
_YEAR = Ground(line=True, year=True, case=False, entitlement=False)
_CASE = Ground(line=True, year=True, case=True, entitlement=False)
_ONE_PRODUCT = Ground(line=True, year=True, case=True, entitlement=False, ceiling=1)
_CARRIED_OUT = Ground(line=True, year=True, case=None, entitlement=False)
_CARRIED_IN = Ground(line=True, year=True, case=None, entitlement=False, floor=-MOST_DONG, ceiling=0)

GROUNDS: dict[tuple[Unit, Place], Ground] = {
    (Unit.VND, Place.SOURCE): _SOURCE,
    (Unit.VND, Place.LINE): _LINE,
    **{(Unit.VND, place): _CASE if place in CASE_STATES else _YEAR for place in STATES},
    (Unit.VND, Place.CARRIED_OUT): _CARRIED_OUT,
    (Unit.VND, Place.CARRIED_IN): _CARRIED_IN,
    (Unit.SLOT, Place.SOURCE): _SOURCE,
    (Unit.SLOT, Place.ESTIMATE): _YEAR,
    (Unit.SLOT, Place.FREE): _YEAR,
    (Unit.SLOT, Place.HELD): _ONE_PRODUCT,
    (Unit.SLOT, Place.COMMITTED): _ONE_PRODUCT,
    (Unit.SLOT, Place.PAID): _ONE_PRODUCT,
    (Unit.SLOT, Place.LAPSED): _YEAR,
    (Unit.SLOT, Place.CARRIED_OUT): _CARRIED_OUT,
    (Unit.SLOT, Place.CARRIED_IN): _CARRIED_IN,
    (Unit.FRESH, Place.SOURCE): _SOURCE,
    (Unit.FRESH, Place.ESTIMATE): _YEAR,
    (Unit.FRESH, Place.ALLOTTED): _YEAR,
    (Unit.ENTITLEMENT, Place.QUOTA): Ground(line=False, year=False, case=False, entitlement=True, ceiling=0),
    (Unit.ENTITLEMENT, Place.USED): Ground(line=False, year=False, case=True, entitlement=True),
}


def limits_of(account: AccountKey, given: Iterable[Limit] = ()) -> Limit:
    """The limits of the account: the last one given, or those of its place."""
    ground = GROUNDS[Unit(account.unit), Place(account.place)]
    latest = Limit(account, ground.floor, ground.ceiling)
    for limit in given:
        if limit.account == account:
            latest = limit
    return latest


def is_well_named(account: AccountKey) -> bool:
    """Whether the account's place exists and the account carries exactly the names it asks for."""
    ground = GROUNDS.get((Unit(account.unit), Place(account.place)))
    if ground is None:
        return False
    entitlement = (bool(account.family), bool(account.holder), bool(account.item))
    return (
        bool(account.line) == ground.line
        and bool(account.year) == ground.year
        and (ground.case is None or bool(account.case) == ground.case)
        and entitlement == (ground.entitlement,) * 3
    )
