"""What a posting must pass before it is written; the database holds the same rules once more.

The entries are tried in order on the balances that they would meet. The first account that would leave
its limits gives the refusal its name, its numbers and its words.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from nscl_grants.domain.ledger.accounts import OPEN_STATES, AccountKey, Place, Unit
from nscl_grants.domain.ledger.limits import Limit, is_well_named, limits_of
from nscl_grants.domain.ledger.posting import Entry, Kind, Posting
from nscl_grants.domain.ledger.refusals import CapInUse, CountedLine, SpentByCaseOnly
from nscl_grants.domain.ledger.routes import ROUTES
from nscl_grants.domain.ledger.shortfall import refusal_at_ceiling, refusal_at_floor
from nscl_grants.domain.ledger.years import Years, check_booking, check_carrying, check_open
from nscl_grants.domain.money import Money

_OF_THE_YEAR = frozenset({*OPEN_STATES, Place.ESTIMATE, Place.ALLOTTED})


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as it is now."""

    balance: int
    limit: Limit


def accounts_of(posting: Posting) -> tuple[AccountKey, ...]:
    """Every account that the posting touches, once, in order."""
    keys = [limit.account for limit in posting.limits]
    keys += [key for entry in posting.entries for key in (entry.source, entry.dest)]
    return tuple(dict.fromkeys(keys))


def check_year(posting: Posting, today: date, years: Years) -> None:
    """The posting names a year it may be booked in, and moves what is still open in no other year."""
    if posting.kind == Kind.OPEN_YEAR:
        assert posting.budget_year not in years.opened, "a year is opened once, when the plan is entered"
        return
    check_booking(posting.kind, posting.budget_year, today, years)
    if posting.kind == Kind.CARRY_OVER:
        check_carrying(posting.budget_year, years)
    if posting.kind in (Kind.PLAN, Kind.ADJUST_PLAN):
        return
    for key in accounts_of(posting):
        if key.place in _OF_THE_YEAR:
            check_open(key.year, years)


def check_ways(posting: Posting) -> None:
    """Entries go the ways of their movement, between accounts that are fully named; all else is our mistake."""
    assert all(is_well_named(key) for key in accounts_of(posting)), posting
    if posting.kind == Kind.REVERSE:
        return
    for entry in posting.entries:
        way = (entry.source.unit, entry.source.place, entry.dest.place)
        assert way in ROUTES[posting.kind], f"{posting.kind} does not go {way}"


def check_taker(posting: Posting, counted_lines: Collection[str]) -> None:
    """Money of another line never goes to one whose products are counted, however little of it is allotted yet."""
    for entry in posting.entries:
        giver, taker = entry.source.line, entry.dest.line
        if giver and giver != taker and taker in counted_lines:
            raise CountedLine(taker, posting.budget_year, Money(entry.amount))


def check_spending(posting: Posting, counted_lines: Collection[str]) -> None:
    """A line that counts products is spent by cases, each with its slot and entitlement, and not by voucher."""
    for entry in posting.entries:
        if entry.source.line in counted_lines:
            raise SpentByCaseOnly(entry.source.line)


def check_limits(posting: Posting, standings: Mapping[AccountKey, Standing]) -> None:
    """No account leaves its limits, neither on the way nor by a cap that the posting itself sets."""
    trial = {key: standings.get(key) or Standing(0, limits_of(key)) for key in accounts_of(posting)}
    for limit in posting.limits:
        if widens(limit, trial[limit.account].limit) or limit.account.unit == Unit.ENTITLEMENT:
            trial[limit.account] = Standing(trial[limit.account].balance, limit)
    for entry in posting.entries:
        _try(posting.kind, entry, trial)
    for limit in posting.limits:
        _check_cap(limit, trial[limit.account].balance)


def widens(limit: Limit, present: Limit) -> bool:
    """Whether every balance that was allowed still is; such a limit is set before the entries, another after."""
    return limit.floor <= present.floor and limit.ceiling >= present.ceiling


def _try(kind: Kind, entry: Entry, trial: dict[AccountKey, Standing]) -> None:
    source, dest = trial[entry.source], trial[entry.dest]
    if source.balance - entry.amount < source.limit.floor:
        raise refusal_at_floor(kind, entry, source.balance, source.limit)
    if dest.balance + entry.amount > dest.limit.ceiling:
        raise refusal_at_ceiling(kind, entry, dest.balance, dest.limit)
    trial[entry.source] = Standing(source.balance - entry.amount, source.limit)
    trial[entry.dest] = Standing(dest.balance + entry.amount, dest.limit)


def _check_cap(limit: Limit, balance: int) -> None:
    if balance < limit.floor:
        raise CapInUse(cap=Money(-limit.floor), used=Money(-balance))
    if balance > limit.ceiling:
        raise CapInUse(cap=Money(limit.ceiling), used=Money(balance))
