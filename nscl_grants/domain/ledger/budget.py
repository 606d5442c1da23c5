"""The plan's table and the year's budget: plan, allot, shrink, reallocate, carry over, lapse."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nscl_grants.domain.ledger.accounts import AccountKey, Place, Unit, fresh, slots, source, vnd
from nscl_grants.domain.ledger.award import Award, CaseBook
from nscl_grants.domain.ledger.entries import move
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.ledger.posting import Entries
from nscl_grants.domain.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A row of the plan's table: đồng by year, and products by year where the line counts them."""

    key: str
    years: Mapping[int, Money]
    slots: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> Money:
        """The row's sum over the years."""
        return Money(sum(amount.dong for amount in self.years.values()))


def plan(lines: Iterable[PlannedLine]) -> Entries:
    """Enter the plan's table into an empty ledger; needs `plan_limits` of the same lines."""
    return _towards({}, _figures(lines))


def adjust_plan(before: Iterable[PlannedLine], after: Iterable[PlannedLine]) -> Entries:
    """Turn the old table into the new one by its differences; needs `plan_limits` of the new lines."""
    return _towards(_figures(before), _figures(after))


def plan_limits(lines: Iterable[PlannedLine]) -> tuple[Limit, ...]:
    """What the table gives in all, by unit, and the yearly cap of each line that counts products."""
    listed = tuple(lines)
    figures = _figures(listed)
    totals = {
        unit: sum(n for key, n in figures.items() if key.unit == unit) for unit in (Unit.VND, Unit.SLOT, Unit.FRESH)
    }
    counted = [
        Limit(fresh(Place.ALLOTTED, line.key, year), 0, amount.dong)
        for line in listed
        if line.slots
        for year, amount in sorted(line.years.items())
    ]
    return (*(Limit(source(unit), -given, 0) for unit, given in totals.items()), *counted)


def allot(line: str, year: int, amount: Money, products: int = 0) -> Entries:
    """Give a line its money of the year, within the plan's figure for it."""
    return (
        *move(vnd(Place.LINE, line), vnd(Place.FREE, line, year), amount),
        *move(fresh(Place.ESTIMATE, line, year), fresh(Place.ALLOTTED, line, year), amount),
        *move(slots(Place.ESTIMATE, line, year), slots(Place.FREE, line, year), products),
    )


def shrink(line: str, year: int, amount: Money, products: int = 0) -> Entries:
    """Take back what was allotted, never below what is used."""
    return (
        *move(vnd(Place.FREE, line, year), vnd(Place.LINE, line), amount),
        *move(fresh(Place.ALLOTTED, line, year), fresh(Place.ESTIMATE, line, year), amount),
        *move(slots(Place.FREE, line, year), slots(Place.ESTIMATE, line, year), products),
    )


def reallocate(giver: str, taker: str, year: int, amount: Money) -> Entries:
    """Move free money of the year to another line, and the estimate with it; the total stays."""
    return (
        *move(vnd(Place.FREE, giver, year), vnd(Place.LINE, giver), amount),
        *move(vnd(Place.LINE, giver), vnd(Place.LINE, taker), amount),
        *move(vnd(Place.LINE, taker), vnd(Place.FREE, taker, year), amount),
        *move(fresh(Place.ALLOTTED, giver, year), fresh(Place.ALLOTTED, taker, year), amount),
    )


def carry_case(award: Award, book: CaseBook, year: int) -> Entries:
    """Take what a case has committed and due over into the next year, its unused slot with it."""
    slot = book.slot
    goes_along = slot is not None and slot.year == year and slot.place == Place.COMMITTED
    return (
        *_carry(Unit.VND, award.line, year, award.case, Place.COMMITTED, book.of(year, Place.COMMITTED).dong),
        *_carry(Unit.VND, award.line, year, award.case, Place.DUE, book.of(year, Place.DUE).dong),
        *(_carry(Unit.SLOT, award.line, year, award.case, Place.COMMITTED, 1) if goes_along else ()),
    )


def carry_free(line: str, year: int, amount: Money = ZERO, products: int = 0) -> Entries:
    """Take free money and free slots over into the next year."""
    return (
        *_carry(Unit.VND, line, year, "", Place.FREE, amount.dong),
        *_carry(Unit.SLOT, line, year, "", Place.FREE, products),
    )


def lapse(line: str, year: int, amount: Money = ZERO, products: int = 0) -> Entries:
    """What is free at the end of the year is gone."""
    return (
        *move(vnd(Place.FREE, line, year), vnd(Place.LAPSED, line, year), amount),
        *move(slots(Place.FREE, line, year), slots(Place.LAPSED, line, year), products),
    )


def _carry(unit: Unit, line: str, year: int, case: str, place: Place, amount: int) -> Entries:
    # Two entries that belong together: the database takes the second only right after the first.
    return (
        *move(AccountKey(unit, place, line, year, case), AccountKey(unit, Place.CARRIED_OUT, line, year, case), amount),
        *move(
            AccountKey(unit, Place.CARRIED_IN, line, year + 1, case),
            AccountKey(unit, place, line, year + 1, case),
            amount,
        ),
    )


def _figures(lines: Iterable[PlannedLine]) -> dict[AccountKey, int]:
    figures: dict[AccountKey, int] = {}
    for line in lines:
        figures[vnd(Place.LINE, line.key)] = line.total.dong
        figures |= {fresh(Place.ESTIMATE, line.key, year): amount.dong for year, amount in sorted(line.years.items())}
        figures |= {slots(Place.ESTIMATE, line.key, year): count for year, count in sorted(line.slots.items())}
    return figures


def _towards(before: Mapping[AccountKey, int], after: Mapping[AccountKey, int]) -> Entries:
    changes = {key: after.get(key, 0) - before.get(key, 0) for key in {**before, **after}}
    # What is taken away comes first, so that a table that only shifts money never passes its total.
    taken = [move(key, source(Unit(key.unit)), -change) for key, change in changes.items() if change < 0]
    given = [move(source(Unit(key.unit)), key, change) for key, change in changes.items() if change > 0]
    return tuple(entry for entries in (*taken, *given) for entry in entries)
